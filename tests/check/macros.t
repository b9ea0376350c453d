== the value of a macro
macro add(a, b) { a + b }
begin { $x = add(1, 2); print($x); }
-- ok
-- no warning

== without parentheses
macro one() { 1 }
begin { print(one + one()); }
-- ok

== variables are private
macro twice(x) { $t = x; $t * 2 }
begin { $t = 5; $u = twice(twice($t)); print(($t, $u)); }
-- ok
-- no warning

== variable and map parameters
macro bump($v, @m, n) { $v += n; @m[n] = $v; }
begin { $a = 1; bump($a, @x, 5); print(@x[5]); }
-- ok
-- no warning

== a variable of the caller
macro leak() { $y + 1 }
begin { $y = 1; print(leak()); }
-- warning 1:16-18: Variable $y is neither a parameter of macro leak() nor set in it: the caller's variable is used.
-- ok

== maps have to be passed
macro f() { @x = 1; }
begin { f(); }
-- error 1:13-15: Unhygienic access to map: @x. Maps must be passed into the macro as arguments.
-- note 2:9-12: expanded from

== overloads
macro f($x) { 1 }
macro f(@x) { 2 }
macro f(x) { 3 }
macro f(a, b) { 4 }
begin { $v = 1; @m = 1; print(f($v) + f(@m) + f(5) + f(1, 2)); }
-- ok

== an expression parameter takes everything
macro f(x) { 1 }
macro f($x) { 2 }
begin { }
-- error 2:7-8: Redefinition of macro: f
-- note 1:7-8: this is the first definition

== number of arguments
macro f(x) { x }
begin { print(f(1, 2)); }
-- error 2:15-22: Call to f() has arguments that do not match any definition.
-- note 1:7-8: The closest definition of f() has a different number of arguments. Expected: 1 but got 2

== kind of argument
macro f($x) { $x = 1; }
begin { @m = 1; f(@m); }
-- error 2:17-22: Call to f() has arguments that do not match any definition.
-- note 2:19-21: Mismatched arg. f() expects a variable for arg $x but got a map.
-- note 1:9-11: This is the argument in the closest definition.

== recursion
macro f(x) { g(x) }
macro g(x) { f(x) }
begin { print(f(1)); }
-- error 2:14-18: Recursive macro call detected. Call chain: f > g > f
-- note 1:14-18: expanded from
-- note 3:15-19: expanded from

== return is refused
macro f() { return; }
begin { f(); }
-- error 1:13-19: 'return' statement is not allowed in a macro
-- note 2:9-12: expanded from

== types as arguments
macro c(T, x) { (T*)x }
macro s(t) { sizeof(t) }
macro l(t) { let $x : t = 1; $x }
begin { print(c(typeof(uint8), 5)); print((s(typeof(uint32)), s(5))); print(l(typeof(uint64))); }
-- ok

== a type is wanted
macro c(T, x) { (T*)x }
begin { print(c(1 + 2, 5)); }
-- error 2:17-22: c() expects a type for arg T, e.g. typeof(uint64)

== loops inside
macro sum(n, $out) { for ($i : 0..n) { $out += $i; } }
begin { $i = 7; $s = 0; sum(5, $s); print(($i, $s)); }
-- ok

== an error inside
macro f(x) { nosuch(x) }
begin { print(f(1)); }
-- error 1:14-23: Unknown function: 'nosuch'
-- note 2:15-19: expanded from

== macros of the library
begin { $p = 5; assert($p == 5, "no"); print(is_err($p)); print(strcontains("abc", "b")); }
-- ok

== a user macro in place of a library one
macro is_err(p) { 7 }
begin { print(is_err(1)); }
-- ok

== wrong use of a library macro
begin { is_err(1, 2); }
-- error 1:9-21: Call to is_err() has arguments that do not match any definition.
-- note 1:7-13: The closest definition of is_err() has a different number of arguments. Expected: 1 but got 2

== constants of the C part
#define ONE 1
#define TWO (ONE + 1)
#define MASK 0xffUL
#define NAME "x"
#define SQ(x) ((x) * (x))
#define LESS ((TWO) - 1)
begin { print(TWO + MASK + SQ(3)); print(NAME); print(LESS); }
-- ok

== C macro recursion
#define A B
#define B A
begin { print(A); }
-- error 3:15-16: Macro recursion: A->B->A

== C macro that is no expression
#define X struct foo
begin { print(X); }
-- error 2:15-16: unable to expand macro as an expression: struct foo

== positional parameters
begin { print($1 + 1); print($2); print(str($1)); print($#); }
-- args: 5 abc
-- ok

== a positional parameter that is not there
begin { print($3); print(str($4)); }
-- args: 5
-- warning 1:15-17: Positional parameter $3 is empty or not provided. 
-- warning 1:30-32: Positional parameter $4 is empty or not provided. 
-- ok

== in attach points
interval:$1:$2 { }
-- args: ms 5
-- ok

== not a parameter
kprobe:$x { }
-- error 1:8-10: invalid trailing character for positional param: x. Try quoting this entire part if this is intentional e.g. "$x".

== named parameters
begin { print(getopt("aa", 1, "a number")); print(getopt("bb")); }
-- args: --aa=5 --bb
-- ok

== unexpected named parameters
begin { print(getopt("aa", 1, "a number")); print(getopt("bb")); }
-- args: --zz --yy=1
-- error -: unexpected program command line options: --zz, --yy
-- hint: expected program options: --bb: --aa

== no options at all
begin { }
-- args: --zz
-- error -: unexpected program command line options: --zz
-- hint: no custom program options defined.

== help
begin { print(getopt("aa", 1, "a number")); }
-- args: --help
-- error -: program command line options
-- hint: expected program options:
