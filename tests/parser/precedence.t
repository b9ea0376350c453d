== the levels of the operators, loosest first
begin { $x = 1 || 2 && 3 | 4 ^ 5 & 6 == 7 < 8 << 9 + 10 * -$y; }
-- ast
binary ||
binary &&
binary |
binary ^
binary &
binary ==
binary <
binary <<
binary +
binary *
unary -
var $y

== shift is looser than plus
begin { print(1 + 2 << 1); }
-- ast
call print
binary <<
binary +
int 1
int 2
int 1

== and is looser than equals
begin { print(6 & 3 == 3); }
-- ast
binary &
int 6
binary ==

== binary operators are left associative
begin { $x = 10 - 4 - 3; }
-- ast
binary -
binary -
int 10
int 4
int 3

== division and remainder
begin { $x = 100 / 7 % 5; }
-- ast
binary %
binary /
int 100

== parentheses group
begin { $x = 10 - (4 - 3); }
-- ast
binary -
int 10
binary -
int 4

== ternary is right associative
begin { $x = $a ? 1 : $b ? 2 : 3; }
-- ast
ternary
var $a
int 1
ternary
var $b
int 2
int 3

== ternary without a middle
begin { $x = $a ?: 5; }
-- ast
ternary
var $a
int 5

== ternary as a statement
begin { 1 ? print("t") : print("f"); }
-- ast
ternary
int 1
call print
call print

== unary operators
begin { $x = !~-*$p; }
-- ast
unary !
unary ~
unary -
unary *
var $p

== minus folds into the literal
begin { $x = -5; $y = - -5; $z = -(5); $w = 1 - -2; $v = 1+-2; }
-- ast
int -5
int 5
int -5
binary -
int 1
int -2
binary +
int -2

== increment before and after
begin { ++$x; $x--; @m[1]++; $y = ++@n; }
-- ast
incdec prefix ++
var $x
incdec postfix --
var $x
incdec postfix ++
index
assign =
incdec prefix ++
map @n

== two minus signs are a decrement
begin { $x = 1--2; }
-- error 1:14-17: syntax: increment/decrement requires a variable or map

== an increment needs something that can be assigned
begin { ++5; pid++; $x.a++; }
-- error 1:9-12: syntax: increment/decrement requires a variable or map
-- error 1:14-19: syntax: increment/decrement requires a variable or map
-- error 1:21-27: syntax: increment/decrement requires a variable or map

== address of a variable and of a map
begin { f(&$x, &@m); }
-- ast
call f
address
var $x
address
map @m

== address of anything else
begin { f(&5); f(&@m[1]); f(&pid); }
-- error 1:11-13: syntax: address-of operator (&) can only be used on a map or variable
-- error 1:18-24: syntax: address-of operator (&) can only be used on a map or variable
-- error 1:29-33: syntax: address-of operator (&) can only be used on a map or variable

== postfix operators
begin { print($x.a->b[1].0.1.comm); }
-- ast
field .comm
tuple field .1
tuple field .0
index
field ->b
field .a
var $x
int 1

== a keyword may be the name of a field
begin { print(args.if.sizeof->true.let); }
-- ast
field .let
field ->true
field .sizeof
field .if

== several keys make a tuple, one does not
begin { @a[1, 2] = @b[3]; @c[(1, 2)] = 1; }
-- ast
map @a
tuple
int 1
int 2
index
map @b
int 3
map @c
tuple

== tuples
begin { $a = (); $b = (1,); $c = (1, 2); $d = (1, 2,); $e = (1); }
-- ast
var $a
tuple
var $b
tuple
int 1
var $c
tuple
int 1
int 2
var $d
tuple
int 1
int 2
var $e
int 1

== records
begin { $a = (x = 1, y = "b"); }
-- ast
record
x =
int 1
y =
string "b"

== a record names a field once
begin { $a = (x = 1, x = 2); }
-- error 1:22-23: syntax: Named argument list already contains name: x

== casts
begin { $a = (uint8)$x + 1; $b = (struct foo *)arg0; $c = (int32*[4])$x; $d = (int8[])"a"; $e = (foo_t)-1; }
-- ast
binary +
cast uint8
var $x
int 1
cast struct foo*
ident arg0
cast int32*[4]
cast int8[]
cast foo_t
int -1

== parentheses around a value are no cast
begin { $a = (pid) * tid; $b = (cpu) + 1; $c = (cpu) && 1; $d = (cpu) != 1; $e = (x).y; $f = (x) ? 1 : 2; }
-- ast
binary *
ident pid
ident tid
binary +
ident cpu
binary &&
ident cpu
binary !=
ident cpu
field .y
ident x
ternary
ident x

== an unknown name in parentheses before a minus is a cast
begin { $a = (cpu) - 1; }
-- ast
cast cpu
int -1

== cast to the type of an expression
begin { $a = (typeof($b))$c; $d = (typeof(uint8*))$e; }
-- ast
cast
typeof
var $b
var $c
cast
typeof uint8*
var $e

== a cast binds like a unary operator
begin { $a = (uint64)$x.y * 2; }
-- ast
binary *
cast uint64
field .y
var $x
int 2

== sizeof, offsetof, typeinfo, typeof
begin { sizeof(uint8); sizeof(struct a*); sizeof(comm()); sizeof((x[1])); typeinfo($x); offsetof(struct a, b.c); f(typeof(uint8), typeof(x)); }
-- ast
sizeof uint8
sizeof struct a*
sizeof
call comm
sizeof
index
typeinfo
var $x
offsetof struct a, b.c
call f
typeof uint8
typeof x
ident x

== if and blocks are expressions
begin { $c = if ($x) { 3 } else if $y { 4 } else { 5 }; $d = { $e = 1; $e + 1 }; }
-- ast
assign =
if
var $x
then
value
int 3
else
if
var $y
then
int 4
else
int 5
assign =
block
assign =
value
binary +

== comptime
begin { $x = comptime (1 + 2) + 3; }
-- ast
binary +
comptime
binary +

== a long chain of operators
begin { $x = 1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1; }
-- ast
assign =
binary +
