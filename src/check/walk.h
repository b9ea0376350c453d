/* Visiting the direct children of tree nodes, for passes that look at every node but treat only a few kinds specially.
 *
 * A pass fills a struct walk with its callbacks and calls walk_expr for what is below a node it has handled. Children
 * come in source order. A callback that is NULL means: go on to the children. */
#ifndef SONDE_CHECK_WALK_H
#define SONDE_CHECK_WALK_H

#include "parser/ast.h"

struct walk {
	void *ctx;
	void (*expr)(struct walk *w, struct expr **slot); /* may replace *slot */
	void (*stmt)(struct walk *w, struct stmt *s);
	void (*block)(struct walk *w, struct block *b);
};

/* The node itself, through its callback. NULL nodes are skipped. */
void walk_expr(struct walk *w, struct expr **slot);
void walk_stmt(struct walk *w, struct stmt *s);
void walk_block(struct walk *w, struct block *b);

/* Its children only. */
void walk_expr_children(struct walk *w, struct expr *e);
void walk_stmt_children(struct walk *w, struct stmt *s);
void walk_block_children(struct walk *w, struct block *b);

#endif
