/* Copies of subtrees: what the parser wrote, and the call an expanded node came from. What later passes wrote is left
 * empty, so a copy can be resolved and typed by itself. */
#include "parser/parser.h"

static struct type_name *type_clone(struct arena *a, const struct type_name *t)
{
	struct type_name *copy;

	if (!t)
		return NULL;
	copy = arena_memdup(a, t, sizeof(*t));
	if (t->nsuffix)
		copy->suffix = arena_memdup(a, t->suffix, sizeof(*t->suffix) * (size_t)t->nsuffix);
	return copy;
}

static expr_list list_clone(struct arena *a, const expr_list *l)
{
	expr_list copy = { 0 };
	int i;

	for (i = 0; i < l->n; i++)
		vec_push(a, &copy, expr_clone(a, l->at[i]));
	return copy;
}

static void clone_record(struct arena *a, struct expr *c, const struct expr *e)
{
	int i;

	c->record.items = list_clone(a, &e->record.items);
	for (i = 0; i < e->record.names.n; i++)
		vec_push(a, &c->record.names, e->record.names.at[i]);
}

static void clone_meta(struct arena *a, struct expr *c, const struct expr *e)
{
	int i;

	c->meta.of.type = type_clone(a, e->meta.of.type);
	c->meta.of.expr = expr_clone(a, e->meta.of.expr);
	for (i = 0; i < e->meta.path.n; i++)
		vec_push(a, &c->meta.path, e->meta.path.at[i]);
}

static void clone_field(struct arena *a, struct expr *c, const struct expr *e)
{
	c->field.base = expr_clone(a, e->field.base);
	c->field.name = e->field.name;
	c->field.arrow = e->field.arrow;
	c->field.name_range = e->field.name_range;
}

static void clone_call(struct arena *a, struct expr *c, const struct expr *e)
{
	c->call.name = e->call.name;
	c->call.name_range = e->call.name_range;
	c->call.args = list_clone(a, &e->call.args);
}

static void clone_operation(struct arena *a, struct expr *c, const struct expr *e)
{
	if (e->kind == EX_UNARY) {
		c->unary.op = e->unary.op;
		c->unary.operand = expr_clone(a, e->unary.operand);
	} else if (e->kind == EX_BINARY) {
		c->binary.op = e->binary.op;
		c->binary.op_range = e->binary.op_range;
		c->binary.left = expr_clone(a, e->binary.left);
		c->binary.right = expr_clone(a, e->binary.right);
	} else if (e->kind == EX_INCDEC) {
		c->incdec.target = expr_clone(a, e->incdec.target);
		c->incdec.increment = e->incdec.increment;
		c->incdec.prefix = e->incdec.prefix;
	} else {
		c->ternary.cond = expr_clone(a, e->ternary.cond);
		c->ternary.yes = expr_clone(a, e->ternary.yes);
		c->ternary.no = expr_clone(a, e->ternary.no);
	}
}

static void clone_leaf(struct expr *c, const struct expr *e)
{
	switch ((int)e->kind) {
	case EX_INT:
		c->integer = e->integer;
		break;
	case EX_BOOL:
		c->boolean = e->boolean;
		break;
	case EX_STRING:
		c->string = e->string;
		break;
	case EX_POSITIONAL:
		c->positional = e->positional;
		break;
	case EX_IDENT:
		c->ident = e->ident;
		break;
	case EX_VAR:
		c->var = e->var;
		break;
	case EX_MAP:
		c->map = e->map;
		break;
	}
}

static void clone_compound(struct arena *a, struct expr *c, const struct expr *e)
{
	if (e->kind == EX_IF) {
		c->if_.cond = expr_clone(a, e->if_.cond);
		c->if_.yes = block_clone(a, e->if_.yes);
		c->if_.no = expr_clone(a, e->if_.no);
	} else if (e->kind == EX_CAST) {
		c->cast.to = type_clone(a, e->cast.to);
		c->cast.to_typeof = expr_clone(a, e->cast.to_typeof);
		c->cast.operand = expr_clone(a, e->cast.operand);
	} else {
		c->tuple.implicit = e->tuple.implicit;
		c->tuple.items = list_clone(a, &e->tuple.items);
	}
}

struct expr *expr_clone(struct arena *a, const struct expr *e)
{
	struct expr *c;

	if (!e)
		return NULL;
	c = arena_new(a, struct expr);
	c->kind = e->kind;
	c->range = e->range;
	c->expanded_from = e->expanded_from;
	switch (e->kind) {
	case EX_ERROR: case EX_PARAMCOUNT: case EX_INT: case EX_BOOL: case EX_STRING: case EX_POSITIONAL: case EX_IDENT:
	case EX_VAR: case EX_MAP:
		clone_leaf(c, e);
		break;
	case EX_INDEX:
		c->index.base = expr_clone(a, e->index.base);
		c->index.index = expr_clone(a, e->index.index);
		break;
	case EX_FIELD:
		clone_field(a, c, e);
		break;
	case EX_TUPLE_FIELD:
		c->tuple_field.base = expr_clone(a, e->tuple_field.base);
		c->tuple_field.index = e->tuple_field.index;
		break;
	case EX_CALL:
		clone_call(a, c, e);
		break;
	case EX_UNARY: case EX_BINARY: case EX_INCDEC: case EX_TERNARY:
		clone_operation(a, c, e);
		break;
	case EX_ADDRESS:
		c->address.target = expr_clone(a, e->address.target);
		break;
	case EX_IF: case EX_CAST: case EX_TUPLE:
		clone_compound(a, c, e);
		break;
	case EX_BLOCK:
		c->block.body = block_clone(a, e->block.body);
		break;
	case EX_RECORD:
		clone_record(a, c, e);
		break;
	case EX_SIZEOF: case EX_OFFSETOF: case EX_TYPEINFO: case EX_TYPEOF:
		clone_meta(a, c, e);
		break;
	case EX_COMPTIME:
		c->comptime.operand = expr_clone(a, e->comptime.operand);
		break;
	}
	return c;
}

static void clone_for(struct arena *a, struct stmt *c, const struct stmt *s)
{
	c->for_.var = s->for_.var;
	c->for_.var_range = s->for_.var_range;
	c->for_.from = expr_clone(a, s->for_.from);
	c->for_.to = expr_clone(a, s->for_.to);
	c->for_.map = expr_clone(a, s->for_.map);
	c->for_.body = block_clone(a, s->for_.body);
}

static void clone_let(struct arena *a, struct stmt *c, const struct stmt *s)
{
	c->let.name = s->let.name;
	c->let.name_range = s->let.name_range;
	c->let.type = type_clone(a, s->let.type);
	c->let.type_of = expr_clone(a, s->let.type_of);
	c->let.init = expr_clone(a, s->let.init);
}

struct stmt *stmt_clone(struct arena *a, const struct stmt *s)
{
	struct stmt *c;

	if (!s)
		return NULL;
	c = arena_new(a, struct stmt);
	c->kind = s->kind;
	c->range = s->range;
	switch (s->kind) {
	case ST_ERROR: case ST_BREAK: case ST_CONTINUE:
		break;
	case ST_EXPR: case ST_DISCARD:
		c->expr = expr_clone(a, s->expr);
		break;
	case ST_LET:
		clone_let(a, c, s);
		break;
	case ST_ASSIGN:
		c->assign.target = expr_clone(a, s->assign.target);
		c->assign.op = s->assign.op;
		c->assign.op_range = s->assign.op_range;
		c->assign.value = expr_clone(a, s->assign.value);
		break;
	case ST_FOR_RANGE: case ST_FOR_MAP:
		clone_for(a, c, s);
		break;
	case ST_WHILE: case ST_UNROLL:
		c->while_.cond = expr_clone(a, s->while_.cond);
		c->while_.body = block_clone(a, s->while_.body);
		break;
	case ST_RETURN:
		c->return_.value = expr_clone(a, s->return_.value);
		break;
	case ST_IMPORT:
		c->import.path = s->import.path;
		break;
	}
	return c;
}

struct block *block_clone(struct arena *a, const struct block *b)
{
	struct block *c;
	int i;

	if (!b)
		return NULL;
	c = arena_new(a, struct block);
	c->range = b->range;
	for (i = 0; i < b->stmts.n; i++)
		vec_push(a, &c->stmts, stmt_clone(a, b->stmts.at[i]));
	c->value = expr_clone(a, b->value);
	return c;
}
