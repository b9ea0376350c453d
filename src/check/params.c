/* Command line parameters in programs: $1, $# and the named ones of getopt().
 *
 * pass_expand calls params_in_tree on every probe once its macros are expanded, and params_in_attach_point on every
 * attach point; pass_resolve notes the options a program asks for and compares them with those given. */
#include "check/expand.h"

#include <ctype.h>
#include <string.h>

#include "parser/parser.h"

static const char *param_text(struct program *p, uint64_t n)
{
	return n >= 1 && n <= (uint64_t)p->opt->nargs ? p->opt->args[n - 1] : NULL;
}

static void warn_missing(struct program *p, uint64_t n, struct range r)
{
	diag_warning(p->diags, r, "Positional parameter $%llu is empty or not provided. ", (unsigned long long)n);
}

/* ---- in expressions ---- */

/* A whole number, with an optional sign. */
static bool integer_text(struct program *p, const char *text, uint64_t *value, bool *negative)
{
	*negative = text[0] == '-';
	text += *negative || text[0] == '+';
	return isdigit((unsigned char)text[0]) && !parse_integer(p->arena, text, strlen(text), value);
}

static void make_param_string(struct program *p, struct expr *e)
{
	const char *text = param_text(p, e->positional);

	if (!text || !*text)
		warn_missing(p, e->positional, e->range);
	e->kind = EX_STRING;
	e->string.bytes = text ? text : "";
	e->string.len = strlen(e->string.bytes);
}

static void make_param(struct program *p, struct expr *e)
{
	const char *text = param_text(p, e->positional);
	uint64_t value = 0;
	bool negative = false;

	if (!text || !*text) {
		warn_missing(p, e->positional, e->range);
	} else if (!integer_text(p, text, &value, &negative)) {
		make_param_string(p, e);
		return;
	}
	e->kind = EX_INT;
	e->integer.value = value;
	e->integer.negative = negative && value;
}

static void param_expr(struct walk *w, struct expr **slot)
{
	struct program *p = w->ctx;
	struct expr *e = *slot;

	if (e->kind == EX_POSITIONAL) {
		make_param(p, e);
	} else if (e->kind == EX_PARAMCOUNT) {
		e->kind = EX_INT;
		e->integer.value = p->opt->nargs;
		e->integer.negative = false;
	} else {
		/* str($1) asks for text, whatever the parameter looks like */
		if (e->kind == EX_CALL && !strcmp(e->call.name, "str") && e->call.args.n &&
		    e->call.args.at[0]->kind == EX_POSITIONAL)
			make_param_string(p, e->call.args.at[0]);
		walk_expr_children(w, e);
	}
}

void params_in_tree(struct program *p, struct probe *probe)
{
	struct walk w = { .ctx = p, .expr = param_expr };

	walk_expr(&w, &probe->predicate);
	walk_block(&w, probe->body);
}

/* ---- in attach points ---- */

struct ap_text {
	struct program *p;
	struct attach_point *ap;
	struct strbuf out;
	bool changed;
};

/* text points behind a '$'; returns where scanning goes on, NULL after an error. A '$' before anything but a name or a
 * number is itself: the end of a regular expression. */
static const char *replace_param(struct ap_text *t, const char *text)
{
	struct program *p = t->p;
	uint64_t n = 0;
	const char *c = text;

	if (!isalnum((unsigned char)*c) && *c != '_') {
		strbuf_addch(&t->out, '$');
		return c;
	}
	for (; isdigit((unsigned char)*c) && n < UINT64_MAX / 100; c++)
		n = n * 10 + (*c - '0');
	if (c == text || isalnum((unsigned char)*c) || *c == '_') {
		char bad[2] = { *c, 0 };
		diag_error(p->diags, t->ap->range, "invalid trailing character for positional param: %s. Try quoting "
			   "this entire part if this is intentional e.g. \"$%s\".", bad, bad);
		return NULL;
	}
	if (!n) {
		diag_error(p->diags, t->ap->range, "param $0 is out of integer range [1, 9223372036854775807]");
		return NULL;
	}
	const char *value = param_text(p, n);
	if (value && *value)
		strbuf_addstr(&t->out, value);
	else
		warn_missing(p, n, t->ap->range);
	t->changed = true;
	return c;
}

static bool replace_all(struct ap_text *t)
{
	bool quoted = false;

	for (const char *c = t->ap->text; c && *c;) {
		if (*c == '\\' && quoted && c[1])
			strbuf_addch(&t->out, *c++);
		else if (*c == '"')
			quoted = !quoted;
		else if (*c == '$' && !quoted) {
			c = replace_param(t, c + 1);
			if (!c)
				return false;
			continue;
		}
		strbuf_addch(&t->out, *c++);
	}
	return true;
}

bool params_in_attach_point(struct program *p, struct attach_point *ap)
{
	struct ap_text t = { .p = p, .ap = ap };
	bool ok = replace_all(&t);

	if (ok && t.changed)
		ap->text = arena_strdup(p->arena, strbuf_str(&t.out));
	strbuf_release(&t.out);
	if (ok && (t.changed || !ap->nparts))
		ok = parse_attach_point(p->arena, p->diags, ap);
	return ok;
}

/* ---- named parameters ---- */

void params_note_option(struct program *p, const struct expr *call)
{
	struct option_use use = { .range = call->range };

	if (!call->call.args.n || call->call.args.at[0]->kind != EX_STRING)
		return;
	use.name = call->call.args.at[0]->string.bytes;
	if (call->call.args.n > 2 && call->call.args.at[2]->kind == EX_STRING)
		use.help = call->call.args.at[2]->string.bytes;
	for (int i = 0; i < p->options.n; i++)
		if (!strcmp(p->options.at[i].name, use.name))
			return;
	vec_push(p->arena, &p->options, use);
}

static bool option_known(const struct program *p, const char *name)
{
	for (int i = 0; i < p->options.n; i++)
		if (!strcmp(p->options.at[i].name, name))
			return true;
	return false;
}

static void params_help(struct program *p)
{
	struct diag *d = diag_error(p->diags, (struct range){ 0 }, "program command line options");
	struct strbuf text = { 0 };

	strbuf_addstr(&text, p->options.n ? "expected program options:" : "no custom program options defined.");
	for (int i = 0; i < p->options.n; i++) {
		const struct option_use *o = &p->options.at[i];
		strbuf_printf(&text, "\n--%s%s%s", o->name, o->help ? ": " : "", o->help ? o->help : "");
	}
	diag_hint(p->diags, d, "%s", strbuf_str(&text));
	strbuf_release(&text);
}

static void params_unexpected(struct program *p, const char *names)
{
	struct diag *d = diag_error(p->diags, (struct range){ 0 }, "unexpected program command line options: %s",
				    names);
	struct strbuf text = { 0 };

	for (int i = p->options.n - 1; i >= 0; i--)
		strbuf_printf(&text, "%s--%s", text.len ? ": " : "", p->options.at[i].name);
	if (p->options.n)
		diag_hint(p->diags, d, "expected program options: %s", strbuf_str(&text));
	else
		diag_hint(p->diags, d, "no custom program options defined.");
	strbuf_release(&text);
}

void params_check_options(struct program *p)
{
	struct strbuf names = { 0 };

	for (int i = 0; i < p->opt->nparams; i++) {
		const char *name = p->opt->params[i].name;
		if (option_known(p, name))
			continue;
		if (!strcmp(name, "help")) {
			params_help(p);
			strbuf_release(&names);
			return;
		}
		strbuf_printf(&names, "%s--%s", names.len ? ", " : "", name);
	}
	if (names.len)
		params_unexpected(p, strbuf_str(&names));
	strbuf_release(&names);
}
