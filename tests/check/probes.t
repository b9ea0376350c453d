== begin and end
begin, END { print(probe); }
begin:* { }
-- ok

== parts of begin
begin:x { }
-- error 1:1-8: begin probe type requires 0 arguments, found 1

== unknown provider
kprob:vfs_read { }
-- error 1:1-15: Invalid probe type: kprob
-- hint: did you mean 'kprobe'?

== timers
interval:s:1, profile:hz:99, interval:5ms, i:1s, p:ms:10 { }
-- ok

== bad timers
interval:x:1 { }
interval:s:0 { }
interval:500 { }
interval:ms:abc { }
profile:s:1:2 { }
interval { }
-- error 1:1-13: x is not an accepted unit of time
-- hint: units: us, ms, s, hz
-- error 2:1-13: interval frequency should be a positive integer
-- error 3:1-13: Invalid rate of interval probe. Minimum is 1000 or 1us. Found: 500 nanoseconds
-- error 4:1-16: Invalid rate of interval probe: invalid integer: abc
-- error 5:1-14: profile probe type requires 1 or 2 arguments, found 3
-- error 6:1-9: interval probe type requires 1 or 2 arguments, found 0

== perf events
software:faults, software:faults:100, s:cpu:*, hardware:cycles:10, h:cache-misses: { }
-- error 1:68-83: Invalid count for hardware probe: invalid integer: 

== bad perf events
software:foo { }
software:faults:x { }
software:f* { }
hardware:cycle { }
-- error 1:1-13: foo is not a software probe
-- error 2:1-18: Invalid count for software probe: invalid integer: x
-- error 3:1-12: wildcards are not allowed for software probe type
-- error 4:1-15: cycle is not a hardware probe

== watchpoints
watchpoint:0x1000:8:rw, w:0x1000:4:w, w:0x1000:1:x { }
-- ok

== bad watchpoints
watchpoint:0:8:w { }
watchpoint:1:3:w { }
watchpoint:1:8:r { }
watchpoint:x:8:w { }
-- error 1:1-17: watchpoint must be attached to a non-zero address
-- error 2:1-17: watchpoint length must be one of (1,2,4,8)
-- error 3:1-17: invalid watchpoint mode: r
-- hint: supported modes: x,w,rw
-- error 4:1-17: Invalid watchpoint address: invalid integer: x

== self
self:signal:SIGUSR1 { }
-- ok

== bad self
self:signal:SIGUSR2 { }
self:foo:SIGUSR1 { }
-- error 1:1-20: SIGUSR2 is not a supported signal
-- error 2:1-17: foo is not a supported trigger

== tests need their mode
begin { }
test:a { }
test:a { }
-- ok

== test names
test:a { }
test:a { }
-- test
-- error 2:1-7: "a" was used as the name for more than one TEST probe
-- note 1:1-7: this is the other instance

== tracepoint
tracepoint:sched:sched_switch { print(args.next_pid); print(args.next_comm); }
-- ok

== tracepoint patterns
tracepoint:sched:sched_*, t:s*:sched_switch { print(probe); }
-- ok

== tracepoint by regular expression
tracepoint:sched:/^sched_(switch|wakeup)$/ { }
-- ok

== missing tracepoint
tracepoint:sched:nosuch { }
-- error 1:1-24: No matches for tracepoint sched:nosuch.

== a category of another name
tracepoint:syscall:sys_enter_openat { }
-- error 1:1-36: No matches for tracepoint syscall:sys_enter_openat.
-- hint: did you mean syscalls:sys_enter_openat?

== tracepoint needs two parts
tracepoint:sched { }
-- error 1:1-17: tracepoint probe type requires 2 arguments, found 1

== missing, but told so
config = { missing_probes = warn }
tracepoint:sched:nosuch, begin { }
tracepoint:sched:nosuch2 { }
-- warning 2:1-24: No matches for tracepoint sched:nosuch. Skipping.
-- warning 3:1-25: No matches for tracepoint sched:nosuch2. Skipping.
-- warning 3:1-25: Probe has no valid attach points. It is being removed which may cause issues with program behavior.
-- ok

== missing and ignored
config = { missing_probes = ignore }
tracepoint:sched:nosuch, begin { }
tracepoint:sched:nosuch2 { }
-- ok
-- no warning

== optional points
tracepoint:sched:nosuch?, begin { }
-- ok
-- no warning

== first of several
tracepoint:sched:nosuch!, tracepoint:sched:sched_switch!, tracepoint:sched:sched_wakeup! { }
-- ok

== none of several
tracepoint:sched:nosuch!, tracepoint:sched:nosuch2! { }
-- error 1:1-25: Probe has no valid attach points. If this is expected, set the 'missing_probes' config variable to 'warn'.

== raw tracepoints
rawtracepoint:sched_switch { print(arg0); }
rawtracepoint:sched_switch { print(args.prev.pid); }
-- ok

== missing raw tracepoint
rawtracepoint:nosuch { }
-- error 1:1-21: Probe has no valid attach points. If this is expected, set the 'missing_probes' config variable to 'warn'.

== kprobes
kprobe:vfs_read, kprobe:vfs_read+4, kretprobe:vfs_read { }
-- ok

== kprobe that cannot be traced
kprobe:nosuch { }
-- warning 1:1-14: nosuch is not traceable (either non-existing, inlined, or marked as "notrace"); attaching to it will likely fail
-- error 1:1-14: No matches for kprobe nosuch.

== kprobe by address
kprobe:0x1234 { }
-- error 1:1-14: Probing by address requires --unsafe

== kprobe by address with --unsafe
kprobe:0x1234 { }
-- unsafe
-- ok

== kretprobe has no offset
kretprobe:vfs_read+4 { }
-- error 1:1-21: Offset not allowed

== module that is not loaded
kprobe:nosuchmod:f { }
-- error 1:1-19: specified module nosuchmod in probe kprobe:nosuchmod:f is not loaded.

== fentry and fexit
fentry:vfs_read { print(args.count); }
fexit:vfs_read { print(retval); }
-- ok

== missing fentry
fentry:nosuch { }
-- error 1:1-14: No matches for fentry nosuch.

== iterators
iter:task { print(ctx.task.pid); }
-- ok

== iterators stay alone
iter:task { }
interval:s:1 { }
-- error 1:1-10: iter probes cannot be combined with other probes

== missing iterator
iter:nosuch { }
-- error 1:1-12: No matches for iter nosuch.

== uprobe needs a function
uprobe:a { }
-- error 1:1-9: uprobe probe type requires 2 or 3 arguments, found 1

== uprobe target
uprobe:/nosuch/file:f { }
-- error 1:1-22: uprobe target file '/nosuch/file' does not exist or is not executable

== usdt parts
usdt:/bin/true:a:b:c { }
-- error 1:1-21: usdt probe type requires 2 or 3 arguments, found 4

== too many probes
config = { max_probes = 2 }
begin, end, interval:s:1 { }
-- error -: Can't attach to 3 probes because it exceeds the current limit of 2 probes.
-- hint: raise the limit with the config variable max_probes or SONDE_MAX_PROBES; attaching very many probes can slow the machine down

== too many programs
config = { max_bpf_progs = 1 }
begin { }
end { }
-- error -: The script needs 2 BPF programs, which exceeds the current limit of 1.
-- hint: raise the limit with the config variable max_bpf_progs or SONDE_MAX_BPF_PROGS
