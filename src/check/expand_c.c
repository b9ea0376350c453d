/* #define in programs: a name defined in the C part stands for its text, read as an expression.
 *
 * Function-like macros whose text is an expression work too (the reference knows only object-like ones). Everything an
 * expansion makes gets the range of the place of use, because C texts have no ranges inside. */
#include "check/expand.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "parser/parser.h"

/* Parameters become variables $a0, $a1 ...: "(x) * y" must not look like a cast. */

struct c_text_out {
	struct program *p;
	const struct c_macro *m;
	struct strbuf b;
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static size_t word_length(const char *c)
{
	size_t n = 0;

	while (is_word(c[n]))
		n++;
	return n;
}

/* Suffixes in capitals or after hexadecimal digits are none of the language's own. */
static const char *add_number(struct c_text_out *o, const char *c)
{
	bool hex = c[0] == '0' && (c[1] == 'x' || c[1] == 'X');
	size_t n = hex ? 2 + strspn(c + 2, "0123456789abcdefABCDEF") : strspn(c, "0123456789");

	strbuf_add(&o->b, c, n);
	c += n;
	return c + strspn(c, "uUlL");
}

static const char *add_word(struct c_text_out *o, const char *c)
{
	size_t n = word_length(c);

	for (int i = 0; i < o->m->nparams; i++)
		if (strlen(o->m->params[i]) == n && !memcmp(o->m->params[i], c, n)) {
			strbuf_printf(&o->b, "$a%d", i);
			return c + n;
		}
	strbuf_add(&o->b, c, n);
	return c + n;
}

static const char *add_string(struct c_text_out *o, const char *c)
{
	strbuf_addch(&o->b, *c++);
	while (*c && *c != '"') {
		if (*c == '\\' && c[1])
			strbuf_addch(&o->b, *c++);
		strbuf_addch(&o->b, *c++);
	}
	if (*c)
		strbuf_addch(&o->b, *c++);
	return c;
}

/* "(NAME)" for the name of a constant loses its parentheses, else "(NAME) - 1" would be a cast. */
static size_t constant_in_parentheses(struct c_text_out *o, const char *c, const char **name, size_t *len)
{
	const char *word = c + 1 + strspn(c + 1, " \t");
	size_t n = word_length(word), after = n + strspn(word + n, " \t");
	char *copy;

	if (!n || isdigit((unsigned char)word[0]) || word[after] != ')')
		return 0;
	copy = arena_strndup(o->p->arena, word, n);
	if (!strmap_get(&o->p->types.c_macros, copy) && !strmap_get(&o->p->types.c_enumerators, copy))
		return 0;
	*name = word;
	*len = n;
	return word + after + 1 - c;
}

static const char *add_parenthesis(struct c_text_out *o, const char *c)
{
	const char *name;
	size_t len, n = constant_in_parentheses(o, c, &name, &len);

	if (!n) {
		strbuf_addch(&o->b, *c);
		return c + 1;
	}
	strbuf_addch(&o->b, ' ');
	strbuf_add(&o->b, name, len);
	strbuf_addch(&o->b, ' ');
	return c + n;
}

/* The text as the language spells it. */
static const char *plain_c_text(struct program *p, const struct c_macro *m)
{
	struct c_text_out o = { .p = p, .m = m };
	const char *copy;

	for (const char *c = m->text ? m->text : ""; *c;) {
		if (isdigit((unsigned char)*c)) {
			c = add_number(&o, c);
		} else if (is_word(*c)) {
			c = add_word(&o, c);
		} else if (*c == '"') {
			c = add_string(&o, c);
		} else if (*c == '(') {
			c = add_parenthesis(&o, c);
		} else if (c[0] == '\'' && c[1] && c[1] != '\\' && c[2] == '\'') {
			strbuf_printf(&o.b, "%d", c[1]);
			c += 3;
		} else {
			strbuf_addch(&o.b, *c == '$' || *c == '@' ? '`' : *c); /* no C: let it fail */
			c++;
		}
	}
	copy = arena_strdup(p->arena, strbuf_str(&o.b));
	strbuf_release(&o.b);
	return copy;
}

static struct expr *parse_macro_text(struct program *p, const struct c_macro *m)
{
	struct diags quiet;
	const char *text = plain_c_text(p, m);
	struct expr *e;

	diags_init(&quiet, p->arena);
	e = parse_expression(p->arena, &quiet, source_new(p->arena, m->name, text, strlen(text)));
	return quiet.errors ? NULL : e;
}

/* ---- placing the expression: ranges of the place of use, parameters of function-like macros ---- */

struct placing {
	struct expander *x;
	const struct c_macro *m;
	const struct expr *use;
	struct expr **args;
};

static void place_expr(struct walk *w, struct expr **slot)
{
	struct placing *pl = w->ctx;
	struct expr *e = *slot;

	if (e->kind == EX_VAR) { /* C text has no others than those of add_word */
		*slot = expr_clone(pl->x->p->arena, pl->args[atoi(e->var.name + 1)]);
		return;
	}
	e->range = pl->use->range;
	if (e->kind == EX_BINARY)
		e->binary.op_range = e->range;
	else if (e->kind == EX_CALL)
		e->call.name_range = e->range;
	else if (e->kind == EX_FIELD)
		e->field.name_range = e->range;
	e->expanded_from = pl->use->expanded_from;
	walk_expr_children(w, e);
}

static bool report_c_recursion(struct expander *x, const char *name, const struct expr *use)
{
	const char *chain = name;
	int i = x->nbusy_c - 1;

	while (i >= 0 && strcmp(x->busy_c[i], name)) {
		chain = arena_printf(x->p->arena, "%s->%s", x->busy_c[i], chain);
		i--;
	}
	if (i < 0)
		return false;
	diag_error(x->p->diags, use->range, "Macro recursion: %s->%s", name, chain);
	return true;
}

static void expand_further(struct expander *x, const char *name, struct expr **slot)
{
	const char *const *outer = x->busy_c;
	const char **busy = arena_array(x->p->arena, const char *, x->nbusy_c + 1);

	for (int i = 0; i < x->nbusy_c; i++)
		busy[i] = outer[i];
	busy[x->nbusy_c++] = name;
	x->busy_c = busy;
	expand_in(x, slot);
	x->nbusy_c--;
	x->busy_c = outer;
}

/* `#define X X` after an enumerator X is common in C headers and means the enumerator. */
static bool means_itself(const struct c_macro *m)
{
	const char *text = m->text ? m->text : "";
	size_t n = strlen(m->name);

	while (isspace((unsigned char)*text))
		text++;
	return !strncmp(text, m->name, n) && !text[n + strspn(text + n, " \t\r\n")];
}

bool c_macro_expand(struct expander *x, struct expr **slot)
{
	struct program *p = x->p;
	struct expr *use = *slot, *e;
	bool is_call = use->kind == EX_CALL;
	const char *name = is_call ? use->call.name : use->ident.name;
	const struct c_macro *m = strmap_get(&p->types.c_macros, name);
	struct placing pl = { .x = x, .m = m, .use = use, .args = is_call ? use->call.args.at : NULL };
	struct walk w = { .ctx = &pl, .expr = place_expr };

	if (!m || m->function_like != is_call || means_itself(m) || (is_call && m->nparams != use->call.args.n))
		return false;
	if (is_call && (function_by_name(name) || builtin_by_name(name) || aggregation_by_name(name)))
		return false;
	if (report_c_recursion(x, name, use)) {
		use->kind = EX_ERROR;
		return true;
	}
	e = parse_macro_text(p, m);
	if (!e || ++x->expansions > EXPANSIONS_MAX) {
		diag_error(p->diags, use->range, "unable to expand macro as an expression: %s", m->text ? m->text : "");
		use->kind = EX_ERROR;
		return true;
	}
	*slot = e;
	walk_expr(&w, slot);
	expand_further(x, name, slot);
	return true;
}
