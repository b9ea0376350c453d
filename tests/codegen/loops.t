== break and continue in a range of jumps
begin { for ($i : 0..5) { if ($i == 1) { continue; } if ($i == 4) { break; } @p += $i; for ($j : 0..3) { if ($j == 2) { break; } @q += $j; } } print((@p, @q)); clear(@p); clear(@q); }
-- run
(5, 3)

== empty and negative ranges
begin { for ($i : 5..5) { print("no"); } for ($i : 7..3) { print("no"); } for ($i : (-3)..3) { $y = $i * 2; print($y); } $n = 60; for ($i : $n..$n) { print("no"); } for ($i : $n..3) { print("no"); } }
-- run
-6
-4
-2
0
2
4

== a callback sees and changes variables outside
begin { $a = 0; $s = "start"; for ($i : 0..100) { if ($i % 2 == 0) { continue; } $a += $i; $s = "odd"; } print(($a, $s)); }
-- run
(2500, odd)

== nested callbacks
begin { $n = 0; for ($i : 0..10) { for ($j : 0..50) { for ($k : 0..3) { if ($k == 2) { continue; } if ($j == 40) { break; } $n++; } } } print($n); }
-- run
980

== return leaves the probe from nested callbacks
begin { for ($i : 0..1000) { for ($j : 0..1000) { if ($j == 5) { break; } if ($i == 20) { print($i); return; } } } print("not reached"); }
-- run
20

== exit in a callback ends the script
begin { for ($i : 0..100) { if ($i == 3) { print("in"); exit(4); } } print("not reached"); }
-- run status 4
in

== a hundred thousand iterations
begin { $i = 0; while (1) { $i++; if ($i > 100000) { break; } @a += 1; } print(($i, @a)); clear(@a); }
-- run
(100001, 100000)

== nested while loops
begin { $i = 0; $j = 5; $n = 0; while ($i < 1000) { $i += 3; $k = 0; while ($k < $j) { $k++; if ($k == 3) { $j = 7; } $n++; } } print(($i, $j, $n)); }
-- run
(1002, 7, 2338)

== flags set in a loop
begin { $f = 0; $l = -1; for ($i : 0..5000) { if ($i % 7 == 3 && !$f) { $f = 1; $l = $i; } if ($f && $i > $l + 10) { break; } } print(($f, $l)); }
-- run
(1, 3)

== unroll with break
begin { unroll(5) { @x++; if (@x == 3) { break; } } print(@x); }
-- run
@x: 3


@x: 3

== a map's elements
begin { @m[1] = "a"; @m[2] = "b"; for ($kv : @m) { @n[$kv.1] = $kv.0; delete(@m, $kv.0); } print(len(@m)); @c["x"] = count(); @c["x"] = count(); for ($kv : @c) { print($kv); for ($i : 0..40) { @z += $kv.1; } } clear(@c); }
-- run
0
(x, 2)


@n[a]: 1
@n[b]: 2
@z: 80

== many variables shared with a callback
begin { $a=1;$b=2;$c=3;$d=4;$e=5;$f=6;$g=7;$h=8;$i=9;$j=10;$k=11;$l=12;$m=13;$n=14; for ($z : 0..100) { $a+=$b;$b+=$c;$c+=$d;$d+=$e;$e+=$f;$f+=$g;$g+=$h;$h+=$i;$i+=$j;$j+=$k;$k+=$l;$l+=$m;$m+=$n;$n+=1; } print(($m,$n)); }
-- run
(6363, 114)

== leaving from inside of an expression
begin { for ($i : 0..300) { $y = { if ($i == 1) { continue; } if ($i == 3) { break; } 7 }; print($y); } $x = { if (pid) { print("a"); return; } 5 }; print($x); }
-- run
7
7
a
