/* Primary expressions: literals, names, calls, parentheses (grouping, casts, tuples, records), if, blocks. */
#include <string.h>

#include "parser/parse.h"

static struct expr *parse_literal(struct parser *p)
{
	struct token t = p->tok;
	struct expr *e;

	parser_advance(p);
	e = expr_new(p, EX_INT, t.begin);
	switch ((int)t.kind) {
	case TK_INT:
		e->integer.value = t.value;
		break;
	case TK_STRING:
		e->kind = EX_STRING;
		e->string.bytes = t.text;
		e->string.len = t.len;
		break;
	case TK_VAR:
		e->kind = EX_VAR;
		e->var.name = t.text;
		break;
	case TK_MAP:
		e->kind = EX_MAP;
		e->map.name = t.text;
		break;
	case TK_POSITIONAL:
		e->kind = EX_POSITIONAL;
		e->positional = t.value;
		break;
	case TK_PARAMCOUNT:
		e->kind = EX_PARAMCOUNT;
		break;
	}
	return e;
}

/* name '(' was seen; the name is the current token. */
static struct expr *parse_call(struct parser *p)
{
	struct token name = p->tok;
	struct expr *e;
	expr_list args = { 0 };

	parser_advance(p);
	parser_advance(p);
	if (p->tok.kind != TK_RPAREN) {
		do {
			vec_push(p->a, &args, parse_expr(p));
		} while (parser_accept(p, TK_COMMA));
	}
	parser_expect(p, TK_RPAREN);
	e = expr_new(p, EX_CALL, name.begin);
	e->call.name = name.text;
	e->call.name_range = parser_bytes(p, name.begin, name.end);
	e->call.args = args;
	return e;
}

static struct expr *parse_bool(struct parser *p, bool value)
{
	uint32_t begin = p->tok.begin;
	struct expr *e;

	parser_advance(p);
	e = expr_new(p, EX_BOOL, begin);
	e->boolean = value;
	return e;
}

static struct expr *parse_comptime(struct parser *p)
{
	uint32_t begin = p->tok.begin;
	struct expr *e, *operand;

	parser_advance(p);
	operand = parse_unary(p);
	e = expr_new(p, EX_COMPTIME, begin);
	e->comptime.operand = operand;
	return e;
}

static struct expr *parse_word(struct parser *p)
{
	struct token name = p->tok;
	struct expr *e;
	bool call = parser_peek(p).kind == TK_LPAREN;

	if (parser_at_word(p, "if"))
		return parse_if(p);
	if (parser_at_word(p, "true"))
		return parse_bool(p, true);
	if (parser_at_word(p, "false"))
		return parse_bool(p, false);
	if (parser_at_word(p, "comptime"))
		return parse_comptime(p);
	if (call && (parser_at_word(p, "sizeof") || parser_at_word(p, "typeinfo")))
		return parse_sizeof(p);
	if (call && parser_at_word(p, "typeof"))
		return parse_typeof(p);
	if (call && parser_at_word(p, "offsetof"))
		return parse_offsetof(p);
	if (call)
		return parse_call(p);
	parser_advance(p);
	e = expr_new(p, EX_IDENT, name.begin);
	e->ident.name = name.text;
	return e;
}

/* ---- parentheses; '(' is the current token ---- */

static struct expr *parse_cast(struct parser *p)
{
	uint32_t begin = p->tok.begin;
	struct expr *e, *to_typeof = NULL, *operand;
	struct type_name *to = NULL;

	parser_advance(p);
	if (parser_at_word(p, "typeof"))
		to_typeof = parse_typeof(p);
	else
		to = parse_type_name(p);
	parser_expect(p, TK_RPAREN);
	operand = parse_unary(p);
	e = expr_new(p, EX_CAST, begin);
	e->cast.to = to;
	e->cast.to_typeof = to_typeof;
	e->cast.operand = operand;
	return e;
}

static void add_record_field(struct parser *p, struct expr *e)
{
	struct token name = p->tok;
	int i;

	if (name.kind != TK_IDENT) {
		parser_fail(p, "expected field name");
		return;
	}
	for (i = 0; i < e->record.names.n; i++) {
		if (!strcmp(e->record.names.at[i], name.text))
			parser_complain(p, parser_here(p), arena_printf(p->a,
					"Named argument list already contains name: %s", name.text));
	}
	parser_advance(p);
	parser_expect(p, TK_ASSIGN);
	vec_push(p->a, &e->record.names, name.text);
	vec_push(p->a, &e->record.items, parse_expr(p));
}

static struct expr *parse_record(struct parser *p)
{
	uint32_t begin = p->tok.begin;
	struct expr *e = expr_new(p, EX_RECORD, begin);

	parser_advance(p);
	do {
		add_record_field(p, e);
	} while (parser_accept(p, TK_COMMA));
	parser_expect(p, TK_RPAREN);
	e->range = parser_range(p, begin);
	return e;
}

static struct expr *parse_group(struct parser *p)
{
	uint32_t begin = p->tok.begin;
	struct expr *first, *e;

	parser_advance(p);
	if (parser_accept(p, TK_RPAREN))
		return expr_new(p, EX_TUPLE, begin);
	first = parse_expr(p);
	if (p->tok.kind != TK_COMMA) {
		parser_expect(p, TK_RPAREN);
		return first;
	}
	e = expr_new(p, EX_TUPLE, begin);
	vec_push(p->a, &e->tuple.items, first);
	while (parser_accept(p, TK_COMMA) && p->tok.kind != TK_RPAREN)
		vec_push(p->a, &e->tuple.items, parse_expr(p));
	parser_expect(p, TK_RPAREN);
	e->range = parser_range(p, begin);
	return e;
}

static struct expr *parse_parenthesis(struct parser *p)
{
	struct lexer ahead = p->lx;

	if (is_cast(p))
		return parse_cast(p);
	if (lexer_next(&ahead).kind == TK_IDENT && lexer_next(&ahead).kind == TK_ASSIGN)
		return parse_record(p);
	return parse_group(p);
}

/* ---- if and blocks ---- */

static struct expr *block_expr(struct parser *p)
{
	uint32_t begin = p->tok.begin;
	struct block *body = parse_block(p);
	struct expr *e = expr_new(p, EX_BLOCK, begin);

	e->block.body = body;
	return e;
}

static struct expr *parse_else(struct parser *p)
{
	parser_advance(p);
	if (!parser_at_word(p, "if"))
		return block_expr(p);
	return parse_if(p);
}

struct expr *parse_if(struct parser *p)
{
	uint32_t begin = p->tok.begin;
	struct expr *e = expr_new(p, EX_IF, begin);
	int outer;

	if (!parser_enter(p, &outer)) {
		parser_leave(p, outer);
		e->kind = EX_ERROR;
		return e;
	}
	parser_advance(p);
	e->if_.cond = parse_unary(p);
	e->if_.yes = parse_block(p);
	if (parser_at_word(p, "else"))
		e->if_.no = parse_else(p);
	e->range = parser_range(p, begin);
	parser_leave(p, outer);
	return e;
}

struct expr *parse_primary(struct parser *p)
{
	switch ((int)p->tok.kind) {
	case TK_INT:
	case TK_STRING:
	case TK_VAR:
	case TK_MAP:
	case TK_POSITIONAL:
	case TK_PARAMCOUNT:
		return parse_literal(p);
	case TK_IDENT:
		return parse_word(p);
	case TK_LPAREN:
		return parse_parenthesis(p);
	case TK_LBRACE:
		return block_expr(p);
	}
	parser_fail(p, "expected expression");
	return expr_new(p, EX_ERROR, p->prev_end);
}
