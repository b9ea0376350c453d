== length, capacity, comparison
begin { $s = str("hello world"); $l = "hello world"; print(strlen($l)); print(strlen(comm) > 0); print(strlen("")); print(strcap("abc")); print(strcap(comm)); print(strncmp($l, "help", 3)); print(strncmp($l, "help", 4)); print(memcmp($l, "help", 4)); print(memcmp("help", $l, 4)); print(memcmp($l, "hello", 5)); }
-- run
11
true
0
4
16
0
1
-1
1
0



== equality of strings that vary
begin { @a = "abc"; @b = "abcdefghijklmnop"; $c = "abcdefghijklmnop"; print(@a == "abc"); print(@a == "abd"); print(@a != "ab"); print(@b == $c); print(@a == $c); print($c == "abcdefghijklmnoq"); print(@a == @b); }
-- run
true
false
true
true
false
false
false


@a: abc
@b: abcdefghijklmnop

== search
begin { $s = "hello world"; $n = "lo w"; $m = "xyz"; $e = ""; print(strstr($s, "wor")); print(strstr($s, "hello world")); print(strstr($s, "worlds")); print(strstr($s, $n)); print(strstr($s, $m)); print(strstr($s, "")); print(strcontains($s, "o w")); print(strcontains($s, "ow")); $t = "aaaab"; $u = "aab"; print(strstr($t, $u)); }
-- run
6
0
-1
3
-1
0
true
false
2



== parts and concatenation
begin { $s = "hello"; print(str($s, 3)); print(str("hello", 3)); print(str($s, 0)); print(str_concat($s, comm) == str_concat("hello", comm)); print(str_concat($s, " there")); print(strlen(str_concat($s, $s))); $n = 4; print(str($s, $n)); print($s[1]); }
-- run
he
hel

true
hello there
10
hel
101



== strings as keys have no rest behind the text
begin { $a = "some long text of more than sixteen"; $a = "short"; @x[$a] = 1; @x["short"]++; print(len(@x)); $c = comm; @y[$c] = 1; @y[comm]++; print(len(@y)); @z[$a, 1] = 1; @z["short", 1]++; @w[str_concat("a", "b")] = 1; @w["ab"]++; print(len(@w)); clear(@x); clear(@y); clear(@z); clear(@w); print(@z); }
-- match
^1$
^1$
^1$

== reading strings of the kernel and of processes
tracepoint:syscalls:sys_enter_openat { @full[str(args.filename)] = count(); @part[str(args.filename, 5)] = count(); $n = 5; @dynamic[str(args.filename, $n)] = count(); @bytes[buf(args.filename, $n)] = count(); print(buf(args.filename, 3)); exit(); }
-- live
-- command: /bin/true
-- match
^/et$
@bytes\[/etc/\]: 1
@dynamic\[/etc\]: 1
@full\[/etc/ld.so.cache\]: 1
@part\[/etc\]: 1

== names of numbers
begin { $n = 2 * (pid > 0); print(strerror($n)); print(signal_name($n + 7)); print(syscall_name($n)); print(syscall_name(59)); print(strerror(13)); print(signal_name(15)); print(strerror(-1 * $n)); print(sizeof(strerror($n))); }
-- run
No such file or directory
Killed
open
execve
Permission denied
Terminated
unknown
64



== cut strings
config = { max_strlen = 8 } tracepoint:syscalls:sys_enter_openat { print(str(args.filename)); print(str(args.filename, 5)); exit(); }
-- live
-- command: /bin/true
-- match
^/etc/ld\.\.$
^/etc$

== char arrays that are full
struct S { char c[40]; } begin { $x = "0123456789012345678901234567890123456789"; @a = (int8[41])$x; $p = (struct S *)&@a; $s = kptr($p)->c; print($s); @[$s] = 1; print($s == $x); clear(@a); }
-- run
0123456789012345678901234567890123456789
true


@[0123456789012345678901234567890123456789]: 1

== strings that are cut are counted
config = { max_strlen = 16 }
tracepoint:syscalls:sys_enter_openat /str(args.filename) == "/etc/alternativ"/ { printf("%s\n", str(args.filename)); exit(); }
-- during: while :; do cat /etc/alternatives/README >/dev/null; done
-- match
^/etc/alternativ\.\.$
-- stderr
^WARNING: [0-9]+ strings did not fit max_strlen and were cut$
