== if and else
begin { $a = 5; if ($a == 5) { print("five"); } else { print("other"); } if ($a > 9) { print("big"); } else if ($a > 3) { print("middle"); } else { print("small"); } }
-- run
five
middle

== bare conditions
begin { $a = 1; if $a { print("a"); } if !$a { print("no"); } else { print("else"); } if pid { print("pid"); } }
-- run
a
else
pid

== if is an expression
begin { $a = 1; $c = if ($a) { 3 } else { 4 }; print($c); $d = if ($a == 2) { "two" } else { "other" }; print($d); print(if ($a) { "t" } else { "f" }); }
-- run
3
other
t

== if else if as an expression
begin { $a = 2; $c = if ($a == 1) { 10 } else if ($a == 2) { 20 } else { 30 }; print($c); }
-- run
20

== blocks are expressions
begin { $x = { $y = 2; $y + 1 }; print($x); print({ 5 }); }
-- run
3
5

== a block's variables are its own
begin { $x = { $y = 2; $y }; print($y); }
-- error 1:36-38: Undefined or undeclared variable: $y

== if without else has no value
begin { $a = 1; $x = if ($a) { 3 }; }
-- error 1:17-35: Invalid expression for assignment

== literal conditions remove branches
begin { if (0) { print(1 + "a"); } if ("a") { print("literal"); } print(1 ? "a" : 2); }
-- run
literal
a

== conditions of other kinds
begin { $t = (1, 2); if ($t) { } }
-- error 1:26-28: Invalid condition: tuple

== a comparison needs parentheses
begin { if 1 == 1 { } }
-- error 1:14-16: syntax: expected '{'

== predicates
begin /1 == 1/ { print("one"); } begin /1 == 2/ { print("two"); } begin /pid > 0 && comm != "x"/ { print("three"); }
-- run
one
three

== predicates without a space
begin/pid > 0/{ print("yes"); }
-- run
yes

== a predicate divides in parentheses
begin /(10 \/ 2) == 5/ { print(1); }
-- error 1:12-13: syntax: unexpected input

== a predicate with a division
begin /10 % 3 == 1/ { print("mod"); }
-- run
mod

== a predicate of another kind
begin /"abc" + "d"/ { print(1); }
-- run
1

== a predicate of a tuple
begin /(1, 2)/ { print(1); }
-- error 1:8-14: Invalid condition: tuple

== a predicate that is not closed
begin /1 == 1 { print(1); }
-- error 1:15-16: syntax: expected '/' to close predicate

== return leaves the probe
begin { print(1); if (true) { return; } print(2); }
-- run
1

== code after return
begin { return; print(2); }
-- warning 1:17-25: Unreachable statement.
-- run

== return in a branch
begin { $a = 1; if ($a) { print("a"); return; } else { print("b"); } print("c"); } begin { print("next"); }
-- run
a
next

== return a value
begin { return 0; }
-- run

== return another kind
begin { return "a"; }
-- error 1:16-19: Probe return values can only be integers. Found string[2]

== semicolons after blocks
begin { if (1) { print(1); }; { print(2); }; print(3) }
-- run
1
2
3

== empty statements
begin { ;; }
-- error 1:9-10: syntax: expected expression
-- error 1:10-11: syntax: expected expression

== the last semicolon is optional
begin { print(1); print(2) }
-- run
1
2

== empty bodies
begin { } end { }
-- run

== exit skips the rest
begin { print(1); exit(); print(2); }
-- warning 1:27-35: Unreachable statement.
-- run
1

== exit with a code
begin { exit(7); }
-- run status 7

== exit twice keeps the first
begin { exit(3); } end { print("end"); }
-- run status 3
end

== exit takes a number
begin { exit("a"); }
-- error 1:9-18: exit() only supports int arguments (string provided)

== exit takes one argument
begin { exit(1, 2); }
-- error 1:9-19: exit() takes up to one argument (2 provided)

== nested conditions
begin { $a = 1; $b = 0; if ($a) { if ($b) { print("ab"); } else { if (!$b) { print("a"); } } } }
-- run
a

== conditions with side effects
begin { if (@a++ == 0) { print("first"); } if (@a++ == 0) { print("never"); } print(@a); clear(@a); }
-- run
first
@a: 2

== nothing printed from an untaken branch
begin { $x = pid; if ($x == 0) { print("idle"); exit(3); } print("here"); }
-- run
here

