/* The checked program: what the passes after parsing share, and what code generation reads. */
#ifndef SONDE_CHECK_PROGRAM_H
#define SONDE_CHECK_PROGRAM_H

#include "base/diag.h"
#include "base/strmap.h"
#include "check/type.h"
#include "image.h"
#include "kernel.h"
#include "parser/ast.h"
#include "tables/tables.h"

/* ---- compile-time environment ---- */
struct param { const char *name, *value; }; /* named parameter; value NULL: given without value */

struct compile_options {
	const char *const *args;     /* positional parameters */
	int nargs;
	const struct param *params;  /* -- --name=value */
	int nparams;
	const char *const *include_dirs, *const *include_files;
	int ninclude_dirs, ninclude_files;
	const char *script_dir;      /* imports are looked up here; NULL: "." */
	const char *(*getenv)(void *ctx, const char *name); /* NULL: no environment */
	void *getenv_ctx;
	int pid;                     /* -p; 0 none */
	const char *command;         /* -c: the path the command resolves to, or NULL */
	bool unsafe, warnings_k, no_warnings, test_mode, bench_mode, debug_info;
	bool pid_namespace;          /* sonde runs in a pid namespace of its own: pid, tid are those of that namespace */
};

struct config { /* effective configuration */
	struct image_config run;
	uint64_t max_bpf_progs, max_probes, on_stack_limit;
	enum stack_mode stack_mode;
	/* 0 error, 1 warn, 2 enable */
	int unstable_import, unstable_tseries, unstable_typeinfo, unstable_dw_ustack;
};

/* ---- names ---- */
struct variable {
	const char *name;          /* without $ */
	struct range range;        /* first declaration or assignment */
	const struct type *type;   /* typecheck; widened over all assignments */
	const struct type *declared; /* let $x : type */
	bool assigned, read, locked; /* locked: size was needed at compile time */
	bool captured;             /* used inside a loop body that becomes a callback (layout) */
	bool loop_var;             /* loop variable: FOR_RANGE int64, FOR_MAP tuple (key, value) */
	struct slot *slot;         /* layout: memory; NULL: register */
	void *codegen;             /* for codegen */
};

struct map {
	const char *name;          /* "@x" */
	uint32_t index;            /* in program.maps and image.maps */
	struct range range;        /* first use */
	const struct map_decl *decl;
	bool keyed, scalar_seen;
	struct range keyed_range, scalar_range;
	const struct type *key;    /* NULL scalar; several keys: TY_TUPLE */
	const struct type *value;  /* TY_AGG for aggregations */
	bool key_locked, value_locked, assigned, read_in_kernel, printed;
	uint32_t bpf_type, max_entries; /* decided by typecheck */
	bool percpu;
};

/* ---- events and sites (become image_event, image_site) ---- */
struct event {
	enum event_kind kind;
	uint32_t index;            /* in program.events */
	const char *fmt; uint32_t fmt_len;
	expr_list args;            /* what is sent, in order */
	const struct type *args_type; /* TUPLE of their types, as stored; NULL: no payload */
	struct map *map;
	bool then_clear;
	struct range range;
};

/* ---- memory and loops (layout) ---- */
struct slot {
	uint32_t size, align;
	bool scratch;              /* per-CPU scratch memory; else the BPF stack */
	uint32_t offset;           /* from the start of the stack frame area or of the scratch area */
	const char *what;          /* "key of @x", "$path", "str()": for -d stack and errors */
	struct range range;
};

struct loop {
	enum { LOOP_PLAIN,         /* constant trip count, small: jumps in the program */
	       LOOP_UNROLL,        /* copies */
	       LOOP_CALLBACK,      /* bpf_loop */
	       LOOP_MAP,           /* bpf_for_each_map_elem */
	} how;
	uint64_t trips;            /* PLAIN: known count; CALLBACK: upper limit */
	bool has_break, has_continue, has_return;
};

/* ---- programs ---- */
struct target {                    /* becomes image_target */
	struct image_target image;
	struct attach_point *point;
};

struct prog {                      /* one BPF program: one body in one typing context */
	const struct probe_kind *kind;
	struct probe *probe;       /* its own copy of predicate and body */
	VEC(struct target) targets;
	const struct type *args;   /* TY_STRUCT in AS_CTX, or NULL */
	const struct type *ctx;    /* type of `ctx`, or NULL */
	const struct type *retval; /* or NULL */
	const struct ktype *proto; /* BTF prototype for fentry, fexit, raw tracepoints, or NULL */
	struct ktype_id attach_btf;
	const struct usdt_location *usdt; /* argument places */
	uint32_t prog_type, expected_attach_type;
	bool uses_probe_name, uses_args; /* one program per target when set and names/arguments differ */
	VEC(struct variable *) vars;
	VEC(struct slot *) slots;
	uint32_t stack_size, scratch_size; /* layout */
	bool needs_scratch;
	uint32_t index;
};

struct option_use { /* a named parameter the program asks for: getopt() */
	const char *name, *help;   /* help may be NULL */
	const char *default_text;  /* typecheck */
	struct range range;
};

struct program {
	struct arena *arena;
	struct diags *diags;
	struct kernel *kernel;
	const struct compile_options *opt;
	struct program_ast *ast;
	struct types types;
	struct config config;
	VEC(struct prog *) progs;      /* in attach order of the source */
	VEC(struct map *) maps;
	struct strmap map_by_name;
	VEC(struct event *) events;
	VEC(const char *) strings;     /* image_string table */
	VEC(struct c_macro *) macros_c;
	VEC(struct option_use) options; /* resolve */
	bool has_probes_left;          /* resolve: false: nothing to attach */
	bool tests_skipped, benches_skipped; /* resolve: there are test, bench probes, but not their mode */
};

/* The passes, in the order sonde.c calls them. Each appends to p->diags and returns false if it added an error; the
 * following passes are then not run, except typecheck after resolve errors (poison keeps it quiet). */
bool pass_config(struct program *p);     /* config block, environment, imports */
bool pass_cdefs(struct program *p);      /* C definitions, includes */
bool pass_expand(struct program *p);     /* macros, #define constants, positional parameters */
bool pass_resolve(struct program *p);    /* names, probes and their targets, maps, variables */
bool pass_typecheck(struct program *p);  /* types, constants, dead branches, events */
bool pass_layout(struct program *p);     /* slots, loops */
bool pass_constraints(struct program *p);/* stack, sizes, counts, availability */

void program_init(struct program *p, struct arena *a, struct diags *d, struct kernel *k,
		  const struct compile_options *opt, struct program_ast *ast);

#endif
