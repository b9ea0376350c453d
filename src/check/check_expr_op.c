/* Operators: unary, binary, ++ and -- (spec 2.3, 2.4). */
#include "check/check_expr.h"
#include "parser/parser.h"

static bool is_arith(const struct type *t)
{
	return type_is_integral(t);
}

static bool is_condition(const struct type *t)
{
	return type_is_integral(t) || t->kind == TY_PTR;
}

/* ---- unary ---- */

static const char *const unary_text[] = { [UN_NEG] = "-", [UN_NOT] = "!", [UN_BITNOT] = "~", [UN_DEREF] = "*" };

static const struct type *unary_error(struct checker *c, const struct expr *e, const struct type *t)
{
	expr_error(c, e, "The %s operator can not be used on expressions of type '%s'", unary_text[e->unary.op],
		   text_of(c, t));
	return &type_poison;
}

/* - and ~ on something narrower than 64 bits stay in that width, without sign. */
static const struct type *negated(enum unary_op op, const struct type *t)
{
	if (t->kind == TY_BOOL)
		return op == UN_NEG ? &type_int64 : &type_uint64;
	if (t->size < 8)
		return type_int(t->size, false);
	return op == UN_NEG ? &type_int64 : type_int(8, t->is_signed);
}

const struct type *check_unary(struct checker *c, struct expr *e)
{
	if (e->unary.op == UN_DEREF)
		return check_deref(c, e);
	const struct type *t = check_expr(c, e->unary.operand);
	if (t->kind == TY_POISON)
		return t;
	if (e->unary.op == UN_NOT) {
		if (t->kind == TY_UNKNOWN)
			return &type_bool;
		if (!is_condition(t))
			return unary_error(c, e, t);
		return fold_unary(c, e) ? e->type : &type_bool;
	}
	if (t->kind == TY_UNKNOWN)
		return t;
	if (!is_arith(t))
		return unary_error(c, e, t);
	return fold_unary(c, e) ? e->type : negated(e->unary.op, t);
}

/* ---- arithmetic ---- */

static const struct type *operator_error(struct checker *c, const struct expr *at, enum binary_op op,
					 const struct type *l, const struct type *r)
{
	expr_error(c, at, "The %s operator can not be used on expressions of types %s, %s", binary_op_text(op),
		   text_of(c, l), text_of(c, r));
	return &type_poison;
}

static bool is_signed_operand(const struct expr *e)
{
	return e->type->kind != TY_BOOL && e->type->is_signed && !is_flexible(e);
}

static bool is_wide_unsigned(const struct expr *e)
{
	return e->type->kind == TY_INT && e->type->size == 8 && !e->type->is_signed && !e->constant;
}

static void warn_to_signed(struct checker *c, const struct expr *l, const struct expr *r)
{
	if (!c->final)
		return;
	const struct expr *u = is_wide_unsigned(l) && is_signed_operand(r) ? l
			       : is_wide_unsigned(r) && is_signed_operand(l) ? r
									     : NULL;
	if (u)
		warn_sign(c, u, u->type, &type_int64);
}

/* A literal takes part in the other operand's type where that is unsigned or has 64 bits. */
static bool adapts(const struct expr *lit, const struct expr *other)
{
	return is_flexible(lit) && (!other->type->is_signed || other->type->size == 8);
}

static void warn_division(struct checker *c, enum binary_op op, const struct expr *l, const struct expr *r,
			  const struct expr *at)
{
	if (!c->final || l->type->kind == TY_BOOL || r->type->kind == TY_BOOL)
		return;
	if (type_equal(l->type, r->type) || adapts(l, r) || adapts(r, l))
		return;
	if (l->type->is_signed || r->type->is_signed)
		expr_warning(c, at, "signed operands for '%s' can lead to undefined behavior (cast to unsigned to "
				    "silence warning)", binary_op_text(op));
}

static const struct type *integer_result(enum binary_op op, const struct expr *l, const struct expr *r)
{
	if (op == BIN_SUB || (is_flexible(l) && is_flexible(r)))
		return &type_int64;
	return is_signed_operand(l) || is_signed_operand(r) ? &type_int64 : &type_uint64;
}

static const struct type *pointer_result(struct checker *c, enum binary_op op, const struct expr *l,
					 const struct expr *r, const struct expr *at)
{
	bool left = l->type->kind == TY_PTR;
	const struct type *p = left ? l->type : r->type, *n = left ? r->type : l->type;
	bool ok = is_arith(n) && (op == BIN_ADD || (op == BIN_SUB && left));
	if (!ok)
		return operator_error(c, at, op, l->type, r->type);
	if (p->elem->kind == TY_STRUCT && !type_complete(c->types, p->elem)) {
		expr_error(c, at, "Unknown struct/union: '%s'", text_of(c, p->elem));
		return &type_poison;
	}
	return type_settled(c->types, p);
}

const struct type *arith_type(struct checker *c, enum binary_op op, const struct expr *l, const struct expr *r,
			      const struct expr *at)
{
	if (l->type->kind == TY_PTR || r->type->kind == TY_PTR)
		return pointer_result(c, op, l, r, at);
	if (!is_arith(l->type) || !is_arith(r->type))
		return operator_error(c, at, op, l->type, r->type);
	if (op == BIN_ADD || op == BIN_MUL)
		warn_to_signed(c, l, r);
	if (op == BIN_DIV || op == BIN_MOD)
		warn_division(c, op, l, r, at);
	return integer_result(op, l, r);
}

/* ---- comparisons ---- */

static bool is_equality(enum binary_op op)
{
	return op == BIN_EQ || op == BIN_NE;
}

static const struct type *compare_mismatch(struct checker *c, const struct expr *e)
{
	const struct expr *l = e->binary.left, *r = e->binary.right;
	struct diag *d = expr_error(c, e, "Type mismatch for '%s': comparing %s with %s", binary_op_text(e->binary.op),
				    text_of(c, l->type), text_of(c, r->type));
	diag_note(c->diags, d, l->range, "left (%s)", text_of(c, l->type));
	diag_note(c->diags, d, r->range, "right (%s)", text_of(c, r->type));
	bool chars = (l->type->kind == TY_PTR && r->type->kind == TY_STRING) ||
		     (r->type->kind == TY_PTR && l->type->kind == TY_STRING);
	if (chars)
		diag_hint(c->diags, d, "read the pointer as a string with str()");
	return &type_poison;
}

static const struct type *compare_arrays(struct checker *c, const struct expr *e, const struct type *l,
					 const struct type *r)
{
	if (!is_equality(e->binary.op))
		return operator_error(c, e, e->binary.op, l, r);
	if (l->count == r->count && type_is_integral(l->elem) && type_equal(l->elem, r->elem))
		return &type_bool;
	if (l->count != r->count)
		expr_error(c, e, "Only arrays of same size support comparison operators.");
	expr_error(c, e, "Only arrays of same sized integer support comparison operators.");
	return &type_poison;
}

static const struct type *compare_fields(struct checker *c, const struct expr *e, const struct type *l,
					 const struct type *r)
{
	if (!is_equality(e->binary.op))
		return operator_error(c, e, e->binary.op, l, r);
	return type_common(c->types, l, r) ? &type_bool : compare_mismatch(c, e);
}

static const struct type *compare_type(struct checker *c, const struct expr *e)
{
	const struct type *l = e->binary.left->type, *r = e->binary.right->type;
	if (is_condition(l) && is_condition(r)) {
		warn_to_signed(c, e->binary.left, e->binary.right);
		return &type_bool;
	}
	if (l->kind != r->kind)
		return compare_mismatch(c, e);
	switch (l->kind) {
	case TY_STRING:
		return is_equality(e->binary.op) ? &type_bool : operator_error(c, e, e->binary.op, l, r);
	case TY_ARRAY:
		return compare_arrays(c, e, l, r);
	case TY_TUPLE: case TY_RECORD:
		return compare_fields(c, e, l, r);
	case TY_KSYM: case TY_MAC: case TY_INET:
		return is_equality(e->binary.op) ? &type_bool : operator_error(c, e, e->binary.op, l, r);
	default:
		return operator_error(c, e, e->binary.op, l, r);
	}
}

static const struct type *logical_type(struct checker *c, const struct expr *e)
{
	const struct type *l = e->binary.left->type, *r = e->binary.right->type;
	if (is_condition(l) && is_condition(r))
		return &type_bool;
	return operator_error(c, e, e->binary.op, l, r);
}

/* ---- binary ---- */

static bool gives_bool(enum binary_op op)
{
	return op == BIN_LOR || op == BIN_LAND || (op >= BIN_EQ && op <= BIN_GE);
}

static const struct type *binary_unknown(const struct expr *e, const struct type *l, const struct type *r)
{
	if (l->kind == TY_POISON || r->kind == TY_POISON)
		return &type_poison;
	return gives_bool(e->binary.op) ? &type_bool : &type_unknown;
}

const struct type *check_binary(struct checker *c, struct expr *e)
{
	const struct type *l = check_expr(c, e->binary.left), *r = check_expr(c, e->binary.right);
	if (is_bad(l) || is_bad(r))
		return binary_unknown(e, l, r);
	if (fold_binary(c, e))
		return e->type;
	enum binary_op op = e->binary.op;
	if (op == BIN_LOR || op == BIN_LAND)
		return logical_type(c, e);
	if (gives_bool(op))
		return compare_type(c, e);
	return arith_type(c, op, e->binary.left, e->binary.right, e);
}

/* ---- compound assignment, ++ and -- ---- */

static const struct type *incdec_result(struct checker *c, const struct expr *e, const struct type *t)
{
	if (t->kind == TY_UNKNOWN)
		return &type_int64;
	if (t->kind == TY_PTR)
		return t;
	if (t->kind == TY_INT || t->kind == TY_ENUM)
		return type_int(8, !e->incdec.increment || t->is_signed);
	if (t->kind == TY_POISON)
		return t;
	expr_error(c, e, "The %s operator can not be used on expressions of type '%s'",
		   e->incdec.increment ? "++" : "--",
		   text_of(c, t));
	return &type_poison;
}

static const struct type *incdec_variable(struct checker *c, struct expr *e, struct variable *v)
{
	const struct type *t = incdec_result(c, e, v->type);
	e->incdec.target->type = v->type;
	v->read = true;
	if (t->kind == TY_POISON)
		return t;
	if (!v->declared)
		widen_variable(c, v, t, e->range, NULL);
	e->incdec.target->type = type_stored(c, v->type);
	return e->incdec.target->type;
}

static const struct type *incdec_map(struct checker *c, struct expr *e, struct expr *target)
{
	struct expr *name = target->kind == EX_INDEX ? target->index.base : target;
	struct map *m = name->mapref;
	if (!m)
		return &type_poison;
	if (target->kind == EX_INDEX)
		check_map_key(c, m, target->index.index);
	m->read_in_kernel = true;
	const struct type *t = incdec_result(c, e, m->value ? m->value : &type_unknown);
	if (t->kind != TY_POISON)
		widen_map_value(c, m, t, e->range);
	name->type = target->type = m->value ? type_stored(c, m->value) : &type_unknown;
	return t->kind == TY_POISON ? t : target->type;
}

const struct type *check_incdec(struct checker *c, struct expr *e)
{
	struct expr *target = e->incdec.target;
	if (target->kind == EX_VAR && target->variable)
		return incdec_variable(c, e, target->variable);
	if (target->kind == EX_MAP || (target->kind == EX_INDEX && target->index.base->kind == EX_MAP))
		return incdec_map(c, e, target);
	check_expr(c, target);
	return &type_poison;
}
