/* The tree as text: one node per line, children two blanks further in, types and constants behind the node once the
 * checker has set them. Tests compare single lines of it, so lines do not depend on their surroundings. */
#include <inttypes.h>

#include "parser/parser.h"

struct dump {
	struct strbuf *out;
	void (*type_text)(struct strbuf *, const struct type *);
};

static void dump_expr(struct dump *d, const struct expr *e, int depth);
static void dump_block(struct dump *d, const struct block *b, int depth);

const char *expr_kind_name(enum expr_kind k)
{
	static const char *const names[] = {
		[EX_ERROR] = "error", [EX_INT] = "int", [EX_BOOL] = "bool", [EX_STRING] = "string",
		[EX_POSITIONAL] = "positional", [EX_PARAMCOUNT] = "paramcount", [EX_IDENT] = "ident", [EX_VAR] = "var",
		[EX_MAP] = "map", [EX_INDEX] = "index", [EX_FIELD] = "field", [EX_TUPLE_FIELD] = "tuple field",
		[EX_CALL] = "call", [EX_UNARY] = "unary", [EX_ADDRESS] = "address", [EX_BINARY] = "binary",
		[EX_INCDEC] = "incdec", [EX_TERNARY] = "ternary", [EX_IF] = "if", [EX_BLOCK] = "block",
		[EX_CAST] = "cast", [EX_TUPLE] = "tuple", [EX_RECORD] = "record", [EX_SIZEOF] = "sizeof",
		[EX_OFFSETOF] = "offsetof", [EX_TYPEINFO] = "typeinfo", [EX_TYPEOF] = "typeof",
		[EX_COMPTIME] = "comptime",
	};

	return names[k];
}

const char *binary_op_text(enum binary_op op)
{
	static const char *const texts[] = {
		[BIN_LOR] = "||", [BIN_LAND] = "&&", [BIN_OR] = "|", [BIN_XOR] = "^", [BIN_AND] = "&", [BIN_EQ] = "==",
		[BIN_NE] = "!=", [BIN_LT] = "<", [BIN_LE] = "<=", [BIN_GT] = ">", [BIN_GE] = ">=", [BIN_SHL] = "<<",
		[BIN_SHR] = ">>", [BIN_ADD] = "+", [BIN_SUB] = "-", [BIN_MUL] = "*", [BIN_DIV] = "/", [BIN_MOD] = "%",
	};

	return texts[op];
}

enum binary_op assign_op_binary(enum assign_op op)
{
	switch (op) {
	case ASSIGN_ADD:
		return BIN_ADD;
	case ASSIGN_SUB:
		return BIN_SUB;
	case ASSIGN_MUL:
		return BIN_MUL;
	case ASSIGN_DIV:
		return BIN_DIV;
	case ASSIGN_MOD:
		return BIN_MOD;
	case ASSIGN_AND:
		return BIN_AND;
	case ASSIGN_OR:
		return BIN_OR;
	case ASSIGN_XOR:
		return BIN_XOR;
	case ASSIGN_SHL:
		return BIN_SHL;
	case ASSIGN_SHR:
		return BIN_SHR;
	case ASSIGN_SET: case ASSIGN_IFABSENT:
		break;
	}
	return BIN_ADD;
}

const char *assign_op_text(enum assign_op op)
{
	static const char *const texts[] = {
		[ASSIGN_SET] = "=", [ASSIGN_ADD] = "+=", [ASSIGN_SUB] = "-=", [ASSIGN_MUL] = "*=", [ASSIGN_DIV] = "/=",
		[ASSIGN_MOD] = "%=", [ASSIGN_AND] = "&=", [ASSIGN_OR] = "|=", [ASSIGN_XOR] = "^=",
		[ASSIGN_SHL] = "<<=", [ASSIGN_SHR] = ">>=", [ASSIGN_IFABSENT] = "\?\?=",
	};

	return texts[op];
}

static const char *unary_op_text(enum unary_op op)
{
	static const char *const texts[] = { [UN_NEG] = "-", [UN_NOT] = "!", [UN_BITNOT] = "~", [UN_DEREF] = "*" };

	return texts[op];
}

static void begin_line(struct dump *d, int depth, const char *word)
{
	strbuf_addn(d->out, ' ', (size_t)depth * 2);
	strbuf_addstr(d->out, word);
}

static void line(struct dump *d, int depth, const char *word)
{
	begin_line(d, depth, word);
	strbuf_addch(d->out, '\n');
}

static void add_quoted(struct strbuf *out, const char *bytes, uint32_t len)
{
	uint32_t i;

	strbuf_addch(out, '"');
	for (i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c == '\n')
			strbuf_addstr(out, "\\n");
		else if (c == '\t')
			strbuf_addstr(out, "\\t");
		else if (c == '"' || c == '\\')
			strbuf_printf(out, "\\%c", c);
		else if (c < 0x20 || c == 0x7f)
			strbuf_printf(out, "\\x%02x", c);
		else
			strbuf_addch(out, (char)c);
	}
	strbuf_addch(out, '"');
}

static void add_type_name(struct strbuf *out, const struct type_name *t)
{
	int i;

	if (t->tag)
		strbuf_printf(out, "%s ", t->tag);
	strbuf_addstr(out, t->name);
	for (i = 0; i < t->nsuffix; i++) {
		if (!t->suffix[i].is_array)
			strbuf_addch(out, '*');
		else if (t->suffix[i].sized)
			strbuf_printf(out, "[%" PRIu64 "]", t->suffix[i].count);
		else
			strbuf_addstr(out, "[]");
	}
}

/* ---- expressions: the node's own line, then its children ---- */

static void add_meta(struct strbuf *out, const struct expr *e)
{
	int i;

	if (e->meta.of.type) {
		strbuf_addch(out, ' ');
		add_type_name(out, e->meta.of.type);
	}
	for (i = 0; i < e->meta.path.n; i++)
		strbuf_printf(out, "%s%s", i ? "." : ", ", e->meta.path.at[i]);
}

static void add_detail(struct strbuf *out, const struct expr *e)
{
	switch (e->kind) {
	case EX_INT:
		strbuf_printf(out, " %s%" PRIu64, e->integer.negative ? "-" : "", e->integer.value);
		break;
	case EX_BOOL:
		strbuf_addstr(out, e->boolean ? " true" : " false");
		break;
	case EX_STRING:
		strbuf_addch(out, ' ');
		add_quoted(out, e->string.bytes, e->string.len);
		break;
	case EX_POSITIONAL:
		strbuf_printf(out, " $%" PRIu64, e->positional);
		break;
	case EX_IDENT:
		strbuf_printf(out, " %s", e->ident.name);
		break;
	case EX_VAR:
		strbuf_printf(out, " $%s", e->var.name);
		break;
	case EX_MAP:
		strbuf_printf(out, " %s", e->map.name);
		break;
	case EX_FIELD:
		strbuf_printf(out, " %s%s", e->field.arrow ? "->" : ".", e->field.name);
		break;
	case EX_TUPLE_FIELD:
		strbuf_printf(out, " .%" PRIu64, e->tuple_field.index);
		break;
	case EX_CALL:
		strbuf_printf(out, " %s", e->call.name);
		break;
	case EX_UNARY:
		strbuf_printf(out, " %s", unary_op_text(e->unary.op));
		break;
	case EX_BINARY:
		strbuf_printf(out, " %s", binary_op_text(e->binary.op));
		break;
	case EX_INCDEC:
		strbuf_printf(out, " %s%s", e->incdec.prefix ? "prefix " : "postfix ", e->incdec.increment ? "++" : "--");
		break;
	case EX_CAST:
		if (e->cast.to) {
			strbuf_addch(out, ' ');
			add_type_name(out, e->cast.to);
		}
		break;
	case EX_SIZEOF: case EX_OFFSETOF: case EX_TYPEINFO: case EX_TYPEOF:
		add_meta(out, e);
		break;
	case EX_ERROR: case EX_PARAMCOUNT: case EX_INDEX: case EX_ADDRESS: case EX_TERNARY: case EX_IF: case EX_BLOCK:
	case EX_TUPLE: case EX_RECORD: case EX_COMPTIME:
		break;
	}
}

static void add_checked(struct dump *d, const struct expr *e)
{
	if (e->type && d->type_text) {
		strbuf_addstr(d->out, " : ");
		d->type_text(d->out, e->type);
	}
	if (e->constant && e->kind != EX_INT && e->kind != EX_STRING && e->kind != EX_BOOL) {
		strbuf_addstr(d->out, " = ");
		if (e->constant->bytes)
			add_quoted(d->out, e->constant->bytes, e->constant->len);
		else
			strbuf_printf(d->out, "%" PRId64, (int64_t)e->constant->value);
	}
}

static void dump_list(struct dump *d, const expr_list *l, int depth)
{
	int i;

	for (i = 0; i < l->n; i++)
		dump_expr(d, l->at[i], depth);
}

static void dump_record(struct dump *d, const struct expr *e, int depth)
{
	int i;

	for (i = 0; i < e->record.items.n; i++) {
		begin_line(d, depth, e->record.names.at[i]);
		strbuf_addstr(d->out, " =\n");
		dump_expr(d, e->record.items.at[i], depth + 1);
	}
}

static void dump_ternary(struct dump *d, const struct expr *e, int depth)
{
	dump_expr(d, e->ternary.cond, depth);
	if (e->ternary.yes)
		dump_expr(d, e->ternary.yes, depth);
	dump_expr(d, e->ternary.no, depth);
}

static void dump_if(struct dump *d, const struct expr *e, int depth)
{
	dump_expr(d, e->if_.cond, depth);
	line(d, depth, "then");
	dump_block(d, e->if_.yes, depth + 1);
	if (!e->if_.no)
		return;
	line(d, depth, "else");
	if (e->if_.no->kind == EX_BLOCK)
		dump_block(d, e->if_.no->block.body, depth + 1);
	else
		dump_expr(d, e->if_.no, depth + 1);
}

static void dump_children(struct dump *d, const struct expr *e, int depth)
{
	switch (e->kind) {
	case EX_ERROR: case EX_INT: case EX_BOOL: case EX_STRING: case EX_POSITIONAL: case EX_PARAMCOUNT: case EX_IDENT:
	case EX_VAR: case EX_MAP:
		break;
	case EX_INDEX:
		dump_expr(d, e->index.base, depth);
		dump_expr(d, e->index.index, depth);
		break;
	case EX_FIELD:
		dump_expr(d, e->field.base, depth);
		break;
	case EX_TUPLE_FIELD:
		dump_expr(d, e->tuple_field.base, depth);
		break;
	case EX_CALL:
		dump_list(d, &e->call.args, depth);
		break;
	case EX_UNARY:
		dump_expr(d, e->unary.operand, depth);
		break;
	case EX_ADDRESS:
		dump_expr(d, e->address.target, depth);
		break;
	case EX_BINARY:
		dump_expr(d, e->binary.left, depth);
		dump_expr(d, e->binary.right, depth);
		break;
	case EX_INCDEC:
		dump_expr(d, e->incdec.target, depth);
		break;
	case EX_TERNARY:
		dump_ternary(d, e, depth);
		break;
	case EX_IF:
		dump_if(d, e, depth);
		break;
	case EX_BLOCK:
		dump_block(d, e->block.body, depth);
		break;
	case EX_CAST:
		dump_expr(d, e->cast.to_typeof, depth);
		dump_expr(d, e->cast.operand, depth);
		break;
	case EX_TUPLE:
		dump_list(d, &e->tuple.items, depth);
		break;
	case EX_RECORD:
		dump_record(d, e, depth);
		break;
	case EX_SIZEOF: case EX_OFFSETOF: case EX_TYPEINFO: case EX_TYPEOF:
		dump_expr(d, e->meta.of.expr, depth);
		break;
	case EX_COMPTIME:
		dump_expr(d, e->comptime.operand, depth);
		break;
	}
}

static void dump_expr(struct dump *d, const struct expr *e, int depth)
{
	if (!e)
		return;
	begin_line(d, depth, expr_kind_name(e->kind));
	add_detail(d->out, e);
	add_checked(d, e);
	strbuf_addch(d->out, '\n');
	dump_children(d, e, depth + 1);
}

/* ---- statements ---- */

static void dump_let(struct dump *d, const struct stmt *s, int depth)
{
	begin_line(d, depth, "let $");
	strbuf_addstr(d->out, s->let.name);
	if (s->let.type) {
		strbuf_addstr(d->out, " : ");
		add_type_name(d->out, s->let.type);
	}
	strbuf_addch(d->out, '\n');
	dump_expr(d, s->let.type_of, depth + 1);
	dump_expr(d, s->let.init, depth + 1);
}

static void dump_for(struct dump *d, const struct stmt *s, int depth)
{
	begin_line(d, depth, s->kind == ST_FOR_MAP ? "for map $" : "for range $");
	strbuf_printf(d->out, "%s\n", s->for_.var);
	dump_expr(d, s->for_.map, depth + 1);
	dump_expr(d, s->for_.from, depth + 1);
	dump_expr(d, s->for_.to, depth + 1);
	line(d, depth + 1, "do");
	dump_block(d, s->for_.body, depth + 2);
}

static void dump_while(struct dump *d, const struct stmt *s, int depth)
{
	line(d, depth, s->kind == ST_WHILE ? "while" : "unroll");
	dump_expr(d, s->while_.cond, depth + 1);
	line(d, depth + 1, "do");
	dump_block(d, s->while_.body, depth + 2);
}

static void dump_stmt(struct dump *d, const struct stmt *s, int depth)
{
	switch (s->kind) {
	case ST_ERROR:
		line(d, depth, "error");
		break;
	case ST_EXPR:
		dump_expr(d, s->expr, depth);
		break;
	case ST_LET:
		dump_let(d, s, depth);
		break;
	case ST_ASSIGN:
		begin_line(d, depth, "assign ");
		strbuf_printf(d->out, "%s\n", assign_op_text(s->assign.op));
		dump_expr(d, s->assign.target, depth + 1);
		dump_expr(d, s->assign.value, depth + 1);
		break;
	case ST_DISCARD:
		line(d, depth, "discard");
		dump_expr(d, s->expr, depth + 1);
		break;
	case ST_FOR_RANGE: case ST_FOR_MAP:
		dump_for(d, s, depth);
		break;
	case ST_WHILE: case ST_UNROLL:
		dump_while(d, s, depth);
		break;
	case ST_BREAK:
		line(d, depth, "break");
		break;
	case ST_CONTINUE:
		line(d, depth, "continue");
		break;
	case ST_RETURN:
		line(d, depth, "return");
		dump_expr(d, s->return_.value, depth + 1);
		break;
	case ST_IMPORT:
		begin_line(d, depth, "import ");
		strbuf_printf(d->out, "%s\n", s->import.path);
		break;
	}
}

static void dump_block(struct dump *d, const struct block *b, int depth)
{
	int i;

	if (!b)
		return;
	for (i = 0; i < b->stmts.n; i++)
		dump_stmt(d, b->stmts.at[i], depth);
	if (!b->value)
		return;
	line(d, depth, "value");
	dump_expr(d, b->value, depth + 1);
}

/* ---- the program's parts ---- */

static void dump_point(struct dump *d, const struct attach_point *ap, int depth)
{
	int i;

	begin_line(d, depth, "point ");
	strbuf_addstr(d->out, ap->text);
	if (ap->optional || ap->first_of)
		strbuf_addstr(d->out, ap->optional ? " (optional)" : " (first of)");
	strbuf_addch(d->out, '\n');
	if (ap->alias) {
		begin_line(d, depth + 1, "alias ");
		strbuf_printf(d->out, "%s\n", ap->alias);
	}
	for (i = 0; i < ap->nparts; i++) {
		const struct attach_part *part = &ap->parts[i];

		begin_line(d, depth + 1, part->regex ? "regex " : part->quoted ? "quoted " : part->at ? "at " : "part ");
		strbuf_printf(d->out, "%s\n", part->text);
	}
}

static void dump_one_probe(struct dump *d, const struct probe *p, int depth)
{
	int i;

	line(d, depth, "probe");
	for (i = 0; i < p->points.n; i++)
		dump_point(d, p->points.at[i], depth + 1);
	if (p->predicate) {
		line(d, depth + 1, "predicate");
		dump_expr(d, p->predicate, depth + 2);
	}
	dump_block(d, p->body, depth + 1);
}

void dump_probe(struct strbuf *out, const struct probe *p, void (*type_text)(struct strbuf *, const struct type *))
{
	struct dump d = { out, type_text };

	dump_one_probe(&d, p, 0);
}

static void dump_macro(struct dump *d, const struct macro *m, int depth)
{
	int i;

	begin_line(d, depth, "macro ");
	strbuf_printf(d->out, "%s(", m->name);
	for (i = 0; i < m->nparams; i++)
		strbuf_printf(d->out, "%s%s%s", i ? ", " : "", m->params[i].sigil == '$' ? "$" : "", m->params[i].name);
	strbuf_addstr(d->out, ")\n");
	dump_block(d, m->body, depth + 1);
}

static void dump_c(struct dump *d, const struct c_text *c, int depth)
{
	uint32_t i;

	begin_line(d, depth, c->preprocessor ? "preprocessor " : "c ");
	for (i = c->range.begin; i < c->range.end; i++) {
		if (c->range.src->text[i] == '\n')
			strbuf_addstr(d->out, "\\n");
		else
			strbuf_addch(d->out, c->range.src->text[i]);
	}
	strbuf_addch(d->out, '\n');
}

static void dump_head(struct dump *d, const struct program_ast *p)
{
	int i;

	for (i = 0; i < p->c.n; i++)
		dump_c(d, &p->c.at[i], 1);
	for (i = 0; i < p->config.n; i++) {
		begin_line(d, 1, "config ");
		strbuf_printf(d->out, "%s = %s\n", p->config.at[i].key, p->config.at[i].text);
	}
	for (i = 0; i < p->imports.n; i++) {
		begin_line(d, 1, "import ");
		strbuf_printf(d->out, "%s\n", p->imports.at[i].path);
	}
	for (i = 0; i < p->map_decls.n; i++) {
		begin_line(d, 1, "let ");
		strbuf_printf(d->out, "%s = %s(%" PRIu64 ")\n", p->map_decls.at[i]->name, p->map_decls.at[i]->kind,
			      p->map_decls.at[i]->entries);
	}
	for (i = 0; i < p->fns.n; i++) {
		begin_line(d, 1, "fn ");
		strbuf_printf(d->out, "%s\n", p->fns.at[i].name);
	}
}

void dump_ast(struct strbuf *out, const struct program_ast *p,
	      void (*type_text)(struct strbuf *, const struct type *))
{
	struct dump d = { out, type_text };
	int i;

	line(&d, 0, "program");
	dump_head(&d, p);
	for (i = 0; i < p->macros.n; i++)
		dump_macro(&d, p->macros.at[i], 1);
	for (i = 0; i < p->probes.n; i++)
		dump_one_probe(&d, p->probes.at[i], 1);
}
