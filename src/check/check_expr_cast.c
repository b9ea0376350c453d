/* Casts, and types as a program writes them (spec 1.12, 2.6). */
#include "check/check_expr.h"

#include <string.h>

/* ---- written types ---- */

static const struct type *unknown_name(struct checker *c, const struct type_name *n)
{
	if (n->tag)
		diag_error(c->diags, n->range, "Unknown %s: '%s %s'",
			   strcmp(n->tag, "enum") ? "struct/union" : "enum", n->tag, n->name);
	else
		diag_error(c->diags, n->range, "Cannot resolve unknown type \"%s\"", n->name);
	return &type_poison;
}

/* string[N], buffer[N], inet[N]: the number is a capacity. */
static const struct type *with_capacity(struct checker *c, const struct type *t, uint64_t n, bool *taken)
{
	*taken = true;
	if (t->kind == TY_STRING && !t->size)
		return type_string(c->types, (uint32_t)n, false);
	if (t->kind == TY_BUFFER && t->size == 4)
		return type_buffer(c->types, (uint32_t)n);
	if (t->kind == TY_INET)
		return t;
	*taken = false;
	return t;
}

static const struct type *element_type(struct checker *c, const struct type_name *n, const struct type *t)
{
	if (t->kind == TY_VOID || t->kind == TY_FUNC || (t->kind == TY_STRUCT && !type_complete(c->types, t))) {
		diag_error(c->diags, n->range, "array of type '%s', whose size is not known", text_of(c, t));
		return NULL;
	}
	return t;
}

const struct type *named_type(struct checker *c, const struct type_name *n)
{
	const struct type *t = type_by_name(c->types, n->tag, n->name);
	if (!t)
		return unknown_name(c, n);
	for (int i = 0; i < n->nsuffix; i++) {
		uint64_t count = n->suffix[i].sized ? n->suffix[i].count : 0;
		bool taken = false;
		if (!n->suffix[i].is_array) {
			t = type_ptr(c->types, t, AS_NONE);
			continue;
		}
		if (count > INT32_MAX || (t->size && count > INT32_MAX / t->size)) {
			diag_error(c->diags, n->range, "array is too large");
			return &type_poison;
		}
		if (!i)
			t = with_capacity(c, t, count, &taken);
		if (!taken && !element_type(c, n, t))
			return &type_poison;
		if (!taken)
			t = type_array(c->types, t, (uint32_t)count);
	}
	return t;
}

/* ---- casts ---- */

static bool byte_like(const struct type *t)
{
	return t->kind == TY_INT && t->size == 1;
}

/* T[]: as many elements as the operand has bytes for. */
static const struct type *sized_array(struct checker *c, const struct type *to, const struct type *from)
{
	if (to->kind != TY_ARRAY || to->count || !to->elem->size)
		return to;
	uint32_t size = from->kind == TY_PTR ? 8 : from->size;
	if (size % to->elem->size)
		return to;
	return type_array(c->types, to->elem, size / to->elem->size);
}

static bool from_number(const struct type *to, const struct type *from)
{
	switch (to->kind) {
	case TY_INT: case TY_BOOL: case TY_ENUM: case TY_PTR:
		return true;
	case TY_ARRAY:
		return type_is_integral(to->elem) && to->size == from->size;
	default:
		return false;
	}
}

static bool from_string(const struct type *to, const struct type *from)
{
	if (to->kind == TY_STRING)
		return !to->size || to->size >= from->size;
	return to->kind == TY_ARRAY && byte_like(to->elem) && to->count == from->size;
}

static bool from_array(const struct type *to, const struct type *from)
{
	if (!type_is_integral(from->elem))
		return type_equal(to, from);
	switch (to->kind) {
	case TY_INT: case TY_ENUM: case TY_BOOL:
		return to->size == from->size;
	case TY_ARRAY:
		return type_is_integral(to->elem) && to->size == from->size;
	case TY_STRING:
		return byte_like(from->elem) && (!to->size || to->size == from->size);
	default:
		return false;
	}
}

static bool cast_allowed(const struct type *to, const struct type *from)
{
	switch (from->kind) {
	case TY_INT: case TY_BOOL: case TY_ENUM:
		return from_number(to, from);
	case TY_PTR:
		return to->kind == TY_PTR || to->kind == TY_INT || to->kind == TY_BOOL ||
		       (to->kind == TY_ARRAY && from_number(to, from));
	case TY_STRING:
		return from_string(to, from);
	case TY_ARRAY:
		return from_array(to, from);
	default:
		return type_equal(to, from) && to->kind != TY_AGG;
	}
}

static bool enum_has(const struct type *e, uint64_t value)
{
	for (uint32_t i = 0; i < e->nenums; i++)
		if (e->enums[i].value == value)
			return true;
	return false;
}

/* The value of a constant after the cast, to types that are integers. */
static void cast_constant(struct checker *c, struct expr *e, const struct type *to, const struct expr *x)
{
	if (!x->constant || !type_is_integral(to) || !type_is_integral(x->type))
		return;
	uint64_t v = x->constant->value;
	unsigned shift = 64 - to->size * 8;
	if (to->kind == TY_BOOL)
		v = v != 0;
	else if (shift)
		v = to->is_signed ? (uint64_t)((int64_t)(v << shift) >> shift) : v << shift >> shift;
	struct constant *k = arena_new(c->p->arena, struct constant);
	k->value = v;
	e->constant = k;
}

static const struct type *target_type(struct checker *c, struct expr *e)
{
	if (e->cast.to_typeof) {
		const struct expr *t = e->cast.to_typeof;
		if (t->kind == EX_TYPEOF)
			return type_or_expr_type(c, &e->cast.to_typeof->meta.of);
		return check_expr(c, e->cast.to_typeof);
	}
	if (e->data)
		return e->data;
	const struct type *t = named_type(c, e->cast.to);
	if (t->kind != TY_POISON)
		e->data = (void *)t;
	return t;
}

static const struct type *pointer_result(struct checker *c, const struct type *to, const struct type *from)
{
	enum addrspace as = to->as;
	if (as == AS_NONE && from->kind == TY_PTR)
		as = from->as;
	if (as == AS_NONE)
		as = probe_addrspace(c);
	to = type_with_as(c->types, to, as);
	return type_settled(c->types, to);
}

static void warn_unnecessary(struct checker *c, const struct expr *e, const struct type *to, const struct type *from)
{
	const struct expr *x = e->cast.operand;
	const struct expr *m = x->kind == EX_INDEX ? x->index.base : x;
	bool aggregation = m->kind == EX_MAP && m->mapref && m->mapref->value && m->mapref->value->kind == TY_AGG;
	if (!c->final || !type_equal(to, from) || x->constant || aggregation || e->expanded_from || e->cast.to_typeof)
		return;
	expr_warning(c, e, "Unnecessary cast: expression is already of type %s", text_of(c, to));
}

static const struct type *cast_error(struct checker *c, const struct expr *e, const struct type *to,
				     const struct type *from)
{
	if (from->kind == TY_STRUCT)
		expr_error(c, e, "Cannot cast from C type \"%s\"", text_of(c, from));
	else
		expr_error(c, e, "Cannot cast from \"%s\" to \"%s\"", text_of(c, from), text_of(c, to));
	return &type_poison;
}

const struct type *check_cast(struct checker *c, struct expr *e)
{
	const struct expr *x = e->cast.operand;
	const struct type *to = target_type(c, e);
	const struct type *from = check_expr(c, e->cast.operand);
	if (is_bad(to) || is_bad(from))
		return to->kind == TY_POISON ? to : is_bad(from) && to->kind != TY_ARRAY && !is_bad(to) ? to : from;
	to = sized_array(c, to, from);
	if (!cast_allowed(to, from))
		return cast_error(c, e, to, from);
	if (to->kind == TY_ENUM && is_pure(x) && x->type->kind == TY_INT && !enum_has(to, x->constant->value)) {
		expr_error(c, e, "Enum: %s doesn't contain a variant value of %lld", to->name,
			   (long long)x->constant->value);
		return &type_poison;
	}
	warn_unnecessary(c, e, to, from);
	if (to->kind == TY_STRING && !to->size)
		to = from;
	cast_constant(c, e, to, x);
	return to->kind == TY_PTR ? pointer_result(c, to, from) : to;
}
