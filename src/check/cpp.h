/* Shared by the files that read C text: tokens, the preprocessor's state, the declaration parser's state.
 *
 * clex.c makes tokens, cpp.c runs directives and expands macros, cexpr.c evaluates constant expressions, cdecl.c parses
 * declarations, clayout.c places members. What they leave behind is in struct types (c_tags, c_typedefs, c_enumerators,
 * c_macros). */
#ifndef SONDE_CHECK_CPP_H
#define SONDE_CHECK_CPP_H

#include "check/check_types.h"
#include "check/program.h"

enum ctok_kind { CT_IDENT, CT_NUMBER, CT_STRING, CT_CHAR, CT_PUNCT,
		 CT_PACK, /* #pragma pack: len is the limit, 0 none */
};

struct ctok {
	enum ctok_kind kind;
	const char *text; /* not terminated */
	uint32_t len;
	struct range range;
	bool bol;         /* first of its line */
	bool space;       /* white space before it */
	bool no_expand;   /* a macro's own name inside its expansion */
	bool system;      /* from a header outside of the script's directories */
};

typedef VEC(struct ctok) ctok_list;

struct ctext { /* what is being tokenised: a stretch of a source, or text that stands for a place in one */
	const char *text;
	uint32_t len;
	struct range at;  /* src set: token ranges are computed from its begin; else `whole` is used for all */
	bool whole;       /* all tokens have the range `at` */
	bool system;
};

void clex(struct arena *a, const struct ctext *text, ctok_list *out);
bool ctok_is(const struct ctok *t, const char *text);

/* ---- preprocessor ---- */
struct cond {
	bool active, taken, parent, had_else;
	struct range range;
};

struct cpp {
	struct program *p;
	struct types *types;
	struct arena *arena;
	VEC(struct cond) conds;
	ctok_list out;
	VEC(uint32_t) packs;
	uint32_t pack;
	int depth;         /* includes */
	int expanding;     /* macro nesting */
	bool have_btf;
	struct strmap once;/* path -> "" after #pragma once, else the name of its include guard */
};

void cpp_init(struct cpp *c, struct program *p);
/* Tokens of one text: directives are run, the rest is appended to c->out with macros expanded. */
void cpp_text(struct cpp *c, const struct ctext *text, const char *dir);
void cpp_include(struct cpp *c, const char *name, bool quoted, const char *dir, struct range at, bool system);
void cpp_finish(struct cpp *c); /* reports open conditionals */
/* Macro expansion of a list (cpp_macro.c). */
void cpp_expand(struct cpp *c, const struct ctok *in, int n, ctok_list *out);
void cpp_define(struct cpp *c, const struct ctok *line, int n);
void cpp_undef(struct cpp *c, const struct ctok *name);
bool cpp_defined(struct cpp *c, const struct ctok *name);

/* ---- declarations ---- */
struct cparser {
	struct program *p;
	struct types *types;
	struct arena *arena;
	const struct ctok *at;
	int n, pos;
	uint32_t pack;      /* #pragma pack in force, 0 none */
	bool preprocessing; /* #if: names that are no macros are 0, no types */
	bool failed, soft;  /* soft: well formed, but names something unknown */
	const char *why;
	struct range where;
	int depth;
};

struct cattr {
	bool packed;
	uint32_t aligned;
};

struct cmember { /* one member as declared, for the layout */
	const char *name;  /* NULL: unnamed bit-field */
	const struct type *type;
	uint32_t bits;
	bool bitfield;
	struct cattr attr;
};

typedef VEC(struct cmember) cmember_list;

void cparse(struct cpp *c);
void cfail(struct cparser *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
const struct ctok *cpeek(struct cparser *c);          /* NULL at the end */
bool caccept(struct cparser *c, const char *text);
bool cexpect(struct cparser *c, const char *text);
int64_t cexpr(struct cparser *c);                     /* constant expression; c->failed on error */
/* A type name in parentheses of sizeof or a cast; false if there is none at this place. */
bool ctype_name(struct cparser *c, const struct type **out);
void clayout(struct cparser *c, struct type *s, const cmember_list *members, struct cattr attr);

#endif
