== functions of a program
uprobe:/usr/bin/bash:readline, uprobe:bash:readline+4, u:sh:rl_* { @[probe] = count(); }
uretprobe:bash:readline { print(retval); }
-- ok

== only functions match
uprobe:bash:rl_line_buffer { }
-- error 1:1-27: No matches for uprobe bash:rl_line_buffer.

== no such function
uprobe:bash:nosuch { }
-- error 1:1-19: No matches for uprobe bash:nosuch.

== no such function, but told so
config = { missing_probes = warn }
uprobe:bash:nosuch, uprobe:nosuch:f, begin { }
-- warning 2:1-19: No matches for uprobe bash:nosuch. Skipping.
-- warning 2:21-36: No matches for uprobe nosuch. Skipping.
-- ok

== by regular expression
uprobe:libc:/^(c|m|re)alloc$/ { @[arg0] = count(); }
-- ok

== behind the end of a function
uprobe:bash:main+10000 { }
-- error 1:1-23: offset +10000 is outside of function main, which has 9206 bytes

== an offset at a return
uretprobe:bash:main+4 { }
-- error 1:1-22: Offset not allowed

== by address
uprobe:bash:0xc6c24 { }
-- ok

== C++ functions
uprobe:server:cpp:add, uprobe:server:cpp:"Point::move", uprobe:server:cpp:"Point::move(int, int)" { }
-- ok

== no such C++ function
uprobe:server:cpp:"Point::turn" { }
-- error 1:1-32: No matches for uprobe server:cpp:Point::turn.

== language
uprobe:server:rust:main { }
-- error 1:1-24: rust is not a known language; there are c and cpp

== source location
uprobe:server@main.c:15 { }
-- error 1:1-24: No DWARF debug info found for 'server', cannot attach by source code location.

== static probes
usdt:libc:setjmp, usdt:libc:libc:longjmp { print(arg0); }
usdt:server:app:* { @[probe] = count(); }
-- ok

== provider of a static probe
usdt:server:request { }
-- error 1:1-20: usdt probe request has more than one provider
-- hint: name it: usdt:server:app:request

== no such static probe
usdt:server:app:nosuch { }
-- error 1:1-23: No matches for usdt server:app:nosuch.

== results are not arguments
uprobe:bash:readline { print(retval); }
uretprobe:bash:readline { print(arg0); }
-- error 1:30-36: The retval builtin can only be used with 'kretprobe' and 'uretprobe' and 'fentry' probes
-- error 2:33-37: The arg0 builtin can only be used with 'kprobes', 'uprobes' and 'usdt' probes

== arguments by name
uprobe:bash:readline { print(args.prompt); }
-- error 1:30-34: The args builtin can only be used with tracepoint, rawtracepoint, fentry/fexit, and uprobe probes (uprobe used here)
-- hint: arguments by name need debug information; use arg0, arg1, ...

== a function that returns nothing
fexit:tcp_close { print(retval); }
-- error 1:1-16: fexit:vmlinux:tcp_close returns nothing: retval cannot be used

== functions of a module
fentry:kvm_init, fentry:kvm:kvm_init, kprobe:xfs:xfs_file_* { @[probe] = count(); }
-- ok

== functions by pattern
kprobe:vfs_*, kprobe:/^tcp_v[46]_connect$/ { @[func] = count(); }
fentry:vfs_r* { print(probe); }
-- ok

== a function that may not be traced
kprobe:notrace_function { }
-- warning 1:1-24: notrace_function is not traceable (either non-existing, inlined, or marked as "notrace"); attaching to it will likely fail
-- error 1:1-24: No matches for kprobe notrace_function.

== raw tracepoint arguments by number
rawtracepoint:sys_enter { @[arg1] = count(); }
-- ok

== iterator with a pin
iter:task_file:list { print(ctx.fd); }
-- ok

== stacks of an iterator
iter:task { print(kstack); }
-- error 1:19-25: The kstack builtin can not be used with 'iter' probes

== arguments of events with different fields
tracepoint:syscalls:sys_enter_open* { print(args.flags); }
-- ok

== a macro that uses args
macro who() { args.next_comm }
tracepoint:sched:sched_switch { print(who()); }
-- ok

== the first of several kinds
fentry:nosuch!, kprobe:nosuch!, tracepoint:sched:sched_switch! { @ = count(); }
-- ok
-- no warning
