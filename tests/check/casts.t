== integers
begin { print((uint16)70000); print((int8)200); print((bool)3); print((int64)true); print((uint8)$1 == 0); }
-- types
    cast uint16 : uint16 = 4464
    cast int8 : int8 = -56
    cast bool : bool = 1
    cast int64 : int64 = 1

== to strings
begin { print((string)5); print((string[4])"12345678"); print((string[16])"12345678"); }
-- error 1:15-24: Cannot cast from "int8" to "string"
-- error 1:33-54: Cannot cast from "string[9]" to "string[4]"

== unknown types
begin { print((nosuch)5); print((struct nosuch *)5); print((enum nosuch)5); }
-- error 1:16-22: Cannot resolve unknown type "nosuch"
-- error 1:34-49: Unknown struct/union: 'struct nosuch'
-- error 1:61-72: Unknown enum: 'enum nosuch'

== struct values are not castable
struct P { int a; }
begin { $p = *(struct P *)5; print((int64)$p); }
-- error 2:36-45: Cannot cast from C type "struct P"

== integers and arrays
begin { print((uint8[4])(uint32)1); print((uint8[8])nsecs); print((int32)(uint8[4])(uint32)7); print((bool[2])(uint16)1); print((uint8[])(uint16)5); }
-- types
    cast uint8[4] : uint8[4]
    cast uint8[8] : uint8[8]
    cast int32 : int32
    cast bool[2] : bool[2]
    cast uint8[] : uint8[2]

== sizes must match
begin { print((uint8[3])(uint32)1); print((int32)(uint8[8])nsecs); }
-- error 1:15-34: Cannot cast from "uint32" to "uint8[3]"
-- error 1:43-65: Cannot cast from "uint8[8]" to "int32"

== strings and bytes
begin { print((int8[])"mystring"); print((int8[9])"mystring"); print((int8[4])"mystring"); }
-- error 1:70-89: Cannot cast from "string[9]" to "int8[4]"

== bytes of a string count its NUL
begin { print((int8[])"mystring"); }
-- types
    cast int8[] : int8[9]

== pointers
begin { $p = (uint8 *)-1; print((uint64)$p); print((struct task_struct *)$p); print((void *)5); print((int32*[4])nsecs); }
-- error 1:103-119: Cannot cast from "uint64" to "int32 *[4]"

== aggregations
begin { @c = count(); print((int32)@c); @h = hist(1); print((int64)@h); }
-- error 1:61-70: Cannot cast from "hist_t" to "int64"

== an unnecessary cast
begin { $x = (int32)5; print((int32)$x); print((int8)5); @c = count(); print((int64)@c); }
-- warning 1:30-39: Unnecessary cast: expression is already of type int32

== casts of literals are never unnecessary
begin { print((int8)5); @c = count(); print((int64)@c); }
-- no warning

== cast to the type of an expression
begin { $x = (uint16)5; print((typeof($x))70000); print((typeof(int8))300); }
-- types
    cast : uint16 = 4464
    cast : int8 = 44

== names of C types
begin { print((uint64_t)1); print((pid_t)1); print((size_t)1); print((__u32)1); print((int)1); print((char)1); print(sizeof(unsigned)); }
-- types
    cast uint64_t : uint64
    cast pid_t : int32
    cast size_t : uint64
    cast __u32 : uint32
    cast int : int32
    cast char : int8
    int 4 : int8

== arrays of what has no size
begin { print(sizeof(void[4])); }
-- error 1:22-29: array of type 'none', whose size is not known

== casts bind like a unary operator
begin { $a = 300; print((uint8)$a + 1); }
-- types
    binary + : uint64
      cast uint8 : uint8
