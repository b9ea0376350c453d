== printf() expects a string literal (int provided)
begin { printf(5); }
-- error 1:9-18: printf() expects a string literal (int provided)

== printf() expects a string literal (string provided)
begin { printf(comm); }
-- error 1:9-21: printf() expects a string literal (string provided)

== unsupported format specifier for type 'string[2]': d
begin { printf("%d", "a"); }
-- error 1:9-26: unsupported format specifier for type 'string[2]': d

== not enough arguments for format string (0 supplied, 1 expected)
begin { printf("%s"); }
-- error 1:9-21: not enough arguments for format string (0 supplied, 1 expected)

== too many arguments for format string (1 supplied, 0 expected)
begin { printf("x", 1); }
-- error 1:9-23: too many arguments for format string (1 supplied, 0 expected)

== unsupported format specifier: f
begin { printf("%f", 1); }
-- error 1:9-24: unsupported format specifier: f

== unsupported format specifier for type 'string[2]': r
begin { printf("%r", "a"); }
-- error 1:9-26: unsupported format specifier for type 'string[2]': r

== none type passed to print() is not printable
begin { print(()); }
-- error 1:9-18: none type passed to print() is not printable

== struct tracepoint:sched:sched_switch_args type passed to print() is not printable
tracepoint:sched:sched_switch { print(args); }
-- error 1:33-44: struct tracepoint:sched:sched_switch_args type passed to print() is not printable

== Non-map print() only takes 1 argument, 2 found
begin { print(5, 1); }
-- error 1:9-20: Non-map print() only takes 1 argument, 2 found

== Undefined map: @x
begin { print(@x); }
-- error 1:9-18: Undefined map: @x

== Due to it's asynchronous nature using 'print()' in a loop can lead to unexpected behavior. The map i
begin { @a = 1; for ($i : 0..5) { print(@a); } }
-- warning 1:35-44: Due to it's asynchronous nature using 'print()' in a loop can lead to unexpected behavior. The map is read when the output is written, which may be after the loop has ended.

== print()'s top and div arguments are ignored when used on stats() maps.
begin { @s = stats(1); print(@s, 5); }
-- warning 1:24-36: print()'s top and div arguments are ignored when used on stats() maps.

== Invalid expression for assignment
begin { $x = print(5); }
-- error 1:9-22: Invalid expression for assignment

== printf("%d %5d %-5d|%05d %+d %x %X %o %c %% %p\n", 1, 2, 3,  (accepted)
begin { printf("%d %5d %-5d|%05d %+d %x %X %o %c %% %p\n", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10); }
-- ok

== printf("%s %s %s %s\n", 5, true, (1, "a"), (x = 1)); } (accepted)
begin { printf("%s %s %s %s\n", 5, true, (1, "a"), (x = 1)); }
-- ok

== printf("%k %"); } (accepted)
begin { printf("%k %"); }
-- ok

== printf("%gr", 5); } (accepted)
begin { printf("%gr", 5); }
-- ok

== unsupported format specifier for type 'string[2]': gr
begin { printf("%gr", "x"); }
-- error 1:9-27: unsupported format specifier for type 'string[2]': gr

== unsupported format specifier for type '(int8,int8)': d
begin { printf("%d", (1, 2)); }
-- error 1:9-29: unsupported format specifier for type '(int8,int8)': d

== unsupported format specifier for type 'string[2]': c
begin { printf("%c", "a"); }
-- error 1:9-26: unsupported format specifier for type 'string[2]': c

== stats_t type passed to printf() is not printable
begin { @s = stats(1); printf("%s", @s); }
-- error 1:24-40: stats_t type passed to printf() is not printable

== @c = count(); @a = avg(1); @b = sum(2); printf("%s %s %s", @ (accepted)
begin { @c = count(); @a = avg(1); @b = sum(2); printf("%s %s %s", @c, @a, @b); }
-- ok

== cat() expects a string literal (int provided)
begin { cat("/proc/%d/status", pid); cat(5); }
-- error 1:38-44: cat() expects a string literal (int provided)

== not enough arguments for format string (1 supplied, 2 expected)
begin { errorf("%d %s", 1); }
-- error 1:9-27: not enough arguments for format string (1 supplied, 2 expected)

== printf("%s" + "%d", 1, 2); } (accepted)
begin { printf("%s" + "%d", 1, 2); }
-- ok
