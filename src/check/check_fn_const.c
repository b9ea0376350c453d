/* Functions answered at compile time: type predicates, tests of the kernel, parameters of the script, refusals. */
#include "check/call.h"
#include "check/check_types.h"
#include "parser/parser.h"

#include <string.h>

/* ---- predicates ---- */

enum predicate { IS_STR, IS_INTEGER, IS_UNSIGNED, IS_PTR, IS_ARRAY, IS_LITERAL };

static const struct type *predicate(struct checker *c, struct expr *call, enum predicate what)
{
	const struct expr *arg = call_arg(call, 0);
	const struct type *t = check_expr(c, call_arg(call, 0));
	bool yes = false;
	if (!is_settled(t))
		return &type_bool;
	switch (what) {
	case IS_STR:
		yes = t->kind == TY_STRING;
		break;
	case IS_INTEGER:
		yes = t->kind == TY_INT;
		break;
	case IS_UNSIGNED:
		yes = t->kind == TY_INT && !t->is_signed;
		break;
	case IS_PTR:
		yes = t->kind == TY_PTR;
		break;
	case IS_ARRAY:
		yes = t->kind == TY_ARRAY;
		break;
	case IS_LITERAL:
		yes = arg->constant && (arg->kind == EX_INT || arg->kind == EX_STRING || arg->kind == EX_BOOL ||
					arg->kind == EX_UNARY);
		break;
	}
	return call_fold(c, call, &type_bool, yes);
}

const struct type *check_fn_is_str(struct checker *c, struct expr *call)
{
	return predicate(c, call, IS_STR);
}

const struct type *check_fn_is_integer(struct checker *c, struct expr *call)
{
	return predicate(c, call, IS_INTEGER);
}

const struct type *check_fn_is_unsigned_integer(struct checker *c, struct expr *call)
{
	return predicate(c, call, IS_UNSIGNED);
}

const struct type *check_fn_is_ptr(struct checker *c, struct expr *call)
{
	return predicate(c, call, IS_PTR);
}

const struct type *check_fn_is_array(struct checker *c, struct expr *call)
{
	return predicate(c, call, IS_ARRAY);
}

const struct type *check_fn_is_literal(struct checker *c, struct expr *call)
{
	return predicate(c, call, IS_LITERAL);
}

/* ---- kernel functions ---- */

static bool kernel_has(struct checker *c, const char *name)
{
	struct kernel *k = c->p->kernel;
	struct ktype proto;
	struct ktype_id id;
	return k->func_find(k, c->p->arena, NULL, name, &proto, &id);
}

const struct type *check_fn_kfunc_exist(struct checker *c, struct expr *call)
{
	const struct constant *name = call_literal_string(c, call, 0);
	return name ? call_fold(c, call, &type_bool, kernel_has(c, name->bytes)) : &type_bool;
}

const struct type *check_fn_kfunc_allowed(struct checker *c, struct expr *call)
{
	const struct constant *name = call_literal_string(c, call, 0);
	if (!name)
		return &type_bool;
	return call_fold(c, call, &type_bool,
			 c->prog->prog_type == BPF_PROG_TYPE_TRACING && kernel_has(c, name->bytes));
}

/* ---- parameters of the script ---- */

static const struct param *param_given(struct checker *c, const char *name)
{
	for (int i = 0; i < c->p->opt->nparams; i++)
		if (!strcmp(c->p->opt->params[i].name, name))
			return &c->p->opt->params[i];
	return NULL;
}

static void param_error(struct checker *c, const struct param *given, const char *what)
{
	diag_error(c->p->diags, (struct range){ 0 }, "program command line option --%s %s (value: %s)", given->name, what,
		   given->value ? given->value : "true");
}

static const struct type *bool_param(struct checker *c, struct expr *call, const struct param *given, bool fallback)
{
	const char *v = given ? given->value : NULL;
	if (!given)
		return call_fold(c, call, &type_bool, fallback);
	bool yes = !v || !strcmp(v, "true") || !strcmp(v, "1");
	if (!yes && strcmp(v, "false") && strcmp(v, "0"))
		param_error(c, given, "expects a boolean (e.g. 'true')");
	return call_fold(c, call, &type_bool, yes);
}

static const struct type *int_param(struct checker *c, struct expr *call, const struct param *given, uint64_t fallback)
{
	uint64_t value = fallback;
	if (given && (!given->value || !strcmp(given->value, "true") || !strcmp(given->value, "false"))) {
		param_error(c, given, "expects an integer");
	} else if (given) {
		const char *text = given->value;
		bool negative = *text == '-';
		text += negative;
		if (!*text || parse_integer(c->p->arena, text, strlen(text), &value))
			param_error(c, given, "invalid integer");
		if (negative)
			value = -value;
	}
	return call_fold(c, call, &type_int64, value);
}

static const struct type *string_param(struct checker *c, struct expr *call, const struct param *given,
				       const struct constant *fallback)
{
	if (given && !given->value) {
		param_error(c, given, "expects a string");
		given = NULL;
	}
	if (given)
		return call_fold_string(c, call, given->value, (uint32_t)strlen(given->value));
	return call_fold_string(c, call, fallback->bytes, fallback->len);
}

static const char *default_text(struct checker *c, const struct expr *e)
{
	if (!e)
		return "false";
	if (is_constant_string(e))
		return e->constant->bytes;
	if (e->type->kind == TY_BOOL)
		return e->constant->value ? "true" : "false";
	return arena_printf(c->p->arena, "%lld", (long long)e->constant->value);
}

/* One name has one default. */
static void check_default(struct checker *c, const struct expr *call, const char *name, const char *text)
{
	for (int i = 0; i < c->p->options.n; i++) {
		struct option_use *o = &c->p->options.at[i];
		if (strcmp(o->name, name))
			continue;
		if (!o->default_text)
			o->default_text = text;
		else if (strcmp(o->default_text, text))
			call_error(c, call, "Command line option '%s' needs to have the same default value in all places it is "
				   "used. Previous default value: %s", name, o->default_text);
	}
}

const struct type *check_fn_getopt(struct checker *c, struct expr *call)
{
	const struct constant *name = call_literal_string(c, call, 0);
	struct expr *def = call_arg(call, 1);
	const struct type *t = def ? check_expr(c, def) : &type_bool;
	if (call->call.args.n > 2 && !call_literal_string(c, call, 2))
		return &type_poison;
	if (!name || !is_settled(t))
		return &type_poison;
	if (def && (!def->constant || (t->kind != TY_BOOL && t->kind != TY_INT && t->kind != TY_STRING))) {
		call_error(c, call, "getopt() expects a literal integer, boolean or string as default (%s provided)",
			   type_kind_name(t));
		return &type_poison;
	}
	const struct param *given = param_given(c, name->bytes);
	if (c->final)
		check_default(c, call, name->bytes, default_text(c, def));
	if (t->kind == TY_BOOL)
		return bool_param(c, call, given, def && def->constant->value);
	if (t->kind == TY_INT)
		return int_param(c, call, given, def->constant->value);
	return string_param(c, call, given, def->constant);
}

/* ---- refusals ---- */

static void add_value(struct strbuf *b, const struct fmt_spec *s, const struct expr *e)
{
	if (is_constant_string(e))
		strbuf_add(b, e->constant->bytes, e->constant->len);
	else if (e->type->kind == TY_BOOL)
		strbuf_addstr(b, e->constant->value ? "true" : "false");
	else if (s->kind == FMT_INT && (s->conv == 'x' || s->conv == 'X'))
		strbuf_printf(b, "%llx", (unsigned long long)e->constant->value);
	else if (e->type->is_signed)
		strbuf_printf(b, "%lld", (long long)e->constant->value);
	else
		strbuf_printf(b, "%llu", (unsigned long long)e->constant->value);
}

const struct type *check_fn_fail(struct checker *c, struct expr *call)
{
	const struct constant *fmt = call_literal_string(c, call, 0);
	struct strbuf b = { 0 };
	struct fmt_spec s;
	int next = 1;
	for (int i = 1; i < call->call.args.n; i++) {
		check_expr(c, call_arg(call, i));
		if (fmt && is_settled(call_arg(call, i)->type) && !call_arg(call, i)->constant) {
			call_error(c, call, "fail() arguments need to be literals");
			fmt = NULL;
		}
	}
	for (size_t pos = 0; fmt && fmt_next(fmt->bytes, fmt->len, &pos, &s);) {
		const struct expr *arg = s.kind == FMT_TEXT ? NULL : call_arg(call, next++);
		if (arg && arg->constant)
			add_value(&b, &s, arg);
		else
			strbuf_add(&b, s.text, s.len);
	}
	if (fmt)
		call_error(c, call, "%s", strbuf_str(&b));
	strbuf_release(&b);
	return &type_void;
}

const struct type *check_fn_static_assert(struct checker *c, struct expr *call)
{
	struct expr *cond = call_arg(call, 0);
	const struct constant *text = call_literal_string(c, call, 1);
	check_condition(c, cond);
	if (!is_settled(cond->type) || !text)
		return &type_void;
	if (!cond->constant)
		call_error(c, call, "static_assert() expects a condition known at compile time");
	else if (!cond->constant->value)
		call_error(c, call, "%s", text->bytes);
	return &type_void;
}
