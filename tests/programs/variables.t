== scratch variables
begin { $a = 1; $_b = 2; $c9 = $a + $_b; print($c9); }
-- run
3

== let without a value
begin { let $a; $a = 5; print($a); let $b = 3; print($b); }
-- run
5
3

== let with a type
begin { let $a: uint8 = 5; let $b: int64; $b = 7; print(sizeof($a)); print(sizeof($b)); print($a + $b); let $s : string[10] = "ab"; print(sizeof($s)); }
-- run
1
8
12
10

== a declared variable is zero until it is assigned
begin { let $a: uint64; let $s: string[8]; if (pid == 0) { $a = 1; $s = "x"; } print($a); print($s); }
-- run
0

== scope: a variable of an inner block is unknown outside
begin { if (pid > 0) { $c = 1; } print($c); }
-- error 1:40-42: Undefined or undeclared variable: $c

== scope: blocks may use the same name one after the other
begin { if (1 == 1) { $c = 1; print($c); } { $c = "text"; print($c); } }
-- run
1
text

== scope: an outer variable is changed by a block
begin { $a = 1; { $a = 2; } if (true) { $a += 10; } print($a); }
-- run
12

== scope: of the probe
begin { $a = 1; print($a); } end { $a = "e"; print($a); }
-- run
1
e

== no shadowing
begin { let $a = 1; { let $a = 2; } }
-- error 1:27-29: Variable $a was already declared. Variable shadowing is not allowed.
-- note 1:13-15: This is the initial declaration.

== declared twice
begin { let $a; let $a; $a = 1; }
-- error 1:21-23: Variable $a was already declared. Variable shadowing is not allowed.
-- note 1:13-15: This is the initial declaration.

== unknown variable
begin { print($nosuch); }
-- error 1:15-22: Undefined or undeclared variable: $nosuch

== assigned another kind
begin { $a = 1; $a = "x"; }
-- error 1:17-25: Type mismatch for $a: trying to assign value of type 'string[2]' when variable already has a type 'int8'

== a literal that does not fit a declared type
begin { let $a: uint16 = -1; print($a); }
-- error 1:13-28: Type mismatch for $a: trying to assign value of type 'int8' when variable already has a type 'uint16'

== a literal too large for a declared type
begin { let $a: uint8 = 256; print($a); }
-- error 1:13-28: Type mismatch for $a: trying to assign value of type 'int16' when variable already has a type 'uint8'

== integers widen to the largest assignment
begin { $a = 1; print(sizeof($a)); $b = -1000; $a = $b; print($a); }
-- run
2
-1000

== never assigned
begin { let $x; print(1); }
-- warning 1:13-15: Variable $x was never assigned to.
-- run
1

== used before it is assigned
begin { let $x; print($x); $x = 1; }
-- warning 1:23-25: Variable used before it was assigned: $x
-- run
0

== let of an unknown type
begin { let $a: nosuchtype = 1; }
-- error 1:17-27: Cannot resolve unknown type "nosuchtype"

== let of nothing
begin { let x = 1; }
-- error 1:13-14: syntax: expected variable after 'let'

== variables hold what maps hold
begin { @m = 7; $a = @m; print($a); @m = 8; print($a); @s["k"] = "v"; $s = @s["k"]; print($s); clear(@m); clear(@s); }
-- run
7
7
v

== variables hold tuples, records, pointers, bools
begin { $t = (1, "x"); $r = (a = 1, b = "y"); $p = (int32*)4096; $b = 3 > 2; print($t); print($r); print($p); print($b); }
-- run
(1, x)
{ .a = 1, .b = y }
0x1000
true

== address of a variable
begin { $a = (uint64)42; $p = &$a; print(*$p); $a = 43; print(*$p); }
-- run
42
43

== address of a map value
begin { @m = (uint64)42; $p = &@m; print(*$p); clear(@m); }
-- run
42

== the discard variable
begin { _ = 5; _ = delete(@m, 1); @m[1] = 1; _ = delete(@m, 1); print(1); }
-- no warning
-- run
1

== assignment needs an expression
begin { $a = ; }
-- error 1:14-15: syntax: expected expression

== assignment to a builtin
begin { pid = 1; }
-- error 1:13-14: syntax: expected ';'

== assignment to a dereferenced pointer
begin { $a = 1; $p = &$a; *$p = 2; }
-- error 1:31-32: syntax: expected ';'

== a variable assigned a map aggregation reads it
begin { @c = count(); @c = count(); $n = @c; print($n); print($n + 1); clear(@c); }
-- run
2
3

== strings of different sizes in one variable
begin { $s = "a"; print($s); $s = "longer than that"; print($s); print(sizeof($s)); }
-- run
a
longer than that
17

== a tuple variable widens element by element
begin { $t = (1, "a"); $t = (100000, "abcdef"); print($t); print(sizeof($t.0)); print(sizeof($t.1)); }
-- run
(100000, abcdef)
4
7

== compile-time use locks a type
begin { $a = 1; print(sizeof($a)); $a = 100000; }
-- run
4

