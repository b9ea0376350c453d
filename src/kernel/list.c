/* -l: every probe that matches a pattern, kind by kind. A pattern is written like an attach point; without a colon it
 * stands for the part behind the provider. */
#include "kernel/list.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "base/strmap.h"
#include "kernel/list_detail.h"
#include "kernel/util.h"
#include "tables/tables.h"

enum { PARTS_MAX = 4, SCRATCH_MAX = 4 << 20 };

struct listing {
	struct kernel *k;
	struct arena *a;
	struct arena scratch; /* for details; emptied now and then */
	struct strbuf text;
	bool verbose;
	bool asked;           /* the kind was named, not matched by a wildcard */
	int pid, count;
	void (*found)(void *ctx, const char *probe, const char *detail);
	void *ctx;
	const char *parts[PARTS_MAX]; /* behind the provider */
	int nparts;
};

static void give(struct listing *l, const char *probe)
{
	l->found(l->ctx, probe, l->text.len ? l->text.data : NULL);
	l->count++;
	strbuf_clear(&l->text);
	if (l->scratch.used > SCRATCH_MAX)
		arena_release(&l->scratch);
}

static const char *last_part(const struct listing *l)
{
	return l->nparts ? l->parts[l->nparts - 1] : "*";
}

static const char *first_of_two(const struct listing *l)
{
	return l->nparts > 1 ? l->parts[l->nparts - 2] : NULL;
}

/* ---- kernel functions ---- */

static void list_kprobes(struct listing *l, const struct probe_kind *kind)
{
	name_list names = { 0 };

	if (!l->asked && !l->k->feature(l->k, FEAT_KPROBES))
		return;
	l->k->functions(l->k, l->a, first_of_two(l), last_part(l), &names);
	for (int i = 0; i < names.n; i++)
		give(l, arena_printf(&l->scratch, "%s:%s", kind->name, names.at[i]));
}

/* Functions of the list that BTF describes too. */
static void list_trampolines(struct listing *l, const struct probe_kind *kind)
{
	struct kernel *k = l->k;
	name_list names = { 0 };

	if (!k->feature(k, FEAT_BTF) || (!l->asked && !k->feature(k, FEAT_TRAMPOLINE)))
		return;
	k->functions(k, l->a, first_of_two(l), last_part(l), &names);
	for (int i = 0; i < names.n; i++) {
		const char *colon = strchr(names.at[i], ':'), *name = colon ? colon + 1 : names.at[i];
		const char *module = colon ? arena_strndup(&l->scratch, names.at[i], (size_t)(colon - names.at[i])) :
					     "vmlinux";
		struct ktype_id id;
		struct ktype proto;

		if (!k->func_find(k, &l->scratch, module, name, &proto, &id))
			continue;
		if (l->verbose)
			detail_proto(&l->text, k, &l->scratch, &proto, kind->flags & PF_RETVAL);
		give(l, arena_printf(&l->scratch, "%s:%s:%s", kind->name, module, name));
	}
}

/* ---- tracepoints ---- */

static void give_tracepoint(struct listing *l, const char *name)
{
	const char *colon = strchr(name, ':');
	struct tp_format format;

	if (l->verbose && l->k->tracepoint_format(l->k, &l->scratch,
						  arena_strndup(&l->scratch, name, (size_t)(colon - name)), colon + 1,
						  &format))
		detail_format(&l->text, &format);
	give(l, arena_printf(&l->scratch, "tracepoint:%s", name));
}

/* One part is matched against "category:event", two against each. */
static void list_tracepoints(struct listing *l, const struct probe_kind *kind)
{
	const char *category = first_of_two(l), *pattern = last_part(l);
	name_list names = { 0 };

	l->k->tracepoints(l->k, l->a, category ? category : "*", category ? pattern : "*", &names);
	for (int i = 0; i < names.n; i++)
		if (category || glob_match(pattern, names.at[i]))
			give_tracepoint(l, names.at[i]);
}

static void list_raw_tracepoints(struct listing *l, const struct probe_kind *kind)
{
	struct kernel *k = l->k;
	const char *wanted = first_of_two(l);
	name_list names = { 0 };

	k->raw_tracepoints(k, l->a, last_part(l), &names);
	for (int i = 0; i < names.n; i++) {
		struct ktype_id id;
		struct ktype proto;
		const char *module;

		if (!k->raw_tp_find(k, &l->scratch, names.at[i], &proto, &id))
			continue;
		module = k->btf_name(k, id.btf);
		if (wanted && !glob_match(wanted, module ? module : "vmlinux"))
			continue;
		if (l->verbose)
			detail_proto(&l->text, k, &l->scratch, &proto, false);
		give(l, arena_printf(&l->scratch, "%s:%s:%s", kind->name, module ? module : "vmlinux", names.at[i]));
	}
}

/* Iterators are the functions bpf_iter_X whose context is struct bpf_iter__X. */
static void list_iterators(struct listing *l, const struct probe_kind *kind)
{
	struct kernel *k = l->k;
	name_list names = { 0 };

	k->types(k, l->a, KT_STRUCT, arena_printf(l->a, "bpf_iter__%s", l->nparts ? l->parts[0] : "*"), &names);
	for (int i = 0; i < names.n; i++) {
		const char *name = names.at[i] + strlen("bpf_iter__");
		struct ktype_id id;
		struct ktype t;

		if (!k->func_find(k, &l->scratch, NULL, arena_printf(&l->scratch, "bpf_iter_%s", name), &t, &id))
			continue;
		if (l->verbose && k->type_find(k, KT_STRUCT, names.at[i], &id) && k->type_get(k, &l->scratch, id, &t))
			detail_members(&l->text, k, &l->scratch, &t);
		give(l, arena_printf(&l->scratch, "%s:%s", kind->name, name));
	}
}

/* ---- fixed names ---- */

static void list_fixed(struct listing *l, const struct probe_kind *kind, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!l->nparts || glob_match(l->parts[0], names[i]))
			give(l, arena_printf(&l->scratch, "%s:%s:", kind->name, names[i]));
}

static void list_software(struct listing *l, const struct probe_kind *kind)
{
	static const char *const names[] = {
		"alignment-faults", "bpf-output", "context-switches", "cpu", "cpu-clock", "cpu-migrations", "cs", "dummy",
		"emulation-faults", "faults", "major-faults", "minor-faults", "page-faults", "task-clock",
	};

	list_fixed(l, kind, names, sizeof(names) / sizeof(names[0]));
}

static void list_hardware(struct listing *l, const struct probe_kind *kind)
{
	static const char *const names[] = {
		"backend-stalls", "branch-instructions", "branch-misses", "branches", "bus-cycles", "cache-misses",
		"cache-references", "cpu-cycles", "cycles", "frontend-stalls", "instructions", "ref-cycles",
	};

	list_fixed(l, kind, names, sizeof(names) / sizeof(names[0]));
}

static void list_timers(struct listing *l, const struct probe_kind *kind)
{
	static const char *const names[] = { "hz", "ms", "s", "us" };

	list_fixed(l, kind, names, sizeof(names) / sizeof(names[0]));
}

/* ---- user programs ---- */

static void find_binaries(struct listing *l, name_list *paths)
{
	bool named = l->nparts > 0 && strcmp(l->parts[0], "*") != 0;

	if (named && l->nparts == 1 && l->pid && !strchr(l->parts[0], '/')) {
		l->k->binary_find(l->k, l->a, "", l->pid, paths); /* uprobe:FUNCTION with -p */
		l->parts[1] = l->parts[0];
		l->nparts = 2;
	} else {
		l->k->binary_find(l->k, l->a, named ? l->parts[0] : "*", l->pid, paths);
		if (named && !has_wildcard(l->parts[0]) && paths->n > 1)
			paths->n = 1;
	}
}

static void list_uprobes(struct listing *l, const struct probe_kind *kind)
{
	name_list paths = { 0 };

	find_binaries(l, &paths);
	for (int i = 0; i < paths.n; i++) {
		user_symbol_list symbols = { 0 };

		l->k->user_symbols(l->k, l->a, paths.at[i], l->nparts > 1 ? last_part(l) : "*", &symbols);
		for (int j = 0; j < symbols.n; j++)
			if (symbols.at[j].kind == SYM_FUNC)
				give(l, arena_printf(&l->scratch, "%s:%s:%s", kind->name, paths.at[i], symbols.at[j].name));
	}
}

static void list_usdt(struct listing *l, const struct probe_kind *kind)
{
	name_list paths = { 0 }, names = { 0 };

	find_binaries(l, &paths);
	for (int i = 0; i < paths.n; i++) {
		usdt_list found = { 0 };

		l->k->usdt_locations(l->k, l->a, paths.at[i], l->nparts > 2 ? l->parts[1] : "*",
				     l->nparts > 1 ? last_part(l) : "*", &found);
		for (int j = 0; j < found.n; j++)
			vec_push(l->a, &names, (const char *)arena_printf(l->a, "%s:%s:%s:%s", kind->name, paths.at[i],
									  found.at[j].provider, found.at[j].name));
	}
	names_sort(&names); /* a probe may be at many places */
	for (int i = 0; i < names.n; i++)
		give(l, names.at[i]);
}

/* ---- kinds ---- */

static void list_kind(struct listing *l, const struct probe_kind *kind)
{
	switch (kind->id) {
	case PK_kprobe:
	case PK_kretprobe: list_kprobes(l, kind); break;
	case PK_fentry:
	case PK_fexit: list_trampolines(l, kind); break;
	case PK_tracepoint: list_tracepoints(l, kind); break;
	case PK_rawtracepoint: list_raw_tracepoints(l, kind); break;
	case PK_iter: list_iterators(l, kind); break;
	case PK_software: list_software(l, kind); break;
	case PK_hardware: list_hardware(l, kind); break;
	case PK_profile:
	case PK_interval: list_timers(l, kind); break;
	case PK_uprobe:
	case PK_uretprobe: list_uprobes(l, kind); break;
	case PK_usdt: list_usdt(l, kind); break;
	case PK_self: give(l, "self:signal:SIGUSR1"); break;
	case PK_begin:
	case PK_end: give(l, kind->name); break;
	case PK_test:
	case PK_bench:
	case PK_watchpoint:
	case PK_COUNT_: break; /* these take anything */
	}
}

/* A wildcard for the provider covers what the kernel offers, once. */
static void list_kinds(struct listing *l, const char *provider)
{
	static const enum probe_kind_id covered[] = {
		PK_kprobe, PK_tracepoint, PK_rawtracepoint, PK_fentry, PK_software, PK_hardware, PK_iter,
	};
	const struct probe_kind *kind = probe_kind_by_name(provider);

	l->asked = kind != NULL;
	if (kind) {
		list_kind(l, kind);
		return;
	}
	for (size_t i = 0; i < sizeof(covered) / sizeof(covered[0]); i++)
		if (glob_match(provider, probe_kinds[covered[i]].name))
			list_kind(l, &probe_kinds[covered[i]]);
	if (l->pid && !strcmp(provider, "*"))
		list_usdt(l, &probe_kinds[PK_usdt]);
}

/* ---- types ---- */

static bool list_types(struct listing *l, const char *pattern)
{
	static const struct { const char *keyword; enum ktype_kind kind; } kinds[] = {
		{ "struct ", KT_STRUCT }, { "union ", KT_UNION }, { "enum ", KT_ENUM },
	};
	struct kernel *k = l->k;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		name_list names = { 0 };

		if (strncmp(pattern, kinds[i].keyword, strlen(kinds[i].keyword)) != 0)
			continue;
		pattern += strlen(kinds[i].keyword);
		k->types(k, l->a, kinds[i].kind, pattern + strspn(pattern, " "), &names);
		for (int j = 0; j < names.n; j++) {
			struct ktype_id id;
			struct ktype t;

			if (!l->verbose || !k->type_find(k, kinds[i].kind, names.at[j], &id) ||
			    !k->type_get(k, &l->scratch, id, &t)) {
				give(l, arena_printf(&l->scratch, "%s%s", kinds[i].keyword, names.at[j]));
				continue;
			}
			detail_definition(&l->text, k, &l->scratch, &t);
			give(l, arena_printf(&l->scratch, "%s: %s%s {", k->btf_name(k, id.btf), kinds[i].keyword, names.at[j]));
		}
		return true;
	}
	return false;
}

/* ---- patterns ---- */

/* Cuts a pattern at separators outside of quotes and takes the quotes away. */
static int split(char *text, char separator, const char **parts, int max)
{
	bool quoted = false;
	char *out = text;
	int n = 0;

	parts[n++] = out;
	for (const char *p = text; *p; p++) {
		if (*p == '"') {
			quoted = !quoted;
			if (separator == ',') /* the parts are split later */
				*out++ = *p;
		} else if (*p == separator && !quoted && n < max) {
			*out++ = 0;
			parts[n++] = out;
		} else {
			*out++ = *p;
		}
	}
	*out = 0;
	return n;
}

static const char *trim(char *s)
{
	size_t n;

	while (isspace((unsigned char)*s))
		s++;
	for (n = strlen(s); n && isspace((unsigned char)s[n - 1]);)
		s[--n] = 0;
	return s;
}

static void list_one(struct listing *l, const char *pattern)
{
	const char *parts[PARTS_MAX + 1];
	int n;

	if (list_types(l, pattern))
		return;
	n = split(arena_strdup(l->a, pattern), ':', parts, PARTS_MAX + 1);
	l->nparts = n == 1 ? 1 : n - 1;
	for (int i = 0; i < l->nparts; i++)
		l->parts[i] = parts[n == 1 ? i : i + 1];
	if (n == 1 && !*parts[0])
		l->parts[0] = "*";
	list_kinds(l, n == 1 ? "*" : parts[0]);
}

int kernel_list(struct kernel *k, struct arena *a, const char *pattern, bool verbose, int pid,
		void (*found)(void *ctx, const char *probe, const char *detail), void *ctx)
{
	struct listing l = { .k = k, .a = a, .verbose = verbose, .pid = pid, .found = found, .ctx = ctx };
	const char *patterns[64];
	int n = split(arena_strdup(a, pattern && *pattern ? pattern : "*"), ',', patterns, 64);

	arena_init(&l.scratch);
	for (int i = 0; i < n; i++)
		list_one(&l, trim((char *)patterns[i]));
	arena_release(&l.scratch);
	strbuf_release(&l.text);
	return l.count;
}
