/* C declarations: struct, union, enum and typedef into types->c_*; functions and variables are passed over.
 *
 * A declaration that is well formed but names something unknown is left out with a warning, a malformed one is an
 * error; both are silent in system headers. Types referred to but not defined are the kernel's, looked for when they
 * are used. */
#include "check/cpp.h"

#include <string.h>

#define NEST_MAX 64

struct cspec {
	const struct type *base;
	struct cattr attr;
	bool is_typedef;
};

static const struct type *declarator(struct cparser *c, const struct type *base, const char **name, struct cattr *attr);
static bool specifiers(struct cparser *c, struct cspec *out);

static bool is_word(const struct ctok *t, const char *const *list)
{
	if (!t || t->kind != CT_IDENT)
		return false;
	for (; *list; list++)
		if ((*list)[0] == t->text[0] && ctok_is(t, *list))
			return true;
	return false;
}

static bool is_qualifier(const struct ctok *t)
{
	static const char *const words[] = { "const", "volatile", "restrict", "__restrict", "__restrict__", "__const",
					     "__volatile__", "_Atomic", "__extension__", "static", "extern", "inline",
					     "__inline", "__inline__", "register", "auto", "_Noreturn", "_Thread_local",
					     "__thread", "__rcu", "__percpu", "__iomem", "__force", "__kernel",
					     "__always_inline", NULL };
	return is_word(t, words);
}

static bool is_base_word(const struct ctok *t)
{
	static const char *const words[] = { "void", "char", "short", "int", "long", "signed", "unsigned", "float",
			"double",
					     "_Bool", "bool", "__int128", "__signed__", "__signed", "_Float128",
					     "_Float64x", "_Float64", "_Float32x", "_Float32", NULL };
	return is_word(t, words);
}

static void skip_balanced(struct cparser *c)
{
	int depth = 0;
	for (; c->pos < c->n; c->pos++) {
		const struct ctok *t = &c->at[c->pos];
		if (t->kind != CT_PUNCT || t->len != 1)
			continue;
		if (strchr("([{", t->text[0]))
			depth++;
		else if (strchr(")]}", t->text[0]) && --depth <= 0) {
			c->pos++;
			return;
		}
	}
}

/* ---- attributes ---- */

static void one_attribute(struct cparser *c, struct cattr *a)
{
	const struct ctok *t = cpeek(c);
	c->pos++;
	if (ctok_is(t, "packed") || ctok_is(t, "__packed__")) {
		a->packed = true;
	} else if (ctok_is(t, "aligned") || ctok_is(t, "__aligned__")) {
		a->aligned = 16;
		if (caccept(c, "(")) {
			a->aligned = (uint32_t)cexpr(c);
			cexpect(c, ")");
		}
		if (!a->aligned || (a->aligned & (a->aligned - 1)) || a->aligned > 65536)
			cfail(c, "alignment is not a power of two");
	} else if (ctok_is(cpeek(c), "(")) {
		skip_balanced(c);
	}
}

static void attributes(struct cparser *c, struct cattr *a)
{
	while (!c->failed && cpeek(c)) {
		if (caccept(c, "__packed")) {
			a->packed = true;
		} else if (caccept(c, "__attribute__") || caccept(c, "__attribute")) {
			cexpect(c, "(");
			cexpect(c, "(");
			while (!c->failed && cpeek(c) && !ctok_is(cpeek(c), ")"))
				one_attribute(c, a);
			cexpect(c, ")");
			cexpect(c, ")");
		} else if (caccept(c, "__asm__") || caccept(c, "asm")) {
			skip_balanced(c);
		} else if (caccept(c, "_Alignas")) {
			cexpect(c, "(");
			a->aligned = (uint32_t)cexpr(c);
			cexpect(c, ")");
		} else {
			return;
		}
	}
}

/* ---- struct, union, enum ---- */

static const char *accept_name(struct cparser *c)
{
	const struct ctok *t = cpeek(c);
	if (!t || t->kind != CT_IDENT || is_qualifier(t) || is_base_word(t))
		return NULL;
	c->pos++;
	return arena_strndup(c->arena, t->text, t->len);
}

static struct type *struct_object(struct cparser *c, const char *keyword, const char *name)
{
	const char *key = name ? arena_printf(c->arena, "%s %s", keyword, name) : NULL;
	struct type *s = key ? strmap_get(&c->types->c_tags, key) : NULL;
	if (s)
		return s;
	s = arena_new(c->arena, struct type);
	s->kind = TY_STRUCT;
	s->name = name ? name : "";
	s->is_union = keyword[0] == 'u';
	s->align = 8;
	s->incomplete = true;
	if (key)
		strmap_put(&c->types->c_tags, key, s);
	return s;
}

static bool is_function(const struct type *t)
{
	return t->kind == TY_FUNC || t->kind == TY_VOID;
}

static void check_member(struct cparser *c, struct cmember *m)
{
	int after = c->pos;
	if (c->failed)
		return;
	c->pos--; /* messages point at the declarator */
	if (m->type->kind == TY_STRUCT && m->type->incomplete && !type_complete(c->types, m->type)) {
		cfail(c, "field has incomplete type '%s'", type_str(c->arena, m->type));
		c->soft = true;
	} else if (is_function(m->type)) {
		cfail(c, "field '%s' declared as a function or void", m->name ? m->name : "");
	} else if (m->bitfield && (!type_is_integral(m->type) || m->bits > m->type->size * 8)) {
		cfail(c, "width of bit-field '%s' exceeds the width of its type", m->name ? m->name : "");
	} else if (m->bitfield && m->name && !m->bits) {
		cfail(c, "named bit-field '%s' has zero width", m->name);
	}
	c->pos = after;
}

static void member_declarators(struct cparser *c, const struct cspec *spec, cmember_list *out)
{
	do {
		struct cmember m = { .attr = spec->attr, .type = spec->base };
		if (!ctok_is(cpeek(c), ":"))
			m.type = declarator(c, spec->base, &m.name, &m.attr);
		if (caccept(c, ":")) {
			m.bitfield = true;
			int64_t bits = cexpr(c);
			m.bits = bits < 0 || bits > 64 ? 65 : (uint32_t)bits;
		}
		attributes(c, &m.attr);
		if (!c->failed && !m.name && !m.bitfield)
			cfail(c, "expected a member name");
		check_member(c, &m);
		vec_push(c->arena, out, m);
	} while (!c->failed && caccept(c, ","));
	cexpect(c, ";");
}

static void member_declaration(struct cparser *c, cmember_list *out)
{
	struct cspec spec = { 0 };
	if (caccept(c, ";"))
		return;
	if (caccept(c, "_Static_assert")) {
		skip_balanced(c);
		cexpect(c, ";");
		return;
	}
	if (!specifiers(c, &spec))
		return;
	if (ctok_is(cpeek(c), ";")) {
		c->pos++;
		if (spec.base->kind == TY_STRUCT && !spec.base->name[0]) {
			struct cmember m = { .name = "", .type = spec.base, .attr = spec.attr };
			vec_push(c->arena, out, m);
		}
		return;
	}
	member_declarators(c, &spec, out);
}

static void struct_body(struct cparser *c, struct type *s, const char *keyword, struct cattr attr)
{
	cmember_list members = { 0 };
	bool again = !s->incomplete && !s->from_kernel;
	const struct ctok *open = cpeek(c);
	if (again && !open->system)
		cfail(c, "redefinition of '%s %s'", keyword, s->name);
	c->pos++;
	if (++c->depth > NEST_MAX)
		cfail(c, "definitions are nested too deeply");
	while (!c->failed && cpeek(c) && !ctok_is(cpeek(c), "}"))
		member_declaration(c, &members);
	c->depth--;
	cexpect(c, "}");
	attributes(c, &attr);
	if (!c->failed && !again)
		clayout(c, s, &members, attr);
}

static const struct type *struct_spec(struct cparser *c, const char *keyword)
{
	struct cattr attr = { 0 };
	attributes(c, &attr);
	const char *name = accept_name(c);
	attributes(c, &attr);
	if (!name && !ctok_is(cpeek(c), "{")) {
		cfail(c, "expected a name or '{' after '%s'", keyword);
		return &type_void;
	}
	struct type *s = struct_object(c, keyword, name);
	if (ctok_is(cpeek(c), "{"))
		struct_body(c, s, keyword, attr);
	return s;
}

static void size_enum(struct type *e, int64_t min, int64_t max)
{
	e->is_signed = min < 0;
	e->size = min < INT32_MIN || max > (min < 0 ? INT32_MAX : (int64_t)UINT32_MAX) ? 8 : 4;
	e->align = e->size;
}

static void enum_body(struct cparser *c, struct type *e)
{
	VEC(struct shape_enumerator) list = { 0 };
	int64_t value = 0, min = 0, max = 0;
	while (!c->failed && cpeek(c) && !ctok_is(cpeek(c), "}")) {
		const char *name = accept_name(c);
		struct cattr ignored = { 0 };
		if (!name)
			cfail(c, "expected an enumerator");
		attributes(c, &ignored);
		if (caccept(c, "="))
			value = cexpr(c);
		if (c->failed)
			return;
		struct c_enumerator *ce = arena_new(c->arena, struct c_enumerator);
		*ce = (struct c_enumerator){ .name = name, .value = value, .type = e };
		strmap_put(&c->types->c_enumerators, name, ce);
		struct shape_enumerator se = { .name = name, .value = (uint64_t)value };
		vec_push(c->arena, &list, se);
		min = value < min ? value : min;
		max = value > max ? value : max;
		value++;
		if (!caccept(c, ","))
			break;
	}
	cexpect(c, "}");
	e->enums = list.at;
	e->nenums = (uint32_t)list.n;
	size_enum(e, min, max);
}

static const struct type *enum_spec(struct cparser *c)
{
	struct cattr attr = { 0 };
	attributes(c, &attr);
	const char *name = accept_name(c);
	if (name && !ctok_is(cpeek(c), "{") && !ctok_is(cpeek(c), ":")) {
		const struct type *known = type_by_name(c->types, "enum", name);
		return known ? known : &type_uint32;
	}
	struct cspec underlying = { 0 };
	if (caccept(c, ":"))
		specifiers(c, &underlying);
	struct type *e = arena_new(c->arena, struct type);
	e->kind = TY_ENUM;
	e->name = name ? name : "";
	e->size = e->align = 4;
	if (!cexpect(c, "{"))
		return e;
	enum_body(c, e);
	attributes(c, &attr);
	if (underlying.base) {
		e->size = e->align = underlying.base->size;
		e->is_signed = underlying.base->is_signed;
	} else if (attr.packed && e->size == 4 && e->nenums <= 128) {
		e->size = e->align = 1;
	}
	if (name)
		strmap_put(&c->types->c_tags, arena_printf(c->arena, "enum %s", name), e);
	return e;
}

/* ---- specifiers ---- */

struct words { /* how often each basic word was seen */
	int is_void, is_char, is_short, is_int, is_long, is_signed, is_unsigned, is_bool, is_int128, is_float,
			is_double, wide;
	int any;
};

static void count_word(struct words *w, const struct ctok *t)
{
	w->any++;
	w->is_void += ctok_is(t, "void");
	w->is_char += ctok_is(t, "char");
	w->is_short += ctok_is(t, "short");
	w->is_int += ctok_is(t, "int");
	w->is_long += ctok_is(t, "long");
	w->is_signed += ctok_is(t, "signed") || ctok_is(t, "__signed__") || ctok_is(t, "__signed");
	w->is_unsigned += ctok_is(t, "unsigned");
	w->is_bool += ctok_is(t, "_Bool") || ctok_is(t, "bool");
	w->is_int128 += ctok_is(t, "__int128");
	w->is_float += ctok_is(t, "float") || ctok_is(t, "_Float32");
	w->is_double += ctok_is(t, "double") || ctok_is(t, "_Float64") || ctok_is(t, "_Float32x");
	w->wide += ctok_is(t, "_Float128") || ctok_is(t, "_Float64x");
}

static const struct type *basic_type(struct cparser *c, const struct words *w)
{
	bool sign = !w->is_unsigned;
	if (w->is_void)
		return &type_void;
	if (w->is_bool)
		return &type_bool;
	if (w->is_char)
		return w->is_unsigned ? &type_uint8 : w->is_signed ? &type_int8 : &type_cchar;
	if (w->is_float)
		return &type_uint32;
	if (w->is_int128 || w->wide || (w->is_double && w->is_long)) {
		struct type *t = arena_memdup(c->arena, type_array(c->types, &type_uint64, 2), sizeof(struct type));
		t->align = 16;
		return t;
	}
	if (w->is_double)
		return &type_uint64;
	return type_int(w->is_short ? 2 : w->is_long ? 8 : 4, sign);
}

static const struct type *typedef_type(struct cparser *c, const struct ctok *t, bool ask_kernel)
{
	struct ktype_id id;
	if (!t || t->kind != CT_IDENT)
		return NULL;
	char *name = arena_strndup(c->arena, t->text, t->len);
	const struct type *ty = strmap_get(&c->types->c_typedefs, name);
	if (!ty)
		ty = type_standard_name(name);
	if (!ty && ask_kernel && c->types->kernel && c->types->kernel->type_find(c->types->kernel, KT_VOID, name, &id))
		ty = type_from_kernel(c->types, id);
	if (!ty && ask_kernel && (!strcmp(name, "__builtin_va_list") || !strcmp(name, "va_list")))
		ty = type_array(c->types, &type_uint64, 3);
	return ty;
}

static void unknown_type(struct cparser *c, const struct ctok *t)
{
	if (!t || t->kind != CT_IDENT) {
		cfail(c, "expected a type");
		return;
	}
	if (ctok_is(t, "typeof") || ctok_is(t, "__typeof__") || ctok_is(t, "__typeof"))
		cfail(c, "typeof is not supported in C definitions");
	else
		cfail(c, "unknown type name '%.*s'", (int)t->len, t->text);
	c->soft = true;
}

/* Declaration specifiers; false (and c->failed) if they name no type. */
static bool specifiers(struct cparser *c, struct cspec *out)
{
	struct words w = { 0 };
	while (!c->failed && cpeek(c)) {
		const struct ctok *t = cpeek(c);
		int before = c->pos;
		attributes(c, &out->attr);
		if (c->pos != before)
			continue;
		if (is_qualifier(t)) {
			c->pos++;
		} else if (caccept(c, "typedef")) {
			out->is_typedef = true;
		} else if (is_base_word(t) && !out->base) {
			count_word(&w, t);
			c->pos++;
		} else if (out->base || w.any) {
			break;
		} else if (caccept(c, "struct")) {
			out->base = struct_spec(c, "struct");
		} else if (caccept(c, "union")) {
			out->base = struct_spec(c, "union");
		} else if (caccept(c, "enum")) {
			out->base = enum_spec(c);
		} else {
			out->base = typedef_type(c, t, true);
			if (!out->base)
				break;
			c->pos++;
		}
	}
	if (!out->base && w.any)
		out->base = basic_type(c, &w);
	if (!out->base)
		unknown_type(c, cpeek(c));
	return !c->failed;
}

/* ---- declarators ---- */

static const struct type *array_of(struct cparser *c, const struct type *elem, int64_t count)
{
	if (elem->kind == TY_STRUCT && elem->incomplete)
		type_complete(c->types, elem);
	uint64_t size = elem->size ? elem->size : 1;
	if (count < 0 || (uint64_t)count > INT32_MAX / size) {
		cfail(c, count < 0 ? "array size is negative" : "array is too large");
		return elem;
	}
	return type_c_array(c->types, elem, (uint32_t)count);
}

static const struct type *suffixes(struct cparser *c, const struct type *base)
{
	static const struct type function = { .kind = TY_FUNC, .align = 1 };
	if (ctok_is(cpeek(c), "(")) {
		skip_balanced(c);
		return &function;
	}
	if (!caccept(c, "["))
		return base;
	while (is_qualifier(cpeek(c)))
		c->pos++;
	int64_t count = ctok_is(cpeek(c), "]") ? 0 : cexpr(c);
	cexpect(c, "]");
	const struct type *elem = c->failed ? base : suffixes(c, base);
	return c->failed ? base : array_of(c, elem, count);
}

static const struct type *pointer_to(struct cparser *c, const struct type *to)
{
	enum addrspace as = AS_NONE;
	while (is_qualifier(cpeek(c)) || ctok_is(cpeek(c), "__user")) {
		if (ctok_is(cpeek(c), "__user"))
			as = AS_USER;
		c->pos++;
	}
	return type_ptr(c->types, to == &type_cchar ? &type_int8 : to, as);
}

static bool nested_declarator(struct cparser *c)
{
	const struct ctok *next = c->pos + 1 < c->n ? &c->at[c->pos + 1] : NULL;
	return ctok_is(cpeek(c), "(") && (ctok_is(next, "*") || ctok_is(next, "(") || ctok_is(next, "__attribute__"));
}

static const struct type *declarator(struct cparser *c, const struct type *base, const char **name, struct cattr *attr)
{
	if (++c->depth > NEST_MAX)
		cfail(c, "declarator is nested too deeply");
	attributes(c, attr);
	while (!c->failed && caccept(c, "*"))
		base = pointer_to(c, base);
	attributes(c, attr);
	if (!c->failed && nested_declarator(c)) {
		int inner = c->pos + 1;
		skip_balanced(c);
		base = suffixes(c, base);
		int after = c->pos;
		c->pos = inner;
		base = declarator(c, base, name, attr);
		cexpect(c, ")");
		c->pos = after;
	} else if (!c->failed) {
		const char *n = accept_name(c);
		if (n)
			*name = n;
		base = suffixes(c, base);
	}
	c->depth--;
	return base;
}

bool ctype_name(struct cparser *c, const struct type **out)
{
	const struct ctok *t = cpeek(c);
	static const char *const tags[] = { "struct", "union", "enum", NULL };
	if (!is_base_word(t) && !is_qualifier(t) && !is_word(t, tags) && !typedef_type(c, t, false))
		return false;
	struct cspec spec = { 0 };
	const char *name = NULL;
	if (!specifiers(c, &spec))
		return false;
	*out = declarator(c, spec.base, &name, &spec.attr);
	return !c->failed;
}

/* ---- top level ---- */

static void skip_initialiser(struct cparser *c)
{
	while (cpeek(c) && !ctok_is(cpeek(c), ",") && !ctok_is(cpeek(c), ";")) {
		if (ctok_is(cpeek(c), "(") || ctok_is(cpeek(c), "{") || ctok_is(cpeek(c), "["))
			skip_balanced(c);
		else
			c->pos++;
	}
}

static void declare(struct cparser *c, const struct cspec *spec, const char *name, const struct type *t)
{
	if (!spec->is_typedef || !name || c->failed)
		return;
	if (t->kind == TY_STRUCT && t == spec->base && !t->name[0])
		((struct type *)t)->name = name; /* an unnamed struct is shown by its typedef */
	if (spec->attr.aligned > t->align) {
		struct type *copy = arena_memdup(c->arena, t, sizeof(*t));
		copy->align = spec->attr.aligned;
		t = copy;
	}
	strmap_put(&c->types->c_typedefs, name, (void *)t);
}

static void external_declaration(struct cparser *c)
{
	struct cspec spec = { 0 };
	if (caccept(c, ";"))
		return;
	if (caccept(c, "_Static_assert") || caccept(c, "__asm__") || caccept(c, "asm")) {
		skip_balanced(c);
		cexpect(c, ";");
		return;
	}
	if (!specifiers(c, &spec) || caccept(c, ";"))
		return;
	do {
		const char *name = NULL;
		const struct type *t = declarator(c, spec.base, &name, &spec.attr);
		attributes(c, &spec.attr);
		declare(c, &spec, name, t);
		if (!c->failed && t->kind == TY_FUNC && ctok_is(cpeek(c), "{")) {
			skip_balanced(c);
			return;
		}
		if (!c->failed && caccept(c, "="))
			skip_initialiser(c);
	} while (!c->failed && caccept(c, ","));
	cexpect(c, ";");
}

static void report(struct cparser *c, int start)
{
	const struct ctok *t = &c->at[start];
	if (t->system)
		return;
	if (!c->soft) {
		diag_error(c->p->diags, c->where, "%s", c->why);
		return;
	}
	struct diag *d = diag_warning(c->p->diags, c->where, "%s", c->why);
	const struct ctok *name = start + 1 < c->n ? &c->at[start + 1] : t;
	diag_hint(c->p->diags, d, "the definition of '%.*s %.*s' is left out; include the header that declares what is "
			"missing",
		  (int)t->len, t->text, name->kind == CT_IDENT ? (int)name->len : 0, name->text);
}

static void skip_declaration(struct cparser *c, int start)
{
	c->pos = start;
	while (cpeek(c) && !ctok_is(cpeek(c), ";")) {
		bool brace = ctok_is(cpeek(c), "{");
		if (brace || ctok_is(cpeek(c), "(") || ctok_is(cpeek(c), "["))
			skip_balanced(c);
		else
			c->pos++;
	}
	c->pos++;
}

void cparse(struct cpp *cpp)
{
	struct cparser c = { .p = cpp->p, .types = cpp->types, .arena = cpp->arena, .at = cpp->out.at,
			.n = cpp->out.n };
	while (c.pos < c.n) {
		int start = c.pos;
		if (c.at[c.pos].kind == CT_PACK) {
			c.pack = c.at[c.pos++].len;
			continue;
		}
		c.failed = c.soft = false;
		c.depth = 0;
		external_declaration(&c);
		if (c.failed) {
			report(&c, start);
			skip_declaration(&c, start);
		} else if (c.pos == start) {
			c.pos++;
		}
	}
	cpp->out.n = 0;
}
