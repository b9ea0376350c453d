== exit in begin: end still runs, maps are printed, the status counts
begin { @a = 5; printf("before\n"); exit(3); printf("after\n"); }
tracepoint:sched:sched_switch { @never = count(); }
end { printf("end\n"); }
-- run status 3
before
end


@a: 5

== the same as JSON
begin { @a[1, "x"] = 5; @h = hist(5); exit(); }
-- json
-- run
{"type": "map", "data": {"@a": {"1,x": 5}}}
{"type": "hist", "data": {"@h": [{"min": 4, "max": 7, "count": 1}]}}

== exit in a timer
interval:ms:10 { @n++; if (@n == 3) { exit(2); } }
-- run status 2


@n: 3

== the end of a command ends the script
begin { @x = 1; } tracepoint:syscalls:sys_enter_nosuch? { }
-- command: /bin/true
-- run


@x: 1

== a histogram that holds nothing prints nothing
begin { @a = hist(2); clear(@a); print(@a); @b = lhist(2, 0, 10, 1); clear(@b); print(@b); print("on"); }
-- run
on
