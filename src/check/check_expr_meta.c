/* Questions answered at compile time: sizeof, offsetof, typeof, typeinfo, comptime. */
#include "check/check_expr.h"

#include <string.h>

/* ---- what they ask about ---- */

/* The size of a variable or map value was used: later assignments must not change it (they are all known by then). */
static void lock(const struct expr *e)
{
	if (e->kind == EX_VAR && e->variable)
		e->variable->locked = true;
	else if (e->kind == EX_MAP && e->mapref)
		e->mapref->value_locked = true;
	else if (e->kind == EX_INDEX && e->index.base->kind == EX_MAP)
		lock(e->index.base);
}

const struct type *type_or_expr_type(struct checker *c, struct type_or_expr *of)
{
	if (!of->expr)
		return of->type ? named_type(c, of->type) : &type_poison;
	if (of->expr->kind == EX_TYPEOF)
		return type_or_expr_type(c, &of->expr->meta.of);
	bool before = c->in_dead_branch;
	c->in_dead_branch = true;
	const struct type *t = check_expr(c, of->expr);
	c->in_dead_branch = before;
	lock(of->expr);
	return t;
}

/* ---- sizeof ---- */

static const struct type *unsettled(struct expr *e)
{
	e->constant = NULL;
	return &type_unknown;
}

static const struct type *size_of(struct checker *c, struct expr *e)
{
	const struct expr *x = e->meta.of.expr;
	const struct type *t = type_or_expr_type(c, &e->meta.of);
	if (is_bad(t))
		return t->kind == TY_POISON ? t : unsettled(e);
	if (!type_complete(c->types, t)) {
		expr_error(c, e, "Unknown struct/union: '%s'", text_of(c, t));
		return &type_poison;
	}
	uint64_t size = x && t->kind == TY_ENUM && is_pure(x) ? 8 : t->size;
	make_int(c, e, size, false);
	return e->type;
}

/* ---- offsetof ---- */

static const struct type *no_field(struct checker *c, const struct expr *e, const struct type *t, const char *name)
{
	if (t->kind == TY_STRUCT)
		expr_error(c, e, "Struct/union of type '%s' does not contain a field named '%s'", text_of(c, t), name);
	else if (t->kind == TY_RECORD)
		expr_error(c, e, "Record does not contain a field named '%s'", name);
	else
		expr_error(c, e, "Can not access field '%s' on expression of type '%s'", name, text_of(c, t));
	return &type_poison;
}

static const struct type *offset_of(struct checker *c, struct expr *e)
{
	const struct type *t = type_or_expr_type(c, &e->meta.of);
	uint64_t offset = 0;
	if (is_bad(t))
		return t->kind == TY_POISON ? t : unsettled(e);
	if (t->kind == TY_PTR && e->meta.of.expr && t->elem->kind == TY_STRUCT)
		t = t->elem;
	for (int i = 0; i < e->meta.path.n; i++) {
		const char *name = e->meta.path.at[i];
		struct member m;
		if (t->kind == TY_STRUCT && !type_complete(c->types, t)) {
			expr_error(c, e, "Unknown struct/union: '%s'", text_of(c, t));
			return &type_poison;
		}
		if ((t->kind != TY_STRUCT && t->kind != TY_RECORD) || !type_member(c->types, t, name, &m))
			return no_field(c, e, t, name);
		if (m.bit_size) {
			expr_error(c, e, "Can not take the offset of the bit-field '%s'", name);
			return &type_poison;
		}
		offset += m.offset;
		t = m.type;
	}
	make_int(c, e, offset, false);
	return e->type;
}

/* ---- typeinfo ---- */

static struct expr *literal_node(struct checker *c, const struct expr *at, enum expr_kind kind)
{
	struct expr *n = arena_new(c->p->arena, struct expr);
	n->kind = kind;
	n->range = at->range;
	n->expanded_from = at->expanded_from;
	return n;
}

static struct expr *string_node(struct checker *c, const struct expr *at, const char *s)
{
	struct expr *n = literal_node(c, at, EX_STRING);
	n->string.bytes = s;
	n->string.len = (uint32_t)strlen(s);
	return n;
}

static struct expr *typeinfo_record(struct checker *c, const struct expr *e, const struct type *t)
{
	struct expr *r = literal_node(c, e, EX_RECORD);
	struct expr *id = literal_node(c, e, EX_INT);
	id->integer.value = t->kind == TY_STRUCT || t->kind == TY_ENUM ? t->kid.id : 0;
	vec_push(c->p->arena, &r->record.names, "btf_id");
	vec_push(c->p->arena, &r->record.items, id);
	vec_push(c->p->arena, &r->record.names, "base_type");
	vec_push(c->p->arena, &r->record.items, string_node(c, e, type_kind_name(t)));
	vec_push(c->p->arena, &r->record.names, "full_type");
	vec_push(c->p->arena, &r->record.items, string_node(c, e, text_of(c, t)));
	return r;
}

static void unstable_typeinfo(struct checker *c, const struct expr *e)
{
	int mode = c->p->config.unstable_typeinfo;
	if (!c->final || mode == 2)
		return;
	if (mode == 1)
		expr_warning(c, e, "Script is using an unstable feature: typeinfo. To prevent this warning you must "
				   "explicitly enable it in the config e.g. unstable_typeinfo=enable");
	else
		expr_error(c, e, "typeinfo feature is not enabled by default. To enable this unstable feature, set the "
				 "config flag to enable. unstable_typeinfo=enable");
}

static const struct type *type_info(struct checker *c, struct expr *e)
{
	const struct type *t = type_or_expr_type(c, &e->meta.of);
	unstable_typeinfo(c, e);
	if (is_bad(t))
		return t;
	struct expr *r = typeinfo_record(c, e, t);
	const struct type *rt = check_expr(c, r);
	e->data = r;
	if (c->final) {
		replace_expr(e, r);
		e->type = rt;
	}
	return rt;
}

const struct type *check_meta(struct checker *c, struct expr *e)
{
	switch (e->kind) {
	case EX_SIZEOF:
		return size_of(c, e);
	case EX_OFFSETOF:
		return offset_of(c, e);
	case EX_TYPEINFO:
		return type_info(c, e);
	default:
		return type_or_expr_type(c, &e->meta.of);
	}
}

/* ---- comptime ---- */

const struct type *check_comptime(struct checker *c, struct expr *e)
{
	struct expr *x = e->comptime.operand;
	const struct type *t = check_expr(c, x);
	if (is_bad(t))
		return t;
	if (!x->constant && !(x->kind == EX_RECORD || x->kind == EX_TYPEINFO)) {
		expr_error(c, e, "Unable to evaluate expression at compile time");
		return &type_poison;
	}
	e->constant = x->constant;
	e->data = x->data;
	if (c->final)
		replace_expr(e, x);
	return t;
}
