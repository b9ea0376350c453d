/* The program as a tree.
 *
 * The parser writes the fields of the first group of every node; later passes write only the group under their name and
 * read the rest. Dispatch is a switch over the kind without default (-Werror=switch), so a new kind lists the places it
 * must visit. All nodes live in the compile arena. Text fields are NUL-terminated arena strings. */
#ifndef SONDE_PARSER_AST_H
#define SONDE_PARSER_AST_H

#include "base/arena.h"
#include "base/source.h"

struct type;       /* check/type.h */
struct variable;   /* check/program.h: a scratch variable after resolve */
struct map;        /* check/program.h: a map after resolve */
struct slot;       /* check/program.h: memory given by the layout pass */
struct builtin;    /* tables/tables.h rows */
struct function;
struct aggregation;
struct probe_kind;
struct event;      /* check/program.h: what a call sends to user space */
struct expr;
struct stmt;
struct block;

typedef VEC(struct expr *) expr_list;
typedef VEC(struct stmt *) stmt_list;

/* ---- types as written ---- */
struct type_name {
	struct range range;
	const char *tag;  /* "struct", "union", "enum" or NULL */
	const char *name; /* "uint8", "task_struct", "string" */
	/* postfix * and [N], left to right */
	struct {
		bool is_array; /* else pointer */
		bool sized;    /* [N], not [] */
		uint64_t count;
	} *suffix;
	int nsuffix;
};

/* sizeof, offsetof, typeof, typeinfo take a type or an expression; a bare identifier may be either (type_name set AND
 * expr set to the same identifier: the checker decides). */
struct type_or_expr {
	struct type_name *type;
	struct expr *expr;
};

/* ---- expressions ---- */
enum expr_kind {
	EX_ERROR,      /* placeholder after a syntax error; poison type */
	EX_INT,        /* 42, 1ms, 0x1f */
	EX_BOOL,       /* true */
	EX_STRING,     /* "text" */
	EX_POSITIONAL, /* $1; replaced by expand */
	EX_PARAMCOUNT, /* $#; replaced by expand */
	EX_IDENT,      /* builtin, macro without arguments, enumerator, #define */
	EX_VAR,        /* $x */
	EX_MAP,        /* @x without key */
	EX_INDEX,      /* a[i], @x[k], @x[k1, k2] (then index is an EX_TUPLE made by the parser, `implicit`) */
	EX_FIELD,      /* a.b, a->b */
	EX_TUPLE_FIELD,/* a.0 */
	EX_CALL,       /* f(a, b), also builtins written with () */
	EX_UNARY,      /* - ! ~ * */
	EX_ADDRESS,    /* &$x, &@m */
	EX_BINARY,
	EX_INCDEC,     /* ++x x++ --x x-- */
	EX_TERNARY,    /* c ? a : b; c ?: b has a == NULL */
	EX_IF,         /* if as an expression or statement */
	EX_BLOCK,      /* { stmts; value } */
	EX_CAST,       /* (type)x, (typeof(e))x */
	EX_TUPLE,      /* (a, b), (a,), () */
	EX_RECORD,     /* (x = 1, y = 2) */
	EX_SIZEOF, EX_OFFSETOF, EX_TYPEINFO,
	EX_TYPEOF,     /* typeof(T) as a macro argument or cast target */
	EX_COMPTIME,
};

enum unary_op { UN_NEG, UN_NOT, UN_BITNOT, UN_DEREF };

enum binary_op {
	BIN_LOR, BIN_LAND, BIN_OR, BIN_XOR, BIN_AND, BIN_EQ, BIN_NE, BIN_LT, BIN_LE, BIN_GT, BIN_GE,
	BIN_SHL, BIN_SHR, BIN_ADD, BIN_SUB, BIN_MUL, BIN_DIV, BIN_MOD,
};

/* What an identifier turned out to be (resolve). */
enum ident_kind { ID_UNRESOLVED, ID_BUILTIN, ID_ENUMERATOR, ID_FUNCTION };

struct expr {
	enum expr_kind kind;
	struct range range;
	union {
		struct { uint64_t value; bool negative; } integer; /* magnitude and sign: -5 folds to {5, true} */
		bool boolean;
		struct { const char *bytes; uint32_t len; } string; /* may contain NUL */
		uint64_t positional;
		struct { const char *name; } ident;       /* EX_IDENT */
		struct { const char *name; } var;         /* without $ */
		struct { const char *name; } map;         /* with @: "@", "@x" */
		struct { struct expr *base, *index; } index;
		struct { struct expr *base; const char *name; bool arrow; struct range name_range; } field;
		struct { struct expr *base; uint64_t index; } tuple_field;
		struct { const char *name; struct range name_range; expr_list args; } call;
		struct { enum unary_op op; struct expr *operand; } unary;
		struct { struct expr *target; } address;
		struct { enum binary_op op; struct expr *left, *right; struct range op_range; } binary;
		struct { struct expr *target; bool increment, prefix; } incdec;
		struct { struct expr *cond, *yes, *no; } ternary;
		struct { struct expr *cond; struct block *yes; struct expr *no; /* EX_BLOCK, EX_IF or NULL */ } if_;
		struct { struct block *body; } block;
		struct { struct type_name *to; struct expr *to_typeof; struct expr *operand; } cast;
		struct { expr_list items; bool implicit; } tuple;
		struct { expr_list items; VEC(const char *) names; } record;
		struct { struct type_or_expr of; VEC(const char *) path; } meta; /* SIZEOF OFFSETOF TYPEINFO TYPEOF */
		struct { struct expr *operand; } comptime;
	};

	/* expand: for a node that came out of a macro, the call it came from (for "expanded from"), else NULL */
	const struct expr *expanded_from;

	/* resolve */
	union {
		const struct builtin *builtin;         /* EX_IDENT / EX_CALL with ident_kind == ID_BUILTIN */
		const struct function *function;       /* EX_CALL with ID_FUNCTION */
		struct variable *variable;             /* EX_VAR */
		struct map *mapref;                    /* EX_MAP */
	};
	enum ident_kind ident_kind;

	/* typecheck */
	const struct type *type;    /* never NULL afterwards; poison after an error */
	struct constant *constant;  /* value known at compile time (literals, folded), else NULL */
	struct event *event;        /* calls that send a record to user space (printf, print, time ...) */
	const struct member *member;/* EX_FIELD on a struct, tuple or record: the member read */
	void *data;                 /* per function/builtin extra made by its check_ function for its emit_ function */

	/* layout */
	struct slot *slot;          /* memory for the value this expression makes, NULL: register or in place */
	struct slot *key_slot;      /* EX_INDEX on a map, or a call that takes a map key: memory for the key */
};

/* A value known at compile time; kind follows expr->type: integers, bools, enums in value; strings in bytes/len. */
struct constant {
	uint64_t value; /* two's complement, sign by the type */
	const char *bytes;
	uint32_t len;
};

/* ---- statements ---- */
enum stmt_kind {
	ST_ERROR, ST_EXPR,
	ST_LET,      /* let $x[: type][= e]; */
	ST_ASSIGN,   /* target op= e; target is EX_VAR, EX_MAP or EX_INDEX on an EX_MAP */
	ST_DISCARD,  /* _ = e; */
	ST_FOR_RANGE, ST_FOR_MAP, ST_WHILE, ST_UNROLL,
	ST_BREAK, ST_CONTINUE, ST_RETURN,
	ST_IMPORT,
};

enum assign_op { ASSIGN_SET, ASSIGN_ADD, ASSIGN_SUB, ASSIGN_MUL, ASSIGN_DIV, ASSIGN_MOD, ASSIGN_AND, ASSIGN_OR,
		 ASSIGN_XOR, ASSIGN_SHL, ASSIGN_SHR, ASSIGN_IFABSENT /* ??= */ };

struct stmt {
	enum stmt_kind kind;
	struct range range;
	union {
		struct expr *expr; /* ST_EXPR, ST_DISCARD */
		struct { const char *name; struct range name_range; struct type_name *type; struct expr *type_of;
			 struct expr *init; } let;
		struct { struct expr *target; enum assign_op op; struct expr *value; struct range op_range; } assign;
		struct { const char *var; struct range var_range; struct expr *from, *to; struct expr *map;
			 struct block *body; } for_; /* FOR_RANGE: from, to; FOR_MAP: map (EX_MAP) */
		struct { struct expr *cond; struct block *body; } while_; /* WHILE; UNROLL: cond is the count */
		struct { struct expr *value; } return_;
		struct { const char *path; } import;
	};

	/* resolve: LET, FOR_*: the variable made; ASSIGN to $x: see target */
	struct variable *variable;
	/* typecheck: ASSIGN whose value is count(), sum(x) ...: the aggregation row */
	const struct aggregation *aggregation;
	uint64_t unroll_count;
	/* layout */
	struct slot *slot;      /* ASSIGN to a map: memory for the value; loops: iteration state */
	struct loop *loop;      /* loops: how it is lowered (check/program.h) */
};

struct block {
	struct range range;
	stmt_list stmts;
	struct expr *value; /* trailing expression without ';' when it is the block's value, else NULL */
};

/* ---- probes ---- */
struct attach_point {
	struct range range;
	const char *text;       /* as written, without surrounding blanks */
	const char *alias;      /* NAME= prefix, or NULL */
	bool optional;          /* trailing ? : skip when absent */
	bool first_of;          /* trailing ! : first that exists ends the list */
	/* split at ':' outside quotes and /regex/; quotes and their escapes removed; parts[0] is the provider */
	struct attach_part {
		const char *text;
		struct range range;
		bool quoted;    /* "..." : no wildcards inside */
		bool regex;     /* /.../ : POSIX extended, slashes removed */
		bool at;        /* preceded by '@' instead of ':' (source location) */
	} *parts;
	int nparts;
};

struct probe {
	struct range range;
	VEC(struct attach_point *) points;
	struct expr *predicate; /* NULL: none */
	struct block *body;
	const char *label;      /* `NAME: probe {...}` named blocks; NULL */
};

struct macro {
	const char *name;
	struct range range, name_range;
	struct { char sigil; /* '$', '@' or 0 */ const char *name; struct range range; } *params;
	int nparams;
	struct block *body;
};

struct fn_def { /* fn name(...) : type {...}: reserved; parsed, refused when called */
	const char *name;
	struct range range, name_range;
};

struct map_decl { /* let @x = kind(n[, name = value]...); */
	const char *name;
	struct range range, kind_range;
	const char *kind;
	uint64_t entries;
};

struct config_entry {
	const char *key;
	struct range key_range, value_range;
	enum { CONF_STRING, CONF_BOOL, CONF_INT, CONF_IDENT } kind;
	const char *text; /* STRING, IDENT, and the spelling of the others */
	uint64_t value;   /* INT, BOOL */
};

struct import {
	const char *path;
	struct range range;
};

struct c_text { /* one C definition or preprocessor line, verbatim */
	struct range range;
	bool preprocessor;
};

struct program_ast {
	struct source *src;
	VEC(struct c_text) c;
	VEC(struct config_entry) config;
	VEC(struct import) imports;
	VEC(struct probe *) probes;
	VEC(struct macro *) macros;
	VEC(struct fn_def) fns;
	VEC(struct map_decl *) map_decls;
	struct range config_range; /* of the config block, src NULL if none */
};

#endif
