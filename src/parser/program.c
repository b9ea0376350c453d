/* The program: the order of its parts, config, imports, macros, functions, map declarations; and the entry points.
 *
 * Between items the parser stands at a byte position, not at a token, since attach points and C text are no tokens. */
#include <string.h>

#include "parser/parse.h"

/* Which part of the order (spec 1.1) was reached. */
enum part { PART_HEAD, PART_MAIN };

static bool word_at(const struct parser *p, uint32_t pos, const char *word)
{
	size_t n = strlen(word);

	return p->src->len - pos > n && !memcmp(p->src->text + pos, word, n) && !is_name_char(p->src->text[pos + n]) &&
	       p->src->text[pos + n] != ':';
}

/* ---- config ---- */

static bool take_config_value(struct parser *p, struct config_entry *e)
{
	const struct token t = p->tok;

	e->text = arena_strndup(p->a, p->src->text + t.begin, t.end - t.begin);
	e->value_range = parser_here(p);
	if (t.kind == TK_STRING) {
		e->kind = CONF_STRING;
		e->text = t.text;
	} else if (t.kind == TK_INT) {
		e->kind = CONF_INT;
		e->value = t.value;
	} else if (token_is_word(&t, "true") || token_is_word(&t, "false")) {
		e->kind = CONF_BOOL;
		e->value = token_is_word(&t, "true");
	} else if (t.kind == TK_IDENT) {
		e->kind = CONF_IDENT;
	} else {
		parser_fail(p, "expected string, integer, true, false or identifier");
		return false;
	}
	parser_advance(p);
	return true;
}

static void parse_config_entry(struct parser *p)
{
	struct config_entry e = { 0 };

	if (p->tok.kind != TK_IDENT) {
		parser_fail(p, "expected configuration option");
		return;
	}
	e.key = p->tok.text;
	e.key_range = parser_here(p);
	parser_advance(p);
	parser_expect(p, TK_ASSIGN);
	if (!take_config_value(p, &e))
		return;
	vec_push(p->a, &p->prog->config, e);
	if (p->tok.kind != TK_RBRACE)
		parser_expect(p, TK_SEMICOLON);
}

static void parse_config(struct parser *p, enum part part)
{
	uint32_t begin = p->tok.begin;
	struct range word = parser_here(p);

	if (part == PART_MAIN)
		parser_complain(p, word, "config must appear before probes and functions");
	else if (p->prog->config_range.src)
		parser_complain(p, word, "duplicate config block");
	parser_advance(p);
	parser_expect(p, TK_ASSIGN);
	if (parser_expect(p, TK_LBRACE)) {
		while (p->tok.kind != TK_RBRACE && p->tok.kind != TK_EOF && !p->at_root) {
			parse_config_entry(p);
			parser_resume(p);
		}
		parser_expect(p, TK_RBRACE);
	}
	p->prog->config_range = parser_range(p, begin);
}

/* ---- import, let, macro, fn ---- */

static void parse_root_import(struct parser *p, enum part part)
{
	uint32_t begin = p->tok.begin;
	struct import import = { 0 };

	if (part == PART_MAIN)
		parser_complain(p, parser_here(p), "root imports must appear before probes and functions");
	parser_advance(p);
	if (p->tok.kind != TK_STRING) {
		parser_fail(p, "expected string after 'import'");
		return;
	}
	import.path = p->tok.text;
	parser_advance(p);
	import.range = parser_range(p, begin);
	vec_push(p->a, &p->prog->imports, import);
	if (!parser_accept(p, TK_SEMICOLON))
		parser_fail(p, "expected ';' after import");
}

static void parse_map_entries(struct parser *p, struct map_decl *m)
{
	if (p->tok.kind != TK_INT || (!p->tok.value && !p->tok.error)) {
		parser_fail(p, "expected positive integer for map declaration max entries");
		return;
	}
	m->entries = p->tok.value;
	parser_advance(p);
}

static void parse_map_decl(struct parser *p)
{
	struct map_decl *m = arena_new(p->a, struct map_decl);
	uint32_t begin = p->tok.begin;

	parser_advance(p);
	if (p->tok.kind != TK_MAP) {
		parser_fail(p, "root-level let statements need to be map declarations, e.g. let @a = hash(2);");
		return;
	}
	m->name = p->tok.text;
	parser_advance(p);
	parser_expect(p, TK_ASSIGN);
	if (p->tok.kind != TK_IDENT) {
		parser_fail(p, "expected map type name");
		return;
	}
	m->kind = p->tok.text;
	m->kind_range = parser_here(p);
	parser_advance(p);
	if (!parser_expect(p, TK_LPAREN))
		return;
	parse_map_entries(p, m);
	parser_expect(p, TK_RPAREN);
	m->range = parser_range(p, begin);
	vec_push(p->a, &p->prog->map_decls, m);
	parser_accept(p, TK_SEMICOLON);
}

static void add_macro_param(struct parser *p, struct macro *m, int *cap)
{
	const struct token t = p->tok;

	if (t.kind != TK_VAR && t.kind != TK_MAP && t.kind != TK_IDENT) {
		parser_fail(p, "expected macro argument ($var, @map, or identifier)");
		return;
	}
	if (t.kind == TK_IDENT && is_parser_builtin(t.text))
		parser_complain(p, parser_here(p),
				arena_printf(p->a, "builtin '%s' can't be used as a macro argument", t.text));
	if (m->nparams == *cap)
		m->params = arena_grow(p->a, m->params, m->nparams, cap, sizeof(*m->params));
	m->params[m->nparams].sigil = t.kind == TK_VAR ? '$' : t.kind == TK_MAP ? '@' : '\0';
	m->params[m->nparams].name = t.text;
	m->params[m->nparams].range = parser_here(p);
	m->nparams++;
	parser_advance(p);
}

static void parse_macro(struct parser *p)
{
	struct macro *m = arena_new(p->a, struct macro);
	uint32_t begin = p->tok.begin;
	int cap = 0;

	parser_advance(p);
	if (p->tok.kind != TK_IDENT) {
		parser_fail(p, "expected macro name");
		return;
	}
	m->name = p->tok.text;
	m->name_range = parser_here(p);
	parser_advance(p);
	parser_expect(p, TK_LPAREN);
	if (p->tok.kind != TK_RPAREN) {
		do {
			add_macro_param(p, m, &cap);
		} while (parser_accept(p, TK_COMMA));
	}
	parser_expect(p, TK_RPAREN);
	m->body = parse_block(p);
	m->range = parser_range(p, begin);
	vec_push(p->a, &p->prog->macros, m);
}

static void parse_fn_params(struct parser *p)
{
	parser_expect(p, TK_LPAREN);
	if (p->tok.kind != TK_RPAREN) {
		do {
			if (!parser_accept(p, TK_VAR))
				parser_fail(p, "expected parameter ($name : type)");
			parser_expect(p, TK_COLON);
			parse_type_name(p);
		} while (parser_accept(p, TK_COMMA));
	}
	parser_expect(p, TK_RPAREN);
}

static void parse_fn(struct parser *p)
{
	struct fn_def fn = { 0 };
	uint32_t begin = p->tok.begin;

	parser_advance(p);
	if (p->tok.kind != TK_IDENT) {
		parser_fail(p, "expected function name");
		return;
	}
	fn.name = p->tok.text;
	fn.name_range = parser_here(p);
	parser_advance(p);
	parse_fn_params(p);
	if (parser_accept(p, TK_COLON))
		parse_type_name(p);
	parse_block(p);
	fn.range = parser_range(p, begin);
	vec_push(p->a, &p->prog->fns, fn);
}

/* ---- the whole ---- */

static bool misplaced_c_text(struct parser *p)
{
	uint32_t begin = p->lx.pos, end;

	if (!c_text_at(p, begin, &end))
		return false;
	parser_complain(p, parser_bytes(p, begin, end), "C definitions must appear before probes and functions");
	p->prev_begin = begin;
	p->prev_end = end;
	return true;
}

/* The item at the lexer's position. */
static void parse_item(struct parser *p, enum part *part)
{
	uint32_t pos = p->lx.pos;

	if (*part == PART_MAIN && misplaced_c_text(p))
		return;
	p->prev_begin = p->prev_end = pos;
	if (word_at(p, pos, "config")) {
		parser_seek(p, pos);
		if (parser_peek(p).kind == TK_ASSIGN || parser_peek(p).kind == TK_LBRACE) {
			parse_config(p, *part);
			return;
		}
	}
	if (word_at(p, pos, "import")) {
		parser_seek(p, pos);
		parse_root_import(p, *part);
		return;
	}
	*part = PART_MAIN;
	if (word_at(p, pos, "let")) {
		parser_seek(p, pos);
		parse_map_decl(p);
	} else if (word_at(p, pos, "macro")) {
		parser_seek(p, pos);
		parse_macro(p);
	} else if (word_at(p, pos, "fn")) {
		parser_seek(p, pos);
		parse_fn(p);
	} else {
		p->lx.pos = pos;
		parse_probe(p);
	}
}

/* A program is text: a NUL byte is the sign of something else. */
static bool refuse_binary(struct parser *p)
{
	const char *nul = memchr(p->src->text, '\0', p->src->len);
	uint32_t at;

	if (!nul)
		return false;
	at = (uint32_t)(nul - p->src->text);
	parser_complain(p, parser_bytes(p, at, at + 1), "the program is not text: it contains a NUL byte");
	return true;
}

static void skip_shebang(struct parser *p)
{
	lexer_skip_layout(&p->lx);
	if (lexer_byte(&p->lx, 0) != '#' || lexer_byte(&p->lx, 1) != '!')
		return;
	while (p->lx.pos < p->src->len && lexer_byte(&p->lx, 0) != '\n')
		p->lx.pos++;
}

static void parse_items(struct parser *p)
{
	enum part part = PART_HEAD;

	skip_shebang(p);
	for (;;) {
		uint32_t item;

		if (part == PART_HEAD)
			parse_c_text(p);
		lexer_skip_layout(&p->lx);
		item = p->lx.pos;
		if (!parser_stopped(p)) {
			if (item >= p->src->len || p->errors >= SYNTAX_ERRORS_MAX)
				break;
			parse_item(p, &part);
		}
		parser_resume_root(p, item);
	}
}

static void parse_root(struct parser *p)
{
	p->prog = arena_new(p->a, struct program_ast);
	if (!refuse_binary(p))
		parse_items(p);
}

struct program_ast *parse_program(struct arena *a, struct diags *d, struct source *src)
{
	struct parser p;

	parser_init(&p, a, d, src);
	parse_root(&p);
	p.prog->src = src;
	return p.prog;
}

struct expr *parse_expression(struct arena *a, struct diags *d, struct source *src)
{
	struct parser p;
	struct expr *e;

	parser_init(&p, a, d, src);
	p.prog = arena_new(a, struct program_ast);
	parser_seek(&p, 0);
	e = parse_expr(&p);
	if (p.tok.kind != TK_EOF)
		parser_fail(&p, "unexpected input");
	return p.errors ? NULL : e;
}

void dump_tokens(struct strbuf *out, struct arena *a, struct source *src)
{
	struct parser p;
	struct diags d;

	diags_init(&d, a);
	parser_init(&p, a, &d, src);
	p.tokens = out;
	parse_root(&p);
}

/* ---- is the text only a beginning? ---- */

/* Only layout follows pos: is its last comment without an end? */
static bool comment_open(const struct source *src, uint32_t pos)
{
	for (; pos + 1 < src->len; pos++) {
		const char *text = src->text + pos, *end = NULL;

		if (text[0] != '/' || is_space(text[1]))
			continue;
		if (text[1] == '/')
			end = memchr(text, '\n', src->len - pos);
		else if (src->len - pos > 2)
			end = memmem(text + 2, src->len - pos - 2, "*/", 2);
		if (!end)
			return text[1] == '*';
		pos = (uint32_t)(end - src->text);
	}
	return false;
}

/* Open brackets, a block comment or a string that the text's end cuts. */
static bool ends_inside(struct arena *a, const struct source *src)
{
	struct lexer lx = { .arena = a, .src = src };
	struct token t = { 0 };
	uint32_t prev;
	int depth = 0;

	do {
		if (t.kind == TK_STRING && t.error && strstr(t.error, "unterminated"))
			return t.end == src->len;
		prev = lx.pos;
		t = lexer_next(&lx);
		depth += t.kind == TK_LBRACE || t.kind == TK_LPAREN || t.kind == TK_LBRACKET;
		depth -= t.kind == TK_RBRACE || t.kind == TK_RPAREN || t.kind == TK_RBRACKET;
	} while (t.kind != TK_EOF);
	if (depth > 0)
		return true;
	return comment_open(src, prev);
}

bool parse_incomplete(const char *text, size_t len)
{
	struct arena a;
	struct source *src;
	struct parser p;
	struct diags d;
	bool incomplete;

	arena_init(&a);
	diags_init(&d, &a);
	src = source_new(&a, "", text, len);
	incomplete = ends_inside(&a, src);
	if (!incomplete) {
		parser_init(&p, &a, &d, src);
		lexer_skip_layout(&p.lx);
		if (parser_root_item_at(&p, 0)) {
			parse_root(&p);
			incomplete = p.errors && p.first_at_end;
		}
	}
	arena_release(&a);
	return incomplete;
}
