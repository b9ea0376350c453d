/* Calls: which function, how many arguments, may it be used; then the function's own check. Also the vocabulary the
 * check_fn_ files share (call.h). Results known at compile time are left in expr.constant. */
#include "check/call.h"
#include "check/check_types.h"

#include <string.h>

typedef const struct type *check_function(struct checker *c, struct expr *call);

static check_function *const checks[FN_ID_COUNT_] = {
#define FUNCTION(id, ...) [FN_ID_##id] = check_fn_##id,
#include "tables/functions.def"
#undef FUNCTION
};

typedef const struct type *check_agg(struct checker *c, struct expr *call, struct map *m);

static check_agg *const agg_checks[AGG_COUNT_] = {
#define AGGREGATION(id, ...) [AGG_##id] = check_agg_##id,
#include "tables/aggregations.def"
#undef AGGREGATION
};

/* ---- vocabulary ---- */

struct diag *call_error(struct checker *c, const struct expr *call, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *text = arena_vprintf(c->p->arena, fmt, ap);
	va_end(ap);
	struct diag *d = diag_error(c->p->diags, call->range, "%s", text);
	note_expansion(c->p, d, call);
	return d;
}

void call_wrong_type(struct checker *c, const struct expr *call, const char *what, const struct type *got)
{
	call_error(c, call, "%s() only supports %s arguments (%s provided)", call->call.name, what, type_kind_name(got));
}

bool call_int(struct checker *c, struct expr *call, int i)
{
	const struct type *t = check_expr(c, call_arg(call, i));
	if (!is_settled(t))
		return false;
	if (type_is_integral(t))
		return true;
	call_wrong_type(c, call, "int", t);
	return false;
}

bool call_literal_int(struct checker *c, struct expr *call, int i, int64_t *value)
{
	struct expr *a = call_arg(call, i);
	const struct type *t = check_expr(c, a);
	if (!is_settled(t))
		return false;
	if (!type_is_integral(t) || !a->constant) {
		call_error(c, call, "%s() expects an integer literal (%s provided)", call->call.name, type_kind_name(t));
		return false;
	}
	*value = (int64_t)a->constant->value;
	return true;
}

bool is_constant_string(const struct expr *e)
{
	return e->constant && e->type && e->type->kind == TY_STRING && e->constant->bytes;
}

const struct constant *call_literal_string(struct checker *c, struct expr *call, int i)
{
	struct expr *a = call_arg(call, i);
	const struct type *t = check_expr(c, a);
	if (!is_settled(t))
		return NULL;
	if (!is_constant_string(a)) {
		call_error(c, call, "%s() expects a string literal (%s provided)", call->call.name, type_kind_name(t));
		return NULL;
	}
	return a->constant;
}

const struct type *call_fold(struct checker *c, struct expr *call, const struct type *t, uint64_t value)
{
	call->constant = arena_new(c->p->arena, struct constant);
	call->constant->value = value;
	return t;
}

const struct type *call_fold_string(struct checker *c, struct expr *call, const char *bytes, uint32_t len)
{
	call->constant = arena_new(c->p->arena, struct constant);
	call->constant->bytes = arena_strndup(c->p->arena, bytes, len);
	call->constant->len = len;
	return type_string(c->types, len + 1, false);
}

void *call_data(struct checker *c, struct expr *call, size_t size)
{
	if (!call->data)
		call->data = arena_alloc(c->p->arena, size);
	return call->data;
}

static bool is_text_pointer(const struct type *t)
{
	return t->kind == TY_PTR && t->elem && (t->elem->kind == TY_VOID || t->elem->size == 1);
}

const struct type *call_text_arg(struct checker *c, struct expr *call, int i)
{
	struct expr *a = call_arg(call, i);
	const struct type *t = check_expr(c, a);
	if (!is_settled(t) || !is_text_pointer(t))
		return t;
	struct expr *str = arena_new(c->p->arena, struct expr);
	str->kind = EX_CALL;
	str->range = a->range;
	str->expanded_from = a->expanded_from;
	str->call.name = "str";
	str->call.name_range = a->range;
	vec_push(c->p->arena, &str->call.args, a);
	str->function = &functions[FN_ID_str];
	str->ident_kind = ID_FUNCTION;
	call->call.args.at[i] = str;
	return check_expr(c, str);
}

bool call_reads_user(struct checker *c, const struct expr *call, const struct type *t)
{
	enum addrspace as = t->kind == TY_PTR && t->as != AS_NONE ? t->as : probe_addrspace(c);
	if (as == AS_NONE)
		diag_warning(c->p->diags, call->range, "Addrspace is not set");
	return as == AS_USER;
}

/* ---- dispatch ---- */

static void report_count(struct checker *c, const struct expr *call, int min, int max)
{
	static const char *const words[] = { "no", "one", "two", "three", "four" };
	const char *name = call->call.name;
	int n = call->call.args.n;

	if (min == max && min == 0)
		call_error(c, call, "%s() requires no arguments (%d provided)", name, n);
	else if (min == max)
		call_error(c, call, "%s() requires %s argument%s (%d provided)", name,
			   min == 1 ? "one" : arena_printf(c->p->arena, "%d", min), min == 1 ? "" : "s", n);
	else if (n < min)
		call_error(c, call, "%s() requires at least %s argument%s (%d provided)", name,
			   min < 5 ? words[min] : "more", min == 1 ? "" : "s", n);
	else
		call_error(c, call, "%s() takes up to %s argument%s (%d provided)", name,
			   max < 5 ? words[max] : arena_printf(c->p->arena, "%d", max), max == 1 ? "" : "s", n);
}

static bool check_count(struct checker *c, const struct expr *call, int min, int max)
{
	if (call->call.args.n >= min && (max < 0 || call->call.args.n <= max))
		return true;
	report_count(c, call, min, max);
	return false;
}

static bool check_safety(struct checker *c, const struct expr *call)
{
	const struct function *f = call->function;
	if (!(f->flags & FN_UNSAFE) || c->p->opt->unsafe)
		return true;
	if (f->id == FN_ID_system)
		call_error(c, call, "%s() is an unsafe function being used in safe mode", f->name);
	else
		call_error(c, call, "%s() is unsafe. To use you need the --unsafe flag", f->name);
	return false;
}

static const struct type *check_function_call(struct checker *c, struct expr *e)
{
	const struct function *f = e->function;
	e->constant = NULL;
	if (!check_count(c, e, f->min_args, f->max_args) || !check_safety(c, e))
		return &type_poison;
	return checks[f->id](c, e);
}

const struct type *check_call(struct checker *c, struct expr *e)
{
	if (e->kind != EX_CALL || e->ident_kind == ID_BUILTIN)
		return check_builtin(c, e);
	if (e->ident_kind == ID_FUNCTION) {
		e->type = check_function_call(c, e);
		return e->type;
	}
	if (aggregation_by_name(e->call.name))
		call_error(c, e, "%s() must be assigned directly to a map", e->call.name);
	e->type = &type_poison;
	return e->type;
}

const struct type *check_aggregation(struct checker *c, const struct aggregation *a, struct expr *call, struct map *m)
{
	call->constant = NULL;
	if (!check_count(c, call, a->min_args, a->max_args))
		return &type_poison;
	return agg_checks[a->id](c, call, m);
}
