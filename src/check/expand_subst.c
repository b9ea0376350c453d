/* One expansion of a macro: a copy of its body with the parameters replaced.
 *
 * Expression parameters become copies of the argument, which is expanded where it was written; $ and @ parameters
 * become the caller's variable or map; a parameter in the place of a type takes the type of a typeof() argument.
 * Variables that the body declares or sets get a private name (PRIVATE_MARK) that resolve takes off again. */
#include "check/expand.h"

#include <string.h>

#include "parser/parser.h"

struct subst {
	struct expander *x;
	const struct macro *m;
	const struct expr *call;
	struct expr **args;      /* as written */
	struct expr **expanded;  /* filled on first use as an expression */
	bool library;
	struct strmap private;   /* variable of the body -> private name */
	struct walk walk;
};

/* Parameter names may be held with or without their sigil. */
static const char *bare(const char *name, char sigil)
{
	return sigil && name[0] == sigil ? name + 1 : name;
}

static int param_index(const struct subst *s, char sigil, const char *name)
{
	for (int i = 0; i < s->m->nparams; i++)
		if (s->m->params[i].sigil == sigil && !strcmp(bare(s->m->params[i].name, sigil), bare(name, sigil)))
			return i;
	return -1;
}

/* ---- private variables ---- */

static void make_private(struct subst *s, const char *name)
{
	if (param_index(s, '$', name) < 0 && !strmap_get(&s->private, name))
		strmap_put(&s->private, name, arena_printf(s->x->p->arena, "%s%c%d", name, PRIVATE_MARK,
							   s->x->expansions));
}

static void collect_stmt(struct walk *w, struct stmt *st)
{
	struct subst *s = w->ctx;

	if (st->kind == ST_LET)
		make_private(s, st->let.name);
	else if (st->kind == ST_FOR_RANGE || st->kind == ST_FOR_MAP)
		make_private(s, st->for_.var);
	else if (st->kind == ST_ASSIGN && st->assign.op == ASSIGN_SET && st->assign.target->kind == EX_VAR)
		make_private(s, st->assign.target->var.name);
	walk_stmt_children(w, st);
}

/* ---- arguments ---- */

static struct expr *expanded_arg(struct subst *s, int i)
{
	if (!s->expanded[i]) {
		s->expanded[i] = expr_clone(s->x->p->arena, s->args[i]);
		expand_in(s->x, &s->expanded[i]);
	}
	return s->expanded[i];
}

static const char *subst_var_name(struct subst *s, const char *name, struct range r)
{
	int i = param_index(s, '$', name);
	const char *own;

	if (i >= 0)
		return s->args[i]->var.name;
	own = strmap_get(&s->private, name);
	if (own)
		return own;
	if (!s->library)
		diag_warning(s->x->p->diags, r, "Variable $%s is neither a parameter of macro %s() nor set in it: the "
			     "caller's variable is used.", name, s->m->name);
	return name;
}

static void subst_map(struct subst *s, struct expr *e)
{
	int i = param_index(s, '@', e->map.name);
	struct diag *d;

	if (i >= 0) {
		e->map.name = s->args[i]->map.name;
		return;
	}
	d = diag_error(s->x->p->diags, e->range,
		       "Unhygienic access to map: %s. Maps must be passed into the macro as arguments.", e->map.name);
	note_expansion(s->x->p, d, e);
}

/* ---- types ---- */

static struct type_name *named_type(struct subst *s, const struct expr *ident)
{
	struct type_name *t = arena_new(s->x->p->arena, struct type_name);

	t->range = ident->range;
	t->name = ident->ident.name;
	return t;
}

/* The type an argument stands for where a type is wanted: typeof(T) or a bare name; NULL: it is no written type. */
static struct type_name *type_of_arg(struct subst *s, const struct expr *arg)
{
	if (arg->kind == EX_TYPEOF)
		return arg->meta.of.type;
	return arg->kind == EX_IDENT ? named_type(s, arg) : NULL;
}

static struct type_name *with_suffixes(struct subst *s, const struct type_name *base, const struct type_name *outer)
{
	struct arena *a = s->x->p->arena;
	struct type_name *t = arena_memdup(a, base, sizeof(*base));
	size_t one = sizeof(*t->suffix);

	t->nsuffix = base->nsuffix + outer->nsuffix;
	t->suffix = arena_alloc(a, one * (t->nsuffix + 1));
	if (base->nsuffix)
		memcpy(t->suffix, base->suffix, one * base->nsuffix);
	if (outer->nsuffix)
		memcpy(t->suffix + base->nsuffix, outer->suffix, one * outer->nsuffix);
	return t;
}

static int type_param(const struct subst *s, const struct type_name *t)
{
	return t && !t->tag && t->name ? param_index(s, 0, t->name) : -1;
}

/* Where only a written type can stand: let $x : T, (T *)x. NULL and an error if the argument is none. */
static struct type_name *subst_type(struct subst *s, struct type_name *t)
{
	int i = type_param(s, t);
	struct type_name *arg;

	if (i < 0)
		return t;
	arg = type_of_arg(s, s->args[i]);
	if (arg)
		return with_suffixes(s, arg, t);
	diag_error(s->x->p->diags, s->args[i]->range, "%s() expects a type for arg %s, e.g. typeof(uint64)", s->m->name,
		   s->m->params[i].name);
	return t;
}

static void subst_cast(struct subst *s, struct expr *e)
{
	int i = type_param(s, e->cast.to);

	if (i >= 0 && !e->cast.to->nsuffix && !type_of_arg(s, s->args[i]) && s->args[i]->kind == EX_TYPEOF) {
		e->cast.to_typeof = expr_clone(s->x->p->arena, expanded_arg(s, i));
		e->cast.to = NULL;
		walk_expr(&s->walk, &e->cast.operand);
		return;
	}
	e->cast.to = subst_type(s, e->cast.to);
	walk_expr_children(&s->walk, e);
}

static void subst_meta(struct subst *s, struct expr *e)
{
	struct arena *a = s->x->p->arena;
	struct type_or_expr *of = &e->meta.of;
	int i = type_param(s, of->type);

	for (int k = 0; k < e->meta.path.n; k++) {
		int member = param_index(s, 0, e->meta.path.at[k]);
		if (member >= 0 && s->args[member]->kind == EX_IDENT)
			e->meta.path.at[k] = s->args[member]->ident.name;
	}
	if (i < 0) {
		walk_expr_children(&s->walk, e);
		return;
	}
	const struct expr *arg = s->args[i];
	if (of->type->nsuffix || (arg->kind == EX_TYPEOF && arg->meta.of.type && !arg->meta.of.expr)) {
		of->type = subst_type(s, of->type);
		of->expr = NULL;
	} else if (arg->kind == EX_TYPEOF) {
		of->type = arg->meta.of.type;
		of->expr = expr_clone(a, expanded_arg(s, i)->meta.of.expr);
	} else {
		of->type = arg->kind == EX_IDENT && e->kind == EX_OFFSETOF ? named_type(s, arg) : NULL;
		of->expr = of->type ? NULL : expr_clone(a, expanded_arg(s, i));
	}
}

/* ---- the walk over the copied body ---- */

static void subst_expr(struct walk *w, struct expr **slot)
{
	struct subst *s = w->ctx;
	struct expr *e = *slot;
	int i;

	e->expanded_from = s->call;
	switch (e->kind) {
	case EX_IDENT:
		i = param_index(s, 0, e->ident.name);
		if (i >= 0)
			*slot = expr_clone(s->x->p->arena, expanded_arg(s, i));
		break;
	case EX_VAR: e->var.name = subst_var_name(s, e->var.name, e->range); break;
	case EX_MAP: subst_map(s, e); break;
	case EX_CAST: subst_cast(s, e); break;
	case EX_SIZEOF: case EX_OFFSETOF: case EX_TYPEINFO: case EX_TYPEOF: subst_meta(s, e); break;
	default: walk_expr_children(w, e); break;
	}
}

static void subst_stmt(struct walk *w, struct stmt *st)
{
	struct subst *s = w->ctx;

	if (st->kind == ST_RETURN) {
		struct diag *d = diag_error(s->x->p->diags, st->range, "'return' statement is not allowed in a macro");
		diag_note(s->x->p->diags, d, s->call->range, "expanded from");
	} else if (st->kind == ST_LET) {
		st->let.name = subst_var_name(s, st->let.name, st->let.name_range);
		st->let.type = subst_type(s, st->let.type);
	} else if (st->kind == ST_FOR_RANGE || st->kind == ST_FOR_MAP) {
		st->for_.var = subst_var_name(s, st->for_.var, st->for_.var_range);
	}
	walk_stmt_children(w, st);
}

struct expr *macro_instantiate(struct expander *x, const struct macro *m, bool library, struct expr *call,
			       struct expr **args)
{
	struct arena *a = x->p->arena;
	struct subst s = { .x = x, .m = m, .call = call, .args = args, .library = library };
	struct block *body = block_clone(a, m->body);
	struct walk collect = { .ctx = &s, .stmt = collect_stmt };
	struct expr *e;

	s.expanded = arena_array(a, struct expr *, m->nparams + 1);
	strmap_init(&s.private, a);
	walk_block(&collect, body);
	s.walk = (struct walk){ .ctx = &s, .expr = subst_expr, .stmt = subst_stmt };
	walk_block(&s.walk, body);
	if (!body->stmts.n && body->value)
		return body->value;
	e = arena_new(a, struct expr);
	e->kind = EX_BLOCK;
	e->range = call->range;
	e->expanded_from = call->expanded_from;
	e->block.body = body;
	return e;
}
