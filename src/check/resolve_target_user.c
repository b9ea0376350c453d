/* uprobe, uretprobe, usdt: functions and static probes of user programs.
 *
 * A target is a path, a name in $PATH, a library, or missing when -p or -c name a process. Functions become file
 * offsets by the symbol table; C++ names are matched by the beginning of their mangled form. */
#include "check/resolve.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

/* ---- binaries ---- */

/* The executable of the traced process or command. */
static const char *process_target(struct probe_build *b)
{
	const struct compile_options *opt = b->p->opt;
	char path[PATH_MAX];
	const char *link;
	ssize_t n;

	if (!opt->pid)
		return opt->command;
	link = arena_printf(b->p->arena, "/proc/%d/exe", opt->pid);
	n = readlink(link, path, sizeof(path));
	/* another mount namespace, or a deleted file: only the link leads there */
	if (n <= 0 || n == sizeof(path) || access(arena_strndup(b->p->arena, path, n), X_OK))
		return link;
	return arena_strndup(b->p->arena, path, n);
}

static bool find_binaries(struct probe_build *b, const char *target, name_list *paths, bool quiet)
{
	struct kernel *k = b->p->kernel;

	k->binary_find(k, b->p->arena, target, b->p->opt->pid, paths);
	if (paths->n || quiet)
		return paths->n;
	if (b->p->config.run.missing_probes == 0 && !b->ap->optional && !b->ap->first_of)
		build_error(b, "%s target file '%s' does not exist or is not executable", b->kind->name, target);
	else
		build_missing(b, "%s", target);
	return false;
}

/* ---- uprobe ---- */

struct function_name {
	struct attach_part part;  /* name or pattern */
	const char *lang;         /* "cpp" or NULL */
	uint64_t offset;
	bool by_address;
	uint64_t address;
};

static void uprobe_add(struct probe_build *b, const char *path, const char *shown, uint64_t file_offset,
		       const struct function_name *f, const char *symbol)
{
	struct arena *a = b->p->arena;
	struct image_target t = { .path = path, .function = symbol, .offset = file_offset };
	struct context c = { .separate = b->uses.uaddr };

	t.name = arena_printf(a, "%s:%s:%s%s%s", b->kind->name, path, f->lang ? f->lang : "", f->lang ? ":" : "",
			      shown);
	c.ctx = ctx_pointer(b, "pt_regs");
	if (b->kind->flags & PF_RETVAL)
		c.retval = &type_uint64;
	build_target(b, &t, &c);
}

/* Symbols tell how addresses map to file offsets; without any they are taken to be equal. */
static uint64_t address_to_offset(struct probe_build *b, const char *path, uint64_t address)
{
	struct kernel *k = b->p->kernel;
	user_symbol_list list = { 0 };
	const struct user_symbol *best = NULL;

	k->user_symbols(k, b->p->arena, path, "*", &list);
	for (int i = 0; i < list.n; i++) {
		const struct user_symbol *s = &list.at[i];
		if (s->kind == SYM_FUNC && s->address <= address && (!best || s->address > best->address))
			best = s;
	}
	return best ? best->file_offset + (address - best->address) : address;
}

/* Beginning of the mangled (Itanium) name of a C++ function written as ns::class::f or ns::f(args); every overload has
 * it. std:: is abbreviated to St, and needs no nesting when the function is directly in it. */
static const char *mangled_prefix(struct arena *a, const char *name, bool const_member)
{
	struct strbuf b = { 0 };
	size_t len = strcspn(name, "(");
	bool std = !strncmp(name, "std::", 5) && len > 5;
	bool nested = memmem(name + (std ? 5 : 0), len - (std ? 5 : 0), "::", 2) != NULL;
	char *copy;

	strbuf_addstr(&b, nested ? const_member ? "_ZNK" : "_ZN" : "_Z");
	strbuf_addstr(&b, std ? "St" : "");
	for (const char *c = name + (std ? 5 : 0), *end = name + len; c < end;) {
		const char *sep = memmem(c, end - c, "::", 2);
		size_t n = sep ? (size_t)(sep - c) : (size_t)(end - c);
		if (n)
			strbuf_printf(&b, "%zu%.*s", n, (int)n, c);
		c += n + (sep ? 2 : 0);
	}
	strbuf_addstr(&b, nested ? "E*" : "*");
	copy = arena_strdup(a, strbuf_str(&b));
	strbuf_release(&b);
	return copy;
}

static void find_functions(struct probe_build *b, const char *path, const struct function_name *f,
			   user_symbol_list *out)
{
	struct kernel *k = b->p->kernel;
	struct arena *a = b->p->arena;

	k->user_symbols(k, a, path, part_pattern(&f->part), out);
	if (out->n || !f->lang || strcmp(f->lang, "cpp"))
		return;
	k->user_symbols(k, a, path, mangled_prefix(a, f->part.text, false), out);
	k->user_symbols(k, a, path, mangled_prefix(a, f->part.text, true), out);
}

static bool offset_inside(struct probe_build *b, const struct function_name *f, const struct user_symbol *s)
{
	if (!f->offset || !s->size || f->offset < s->size || b->p->opt->unsafe)
		return true;
	build_error(b, "offset +%llu is outside of function %s, which has %llu bytes", (unsigned long long)f->offset,
		    s->name, (unsigned long long)s->size);
	return false;
}

static void uprobe_functions(struct probe_build *b, const char *path, const struct function_name *f)
{
	struct arena *a = b->p->arena;
	user_symbol_list list = { 0 };

	find_functions(b, path, f, &list);
	for (int i = 0; i < list.n; i++) {
		const struct user_symbol *s = &list.at[i];
		const char *shown = s->name;
		if (s->kind != SYM_FUNC || !part_matches(b, &f->part, s->name) || !offset_inside(b, f, s))
			continue;
		if (f->offset)
			shown = arena_printf(a, "%s+%llu", s->name, (unsigned long long)f->offset);
		uprobe_add(b, path, shown, s->file_offset + f->offset, f, s->name);
	}
}

static bool parse_offset(struct probe_build *b, struct function_name *f)
{
	const char *plus = f->part.quoted || f->part.regex || f->lang ? NULL : strchr(f->part.text, '+'), *error;
	struct attach_part number = f->part;

	if (!plus)
		return true;
	number.text = plus + 1;
	if (!part_number(b, &number, &f->offset, &error)) {
		build_error(b, "Invalid offset: %s", error);
		return false;
	}
	if (b->kind->id == PK_uretprobe) {
		build_error(b, "Offset not allowed");
		return false;
	}
	f->part.text = arena_strndup(b->p->arena, f->part.text, plus - f->part.text);
	return true;
}

static bool parse_function(struct probe_build *b, struct function_name *f)
{
	const char *error;

	if (!isdigit((unsigned char)f->part.text[0]) || f->part.quoted || f->part.regex)
		return parse_offset(b, f);
	f->by_address = true;
	if (part_number(b, &f->part, &f->address, &error))
		return true;
	build_error(b, "Invalid address: %s", error);
	return false;
}

static void uprobe_address(struct probe_build *b, const char *path, const struct function_name *f)
{
	const char *shown = arena_printf(b->p->arena, "%llu", (unsigned long long)f->address);

	uprobe_add(b, path, shown, address_to_offset(b, path, f->address), f, NULL);
}

/* The parts TARGET[:LANG]:FUNC; the target may be missing with -p or -c. */
static const char *uprobe_parts(struct probe_build *b, struct function_name *f)
{
	int n = part_count(b);

	f->part = *part_at(b, n - 1);
	if (n == 1)
		return process_target(b);
	if (n == 3 && strcmp(part_text(b, 1), "c"))
		f->lang = part_text(b, 1);
	return part_text(b, 0);
}

void target_uprobe(struct probe_build *b)
{
	struct function_name f = { 0 };
	const char *target = uprobe_parts(b, &f);
	name_list paths = { 0 };

	for (int i = 1; i < part_count(b); i++)
		if (part_at(b, i)->at) {
			build_error(b, "No DWARF debug info found for '%s', cannot attach by source code location.",
				    target);
			return;
		}
	if (f.lang && strcmp(f.lang, "cpp")) {
		build_error(b, "%s is not a known language; there are c and cpp", f.lang);
		return;
	}
	if (!parse_function(b, &f) || !find_binaries(b, target, &paths, false))
		return;
	for (int i = 0; i < paths.n && !b->failed; i++) {
		if (f.by_address)
			uprobe_address(b, paths.at[i], &f);
		else
			uprobe_functions(b, paths.at[i], &f);
	}
	if (!b->made && !b->failed)
		build_missing(b, "%s:%s%s%s", target, f.lang ? f.lang : "", f.lang ? ":" : "", f.part.text);
}

/* ---- usdt ---- */

struct usdt_name {
	const char *target;
	const struct attach_part *provider; /* NULL: any */
	const struct attach_part *name;
	bool quiet;                         /* the target may turn out to be a provider */
};

/* Places of one probe with arguments in different registers or memory need programs of their own. */
static void usdt_add(struct probe_build *b, const char *path, const struct usdt_location *loc)
{
	struct image_target t = {
		.path = path, .offset = loc->file_offset, .ref_ctr_offset = loc->semaphore_offset,
		.category = loc->provider, .event = loc->name, .function = loc->name,
	};
	struct context c = { .separate = b->uses.uaddr || b->uses.argn, .usdt = b->uses.argn ? loc : NULL };

	t.name = arena_printf(b->p->arena, "usdt:%s:%s:%s", path, loc->provider, loc->name);
	c.ctx = ctx_pointer(b, "pt_regs");
	build_target(b, &t, &c);
}

/* Without a provider an exact name must belong to one provider only. */
static bool provider_unique(struct probe_build *b, const struct usdt_name *n, const usdt_list *list)
{
	if (n->provider || part_is_pattern(n->name))
		return true;
	for (int i = 1; i < list->n; i++)
		if (strcmp(list->at[i].provider, list->at[0].provider)) {
			struct diag *d = build_error(b, "usdt probe %s has more than one provider", n->name->text);
			diag_hint(b->p->diags, d, "name it: usdt:%s:%s:%s", n->target, list->at[0].provider,
				  n->name->text);
			return false;
		}
	return true;
}

static void usdt_binary(struct probe_build *b, const char *path, const struct usdt_name *n)
{
	struct kernel *k = b->p->kernel;
	usdt_list *list = arena_alloc(b->p->arena, sizeof(*list));

	k->usdt_locations(k, b->p->arena, path, n->provider ? part_pattern(n->provider) : "*", part_pattern(n->name),
			  list);
	if (!provider_unique(b, n, list))
		return;
	for (int i = 0; i < list->n; i++) {
		const struct usdt_location *loc = &list->at[i];
		if (part_matches(b, n->name, loc->name) &&
		    (!n->provider || part_matches(b, n->provider, loc->provider)))
			usdt_add(b, path, loc);
	}
}

static bool usdt_try(struct probe_build *b, const struct usdt_name *n)
{
	name_list paths = { 0 };

	if (!find_binaries(b, n->target, &paths, n->quiet))
		return false;
	for (int i = 0; i < paths.n && !b->failed; i++)
		usdt_binary(b, paths.at[i], n);
	return true;
}

static void usdt_missing(struct probe_build *b, const struct usdt_name *n)
{
	build_missing(b, "%s:%s%s%s", n->target, n->provider ? n->provider->text : "", n->provider ? ":" : "",
		      n->name->text);
}

void target_usdt(struct probe_build *b)
{
	const char *process = process_target(b);
	int parts = part_count(b);
	struct usdt_name n = { .target = parts > 1 ? part_text(b, 0) : process, .name = part_at(b, parts - 1) };

	if (parts == 3)
		n.provider = part_at(b, 1);
	n.quiet = parts == 2 && process; /* then it may be PROVIDER:NAME as well */
	bool found = usdt_try(b, &n);
	if (!found && n.quiet && !b->failed) {
		n.provider = part_at(b, 0);
		n.target = process;
		n.quiet = false;
		found = usdt_try(b, &n);
	}
	if (found && !b->made && !b->failed)
		usdt_missing(b, &n);
}
