== tuples print in parentheses
begin { print((1, 2)); print((1, "a", true)); print(((1, 2), (3, (4, 5)))); print((1,)); print(("x",)); }
-- run
(1, 2)
(1, a, true)
((1, 2), (3, (4, 5)))
(1)
(x)

== fields of tuples
begin { $t = (1, "two", (3, 4)); print($t.0); print($t.1); print($t.2); print($t.2.1); }
-- run
1
two
(3, 4)
4

== fields by index
begin { $t = (5, "six"); print($t[0]); print($t[1]); }
-- run
5
six

== trailing comma
begin { print((1, 2,)); print((1,).0); }
-- run
(1, 2)
1

== index too large
begin { $t = (1, 2); print($t.5); }
-- error 1:28-32: Invalid tuple index: 5. Found 2 elements in tuple.

== tuples are immutable
begin { $t = (1, 2); $t.0 = 5; }
-- error 1:22-26: syntax: Tuples and records are immutable once created. Consider creating a new value and assigning it instead.

== tuples compare
begin { $a = (1, "x"); $b = (1, "x"); $c = (1, "y"); print($a == $b); print($a == $c); print($a != $c); print((1, 2) == (1, 2)); }
-- run
true
false
true
true

== tuples of different shape do not compare
begin { $a = (1, 2); $b = (1, 2, 3); print($a == $b); }
-- error 1:44-52: Type mismatch for '==': comparing (int8,int8) with (int8,int8,int8)
-- note 1:44-46: left ((int8,int8))
-- note 1:50-52: right ((int8,int8,int8))

== sizes are as in C
begin { print(sizeof((1, 2))); print(sizeof((1, (int64)2))); print(sizeof(((int64)1, 2))); print(sizeof((1, (int16)2, 3))); print(sizeof((1, "abc"))); }
-- run
2
16
16
6
5

== tuples as keys
begin { $k = (1, "a"); @m[$k] = "v"; print(@m[1, "a"]); print(@m[(1, "a")]); @m[2, "b"] = "w"; print(has_key(@m, (2, "b"))); }
-- run
v
v
true


@m[1, a]: v
@m[2, b]: w

== nested tuples as keys
begin { @m[(1, 2), 3] = "n"; print(@m[(1, 2), 3]); }
-- run
n


@m[(1, 2), 3]: n

== tuples as values
begin { @m["k"] = (1, "a"); $v = @m["k"]; print($v.1); print(@m["k"].0); clear(@m); }
-- run
a
1

== tuples widen
begin { $t = (1, 2); $u = (1000, 2); $t = $u; print($t); print(sizeof($t)); }
-- run
(1000, 2)
4

== tuples hold strings of different length
begin { @m[1] = ("short", 1); @m[2] = ("a much longer string", 2); print(@m[1]); print(@m[2]); clear(@m); }
-- run
(short, 1)
(a much longer string, 2)

== tuples with builtins
begin { $t = (pid, comm, cpu); print($t.0 == pid); print($t.1 == comm); }
-- run
true
true

== mismatching tuples
begin { $t = (1, 2); $t = (1, "x"); }
-- error 1:22-35: Type mismatch for $t: trying to assign value of type '(int8,string[2])' when variable already has a type '(int8,int8)'

== tuples of different length
begin { $t = (1, 2); $t = (1, 2, 3); }
-- error 1:22-36: Type mismatch for $t: trying to assign value of type '(int8,int8,int8)' when variable already has a type '(int8,int8)'

== field of a number
begin { $a = 5; print($a.0); }
-- error 1:23-27: Can not access index '0' on expression of type 'int8'

== an aggregation cannot be in a tuple
begin { @h = hist(1); print((1, @h)); }
-- error 1:33-35: Map type hist_t cannot exist inside a tuple.

== tuples in loops
begin { for ($i : 0..3) { $t = ($i, $i * 2); print($t); } }
-- run
(0, 0)
(1, 2)
(2, 4)

== tuples in a ternary
begin { $a = 1; $t = $a ? (1, 2) : (3, 4); print($t); print($a == 2 ? (1, "a") : (2, "bcd")); }
-- run
(1, 2)
(2, bcd)

== tuples of bools and pointers
begin { print((true, (int8*)7, -1)); }
-- run
(true, 0x7, -1)

== tuples keep 64-bit values
begin { $t = ((uint64)18446744073709551615, (int64)-9223372036854775807); print($t); print($t.0); }
-- run
(18446744073709551615, -9223372036854775807)
18446744073709551615

== a deep tuple
begin { $t = (1, (2, (3, (4, "five")))); print($t.1.1.1.1); print($t.1.1); }
-- run
five
(3, (4, five))

== tuples with typed elements
begin { $t = ((uint8)1, (int16)-2, (uint32)3, "s"); print($t); print(sizeof($t)); }
-- run
(1, -2, 3, s)
12

