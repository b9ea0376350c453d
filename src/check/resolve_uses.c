/* What a probe mentions. Decides which kernel types have to be looked up at all, and whether the places a probe is
 * attached to can share one program. Runs on the expanded tree, before names are resolved. */
#include "check/resolve.h"

#include <string.h>

static bool is_named(const struct expr *e, const char *name)
{
	if (e->kind == EX_IDENT)
		return !strcmp(e->ident.name, name);
	return e->kind == EX_CALL && !e->call.args.n && !strcmp(e->call.name, name);
}

static void uses_name(struct uses *u, const struct expr *e)
{
	const char *name = e->kind == EX_IDENT ? e->ident.name : e->call.name;

	u->probe |= is_named(e, "probe");
	u->ctx |= is_named(e, "ctx");
	u->retval |= is_named(e, "retval");
	if (is_named(e, "args"))
		u->args = u->args_whole = true;
	if (!strncmp(name, "arg", 3) && name[3] && !name[3 + strspn(name + 3, "0123456789")])
		u->argn = true;
	if (e->kind == EX_CALL && !strcmp(name, "uaddr"))
		u->uaddr = true;
}

static void uses_expr(struct walk *w, struct expr **slot)
{
	struct uses *u = w->ctx;
	struct expr *e = *slot;

	if (e->kind == EX_FIELD && is_named(e->field.base, "args")) {
		u->args = true;
		strmap_put(&u->fields, e->field.name, "");
		return;
	}
	if (e->kind == EX_IDENT || e->kind == EX_CALL)
		uses_name(u, e);
	walk_expr_children(w, e);
}

void uses_find(struct program *p, struct probe *probe, struct uses *u)
{
	struct walk w = { .ctx = u, .expr = uses_expr };

	memset(u, 0, sizeof(*u));
	strmap_init(&u->fields, p->arena);
	walk_expr(&w, &probe->predicate);
	walk_block(&w, probe->body);
}

bool uses_field(const struct uses *u, const char *name)
{
	return u->args_whole || strmap_get(&u->fields, name);
}
