/* Types that have names: those of the language, of standard C headers, of the script's own definitions, of the kernel.
 *
 * Kernel structs are made without members; type_complete asks for these when a field is wanted, so a pointer to
 * task_struct costs one look-up and not the whole graph behind it. Parsing C definitions is cdecl.c. */
#include "check/check_types.h"

#include <stdio.h>
#include <string.h>

const struct type type_cchar = { .kind = TY_INT, .size = 1, .align = 1, .is_signed = true, .name = "char" };

const struct type *type_c_array(struct types *t, const struct type *elem, uint32_t count)
{
	if (elem == &type_cchar && count)
		return type_string(t, count, false);
	return type_array(t, elem == &type_cchar ? &type_int8 : elem, count);
}

void struct_set_members(struct type *s, const struct member *members, uint32_t n)
{
	s->members = members;
	s->nmembers = n;
	s->incomplete = false;
}

/* ---- kernel types ---- */

static struct type *kernel_struct(struct types *t, const struct ktype *k, struct ktype_id id)
{
	struct type *s = arena_new(t->arena, struct type);
	s->kind = TY_STRUCT;
	s->name = k->name ? k->name : "";
	s->is_union = k->kind == KT_UNION;
	s->size = k->size;
	for (s->align = 8; s->align > 1 && k->size % s->align; s->align /= 2)
		;
	s->kid = id;
	s->from_kernel = k->kind != KT_FWD;
	s->incomplete = true;
	return s;
}

static const struct type *kernel_enum(struct types *t, const struct ktype *k, struct ktype_id id)
{
	struct type *e = arena_new(t->arena, struct type);
	struct shape_enumerator *list = k->nenums ? arena_array(t->arena, struct shape_enumerator, k->nenums) : NULL;
	for (uint32_t i = 0; i < k->nenums; i++) {
		list[i].name = k->enums[i].name;
		list[i].value = (uint64_t)k->enums[i].value;
	}
	e->kind = TY_ENUM;
	e->name = k->name ? k->name : "";
	e->size = e->align = k->size ? k->size : 4;
	e->is_signed = k->is_signed;
	e->enums = list;
	e->nenums = k->nenums;
	e->kid = id;
	e->from_kernel = true;
	return e;
}

static const struct type *kernel_int(struct types *t, const struct ktype *k)
{
	if (k->is_bool && k->size == 1)
		return &type_bool;
	if (k->size == 1 && !strcmp(k->name, "char"))
		return &type_cchar;
	if (k->size > 8)
		return type_array(t, &type_uint64, k->size / 8);
	return type_int(k->size, k->is_signed);
}

static const struct type *kernel_float(struct types *t, const struct ktype *k)
{
	return k->size == 4 || k->size == 8 ? type_int(k->size, false) : type_array(t, &type_uint8, k->size);
}

static const struct type *convert(struct types *t, struct ktype_id id);

static const struct type *kernel_ptr(struct types *t, const struct ktype *k)
{
	enum addrspace as = k->tag == KTAG_USER ? AS_USER : k->tag == KTAG_NONE ? AS_NONE : AS_KERNEL;
	const struct type *to = convert(t, k->target);
	const struct type *ptr = type_ptr(t, to == &type_cchar ? &type_int8 : to, as);
	if (k->tag == KTAG_PERCPU)
		((struct type *)ptr)->percpu = true;
	return ptr;
}

static const struct type *func_type(struct types *t)
{
	struct type *f = arena_new(t->arena, struct type);
	f->kind = TY_FUNC;
	f->align = 1;
	return f;
}

/* Like type_from_kernel, but char stays recognisable. */
static const struct type *convert(struct types *t, struct ktype_id id)
{
	char key[32];
	struct ktype k;
	if (!id.id)
		return &type_void;
	snprintf(key, sizeof(key), "%x:%x", id.btf, id.id);
	const struct type *ty = strmap_get(&t->by_kid, key);
	if (ty)
		return ty;
	memset(&k, 0, sizeof(k));
	if (!t->kernel->type_get(t->kernel, t->arena, id, &k))
		return &type_void;
	switch (k.kind) {
	case KT_VOID:
		ty = &type_void;
		break;
	case KT_INT:
		ty = kernel_int(t, &k);
		break;
	case KT_FLOAT:
		ty = kernel_float(t, &k);
		break;
	case KT_PTR:
		ty = kernel_ptr(t, &k);
		break;
	case KT_ARRAY:
		ty = type_c_array(t, convert(t, k.target), k.nelems);
		break;
	case KT_STRUCT: case KT_UNION: case KT_FWD:
		ty = kernel_struct(t, &k, k.id.id ? k.id : id);
		break;
	case KT_ENUM:
		ty = kernel_enum(t, &k, k.id.id ? k.id : id);
		break;
	case KT_FUNC_PROTO:
		ty = func_type(t);
		break;
	}
	strmap_put(&t->by_kid, key, (void *)ty);
	return ty;
}

const struct type *type_from_kernel(struct types *t, struct ktype_id id)
{
	const struct type *ty = convert(t, id);
	return ty == &type_cchar ? &type_int8 : ty;
}

/* A bit-field is read as its declared type at an aligned offset, or from the byte it starts in where packing put it
 * across two such units. */
static void place_bitfield(struct member *m, uint32_t bit, uint32_t bits)
{
	uint32_t unit = m->type->size ? m->type->size * 8 : 8;
	m->offset = bit / unit * (unit / 8);
	m->bit_offset = bit - m->offset * 8;
	m->bit_size = bits;
	if (m->bit_offset + bits > unit) {
		m->offset = bit / 8;
		m->bit_offset = bit % 8;
	}
}

static bool complete_from_kernel(struct types *t, struct type *s)
{
	struct ktype k;
	memset(&k, 0, sizeof(k));
	if (!t->kernel->type_get(t->kernel, t->arena, s->kid, &k) || (k.kind != KT_STRUCT && k.kind != KT_UNION))
		return false;
	struct member *m = k.nmembers ? arena_array(t->arena, struct member, k.nmembers) : NULL;
	s->size = k.size;
	struct_set_members(s, m, k.nmembers); /* before the members: a struct may hold pointers to itself */
	for (uint32_t i = 0; i < k.nmembers; i++) {
		m[i].name = k.members[i].name ? k.members[i].name : "";
		m[i].type = type_from_kernel(t, k.members[i].type);
		m[i].offset = k.members[i].bit_offset / 8;
		if (k.members[i].bit_size)
			place_bitfield(&m[i], k.members[i].bit_offset, k.members[i].bit_size);
	}
	return true;
}

static bool find_tag(struct types *t, bool is_union, const char *name, struct ktype_id *id)
{
	struct ktype k;
	memset(&k, 0, sizeof(k));
	return t->kernel && t->kernel->type_find(t->kernel, is_union ? KT_UNION : KT_STRUCT, name, id) &&
	       t->kernel->type_get(t->kernel, t->arena, *id, &k) && (k.kind == KT_STRUCT || k.kind == KT_UNION);
}

bool type_complete(struct types *t, const struct type *s)
{
	struct type *w = (struct type *)s;
	if (s->kind != TY_STRUCT || !s->incomplete)
		return true;
	if (!t->kernel)
		return false;
	if (!w->from_kernel) { /* only declared: the definition is looked for by name */
		if (!s->name || !s->name[0] || !find_tag(t, s->is_union, s->name, &w->kid))
			return false;
		w->from_kernel = true;
	}
	return complete_from_kernel(t, w);
}

bool type_member(struct types *t, const struct type *s, const char *name, struct member *out)
{
	if (s->kind == TY_STRUCT && !type_complete(t, s))
		return false;
	for (uint32_t i = 0; i < s->nmembers; i++)
		if (s->members[i].name && s->members[i].name[0] && !strcmp(s->members[i].name, name)) {
			*out = s->members[i];
			return true;
		}
	for (uint32_t i = 0; i < s->nmembers; i++) {
		const struct member *m = &s->members[i];
		if (m->name && !m->name[0] && m->type->kind == TY_STRUCT && type_member(t, m->type, name, out)) {
			out->offset += m->offset;
			return true;
		}
	}
	return false;
}

/* ---- names ---- */

struct named {
	const char *name;
	const struct type *type;
};

static const struct type *look_up(const struct named *list, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i].name, name))
			return list[i].type;
	return NULL;
}

#define LOOK_UP(list, name) look_up(list, sizeof(list) / sizeof((list)[0]), name)

static const struct type *language_name(struct types *t, const char *name)
{
	static const struct named names[] = {
		{ "bool", &type_bool }, { "int8", &type_int8 }, { "int16", &type_int16 }, { "int32", &type_int32 },
		{ "int64", &type_int64 }, { "uint8", &type_uint8 }, { "uint16", &type_uint16 },
		{ "uint32", &type_uint32 }, { "uint64", &type_uint64 }, { "void", &type_void }, { "inet", &type_inet },
		{ "username_t", &type_username }, { "ksym_t", &type_ksym }, { "usym_t", &type_usym },
		{ "timestamp", &type_timestamp }, { "macaddr_t", &type_mac }, { "mac_address", &type_mac },
		{ "cgroup_path_t", &type_cgroup_path },
	};
	if (!strcmp(name, "string"))
		return type_string(t, 0, false);
	if (!strcmp(name, "buffer"))
		return type_buffer(t, 0);
	return LOOK_UP(names, name);
}

const struct type *type_standard_name(const char *name)
{
	static const struct named names[] = {
		{ "int", &type_int32 }, { "char", &type_cchar }, { "short", &type_int16 }, { "long", &type_int64 },
		{ "unsigned", &type_uint32 }, { "signed", &type_int32 }, { "_Bool", &type_bool },
		{ "float", &type_uint32 }, { "double", &type_uint64 },
		{ "int8_t", &type_int8 }, { "int16_t", &type_int16 }, { "int32_t", &type_int32 },
		{ "int64_t", &type_int64 }, { "uint8_t", &type_uint8 }, { "uint16_t", &type_uint16 },
		{ "uint32_t", &type_uint32 }, { "uint64_t", &type_uint64 },
		{ "__s8", &type_int8 }, { "__s16", &type_int16 }, { "__s32", &type_int32 }, { "__s64", &type_int64 },
		{ "__u8", &type_uint8 }, { "__u16", &type_uint16 }, { "__u32", &type_uint32 },
		{ "__u64", &type_uint64 },
		{ "s8", &type_int8 }, { "s16", &type_int16 }, { "s32", &type_int32 }, { "s64", &type_int64 },
		{ "u8", &type_uint8 }, { "u16", &type_uint16 }, { "u32", &type_uint32 }, { "u64", &type_uint64 },
		{ "__be16", &type_uint16 }, { "__be32", &type_uint32 }, { "__be64", &type_uint64 },
		{ "__le16", &type_uint16 }, { "__le32", &type_uint32 }, { "__le64", &type_uint64 },
		{ "u_char", &type_uint8 }, { "u_short", &type_uint16 }, { "u_int", &type_uint32 },
		{ "u_long", &type_uint64 },
		{ "uchar", &type_uint8 }, { "ushort", &type_uint16 }, { "uint", &type_uint32 },
		{ "ulong", &type_uint64 },
		{ "size_t", &type_uint64 }, { "ssize_t", &type_int64 }, { "ptrdiff_t", &type_int64 },
		{ "intptr_t", &type_int64 }, { "uintptr_t", &type_uint64 }, { "intmax_t", &type_int64 },
		{ "uintmax_t", &type_uint64 }, { "loff_t", &type_int64 }, { "off_t", &type_int64 },
		{ "time_t", &type_int64 }, { "clock_t", &type_int64 }, { "pid_t", &type_int32 },
		{ "uid_t", &type_uint32 },
		{ "gid_t", &type_uint32 }, { "id_t", &type_uint32 }, { "socklen_t", &type_uint32 },
		{ "sa_family_t", &type_uint16 }, { "in_addr_t", &type_uint32 }, { "in_port_t", &type_uint16 },
		{ "clockid_t", &type_int32 }, { "key_t", &type_int32 }, { "wchar_t", &type_int32 },
		{ "gfp_t", &type_uint32 }, { "sector_t", &type_uint64 },
	};
	return LOOK_UP(names, name);
}

static const struct type *kernel_name(struct types *t, enum ktype_kind kind, const char *name)
{
	struct ktype_id id;
	if (!t->kernel || !t->kernel->type_find(t->kernel, kind, name, &id))
		return NULL;
	return type_from_kernel(t, id);
}

static const struct type *tagged_name(struct types *t, const char *tag, const char *name)
{
	char key[256];
	bool is_enum = !strcmp(tag, "enum"), is_union = !strcmp(tag, "union");
	snprintf(key, sizeof(key), "%s %s", tag, name);
	const struct type *ty = strmap_get(&t->c_tags, key);
	if (ty && (ty->kind != TY_STRUCT || type_complete(t, ty)))
		return ty;
	const struct type *k = kernel_name(t, is_enum ? KT_ENUM : is_union ? KT_UNION : KT_STRUCT, name);
	return k ? k : ty;
}

const struct type *type_by_name(struct types *t, const char *tag, const char *name)
{
	if (tag)
		return tagged_name(t, tag, name);
	const struct type *ty = language_name(t, name);
	if (!ty)
		ty = strmap_get(&t->c_typedefs, name);
	if (!ty)
		ty = type_standard_name(name);
	if (!ty)
		ty = strmap_get(&t->c_tags, arena_printf(t->arena, "struct %s", name));
	if (!ty)
		ty = kernel_name(t, KT_VOID, name);
	return ty == &type_cchar ? &type_int8 : ty;
}
