/* Statements and blocks. */
#include <string.h>

#include "parser/parse.h"

static struct stmt *stmt_new(struct parser *p, enum stmt_kind kind)
{
	struct stmt *s = arena_new(p->a, struct stmt);

	s->kind = kind;
	s->range = parser_here(p);
	return s;
}

static void drop_expr_value(struct parser *p, struct expr *e)
{
	if (e->kind == EX_BLOCK)
		block_drop_value(p, e->block.body);
	if (e->kind != EX_IF)
		return;
	if (e->if_.yes)
		block_drop_value(p, e->if_.yes);
	if (e->if_.no)
		drop_expr_value(p, e->if_.no);
}

void block_drop_value(struct parser *p, struct block *b)
{
	struct stmt *s;

	if (!b->value)
		return;
	s = arena_new(p->a, struct stmt);
	s->kind = ST_EXPR;
	s->range = b->value->range;
	s->expr = b->value;
	drop_expr_value(p, s->expr);
	vec_push(p->a, &b->stmts, s);
	b->value = NULL;
}

/* A block whose value cannot be read: the body of a loop. */
static struct block *parse_body(struct parser *p)
{
	struct block *b = parse_block(p);

	block_drop_value(p, b);
	return b;
}

static struct stmt *parse_let(struct parser *p)
{
	struct stmt *s = stmt_new(p, ST_LET);

	parser_advance(p);
	if (p->tok.kind != TK_VAR) {
		parser_fail(p, "expected variable after 'let'");
		return s;
	}
	s->let.name = p->tok.text;
	s->let.name_range = parser_here(p);
	parser_advance(p);
	if (parser_accept(p, TK_COLON)) {
		if (parser_at_word(p, "typeof"))
			s->let.type_of = parse_typeof(p);
		else
			s->let.type = parse_type_name(p);
	}
	if (parser_accept(p, TK_ASSIGN))
		s->let.init = parse_expr(p);
	return s;
}

static bool begins_bound(enum token_kind k)
{
	return k == TK_MAP || k == TK_VAR || k == TK_INT || k == TK_IDENT || k == TK_LPAREN || k == TK_POSITIONAL ||
	       k == TK_PARAMCOUNT || k == TK_STRING;
}

static struct expr *parse_bound(struct parser *p)
{
	if (!begins_bound(p->tok.kind))
		parser_fail(p, "expected map or range in for loop");
	return parse_postfix(p);
}

static struct stmt *parse_for(struct parser *p)
{
	struct stmt *s = stmt_new(p, ST_FOR_RANGE);
	struct expr *first;
	bool paren;

	parser_advance(p);
	paren = parser_accept(p, TK_LPAREN);
	if (p->tok.kind != TK_VAR) {
		parser_fail(p, "expected variable in for loop");
		return s;
	}
	s->for_.var = p->tok.text;
	s->for_.var_range = parser_here(p);
	parser_advance(p);
	parser_expect(p, TK_COLON);
	first = parse_bound(p);
	if (parser_accept(p, TK_RANGE)) {
		s->for_.from = first;
		s->for_.to = parse_bound(p);
	} else if (first->kind == EX_MAP) {
		s->kind = ST_FOR_MAP;
		s->for_.map = first;
	} else {
		parser_fail_at(p, first->range, "expected map or range in for loop");
	}
	if (paren)
		parser_expect(p, TK_RPAREN);
	s->for_.body = parse_body(p);
	return s;
}

static struct stmt *parse_while(struct parser *p, enum stmt_kind kind)
{
	struct stmt *s = stmt_new(p, kind);

	parser_advance(p);
	s->while_.cond = parse_unary(p);
	s->while_.body = parse_body(p);
	return s;
}

static struct stmt *parse_return(struct parser *p)
{
	struct stmt *s = stmt_new(p, ST_RETURN);

	parser_advance(p);
	if (p->tok.kind != TK_SEMICOLON && p->tok.kind != TK_RBRACE)
		s->return_.value = parse_expr(p);
	return s;
}

static struct stmt *parse_jump(struct parser *p, enum stmt_kind kind)
{
	struct stmt *s = stmt_new(p, kind);

	parser_advance(p);
	return s;
}

static struct stmt *parse_import(struct parser *p)
{
	struct stmt *s = stmt_new(p, ST_IMPORT);

	parser_advance(p);
	if (p->tok.kind != TK_STRING) {
		parser_fail(p, "expected string after 'import'");
		return s;
	}
	s->import.path = p->tok.text;
	parser_advance(p);
	return s;
}

static struct stmt *parse_discard(struct parser *p)
{
	struct stmt *s = stmt_new(p, ST_DISCARD);

	parser_advance(p);
	parser_advance(p);
	s->expr = parse_expr(p);
	return s;
}

/* The assignment that a token begins; false: none. */
static bool assignment_op(enum token_kind k, enum assign_op *op)
{
	static const struct {
		enum token_kind kind;
		enum assign_op op;
	} ops[] = {
		{ TK_ASSIGN, ASSIGN_SET }, { TK_ADD_ASSIGN, ASSIGN_ADD }, { TK_SUB_ASSIGN, ASSIGN_SUB },
		{ TK_MUL_ASSIGN, ASSIGN_MUL }, { TK_DIV_ASSIGN, ASSIGN_DIV }, { TK_MOD_ASSIGN, ASSIGN_MOD },
		{ TK_AND_ASSIGN, ASSIGN_AND }, { TK_OR_ASSIGN, ASSIGN_OR }, { TK_XOR_ASSIGN, ASSIGN_XOR },
		{ TK_SHL_ASSIGN, ASSIGN_SHL }, { TK_SHR_ASSIGN, ASSIGN_SHR }, { TK_IFABSENT, ASSIGN_IFABSENT },
	};
	size_t i;

	for (i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		if (ops[i].kind == k) {
			*op = ops[i].op;
			return true;
		}
	}
	return false;
}

/* What stands left of '=' cannot be assigned. Values are not stored into, so the message depends on the base. */
static void fail_target(struct parser *p, const struct expr *target)
{
	const struct expr *base = target;

	while (base->kind == EX_FIELD || base->kind == EX_TUPLE_FIELD || base->kind == EX_INDEX)
		base = base->kind == EX_FIELD ? base->field.base :
		       base->kind == EX_INDEX ? base->index.base : base->tuple_field.base;
	if (target->kind == EX_ERROR)
		return;
	if (base->kind != EX_VAR && base->kind != EX_MAP)
		parser_fail(p, "expected ';'");
	else if (target->kind == EX_INDEX)
		parser_fail_at(p, target->range, "invalid assignment target");
	else
		parser_fail_at(p, target->range, "Tuples and records are immutable once created. Consider creating "
						 "a new value and assigning it instead.");
}

static struct stmt *parse_assignment(struct parser *p, struct stmt *s, enum assign_op op)
{
	struct expr *target = s->expr;

	if (!expr_is_lvalue(target)) {
		fail_target(p, target);
		return s;
	}
	s->kind = ST_ASSIGN;
	s->assign.target = target;
	s->assign.op = op;
	s->assign.op_range = parser_here(p);
	parser_advance(p);
	s->assign.value = parse_expr(p);
	return s;
}

static struct stmt *parse_expr_stmt(struct parser *p)
{
	struct stmt *s = stmt_new(p, ST_EXPR);
	enum assign_op op;

	if (p->tok.kind == TK_BAD)
		parser_fail_at(p, parser_here(p), "unexpected input in block");
	s->expr = parse_expr(p);
	if (assignment_op(p->tok.kind, &op))
		return parse_assignment(p, s, op);
	return s;
}

/* if and blocks stand alone: nothing that follows continues them. */
static struct stmt *parse_braced_stmt(struct parser *p)
{
	struct stmt *s = stmt_new(p, ST_EXPR);

	s->expr = parse_primary(p);
	return s;
}

static struct stmt *parse_word_stmt(struct parser *p)
{
	struct token next = parser_peek(p);

	if (parser_at_word(p, "let"))
		return parse_let(p);
	if (parser_at_word(p, "for"))
		return parse_for(p);
	if (parser_at_word(p, "while"))
		return parse_while(p, ST_WHILE);
	if (parser_at_word(p, "unroll"))
		return parse_while(p, ST_UNROLL);
	if (parser_at_word(p, "break"))
		return parse_jump(p, ST_BREAK);
	if (parser_at_word(p, "continue"))
		return parse_jump(p, ST_CONTINUE);
	if (parser_at_word(p, "return"))
		return parse_return(p);
	if (parser_at_word(p, "import"))
		return parse_import(p);
	if (parser_at_word(p, "if"))
		return parse_braced_stmt(p);
	if (parser_at_word(p, "_") && next.kind == TK_ASSIGN)
		return parse_discard(p);
	return parse_expr_stmt(p);
}

static bool is_braced(const struct stmt *s)
{
	switch (s->kind) {
	case ST_FOR_RANGE:
	case ST_FOR_MAP:
	case ST_WHILE:
	case ST_UNROLL:
		return true;
	case ST_EXPR:
		return s->expr->kind == EX_IF || s->expr->kind == EX_BLOCK;
	case ST_ERROR:
	case ST_LET:
	case ST_ASSIGN:
	case ST_DISCARD:
	case ST_BREAK:
	case ST_CONTINUE:
	case ST_RETURN:
	case ST_IMPORT:
		break;
	}
	return false;
}

/* The ';', and whether the statement is the value of its block. */
static void end_statement(struct parser *p, struct block *b, struct stmt *s)
{
	bool last = p->tok.kind == TK_RBRACE;

	if (last && s->kind == ST_EXPR) {
		b->value = s->expr;
		return;
	}
	if (s->kind == ST_EXPR && is_braced(s))
		drop_expr_value(p, s->expr);
	vec_push(p->a, &b->stmts, s);
	if (is_braced(s))
		parser_accept(p, TK_SEMICOLON);
	else if (!last)
		parser_expect(p, TK_SEMICOLON);
}

static void parse_statement(struct parser *p, struct block *b)
{
	uint32_t begin = p->tok.begin;
	struct stmt *s;

	if (p->tok.kind == TK_IDENT)
		s = parse_word_stmt(p);
	else if (p->tok.kind == TK_LBRACE)
		s = parse_braced_stmt(p);
	else
		s = parse_expr_stmt(p);
	s->range = parser_range(p, begin);
	if (parser_stopped(p)) {
		s->kind = ST_ERROR;
		vec_push(p->a, &b->stmts, s);
	} else {
		end_statement(p, b, s);
	}
	parser_resume(p);
}

struct block *parse_block(struct parser *p)
{
	struct block *b = arena_new(p->a, struct block);
	uint32_t begin = p->tok.begin;
	int outer;

	if (parser_enter(p, &outer) && parser_expect(p, TK_LBRACE)) {
		while (p->tok.kind != TK_RBRACE && p->tok.kind != TK_EOF && !p->at_root)
			parse_statement(p, b);
		parser_expect(p, TK_RBRACE);
	}
	parser_leave(p, outer);
	b->range = parser_range(p, begin);
	return b;
}
