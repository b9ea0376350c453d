== integers
begin { f(1_000, 0x1F, 010, 1e3, 1E6, 0, 00, 5u, 5l, 5ll, 5ul, 5ull, 0xff_ff, 18446744073709551615); }
-- ast
int 1000
int 31
int 8
int 1000
int 1000000
int 0
int 0
int 5
int 5
int 5
int 5
int 5
int 65535
int 18446744073709551615

== durations are nanoseconds
begin { f(1ns, 2us, 1ms, 1s, 1m, 1h, 1d, 1e3ms); }
-- ast
int 1
int 2000
int 1000000
int 1000000000
int 60000000000
int 3600000000000
int 86400000000000
int 1000000000

== underscore at the end
begin { $x = 1_; $y = 0x1_; $z = 1_ms; }
-- error 1:14-16: syntax: trailing underscore in integer literal
-- error 1:23-27: syntax: trailing underscore in integer literal
-- error 1:34-38: syntax: trailing underscore in integer literal

== digits of octal numbers
begin { $x = 08; }
-- error 1:14-16: syntax: invalid trailing bytes: 08

== unknown suffixes
begin { $x = 0b101; $y = 5xyz; $z = 1UL; $w = 1e; }
-- error 1:14-19: syntax: invalid integer suffix 'b101'
-- error 1:26-30: syntax: invalid integer suffix 'xyz'
-- error 1:37-40: syntax: invalid trailing bytes: 1UL
-- error 1:47-49: syntax: invalid integer suffix 'e'

== coefficient of scientific literals
begin { $x = 12e3; $y = 0e3; }
-- error 1:14-18: syntax: coefficient part of scientific literal must be 1-9: 12e3
-- error 1:25-28: syntax: coefficient part of scientific literal must be 1-9: 0e3

== integers that are too big
begin { $x = 18446744073709551616; $y = 0x10000000000000000; $z = 2e19; $w = 9e99; $v = 999999999d; }
-- error 1:14-34: syntax: overflow error, maximum value is 18446744073709551615: 18446744073709551616
-- error 1:41-60: syntax: overflow error, maximum value is 18446744073709551615: 0x10000000000000000
-- error 1:67-71: syntax: overflow error, maximum value is 18446744073709551615: 2e19
-- error 1:78-82: syntax: overflow error, maximum value is 18446744073709551615: 9e99
-- error 1:89-99: syntax: overflow error, maximum value is 18446744073709551615: 999999999d

== hexadecimal numbers have digits and no suffix
begin { $x = 0x; $y = 0x1u; }
-- error 1:14-16: syntax: invalid integer: 0x
-- error 1:23-27: syntax: invalid trailing bytes: 0x1u

== escapes in strings
begin { f("a\n\t\"\\", "\x41\X42\101\7", "\r", ""); }
-- ast
string "a\n\t\"\\"
string "AB
string "\x0d"
string ""

== a string ends with its line
begin { print("abc); }
-- error 1:15-23: syntax: unterminated string

== unknown escape
begin { print("\a"); }
-- error 1:16-18: syntax: invalid escape character '\a'

== octal escape above 255
begin { print("x\777y"); }
-- error 1:17-21: syntax: octal escape sequence out of range '\777'

== hex escape without digits
begin { print("\xg"); }
-- error 1:16-18: syntax: invalid hex escape sequence

== several wrong literals in one statement
begin { f("\q", 5z, "\w"); }
-- error 1:12-14: syntax: invalid escape character '\q'
-- error 1:17-19: syntax: invalid integer suffix 'z'
-- error 1:22-24: syntax: invalid escape character '\w'

== true and false
begin { f(true, false); }
-- ast
bool true
bool false

== variables, maps, parameters
begin { f($x, $_1, @, @x, $1, $42, $#); }
-- ast
var $x
var $_1
map @
map @x
positional $1
positional $42
paramcount

== parameters count from one
begin { print($0); }
-- error 1:15-17: param $0 is out of integer range [1, 9223372036854775807]

== a lone dollar
begin { $ = 1; }
-- error 1:9-10: syntax: expected identifier after '$'

== comments are layout
begin/* a */{ /* b
c */ print( // d
1); }
-- ast
point begin
call print
int 1

== a block comment without an end
begin { print(1); /* x
}
-- error 1:18-18: syntax: expected '}'

== tokens
begin { $x = 0x1f << @m[1]++; } // end
-- tokens
1:1 attach begin
1:7 {
1:9 var $x
1:12 =
1:14 int 0x1f
1:19 <<
1:22 map @m
1:24 [
1:25 int 1
1:26 ]
1:27 ++
1:29 ;
1:31 }
