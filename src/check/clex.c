/* C text into tokens. Comments and continued lines are white space; a character that C does not know is a token of its
 * own, so nothing is lost silently. */
#include "check/cpp.h"

#include <string.h>

bool ctok_is(const struct ctok *t, const char *text)
{
	return t && (t->kind == CT_IDENT || t->kind == CT_PUNCT) && strlen(text) == t->len &&
	       !memcmp(t->text, text, t->len);
}

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

struct clexer {
	const char *s, *end;
	bool bol, space;
};

static void skip_comment(struct clexer *l)
{
	if (l->s[1] == '/') {
		while (l->s < l->end && *l->s != '\n')
			l->s += *l->s == '\\' && l->s + 1 < l->end ? 2 : 1;
		return;
	}
	for (l->s += 2; l->s < l->end; l->s++)
		if (*l->s == '*' && l->s + 1 < l->end && l->s[1] == '/') {
			l->s += 2;
			return;
		}
}

static void skip_space(struct clexer *l)
{
	for (l->space = false; l->s < l->end; l->space = true) {
		char c = *l->s, next = l->s + 1 < l->end ? l->s[1] : 0;
		if (c == '\n') {
			l->bol = true;
			l->s++;
		} else if (c == '\\' && (next == '\n' || (next == '\r' && l->s + 2 < l->end && l->s[2] == '\n'))) {
			l->s += next == '\n' ? 2 : 3;
		} else if (c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v') {
			l->s++;
		} else if (c == '/' && (next == '/' || next == '*')) {
			skip_comment(l);
		} else {
			return;
		}
	}
	if (l->s > l->end)
		l->s = l->end;
}

static const char *end_of_quoted(struct clexer *l)
{
	const char *s = l->s + 1;
	while (s < l->end && *s != *l->s && *s != '\n')
		s += *s == '\\' && s + 1 < l->end ? 2 : 1;
	return s < l->end && *s == *l->s ? s + 1 : s;
}

static const char *end_of_number(struct clexer *l)
{
	const char *s = l->s;
	while (s < l->end && (is_name_char(*s) || *s == '.' ||
			      ((*s == '+' || *s == '-') && (s[-1] == 'e' || s[-1] == 'E') && l->s[1] != 'x')))
		s++;
	return s;
}

static const char *end_of_punct(struct clexer *l)
{
	static const char *const longer[] = { "...", "<<=", ">>=", "##", "->", "++", "--", "<<", ">>", "<=", ">=", "==",
					      "!=", "&&", "||", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=" };
	for (unsigned i = 0; i < sizeof(longer) / sizeof(longer[0]); i++) {
		size_t n = strlen(longer[i]);
		if ((size_t)(l->end - l->s) >= n && !memcmp(l->s, longer[i], n))
			return l->s + n;
	}
	return l->s + 1;
}

static enum ctok_kind next_token(struct clexer *l, const char **end)
{
	char c = *l->s;
	if (is_digit(c) || (c == '.' && l->s + 1 < l->end && is_digit(l->s[1]))) {
		*end = end_of_number(l);
		return CT_NUMBER;
	}
	if (is_name_char(c)) {
		const char *s = l->s;
		while (s < l->end && is_name_char(*s))
			s++;
		*end = s;
		return CT_IDENT;
	}
	if (c == '"' || c == '\'') {
		*end = end_of_quoted(l);
		return c == '"' ? CT_STRING : CT_CHAR;
	}
	*end = end_of_punct(l);
	return CT_PUNCT;
}

void clex(struct arena *a, const struct ctext *text, ctok_list *out)
{
	struct clexer l = { .s = text->text, .end = text->text + text->len, .bol = true };
	for (;;) {
		skip_space(&l);
		if (l.s >= l.end)
			return;
		const char *end;
		struct ctok t = { .text = l.s, .bol = l.bol, .space = l.space, .system = text->system };
		t.kind = next_token(&l, &end);
		t.len = (uint32_t)(end - l.s);
		t.range = text->at;
		if (!text->whole) {
			t.range.begin = text->at.begin + (uint32_t)(l.s - text->text);
			t.range.end = t.range.begin + t.len;
		}
		vec_push(a, out, t);
		l.s = end;
		l.bol = false;
	}
}
