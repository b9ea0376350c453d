/* The lexer: white space and comments, names, sigils, operators. Literals are in literal.c. */
#include "parser/lexer.h"

#include <string.h>

#include "parser/parser.h"

bool is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_name_char(char c)
{
	return is_name_start(c) || (c >= '0' && c <= '9');
}

bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

char lexer_byte(const struct lexer *lx, uint32_t ahead)
{
	return ahead < lx->src->len - lx->pos && lx->pos < lx->src->len ? lx->src->text[lx->pos + ahead] : '\0';
}

static void skip_block_comment(struct lexer *lx)
{
	lx->pos += 2;
	while (lx->pos < lx->src->len) {
		if (lexer_byte(lx, 0) == '*' && lexer_byte(lx, 1) == '/') {
			lx->pos += 2;
			return;
		}
		lx->pos++;
	}
}

void lexer_skip_layout(struct lexer *lx)
{
	while (lx->pos < lx->src->len) {
		char c = lexer_byte(lx, 0);

		if (is_space(c)) {
			lx->pos++;
		} else if (c == '/' && lexer_byte(lx, 1) == '/') {
			while (lx->pos < lx->src->len && lexer_byte(lx, 0) != '\n')
				lx->pos++;
		} else if (c == '/' && lexer_byte(lx, 1) == '*') {
			skip_block_comment(lx);
		} else {
			break;
		}
	}
}

static const char *take_name(struct lexer *lx, uint32_t begin, uint32_t *len)
{
	while (is_name_char(lexer_byte(lx, 0)))
		lx->pos++;
	*len = lx->pos - begin;
	return arena_strndup(lx->arena, lx->src->text + begin, *len);
}

static void token_error(struct token *t, const char *message)
{
	t->error = message;
	t->error_begin = t->begin;
	t->error_end = t->end;
}

static void lex_integer(struct lexer *lx, struct token *t)
{
	const char *message;

	t->kind = TK_INT;
	while (is_name_char(lexer_byte(lx, 0)))
		lx->pos++;
	t->end = lx->pos;
	message = parse_integer(lx->arena, lx->src->text + t->begin, t->end - t->begin, &t->value);
	if (message)
		token_error(t, arena_printf(lx->arena, "syntax: %s", message));
}

static void lex_positional(struct lexer *lx, struct token *t)
{
	bool overflow = false;

	t->kind = TK_POSITIONAL;
	for (; is_digit(lexer_byte(lx, 0)); lx->pos++) {
		if (__builtin_mul_overflow(t->value, 10, &t->value) ||
		    __builtin_add_overflow(t->value, (uint64_t)(lexer_byte(lx, 0) - '0'), &t->value))
			overflow = true;
	}
	t->end = lx->pos;
	if (overflow || !t->value || t->value > INT64_MAX)
		token_error(t, arena_printf(lx->arena, "param %.*s is out of integer range [1, 9223372036854775807]",
					    (int)(t->end - t->begin), lx->src->text + t->begin));
}

static void lex_dollar(struct lexer *lx, struct token *t)
{
	char c;

	lx->pos++;
	c = lexer_byte(lx, 0);
	if (is_digit(c)) {
		lex_positional(lx, t);
		return;
	}
	if (c == '#') {
		lx->pos++;
		t->kind = TK_PARAMCOUNT;
		t->end = lx->pos;
		return;
	}
	t->kind = TK_VAR;
	t->text = "";
	if (is_name_start(c))
		t->text = take_name(lx, lx->pos, &t->len);
	t->end = lx->pos;
	if (!t->len)
		token_error(t, "syntax: expected identifier after '$'");
}

static void lex_map(struct lexer *lx, struct token *t)
{
	t->kind = TK_MAP;
	lx->pos++;
	if (is_name_start(lexer_byte(lx, 0))) {
		t->text = take_name(lx, t->begin, &t->len);
	} else {
		t->text = "@";
		t->len = 1;
	}
	t->end = lx->pos;
}

static const struct {
	enum token_kind kind;
	unsigned char len;
	const char *text;
} punctuation[] = {
#define X(name, text) { TK_##name, sizeof(text) - 1, text },
	PUNCTUATION(X)
#undef X
};

enum { PUNCTUATION_COUNT = sizeof(punctuation) / sizeof(punctuation[0]) };

static bool lex_punctuation(struct lexer *lx, struct token *t)
{
	char c[3] = { lexer_byte(lx, 0), lexer_byte(lx, 1), lexer_byte(lx, 2) };
	int i;

	for (i = 0; i < PUNCTUATION_COUNT; i++) {
		if (c[0] == punctuation[i].text[0] && !memcmp(c, punctuation[i].text, punctuation[i].len)) {
			t->kind = punctuation[i].kind;
			lx->pos += punctuation[i].len;
			t->end = lx->pos;
			return true;
		}
	}
	return false;
}

static bool begins_token(char c)
{
	int i;

	if (is_name_char(c) || is_space(c) || c == '$' || c == '@' || c == '"')
		return true;
	for (i = 0; i < PUNCTUATION_COUNT; i++) {
		if (c == punctuation[i].text[0])
			return true;
	}
	return false;
}

static void lex_bad(struct lexer *lx, struct token *t)
{
	t->kind = TK_BAD;
	while (lx->pos < lx->src->len && !begins_token(lexer_byte(lx, 0)))
		lx->pos++;
	t->end = lx->pos;
}

struct token lexer_next(struct lexer *lx)
{
	struct token t = { 0 };
	char c;

	lexer_skip_layout(lx);
	t.begin = t.end = lx->pos;
	if (lx->pos >= lx->src->len)
		return t;
	c = lexer_byte(lx, 0);
	if (is_digit(c)) {
		lex_integer(lx, &t);
	} else if (is_name_start(c)) {
		t.kind = TK_IDENT;
		t.text = take_name(lx, lx->pos, &t.len);
		t.end = lx->pos;
	} else if (c == '$') {
		lex_dollar(lx, &t);
	} else if (c == '@') {
		lex_map(lx, &t);
	} else if (c == '"') {
		t.kind = TK_STRING;
		lx->pos++;
		lex_string(lx, &t);
	} else if (!lex_punctuation(lx, &t)) {
		lex_bad(lx, &t);
	}
	return t;
}

const char *token_kind_name(enum token_kind k)
{
	static const char *const names[TK_COUNT_] = {
		[TK_EOF] = "end", [TK_STOP] = "stop", [TK_BAD] = "bad", [TK_IDENT] = "ident", [TK_INT] = "int",
		[TK_STRING] = "string", [TK_VAR] = "var", [TK_POSITIONAL] = "positional", [TK_PARAMCOUNT] = "paramcount",
		[TK_MAP] = "map",
#define X(name, text) [TK_##name] = text,
		PUNCTUATION(X)
#undef X
	};

	return names[k];
}
