/* The preprocessor of the C part: directives, includes, and pass_cdefs, which reads the C definitions of a script.
 *
 * Kernel headers are not read when the kernel has BTF: their types are found there. Headers of the C library are read
 * from the file system, those with nothing but standard type names are built in. Macros are in cpp_macro.c. */
#include "check/check.h"
#include "check/cpp.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#define INCLUDE_DEPTH_MAX 100
#define HEADER_MAX (16u << 20)

#if defined(__aarch64__)
#define MULTIARCH "/usr/include/aarch64-linux-gnu"
#else
#define MULTIARCH "/usr/include/x86_64-linux-gnu"
#endif

void cpp_init(struct cpp *c, struct program *p)
{
	memset(c, 0, sizeof(*c));
	if (!p->types.arena)
		types_init(&p->types, p->arena, p->kernel);
	c->p = p;
	c->types = &p->types;
	c->arena = p->arena;
	c->have_btf = p->kernel && p->kernel->feature(p->kernel, FEAT_BTF);
	strmap_init(&c->once, c->arena);
}

static bool active(const struct cpp *c)
{
	return !c->conds.n || c->conds.at[c->conds.n - 1].active;
}

/* ---- include ---- */

static char *read_header(struct cpp *c, const char *path, size_t *len)
{
	struct stat st;
	if (stat(path, &st) || !S_ISREG(st.st_mode) || st.st_size > HEADER_MAX)
		return NULL;
	FILE *f = fopen(path, "re");
	if (!f)
		return NULL;
	char *text = arena_alloc(c->arena, (size_t)st.st_size + 1);
	*len = fread(text, 1, (size_t)st.st_size, f);
	fclose(f);
	return text;
}

static bool has_prefix(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

static bool is_kernel_header(const char *name)
{
	static const char *const dirs[] = { "linux/", "net/", "asm/", "asm-generic/", "uapi/", "trace/", "kernel/",
			"fs/",
					    "mm/", "block/", "drivers/", "sound/", "media/", "rdma/", "scsi/", "xen/",
					    "crypto/", "kvm/", "drm/", "vdso/", "acpi/", "generated/" };
	for (unsigned i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++)
		if (has_prefix(name, dirs[i]))
			return true;
	return false;
}

static bool is_builtin_header(const char *name)
{
	static const char *const names[] = { "stdint.h", "stddef.h", "stdbool.h", "inttypes.h", "stdarg.h", "float.h" };
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

struct search { /* where headers are looked for, in order */
	const char *dirs[80];
	bool system[80];
	int n;
};

static void search_add(struct search *s, const char *dir, bool system)
{
	if (dir && dir[0] && s->n < 80) {
		s->dirs[s->n] = dir;
		s->system[s->n++] = system;
	}
}

static void search_environment(struct cpp *c, struct search *s)
{
	const struct compile_options *o = c->p->opt;
	const char *list = o && o->getenv ? o->getenv(o->getenv_ctx, "CPATH") : NULL;
	while (list && *list) {
		const char *colon = strchrnul(list, ':');
		search_add(s, arena_strndup(c->arena, list, (size_t)(colon - list)), false);
		list = *colon ? colon + 1 : NULL;
	}
}

static void search_kernel(struct cpp *c, struct search *s)
{
	static const char *const below[] = { "include", "include/uapi", "arch/x86/include",
			"arch/x86/include/generated" };
	struct utsname u;
	if (c->have_btf || uname(&u))
		return;
	for (unsigned i = 0; i < 4; i++)
		search_add(s, arena_printf(c->arena, "/lib/modules/%s/build/%s", u.release, below[i]), true);
}

static void search_init(struct cpp *c, struct search *s, bool quoted, const char *dir, bool system)
{
	const struct compile_options *o = c->p->opt;
	s->n = 0;
	if (quoted)
		search_add(s, dir, system);
	for (int i = 0; o && i < o->ninclude_dirs; i++)
		search_add(s, o->include_dirs[i], false);
	search_environment(c, s);
	search_add(s, "/usr/include", true);
	search_add(s, MULTIARCH, true);
	search_kernel(c, s);
}

/* The macro whose definition makes reading the file again pointless: #ifndef X ... #endif around all of it. */
static const struct ctok *guard_of(const ctok_list *in)
{
	int depth = 0;
	if (in->n < 6 || !ctok_is(&in->at[0], "#") || !ctok_is(&in->at[1], "ifndef") || in->at[2].kind != CT_IDENT)
		return NULL;
	for (int i = 0; i + 1 < in->n; i++) {
		if (!in->at[i].bol || !ctok_is(&in->at[i], "#"))
			continue;
		const struct ctok *word = &in->at[i + 1];
		bool opens = ctok_is(word, "if") || ctok_is(word, "ifdef") || ctok_is(word, "ifndef");
		if (depth == 1 && (ctok_is(word, "else") || ctok_is(word, "elif")))
			return NULL;
		depth += opens ? 1 : ctok_is(word, "endif") ? -1 : 0;
		if (!depth)
			return i + 2 == in->n ? &in->at[2] : NULL;
	}
	return NULL;
}

static bool seen_before(struct cpp *c, const char *path)
{
	const char *guard = strmap_get(&c->once, path);
	struct ctok name = { .kind = CT_IDENT, .text = guard };
	if (!guard || !guard[0])
		return guard != NULL;
	name.len = (uint32_t)strlen(guard);
	return cpp_defined(c, &name);
}

static void include_found(struct cpp *c, const char *path, const char *text, size_t len, bool system)
{
	struct source *src = source_new(c->arena, path, text, len);
	const char *slash = strrchr(path, '/');
	const char *dir = slash ? arena_strndup(c->arena, path, (size_t)(slash - path)) : ".";
	struct ctext t = { .text = src->text, .len = src->len, .at = { .src = src, .end = src->len },
			.system = system };
	c->depth++;
	cpp_text(c, &t, dir);
	c->depth--;
}

void cpp_include(struct cpp *c, const char *name, bool quoted, const char *dir, struct range at, bool system)
{
	struct search s;
	size_t len;
	if (c->depth >= INCLUDE_DEPTH_MAX) {
		diag_error(c->p->diags, at, "#include nested too deeply");
		return;
	}
	if ((!quoted && c->have_btf && is_kernel_header(name)) || is_builtin_header(name))
		return;
	search_init(c, &s, quoted, dir, system);
	if (name[0] == '/') {
		s.n = 1;
		s.dirs[0] = "";
		s.system[0] = false;
	}
	for (int i = 0; i < s.n; i++) {
		char *path = arena_printf(c->arena, s.dirs[i][0] ? "%s/%s" : "%s%s", s.dirs[i], name);
		if (seen_before(c, path))
			return;
		char *text = read_header(c, path, &len);
		if (text) {
			include_found(c, path, text, len, s.system[i]);
			return;
		}
	}
	if (system || (c->have_btf && is_kernel_header(name)))
		return;
	struct diag *d = diag_error(c->p->diags, at, "'%s' file not found", name);
	if (is_kernel_header(name))
		diag_hint(c->p->diags, d, "Include headers with missing type definitions or install BTF information "
					  "to your system.");
	else
		diag_hint(c->p->diags, d, "add the directory it is in with -I DIR");
}

static void directive_include(struct cpp *c, const struct ctok *t, int n, const char *dir)
{
	ctok_list expanded = { 0 };
	if (n && t[0].kind == CT_IDENT) {
		cpp_expand(c, t, n, &expanded);
		t = expanded.at;
		n = expanded.n;
	}
	if (n && t[0].kind == CT_STRING && t[0].len >= 2) {
		cpp_include(c, arena_strndup(c->arena, t[0].text + 1, t[0].len - 2), true, dir, t[0].range,
				t[0].system);
		return;
	}
	if (n > 2 && ctok_is(&t[0], "<")) {
		struct strbuf name = { 0 };
		int i = 1;
		for (; i < n && !ctok_is(&t[i], ">"); i++)
			strbuf_add(&name, t[i].text, t[i].len);
		cpp_include(c, arena_strdup(c->arena, strbuf_str(&name)), false, dir,
			    range_join(t[0].range, t[i < n ? i : n - 1].range), t[0].system);
		strbuf_release(&name);
		return;
	}
	if (n && !t[0].system)
		diag_error(c->p->diags, t[0].range, "expected \"FILENAME\" or <FILENAME>");
}

/* ---- conditions ---- */

/* `defined X` and `defined(X)` have to be answered before macros are expanded. */
static bool condition(struct cpp *c, const struct ctok *t, int n)
{
	ctok_list in = { 0 }, out = { 0 };
	for (int i = 0; i < n; i++) {
		struct ctok tok = t[i];
		bool call = ctok_is(&t[i], "defined") && i + 3 < n && ctok_is(&t[i + 1], "(");
		if (ctok_is(&t[i], "defined") && (call || i + 1 < n)) {
			bool yes = cpp_defined(c, &t[call ? i + 2 : i + 1]);
			tok.kind = CT_NUMBER;
			tok.text = yes ? "1" : "0";
			tok.len = 1;
			i += call ? 3 : 1;
		} else if (i + 1 < n && has_prefix(t[i].text, "__has_") && t[i].kind == CT_IDENT &&
			   ctok_is(&t[i + 1], "(")) {
			int depth = 0;
			for (i++; i < n; i++) {
				depth += ctok_is(&t[i], "(") - ctok_is(&t[i], ")");
				if (!depth)
					break;
			}
			tok.kind = CT_NUMBER;
			tok.text = "0";
			tok.len = 1;
		}
		vec_push(c->arena, &in, tok);
	}
	cpp_expand(c, in.at, in.n, &out);
	struct cparser e = { .p = c->p, .types = c->types, .arena = c->arena, .at = out.at, .n = out.n,
			.preprocessing = true };
	int64_t v = cexpr(&e);
	if (!e.failed && e.pos < e.n)
		cfail(&e, "unexpected token in condition");
	if (e.failed && n && !t[0].system)
		diag_error(c->p->diags, range_join(t[0].range, t[n - 1].range), "%s", e.why);
	return !e.failed && v;
}

static void push_cond(struct cpp *c, bool yes, struct range r)
{
	bool parent = active(c);
	struct cond k = { .active = parent && yes, .taken = yes, .parent = parent, .range = r };
	vec_push(c->arena, &c->conds, k);
}

static struct cond *top_cond(struct cpp *c, const struct ctok *name, int base)
{
	if (c->conds.n > base)
		return &c->conds.at[c->conds.n - 1];
	if (!name->system)
		diag_error(c->p->diags, name->range, "#%.*s without #if", (int)name->len, name->text);
	return NULL;
}

static bool conditional(struct cpp *c, const struct ctok *name, const struct ctok *rest, int n, int base)
{
	bool is_ifdef = ctok_is(name, "ifdef"), is_ifndef = ctok_is(name, "ifndef");
	struct cond *k;
	if (is_ifdef || is_ifndef) {
		push_cond(c, active(c) && n && cpp_defined(c, rest) == is_ifdef, name->range);
	} else if (ctok_is(name, "if")) {
		push_cond(c, active(c) && condition(c, rest, n), name->range);
	} else if (ctok_is(name, "elif")) {
		if (!(k = top_cond(c, name, base)))
			return true;
		bool yes = k->parent && !k->taken && !k->had_else && condition(c, rest, n);
		k = &c->conds.at[c->conds.n - 1];
		k->active = yes;
		k->taken |= yes;
	} else if (ctok_is(name, "else")) {
		if (!(k = top_cond(c, name, base)))
			return true;
		k->active = k->parent && !k->taken && !k->had_else;
		k->taken = k->had_else = true;
	} else if (ctok_is(name, "endif")) {
		if (top_cond(c, name, base))
			c->conds.n--;
	} else {
		return false;
	}
	return true;
}

/* ---- directives ---- */

static uint32_t pack_value(const struct ctok *t, int n)
{
	for (int i = 0; i < n; i++) {
		unsigned long v = t[i].kind == CT_NUMBER ? strtoul(t[i].text, NULL, 0) : 0;
		if (v && v <= 16 && !(v & (v - 1)))
			return (uint32_t)v;
	}
	return 0;
}

static bool mentions(const struct ctok *t, int n, const char *word)
{
	for (int i = 0; i < n; i++)
		if (ctok_is(&t[i], word))
			return true;
	return false;
}

static void pragma(struct cpp *c, const struct ctok *t, int n)
{
	if (n && ctok_is(&t[0], "once") && t[0].range.src) {
		strmap_put(&c->once, t[0].range.src->name, (void *)"");
		return;
	}
	if (!n || !ctok_is(&t[0], "pack"))
		return;
	if (mentions(t, n, "push"))
		vec_push(c->arena, &c->packs, c->pack);
	if (mentions(t, n, "pop"))
		c->pack = c->packs.n ? c->packs.at[--c->packs.n] : 0;
	else if (pack_value(t, n) || !mentions(t, n, "push"))
		c->pack = pack_value(t, n);
	struct ctok mark = { .kind = CT_PACK, .text = "#pragma pack    ", .len = c->pack, .range = t[0].range,
			.system = t[0].system };
	vec_push(c->arena, &c->out, mark);
}

static void user_message(struct cpp *c, const struct ctok *name, const struct ctok *rest, int n)
{
	struct strbuf b = { 0 };
	for (int i = 0; i < n; i++)
		strbuf_printf(&b, "%s%.*s", i ? " " : "", (int)rest[i].len, rest[i].text);
	if (ctok_is(name, "error"))
		diag_error(c->p->diags, name->range, "#error %s", strbuf_str(&b));
	else if (!name->system)
		diag_warning(c->p->diags, name->range, "#warning %s", strbuf_str(&b));
	strbuf_release(&b);
}

static void directive(struct cpp *c, const struct ctok *t, int n, const char *dir, int base)
{
	if (!n) /* a lone # */
		return;
	const struct ctok *rest = t + 1;
	if (conditional(c, t, rest, n - 1, base) || !active(c))
		return;
	if (ctok_is(t, "include") || ctok_is(t, "include_next"))
		directive_include(c, rest, n - 1, dir);
	else if (ctok_is(t, "define"))
		cpp_define(c, rest, n - 1);
	else if (ctok_is(t, "undef") && n > 1)
		cpp_undef(c, rest);
	else if (ctok_is(t, "pragma"))
		pragma(c, rest, n - 1);
	else if (ctok_is(t, "error") || ctok_is(t, "warning"))
		user_message(c, t, rest, n - 1);
	else if (!ctok_is(t, "line") && !ctok_is(t, "ident") && t->kind == CT_IDENT && !t->system)
		diag_error(c->p->diags, t->range, "invalid preprocessing directive '#%.*s'", (int)t->len, t->text);
}

static void run_tokens(struct cpp *c, const ctok_list *list, const char *dir)
{
	const ctok_list in = *list;
	/* a header closes what it opens; the lines of a script are handed over one by one */
	int base = c->depth ? c->conds.n : 0, errors = c->p->diags->errors;
	for (int i = 0, end; i < in.n; i = end) {
		bool is_directive = in.at[i].bol && ctok_is(&in.at[i], "#");
		for (end = i + 1; end < in.n; end++)
			if (in.at[end].bol && (is_directive || ctok_is(&in.at[end], "#")))
				break;
		if (is_directive)
			directive(c, in.at + i + 1, end - i - 1, dir, base);
		else if (active(c))
			cpp_expand(c, in.at + i, end - i, &c->out);
		if (c->p->diags->errors > errors + 20)
			return;
	}
	while (c->depth && c->conds.n > base)
		c->conds.n--;
}

void cpp_text(struct cpp *c, const struct ctext *text, const char *dir)
{
	struct arena tokens; /* what is kept of them is copied; headers would fill the compile arena */
	ctok_list in = { 0 };
	arena_init(&tokens);
	clex(&tokens, text, &in);
	const struct ctok *guard = c->depth ? guard_of(&in) : NULL;
	if (guard && !strmap_get(&c->once, text->at.src->name))
		strmap_put(&c->once, text->at.src->name, arena_strndup(c->arena, guard->text, guard->len));
	run_tokens(c, &in, dir);
	arena_release(&tokens);
}

void cpp_finish(struct cpp *c)
{
	for (int i = 0; i < c->conds.n; i++)
		diag_error(c->p->diags, c->conds.at[i].range, "unterminated conditional directive");
	c->conds.n = 0;
}

/* ---- entry points ---- */

static const char *source_dir(struct cpp *c, const struct source *src)
{
	const char *slash = src ? strrchr(src->name, '/') : NULL;
	if (slash)
		return arena_strndup(c->arena, src->name, (size_t)(slash - src->name));
	return c->p->opt && c->p->opt->script_dir ? c->p->opt->script_dir : ".";
}

void parse_c(struct program *p, struct source *src)
{
	struct cpp c;
	cpp_init(&c, p);
	c.depth = 1;
	struct ctext t = { .text = src->text, .len = src->len, .at = { .src = src, .end = src->len } };
	cpp_text(&c, &t, source_dir(&c, src));
	cpp_finish(&c);
	cparse(&c);
}

static void script_text(struct cpp *c, const struct c_text *x)
{
	if (!x->range.src)
		return;
	struct ctext t = { .text = x->range.src->text + x->range.begin, .len = x->range.end - x->range.begin,
			   .at = x->range };
	int before = c->out.n;
	cpp_text(c, &t, source_dir(c, x->range.src));
	/* the ';' behind a definition may be left out in scripts */
	if (!x->preprocessor && c->out.n > before && ctok_is(&c->out.at[c->out.n - 1], "}")) {
		struct ctok semi = c->out.at[c->out.n - 1];
		semi.text = ";";
		vec_push(c->arena, &c->out, semi);
	}
}

bool pass_cdefs(struct program *p)
{
	const struct compile_options *o = p->opt;
	int errors = p->diags->errors;
	struct cpp c;
	if (!p->types.arena)
		types_init(&p->types, p->arena, p->kernel);
	if (!p->ast->c.n && !(o && o->ninclude_files))
		return true;
	cpp_init(&c, p);
	for (int i = 0; o && i < o->ninclude_files; i++)
		cpp_include(&c, o->include_files[i], true, o->script_dir ? o->script_dir : ".", (struct range){ 0 },
				false);
	for (int i = 0; i < p->ast->c.n; i++)
		script_text(&c, &p->ast->c.at[i]);
	cpp_finish(&c);
	cparse(&c);
	return p->diags->errors == errors;
}
