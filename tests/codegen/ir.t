== a context field is one load at a constant offset
tracepoint:sched:sched_switch { @ = args.next_pid; }
-- ir
define i64 @sched_switch_1(ptr %0)
getelementptr i8, ptr %0, i64 56
load i32

== shared counters are added to atomically
begin { @x++; @y[1] += 3; }
-- ir
atomicrmw add ptr
atomicrmw add ptr

== a condition known at compile time leaves one branch
begin { if (1) { @a = 5; } else { @b = 6; } }
-- ir
store i8 5, ptr

== a loop callback gets the frame
begin { $x = 0; for ($i : 0..1000) { $x += $i; } print($x); }
-- ir
call i64 inttoptr (i64 181 to ptr)(i64 1000, ptr @begin_1_loop_0, ptr %frame, i64 0)
define internal i64 @begin_1_loop_0(i64 %0, ptr %1)

== filtered events do not take scratch memory
tracepoint:sched:sched_switch /pid == 1/ { $s = str(kptr(0)); @[$s] = 1; }
-- ir
icmp eq i64
br i1
atomicrmw or ptr
