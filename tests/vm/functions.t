== arguments and name of a kernel function
kprobe:vfs_open /comm == "cat"/ { printf("%s %s %d %d\n", probe, func, arg0 != 0, reg("di") == arg0); exit(); }
-- during: while :; do cat /etc/hostname >/dev/null; done
-- match
^kprobe:vfs_open vfs_open 1 1$

== result of a kernel function
kretprobe:vfs_read /comm == "cat" && retval > 0/ { printf("%s %d\n", func, retval > 0); exit(); }
-- during: while :; do cat /etc/hostname >/dev/null; done
-- match
^vfs_read 1$

== typed arguments, path and name of a function
fentry:filp_close /comm == "cat"/ { @[path(args.filp.f_path)] = count(); @f = func; if (@n++ > 20) { exit(); } }
-- during: while :; do cat /etc/hostname >/dev/null; done
-- match
^@\[/(dev/null|etc/hostname)\]: [0-9]+$
^@f: filp_close$

== typed result
fexit:vfs_read /comm == "cat" && retval > 0/ { printf("%d %d %s\n", retval == args.count || retval < args.count, retval > 0, func); exit(); }
-- during: while :; do cat /etc/hostname >/dev/null; done
-- match
^1 1 vfs_read$

== per-CPU variables
begin { print(percpu_kaddr("runqueues").nr_running < 1000); print(percpu_kaddr("runqueues") != percpu_kaddr("runqueues", 1) || percpu_kaddr("runqueues") != percpu_kaddr("runqueues", 0)); print(percpu_kaddr("runqueues", 4096)); print(percpu_kaddr("runqueues", 0).cpu); print(percpu_kaddr("runqueues", 1).cpu); }
-- live
-- run
true
true
0x0
0
1


== cookie of a socket
fentry:tcp_v4_connect { print(socket_cookie(args.sk) > 0); exit(); }
-- during: while :; do bash -c "true > /dev/tcp/127.0.0.1/9" 2>/dev/null; done
-- match
^true$

== signals
tracepoint:syscalls:sys_enter_kill /comm == "bash" && args.sig == 0/ { signal("KILL"); @ = 1; exit(); }
-- unsafe
-- during: while :; do bash -c "kill -0 \$\$; kill -0 \$\$; true" 2>/dev/null; done
-- match
^@: 1$

== writing to a process
tracepoint:syscalls:sys_enter_openat /comm == "cat" && str(args.filename) == "/etc/hostname"/ { $s = "/etc/hosts"; print(write_user(args.filename, $s, 11)); print(str(args.filename)); exit(); }
-- unsafe
-- during: while :; do cat /etc/hostname >/dev/null; done
-- match
^true$
^/etc/hosts$

== registers tell user mode
profile:hz:199 { @[usermode] = count(); } interval:ms:700 { exit(); }
-- during: while :; do :; done
-- match
^@\[1\]: [0-9]+$

== the kernel's trace pipe
begin { debugf("number %d", 42); print("done"); }
-- match
^done$
