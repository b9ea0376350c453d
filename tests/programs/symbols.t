== user symbols of a process that has ended at once
tracepoint:syscalls:sys_enter_write { @[ustack(1), comm] = count(); }
-- command: /bin/echo one two
-- match
^@\[$
^        (write|__write|__GI___libc_write)\+[0-9]+$
^, echo\]: [0-9]+$

== the same printed at once
tracepoint:syscalls:sys_enter_write { printf("%s %s\n", comm, ustack(1)); }
-- command: /bin/echo three four
-- match
^echo $
^        (write|__write|__GI___libc_write)\+[0-9]+$
