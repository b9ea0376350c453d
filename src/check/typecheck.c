/* pass_typecheck: every expression gets its type, every variable and map the one that holds all it is given.
 *
 * The program is gone through in rounds, muted, until no type grows any more; a last round over the settled types
 * reports what does not fit, folds constants in place and makes events. Then maps get their kernel kinds. */
#include "check/check_expr.h"

#define ROUNDS_MAX 1000 /* types grow a few times each; a chain of maps read before written takes one round a link */

static void check_prog(struct checker *c, struct prog *prog)
{
	c->prog = prog;
	c->loop_depth = 0;
	if (prog->probe->predicate)
		check_condition(c, prog->probe->predicate);
	check_block(c, prog->probe->body);
}

static void check_round(struct checker *c)
{
	c->changed = false;
	for (int i = 0; i < c->p->progs.n; i++)
		check_prog(c, c->p->progs.at[i]);
}

static void infer(struct checker *c)
{
	for (int round = 0; round < ROUNDS_MAX; round++) {
		check_round(c);
		if (!c->changed)
			return;
	}
}

/* ---- between inference and the final round ---- */

/* A variable that nothing is assigned to is read as 0. True if one was found: what is made of it has to be inferred. */
static bool give_defaults(struct checker *c)
{
	bool given = false;
	for (int i = 0; i < c->p->progs.n; i++) {
		const struct prog *prog = c->p->progs.at[i];
		for (int k = 0; k < prog->vars.n; k++) {
			struct variable *v = prog->vars.at[k];
			if (v->type->kind != TY_UNKNOWN || v->assigned)
				continue;
			v->type = &type_int64;
			given = true;
		}
	}
	return given;
}

static const struct type *settle(struct checker *c, const struct type *t)
{
	return t ? type_settled(c->types, t) : NULL;
}

static void settle_types(struct checker *c)
{
	for (int i = 0; i < c->p->progs.n; i++) {
		const struct prog *prog = c->p->progs.at[i];
		for (int k = 0; k < prog->vars.n; k++) {
			struct variable *v = prog->vars.at[k];
			v->type = v->type->kind == TY_STRING && !v->type->size ? type_string(c->types, 1, false)
									       : settle(c, v->type);
		}
	}
	for (int i = 0; i < c->p->maps.n; i++) {
		struct map *m = c->p->maps.at[i];
		m->key = settle(c, m->key);
		m->value = settle(c, m->value);
	}
}

/* ---- maps ---- */

static const char *derived_kind(const struct map *m, bool percpu)
{
	if (!m->key)
		return percpu ? "percpuarray" : "array";
	return percpu ? "percpuhash" : "hash";
}

static void check_declared(struct checker *c, struct map *m, bool percpu)
{
	const struct map_kind *k = map_kind_by_name(m->decl->kind);
	if (!k)
		return;
	if (k->percpu != percpu) {
		diag_error(c->diags, m->decl->range, "Incompatible map types. Type from declaration: %s. Type from "
			   "value/key type: %s", k->name, derived_kind(m, percpu));
		return;
	}
	if (!m->key)
		return;
	m->bpf_type = k->bpf_type;
	m->max_entries = m->decl->entries > UINT32_MAX ? UINT32_MAX : (uint32_t)m->decl->entries;
	if (!m->max_entries)
		diag_error(c->diags, m->decl->range, "%s must have room for at least one entry", m->name);
}

static void finish_map(struct checker *c, struct map *m)
{
	uint64_t entries = c->p->config.run.max_map_keys;
	/* long time series are too large for per-CPU memory: all CPUs share them */
	bool percpu = m->value->kind == TY_AGG && (m->value->agg != SHAPE_TSERIES || m->value->size <= PERCPU_VALUE_MAX);
	if (m->keyed && !m->key)
		m->key = &type_poison;
	m->percpu = percpu;
	if (m->key) {
		m->bpf_type = percpu ? BPF_MAP_TYPE_PERCPU_HASH : BPF_MAP_TYPE_HASH;
		m->max_entries = !entries ? MAP_ENTRIES_DEFAULT : entries > UINT32_MAX ? UINT32_MAX : (uint32_t)entries;
	} else {
		m->bpf_type = percpu ? BPF_MAP_TYPE_PERCPU_ARRAY : BPF_MAP_TYPE_ARRAY;
		m->max_entries = 1;
	}
	if (m->decl)
		check_declared(c, m, percpu);
}

/* A map without a value type is only mentioned in branches that were dropped (or has its error already): it goes. */
void finish_maps(struct checker *c)
{
	struct program *p = c->p;
	int n = 0;
	for (int i = 0; i < p->maps.n; i++) {
		struct map *m = p->maps.at[i];
		if (!m->value)
			continue;
		finish_map(c, m);
		m->index = (uint32_t)n;
		p->maps.at[n++] = m;
	}
	p->maps.n = n;
}

/* ---- no type was left open ---- */

/* Poison without an error would let a broken tree pass: $a = $a, and nothing else. Variables of dead branches have no
 * type either, but nobody looks at them. */
static void check_settled(struct checker *c)
{
	if (c->p->diags->errors)
		return;
	if (c->open.src)
		diag_error(c->diags, c->open, "The type of %s%s can not be inferred", c->open_name[0] == '@' ? "" : "$",
			   c->open_name);
	for (int i = 0; i < c->p->maps.n; i++) {
		const struct map *m = c->p->maps.at[i];
		if (is_bad(m->value) || (m->key && is_bad(m->key)))
			diag_error(c->diags, m->range, "The type of %s can not be inferred", m->name);
	}
}

bool pass_typecheck(struct program *p)
{
	struct checker c = { .p = p, .types = &p->types, .diags = p->diags };
	int errors = p->diags->errors;
	p->diags->muted = true;
	infer(&c);
	if (give_defaults(&c))
		infer(&c);
	settle_types(&c);
	p->diags->muted = false;
	c.final = true;
	check_round(&c);
	finish_maps(&c);
	check_settled(&c);
	return p->diags->errors == errors;
}
