/* Types as written, the cast rule, and the forms that take a type or an expression: sizeof, typeof, typeinfo,
 * offsetof. Which bare identifiers really name types is the checker's matter. */
#include <string.h>

#include "parser/parse.h"

static bool is_tag(const struct token *t)
{
	return token_is_word(t, "struct") || token_is_word(t, "union") || token_is_word(t, "enum");
}

static bool is_one_of(const char *name, const char *const *list)
{
	for (; *list; list++) {
		if (!strcmp(name, *list))
			return true;
	}
	return false;
}

static bool all_digits(const char *s)
{
	return *s && !s[strspn(s, "0123456789")];
}

/* Names the grammar knows as values, never as types (spec 1.3). */
bool is_parser_builtin(const char *name)
{
	static const char *const names[] = { "args", "ctx", "kstack", "nsecs", "pid", "tid", "ustack", NULL };

	if (!strncmp(name, "__builtin_", 10))
		return true;
	if (!strncmp(name, "sarg", 4))
		return all_digits(name + 4);
	if (!strncmp(name, "arg", 3) && all_digits(name + 3))
		return true;
	return is_one_of(name, names);
}

static bool is_type_word(const char *name)
{
	static const char *const names[] = { "bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64",
					     "uint64", "string", "void", "buffer", "inet", "username_t", NULL };

	return is_one_of(name, names);
}

/* Is there a type at lx? *after is the token that follows it; *plain: a single identifier, so it may be a value too. */
bool type_ahead(const struct parser *p, struct lexer *lx, struct token *after, bool *plain)
{
	struct token t = lexer_next(lx);
	bool tagged = is_tag(&t);

	(void)p;
	if (tagged)
		t = lexer_next(lx);
	if (t.kind != TK_IDENT || (!tagged && is_parser_builtin(t.text)))
		return false;
	*plain = !tagged && !is_type_word(t.text);
	for (;;) {
		*after = lexer_next(lx);
		if (after->kind == TK_MUL) {
			*plain = false;
		} else if (after->kind == TK_LBRACKET) {
			t = lexer_next(lx);
			if (t.kind == TK_INT)
				t = lexer_next(lx);
			if (t.kind != TK_RBRACKET)
				return false;
			*plain = false;
		} else {
			return true;
		}
	}
}

static bool begins_operand(const struct token *t)
{
	switch ((int)t->kind) {
	case TK_IDENT:
	case TK_INT:
	case TK_STRING:
	case TK_VAR:
	case TK_POSITIONAL:
	case TK_PARAMCOUNT:
	case TK_MAP:
	case TK_LPAREN:
	case TK_SUB:
	case TK_NOT:
	case TK_BITNOT:
	case TK_MUL:
	case TK_AND:
	case TK_INC:
	case TK_DEC:
		return true;
	}
	return false;
}

bool is_cast(const struct parser *p)
{
	struct lexer lx = p->lx;
	struct token t = parser_peek(p);
	bool plain, tagged = is_tag(&t);

	if (token_is_word(&t, "typeof")) {
		lexer_next(&lx);
		return lexer_next(&lx).kind == TK_LPAREN;
	}
	if (!type_ahead(p, &lx, &t, &plain) || t.kind != TK_RPAREN)
		return false;
	if (tagged)
		return true;
	t = lexer_next(&lx);
	return begins_operand(&t);
}

static void parse_suffix(struct parser *p, struct type_name *t, int *cap)
{
	if (t->nsuffix == *cap)
		t->suffix = arena_grow(p->a, t->suffix, t->nsuffix, cap, sizeof(*t->suffix));
	memset(&t->suffix[t->nsuffix], 0, sizeof(*t->suffix));
	if (!parser_accept(p, TK_MUL)) {
		parser_advance(p);
		t->suffix[t->nsuffix].is_array = true;
		t->suffix[t->nsuffix].sized = p->tok.kind == TK_INT;
		t->suffix[t->nsuffix].count = p->tok.value;
		parser_accept(p, TK_INT);
		parser_expect(p, TK_RBRACKET);
	}
	t->nsuffix++;
}

struct type_name *parse_type_name(struct parser *p)
{
	struct type_name *t = arena_new(p->a, struct type_name);
	uint32_t begin = p->tok.begin;
	int cap = 0;

	t->name = "";
	if (is_tag(&p->tok)) {
		t->tag = p->tok.text;
		parser_advance(p);
	}
	if (p->tok.kind == TK_IDENT) {
		t->name = p->tok.text;
		parser_advance(p);
	} else {
		parser_fail(p, "expected type");
	}
	while (p->tok.kind == TK_MUL || p->tok.kind == TK_LBRACKET) {
		if (t->nsuffix == SUFFIXES_MAX)
			parser_fail(p, "type is nested too deeply");
		else
			parse_suffix(p, t, &cap);
	}
	t->range = parser_range(p, begin);
	return t;
}

/* ---- forms with a type or an expression; the keyword is the current token, a '(' follows ---- */

static struct type_or_expr parse_type_or_expr(struct parser *p)
{
	struct type_or_expr of = { 0 };
	uint32_t begin = p->tok.begin;
	struct lexer lx = p->lx;
	struct token after;
	bool plain;

	lx.pos = begin;
	if (!type_ahead(p, &lx, &after, &plain) || (after.kind != TK_RPAREN && after.kind != TK_COMMA)) {
		of.expr = parse_expr(p);
		return of;
	}
	of.type = parse_type_name(p);
	if (plain) {
		of.expr = expr_new(p, EX_IDENT, begin);
		of.expr->ident.name = of.type->name;
	}
	return of;
}

static struct expr *parse_meta(struct parser *p, enum expr_kind kind)
{
	uint32_t begin = p->tok.begin;
	struct expr *e = expr_new(p, kind, begin);

	parser_advance(p);
	parser_expect(p, TK_LPAREN);
	e->meta.of = parse_type_or_expr(p);
	if (kind == EX_OFFSETOF) {
		parser_expect(p, TK_COMMA);
		do {
			if (p->tok.kind == TK_IDENT)
				vec_push(p->a, &e->meta.path, p->tok.text);
			if (!parser_accept(p, TK_IDENT))
				parser_fail(p, "expected field name");
		} while (parser_accept(p, TK_DOT));
	}
	parser_expect(p, TK_RPAREN);
	e->range = parser_range(p, begin);
	return e;
}

struct expr *parse_typeof(struct parser *p)
{
	return parse_meta(p, EX_TYPEOF);
}

struct expr *parse_sizeof(struct parser *p)
{
	return parse_meta(p, parser_at_word(p, "sizeof") ? EX_SIZEOF : EX_TYPEINFO);
}

struct expr *parse_offsetof(struct parser *p)
{
	return parse_meta(p, EX_OFFSETOF);
}
