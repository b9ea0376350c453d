== ranges are half-open
begin { for ($i : 0..3) { print($i); } for ($i : 5..5) { print("never"); } for ($i : 3..0) { print("never"); } }
-- run
0
1
2

== without parentheses
begin { for $i : 0..2 { print($i); } }
-- run
0
1

== bounds are evaluated once
begin { $n = 3; for ($i : 0..$n) { $n = 10; print($i); } }
-- run
0
1
2

== negative and computed bounds
begin { for ($i : (-2)..2) { print($i); } $a = 1; for ($i : ($a + 1)..($a + 3)) { print($i); } }
-- run
-2
-1
0
1
2
3

== bounds are variables, maps, calls
begin { $a = 1; @b = 3; for ($i : $a..@b) { print($i); } for ($i : 0..strlen("ab")) { print($i); } clear(@b); }
-- run
1
2
0
1

== changing the variable does not change the iteration
begin { for ($i : 0..3) { print($i); $i = 10; } }
-- run
0
1
2

== nested ranges
begin { for ($i : 0..2) { for ($j : 0..2) { print(($i, $j)); } } }
-- run
(0, 0)
(0, 1)
(1, 0)
(1, 1)

== break and continue
begin { for ($i : 0..10) { if ($i == 1) { continue; } if ($i == 4) { break; } print($i); } print("end"); }
-- run
0
2
3
end

== break leaves the inner loop only
begin { for ($i : 0..2) { for ($j : 0..5) { if ($j == 1) { break; } print(($i, $j)); } } }
-- run
(0, 0)
(1, 0)

== outer variables are changed by loops
begin { $sum = (uint64)0; for ($i : 1..11) { $sum += (uint64)$i; } print($sum); }
-- run
55

== strings and tuples are changed by loops
begin { $s = "none"; $t = (0, "x"); for ($i : 0..3) { if ($i == 2) { $s = "two"; $t = ($i, "y"); } } print($s); print($t); }
-- run
two
(2, y)

== many iterations
begin { for ($i : 0..100000) { @c++; } print(@c); clear(@c); }
-- run
@c: 100000

== return in a loop leaves the probe
begin { for ($i : 0..5) { if ($i == 2) { return; } print($i); } print("not reached"); }
-- run
0
1

== exit in a loop (the reference rejects it)
begin { for ($i : 0..5) { if ($i == 2) { exit(); } print($i); } print("not reached"); }
-- run
0
1

== exit in a loop over a map
begin { @m[1] = "a"; for ($kv : @m) { print($kv); exit(4); } print("not reached"); }
-- run status 4
(1, a)


@m[1]: a

== loops over maps
begin { @m["k"] = 5; for ($kv : @m) { print($kv); print($kv.0); print($kv.1); } clear(@m); }
-- run
(k, 5)
k
5

== loops over maps with several keys
begin { @m[1, "x"] = "v"; for ($kv : @m) { print($kv.0.0); print($kv.0.1); print($kv.1); print($kv); } clear(@m); }
-- run
1
x
v
((1, x), v)

== loops over maps see every element
begin { @m[1] = 10; @m[2] = 20; @m[3] = 30; $k = 0; $v = 0; for ($kv : @m) { $k += $kv.0; $v += $kv.1; } print($k); print($v); clear(@m); }
-- run
6
60

== break and continue in map loops
begin { @m[1] = 1; @m[2] = 1; @m[3] = 1; $n = 0; for ($kv : @m) { if ($n == 2) { break; } $n++; } print($n); $n = 0; for ($kv : @m) { if ($kv.0 == 2) { continue; } $n += $kv.0; } print($n); clear(@m); }
-- run
2
4

== deleting in a map loop
begin { @m[1] = 1; @m[2] = 2; for ($kv : @m) { _ = delete(@m, $kv.0); } print(len(@m)); }
-- run
0

== an empty map
begin { @m[1] = 1; clear(@m); for ($kv : @m) { $x = $kv.0; } print("done"); }
-- match
^done$

== aggregations are integers in loops
begin { @c["a"] = count(); @s["a"] = sum(7); @a["a"] = avg(9); for ($kv : @c) { print($kv); } for ($kv : @s) { print($kv.1 + 1); } for ($kv : @a) { print($kv.1); } clear(@c); clear(@s); clear(@a); }
-- run
(a, 1)
8
9

== scalar maps are not iterated
begin { @a = 1; for ($kv : @a) { } }
-- error 1:28-30: @a has no explicit keys (scalar map), and cannot be used for iteration

== histograms are not iterated
begin { @a[1] = hist(1); for ($kv : @a) { print($kv); } }
-- error 1:37-39: Loop expression does not support type: hist_t

== other values are not iterated
begin { $a = 5; for ($i : $a) { } }
-- error 1:27-29: syntax: expected map or range in for loop

== a range of strings
begin { for ($i : "a".."b") { } }
-- error 1:19-22: Loop range requires an integer for the start value
-- error 1:24-27: Loop range requires an integer for the end value

== the end of a range
begin { for ($i : 0.."b") { } }
-- error 1:22-25: Loop range requires an integer for the end value

== while
begin { $i = 0; while ($i < 3) { print($i); $i++; } }
-- warning 1:17-22: While loops are deprecated and may be removed in the future.
-- hint: Use a range loop instead, e.g. `for $i : 0..10 { ... }`
-- run
0
1
2

== while with break and continue
begin { $i = 0; while (true) { $i++; if ($i == 2) { continue; } if ($i > 4) { break; } print($i); } }
-- warning 1:17-22: While loops are deprecated and may be removed in the future.
-- hint: Use a range loop instead, e.g. `for $i : 0..10 { ... }`
-- run
1
3
4

== while with a bare condition
begin { $i = 3; while $i { print($i); $i--; } }
-- warning 1:17-22: While loops are deprecated and may be removed in the future.
-- hint: Use a range loop instead, e.g. `for $i : 0..10 { ... }`
-- run
3
2
1

== unroll
begin { $i = 1; unroll(3) { print($i); $i++; } }
-- run
1
2
3

== unroll: bounds
begin { unroll(0) { print(1); } }
-- error 1:16-17: unroll minimum value is 1

== unroll: upper bound
begin { unroll(101) { print(1); } }
-- error 1:16-19: unroll maximum value is 100

== unroll: constants only
begin { $n = 3; unroll($n) { print(1); } }
-- error 1:24-26: invalid unroll value

== unroll: a parameter
begin { unroll($1) { print("x"); } }
-- args: 2
-- run
x
x

== unroll: a string
begin { unroll("a") { print(1); } }
-- error 1:16-19: invalid unroll value

== break outside
begin { break; }
-- error 1:9-14: 'break' statement is not allowed in a probe

== continue outside
begin { if (true) { continue; } }
-- error 1:21-29: 'continue' statement is not allowed in a probe

== the variable is local
begin { for ($i : 0..2) { } print($i); }
-- error 1:35-37: Undefined or undeclared variable: $i

== no variable
begin { for (i : 0..2) { } }
-- error 1:14-15: syntax: expected variable in for loop

== no colon
begin { for ($i 0..2) { } }
-- error 1:17-18: syntax: expected ':'

== no deconstruction
begin { @m[1] = 2; for (($k, $v) : @m) { } }
-- error 1:25-26: syntax: expected variable in for loop

== loops in branches, branches in loops
begin { $a = 1; if ($a) { for ($i : 0..2) { if ($i) { print("one"); } else { print("zero"); } } } }
-- run
zero
one

== a loop inside a map loop
begin { @m[1] = 2; for ($kv : @m) { for ($i : 0..$kv.1) { print(($kv.0, $i)); } } clear(@m); }
-- match
^\(1, 0\)$
^\(1, 1\)$

== maps changed in a range loop
begin { for ($i : 0..3) { @m[$i] = $i * 10; } print(@m[0]); print(@m[1]); print(@m[2]); print(len(@m)); clear(@m); }
-- run
0
10
20
3

== loops in several probes
begin { for ($i : 0..2) { @a++; } } end { for ($i : 0..2) { @a++; } print(@a); clear(@a); }
-- run
@a: 4

== printf in a loop
begin { for ($i : 0..3) { printf("%d ", $i); } printf("\n"); }
-- run
0 1 2 

