/* Shared inside parser/: the state of one parse and what its files need of each other.
 *
 * Errors. The first syntax error of a statement puts the parser into STOPPED: the current token becomes TK_STOP, which
 * fits nowhere, so every loop and every expectation ends by itself and nothing more is said until parser_resume. A wrong
 * token (bad escape, bad suffix) only mutes the syntax errors that follow in the same statement.
 *
 * Depth. Recursion is limited by depth, and the height of the tree by height (a chain of operators is deep without
 * recursion), so later passes may walk the tree recursively. */
#ifndef SONDE_PARSER_PARSE_H
#define SONDE_PARSER_PARSE_H

#include "parser/lexer.h"
#include "parser/parser.h"

enum {
	NESTING_MAX = 1000, /* a parenthesis counts twice: as an expression and as an operand */
	HEIGHT_MAX = 1000,
	SUFFIXES_MAX = 64,  /* of a type: int8**[3]... */
	SYNTAX_ERRORS_MAX = 20,
};

enum panic { CALM, MUTED, STOPPED };

struct parser {
	struct arena *a;
	struct diags *d;
	const struct source *src;
	struct program_ast *prog;
	struct lexer lx;
	struct token tok;       /* current, not yet taken */
	uint32_t prev_begin, prev_end; /* the token taken last */
	enum panic panic;
	uint32_t stop_at;       /* STOPPED: where the token stood that did not fit */
	bool at_root;           /* STOPPED: give up all open blocks, a probe begins at stop_at */
	bool skipping;          /* recovering: wrong tokens are not reported */
	bool first_at_end;      /* the first error was that the text ended */
	int errors;
	int depth, height;
	struct strbuf *tokens;  /* dump of tokens, or NULL */
};

/* ---- parse.c ---- */
void parser_init(struct parser *p, struct arena *a, struct diags *d, const struct source *src);
void parser_advance(struct parser *p);
struct token parser_peek(const struct parser *p);
bool parser_accept(struct parser *p, enum token_kind k);
/* Takes the token, or reports "expected '...'" with the spelling of the kind. */
bool parser_expect(struct parser *p, enum token_kind k);
/* True for the identifier of that text. */
bool parser_at_word(const struct parser *p, const char *word);
bool token_is_word(const struct token *t, const char *word);

struct range parser_range(const struct parser *p, uint32_t begin); /* from begin to the end of the last token taken */
struct range parser_here(const struct parser *p);                  /* the current token */
struct range parser_bytes(const struct parser *p, uint32_t begin, uint32_t end);

/* "syntax: " and the message at the current token, then STOPPED. */
void parser_fail(struct parser *p, const char *message);
void parser_fail_at(struct parser *p, struct range r, const char *message);
/* An error that does not keep the parser from going on; further syntax errors of the statement are muted. */
void parser_complain(struct parser *p, struct range r, const char *message);
bool parser_stopped(const struct parser *p);
/* Recovery inside a block: goes behind the next ';' or in front of the next '}' of the same depth. */
void parser_resume(struct parser *p);
/* Recovery between the items of a program, after the item that begins there; the lexer's position is the next item. */
void parser_resume_root(struct parser *p, uint32_t item);
/* Goes on with the token at pos. */
void parser_seek(struct parser *p, uint32_t pos);
/* Does a probe, macro or function definition begin here? (line start, known provider) */
bool parser_root_item_at(const struct parser *p, uint32_t pos);

/* Around everything that recurses: false when too deep (reported). *outer keeps the height of what surrounds. */
bool parser_enter(struct parser *p, int *outer);
void parser_leave(struct parser *p, int outer);
/* One more level around what was just parsed, made without recursion. */
bool parser_grow(struct parser *p);

void parser_dump_token(struct parser *p, const char *kind, uint32_t begin, uint32_t end);

/* ---- expr.c, primary.c ---- */
struct expr *parse_expr(struct parser *p);
struct expr *parse_unary(struct parser *p);   /* also the condition of if, while, unroll */
struct expr *parse_postfix(struct parser *p); /* primary with fields, indexes, ++ */
struct expr *parse_primary(struct parser *p);
struct expr *parse_if(struct parser *p);
struct expr *expr_new(struct parser *p, enum expr_kind kind, uint32_t begin);
bool expr_is_lvalue(const struct expr *e);    /* $x, @m, @m[k] */

/* ---- types.c ---- */
struct type_name *parse_type_name(struct parser *p);
bool type_ahead(const struct parser *p, struct lexer *lx, struct token *after, bool *plain);
bool is_cast(const struct parser *p);         /* at '(' */
bool is_parser_builtin(const char *name);
struct expr *parse_typeof(struct parser *p);
struct expr *parse_sizeof(struct parser *p);
struct expr *parse_offsetof(struct parser *p);

/* ---- stmt.c ---- */
struct block *parse_block(struct parser *p);
/* For blocks whose value nobody reads: the value becomes a statement. */
void block_drop_value(struct parser *p, struct block *b);

/* ---- attach.c ---- */
void parse_probe(struct parser *p);

/* ---- ctext.c ---- */
/* Takes C definitions and preprocessor lines from the position on. */
void parse_c_text(struct parser *p);
/* Is there a C definition or preprocessor line at the position? *end is set behind it. */
bool c_text_at(const struct parser *p, uint32_t pos, uint32_t *end);

#endif
