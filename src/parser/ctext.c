/* The C part: preprocessor lines and struct, union, enum and typedef definitions are found by their extent only and kept
 * verbatim, in order. Between #if... and its #endif everything is C. */
#include <string.h>

#include "parser/parse.h"

static bool word_at(const struct lexer *lx, const char *word)
{
	uint32_t n = (uint32_t)strlen(word), i;

	for (i = 0; i < n; i++) {
		if (lexer_byte(lx, i) != word[i])
			return false;
	}
	return !is_name_char(lexer_byte(lx, n));
}

/* Over a string or character literal at the position; it ends at the line's end if it is not closed. */
static void skip_quoted(struct lexer *lx)
{
	char quote = lexer_byte(lx, 0);

	for (lx->pos++; lx->pos < lx->src->len && lexer_byte(lx, 0) != '\n'; lx->pos++) {
		if (lexer_byte(lx, 0) == quote) {
			lx->pos++;
			return;
		}
		if (lexer_byte(lx, 0) == '\\')
			lx->pos++;
	}
	if (lx->pos > lx->src->len)
		lx->pos = lx->src->len;
}

/* One byte, literal, comment or blank. */
static void skip_one(struct lexer *lx)
{
	char c = lexer_byte(lx, 0);

	if (c == '"' || c == '\'')
		skip_quoted(lx);
	else if (c == '/' && (lexer_byte(lx, 1) == '/' || lexer_byte(lx, 1) == '*'))
		lexer_skip_layout(lx);
	else
		lx->pos++;
}

/* From an opening bracket behind the closing one; false at the end of the text. */
static bool skip_balanced(struct lexer *lx)
{
	int depth = 0;

	while (lx->pos < lx->src->len) {
		char c = lexer_byte(lx, 0);

		depth += c == '{' || c == '(' || c == '[';
		depth -= c == '}' || c == ')' || c == ']';
		skip_one(lx);
		if (depth <= 0)
			return true;
	}
	return false;
}

/* A backslash or a block comment carries the line over the newline. */
static void skip_line(struct lexer *lx)
{
	while (lx->pos < lx->src->len && lexer_byte(lx, 0) != '\n') {
		char c = lexer_byte(lx, 0);

		if (c == '\\' && lexer_byte(lx, 1) == '\n') {
			lx->pos += 2;
		} else if (c == '\\' && lexer_byte(lx, 1) == '\r' && lexer_byte(lx, 2) == '\n') {
			lx->pos += 3;
		} else if (c == '/' && lexer_byte(lx, 1) == '*') {
			for (lx->pos += 2; lx->pos < lx->src->len; lx->pos++) {
				if (lexer_byte(lx, 0) == '*' && lexer_byte(lx, 1) == '/')
					break;
			}
			lx->pos = lx->pos + 2 < lx->src->len ? lx->pos + 2 : lx->src->len;
		} else if (c == '/' && lexer_byte(lx, 1) == '/') {
			while (lx->pos < lx->src->len && lexer_byte(lx, 0) != '\n')
				lx->pos++;
		} else {
			lx->pos++;
		}
	}
}

static bool tag_at(const struct lexer *lx)
{
	return word_at(lx, "struct") || word_at(lx, "union") || word_at(lx, "enum");
}

/* struct NAME ... { : moves to the '{', or to the ';' of a declaration; false if this is no C. */
static bool skip_head(struct lexer *lx)
{
	while (is_name_char(lexer_byte(lx, 0)))
		lx->pos++;
	for (;;) {
		char c;

		lexer_skip_layout(lx);
		c = lexer_byte(lx, 0);
		if (c == '{' || c == ';')
			return true;
		if (c == '(' || c == '[') {
			if (!skip_balanced(lx))
				return false;
		} else if (is_name_char(c)) {
			lx->pos++;
		} else {
			return false;
		}
	}
}

/* Attributes and the ';' after a definition. The position stays right behind what was taken. */
static void skip_tail(struct lexer *lx, const char **error)
{
	struct lexer ahead = *lx;

	for (;;) {
		lexer_skip_layout(&ahead);
		if (!word_at(&ahead, "__attribute__"))
			break;
		ahead.pos += 13;
		lexer_skip_layout(&ahead);
		if (lexer_byte(&ahead, 0) != '(' || lexer_byte(&ahead, 1) != '(') {
			*error = "__attribute__ syntax error, expected '(('";
			return;
		}
		if (!skip_balanced(&ahead)) {
			*error = "__attribute__ syntax error, expected '))'";
			return;
		}
		*lx = ahead;
	}
	if (lexer_byte(&ahead, 0) == ';') {
		*lx = ahead;
		lx->pos++;
	}
}

/* Behind the next ';' outside brackets; with stop_at_brace a closing '}' ends it as well. */
static bool skip_declaration(struct lexer *lx, bool stop_at_brace)
{
	while (lx->pos < lx->src->len) {
		char c = lexer_byte(lx, 0);

		if (c == ';') {
			lx->pos++;
			return true;
		}
		if (c == '{' || c == '(' || c == '[') {
			if (!skip_balanced(lx))
				return false;
			if (c == '{' && stop_at_brace) {
				const char *none = NULL;

				skip_tail(lx, &none);
				return true;
			}
			continue;
		}
		if (stop_at_brace && c == '\n') {
			struct lexer ahead = *lx;

			lexer_skip_layout(&ahead);
			if (lexer_byte(&ahead, 0) == '#')
				return true;
		}
		skip_one(lx);
	}
	return stop_at_brace;
}

/* The C item at the position; NULL error unless it is C and wrong. */
static bool c_item(struct lexer *lx, const char **error)
{
	*error = NULL;
	if (lexer_byte(lx, 0) == '#') {
		skip_line(lx);
		return true;
	}
	if (word_at(lx, "typedef") && lexer_byte(lx, 7) != ':') {
		if (!skip_declaration(lx, false))
			*error = "expected ';'";
		return true;
	}
	if (!tag_at(lx) || !skip_head(lx))
		return false;
	if (lexer_byte(lx, 0) == ';') {
		lx->pos++;
		return true;
	}
	if (!skip_balanced(lx))
		*error = "expected '}'";
	else
		skip_tail(lx, error);
	return true;
}

bool c_text_at(const struct parser *p, uint32_t pos, uint32_t *end)
{
	struct lexer lx = p->lx;
	const char *error;

	lx.pos = pos;
	if (!c_item(&lx, &error))
		return false;
	*end = lx.pos;
	return true;
}

/* +1 for #if, #ifdef, #ifndef at the position, -1 for #endif, else 0. */
static int conditional_at(struct lexer lx)
{
	if (lexer_byte(&lx, 0) != '#')
		return 0;
	lx.pos++;
	while (lexer_byte(&lx, 0) == ' ' || lexer_byte(&lx, 0) == '\t')
		lx.pos++;
	if (word_at(&lx, "endif"))
		return -1;
	return word_at(&lx, "if") || word_at(&lx, "ifdef") || word_at(&lx, "ifndef");
}

/* Where the next #endif stands after the position; UINT32_MAX: nowhere. */
static uint32_t next_endif(struct lexer lx)
{
	while (lx.pos < lx.src->len) {
		lexer_skip_layout(&lx);
		if (conditional_at(lx) < 0)
			return lx.pos;
		skip_line(&lx);
	}
	return UINT32_MAX;
}

static void add_c_text(struct parser *p, uint32_t begin, uint32_t end)
{
	struct c_text text = { 0 };

	while (end > begin && is_space(p->src->text[end - 1]))
		end--;
	text.range = parser_bytes(p, begin, end);
	text.preprocessor = p->src->text[begin] == '#';
	parser_dump_token(p, text.preprocessor ? "preprocessor" : "c", begin, end);
	vec_push(p->a, &p->prog->c, text);
}

void parse_c_text(struct parser *p)
{
	const char *error = NULL;
	uint32_t endif = 0;
	int conditions = 0;

	while (!error) {
		uint32_t begin;

		lexer_skip_layout(&p->lx);
		begin = p->lx.pos;
		if (begin >= p->src->len)
			break;
		conditions += conditional_at(p->lx);
		if (!c_item(&p->lx, &error)) {
			p->lx.pos = begin;
			if (conditions > 0 && endif < begin)
				endif = next_endif(p->lx);
			if (conditions <= 0 || endif == UINT32_MAX)
				break;
			skip_declaration(&p->lx, true);
		}
		p->prev_begin = begin;
		p->prev_end = p->lx.pos;
		add_c_text(p, begin, p->lx.pos);
	}
	if (!error)
		return;
	parser_seek(p, p->lx.pos);
	parser_fail(p, error);
}
