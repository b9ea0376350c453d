== layout as the machine has it
struct S { int a; char c[4]; long l; unsigned x:3; unsigned y:5; }
begin { print(sizeof(struct S)); print(offsetof(struct S, l)); print(offsetof(struct S, c)); }
-- types
    int 24 : int8
    int 8 : int8
    int 4 : int8

== alignment and packing
struct A { char a; long b; char c; };
struct B { char a; long b; char c; } __attribute__((packed));
struct __attribute__((packed)) C { char a; short b; };
struct D { char a; int b __attribute__((aligned(16))); };
union U { char a; long b; short c[7]; };
begin { print(sizeof(struct A)); print(sizeof(struct B)); print(sizeof(struct C)); print(sizeof(struct D)); print(sizeof(union U)); }
-- types
    int 24 : int8
    int 10 : int8
    int 3 : int8
    int 32 : int8
    int 16 : int8

== bit-fields
struct F { unsigned a:3; unsigned b:30; char c; unsigned d:4; unsigned :0; unsigned e:1; unsigned long f:40; };
begin { print(sizeof(struct F)); print(offsetof(struct F, c)); $f = (struct F *)1; print($f.b); print($f.f); }
-- types
    int 24 : int8
    int 8 : int8
    field .b : uint32
    field .f : uint64

== anonymous members
struct S { int k; union { int a; struct { short lo, hi; }; }; };
begin { $s = (struct S *)1; print($s.hi); print(offsetof(struct S, hi)); print(sizeof(struct S)); }
-- types
    field .hi : int16
    int 6 : int8
    int 8 : int8

== declarators
typedef int (*handler)(int, void *);
struct S { int (*f)(void); handler h; int *(*g[3])(char); int *p[2], (*q)[4], plain; char name[3][16]; struct S *next; long long ll; unsigned long ul; signed char sc[4]; _Bool b; double d; int flex[]; };
begin { print(sizeof(struct S)); $s = (struct S *)1; print($s.q[0][1]); print($s.name[1]); print($s.sc); print(*$s.p[1]); print($s.flex[7]); }
-- types
    int 160 : int16
    index : int32
    index : string[16]
    field .sc : int8[4]
    unary * : int32
    index : int32

== typedefs
typedef unsigned int my_u32;
typedef struct { my_u32 a; char name[4]; } thing;
typedef thing *thing_p;
struct S { thing t; thing_p p; my_u32 arr[2]; };
begin { $s = (struct S *)1; print($s.t.a); print($s.p.name); print(sizeof(thing)); print((my_u32)5); print(sizeof(struct S)); }
-- types
    field .a : uint32
    field .name : string[4]
    int 8 : int8
    int 24 : int8

== definitions may use what the kernel defines
struct S { struct task_struct *task; struct list_head head; pid_t pid; u64 n; enum nosuch_enum e; };
begin { $s = (struct S *)1; print($s.task.pid); print(sizeof(struct S)); }
-- ok

== a definition of one's own goes first
struct task_struct { int mine; };
begin { print(((struct task_struct *)5).mine); }
-- ok

== a struct used before it is defined
struct A { struct B *b; };
struct B { int x; };
begin { print(((struct A *)1).b.x); }
-- ok

== an unknown type
struct S { int a; nosuch_t b; };
struct T { int x; };
begin { print(((struct T *)1).x); }
-- warning 1:19-27: unknown type name 'nosuch_t'
-- ok

== a struct with an unknown type is not there
struct S { int a; nosuch_t b; };
begin { print(((struct S *)1).a); }
-- error 2:15-32: Unknown struct/union: 'struct S'

== a missing semicolon
struct S { int a }
begin { print(1); }
-- error 1:18-19: expected ';'

== a struct defined twice
struct S { int a; };
struct S { int b; };
begin { print(1); }
-- error 2:10-11: redefinition of 'struct S'

== a field of an undefined struct
struct S { struct nosuch n; };
begin { print(1); }
-- warning 1:26-27: field has incomplete type 'struct nosuch'

== conditions
#ifdef BPFTRACE_HAVE_BTF
struct S { int yes; };
#else
struct S { int no; };
#endif
#ifndef SONDE_HAVE_BTF
#error no BTF
#endif
#define N 3
#if N > 2 && defined(N) && !defined(M)
struct T { int a[N + 1]; };
#elif N
struct T { int b; };
#endif
begin { print(((struct S *)1).yes); print(sizeof(struct T)); }
-- types
    int 16 : int8

== nested conditions that are not taken
#if 0
#if 1
struct S { broken };
#else
#error never
#endif
#elif 1
struct S { int a; };
#endif
begin { print(sizeof(struct S)); }
-- types
    int 4 : int8

== a condition left open
#ifdef X
struct S { int a; };
begin { print(1); }
-- error 1:2-7: unterminated conditional directive

== an else without if
#else
begin { print(1); }
-- error 1:2-6: #else without #if

== macros in definitions
#define SIZE 4
#define FIELD(t, n) t n; t other_##n
#define NESTED SIZE * 2
struct S { FIELD(int, a); char name[NESTED]; };
#undef SIZE
#define SIZE 100
begin { print(sizeof(struct S)); print(((struct S *)1).other_a); print(SIZE); }
-- types
    int 16 : int8
    field .other_a : int32
    int 100 : int8

== a macro that names itself
#define A A
struct S { int A; };
begin { print(((struct S *)1).A); }
-- types
    field .A : int32

== continued lines and comments
#define TWO \
	2 /* the
	second */
struct S { int a; /* ; } */ int b[TWO]; // }
};
begin { print(sizeof(struct S)); }
-- types
    int 12 : int8

== enumerators
enum E { A, B = 1 << 4, C, D = -B };
enum { ANON = 7 };
struct S { enum E e; char a[C]; };
begin { print(C); print(ANON); print(sizeof(struct S)); print(((struct S *)1).e); }
-- types
    ident C : enum E = 17
    ident ANON : enum (anonymous) = 7
    int 24 : int8
    field .e : enum E

== packed by pragma
#pragma pack(push, 1)
struct P { char a; long b; };
#pragma pack(pop)
struct Q { char a; long b; };
begin { print(sizeof(struct P)); print(sizeof(struct Q)); }
-- types
    int 9 : int8
    int 16 : int8

== kernel headers are not needed
#include <linux/sched.h>
#include <net/sock.h>
#include <stdint.h>
struct S { uint32_t a; };
begin { print(sizeof(struct S)); }
-- types
    int 4 : int8

== headers of the C library
#include <sys/socket.h>
#include <netinet/in.h>
begin { print(AF_INET6); print(sizeof(struct sockaddr_in6)); }
-- types
    int 10 : int8
    int 28 : int8

== a header that is not there
#include "nosuch.h"
begin { print(1); }
-- error 1:10-20: 'nosuch.h' file not found

== an unknown directive
#foo
begin { print(1); }
-- error 1:2-5: invalid preprocessing directive '#foo'
