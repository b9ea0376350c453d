/* Tokens of expressions and statements.
 *
 * The lexer reads one token at a position and can be copied to look ahead. It never reports: a token that is wrong
 * carries the message, and the parser reports it when it takes the token. Attach points and C text are not tokens; the
 * parser reads them from the source by itself. */
#ifndef SONDE_PARSER_LEXER_H
#define SONDE_PARSER_LEXER_H

#include "base/arena.h"
#include "base/source.h"

/* Operators and punctuation, longest spelling first: the lexer takes the first that fits. */
#define PUNCTUATION(X)                                                                                                 \
	X(SHL_ASSIGN, "<<=") X(SHR_ASSIGN, ">>=") X(IFABSENT, "\?\?=")                                                 \
	X(SHL, "<<") X(SHR, ">>") X(LE, "<=") X(GE, ">=") X(EQ, "==") X(NE, "!=") X(LAND, "&&") X(LOR, "||")           \
	X(INC, "++") X(DEC, "--") X(ADD_ASSIGN, "+=") X(SUB_ASSIGN, "-=") X(MUL_ASSIGN, "*=") X(DIV_ASSIGN, "/=")      \
	X(MOD_ASSIGN, "%=") X(AND_ASSIGN, "&=") X(OR_ASSIGN, "|=") X(XOR_ASSIGN, "^=") X(ARROW, "->") X(RANGE, "..")   \
	X(LBRACE, "{") X(RBRACE, "}") X(LPAREN, "(") X(RPAREN, ")") X(LBRACKET, "[") X(RBRACKET, "]")                  \
	X(SEMICOLON, ";") X(COMMA, ",") X(COLON, ":") X(DOT, ".") X(QUESTION, "?") X(ASSIGN, "=") X(LT, "<")           \
	X(GT, ">") X(ADD, "+") X(SUB, "-") X(MUL, "*") X(DIV, "/") X(MOD, "%") X(AND, "&") X(OR, "|") X(XOR, "^")      \
	X(NOT, "!") X(BITNOT, "~")

enum token_kind {
	TK_EOF,
	TK_STOP,       /* after a syntax error, until the parser has recovered; fits nowhere */
	TK_BAD,        /* bytes that begin no token */
	TK_IDENT,
	TK_INT,
	TK_STRING,
	TK_VAR,        /* $x */
	TK_POSITIONAL, /* $1 */
	TK_PARAMCOUNT, /* $# */
	TK_MAP,        /* @, @x */
#define X(name, text) TK_##name,
	PUNCTUATION(X)
#undef X
	TK_COUNT_
};

struct token {
	enum token_kind kind;
	uint32_t begin, end;
	const char *text;  /* IDENT: the name; VAR: without $; MAP: with @; STRING: the bytes */
	uint32_t len;      /* of text: a string may contain NUL */
	uint64_t value;    /* INT, POSITIONAL */
	const char *error; /* what is wrong, complete with prefix, or NULL */
	uint32_t error_begin, error_end;
};

struct lexer {
	struct arena *arena;
	const struct source *src;
	uint32_t pos;
};

struct token lexer_next(struct lexer *lx);

/* Over white space and comments. */
void lexer_skip_layout(struct lexer *lx);

/* The byte at the position, or ahead of it; 0 at the end. */
char lexer_byte(const struct lexer *lx, uint32_t ahead);

/* Spelling or class of a kind, for dumps and messages. */
const char *token_kind_name(enum token_kind k);

bool is_name_start(char c);
bool is_name_char(char c);
bool is_space(char c);

/* literal.c: the text after the opening quote of t->begin; sets text, len, end and error. */
void lex_string(struct lexer *lx, struct token *t);

#endif
