/* Macros of the C part: definition and expansion. Definitions live in types->c_macros as text, where the language
 * itself finds them too; a body is tokenised when it is used. */
#include "check/cpp.h"

#include <string.h>

#define EXPANSION_NEST_MAX 64
#define TOKENS_MAX 4000000 /* of one C part; a macro that doubles itself ends here */

static char *tok_text(struct cpp *c, const struct ctok *t)
{
	return arena_strndup(c->arena, t->text, t->len);
}

/* Macros that compilers define and system headers ask for. */
static const char *predefined(struct cpp *c, const char *name)
{
	static const char *const list[][2] = {
		{ "__STDC__", "1" }, { "__STDC_VERSION__", "201112L" }, { "__STDC_HOSTED__", "1" }, { "__GNUC__", "4" },
		{ "__GNUC_MINOR__", "2" }, { "__linux__", "1" }, { "__unix__", "1" }, { "__ELF__", "1" },
		{ "__LP64__", "1" }, { "_LP64", "1" }, { "__CHAR_BIT__", "8" }, { "__SIZEOF_INT__", "4" },
		{ "__SIZEOF_LONG__", "8" }, { "__SIZEOF_POINTER__", "8" }, { "__SIZEOF_SIZE_T__", "8" },
		{ "__SIZEOF_SHORT__", "2" }, { "__SIZEOF_LONG_LONG__", "8" }, { "__INT_MAX__", "2147483647" },
		{ "__LONG_MAX__", "9223372036854775807L" }, { "__SCHAR_MAX__", "127" }, { "__SHRT_MAX__", "32767" },
		{ "__ORDER_LITTLE_ENDIAN__", "1234" }, { "__ORDER_BIG_ENDIAN__", "4321" },
		{ "__BYTE_ORDER__", "1234" }, { "__SIZE_TYPE__", "unsigned long" }, { "__PTRDIFF_TYPE__", "long" },
		{ "__WCHAR_TYPE__", "int" }, { "__OPTIMIZE__", "1" },
#if defined(__x86_64__)
		{ "__x86_64__", "1" }, { "__amd64__", "1" }, { "__x86_64", "1" },
#elif defined(__aarch64__)
		{ "__aarch64__", "1" }, { "__AARCH64EL__", "1" },
#endif
	};
	if (!strcmp(name, "BPFTRACE_HAVE_BTF") || !strcmp(name, "SONDE_HAVE_BTF"))
		return c->have_btf ? "1" : NULL;
	if (name[0] != '_')
		return NULL;
	for (unsigned i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		if (!strcmp(list[i][0], name))
			return list[i][1];
	return NULL;
}

static struct c_macro *find_macro(struct cpp *c, const struct ctok *t)
{
	char name[128]; /* most names are no macros: nothing is allocated to find that out */
	if (t->len >= sizeof(name))
		return NULL;
	memcpy(name, t->text, t->len);
	name[t->len] = 0;
	struct c_macro *m = strmap_get(&c->types->c_macros, name);
	if (m)
		return m->text ? m : NULL;
	const char *text = predefined(c, name);
	if (!text)
		return NULL;
	m = arena_new(c->arena, struct c_macro);
	m->name = tok_text(c, t);
	m->text = text;
	return m;
}

bool cpp_defined(struct cpp *c, const struct ctok *name)
{
	return find_macro(c, name) != NULL;
}

void cpp_undef(struct cpp *c, const struct ctok *name)
{
	strmap_put(&c->types->c_macros, tok_text(c, name), NULL);
}

/* The body as written, without comments. */
static const char *body_text(struct cpp *c, const struct ctok *body, int n)
{
	struct strbuf b = { 0 };
	for (int i = 0; i < n; i++) {
		if (i && body[i].space)
			strbuf_addch(&b, ' ');
		strbuf_add(&b, body[i].text, body[i].len);
	}
	char *text = arena_strndup(c->arena, strbuf_str(&b), b.len);
	strbuf_release(&b);
	return text;
}

/* Parameters of a function-like macro; returns the index of the token behind ')', 0 if they are malformed. */
static int define_params(struct cpp *c, struct c_macro *m, const struct ctok *line, int n)
{
	VEC(const char *) names = { 0 };
	int i = 2;
	for (; i < n && !ctok_is(&line[i], ")"); i++)
		if (line[i].kind == CT_IDENT)
			vec_push(c->arena, &names, (const char *)tok_text(c, &line[i]));
		else if (ctok_is(&line[i], "..."))
			vec_push(c->arena, &names, "...");
		else if (!ctok_is(&line[i], ","))
			return 0;
	m->function_like = true;
	m->params = names.at;
	m->nparams = names.n;
	return i < n ? i + 1 : 0;
}

void cpp_define(struct cpp *c, const struct ctok *line, int n)
{
	if (n < 1 || line[0].kind != CT_IDENT) {
		if (n && !line[0].system)
			diag_error(c->p->diags, line[0].range, "macro name must be an identifier");
		return;
	}
	struct c_macro *m = arena_new(c->arena, struct c_macro);
	int body = 1;
	m->name = tok_text(c, &line[0]);
	m->range = line[0].range;
	if (n > 1 && ctok_is(&line[1], "(") && !line[1].space) {
		body = define_params(c, m, line, n);
		if (!body) {
			if (!line[0].system)
				diag_error(c->p->diags, line[1].range, "malformed parameters of macro %s", m->name);
			return;
		}
	}
	m->text = body_text(c, line + body, n - body);
	if (n > body)
		m->range = range_join(line[body].range, line[n - 1].range);
	strmap_put(&c->types->c_macros, m->name, m);
	if (!line[0].system)
		vec_push(c->arena, &c->p->macros_c, m);
}

/* ---- expansion ---- */

struct call_args { /* of one use of a function-like macro: slices of the input */
	struct { const struct ctok *at; int n; } arg[64];
	int n;
};

/* Collects arguments from in[i] == '('; returns the index behind ')', 0 if there is none. */
static int collect_args(const struct ctok *in, int n, int i, struct call_args *out)
{
	int depth = 0, start = i + 1;
	out->n = 0;
	for (; i < n; i++) {
		if (ctok_is(&in[i], "("))
			depth++;
		bool close = ctok_is(&in[i], ")") && --depth == 0;
		if (!close && !(depth == 1 && ctok_is(&in[i], ",")))
			continue;
		if (out->n < 64) {
			out->arg[out->n].at = in + start;
			out->arg[out->n++].n = i - start;
		}
		start = i + 1;
		if (close)
			return i + 1;
	}
	return 0;
}

static int param_index(const struct c_macro *m, const struct ctok *t)
{
	if (t->kind != CT_IDENT)
		return -1;
	for (int i = 0; i < m->nparams; i++) {
		bool rest = !strcmp(m->params[i], "...");
		if (ctok_is(t, rest ? "__VA_ARGS__" : m->params[i]))
			return i;
	}
	return -1;
}

/* Tokens of parameter i; the last one of a variadic macro takes all that is left, commas included. */
static void arg_slice(const struct c_macro *m, const struct call_args *args, int i, const struct ctok **at, int *n)
{
	*at = NULL;
	*n = 0;
	if (i >= args->n)
		return;
	*at = args->arg[i].at;
	*n = args->arg[i].n;
	if (i == m->nparams - 1 && !strcmp(m->params[i], "...")) {
		const struct ctok *end = args->arg[args->n - 1].at + args->arg[args->n - 1].n;
		*n = (int)(end - *at);
	}
}

static void stringify(struct cpp *c, const struct ctok *at, int n, struct range r, ctok_list *out)
{
	struct strbuf b = { 0 };
	strbuf_addch(&b, '"');
	for (int i = 0; i < n; i++) {
		if (i && at[i].space)
			strbuf_addch(&b, ' ');
		strbuf_add(&b, at[i].text, at[i].len);
	}
	strbuf_addch(&b, '"');
	struct ctok t = { .kind = CT_STRING, .len = (uint32_t)b.len, .range = r };
	t.text = arena_strndup(c->arena, b.data, b.len);
	strbuf_release(&b);
	vec_push(c->arena, out, t);
}

static void paste(struct cpp *c, ctok_list *out, const struct ctok *with)
{
	struct ctok *last = &out->at[out->n - 1];
	struct ctok t = *last;
	t.text = arena_printf(c->arena, "%.*s%.*s", (int)last->len, last->text, (int)with->len, with->text);
	t.len = last->len + with->len;
	*last = t;
}

static void substitute(struct cpp *c, const struct c_macro *m, const struct call_args *args, const ctok_list *body,
		       ctok_list *out)
{
	for (int i = 0; i < body->n; i++) {
		const struct ctok *t = &body->at[i], *arg;
		bool pasted = i && ctok_is(&body->at[i - 1], "##");
		bool pasting = pasted || (i + 1 < body->n && ctok_is(&body->at[i + 1], "##"));
		int n, which = param_index(m, t);
		if (ctok_is(t, "##"))
			continue;
		if (m->function_like && ctok_is(t, "#") && i + 1 < body->n && param_index(m, &body->at[i + 1]) >= 0) {
			arg_slice(m, args, param_index(m, &body->at[++i]), &arg, &n);
			stringify(c, arg, n, t->range, out);
			continue;
		}
		int first = out->n;
		if (which < 0) {
			vec_push(c->arena, out, *t);
		} else {
			arg_slice(m, args, which, &arg, &n);
			if (!pasting)
				cpp_expand(c, arg, n, out);
			for (int k = 0; pasting && k < n; k++)
				vec_push(c->arena, out, arg[k]);
		}
		if (pasted && first && out->n > first) {
			struct ctok second = out->at[first];
			for (int k = first; k + 1 < out->n; k++)
				out->at[k] = out->at[k + 1];
			out->n--;
			int rest = out->n;
			out->n = first;
			paste(c, out, &second);
			out->n = rest;
		}
	}
}

static void expand_macro(struct cpp *c, struct c_macro *m, const struct ctok *use, const struct call_args *args,
			 ctok_list *out)
{
	ctok_list body = { 0 }, done = { 0 };
	struct ctext text = { .text = m->text, .len = (uint32_t)strlen(m->text), .at = use->range, .whole = true,
			      .system = use->system };
	clex(c->arena, &text, &body);
	substitute(c, m, args, &body, &done);
	m->busy = true;
	c->expanding++;
	cpp_expand(c, done.at, done.n, out);
	c->expanding--;
	m->busy = false;
}

void cpp_expand(struct cpp *c, const struct ctok *in, int n, ctok_list *out)
{
	for (int i = 0; i < n; i++) {
		const struct ctok *t = &in[i];
		struct call_args args = { .n = 0 };
		struct c_macro *m = NULL;
		if (t->kind == CT_IDENT && !t->no_expand && c->expanding < EXPANSION_NEST_MAX && c->out.n < TOKENS_MAX)
			m = find_macro(c, t);
		int next = i + 1;
		if (m && m->function_like)
			next = i + 1 < n && ctok_is(&in[i + 1], "(") ? collect_args(in, n, i + 1, &args) : 0;
		if (!m || m->busy || !next) {
			struct ctok copy = *t;
			copy.no_expand |= m && m->busy;
			vec_push(c->arena, out, copy);
			continue;
		}
		expand_macro(c, m, t, &args, out);
		i = next - 1;
	}
}
