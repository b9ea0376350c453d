== count
begin { @ = count(); @ = count(); @c["a"] = count(); @c["b"] = count(); @c["b"] = count(); }
-- run


@: 2
@c[a]: 1
@c[b]: 2

== sum
begin { @ = sum(5); @ = sum(-8); @u = sum((uint64)5); @k["a"] = sum(1); @k["a"] = sum(2); @k["b"] = sum(-1); }
-- run


@: -3
@k[b]: -1
@k[a]: 3
@u: 5

== sums of unsigned values
begin { @ = sum((uint64)9223372036854775808); @ = sum((uint64)1); }
-- run


@: 9223372036854775809

== min and max
begin { @i = min(5); @i = min(3); @i = min(9); @a = max(5); @a = max(3); @a = max(9); @n = min(-5); @n = min(5); @m = max(-5); @m = max(-9); }
-- run


@a: 9
@i: 3
@m: -5
@n: -5

== min and max of unsigned values
begin { @i = min((uint64)5); @i = min((uint64)18446744073709551615); @a = max((uint64)5); @a = max((uint64)18446744073709551615); }
-- run


@a: 18446744073709551615
@i: 5

== minima print sorted by value, signed (the reference: as unsigned)
begin { @i["a"] = min(5); @i["b"] = min(-3); @i["c"] = min(1); @m["x"] = max(-1); @m["y"] = max(-7); @m["z"] = max(0); }
-- run


@i[b]: -3
@i[c]: 1
@i[a]: 5
@m[y]: -7
@m[x]: -1
@m[z]: 0

== avg truncates
begin { @ = avg(5); @ = avg(-8); @b = avg(7); @b = avg(8); @k["x"] = avg(10); @k["x"] = avg(20); @k["y"] = avg(1); }
-- run


@: -1
@b: 7
@k[y]: 1
@k[x]: 15

== stats
begin { @ = stats(5); @ = stats(-12); @k["a"] = stats(100); @k["b"] = stats(1); @k["b"] = stats(2); }
-- run


@: { .count = 2, .average = -3, .total = -7 }
@k[b]: { .count = 2, .average = 1, .total = 3 }
@k[a]: { .count = 1, .average = 100, .total = 100 }

== averages of keys print sorted
begin { @["a"] = avg(30); @["b"] = avg(10); @["c"] = avg(20); }
-- run


@[b]: 10
@[c]: 20
@[a]: 30

== aggregations over ranges
begin { for ($i : 0..100) { @c = count(); @s = sum($i); @i = min($i); @a = max($i); @v = avg($i); } print((int64)@c); print((int64)@s); print((int64)@i); print((int64)@a); print((int64)@v); clear(@c); clear(@s); clear(@i); clear(@a); clear(@v); }
-- run
100
4950
0
99
49

== aggregations are read as integers
begin { @c = count(); @s = sum(10); @s = sum(5); @v = avg(4); @v = avg(8); print(@c + @s); print(@v * 2); printf("%d %d %d\n", (int64)@c, (int64)@s, (int64)@v); clear(@c); clear(@s); clear(@v); }
-- run
16
12
1 15 6

== print of whole aggregations
begin { @c = count(); @s["k"] = sum(5); @t = stats(4); print(@c); print(@s); print(@t); clear(@c); clear(@s); clear(@t); }
-- run
@c: 1
@s[k]: 5
@t: { .count = 1, .average = 4, .total = 4 }

== print of one element of an aggregation
begin { @c["x"] = count(); @c["x"] = count(); @s["y"] = sum(7); @v["z"] = avg(9); print(@c["x"]); print(@s["y"]); print(@v["z"]);  clear(@c); clear(@s); clear(@v); }
-- run
2
7
9

== print of one element of stats shows it (the reference: zeros)
begin { @["a"] = stats(5); @["a"] = stats(7); print(@["a"]); clear(@); }
-- run
{ .count = 2, .average = 6, .total = 12 }

== zero keeps keys
begin { @c["x"] = count(); @s["y"] = sum(5); @t["z"] = stats(3); zero(@c); zero(@s); zero(@t); }
-- run


@c[x]: 0
@s[y]: 0
@t[z]: { .count = 0, .average = 0, .total = 0 }

== clear removes them
begin { @c["x"] = count(); @t = stats(5); clear(@c); clear(@t); print("done"); }
-- run
done

== an unset aggregation prints zeros
begin { if (pid == 0) { @c = count(); @s = stats(1); @a = avg(1); } print(@c); print(@s); print(@a); }
-- run
@c: 0
@s: { .count = 0, .average = 0, .total = 0 }
@a: 0

== delete of an aggregation's key
begin { @c["x"] = count(); @c["y"] = count(); print(delete(@c, "x")); }
-- run
true


@c[y]: 1

== count alone
begin { count(); }
-- error 1:9-16: count() must be assigned directly to a map

== count in an expression
begin { @a = count() + 1; }
-- error 1:14-21: count() must be assigned directly to a map

== sum needs one argument
begin { @ = sum(); }
-- error 1:13-18: sum() requires one argument (0 provided)

== count takes none
begin { @ = count(5); }
-- error 1:13-21: count() requires no arguments (1 provided)

== aggregations of different kinds on one map
begin { @a = count(); @a = sum(5); }
-- error 1:23-34: Type mismatch for @a: trying to assign value of type 'sum_t' when map already has a type 'count_t'

== an aggregation and a plain value on one map
begin { @a = 1; @a = count(); }
-- error 1:17-29: Type mismatch for @a: trying to assign value of type 'count_t' when map already has a type 'int8'

== an aggregation assigned to a variable
begin { $a = count(); }
-- error 1:14-21: count() must be assigned directly to a map

== no aggregation in a tuple
begin { @c = hist(5); $t = (1, @c); }
-- error 1:32-34: Map type hist_t cannot exist inside a tuple.

== top and divisor
begin { for ($i : 1..6) { @c[$i] = sum($i * 100); } print(@c, 2); print(@c, 3, 100); print(@c, 0, 200); clear(@c); }
-- run
@c[4]: 400
@c[5]: 500
@c[3]: 3
@c[4]: 4
@c[5]: 5
@c[1]: 0
@c[2]: 1
@c[3]: 1
@c[4]: 2
@c[5]: 2

== the divisor for averages
begin { @a["x"] = avg(100); @a["y"] = avg(300); print(@a, 0, 10); print(@a, 1); clear(@a); }
-- run
@a[x]: 10
@a[y]: 30
@a[y]: 300

== top for stats is ignored
begin { @s["x"] = stats(10); @s["y"] = stats(20); print(@s, 1); clear(@s); }
-- warning 1:51-63: print()'s top and div arguments are ignored when used on stats() maps.
-- run
@s[x]: { .count = 1, .average = 10, .total = 10 }
@s[y]: { .count = 1, .average = 20, .total = 20 }

== aggregations in tuples keyed by several
begin { @[1, "a"] = count(); @[1, "b"] = count(); @[1, "b"] = count(); }
-- run


@[1, a]: 1
@[1, b]: 2

== an aggregation compound assignment is refused
begin { @ = count(); @ += 1; }
-- error 1:22-28: The + operator can not be used on expressions of types count_t, int8

== increment of a counted map
begin { @a = count(); @a++; }
-- error 1:23-27: The ++ operator can not be used on expressions of type 'count_t'

== loops over counts see integers
begin { @["k"] = count(); @["k"] = count(); for ($kv : @) { print($kv.0); print($kv.1 + 1); } clear(@); }
-- run
k
3

== averages of keys may be negative
begin { @["a"] = avg(-10); @["b"] = avg(5); @["c"] = avg(-30); }
-- run


@[c]: -30
@[a]: -10
@[b]: 5

== tseries: bounds differ
config = { unstable_tseries = enable }
begin { @a = tseries(1, 1s, 5); @a = tseries(1, 2s, 5); }
-- error 2:38-55: Different tseries bounds in a single map unsupported

== tseries: unknown aggregation
config = { unstable_tseries = enable }
begin { @a = tseries(1, 1s, 5, "foo"); }
-- error 2:14-38: tseries() expects one of the following aggregation functions: avg, max, min, sum ("foo" provided)

== tseries: unstable
begin { @a = tseries(1, 1s, 5); clear(@a); }
-- run
-- stderr
Script is using an unstable feature: tseries\. To prevent this warning you must explicitly enable it in the config e\.g\. unstable_tseries=enable

== tseries: no intervals
config = { unstable_tseries = enable }
begin { @a = tseries(1, 1s, 0); }
-- error 2:14-31: tseries() num_intervals must be >= 1 (0 provided)

== tseries: too many intervals
config = { unstable_tseries = enable }
begin { @a = tseries(1, 1s, 1000000); }
-- error 2:14-37: tseries() num_intervals must be < 1000000 (1000000 provided)

== tseries: a graph
config = { unstable_tseries = enable }
begin { @a = tseries(9, 1s, 5); print(@a); clear(@a); }
-- match
^@a:$
^ +8 +10$
^hh:mm:ss[.a-z]+ +\|_+\|$
^[0-9:.]+ +\| +\* +\| 9$
^ +v_+v$
^ +8 +10$

