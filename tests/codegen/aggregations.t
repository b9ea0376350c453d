== count, sum, min, max, avg, stats
begin { @c = count(); @c = count(); @s = sum(5); @s = sum(-9); @mn = min(4); @mn = min(-4); @mx = max(4); @mx = max(40); @av = avg(10); @av = avg(5); @st = stats(10); @st = stats(5); @k[1] = min(-3); @k[1] = min(7); @u = max((uint64)-1); @u = max((uint64)5); }
-- run


@av: 7
@c: 2
@k[1]: -3
@mn: -4
@mx: 40
@s: -4
@st: { .count = 2, .average = 7, .total = 15 }
@u: 18446744073709551615

== buckets of powers of two
begin { @h = hist(-1); @h = hist(0); @h = hist(1); @h = hist(2); @h = hist(3); @h = hist(4); @h = hist(1023); @h = hist(1024); }
-- run


@h:
(..., 0)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |
[0]                    1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |
[1]                    1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |
[2, 4)                 2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
[4, 8)                 1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |
[8, 16)                0 |                                                    |
[16, 32)               0 |                                                    |
[32, 64)               0 |                                                    |
[64, 128)              0 |                                                    |
[128, 256)             0 |                                                    |
[256, 512)             0 |                                                    |
[512, 1K)              1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |
[1K, 2K)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |


== the largest values
begin { @h = hist(9223372036854775807); @i = hist(0x7fffffffffffffff, 5); @j = hist((uint64)0x8000000000000000); @k = hist(31, 5); @k = hist(32, 5); }
-- run


@h:
[4E, 8E)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

@i:
[8064P, 8192P)         1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

@j:
(..., 0)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

@k:
[31]                   1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
[32]                   1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|


== every power of two has its bucket
begin { for ($i : 0..63) { @b = hist((uint64)1 << $i); @c = hist(((uint64)1 << $i) - 1); } }
-- json
-- match
"@b": \[(\{"min": [0-9]+, "max": "?[0-9]+"?, "count": 1\},?){63}\]
"@c": \[(\{"min": [0-9]+, "max": "?[0-9]+"?, "count": 1\},?){63}\]

== linear buckets
begin { @l = lhist(-5, 0, 10, 3); @l = lhist(0, 0, 10, 3); @l = lhist(8, 0, 10, 3); @l = lhist(9, 0, 10, 3); @l = lhist(100, 0, 10, 3); @m = lhist((uint64)-1, 10, 20, 10); @m = lhist((uint64)9, 10, 20, 10); @m = lhist((uint64)19, 10, 20, 10); }
-- run


@l:
(..., 0)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |
[0, 3)                 1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |
[3, 6)                 0 |                                                    |
[6, 9)                 1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |
[9, ...)               2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

@m:
(..., 10)              1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
[10, 20)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
[20, ...)              1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

== by key
begin { @[1] = hist(5); @[2] = hist(5); @[2] = hist(6); @c["a"] = count(); @c["b"] = count(); @c["b"] = count(); @v[1] = avg(4); @v[1] = avg(8); @v[2] = avg(1); }
-- run


@[1]:
[4, 8)                 1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

@[2]:
[4, 8)                 2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

@c[a]: 1
@c[b]: 2
@v[2]: 1
@v[1]: 6

== read as integers
begin { @c = count(); @c = count(); @s[1] = sum(5); @s[1] = sum(6); @n = min(7); @x = max(-7); @a = avg(9); @a = avg(10); $c = @c; print($c); print(@s[1] + 1); if (@c > 1) { print(@n); } print(@x); print((int64)@a); print(find(@s, 1, $f)); print($f); print(@s[2]); printf("%s\n", @c); clear(@s); }
-- match
^2$
^12$
^@n: 7$
^@x: -7$
^9$
^true$
^11$
^0$
^2$

== one element of stats
begin { @s[1] = stats(5); @s[1] = stats(8); print(@s[1]); clear(@s); }
-- run
{ .count = 2, .average = 6, .total = 13 }


== time series
config = { unstable_tseries = enable } begin { @l = tseries(4, 1h, 10); @l = tseries(5, 1h, 10); @a = tseries(4, 1h, 10, "avg"); @a = tseries(8, 1h, 10, "avg"); @m = tseries(4, 1h, 10, "max"); @m = tseries(-8, 1h, 10, "max"); @n = tseries(4, 1h, 10, "min"); @n = tseries(-8, 1h, 10, "min"); @s = tseries(4, 1h, 10, "sum"); @s = tseries(3, 1h, 10, "sum"); @big = tseries(1, 1s, 5000); }
-- json
-- match
^\{"type": "tseries", "data": \{"@a": \[.*"value":6\}\]\}\}$
"@big": .*"value":1\}
"@l": .*"value":5\}
"@m": .*"value":4\}
"@n": .*"value":-8\}
"@s": .*"value":7\}

== deleting
begin { @c = count(); print(delete(@c)); @c = count(); @k[1] = count(); @k[2] = count(); print(delete(@k, 1)); print(delete(@k, 1)); print(delete(@k[2])); print(len(@k)); @v = 5; print(delete(@v)); print(delete(@v)); }
-- run
true
true
false
true
0
true
false


@c: 1
