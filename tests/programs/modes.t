== tests: passing ones are silent, failing ones show their output
test:good { print("hidden"); }
test:bad { print("shown"); exit(3); }
-- test
-- match status 1
Running 2 tests
RUN.*good
OK.*good
RUN.*bad
^shown$
FAILED.*bad
PASSED.*1 test

== benchmarks print a table
bench:nothing { }
-- bench
-- match
^Benchmark +Time\(ns\) +Iterations
^-+$
^nothing +[0-9]+ +[0-9]+

== test probes need their mode
test:a { }
begin { print("begin only"); }
-- run
begin only
