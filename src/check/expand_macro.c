/* Macros: collecting the definitions, choosing one for a call, and the errors of both.
 *
 * A name may have several definitions that differ in the number or kind of parameters; they are tried in source order.
 * The script's own come before those of library.def, except inside the library, and a call that fits none of the
 * script's may still be a function of the language. The expansion itself is in expand_subst.c. */
#include "check/expand.h"

#include <string.h>

#include "parser/parser.h"

/* ---- definitions ---- */

static bool param_accepts_kind(char have, char given)
{
	return !have || have == given;
}

/* True if everything that fits b already fits a. */
static bool macro_covers(const struct macro *a, const struct macro *b)
{
	if (a->nparams != b->nparams)
		return false;
	for (int i = 0; i < a->nparams; i++)
		if (!param_accepts_kind(a->params[i].sigil, b->params[i].sigil))
			return false;
	return true;
}

static struct macro_set *set_of(struct arena *a, struct strmap *sets, const char *name)
{
	struct macro_set *set = strmap_get(sets, name);

	if (!set) {
		set = arena_new(a, struct macro_set);
		strmap_put(sets, name, set);
	}
	return set;
}

static void macro_define(struct expander *x, struct macro *m)
{
	struct program *p = x->p;
	struct macro_set *set = set_of(p->arena, &x->user, m->name);

	for (int i = 0; i < set->list.n; i++) {
		const struct macro *first = set->list.at[i];
		if (!macro_covers(first, m))
			continue;
		struct diag *d = diag_error(p->diags, m->name_range, "Redefinition of macro: %s", m->name);
		diag_note(p->diags, d, first->name_range, "this is the first definition");
		return;
	}
	vec_push(p->arena, &set->list, m);
}

void macros_collect(struct expander *x)
{
	for (int i = 0; i < x->p->ast->macros.n; i++)
		macro_define(x, x->p->ast->macros.at[i]);
}

/* The library's definitions of a name, or NULL. */
static struct macro_set *library_set(struct expander *x, const char *name)
{
	struct arena *a = x->p->arena;
	struct macro_set *set = strmap_get(&x->library, name);
	const struct library_row *row;

	if (set)
		return set;
	row = library_by_name(name);
	if (!row)
		return NULL;
	struct source *src = source_new(a, arena_printf(a, "stdlib/%s.bt", name), row->text, strlen(row->text));
	struct program_ast *ast = parse_program(a, x->p->diags, src);
	set = set_of(a, &x->library, name);
	for (int i = 0; i < ast->macros.n; i++)
		vec_push(a, &set->list, ast->macros.at[i]);
	return set;
}

/* ---- choosing ---- */

static bool arg_fits(char sigil, const struct expr *arg)
{
	if (sigil == '$')
		return arg->kind == EX_VAR;
	return sigil == '@' ? arg->kind == EX_MAP : true;
}

static const struct macro *set_match(const struct macro_set *set, struct expr **args, int nargs)
{
	for (int i = 0; set && i < set->list.n; i++) {
		const struct macro *m = set->list.at[i];
		bool fits = m->nparams == nargs;
		for (int k = 0; fits && k < nargs; k++)
			fits = arg_fits(m->params[k].sigil, args[k]);
		if (fits)
			return m;
	}
	return NULL;
}

static const char *arg_kind_text(const struct expr *arg)
{
	switch (arg->kind) {
	case EX_VAR: return "variable";
	case EX_MAP: return "map";
	case EX_INT: case EX_BOOL: case EX_STRING: return "literal";
	default: return "expression";
	}
}

static void mismatch_notes(struct expander *x, struct diag *d, const struct macro_set *set, const struct expr *call,
			   struct expr **args, int nargs)
{
	struct diags *diags = x->p->diags;
	const struct macro *closest = NULL;

	for (int i = 0; i < set->list.n && !closest; i++)
		if (set->list.at[i]->nparams == nargs)
			closest = set->list.at[i];
	if (!closest) {
		closest = set->list.at[0];
		diag_note(diags, d, closest->name_range, "The closest definition of %s() has a different number of "
			  "arguments. Expected: %d but got %d", closest->name, closest->nparams, nargs);
		return;
	}
	for (int k = 0; k < nargs; k++) {
		char sigil = closest->params[k].sigil;
		if (arg_fits(sigil, args[k]))
			continue;
		diag_note(diags, d, args[k]->range, "Mismatched arg. %s() expects a %s for arg %c%s but got a %s.",
			  closest->name, sigil == '@' ? "map" : "variable", sigil,
			  closest->params[k].name + (closest->params[k].name[0] == sigil), arg_kind_text(args[k]));
		diag_note(diags, d, closest->params[k].range, "This is the argument in the closest definition.");
	}
}

static void report_mismatch(struct expander *x, const struct macro_set *set, const struct expr *call,
			    struct expr **args, int nargs)
{
	struct diag *d = diag_error(x->p->diags, call->range,
				    "Call to %s() has arguments that do not match any definition.",
				    set->list.at[0]->name);

	mismatch_notes(x, d, set, call, args, nargs);
	note_expansion(x->p, d, call);
}

/* True, with an error, if m is already being expanded around this place. */
static bool report_recursion(struct expander *x, const struct macro *m, const struct expr *call)
{
	struct macro_frame *f = x->frame;
	const char *chain = m->name;

	while (f && f->macro != m) {
		chain = arena_printf(x->p->arena, "%s > %s", f->macro->name, chain);
		f = f->up;
	}
	if (!f)
		return false;
	struct diag *d = diag_error(x->p->diags, call->range, "Recursive macro call detected. Call chain: %s > %s",
				    m->name, chain);
	note_expansion(x->p, d, call);
	return true;
}

/* ---- expanding ---- */

static void replace_call(struct expander *x, struct expr **slot, const struct macro *m, bool library,
			 struct expr **args)
{
	struct expr *call = *slot;
	struct macro_frame frame = { .macro = m, .library = library, .up = x->frame };

	if (report_recursion(x, m, call)) {
		call->kind = EX_ERROR;
		return;
	}
	if (++x->expansions > EXPANSIONS_MAX) {
		diag_error(x->p->diags, call->range, "macros expand to more than %d calls", EXPANSIONS_MAX);
		call->kind = EX_ERROR;
		return;
	}
	*slot = macro_instantiate(x, m, library, call, args);
	x->frame = &frame;
	expand_in(x, slot);
	x->frame = frame.up;
}

static bool is_function_name(const char *name)
{
	return function_by_name(name) || builtin_by_name(name) || aggregation_by_name(name);
}

bool macro_expand(struct expander *x, struct expr **slot)
{
	struct expr *e = *slot;
	bool is_call = e->kind == EX_CALL, in_library = x->frame && x->frame->library;
	const char *name = is_call ? e->call.name : e->ident.name;
	struct expr **args = is_call ? e->call.args.at : NULL;
	int nargs = is_call ? e->call.args.n : 0;
	const struct macro_set *user = in_library ? NULL : strmap_get(&x->user, name);
	const struct macro *m = set_match(user, args, nargs);

	if (m) {
		replace_call(x, slot, m, false, args);
		return true;
	}
	const struct macro_set *library = library_set(x, name);
	m = set_match(library, args, nargs);
	if (m) {
		replace_call(x, slot, m, true, args);
		return true;
	}
	if (!is_call || (!user && !library) || (user && is_function_name(name)))
		return false;
	if (user && !user->list.n)
		return false;
	report_mismatch(x, user ? user : library, e, args, nargs);
	e->kind = EX_ERROR;
	return true;
}
