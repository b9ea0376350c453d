== division follows the sign of its operands
begin { $x = (int8)-5; print(($x / 2, $x % 3, $x / -2, 7 / $x, 7 % $x, $x >> 1, $x * 7)); $u = (uint64)0xfffffffffffffffb; print(($u / 2, $u % 3, $u >> 1)); }
-- run
(-2, -2, 2, -1, 2, -3, -35)
(9223372036854775805, 2, 9223372036854775805)

== the smallest number divided by -1 wraps
begin { $m = (int64)1 << 63; $n = -1; print($m / $n); print($m % $n); }
-- run
-9223372036854775808
0

== dividing by zero gives one
begin { $z = (uint64)0; print(10 / $z); print(10 % $z); $s = 0; print(-5 / $s); }
-- run
1
1
1

== negation and complement of narrow variables stay narrow
begin { $b = (int8)5; print(-$b); print(~$b); $w = (int32)-1; print(-$w); print(~$w); $l = (int64)5; print(-$l); print(~$l); }
-- run
251
250
1
0
-5
-6

== widths are cut and extended
begin { let $a: int8 = 127; $a++; print($a); let $u: uint16 = 65535; $u++; print($u); $v = (uint8)200; print($v * 2); print((int8)$v); print((uint64)(int8)-1); print($v - 201); print((bool)$v); }
-- run
-128
0
400
-56
18446744073709551615
-1
true

== shift counts wrap at 64
begin { $n = 70; print(1 << $n); print((uint64)256 >> $n); }
-- run
64
4

== comparison is signed if an operand is
begin { $s = (int32)-1; $u = (uint32)5; $b = (uint64)1 << 63; print($s < $u); print($b > 5); print($b < $u); print($s == -1); print((uint32)$s > $u); }
-- run
true
true
false
true
true

== and, or and not stop early
begin { $n = 5; $e = 0; if ($e && @touched++) { print("no"); } if ($n || @touched++) { print("yes"); } print(!$n); print($e || $n && !$e); print(@touched); }
-- run
yes
false
true
@touched: 0

== choices give their value
begin { $x = 3; $y = $x == 3 ? "yes" : "nope"; print($y); print($x > 2 ? "big" : "small"); $z = if ($x == 4) { "four" } else if ($x == 3) { "three" } else { "other" }; print($z); print($x ?: 7); print(0 ?: 7); $q = { let $t = 4; $t * 2 }; print($q); @c[$x > 2 ? "big" : "small"] = 1; }
-- run
yes
big
three
3
7
8


@c[big]: 1

== pointers are scaled
begin { $p = (int64*)100; $p++; print($p); print($p + 2); print((uint64)($p - 1)); @p = (int32*)8; print(@p + 1); $v = (int8*)8; $v -= 3; print($v); }
-- run
0x6c
0x7c
100
0xc
0x5


@p: 0x8
