/* A kernel that is described by a text (form: file_parse.c): answers like the running one, from what was parsed. */
#include "kernel/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strmap.h"
#include "kernel/binary.h"
#include "kernel/btf.h"
#include "kernel/util.h"

static struct file_kernel *begin(struct kernel *k)
{
	struct file_kernel *fk = k->impl;

	fk->why[0] = 0;
	return fk;
}

static bool need(struct file_kernel *fk, enum feature f, const char *why)
{
	if (fk->features[f])
		return true;
	snprintf(fk->why, sizeof(fk->why), "%s", why);
	return false;
}

static bool need_btf(struct file_kernel *fk)
{
	return need(fk, FEAT_BTF, "the kernel has no BTF");
}

/* ---- types ---- */

static bool find_type(struct file_kernel *fk, bool is_typedef, enum ktype_kind kind, const char *name,
		      struct ktype_id *out)
{
	for (int i = 1; *name && i < fk->types.n; i++) {
		const struct file_type *t = &fk->types.at[i];

		if (t->is_typedef != is_typedef || (!is_typedef && t->kind != kind) || strcmp(t->name, name) != 0)
			continue;
		*out = (struct ktype_id){ 0, (uint32_t)i };
		return true;
	}
	return false;
}

static bool find_int(struct file_kernel *fk, const char *name, struct ktype_id *out)
{
	const char *gcc, *clang;

	return find_type(fk, false, KT_INT, name, out) ||
	       (*name && btf_base_type_names(name, &gcc, &clang) && find_type(fk, false, KT_INT, gcc, out));
}

static bool file_type_find(struct kernel *k, enum ktype_kind kind, const char *name, struct ktype_id *out)
{
	struct file_kernel *fk = begin(k);

	if (!need_btf(fk))
		return false;
	switch (kind) {
	case KT_VOID:
		return find_type(fk, true, KT_VOID, name, out) || find_int(fk, name, out) ||
		       find_type(fk, false, KT_STRUCT, name, out) || find_type(fk, false, KT_UNION, name, out) ||
		       find_type(fk, false, KT_ENUM, name, out);
	case KT_INT: return find_int(fk, name, out);
	case KT_FLOAT:
	case KT_STRUCT:
	case KT_UNION:
	case KT_ENUM:
	case KT_FWD: return find_type(fk, false, kind, name, out);
	case KT_PTR:
	case KT_ARRAY:
	case KT_FUNC_PROTO: return false;
	}
	return false;
}

static void fill_type(const struct file_kernel *fk, uint32_t id, struct ktype *out)
{
	const struct file_type *t = &fk->types.at[id];

	memset(out, 0, sizeof(*out));
	for (; t->is_typedef; t = &fk->types.at[id]) {
		if (!out->typedef_name)
			out->typedef_name = t->name;
		id = t->target;
	}
	out->kind = t->kind;
	out->id.id = id;
	out->name = t->name;
	out->size = t->size;
	out->is_signed = t->is_signed;
	out->is_char = t->is_char;
	out->is_bool = t->is_bool;
	out->target.id = t->target;
	out->tag = t->tag;
	out->nelems = t->nelems;
	out->members = t->members;
	out->nmembers = t->nmembers;
	out->enums = t->enums;
	out->nenums = t->nenums;
}

static bool file_type_get(struct kernel *k, struct arena *a, struct ktype_id id, struct ktype *out)
{
	struct file_kernel *fk = begin(k);

	if (!need_btf(fk) || id.id >= (uint32_t)fk->types.n || id.btf >= (uint32_t)fk->modules.n)
		return false;
	fill_type(fk, id.id, out);
	return true;
}

static bool file_enumerator_find(struct kernel *k, const char *name, int64_t *value, struct ktype_id *enum_type)
{
	struct file_kernel *fk = begin(k);

	if (!need_btf(fk))
		return false;
	for (int i = 1; i < fk->types.n; i++)
		for (uint32_t j = 0; j < fk->types.at[i].nenums; j++)
			if (!strcmp(fk->types.at[i].enums[j].name, name)) {
				*value = fk->types.at[i].enums[j].value;
				*enum_type = (struct ktype_id){ 0, (uint32_t)i };
				return true;
			}
	return false;
}

static bool file_var_find(struct kernel *k, const char *name, struct ktype_id *type)
{
	struct file_kernel *fk = begin(k);

	if (!need_btf(fk))
		return false;
	for (int i = 0; i < fk->vars.n; i++)
		if (!strcmp(fk->vars.at[i].name, name)) {
			*type = (struct ktype_id){ 0, fk->vars.at[i].type };
			return true;
		}
	return false;
}

static int file_types(struct kernel *k, struct arena *a, enum ktype_kind kind, const char *pattern, name_list *out)
{
	struct file_kernel *fk = begin(k);

	if (!need_btf(fk))
		return -ENOENT;
	for (int i = 1; i < fk->types.n; i++) {
		const struct file_type *t = &fk->types.at[i];

		if (!t->is_typedef && t->kind == kind && *t->name && glob_match(pattern, t->name))
			vec_push(a, out, t->name);
	}
	names_sort(out);
	return 0;
}

static const char *file_btf_name(struct kernel *k, uint32_t btf)
{
	struct file_kernel *fk = begin(k);

	return btf < (uint32_t)fk->modules.n ? fk->modules.at[btf] : NULL;
}

/* ---- functions ---- */

static bool file_func_find(struct kernel *k, struct arena *a, const char *module, const char *name, struct ktype *proto,
			   struct ktype_id *id)
{
	struct file_kernel *fk = begin(k);

	if (!need_btf(fk))
		return false;
	for (int i = 0; i < fk->functions.n; i++) {
		const struct file_function *f = &fk->functions.at[i];

		if (strcmp(f->name, name) != 0 || (module && strcmp(module, fk->modules.at[f->module]) != 0))
			continue;
		fill_type(fk, f->proto, proto);
		*id = (struct ktype_id){ f->module, f->proto };
		return true;
	}
	return false;
}

static bool has_suffix(const char *name, const char *function)
{
	static const char *const suffixes[] = { ".isra.", ".constprop.", ".part.", ".llvm." };
	size_t n = strlen(function);

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (!strncmp(name, function, n) && !strncmp(name + n, suffixes[i], strlen(suffixes[i])))
			return true;
	return false;
}

static void add_functions(struct file_kernel *fk, struct arena *a, const char *module, const char *pattern,
			  bool suffixed, name_list *out)
{
	for (int i = 0; i < fk->functions.n; i++) {
		const struct file_function *f = &fk->functions.at[i];
		const char *in = fk->modules.at[f->module];

		if (f->notrace || (module && !glob_match(module, in)) ||
		    !(suffixed ? has_suffix(f->name, pattern) : glob_match(pattern, f->name)))
			continue;
		/* an exact name without a module stays as it is */
		vec_push(a, out, f->module && (module || has_wildcard(pattern)) ?
			 (const char *)arena_printf(a, "%s:%s", in, f->name) : f->name);
		if (suffixed)
			return;
	}
}

static int file_functions(struct kernel *k, struct arena *a, const char *module, const char *pattern, name_list *out)
{
	struct file_kernel *fk = begin(k);
	int before = out->n;

	add_functions(fk, a, module, pattern, false, out);
	if (out->n == before && !has_wildcard(pattern))
		add_functions(fk, a, module, pattern, true, out);
	names_sort(out);
	need(fk, FEAT_KPROBES, "this kernel was built without kprobes (CONFIG_KPROBES)");
	return 0;
}

static bool file_symbol_address(struct kernel *k, const char *name, uint64_t *address)
{
	struct file_kernel *fk = begin(k);

	for (int i = 0; i < fk->symbols.n; i++)
		if (!strcmp(fk->symbols.at[i].name, name)) {
			*address = fk->symbols.at[i].address;
			return true;
		}
	return false;
}

/* ---- tracepoints ---- */

static bool need_tracefs(struct file_kernel *fk)
{
	return need(fk, FEAT_TRACEFS, "tracefs is not mounted (mount -t tracefs tracefs /sys/kernel/tracing)");
}

static int file_tracepoints(struct kernel *k, struct arena *a, const char *category, const char *event, name_list *out)
{
	struct file_kernel *fk = begin(k);

	if (!need_tracefs(fk))
		return -ENOENT;
	for (int i = 0; i < fk->tracepoints.n; i++) {
		const struct file_tracepoint *t = &fk->tracepoints.at[i];

		if (glob_match(category, t->category) && glob_match(event, t->event))
			vec_push(a, out, (const char *)arena_printf(a, "%s:%s", t->category, t->event));
	}
	names_sort(out);
	return 0;
}

static bool file_tracepoint_format(struct kernel *k, struct arena *a, const char *category, const char *event,
				   struct tp_format *out)
{
	struct file_kernel *fk = begin(k);

	if (!need_tracefs(fk))
		return false;
	for (int i = 0; i < fk->tracepoints.n; i++) {
		const struct file_tracepoint *t = &fk->tracepoints.at[i];

		if (strcmp(category, t->category) != 0 || strcmp(event, t->event) != 0)
			continue;
		*out = t->format;
		return true;
	}
	return false;
}

static int file_raw_tracepoints(struct kernel *k, struct arena *a, const char *pattern, name_list *out)
{
	struct file_kernel *fk = begin(k);

	if (!need_btf(fk))
		return -ENOENT;
	for (int i = 0; i < fk->raw_tps.n; i++)
		if (glob_match(pattern, fk->raw_tps.at[i].name))
			vec_push(a, out, fk->raw_tps.at[i].name);
	names_sort(out);
	return 0;
}

static bool file_raw_tp_find(struct kernel *k, struct arena *a, const char *name, struct ktype *proto,
			     struct ktype_id *id)
{
	struct file_kernel *fk = begin(k);

	if (!need_btf(fk))
		return false;
	for (int i = 0; i < fk->raw_tps.n; i++)
		if (!strcmp(name, fk->raw_tps.at[i].name)) {
			fill_type(fk, fk->raw_tps.at[i].proto, proto);
			*id = (struct ktype_id){ 0, fk->raw_tps.at[i].proto };
			return true;
		}
	return false;
}

/* ---- binaries ---- */

static bool in_path(const char *path, const char *base)
{
	return base - path >= 5 && (!strncmp(base - 5, "/bin/", 5) || (base - path >= 6 && !strncmp(base - 6, "/sbin/", 6)));
}

static bool is_target(const struct file_binary *b, const char *target)
{
	const char *slash = strrchr(b->path, '/'), *base = slash ? slash + 1 : b->path;
	char library[256];

	if (names_have(&b->aliases, target))
		return true;
	if (strchr(target, '/') || !strcmp(target, "*"))
		return glob_match(target, b->path);
	snprintf(library, sizeof(library), "lib%s", target);
	return (in_path(b->path, base) && glob_match(target, base)) ||
	       library_matches(base, strncmp(target, "lib", 3) ? library : target);
}

static int file_binary_find(struct kernel *k, struct arena *a, const char *target, int pid, name_list *paths)
{
	struct file_kernel *fk = begin(k);
	int before = paths->n;

	if (!target || !*target) {
		if (pid > 0 && fk->binaries.n)
			vec_push(a, paths, fk->binaries.at[0].path);
	} else {
		for (int i = 0; i < fk->binaries.n; i++)
			if (is_target(&fk->binaries.at[i], target) && !names_have(paths, fk->binaries.at[i].path))
				vec_push(a, paths, fk->binaries.at[i].path);
	}
	if (paths->n > before)
		return 0;
	snprintf(fk->why, sizeof(fk->why), "%s", target && strchr(target, '/') ? "there is no such file" :
		 "it is neither in $PATH nor a library the dynamic linker knows");
	return -ENOENT;
}

static const struct file_binary *find_binary(struct file_kernel *fk, const char *path)
{
	for (int i = 0; i < fk->binaries.n; i++)
		if (!strcmp(path, fk->binaries.at[i].path))
			return &fk->binaries.at[i];
	snprintf(fk->why, sizeof(fk->why), "there is no such file");
	return NULL;
}

static int compare_symbols(const void *a, const void *b)
{
	return strcmp(((const struct user_symbol *)a)->name, ((const struct user_symbol *)b)->name);
}

static void add_symbols(const struct file_binary *b, struct arena *a, const char *pattern, enum sym_kind kind,
			user_symbol_list *out)
{
	for (int i = 0; i < b->symbols.n; i++)
		if (b->symbols.at[i].kind == kind && glob_match(pattern, b->symbols.at[i].name))
			vec_push(a, out, b->symbols.at[i]);
}

static int file_user_symbols(struct kernel *k, struct arena *a, const char *path, const char *pattern,
			     user_symbol_list *out)
{
	struct file_kernel *fk = begin(k);
	const struct file_binary *b = find_binary(fk, path);
	int before = out->n;

	if (!b)
		return -ENOENT;
	add_symbols(b, a, pattern, SYM_FUNC, out);
	if (out->n == before && !has_wildcard(pattern))
		add_symbols(b, a, pattern, SYM_DATA, out);
	if (out->n > before)
		qsort(out->at + before, (size_t)(out->n - before), sizeof(*out->at), compare_symbols);
	return 0;
}

static int file_usdt(struct kernel *k, struct arena *a, const char *path, const char *provider, const char *name,
		     usdt_list *out)
{
	struct file_kernel *fk = begin(k);
	const struct file_binary *b = find_binary(fk, path);

	for (int i = 0; b && i < b->usdt.n; i++)
		if ((!provider || glob_match(provider, b->usdt.at[i].provider)) &&
		    (!name || glob_match(name, b->usdt.at[i].name)))
			vec_push(a, out, b->usdt.at[i]);
	return b ? 0 : -ENOENT;
}

/* ---- the machine ---- */

static bool file_feature(struct kernel *k, enum feature f)
{
	struct file_kernel *fk = begin(k);

	if ((unsigned)f < FEAT_COUNT_ && fk->features[f])
		return true;
	if ((unsigned)f < FEAT_COUNT_)
		snprintf(fk->why, sizeof(fk->why), "the kernel described does not have it (%s)", feature_names[f]);
	return false;
}

static uint32_t file_version(struct kernel *k)
{
	return ((struct file_kernel *)k->impl)->version;
}

static uint32_t file_possible_cpus(struct kernel *k)
{
	return ((struct file_kernel *)k->impl)->cpus;
}

static int file_cgroup_id(struct kernel *k, const char *path, uint64_t *id)
{
	struct file_kernel *fk = begin(k);

	for (int i = 0; i < fk->cgroups.n; i++)
		if (!strcmp(fk->cgroups.at[i].name, path)) {
			*id = fk->cgroups.at[i].address;
			return 0;
		}
	snprintf(fk->why, sizeof(fk->why), "No such file or directory");
	return -ENOENT;
}

static const char *file_why(struct kernel *k)
{
	return ((struct file_kernel *)k->impl)->why;
}

static void file_release(struct kernel *k)
{
	struct file_kernel *fk = k->impl;

	arena_release(&fk->arena);
	free(fk);
}

static const struct kernel answers = {
	.type_find = file_type_find,
	.type_get = file_type_get,
	.enumerator_find = file_enumerator_find,
	.func_find = file_func_find,
	.raw_tp_find = file_raw_tp_find,
	.tracepoints = file_tracepoints,
	.tracepoint_format = file_tracepoint_format,
	.raw_tracepoints = file_raw_tracepoints,
	.functions = file_functions,
	.symbol_address = file_symbol_address,
	.binary_find = file_binary_find,
	.user_symbols = file_user_symbols,
	.usdt_locations = file_usdt,
	.feature = file_feature,
	.version = file_version,
	.possible_cpus = file_possible_cpus,
	.cgroup_id = file_cgroup_id,
	.why = file_why,
	.release = file_release,
	.var_find = file_var_find,
	.types = file_types,
	.btf_name = file_btf_name,
};

struct kernel *kernel_file_new(const char *text, const char **error)
{
	struct file_kernel *fk = must_alloc(1, sizeof(*fk));
	char *message;

	arena_init(&fk->arena);
	fk->kernel = answers;
	fk->kernel.impl = fk;
	fk->version = 6 << 16 | 12 << 8;
	fk->cpus = 4;
	for (int i = 0; i < FEAT_COUNT_; i++)
		fk->features[i] = true;
	message = file_parse(fk, text);
	if (!message)
		return &fk->kernel;
	file_release(&fk->kernel);
	*error = message;
	return NULL;
}
