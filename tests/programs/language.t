== begin { print(1); print(200); print(-129); print(0x7fffffffffffffff); 
begin { print(1); print(200); print(-129); print(0x7fffffffffffffff); print(0xffffffffffffffff); print(1e9); print(5m); print(3ms); }
-- run
1
200
-129
9223372036854775807
18446744073709551615
1000000000
300000000000
3000000

== begin { $a = 5; $b = (int64)-7; print($a + $b); print($a * $b); print(
begin { $a = 5; $b = (int64)-7; print($a + $b); print($a * $b); print($b - $a); print($a < $b); print($b <= $a); }
-- run
-2
-35
-12
false
true

== begin { $a = (uint64)10; $b = (uint64)3; print($a / $b); print($a % $b
begin { $a = (uint64)10; $b = (uint64)3; print($a / $b); print($a % $b); print($a << 3); print($a >> 1); print($a & $b); print($a | $b); print($a ^ $b); }
-- run
3
1
80
5
2
11
9

== begin { $s = "hello"; print($s); print($s == "hello"); print($s != "he
begin { $s = "hello"; print($s); print($s == "hello"); print($s != "hell"); print($s == "hello2"); if ($s == "hello") { print("eq"); } }
-- run
hello
true
true
false
eq

== begin { @a["x"] = 1; @a["y"] = 2; print(@a["x"]); print(@a["z"]); prin
begin { @a["x"] = 1; @a["y"] = 2; print(@a["x"]); print(@a["z"]); print(len(@a)); }
-- run
1
0
2


@a[x]: 1
@a[y]: 2

== begin { @m[1,2] = 3; @m[2,1] = 4; print(@m[1,2]); delete(@m, (1,2)); p
begin { @m[1,2] = 3; @m[2,1] = 4; print(@m[1,2]); delete(@m, (1,2)); print(has_key(@m, (1,2))); }
-- run
3
false


@m[2, 1]: 4

== begin { @ = count(); @ = count(); print(@); @b["a"] = sum(5); @b["a"] 
begin { @ = count(); @ = count(); print(@); @b["a"] = sum(5); @b["a"] = sum(6); @b["b"] = sum(-5); print(@b); }
-- run
@: 2
@b[b]: -5
@b[a]: 11


@: 2
@b[b]: -5
@b[a]: 11

== begin { @h["a"] = hist(1); @h["a"] = hist(5000); @h["b"] = hist(-1); @
begin { @h["a"] = hist(1); @h["a"] = hist(5000); @h["b"] = hist(-1); @h["b"] = hist(1048576); }
-- run


@h[a]:
[1]                    1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
[2, 4)                 0 |                                                    |
[4, 8)                 0 |                                                    |
[8, 16)                0 |                                                    |
[16, 32)               0 |                                                    |
[32, 64)               0 |                                                    |
[64, 128)              0 |                                                    |
[128, 256)             0 |                                                    |
[256, 512)             0 |                                                    |
[512, 1K)              0 |                                                    |
[1K, 2K)               0 |                                                    |
[2K, 4K)               0 |                                                    |
[4K, 8K)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

@h[b]:
(..., 0)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
[0]                    0 |                                                    |
[1]                    0 |                                                    |
[2, 4)                 0 |                                                    |
[4, 8)                 0 |                                                    |
[8, 16)                0 |                                                    |
[16, 32)               0 |                                                    |
[32, 64)               0 |                                                    |
[64, 128)              0 |                                                    |
[128, 256)             0 |                                                    |
[256, 512)             0 |                                                    |
[512, 1K)              0 |                                                    |
[1K, 2K)               0 |                                                    |
[2K, 4K)               0 |                                                    |
[4K, 8K)               0 |                                                    |
[8K, 16K)              0 |                                                    |
[16K, 32K)             0 |                                                    |
[32K, 64K)             0 |                                                    |
[64K, 128K)            0 |                                                    |
[128K, 256K)           0 |                                                    |
[256K, 512K)           0 |                                                    |
[512K, 1M)             0 |                                                    |
[1M, 2M)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

== begin { @l["a"] = lhist(5, 0, 100, 10); @l["a"] = lhist(500, 0, 100, 1
begin { @l["a"] = lhist(5, 0, 100, 10); @l["a"] = lhist(500, 0, 100, 10); @l["b"] = lhist(55, 0, 100, 10); }
-- run


@l[b]:
[50, 60)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

@l[a]:
[0, 10)                1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
[10, 20)               0 |                                                    |
[20, 30)               0 |                                                    |
[30, 40)               0 |                                                    |
[40, 50)               0 |                                                    |
[50, 60)               0 |                                                    |
[60, 70)               0 |                                                    |
[70, 80)               0 |                                                    |
[80, 90)               0 |                                                    |
[90, 100)              0 |                                                    |
[100, ...)             1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

== begin { for ($i : 0..5) { if ($i == 1) { continue; } if ($i == 4) { br
begin { for ($i : 0..5) { if ($i == 1) { continue; } if ($i == 4) { break; } print($i); } }
-- run
0
2
3

== begin { $i = 0; while ($i < 5) { $i++; if ($i == 2) { continue; } prin
begin { $i = 0; while ($i < 5) { $i++; if ($i == 2) { continue; } print($i); } }
-- run
1
3
4
5

== begin { unroll(3) { @x++; } print(@x); }
begin { unroll(3) { @x++; } print(@x); }
-- run
@x: 3


@x: 3

== begin { $t = (1, "abc", (2, true)); print($t.0); print($t.1); print($t
begin { $t = (1, "abc", (2, true)); print($t.0); print($t.1); print($t.2.1); print($t); @t = $t; }
-- run
1
abc
true
(1, abc, (2, true))


@t: (1, abc, (2, true))

== begin { $r = (a=5, b="xyz"); print($r.a); print($r.b); print($r); @r[1
begin { $r = (a=5, b="xyz"); print($r.a); print($r.b); print($r); @r[1] = $r; }
-- run
5
xyz
{ .a = 5, .b = xyz }


@r[1]: { .a = 5, .b = xyz }

== begin { printf("%s %d %u %x %X %o %c %p %%\n", "str", -5, 5, 255, 255,
begin { printf("%s %d %u %x %X %o %c %p %%\n", "str", -5, 5, 255, 255, 8, 97, 4096); }
-- run
str -5 5 ff FF 10 a 0x1000 %

== begin { printf("[%10s] [%-10s] [%5d] [%-5d] [%05d] [%+d] [%#x]\n", "ab
begin { printf("[%10s] [%-10s] [%5d] [%-5d] [%05d] [%+d] [%#x]\n", "ab", "ab", 42, 42, 42, 42, 255); }
-- run
[        ab] [ab        ] [   42] [42   ] [00042] [+42] [0xff]

== begin { printf("%d %d\n", (int64)3000000000, 3000000000); printf("%ld 
begin { printf("%d %d\n", (int64)3000000000, 3000000000); printf("%ld %llu %hd %hhd\n", 3000000000, -1, 70000, 300); }
-- run
-1294967296 -1294967296
3000000000 18446744073709551615 4464 44

== begin { printf("%s %s %s\n", true, (1,2), "x"); printf("%5s|%-7s|\n", 
begin { printf("%s %s %s\n", true, (1,2), "x"); printf("%5s|%-7s|\n", true, (1,2)); }
-- run
true (1, 2) x
 true|(      1, 2)|

== begin { $x = 5; $y = $x > 3 ? "big" : "small"; print($y); print($x == 
begin { $x = 5; $y = $x > 3 ? "big" : "small"; print($y); print($x == 5 ? 1 : 2); print(0 ?: 7); }
-- run
big
1
7

== begin { $x = if (1) { "a" } else { "bcd" }; print($x); }
begin { $x = if (1) { "a" } else { "bcd" }; print($x); }
-- run
a

== begin { @x = 1; @x += 5; @x *= 2; @x -= 1; print(@x); @x++; @x--; ++@x
begin { @x = 1; @x += 5; @x *= 2; @x -= 1; print(@x); @x++; @x--; ++@x; print(@x); $y = @x++; print($y); print(@x); }
-- run
@x: 13
@x: 13
12
@x: 13


@x: 13

== begin { print(str("hello")); print(str("hello", 3)); $p = "hello"; pri
begin { print(str("hello")); print(str("hello", 3)); $p = "hello"; print(str($p, 3)); print(strlen("hello")); }
-- run
hello
hel
he
5

== begin { print(strncmp("abc", "abd", 2)); print(strncmp("abc", "abd", 3
begin { print(strncmp("abc", "abd", 2)); print(strncmp("abc", "abd", 3)); print(strcontains("hello world", "o w")); print(strcontains("abc", "x")); }
-- run
0
1
true
false

== begin { print(buf("abc", 3)); printf("%r %rx %rh\n", buf("ab\x01", 3),
begin { print(buf("abc", 3)); printf("%r %rx %rh\n", buf("ab\x01", 3), buf("xy", 2), buf("zz", 2)); }
-- run
abc
ab\x01 \x78\x79 7a 7a

== begin { print(ntop(0x0100007f)); print(ntop(pton("10.1.2.3"))); print(
begin { print(ntop(0x0100007f)); print(ntop(pton("10.1.2.3"))); print(ntop(pton("2001:db8::1"))); }
-- run
127.0.0.1
10.1.2.3
2001:db8::1

== struct A { int x; char name[8]; long y; } begin { print(sizeof(struct 
struct A { int x; char name[8]; long y; } begin { print(sizeof(struct A)); print(offsetof(struct A, y)); }
-- run
24
16

== enum E { A, B, C = 10 } begin { print(A); print(C); print((int64)C); @
enum E { A, B, C = 10 } begin { print(A); print(C); print((int64)C); @e[B] = 1; printf("%d %s\n", C, C); }
-- run
A
C
10
10 C


@e[B]: 1

== begin { print(bswap((uint32)0x12345678)); print((uint8)300); print((in
begin { print(bswap((uint32)0x12345678)); print((uint8)300); print((int8)200); print((uint16)-1); }
-- run
2018915346
44
-56
65535

== begin { print(-1 >> 1); print(1 << 10); print(~5); print(!0); print(!1
begin { print(-1 >> 1); print(1 << 10); print(~5); print(!0); print(!1); print(7 % 4); print(-7 / 2); }
-- run
-1
1024
18446744073709551610
true
false
3
-3

== begin { let $x; let $y : int64 = 5; $x = 3; print($x + $y); }
begin { let $x; let $y : int64 = 5; $x = 3; print($x + $y); }
-- run
8

== begin { $x = 1; { $y = 2; print($x + $y); } if ($x) { $z = 3; print($z
begin { $x = 1; { $y = 2; print($x + $y); } if ($x) { $z = 3; print($z); } }
-- run
3
3

== macro add($a, $b) { $a + $b } macro twice(x) { x * 2 } begin { $p = 1;
macro add($a, $b) { $a + $b } macro twice(x) { x * 2 } begin { $p = 1; $q = 2; print(add($p, $q)); print(twice(21)); }
-- run
3
42

== #define N 5 #define S "str" begin { print(N); print(N * 2); print(S); 
#define N 5
#define S "str"
begin { print(N); print(N * 2); print(S); }
-- run
5
10
str

== begin { printf("a\n"); } end { printf("b\n"); @x = 1; }
begin { printf("a\n"); } end { printf("b\n"); @x = 1; }
-- run
a
b


@x: 1

== begin, end { print(probe); }
begin, end { print(probe); }
-- run
begin
end

== begin { @a["x"] = "val"; @b = "str"; @c[1] = (1, "two"); @d = (int32)5
begin { @a["x"] = "val"; @b = "str"; @c[1] = (1, "two"); @d = (int32)5; @e = -1; @f = true; @g = (uint8)255; }
-- run


@a[x]: val
@b: str
@c[1]: (1, two)
@d: 5
@e: -1
@f: true
@g: 255

== begin { print("a" + 1); print("abc" + 1); print("a" + "b"); }
begin { print("a" + 1); print("abc" + 1); print("a" + "b"); }
-- run

bc
ab

== begin { if ("a") { print(1); } }
begin { if ("a") { print(1); } }
-- run
1

== begin { return 1; print(2); }
begin { return 1; print(2); }
-- run


== BEGIN { print(sizeof(struct task_struct) > 1000); print(offsetof(struc
BEGIN { print(sizeof(struct task_struct) > 1000); print(offsetof(struct task_struct, comm) > 0); }
-- run
true
true

== interval:ms:10 { @x++; if (@x == 3) { print(@x); exit(); } }
interval:ms:10 { @x++; if (@x == 3) { print(@x); exit(); } }
-- run
@x: 3


@x: 3

== interval:ms:10 { print(probe); exit(); }
interval:ms:10 { print(probe); exit(); }
-- run
interval:ms:10

== interval:10ms { print(probe); exit(); }
interval:10ms { print(probe); exit(); }
-- run
interval:us:10000

== begin { $a = (int8[4])0x01020304; print($a); print($a[0]); print($a[3]
begin { $a = (int8[4])0x01020304; print($a); print($a[0]); print($a[3]); }
-- run
[4,3,2,1]
4
1

== begin { print((1,2) == (1,2)); print((1,"a") != (1,"b")); }
begin { print((1,2) == (1,2)); print((1,"a") != (1,"b")); }
-- run
true
true

== begin { print("a\tb\\n\"q\""); printf("\x41\102\n"); }
begin { print("a\tb\\n\"q\""); printf("\x41\102\n"); }
-- run
a	b\n"q"
AB

== begin { @x[1] = hist(5); @x[1] = hist(5); zero(@x); print(@x); }
begin { @x[1] = hist(5); @x[1] = hist(5); zero(@x); print(@x); }
-- run
@x[1]:



@x[1]:

== begin { print(strerror(2)); print(signal_name(9)); print(syscall_name(
begin { print(strerror(2)); print(signal_name(9)); print(syscall_name(1)); }
-- run
No such file or directory
Killed
write

== begin { $x = (uint8*)0; print($x); print((int8*)16); $p = (uint64*)409
begin { $x = (uint8*)0; print($x); print((int8*)16); $p = (uint64*)4096; print($p + 1); }
-- run
0x0
0x10
0x1008

== begin { join(0); }
begin { join(0); }
-- run


== begin { errorf("bad %d", 3); warnf("w %d", 4); print(1); }
begin { errorf("bad %d", 3); warnf("w %d", 4); print(1); }
-- run
1

== config = { max_map_keys = 2 } begin { @a[1] = 1; @a[2] = 1; @a[3] = 1;
config = { max_map_keys = 2 } begin { @a[1] = 1; @a[2] = 1; @a[3] = 1; }
-- run


@a[1]: 1
@a[2]: 1

== config = { print_maps_on_exit = 0 } begin { @x = 1; }
config = { print_maps_on_exit = 0 } begin { @x = 1; }
-- run


== let @m = lruhash(10); begin { @m[1] = 2; }
let @m = lruhash(10); begin { @m[1] = 2; }
-- run


@m[1]: 2

== begin { let $v : uint64 = 5; $p = &$v; print(*$p); }
begin { let $v : uint64 = 5; $p = &$v; print(*$p); }
-- run
5

== begin { @x = "abcdefghijklmnop"; @x = "s"; print(@x); print(sizeof(@x)
begin { @x = "abcdefghijklmnop"; @x = "s"; print(@x); print(sizeof(@x)); }
-- run
@x: s
17


@x: s

== begin { print(comptime 5 + 3); print(sizeof(uint64)); print(sizeof((1,
begin { print(comptime 5 + 3); print(sizeof(uint64)); print(sizeof((1,(int64)2))); }
-- run
8
8
16

== begin { _ = 5; 5; }
begin { _ = 5; 5; }
-- run


== begin { @a[1] = 1; @b = @a[1] ? 5 : 6; print(@b); if (@a[1] == 1 && @b
begin { @a[1] = 1; @b = @a[1] ? 5 : 6; print(@b); if (@a[1] == 1 && @b > 4 || 0) { print("ok"); } }
-- run
@b: 5
ok


@a[1]: 1
@b: 5

== begin { @s = sum(5); @s = sum(10); print(@s + 1); if (@s > 10) { print
begin { @s = sum(5); @s = sum(10); print(@s + 1); if (@s > 10) { print("more"); } $x = @s; print($x); print((int64)@s); }
-- run
16
more
15
15


@s: 15

== begin { print((int64)-5 > (uint64)3); }
begin { print((int64)-5 > (uint64)3); }
-- run
false

== begin { let $a = 1; $a += 300; print($a); $b = -1; $b = 70000; print($
begin { let $a = 1; $a += 300; print($a); $b = -1; $b = 70000; print($b); }
-- run
301
70000

== begin { @a[1] = "a"; @a[2] = "bb"; @b["k", 1] = 2; @b["j", 5] = 3; @c[
begin { @a[1] = "a"; @a[2] = "bb"; @b["k", 1] = 2; @b["j", 5] = 3; @c[-1] = 1; @c[1] = 2; @c[-5] = 3; }
-- run


@a[1]: a
@a[2]: bb
@b[k, 1]: 2
@b[j, 5]: 3
@c[-1]: 1
@c[1]: 2
@c[-5]: 3

== begin { print(pid(init) == pid(curr_ns)); }
begin { print(pid(init) == pid(curr_ns)); }
-- run
true

== struct S { int a:3; int b:5; unsigned c; char s[4]; int arr[2]; struct
struct S { int a:3; int b:5; unsigned c; char s[4]; int arr[2]; struct { int in; }; } begin { print(sizeof(struct S)); print(offsetof(struct S, in)); }
-- run
24
20

== begin { @a = (1, (2, (3, "x"))); @b[(a=1, b=(c=2))] = 1; print(@a.1.1.
begin { @a = (1, (2, (3, "x"))); @b[(a=1, b=(c=2))] = 1; print(@a.1.1.1); }
-- run
x


@a: (1, (2, (3, x)))
@b[{ .a = 1, .b = { .c = 2 } }]: 1

== begin { $a = "short"; $a = "a much longer string"; print($a); $a = "s"
begin { $a = "short"; $a = "a much longer string"; print($a); $a = "s"; print($a); print(sizeof($a)); }
-- run
a much longer string
s
21

