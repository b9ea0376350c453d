== values
begin { print(5); print(-5); print("s"); print(true); print((1, "a", (2, 3))); print((1,)); print((a = 1)); print((int8*)16); print(pton("1.2.3.4")); }
-- run
5
-5
s
true
(1, a, (2, 3))
(1)
{ .a = 1 }
0x10
[1,2,3,4]

== integers of every width
begin { print((int8)-1); print((uint8)255); print((int16)-1); print((uint16)65535); print((int32)-1); print((uint32)4294967295); print((int64)-1); print((uint64)18446744073709551615); }
-- run
-1
255
-1
65535
-1
4294967295
-1
18446744073709551615

== the empty tuple
begin { print(()); }
-- error 1:9-18: none type passed to print() is not printable

== nothing
begin { print(); }
-- error 1:9-16: print() requires at least one argument (0 provided)

== too many arguments for a value
begin { print(5, 1); }
-- error 1:9-20: Non-map print() only takes 1 argument, 2 found

== inet and mac addresses
begin { print(ntop(0x0100007f)); print(ntop(pton("10.1.2.3"))); print(ntop(pton("::1"))); print(ntop(pton("2001:db8::5"))); print(pton("::1")); }
-- run
127.0.0.1
10.1.2.3
::1
2001:db8::5
[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1]

== addresses of a family
begin { print(ntop(2, 0x0100007f)); print(ntop(10, pton("::ffff:1.2.3.4"))); }
-- run
127.0.0.1
::ffff:1.2.3.4

== the family must fit
begin { print(ntop(10, 5)); }
-- run
500::

== bad addresses
begin { print(pton("1.2.3")); }
-- error 1:15-28: pton() expects a valid IPv4/IPv6 address, got 1.2.3

== mac addresses
begin { $a = (int8[6])"abcde"; print(macaddr($a)); }
-- run
61:62:63:64:65:00

== mac addresses of literals
begin { print(macaddr("abcdef")); }
-- error 1:15-32: macaddr() does not support literal string arguments

== symbols
begin { print(ksym(0)); print(usym(0)); }
-- run
0
0

== time stamps
begin { print(strftime("%Y", 0) != "x" ? 1 : 0); }
-- error 1:15-39: Type mismatch for '!=': comparing timestamp with string[2]
-- note 1:15-32: left (timestamp)
-- note 1:36-39: right (string[2])

== strftime
begin { $t = strftime("%H:%M:%S", nsecs); printf("%s\n", $t); }
-- match
^[0-2][0-9]:[0-5][0-9]:[0-6][0-9]$

== time
begin { time("%Y\n"); time(); }
-- match
^2[0-9]{3}$
^[0-2][0-9]:[0-5][0-9]:[0-6][0-9]$

== join needs a pointer
begin { join("a"); }
-- error 1:9-18: join() only supports int or pointer arguments (string provided)

== cat
begin { cat("/proc/sys/kernel/ostype"); cat("%s/kernel/%s", "/proc/sys", "ostype"); }
-- run
Linux
Linux

== cat of a missing file
begin { cat("/nosuchdirectory/%d", 5); print("on"); }
-- run
on
-- stderr
ERROR: failed to open file '/nosuchdirectory/5' \(No such file or directory\)

== max_cat_bytes
config = { max_cat_bytes = 3 }
begin { cat("/proc/sys/kernel/ostype"); }
-- run
Lin

== system
begin { system("echo hi"); system("printf abc"); system("true"); system("echo %d %s", 5, "x"); }
-- unsafe
-- run
hi

abc

5 x

== system fails
begin { system("exit 3"); print("on"); }
-- unsafe
-- run
on
-- stderr
ERROR: command exited with code 3 \(Invalid argument\)

== system is unsafe
begin { system("echo hi"); }
-- error 1:9-26: system() is an unsafe function being used in safe mode

== print of a condition
begin { $a = 5; print($a > 3); print($a == 3 || $a == 5); print(!($a == 5)); }
-- run
true
true
false

== print in a map loop warns
begin { @m[1] = 1; for ($kv : @m) { print(@m); } }
-- warning 1:37-46~ ^Due to it.s asynchronous nature using .print\(\). in a loop can lead to unexpected behavior\.
-- run
@m[1]: 1


@m[1]: 1

== configuration values
begin { print(config.max_strlen); print(config.max_map_keys); print(config.print_maps_on_exit); }
-- run
1024
4096
true

== a script that prints nothing
begin { $a = 1; }
-- run

== print of an int array
begin { $a = (uint8[4])(uint32)0x04030201; print($a); print($a[0]); print($a[3]); }
-- run
[1,2,3,4]
1
4

== print order is program order
begin { print(1); printf("two\n"); print("three"); @m = 4; print(@m); time("5\n"); clear(@m); }
-- run
1
two
three
@m: 4
5

== print of the arguments of a tracepoint
tracepoint:sched:sched_switch { print(args); }
-- error 1:33-44: struct tracepoint:sched:sched_switch_args type passed to print() is not printable

== print of a condition over maps
begin { @a = 5; print(@a > 3 ? "more" : "less"); clear(@a); }
-- run
more

== errorf in a test of values
begin { $a = 5; if ($a != 5) { errorf("not five"); } print("fine"); }
-- run
fine

