/* pass_resolve: names get their meaning.
 *
 * First the attach points become programs with targets (resolve_probe.c and resolve_target_*.c), then the names in each
 * program's predicate and body are bound: variables by lexical scope, maps, builtins, functions, enumerators. Also
 * here, because they are about places and not about types: break and continue, unreachable statements, use before
 * assignment. */
#include "check/resolve.h"

#include <string.h>

#include "check/expand.h"

/* ---- variables ---- */

/* The name a script wrote: macro expansion marks private variables. */
static const char *plain_name(struct arena *a, const char *name)
{
	const char *mark = strchr(name, PRIVATE_MARK);

	return mark ? arena_strndup(a, name, mark - name) : name;
}

static struct variable *scope_find(const struct scope *s, const char *name)
{
	for (; s; s = s->up)
		for (int i = s->vars.n - 1; i >= 0; i--)
			if (!strcmp(s->vars.at[i]->name, name))
				return s->vars.at[i];
	return NULL;
}

/* Until the program is resolved a variable keeps its marked name, so that scopes tell private ones apart. */
static struct variable *declare(struct resolver *r, const char *name, struct range range)
{
	struct variable *v = arena_new(r->p->arena, struct variable);

	v->name = name;
	v->range = range;
	v->type = &type_unknown;
	vec_push(r->p->arena, &r->scope->vars, v);
	vec_push(r->p->arena, &r->prog->vars, v);
	return v;
}

static void check_shadowing(struct resolver *r, const char *name, struct range range)
{
	struct variable *first = scope_find(r->scope, name);

	if (!first)
		return;
	struct diag *d = diag_error(r->p->diags, range, "Variable $%s was already declared. Variable shadowing is not "
				    "allowed.",
				    plain_name(r->p->arena, name));
	diag_note(r->p->diags, d, first->range, "This is the initial declaration.");
}

static struct variable *use_variable(struct resolver *r, struct expr *e)
{
	struct variable *v = scope_find(r->scope, e->var.name);

	if (!v) {
		struct diag *d = diag_error(r->p->diags, e->range, "Undefined or undeclared variable: $%s",
					    plain_name(r->p->arena, e->var.name));
		note_expansion(r->p, d, e);
		v = declare(r, e->var.name, e->range);
		v->type = &type_poison;
		v->assigned = true;
	}
	e->variable = v;
	return v;
}

static void read_variable(struct resolver *r, struct expr *e)
{
	struct variable *v = use_variable(r, e);

	if (!v->assigned && !v->read)
		diag_warning(r->p->diags, e->range, "Variable used before it was assigned: $%s",
			     plain_name(r->p->arena, v->name));
	v->read = true;
}

static void write_variable(struct resolver *r, struct expr *e)
{
	use_variable(r, e)->assigned = true;
}

/* ---- maps ---- */

static struct map *use_map(struct resolver *r, struct expr *e)
{
	struct program *p = r->p;
	struct map *m = strmap_get(&p->map_by_name, e->map.name);

	if (!m) {
		m = arena_new(p->arena, struct map);
		m->name = e->map.name;
		m->index = p->maps.n;
		m->range = e->range;
		m->decl = strmap_get(&r->decls, e->map.name);
		vec_push(p->arena, &p->maps, m);
		strmap_put(&p->map_by_name, m->name, m);
	}
	e->mapref = m;
	return m;
}

static void use_scalar(struct resolver *r, struct expr *e)
{
	struct map *m = use_map(r, e);

	if (m->keyed) {
		struct diag *d = diag_error(r->p->diags, e->range, "%s used as a map without an explicit key (scalar "
					    "map), previously used with an explicit key (non-scalar map)", m->name);
		diag_note(r->p->diags, d, m->keyed_range, "This is the earlier use.");
		note_expansion(r->p, d, e);
	} else if (!m->scalar_seen) {
		m->scalar_seen = true;
		m->scalar_range = e->range;
	}
}

/* e: the EX_MAP; whole: the access with its key. */
static void use_keyed(struct resolver *r, struct expr *e, const struct expr *whole)
{
	struct map *m = use_map(r, e);

	if (m->scalar_seen) {
		struct diag *d = diag_error(r->p->diags, whole->range, "%s used as a map with an explicit key "
					    "(non-scalar map), previously used without an explicit key (scalar map)",
					    m->name);
		diag_note(r->p->diags, d, m->scalar_range, "This is the earlier use.");
		note_expansion(r->p, d, whole);
	} else if (!m->keyed) {
		m->keyed = true;
		m->keyed_range = whole->range;
	}
}

/* ---- expressions ---- */

static void resolve_expr(struct walk *w, struct expr **slot);

static void resolve_args(struct resolver *r, struct expr *e, int from)
{
	for (int i = from; i < e->call.args.n; i++)
		if (!is_mode_word(e, e->call.args.at[i]))
			walk_expr(&r->walk, &e->call.args.at[i]);
}

/* find(@m, key, $v) stores into $v, which need not exist before. */
static void resolve_find(struct resolver *r, struct expr *e)
{
	struct expr *target = e->call.args.n > 2 ? e->call.args.at[2] : NULL;

	if (e->call.args.n > 1)
		walk_expr(&r->walk, &e->call.args.at[1]);
	if (!target)
		return;
	if (target->kind != EX_VAR) {
		walk_expr(&r->walk, &e->call.args.at[2]);
		return;
	}
	if (!scope_find(r->scope, target->var.name))
		declare(r, target->var.name, target->range);
	write_variable(r, target);
}

/* Functions that take a map as a whole: a bare @m says nothing about its keys there. */
static void resolve_map_call(struct resolver *r, struct expr *e)
{
	struct expr *m = e->call.args.at[0];

	switch ((int)e->function->id) {
	case FN_ID_delete:
		if (e->call.args.n > 1)
			use_keyed(r, m, m);
		else
			use_map(r, m);
		break;
	case FN_ID_has_key:
	case FN_ID_find:
		use_keyed(r, m, m);
		break;
	default:
		use_map(r, m);
		break;
	}
	if (e->function->id == FN_ID_find)
		resolve_find(r, e);
	else
		resolve_args(r, e, 1);
}

static bool takes_whole_map(const struct function *f)
{
	switch ((int)f->id) {
	case FN_ID_print: case FN_ID_clear: case FN_ID_zero: case FN_ID_len: case FN_ID_delete: case FN_ID_has_key:
	case FN_ID_find:
		return true;
	default:
		return false;
	}
}

static void resolve_call(struct resolver *r, struct expr *e)
{
	resolve_call_name(r, e);
	if (e->kind == EX_ERROR)
		return;
	if (e->ident_kind == ID_FUNCTION) {
		if (e->function->id == FN_ID_getopt)
			params_note_option(r->p, e);
		if (takes_whole_map(e->function) && e->call.args.n && e->call.args.at[0]->kind == EX_MAP) {
			resolve_map_call(r, e);
			return;
		}
	}
	resolve_args(r, e, 0);
}

/* sizeof(name): a type if there is one of that name, else the expression. Maps are only looked at. */
static void resolve_meta(struct resolver *r, struct expr *e)
{
	struct type_or_expr *of = &e->meta.of;

	if (of->type && of->expr) {
		if (type_by_name(&r->p->types, of->type->tag, of->type->name))
			of->expr = NULL;
		else
			of->type = NULL;
	}
	if (of->expr && of->expr->kind == EX_MAP)
		use_map(r, of->expr);
	else
		walk_expr_children(&r->walk, e);
}

static void resolve_incdec(struct resolver *r, struct expr *e)
{
	struct expr *target = e->incdec.target;

	walk_expr(&r->walk, &e->incdec.target);
	if (target->kind == EX_VAR)
		write_variable(r, target);
}

static void resolve_address(struct resolver *r, struct expr *e)
{
	struct expr *target = e->address.target;

	if (target->kind == EX_VAR)
		write_variable(r, target);
	else
		walk_expr(&r->walk, &e->address.target);
}

static void resolve_index(struct resolver *r, struct expr *e)
{
	if (e->index.base->kind == EX_MAP) {
		walk_expr(&r->walk, &e->index.index);
		use_keyed(r, e->index.base, e);
	} else {
		walk_expr_children(&r->walk, e);
	}
}

static void resolve_field(struct resolver *r, struct expr *e)
{
	const struct expr *base = e->field.base;

	walk_expr(&r->walk, &e->field.base);
	if (base->kind == EX_IDENT && base->ident_kind == ID_BUILTIN && base->builtin->id == BI_args &&
	    r->prog->kind->id == PK_tracepoint && !strncmp(e->field.name, "common_", 7)) {
		diag_error(r->p->diags, e->range, "BPF does not support accessing common tracepoint fields");
		e->kind = EX_ERROR;
	}
}

static void resolve_expr(struct walk *w, struct expr **slot)
{
	struct resolver *r = w->ctx;
	struct expr *e = *slot;

	switch (e->kind) {
	case EX_IDENT: resolve_ident(r, e); break;
	case EX_CALL: resolve_call(r, e); break;
	case EX_VAR: read_variable(r, e); break;
	case EX_MAP: use_scalar(r, e); break;
	case EX_INDEX: resolve_index(r, e); break;
	case EX_FIELD: resolve_field(r, e); break;
	case EX_INCDEC: resolve_incdec(r, e); break;
	case EX_ADDRESS: resolve_address(r, e); break;
	case EX_SIZEOF: case EX_OFFSETOF: case EX_TYPEINFO: case EX_TYPEOF: resolve_meta(r, e); break;
	case EX_ERROR: case EX_INT: case EX_BOOL: case EX_STRING: case EX_POSITIONAL: case EX_PARAMCOUNT:
	case EX_TUPLE_FIELD: case EX_UNARY: case EX_BINARY: case EX_TERNARY: case EX_IF: case EX_BLOCK: case EX_CAST:
	case EX_TUPLE: case EX_RECORD: case EX_COMPTIME:
		walk_expr_children(w, e);
		break;
	}
}

/* ---- statements ---- */

static void resolve_let(struct resolver *r, struct stmt *s)
{
	struct variable *v;

	walk_stmt_children(&r->walk, s);
	check_shadowing(r, s->let.name, s->let.name_range);
	v = declare(r, s->let.name, s->let.name_range);
	v->assigned = s->let.init != NULL;
	s->variable = v;
}

static void resolve_assign(struct resolver *r, struct stmt *s)
{
	struct expr *target = s->assign.target;

	walk_expr(&r->walk, &s->assign.value);
	if (target->kind != EX_VAR) {
		walk_expr(&r->walk, &s->assign.target);
		return;
	}
	if (s->assign.op != ASSIGN_SET)
		read_variable(r, target);
	else if (!scope_find(r->scope, target->var.name))
		declare(r, target->var.name, target->range);
	write_variable(r, target);
}

static void resolve_body(struct resolver *r, struct block *body)
{
	r->loops++;
	walk_block(&r->walk, body);
	r->loops--;
}

static void resolve_for(struct resolver *r, struct stmt *s)
{
	struct scope inner = { .up = r->scope };

	walk_expr(&r->walk, &s->for_.from);
	walk_expr(&r->walk, &s->for_.to);
	if (s->for_.map && s->for_.map->kind == EX_MAP)
		use_map(r, s->for_.map);
	else
		walk_expr(&r->walk, &s->for_.map);
	check_shadowing(r, s->for_.var, s->for_.var_range);
	r->scope = &inner;
	s->variable = declare(r, s->for_.var, s->for_.var_range);
	s->variable->loop_var = s->variable->assigned = true;
	resolve_body(r, s->for_.body);
	r->scope = inner.up;
}

static void resolve_jump(struct resolver *r, const struct stmt *s)
{
	if (!r->loops)
		diag_error(r->p->diags, s->range, "'%s' statement is not allowed in a probe",
			   s->kind == ST_BREAK ? "break" : "continue");
}

static void resolve_stmt(struct walk *w, struct stmt *s)
{
	struct resolver *r = w->ctx;

	switch (s->kind) {
	case ST_LET: resolve_let(r, s); break;
	case ST_ASSIGN: resolve_assign(r, s); break;
	case ST_FOR_RANGE: case ST_FOR_MAP: resolve_for(r, s); break;
	case ST_WHILE: case ST_UNROLL:
		walk_expr(w, &s->while_.cond);
		resolve_body(r, s->while_.body);
		break;
	case ST_BREAK: case ST_CONTINUE: resolve_jump(r, s); break;
	case ST_ERROR: case ST_EXPR: case ST_DISCARD: case ST_RETURN: case ST_IMPORT: walk_stmt_children(w, s); break;
	}
}

/* True if control does not go on behind s. */
static bool ends_block(const struct stmt *s)
{
	if (s->kind == ST_RETURN || s->kind == ST_BREAK || s->kind == ST_CONTINUE)
		return true;
	return s->kind == ST_EXPR && s->expr->kind == EX_CALL && s->expr->ident_kind == ID_FUNCTION &&
	       s->expr->function->id == FN_ID_exit;
}

static void resolve_block(struct walk *w, struct block *b)
{
	struct resolver *r = w->ctx;
	struct scope inner = { .up = r->scope };
	bool ended = false;

	r->scope = &inner;
	for (int i = 0; i < b->stmts.n; i++) {
		struct stmt *s = b->stmts.at[i];
		walk_stmt(w, s);
		if (ended || !ends_block(s))
			continue;
		ended = true;
		if (i + 1 < b->stmts.n)
			diag_warning(r->p->diags, b->stmts.at[i + 1]->range, "Unreachable statement.");
		else if (b->value)
			diag_warning(r->p->diags, b->value->range, "Unreachable statement.");
	}
	walk_expr(w, &b->value);
	r->scope = inner.up;
}

/* ---- the pass ---- */

/* Nodes and variables get the names the script wrote. */
static void clean_expr(struct walk *w, struct expr **slot)
{
	if ((*slot)->kind == EX_VAR && (*slot)->variable)
		(*slot)->var.name = (*slot)->variable->name;
	walk_expr_children(w, *slot);
}

static void clean_stmt(struct walk *w, struct stmt *s)
{
	if (s->kind == ST_LET)
		s->let.name = s->variable->name;
	else if (s->kind == ST_FOR_RANGE || s->kind == ST_FOR_MAP)
		s->for_.var = s->variable->name;
	walk_stmt_children(w, s);
}

static void clean_names(struct resolver *r)
{
	struct walk w = { .expr = clean_expr, .stmt = clean_stmt };
	bool marked = false;

	for (int i = 0; i < r->prog->vars.n; i++) {
		struct variable *v = r->prog->vars.at[i];
		const char *plain = plain_name(r->p->arena, v->name);
		marked |= plain != v->name;
		v->name = plain;
		if (!v->assigned)
			diag_warning(r->p->diags, v->range, "Variable $%s was never assigned to.", plain);
	}
	if (!marked)
		return;
	walk_expr(&w, &r->prog->probe->predicate);
	walk_block(&w, r->prog->probe->body);
}

static void resolve_prog(struct resolver *r, struct prog *prog)
{
	struct scope outer = { 0 };

	r->prog = prog;
	r->scope = &outer;
	r->loops = 0;
	walk_expr(&r->walk, &prog->probe->predicate);
	walk_block(&r->walk, prog->probe->body);
	clean_names(r);
}

/* Maps that only a probe dropped with an error may have given a type: nothing more is said about them. */
static void poison_map(struct walk *w, struct expr **slot)
{
	if ((*slot)->kind == EX_MAP)
		use_map(w->ctx, *slot)->value = &type_poison;
	walk_expr_children(w, *slot);
}

static void poison_maps(struct resolver *r, struct probe *probe)
{
	struct walk w = { .ctx = r, .expr = poison_map };

	walk_block(&w, probe->body);
}

static void collect_decls(struct resolver *r)
{
	struct program *p = r->p;

	strmap_init(&r->decls, p->arena);
	for (int i = 0; i < p->ast->map_decls.n; i++) {
		struct map_decl *decl = p->ast->map_decls.at[i];
		struct map_decl *first = strmap_get(&r->decls, decl->name);
		struct diag *d;
		if (first) {
			d = diag_error(p->diags, decl->range, "Map %s was already declared.", decl->name);
			diag_note(p->diags, d, first->range, "This is the initial declaration.");
			continue;
		}
		if (!map_kind_by_name(decl->kind)) {
			d = diag_error(p->diags, decl->kind_range, "Invalid bpf map type: %s", decl->kind);
			diag_hint(p->diags, d, "Valid map types: percpulruhash, percpuhash, lruhash, hash");
			continue;
		}
		strmap_put(&r->decls, decl->name, decl);
	}
}

static void warn_unused_maps(struct resolver *r)
{
	for (int i = 0; i < r->decls.entries.n; i++) {
		const struct map_decl *decl = r->decls.entries.at[i].value;
		if (!strmap_get(&r->p->map_by_name, decl->name))
			diag_warning(r->p->diags, decl->range, "Unused map: %s", decl->name);
	}
}

static void report_empty(struct program *p)
{
	const struct source *src = p->ast->src;
	struct range end = { src, src ? src->len : 0, src ? src->len : 0 };

	diag_error(p->diags, end, "empty program: expected a probe, e.g. begin { print(1); }");
}

bool pass_resolve(struct program *p)
{
	int before = p->diags->errors;
	struct resolver r = { .p = p };
	probe_list dropped = { 0 };

	r.walk = (struct walk){ .ctx = &r, .expr = resolve_expr, .stmt = resolve_stmt, .block = resolve_block };
	if (!p->ast->probes.n) {
		report_empty(p);
		return false;
	}
	collect_decls(&r);
	resolve_probes(p, &dropped);
	for (int i = 0; i < p->progs.n; i++)
		resolve_prog(&r, p->progs.at[i]);
	for (int i = 0; i < dropped.n; i++)
		poison_maps(&r, dropped.at[i]);
	warn_unused_maps(&r);
	params_check_options(p);
	p->has_probes_left = p->progs.n > 0;
	return p->diags->errors == before;
}
