/* pass_expand: macros, #define constants and command line parameters are replaced by what they stand for.
 *
 * Works on the probes of the tree, in place; macros are expanded where they are used (expand_macro.c, expand_subst.c),
 * #defines by their text (expand_c.c), parameters last, so that str($1) is still visible through a macro (params.c). */
#include "check/expand.h"

#include <ctype.h>
#include <string.h>

bool is_reserved_builtin(const char *name)
{
	static const char *const names[] = { "args", "ctx", "kstack", "nsecs", "pid", "tid", "ustack" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(name, names[i]))
			return true;
	if (strncmp(name, "arg", 3) || !name[3])
		return false;
	return !name[3 + strspn(name + 3, "0123456789")];
}

static void expand_ident(struct expander *x, struct expr **slot)
{
	const char *name = (*slot)->ident.name;

	if (is_reserved_builtin(name))
		return;
	if (!macro_expand(x, slot))
		c_macro_expand(x, slot);
}

static void expand_call(struct expander *x, struct expr **slot)
{
	if (macro_expand(x, slot) || c_macro_expand(x, slot))
		return;
	walk_expr_children(&x->walk, *slot);
}

/* A bare name in sizeof and its like may be a type; then it is no macro. */
static void expand_meta(struct expander *x, struct expr *e)
{
	if (!e->meta.of.type)
		walk_expr_children(&x->walk, e);
}

static void expand_expr(struct walk *w, struct expr **slot)
{
	struct expander *x = w->ctx;
	struct expr *e = *slot;

	if (e->kind == EX_IDENT)
		expand_ident(x, slot);
	else if (e->kind == EX_CALL)
		expand_call(x, slot);
	else if (e->kind == EX_SIZEOF || e->kind == EX_TYPEINFO || e->kind == EX_TYPEOF || e->kind == EX_OFFSETOF)
		expand_meta(x, e);
	else
		walk_expr_children(w, e);
}

void expand_in(struct expander *x, struct expr **slot)
{
	walk_expr(&x->walk, slot);
}

/* ---- import statements inside of bodies: only the standard library, which is always there ---- */

static void check_import(struct expander *x, const struct stmt *s)
{
	struct program *p = x->p;
	const char *path = s->import.path;

	if (p->config.unstable_import == 0)
		diag_error(p->diags, s->range, "Import statements that are not at the top level are primarily for the "
			   "standard library. To enable this unstable feature, set the config flag to enable. "
			   "unstable_import_statement=enable");
	else if (p->config.unstable_import == 1)
		diag_warning(p->diags, s->range, "Script is using an unstable feature: import_statement. To prevent "
			     "this warning you must explicitly enable it in the config e.g. "
			     "unstable_import_statement=enable");
	if (strcmp(path, "stdlib") && strncmp(path, "stdlib/", 7))
		diag_error(p->diags, s->range, "only the standard library can be imported inside a block");
}

static void expand_block(struct walk *w, struct block *b)
{
	struct expander *x = w->ctx;
	int kept = 0;

	for (int i = 0; i < b->stmts.n; i++) {
		struct stmt *s = b->stmts.at[i];
		if (s->kind == ST_IMPORT)
			check_import(x, s);
		else
			b->stmts.at[kept++] = s;
	}
	b->stmts.n = kept;
	walk_block_children(w, b);
}

/* ---- the pass ---- */

static void expand_points(struct program *p, struct probe *probe)
{
	int kept = 0;

	for (int i = 0; i < probe->points.n; i++) {
		struct attach_point *ap = probe->points.at[i];
		if (params_in_attach_point(p, ap) && ap->nparts && ap->text[0])
			probe->points.at[kept++] = ap;
	}
	probe->points.n = kept;
}

bool pass_expand(struct program *p)
{
	int before = p->diags->errors;
	struct expander x = { .p = p };

	x.walk = (struct walk){ .ctx = &x, .expr = expand_expr, .block = expand_block };
	strmap_init(&x.user, p->arena);
	strmap_init(&x.library, p->arena);
	macros_collect(&x);
	for (int i = 0; i < p->ast->probes.n; i++) {
		struct probe *probe = p->ast->probes.at[i];
		expand_points(p, probe);
		walk_expr(&x.walk, &probe->predicate);
		walk_block(&x.walk, probe->body);
		params_in_tree(p, probe);
	}
	return p->diags->errors == before;
}
