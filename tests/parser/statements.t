== declarations
begin { let $a; let $b : uint8; let $c : struct foo *[2] = 5; let $d = 1; let $e : typeof($d) = 2; }
-- ast
let $a
let $b : uint8
let $c : struct foo*[2]
int 5
let $d
int 1
let $e
typeof
var $d
int 2

== assignments
begin { $a = 1; $a += 1; $a -= 1; $a *= 1; $a /= 1; $a %= 1; $a &= 1; $a |= 1; $a ^= 1; $a <<= 1; $a >>= 1; @a ??= 1; @b[1] += 2; _ = 5; }
-- ast
assign =
assign +=
assign -=
assign *=
assign /=
assign %=
assign &=
assign |=
assign ^=
assign <<=
assign >>=
assign ??=
assign +=
discard

== assignments are statements
begin { $a = $b = 1; f($a = 1); }
-- error 1:17-18: syntax: expected ';'
-- error 1:27-28: syntax: expected ')'

== what cannot be assigned
begin { *$p = 1; $x[0] = 1; $x.a = 1; $x.0 += 1; pid = 1; 5 = 1; }
-- error 1:13-14: syntax: expected ';'
-- error 1:18-23: syntax: invalid assignment target
-- error 1:29-33: syntax: Tuples and records are immutable once created. Consider creating a new value and assigning it instead.
-- error 1:39-43: syntax: Tuples and records are immutable once created. Consider creating a new value and assigning it instead.
-- error 1:54-55: syntax: expected ';'
-- error 1:61-62: syntax: expected ';'

== conditions are in parentheses or unary
begin { if ($a == 1) { } if $b { } if !$c { } if errname { } if (uint8)$d { } while ($e) { } while $f { } unroll(3) { } unroll 4 { } }
-- ast
if
binary ==
if
var $b
if
unary !
if
ident errname
if
cast uint8
while
var $e
while
var $f
unroll
int 3
unroll
int 4

== a condition without parentheses cannot be binary
begin { if 1 == 1 { print(1); } else { print(2); } $x = ; }
-- error 1:14-16: syntax: expected '{'
-- error 1:57-58: syntax: expected expression

== else takes a block or if
begin { if (1) { } else print(1); }
-- error 1:25-30: syntax: expected '{'

== loops over ranges
begin { for ($i : 0..5) { } for $i : 0..5 { } for ($i : (-2)..len(@a)) { } for ($i : $a.b..$1) { } }
-- ast
for range $i
int 0
int 5
do
for range $i
for range $i
int -2
call len
for range $i
field .b
positional $1

== loops over maps
begin { for ($kv : @m) { print($kv); } for $kv : @ { } }
-- ast
for map $kv
map @m
do
call print
for map $kv
map @

== wrong loops
begin { for (i : 0..5) { } for ($i : 5) { } for ($i : -2..5) { } for ($i 0..5) { } for ($i : @m[1]) { } for ($i : 0..) { } }
-- error 1:14-15: syntax: expected variable in for loop
-- error 1:38-39: syntax: expected map or range in for loop
-- error 1:55-56: syntax: expected map or range in for loop
-- error 1:74-75: syntax: expected ':'
-- error 1:94-99: syntax: expected map or range in for loop
-- error 1:118-119: syntax: expected map or range in for loop

== jumps
begin { while (1) { break; continue } return; }
end { return 5 }
-- ast
break
continue
return
return
int 5

== a semicolon behind a block statement is accepted once
begin { if (1) { }; { 1; }; for ($i : 0..1) { }; }
end { ;; }
-- error 2:7-8: syntax: expected expression
-- error 2:8-9: syntax: expected expression

== the last semicolon may be missing
begin { print(1) }
end { @x = 1 }
-- ast
probe
call print
probe
assign =

== the value of a block that nobody reads is a statement
begin { if ($x) { print(1) } else { print(2) } }
-- ast
if
then
call print
else
call print

== let needs a variable
begin { let x = 5; let @m = 1; }
-- error 1:13-14: syntax: expected variable after 'let'
-- error 1:24-26: syntax: expected variable after 'let'

== names of fields
begin { $x.; $x->5; $x.+1; }
-- error 1:12-13: syntax: expected field name after '.'
-- error 1:18-19: syntax: expected field name after '->'
-- error 1:24-25: syntax: expected field name after '.'

== calls have no trailing comma
begin { f(1,); f(,1); f(1; }
-- error 1:13-14: syntax: expected expression
-- error 1:18-19: syntax: expected expression
-- error 1:26-27: syntax: expected ')'

== brackets
begin { @x[1 = 2; @x[] = 1; $y = (1, 2; }
-- error 1:14-15: syntax: expected ']'
-- error 1:22-23: syntax: expected expression
-- error 1:39-40: syntax: expected ')'

== a missing semicolon
begin { @x = 1 @y = 2; @z = 3 }
-- error 1:16-18: syntax: expected ';'

== several errors of one program
begin { @x = 1 + ; if ($x { print(1); } @y = ; }
end { $x = (1; }
-- error 1:18-19: syntax: expected expression
-- error 1:27-28: syntax: expected ')'
-- error 1:46-47: syntax: expected expression
-- error 2:14-15: syntax: expected ')'

== a missing brace does not hide the next probe
begin { if (1) { print(1)
kprobe:f { print(2; }
end { }
-- error 2:1-7: syntax: expected ';'
-- error 2:19-20: syntax: expected ')'

== the text ends inside a block
begin { print(1);
-- error 1:18-18: syntax: expected '}'

== ranges of calls and operators
begin { foo(1); $x = (1 + 2) * bar; }
-- ast
call foo
binary *

== import in a block
begin { import "stdlib/x"; import 5; }
-- error 1:35-36: syntax: expected string after 'import'

== parentheses in parentheses
begin { $x = ((((((((((((((((((((((((((((((((((((((((1)))))))))))))))))))))))))))))))))))))))); }
-- ast
int 1

== 600 parentheses
begin { $x = ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1)))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))); }
-- error 1:513-514: syntax: expression is nested too deeply
