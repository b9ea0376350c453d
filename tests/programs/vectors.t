== vector 1
begin { print(5); print(-5); print("s"); print(true); print((1,"a",(2,3))); print((1,)); }
-- run
5
-5
s
true
(1, a, (2, 3))
(1)

== vector 2
begin { print((a=1,b="x",c=(d=2))); print(pton("1.2.3.4")); print(ntop(pton("::1"))); print(buf("a\x01z",3)); print((int8*)16); }
-- run
{ .a = 1, .b = x, .c = { .d = 2 } }
[1,2,3,4]
::1
a\x01z
0x10

== vector 3
begin { @=1; @a="x"; @b=(1,"y"); @c=(p=1,q=2); @d=true; }
-- run


@: 1
@a: x
@b: (1, y)
@c: { .p = 1, .q = 2 }
@d: true

== vector 4
begin { @a[1]="one"; @a[2]="two"; @b["k"]=(int64)5; @b["j"]=(int64)3; @c[1,"a"]="v"; @e[(1,2),3]="n"; @f[(x=1)]="r"; @g[true]="t"; }
-- run


@a[1]: one
@a[2]: two
@b[j]: 3
@b[k]: 5
@c[1, a]: v
@e[(1, 2), 3]: n
@f[{ .x = 1 }]: r
@g[true]: t

== vector 5
begin { @c=count(); @c=count(); @s=sum(5); @s=sum(-9); @mn=min(4); @mn=min(-4); @mx=max(4); @mx=max(40); @av=avg(10); @av=avg(5); @st=stats(10); @st=stats(5); }
-- run


@av: 7
@c: 2
@mn: -4
@mx: 40
@s: -4
@st: { .count = 2, .average = 7, .total = 15 }

== vector 6
begin { @h=hist(0); @h=hist(1); @h=hist(7); @h=hist(100); @h=hist(1500); }
-- run


@h:
[0]                    1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
[1]                    1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
[2, 4)                 0 |                                                    |
[4, 8)                 1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
[8, 16)                0 |                                                    |
[16, 32)               0 |                                                    |
[32, 64)               0 |                                                    |
[64, 128)              1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
[128, 256)             0 |                                                    |
[256, 512)             0 |                                                    |
[512, 1K)              0 |                                                    |
[1K, 2K)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

== vector 7
begin { @h=hist(10,2); @h=hist(11,2); @h=hist(13,2); }
-- run


@h:
[10, 12)               2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
[12, 14)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |

== vector 8
begin { @l=lhist(1,0,10,2); @l=lhist(3,0,10,2); @l=lhist(3,0,10,2); @l=lhist(11,0,10,2); }
-- run


@l:
[0, 2)                 1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |
[2, 4)                 2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
[4, 6)                 0 |                                                    |
[6, 8)                 0 |                                                    |
[8, 10)                0 |                                                    |
[10, ...)              1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |

== vector 9
begin { @k["a"]=hist(2); @k["b"]=hist(5); @k["b"]=hist(5); }
-- run


@k[a]:
[2, 4)                 1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

@k[b]:
[4, 8)                 2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

== vector 10
begin { printf("%d|%5d|%-5d|%05d|%+d\n",42,42,42,42,42); printf("%x|%X|%#x|%o|%c|%%\n",255,255,255,8,65); }
-- run
42|   42|42   |00042|+42
ff|FF|0xff|10|A|%

== vector 11
begin { printf("%ld|%d|%u|%hhd|%llu\n",-1,3000000000,-1,300,-1); printf("%s|%8s|%-8s|\n","ab","ab","ab"); }
-- run
-1|-1294967296|4294967295|44|18446744073709551615
ab|      ab|ab      |

== vector 12
begin { printf("%s %s %s %s\n",5,true,(1,"a"),(x=1)); printf("%p %10p\n",255,255); printf("%r|%rx|%rh\n",buf("a\x02",2),buf("b\x03",2),buf("c\x04",2)); }
-- run
5 true (1, a) { .x = 1 }
0xff       0xff
a\x02|\x62\x03|63 04

== vector 13
begin { for ($i:0..3) { print($i); } for ($i:(-1)..1) { print($i); } unroll(2) { print("u"); } }
-- run
0
1
2
-1
0
u
u

== vector 14
begin { $x=5; while ($x>3) { $x--; } print($x); if ($x == 3) { print("three"); } else { print("no"); } }
-- run
3
three

== vector 15
begin { $a = 1 ? 2 : 3; $b = 0 ?: 9; $c = if (1) { 7 } else { 8 }; $d = { $t = 4; $t + 1 }; print(($a,$b,$c,$d)); }
-- run
(2, 9, 7, 5)

== vector 16
begin { @m[1]="a"; @m[2]="b"; $sum = 0; for ($kv : @m) { $sum += $kv.0; } print($sum); print(len(@m)); print(has_key(@m,1)); print(has_key(@m,9)); print(delete(@m,1)); print(delete(@m,9)); }
-- run
3
2
true
false
true
false


@m[2]: b

== vector 17
begin { print(1+2*3); print((1+2)*3); print(7/2); print(-7/2); print(-7%3); print(1<<4|1); print(5&3); print(5^3); print(~0); print(!5); print(1<2); print("a"=="a"); }
-- run
7
9
3
-3
-1
17
1
6
18446744073709551615
false
true
true

== vector 18
begin { $a=(uint8)255; $a++; print($a); $b=(int8)5; print(-$b); print(~$b); print((uint16)70000); print((int8)200); print((bool)3); }
-- run
256
251
250
4464
-56
true

== vector 19
begin { print(sizeof(int32)); print(sizeof("abc")); print(sizeof((1,"a"))); print(sizeof(comm())); print(sizeof(str((int8*)0))); print(sizeof(5)); print(sizeof(300)); }
-- run
4
4
3
16
1024
1
2

== vector 20
struct S { int a; char c[4]; long l; unsigned x:3; unsigned y:5; } begin { print(sizeof(struct S)); print(offsetof(struct S, l)); print(offsetof(struct S, c)); }
-- run
24
8
4

== vector 21
enum E { A, B=5, C }; begin { print(A); print(B); printf("%d %s\n",C,C); @m[B]=C; }
-- run
A
B
6 C


@m[B]: C

== vector 22
macro add(x,y) { x + y } begin { print(add(1,2)); $v=3; print(add($v,4)); }
-- run
3
7

== vector 23
begin { print(str("hello",3)); print("hello"[1]); print("ab"+"cd"); print("abcd"+2); print(strlen("hey")); print(strcontains("hello","ell")); print(strncmp("abc","abd",2)); print(str_concat("x","y")); }
-- run
hel
101
abcd
cd
3
true
0
xy

== vector 24
begin { print(bswap((uint16)0x1234)); print(1s); print(1_000); print(0x10); print(010); print(2e3); print(0xffffffffffffffff); }
-- run
13330
1000000000
1000
16
8
2000
18446744073709551615

== vector 25
begin { @x=5; @x+=2; @x*=3; @x-=1; @x/=2; @x%=7; @x<<=2; @x>>=1; @x|=1; @x^=3; @x&=14; print(@x); @y++; @y++; @y--; print(@y++); print(++@y); }
-- run
@x: 4
1
3


@x: 4
@y: 3

== vector 26
config = { print_maps_on_exit=false } begin { @a=1; print("no maps"); }
-- run
no maps

== vector 27
begin { @a=5; @b[1]=5; clear(@a); zero(@b); print(@a); print(@b); }
-- run
@a: 0
@b[1]: 0


@b[1]: 0

