== begin { print(macaddr((uint8[6])pton("1.2.3.4"))); }
begin { print(macaddr((uint8[6])pton("1.2.3.4"))); }
-- error 1:23-48: Cannot cast from "uint8[4]" to "uint8[6]"

== begin { @[1] = 1; @["a"] = 2; }
begin { @[1] = 1; @["a"] = 2; }
-- error 1:21-24: Argument mismatch for @: trying to access with arguments: 'string[2]' when map expects arguments: 'int8'

== begin { @a[1] = 1; @a = 2; }
begin { @a[1] = 1; @a = 2; }
-- error 1:20-22: @a used as a map without an explicit key (scalar map), previously used with an explicit key (non-scalar map)
-- note 1:9-14: This is the earlier use.

== begin { print(foo()); }
begin { print(foo()); }
-- error 1:15-20: Unknown function: 'foo'

== begin { print($x); }
begin { print($x); }
-- error 1:15-17: Undefined or undeclared variable: $x

== begin { $x = 1; $x = "a"; }
begin { $x = 1; $x = "a"; }
-- error 1:17-25: Type mismatch for $x: trying to assign value of type 'string[2]' when variable already has a type 'int8'

== begin { @x = 1; @x = "a"; }
begin { @x = 1; @x = "a"; }
-- error 1:17-25: Type mismatch for @x: trying to assign value of type 'string[2]' when map already has a type 'int8'

== begin { @x[1] = 1; @x["a"] = 1; }
begin { @x[1] = 1; @x["a"] = 1; }
-- error 1:23-26: Argument mismatch for @x: trying to access with arguments: 'string[2]' when map expects arguments: 'int8'

== begin { foo }
begin { foo }
-- error 1:9-12: Unknown identifier: 'foo'

== begin { $a = 1; $a.x; }
begin { $a = 1; $a.x; }
-- error 1:17-21: Can not access field 'x' on expression of type 'int8'

== begin { break; }
begin { break; }
-- error 1:9-14: 'break' statement is not allowed in a probe

== begin { printf("%d\n"); }
begin { printf("%d\n"); }
-- error 1:9-23: not enough arguments for format string (0 supplied, 1 expected)

== begin { printf("%d\n", 1, 2); }
begin { printf("%d\n", 1, 2); }
-- error 1:9-29: too many arguments for format string (2 supplied, 1 expected)

== begin { printf("%d\n", "a"); }
begin { printf("%d\n", "a"); }
-- error 1:9-28: unsupported format specifier for type 'string[2]': d

== begin { printf("%f\n", 1); }
begin { printf("%f\n", 1); }
-- error 1:9-26: unsupported format specifier: f

== begin { count(); }
begin { count(); }
-- error 1:9-16: count() must be assigned directly to a map

== begin { @x = count() + 1; }
begin { @x = count() + 1; }
-- error 1:14-21: count() must be assigned directly to a map

== begin { @a = count(); @b = @a; }
begin { @a = count(); @b = @a; }
-- error 1:28-30: Map value 'count_t' cannot be assigned from one map to another. The function that returns this type must be called directly e.g. `@b = count();`.

== begin { @a = count(); @a = sum(1); }
begin { @a = count(); @a = sum(1); }
-- error 1:23-34: Type mismatch for @a: trying to assign value of type 'sum_t' when map already has a type 'count_t'

== begin { lhist(1, 2, 3); }
begin { lhist(1, 2, 3); }
-- error 1:9-23: lhist() must be assigned directly to a map

== begin { @ = lhist(1, 10, 0, 1); }
begin { @ = lhist(1, 10, 0, 1); }
-- error 1:13-31: lhist() min must be less than max (provided min 10 and max 0)

== begin { @ = hist(1, 7); }
begin { @ = hist(1, 7); }
-- error 1:13-23: hist: bits 7 must be 0..5

== begin { unroll(0) { } }
begin { unroll(0) { } }
-- error 1:16-17: unroll minimum value is 1

== begin { unroll(101) { } }
begin { unroll(101) { } }
-- error 1:16-19: unroll maximum value is 100

== begin { $a = "a"; if ($a) { print(1); } }
begin { $a = "a"; if ($a) { print(1); } }
-- error 1:23-25: Invalid condition: string

== begin { return "a"; }
begin { return "a"; }
-- error 1:16-19: Probe return values can only be integers. Found string[2]

== begin { print(@y); }
begin { print(@y); }
-- error 1:9-18: Undefined map: @y

== begin { clear(1); }
begin { clear(1); }
-- error 1:9-17: clear() expects a map argument

== begin { $x = 1; let $x = 2; }
begin { $x = 1; let $x = 2; }
-- error 1:21-23: Variable $x was already declared. Variable shadowing is not allowed.
-- note 1:9-11: This is the initial declaration.

== begin { (1, 2).5; }
begin { (1, 2).5; }
-- error 1:9-17: Invalid tuple index: 5. Found 2 elements in tuple.

== begin { $t = (1, 2); print($t.5); }
begin { $t = (1, 2); print($t.5); }
-- error 1:28-32: Invalid tuple index: 5. Found 2 elements in tuple.

== foo:bar { }
foo:bar { }
-- error 1:1-8: Invalid probe type: foo

== interval:s:0 { }
interval:s:0 { }
-- error 1:1-13: interval frequency should be a positive integer

== interval:foo:1 { }
interval:foo:1 { }
-- error 1:1-15: foo is not an accepted unit of time

== profile:hz:0 { }
profile:hz:0 { }
-- error 1:1-13: profile frequency should be a positive integer

== software:foo:1 { }
software:foo:1 { }
-- error 1:1-15: foo is not a software probe

== uprobe:/bin/nosuch:x { }
uprobe:/bin/nosuch:x { }
-- error 1:1-21: uprobe target file '/bin/nosuch' does not exist or is not executable

== uprobe:/bin/ls:nosuchfn { }
uprobe:/bin/ls:nosuchfn { }
-- error 1:1-24: No matches for uprobe /bin/ls:nosuchfn.

== begin { arg0 }
begin { arg0 }
-- error 1:9-13: The arg0 builtin can only be used with 'kprobes', 'uprobes' and 'usdt' probes

== begin { print(args); }
begin { print(args); }
-- error 1:15-19: The args builtin can only be used with tracepoint, rawtracepoint, fentry/fexit, and uprobe probes (special used here)

== begin { print(ctx); }
begin { print(ctx); }
-- error 1:15-18: The ctx builtin can not be used with 'begin' probes

== begin { print(reg("ip")); }
begin { print(reg("ip")); }
-- error 1:15-24: reg can not be used with "begin" probes

== begin { system("ls"); }
begin { system("ls"); }
-- error 1:9-21: system() is an unsafe function being used in safe mode

== begin { exit(1, 2); }
begin { exit(1, 2); }
-- error 1:9-19: exit() takes up to one argument (2 provided)

== begin { str() }
begin { str() }
-- error 1:9-14: str() requires at least one argument (0 provided)

== begin { print() }
begin { print() }
-- error 1:9-16: print() requires at least one argument (0 provided)

== begin { print(kaddr("nosuchsym")); }
begin { print(kaddr("nosuchsym")); }
-- error 1:15-33: Failed to resolve kernel symbol: nosuchsym

== begin { print(1; }
begin { print(1; }
-- error 1:16-17: syntax: expected ')'

== begin { print(1) 
begin { print(1) 
-- error 1:17-17: syntax: expected ';'

== begin { "abc
begin { "abc
-- error 1:9-13: syntax: unterminated string

== begin { @x = ; }
begin { @x = ; }
-- error 1:14-15: syntax: expected expression

== begin { 5x }
begin { 5x }
-- error 1:9-11: syntax: invalid integer suffix 'x'

== begin { $ = 1; }
begin { $ = 1; }
-- error 1:9-10: syntax: expected identifier after '$'

== begin { 1 = 2; }
begin { 1 = 2; }
-- error 1:11-12: syntax: expected ';'

== begin { $a = 1 $b = 2; }
begin { $a = 1 $b = 2; }
-- error 1:16-18: syntax: expected ';'

== BEGIN { $x = (struct task_struct *)0; print($x.nosuch); }
BEGIN { $x = (struct task_struct *)0; print($x.nosuch); }
-- error 1:48-54: Struct/union of type 'struct task_struct' does not contain a field named 'nosuch'

== config = { foo = 1 } begin { print(1); }
config = { foo = 1 } begin { print(1); }
-- error 1:12-15: foo: not a known configuration option

== config = { stack_mode = foo } begin { }
config = { stack_mode = foo } begin { }
-- error 1:25-28: stack_mode: Invalid value for stack_mode: valid values are bpftrace, raw, perf, and build_id.

== let @m = foo(10); begin { @m[1] = 2; }
let @m = foo(10); begin { @m[1] = 2; }
-- error 1:10-13: Invalid bpf map type: foo

== let @m = hash(10); begin { @m[1] = count(); }
let @m = hash(10); begin { @m[1] = count(); }
-- error 1:1-18: Incompatible map types. Type from declaration: hash. Type from value/key type: percpuhash

== begin { print(typeinfo(1)); }
begin { print(typeinfo(1)); }
-- error 1:15-26: typeinfo feature is not enabled by default. To enable this unstable feature, set the config flag to enable. unstable_typeinfo=enable

== begin { print(1 < 2 && 2 < 3); print(1 || 0); print(1 && 0); print(5 =
begin { print(1 < 2 && 2 < 3); print(1 || 0); print(1 && 0); print(5 == 5.0); }
-- error 1:73-76: Can not access index '0' on expression of type 'int8'

== begin { @u = umax(1); }
begin { @u = umax(1); }
-- error 1:14-21: Unknown function: 'umax'

== begin { if (0) { nosuch(1); } print(1); }
begin { if (0) { nosuch(1); } print(1); }
-- error 1:18-27: Unknown function: 'nosuch'

== begin { print(nsecs(monotonic) > 0); print(nsecs(foo)); }
begin { print(nsecs(monotonic) > 0); print(nsecs(foo)); }
-- error 1:44-54: Invalid timestamp mode: foo

== begin { print(-(-5)); print(- 5); print(3 - -2); print(+5); }
begin { print(-(-5)); print(- 5); print(3 - -2); print(+5); }
-- error 1:56-57: syntax: expected expression

