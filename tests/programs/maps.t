== scalar maps
begin { @ = 1; @a = 5; @s = "text"; @b = true; @neg = -7; }
-- run


@: 1
@a: 5
@b: true
@neg: -7
@s: text

== names sort bytewise at the end
begin { @b = 1; @a2 = 2; @a = 3; @B = 4; @_x = 5; @ = 6; }
-- run


@: 6
@B: 4
@_x: 5
@a: 3
@a2: 2
@b: 1

== keyed maps print one element a line
begin { @a[5] = "x"; @b["k"] = "v"; @c[1, 2] = "w"; @d["k", "j"] = "u"; }
-- run


@a[5]: x
@b[k]: v
@c[1, 2]: w
@d[k, j]: u

== keys of every kind
begin { @a[true] = "bool"; @b[(int8*)5] = "pointer"; @c[(1, 2), 3] = "nested"; @d[(7,)] = "one"; @e[""] = "empty"; @f[(a = 1, b = "z")] = "record"; @g[-1] = "negative"; @h[comm == "nosuch"] = "computed"; }
-- run


@a[true]: bool
@b[0x5]: pointer
@c[(1, 2), 3]: nested
@d[7]: one
@e[]: empty
@f[{ .a = 1, .b = z }]: record
@g[-1]: negative
@h[false]: computed

== one key is no tuple, several are
begin { @a[1] = 1; @b[1, 2] = 1; @b[(3, 4)] = 2; print(@b[1, 2]); print(@b[(3, 4)]); $k = (1, 2); print(@b[$k]); clear(@b); }
-- run
1
2
1


@a[1]: 1

== missing elements read as zero
begin { @a[1] = 5; @s[1] = "x"; @t[1] = (1, "y"); @b[1] = true; print(@a[2]); print(@s[2]); print(@t[2]); print(@b[2]); clear(@a); clear(@s); clear(@t); clear(@b); }
-- run
0

(0, )
false

== elements are overwritten
begin { @a[1] = "one"; @a[1] = "two"; print(@a[1]); print(len(@a)); }
-- run
two
1


@a[1]: two

== elements with integer keys and non-integer values print sorted by key
begin { @a[3] = "c"; @a[1] = "a"; @a[2] = "b"; @a[-1] = "m"; @s["b"] = "2"; @s["a"] = "1"; @s["ab"] = "3"; }
-- run


@a[-1]: m
@a[1]: a
@a[2]: b
@a[3]: c
@s[a]: 1
@s[ab]: 3
@s[b]: 2

== elements with tuple keys print sorted field by field
begin { @a[2, "a"] = "3"; @a[1, "b"] = "2"; @a[1, "a"] = "1"; }
-- run


@a[1, a]: 1
@a[1, b]: 2
@a[2, a]: 3

== elements with 64-bit integer values print sorted by value
begin { @a["x"] = (int64)3; @a["y"] = (int64)-1; @a["z"] = (int64)2; @u["p"] = (uint64)18446744073709551615; @u["q"] = (uint64)1; }
-- run


@a[y]: -1
@a[z]: 2
@a[x]: 3
@u[q]: 1
@u[p]: 18446744073709551615

== elements with narrow integer values print sorted by value too (the reference: in hash order)
begin { @a["x"] = 3; @a["y"] = -1; @a["z"] = 2; @b[1] = 1000; @b[2] = -1000; @b[3] = 10; }
-- run


@a[y]: -1
@a[z]: 2
@a[x]: 3
@b[2]: -1000
@b[3]: 10
@b[1]: 1000

== a map does not mix scalar and keyed use
begin { @a = 1; @a[1] = 2; }
-- error 1:17-22: @a used as a map with an explicit key (non-scalar map), previously used without an explicit key (scalar map)

== a map does not mix keyed and scalar use
begin { @a[1] = 1; print(@a); @a = 2; }
-- error 1:31-33: @a used as a map without an explicit key (scalar map), previously used with an explicit key (non-scalar map)

== a scalar map is not indexed
begin { @a = 1; print(@a[1]); }
-- error 1:23-28: @a used as a map with an explicit key (non-scalar map), previously used without an explicit key (scalar map)

== values of one kind
begin { @a = 1; @a = "x"; }
-- error 1:17-25: Type mismatch for @a: trying to assign value of type 'string[2]' when map already has a type 'int8'

== keys of one kind
begin { @a[1] = 1; @a["x"] = 1; }
-- error 1:23-26: Argument mismatch for @a: trying to access with arguments: 'string[2]' when map expects arguments: 'int8'

== the number of keys
begin { @a[1, 2] = 1; @a[1] = 1; }
-- error 1:26-27: Argument mismatch for @a: trying to access with arguments: 'int8' when map expects arguments: '(int8,int8)'

== keys widen
begin { @a[1] = "a"; @a[100000] = "b"; print(@a[1]); print(@a[100000]); clear(@a); }
-- run
a
b

== values widen
begin { @a = 1; @a = 100000; print(@a); @s[1] = "ab"; @s[2] = "abcdef"; print(@s[2]); print(sizeof(@s[1])); clear(@s); clear(@a); }
-- run
@a: 100000
abcdef
7

== delete
begin { @a[1] = 1; @a[2] = 2; print(delete(@a, 1)); print(delete(@a, 1)); print(len(@a)); print(@a[1]); _ = delete(@a, 2); }
-- run
true
false
1
0

== delete with several keys
begin { @a[1, "x"] = 1; print(delete(@a, (1, "y"))); print(delete(@a, (1, "x"))); print(len(@a)); }
-- run
false
true
0

== delete of an element, the old form
begin { @a[1] = 1; @a[2] = 2; delete(@a[1]); print(len(@a)); print(@a[1]); clear(@a); }
-- warning 1:31-44: Return value discarded.
-- run
1
0

== delete of a scalar map
begin { @a = 5; delete(@a); print(@a); }
-- warning 1:17-27: Return value discarded.
-- run
@a: 0

== delete of a keyed map needs a key
begin { @a[1] = 5; delete(@a); }
-- error 1:20-30: call to delete() with a single argument expects a map without explicit keys (scalar map)
-- warning 1:20-30: Return value discarded.

== delete without using the value warns
begin { @a[1] = 5; delete(@a, 1); }
-- warning 1:20-33: Return value discarded.
-- run

== has_key
begin { @a[1] = 0; @s["k", 2] = 1; print(has_key(@a, 1)); print(has_key(@a, 2)); print(has_key(@s, ("k", 2))); print(has_key(@s, ("k", 3))); if (!has_key(@a, 9)) { print("no 9"); } clear(@a); clear(@s); }
-- run
true
false
true
false
no 9

== has_key of a scalar map
begin { @a = 1; print(has_key(@a, 1)); }
-- error 1:31-33: @a used as a map with an explicit key (non-scalar map), previously used without an explicit key (scalar map)
-- note 1:9-11: This is the earlier use.

== has_key with a key of another kind
begin { @a[1] = 1; print(has_key(@a, "x")); }
-- error 1:38-41: Argument mismatch for @a: trying to access with arguments: 'string[2]' when map expects arguments: 'int8'

== find
begin { @a[1] = 42; let $v = 0; if (find(@a, 1, $v)) { print($v); } print(find(@a, 2, $v)); print($v); clear(@a); }
-- run
42
false
42

== len
begin { print(len(@a)); @a[1] = 1; @a[2] = 1; @a[2] = 2; print(len(@a)); @b["x", 1] = 1; print(len(@b)); clear(@a); clear(@b); }
-- run
0
2
1

== len of something else
begin { print(len(5)); }
-- error 1:15-21: len() expects a map or stack to be provided

== clear and zero
begin { @a[1] = 5; @a[2] = 6; zero(@a); print(@a[1]); print(len(@a)); @c = 7; clear(@c); }
-- run
5
2


@a[1]: 0
@a[2]: 0

== clear needs a map
begin { clear(1); }
-- error 1:9-17: clear() expects a map argument

== zero needs a map
begin { zero("x"); }
-- error 1:9-18: zero() expects a map argument

== clear takes the whole map
begin { @a[1] = 1; clear(@a[1]); }
-- error 1:20-32: clear() expects a map argument

== print and clear act in order
begin { @a[1] = "x"; print(@a); clear(@a); @b = 1; print(@b); }
-- run
@a[1]: x
@b: 1


@b: 1

== an empty keyed map prints nothing
begin { @a[1] = 1; _ = delete(@a, 1); print(@a); print("end"); }
-- run
end

== an unset scalar map prints zero
begin { print(@x); print(@s); print(@t); if (pid == 0) { @x = 1; @s = "a"; @t = (1, "b"); } }
-- run
@x: 0
@s: 
@t: (0, )

== an unknown map
begin { print(@x); }
-- error 1:9-18: Undefined map: @x

== declarations
let @a = hash(5);
let @b = lruhash(10);
let @c = percpuhash(7);
let @d = percpulruhash(3)
begin { @a[1] = "h"; @b[1] = "l"; @c[1] = count(); @d["x"] = sum(5); }
-- run


@a[1]: h
@b[1]: l
@c[1]: 1
@d[x]: 5

== a declaration: kind and value do not go together
let @a = hash(5);
begin { @a[1] = count(); }
-- error 1:1-17: Incompatible map types. Type from declaration: hash. Type from value/key type: percpuhash

== a declaration: per-CPU kind for plain values
let @a = percpuhash(5);
begin { @a[1] = 1; }
-- error 1:1-23: Incompatible map types. Type from declaration: percpuhash. Type from value/key type: hash

== a declaration of an unknown kind
let @a = foo(5);
begin { @a[1] = 1; }
-- error 1:10-13: Invalid bpf map type: foo
-- hint: Valid map types: percpulruhash, percpuhash, lruhash, hash

== a declaration that is not used
let @a = hash(5);
begin { print(1); }
-- warning 1:1-17: Unused map: @a
-- run
1

== a declaration without a number
let @a = hash();
begin { @a[1] = 1; }
-- error 1:15-16: syntax: expected positive integer for map declaration max entries

== root-level let of a variable
let $a = 1;
begin { }
-- error 1:5-7: syntax: root-level let statements need to be map declarations, e.g. let @a = hash(2);

== a declared scalar map
let @a = hash(1);
begin { @a = 5; print(@a); }
-- run
@a: 5


@a: 5

== a full map says so
let @a = hash(2);
begin { @a[1] = 1; @a[2] = 2; @a[3] = 3; print(len(@a)); clear(@a); }
-- run
2
-- stderr
:2:[0-9-]+: WARNING: Map full; can't update element\. Try increasing max_map_keys config or manually setting the max entries in a map declaration e\.g\. `let @a = hash\(5000\)`

== max_map_keys limits maps
config = { max_map_keys = 1 }
begin { @a["x"] = 1; @a["y"] = 2; print(len(@a)); clear(@a); }
-- run
1
-- stderr
Map full; can't update element\. Try increasing max_map_keys config

== maps read other maps
begin { @a["k"] = 1; @b[1] = "deep"; print(@b[@a["k"]]); @c[@b[1]] = 9; print(@c["deep"]); clear(@a); clear(@b); clear(@c); }
-- run
deep
9

== a map holds tuples and records
begin { @t = (1, "x"); @r = (a = 1, b = "y"); print(@t.0); print(@t.1); print(@r.b); @k["e"] = (5, (6, 7)); print(@k["e"].1.0); clear(@k); clear(@t); clear(@r); }
-- run
1
x
y
6

== aggregations are no keys
begin { @h = hist(1); @a[@h] = 1; }
-- error 1:26-28: hist_t cannot be part of a map key

== contexts are no keys
interval:s:1 { @[ctx] = 1; }
-- error 1:18-21: context cannot be part of a map key

== an aggregation is not copied
begin { @c = count(); @d = @c; }
-- error 1:28-30: Map value 'count_t' cannot be assigned from one map to another. The function that returns this type must be called directly e.g. `@d = count();`.
-- hint: Add a cast to integer if you want the value of the aggregate, e.g. `@d = (int64)@c;`.

== a cast of an aggregation is
begin { @c = count(); @c = count(); @d = (int64)@c; print(@d); clear(@c); clear(@d); }
-- run
@d: 2

== counts are read in expressions
begin { @c = count(); @c = count(); @s = sum(40); print(@c + 1); if (@s > 10) { print("big"); } $x = @c; print($x); @k[@c] = "key"; print(@k[2]); clear(@c); clear(@s); clear(@k); }
-- run
3
big
2
key

== map full elements may be replaced
let @a = hash(1);
begin { @a[1] = 1; @a[1] = 2; print(@a[1]); _ = delete(@a, 1); @a[7] = 3; print(@a[7]); clear(@a); }
-- run
2
3

== print of one element
begin { @a[1] = 10; @a[2] = 20; print(@a[2]); print(@a[3]); @s["x"] = ("t", 1); print(@s["x"]); clear(@a); clear(@s); }
-- run
20
0
(t, 1)

== print with a limit and a divisor
begin { @m[1] = (int64)5; @m[2] = (int64)3; @m[3] = (int64)9; @m[4] = (int64)7; print(@m); print(@m, 2); print(@m, 0, 2); print(@m, 1, 3); clear(@m); }
-- run
@m[2]: 3
@m[1]: 5
@m[4]: 7
@m[3]: 9
@m[4]: 7
@m[3]: 9
@m[2]: 1
@m[1]: 2
@m[4]: 3
@m[3]: 4
@m[3]: 3

== print with a limit on string values keeps the last keys
begin { @m[1] = "a"; @m[3] = "c"; @m[2] = "b"; print(@m, 2); print(@m, 10); clear(@m); }
-- run
@m[2]: b
@m[3]: c
@m[1]: a
@m[2]: b
@m[3]: c

