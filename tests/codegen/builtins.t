== ids and names of the current task
begin { printf("%d %d %d\n", pid == tid, uid, gid); print(comm); print(username); print(leader_comm); print(leader_tid == tid); print(pid(init) == pid); print(tid(curr_ns) == tid); }
-- match
^1 0 0$
^.+$
^root$
^.+$
^true$
^true$
^true$

== relatives of the current task agree with the task struct
begin { print(ppid == curtask.real_parent.tgid); print(pcomm == curtask.real_parent.comm); print(curtask.pid == tid); print(curtask.comm == comm); }
-- live
-- run
true
true
true
true



== clocks
begin { print(nsecs > 0); print(nsecs == nsecs(boot)); print(nsecs(tai) > nsecs(monotonic)); print(elapsed < 60s); print(jiffies > 0); print(strftime("%Y", nsecs(tai)) ); }
-- match
^true$
^false$
^true$
^true$
^true$
^20[0-9][0-9]$

== the machine
begin { print(cpu < ncpus); print(numaid >= 0); print(rand >= 0); print(cgroup > 0); print(usermode); print(has_cpid); print(cpid); }
-- run
true
true
true
true
1
false
0



== name of the probe
begin { print(probe); print(probetype); printf("%s %10s|\n", probe, probetype); @[probe] = 1; }
-- run
begin
special
begin    special|


@[begin]: 1

== arguments of a tracepoint
tracepoint:syscalls:sys_enter_openat /comm == "true"/ { printf("%s %s\n", comm, str(args.filename)); exit(); }
-- live
-- command: /bin/true
-- match
^true /etc/ld\.so\.

== arguments of a raw tracepoint, by name and number
rawtracepoint:sched_switch { print(args.next.pid == ((struct task_struct *)arg2).pid); print(arg1 == (uint64)args.prev); exit(); }
-- live
-- match
^true$
^true$

== registers
profile:hz:99 { print(reg("ip") != 0); print(usermode <= 1); exit(); }
-- live
-- match
^true$
^true$

== a user function
uprobe:/bin/bash:main { printf("%s %d %s\n", probetype, arg0, str(*(uint64 *)arg1)); @ip = reg("ip") == *(uint64 *)&@f; @f = reg("ip"); }
-- live
-- command: /bin/bash -c exit
-- match
^uprobe 3 /bin/bash$

== result of a user function
uretprobe:libc:getenv { print(retval != 1); exit(); }
-- live
-- command: /bin/bash -c exit
-- match
^true$

== a task in an iterator
iter:task /ctx.task.pid == 2/ { printf("%s %d\n", ctx.task.comm, ctx.task.pid); }
-- live
-- match
^kthreadd 2$

== paths of open files
iter:task_file { print(path(ctx.file.f_path)); }
-- live
-- match
^/dev/null$

== configuration
config = { max_strlen = 64; str_trunc_trailer = "#" } begin { print(config.max_strlen); print(config.str_trunc_trailer); print(sizeof(str((int8*)0))); }
-- run
64
#
64


