== strings in variables
begin { $s = "hello"; print($s); $s = "a much longer text"; print($s); $s = ""; print($s); }
-- run
hello
a much longer text

== a string variable grows to the longest
begin { $s = "ab"; print(sizeof($s)); if (pid == 0) { $s = "abcdefgh"; } print($s); }
-- run
9
ab

== comparison up to the first zero byte
begin { $a = "same"; $b = "same"; $c = "other"; print($a == $b); print($a == $c); print($a != $c); print($a == "same"); print("same" == $a); print($a == "samE"); print($a == "sam"); print($a == "same again"); }
-- run
true
false
true
true
true
false
false
false

== comparison of strings of different capacity
begin { $a = "abc"; $b = "abcdefghij"; print($a == $b); $b = "abc"; print($a == $b); }
-- run
false
true

== comparison with comm
begin { print(comm == "nosuchcommand"); print(comm != "nosuchcommand"); }
-- run
false
true

== bytes of a string
begin { $s = "abc"; print($s[0]); print($s[1]); print($s[3]); print("xyz"[2]); $i = 1; print($s[$i]); }
-- run
97
98
0
122
98

== strlen
begin { $s = "hello"; print(strlen($s)); print(strlen("")); print(strlen("abc")); $e = ""; print(strlen($e)); print(strlen(str("four"))); }
-- run
5
0
3
0
4

== strcap
begin { $s = "hello"; print(strcap($s)); print(strcap("abc")); }
-- run
6
4

== strncmp
begin { $s = "hello"; print(strncmp($s, "help", 3)); print(strncmp($s, "help", 4) != 0); print(strncmp("a", "a", 1)); print(strncmp($s, "world", 0)); print(strncmp("abc", "abd", 3) != 0); }
-- run
0
true
0
0
true

== strncmp needs three
begin { print(strncmp("a", "b")); }
-- error 1:15-32: strncmp() requires 3 arguments (2 provided)

== strcontains
begin { $s = "hello world"; print(strcontains($s, "o w")); print(strcontains($s, "xyz")); print(strcontains($s, "")); print(strcontains("abc", "abc")); print(strcontains("ab", "abc")); if (strcontains($s, "hell")) { print("yes"); } }
-- run
true
false
true
true
false
yes

== strstr (-1 without a match; the reference may say -2)
begin { $s = "hello world"; print(strstr($s, "hello")); print(strstr($s, "world")); print(strstr($s, "nope")); print(strstr("", "a")); print(strstr("aab", "ab")); }
-- run
0
6
-1
-1
1

== str_concat
begin { $a = "one"; $b = "two"; print(str_concat($a, $b)); print(str_concat("", $b)); print(str_concat($a, "")); print(strlen(str_concat($a, $b))); }
-- run
onetwo
two
one
6

== str of a literal keeps all of len (the other forms one less)
begin { print(str("hello", 3)); $p = "hello"; print(str($p, 3)); print(str("hello", 0)); print(str("hello")); }
-- run
hel
he

hello

== str longer than max_strlen
config = { max_strlen = 16 }
begin { $p = "0123456789"; print(str($p, 20)); }
-- warning 2:34-45: length param (20) is too long and will be shortened to 16 bytes (see SONDE_MAX_STRLEN)
-- run
0123456789

== str cut: the trailer
config = { max_strlen = 8 }
begin { $s = "abcdefg"; print(str($s)); print(strlen(str($s))); print(str($s, 4)); }
-- run
abcdefg
7
abc

== the trailer is configurable
config = { str_trunc_trailer = "[cut]" }
begin { $s = "abcdefghij"; print(str($s, 5)); print(str($s, 20)); }
-- run
abcd
abcdefghij

== memcmp
begin { $a = "abcd"; $b = "abce"; print(memcmp($a, $b, 3)); print(memcmp($a, $b, 4) < 0); print(memcmp($b, $a, 4) > 0); }
-- run
0
true
true

== strings as map keys and values
begin { @m["one"] = "eins"; @m["three"] = "drei"; $k = "one"; print(@m[$k]); print(@m["nothing"]); $k = "three"; print(@m[$k]); clear(@m); }
-- run
eins

drei

== strings of different length as keys are one map
begin { @["a"] = 1; @["a longer key than before"] = 2; print(@["a"]); print(@["a longer key than before"]); clear(@); }
-- run
1
2

== adding string variables is an error
begin { $a = "a"; $b = "b"; print($a + $b); }
-- error 1:35-42: The + operator can not be used on expressions of types string[2], string[2]

== strings do not order at run time
begin { $a = "a"; $b = "b"; print($a < $b); }
-- error 1:35-42: The < operator can not be used on expressions of types string[2], string[2]

== strerror
begin { print(strerror(2)); print(strerror(13)); print(strerror(0)); $e = 22; print(strerror($e)); }
-- run
No such file or directory
Permission denied
Success
Invalid argument

== signal_name and syscall_name
begin { print(signal_name(9)); print(signal_name(15)); print(syscall_name(0)); print(syscall_name(1)); print(syscall_name(59)); }
-- run
Killed
Terminated
read
write
execve

== buffers
begin { print(buf("abc", 3)); $s = "a\x01b"; print(buf($s, 4)); printf("%r %rx %rh\n", buf("AZ\x02", 3), buf("AZ\x03", 3), buf("AZ\x04", 3)); }
-- run
abc
a\x01b\x00
AZ\x02 \x41\x5a\x03 41 5a 04

== a buffer of an array knows its length
begin { $a = pton("1.2.3.4"); print(buf($a)); printf("%rx\n", buf($a, 2)); }
-- run
\x01\x02\x03\x04
\x01\x02

== two buffers of one literal
begin { print(buf("abc", 3)); print(buf("abc", 3)); }
-- run
abc
abc

== non-ASCII text passes through
begin { print("grün"); printf("%s\n", "日本"); print(strlen("é")); }
-- run
grün
日本
2

== a string as condition
begin { $s = "a"; if ($s) { print(1); } }
-- error 1:23-25: Invalid condition: string

== str with a variable length
begin { $n = 4; $s = "abcdefgh"; print(str($s, $n)); $n = 1; print(str($s, $n)); }
-- run
abc

== strings in tuples keep their own capacity
begin { $t = ("abc", "de"); print($t); print($t.0); print($t.1 == "de"); }
-- run
(abc, de)
abc
true

== a literal indexed beyond its end
begin { print("abc"[5]); }
-- error 1:15-23: the index 5 is out of bounds for array of size 4

== a string with every printable character
begin { print("!#$%&'()*+,-./0189:;<=>?@AZ[]^_`az{|}~"); }
-- run
!#$%&'()*+,-./0189:;<=>?@AZ[]^_`az{|}~

