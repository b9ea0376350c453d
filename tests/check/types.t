== integer literals take the smallest signed type
begin { print(0); print(-1); print(127); print(128); print(-128); print(-129); print(40000); print(3000000000); print(9223372036854775808); }
-- types
    int 0 : int8
    int -1 : int8
    int 127 : int8
    int 128 : int16
    int -128 : int8
    int -129 : int16
    int 40000 : int32
    int 3000000000 : int64
    int 9223372036854775808 : uint64

== sizeof literals
begin { print(sizeof(5)); print(sizeof(300)); print(sizeof("abc")); print(sizeof((1,"a"))); print(sizeof(comm())); print(sizeof(int32)); print(sizeof(uint64*)); }
-- types
    int 1 : int8
    int 2 : int8
    int 4 : int8
    int 3 : int8
    int 16 : int8
    int 4 : int8
    int 8 : int8

== variables widen over the whole program
begin { $a = 1; $b = -1000; $a = $b; print($a); }
-- types
    var $a : int16

== mixed signs widen to the next signed type
begin { $a = (uint8)1; $a = (int8)1; $b = (uint32)1; $b = (int8)1; print($a); print($b); }
-- types
  call print : none
    var $a : int16
  call print : none
    var $b : int64

== a non-negative literal adopts an unsigned type
begin { $a = (uint16)1; $a = 5; print($a); $b = 5; $b = (uint16)1; print($b); $c = 300; $c = (uint8)1; print($c); }
-- types
  call print : none
    var $a : uint16
  call print : none
    var $b : uint16
  call print : none
    var $c : uint16
-- no warning

== a negative literal does not
begin { $a = (uint16)1; $a = -5; print($a); }
-- types
  call print : none
    var $a : int32

== strings grow
begin { @c = "short"; @c = "muchlonger"; print(@c + 0 == 0 ? 1 : 2); }
-- error 1:48-54: The + operator can not be used on expressions of types string[11], int8

== strings of variables grow
begin { $s = "a"; $s = "abcdef"; print(sizeof($s)); }
-- types
    int 7 : int8

== tuples widen by element
begin { $t = (1, "a"); $t = (300, "abc"); @m[(uint32)1, "x"] = 1; @m[2, "yyy"] = 2; print($t); }
-- types
      map @m : int8
      tuple : (int8,string[4])
    var $t : (int16,string[4])

== records widen by name
begin { $r = (a = 1, b = "x"); $r = (b = "long", a = -300); print($r); print($r.a); }
-- types
    var $r : record { .a = int16, .b = string[5] }
    field .a : int16

== pointers to different things
begin { $p = (int8 *)1; $p = (int64 *)1; }
-- error 1:25-40: Type mismatch for $p: trying to assign value of type 'int64 *' when variable already has a type 'int8 *'

== a variable of two kinds
begin { $a = 1; $a = "x"; }
-- error 1:17-25: Type mismatch for $a: trying to assign value of type 'string[2]' when variable already has a type 'int8'

== a map of two kinds
begin { @a = 1; @a = "x"; }
-- error 1:17-25: Type mismatch for @a: trying to assign value of type 'string[2]' when map already has a type 'int8'

== a map with keys of two kinds
begin { @a[1] = 1; @a["x"] = 2; }
-- error 1:23-26: Argument mismatch for @a: trying to access with arguments: 'string[2]' when map expects arguments: 'int8'

== keys of two lengths
begin { @a[1, 2] = 1; @a[1, 2, 3] = 2; }
-- error 1:26-33: Argument mismatch for @a: trying to access with arguments: '(int8,int8,int8)' when map expects arguments: '(int8,int8)'

== key types widen
begin { @a[1] = 1; @a[300] = 2; @b[pid] = 1; @b[5] = 2; }
-- ok

== an undefined map
begin { print(1 + @x); }
-- error 1:19-21: Undefined map: @x

== types flow backwards through maps
interval:s:1 { $x = @a; print($x); }
begin { @a = @b; }
end { @b = "text"; }
-- types
    var $x : string[5]

== a value made of itself
begin { $a = (1, 2); for ($i : 0..3) { $a = ($a, 1); } }
-- error 1:40-52~ Type mismatch for .a: trying to assign value of type

== declared types
begin { let $a: uint16 = 5; let $b: string[8] = "abc"; let $c: struct task_struct *; $c = curtask; print($a); print($b); }
-- types
    var $a : uint16
    var $b : string[8]

== a literal out of the declared range
begin { let $a: uint16 = -1; }
-- error 1:13-28: Type mismatch for $a: trying to assign value of type 'int8' when variable already has a type 'uint16'

== a literal too large for the declared type
begin { let $a: int8 = 128; }
-- error 1:13-27: Type mismatch for $a: trying to assign value of type 'int16' when variable already has a type 'int8'

== a wider variable than declared
begin { $b = nsecs; let $a: uint32 = $b; }
-- error 1:25-40: Type mismatch for $a: trying to assign value of type 'uint64' when variable already has a type 'uint32'

== a variable of the other sign is only a warning
begin { $b = (int8)-1; let $a: uint16 = $b; print($a); }
-- warning 1:41-43: Expression of type: int8 being cast to type: uint16. This may cause unexpected results. Use an explicit cast to suppress this warning.

== an unknown declared type
begin { let $a: nosuch = 1; }
-- error 1:17-23: Cannot resolve unknown type "nosuch"

== the type of another expression
begin { $x = (uint16)5; let $y: typeof($x) = 7; print($y); }
-- types
    var $y : uint16

== an unassigned variable is zero
begin { let $x; print($x); }
-- warning 1:23-25: Variable used before it was assigned: $x
-- types
    var $x : int64

== 64-bit mixed signs
begin { $a = nsecs; $b = (int64)-1; if ($a < $b) { print(1); } }
-- warning 1:41-43: Expression of type: uint64 being cast to type: int64. This may cause unexpected results. Use an explicit cast to suppress this warning.

== a literal is no mixed sign
begin { if (nsecs > 5) { print(nsecs + 5); } }
-- no warning

== results of operators
begin { $u = (uint8)1; $i = (int8)1; print($u + 1); print($u - 1); print($i + 1); print($u * $u); print($u / 2); print(true + $u); print($u == 1); print(!$u); }
-- types
    binary + : uint64
    binary - : int64
    binary + : int64
    binary * : uint64
    binary / : uint64
    binary + : uint64
    binary == : bool
    unary ! : bool

== negation of narrow values
begin { $b = (int8)5; print(-$b); print(~$b); $c = (int64)5; print(-$c); print(~$c); }
-- types
    unary - : uint8
    unary ~ : uint8
    unary - : int64
    unary ~ : int64

== increment makes 64 bits
begin { $a = (uint8)255; $a++; print($a); $b = (int8)1; $b++; print($b); $c = (uint32)1; $c--; print($c); @x++; print(@x); }
-- types
    var $a : uint64
    var $b : int64
    var $c : int64
    map @x : int64

== compound assignment
begin { $b = (int8)127; $b += 1; print($b); @bytes += (uint32)5; print(@bytes); @n -= 1; }
-- types
  assign +=
    var $b : int64
  assign +=
    map @bytes : uint64
    map @n : int64

== pointer arithmetic keeps the type
begin { $p = (int32 *)8; print($p + 1); print(1 + $p); print($p - 1); $p++; }
-- types
    binary + : int32 *
    binary + : int32 *
    binary - : int32 *

== a bool is not counted
begin { $x = 1 == pid; $x++; }
-- error 1:24-28: The ++ operator can not be used on expressions of type 'bool'

== aggregations are read as integers
begin { @c = count(); @s = sum((uint32)5); $x = @c; print(@c + 1); if (@s > 10) { } @k[@c] = 1; print($x); }
-- types
    var $x : int64
    map @c : int64
    binary + : int64
    var $x : int64

== an aggregation is not copied
begin { @c = count(); @d = @c; }
-- error 1:28-30: Map value 'count_t' cannot be assigned from one map to another. The function that returns this type must be called directly e.g. `@d = count();`.
-- hint: Add a cast to integer if you want the value of the aggregate, e.g. `@d = (int64)@c;`.

== but its value is
begin { @c = count(); @d = (int64)@c; }
-- ok

== hist is not readable
begin { @h = hist(1); $x = @h; }
-- error 1:23-30: Map value 'hist_t' cannot be assigned to a scratch variable.

== hist in an expression
begin { @h = hist(1); print(@h + 1); }
-- error 1:29-35: The + operator can not be used on expressions of types hist_t, int8

== hist as a key
begin { @h = hist(1); @x[@h] = 1; }
-- error 1:26-28: hist_t cannot be part of a map key

== aggregations in tuples
begin { @c = count(); print((1, @c)); }
-- error 1:33-35: Map type count_t cannot exist inside a tuple.

== two aggregations on one map
begin { @a = count(); @a = sum(5); }
-- error 1:23-34: Type mismatch for @a: trying to assign value of type 'sum_t' when map already has a type 'count_t'

== different bits
begin { @a = hist(1, 2); @a = hist(1, 3); }
-- error 1:31-41: Different bits in a single hist unsupported

== sums of both signs
begin { @a = sum((uint8)5); @a = sum((int8)5); }
-- ok

== an aggregation needs a map
begin { $a = count(); }
-- error 1:14-21: count() must be assigned directly to a map

== an aggregation inside an expression
begin { @a = count() + 1; }
-- error 1:14-21: count() must be assigned directly to a map

== an aggregation out of a macro
macro h(x) { hist(x) }
begin { @a = h(5); }
-- ok

== nothing to assign
begin { $a = print(1); @a = 1; @b = clear(@a); }
-- error 1:9-22: Invalid expression for assignment
-- error 1:32-46: Invalid expression for assignment

== context is no key
tracepoint:sched:sched_switch { @[args] = 1; }
-- error 1:35-39: context cannot be part of a map key

== context is no value
tracepoint:sched:sched_switch { $x = args; @y = args; }
-- error 1:33-42: context cannot be assigned to a variable
-- error 1:44-53: context cannot be assigned to a map
