/* Which types go together, and how those of variables, map keys and map values grow to hold all that is put in them.
 *
 * Types only ever grow (integers to 64 bits, strings to the largest, tuples element by element), so the rounds of
 * inference end. What does not fit is left alone here and reported in the final round, when growing is over. */
#include "check/check_expr.h"

#include <string.h>

#define NEST_MAX 12 /* tuples in tuples; beyond, a value that contains itself is being built */

/* ---- the common type of two ---- */

static const struct type *common_int(const struct type *a, const struct type *b)
{
	uint32_t size = a->size > b->size ? a->size : b->size;
	if (a->literal && b->literal)
		return literal_of(size, a->count > b->count ? a->count : b->count);
	if (a->literal || b->literal) {
		const struct type *lit = a->literal ? a : b, *other = a->literal ? b : a;
		if (other->is_signed)
			return type_int(size, true);
		return type_int(lit->count > other->size ? lit->count : other->size, false);
	}
	if (a->is_signed == b->is_signed)
		return type_int(size, a->is_signed);
	uint32_t u = a->is_signed ? b->size : a->size, s = a->is_signed ? a->size : b->size;
	uint32_t need = u >= 4 ? 8 : u * 2;
	return type_int(s > need ? s : need, true);
}

static const struct type *common_ptr(struct types *t, const struct type *a, const struct type *b)
{
	const struct type *r = a;
	if (!type_equal(a->elem, b->elem)) {
		if (a->elem->kind != TY_VOID && b->elem->kind != TY_VOID)
			return NULL;
		r = a->elem->kind == TY_VOID ? b : a;
	}
	enum addrspace as = a->as != AS_NONE ? a->as : b->as;
	return r->as == as ? r : type_with_as(t, r, as);
}

static const struct type *common_string(struct types *t, const struct type *a, const struct type *b)
{
	uint32_t size = a->size > b->size ? a->size : b->size;
	bool cut = a->cut_shown || b->cut_shown;
	if (a->size == size && a->cut_shown == cut)
		return a;
	if (b->size == size && b->cut_shown == cut)
		return b;
	return type_string(t, size, cut);
}

static const struct member *field_named(const struct type *t, const char *name)
{
	for (uint32_t i = 0; i < t->nmembers; i++)
		if (!strcmp(t->members[i].name, name))
			return &t->members[i];
	return NULL;
}

/* Tuples by position, records by name in the order of the first. */
static const struct type *common_fields(struct types *t, const struct type *a, const struct type *b)
{
	uint32_t n = a->nmembers;
	bool record = a->kind == TY_RECORD, same = true;
	if (n != b->nmembers)
		return NULL;
	const struct type **items = arena_array(t->arena, const struct type *, n ? n : 1);
	const char **names = arena_array(t->arena, const char *, n ? n : 1);
	for (uint32_t i = 0; i < n; i++) {
		const struct member *other = record ? field_named(b, a->members[i].name) : &b->members[i];
		items[i] = other ? type_common(t, a->members[i].type, other->type) : NULL;
		names[i] = a->members[i].name;
		if (!items[i])
			return NULL;
		same &= items[i] == a->members[i].type;
	}
	if (same)
		return a;
	return record ? type_record(t, names, items, (int)n) : type_tuple(t, items, (int)n);
}

static const struct type *common_agg(struct types *t, const struct type *a, const struct type *b)
{
	struct type both = *a;
	if (type_equal(a, b))
		return a;
	both.is_signed = true; /* sum(unsigned) and sum(signed) in one map */
	struct type other = *b;
	other.is_signed = true;
	if (!type_equal(&both, &other))
		return NULL;
	return a->is_signed ? a : type_agg(t, &both);
}

static const struct type *common_buffer(const struct type *a, const struct type *b)
{
	return a->size >= b->size ? a : b;
}

/* An enum meets another integer. */
static const struct type *common_enum(const struct type *a, const struct type *b)
{
	const struct type *x = a->kind == TY_ENUM ? type_int(a->size, a->is_signed) : a;
	const struct type *y = b->kind == TY_ENUM ? type_int(b->size, b->is_signed) : b;
	return common_int(x, y);
}

static bool int_or_enum(const struct type *t)
{
	return t->kind == TY_INT || t->kind == TY_ENUM;
}

const struct type *type_common(struct types *t, const struct type *a, const struct type *b)
{
	if (a == b || a->kind == TY_POISON || b->kind == TY_UNKNOWN)
		return a;
	if (b->kind == TY_POISON || a->kind == TY_UNKNOWN)
		return b;
	if (a->kind != b->kind)
		return int_or_enum(a) && int_or_enum(b) ? common_enum(a, b) : NULL;
	switch (a->kind) {
	case TY_INT:
		return common_int(a, b);
	case TY_ENUM:
		return type_equal(a, b) ? a : common_enum(a, b);
	case TY_PTR:
		return common_ptr(t, a, b);
	case TY_STRING:
		return common_string(t, a, b);
	case TY_BUFFER:
		return common_buffer(a, b);
	case TY_TUPLE: case TY_RECORD:
		return common_fields(t, a, b);
	case TY_AGG:
		return common_agg(t, a, b);
	case TY_POISON: case TY_UNKNOWN: case TY_VOID: case TY_BOOL: case TY_ARRAY: case TY_STRUCT: case TY_FUNC:
	case TY_INET: case TY_MAC: case TY_KSYM: case TY_USYM: case TY_KSTACK: case TY_USTACK: case TY_USERNAME: case TY_TIMESTAMP:
	case TY_CGROUP_PATH:
		return type_equal(a, b) ? a : NULL;
	}
	return NULL;
}

static bool fields_assignable(const struct type *to, const struct type *from)
{
	if (to->nmembers != from->nmembers)
		return false;
	for (uint32_t i = 0; i < to->nmembers; i++) {
		const struct member *m = to->kind == TY_RECORD ? field_named(from, to->members[i].name)
							      : &from->members[i];
		if (!m || !type_assignable(to->members[i].type, m->type))
			return false;
	}
	return true;
}

static bool integer_fits(const struct type *to, const struct type *from)
{
	if (from->literal && !to->is_signed)
		return from->count <= to->size;
	if (from->is_signed == to->is_signed)
		return from->size <= to->size;
	return from->is_signed ? false : from->size < to->size || from->size == 8;
}

bool type_assignable(const struct type *to, const struct type *from)
{
	if (is_bad(to) || is_bad(from))
		return true;
	if (int_or_enum(to) && int_or_enum(from))
		return to->kind == TY_ENUM ? type_equal(to, from) : integer_fits(to, from);
	if (to->kind != from->kind)
		return false;
	switch (to->kind) {
	case TY_STRING: case TY_BUFFER:
		return !to->size || from->size <= to->size;
	case TY_PTR:
		return to->elem->kind == TY_VOID || from->elem->kind == TY_VOID || type_equal(to->elem, from->elem);
	case TY_TUPLE: case TY_RECORD:
		return fields_assignable(to, from);
	default:
		return type_equal(to, from);
	}
}

/* ---- stored types ---- */

static const struct type *settled_fields(struct types *t, const struct type *ty)
{
	const struct type **items = NULL;
	for (uint32_t i = 0; i < ty->nmembers; i++) {
		const struct type *s = type_settled(t, ty->members[i].type);
		if (s == ty->members[i].type && !items)
			continue;
		if (!items) {
			items = arena_array(t->arena, const struct type *, ty->nmembers);
			for (uint32_t k = 0; k < ty->nmembers; k++)
				items[k] = ty->members[k].type;
		}
		items[i] = s;
	}
	if (!items)
		return ty;
	if (ty->kind == TY_TUPLE)
		return type_tuple(t, items, (int)ty->nmembers);
	const char **names = arena_array(t->arena, const char *, ty->nmembers);
	for (uint32_t i = 0; i < ty->nmembers; i++)
		names[i] = ty->members[i].name;
	return type_record(t, names, items, (int)ty->nmembers);
}

static const struct type *without_trust(struct types *t, const struct type *ty)
{
	struct type *n = arena_memdup(t->arena, ty, sizeof(*ty));
	n->trusted = false;
	return n;
}

const struct type *type_settled(struct types *t, const struct type *ty)
{
	switch (ty->kind) {
	case TY_INT:
		return ty->literal ? type_int(ty->size, true) : ty;
	case TY_TUPLE: case TY_RECORD:
		return settled_fields(t, ty);
	case TY_PTR: case TY_STRUCT: case TY_ARRAY:
		return ty->trusted ? without_trust(t, ty) : ty;
	default:
		return ty;
	}
}

const struct type *type_stored(struct checker *c, const struct type *t)
{
	t = type_settled(c->types, t);
	if ((t->kind == TY_STRUCT || t->kind == TY_ARRAY) && t->as != AS_BPF)
		t = type_located(c->types, t, AS_BPF, false);
	return t;
}

static int nesting(const struct type *t)
{
	int deepest = 0;
	if (t->kind != TY_TUPLE && t->kind != TY_RECORD)
		return 0;
	for (uint32_t i = 0; i < t->nmembers && deepest <= NEST_MAX; i++) {
		int n = nesting(t->members[i].type);
		deepest = n > deepest ? n : deepest;
	}
	return deepest + 1;
}

/* Trust does not outlive the expression; the flexibility of literals does, until inference is over. */
static const struct type *keepable(struct checker *c, const struct type *t)
{
	if ((t->kind == TY_PTR || t->kind == TY_STRUCT || t->kind == TY_ARRAY) && t->trusted)
		return without_trust(c->types, t);
	return t;
}

/* What `have` becomes when t is put there as well; NULL if that cannot be, `have` itself in the final round. */
static const struct type *widened(struct checker *c, const struct type *have, const struct type *t)
{
	t = keepable(c, t);
	if (!have || have->kind == TY_UNKNOWN)
		return nesting(t) > NEST_MAX ? NULL : t;
	const struct type *both = type_common(c->types, have, t);
	if (!both || nesting(both) > NEST_MAX)
		return NULL;
	if (!c->final)
		return both;
	return type_assignable(have, both) ? have : NULL;
}

static bool grow(struct checker *c, const struct type **slot, const struct type *t)
{
	const struct type *w = widened(c, *slot, t);
	if (!w)
		return false;
	if (!*slot || !type_same(*slot, w)) {
		*slot = w;
		c->changed = true;
	}
	return true;
}

/* ---- warnings about what changes silently ---- */

void warn_sign(struct checker *c, const struct expr *e, const struct type *from, const struct type *to)
{
	if (!c->final || from->kind != TY_INT || to->kind != TY_INT || from->literal || e->constant)
		return;
	if (from->is_signed == to->is_signed || (to->is_signed && from->size < to->size))
		return;
	expr_warning(c, e, "Expression of type: %s being cast to type: %s. This may cause unexpected results. "
			   "Use an explicit cast to suppress this warning.", text_of(c, from), text_of(c, to));
}

static void warn_addrspace(struct checker *c, const struct type *have, const struct type *t, struct range r)
{
	if (c->final && have->kind == TY_PTR && t->kind == TY_PTR && have->as != AS_NONE && t->as != AS_NONE &&
	    have->as != t->as)
		diag_warning(c->diags, r, "Addrspace mismatch");
}

/* ---- variables ---- */

static bool constant_fits(const struct type *to, const struct expr *value)
{
	__int128 v = constant_value(value);
	unsigned bits = to->size * 8 - (to->is_signed ? 1 : 0);
	__int128 max = ((__int128)1 << bits) - 1;
	return v <= max && v >= (to->is_signed ? -max - 1 : 0);
}

static bool fits_declared(struct checker *c, const struct type *to, const struct type *t, const struct expr *value)
{
	if (!int_or_enum(to) || !int_or_enum(t) || type_equal(to, t))
		return type_assignable(to, t);
	if (value && is_pure(value))
		return constant_fits(to, value);
	if (t->size > to->size)
		return false;
	if (value)
		warn_sign(c, value, t, to);
	return true;
}

static void variable_mismatch(struct checker *c, const struct variable *v, const struct type *t, struct range r,
			      const struct expr *value)
{
	struct diag *d = diag_error(c->diags, r,
			"Type mismatch for $%s: trying to assign value of type '%s' when variable "
				    "already has a type '%s'", v->name, text_of(c, t), text_of(c, v->type));
	if (value)
		note_expansion(c->p, d, value);
}

static bool is_open(const struct type *t) /* a declaration that leaves the capacity to the assignments */
{
	return t->kind == TY_STRING && !t->size;
}

void widen_variable(struct checker *c, struct variable *v, const struct type *t, struct range r,
		const struct expr *value)
{
	v->assigned = true;
	if (is_bad(t) || v->type->kind == TY_POISON) {
		note_open(c, v->name, r);
		return;
	}
	if (t->kind == TY_VOID || t->kind == TY_FUNC) {
		diag_error(c->diags, r, "Invalid expression for assignment");
		return;
	}
	if (t->kind == TY_AGG) {
		diag_error(c->diags, r, "Map value '%s' cannot be assigned to a scratch variable.", text_of(c, t));
		return;
	}
	if (t->kind == TY_STRUCT && t->as == AS_CTX) {
		diag_error(c->diags, r, "context cannot be assigned to a variable");
		return;
	}
	if (v->declared && !is_open(v->declared)) {
		if (!fits_declared(c, v->declared, t, value))
			variable_mismatch(c, v, t, r, value);
		else if (!c->final && v->type->kind == TY_PTR && v->type->as == AS_NONE && t->kind == TY_PTR &&
				t->as != AS_NONE)
			grow(c, &v->type, type_with_as(c->types, v->type, t->as));
		return;
	}
	if (!grow(c, &v->type, t)) {
		variable_mismatch(c, v, t, r, value);
		return;
	}
	if (value)
		warn_sign(c, value, t, v->type);
	warn_addrspace(c, v->type, t, r);
}

/* ---- maps ---- */

static void value_mismatch(struct checker *c, const struct map *m, const struct type *t, struct range r)
{
	const struct type *have = m->value;
	if (have->kind == TY_AGG && t->kind == TY_AGG && have->agg == t->agg) {
		if (t->agg == SHAPE_HIST)
			diag_error(c->diags, r, "Different bits in a single hist unsupported");
		else
			diag_error(c->diags, r, "Different %s bounds in a single map unsupported",
				   t->agg == SHAPE_LHIST ? "lhist" : "tseries");
		return;
	}
	diag_error(c->diags, r, "Type mismatch for %s: trying to assign value of type '%s' when map already has a type "
			"'%s'",
		   m->name, text_of(c, t), text_of(c, have));
}

void widen_map_value(struct checker *c, struct map *m, const struct type *t, struct range r)
{
	m->assigned = true;
	if (is_bad(t) || (m->value && m->value->kind == TY_POISON)) {
		note_open(c, m->name, r);
		return;
	}
	if (t->kind == TY_VOID || t->kind == TY_FUNC) {
		diag_error(c->diags, r, "Invalid expression for assignment");
		return;
	}
	if (t->kind == TY_STRUCT && t->as == AS_CTX) {
		diag_error(c->diags, r, "context cannot be assigned to a map");
		return;
	}
	if (!grow(c, &m->value, t)) {
		value_mismatch(c, m, t, r);
		return;
	}
	warn_addrspace(c, m->value, t, r);
}

static bool valid_key(struct checker *c, const struct expr *key, const struct type *t)
{
	switch (t->kind) {
	case TY_AGG:
		expr_error(c, key, "%s cannot be part of a map key", text_of(c, t));
		return false;
	case TY_VOID: case TY_FUNC:
		expr_error(c, key, "Invalid map key type: %s", text_of(c, t));
		return false;
	case TY_STRUCT:
		if (t->as == AS_CTX) {
			expr_error(c, key, "context cannot be part of a map key");
			return false;
		}
		return true;
	case TY_TUPLE: case TY_RECORD:
		if (!t->nmembers) {
			expr_error(c, key, "Invalid map key type: none");
			return false;
		}
		for (uint32_t i = 0; i < t->nmembers; i++)
			if (!valid_key(c, key, t->members[i].type))
				return false;
		return true;
	default:
		return true;
	}
}

/* A pointer to a probe's context has no meaning as a number to remember. */
static bool is_context(const struct type *t)
{
	return t->kind == TY_PTR && t->as == AS_CTX;
}

void check_map_key(struct checker *c, struct map *m, struct expr *key)
{
	const struct type *t = check_expr(c, key);
	if (is_bad(t) || (m->key && m->key->kind == TY_POISON))
		return;
	if (is_context(t)) {
		expr_error(c, key, "context cannot be part of a map key");
		return;
	}
	if (!valid_key(c, key, t))
		return;
	if (!grow(c, &m->key, t))
		expr_error(c, key, "Argument mismatch for %s: trying to access with arguments: '%s' when map expects "
				   "arguments: '%s'", m->name, text_of(c, t), text_of(c, m->key));
	else
		warn_sign(c, key, t, m->key);
}
