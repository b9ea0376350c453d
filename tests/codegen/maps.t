== unset maps read as zero
begin { print(@a + 0); print(@k[1] + 0); print(@s == ""); print(@t["x"] == ""); if (@never["a", 1]) { print("no"); } @a = 1; @k[2] = 1; @s = "x"; @t["y"] = "y"; @never["b", 2] = 1; clear(@a); clear(@k); clear(@s); clear(@t); clear(@never); }
-- run
0
0
true
true

== compound assignment
begin { @a[1] = 5; @a[1] += 3; @a[2] -= 1; @a[1] *= 4; @a[3] |= 8; @a[3]++; @x = 7; @x -= 2; @x <<= 3; @x %= 7; print((@x, @a[1], @a[2], @a[3])); clear(@a); }
-- run
(5, 32, -1, 9)


@x: 5

== increments give the old or the new value
begin { print(@x++); print(++@x); print(@k["a"]--); print(--@k["a"]); $v = 5; print($v++); print(--$v); @b[1] = (uint8)250; @b[1] += 10; print(@b[1]); }
-- run
0
2
0
-2
5
5
260


@b[1]: 260
@k[a]: -2
@x: 2

== assignment when absent
begin { @x ??= 5; @x ??= 6; @y[1] ??= 7; @y[1] ??= 8; @s["a"] ??= "first"; @s["a"] ??= "second"; }
-- run


@s[a]: first
@x: 5
@y[1]: 7

== strings of several sizes in one map
begin { @s = "abc"; @s = "a longer text"; @t[1] = "x"; @t[1] = @s; @k["k"] = 1; @k["a longer key"] = 2; print(@k["k"]); print(@t[1]); }
-- run
1
a longer text


@k[k]: 1
@k[a longer key]: 2
@s: a longer text
@t[1]: a longer text

== tuples and records as keys and values
begin { $t = (1, "abc", (2, "de")); @t[$t] = $t; print(@t[$t].2.1); @r[(a=1,b="x")] = (x=5,y=(int64)7); print(@r[(b="x",a=1)].y); $u = $t; $u = (5, "xyz", (6, "fg")); print($u); print($t); }
-- run
de
7
(5, xyz, (6, fg))
(1, abc, (2, de))


@r[{ .a = 1, .b = x }]: { .x = 5, .y = 7 }
@t[1, abc, (2, de)]: (1, abc, (2, de))

== padding does not make keys differ
begin { $t = ((int8)1, (int64)2, "x", (int16)3); @[$t] = count(); @[((int8)1, (int64)2, "x", (int16)3)] = count(); $s = "long text in it"; $s = "x"; @s[$s] = count(); @s["x"] = count(); @c[comm] = count(); $c = comm; @c[$c] = count(); print(len(@c)); clear(@c); }
-- run
1


@[1, 2, x, 3]: 2
@s[x]: 2

== aggregations read in expressions
begin { @c = count(); @c = count(); @s = sum(5); @a = avg(-3); @a = avg(-4); @n = min(3); @n = min(-7); @x = max(9); print(@c + 1); if (@s > 4) { print("more"); } print(@a + 0); print(@n + @x); @k["a"] = count(); print(@k["a"] + 0); print(@k["b"] + 0); clear(@c); clear(@s); clear(@a); clear(@n); clear(@x); clear(@k); }
-- run
3
more
-3
2
1
0

== comparing strings, tuples and records
begin { $s = "hello"; @s = "hello"; print($s == "hello"); print($s != "help"); print($s == @s); print(("abc", 5) == ("abc", 5)); print(("abc", 5) != ("abd", 5)); $m = (x=1, y="q"); print($m == (y="q", x=1)); print($s == "hello world"); clear(@s); }
-- run
true
true
true
true
true
true
false

== a map full of its entries counts the refusals
let @m = hash(2);
begin { for ($i : 0..5) { @m[$i] = $i; } print(len(@m)); clear(@m); }
-- run
2

== a stack that is only printed leaves the numbers of maps alone
begin { @k["a"] = 1; printf("%s", kstack(1) ); @s = "x"; @k["b"] = 2; }
-- match
^@k\[a\]: 1$
^@k\[b\]: 2$
^@s: x$
