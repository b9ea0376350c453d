#!/bin/bash
# The command as a user runs it: options, bad input, privileges, signals, pipes, what is left behind.
set -u
t=$(mktemp -d); trap 'rm -rf "$t"' EXIT
passed=0 failed=0
ok() { passed=$((passed + 1)); }
bad() { failed=$((failed + 1)); echo "FAILED: $1"; [ -e "$t/out" ] && head -c 1500 "$t/out"; [ -e "$t/err" ] && head -c 1500 "$t/err"; }
run() { timeout 60 "$SONDE" "$@" >"$t/out" 2>"$t/err" </dev/null; rc=$?; }
# expect NAME STATUS PATTERN: the last run's status, and a pattern in its error output
expect() {
	if [ "$rc" = "$2" ] && grep -qE -- "$3" "$t/err"; then ok; else bad "$1 (status $rc)"; fi
}
expect_out() { if [ "$rc" = "$2" ] && grep -qE -- "$3" "$t/out"; then ok; else bad "$1 (status $rc)"; fi; }
leftovers() { cat /sys/kernel/tracing/uprobe_events /sys/kernel/tracing/kprobe_events 2>/dev/null; bpftool prog show 2>/dev/null | grep -c '^[0-9]'; bpftool link show 2>/dev/null | grep -c '^[0-9]'; }
before=$(leftovers)

run --version; expect_out "version" 0 '^sonde v[0-9]'
run --help; expect_out "help" 0 '^usage: sonde'
run; expect "no arguments" 1 '^usage: sonde'
run --nosuch; expect "unknown option" 1 'unrecognized option'
run -f xml -e 'begin {}'; expect "format" 1 'Invalid output format "xml"'
run -B foo -e 'begin {}'; expect "buffering" 1 "-B must be either 'line', 'full', or 'none'"
run -d foo -e 'begin {}'; expect "debug stage" 1 'invalid option for -d: foo'
run -p a1 -e 'begin {}'; expect "pid text" 1 'Failed to parse pid: invalid integer: a1'
run -p 5000000 -e 'begin {}'; expect "pid range" 1 'Pid out of range: 5000000'
run -p 1 -c ls -e 'begin {}'; expect "-c with -p" 1 'Cannot use both -c and -p'
run "$t/nosuch.sd"; expect "missing file" 1 "failed to open file '.*nosuch.sd': No such file or directory"

# bad programs: a clear error each, status 1
run -e ''; expect "empty program" 1 'ERROR:'
: >"$t/empty.sd"; run "$t/empty.sd"; expect "empty file" 1 'empty.sd:1:1.*ERROR:'
run -e 'nosuch:probe { }'; expect "unknown probe" 1 'stdin:1:1-.*ERROR:'
run -e 'tracepoint:sched:nosuch { }'; expect "unknown tracepoint" 1 'tracepoint sched:nosuch'
run -e 'tracepoint:sched:sched_switch { print(args.nosuch); }'; expect "unknown field" 1 "1:44-50.*nosuch"
run -e 'begin { $a = 1; $a = "x"; }'; expect "wrong type" 1 'Type mismatch'
run -e 'begin { print("abc); }'; expect "unterminated string" 1 'unterminated string'
printf 'begin { @x = %s1%s; }' "$(printf '(%.0s' $(seq 10000))" "$(printf ')%.0s' $(seq 10000))" >"$t/deep.sd"
run "$t/deep.sd"; expect "10,000 parentheses" 1 'ERROR:'
head -c 1000000 /dev/urandom >"$t/noise.sd"; run "$t/noise.sd"; expect "1 MB of noise" 1 'ERROR:'
[ "$(wc -c <"$t/err")" -lt 100000 ] && ok || bad "noise: error output too long"
run /bin/ls; expect "a binary file" 1 'ERROR:'
printf 'begin { print(1) print(2); }\nend { 5x }\n' >"$t/two.sd"; run "$t/two.sd"
[ "$(grep -c ERROR "$t/err")" -ge 2 ] && ok || bad "two errors in one run"
grep -q '~~*' "$t/err" && ok || bad "underline"

# ways to give a program
run -e 'begin { printf("%s %d\n", str($1), $2); }' abc 7; expect_out "parameters" 0 '^abc 7$'
printf '#!/usr/bin/env sonde\nbegin { print("script"); }\n' >"$t/s.sd"; run "$t/s.sd"; expect_out "script file" 0 '^script$'
chmod +x "$t/s.sd"; PATH="$(dirname "$SONDE"):$PATH" timeout 20 "$t/s.sd" >"$t/out" 2>"$t/err"; rc=$?; expect_out "shebang" 0 '^script$'
echo 'begin { print("piped"); }' | timeout 20 "$SONDE" - >"$t/out" 2>"$t/err"; rc=$?; expect_out "standard input" 0 '^piped$'
run -e 'begin { exit(7); }'; [ $rc = 7 ] && ok || bad "exit status"
run -o "$t/o" -e 'begin { print("to file"); }'; grep -q '^to file$' "$t/o" && ok || bad "-o"
run -o /dev/full -e 'begin { print("x"); }'; expect "full disk" 1 'No space left'
run --dry-run -e 'begin { print("no"); } tracepoint:sched:sched_switch { }'; [ $rc = 0 ] && ! grep -q no "$t/out" && ok || bad "dry run"
for stage in tokens ast types stack ir ir-opt asm; do
	run -d $stage --dry-run -e 'begin { @x = count(); }'; [ $rc = 0 ] && [ -s "$t/out" ] && ok || bad "-d $stage"
done
run --info; expect_out "info" 0 'BTF'
run -l 'tracepoint:sched:sched_sw*'; expect_out "list" 0 '^tracepoint:sched:sched_switch$'
run -lv tracepoint:sched:sched_switch; expect_out "list -v" 0 'prev_comm'
run --emit-elf "$t/x.o" -e 'begin { @x = count(); }'; [ "$(head -c 4 "$t/x.o" | tail -c 3)" = ELF ] && ok || bad "--emit-elf"

# ends
: >"$t/out"; : >"$t/err" # else the loop below may see the words of the run before
timeout 20 "$SONDE" -e 'begin { @a = 1; } interval:hz:1 { } end { print("end ran"); }' >"$t/out" 2>"$t/err" & p=$!
for i in $(seq 100); do grep -q Attached "$t/err" && break; sleep 0.1; done
kill -INT "$(pgrep -P $p)"; wait $p; rc=$?
[ $rc = 0 ] && grep -q '^end ran$' "$t/out" && grep -q '^@a: 1$' "$t/out" && ok || bad "Ctrl-C"
timeout 20 "$SONDE" -e 'interval:ms:10 { print("line"); }' 2>"$t/err" | head -1 >"$t/out"
[ "${PIPESTATUS[0]}" = 0 ] && grep -q '^line$' "$t/out" && ok || bad "closed pipe"
run -c '/bin/echo from child' -e 'tracepoint:syscalls:sys_enter_write { @w = count(); }'; [ $rc = 0 ] && grep -q '^@w: [1-9]' "$t/out" && ok || bad "-c"
run -c nosuchcmd -e 'begin { }'; expect "-c missing" 1 "Path 'nosuchcmd' does not exist or is not executable"
sleep 1.5 & p=$!; run -p $p -e 'interval:hz:10 { @x = count(); }'; [ $rc = 0 ] && ok || bad "-p ends with the process"
run -p 4000000 -e 'begin { }'; expect "-p missing" 1 'No such process'
: >"$t/out"; : >"$t/err" # else the loop below may see the words of the run before
"$SONDE" -e 'uprobe:libc:malloc { @ = count(); } tracepoint:sched:sched_switch { @s[comm] = count(); } profile:hz:50 { @p[kstack] = count(); }' >"$t/out" 2>"$t/err" & p=$!
for i in $(seq 100); do grep -q Attached "$t/err" && break; sleep 0.1; done
kill -KILL $p; wait $p 2>/dev/null
for i in $(seq 50); do [ "$(leftovers)" = "$before" ] && break; sleep 0.1; done
[ "$(leftovers)" = "$before" ] && ok || bad "left behind after SIGKILL: $(leftovers)"

# without privileges
if command -v setpriv >/dev/null; then
	timeout 20 setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all --bounding-set=-all "$SONDE" -e 'begin { }' >"$t/out" 2>"$t/err"; rc=$?
	expect "no privileges" 1 'CAP_BPF and CAP_PERFMON'
fi
# without tracefs, in a mount namespace of its own
if unshare -m true 2>/dev/null; then
	unshare -m sh -c 'umount -l /sys/kernel/tracing; umount -l /sys/kernel/debug/tracing 2>/dev/null; exec "$@"' sh "$SONDE" \
		-e 'tracepoint:sched:sched_switch { }' >"$t/out" 2>"$t/err"; rc=$?
	expect "no tracefs" 1 'tracefs'
fi
# without BTF
if unshare -m true 2>/dev/null; then
	unshare -m sh -c 'mount -t tmpfs none /sys/kernel/btf && exec "$@"' sh "$SONDE" -e 'rawtracepoint:sched_switch { print(args.prev.pid); }' >"$t/out" 2>"$t/err"; rc=$?
	expect "no BTF, raw tracepoint" 1 'BTF'
	unshare -m sh -c 'mount -t tmpfs none /sys/kernel/btf && exec "$@"' sh "$SONDE" -e 'begin { print(curtask.pid); }' >"$t/out" 2>"$t/err"; rc=$?
	expect "no BTF, kernel struct" 1 'BTF'
fi
# killed at any moment
for ms in $(seq 1 2 40); do
	"$SONDE" -e 'uprobe:libc:malloc { @ = count(); } tracepoint:sched:sched_switch { @s[comm] = count(); } interval:hz:50 { @p[kstack] = count(); }' >/dev/null 2>&1 & p=$!
	sleep "0.0$(printf %02d "$ms")"; kill -KILL $p 2>/dev/null; wait $p 2>/dev/null
done
for i in $(seq 50); do [ "$(leftovers)" = "$before" ] && break; sleep 0.1; done
[ "$(leftovers)" = "$before" ] && ok || bad "left behind after many SIGKILLs: $(leftovers)"
# two at once
: >"$t/out"; : >"$t/err" # else the loop below may see the words of the run before
timeout 20 "$SONDE" -q -e 'interval:ms:300 { exit(); } tracepoint:raw_syscalls:sys_enter { @a = count(); }' >"$t/out" 2>"$t/err" & p=$!
timeout 20 "$SONDE" -q -e 'interval:ms:300 { exit(); } tracepoint:raw_syscalls:sys_enter { @a = count(); }' >"$t/out2" 2>&1; rc2=$?
wait $p; [ $? = 0 ] && [ $rc2 = 0 ] && grep -q '^@a: [1-9]' "$t/out" && grep -q '^@a: [1-9]' "$t/out2" && ok || bad "two copies at once"
run -d verifier --dry-run -e 'begin { @x = count(); }'; [ $rc = 0 ] && grep -q 'processed [0-9]* insns' "$t/err" && ok || bad "-d verifier"
echo "$passed passed, $failed failed"
[ $failed = 0 ]
