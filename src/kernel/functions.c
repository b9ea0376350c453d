/* Kernel functions one can trace, and kernel symbols by name.
 *
 * An exact name is looked up in kallsyms, also with the suffixes compilers add: BTF has finish_task_switch where the
 * symbol is finish_task_switch.isra.0. On a kernel without kprobes BTF will do, nothing can be attached there. Patterns
 * go over available_filter_functions; where that cannot be read, over the text symbols of kallsyms. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strmap.h"
#include "kernel/live.h"
#include "kernel/tracefs.h"
#include "kernel/util.h"

struct function_query {
	struct arena *arena;
	const char *module, *pattern; /* module NULL: any */
	name_list *out;
};

static bool module_matches(const char *wanted, const char *module)
{
	return !wanted || glob_match(wanted, module ? module : "vmlinux");
}

static void add_function(const struct function_query *q, const char *module, const char *name)
{
	if (!module_matches(q->module, module) || !glob_match(q->pattern, name))
		return;
	vec_push(q->arena, q->out, module && strcmp(module, "vmlinux") != 0 ?
		 (const char *)arena_printf(q->arena, "%s:%s", module, name) : arena_strdup(q->arena, name));
}

/* Cuts "[module]" behind a name; NULL: the kernel itself. */
static char *cut_module(char *s)
{
	char *open = strchr(s, '['), *close = open ? strchr(open, ']') : NULL;

	if (!close)
		return NULL;
	*close = 0;
	return open + 1;
}

/* ---- kallsyms ---- */

static bool is_text_symbol(const struct kallsym *s)
{
	return s->name && strchr("tTwW", s->type) != NULL;
}

/* BPF programs and generated trampolines are in kallsyms too. */
static bool is_module(const struct kallsym *s)
{
	return !(s->module_len == 3 && !memcmp(s->module, "bpf", 3)) &&
	       !(s->module_len > 9 && !memcmp(s->module, "__builtin", 9));
}

/* Labels and padding that look like functions. */
static bool is_no_function(const char *name)
{
	static const char *const prefixes[] = { "__cfi_", "__pfx_", "__kstrtab", "__ksymtab", ".", "$", "_stext",
						"_etext", "_text", "__crc_", "_sinittext", "_einittext" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (!strncmp(name, prefixes[i], strlen(prefixes[i])))
			return true;
	return strstr(name, ".cold") != NULL;
}

static void kallsyms_functions(struct live *l, const struct function_query *q)
{
	char name[512], module[128];
	struct kallsym s;
	size_t pos = 0;

	while (kallsyms_next(&l->kallsyms, &pos, &s)) {
		if (!is_text_symbol(&s) || !is_module(&s) || s.name_len >= sizeof(name) ||
		    s.module_len >= sizeof(module))
			continue;
		memcpy(name, s.name, s.name_len);
		name[s.name_len] = 0;
		if (s.module_len)
			memcpy(module, s.module, s.module_len);
		module[s.module_len] = 0;
		if (!is_no_function(name))
			add_function(q, s.module ? module : NULL, name);
	}
}

/* The name of a variant the compiler made of a function; NULL if the symbol is something else. */
static const char *variant_name(const struct function_query *q, const struct kallsym *s, const char *module)
{
	static const char *const suffixes[] = { ".isra.", ".constprop.", ".part.", ".llvm." };
	const char *suffix = s->name + strlen(q->pattern);
	const char *name = arena_strndup(q->arena, s->name, s->name_len);

	if (is_no_function(name))
		return NULL;
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (!strncmp(suffix, suffixes[i], strlen(suffixes[i])))
			return q->module && module ? arena_printf(q->arena, "%s:%s", module, name) : name;
	return NULL;
}

/* The exact name, else its first variant. */
static void kallsyms_exact(struct live *l, const struct function_query *q)
{
	const char *variant = NULL;
	struct kallsym s;
	size_t pos = 0;

	while (kallsyms_next_named(&l->kallsyms, &pos, q->pattern, &s)) {
		const char *module = s.module ? arena_strndup(q->arena, s.module, s.module_len) : NULL;

		if (!is_text_symbol(&s) || !is_module(&s) || !module_matches(q->module, module))
			continue;
		if (s.name_len == strlen(q->pattern)) {
			add_function(q, q->module ? module : NULL, q->pattern);
			return;
		}
		if (!variant)
			variant = variant_name(q, &s, module);
	}
	if (variant)
		vec_push(q->arena, q->out, variant);
}

bool live_symbol_address(struct kernel *k, const char *name, uint64_t *address)
{
	struct live *l = live_of(k);
	struct kallsym s;
	size_t pos = 0;

	while (kallsyms_next_named(&l->kallsyms, &pos, name, &s)) {
		if (s.name_len != strlen(name))
			continue;
		if (!s.address)
			live_why(l, "the kernel hides addresses (kernel.kptr_restrict, or CAP_SYSLOG is missing)");
		*address = s.address;
		return s.address != 0;
	}
	if (!l->kallsyms.len)
		live_why(l, "/proc/kallsyms cannot be read");
	return false;
}

/* ---- available_filter_functions ---- */

/* The list, read once: the kernel takes long to print it. */
static const char *filter_list(struct live *l)
{
	const char *why, *root = l->traceable_path || l->traceable ? NULL : tracefs_find(&why);
	char path[128];

	if (l->traceable)
		return l->traceable;
	if (l->traceable_path) {
		l->traceable = file_read(l->traceable_path, NULL);
		if (!l->traceable)
			live_why(l, "%s: %s", l->traceable_path, strerror(errno));
	} else if (root) {
		snprintf(path, sizeof(path), "%s/available_filter_functions", root);
		l->traceable = file_read(path, NULL);
	}
	return l->traceable;
}

/* Lines are "name" or "name [module]". */
static bool filter_functions(struct live *l, const struct function_query *q)
{
	const char *p = filter_list(l);
	char line[512];

	for (size_t n; p && *p; p += n + (p[n] == '\n')) {
		n = strcspn(p, "\n");
		if (n >= sizeof(line))
			continue;
		memcpy(line, p, n);
		line[n] = 0;
		char *module = cut_module(line);
		line[strcspn(line, " \t")] = 0;
		if (*line && strncmp(line, "__ftrace_invalid_address__", 26) != 0)
			add_function(q, module, line);
	}
	return l->traceable != NULL;
}

int live_functions(struct kernel *k, struct arena *a, const char *module, const char *pattern, name_list *out)
{
	struct live *l = live_of(k);
	struct function_query q = { .arena = a, .module = module, .pattern = pattern, .out = out };
	bool exact = !has_wildcard(pattern) && !(module && has_wildcard(module));
	struct ktype_id id;
	struct ktype proto;

	if (!*pattern)
		return 0;
	if (l->traceable_path) {
		filter_functions(l, &q);
	} else if (exact && !live_feature(k, FEAT_KPROBES) &&
		   btf_set_func(&l->btf, a, module ? module : "vmlinux", pattern, &proto, &id)) {
		add_function(&q, module, pattern);
	} else if (exact) {
		kallsyms_exact(l, &q);
	} else if (!filter_functions(l, &q)) {
		kallsyms_functions(l, &q);
	}
	names_sort(out);
	if (!l->traceable_path)
		live_feature(k, FEAT_KPROBES); /* why, if there are none */
	return 0;
}
