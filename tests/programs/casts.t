== integers are cut and extended
begin { print((int8)300); print((uint8)-1); print((int16)70000); print((uint16)-1); print((int32)5000000000); print((uint32)-1); print((int64)-1); print((uint64)-1); }
-- run
44
255
4464
65535
705032704
4294967295
-1
18446744073709551615

== variables are cut and extended
begin { $a = (int64)300; print((int8)$a); print((uint8)$a); $n = (int64)-2; print((uint8)$n); print((uint16)$n); print((uint32)$n); print((uint64)$n); print((int16)$n); }
-- run
44
44
254
65534
4294967294
18446744073709551614
-2

== the sign of the source decides
begin { $a = (int8)-1; print((uint64)$a); $b = (uint8)255; print((int64)$b); print((uint32)$a); }
-- run
18446744073709551615
255
4294967295

== a cast binds like a unary operator
begin { $a = 255; print((uint8)$a + 1); print((uint8)($a + 1)); print(-(int8)$a); }
-- run
256
0
1

== bool
begin { print((bool)5); print((bool)0); $n = 7; print((bool)$n); print((int64)true); print((uint8)false); }
-- run
true
false
true
1
0

== pointers and integers
begin { $p = (int32 *)4096; print($p); print((uint64)$p); print((int8 *)$p); print((void *)16); print((uint8*)255); }
-- run
0x1000
4096
0x1000
0x10
0xff

== integers and arrays
begin { print((int8[8])(uint64)1); print((uint8[])(uint32)0x04030201); print((uint16[2])(uint32)0x00020001); print((uint32)(uint8[4])(uint32)5); }
-- run
[1,0,0,0,0,0,0,0]
[1,2,3,4]
[1,2]
5

== the size of an array must fit
begin { print((uint8[3])(uint32)5); }
-- error 1:15-34: Cannot cast from "uint32" to "uint8[3]"

== a bool array
begin { print((bool[2])(uint16)1); print((bool[4])(uint32)0x01000100); }
-- run
[true,false]
[false,true,false,true]

== strings and arrays
begin { print((int8[])"ab"); print((int8[3])"ab"); }
-- run
[97,98,0]
[97,98,0]

== strings grow
begin { $s = (string[20])"abc"; print($s); print(sizeof($s)); }
-- run
abc
20

== strings do not shrink
begin { print((string[4])"abcdefgh"); }
-- error 1:15-36: Cannot cast from "string[9]" to "string[4]"

== numbers are no strings
begin { print((string)5); }
-- error 1:15-24: Cannot cast from "int8" to "string"

== unknown type
begin { print((nosuch)5); }
-- error 1:16-22: Cannot resolve unknown type "nosuch"

== unknown structure
begin { print((struct nosuch)5); }
-- error 1:16-29: Unknown struct/union: 'struct nosuch'

== C names of types
begin { print(sizeof((uint64_t)1)); print(sizeof((int32_t)1)); print(sizeof((pid_t)1)); print(sizeof((size_t)1)); print(sizeof((u8)1)); print(sizeof((__u32)1)); }
-- run
8
4
4
8
1
4

== to the type of an expression
begin { $a = (uint8)5; print(sizeof((typeof($a))1000)); print((typeof($a))300); }
-- run
1
44

== to a pointer type of an expression
begin { $a = (uint8)7; $p = &$a; print((typeof($p))16); }
-- run
0x10

== aggregations
begin { @c = count(); @c = count(); @a = avg(10); @a = avg(20); print((int64)@c); print((uint64)@c); print((int64)@a); clear(@c); clear(@a); }
-- run
2
2
15

== histograms are not cast
begin { @h = hist(5); print((int64)@h); }
-- error 1:29-38: Cannot cast from "hist_t" to "int64"

== a cast to the same type warns
begin { $a = (int64)5; print((int64)$a); }
-- warning 1:30-39: Unnecessary cast: expression is already of type int64
-- run
5

== names of builtins in parentheses
begin { print((pid) * 0); print((cpu()) * 0); }
-- run
0
0

== types of several words are not known
begin { print((unsigned int)5); }
-- error 1:25-28: syntax: expected ')'

== sizeof of types
begin { print(sizeof(uint8)); print(sizeof(int16)); print(sizeof(uint32)); print(sizeof(int64)); print(sizeof(bool)); print(sizeof(int8*)); print(sizeof(int32[4])); print(sizeof(string[7])); }
-- run
1
2
4
8
1
8
16
7

== sizeof of expressions
begin { print(sizeof("abc")); print(sizeof(pid)); print(sizeof(comm())); print(sizeof(1 + 1)); print(sizeof((1, 2))); $x = (int16)1; print(sizeof($x)); }
-- run
4
4
16
1
2
2

== sizeof of a builtin without parentheses
begin { print(sizeof(comm)); }
-- run
16

== an array of an array
begin { print((uint8[2][2])(uint32)0x04030201); }
-- error 1:15-46: Cannot cast from "uint32" to "uint8[2][2]"

== arrays compare
begin { $a = (uint8[4])(uint32)1; $b = (uint8[4])(uint32)1; $c = (uint8[4])(uint32)2; print($a == $b); print($a == $c); print($a != $c); }
-- run
true
false
true

== arrays of different length do not compare
begin { $a = (uint8[4])(uint32)1; $b = (uint8[2])(uint16)1; print($a == $b); }
-- error 1:67-75: Only arrays of same size support comparison operators.
-- error 1:67-75: Only arrays of same sized integer support comparison operators.

== arrays as keys
begin { @m[pton("1.2.3.4")] = "x"; }
-- run


@m[[1,2,3,4]]: x

== arrays in variables
begin { $a = pton("1.2.3.4"); print($a); print($a[0]); $i = 3; print($a[$i]); }
-- run
[1,2,3,4]
1
4

== beyond an array with a variable
begin { $a = pton("1.2.3.4"); $i = 7; print($a[$i]); }
-- run
0
-- stderr
:1:45-51: WARNING: Array access out of bounds\. This can lead to unexpected results\.

== beyond an array with a literal
begin { $a = pton("1.2.3.4"); print($a[4]); }
-- error 1:37-42: the index 4 is out of bounds for array of size 4

== typeof in let
begin { $a = (uint16)5; let $b : typeof($a) = 7; print(sizeof($b)); }
-- run
2

