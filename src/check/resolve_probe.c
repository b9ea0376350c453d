/* From attach points to programs: finds the kind of each point, has it expanded (resolve_target_*.c), groups the places
 * found into programs, and applies the policy about what is missing.
 *
 * Places share one program when they have the same kind and the same typing context; a program has its own copy of the
 * probe's predicate and body. */
#include "check/resolve.h"

#include <string.h>
#include <strings.h>

#include "parser/parser.h"

/* ---- help for the expansions ---- */

struct image_loc loc_of(struct arena *a, struct range r)
{
	struct image_loc loc = { 0 };

	if (!r.src)
		return loc;
	struct position begin = source_position(r.src, r.begin), end = source_position(r.src, r.end);
	uint32_t len;
	const char *line = source_line(r.src, begin.line, &len);
	loc.file = r.src->name;
	loc.line = begin.line;
	loc.col1 = begin.col;
	loc.col2 = end.line == begin.line ? end.col : len + 1;
	loc.source_line = arena_strndup(a, line, len);
	return loc;
}

struct diag *build_error(struct probe_build *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	const char *text = arena_vprintf(b->p->arena, fmt, ap);
	va_end(ap);
	b->failed = true;
	return diag_error(b->p->diags, b->ap->range, "%s", text);
}

void build_missing(struct probe_build *b, const char *fmt, ...)
{
	struct diags *diags = b->p->diags;
	va_list ap;

	b->missing = true;
	if (!fmt || b->ap->optional || b->ap->first_of)
		return;
	va_start(ap, fmt);
	const char *what = arena_vprintf(b->p->arena, fmt, ap);
	va_end(ap);
	if (b->p->config.run.missing_probes == 0) {
		b->failed = true;
		struct diag *d = diag_error(diags, b->ap->range, "No matches for %s %s.", b->kind->name, what);
		const char *why = b->p->kernel->why(b->p->kernel);
		if (why && *why)
			diag_hint(diags, d, "%s", why);
	} else if (b->p->config.run.missing_probes == 1) {
		diag_warning(diags, b->ap->range, "No matches for %s %s. Skipping.", b->kind->name, what);
	}
}

bool part_is_pattern(const struct attach_part *part)
{
	return part->regex || (!part->quoted && strchr(part->text, '*'));
}

const char *part_pattern(const struct attach_part *part)
{
	return part->regex ? "*" : part->text;
}

static const regex_t *part_regex(struct probe_build *b, const struct attach_part *part)
{
	int i = 0;

	while (i < b->nregex && b->regex[i].text != part->text)
		i++;
	if (i < b->nregex)
		return &b->regex[i].re;
	if (i == sizeof(b->regex) / sizeof(b->regex[0]) ||
	    regcomp(&b->regex[i].re, part->text, REG_EXTENDED | REG_NOSUB)) {
		if (!b->failed)
			build_error(b, "invalid regular expression: %s", part->text);
		return NULL;
	}
	b->regex[i].text = part->text;
	b->nregex++;
	return &b->regex[i].re;
}

static void release_regex(struct probe_build *b)
{
	while (b->nregex)
		regfree(&b->regex[--b->nregex].re);
}

bool part_matches(struct probe_build *b, const struct attach_part *part, const char *name)
{
	const regex_t *re = part->regex ? part_regex(b, part) : NULL;

	return !part->regex || (re && !regexec(re, name, 0, NULL, 0));
}

bool part_number(struct probe_build *b, const struct attach_part *part, uint64_t *value, const char **error)
{
	*error = parse_integer(b->p->arena, part->text, strlen(part->text), value);
	if (!*error && !part->text[0])
		*error = "invalid integer: ";
	return !*error;
}

/* ---- programs ---- */

static struct probe *take_body(struct probe_build *b)
{
	struct arena *a = b->p->arena;
	struct probe *copy = arena_memdup(a, b->probe, sizeof(*b->probe));

	if (b->body_taken) {
		copy->predicate = b->probe->predicate ? expr_clone(a, b->probe->predicate) : NULL;
		copy->body = block_clone(a, b->probe->body);
	}
	b->body_taken = true;
	return copy;
}

static struct prog *new_prog(struct probe_build *b, const struct context *c)
{
	struct program *p = b->p;
	struct prog *prog = arena_new(p->arena, struct prog);

	prog->kind = b->kind;
	prog->probe = take_body(b);
	prog->args = c->args;
	prog->ctx = c->ctx;
	prog->retval = c->retval;
	prog->proto = c->proto;
	prog->attach_btf = c->attach_btf;
	prog->usdt = c->usdt;
	prog->prog_type = c->prog_type ? c->prog_type : b->kind->prog_type;
	prog->expected_attach_type = c->expected_attach_type;
	prog->uses_probe_name = b->uses.probe;
	prog->uses_args = b->uses.args;
	prog->index = p->progs.n;
	vec_push(p->arena, &p->progs, prog);
	return prog;
}

static bool same_context(const struct prog *prog, const struct probe_build *b, const struct context *c)
{
	uint32_t type = c->prog_type ? c->prog_type : b->kind->prog_type;

	return prog->kind == b->kind && prog->args == c->args && prog->usdt == c->usdt && prog->prog_type == type;
}

static struct prog *find_prog(struct probe_build *b, const struct context *c)
{
	if (!c->separate && !b->uses.probe)
		for (int i = b->first_prog; i < b->p->progs.n; i++)
			if (same_context(b->p->progs.at[i], b, c))
				return b->p->progs.at[i];
	return new_prog(b, c);
}

static bool seen_before(struct probe_build *b, const struct image_target *t)
{
	/* a place in a binary is the same under all names of its symbol */
	bool by_offset = t->path && b->kind->id != PK_iter;
	const char *key = arena_printf(b->p->arena, "%s %s %llx %s", b->kind->name, by_offset ? t->path : t->name,
				       by_offset ? (unsigned long long)t->offset : 0, t->module ? t->module : "");

	if (strmap_get(&b->seen, key))
		return true;
	strmap_put(&b->seen, key, b);
	return false;
}

void build_target(struct probe_build *b, const struct image_target *t, const struct context *c)
{
	struct program *p = b->p;
	struct target target = { .image = *t, .point = b->ap };
	struct prog *prog;

	b->made++;
	if (seen_before(b, t))
		return;
	b->targets++;
	if (++*b->total > p->config.max_probes)
		return; /* counted on for the message */
	prog = find_prog(b, c);
	target.image.cookie = prog->targets.n;
	target.image.loc = loc_of(p->arena, b->ap->range);
	vec_push(p->arena, &prog->targets, target);
}

/* ---- one attach point ---- */

static void unknown_provider(struct probe_build *b, const char *name)
{
	struct diag *d = build_error(b, "Invalid probe type: %s", name);
	const char *best = NULL;
	int distance = strlen(name) < 4 ? 2 : 3;

	for (int i = 0; i < PK_COUNT_; i++) {
		int n = edit_distance(name, probe_kinds[i].name, distance);
		if (n < distance) {
			distance = n;
			best = probe_kinds[i].name;
		}
	}
	if (best)
		diag_hint(b->p->diags, d, "did you mean '%s'?", best);
}

/* Number of parts each kind takes here; -p and -c make the binary optional. */
static bool check_parts(struct probe_build *b)
{
	int min = b->kind->min_parts, max = b->kind->max_parts, n = part_count(b);
	bool process = b->p->opt->pid || b->p->opt->command;

	if (b->kind->args == ARGS_USDT || b->kind->attach == ATTACH_UPROBE || b->kind->attach == ATTACH_URETPROBE)
		min = process ? 1 : 2;
	if (n >= min && n <= max)
		return true;
	if (b->kind->attach == ATTACH_UPROBE)
		max = 3; /* the fourth is the column of a source location */
	if (min == max)
		build_error(b, "%s probe type requires %d arguments, found %d", b->kind->name, min, n);
	else
		build_error(b, "%s probe type requires %d or %d arguments, found %d", b->kind->name, min, max, n);
	return false;
}

static void expand_point(struct probe_build *b)
{
	switch (b->kind->id) {
	case PK_begin: case PK_end: case PK_self: case PK_test: case PK_bench: target_special(b); break;
	case PK_kprobe: case PK_kretprobe: target_kprobe(b); break;
	case PK_fentry: case PK_fexit: target_trampoline(b); break;
	case PK_tracepoint: target_tracepoint(b); break;
	case PK_rawtracepoint: target_rawtracepoint(b); break;
	case PK_uprobe: case PK_uretprobe: target_uprobe(b); break;
	case PK_usdt: target_usdt(b); break;
	case PK_profile: case PK_interval: target_timer(b); break;
	case PK_software: case PK_hardware: target_perf_event(b); break;
	case PK_watchpoint: target_watchpoint(b); break;
	case PK_iter: target_iter(b); break;
	case PK_COUNT_: break;
	}
}

/* True if the point is to be ignored without a word: tests outside of --test. */
static bool point_skipped(struct probe_build *b)
{
	struct program *p = b->p;

	if (b->kind->id == PK_test && !p->opt->test_mode)
		return p->tests_skipped = true;
	if (b->kind->id == PK_bench && !p->opt->bench_mode)
		return p->benches_skipped = true;
	return false;
}

struct point_state {
	bool failed, first_found, skipped;
};

static void resolve_point(struct probe_build *b, struct attach_point *ap, struct point_state *st)
{
	b->ap = ap;
	b->made = 0;
	b->failed = b->missing = false;
	if (ap->first_of && st->first_found)
		return;
	b->kind = probe_kind_by_name(ap->parts[0].text);
	if (!b->kind)
		unknown_provider(b, ap->parts[0].text);
	else if (check_parts(b)) {
		if (point_skipped(b)) {
			st->skipped = true;
			return;
		}
		expand_point(b);
		release_regex(b);
	}
	st->first_found |= ap->first_of && b->made;
	st->failed |= b->failed;
}

/* ---- one probe ---- */

static bool all_optional(const struct probe *probe)
{
	for (int i = 0; i < probe->points.n; i++)
		if (!probe->points.at[i]->optional)
			return false;
	return true;
}

static void report_no_points(struct program *p, const struct probe *probe)
{
	struct range r = probe->points.at[0]->range;

	if (all_optional(probe))
		return;
	if (p->config.run.missing_probes == 0) {
		struct diag *d = diag_error(p->diags, r, "Probe has no valid attach points. If this is expected, set the "
					    "'missing_probes' config variable to 'warn'.");
		const char *why = p->kernel->why(p->kernel);
		if (why && *why)
			diag_hint(p->diags, d, "%s", why);
	} else if (p->config.run.missing_probes == 1)
		diag_warning(p->diags, r, "Probe has no valid attach points. It is being removed which may cause "
			     "issues with program behavior.");
}

static void resolve_probe(struct program *p, struct probe *probe, uint64_t *total, probe_list *dropped)
{
	int before = p->diags->errors;
	struct probe_build b = { .p = p, .probe = probe, .first_prog = p->progs.n, .total = total };
	struct point_state st = { 0 };

	if (!probe->points.n)
		diag_error(p->diags, probe->range, "No attach points for probe");
	strmap_init(&b.seen, p->arena);
	uses_find(p, probe, &b.uses);
	for (int i = 0; i < probe->points.n; i++)
		resolve_point(&b, probe->points.at[i], &st);
	if (!b.targets && !st.failed && !st.skipped && probe->points.n)
		report_no_points(p, probe);
	if (!b.targets && p->diags->errors != before)
		vec_push(p->arena, dropped, probe);
}

/* ---- the whole script ---- */

static void check_iterators(struct program *p)
{
	const struct prog *iter = NULL;
	int others = 0;

	for (int i = 0; i < p->progs.n; i++) {
		const struct prog *prog = p->progs.at[i];
		if (prog->kind->id != PK_iter)
			others += prog->kind->id != PK_begin && prog->kind->id != PK_end;
		else if (iter)
			others++;
		else
			iter = prog;
	}
	if (iter && others)
		diag_error(p->diags, iter->targets.at[0].point->range, "iter probes cannot be combined with other "
			   "probes");
}

static void check_test_names(struct program *p)
{
	struct strmap names;

	strmap_init(&names, p->arena);
	for (int i = 0; i < p->progs.n; i++) {
		const struct prog *prog = p->progs.at[i];
		if (prog->kind->id != PK_test && prog->kind->id != PK_bench)
			continue;
		for (int k = 0; k < prog->targets.n; k++) {
			const struct target *t = &prog->targets.at[k];
			struct attach_point *first = strmap_get(&names, t->image.name);
			if (!first) {
				strmap_put(&names, t->image.name, t->point);
				continue;
			}
			struct diag *d = diag_error(p->diags, t->point->range, "\"%s\" was used as the name for more "
						    "than one %s probe",
						    t->image.function, prog->kind->id == PK_test ? "TEST" : "BENCH");
			diag_note(p->diags, d, first->range, "this is the other instance");
		}
	}
}

static void check_limits(struct program *p, uint64_t total)
{
	struct range none = { 0 };
	struct diag *d;

	if (total > p->config.max_probes) {
		d = diag_error(p->diags, none, "Can't attach to %llu probes because it exceeds the current limit of "
			       "%llu probes.",
			       (unsigned long long)total, (unsigned long long)p->config.max_probes);
		diag_hint(p->diags, d, "raise the limit with the config variable max_probes or SONDE_MAX_PROBES; "
			  "attaching very many probes can slow the machine down");
	} else if ((uint64_t)p->progs.n > p->config.max_bpf_progs) {
		d = diag_error(p->diags, none, "The script needs %d BPF programs, which exceeds the current limit of "
			       "%llu.",
			       p->progs.n, (unsigned long long)p->config.max_bpf_progs);
		diag_hint(p->diags, d, "raise the limit with the config variable max_bpf_progs or SONDE_MAX_BPF_PROGS");
	}
}

void resolve_probes(struct program *p, probe_list *dropped)
{
	uint64_t total = 0;

	for (int i = 0; i < p->ast->probes.n; i++)
		resolve_probe(p, p->ast->probes.at[i], &total, dropped);
	check_iterators(p);
	check_test_names(p);
	check_limits(p, total);
}
