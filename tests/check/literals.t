== folding of integers
begin { print(1+2*3); print(7/2); print(-7/2); print(-7%3); print(1<<4|1); print(5^3); print(~0); print(~5); print(-1 >> 1); print(1 << 63); }
-- types
    int 7 : int8
    int 3 : int8
    int -3 : int8
    int -1 : int8
    int 17 : int8
    int 6 : int8
    int 18446744073709551615 : uint64
    int 18446744073709551610 : uint64
    int -1 : int8
    int 9223372036854775808 : uint64

== folding to bool
begin { print(!5); print(1 < 2); print("a" == "a"); print("a" < "b"); print(1 && 0); print(true == 1); print(true + 1); }
-- types
    bool false
    bool true
    bool true
    bool true
    bool false
    bool true
    int 2 : int8

== precedence as in C
begin { print(1 + 2 << 1); print(6 & 3 == 3); }
-- types
    int 6 : int8
    int 0 : int8

== folding of strings
begin { print("ab" + "cd"); print("abcd" + 2); print("hello"[1]); }
-- types
    string "abcd" : string[5]
    string "cd" : string[3]
    int 101 : int8

== an offset past the end
begin { print("ab" + 2); }
-- warning 1:15-23: literal string will always be empty
-- types
    string "" : string[1]

== overflow
begin { print(18446744073709551615 + 1); }
-- error 1:15-39: unable to fold literals due to overflow or underflow

== underflow
begin { print(-9223372036854775807 - 2); }
-- error 1:15-39: unable to fold literals due to overflow or underflow

== shift out of the value
begin { print(1 << 64); }
-- error 1:15-22: unable to fold literals due to overflow or underflow

== a product of large numbers
begin { print(18446744073709551615 * 18446744073709551615); }
-- error 1:15-58: unable to fold literals due to overflow or underflow

== division by a literal zero
begin { print(1 / 0); }
-- error 1:15-20: unable to fold literals due to overflow or underflow
-- hint: division by zero

== strings that are too long
config = { max_strlen = 9 }
begin { $x = "0123456789"; }
-- error 2:14-26: String is too long (over 9 bytes): 0123456789

== literal conditions choose
begin { $a = 1 ? 2 : 3; $b = 0 ?: 9; $c = if (1) { 7 } else { 8 }; $d = { $t = 4; $t + 1 }; print(($a,$b,$c,$d)); }
-- types
    int 2 : int8
    int 9 : int8
    tuple : (int8,int8,int8,int64)

== dead branches are not checked
begin { if ("a") { print(1); } else { print(1 + "x"); } print(1 ? "a" : 2); if (0) { $x = 1; $x = "s"; @dead = 1; } }
-- ok

== a dead branch with else
begin { if (0) { fail("no"); } else if (1) { print(2); } else { fail("no"); } }
-- types
    int 2 : int8

== constants through macros
macro twice(x) { x * 2 }
begin { unroll(twice(3)) { print(1); } print(twice(4)); }
-- types
    int 8 : int8

== unroll takes constants
begin { unroll(sizeof(int32)) { print(1); } unroll(2 + 1) { print(2); } }
-- ok

== unroll of a variable
begin { $n = 3; unroll($n) { print(1); } }
-- error 1:24-26: invalid unroll value

== unroll too little
begin { unroll(0) { print(1); } }
-- error 1:16-17: unroll minimum value is 1

== unroll too much
begin { unroll(101) { print(1); } }
-- error 1:16-19: unroll maximum value is 100

== comptime
begin { print(comptime (1 + 2)); }
-- types
    int 3 : int8

== comptime of what is not known
begin { print(comptime (pid + 1)); }
-- error 1:15-33: Unable to evaluate expression at compile time

== typeinfo must be enabled
begin { print(typeinfo(pid)); }
-- error 1:15-28: typeinfo feature is not enabled by default. To enable this unstable feature, set the config flag to enable. unstable_typeinfo=enable

== typeinfo is a record of literals
config = { unstable_typeinfo=enable }
begin { $x = nsecs; print(typeinfo($x)); print(typeinfo($x).full_type == "uint64"); }
-- types
    record : record { .btf_id = int8, .base_type = string[4], .full_type = string[7] }
      int 0 : int8
      string "int" : string[4]
      string "uint64" : string[7]
    bool true

== enumerators
enum E { A, B=5, C = -1 };
begin { print(A); @x = B; @y = B + 1; print((int32)C); print(sizeof(A)); }
-- types
    ident A : enum E = 0
    ident B : enum E = 5
    int 6 : int8
    int 8 : int8

== an enumerator that does not exist
enum e { A, B };
begin { print((enum e)77); print((enum e)1); }
-- error 2:15-25: Enum: e doesn't contain a variant value of 77
