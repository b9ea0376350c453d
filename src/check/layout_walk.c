/* The walk of the layout pass: finds the objects of a program that need memory (rules: layout.h). */
#include "check/layout_walk.h"
#include "check/check.h"

#include <string.h>

static void walk(struct layout *l, struct expr *e, enum layout_mode mode);

static void temp(struct layout *l, struct expr *e, enum layout_mode mode, const char *what)
{
	if (mode == LAYOUT_VALUE && !e->slot && layout_is_aggregate(e->type))
		e->slot = layout_slot(l, e->type->size, l->now, what, e->range);
}

static const struct map *map_of(const struct expr *e)
{
	if (e->kind == EX_MAP)
		return e->mapref;
	if (e->kind == EX_INDEX && e->index.base->kind == EX_MAP)
		return e->index.base->mapref;
	return NULL;
}

/* ---- maps ---- */

static void map_key(struct layout *l, struct expr *holder, const struct map *m, struct expr *key)
{
	uint32_t size = m->key && key ? m->key->size : 4;
	if (!holder->key_slot)
		holder->key_slot = layout_slot(l, size, l->now, arena_printf(l->arena, "key of %s", m->name), holder->range);
	if (key)
		walk(l, key, LAYOUT_DEST);
}

static void walk_map_access(struct layout *l, struct expr *e)
{
	map_key(l, e, map_of(e), e->kind == EX_INDEX ? e->index.index : NULL);
}

/* True if the expression reads variable v (then the variable cannot be written while it is evaluated). */
static bool mentions_list(const expr_list *list, const struct variable *v, const struct map *m);

static bool mentions(const struct expr *e, const struct variable *v, const struct map *m)
{
	if (!e)
		return false;
	switch (e->kind) {
	case EX_ERROR: case EX_INT: case EX_BOOL: case EX_STRING: case EX_POSITIONAL: case EX_PARAMCOUNT: case EX_IDENT:
	case EX_SIZEOF: case EX_OFFSETOF: case EX_TYPEINFO: case EX_TYPEOF:
		return false;
	case EX_VAR:
		return v && e->variable == v;
	case EX_MAP:
		return m && e->mapref == m;
	case EX_INDEX:
		return mentions(e->index.base, v, m) || mentions(e->index.index, v, m);
	case EX_FIELD:
		return mentions(e->field.base, v, m);
	case EX_TUPLE_FIELD:
		return mentions(e->tuple_field.base, v, m);
	case EX_CALL:
		return mentions_list(&e->call.args, v, m);
	case EX_UNARY:
		return mentions(e->unary.operand, v, m);
	case EX_ADDRESS:
		return mentions(e->address.target, v, m);
	case EX_BINARY:
		return mentions(e->binary.left, v, m) || mentions(e->binary.right, v, m);
	case EX_INCDEC:
		return mentions(e->incdec.target, v, m);
	case EX_TERNARY:
		return mentions(e->ternary.cond, v, m) || mentions(e->ternary.yes, v, m) || mentions(e->ternary.no, v, m);
	case EX_IF: case EX_BLOCK:
		return true; /* statements may do anything */
	case EX_CAST:
		return mentions(e->cast.operand, v, m);
	case EX_TUPLE:
		return mentions_list(&e->tuple.items, v, m);
	case EX_RECORD:
		return mentions_list(&e->record.items, v, m);
	case EX_COMPTIME:
		return mentions(e->comptime.operand, v, m);
	}
	return true;
}

static bool mentions_list(const expr_list *list, const struct variable *v, const struct map *m)
{
	for (int i = 0; i < list->n; i++)
		if (mentions(list->at[i], v, m))
			return true;
	return false;
}

/* ---- calls ---- */

static bool is_name(const struct expr *e, const char *name)
{
	return e->kind == EX_CALL && !strcmp(e->call.name, name);
}

static void stack_buffer(struct layout *l, struct expr *e)
{
	struct slot *s = layout_slot(l, 8 + e->type->stack_limit * 8, l->now,
				     e->type->kind == TY_KSTACK ? "kstack frames" : "ustack frames", e->range);
	s->scratch = true;
	if (e->data)
		*(struct slot **)e->data = s;
	else
		e->data = s;
}

/* Functions that take a map by name and perhaps a key: delete(@m, k), has_key(@m, k), find(@m, k, $v), len(@m) ... */
static bool walk_map_call(struct layout *l, struct expr *e)
{
	const expr_list *args = &e->call.args;
	if (!args->n)
		return false;
	const struct expr *first = args->at[0];
	const struct map *m = first->kind == EX_MAP ? first->mapref : NULL;
	if (!m)
		return false;
	bool keyed = is_name(e, "delete") || is_name(e, "has_key") || is_name(e, "find");
	if (!keyed && !is_name(e, "len") && !is_name(e, "clear") && !is_name(e, "zero") && !is_name(e, "print"))
		return false;
	if (keyed)
		map_key(l, e, m, args->n > 1 ? args->at[1] : NULL);
	for (int i = 2; i < args->n; i++)
		walk(l, args->at[i], LAYOUT_VALUE);
	return true;
}

static void walk_call(struct layout *l, struct expr *e, enum layout_mode mode)
{
	if (e->event) {
		for (int i = 0; i < e->event->args.n; i++)
			walk(l, e->event->args.at[i], expr_has_effects(e->event->args.at[i]) ? LAYOUT_VALUE : LAYOUT_DEST);
		if (e->call.args.n && map_of(e->call.args.at[0]))
			walk_map_access(l, e->call.args.at[0]);
		return;
	}
	temp(l, e, mode == LAYOUT_PLACE ? LAYOUT_VALUE : mode, arena_printf(l->arena, "%s()", e->call.name));
	if (walk_map_call(l, e))
		return;
	for (int i = 0; i < e->call.args.n; i++)
		walk(l, e->call.args.at[i], LAYOUT_VALUE);
}

/* ---- expressions ---- */

/* Field, index and dereference: an aggregate in remote memory has to be read into a slot when its value is used; one
 * that already is in BPF memory (variable, map value, another temporary) is used where it is. */
static bool in_bpf_memory(const struct expr *e)
{
	switch (e->kind) {
	case EX_VAR: case EX_MAP: case EX_TUPLE: case EX_RECORD: case EX_TERNARY: case EX_IF: case EX_BLOCK:
	case EX_CALL: case EX_STRING:
		return true;
	case EX_INDEX:
		return e->index.base->kind == EX_MAP ||
		       (in_bpf_memory(e->index.base) && e->index.base->type && e->index.base->type->kind != TY_PTR);
	case EX_FIELD:
		return in_bpf_memory(e->field.base) && e->field.base->type && e->field.base->type->kind != TY_PTR &&
		       !(e->member && (e->member->data_loc || e->member->rel_loc));
	case EX_TUPLE_FIELD:
		return true;
	default:
		return false;
	}
}

static void walk_access(struct layout *l, struct expr *e, struct expr *base, enum layout_mode mode)
{
	walk(l, base, base->type && base->type->kind == TY_PTR ? LAYOUT_VALUE : LAYOUT_PLACE);
	if (!in_bpf_memory(e))
		temp(l, e, mode, "value read");
}

static void walk_list(struct layout *l, expr_list *list, enum layout_mode mode)
{
	for (int i = 0; i < list->n; i++)
		walk(l, list->at[i], mode);
}

static void walk_incdec(struct layout *l, struct expr *e)
{
	struct expr *t = e->incdec.target;
	walk(l, t, LAYOUT_VALUE);
	const struct map *m = map_of(t);
	if (m && !e->slot)
		e->slot = layout_slot(l, 8, l->now, arena_printf(l->arena, "value of %s", m->name), e->range);
}

static void walk_address(struct layout *l, struct expr *e)
{
	struct expr *t = e->address.target;
	walk(l, t, LAYOUT_PLACE);
	if (t->kind == EX_VAR && t->variable)
		t->variable->captured = true;
}

/* Branches of a conditional or the value of a block: emitted into the common slot when they are aggregates. */
static enum layout_mode branch_mode(struct layout *l, struct expr *e, enum layout_mode mode)
{
	if (!layout_is_aggregate(e->type))
		return LAYOUT_VALUE;
	temp(l, e, mode == LAYOUT_PLACE ? LAYOUT_VALUE : mode, "value of a conditional");
	return LAYOUT_DEST;
}

static void walk_if(struct layout *l, struct expr *e, enum layout_mode mode)
{
	enum layout_mode inner = branch_mode(l, e, mode);
	walk(l, e->if_.cond, LAYOUT_VALUE);
	layout_block(l, e->if_.yes, inner);
	walk(l, e->if_.no, inner);
}

static void walk_ternary(struct layout *l, struct expr *e, enum layout_mode mode)
{
	enum layout_mode inner = branch_mode(l, e, mode);
	walk(l, e->ternary.cond, LAYOUT_VALUE);
	walk(l, e->ternary.yes, inner);
	walk(l, e->ternary.no, inner);
}

static void walk(struct layout *l, struct expr *e, enum layout_mode mode)
{
	if (!e || e->constant)
		return;
	switch (e->kind) {
	case EX_ERROR: case EX_INT: case EX_BOOL: case EX_STRING: case EX_POSITIONAL: case EX_PARAMCOUNT:
	case EX_SIZEOF: case EX_OFFSETOF: case EX_TYPEINFO: case EX_TYPEOF:
		return;
	case EX_IDENT:
		if (e->type && (e->type->kind == TY_KSTACK || e->type->kind == TY_USTACK))
			stack_buffer(l, e);
		temp(l, e, mode == LAYOUT_PLACE ? LAYOUT_VALUE : mode, e->ident.name);
		return;
	case EX_VAR:
		layout_use(l, e->variable);
		return;
	case EX_MAP:
		walk_map_access(l, e);
		return;
	case EX_INDEX:
		if (map_of(e)) {
			walk_map_access(l, e);
			return;
		}
		walk_access(l, e, e->index.base, mode);
		walk(l, e->index.index, LAYOUT_VALUE);
		return;
	case EX_FIELD:
		walk_access(l, e, e->field.base, mode);
		return;
	case EX_TUPLE_FIELD:
		walk_access(l, e, e->tuple_field.base, mode);
		return;
	case EX_CALL:
		if (e->type && (e->type->kind == TY_KSTACK || e->type->kind == TY_USTACK))
			stack_buffer(l, e);
		walk_call(l, e, mode);
		return;
	case EX_UNARY:
		walk(l, e->unary.operand, LAYOUT_VALUE);
		temp(l, e, mode, "value read");
		return;
	case EX_ADDRESS:
		walk_address(l, e);
		return;
	case EX_BINARY:
		walk(l, e->binary.left, LAYOUT_VALUE);
		walk(l, e->binary.right, LAYOUT_VALUE);
		return;
	case EX_INCDEC:
		walk_incdec(l, e);
		return;
	case EX_TERNARY:
		walk_ternary(l, e, mode);
		return;
	case EX_IF:
		walk_if(l, e, mode);
		return;
	case EX_BLOCK:
		layout_block(l, e->block.body, branch_mode(l, e, mode));
		return;
	case EX_CAST:
		walk(l, e->cast.operand, LAYOUT_VALUE);
		temp(l, e, mode == LAYOUT_PLACE ? LAYOUT_VALUE : mode, "cast");
		return;
	case EX_TUPLE:
		temp(l, e, mode == LAYOUT_PLACE ? LAYOUT_VALUE : mode, "tuple");
		walk_list(l, &e->tuple.items, LAYOUT_DEST);
		return;
	case EX_RECORD:
		temp(l, e, mode == LAYOUT_PLACE ? LAYOUT_VALUE : mode, "record");
		walk_list(l, &e->record.items, LAYOUT_DEST);
		return;
	case EX_COMPTIME:
		walk(l, e->comptime.operand, mode);
		return;
	}
}

/* ---- statements ---- */

static void walk_map_assign(struct layout *l, struct stmt *s)
{
	const struct map *m = map_of(s->assign.target);
	walk_map_access(l, s->assign.target);
	if (s->aggregation) {
		walk_list(l, &s->assign.value->call.args, LAYOUT_VALUE);
		return;
	}
	bool in_place = !m->key && !mentions(s->assign.value, NULL, m) && s->assign.op == ASSIGN_SET;
	if (!in_place && m->value && !s->slot)
		s->slot = layout_slot(l, (m->value->size + 7) & ~7u, l->now,
				      arena_printf(l->arena, "value of %s", m->name), s->range);
	walk(l, s->assign.value, LAYOUT_DEST);
}

static void walk_assign(struct layout *l, struct stmt *s)
{
	struct expr *t = s->assign.target;
	if (map_of(t)) {
		walk_map_assign(l, s);
		return;
	}
	struct variable *v = t->kind == EX_VAR ? t->variable : NULL;
	layout_use(l, v);
	bool aggregate = v && layout_is_aggregate(v->type);
	if (aggregate && !s->slot && mentions(s->assign.value, v, NULL))
		s->slot = layout_slot(l, v->type->size, l->now, arena_printf(l->arena, "new $%s", v->name), s->range);
	walk(l, s->assign.value, aggregate ? LAYOUT_DEST : LAYOUT_VALUE);
}

static bool constant_trips(const struct stmt *s, uint64_t *trips)
{
	const struct constant *from = s->for_.from->constant, *to = s->for_.to->constant;
	if (!from || !to)
		return false;
	int64_t n = (int64_t)to->value - (int64_t)from->value;
	*trips = n > 0 ? (uint64_t)n : 0;
	return true;
}

static void choose_loop(struct layout *l, struct stmt *s)
{
	uint64_t trips = BPF_LOOP_MAX;
	if (!s->loop)
		s->loop = arena_new(l->arena, struct loop);
	if (s->kind == ST_UNROLL) {
		s->loop->how = LOOP_UNROLL;
		trips = s->unroll_count;
	} else if (s->kind == ST_FOR_MAP) {
		s->loop->how = LOOP_MAP;
	} else if (s->kind == ST_FOR_RANGE && constant_trips(s, &trips) && trips <= PLAIN_LOOP_MAX &&
		   trips * l->plain_product <= PLAIN_LOOP_MAX * 4) {
		s->loop->how = LOOP_PLAIN;
	} else {
		s->loop->how = LOOP_CALLBACK;
	}
	s->loop->trips = trips;
}

static void walk_loop(struct layout *l, struct stmt *s, struct block *body)
{
	const struct layout saved = *l;
	choose_loop(l, s);
	bool callback = s->loop->how == LOOP_CALLBACK || s->loop->how == LOOP_MAP;
	if (callback && !s->slot)
		s->slot = layout_slot(l, 32, l->now, "loop", s->range);
	if (s->kind == ST_FOR_RANGE) {
		walk(l, s->for_.from, LAYOUT_VALUE);
		walk(l, s->for_.to, LAYOUT_VALUE);
	}
	if (callback) {
		l->callback = s;
		if (++l->callback_depth > l->callback_depth_max)
			l->callback_depth_max = l->callback_depth;
	}
	l->plain_product = saved.plain_product * (s->loop->how == LOOP_PLAIN ? s->loop->trips : 1);
	int scope = l->vars.n;
	layout_declare(l, s->kind == ST_FOR_RANGE || s->kind == ST_FOR_MAP ? s->variable : NULL);
	if (s->kind == ST_WHILE)
		walk(l, s->while_.cond, LAYOUT_VALUE);
	layout_block(l, body, LAYOUT_VALUE);
	layout_close_scope(l, scope);
	l->callback = saved.callback;
	l->callback_depth = saved.callback_depth;
	l->plain_product = saved.plain_product;
}

static void walk_let(struct layout *l, struct stmt *s)
{
	layout_declare(l, s->variable);
	if (s->let.init)
		walk(l, s->let.init, s->variable && layout_is_aggregate(s->variable->type) ? LAYOUT_DEST : LAYOUT_VALUE);
}

static void walk_stmt(struct layout *l, struct stmt *s)
{
	switch (s->kind) {
	case ST_ERROR: case ST_BREAK: case ST_CONTINUE: case ST_IMPORT:
		return;
	case ST_EXPR: case ST_DISCARD:
		walk(l, s->expr, LAYOUT_VALUE);
		return;
	case ST_LET:
		walk_let(l, s);
		return;
	case ST_ASSIGN:
		walk_assign(l, s);
		return;
	case ST_FOR_RANGE: case ST_FOR_MAP:
		walk_loop(l, s, s->for_.body);
		return;
	case ST_WHILE: case ST_UNROLL:
		walk_loop(l, s, s->while_.body);
		return;
	case ST_RETURN:
		walk(l, s->return_.value, LAYOUT_VALUE);
		return;
	}
}

/* Ends the temporaries made since `from`: slots that are not variables' (those end with their scope). */
static void end_temporaries(struct layout *l, int from)
{
	for (int i = from; i < l->placed.n; i++)
		if (l->placed.at[i]->end == UINT32_MAX)
			l->placed.at[i]->end = l->now;
}

void layout_statement_expr(struct layout *l, struct expr *e)
{
	int from = l->placed.n;
	if (!l->plain_product)
		l->plain_product = 1;
	walk(l, e, LAYOUT_VALUE);
	l->now++;
	end_temporaries(l, from);
}

void layout_block(struct layout *l, struct block *b, enum layout_mode mode)
{
	if (!b)
		return;
	int scope = l->vars.n;
	if (!l->plain_product)
		l->plain_product = 1;
	for (int i = 0; i < b->stmts.n; i++) {
		int from = l->placed.n;
		l->now++;
		walk_stmt(l, b->stmts.at[i]);
		l->now++;
		end_temporaries(l, from);
	}
	walk(l, b->value, mode);
	l->now++;
	layout_close_scope(l, scope);
}
