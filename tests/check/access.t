== fields through pointers
tracepoint:sched:sched_switch { $t = (struct task_struct *)5; print($t.real_parent.pid); print($t->comm); print(curtask.pid); }
-- types
    field .pid : int32
      field .real_parent : struct task_struct *
    field ->comm : string[16]
    field .pid : int32
-- no warning

== an unknown field
begin { print(curtask.nosuch); }
-- error 1:23-29: Struct/union of type 'struct task_struct' does not contain a field named 'nosuch'

== a nearly right field
begin { print(curtask.pidd); }
-- error 1:23-27: Struct/union of type 'struct task_struct' does not contain a field named 'pidd'
-- hint: did you mean 'pid'?

== a field of a number
begin { $x = 5; print($x.foo); }
-- error 1:23-29: Can not access field 'foo' on expression of type 'int8'

== a field of a record
begin { $r = (a = 1, b = "x"); print($r.b); print($r.c); }
-- error 1:54-55: Record does not contain a field named 'c'

== an unknown struct
begin { print(((struct nosuch *)5).x); }
-- error 1:17-32: Unknown struct/union: 'struct nosuch'

== items of tuples
begin { $t = (1, "a", (2, 3)); print($t.1); print($t.2.0); print($t[0]); print($t[2].1); }
-- types
    tuple field .1 : string[2]
    tuple field .0 : int8
    tuple field .0 : int8

== beyond a tuple
begin { $t = (1, 2); print($t.5); print($t[2]); }
-- error 1:28-32: Invalid tuple index: 5. Found 2 elements in tuple.
-- error 1:41-46: Invalid tuple index: 2. Found 2 elements in tuple.

== an item of a number
begin { $t = 1; print($t.0); }
-- error 1:23-27: Can not access index '0' on expression of type 'int8'

== a tuple and a variable index
begin { $t = (1, 2); $i = 1; print($t[$i]); }
-- error 1:39-41: tuples can only be indexed by a constant

== array elements
struct S { int a[4]; char s[8]; unsigned char u[8]; struct S *next[2]; int m[2][3]; }
begin { $s = (struct S *)5; print($s.a[1]); print($s.s); print($s.s[0]); print($s.u); print($s.next[1].a[0]); print($s.m[1][2]); }
-- types
    index : int32
    field .s : string[8]
    index : int8
    field .u : uint8[8]
    index : int32
    index : int32
      index : int32[3]

== beyond an array
struct S { int a[4]; }
begin { print(((struct S *)5).a[4]); print("abc"[4]); }
-- error 2:15-35: the index 4 is out of bounds for array of size 4
-- error 2:44-52: the index 4 is out of bounds for array of size 4

== indexes are numbers
struct S { int a[4]; }
begin { $s = (struct S *)5; print($s.a[-1]); print($s.a["x"]); $i = 2; print($s.a[$i]); }
-- error 2:40-42: The array index operator [] only accepts non-negative integer indices. Got: int8
-- error 2:57-60: The array index operator [] only accepts non-negative integer indices. Got: string[2]

== index of a number
begin { $x = 1; print($x[0]); }
-- error 1:23-28: The array index operator [] can only be used on arrays, pointers, and tuples, found int8.

== pointers are indexed by element
kprobe:vfs_read { $p = (int32 *)arg0; print($p[2]); print(*$p); print(((struct file *)arg0)[1].f_flags); }
-- types
    index : int32
    unary * : int32
-- no warning

== dereferencing a number
begin { $x = 1; print(*$x); }
-- error 1:23-26: Can not dereference type 'int8'. It is not a pointer.

== dereferencing void
begin { $p = (void *)1; print(*$p); print($p[0]); }
-- error 1:31-34: Can not dereference type 'void *'. What it points to has no size.
-- error 1:43-48: Can not dereference type 'void *'. The size of what it points to is not known.

== whole structs are values
struct P { int x; int y; }
kprobe:vfs_read { $p = *(struct P *)arg0; print($p.x); @p[tid] = $p; print(@p[tid].y); }
-- types
    field .x : int32
    field .y : int32

== offsets
struct S { int a; struct { int b; union { long c; char d; }; } in; unsigned bit : 3; }
begin { print(offsetof(struct S, in)); print(offsetof(struct S, in.c)); $s = (struct S *)0; print(offsetof($s, in.d)); print(offsetof(struct S, bit)); }
-- error 2:126-149: Can not take the offset of the bit-field 'bit'

== offsets of what is not there
begin { print(offsetof(struct task_struct, nosuch)); print(offsetof(struct nosuch, a)); print(offsetof(int32, x)); }
-- error 1:15-51: Struct/union of type 'struct task_struct' does not contain a field named 'nosuch'
-- error 1:69-82: Unknown struct/union: 'struct nosuch'
-- error 1:95-113: Can not access field 'x' on expression of type 'int32'

== no address space is known in begin
begin { print(*(int32 *)5); }
-- warning 1:16-26: Addrspace is not set

== the address space follows the pointer
uprobe:/usr/bin/bash:readline { $p = (struct task_struct *)arg0; print($p.pid); }
-- no warning

== two address spaces in one variable
tracepoint:syscalls:sys_enter_openat { $p = args.filename; $p = (int8 *)kptr($p); print($p); }
-- warning 1:60-81: Addrspace mismatch

== addresses of variables and maps
begin { $x = (int64)5; @m = 1; print(&$x); print(*&$x); print(&@m); }
-- types
    address : int64 *
    unary * : int64
    address : int8 *
-- no warning

== what sizeof asks about is not evaluated
begin { $s = (struct task_struct *)1; print(sizeof(*$s)); print(sizeof($s.comm)); }
-- no warning
