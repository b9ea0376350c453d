== print() requires at least one argument (0 provided)
begin { print(); }
-- error 1:9-16: print() requires at least one argument (0 provided)

== exit() takes up to one argument (2 provided)
begin { exit(1, 2); }
-- error 1:9-19: exit() takes up to one argument (2 provided)

== clear() requires one argument (0 provided)
begin { clear(); }
-- error 1:9-16: clear() requires one argument (0 provided)

== print() takes up to three arguments (4 provided)
begin { print(1, 2, 3, 4); }
-- error 1:9-26: print() takes up to three arguments (4 provided)

== str() only supports int arguments (string provided)
begin { $p = (int8*)0; str($p, "a"); }
-- error 1:24-36: str() only supports int arguments (string provided)
-- warning 1:24-36: Return value discarded.

== str() only supports pointer, int or string arguments (tuple provided)
begin { print(str((1,2))); }
-- error 1:15-25: str() only supports pointer, int or string arguments (tuple provided)

== clear() expects a map argument
begin { clear(5); }
-- error 1:9-17: clear() expects a map argument

== system() is an unsafe function being used in safe mode
begin { system("ls"); }
-- error 1:9-21: system() is an unsafe function being used in safe mode

== signal() is unsafe. To use you need the --unsafe flag
begin { signal(9); }
-- error 1:9-18: signal() is unsafe. To use you need the --unsafe flag

== override() is unsafe. To use you need the --unsafe flag
kprobe:vfs_read { override(1); }
-- error 1:19-30: override() is unsafe. To use you need the --unsafe flag

== Failed to resolve kernel symbol: nosuchsym
begin { kaddr("nosuchsym"); }
-- error 1:9-27: Failed to resolve kernel symbol: nosuchsym
-- warning 1:9-27: Return value discarded.

== pton() expects a valid IPv4/IPv6 address, got 1.2.3
begin { print(pton("1.2.3")); }
-- error 1:15-28: pton() expects a valid IPv4/IPv6 address, got 1.2.3

== macaddr() does not support literal string arguments
begin { print(macaddr("abcdef")); }
-- error 1:15-32: macaddr() does not support literal string arguments

== reg can not be used with "begin" probes
begin { print(reg("ax")); }
-- error 1:15-24: reg can not be used with "begin" probes

== 'foo' is not a valid register on this architecture (x86_64)
kprobe:vfs_read { print(reg("foo")); }
-- error 1:25-35: 'foo' is not a valid register on this architecture (x86_64)

== __builtin_uaddr can not be used with "begin" probes
begin { print(uaddr("main")); }
-- error 1:15-28: __builtin_uaddr can not be used with "begin" probes

== @a used as a map with an explicit key (non-scalar map), previously used without an explicit key (sca
begin { @a = 1; print(has_key(@a, 1)); }
-- error 1:31-33: @a used as a map with an explicit key (non-scalar map), previously used without an explicit key (scalar map)

== call to delete() with a single argument expects a map without explicit keys (scalar map)
begin { @a[1] = 1; delete(@a); }
-- error 1:20-30: call to delete() with a single argument expects a map without explicit keys (scalar map)
-- warning 1:20-30: Return value discarded.

== call to len() expects a map with explicit keys (non-scalar map)
begin { @a = 1; print(len(@a)); }
-- error 1:23-30: call to len() expects a map with explicit keys (non-scalar map)

== len() expects a map or stack to be provided
begin { print(len(5)); }
-- error 1:15-21: len() expects a map or stack to be provided

== find() expects a variable for its third argument
begin { @a[1] = 1; print(find(@a, 1, 5)); }
-- error 1:26-40: find() expects a variable for its third argument

== Argument mismatch for @a: trying to access with arguments: 'string[2]' when map expects arguments: '
begin { @a[1] = 1; print(delete(@a, "x")); }
-- error 1:37-40: Argument mismatch for @a: trying to access with arguments: 'string[2]' when map expects arguments: 'int8'

== kstack([int limit]): limit shouldn't exceed 1024, 2000 given
begin { print(kstack(2000)); }
-- error 1:15-27: kstack([int limit]): limit shouldn't exceed 1024, 2000 given

== 'build_id' stack mode can only be used for ustack
begin { print(kstack(build_id)); }
-- error 1:15-31: 'build_id' stack mode can only be used for ustack

== Invalid stack mode: 'foo'
begin { print(kstack(foo)); }
-- error 1:15-26: Invalid stack mode: 'foo'
-- hint: stack modes are bpftrace, perf, raw, build_id

== Invalid timestamp mode: foo
begin { print(nsecs(foo)); }
-- error 1:15-25: Invalid timestamp mode: foo
-- hint: timestamp modes are boot, monotonic, tai, sw_tai

== Invalid PID namespace mode: foo (expects: curr_ns or init)
begin { print(pid(foo)); }
-- error 1:15-23: Invalid PID namespace mode: foo (expects: curr_ns or init)

== strftime() can not take a monotonic timestamp
begin { print(strftime("%H", nsecs(monotonic))); }
-- error 1:15-47: strftime() can not take a monotonic timestamp

== strftime() expects a string literal (int provided)
begin { print(strftime(5, 5)); }
-- error 1:15-29: strftime() expects a string literal (int provided)

== strncmp() expects a non-negative literal length (-1 provided)
begin { print(strncmp("a", "b", -1)); }
-- error 1:15-36: strncmp() expects a non-negative literal length (-1 provided)

== strncmp() expects an integer literal (int provided)
begin { $n = 1; print(strncmp("a", comm, $n)); }
-- error 1:23-45: strncmp() expects an integer literal (int provided)

== begin { print(memcmp("abc", comm, 400)); }
begin { print(memcmp("abc", comm, 400)); }
-- ok

== str_concat() only supports string arguments (int provided)
begin { print(str_concat("a", 5)); }
-- error 1:15-33: str_concat() only supports string arguments (int provided)

== path can not be used with "begin" probes
begin { print(path(5)); }
-- error 1:15-22: path can not be used with "begin" probes

== socket_cookie can not be used with "begin" probes
begin { print(socket_cookie(5)); }
-- error 1:15-31: socket_cookie can not be used with "begin" probes

== skboutput can not be used with "begin" probes
begin { print(skboutput("a", 1, 2, 3)); }
-- error 1:15-38: skboutput can not be used with "begin" probes

== comm() of another process can not be used with "begin" probes
begin { print(comm(5)); }
-- error 1:15-22: comm() of another process can not be used with "begin" probes

== signal() is unsafe. To use you need the --unsafe flag
begin { signal("SIGFOO"); }
-- error 1:9-25: signal() is unsafe. To use you need the --unsafe flag

== buf() expects a length argument for non-array type int
begin { print(buf(5)); }
-- error 1:15-21: buf() expects a length argument for non-array type int

== ntop() expects an integer or an array of 4 or 16 bytes ((int8,int8) provided)
begin { print(ntop((1,2))); }
-- error 1:15-26: ntop() expects an integer or an array of 4 or 16 bytes ((int8,int8) provided)

== ntop(): the address family does not match an address of 16 bytes
begin { print(ntop(2, pton("::1"))); }
-- error 1:15-35: ntop(): the address family does not match an address of 16 bytes

== Failed to resolve cgroup: /nope (No such file or directory)
begin { print(cgroupid("/nope")); }
-- error 1:15-32: Failed to resolve cgroup: /nope (No such file or directory)

== length param (5000) is too long and will be shortened to 1024 bytes (see SONDE_MAX_STRLEN)
begin { $p = (int8*)0; print(str($p, 5000)); }
-- warning 1:30-43: length param (5000) is too long and will be shortened to 1024 bytes (see SONDE_MAX_STRLEN)
-- warning 1:30-43: Addrspace is not set

== join() only supports int or pointer arguments (string provided)
begin { join("a"); }
-- error 1:9-18: join() only supports int or pointer arguments (string provided)

== time() expects a string literal (int provided)
begin { time(5); }
-- error 1:9-16: time() expects a string literal (int provided)

== debugf() does not support the format specifier c, only d, u, x, p and s
begin { debugf("%c", 5); }
-- error 1:9-24: debugf() does not support the format specifier c, only d, u, x, p and s
-- warning 1:9-24: debugf() is for debugging only: its output goes to the kernel's trace_pipe, which all programs share

== Unknown function: 'nosuch'
begin { print(nosuch(5)); }
-- error 1:15-24: Unknown function: 'nosuch'

== bswap() only supports int arguments (string provided)
begin { print(bswap("a")); }
-- error 1:15-25: bswap() only supports int arguments (string provided)

== x
begin { print(fail("x")); }
-- error 1:15-24: x
-- error 1:9-25: none type passed to print() is not printable

== The arg0 builtin can only be used with 'kprobes', 'uprobes' and 'usdt' probes
begin { print(arg0); }
-- error 1:15-19: The arg0 builtin can only be used with 'kprobes', 'uprobes' and 'usdt' probes

== x86_64 doesn't support arg7
kprobe:vfs_read { print(arg7); }
-- error 1:25-29: x86_64 doesn't support arg7
-- hint: further arguments are on the stack: *(uint64 *)(reg("sp") + 8)

== Could not resolve variable "nosuch" from BTF
begin { print(percpu_kaddr("nosuch")); }
-- error 1:15-37: Could not resolve variable "nosuch" from BTF

== exit() only supports int arguments (string provided)
begin { exit("a"); }
-- error 1:9-18: exit() only supports int arguments (string provided)

== write_user() is unsafe. To use you need the --unsafe flag
begin { print(write_user(1, 2, 3)); }
-- error 1:15-34: write_user() is unsafe. To use you need the --unsafe flag

== signal can not be used with "begin" probes
begin { signal("SIGFOO"); }
-- unsafe
-- error 1:9-25: signal can not be used with "begin" probes
-- error 1:9-25: SIGFOO is not a valid signal

== signal("SIGKILL"); signal(9); signal("KILL"); signal_thread( (accepted)
kprobe:vfs_read { signal("SIGKILL"); signal(9); signal("KILL"); signal_thread("TERM"); }
-- unsafe
-- ok

== 65 is not an allowed signal (1..64)
kprobe:vfs_read { signal(65); }
-- unsafe
-- error 1:19-29: 65 is not an allowed signal (1..64)

== override can not be used with "begin" probes
begin { override(1); }
-- unsafe
-- error 1:9-20: override can not be used with "begin" probes

== write_user() expects a value or the address of a variable as its second argument (int8 provided)
begin { print(write_user(1, 2, 3)); }
-- unsafe
-- error 1:15-34: write_user() expects a value or the address of a variable as its second argument (int8 provided)

== write_user(): 4 bytes of an object of 1
begin { $x = 5; print(write_user(1, &$x, 4)); }
-- unsafe
-- error 1:23-44: write_user(): 4 bytes of an object of 1

== system("ls %s", comm); } (accepted)
begin { system("ls %s", comm); }
-- unsafe
-- ok

== Return value discarded.
begin { delete(@a[1]); @a[1] = 1; }
-- warning 1:9-22: Return value discarded.

== Argument mismatch for @a: trying to access with arguments: 'int8' when map expects arguments: '(int8
begin { @a[1, "x"] = 1; print(has_key(@a, (1, "x"))); print(has_key(@a, 1)); }
-- error 1:73-74: Argument mismatch for @a: trying to access with arguments: 'int8' when map expects arguments: '(int8,string[2])'

== @a[1] = "x"; if (find(@a, 1, $v)) { print($v); } } (accepted)
begin { @a[1] = "x"; if (find(@a, 1, $v)) { print($v); } }
-- ok

== find() does not support type: hist_t
begin { @a[1] = hist(1); if (find(@a, 1, $v)) { print($v); } }
-- error 1:30-45: find() does not support type: hist_t

== Undefined map: @a
begin { clear(@a); }
-- error 1:9-18: Undefined map: @a

== Undefined map: @a
begin { zero(@a); }
-- error 1:9-17: Undefined map: @a

== Undefined map: @a
begin { print(len(@a)); }
-- error 1:19-21: Undefined map: @a

== str(): the length must not be negative
begin { $s = str(5, 0); print(sizeof($s)); $t = str((int8*)5, -1); }
-- error 1:49-66: str(): the length must not be negative

== length param (2000) is too long and will be shortened to 1024 bytes (see SONDE_MAX_STRLEN)
begin { $b = buf((int8*)5, 2000); }
-- warning 1:14-33: length param (2000) is too long and will be shortened to 1024 bytes (see SONDE_MAX_STRLEN)
-- warning 1:14-33: Addrspace is not set

== usym() only supports int or pointer arguments (string provided)
begin { print(usym("a")); print(ksym("a")); }
-- error 1:15-24: usym() only supports int or pointer arguments (string provided)
-- error 1:33-42: ksym() only supports int or pointer arguments (string provided)

== reg() expects a string literal (int provided)
begin { print(reg(5)); }
-- error 1:15-21: reg() expects a string literal (int provided)
-- error 1:15-21: reg can not be used with "begin" probes

== uptr() only supports pointer arguments (string provided)
begin { print(uptr("a")); }
-- error 1:15-24: uptr() only supports pointer arguments (string provided)

== unwatch() only supports int arguments (string provided)
begin { unwatch("a"); unwatch(5); }
-- error 1:9-21: unwatch() only supports int arguments (string provided)

== strlen() only supports string arguments (int provided)
begin { print(strlen(5)); }
-- error 1:15-24: strlen() only supports string arguments (int provided)

== strstr() only supports string arguments (int provided)
begin { print(strstr("a", 5)); }
-- error 1:15-29: strstr() only supports string arguments (int provided)

== signal_name() only supports int arguments (string provided)
begin { print(signal_name("a")); print(strerror("a")); print(syscall_name("a")); }
-- error 1:15-31: signal_name() only supports int arguments (string provided)
-- error 1:40-53: strerror() only supports int arguments (string provided)
-- error 1:62-79: syscall_name() only supports int arguments (string provided)

== cgroup_path() only supports int arguments (string provided)
begin { print(cgroup_path("a")); print(cgroup_path(1, 2)); }
-- error 1:15-31: cgroup_path() only supports int arguments (string provided)
-- error 1:40-57: cgroup_path() expects a string literal (int provided)

== kaddr() expects a string literal (int provided)
begin { print(kaddr(5)); print(percpu_kaddr(5)); }
-- error 1:15-23: kaddr() expects a string literal (int provided)
-- error 1:32-47: percpu_kaddr() expects a string literal (int provided)

== static assertion failed: no
begin { static_assert(0, "no"); static_assert(pid, "x"); }
-- error 1:9-31: no
-- error 1:33-56: static_assert() expects a condition known at compile time

== 5 and text
begin { fail("%d and %s", 5, "text"); }
-- error 1:9-37: 5 and text

== if (0) { fail("never"); } } (accepted)
begin { if (0) { fail("never"); } }
-- ok

== print(kfunc_exist("nosuch")); if (kfunc_exist("nosuch")) { f (accepted)
begin { print(kfunc_exist("nosuch")); if (kfunc_exist("nosuch")) { fail("x"); } }
-- ok

== getopt() expects a string literal (int provided)
begin { print(getopt(5)); }
-- error 1:15-24: getopt() expects a string literal (int provided)

== getopt() expects a literal integer, boolean or string as default (string provided)
begin { print(getopt("a", comm)); }
-- error 1:15-32: getopt() expects a literal integer, boolean or string as default (string provided)

== is_str() requires one argument (2 provided)
begin { print(is_str(1, 2)); }
-- error 1:15-27: is_str() requires one argument (2 provided)

== Call to container_of() has arguments that do not match any definition.
begin { print(container_of(5)); }
-- error 1:15-30: Call to container_of() has arguments that do not match any definition.

== Call to assert() has arguments that do not match any definition.
begin { print(assert(1)); }
-- error 1:15-24: Call to assert() has arguments that do not match any definition.

== path() only supports 'struct path' arguments (int8 provided)
fentry:vfs_read { print(path(5)); }
-- error 1:25-32: path() only supports 'struct path' arguments (int8 provided)

== print(path(args.file.f_path)); } (accepted)
fentry:vfs_read { print(path(args.file.f_path)); }
-- ok

== socket_cookie() expects an argument of type 'struct sock *' (struct file * provided)
fentry:vfs_read { print(socket_cookie(args.file)); }
-- error 1:25-49: socket_cookie() expects an argument of type 'struct sock *' (struct file * provided)

== comm() takes up to one argument (2 provided)
begin { print(comm(1, 2)); }
-- error 1:15-25: comm() takes up to one argument (2 provided)

== count() must be assigned directly to a map
begin { count(); }
-- error 1:9-16: count() must be assigned directly to a map

== @x = str("abc"); print(str("hello", 3)); print(str("hello",  (accepted)
begin { @x = str("abc"); print(str("hello", 3)); print(str("hello", 0)); }
-- ok
