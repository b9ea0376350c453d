/* Reading parts of things: fields, elements, what a pointer points to, map values.
 *
 * The type of an expression that lies in memory says where (addrspace) and whether loads there need no helper
 * (trusted); a pointer found in memory inherits both unless its own type says otherwise (spec 2.7). */
#include "check/check_expr.h"

#include <string.h>

enum addrspace probe_addrspace(const struct checker *c)
{
	unsigned flags = c->prog && c->prog->kind ? c->prog->kind->flags : 0;
	return flags & PF_USER ? AS_USER : flags & PF_KERNEL ? AS_KERNEL : AS_NONE;
}

struct where {
	enum addrspace as;
	bool trusted;
};

/* The verifier follows pointers to structs it knows; not those into user or per-CPU memory. */
static bool keeps_trust(const struct type *ptr)
{
	return ptr->elem->kind == TY_STRUCT && ptr->elem->from_kernel && ptr->as != AS_USER && !ptr->percpu;
}

/* A member or element of type t found at w. */
static const struct type *found_at(struct checker *c, const struct type *t, struct where w)
{
	if (t->kind == TY_PTR) {
		enum addrspace as = t->as;
		if (as == AS_NONE)
			as = w.as == AS_BPF || w.as == AS_CTX ? probe_addrspace(c) : w.as;
		return type_located(c->types, t, as, t->trusted || (w.trusted && keeps_trust(t)));
	}
	if (t->kind == TY_STRUCT || t->kind == TY_ARRAY)
		return type_located(c->types, t, w.as, w.trusted);
	return t;
}

static struct where behind(struct checker *c, const struct expr *e, const struct type *ptr)
{
	if (ptr->as == AS_NONE)
		expr_warning(c, e, "Addrspace is not set");
	return (struct where){ .as = ptr->as, .trusted = ptr->trusted };
}

/* ---- fields ---- */

static struct member *keep_member(struct checker *c, struct expr *e)
{
	if (!e->member)
		e->member = arena_new(c->p->arena, struct member);
	return (struct member *)e->member;
}

static void nearest_field(struct checker *c, struct diag *d, const struct type *s, const char *name)
{
	const char *best = NULL;
	int distance = strlen(name) < 4 ? 2 : 3;
	for (uint32_t i = 0; i < s->nmembers; i++) {
		const char *m = s->members[i].name;
		int n = m && m[0] ? edit_distance(name, m, distance) : distance;
		if (n < distance) {
			distance = n;
			best = m;
		}
	}
	if (best)
		diag_hint(c->diags, d, "did you mean '%s'?", best);
}

static struct range field_range(const struct expr *e)
{
	return e->field.name_range.src ? e->field.name_range : e->range;
}

static const struct type *struct_field(struct checker *c, struct expr *e, const struct type *s, struct where w)
{
	struct member m;
	if (!type_complete(c->types, s)) {
		expr_error(c, e, "Unknown struct/union: '%s'", text_of(c, s));
		return &type_poison;
	}
	if (!type_member(c->types, s, e->field.name, &m)) {
		struct diag *d = diag_error(c->diags, field_range(e),
				"Struct/union of type '%s' does not contain a field "
					    "named '%s'", text_of(c, s), e->field.name);
		nearest_field(c, d, s, e->field.name);
		note_expansion(c->p, d, e);
		return &type_poison;
	}
	m.type = found_at(c, m.type, w);
	*keep_member(c, e) = m;
	return m.type;
}

static const struct type *record_field(struct checker *c, struct expr *e, const struct type *r)
{
	for (uint32_t i = 0; i < r->nmembers; i++) {
		if (strcmp(r->members[i].name, e->field.name))
			continue;
		*keep_member(c, e) = r->members[i];
		return type_stored(c, r->members[i].type);
	}
	struct diag *d = diag_error(c->diags, field_range(e), "Record does not contain a field named '%s'",
			e->field.name);
	nearest_field(c, d, r, e->field.name);
	note_expansion(c->p, d, e);
	return &type_poison;
}

static const struct type *no_field(struct checker *c, struct expr *e, const struct type *t)
{
	const bool no_btf = !c->p->kernel->feature(c->p->kernel, FEAT_BTF);
	struct diag *d = expr_error(c, e, "Can not access field '%s' on expression of type '%s'", e->field.name,
				    text_of(c, t));
	if (t->kind == TY_INT)
		diag_hint(c->diags, d, "cast it to a pointer first: ((struct NAME *)...).%s", e->field.name);
	else if (no_btf)
		diag_hint(c->diags, d, "this kernel offers no type information (BTF), so its structures are not known");
	return &type_poison;
}

/* A field of a record of literals, typeinfo(x).base_type for one, is a literal. */
static const struct type *literal_field(struct checker *c, struct expr *e, const struct type *t)
{
	const struct expr *r = e->field.base->kind == EX_RECORD ? e->field.base : e->field.base->data;
	const struct expr *item = NULL;
	if (t->kind == TY_POISON || (e->field.base->kind != EX_RECORD && e->field.base->kind != EX_TYPEINFO))
		return t;
	for (int i = 0; r && i < r->record.items.n; i++) {
		if (!is_pure(r->record.items.at[i]))
			return t;
		if (!strcmp(r->record.names.at[i], e->field.name))
			item = r->record.items.at[i];
	}
	if (!item)
		return t;
	e->constant = item->constant;
	if (c->final)
		replace_expr(e, item);
	return item->type;
}

const struct type *check_field(struct checker *c, struct expr *e)
{
	const struct type *base = check_expr(c, e->field.base);
	if (is_bad(base))
		return base;
	if (base->kind == TY_STRUCT)
		return struct_field(c, e, base, (struct where){ .as = base->as, .trusted = base->trusted });
	if (base->kind == TY_PTR && base->elem->kind == TY_STRUCT)
		return struct_field(c, e, base->elem, behind(c, e->field.base, base));
	if (base->kind == TY_RECORD)
		return literal_field(c, e, record_field(c, e, base));
	return no_field(c, e, base);
}

static const struct type *tuple_item(struct checker *c, struct expr *e, const struct type *t, uint64_t index)
{
	if (index >= t->nmembers) {
		expr_error(c, e, "Invalid tuple index: %llu. Found %u elements in tuple.", (unsigned long long)index,
			   t->nmembers);
		return &type_poison;
	}
	*keep_member(c, e) = t->members[index];
	return type_stored(c, t->members[index].type);
}

const struct type *check_tuple_field(struct checker *c, struct expr *e)
{
	const struct type *base = check_expr(c, e->tuple_field.base);
	if (is_bad(base))
		return base;
	if (base->kind != TY_TUPLE) {
		expr_error(c, e, "Can not access index '%llu' on expression of type '%s'",
			   (unsigned long long)e->tuple_field.index, text_of(c, base));
		return &type_poison;
	}
	return tuple_item(c, e, base, e->tuple_field.index);
}

/* ---- indexes ---- */

static bool index_ok(struct checker *c, const struct expr *index)
{
	const struct type *t = index->type;
	bool negative = is_pure(index) && type_is_integral(t) && constant_value(index) < 0;
	if ((t->kind == TY_INT || t->kind == TY_ENUM || t->kind == TY_BOOL) && !negative)
		return true;
	expr_error(c, index, "The array index operator [] only accepts non-negative integer indices. Got: %s",
		   text_of(c, t));
	return false;
}

static bool in_bounds(struct checker *c, const struct expr *e, const struct expr *index, uint32_t count)
{
	if (!index->constant || !count || constant_value(index) < count)
		return true;
	expr_error(c, e, "the index %llu is out of bounds for array of size %u",
		   (unsigned long long)index->constant->value, count);
	return false;
}

static const struct type *string_byte(struct checker *c, struct expr *e, const struct expr *s, const struct expr *index)
{
	if (!in_bounds(c, e, index, s->type->size))
		return &type_poison;
	if (is_pure(s) && is_pure(index)) {
		uint64_t i = index->constant->value;
		int8_t byte = i < s->constant->len ? (int8_t)s->constant->bytes[i] : 0;
		make_typed_int(c, e, &type_int8, (uint64_t)(int64_t)byte);
	}
	return &type_int8;
}

static const struct type *tuple_index(struct checker *c, struct expr *e, const struct type *t)
{
	struct expr *base = e->index.base;
	const struct expr *index = e->index.index;
	if (!is_pure(index)) {
		expr_error(c, index, "tuples can only be indexed by a constant");
		return &type_poison;
	}
	uint64_t i = index->constant->value;
	const struct type *r = tuple_item(c, e, t, i);
	if (c->final && r->kind != TY_POISON) {
		e->kind = EX_TUPLE_FIELD;
		e->tuple_field.base = base;
		e->tuple_field.index = i;
	}
	return r;
}

static const struct type *pointer_index(struct checker *c, struct expr *e, const struct type *p)
{
	const struct type *elem = p->elem;
	if (elem->kind == TY_VOID || elem->kind == TY_FUNC || !type_complete(c->types, elem)) {
		expr_error(c, e, "Can not dereference type '%s'. The size of what it points to is not known.",
			   text_of(c, p));
		return &type_poison;
	}
	return found_at(c, elem, behind(c, e->index.base, p));
}

static const struct type *element(struct checker *c, struct expr *e, const struct type *base)
{
	const struct expr *index = e->index.index;
	switch (base->kind) {
	case TY_ARRAY:
		if (!in_bounds(c, e, index, base->count))
			return &type_poison;
		return found_at(c, base->elem, (struct where){ .as = base->as, .trusted = base->trusted });
	case TY_PTR:
		return pointer_index(c, e, base);
	case TY_STRING:
		return string_byte(c, e, e->index.base, index);
	case TY_TUPLE:
		return tuple_index(c, e, base);
	default:
		expr_error(c, e, "The array index operator [] can only be used on arrays, pointers, and tuples, "
				"found %s.",
			   text_of(c, base));
		return &type_poison;
	}
}

const struct type *check_index(struct checker *c, struct expr *e)
{
	const struct type *base = check_expr(c, e->index.base);
	const struct type *index = check_expr(c, e->index.index);
	if (is_bad(base) || is_bad(index))
		return is_bad(base) ? base : index;
	bool can = base->kind == TY_ARRAY || base->kind == TY_PTR || base->kind == TY_STRING || base->kind == TY_TUPLE;
	if (can && !index_ok(c, e->index.index))
		return &type_poison;
	return element(c, e, base);
}

/* ---- dereference ---- */

const struct type *check_deref(struct checker *c, struct expr *e)
{
	const struct type *t = check_expr(c, e->unary.operand);
	if (is_bad(t))
		return t;
	if (t->kind != TY_PTR) {
		expr_error(c, e, "Can not dereference type '%s'. It is not a pointer.", text_of(c, t));
		return &type_poison;
	}
	if (t->elem->kind == TY_VOID || t->elem->kind == TY_FUNC) {
		expr_error(c, e, "Can not dereference type '%s'. What it points to has no size.", text_of(c, t));
		return &type_poison;
	}
	if (!type_complete(c->types, t->elem)) {
		expr_error(c, e, "Unknown struct/union: '%s'", text_of(c, t->elem));
		return &type_poison;
	}
	return found_at(c, t->elem, behind(c, e->unary.operand, t));
}

/* ---- maps ---- */

const struct type *check_map_read(struct checker *c, struct expr *e)
{
	struct expr *name = e->kind == EX_INDEX ? e->index.base : e;
	struct map *m = name->mapref;
	if (!m)
		return &type_poison;
	if (e->kind == EX_INDEX) {
		check_map_key(c, m, e->index.index);
		m->read_in_kernel = true;
	}
	name->type = m->value ? type_stored(c, m->value) : &type_unknown;
	if (m->value)
		return name->type;
	if (!c->final)
		return &type_unknown;
	expr_error(c, name, "Undefined map: %s", m->name);
	name->type = m->value = &type_poison;
	return name->type;
}
