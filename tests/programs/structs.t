== a structure's fields
struct P { int x; int y; };
begin { $p = (struct P *)0; print(sizeof(struct P)); print(offsetof(struct P, y)); print(sizeof(*$p)); }
-- run
8
4
8

== layout
struct A { char c; int i; short s; long l; char d; };
begin { print(sizeof(struct A)); print(offsetof(struct A, i)); print(offsetof(struct A, s)); print(offsetof(struct A, l)); print(offsetof(struct A, d)); }
-- run
32
4
8
16
24

== nested structures and arrays
struct I { int a; int b[3]; };
struct O { char n[8]; struct I in; struct I arr[2]; };
begin { print(sizeof(struct O)); print(offsetof(struct O, in)); print(offsetof(struct O, in.b)); print(offsetof(struct O, arr)); }
-- run
56
8
12
24

== unions
union U { int i; char c[16]; long l; };
begin { print(sizeof(union U)); print(offsetof(union U, c)); }
-- run
16
0

== anonymous members
struct S { int a; union { int u1; long u2; }; struct { short s1; short s2; }; };
begin { print(sizeof(struct S)); print(offsetof(struct S, u2)); print(offsetof(struct S, s2)); }
-- run
24
8
18

== packed
struct K { char c; long l; } __attribute__((packed));
begin { print(sizeof(struct K)); print(offsetof(struct K, l)); }
-- run
9
1

== pointers and function pointers
struct F { struct F *next; void (*call)(int, char *); const char *name; };
begin { print(sizeof(struct F)); print(offsetof(struct F, call)); print(offsetof(struct F, name)); }
-- run
24
8
16

== bit-fields
struct B { int a : 3; int b : 5; unsigned c : 24; int d; };
begin { print(sizeof(struct B)); print(offsetof(struct B, d)); }
-- run
8
4

== arrays of several dimensions
struct M { int m[2][3]; };
begin { print(sizeof(struct M)); }
-- run
24

== values built from an array
struct P { int x; int y; };
begin { $b = (uint8[8])(uint64)0x0000000700000005; $p = (struct P *)&$b; print($p.x); print($p.y); print(*$p); }
-- run
5
7
{ .x = 5, .y = 7 }

== fields through a pointer to a variable
struct Q { unsigned char a; signed char b; short c; unsigned int d; };
begin { $v = (uint64)0x11223344fffeff05; $q = (struct Q *)&$v; print($q.a); print($q.b); print($q.c); print($q.d); print($q->a); print((*$q).a); }
-- run
5
-1
-2
287454020
5
5

== bit-fields are read
struct B { unsigned a : 4; unsigned b : 4; int c : 8; };
begin { $v = (uint64)0xf7a5; $q = (struct B *)&$v; print($q.a); print($q.b); print($q.c); print(*$q); }
-- run
5
10
-9
{ .a = 5, .b = 10, .c = -9 }

== char arrays are strings
struct N { char n[8]; };
begin { $v = (uint64)0x6f6c6c6568; $p = (struct N *)&$v; print($p.n); print($p.n == "hello"); print(strlen($p.n)); print($p.n[1]); }
-- run
hello
true
5
101

== structures with char arrays print (the reference aborts)
struct N { char n[4]; int v; };
begin { $v = (uint64)0x0000000500636261; $p = (struct N *)&$v; print(*$p); }
-- run
{ .n = abc, .v = 5 }

== unsigned char arrays are arrays of integers
struct N { unsigned char n[4]; signed char s[4]; };
begin { $v = (uint64)0xff01020304030201; $p = (struct N *)&$v; print($p.n); print($p.n[2]); print($p.s); print($p.s[3]); }
-- run
[1,2,3,4]
3
[3,2,1,-1]
-1

== int arrays
struct N { short a[4]; };
begin { $v = (uint64)0x0004000300020001; $p = (struct N *)&$v; print($p.a); print($p.a[0]); print($p.a[3]); $i = 2; print($p.a[$i]); }
-- run
[1,2,3,4]
1
4
3

== an index beyond an array
struct N { short a[4]; };
begin { $v = (uint64)0; $p = (struct N *)&$v; print($p.a[4]); }
-- error 2:53-60: the index 4 is out of bounds for array of size 4

== a negative index
struct N { short a[4]; };
begin { $v = (uint64)0; $p = (struct N *)&$v; print($p.a[-1]); }
-- error 2:58-60: The array index operator [] only accepts non-negative integer indices. Got: int8

== nested values print recursively
struct I { short a; short b; };
struct O { struct I i; int x; };
begin { $v = (uint64)0x0000000700020001; $p = (struct O *)&$v; print(*$p); print($p.i); print($p.i.b); $i = $p.i; print($i.a); }
-- run
{ .i = { .a = 1, .b = 2 }, .x = 7 }
{ .a = 1, .b = 2 }
2
1

== union members share bytes
union U { int i; unsigned char c[4]; };
begin { $v = (uint64)0x04030201; $p = (union U *)&$v; print($p.i); print($p.c); }
-- run
67305985
[1,2,3,4]

== anonymous members are reached directly
struct S { int a; union { int u; unsigned char b[4]; }; };
begin { $v = (uint64)0x0403020100000009; $p = (struct S *)&$v; print($p.a); print($p.u); print($p.b); }
-- run
9
67305985
[1,2,3,4]

== structures in maps
struct P { int x; int y; };
begin { $v = (uint64)0x0000000200000001; $p = (struct P *)&$v; @s = *$p; @k["a"] = *$p; print(@s.x); print(@k["a"].y); }
-- run
1
2


@k[a]: { .x = 1, .y = 2 }
@s: { .x = 1, .y = 2 }

== structures as map keys
struct P { int x; int y; };
begin { $v = (uint64)0x0000000200000001; $p = (struct P *)&$v; @m[*$p] = "v"; print(@m[*$p]); }
-- run
v


@m[{ .x = 1, .y = 2 }]: v

== no such field
struct P { int x; };
begin { $v = (uint64)0; $p = (struct P *)&$v; print($p.nosuch); }
-- error 2:56-62: Struct/union of type 'struct P' does not contain a field named 'nosuch'

== no such structure
begin { $p = (struct NoSuch *)0; print($p.x); }
-- error 1:15-30: Unknown struct/union: 'struct NoSuch'

== structures are not cast
struct P { int x; };
begin { $v = (uint64)0; $p = (struct P *)&$v; print((int64)*$p); }
-- error 2:53-63: Cannot cast from C type "struct P"

== fields may be named like keywords
struct P { int count; int pid; };
begin { $v = (uint64)7; $p = (struct P *)&$v; print($p.count); print($p.pid); }
-- run
7
0

== container_of
struct I { int v; };
struct O { int a; struct I in; };
begin { $v = (uint64)0x0000000700000005; $o = (struct O *)&$v; $i = (struct I *)((uint64)$o + 4); print(container_of($i, typeof(struct O), in).a); print($i.v); }
-- run
5
7

== an enum member
enum color { RED = 1, GREEN };
struct C { enum color c; int n; };
begin { $v = (uint64)0x0000000500000002; $p = (struct C *)&$v; print($p.c); printf("%s %d\n", $p.c, $p.c); print(*$p); }
-- run
GREEN
GREEN 2
{ .c = GREEN, .n = 5 }

== an empty structure
struct E { };
begin { print(sizeof(struct E)); }
-- run
0

== typedef-like names of stdint need their header
struct T { unsigned long long a; long long b; unsigned short c; unsigned long d; };
begin { print(sizeof(struct T)); print(offsetof(struct T, c)); }
-- run
32
16

== offsetof of an expression
struct P { int x; struct { int z; } in; };
begin { $p = (struct P *)0; print(offsetof(*$p, in.z)); }
-- run
4

== sizeof of an unknown structure
begin { print(sizeof(struct NoSuch)); }
-- error 1:22-35: Unknown struct/union: 'struct NoSuch'

== pointer members are followed
struct L { struct L *next; long v; };
begin { $a = (1, 2); $v = (uint64)5; $p = (uint64)&$v; $l = (struct L *)0; print(sizeof($l.next)); }
-- run
8

== the current task
begin { print(curtask.pid == tid); print(curtask.comm == comm); print(curtask.mm != 0); print(((struct task_struct *)curtask).tgid == pid); }
-- run
true
true
true
true

