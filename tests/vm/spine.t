== counting by name, interval, exit
tracepoint:raw_syscalls:sys_enter { @[comm] = count(); } interval:ms:300 { exit(); }
-- match
^@\[.*\]: [0-9]+$

== typed raw tracepoint
rawtracepoint:sched_switch { @[args.next.comm] = count(); } interval:ms:300 { exit(); }
-- match
^@\[.*\]: [0-9]+$

== open with a string argument
tracepoint:syscalls:sys_enter_openat /str(args.filename) == "/etc/hostname"/ { printf("%s\n", str(args.filename)); exit(); }
-- during: while :; do cat /etc/hostname >/dev/null; done
-- match
^/etc/hostname$

== latency histogram
tracepoint:syscalls:sys_enter_read { @s[tid] = nsecs; }
tracepoint:syscalls:sys_exit_read /@s[tid]/ { @us = hist((nsecs - @s[tid]) / 1000); delete(@s, tid); }
interval:ms:500 { clear(@s); exit(); }
-- during: while :; do cat /etc/hostname >/dev/null; done
-- match
^@us:$
^\[.*\) +[0-9]+ \|.*\|$

== stacks while sampling
profile:hz:99 { @[kstack, ustack, comm] = count(); } interval:ms:500 { exit(); }
-- during: while :; do :; done
-- match
^@\[$

== user return value
uretprobe:/bin/bash:readline { printf("%s\n", str(retval)); exit(); }
interval:s:20 { exit(1); }
-- during: while :; do echo 'echo hello' | bash --noprofile --norc -i >/dev/null 2>&1; done
-- match
^echo hello$

== page faults
software:page-faults:1 { @[comm] = count(); } interval:ms:300 { exit(); }
-- during: while :; do cat /etc/hostname >/dev/null; done
-- match
^@\[.*\]: [0-9]+$

== begin, end, arithmetic, loops
begin { for ($i : 0..100) { @s = sum($i); } $n = 3; while ($n > 0) { $n--; } print($n); }
end { print(@s); }
-- run
0
@s: 4950


@s: 4950
