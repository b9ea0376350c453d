/* Statements: assignments, let, loops, return, and expressions whose value nobody takes. */
#include "check/check_expr.h"
#include "parser/parser.h"

#include <string.h>

/* ---- values nobody takes ---- */

static bool is_incdec_or_void(const struct expr *e, const struct type *t)
{
	return is_bad(t) || t->kind == TY_VOID || e->kind == EX_INCDEC;
}

void check_discarded(struct checker *c, struct expr *e)
{
	if (e->kind == EX_IF) {
		e->type = check_if(c, e, false);
		return;
	}
	if (e->kind == EX_BLOCK) {
		e->type = check_block_value(c, e->block.body, false);
		return;
	}
	const struct type *t = check_expr(c, e);
	if (!is_incdec_or_void(e, t) && !e->expanded_from)
		expr_warning(c, e, "Return value discarded.");
}

const struct type *check_block_value(struct checker *c, struct block *b, bool wanted)
{
	for (int i = 0; i < b->stmts.n; i++)
		check_stmt(c, b->stmts.at[i]);
	if (!b->value)
		return &type_void;
	if (wanted)
		return check_expr(c, b->value);
	check_discarded(c, b->value);
	return &type_void;
}

void check_block(struct checker *c, struct block *b)
{
	check_block_value(c, b, false);
}

/* ---- assignment to maps ---- */

struct range assign_range(const struct expr *target, const struct expr *value)
{
	return value ? range_join(target->range, value->range) : target->range;
}

static struct map *target_map(const struct expr *target)
{
	const struct expr *m = target->kind == EX_INDEX ? target->index.base : target;
	return m->kind == EX_MAP ? m->mapref : NULL;
}

static const struct aggregation *aggregation_of(const struct expr *e)
{
	return e->kind == EX_CALL && e->ident_kind == ID_UNRESOLVED ? aggregation_by_name(e->call.name) : NULL;
}

/* The call behind blocks that are nothing but it: macros that give an aggregation. */
static struct expr *unwrap(struct expr *e)
{
	while (e->kind == EX_BLOCK && !e->block.body->stmts.n && e->block.body->value)
		e = e->block.body->value;
	return e;
}

static void type_target(struct checker *c, struct expr *target, const struct map *m)
{
	const struct type *t = m->value ? type_stored(c, m->value) : &type_unknown;
	target->type = t;
	if (target->kind == EX_INDEX)
		target->index.base->type = t;
}

static void copied_aggregation(struct checker *c, const struct map *m, const struct expr *value, const struct type *t)
{
	const char *name = text_of(c, t);
	const char *func = t->is_signed || name[0] != 'u' ? name : name + 1;
	struct diag *d = diag_error(c->diags, value->range,
			"Map value '%s' cannot be assigned from one map to another. The function that returns this "
			"type must be called directly e.g. `%s = %.*s();`.", name, m->name, (int)strcspn(func, "_"), func);
	const struct map *from = target_map(value);
	if (t->elem && from)
		diag_hint(c->diags, d, "Add a cast to integer if you want the value of the aggregate, e.g. `%s = "
				"(int64)%s;`.",
			  m->name, from->name);
}

static const struct type *map_value(struct checker *c, const struct map *m, struct expr *value)
{
	if (!target_map(value))
		return check_expr(c, value);
	const struct type *t = check_expr_raw(c, value);
	if (value->kind == EX_MAP && value->mapref)
		value->mapref->read_in_kernel = true;
	if (t->kind != TY_AGG)
		return t;
	copied_aggregation(c, m, value, t);
	value->type = &type_poison;
	return &type_poison;
}

/* The type a compound assignment gives its target, which may not have one yet: then it counts as a literal 0. */
static const struct type *compound_type(struct checker *c, const struct stmt *s, const struct type *have)
{
	struct expr left = *s->assign.target, at = *s->assign.target;
	left.type = is_bad(have) ? literal_of(1, 1) : have;
	left.constant = NULL;
	at.range = assign_range(s->assign.target, s->assign.value);
	const struct type *t = s->assign.value->type;
	if (is_bad(t) || have->kind == TY_POISON)
		return is_bad(t) ? t : have;
	return arith_type(c, assign_op_binary(s->assign.op), &left, s->assign.value, &at);
}

static bool is_compound(const struct stmt *s)
{
	return s->assign.op != ASSIGN_SET && s->assign.op != ASSIGN_IFABSENT;
}

static void assign_aggregation(struct checker *c, struct stmt *s, struct map *m, const struct aggregation *a)
{
	struct expr *value = s->assign.value;
	if (s->assign.op != ASSIGN_SET) {
		expr_error(c, value, "%s() must be assigned directly to a map", a->name);
		return;
	}
	s->aggregation = a;
	const struct type *t = check_aggregation(c, a, value, m);
	value->type = t;
	widen_map_value(c, m, t, assign_range(s->assign.target, value));
}

static void assign_map(struct checker *c, struct stmt *s, struct map *m)
{
	struct expr *target = s->assign.target;
	struct expr *value = s->assign.value = unwrap(s->assign.value);
	if (target->kind == EX_INDEX)
		check_map_key(c, m, target->index.index);
	const struct aggregation *a = aggregation_of(value);
	if (a) {
		assign_aggregation(c, s, m, a);
		type_target(c, target, m);
		return;
	}
	const struct type *t = map_value(c, m, value);
	if (is_compound(s) || s->assign.op == ASSIGN_IFABSENT)
		m->read_in_kernel = true;
	if (is_compound(s))
		t = compound_type(c, s, m->value ? m->value : &type_unknown);
	widen_map_value(c, m, t, assign_range(target, value));
	type_target(c, target, m);
	if (!is_compound(s) && m->value && t->kind != TY_POISON)
		warn_sign(c, value, t, m->value);
}

/* ---- assignment to variables ---- */

static void assign_variable(struct checker *c, struct stmt *s)
{
	struct expr *target = s->assign.target, *value = s->assign.value;
	struct variable *v = target->variable;
	const struct type *t = check_expr(c, value);
	if (!v)
		return;
	if (s->assign.op == ASSIGN_IFABSENT)
		expr_error(c, target, "?" "?= can only be used on maps");
	if (!is_compound(s)) {
		widen_variable(c, v, t, assign_range(target, value), value);
	} else {
		t = compound_type(c, s, v->type);
		if (!v->declared || !type_is_integral(v->declared) || !type_is_integral(t))
			widen_variable(c, v, t, assign_range(target, value), NULL);
	}
	target->type = is_bad(v->type) ? v->type : type_stored(c, v->type);
}

static void check_assign(struct checker *c, struct stmt *s)
{
	struct map *m = target_map(s->assign.target);
	if (m)
		assign_map(c, s, m);
	else if (s->assign.target->kind == EX_VAR)
		assign_variable(c, s);
	else
		check_expr(c, s->assign.value);
}

/* ---- let ---- */

static const struct type *declared_type(struct checker *c, const struct stmt *s)
{
	struct expr *of = s->let.type_of;
	if (s->let.type)
		return named_type(c, s->let.type);
	if (!of)
		return NULL;
	const struct type *t = of->kind == EX_TYPEOF ? type_or_expr_type(c, &of->meta.of) : check_expr(c, of);
	return type_settled(c->types, t);
}

static bool is_valid_variable(struct checker *c, const struct stmt *s, const struct type *t)
{
	if (t->kind != TY_VOID && t->kind != TY_FUNC && t->kind != TY_AGG && !(t->kind == TY_ARRAY && !t->count))
		return true;
	diag_error(c->diags, s->let.name_range, "a variable cannot have the type '%s'", text_of(c, t));
	return false;
}

static void check_let(struct checker *c, struct stmt *s)
{
	struct variable *v = s->variable;
	const struct type *t = v && !v->declared ? declared_type(c, s) : NULL;
	if (t && t->kind != TY_UNKNOWN) {
		bool ok = t->kind != TY_POISON && is_valid_variable(c, s, t);
		v->type = ok ? t : &type_poison;
		v->declared = ok ? t : NULL;
		c->changed |= ok;
	}
	if (!s->let.init)
		return;
	t = check_expr(c, s->let.init);
	if (v)
		widen_variable(c, v, t, range_join(s->let.name_range, s->let.init->range), s->let.init);
}

/* ---- loops ---- */

static void set_loop_variable(struct checker *c, struct variable *v, const struct type *t)
{
	if (!v)
		return;
	v->assigned = true;
	if (!type_same(v->type, t))
		c->changed = true;
	v->type = t;
}

static void check_body(struct checker *c, struct block *body)
{
	c->loop_depth++;
	check_block(c, body);
	c->loop_depth--;
}

static void check_bound(struct checker *c, struct expr *e, const char *which)
{
	const struct type *t = check_expr(c, e);
	if (!is_bad(t) && t->kind != TY_INT && t->kind != TY_ENUM)
		expr_error(c, e, "Loop range requires an integer for the %s value", which);
}

static void check_for_range(struct checker *c, struct stmt *s)
{
	check_bound(c, s->for_.from, "start");
	check_bound(c, s->for_.to, "end");
	if (s->variable && is_bad(s->variable->type))
		set_loop_variable(c, s->variable, &type_int64);
	check_body(c, s->for_.body);
}

static bool is_iterable(struct checker *c, const struct stmt *s, const struct map *m)
{
	const struct expr *e = s->for_.map;
	if (m->scalar_seen && !m->keyed) {
		expr_error(c, e, "%s has no explicit keys (scalar map), and cannot be used for iteration", m->name);
		return false;
	}
	if (c->final && !m->value) {
		expr_error(c, e, "Undefined map: %s", m->name);
		return false;
	}
	if (m->value && m->value->kind == TY_AGG && !m->value->elem) {
		expr_error(c, e, "Loop expression does not support type: %s", text_of(c, m->value));
		return false;
	}
	return true;
}

static const struct type *item_type(struct checker *c, const struct map *m)
{
	if (!m->key || !m->value)
		return &type_unknown;
	if (m->key->kind == TY_POISON || m->value->kind == TY_POISON)
		return &type_poison;
	const struct type *items[2] = { type_stored(c, m->key), type_stored(c, m->value) };
	if (items[1]->kind == TY_AGG)
		items[1] = items[1]->elem;
	return type_tuple(c->types, items, 2);
}

static void check_for_map(struct checker *c, struct stmt *s)
{
	struct expr *e = s->for_.map;
	struct map *m = e->kind == EX_MAP ? e->mapref : NULL;
	if (!m) {
		if (!is_bad(check_expr(c, e)))
			expr_error(c, e, "Loop expression does not support type: %s", text_of(c, e->type));
		return;
	}
	m->read_in_kernel = true;
	e->type = m->value ? type_stored(c, m->value) : &type_unknown;
	bool ok = is_iterable(c, s, m);
	set_loop_variable(c, s->variable, ok ? item_type(c, m) : &type_poison);
	check_body(c, s->for_.body);
}

static void check_while(struct checker *c, struct stmt *s)
{
	if (c->final) {
		struct range word = s->range;
		if (word.end > word.begin + 5)
			word.end = word.begin + 5;
		struct diag *d = diag_warning(c->diags, word,
				"While loops are deprecated and may be removed in the future.");
		diag_hint(c->diags, d, "Use a range loop instead, e.g. `for $i : 0..10 { ... }`");
	}
	check_condition(c, s->while_.cond);
	check_body(c, s->while_.body);
}

static void check_unroll(struct checker *c, struct stmt *s)
{
	struct expr *e = s->while_.cond;
	const struct type *t = check_expr(c, e);
	s->unroll_count = 1;
	if (!is_bad(t) && (!e->constant || !type_is_integral(t)))
		expr_error(c, e, "invalid unroll value");
	else if (e->constant && constant_value(e) < 1)
		expr_error(c, e, "unroll minimum value is 1");
	else if (e->constant && constant_value(e) > UNROLL_MAX)
		expr_error(c, e, "unroll maximum value is %d", UNROLL_MAX);
	else if (e->constant)
		s->unroll_count = e->constant->value;
	check_block(c, s->while_.body);
}

/* ---- the rest ---- */

static void check_return(struct checker *c, struct stmt *s)
{
	struct expr *e = s->return_.value;
	if (!e)
		return;
	const struct type *t = check_expr(c, e);
	if (!is_bad(t) && t->kind != TY_INT && t->kind != TY_ENUM && t->kind != TY_BOOL)
		expr_error(c, e, "Probe return values can only be integers. Found %s", text_of(c, t));
}

void check_stmt(struct checker *c, struct stmt *s)
{
	switch (s->kind) {
	case ST_ERROR: case ST_BREAK: case ST_CONTINUE: case ST_IMPORT:
		return;
	case ST_EXPR:
		check_discarded(c, s->expr);
		return;
	case ST_LET:
		check_let(c, s);
		return;
	case ST_ASSIGN:
		check_assign(c, s);
		return;
	case ST_DISCARD:
		check_expr(c, s->expr);
		return;
	case ST_FOR_RANGE:
		check_for_range(c, s);
		return;
	case ST_FOR_MAP:
		check_for_map(c, s);
		return;
	case ST_WHILE:
		check_while(c, s);
		return;
	case ST_UNROLL:
		check_unroll(c, s);
		return;
	case ST_RETURN:
		check_return(c, s);
		return;
	}
}
