/* Shared by the files of pass_expand: macros, #define constants, command line parameters. */
#ifndef SONDE_CHECK_EXPAND_H
#define SONDE_CHECK_EXPAND_H

#include "check/check.h"
#include "check/walk.h"

/* Definitions of one name, in source order. */
struct macro_set {
	VEC(struct macro *) list;
};

/* A macro being expanded; the innermost first. */
struct macro_frame {
	const struct macro *macro;
	bool library;
	struct macro_frame *up;
};

struct expander {
	struct program *p;
	struct walk walk;
	struct strmap user;        /* name -> struct macro_set */
	struct strmap library;     /* the same for library.def, parsed on first use */
	struct macro_frame *frame;
	const char *const *busy_c; /* names of #defines being expanded: expand_c.c */
	int nbusy_c;
	int expansions;            /* so far; also makes private names unique */
};

#define EXPANSIONS_MAX 20000

/* Between a variable's name and the number that makes it private to one expansion; never in a name a script writes. */
#define PRIVATE_MARK '\1'

/* ---- expand_macro.c ---- */
void macros_collect(struct expander *x);
/* Replaces *slot (EX_CALL, or EX_IDENT for a macro without parameters) if it names a macro. */
bool macro_expand(struct expander *x, struct expr **slot);

/* ---- expand_subst.c: one expansion of m's body ---- */
struct expr *macro_instantiate(struct expander *x, const struct macro *m, bool library, struct expr *call,
			       struct expr **args);

/* ---- expand_c.c: #define ---- */
bool c_macro_expand(struct expander *x, struct expr **slot);

/* ---- expand.c ---- */
void expand_in(struct expander *x, struct expr **slot);
/* Names the language's own parser knows as builtins (spec 1.3): no macro takes their place. */
bool is_reserved_builtin(const char *name);

/* ---- params.c ---- */
void params_in_tree(struct program *p, struct probe *probe);
/* Replaces $N in the text and splits it into parts; false after an error. */
bool params_in_attach_point(struct program *p, struct attach_point *ap);
void params_note_option(struct program *p, const struct expr *call); /* a getopt() call */
/* Named parameters given but not asked for, and --help. */
void params_check_options(struct program *p);

#endif
