== records
begin { print((a = 1, b = "x")); print((a = 1)); print((a = (b = (c = 5)))); }
-- run
{ .a = 1, .b = x }
{ .a = 1 }
{ .a = { .b = { .c = 5 } } }

== fields
begin { $r = (name = "n", size = 3); print($r.name); print($r.size); print($r.size + 1); }
-- run
n
3
4

== unknown field
begin { $r = (a = 1); print($r.x); }
-- error 1:32-33: Record does not contain a field named 'x'

== the same name twice
begin { $r = (a = 1, a = 2); }
-- error 1:22-23: syntax: Named argument list already contains name: a

== records are immutable
begin { $r = (a = 1); $r.a = 2; }
-- error 1:23-27: syntax: Tuples and records are immutable once created. Consider creating a new value and assigning it instead.

== records as keys and values
begin { @m[(a = 1, b = "k")] = "v"; print(@m[(a = 1, b = "k")]); @v["x"] = (p = 1, q = 2); print(@v["x"].q); }
-- run
v
2


@m[{ .a = 1, .b = k }]: v
@v[x]: { .p = 1, .q = 2 }

== records compare
begin { $r = (a = 1, b = 2); $s = (a = 1, b = 2); print($r == $s); print($r != $s); $s = (a = 1, b = 3); print($r == $s); }
-- run
true
false
false

== records of the same fields in another order are one type
begin { $r = (a = 1, b = 2); $r = (b = 3, a = 4); print($r.a); print($r.b); }
-- run
4
3

== records widen
begin { $r = (a = 1, s = "x"); $r = (a = 100000, s = "longer"); print($r); }
-- run
{ .a = 100000, .s = longer }

== records with different fields
begin { $r = (a = 1); $r = (b = 1); }
-- error 1:23-35: Type mismatch for $r: trying to assign value of type 'record { .b = int8 }' when variable already has a type 'record { .a = int8 }'

== records in tuples and tuples in records
begin { $t = (1, (a = 2, b = 3)); print($t); print($t.1.b); $r = (t = (1, 2), u = "x"); print($r); print($r.t.1); }
-- run
(1, { .a = 2, .b = 3 })
3
{ .t = (1, 2), .u = x }
2

== sizes
begin { print(sizeof((a = 1, b = (int64)2))); print(sizeof((a = 1))); }
-- run
16
1

== field names may be keywords
begin { $r = (count = 1, pid2 = 2); print($r.count); }
-- run
1

== a record and a tuple do not mix
begin { $r = (a = 1); $r = (1,); }
-- error 1:23-32: Type mismatch for $r: trying to assign value of type '(int8)' when variable already has a type 'record { .a = int8 }'

== printf of records
begin { printf("%s|\n", (a = 1, b = (c = "d"))); }
-- run
{ .a = 1, .b = { .c = d } }|

