/* The one place that knows which children each kind of node has (walk.h). */
#include "check/walk.h"

void walk_expr(struct walk *w, struct expr **slot)
{
	if (!*slot)
		return;
	if (w->expr)
		w->expr(w, slot);
	else
		walk_expr_children(w, *slot);
}

void walk_stmt(struct walk *w, struct stmt *s)
{
	if (w->stmt)
		w->stmt(w, s);
	else
		walk_stmt_children(w, s);
}

void walk_block(struct walk *w, struct block *b)
{
	if (!b)
		return;
	if (w->block)
		w->block(w, b);
	else
		walk_block_children(w, b);
}

static void walk_list(struct walk *w, expr_list *list)
{
	for (int i = 0; i < list->n; i++)
		walk_expr(w, &list->at[i]);
}

static void walk_three(struct walk *w, struct expr **a, struct expr **b, struct expr **c)
{
	walk_expr(w, a);
	walk_expr(w, b);
	walk_expr(w, c);
}

static void walk_if(struct walk *w, struct expr *e)
{
	walk_expr(w, &e->if_.cond);
	walk_block(w, e->if_.yes);
	walk_expr(w, &e->if_.no);
}

static void walk_two(struct walk *w, struct expr **a, struct expr **b)
{
	walk_expr(w, a);
	walk_expr(w, b);
}

void walk_expr_children(struct walk *w, struct expr *e)
{
	switch (e->kind) {
	case EX_ERROR: case EX_INT: case EX_BOOL: case EX_STRING: case EX_POSITIONAL: case EX_PARAMCOUNT: case EX_IDENT:
	case EX_VAR: case EX_MAP:
		break;
	case EX_INDEX: walk_two(w, &e->index.base, &e->index.index); break;
	case EX_FIELD: walk_expr(w, &e->field.base); break;
	case EX_TUPLE_FIELD: walk_expr(w, &e->tuple_field.base); break;
	case EX_CALL: walk_list(w, &e->call.args); break;
	case EX_UNARY: walk_expr(w, &e->unary.operand); break;
	case EX_ADDRESS: walk_expr(w, &e->address.target); break;
	case EX_BINARY: walk_two(w, &e->binary.left, &e->binary.right); break;
	case EX_INCDEC: walk_expr(w, &e->incdec.target); break;
	case EX_TERNARY: walk_three(w, &e->ternary.cond, &e->ternary.yes, &e->ternary.no); break;
	case EX_IF: walk_if(w, e); break;
	case EX_BLOCK: walk_block(w, e->block.body); break;
	case EX_CAST: walk_two(w, &e->cast.to_typeof, &e->cast.operand); break;
	case EX_TUPLE: walk_list(w, &e->tuple.items); break;
	case EX_RECORD: walk_list(w, &e->record.items); break;
	case EX_SIZEOF: case EX_OFFSETOF: case EX_TYPEINFO: case EX_TYPEOF: walk_expr(w, &e->meta.of.expr); break;
	case EX_COMPTIME: walk_expr(w, &e->comptime.operand); break;
	}
}

static void walk_for(struct walk *w, struct stmt *s)
{
	walk_three(w, &s->for_.from, &s->for_.to, &s->for_.map);
	walk_block(w, s->for_.body);
}

static void walk_while(struct walk *w, struct stmt *s)
{
	walk_expr(w, &s->while_.cond);
	walk_block(w, s->while_.body);
}

void walk_stmt_children(struct walk *w, struct stmt *s)
{
	switch (s->kind) {
	case ST_EXPR: case ST_DISCARD: walk_expr(w, &s->expr); break;
	case ST_LET: walk_two(w, &s->let.type_of, &s->let.init); break;
	case ST_ASSIGN: walk_two(w, &s->assign.target, &s->assign.value); break;
	case ST_FOR_RANGE: case ST_FOR_MAP: walk_for(w, s); break;
	case ST_WHILE: case ST_UNROLL: walk_while(w, s); break;
	case ST_RETURN: walk_expr(w, &s->return_.value); break;
	case ST_ERROR: case ST_BREAK: case ST_CONTINUE: case ST_IMPORT: break;
	}
}

void walk_block_children(struct walk *w, struct block *b)
{
	for (int i = 0; i < b->stmts.n; i++)
		walk_stmt(w, b->stmts.at[i]);
	walk_expr(w, &b->value);
}
