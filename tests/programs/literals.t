== decimal, separators, signs
begin { print(0); print(42); print(1_000_000); print(-5); print(- 7); print(0_1); print(18446744073709551615); }
-- run
0
42
1000000
-5
-7
1
18446744073709551615

== hexadecimal
begin { print(0x1F); print(0X1f); print(0xff_ff); print(0xFFFFFFFFFFFFFFFF); print(0x0); }
-- run
31
31
65535
18446744073709551615
0

== octal
begin { print(010); print(0777); print(00); print(0_10); }
-- run
8
511
0
8

== scientific
begin { print(1e1); print(1e3); print(1E6); print(9e18); print(5e2); }
-- run
10
1000
1000000
9000000000000000000
500

== C suffixes do not change the type
begin { print(5u); print(5l); print(5ll); print(5ul); print(5ull); print(sizeof(5ull)); print(0x10); }
-- run
5
5
5
5
5
1
16

== durations
begin { print(7ns); print(2us); print(3ms); print(4s); print(1m); print(2h); print(1d); }
-- run
7
2000
3000000
4000000000
60000000000
7200000000000
86400000000000

== a literal has the smallest signed type
begin { print(sizeof(0)); print(sizeof(127)); print(sizeof(128)); print(sizeof(200)); print(sizeof(32767)); print(sizeof(32768)); print(sizeof(2147483648)); print(sizeof(-128)); print(sizeof(-129)); }
-- run
1
1
2
2
2
4
8
1
2

== large literals are unsigned
begin { print(sizeof(9223372036854775807)); print(9223372036854775807); print(9223372036854775808); }
-- run
8
9223372036854775807
9223372036854775808

== folding is exact
begin { print(-5 / 2); print(-5 % 3); print(~0); print(~5); print(-1 >> 1); print(1 << 63); print(7 / 2 * 2); print(!0); print(!5); }
-- run
-2
-2
18446744073709551615
18446744073709551610
-1
9223372036854775808
6
true
false

== folded overflow
begin { print(18446744073709551615 + 1); }
-- error 1:15-39: unable to fold literals due to overflow or underflow

== folded shift beyond the end
begin { print(1 << 64); }
-- error 1:15-22: unable to fold literals due to overflow or underflow

== folded division by zero
begin { print(1 / 0); }
-- error 1:15-20: unable to fold literals due to overflow or underflow

== folded modulo by zero
begin { print(1 % 0); }
-- error 1:15-20: unable to fold literals due to overflow or underflow

== no binary literals
begin { print(0b101); }
-- error 1:15-20: syntax: invalid integer suffix 'b101'

== a separator at the end
begin { print(1_); }
-- error 1:15-17: syntax: trailing underscore in integer literal

== no such suffix
begin { print(5xyz); }
-- error 1:15-19: syntax: invalid integer suffix 'xyz'

== booleans
begin { print(true); print(false); print(!true); print(true + 1); print(true == 1); print(sizeof(true)); }
-- run
true
false
false
2
true
8

== string literals
begin { print("plain"); print(""); print("a b"); print(sizeof("abc")); print(sizeof("")); }
-- run
plain

a b
4
1

== escapes of strings
begin { print("tab\there"); print("q\"q"); print("b\\b"); print("n\nn"); }
-- run
tab	here
q"q
b\b
n
n

== octal and hex escapes
begin { print("\101\102"); print("\x41\X42"); print("\x4a\x4Bz"); print("\60"); }
-- run
AB
AB
JKz
0

== octal escape out of range
begin { print("\777"); }
-- error 1:16-20: syntax: octal escape sequence out of range '\777'

== hex escape without digits
begin { print("\xg"); }
-- error 1:16-18: syntax: invalid hex escape sequence

== unknown escape
begin { print("\a"); }
-- error 1:16-18: syntax: invalid escape character '\a'

== string not terminated
begin { print("abc); }
-- error 1:15-23: syntax: unterminated string

== literal strings add up
begin { print("ab" + "cd"); print("abc" + 1); print("x" + "y" + "z"); print(("ab" + "cd") + 3); }
-- run
abcd
bc
xyz
d

== beyond the end of a literal
begin { print("abc" + 3); print("abc" + 9); }
-- warning 1:15-24: literal string will always be empty
-- warning 1:33-42: literal string will always be empty
-- run

== literal strings compare
begin { print("a" == "a"); print("a" != "a"); print("a" < "b"); print("b" <= "a"); print("b" > "a"); print("a" >= "b"); print("ab" == "a"); }
-- run
true
false
true
false
true
false
false

== a literal longer than max_strlen
config = { max_strlen = 8 }
begin { print("123456789"); }
-- error 2:15-26: String is too long (over 8 bytes): 123456789

== a trailing zero byte ends a string
begin { print("ab\0cd"); print("ab\x00cd"); }
-- run
ab
ab

== literals are folded in conditions
begin { if (1) { print("yes"); } else { print("no"); } if (0) { print("no"); } print(1 ? 2 : 3); print(0 ? 2 : 3); }
-- run
yes
2
3

== comments
// first
begin { /* one */ print(1); // two
	/* over
	   lines */ print(/* here */2);
}
-- run
1
2

== an unterminated comment
begin { print(1); /* and on
-- error 1:18-18: syntax: expected '}'

== unary minus of a large literal
begin { print(-9223372036854775807); print(-9223372036854775808); }
-- run
-9223372036854775807
-9223372036854775808

== the parameter count and numbers
begin { print($#); print($1); print($2 + 1); }
-- args: 10 20
-- run
2
10
21

== a dollar without a name
begin { print($); }
-- error 1:15-16: syntax: expected identifier after '$'

