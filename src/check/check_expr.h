/* Shared by the files of the type checker's core: check_expr*.c, check_stmt.c, check_fold.c, check_infer.c,
 * typecheck.c. */
#ifndef SONDE_CHECK_CHECK_EXPR_H
#define SONDE_CHECK_CHECK_EXPR_H

#include "check/check.h"
#include "check/check_types.h"

static inline bool is_bad(const struct type *t)
{
	return t->kind == TY_POISON || t->kind == TY_UNKNOWN;
}

/* An error or warning about an expression, at its range, with "expanded from" blocks. */
struct diag *expr_error(struct checker *c, const struct expr *e, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void expr_warning(struct checker *c, const struct expr *e, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Remembers that a variable or map is used whose type inference did not find. */
void note_open(struct checker *c, const char *name, struct range r);
/* The name of a type for a message. */
const char *text_of(struct checker *c, const struct type *t);
/* A node is replaced by another one (final round only). */
void replace_expr(struct expr *e, const struct expr *with);

/* ---- check_fold.c ---- */
/* A constant that stands for itself: literals, enumerators and what is folded from them; no casts. */
bool is_pure(const struct expr *e);
bool is_flexible(const struct expr *e); /* a non-negative integer that adopts the sign of what it meets */
__int128 constant_value(const struct expr *e);
bool constant_truth(const struct expr *e, bool *truth); /* false: not known */

/* ---- check_infer.c ---- */
struct range assign_range(const struct expr *target, const struct expr *value);
/* The type as a variable or map keeps it; trust and place are dropped. */
const struct type *type_stored(struct checker *c, const struct type *t);
/* Warns where a 64-bit unsigned value becomes signed. */
void warn_sign(struct checker *c, const struct expr *e, const struct type *from, const struct type *to);
/* Settles maps after inference: element type, BPF map type, size. */
void finish_maps(struct checker *c);

/* ---- check_expr_op.c ---- */
const struct type *check_unary(struct checker *c, struct expr *e);
const struct type *check_binary(struct checker *c, struct expr *e);
const struct type *check_incdec(struct checker *c, struct expr *e);
/* Type of `left op right` for the arithmetic operators (operands are typed); at: for messages. */
const struct type *arith_type(struct checker *c, enum binary_op op, const struct expr *left, const struct expr *right,
			      const struct expr *at);
/* The operator of a compound assignment. */

/* ---- check_expr_access.c ---- */
const struct type *check_field(struct checker *c, struct expr *e);
const struct type *check_tuple_field(struct checker *c, struct expr *e);
const struct type *check_index(struct checker *c, struct expr *e);
const struct type *check_deref(struct checker *c, struct expr *e);
const struct type *check_map_read(struct checker *c, struct expr *e);

/* ---- check_expr_cast.c ---- */
const struct type *check_cast(struct checker *c, struct expr *e);
/* A type as written; poison after an error. Arrays written [] have count 0. */
const struct type *named_type(struct checker *c, const struct type_name *n);

/* ---- check_expr_meta.c ---- */
const struct type *check_meta(struct checker *c, struct expr *e);
const struct type *type_or_expr_type(struct checker *c, struct type_or_expr *of);
const struct type *check_comptime(struct checker *c, struct expr *e);

/* ---- check_stmt.c ---- */
void check_stmt(struct checker *c, struct stmt *s);
/* An expression whose value nobody takes. */
void check_discarded(struct checker *c, struct expr *e);
/* Statements and value of a block; the value's type, void if there is none or it is not wanted. */
const struct type *check_block_value(struct checker *c, struct block *b, bool wanted);
const struct type *check_if(struct checker *c, struct expr *e, bool wanted);

#endif
