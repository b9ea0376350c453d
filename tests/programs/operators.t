== precedence is C's
begin { print(1 + 2 * 3); print((1 + 2) * 3); print(1 + 2 << 1); print(6 & 3 == 3); print(1 | 2 ^ 3 & 4); print(10 - 4 - 3); print(2 * 3 % 4); print(1 < 2 == true); print(1 || 0 && 0); }
-- run
7
9
6
0
3
3
2
true
true

== arithmetic of variables
begin { $a = (int64)17; $b = (int64)5; print($a + $b); print($a - $b); print($b - $a); print($a * $b); print($a / $b); print($a % $b); }
-- run
22
12
-12
85
3
2

== signed division and modulo are C's (the reference divides unsigned)
begin { $a = (int64)-17; $b = (int64)5; print($a / $b); print($a % $b); print($b / $a); print($a / -5); }
-- run
-3
-2
0
3

== division of unsigned 64-bit values
begin { $a = (uint64)18446744073709551615; print($a / 2); print($a % 10); print($a >> 1); }
-- run
9223372036854775807
5
9223372036854775807

== signed shift right keeps the sign (the reference shifts logically)
begin { $a = (int64)-16; print($a >> 2); print($a << 2); }
-- run
-4
-64

== bit operators
begin { $a = 0xf0; $b = 0x3c; print($a & $b); print($a | $b); print($a ^ $b); print($a << 4); print($a >> 4); print(~(uint64)$a); }
-- run
48
252
204
3840
15
18446744073709551375

== unary operators on 64 bits
begin { $a = (int64)5; print(-$a); print(~$a); print(!$a); print(!!$a); $z = 0; print(!$z); print(- -$a); }
-- run
-5
-6
false
true
true
5

== comparisons
begin { $a = 3; $b = 7; print($a == $b); print($a != $b); print($a < $b); print($a <= $b); print($a > $b); print($a >= $b); print($a <= 3); print($a >= 3); }
-- run
false
true
true
true
false
false
true
true

== signed comparison
begin { $a = (int64)-1; $b = (int64)1; print($a < $b); print($a > $b); $c = (int8)-1; print($c < $b); print(-5 < $b); }
-- run
true
false
true
true

== unsigned comparison
begin { $a = (uint64)18446744073709551615; $b = (uint64)1; print($a > $b); print($a < $b); }
-- run
true
false

== comparison of mixed signs is signed, with a warning
begin { $a = (uint64)5; $b = (int64)-1; print($a > $b); }
-- warning 1:47-49: Expression of type: uint64 being cast to type: int64. This may cause unexpected results. Use an explicit cast to suppress this warning.
-- run
true

== logical operators short-circuit
begin { $a = 0; $b = 1; print($a && $b++); print($b); print($b || $b++); print($b); print($b && $b++); print($b); }
-- run
false
1
true
1
true
2

== logical operators give bools
begin { $a = 5; $b = 0; print($a && 1); print($a || $b); print($b && 1); print($b || 0); }
-- run
true
true
false
false

== bools in arithmetic
begin { $t = true; print($t + 1);  print($t == 1); print($t * 5); print(false == 0); }
-- run
2
true
5
true

== increment and decrement of variables
begin { $a = 5; print($a++); print($a); print(++$a); print($a--); print(--$a); $a++; print($a); }
-- run
5
6
7
7
5
6

== increment and decrement of maps
begin { print(@a++); print(@a); print(++@a); print(@a--); print(--@a); @b[1]++; ++@b[1]; print(@b[1]); print(@b[2]++); print(@b[2]); clear(@a); clear(@b); }
-- run
0
@a: 0
2
2
0
2
0
1

== compound assignment to variables
begin { $a = 10; $a += 5; print($a); $a -= 3; print($a); $a *= 4; print($a); $a /= 6; print($a); $a %= 5; print($a); $a <<= 4; print($a); $a >>= 1; print($a); $a |= 3; print($a); $a &= 0x19; print($a); $a ^= 0xff; print($a); }
-- run
15
12
48
8
3
48
24
27
25
230

== compound assignment to maps
begin { @a[1] = 10; @a[1] += 5; print(@a[1]); @a[1] -= 3; print(@a[1]); @a[1] *= 4; print(@a[1]); @a[1] /= 6; print(@a[1]); @a[1] %= 5; print(@a[1]); @a[1] <<= 4; print(@a[1]); @a[1] |= 3; print(@a[1]); @a[1] &= 0x19; print(@a[1]); @a[1] ^= 0xff; print(@a[1]); @a[9] += 7; print(@a[9]); clear(@a); }
-- run
15
12
48
8
3
48
51
17
238
7

== compound assignment widens
begin { $b = (int8)127; $b += 1; print($b); }
-- run
128

== division by zero gives 1 and says so
begin { $z = (uint64)0; print(5 / $z); print(5 % $z); }
-- run
1
1
-- stderr
:1:31-37: WARNING: Divide or modulo by 0 detected\. This can lead to unexpected results\. 1 is being used as the result\.
:1:46-52: WARNING: Divide or modulo by 0 detected\. This can lead to unexpected results\. 1 is being used as the result\.

== the ternary operator
begin { $a = 5; print($a > 3 ? "big" : "small"); print($a > 9 ? 1 : 2); print($a == 5 ? $a == 6 ? 1 : 2 : 3); print(0 ? 1 : 0 ? 2 : 3); }
-- run
big
2
2
3

== the ternary operator without the middle
begin { $a = 5; $z = 0; print($a ?: 7); print($z ?: 7); @m = 3; print(@m ?: 1); clear(@m); }
-- run
5
7
3

== ternary as a statement
begin { $a = 1; $a ? print("t") : print("f"); !$a ? print("t") : print("f"); }
-- run
t
f

== branches of the ternary agree on a type
begin { $a = 1; print($a ? 1 : 1000000); print($a ? "ab" : "longer"); print(sizeof($a ? 1 : 1000000)); }
-- run
1
ab
4

== branches that do not agree
begin { $a = 1; print($a ? 1 : "a"); }
-- error 1:23-35: Branches must return the same type or compatible types: have 'int8' and 'string[2]'

== minus minus is a decrement
begin { print(1--2); }
-- error 1:15-18: syntax: increment/decrement requires a variable or map

== plus minus
begin { print(1+-2); print(1 - -2); print(3*-2); print(!-1); }
-- run
-1
3
-6
false

== assignments are statements
begin { $b = 2; $a = $b = 1; }
-- error 1:25-26: syntax: expected ';'

== minus on pointers
begin { $p = (int8*)16; $q = (int8*)8; print($p - $q); }
-- error 1:46-53: The - operator can not be used on expressions of types int8 *, int8 *

== comparing kinds
begin { print(1 == "a"); }
-- error 1:15-23: Type mismatch for '==': comparing int8 with string[2]
-- note 1:15-16: left (int8)
-- note 1:20-23: right (string[2])

== comparing a tuple with a number
begin { $t = (1, 2); print($t == 1); }
-- error 1:28-35: Type mismatch for '==': comparing (int8,int8) with int8
-- note 1:28-30: left ((int8,int8))
-- note 1:34-35: right (int8)

== equality of tuples
begin { $t = (1, 2); $u = (1, 2); $v = (1, 3); print($t == $u); print($t != $v); print($t == $v); }
-- run
true
true
false

== shifts by variables
begin { $n = 40; print((uint64)1 << $n); print((uint64)0xff0000000000 >> $n); }
-- run
1099511627776
255

== increment of a literal
begin { 5++; }
-- error 1:9-12: syntax: increment/decrement requires a variable or map

== increment needs a place
begin { ++(1); }
-- error 1:9-14: syntax: increment/decrement requires a variable or map

== arithmetic with narrow types is 64-bit
begin { $a = (uint8)255; $b = (uint8)255; print($a + $b); print($a * $b); $c = (int16)-300; print($c * 1000); print($a << 8); }
-- run
510
65025
-300000
65280

== mixed signs in a division warn
begin { $a = (int16)7; $b = (uint16)2; print($a / $b); }
-- warning 1:46-53: signed operands for '/' can lead to undefined behavior (cast to unsigned to silence warning)
-- run
3

== bswap
begin { print(bswap(0x12)); print(bswap((uint16)0x1234)); print(bswap((uint32)0x12345678)); print(bswap((uint64)0x0102030405060708)); $x = (uint16)0xabcd; print(bswap($x)); }
-- run
18
13330
2018915346
578437695752307201
52651

== a tuple cannot be negated
begin { $t = (1, 2); print(-$t); }
-- error 1:28-31: The - operator can not be used on expressions of type '(int8,int8)'

== not of a string
begin { $s = "a"; print(!$s); }
-- error 1:25-28: The ! operator can not be used on expressions of type 'string[2]'

