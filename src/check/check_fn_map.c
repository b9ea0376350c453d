/* Functions on maps: delete, has_key, find, len. */
#include "check/call.h"
#include "check/check_types.h"

#include <string.h>

static struct map *whole_map(struct checker *c, struct expr *call)
{
	struct expr *arg = call_arg(call, 0);
	if (arg->kind == EX_MAP && arg->mapref) {
		arg->mapref->read_in_kernel = true;
		return arg->mapref;
	}
	return NULL;
}

/* Nobody stores anything there: nothing to look for. */
static bool is_defined(struct checker *c, const struct expr *call, const struct map *m)
{
	if (is_settled(m->value) || (m->value && m->value->kind == TY_POISON))
		return true;
	if (c->final)
		call_error(c, call, "Undefined map: %s", m->name);
	return false;
}

static bool check_key(struct checker *c, struct expr *call, struct map *m)
{
	if (!m->keyed) { /* resolve has said so */
		check_expr(c, call_arg(call, 1));
		return false;
	}
	check_map_key(c, m, call_arg(call, 1));
	return is_defined(c, call, m);
}

/* delete(@m[k]), the older way to write delete(@m, k) */
static const struct type *delete_element(struct checker *c, struct expr *call, struct expr *arg)
{
	if (arg->kind != EX_INDEX || arg->index.base->kind != EX_MAP) {
		check_expr_raw(c, arg);
		call_error(c, call, "delete() expects a map argument");
		return &type_bool;
	}
	struct map *m = arg->index.base->mapref;
	check_expr_raw(c, arg);
	if (m)
		m->read_in_kernel = true;
	return &type_bool;
}

const struct type *check_fn_delete(struct checker *c, struct expr *call)
{
	struct map *m = whole_map(c, call);
	if (!m && call->call.args.n == 1)
		return delete_element(c, call, call_arg(call, 0));
	if (!m) {
		call_error(c, call, "delete() expects a map argument");
		check_expr(c, call_arg(call, 1));
	} else if (call->call.args.n == 2) {
		check_key(c, call, m);
	} else if (m->keyed) {
		call_error(c, call, "call to delete() with a single argument expects a map without explicit keys (scalar map)");
	} else {
		is_defined(c, call, m);
	}
	return &type_bool;
}

const struct type *check_fn_has_key(struct checker *c, struct expr *call)
{
	struct map *m = whole_map(c, call);
	if (m) {
		check_key(c, call, m);
	} else {
		call_error(c, call, "has_key() expects a map argument");
		check_expr(c, call_arg(call, 1));
	}
	return &type_bool;
}

/* What reading an element gives: aggregations become integers. */
static const struct type *read_type(const struct map *m)
{
	return m->value && m->value->kind == TY_AGG ? m->value->elem : m->value;
}

const struct type *check_fn_find(struct checker *c, struct expr *call)
{
	struct map *m = whole_map(c, call);
	struct expr *target = call_arg(call, 2);
	if (!m) {
		call_error(c, call, "find() expects a map argument");
		return &type_bool;
	}
	if (!check_key(c, call, m))
		return &type_bool;
	if (target->kind != EX_VAR || !target->variable) {
		call_error(c, call, "find() expects a variable for its third argument");
		return &type_bool;
	}
	const struct type *t = read_type(m);
	if (!t) {
		call_error(c, call, "find() does not support type: %s", type_str(c->p->arena, m->value));
		return &type_bool;
	}
	widen_variable(c, target->variable, type_settled(c->types, t), target->range, NULL);
	target->type = target->variable->type;
	return &type_bool;
}

const struct type *check_fn_len(struct checker *c, struct expr *call)
{
	struct expr *arg = call_arg(call, 0);
	struct map *m = whole_map(c, call);
	if (m && m->keyed) {
		is_defined(c, call, m);
		return &type_uint64;
	}
	const struct type *t = check_expr_raw(c, arg);
	if (!is_settled(t) || t->kind == TY_KSTACK || t->kind == TY_USTACK)
		return &type_uint64;
	if (m)
		call_error(c, call, "call to len() expects a map with explicit keys (non-scalar map)");
	else
		call_error(c, call, "len() expects a map or stack to be provided");
	return &type_uint64;
}
