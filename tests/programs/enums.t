== enumerators are constants
enum e { A, B, C = 10, D };
begin { print(A); print(B); print(C); print(D); print(A + 1); print(C == 10); }
-- run
A
B
C
D
1
true

== enumerators print symbolically
enum e { A = 1, B };
begin { printf("%s %d %s\n", A, A, B); $x = B; print($x); @m[A] = B; }
-- run
A 1 B
B


@m[A]: B

== unknown values print as numbers
enum e { A = 1, B };
begin { $x = (enum e)((uint64)9); print($x); $y = (enum e)((uint64)2); print($y); }
-- run
9
B

== a cast of a literal must be an enumerator
enum e { A = 1, B };
begin { print((enum e)1); print((enum e)77); }
-- error 2:33-43: Enum: e doesn't contain a variant value of 77

== anonymous enums
enum { X = 5, Y = X };
begin { print(X); print(Y + 0); }
-- run
X
5

== negative enumerators
enum n { NEG = -3, ZERO = 0 };
begin { printf("%d %s\n", NEG, ZERO); }
-- run
-3 ZERO

== enums are integers
enum e { A = 1, B = 2 };
begin { print((int64)B); print(A | B); print(A < B); $x = A; if ($x == A) { print("A"); } }
-- run
2
3
true
A

== enums as keys and in tuples
enum e { A = 1, B };
begin { @m[B, 1] = "x"; print((A, B)); print(@m[B, 1]); }
-- run
(A, B)
x


@m[B, 1]: x

== an enum variable
enum e { A = 1, B };
begin { $x = A; $x = B; print($x); printf("%d %s\n", $x, $x); }
-- run
B
2 B

== enumerators computed from others
enum e { A = 1 << 3, B = A | 1, C = sizeof(int) };
begin { printf("%d %d %d\n", A, B, C); }
-- run
8 9 4

== enums of the kernel
begin { print(BPF_MAP_TYPE_HASH); printf("%d\n", BPF_MAP_TYPE_HASH); }
-- run
BPF_MAP_TYPE_HASH
1

== an unknown name
begin { print(NOSUCHCONSTANT); }
-- error 1:15-29: Unknown identifier: 'NOSUCHCONSTANT'

== an enum as type name
enum e { A = 1 };
begin { print(sizeof(enum e)); }
-- run
4

== a condition of an enum
enum e { A, B };
begin { if (B) { print("B"); } if (A) { print("A"); } $x = B; if ($x) { print("x"); } }
-- run
B
x

