/* Constant expressions of C: array sizes, enumerators, bit widths, #if. Values are 64-bit signed; in #if every name
 * left after macro expansion is 0, elsewhere names are enumerators and sizeof knows types. */
#include "check/cpp.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define NEST_MAX 200

void cfail(struct cparser *c, const char *fmt, ...)
{
	va_list ap;
	if (c->failed)
		return;
	c->failed = true;
	va_start(ap, fmt);
	c->why = arena_vprintf(c->arena, fmt, ap);
	va_end(ap);
	if (c->n)
		c->where = c->at[c->pos < c->n ? c->pos : c->n - 1].range;
}

const struct ctok *cpeek(struct cparser *c)
{
	return c->pos < c->n ? &c->at[c->pos] : NULL;
}

bool caccept(struct cparser *c, const char *text)
{
	if (!ctok_is(cpeek(c), text))
		return false;
	c->pos++;
	return true;
}

bool cexpect(struct cparser *c, const char *text)
{
	if (caccept(c, text))
		return true;
	cfail(c, "expected '%s'", text);
	return false;
}

static int64_t number(struct cparser *c, const struct ctok *t)
{
	char text[64];
	if (t->len >= sizeof(text)) {
		cfail(c, "number too long");
		return 0;
	}
	memcpy(text, t->text, t->len);
	text[t->len] = 0;
	char *end;
	bool binary = text[0] == '0' && (text[1] == 'b' || text[1] == 'B');
	uint64_t v = binary ? strtoull(text + 2, &end, 2) : strtoull(text, &end, 0);
	if (end[strspn(end, "uUlL")])
		cfail(c, "'%s' is not an integer", text);
	return (int64_t)v;
}

static int64_t character(const struct ctok *t)
{
	static const char from[] = "ntr0\\'\"abfv", to[] = "\n\t\r\0\\'\"\a\b\f\v";
	if (t->len < 3)
		return 0;
	if (t->text[1] != '\\')
		return t->text[1];
	if (t->text[2] == 'x')
		return (int64_t)strtol(t->text + 3, NULL, 16);
	if (t->text[2] >= '0' && t->text[2] <= '7')
		return (int64_t)strtol(t->text + 2, NULL, 8);
	const char *p = strchr(from, t->text[2]);
	return p ? to[p - from] : t->text[2];
}

static int64_t conditional(struct cparser *c);
static int64_t unary(struct cparser *c);

static int64_t size_of(struct cparser *c)
{
	const struct type *t;
	int at = c->pos;
	if (caccept(c, "(") && ctype_name(c, &t)) {
		cexpect(c, ")");
		if (t->kind == TY_STRUCT && !type_complete(c->types, t))
			cfail(c, "sizeof an incomplete type");
		return t->size;
	}
	if (!c->failed) {
		c->pos = at;
		cfail(c, "sizeof needs a type here");
	}
	return 0;
}

static int64_t name(struct cparser *c, const struct ctok *t)
{
	char *text = arena_strndup(c->arena, t->text, t->len);
	if (c->preprocessing) {
		if (caccept(c, "(")) /* a function-like macro that does not exist */
			cfail(c, "function-like macro '%s' is not defined", text);
		return !strcmp(text, "true");
	}
	if (!strcmp(text, "sizeof") || !strcmp(text, "__alignof__") || !strcmp(text, "_Alignof"))
		return size_of(c);
	struct c_enumerator *e = strmap_get(&c->types->c_enumerators, text);
	if (e)
		return e->value;
	int64_t value;
	struct ktype_id id;
	struct kernel *k = c->types->kernel;
	if (k && k->enumerator_find(k, text, &value, &id))
		return value;
	c->pos--;
	cfail(c, "use of undeclared identifier '%s'", text);
	c->soft = true;
	return 0;
}

static int64_t parenthesised(struct cparser *c)
{
	const struct type *t;
	int at = c->pos;
	if (!c->preprocessing && ctype_name(c, &t)) {
		cexpect(c, ")");
		int64_t v = unary(c);
		if (t->kind == TY_INT && t->size < 8) {
			unsigned shift = 64 - t->size * 8;
			v = t->is_signed ? (int64_t)((uint64_t)v << shift) >> shift
					 : (int64_t)((uint64_t)v << shift >> shift);
		}
		return v;
	}
	c->pos = at;
	int64_t v = conditional(c);
	cexpect(c, ")");
	return v;
}

static int64_t primary(struct cparser *c)
{
	const struct ctok *t = cpeek(c);
	if (!t) {
		cfail(c, "expected an expression");
		return 0;
	}
	c->pos++;
	if (t->kind == CT_NUMBER)
		return number(c, t);
	if (t->kind == CT_CHAR)
		return character(t);
	if (t->kind == CT_IDENT)
		return name(c, t);
	if (ctok_is(t, "("))
		return parenthesised(c);
	c->pos--;
	cfail(c, "expected an expression");
	return 0;
}

static int64_t unary(struct cparser *c)
{
	int64_t v;
	if (++c->depth > NEST_MAX) {
		cfail(c, "expression is nested too deeply");
		v = 0;
	} else if (caccept(c, "-")) {
		v = (int64_t)(0 - (uint64_t)unary(c));
	} else if (caccept(c, "+")) {
		v = unary(c);
	} else if (caccept(c, "!")) {
		v = !unary(c);
	} else if (caccept(c, "~")) {
		v = ~unary(c);
	} else {
		v = primary(c);
	}
	c->depth--;
	return v;
}

struct cop {
	const char *text;
	int level;
};

static const struct cop *operator_at(struct cparser *c)
{
	static const struct cop ops[] = { { "||", 1 }, { "&&", 2 }, { "|", 3 }, { "^", 4 }, { "&", 5 }, { "==", 6 },
					  { "!=", 6 }, { "<", 7 }, { ">", 7 }, { "<=", 7 }, { ">=", 7 }, { "<<", 8 },
					  { ">>", 8 }, { "+", 9 }, { "-", 9 }, { "*", 10 }, { "/", 10 }, { "%", 10 } };
	for (unsigned i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
		if (ctok_is(cpeek(c), ops[i].text))
			return &ops[i];
	return NULL;
}

static int64_t divide(struct cparser *c, char op, int64_t l, int64_t r)
{
	if (!r) { /* not an error where && or || already decided; a real one shows as a wrong value */
		if (!c->preprocessing)
			cfail(c, "division by zero");
		return 0;
	}
	if (r == -1)
		return op == '/' ? (int64_t)(0 - (uint64_t)l) : 0;
	return op == '/' ? l / r : l % r;
}

static int64_t apply(struct cparser *c, const char *op, int64_t l, int64_t r)
{
	uint64_t ul = (uint64_t)l, ur = (uint64_t)r;
	switch (op[0]) {
	case '|':
		return op[1] ? l || r : l | r;
	case '&':
		return op[1] ? l && r : l & r;
	case '^':
		return l ^ r;
	case '=':
		return l == r;
	case '!':
		return l != r;
	case '<':
		return op[1] == '<' ? (int64_t)(ul << (ur & 63)) : op[1] ? l <= r : l < r;
	case '>':
		return op[1] == '>' ? l >> (ur & 63) : op[1] ? l >= r : l > r;
	case '+':
		return (int64_t)(ul + ur);
	case '-':
		return (int64_t)(ul - ur);
	case '*':
		return (int64_t)(ul * ur);
	default:
		return divide(c, op[0], l, r);
	}
}

static int64_t binary(struct cparser *c, int level)
{
	int64_t l = unary(c);
	const struct cop *op;
	while (!c->failed && (op = operator_at(c)) && op->level >= level) {
		c->pos++;
		l = apply(c, op->text, l, binary(c, op->level + 1));
	}
	return l;
}

static int64_t conditional(struct cparser *c)
{
	int64_t v = binary(c, 1);
	if (c->failed || !caccept(c, "?"))
		return v;
	int64_t yes = conditional(c);
	cexpect(c, ":");
	int64_t no = conditional(c);
	return v ? yes : no;
}

int64_t cexpr(struct cparser *c)
{
	return conditional(c);
}
