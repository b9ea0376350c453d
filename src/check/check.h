/* Shared inside check/: what the files of the type checker need of each other. Not seen outside. */
#ifndef SONDE_CHECK_CHECK_H
#define SONDE_CHECK_CHECK_H

#include "base/format.h"
#include "base/limits.h"
#include "check/program.h"

/* State of type checking. Inference: the whole program is checked in rounds until no variable, map key or map value
 * type changes; diagnostics are muted until the last round (final), which runs once more over the settled types. Every
 * check_ function must therefore be repeatable: it may only set fields of nodes to what follows from the current types. */
struct checker {
	struct program *p;
	struct types *types;
	struct diags *diags;
	struct prog *prog;      /* the program being checked */
	bool final;             /* last round: diagnostics count, events are made */
	bool changed;           /* a variable's or map's type was widened in this round */
	int loop_depth;         /* loops around the current statement (unroll not counted) */
	bool in_dead_branch;    /* code that is never run (operand of sizeof ...): no warnings */
	struct range open;      /* first use of something whose type stayed unknown, src NULL: none (final round) */
	const char *open_name;
};

/* Types an expression, sets e->type (never NULL), e->constant, and returns the type. Scalar map reads, implicit reads of
 * aggregations etc. included. Poison in, poison out, silently. (check_expr.c) */
const struct type *check_expr(struct checker *c, struct expr *e);
/* The same where an aggregation map value may stay one (print argument): no implicit conversion to integer. */
const struct type *check_expr_raw(struct checker *c, struct expr *e);
void check_block(struct checker *c, struct block *b);
/* Condition of if, while, predicate, ternary: integers, bools, pointers, enums; else "Invalid condition: ...". */
void check_condition(struct checker *c, struct expr *e);

/* Checks the key expression of a map access or of delete/has_key/find against the map's key type, widening it. */
void check_map_key(struct checker *c, struct map *m, struct expr *key);
/* Widens the type of a map's value / a variable to hold `t` as well; reports a mismatch at r. */
void widen_map_value(struct checker *c, struct map *m, const struct type *t, struct range r);
void widen_variable(struct checker *c, struct variable *v, const struct type *t, struct range r, const struct expr *value);
/* The type both fit in (spec 2.5: integers widen, strings grow, tuples element-wise); NULL if there is none. */
const struct type *type_common(struct types *t, const struct type *a, const struct type *b);
/* True if a value of type `from` can be stored where `to` is (after widening). */
bool type_assignable(const struct type *to, const struct type *from);

/* Turns e in place into a literal of that value (folding, FN_CONST functions, positional parameters). */
void make_int(struct checker *c, struct expr *e, uint64_t value, bool negative);
void make_typed_int(struct checker *c, struct expr *e, const struct type *t, uint64_t value);
void make_bool(struct checker *c, struct expr *e, bool value);
void make_string(struct checker *c, struct expr *e, const char *bytes, uint32_t len);
/* Constant folding of an operator whose operands have constants (check_fold.c); false: not foldable. */
bool fold_unary(struct checker *c, struct expr *e);
bool fold_binary(struct checker *c, struct expr *e);

/* Address space that pointers read in the current probe have by default (spec 2.7). */
enum addrspace probe_addrspace(const struct checker *c);

/* ---- calls (check_call.c dispatches by the tables; functions in check_fn_*.c) ---- */
const struct type *check_call(struct checker *c, struct expr *e);
const struct type *check_builtin(struct checker *c, struct expr *e);  /* EX_IDENT or EX_CALL with ID_BUILTIN */
/* Aggregation on the right of a map assignment; the value type (TY_AGG). */
const struct type *check_aggregation(struct checker *c, const struct aggregation *a, struct expr *call, struct map *m);
/* Called for every function row: types the arguments (with check_expr), reports misuse, returns the result type
 * (&type_void for none). The number of arguments was checked before. */
#define FUNCTION(id, ...) const struct type *check_fn_##id(struct checker *c, struct expr *call);
#include "tables/functions.def"
#undef FUNCTION
#define AGGREGATION(id, ...) const struct type *check_agg_##id(struct checker *c, struct expr *call, struct map *m);
#include "tables/aggregations.def"
#undef AGGREGATION

/* Makes (final round) or finds the event of a call: args are the expressions sent, stored as a TUPLE of their types. */
struct event *make_event(struct checker *c, struct expr *call, enum event_kind kind, const char *fmt, uint32_t fmt_len,
			 struct expr **args, int nargs, struct map *map);

/* True if evaluating e (typed) may do more than give a value. (effects.c) */
bool expr_has_effects(const struct expr *e);

/* Index of a string in program.strings. */
uint32_t intern_string(struct program *p, const char *s);

/* Adds the "expanded from" blocks to a diagnostic about an expression that came out of macros. (program.c) */
void note_expansion(struct program *p, struct diag *d, const struct expr *e);

/* Reads imported files and merges them into p->ast; part of pass_config. (import.c) */
void import_files(struct program *p);

/* ---- C definitions (cdecl.c, cpp.c) ---- */
/* Parses C declarations into types->c_*; unknown parts are skipped with a warning that names them. */
void parse_c(struct program *p, struct source *src);

#endif
