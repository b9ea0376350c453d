/* Types of expressions: dispatch, leaves, conditionals and composed values. Operators, access, casts and compile-time
 * questions have files of their own; calls and builtins are check_call.c and check_builtin.c. */
#include "check/check_expr.h"

#include <stdarg.h>
#include <string.h>

/* ---- messages ---- */

struct diag *expr_error(struct checker *c, const struct expr *e, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *text = arena_vprintf(c->p->arena, fmt, ap);
	va_end(ap);
	struct diag *d = diag_error(c->diags, e->range, "%s", text);
	note_expansion(c->p, d, e);
	return d;
}

void expr_warning(struct checker *c, const struct expr *e, const char *fmt, ...)
{
	va_list ap;
	if (!c->final || c->in_dead_branch)
		return;
	va_start(ap, fmt);
	const char *text = arena_vprintf(c->p->arena, fmt, ap);
	va_end(ap);
	struct diag *d = diag_warning(c->diags, e->range, "%s", text);
	note_expansion(c->p, d, e);
}

void note_open(struct checker *c, const char *name, struct range r)
{
	if (!c->final || c->open.src)
		return;
	c->open = r;
	c->open_name = name;
}

const char *text_of(struct checker *c, const struct type *t)
{
	return c->diags->muted ? "" : type_str(c->p->arena, t);
}

void replace_expr(struct expr *e, const struct expr *with)
{
	const struct expr *from = e->expanded_from;
	*e = *with;
	if (!e->expanded_from)
		e->expanded_from = from;
}

/* ---- leaves ---- */

static const struct type *check_int(struct checker *c, struct expr *e)
{
	if (e->type && e->constant)
		return e->type;
	struct constant *k = arena_new(c->p->arena, struct constant);
	k->value = e->integer.negative ? 0 - e->integer.value : e->integer.value;
	e->constant = k;
	return type_int_literal(c->types, e->integer.value, e->integer.negative);
}

static const struct type *check_bool(struct checker *c, struct expr *e)
{
	if (!e->constant) {
		e->constant = arena_new(c->p->arena, struct constant);
		e->constant->value = e->boolean;
	}
	return &type_bool;
}

static const struct type *check_string(struct checker *c, struct expr *e)
{
	uint64_t max = c->p->config.run.max_strlen;
	if (max && e->string.len > max) {
		expr_error(c, e, "String is too long (over %llu bytes): %.*s", (unsigned long long)max,
			   (int)(e->string.len > 256 ? 256 : e->string.len), e->string.bytes);
		return &type_poison;
	}
	if (e->type && e->constant)
		return e->type;
	struct constant *k = arena_new(c->p->arena, struct constant);
	k->bytes = e->string.bytes;
	k->len = e->string.len;
	e->constant = k;
	return type_string(c->types, e->string.len + 1, false);
}

static const struct type *check_enumerator(struct checker *c, struct expr *e)
{
	struct kernel *k = c->types->kernel;
	struct c_enumerator *ce = strmap_get(&c->types->c_enumerators, e->ident.name);
	int64_t value = ce ? ce->value : 0;
	const struct type *t = ce ? ce->type : e->type;
	struct ktype_id id;
	if (e->type && e->type->kind == TY_ENUM && e->data) { /* asked the kernel in an earlier round */
		e->constant = e->data;
		return e->type;
	}
	if (!ce) {
		if (!k || !k->enumerator_find(k, e->ident.name, &value, &id))
			return &type_poison;
		t = type_from_kernel(c->types, id);
	}
	struct constant *v = arena_new(c->p->arena, struct constant);
	v->value = (uint64_t)value;
	e->constant = v;
	e->data = v;
	return t;
}

static const struct type *check_ident(struct checker *c, struct expr *e)
{
	switch (e->ident_kind) {
	case ID_BUILTIN:
		return check_builtin(c, e);
	case ID_ENUMERATOR:
		return check_enumerator(c, e);
	case ID_FUNCTION:
		return check_call(c, e);
	case ID_UNRESOLVED:
		break;
	}
	return &type_poison;
}

static const struct type *check_variable(struct checker *c, struct expr *e)
{
	struct variable *v = e->variable;
	if (!v)
		return &type_poison;
	v->read = true;
	if (!is_bad(v->type))
		return type_stored(c, v->type);
	note_open(c, v->name, e->range);
	return v->type;
}

static const struct type *check_called(struct checker *c, struct expr *e)
{
	switch (e->ident_kind) {
	case ID_BUILTIN:
		return check_builtin(c, e);
	case ID_FUNCTION:
		return check_call(c, e);
	case ID_UNRESOLVED: case ID_ENUMERATOR:
		break;
	}
	if (aggregation_by_name(e->call.name))
		expr_error(c, e, "%s() must be assigned directly to a map", e->call.name);
	return &type_poison;
}

static const struct type *check_address(struct checker *c, struct expr *e)
{
	struct expr *target = e->address.target;
	const struct type *t = check_expr_raw(c, target);
	if (target->kind == EX_VAR && target->variable)
		target->variable->assigned = true;
	if (target->kind == EX_MAP && target->mapref)
		target->mapref->read_in_kernel = true;
	return is_bad(t) ? t : type_ptr(c->types, t, AS_BPF);
}

/* ---- conditionals ---- */

static const char *condition_text(struct checker *c, const struct type *t)
{
	return t->kind == TY_AGG ? text_of(c, t) : type_kind_name(t);
}

void check_condition(struct checker *c, struct expr *e)
{
	const struct type *t = check_expr(c, e);
	if (is_bad(t) || type_is_integral(t) || t->kind == TY_PTR || (t->kind == TY_STRING && e->constant))
		return;
	expr_error(c, e, "Invalid condition: %s", condition_text(c, t));
	e->type = &type_poison;
}

static const struct type *branches_type(struct checker *c, const struct expr *e, const struct type *yes,
					const struct type *no)
{
	const struct type *t = type_common(c->types, yes, no);
	if (t)
		return t;
	expr_error(c, e, "Branches must return the same type or compatible types: have '%s' and '%s'", text_of(c, yes),
		   text_of(c, no));
	return &type_poison;
}

/* The branch that a literal condition chooses stands for the whole. */
static const struct type *chosen(struct checker *c, struct expr *e, struct expr *branch)
{
	const struct type *t = check_expr(c, branch);
	if (is_pure(branch))
		e->constant = branch->constant;
	if (c->final)
		replace_expr(e, branch);
	return t;
}

static const struct type *check_ternary(struct checker *c, struct expr *e)
{
	bool truth;
	struct expr *cond = e->ternary.cond;
	check_condition(c, cond);
	if (constant_truth(cond, &truth))
		return chosen(c, e, !truth ? e->ternary.no : e->ternary.yes ? e->ternary.yes : cond);
	const struct type *yes = e->ternary.yes ? check_expr(c, e->ternary.yes) : cond->type;
	const struct type *no = check_expr(c, e->ternary.no);
	return cond->type->kind == TY_POISON ? cond->type : branches_type(c, e, yes, no);
}

static struct expr *block_node(struct checker *c, const struct expr *at, struct block *body)
{
	struct expr *b = arena_new(c->p->arena, struct expr);
	b->kind = EX_BLOCK;
	b->range = at->range;
	b->expanded_from = at->expanded_from;
	b->block.body = body ? body : arena_new(c->p->arena, struct block);
	b->type = &type_void;
	return b;
}

static const struct type *check_else(struct checker *c, struct expr *e, bool wanted)
{
	if (e->kind == EX_IF)
		e->type = check_if(c, e, wanted);
	else if (e->kind == EX_BLOCK && !wanted)
		e->type = check_block_value(c, e->block.body, false);
	else
		check_expr(c, e);
	return e->type;
}

/* Only the branch a literal condition takes is checked and kept. */
static const struct type *check_literal_if(struct checker *c, struct expr *e, bool taken, bool wanted)
{
	const struct type *t = &type_void;
	struct expr *no = e->if_.no;
	if (taken)
		t = check_block_value(c, e->if_.yes, wanted);
	else if (no)
		t = check_else(c, no, wanted);
	if (!c->final)
		return t;
	replace_expr(e, !taken && no ? no : block_node(c, e, taken ? e->if_.yes : NULL));
	return t;
}

const struct type *check_if(struct checker *c, struct expr *e, bool wanted)
{
	bool truth;
	check_condition(c, e->if_.cond);
	if (constant_truth(e->if_.cond, &truth))
		return check_literal_if(c, e, truth, wanted);
	const struct type *yes = check_block_value(c, e->if_.yes, wanted);
	const struct type *no = e->if_.no ? check_else(c, e->if_.no, wanted) : &type_void;
	if (!wanted || yes->kind == TY_VOID || no->kind == TY_VOID)
		return &type_void;
	return branches_type(c, e, yes, no);
}

/* A block of nothing but a value (what macros mostly make) is that value. */
static const struct type *check_block_expr(struct checker *c, struct expr *e)
{
	struct block *b = e->block.body;
	if (b->stmts.n || !b->value)
		return check_block_value(c, b, true);
	return chosen(c, e, b->value);
}

/* ---- tuples and records ---- */

static const struct type *check_item(struct checker *c, struct expr *item, bool key, const char *what)
{
	const struct type *t = key ? check_expr(c, item) : check_expr_raw(c, item);
	if (t->kind == TY_AGG) {
		expr_error(c, item, key ? "%s cannot be part of a map key" : "Map type %s cannot exist inside a %s.",
			   text_of(c, t), what);
		return &type_poison;
	}
	if (t->kind == TY_VOID || t->kind == TY_FUNC || (t->kind == TY_STRUCT && t->as == AS_CTX)) {
		expr_error(c, item, "%s cannot be part of a %s", t->kind == TY_STRUCT ? "context" : text_of(c, t),
				what);
		return &type_poison;
	}
	return t;
}

static const struct type *check_items(struct checker *c, struct expr *e, const expr_list *items, const char **names)
{
	const struct type **types = arena_array(c->p->arena, const struct type *, items->n ? items->n : 1);
	bool bad = false, key = e->kind == EX_TUPLE && e->tuple.implicit;
	for (int i = 0; i < items->n; i++) {
		types[i] = check_item(c, items->at[i], key, names ? "record" : "tuple");
		bad |= types[i]->kind == TY_POISON;
	}
	if (bad)
		return &type_poison;
	if (names)
		return type_record(c->types, names, types, items->n);
	return type_tuple(c->types, types, items->n);
}

/* ---- dispatch ---- */

static const struct type *dispatch(struct checker *c, struct expr *e)
{
	switch (e->kind) {
	case EX_ERROR: case EX_POSITIONAL: case EX_PARAMCOUNT:
		return &type_poison;
	case EX_INT:
		return check_int(c, e);
	case EX_BOOL:
		return check_bool(c, e);
	case EX_STRING:
		return check_string(c, e);
	case EX_IDENT:
		return check_ident(c, e);
	case EX_VAR:
		return check_variable(c, e);
	case EX_MAP:
		return check_map_read(c, e);
	case EX_INDEX:
		return e->index.base->kind == EX_MAP ? check_map_read(c, e) : check_index(c, e);
	case EX_FIELD:
		return check_field(c, e);
	case EX_TUPLE_FIELD:
		return check_tuple_field(c, e);
	case EX_CALL:
		return check_called(c, e);
	case EX_UNARY:
		return check_unary(c, e);
	case EX_ADDRESS:
		return check_address(c, e);
	case EX_BINARY:
		return check_binary(c, e);
	case EX_INCDEC:
		return check_incdec(c, e);
	case EX_TERNARY:
		return check_ternary(c, e);
	case EX_IF:
		return check_if(c, e, true);
	case EX_BLOCK:
		return check_block_expr(c, e);
	case EX_CAST:
		return check_cast(c, e);
	case EX_TUPLE:
		return check_items(c, e, &e->tuple.items, NULL);
	case EX_RECORD:
		return check_items(c, e, &e->record.items, e->record.names.at);
	case EX_SIZEOF: case EX_OFFSETOF: case EX_TYPEINFO: case EX_TYPEOF:
		return check_meta(c, e);
	case EX_COMPTIME:
		return check_comptime(c, e);
	}
	return &type_poison;
}

const struct type *check_expr_raw(struct checker *c, struct expr *e)
{
	bool literal = e->kind == EX_INT || e->kind == EX_BOOL || e->kind == EX_STRING;
	if (!literal)
		e->constant = NULL;
	const struct type *t = dispatch(c, e);
	e->type = t;
	return t;
}

const struct type *check_expr(struct checker *c, struct expr *e)
{
	const struct type *t = check_expr_raw(c, e);
	if (e->kind == EX_MAP && e->mapref)
		e->mapref->read_in_kernel = true;
	if (t->kind == TY_AGG && t->elem)
		e->type = t = t->elem;
	return t;
}
