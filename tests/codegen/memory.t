== array elements by a variable
begin { $z = (uint8[8])(uint64)0x0807060504030201; $i = 2; print($z[$i]); print($z[7]); $i = 8; print($z[$i]); $i = -1; print($z[$i]); }
-- run
3
8
0
0

== bytes of a string
begin { $s = "hello"; print($s[1]); $i = 3; print($s[$i]); $i = 77; print($s[$i]); }
-- run
101
108
0

== integers as arrays and back
begin { @arr = (int8[4])0x64636261; print(@arr); print((int32)@arr); print((int8[])"mystring"); print((bool[2])(uint16)1); }
-- run
@arr: [97,98,99,100]
1684234849
[109,121,115,116,114,105,110,103,0]
[true,false]


@arr: [97,98,99,100]

== pointers to variables and maps
begin { $x = 5; $p = &$x; print(*$p); @y = (int64)7; $q = &@y; print(*$q); clear(@y); }
-- run
5
7

== members of a struct in kernel memory
struct S { int a; char c[4]; long l; int arr[4]; struct { short p; short q; } in; struct S *next; }
begin { @v = (uint64)0x636261000000b5; $p = (struct S *)&@v; print($p->a); print($p->c); clear(@v); $n = (struct S *)kptr(0); print($n->next->arr[2]); print($n->in.q); print($n->c == ""); }
-- run
181
abc
0
0
true

== bit-fields
struct B { unsigned x:3; unsigned y:5; int z:4; unsigned long w:52; }
begin { @v = (uint64)0x7db5; $b = (struct B *)&@v; print(($b->x, $b->y, $b->z, $b->w)); @c = *$b; print(@c.y); print(@c); clear(@v); clear(@c); }
-- run
(5, 22, -3, 7)
22
@c: { .x = 5, .y = 22, .z = -3, .w = 7 }

== structs in maps and variables
struct P { int x; struct { int y; char n[8]; } in[4]; }
begin { $a = (struct P *)kptr(0); $i = 2; print($a.in[$i].y); @s = $a.in[1]; print(@s.y); $t = $a->in[$i]; print($t.n); $arr = $a->in; print($arr[$i].y); clear(@s); }
-- run
0
0

0

== long strings are kept in scratch memory
begin { $a = "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"; @[$a] = 1; @b = $a; print(@b == $a); @t[1] = ($a, 5, $a); print(@t[1].2 == $a); $b = $a; print(strlen($b)); clear(@); clear(@b); clear(@t); }
-- run
true
true
160

== a variable in its own new value
begin { $t = (1, "a"); $t = ($t.0 + 1, $t.1); $t = ($t.0 + 1, "b"); print($t); $s = "x"; $s = str_concat($s, "y"); $s = str_concat("z", $s); print($s); }
-- run
(3, b)
zxy
