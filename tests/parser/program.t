== the parts of a program in order
#!/usr/bin/env sonde
#include <linux/fs.h>
struct a { int x; } __attribute__((packed));
enum { A, B = 2 }
config = { max_strlen = 64; missing_probes = warn; print_maps_on_exit = true; license = "GPL" }
import "lib.bt";
let @m = lruhash(16);
macro one() { 1 }
fn two($a : int32) : int32 { return 2; }
begin { }
-- ast
preprocessor #include <linux/fs.h>
c struct a { int x; } __attribute__((packed));
c enum { A, B = 2 }
config max_strlen = 64
config missing_probes = warn
config print_maps_on_exit = true
config license = GPL
import lib.bt
let @m = lruhash(16)
fn two
macro one()
probe

== between #if and #endif everything is C
#ifndef BPFTRACE_HAVE_BTF
typedef unsigned int u32;
static inline int f(void) { return 1; }
extern int x;
#else
#define LONG a \
	b
#endif
begin { }
-- ast
preprocessor #ifndef BPFTRACE_HAVE_BTF
c typedef unsigned int u32;
c static inline int f(void) { return 1; }
c extern int x;
preprocessor #else
preprocessor #define LONG a \\n	b
preprocessor #endif
probe

== braces in comments and strings of C text
struct a { int x; /* } */ char y; // }
};
begin { }
-- ast
c struct a { int x; /* } */ char y; // }\n};
probe

== struct without a body declares
struct a;
struct b { struct a *p; };
begin { }
-- ast
c struct a;
c struct b { struct a *p; };

== wrong attribute
struct a { int x; } __attribute__(packed);
begin { }
-- error 1:21-34: syntax: __attribute__ syntax error, expected '(('

== everything in the wrong place
begin { }
config = { }
import "a.bt";
#define X 1
struct a { int x; };
-- error 2:1-7: syntax: config must appear before probes and functions
-- error 3:1-7: syntax: root imports must appear before probes and functions
-- error 4:1-12: syntax: C definitions must appear before probes and functions
-- error 5:1-21: syntax: C definitions must appear before probes and functions

== two config blocks
config = { }
config = { }
begin { }
-- error 2:1-7: syntax: duplicate config block

== wrong config entries
config = { a b; c = ; = 5; d = 1 e = 2 }
begin { }
-- error 1:14-15: syntax: expected '='
-- error 1:21-22: syntax: expected string, integer, true, false or identifier
-- error 1:23-24: syntax: expected configuration option
-- error 1:34-35: syntax: expected ';'

== imports
import lib;
import "a"
begin { }
-- error 1:8-11: syntax: expected string after 'import'
-- error 3:1-6: syntax: expected ';' after import

== variables at root
let $x = 5;
begin { }
-- error 1:5-7: syntax: root-level let statements need to be map declarations, e.g. let @a = hash(2);

== map declarations
let @a = hash(5)
let @b = percpulruhash(0x10);
let @c = 5;
let @d = hash(0);
let @e = hash(x);
let @f hash(1);
begin { }
-- error 3:10-11: syntax: expected map type name
-- error 4:15-16: syntax: expected positive integer for map declaration max entries
-- error 5:15-16: syntax: expected positive integer for map declaration max entries
-- error 6:8-12: syntax: expected '='

== macros
macro a($v, @m, @, e) { $v + e }
macro b() { if (1) { 2 } else { 3 } }
macro c(x) { print(x); }
-- ast
macro a($v, @m, @, e)
value
binary +
macro b()
value
if
macro c(x)
call print

== macro arguments
macro a(5) { }
macro b(pid) { }
macro c(arg0) { }
macro (x) { }
-- error 1:9-10: syntax: expected macro argument ($var, @map, or identifier)
-- error 2:9-12: syntax: builtin 'pid' can't be used as a macro argument
-- error 3:9-13: syntax: builtin 'arg0' can't be used as a macro argument
-- error 4:7-8: syntax: expected macro name

== a stray brace
begin { print(1); } }
end { $x = ; }
-- error 1:21-22: syntax: expected attach point
-- error 2:12-13: syntax: expected expression

== bytes that mean nothing
begin { ` }
end { $x = \; }
-- error 1:9-10: syntax: unexpected input in block
-- error 2:12-13: syntax: unexpected input
