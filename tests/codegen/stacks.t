== frames of the kernel
begin { print(len(kstack) > 1); print(len(kstack(2))); $s = kstack(3); print(len($s)); print(kstack(2)); }
-- match
^true$
^2$
^3$
^        [A-Za-z_0-9]+\+[0-9]+$

== as keys: the same stack is one key
begin { for ($i : 0..3) { @[kstack(5)] = count(); } print(len(@)); clear(@); }
-- run
1


== modes
begin { print(kstack(perf, 1)); print(kstack(raw, 1)); print(ustack(perf, 1)); }
-- match
^	[0-9a-f]+ [A-Za-z_0-9]+\+[0-9]+$
^[0-9a-f]+$
^	[0-9a-f]+ .*$

== deep limits
begin { @a[kstack(1024)] = 1; @b[kstack(0)] = 1; print(len(@a)); print(@b); clear(@a); clear(@b); }
-- match
^1$
^@b\[$
^\]: 1$

== frames of a process
uprobe:/bin/bash:main { print(ustack); @[ustack(1)] = count(); exit(); }
-- live
-- command: /bin/bash -c "sleep 0.3; true"
-- match
^        main\+0$

== in values
tracepoint:sched:sched_process_exec { @s = kstack(2); @t[1] = (comm, kstack(1)); printf("%s", kstack(1)); exit(); }
-- live
-- command: /bin/true
-- match
^        [A-Za-z_0-9]+\+[0-9]+$
