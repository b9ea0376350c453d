/* The parser's ground: taking tokens, reporting, recovering, counting depth. */
#include "parser/parse.h"

#include <string.h>
#include <strings.h>

#include "tables/tables.h"

void parser_init(struct parser *p, struct arena *a, struct diags *d, const struct source *src)
{
	memset(p, 0, sizeof(*p));
	p->a = a;
	p->d = d;
	p->src = src;
	p->lx.arena = a;
	p->lx.src = src;
}

struct range parser_bytes(const struct parser *p, uint32_t begin, uint32_t end)
{
	return (struct range){ .src = p->src, .begin = begin, .end = end };
}

struct range parser_range(const struct parser *p, uint32_t begin)
{
	return parser_bytes(p, begin, p->prev_end > begin ? p->prev_end : begin);
}

/* The end of the text is the empty range behind the last token: a newline and comments may follow it. */
struct range parser_here(const struct parser *p)
{
	if (p->tok.kind != TK_EOF)
		return parser_bytes(p, p->tok.begin, p->tok.end);
	return parser_bytes(p, p->prev_end, p->prev_end);
}

/* What is wrong with the current token itself. */
static void report_token(struct parser *p)
{
	const struct token *t = &p->tok;

	if (!t->error || p->skipping || p->panic == STOPPED)
		return;
	diag_error(p->d, parser_bytes(p, t->error_begin, t->error_end), "%s", t->error);
	p->errors++;
	p->panic = MUTED;
}

void parser_dump_token(struct parser *p, const char *kind, uint32_t begin, uint32_t end)
{
	struct position at;
	uint32_t i;

	if (!p->tokens || p->skipping)
		return;
	at = source_position(p->src, begin);
	strbuf_printf(p->tokens, "%u:%u %s", at.line, at.col, kind);
	if (strncmp(kind, p->src->text + begin, end - begin) || strlen(kind) != end - begin) {
		strbuf_addch(p->tokens, ' ');
		for (i = begin; i < end; i++) {
			if (p->src->text[i] == '\n')
				strbuf_addstr(p->tokens, "\\n");
			else
				strbuf_addch(p->tokens, p->src->text[i]);
		}
	}
	strbuf_addch(p->tokens, '\n');
}

void parser_advance(struct parser *p)
{
	if (p->panic == STOPPED)
		return;
	if (p->tok.kind != TK_EOF)
		parser_dump_token(p, token_kind_name(p->tok.kind), p->tok.begin, p->tok.end);
	report_token(p);
	p->prev_begin = p->tok.begin;
	p->prev_end = p->tok.end;
	p->tok = lexer_next(&p->lx);
}

void parser_seek(struct parser *p, uint32_t pos)
{
	p->lx.pos = pos;
	p->tok = lexer_next(&p->lx);
}

struct token parser_peek(const struct parser *p)
{
	struct lexer ahead = p->lx;

	return lexer_next(&ahead);
}

bool token_is_word(const struct token *t, const char *word)
{
	return t->kind == TK_IDENT && !strcmp(t->text, word);
}

bool parser_at_word(const struct parser *p, const char *word)
{
	return token_is_word(&p->tok, word);
}

bool parser_accept(struct parser *p, enum token_kind k)
{
	if (p->tok.kind != k)
		return false;
	parser_advance(p);
	return true;
}

bool parser_expect(struct parser *p, enum token_kind k)
{
	if (parser_accept(p, k))
		return true;
	parser_fail(p, arena_printf(p->a, "expected '%s'", token_kind_name(k)));
	return false;
}

bool parser_stopped(const struct parser *p)
{
	return p->panic == STOPPED;
}

void parser_fail_at(struct parser *p, struct range r, const char *message)
{
	if (p->panic == STOPPED)
		return;
	if (p->panic == CALM) {
		if (!p->errors)
			p->first_at_end = p->tok.kind == TK_EOF;
		p->errors++;
		diag_error(p->d, r, "syntax: %s", message);
	}
	p->panic = STOPPED;
	p->stop_at = p->tok.begin;
	p->tok.kind = TK_STOP;
	p->tok.error = NULL;
}

void parser_fail(struct parser *p, const char *message)
{
	if (p->tok.kind == TK_BAD)
		message = "unexpected input";
	report_token(p);
	parser_fail_at(p, parser_here(p), message);
}

void parser_complain(struct parser *p, struct range r, const char *message)
{
	if (p->panic != CALM)
		return;
	p->errors++;
	p->panic = MUTED;
	diag_error(p->d, r, "syntax: %s", message);
}

/* ---- recovery ---- */

static bool at_line_start(const struct parser *p, uint32_t pos)
{
	return pos == 0 || p->src->text[pos - 1] == '\n';
}

/* name is followed by ':' (or, for probes without parts, by '{', '/' or ','). */
static bool begins_probe(const struct lexer *lx, const char *name)
{
	const struct probe_kind *k = probe_kind_by_name(name);
	struct lexer ahead = *lx;
	char c = lexer_byte(lx, 0);

	if (!k)
		return false;
	if (k->min_parts > 0)
		return c == ':';
	lexer_skip_layout(&ahead);
	c = lexer_byte(&ahead, 0);
	return c == '{' || c == '/' || c == ',' || c == ':';
}

bool parser_root_item_at(const struct parser *p, uint32_t pos)
{
	struct lexer lx = p->lx;
	struct token name, next;

	if (!at_line_start(p, pos))
		return false;
	lx.pos = pos;
	name = lexer_next(&lx);
	if (name.kind != TK_IDENT || name.begin != pos)
		return false;
	if (begins_probe(&lx, name.text))
		return true;
	next = lexer_next(&lx);
	if (token_is_word(&name, "let"))
		return next.kind == TK_MAP;
	return (token_is_word(&name, "macro") || token_is_word(&name, "fn")) && next.kind == TK_IDENT;
}

/* Back to the token that did not fit, to skip from there on. */
static void calm(struct parser *p)
{
	p->panic = CALM;
	p->at_root = false;
	p->skipping = true;
	if (p->errors >= SYNTAX_ERRORS_MAX)
		p->stop_at = p->src->len;
	parser_seek(p, p->stop_at);
}

/* Behind the next '}' that closes what is open or ';' where nothing is, or where the next item begins. */
static uint32_t find_root_item(struct parser *p, uint32_t item)
{
	int braces = 0;

	for (; p->tok.kind != TK_EOF; parser_advance(p)) {
		enum token_kind k = p->tok.kind;

		if (k == TK_IDENT && p->tok.begin > item && parser_root_item_at(p, p->tok.begin))
			break;
		braces += (k == TK_LBRACE) - (k == TK_RBRACE);
		if (braces <= 0 && (k == TK_RBRACE || k == TK_SEMICOLON))
			return p->tok.end;
	}
	return p->tok.begin;
}

void parser_resume_root(struct parser *p, uint32_t item)
{
	bool there = p->at_root;
	uint32_t pos;

	if (p->panic != STOPPED) {
		p->panic = CALM;
		p->lx.pos = p->prev_end;
		return;
	}
	calm(p);
	pos = there ? p->tok.begin : find_root_item(p, item);
	p->skipping = false;
	p->prev_begin = p->prev_end = p->lx.pos = pos;
}

/* All open blocks are given up: an item of the program begins at pos. */
static void stop_for_root(struct parser *p, uint32_t pos)
{
	p->panic = STOPPED;
	p->at_root = true;
	p->stop_at = pos;
	p->tok.kind = TK_STOP;
	p->tok.error = NULL;
}

void parser_resume(struct parser *p)
{
	int braces = 0, parens = 0;

	if (p->panic == MUTED)
		p->panic = CALM;
	if (p->panic == CALM || p->at_root)
		return;
	calm(p);
	for (; p->tok.kind != TK_EOF; parser_advance(p)) {
		enum token_kind k = p->tok.kind;

		if (k == TK_IDENT && parser_root_item_at(p, p->tok.begin)) {
			stop_for_root(p, p->tok.begin);
			break;
		}
		if (k == TK_RBRACE && !braces)
			break;
		if (k == TK_SEMICOLON && !braces && parens <= 0) {
			parser_advance(p);
			break;
		}
		braces += (k == TK_LBRACE) - (k == TK_RBRACE);
		parens += (k == TK_LPAREN) - (k == TK_RPAREN);
		/* the block of an if or loop whose head was wrong */
		if (k == TK_RBRACE && !braces) {
			parser_advance(p);
			parser_accept(p, TK_SEMICOLON);
			if (!parser_at_word(p, "else"))
				break;
			parens = 0;
		}
	}
	p->skipping = false;
	if (p->tok.kind == TK_EOF)
		stop_for_root(p, p->tok.begin);
}

/* ---- depth ---- */

bool parser_enter(struct parser *p, int *outer)
{
	*outer = p->height;
	p->height = 0;
	if (++p->depth <= NESTING_MAX)
		return true;
	parser_fail(p, "expression is nested too deeply");
	return false;
}

bool parser_grow(struct parser *p)
{
	if (p->panic != STOPPED && ++p->height <= HEIGHT_MAX)
		return true;
	p->height = 0;
	parser_fail(p, "expression is nested too deeply");
	return false;
}

void parser_leave(struct parser *p, int outer)
{
	parser_grow(p);
	p->depth--;
	if (outer > p->height)
		p->height = outer;
}
