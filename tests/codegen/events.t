== order of side effects
begin { printf("%d\n", { print("inner"); 5 }); printf("%s\n", { print("inner2"); "five" }); $i = 0; printf("%d %d %d\n", $i++, $i++, ++$i); printf("%d %d\n", @x++, @x++); }
-- run
inner
5
inner2
five
0 1 3
0 1


@x: 2

== leaving out of an argument
begin { printf("%s %s\n", { if (pid > 1) { return; } "a" }, comm); print("no"); }
-- run


== leaving a loop out of an argument
begin { for ($i : 0..100) { printf("%s\n", { if ($i == 2) { break; } "it" }); } for ($i : 0..3) { printf("%s\n", { if ($i == 1) { continue; } "that" }); } print("end"); }
-- run
it
it
that
that
end



== exit() ends the probe, from a loop too
begin { for ($i : 0..100) { print($i); if ($i == 1) { exit(3); } } print("no"); }
-- run status 3
0
1


== exit() in a conditional
begin { pid > 1 ? exit(4) : exit(5); print("no"); }
-- run status 4

== literals become part of the format
begin { printf("%s%s %5s|%s\n", "50%", "", "x", (1, "a")); printf("%s\n", probe); }
-- run
50%     x|(1, a)
begin


== print and clear as one step
begin { @a[1] = 1; print(@a); clear(@a); @b = 5; print(@b);
	clear(@b); print(@b); }
-- run
@a[1]: 1
@b: 5
@b: 0


== top and div
begin { @m[1] = (int64)5; @m[2] = (int64)3; @m[3] = (int64)9; @m[4] = (int64)7; print(@m, 2); print(@m, 0, 2); clear(@m); }
-- run
@m[4]: 7
@m[3]: 9
@m[2]: 1
@m[1]: 2
@m[4]: 3
@m[3]: 4


== values of all kinds
begin { print(5); print(-5); print("s"); print(true); print((1, "a", (2, 3))); print((x = 1, y = "b")); print(buf("a\x01", 2)); print(pton("10.0.0.1")); print(ntop(pton("10.0.0.1"))); print(macaddr(pton("102:304:506::"))); print((int8*)16); print(ksym(0)); print(usym(0)); }
-- run
5
-5
s
true
(1, a, (2, 3))
{ .x = 1, .y = b }
a\x01
[10,0,0,1]
10.0.0.1
01:02:03:04:05:06
0x10
0
0



== errors and warnings name their place
begin { errorf("bad %d", 3); warnf("odd %s", "x"); }
-- run


-- stderr
^[^ ]*:1:9-28: ERROR: bad 3$
^[^ ]*:1:30-50: WARNING: odd x$

== join
tracepoint:syscalls:sys_enter_execve { join(args.argv); join(args.argv, "+"); }
-- live
-- command: /bin/echo one two
-- match
^/bin/echo one two$
^/bin/echo\+one\+two$

== cat and time
begin { cat("/proc/self/%s", "comm"); time("%%x\n"); }
-- match
.
^%x$

== system
begin { system("echo %d %s", 5, "words"); }
-- unsafe
-- match
^5 words$

== skboutput
rawtracepoint:netif_receive_skb { print(skboutput("/tmp/sonde-test.pcap", args.skb, 60, 0)); exit(); }
-- live
-- before: rm -f /tmp/sonde-test.pcap
-- command: /bin/bash -c "echo hello packet > /dev/udp/127.0.0.1/9999"
-- match
^0$

== many arguments
begin { printf("%d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d\n", pid > 0, 1, pid > 0, 3, 4, 5, pid > 0, 7, 8, 9, 10, pid > 0, pid > 0, 13, 14, 15, 16, 17, 18, pid > 0); }
-- run
1 1 1 3 4 5 1 7 8 9 10 1 1 13 14 15 16 17 18 1


