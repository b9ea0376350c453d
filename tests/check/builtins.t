== The kstack builtin can not be used with 'iter' probes
iter:task { print(kstack); }
-- error 1:19-25: The kstack builtin can not be used with 'iter' probes

== kstack: invalid limit value (must be a non-negative literal)
begin { print(kstack(-1)); print(kstack(comm)); }
-- error 1:15-25: kstack: invalid limit value
-- error 1:34-46: kstack: invalid limit value

== Argument mismatch for @: trying to access with arguments: 'kstack_bpftrace_3' when map expects argum
begin { @[kstack(perf, 5)] = count(); @[kstack(3)] = count(); }
-- error 1:41-50: Argument mismatch for @: trying to access with arguments: 'kstack_bpftrace_3' when map expects arguments: 'kstack_perf_5'

== The retval builtin can only be used with 'kretprobe' and 'uretprobe' and 'fentry' probes
kprobe:vfs_read { print(func); print(retval); }
-- error 1:38-44: The retval builtin can only be used with 'kretprobe' and 'uretprobe' and 'fentry' probes

== The arg0 builtin can only be used with 'kprobes', 'uprobes' and 'usdt' probes
kretprobe:vfs_read { print(func); print(retval); print(arg0); }
-- error 1:56-60: The arg0 builtin can only be used with 'kprobes', 'uprobes' and 'usdt' probes

== The retval builtin can only be used with 'kretprobe' and 'uretprobe' and 'fentry' probes (try to use
tracepoint:sched:sched_switch { print(retval); print(ctx); print(func); print(arg1); print(reg("ip")); }
-- error 1:39-45: The retval builtin can only be used with 'kretprobe' and 'uretprobe' and 'fentry' probes (try to use args.ret instead)
-- error 1:54-57: Use args instead of ctx in tracepoint
-- error 1:66-70: The func builtin can not be used with 'tracepoint' probes
-- error 1:79-83: The arg1 builtin can only be used with 'kprobes', 'uprobes' and 'usdt' probes
-- error 1:92-101: reg can not be used with "tracepoint" probes

== The args builtin can only be used with tracepoint, rawtracepoint, fentry/fexit, and uprobe probes (p
profile:hz:99 { print(args); }
-- error 1:23-27: The args builtin can only be used with tracepoint, rawtracepoint, fentry/fexit, and uprobe probes (profile used here)

== The func builtin can not be used with 'begin' probes
begin { print(func); print(ctx); }
-- error 1:15-19: The func builtin can not be used with 'begin' probes
-- error 1:28-31: The ctx builtin can not be used with 'begin' probes

== probe is a builtin variable and takes no arguments
begin { print(probe(1)); }
-- error 1:15-23: probe is a builtin variable and takes no arguments
