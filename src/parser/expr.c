/* Expressions: ternary, binary operators by precedence, unary, postfix. Primary expressions are in primary.c. */
#include <string.h>

#include "parser/parse.h"

static const struct {
	unsigned char precedence; /* 0: no binary operator; higher binds tighter */
	enum binary_op op;
} operators[TK_COUNT_] = {
	[TK_LOR] = { 1, BIN_LOR },
	[TK_LAND] = { 2, BIN_LAND },
	[TK_OR] = { 3, BIN_OR },
	[TK_XOR] = { 4, BIN_XOR },
	[TK_AND] = { 5, BIN_AND },
	[TK_EQ] = { 6, BIN_EQ }, [TK_NE] = { 6, BIN_NE },
	[TK_LT] = { 7, BIN_LT }, [TK_LE] = { 7, BIN_LE }, [TK_GT] = { 7, BIN_GT }, [TK_GE] = { 7, BIN_GE },
	[TK_SHL] = { 8, BIN_SHL }, [TK_SHR] = { 8, BIN_SHR },
	[TK_ADD] = { 9, BIN_ADD }, [TK_SUB] = { 9, BIN_SUB },
	[TK_MUL] = { 10, BIN_MUL }, [TK_DIV] = { 10, BIN_DIV }, [TK_MOD] = { 10, BIN_MOD },
};

struct expr *expr_new(struct parser *p, enum expr_kind kind, uint32_t begin)
{
	struct expr *e = arena_new(p->a, struct expr);

	e->kind = kind;
	e->range = parser_range(p, begin);
	return e;
}

bool expr_is_lvalue(const struct expr *e)
{
	return e->kind == EX_VAR || e->kind == EX_MAP || (e->kind == EX_INDEX && e->index.base->kind == EX_MAP);
}

/* The '/' in front of a '{' closes a predicate. */
static bool closes_predicate(const struct parser *p)
{
	struct lexer ahead = p->lx;

	if (p->tok.kind != TK_DIV)
		return false;
	lexer_skip_layout(&ahead);
	return lexer_byte(&ahead, 0) == '{';
}

static struct expr *parse_binary(struct parser *p, int precedence)
{
	uint32_t begin = p->tok.begin;
	struct expr *left = parse_unary(p);

	for (;;) {
		struct token op = p->tok;
		struct expr *right, *e;

		if (!operators[op.kind].precedence || operators[op.kind].precedence < precedence || closes_predicate(p))
			return left;
		parser_advance(p);
		right = parse_binary(p, operators[op.kind].precedence + 1);
		if (!parser_grow(p))
			return left;
		e = expr_new(p, EX_BINARY, begin);
		e->binary.op = operators[op.kind].op;
		e->binary.left = left;
		e->binary.right = right;
		e->binary.op_range = parser_bytes(p, op.begin, op.end);
		left = e;
	}
}

/* The '?' was taken. */
static struct expr *parse_ternary(struct parser *p, uint32_t begin, struct expr *cond)
{
	struct expr *yes = NULL, *no, *e;

	if (p->tok.kind != TK_COLON)
		yes = parse_expr(p);
	parser_expect(p, TK_COLON);
	no = parse_expr(p);
	e = expr_new(p, EX_TERNARY, begin);
	e->ternary.cond = cond;
	e->ternary.yes = yes;
	e->ternary.no = no;
	return e;
}

struct expr *parse_expr(struct parser *p)
{
	uint32_t begin = p->tok.begin;
	struct expr *e;
	int outer;

	if (!parser_enter(p, &outer)) {
		e = expr_new(p, EX_ERROR, begin);
	} else {
		e = parse_binary(p, 1);
		if (parser_accept(p, TK_QUESTION))
			e = parse_ternary(p, begin, e);
	}
	parser_leave(p, outer);
	return e;
}

/* -5 is a literal, as are - -5 and -(5). */
static struct expr *fold_minus(struct parser *p, struct expr *operand, uint32_t begin)
{
	operand->range = parser_range(p, begin);
	if (operand->integer.value)
		operand->integer.negative = !operand->integer.negative;
	return operand;
}

static struct expr *parse_prefix(struct parser *p, enum unary_op op)
{
	uint32_t begin = p->tok.begin;
	struct expr *e, *operand;

	parser_advance(p);
	operand = parse_unary(p);
	if (op == UN_NEG && operand->kind == EX_INT)
		return fold_minus(p, operand, begin);
	e = expr_new(p, EX_UNARY, begin);
	e->unary.op = op;
	e->unary.operand = operand;
	return e;
}

static struct expr *new_incdec(struct parser *p, struct expr *target, uint32_t begin, bool increment, bool prefix)
{
	struct expr *e = expr_new(p, EX_INCDEC, begin);

	if (!expr_is_lvalue(target) && target->kind != EX_ERROR) {
		parser_complain(p, e->range, "increment/decrement requires a variable or map");
		e->kind = EX_ERROR;
		return e;
	}
	e->incdec.target = target;
	e->incdec.increment = increment;
	e->incdec.prefix = prefix;
	return e;
}

static struct expr *parse_address(struct parser *p)
{
	uint32_t begin = p->tok.begin;
	struct expr *e, *target;

	parser_advance(p);
	target = parse_postfix(p);
	e = expr_new(p, EX_ADDRESS, begin);
	if (target->kind != EX_VAR && target->kind != EX_MAP && target->kind != EX_ERROR) {
		parser_complain(p, e->range, "address-of operator (&) can only be used on a map or variable");
		e->kind = EX_ERROR;
		return e;
	}
	e->address.target = target;
	return e;
}

static struct expr *parse_unary_inner(struct parser *p)
{
	uint32_t begin = p->tok.begin;
	bool increment;

	switch ((int)p->tok.kind) {
	case TK_INC:
	case TK_DEC:
		increment = p->tok.kind == TK_INC;
		parser_advance(p);
		return new_incdec(p, parse_unary(p), begin, increment, true);
	case TK_AND:
		return parse_address(p);
	case TK_MUL:
		return parse_prefix(p, UN_DEREF);
	case TK_NOT:
		return parse_prefix(p, UN_NOT);
	case TK_BITNOT:
		return parse_prefix(p, UN_BITNOT);
	case TK_SUB:
		return parse_prefix(p, UN_NEG);
	}
	return parse_postfix(p);
}

struct expr *parse_unary(struct parser *p)
{
	struct expr *e;
	int outer;

	if (parser_enter(p, &outer))
		e = parse_unary_inner(p);
	else
		e = expr_new(p, EX_ERROR, p->prev_end);
	parser_leave(p, outer);
	return e;
}

/* ---- postfix ---- */

static struct expr *parse_field(struct parser *p, struct expr *base, uint32_t begin)
{
	bool arrow = p->tok.kind == TK_ARROW;
	struct expr *e;

	parser_advance(p);
	if (p->tok.kind == TK_INT && !arrow) {
		uint64_t index = p->tok.value;

		parser_advance(p);
		e = expr_new(p, EX_TUPLE_FIELD, begin);
		e->tuple_field.base = base;
		e->tuple_field.index = index;
		return e;
	}
	if (p->tok.kind != TK_IDENT) {
		parser_fail(p, arrow ? "expected field name after '->'" : "expected field name after '.'");
		return base;
	}
	e = arena_new(p->a, struct expr);
	e->kind = EX_FIELD;
	e->field.base = base;
	e->field.name = p->tok.text;
	e->field.arrow = arrow;
	e->field.name_range = parser_here(p);
	parser_advance(p);
	e->range = parser_range(p, begin);
	return e;
}

/* Several keys of a map make a tuple. */
static struct expr *parse_keys(struct parser *p, bool map)
{
	uint32_t begin = p->tok.begin;
	struct expr *first = parse_expr(p), *tuple = NULL;

	while (map && parser_accept(p, TK_COMMA)) {
		if (!tuple) {
			tuple = expr_new(p, EX_TUPLE, begin);
			tuple->tuple.implicit = true;
			vec_push(p->a, &tuple->tuple.items, first);
		}
		vec_push(p->a, &tuple->tuple.items, parse_expr(p));
	}
	if (!tuple)
		return first;
	parser_grow(p);
	tuple->range = parser_range(p, begin);
	return tuple;
}

static struct expr *parse_index(struct parser *p, struct expr *base, uint32_t begin)
{
	struct expr *e, *index;

	parser_advance(p);
	index = parse_keys(p, base->kind == EX_MAP);
	parser_expect(p, TK_RBRACKET);
	e = expr_new(p, EX_INDEX, begin);
	e->index.base = base;
	e->index.index = index;
	return e;
}

struct expr *parse_postfix(struct parser *p)
{
	uint32_t begin = p->tok.begin;
	struct expr *e = parse_primary(p);

	for (;;) {
		bool increment = p->tok.kind == TK_INC;

		switch ((int)p->tok.kind) {
		case TK_DOT:
		case TK_ARROW:
			e = parse_field(p, e, begin);
			break;
		case TK_LBRACKET:
			e = parse_index(p, e, begin);
			break;
		case TK_INC:
		case TK_DEC:
			parser_advance(p);
			e = new_incdec(p, e, begin, increment, false);
			break;
		default:
			return e;
		}
		if (!parser_grow(p))
			return e;
	}
}
