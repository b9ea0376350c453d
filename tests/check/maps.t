== kinds of maps
let @l = lruhash(100);
let @p = percpuhash(5);
let @s = hash(7);
begin { @l[1] = 1; @p[1] = count(); @s = 5; @h[pid] = hist(1); print(@l[1]); print(@s); }
-- ok
-- no warning

== a plain value in a per-CPU map
let @a = percpuhash(10);
begin { @a[1] = 5; }
-- error 1:1-24: Incompatible map types. Type from declaration: percpuhash. Type from value/key type: hash

== an aggregation in a plain map
let @a = hash(10);
begin { @a[1] = count(); }
-- error 1:1-18: Incompatible map types. Type from declaration: hash. Type from value/key type: percpuhash

== key kinds
begin { @a[kstack] = 1; @b[comm, 1] = 1; @c[(1, (2, "x"))] = 1; @d[(a = 1)] = 1; @e[true] = 1; @f[curtask] = 1; @g[ksym(1)] = 1; @h[ntop(0)] = 1; }
-- ok

== no key
begin { @a[print(1)] = 1; }
-- error 1:12-20: Invalid map key type: none

== a count inside a key is read
begin { @c = count(); @a[pid, @c] = 1; @b[@c] = 2; }
-- ok

== a hist inside a key
begin { @c = hist(1); @a[pid, @c] = 1; }
-- error 1:31-33: hist_t cannot be part of a map key

== a chain of maps read before they are written
begin { @a = @b; @b = @c; @c = @d; @d = (1, "x"); print(@a); print(@a.1); }
-- types
    tuple field .1 : string[2]
      map @a : (int8,string[2])

== maps of one probe give types to another
interval:s:1 { for ($kv : @start) { print($kv.1 + 1); } }
tracepoint:sched:sched_switch { @start[args.next_pid] = nsecs; }
-- types
    binary + : uint64
      tuple field .1 : uint64
