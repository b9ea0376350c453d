/* Types in the text form of a kernel (grammar: file_parse.c). */
#include <string.h>

#include "kernel/btf.h"
#include "kernel/file_text.h"

static bool parse_members(struct text_parser *ps, uint32_t id);

uint32_t file_add_type(struct text_parser *ps, struct file_type t)
{
	struct file_kernel *k = ps->k;

	if (!t.name)
		t.name = "";
	vec_push(ps->arena, &k->types, t);
	return (uint32_t)k->types.n - 1;
}

static uint32_t find_named(const struct file_kernel *k, bool is_typedef, enum ktype_kind kind, const char *name)
{
	for (int i = 1; i < k->types.n; i++) {
		const struct file_type *t = &k->types.at[i];

		if (t->is_typedef == is_typedef && (is_typedef || t->kind == kind) && !strcmp(t->name, name))
			return (uint32_t)i;
	}
	return 0;
}

/* Pointers and arrays of the same make are one type, as in BTF. */
static uint32_t derived(struct text_parser *ps, struct file_type t)
{
	for (int i = 1; i < ps->k->types.n; i++) {
		const struct file_type *o = &ps->k->types.at[i];

		if (!o->is_typedef && o->kind == t.kind && o->target == t.target && o->nelems == t.nelems && o->tag == t.tag)
			return (uint32_t)i;
	}
	return file_add_type(ps, t);
}

/* A struct, union or enum that was only mentioned is a KT_FWD, which its definition turns into itself. */
static uint32_t tagged(struct text_parser *ps, enum ktype_kind kind, const char *name)
{
	uint32_t id = find_named(ps->k, false, kind, name);

	if (!id)
		id = find_named(ps->k, false, KT_FWD, name);
	return id ? id : file_add_type(ps, (struct file_type){ .kind = KT_FWD, .name = name });
}

static uint32_t base_type(struct text_parser *ps, const char *name)
{
	static const struct { const char *name; uint32_t size; } sizes[] = {
		{ "char", 1 }, { "signed char", 1 }, { "unsigned char", 1 }, { "short int", 2 },
		{ "short unsigned int", 2 }, { "int", 4 }, { "unsigned int", 4 }, { "_Bool", 1 },
	};
	uint32_t id = find_named(ps->k, false, KT_INT, name), size = 8;

	if (id)
		return id;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		if (!strcmp(name, sizes[i].name))
			size = sizes[i].size;
	return file_add_type(ps, (struct file_type){ .kind = KT_INT, .name = name, .size = size,
						.is_signed = !strstr(name, "unsigned") && strcmp(name, "_Bool") != 0 &&
							     strcmp(name, "char") != 0, /* -funsigned-char */
						.is_char = !strcmp(name, "char"), .is_bool = !strcmp(name, "_Bool") });
}

/* A kernel has all of them, mentioned or not. */
void file_add_base_types(struct text_parser *ps)
{
	static const char *const names[] = {
		"char", "signed char", "unsigned char", "short int", "short unsigned int", "int", "unsigned int",
		"long int", "long unsigned int", "long long int", "long long unsigned int", "_Bool",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		base_type(ps, names[i]);
}

static bool parse_tagged(struct text_parser *ps, enum ktype_kind kind, uint32_t *id)
{
	const char *name = text_name(ps);
	uint32_t size;

	if (name) {
		*id = tagged(ps, kind, name);
		return true;
	}
	if (kind == KT_ENUM || !text_u32(ps, &size))
		return text_fail(ps, "expected a tag, or the size of a struct without one");
	*id = file_add_type(ps, (struct file_type){ .kind = kind, .size = size });
	return parse_members(ps, *id);
}

static bool is_base_word(const char *p, size_t n)
{
	static const char *const words[] = { "unsigned", "signed", "char", "short", "int", "long" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (n == strlen(words[i]) && !memcmp(p, words[i], n))
			return true;
	return false;
}

static bool parse_base_words(struct text_parser *ps, uint32_t *id)
{
	char text[128] = "";
	const char *gcc, *clang;
	size_t n, len = 0;

	for (text_blank(ps); (n = text_name_length(ps->p)) && is_base_word(ps->p, n); text_blank(ps)) {
		if (len + n + 2 > sizeof(text))
			return text_fail(ps, "unknown type");
		memcpy(text + len, ps->p, n);
		len += n;
		text[len++] = ' ';
		ps->p += n;
	}
	if (!len || !btf_base_type_names(text, &gcc, &clang))
		return false;
	*id = base_type(ps, gcc);
	return true;
}

static bool parse_specifier(struct text_parser *ps, uint32_t *id)
{
	const char *name;

	while (text_word(ps, "const") || text_word(ps, "volatile"))
		;
	if (text_word(ps, "struct"))
		return parse_tagged(ps, KT_STRUCT, id);
	if (text_word(ps, "union"))
		return parse_tagged(ps, KT_UNION, id);
	if (text_word(ps, "enum"))
		return parse_tagged(ps, KT_ENUM, id);
	if (parse_base_words(ps, id))
		return true;
	name = ps->error ? NULL : text_name(ps);
	if (!name)
		return text_fail(ps, "expected a type");
	if (!strcmp(name, "void")) {
		*id = 0;
		return true;
	}
	if ((*id = find_named(ps->k, true, KT_VOID, name)))
		return true;
	if (!strcmp(name, "bool") || !strcmp(name, "_Bool")) {
		*id = base_type(ps, "_Bool");
		return true;
	}
	return text_fail(ps, arena_printf(ps->arena, "unknown type %s", name));
}

static uint64_t type_size(const struct file_kernel *k, uint32_t id)
{
	const struct file_type *t = &k->types.at[id];

	while (t->is_typedef)
		t = &k->types.at[t->target];
	return t->size;
}

static enum ktype_tag parse_tag(struct text_parser *ps)
{
	return text_word(ps, "__user") ? KTAG_USER : text_word(ps, "__percpu") ? KTAG_PERCPU :
	       text_word(ps, "__rcu") ? KTAG_RCU : KTAG_NONE;
}

/* "[2][3]" is two of three; dims are applied from the last. */
static bool parse_dimensions(struct text_parser *ps, uint32_t *id)
{
	uint32_t dims[4];
	int n = 0;

	while (text_eat(ps, '[')) {
		if (n == 4)
			return text_fail(ps, "too many dimensions");
		dims[n] = 0;
		if (!text_at(ps, ']') && !text_u32(ps, &dims[n]))
			return false;
		n++;
		if (!text_eat(ps, ']'))
			return text_fail(ps, "expected ]");
	}
	while (n-- > 0)
		*id = derived(ps, (struct file_type){ .kind = KT_ARRAY, .target = *id, .nelems = dims[n],
						      .size = (uint32_t)(type_size(ps->k, *id) * dims[n]) });
	return true;
}

bool text_type(struct text_parser *ps, uint32_t *id)
{
	enum ktype_tag tag;

	if (!parse_specifier(ps, id))
		return false;
	for (;;) {
		tag = parse_tag(ps);
		text_word(ps, "const");
		if (text_eat(ps, '*')) {
			if (tag == KTAG_NONE)
				tag = parse_tag(ps);
			*id = derived(ps, (struct file_type){ .kind = KT_PTR, .target = *id, .tag = tag, .size = 8 });
		} else if (text_at(ps, '[')) {
			if (!parse_dimensions(ps, id))
				return false;
		} else {
			return true;
		}
	}
}

static struct ktype_id type_id(uint32_t id)
{
	return (struct ktype_id){ 0, id };
}

bool text_place(struct text_parser *ps, struct kmember *m)
{
	uint32_t byte, bit = 0;

	if (!text_eat(ps, '@') || !text_u32(ps, &byte))
		return text_fail(ps, "expected @OFFSET");
	if (*ps->p == '.') {
		ps->p++;
		if (!text_u32(ps, &bit) || !text_eat(ps, ':') || !text_u32(ps, &m->bit_size))
			return text_fail(ps, "expected BIT:BITS");
	}
	m->bit_offset = byte * 8 + bit;
	return true;
}

static bool parse_members(struct text_parser *ps, uint32_t id)
{
	VEC(struct kmember) members = { 0 };

	if (!text_open(ps, '{'))
		return false;
	while (!text_close(ps, '}')) {
		struct kmember m = { 0 };
		uint32_t type;

		if (!text_type(ps, &type))
			return false;
		m.name = text_name(ps);
		if (!m.name)
			m.name = "";
		m.type = type_id(type);
		if (!text_place(ps, &m))
			return false;
		if (!text_eat(ps, ';'))
			return text_fail(ps, "expected ;");
		vec_push(ps->arena, &members, m);
	}
	ps->k->types.at[id].members = members.at;
	ps->k->types.at[id].nmembers = (uint32_t)members.n;
	return true;
}

bool text_struct(struct text_parser *ps, enum ktype_kind kind)
{
	const char *name = text_name(ps);
	uint32_t size, id;

	if (!name || !text_u32(ps, &size))
		return text_fail(ps, "expected a tag and a size");
	id = tagged(ps, kind, name);
	ps->k->types.at[id].kind = kind;
	ps->k->types.at[id].size = size;
	return parse_members(ps, id);
}

bool text_enum(struct text_parser *ps)
{
	VEC(struct kenumerator) list = { 0 };
	const char *name = text_name(ps);
	uint32_t size, id;
	uint64_t next = 0;
	bool is_signed;

	if (!text_u32(ps, &size))
		return false;
	is_signed = text_word(ps, "signed");
	id = name ? tagged(ps, KT_ENUM, name) : file_add_type(ps, (struct file_type){ 0 });
	if (!text_open(ps, '{'))
		return false;
	while (!text_close(ps, '}')) {
		struct kenumerator e = { .name = text_name(ps) };

		if (!e.name || (text_eat(ps, '=') && !text_number(ps, &next)))
			return text_fail(ps, "expected NAME = VALUE");
		e.value = (int64_t)next++;
		vec_push(ps->arena, &list, e);
		text_eat(ps, ',');
	}
	struct file_type *t = &ps->k->types.at[id];
	t->kind = KT_ENUM;
	t->size = size;
	t->is_signed = is_signed;
	t->enums = list.at;
	t->nenums = (uint32_t)list.n;
	return true;
}

bool text_typedef(struct text_parser *ps)
{
	const char *name = text_name(ps);
	uint32_t target;

	if (!name || !text_type(ps, &target))
		return text_fail(ps, "expected a name and a type");
	file_add_type(ps, (struct file_type){ .is_typedef = true, .name = name, .target = target });
	return true;
}
