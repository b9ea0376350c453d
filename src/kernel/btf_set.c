/* The BTF files of a kernel: vmlinux, and those of modules as they are needed; and finding things by name in all of
 * them. A name is looked for in vmlinux first; modules are opened when it is not there. Ids of vmlinux types that a
 * module refers to come out as {0, id}, so that one type has one id. */
#include "kernel/btf.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BTF_DIR "/sys/kernel/btf"

bool btf_set_open(struct btf_set *s)
{
	const char *error = NULL;

	if (!s->opened) {
		s->opened = true;
		s->files[0] = btf_file_open("vmlinux", s->path ? s->path : BTF_DIR "/vmlinux", NULL, &error);
		s->n = s->files[0] ? 1 : 0;
		s->error = error;
	}
	return s->n > 0;
}

void btf_set_release(struct btf_set *s)
{
	while (s->n > 0)
		btf_file_free(s->files[--s->n]);
	memset(s, 0, sizeof(*s));
}

static int opened_module(const struct btf_set *s, const char *module)
{
	for (uint32_t i = 0; i < s->n; i++)
		if (!strcmp(s->files[i]->name, module))
			return (int)i;
	return -1;
}

int btf_set_module(struct btf_set *s, const char *module)
{
	char path[512];
	const char *error;
	int i;

	if (!btf_set_open(s))
		return -1;
	i = opened_module(s, module);
	/* modules of another kernel's BTF cannot be here */
	if (i >= 0 || s->path || strchr(module, '/') || s->n > BTF_MODULES_MAX)
		return i;
	if (snprintf(path, sizeof(path), BTF_DIR "/%s", module) >= (int)sizeof(path))
		return -1;
	struct btf_file *f = btf_file_open(module, path, s->files[0], &error);
	if (!f)
		return -1;
	s->files[s->n] = f;
	return (int)s->n++;
}

void btf_set_open_modules(struct btf_set *s)
{
	struct dirent **list;
	int n;

	if (s->modules_listed || !btf_set_open(s))
		return;
	s->modules_listed = true;
	if (s->path || (n = scandir(BTF_DIR, &list, NULL, alphasort)) < 0)
		return;
	for (int i = 0; i < n; i++) {
		if (list[i]->d_name[0] != '.')
			btf_set_module(s, list[i]->d_name);
		free(list[i]);
	}
	free(list);
}

static struct ktype_id make_id(const struct btf_set *s, uint32_t file, uint32_t id)
{
	return (struct ktype_id){ id < s->files[file]->first_id ? 0 : file, id };
}

/* Steps from file to file; the modules are opened on the step behind vmlinux. */
static uint32_t next_file(struct btf_set *s, uint32_t i)
{
	if (!i)
		btf_set_open_modules(s);
	return i + 1;
}

/* ---- base types ---- */

static bool next_word(const char **p, char *word, size_t size)
{
	size_t n = 0;

	while (**p == ' ')
		++*p;
	for (; **p && **p != ' '; ++*p)
		if (n + 1 < size)
			word[n++] = **p;
	word[n] = 0;
	return n > 0;
}

bool btf_base_type_names(const char *name, const char **gcc, const char **clang)
{
	static const char *const of_gcc[2][5] = {
		{ "signed char", "short int", "int", "long int", "long long int" },
		{ "unsigned char", "short unsigned int", "unsigned int", "long unsigned int", "long long unsigned int" },
	};
	static const char *const of_clang[2][5] = {
		{ "signed char", "short", "int", "long", "long long" },
		{ "unsigned char", "unsigned short", "unsigned int", "unsigned long", "unsigned long long" },
	};
	int is_unsigned = 0, is_signed = 0, is_char = 0, is_short = 0, longs = 0;
	char word[16];

	while (next_word(&name, word, sizeof(word))) {
		if (!strcmp(word, "unsigned"))
			is_unsigned = 1;
		else if (!strcmp(word, "signed"))
			is_signed = 1;
		else if (!strcmp(word, "char"))
			is_char = 1;
		else if (!strcmp(word, "short"))
			is_short = 1;
		else if (!strcmp(word, "long"))
			longs++;
		else if (strcmp(word, "int") != 0)
			return false;
	}
	int width = is_char ? 0 : is_short ? 1 : longs > 1 ? 4 : longs ? 3 : 2;
	*gcc = of_gcc[is_unsigned][width];
	*clang = of_clang[is_unsigned][width];
	if (is_char && !is_unsigned && !is_signed)
		*gcc = *clang = "char";
	return true;
}

/* ---- finding ---- */

static uint32_t find_in(struct btf_file *f, const char *name, uint32_t kinds)
{
	const char *gcc, *clang;
	uint32_t id = btf_file_find(f, name, kinds);

	if (!id && kinds >> BTF_KIND_INT & 1 && btf_base_type_names(name, &gcc, &clang)) {
		id = btf_file_find(f, gcc, 1u << BTF_KIND_INT);
		if (!id)
			id = btf_file_find(f, clang, 1u << BTF_KIND_INT);
	}
	return id;
}

static bool find_kinds(struct btf_set *s, const char *name, uint32_t kinds, struct ktype_id *out)
{
	uint32_t id;

	if (!*name || !btf_set_open(s))
		return false;
	for (uint32_t i = 0; i < s->n; i = next_file(s, i))
		if ((id = find_in(s->files[i], name, kinds))) {
			*out = make_id(s, i, id);
			return true;
		}
	return false;
}

bool btf_set_find(struct btf_set *s, enum ktype_kind kind, const char *name, struct ktype_id *out)
{
	enum { TAGGED = 1u << BTF_KIND_STRUCT | 1u << BTF_KIND_UNION | 1u << BTF_KIND_ENUM | 1u << BTF_ENUM64 };

	switch (kind) {
	case KT_VOID:
		return find_kinds(s, name, 1u << BTF_KIND_TYPEDEF | 1u << BTF_KIND_INT | 1u << BTF_KIND_FLOAT, out) ||
		       find_kinds(s, name, TAGGED, out);
	case KT_INT: return find_kinds(s, name, 1u << BTF_KIND_INT, out);
	case KT_FLOAT: return find_kinds(s, name, 1u << BTF_KIND_FLOAT, out);
	case KT_STRUCT: return find_kinds(s, name, 1u << BTF_KIND_STRUCT, out);
	case KT_UNION: return find_kinds(s, name, 1u << BTF_KIND_UNION, out);
	case KT_ENUM: return find_kinds(s, name, 1u << BTF_KIND_ENUM | 1u << BTF_ENUM64, out);
	case KT_FWD: return find_kinds(s, name, 1u << BTF_KIND_FWD, out);
	case KT_PTR:
	case KT_ARRAY:
	case KT_FUNC_PROTO: return false; /* these have no names */
	}
	return false;
}

bool btf_set_enumerator(struct btf_set *s, const char *name, int64_t *value, struct ktype_id *enum_type)
{
	if (!*name || !btf_set_open(s))
		return false;
	for (uint32_t i = 0; i < s->n; i = next_file(s, i)) {
		uint32_t id = btf_file_find_enumerator(s->files[i], name, value);

		if (id) {
			*enum_type = make_id(s, i, id);
			return true;
		}
	}
	return false;
}

/* A name in one module, or in any file when module is NULL. */
static bool find_scoped(struct btf_set *s, const char *module, const char *name, uint32_t kind, struct ktype_id *out)
{
	uint32_t id;
	int i;

	if (!module)
		return find_kinds(s, name, 1u << kind, out);
	i = btf_set_module(s, module);
	if (i < 0 || !(id = btf_file_find(s->files[i], name, 1u << kind)))
		return false;
	*out = make_id(s, (uint32_t)i, id);
	return true;
}

bool btf_set_func(struct btf_set *s, struct arena *a, const char *module, const char *name, struct ktype *proto,
		  struct ktype_id *id)
{
	return *name && find_scoped(s, module, name, BTF_KIND_FUNC, id) && btf_set_get(s, a, *id, proto) &&
	       proto->kind == KT_FUNC_PROTO;
}

/* The prototype behind a btf_trace_ typedef has no parameter names; functions the kernel makes for the event do. */
static void name_parameters(struct btf_set *s, struct arena *a, uint32_t file, const char *event, struct ktype *proto)
{
	static const char *const prefixes[] = { "__traceiter_", "__probestub_", "__bpf_trace_" };
	struct ktype named = { 0 };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		const char *name = arena_printf(a, "%s%s", prefixes[i], event);
		uint32_t id = btf_file_find(s->files[file], name, 1u << BTF_KIND_FUNC);

		if (id && btf_set_get(s, a, (struct ktype_id){ file, id }, &named) && named.nmembers == proto->nmembers)
			break;
	}
	for (uint32_t i = 0; i < proto->nmembers; i++)
		if (named.nmembers == proto->nmembers)
			proto->members[i].name = named.members[i].name;
		else if (!*proto->members[i].name)
			proto->members[i].name = arena_printf(a, "arg%u", i ? i - 1 : 0);
}

/* "EVENT" or "MODULE:EVENT" */
bool btf_set_raw_tp(struct btf_set *s, struct arena *a, const char *name, struct ktype *proto, struct ktype_id *id)
{
	const char *colon = strchr(name, ':');
	const char *module = colon ? arena_strndup(a, name, (size_t)(colon - name)) : NULL;
	const char *typedef_name = arena_printf(a, "btf_trace_%s", colon ? colon + 1 : name);
	struct ktype pointer;

	if (!find_scoped(s, module, typedef_name, BTF_KIND_TYPEDEF, id) || !btf_set_get(s, a, *id, &pointer) ||
	    pointer.kind != KT_PTR || !btf_set_get(s, a, pointer.target, proto) || proto->kind != KT_FUNC_PROTO)
		return false;
	name_parameters(s, a, id->btf, colon ? colon + 1 : name, proto);
	if (proto->nmembers) { /* void *__data */
		proto->members++;
		proto->nmembers--;
	}
	return true;
}

/* The type of a variable; only per-CPU variables are in the BTF of most kernels. */
bool btf_set_var(struct btf_set *s, const char *name, struct ktype_id *type)
{
	const struct btf_type *t;

	if (!find_kinds(s, name, 1u << BTF_KIND_VAR, type))
		return false;
	t = btf_file_type(s->files[type->btf], type->id);
	*type = make_id(s, type->btf, t->type);
	return true;
}

void btf_set_each(struct btf_set *s, uint32_t kinds,
		  bool (*found)(void *ctx, const struct btf_file *f, uint32_t id, const char *name), void *ctx)
{
	if (!btf_set_open(s))
		return;
	for (uint32_t i = 0; i < s->n; i = next_file(s, i)) {
		const struct btf_file *f = s->files[i];

		for (uint32_t id = f->first_id; id < f->first_id + f->ntypes; id++) {
			const struct btf_type *t = btf_file_type(f, id);

			if (kinds >> btf_kind_of(t) & 1 && t->name_off &&
			    !found(ctx, f, id, btf_file_string(f, t->name_off)))
				return;
		}
	}
}
