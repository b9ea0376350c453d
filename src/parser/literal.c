/* Literals: integers with underscores, exponents, suffixes and durations; strings with escapes. */
#include <string.h>

#include "parser/lexer.h"
#include "parser/parser.h"

#define INTEGER_MAX_TEXT "18446744073709551615"

struct number {
	const char *p, *end;
	uint64_t value;
	bool overflow;
	bool underscore; /* the last character taken was '_' */
	int digits;
};

static void number_mul(struct number *n, uint64_t by)
{
	if (__builtin_mul_overflow(n->value, by, &n->value))
		n->overflow = true;
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 99;
}

static void take_digits(struct number *n, int base)
{
	for (; n->p < n->end; n->p++) {
		int d;

		if (*n->p == '_')
			continue;
		d = digit_value(*n->p);
		if (d >= base)
			break;
		n->digits++;
		number_mul(n, (uint64_t)base);
		if (__builtin_add_overflow(n->value, (uint64_t)d, &n->value))
			n->overflow = true;
	}
	n->underscore = n->p[-1] == '_';
}

/* Multiplier of a suffix; 0 if there is no such suffix. */
static uint64_t suffix_factor(const char *s, size_t len)
{
	static const struct {
		const char *name;
		uint64_t factor;
	} suffixes[] = {
		{ "", 1 }, { "u", 1 }, { "l", 1 }, { "ll", 1 }, { "ul", 1 }, { "ull", 1 },
		{ "ns", 1 }, { "us", 1000 }, { "ms", 1000000 }, { "s", 1000000000 },
		{ "m", 60000000000 }, { "h", 3600000000000 }, { "d", 86400000000000 },
	};
	size_t i;

	for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		if (strlen(suffixes[i].name) == len && !memcmp(suffixes[i].name, s, len))
			return suffixes[i].factor;
	}
	return 0;
}

static bool has_upper(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (s[i] >= 'A' && s[i] <= 'Z')
			return true;
	}
	return false;
}

static const char *parse_hex(struct arena *a, struct number *n, const char *text, size_t len)
{
	n->p += 2;
	take_digits(n, 16);
	if (!n->digits)
		return arena_printf(a, "invalid integer: %.*s", (int)len, text);
	if (n->underscore)
		return "trailing underscore in integer literal";
	if (n->p != n->end)
		return arena_printf(a, "invalid trailing bytes: %.*s", (int)len, text);
	return NULL;
}

/* The e of 1e6 is at n->p. */
static const char *parse_exponent(struct arena *a, struct number *n, const char *text, size_t len)
{
	struct number e = { .p = n->p + 1, .end = n->end };

	take_digits(&e, 10);
	if (e.underscore)
		return "trailing underscore in integer literal";
	if (n->value < 1 || n->value > 9 || n->overflow)
		return arena_printf(a, "coefficient part of scientific literal must be 1-9: %.*s", (int)len, text);
	if (e.overflow || e.value > 19)
		n->overflow = true;
	else
		for (; e.value; e.value--)
			number_mul(n, 10);
	n->p = e.p;
	return NULL;
}

static const char *parse_decimal(struct arena *a, struct number *n, const char *text, size_t len)
{
	const char *error;
	uint64_t factor;
	bool octal = len > 1 && text[0] == '0' && (digit_value(text[1]) < 10 || text[1] == '_');

	take_digits(n, octal ? 8 : 10);
	if (n->underscore)
		return "trailing underscore in integer literal";
	if (n->p < n->end && digit_value(*n->p) < 10)
		return arena_printf(a, "invalid trailing bytes: %.*s", (int)len, text);
	if (n->end - n->p > 1 && (*n->p | 0x20) == 'e' && digit_value(n->p[1]) < 10) {
		error = parse_exponent(a, n, text, len);
		if (error)
			return error;
	}
	factor = suffix_factor(n->p, (size_t)(n->end - n->p));
	if (!factor && has_upper(n->p, (size_t)(n->end - n->p)))
		return arena_printf(a, "invalid trailing bytes: %.*s", (int)len, text);
	if (!factor)
		return arena_printf(a, "invalid integer suffix '%.*s'", (int)(n->end - n->p), n->p);
	number_mul(n, factor);
	return NULL;
}

const char *parse_integer(struct arena *a, const char *text, size_t len, uint64_t *value)
{
	struct number n = { .p = text, .end = text + len };
	const char *error;

	*value = 0;
	if (!len || digit_value(text[0]) > 9)
		return arena_printf(a, "invalid integer: %.*s", (int)len, text);
	if (len > 1 && text[0] == '0' && (text[1] | 0x20) == 'x')
		error = parse_hex(a, &n, text, len);
	else
		error = parse_decimal(a, &n, text, len);
	if (error)
		return error;
	if (n.overflow)
		return arena_printf(a, "overflow error, maximum value is " INTEGER_MAX_TEXT ": %.*s", (int)len, text);
	*value = n.value;
	return NULL;
}

/* ---- strings ---- */

static void string_error(struct token *t, const char *message, uint32_t begin, uint32_t end)
{
	if (t->error)
		return;
	t->error = message;
	t->error_begin = begin;
	t->error_end = end;
}

/* Digits of base at the position, at most max; gives their value. */
static unsigned take_escape_digits(struct lexer *lx, int base, int max, int *count)
{
	unsigned v = 0;

	for (*count = 0; *count < max; ++*count) {
		int d = digit_value(lexer_byte(lx, 0));

		if (d >= base)
			break;
		v = v * (unsigned)base + (unsigned)d;
		lx->pos++;
	}
	return v;
}

/* The position is behind the backslash. */
static char lex_escape(struct lexer *lx, struct token *t)
{
	uint32_t begin = lx->pos - 1;
	char c = lexer_byte(lx, 0);
	unsigned v;
	int count;

	if (c >= '0' && c <= '7') {
		v = take_escape_digits(lx, 8, 3, &count);
		if (v > 255)
			string_error(t, arena_printf(lx->arena, "syntax: octal escape sequence out of range '%.*s'",
						     (int)(lx->pos - begin), lx->src->text + begin), begin, lx->pos);
		return (char)v;
	}
	lx->pos++;
	switch (c) {
	case 'n':
		return '\n';
	case 't':
		return '\t';
	case 'r':
		return '\r';
	case '"':
	case '\\':
		return c;
	case 'x':
	case 'X':
		v = take_escape_digits(lx, 16, 2, &count);
		if (!count)
			string_error(t, "syntax: invalid hex escape sequence", begin, lx->pos);
		return (char)v;
	}
	string_error(t, arena_printf(lx->arena, "syntax: invalid escape character '\\%c'", c), begin, lx->pos);
	return c;
}

void lex_string(struct lexer *lx, struct token *t)
{
	uint32_t limit = lx->pos;
	char *bytes;

	while (limit < lx->src->len && lx->src->text[limit] != '"' && lx->src->text[limit] != '\n')
		limit += lx->src->text[limit] == '\\' && limit + 1 < lx->src->len && lx->src->text[limit + 1] != '\n' ?
			 2 : 1;
	bytes = arena_alloc(lx->arena, limit - lx->pos + 1);
	t->text = bytes;
	while (lx->pos < lx->src->len) {
		char c = lexer_byte(lx, 0);

		if (c == '"') {
			lx->pos++;
			t->end = lx->pos;
			return;
		}
		if (c == '\n' || (c == '\\' && (lx->pos + 1 == lx->src->len || lexer_byte(lx, 1) == '\n')))
			break;
		lx->pos++;
		bytes[t->len++] = c == '\\' ? lex_escape(lx, t) : c;
	}
	if (lexer_byte(lx, 0) == '\\')
		lx->pos++;
	t->end = lx->pos;
	t->error = NULL;
	string_error(t, "syntax: unterminated string", t->begin, t->end);
}
