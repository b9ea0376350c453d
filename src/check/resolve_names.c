/* Plain names: builtins, functions, enumerators; where a builtin may be used; nearest names for unknown ones. */
#include "check/resolve.h"

#include <ctype.h>
#include <string.h>

#include "check/expand.h"

/* ---- nearest name ---- */

struct nearest {
	const char *name, *best;
	int distance;
};

static void nearest_try(struct nearest *n, const char *candidate)
{
	int d = edit_distance(n->name, candidate, n->distance);

	if (d < n->distance) {
		n->distance = d;
		n->best = candidate;
	}
}

static void nearest_functions(struct nearest *n, struct program *p)
{
	for (int i = 0; i < FN_ID_COUNT_; i++)
		nearest_try(n, functions[i].name);
	for (int i = 0; i < AGG_COUNT_; i++)
		nearest_try(n, aggregations[i].name);
	for (int i = 0; i < library_rows_count; i++)
		nearest_try(n, library_rows[i].name);
	for (int i = 0; i < p->ast->macros.n; i++)
		nearest_try(n, p->ast->macros.at[i]->name);
}

static void nearest_idents(struct nearest *n, struct program *p)
{
	for (int i = 0; i < BI_COUNT_; i++)
		nearest_try(n, builtins[i].name);
	for (int i = 0; i < p->types.c_enumerators.entries.n; i++)
		nearest_try(n, p->types.c_enumerators.entries.at[i].key);
	for (int i = 0; i < p->types.c_macros.entries.n; i++)
		nearest_try(n, p->types.c_macros.entries.at[i].key);
	for (int i = 0; i < p->ast->macros.n; i++)
		if (!p->ast->macros.at[i]->nparams)
			nearest_try(n, p->ast->macros.at[i]->name);
}

static void hint_nearest(struct resolver *r, struct diag *d, const char *name, bool call)
{
	size_t len = strlen(name);
	struct nearest n = { .name = name, .distance = len < 3 ? 1 : len < 6 ? 2 : 3 };

	if (call)
		nearest_functions(&n, r->p);
	else
		nearest_idents(&n, r->p);
	if (n.best)
		diag_hint(r->p->diags, d, "did you mean '%s'?", n.best);
}

static void report_unknown(struct resolver *r, const struct expr *e, const char *name, bool call)
{
	struct program *p = r->p;
	struct diag *d = diag_error(p->diags, e->range, call ? "Unknown function: '%s'" : "Unknown identifier: '%s'",
				    name);

	for (int i = 0; i < p->ast->fns.n; i++)
		if (call && !strcmp(p->ast->fns.at[i].name, name))
			diag_hint(p->diags, d, "functions defined with fn cannot be called yet; use a macro");
	if (!call && (function_by_name(name) || aggregation_by_name(name)))
		diag_hint(p->diags, d, "%s is a function: %s()", name, name);
	else
		hint_nearest(r, d, name, call);
	note_expansion(p, d, e);
}

/* ---- where builtins may be used ---- */

/* "special" and the like: what the builtin probetype gives. */
static const char *type_of_probe(const struct probe_kind *k)
{
	return k->flags & PF_SPECIAL ? "special" : k->name;
}

static void report_where(struct resolver *r, const struct expr *e, const struct builtin *b, const char *name)
{
	struct diags *diags = r->p->diags;
	const struct probe_kind *k = r->prog->kind;
	struct diag *d;

	if (b->id == BI_argn)
		d = diag_error(diags, e->range, "The %s builtin can only be used with 'kprobes', 'uprobes' and 'usdt' "
			       "probes", name);
	else if (b->id == BI_args)
		d = diag_error(diags, e->range, "The args builtin can only be used with tracepoint, rawtracepoint, "
			       "fentry/fexit, and uprobe probes (%s used here)", type_of_probe(k));
	else if (b->id == BI_retval)
		d = diag_error(diags, e->range, "The retval builtin can only be used with 'kretprobe' and 'uretprobe' "
			       "and 'fentry' probes%s", k->id == PK_tracepoint ? " (try to use args.ret instead)" : "");
	else if (b->id == BI_ctx && k->id == PK_tracepoint)
		d = diag_error(diags, e->range, "Use args instead of ctx in tracepoint");
	else
		d = diag_error(diags, e->range, "The %s builtin can not be used with '%s' probes", name, k->name);
	if (b->id == BI_args && k->id == PK_uprobe)
		diag_hint(diags, d, "arguments by name need debug information; use arg0, arg1, ...");
	else if (b->id == BI_args && k->flags & PF_ARGN)
		diag_hint(diags, d, "use arg0, arg1, ...");
	note_expansion(r->p, d, e);
}

static bool is_offered(const struct builtin *b, const struct probe_kind *k)
{
	if (k->id == PK_iter && (b->id == BI_kstack || b->id == BI_ustack))
		return false;
	return (b->where & ~k->flags) == 0;
}

static void bind_builtin(struct resolver *r, struct expr *e, const struct builtin *b, const char *name)
{
	e->builtin = b;
	e->ident_kind = ID_BUILTIN;
	if (!is_offered(b, r->prog->kind)) {
		report_where(r, e, b, name);
		e->kind = EX_ERROR;
	}
}

/* ---- identifiers and calls ---- */

static bool is_enumerator(struct resolver *r, const char *name)
{
	struct kernel *k = r->p->kernel;
	struct ktype_id id;
	int64_t value;

	if (strmap_get(&r->p->types.c_enumerators, name))
		return true;
	return k && k->enumerator_find(k, name, &value, &id);
}

void resolve_ident(struct resolver *r, struct expr *e)
{
	const char *name = e->ident.name;
	const struct builtin *b = strcmp(name, "argN") ? builtin_by_name(name) : NULL;

	if (b && (is_reserved_builtin(name) || !strmap_get(&r->p->types.c_enumerators, name))) {
		bind_builtin(r, e, b, name);
	} else if (is_enumerator(r, name)) {
		e->ident_kind = ID_ENUMERATOR;
	} else {
		report_unknown(r, e, name, false);
		e->kind = EX_ERROR;
	}
}

void resolve_call_name(struct resolver *r, struct expr *e)
{
	const char *name = e->call.name;
	const struct builtin *b = e->call.args.n || !strcmp(name, "argN") ? NULL : builtin_by_name(name);
	const struct function *f = function_by_name(name);

	if (b) {
		bind_builtin(r, e, b, name);
	} else if (f) {
		e->function = f;
		e->ident_kind = ID_FUNCTION;
	} else if (!aggregation_by_name(name)) {
		b = builtin_by_name(name);
		if (b)
			diag_error(r->p->diags, e->range, "%s is a builtin variable and takes no arguments", name);
		else
			report_unknown(r, e, name, true);
		e->kind = EX_ERROR;
	}
}

/* Words that choose a variant of a function and are no names: nsecs(monotonic), pid(init), kstack(perf). */
bool is_mode_word(const struct expr *call, const struct expr *arg)
{
	static const char *const words[] = { "boot", "monotonic", "tai", "sw_tai", "curr_ns", "init", "bpftrace",
					    "perf",
					     "raw", "build_id" };

	if (arg->kind != EX_IDENT || call->ident_kind != ID_FUNCTION || !(call->function->flags & FN_BUILTIN) ||
	    call->function->id == FN_ID_comm)
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(words[i], arg->ident.name))
			return true;
	/* an unknown word: the function's own check says which ones there are */
	return !builtin_by_name(arg->ident.name);
}
