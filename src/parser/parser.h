/* Text -> AST. libc only.
 *
 * parse_program reads a whole script with error recovery: several syntax errors in one run, each appended to diags with
 * the prefix "syntax: ". The tree is usable only if no error was added. */
#ifndef SONDE_PARSER_PARSER_H
#define SONDE_PARSER_PARSER_H

#include "base/diag.h"
#include "base/strbuf.h"
#include "parser/ast.h"

struct program_ast *parse_program(struct arena *a, struct diags *d, struct source *src);

/* One expression, to the end of src (a #define's text, a prompt line). NULL after an error. */
struct expr *parse_expression(struct arena *a, struct diags *d, struct source *src);

/* Splits attach-point text (after positional parameters were replaced) into parts. false after an error. */
bool parse_attach_point(struct arena *a, struct diags *d, struct attach_point *ap);

/* Integer with the language's syntax (underscores, exponent, suffixes). On error returns a message, else NULL. */
const char *parse_integer(struct arena *a, const char *text, size_t len, uint64_t *value);

/* True if text is a prefix of something longer (open brace, string, comment): for prompts. */
bool parse_incomplete(const char *text, size_t len);

/* Dumps for -d tokens, -d ast. The ast dump is an indented tree, one node per line, with types and constants once the
 * checker has run (type_text: how to print a type, NULL before). */
void dump_tokens(struct strbuf *out, struct arena *a, struct source *src);
void dump_ast(struct strbuf *out, const struct program_ast *p,
	      void (*type_text)(struct strbuf *, const struct type *));

/* One probe of the same dump: after resolving, programs have copies of their own. */
void dump_probe(struct strbuf *out, const struct probe *p, void (*type_text)(struct strbuf *, const struct type *));

/* Copies of subtrees (macro expansion, one body for several probes); resolve and later groups are left empty. */
struct expr *expr_clone(struct arena *a, const struct expr *e);
struct stmt *stmt_clone(struct arena *a, const struct stmt *s);
struct block *block_clone(struct arena *a, const struct block *b);

const char *expr_kind_name(enum expr_kind k);
const char *binary_op_text(enum binary_op op);
const char *assign_op_text(enum assign_op op);
enum binary_op assign_op_binary(enum assign_op op); /* += gives BIN_ADD ... */

#endif
