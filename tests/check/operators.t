== a number and a string
begin { print(1 + "a"); $s = "a"; print($s + "b"); }
-- error 1:15-22: The + operator can not be used on expressions of types int8, string[2]
-- error 1:41-49: The + operator can not be used on expressions of types string[2], string[2]

== comparing different kinds
begin { $x = 5; if ($x == "a") { print(1); } }
-- error 1:21-30: Type mismatch for '==': comparing int8 with string[2]
-- note 1:21-23: left (int8)
-- note 1:27-30: right (string[2])

== a pointer and a string
tracepoint:syscalls:sys_enter_openat { if (args.filename == "/x") { print(1); } }
-- error 1:44-65: Type mismatch for '==': comparing int8 * with string[3]
-- hint: read the pointer as a string with str()

== order of strings
begin { if (comm < "a") { print(1); } }
-- error 1:13-23: The < operator can not be used on expressions of types string[16], string[2]

== logic on strings
begin { if (comm && pid) { print(1); } }
-- error 1:13-24: The && operator can not be used on expressions of types string[16], uint32

== pointer minus pointer
begin { $p = (int8 *)5; print($p - $p); print(1 - $p); print($p * 2); }
-- error 1:31-38: The - operator can not be used on expressions of types int8 *, int8 *
-- error 1:47-53: The - operator can not be used on expressions of types int8, int8 *
-- error 1:62-68: The * operator can not be used on expressions of types int8 *, int8

== negation of a string
begin { print(-comm); print(~comm); print(!comm); }
-- error 1:15-20: The - operator can not be used on expressions of type 'string[16]'
-- error 1:29-34: The ~ operator can not be used on expressions of type 'string[16]'
-- error 1:43-48: The ! operator can not be used on expressions of type 'string[16]'

== conditions
begin { $s = "a"; if ($s) { print(1); } $t = (1, 2); if $t { print(1); } print($s ? 1 : 2); $h = comm; }
-- error 1:23-25: Invalid condition: string
-- error 1:57-59: Invalid condition: tuple
-- error 1:80-82: Invalid condition: string

== conditions of other kinds
begin { @h = hist(1); if (@h) { print(1); } $r = (a = 1); if ($r) { print(2); } }
-- error 1:27-29: Invalid condition: hist_t
-- error 1:63-65: Invalid condition: record

== predicates
begin /comm/ { print(1); }
-- error 1:8-12: Invalid condition: string

== pointers and enums are conditions
enum E { A, B };
begin { $p = (int8 *)1; if $p { print(1); } $e = B; if ($e) { print(2); } if (!$p && $e) { print(3); } }
-- ok

== branches of different kinds
begin { $x = pid > 1 ? 1 : "a"; }
-- error 1:14-31: Branches must return the same type or compatible types: have 'int8' and 'string[2]'

== branches that widen
begin { $x = pid > 1 ? 1 : 300; $s = pid > 1 ? "a" : "long"; $e = if (pid > 1) { 1 } else { nsecs }; print($x); print($s); print($e); }
-- types
  call print : none
    var $x : int16
    var $s : string[5]
    var $e : uint64

== calls without result in both branches
begin { pid > 1 ? print("t") : print("f"); }
-- ok
-- no warning

== an if without else has no value
begin { $x = if (pid > 1) { 1 }; }
-- error 1:9-32: Invalid expression for assignment

== an if statement may mix kinds
begin { if (pid > 1) { print(1) } else { $x = 5; $x++ } }
-- no warning

== division of different signs
begin { $a = (int16)5; $b = (uint16)3; print($b / $a); print($a % 2); print($a / $a); print($b / 2); print((nsecs - 5) / 1000); $b /= $a; }
-- warning 1:46-53: signed operands for '/' can lead to undefined behavior (cast to unsigned to silence warning)
-- warning 1:62-68: signed operands for '%' can lead to undefined behavior (cast to unsigned to silence warning)

== division that does not warn
begin { $a = (int16)5; $b = (uint16)3; print($a / $a); print($b / 2); print((nsecs - 5) / 1000); }
-- no warning

== arrays of one size compare
struct S { int a[4]; int b[3]; }
begin { $s = (struct S *)1; print($s.a == $s.a); print($s.a == $s.b); print($s.a < $s.a); }
-- error 2:56-68: Only arrays of same size support comparison operators.
-- error 2:56-68: Only arrays of same sized integer support comparison operators.
-- error 2:77-88: The < operator can not be used on expressions of types int32[4], int32[4]

== tuples and records compare
begin { $t = (1, "a"); print($t == (2, "b")); $r = (x = 1); print($r != (x = 2)); print($t == (1, 2)); }
-- error 1:89-101: Type mismatch for '==': comparing (int8,string[2]) with (int8,int8)

== incrementing a string
begin { $s = "a"; $s++; }
-- error 1:19-23: The ++ operator can not be used on expressions of type 'string[2]'

== a discarded value
begin { 1 + 1; pid; _ = pid; @x++; $x = 1; $x--; @y[1] = 1; delete(@y, 1); print(1); }
-- warning 1:9-14: Return value discarded.
-- warning 1:16-19: Return value discarded.
-- warning 1:61-74: Return value discarded.

== no discarded values
begin { _ = pid; @x++; $x = 1; $x--; if ($x) { @x++ } }
-- no warning

== values of returns
begin { return "a"; }
-- error 1:16-19: Probe return values can only be integers. Found string[2]

== returns that are fine
begin { if (pid) { return; } return 1; }
-- ok

== while is deprecated
begin { $i = 0; while ($i < 3) { $i++; } }
-- warning 1:17-22: While loops are deprecated and may be removed in the future.

== range loops need integers
begin { for ($i : "a"..5) { print($i); } for ($j : 0.."b") { print($j); } }
-- error 1:19-22: Loop range requires an integer for the start value
-- error 1:55-58: Loop range requires an integer for the end value

== map loops give tuples
begin { @m[1, "a"] = count(); for ($kv : @m) { print($kv.0); print($kv.1); print($kv.0.1); } }
-- types
    tuple field .0 : (int8,string[2])
    tuple field .1 : int64
    tuple field .1 : string[2]

== map loops need keys
begin { @a = 1; for ($kv : @a) { print($kv); } }
-- error 1:28-30: @a has no explicit keys (scalar map), and cannot be used for iteration

== map loops need readable values
begin { @a[1] = hist(1); for ($kv : @a) { print($kv); } }
-- error 1:37-39: Loop expression does not support type: hist_t

== ??= is for maps
begin { @a[1] ??= 5; @b ??= "x"; print(@b); }
-- types
    map @b : string[2]
