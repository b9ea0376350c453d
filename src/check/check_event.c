/* Events: what a call sends to user space, and the calls that send one.
 *
 * A record holds the values of event.args as a tuple of their types. Literal texts for a bare %s are not sent: they
 * become part of the format. Events are made in the last round only, when the types are settled. */
#include "check/call.h"
#include "check/check_types.h"

#include <string.h>

/* ---- making events ---- */

static struct event *new_event(struct checker *c, struct expr *call)
{
	struct event *ev = arena_new(c->p->arena, struct event);
	ev->index = (uint32_t)c->p->events.n;
	vec_push(c->p->arena, &c->p->events, ev);
	call->event = ev;
	return ev;
}

/* The same, with the types the arguments are stored as. */
static struct event *make_typed_event(struct checker *c, struct expr *call, enum event_kind kind, const char *fmt,
				      uint32_t fmt_len, struct expr **args, const struct type **types, int nargs,
				      struct map *map)
{
	if (!c->final)
		return NULL;
	struct event *ev = call->event ? call->event : new_event(c, call);
	ev->kind = kind;
	ev->fmt = fmt;
	ev->fmt_len = fmt_len;
	ev->map = map;
	ev->range = call->range;
	ev->args.n = 0;
	for (int i = 0; i < nargs; i++)
		vec_push(c->p->arena, &ev->args, args[i]);
	ev->args_type = nargs ? type_tuple(c->types, types, nargs) : NULL;
	return ev;
}

struct event *make_event(struct checker *c, struct expr *call, enum event_kind kind, const char *fmt, uint32_t fmt_len,
			 struct expr **args, int nargs, struct map *map)
{
	const struct type **types = arena_array(c->p->arena, const struct type *, nargs + 1);
	for (int i = 0; i < nargs; i++) {
		types[i] = args[i]->type;
		if (!is_settled(types[i]))
			return NULL;
	}
	return make_typed_event(c, call, kind, fmt, fmt_len, args, types, nargs, map);
}

/* ---- what can be shown ---- */

static bool is_printable(const struct type *t)
{
	switch (t->kind) {
	case TY_VOID: case TY_FUNC:
		return false;
	case TY_STRUCT:
		return t->as != AS_CTX;
	case TY_PTR:
		return t->as != AS_CTX || !t->elem || t->elem->kind != TY_STRUCT;
	case TY_TUPLE: case TY_RECORD:
		return t->nmembers > 0;
	case TY_AGG:
		return t->elem != NULL;
	case TY_POISON: case TY_UNKNOWN: case TY_BOOL: case TY_INT: case TY_ENUM: case TY_ARRAY: case TY_STRING: case TY_BUFFER:
	case TY_INET: case TY_MAC: case TY_KSYM: case TY_USYM: case TY_KSTACK: case TY_USTACK: case TY_USERNAME:
	case TY_TIMESTAMP: case TY_CGROUP_PATH:
		return true;
	}
	return false;
}

/* "none", "struct tracepoint:x:y_args": the word a message uses for something that cannot be shown. */
static const char *unprintable_name(struct checker *c, const struct type *t)
{
	if (t->kind == TY_VOID || ((t->kind == TY_TUPLE || t->kind == TY_RECORD) && !t->nmembers))
		return "none";
	return type_str(c->p->arena, t);
}

/* ---- formats ---- */

struct format {
	const char *text;       /* after literals were folded in */
	uint32_t len;
	VEC(struct expr *) args;
};

static const char *conversion_name(struct checker *c, const struct fmt_spec *s)
{
	size_t n = s->kind == FMT_BUF_HEX || s->kind == FMT_BUF_RAW || s->kind == FMT_GFP ? 2 : 1;
	return arena_strndup(c->p->arena, s->text + s->len - n, n);
}

static bool conversion_takes(const struct fmt_spec *s, const struct type *t)
{
	switch (s->kind) {
	case FMT_INT: case FMT_CHAR: case FMT_PTR:
		return type_is_integral(t) || t->kind == TY_PTR;
	case FMT_STR:
		return is_printable(t);
	case FMT_BUF: case FMT_BUF_HEX: case FMT_BUF_RAW:
		return t->kind == TY_BUFFER;
	case FMT_GFP:
		return type_is_integral(t);
	case FMT_TEXT: case FMT_FLOAT:
		return false;
	}
	return false;
}

static void check_conversion(struct checker *c, struct expr *call, const struct fmt_spec *s, struct expr *arg)
{
	const struct type *t = check_expr_raw(c, arg);
	if (!is_settled(t))
		return;
	if (!conversion_takes(s, t)) {
		if (s->kind == FMT_STR)
			call_error(c, call, "%s type passed to %s() is not printable", unprintable_name(c, t), call->call.name);
		else
			call_error(c, call, "unsupported format specifier for type '%s': %s", type_str(c->p->arena, t),
				   conversion_name(c, s));
	} else if (t->kind == TY_AGG) {
		check_expr(c, arg);
	}
}

/* Number of conversions; -1 after an error. */
static int count_conversions(struct checker *c, struct expr *call, const struct constant *fmt)
{
	struct fmt_spec s;
	int n = 0;
	for (size_t pos = 0; fmt_next(fmt->bytes, fmt->len, &pos, &s);) {
		if (s.kind == FMT_FLOAT) {
			call_error(c, call, "unsupported format specifier: %s", conversion_name(c, &s));
			return -1;
		}
		n += s.kind != FMT_TEXT;
	}
	return n;
}

static bool check_arg_count(struct checker *c, struct expr *call, int wanted)
{
	int given = call->call.args.n - 1;
	if (wanted < 0)
		return false;
	if (given > PRINTF_ARGS_MAX || wanted > PRINTF_ARGS_MAX)
		call_error(c, call, "cannot use more than %d conversion specifiers", PRINTF_ARGS_MAX);
	else if (given < wanted)
		call_error(c, call, "not enough arguments for format string (%d supplied, %d expected)", given, wanted);
	else if (given > wanted)
		call_error(c, call, "too many arguments for format string (%d supplied, %d expected)", given, wanted);
	else
		return true;
	return false;
}

static void add_escaped(struct strbuf *b, const char *text, size_t len)
{
	for (size_t i = 0; i < len && text[i]; i++) {
		if (text[i] == '%')
			strbuf_addch(b, '%');
		strbuf_addch(b, text[i]);
	}
}

static bool folds(const struct fmt_spec *s, const struct expr *arg)
{
	return s->kind == FMT_STR && !s->width && is_constant_string(arg);
}

/* The format with literal arguments put in, and the arguments that remain. */
static void fold_literals(struct checker *c, struct expr *call, const struct constant *fmt, struct format *out)
{
	struct strbuf b = { 0 };
	struct fmt_spec s;
	int next = 1;
	for (size_t pos = 0, from = 0; fmt_next(fmt->bytes, fmt->len, &pos, &s); from = pos) {
		struct expr *arg = s.kind == FMT_TEXT ? NULL : call_arg(call, next++);
		if (arg && folds(&s, arg))
			add_escaped(&b, arg->constant->bytes, arg->constant->len);
		else
			strbuf_add(&b, fmt->bytes + from, pos - from);
		if (arg && !folds(&s, arg))
			vec_push(c->p->arena, &out->args, arg);
	}
	out->text = arena_strndup(c->p->arena, strbuf_str(&b), b.len);
	out->len = (uint32_t)b.len;
	strbuf_release(&b);
}

static void check_rest(struct checker *c, struct expr *call, int from)
{
	for (int i = from; i < call->call.args.n; i++)
		check_expr_raw(c, call->call.args.at[i]);
}

/* Argument 0 is the format, the others go with its conversions. */
static bool check_format(struct checker *c, struct expr *call, struct format *out)
{
	const struct constant *fmt = call_literal_string(c, call, 0);
	struct fmt_spec s;
	int next = 1;
	memset(out, 0, sizeof(*out));
	if (!fmt || !check_arg_count(c, call, count_conversions(c, call, fmt))) {
		check_rest(c, call, 1);
		return false;
	}
	for (size_t pos = 0; fmt_next(fmt->bytes, fmt->len, &pos, &s);)
		if (s.kind != FMT_TEXT)
			check_conversion(c, call, &s, call_arg(call, next++));
	if (c->final)
		fold_literals(c, call, fmt, out);
	return true;
}

static const struct type *formatted(struct checker *c, struct expr *call, enum event_kind kind)
{
	struct format f;
	if (check_format(c, call, &f))
		make_event(c, call, kind, f.text, f.len, f.args.at, f.args.n, NULL);
	return &type_void;
}

const struct type *check_fn_printf(struct checker *c, struct expr *call)
{
	return formatted(c, call, EVENT_PRINTF);
}

const struct type *check_fn_errorf(struct checker *c, struct expr *call)
{
	return formatted(c, call, EVENT_ERRORF);
}

const struct type *check_fn_warnf(struct checker *c, struct expr *call)
{
	return formatted(c, call, EVENT_WARNF);
}

const struct type *check_fn_cat(struct checker *c, struct expr *call)
{
	return formatted(c, call, EVENT_CAT);
}

const struct type *check_fn_system(struct checker *c, struct expr *call)
{
	return formatted(c, call, EVENT_SYSTEM);
}

static bool debug_conversion(const struct fmt_spec *s)
{
	switch (s->kind) {
	case FMT_TEXT: case FMT_PTR:
		return true;
	case FMT_INT:
		return s->conv == 'd' || s->conv == 'u' || s->conv == 'x';
	case FMT_STR:
		return true;
	case FMT_CHAR: case FMT_BUF: case FMT_BUF_HEX: case FMT_BUF_RAW: case FMT_GFP: case FMT_FLOAT:
		return false;
	}
	return false;
}

const struct type *check_fn_debugf(struct checker *c, struct expr *call)
{
	struct format f;
	struct fmt_spec s;
	if (!check_format(c, call, &f))
		return &type_void;
	const struct constant *fmt = call_arg(call, 0)->constant;
	int next = 1;
	for (size_t pos = 0; fmt_next(fmt->bytes, fmt->len, &pos, &s);) {
		const struct expr *arg = s.kind == FMT_TEXT ? NULL : call_arg(call, next++);
		if (!debug_conversion(&s))
			call_error(c, call, "debugf() does not support the format specifier %s, only d, u, x, p and s",
				   conversion_name(c, &s));
		else if (s.kind == FMT_STR && is_settled(arg->type) && arg->type->kind != TY_STRING)
			call_error(c, call, "debugf() shows only strings with %%s (%s provided)", type_kind_name(arg->type));
	}
	struct bytes_call *b = call_data(c, call, sizeof(*b));
	b->bytes = fmt->bytes;
	b->len = fmt->len + 1;
	diag_warning(c->p->diags, call->range, "debugf() is for debugging only: its output goes to the kernel's trace_pipe, "
		     "which all programs share");
	return &type_void;
}

/* ---- print ---- */

static struct map *map_of(const struct expr *e)
{
	if (e->kind == EX_MAP)
		return e->mapref;
	if (e->kind == EX_INDEX && e->index.base->kind == EX_MAP)
		return e->index.base->mapref;
	return NULL;
}

static bool map_defined(struct checker *c, const struct expr *call, const struct map *m)
{
	if (!m || (is_settled(m->value)) || (m->value && m->value->kind == TY_POISON))
		return m != NULL;
	if (c->final)
		call_error(c, call, "Undefined map: %s", m->name);
	return false;
}

static struct expr *zero(struct checker *c, const struct expr *at)
{
	struct expr *e = arena_new(c->p->arena, struct expr);
	e->kind = EX_INT;
	e->range = at->range;
	check_expr(c, e);
	return e;
}

static const struct type *print_map(struct checker *c, struct expr *call, struct map *m)
{
	static const struct type *const numbers[] = { &type_uint64, &type_uint64 };
	struct expr *args[2];
	bool ok = map_defined(c, call, m);
	for (int i = 0; i < 2; i++) {
		args[i] = call_arg(call, i + 1);
		if (args[i])
			ok &= call_int(c, call, i + 1);
		else
			args[i] = zero(c, call);
	}
	if (!ok)
		return &type_void;
	m->printed = true;
	if (call->call.args.n > 1 && m->value->kind == TY_AGG && m->value->agg == SHAPE_STATS)
		diag_warning(c->p->diags, call->range, "print()'s top and div arguments are ignored when used on stats() maps.");
	if (c->loop_depth)
		diag_warning(c->p->diags, call->range,
			     "Due to it's asynchronous nature using 'print()' in a loop can lead to unexpected behavior. The map "
			     "is read when the output is written, which may be after the loop has ended.");
	make_typed_event(c, call, EVENT_PRINT_MAP, NULL, 0, args, (const struct type **)numbers, 2, m);
	return &type_void;
}

static const struct type *print_value(struct checker *c, struct expr *call, struct expr *arg)
{
	struct map *m = map_of(arg);
	const struct type *t = check_expr_raw(c, arg);
	bool stats = t->kind == TY_AGG && t->agg == SHAPE_STATS;

	if (call->call.args.n > 1)
		call_error(c, call, "Non-map print() only takes 1 argument, %d found", call->call.args.n);
	check_rest(c, call, 1);
	if (!is_settled(t))
		return &type_void;
	if (t->kind == TY_AGG && !t->elem && !stats) {
		call_error(c, call, "Map type %s cannot print the value of individual keys. You must print the whole map.",
			   type_str(c->p->arena, t));
		return &type_void;
	}
	if (!stats && !is_printable(t)) {
		call_error(c, call, "%s type passed to print() is not printable", unprintable_name(c, t));
		return &type_void;
	}
	if (t->kind == TY_AGG && !stats)
		check_expr(c, arg);
	make_event(c, call, m ? EVENT_PRINT_ELEM : EVENT_PRINT_VALUE, NULL, 0, &arg, 1, m);
	return &type_void;
}

const struct type *check_fn_print(struct checker *c, struct expr *call)
{
	struct expr *arg = call_arg(call, 0);
	return arg->kind == EX_MAP ? print_map(c, call, arg->mapref) : print_value(c, call, arg);
}

/* ---- clear, zero ---- */

static struct map *whole_map(struct checker *c, struct expr *call)
{
	struct expr *arg = call_arg(call, 0);
	if (arg->kind == EX_MAP)
		return map_defined(c, call, arg->mapref) ? arg->mapref : NULL;
	check_expr_raw(c, arg);
	call_error(c, call, "%s() expects a map argument", call->call.name);
	return NULL;
}

/* True if only `;` and layout stand between the two calls: then they are statements next to each other. */
static bool adjacent(struct range a, struct range b)
{
	if (!a.src || a.src != b.src || b.begin < a.end)
		return false;
	const char *s = a.src->text, *end = s + b.begin;
	bool semicolon = false;
	for (s += a.end; s < end; s++) {
		if (s[0] == '/' && s + 1 < end && s[1] == '/') {
			while (s < end && *s != '\n')
				s++;
		} else if (*s == ';' && !semicolon) {
			semicolon = true;
		} else if (!strchr(" \t\r\n", *s)) {
			return false;
		}
	}
	return semicolon;
}

/* `print(@x); clear(@x);` is one step for the reader of the map: no update between the two gets lost. */
static bool fuse_print_clear(struct checker *c, struct expr *call, const struct map *m)
{
	struct event *last = c->p->events.n ? c->p->events.at[c->p->events.n - 1] : NULL;
	if (!c->final || call->event || !last || last->kind != EVENT_PRINT_MAP || last->map != m || call->expanded_from ||
	    !adjacent(last->range, call->range))
		return false;
	last->then_clear = true;
	return true;
}

const struct type *check_fn_clear(struct checker *c, struct expr *call)
{
	struct map *m = whole_map(c, call);
	if (m && !fuse_print_clear(c, call, m))
		make_event(c, call, EVENT_CLEAR, NULL, 0, NULL, 0, m);
	return &type_void;
}

const struct type *check_fn_zero(struct checker *c, struct expr *call)
{
	struct map *m = whole_map(c, call);
	if (m)
		make_event(c, call, EVENT_ZERO, NULL, 0, NULL, 0, m);
	return &type_void;
}

/* ---- time, join, exit, unwatch ---- */

const struct type *check_fn_time(struct checker *c, struct expr *call)
{
	const struct constant *fmt = NULL;
	if (call->call.args.n && !(fmt = call_literal_string(c, call, 0)))
		return &type_void;
	if (fmt)
		make_event(c, call, EVENT_TIME, fmt->bytes, fmt->len, NULL, 0, NULL);
	else
		make_event(c, call, EVENT_TIME, "%H:%M:%S\n", 9, NULL, 0, NULL);
	return &type_void;
}

const struct type *check_fn_join(struct checker *c, struct expr *call)
{
	const struct type *types[2], *t = check_expr(c, call_arg(call, 0));
	const struct constant *sep = NULL;
	if (call->call.args.n > 1 && !(sep = call_literal_string(c, call, 1)))
		return &type_void;
	if (!is_settled(t))
		return &type_void;
	if (t->kind != TY_PTR && t->kind != TY_INT) {
		call_wrong_type(c, call, "int or pointer", t);
		return &type_void;
	}
	struct read_call *data = call_data(c, call, sizeof(*data));
	data->user = call_reads_user(c, call, t);
	types[0] = &type_uint64;
	types[1] = type_array(c->types, type_string(c->types, JOIN_LEN, false), JOIN_MAX);
	struct event *ev = make_typed_event(c, call, EVENT_JOIN, sep ? sep->bytes : " ", sep ? sep->len : 1,
					    call->call.args.at, types, 1, NULL);
	if (ev)
		ev->args_type = type_tuple(c->types, types, 2);
	return &type_void;
}

const struct type *check_fn_exit(struct checker *c, struct expr *call)
{
	const struct type *status = &type_int64;
	struct expr *arg = call_arg(call, 0);
	if (arg && !call_int(c, call, 0))
		return &type_void;
	if (!arg)
		arg = zero(c, call);
	make_typed_event(c, call, EVENT_EXIT, NULL, 0, &arg, &status, 1, NULL);
	return &type_void;
}

const struct type *check_fn_unwatch(struct checker *c, struct expr *call)
{
	const struct type *address = &type_uint64, *t = check_expr(c, call_arg(call, 0));
	if (!is_settled(t))
		return &type_void;
	if (!type_is_integral(t) && t->kind != TY_PTR)
		call_wrong_type(c, call, "int", t);
	else
		make_typed_event(c, call, EVENT_UNWATCH, NULL, 0, call->call.args.at, &address, 1, NULL);
	return &type_void;
}
