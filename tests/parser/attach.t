== parts are split at colons
tracepoint:sched:sched_switch { }
-- ast
point tracepoint:sched:sched_switch
part tracepoint
part sched
part sched_switch

== several points, layout and stray commas between them
kprobe:a,kprobe:b , /* c */ kprobe:d,, { }
-- ast
probe
point kprobe:a
point kprobe:b
point kprobe:d

== quotes protect every character
uprobe:"/path/with space,{":"fn(int \"x\")" { }
-- ast
quoted /path/with space,{
quoted fn(int "x")

== paths
uprobe:/bin/bash:readline /pid == 1/ { }
-- ast
point uprobe:/bin/bash:readline
part uprobe
part /bin/bash
part readline
predicate
binary ==

== a predicate without a blank when there is no colon
begin/pid == 1/{ }
-- ast
point begin
part begin
predicate
binary ==
ident pid

== with a colon the slash belongs to the name
kprobe:f/pid/{ }
-- ast
point kprobe:f/pid/
part f/pid/

== source locations
uprobe:/bin/ls@ls.c:120:5 { }
-- ast
part uprobe
part /bin/ls
at ls.c
part 120
part 5

== wildcards, offsets, stars
kprobe:vfs_*,kprobe:f+0x10,uprobe:*:malloc { }
-- ast
part vfs_*
part f+0x10
part *
part malloc

== regular expressions
kprobe:/^vfs_(read|write){1,2} $/ { }
kprobe:/a\/b/, fentry:mod:/^x/ /pid/ { }
-- ast
point kprobe:/^vfs_(read|write){1,2} $/
part kprobe
regex ^vfs_(read|write){1,2} $
regex a\/b
part fentry
part mod
regex ^x
predicate

== a regular expression may be the function of a user probe, not its target
uprobe:/bin/bash:/^read/, uprobe:/lib/:f { }
-- ast
part /bin/bash
regex ^read
part /lib/
part f

== optional points and the first that exists
kprobe:a!, kprobe:b?, kprobe:/x/? { }
-- ast
point kprobe:a! (first of)
part a
point kprobe:b? (optional)
part b
point kprobe:/x/? (optional)
regex x

== names in front
foo=kprobe:f { }
-- ast
point foo=kprobe:f
alias foo
part kprobe
part f

== empty parts are kept
software:faults: { }
-- ast
part software
part faults
part

== parameters are left to be replaced
kprobe:$1 { }
-- ast
point kprobe:$1

== a dollar without a number
kprobe:foo$bar { }
-- error 1:11-13: invalid trailing character for positional param: b. Try quoting this entire part if this is intentional e.g. "$b".

== a quoted dollar
uprobe:/bin/x:"foo$bar" { }
-- ast
quoted foo$bar

== blanks end a point
kprobe: f { }
-- error 1:9-10: syntax: expected '{'

== a quote that is not closed
uprobe:"/bin/x { }
begin { }
-- error 1:8-19: syntax: unterminated string
-- error 2:1-6: syntax: expected '{'

== no point at all
{ print(1); }
-- error 1:1-2: syntax: expected attach point

== a predicate that is not closed
kprobe:f /pid == 1 { }
-- error 1:20-21: syntax: expected '/' to close predicate

== a division in a predicate
kprobe:f /pid / 2 == 1/ { }
-- ast
predicate
binary ==
binary /
ident pid
int 2
int 1

== a semicolon behind a probe
begin { };
-- error 1:10-11: syntax: expected '{'

== no block
kprobe:f
-- error 1:9-9: syntax: expected '{'

== begin and end in capitals, together
BEGIN, END { }
-- ast
point BEGIN
point END
