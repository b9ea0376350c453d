/* Shared by layout.c (slots and packing) and layout_walk.c (the walk over the tree). */
#ifndef SONDE_CHECK_LAYOUT_WALK_H
#define SONDE_CHECK_LAYOUT_WALK_H

#include "base/limits.h"
#include "check/layout.h"

#define LAYOUT_FRAME_HEADER 16 /* as codegen/emit.h FRAME_HEADER */

enum layout_mode {
	LAYOUT_VALUE, /* the value is used in place */
	LAYOUT_DEST,  /* emitted straight into memory that is there already */
	LAYOUT_PLACE, /* base of a field or index: only its address is needed */
};

struct placed {          /* a slot and the stretch of the program it lives in */
	struct slot *slot;
	uint32_t begin, end;
};

struct var_info {
	struct variable *var;
	uint32_t begin, end;
	const struct stmt *callback; /* innermost callback loop around the declaration */
};

struct layout {
	struct program *p;
	struct prog *prog;
	struct arena *arena;
	VEC(struct placed *) placed;
	VEC(struct var_info *) vars;    /* in scope */
	VEC(struct var_info *) scalars; /* all, for register pressure */
	struct slot **neighbours;       /* working space of packing */
	uint32_t now;                   /* position in the program: one per statement */
	int open_temporaries;           /* placed.n at the start of the current statement */
	const struct stmt *callback;    /* innermost loop that becomes a callback */
	int callback_depth, callback_depth_max;
	uint64_t plain_product;         /* trips of the plain loops around, multiplied */
};

struct slot *layout_slot(struct layout *l, uint32_t size, uint32_t begin, const char *what, struct range r);
void layout_declare(struct layout *l, struct variable *v);
void layout_use(struct layout *l, struct variable *v);
void layout_close_scope(struct layout *l, int from);
bool layout_is_aggregate(const struct type *t);
void layout_block(struct layout *l, struct block *b, enum layout_mode mode);
void layout_statement_expr(struct layout *l, struct expr *e); /* its temporaries end with it */

#endif
