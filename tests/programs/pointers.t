== pointer arithmetic is scaled
begin { $p = (int32 *)1000; print($p + 1); print($p + 2); print($p - 1); $q = (int8 *)1000; print($q + 1); $v = (void *)1000; print($v + 1); $s = (int64 *)1000; $i = 3; print($s + $i); }
-- run
0x3ec
0x3f0
0x3e4
0x3e9
0x3e9
0x400

== increment of pointers
begin { $p = (int32 *)1000; $p++; print($p); $p += 2; print($p); $p--; print($p); }
-- run
0x3ec
0x3f4
0x3f0

== comparison of pointers
begin { $p = (int32 *)1000; $q = (int32 *)1000; print($p == $q); print($p != $q); print($p == 1000); print($p < $q + 1); print($p == 0); }
-- run
true
false
true
true
false

== pointers as conditions
begin { $p = (int32 *)0; $q = (int32 *)8; if ($p) { print("p"); } if ($q) { print("q"); } print(!$p); print($p || $q); print($q ? 1 : 2); }
-- run
q
true
true
1

== dereference
begin { $v = (uint32)0x04030201; $p = &$v; print(*$p); $b = (uint8 *)$p; print(*$b); print(*($b + 2)); print($b[3]); }
-- run
67305985
1
3
4

== indexing
begin { $v = (uint64)0x0004000300020001; $p = (uint16 *)&$v; print($p[0]); print($p[3]); $i = 2; print($p[$i]); print(*($p + 1)); }
-- run
1
4
3
2

== pointers to pointers
begin { $v = (uint64)77; $p = &$v; $pp = &$p; print(**$pp); }
-- run
77

== a number is not dereferenced
begin { $a = 5; print(*$a); }
-- error 1:23-26: Can not dereference type 'int8'. It is not a pointer.

== void is not dereferenced
begin { $p = (void *)5; print(*$p); }
-- error 1:31-34: Can not dereference type 'void *'. What it points to has no size.

== a number is not indexed
begin { $a = 5; print($a[0]); }
-- error 1:23-28: The array index operator [] can only be used on arrays, pointers, and tuples, found int8.

== int minus pointer
begin { $p = (int8 *)5; print(10 - $p); }
-- error 1:31-38: The - operator can not be used on expressions of types int8, int8 *

== multiplying pointers
begin { $p = (int8 *)5; print($p * 2); }
-- error 1:31-37: The * operator can not be used on expressions of types int8 *, int8

== a null pointer reads as zero
begin { $p = (int32 *)0; print(*$p); }
-- run
0

== a failed read says so with -k
begin { $p = (int32 *)16; print(*kptr($p)); }
-- warnings
-- match
^0$
-- stderr
:1:33-42: WARNING: (Bad address|Numerical result out of range)
Additional Info - helper: probe_read_kernel, retcode: -(14|34)

== a failed read of user memory says so with -k
begin { $p = (int32 *)16; print(*uptr($p)); }
-- warnings
-- match
^0$
-- stderr
:1:33-42: WARNING: Bad address
Additional Info - helper: probe_read_user, retcode: -14

== address of an expression
begin { $p = &5; }
-- error 1:14-16: syntax: address-of operator (&) can only be used on a map or variable

== address of a map element
begin { @m[1] = 1; $p = &@m[1]; }
-- error 1:25-31: syntax: address-of operator (&) can only be used on a map or variable

== pointers in maps
begin { @p = (int8 *)5; @k[(int8 *)16] = "x"; @t[1] = (int32 *)0x1000; print(@t[1] + 1); }
-- run
0x1004


@k[0x10]: x
@p: 0x5
@t[1]: 0x1000

== is_err (the reference zero-extends)
begin { print(is_err((int8 *)(int64)-5)); print(is_err((int8 *)5)); print(is_err((void *)0)); }
-- run
true
false
false

== narrow negative literals as pointers (the reference zero-extends)
begin { print((uint8 *)-1); }
-- run
0xffffffffffffffff

== kptr and uptr keep the value
begin { print(kptr((int8 *)4096)); print(uptr((int8 *)8192)); }
-- run
0x1000
0x2000

== strings through pointers
begin { $v = (uint64)0x0000006f6c6c6568; $p = (int8 *)&$v; print(str($p)); print(str($p, 4)); print(strlen($p)); }
-- run
hello
hel
5

== buffers through pointers
begin { $v = (uint64)0x0000000004030201; $p = (int8 *)&$v; print(buf($p, 4)); printf("%rh\n", buf($p, 8)); }
-- run
\x01\x02\x03\x04
01 02 03 04 00 00 00 00

== reading through an integer
begin { $v = (uint64)123; $a = (uint64)&$v; print(*(uint64 *)$a); }
-- run
123

== pointers to different types in one variable
begin { $p = (int8 *)5; $p = (int32 *)5; }
-- error 1:25-40: Type mismatch for $p: trying to assign value of type 'int32 *' when variable already has a type 'int8 *'

== a pointer assigned a number
begin { $p = (int8 *)5; $p = 5; }
-- error 1:25-31: Type mismatch for $p: trying to assign value of type 'int8' when variable already has a type 'int8 *'

== the arrow dereferences
begin { print(curtask->pid == tid); print(curtask.real_parent.tgid == ppid); }
-- run
true
true

