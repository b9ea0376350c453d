/* Literals and the folding of operators on them (spec 2.2, 2.3).
 *
 * Arithmetic is exact on 64-bit values: a result that fits neither int64 nor uint64 is an error. Nodes become literals
 * only in the final round; before, a node keeps its kind and carries type and constant, because what it was folded from
 * (sizeof of a variable, for instance) may still change. */
#include "check/check_expr.h"
#include "parser/parser.h"

#include <string.h>

/* ---- making literals ---- */

static struct constant *set_constant(struct checker *c, struct expr *e, const struct type *t)
{
	struct constant *k = arena_new(c->p->arena, struct constant);
	e->type = t;
	e->constant = k;
	return k;
}

static void become(struct expr *e, enum expr_kind kind)
{
	e->kind = kind;
	e->ident_kind = ID_UNRESOLVED;
	e->builtin = NULL;
	e->event = NULL;
	e->member = NULL;
	e->data = NULL;
}

void make_typed_int(struct checker *c, struct expr *e, const struct type *t, uint64_t value)
{
	set_constant(c, e, t)->value = value;
	if (!c->final)
		return;
	become(e, EX_INT);
	e->integer.negative = t->is_signed && (int64_t)value < 0;
	e->integer.value = e->integer.negative ? 0 - value : value;
}

void make_int(struct checker *c, struct expr *e, uint64_t value, bool negative)
{
	make_typed_int(c, e, type_int_literal(c->types, value, negative), negative ? 0 - value : value);
}

void make_bool(struct checker *c, struct expr *e, bool value)
{
	set_constant(c, e, &type_bool)->value = value;
	if (!c->final)
		return;
	become(e, EX_BOOL);
	e->boolean = value;
}

void make_string(struct checker *c, struct expr *e, const char *bytes, uint32_t len)
{
	struct constant *k = set_constant(c, e, type_string(c->types, len + 1, false));
	k->bytes = bytes;
	k->len = len;
	if (!c->final)
		return;
	become(e, EX_STRING);
	e->string.bytes = bytes;
	e->string.len = len;
}

static bool make_wide(struct checker *c, struct expr *e, __int128 v)
{
	const __int128 min = -((__int128)1 << 63), max = ((__int128)1 << 64) - 1;
	if (v < min || v > max) {
		expr_error(c, e, "unable to fold literals due to overflow or underflow");
		e->type = &type_poison;
		e->constant = NULL;
		return true;
	}
	make_int(c, e, (uint64_t)(v < 0 ? -v : v), v < 0);
	return true;
}

/* ---- reading literals ---- */

bool is_pure(const struct expr *e)
{
	return e->constant && e->kind != EX_CAST;
}

__int128 constant_value(const struct expr *e)
{
	const struct constant *k = e->constant;
	return e->type->is_signed ? (__int128)(int64_t)k->value : (__int128)k->value;
}

bool is_flexible(const struct expr *e)
{
	if (e->type->kind == TY_INT)
		return e->type->literal;
	return e->type->kind == TY_ENUM && is_pure(e) && constant_value(e) >= 0;
}

bool constant_truth(const struct expr *e, bool *truth)
{
	if (!e->constant)
		return false;
	*truth = e->type->kind == TY_STRING || e->constant->value;
	return true;
}

/* ---- unary ---- */

bool fold_unary(struct checker *c, struct expr *e)
{
	const struct expr *x = e->unary.operand;
	if (!is_pure(x) || !type_is_integral(x->type) || e->unary.op == UN_DEREF)
		return false;
	__int128 v = constant_value(x);
	switch (e->unary.op) {
	case UN_NEG:
		return make_wide(c, e, -v);
	case UN_BITNOT:
		return make_wide(c, e, (__int128)~(uint64_t)v);
	case UN_NOT:
		make_bool(c, e, !v);
		return true;
	case UN_DEREF:
		break;
	}
	return false;
}

/* ---- binary ---- */

static bool compare_result(enum binary_op op, int order)
{
	switch (op) {
	case BIN_EQ:
		return order == 0;
	case BIN_NE:
		return order != 0;
	case BIN_LT:
		return order < 0;
	case BIN_LE:
		return order <= 0;
	case BIN_GT:
		return order > 0;
	default:
		return order >= 0;
	}
}

static bool is_comparison(enum binary_op op)
{
	return op >= BIN_EQ && op <= BIN_GE;
}

static bool fold_strings(struct checker *c, struct expr *e, const struct constant *l, const struct constant *r)
{
	enum binary_op op = e->binary.op;
	if (is_comparison(op)) {
		uint32_t n = l->len < r->len ? l->len : r->len;
		int order = n ? memcmp(l->bytes, r->bytes, n) : 0;
		if (!order)
			order = (l->len > r->len) - (l->len < r->len);
		make_bool(c, e, compare_result(op, order));
		return true;
	}
	if (op != BIN_ADD)
		return false;
	char *joined = arena_alloc(c->p->arena, (size_t)l->len + r->len + 1);
	memcpy(joined, l->bytes, l->len);
	memcpy(joined + l->len, r->bytes, r->len);
	make_string(c, e, joined, l->len + r->len);
	return true;
}

static bool fold_offset(struct checker *c, struct expr *e, const struct expr *s, const struct expr *n)
{
	__int128 v = constant_value(n);
	if (e->binary.op != BIN_ADD || v < 0)
		return false;
	if (v >= s->constant->len)
		expr_warning(c, e, "literal string will always be empty");
	uint32_t skip = v > s->constant->len ? s->constant->len : (uint32_t)v;
	make_string(c, e, s->constant->bytes + skip, s->constant->len - skip);
	return true;
}

static bool fold_shift(struct checker *c, struct expr *e, __int128 l, __int128 r)
{
	if (r < 0 || r > 63) {
		expr_error(c, e, "unable to fold literals due to overflow or underflow");
		e->type = &type_poison;
		return true;
	}
	return make_wide(c, e, e->binary.op == BIN_SHL ? l * ((__int128)1 << r) : l >> r);
}

static bool fold_division(struct checker *c, struct expr *e, __int128 l, __int128 r)
{
	if (!r) {
		diag_hint(c->diags, expr_error(c, e, "unable to fold literals due to overflow or underflow"), "division by zero");
		e->type = &type_poison;
		return true;
	}
	return make_wide(c, e, e->binary.op == BIN_DIV ? l / r : l % r);
}

static bool product_overflows(__int128 l, __int128 r, __int128 *out)
{
	return __builtin_mul_overflow(l, r, out);
}

static bool fold_integers(struct checker *c, struct expr *e, __int128 l, __int128 r)
{
	__int128 product;
	switch (e->binary.op) {
	case BIN_LOR:
		make_bool(c, e, l || r);
		return true;
	case BIN_LAND:
		make_bool(c, e, l && r);
		return true;
	case BIN_OR:
		return make_wide(c, e, l | r);
	case BIN_XOR:
		return make_wide(c, e, l ^ r);
	case BIN_AND:
		return make_wide(c, e, l & r);
	case BIN_EQ: case BIN_NE: case BIN_LT: case BIN_LE: case BIN_GT: case BIN_GE:
		make_bool(c, e, compare_result(e->binary.op, (l > r) - (l < r)));
		return true;
	case BIN_SHL: case BIN_SHR:
		return fold_shift(c, e, l, r);
	case BIN_ADD:
		return make_wide(c, e, l + r);
	case BIN_SUB:
		return make_wide(c, e, l - r);
	case BIN_MUL:
		return make_wide(c, e, product_overflows(l, r, &product) ? (__int128)1 << 100 : product);
	case BIN_DIV: case BIN_MOD:
		return fold_division(c, e, l, r);
	}
	return false;
}

bool fold_binary(struct checker *c, struct expr *e)
{
	const struct expr *l = e->binary.left, *r = e->binary.right;
	if (!is_pure(l) || !is_pure(r))
		return false;
	bool ls = l->type->kind == TY_STRING, rs = r->type->kind == TY_STRING;
	if (ls && rs)
		return fold_strings(c, e, l->constant, r->constant);
	if (ls && type_is_integral(r->type))
		return fold_offset(c, e, l, r);
	if (!type_is_integral(l->type) || !type_is_integral(r->type))
		return false;
	return fold_integers(c, e, constant_value(l), constant_value(r));
}
