== block scope
begin { if (1) { $c = 1; print($c); } print($c); }
-- error 1:45-47: Undefined or undeclared variable: $c

== no shadowing
begin { $a = 1; if (1) { let $a = 2; } }
-- error 1:30-32: Variable $a was already declared. Variable shadowing is not allowed.
-- note 1:9-11: This is the initial declaration.

== let twice
begin { let $a = 1; let $a = 2; }
-- error 1:25-27: Variable $a was already declared. Variable shadowing is not allowed.
-- note 1:13-15: This is the initial declaration.

== a loop variable shadows
begin { $i = 1; for ($i : 0..2) { } print($i); }
-- error 1:22-24: Variable $i was already declared. Variable shadowing is not allowed.
-- note 1:9-11: This is the initial declaration.

== two blocks
begin { if (1) { $c = 1; print($c); } else { $c = "x"; print($c); } for ($i : 0..2) { print($i); } for ($i : 0..2) { print($i); } }
-- ok

== undefined in its own value
begin { $x = $x + 1; }
-- error 1:14-16: Undefined or undeclared variable: $x

== compound assignment needs a value
begin { $x += 1; }
-- error 1:9-11: Undefined or undeclared variable: $x

== never assigned
begin { let $x; }
-- warning 1:13-15: Variable $x was never assigned to.
-- ok

== used before it was assigned
begin { let $x; print($x); $x = 1; }
-- warning 1:23-25: Variable used before it was assigned: $x
-- ok

== outside of a loop
begin { break; }
-- error 1:9-14: 'break' statement is not allowed in a probe

== continue outside of a loop
begin { if (1) { continue; } }
-- error 1:18-26: 'continue' statement is not allowed in a probe

== inside of loops
begin { for ($i : 0..3) { if ($i == 1) { continue; } break; } unroll(2) { break; } }
-- ok

== unreachable
begin { return; print(1); print(2); }
-- warning 1:17-25: Unreachable statement.
-- ok

== unreachable after exit
begin { exit(); print(1); }
-- warning 1:17-25: Unreachable statement.
-- ok

== scalar, then keyed
begin { @a = 1; @a[1] = 2; }
-- error 1:17-22: @a used as a map with an explicit key (non-scalar map), previously used without an explicit key (scalar map)
-- note 1:9-11: This is the earlier use.

== keyed, then scalar
begin { @a[1] = 2; print(@a + 1); }
-- error 1:26-28: @a used as a map without an explicit key (scalar map), previously used with an explicit key (non-scalar map)
-- note 1:9-14: This is the earlier use.

== keys in functions
begin { @a[1] = 2; delete(@a, 1); print(has_key(@a, 1)); print(@a); clear(@a); zero(@a); print(len(@a)); }
-- ok

== find makes its variable
begin { @a[1] = 2; if (find(@a, 1, $v)) { print($v); } }
-- ok

== map declarations
let @a = hash(5);
let @b = lruhash(5);
begin { @a[1] = 1; }
-- warning 2:1-20: Unused map: @b
-- ok

== unknown kind of map
let @a = foo(5);
begin { @a[1] = 1; }
-- error 1:10-13: Invalid bpf map type: foo
-- hint: Valid map types: percpulruhash, percpuhash, lruhash, hash

== unknown function
begin { prinft("x"); }
-- error 1:9-20: Unknown function: 'prinft'
-- hint: did you mean 'printf'?

== unknown identifier
begin { print(elapsd); }
-- error 1:15-21: Unknown identifier: 'elapsd'
-- hint: did you mean 'elapsed'?

== a function without parentheses
begin { print(str); }
-- error 1:15-18: Unknown identifier: 'str'
-- hint: str is a function: str()

== a function of fn
fn f($a : int64) : int64 { return $a; }
begin { print(f(1)); }
-- error 2:15-19: Unknown function: 'f'
-- hint: functions defined with fn cannot be called yet; use a macro

== builtins as calls
begin { print(pid()); print(comm()); print(nsecs(monotonic)); print(kstack(perf, 3)); print(pid(init)); }
-- ok

== a builtin takes no arguments
begin { print(cpu(1)); }
-- error 1:15-21: cpu is a builtin variable and takes no arguments

== arg0 in begin
begin { print(arg0); }
-- error 1:15-19: The arg0 builtin can only be used with 'kprobes', 'uprobes' and 'usdt' probes

== args in begin
begin { print(args.x); }
-- error 1:15-19: The args builtin can only be used with tracepoint, rawtracepoint, fentry/fexit, and uprobe probes (special used here)

== args in interval
interval:s:1 { print(args); }
-- error 1:22-26: The args builtin can only be used with tracepoint, rawtracepoint, fentry/fexit, and uprobe probes (interval used here)

== retval in begin
begin { print(retval); }
-- error 1:15-21: The retval builtin can only be used with 'kretprobe' and 'uretprobe' and 'fentry' probes

== retval in a tracepoint
tracepoint:sched:sched_switch { print(retval); }
-- error 1:39-45: The retval builtin can only be used with 'kretprobe' and 'uretprobe' and 'fentry' probes (try to use args.ret instead)

== ctx in a tracepoint
tracepoint:sched:sched_switch { print(ctx); }
-- error 1:39-42: Use args instead of ctx in tracepoint

== func and ctx in begin
begin { print(func); print(ctx); }
-- error 1:15-19: The func builtin can not be used with 'begin' probes
-- error 1:28-31: The ctx builtin can not be used with 'begin' probes

== common fields
tracepoint:sched:sched_switch { print(args.common_pid); }
-- error 1:39-54: BPF does not support accessing common tracepoint fields

== nothing at all

-- error 1:1-1: empty program: expected a probe, e.g. begin { print(1); }

== only a macro
macro f() { 1 }
-- error 1:16-16: empty program: expected a probe, e.g. begin { print(1); }
