/* The types of args, ctx and retval: tracepoint records from their format, kernel prototypes and iterator contexts from
 * BTF. Kernel types are looked up only for what the body really uses, because that loads BTF. */
#include "check/resolve.h"

#include <string.h>

/* ---- tracepoint format ---- */

/* "const unsigned char [16]" -> "unsigned char", without qualifiers and array part. */
static const char *base_c_type(struct arena *a, const char *text)
{
	static const char *const skipped[] = { "const", "volatile", "__data_loc", "__rel_loc", "struct", "union",
					      "enum" };
	struct strbuf b = { 0 };
	char *copy;

	while (*text && *text != '[') {
		size_t n = strcspn(text, " \t[");
		bool skip = n == 0;
		for (size_t i = 0; i < sizeof(skipped) / sizeof(skipped[0]); i++)
			skip |= strlen(skipped[i]) == n && !strncmp(skipped[i], text, n);
		if (!skip) {
			if (b.len)
				strbuf_addch(&b, ' ');
			strbuf_add(&b, text, n);
		}
		text += n;
		text += strspn(text, " \t");
	}
	copy = arena_strdup(a, strbuf_str(&b));
	strbuf_release(&b);
	return copy;
}

static bool has_word(const char *text, const char *word)
{
	const char *at = strstr(text, word);
	size_t n = strlen(word);

	return at && (at == text || at[-1] == ' ') && (at[n] == ' ' || !at[n]);
}

static const char *c_tag(const char *text)
{
	static const char *const tags[] = { "struct", "union", "enum" };

	for (int i = 0; i < 3; i++)
		if (has_word(text, tags[i]))
			return tags[i];
	return NULL;
}

/* "struct file **" -> the type; void where the kernel does not know it. used: the body reads the field. */
static const struct type *pointer_type(struct probe_build *b, const char *c_type, enum addrspace as, bool used)
{
	struct types *types = &b->p->types;
	struct arena *a = b->p->arena;
	const char *base = base_c_type(a, c_type);
	size_t end = strcspn(base, "*");
	int stars = 0;
	const struct type *t;

	for (const char *c = base + end; *c; c++)
		stars += *c == '*';
	while (end && base[end - 1] == ' ')
		end--;
	const char *name = arena_strndup(a, base, end);
	if (!strcmp(name, "char"))
		t = &type_int8;
	else if (!strcmp(name, "unsigned char"))
		t = &type_uint8;
	else if (!strcmp(name, "void") || !used || strchr(name, ' '))
		t = &type_void;
	else
		t = type_by_name(types, c_tag(c_type), name);
	if (!t)
		t = &type_void;
	for (int i = 0; i < (stars ? stars : 1); i++)
		t = type_ptr(types, t, as);
	return t;
}

static bool is_int_size(uint32_t size)
{
	return size == 1 || size == 2 || size == 4 || size == 8;
}

static const struct type *scalar_type(struct probe_build *b, const struct tp_field *f, uint32_t size, bool used)
{
	const char *base = base_c_type(b->p->arena, f->c_type);

	if (!strcmp(base, "bool") || !strcmp(base, "_Bool"))
		return size == 1 ? &type_bool : type_int(size, false);
	if (used && has_word(f->c_type, "enum")) {
		const struct type *t = type_by_name(&b->p->types, "enum", base);
		if (t && t->size == size)
			return t;
	}
	return type_int(size, f->is_signed);
}

static const struct type *array_type(struct probe_build *b, const struct tp_field *f, enum addrspace as, bool used)
{
	struct types *types = &b->p->types;
	uint32_t one = f->nelems ? f->size / f->nelems : 1;

	if (!strcmp(base_c_type(b->p->arena, f->c_type), "char"))
		return type_string(types, f->size, false);
	if (strchr(f->c_type, '*') && one == 8)
		return type_array(types, pointer_type(b, f->c_type, as, used), f->nelems);
	if (!is_int_size(one))
		return type_array(types, &type_uint8, f->size);
	return type_array(types, scalar_type(b, f, one, used), f->nelems);
}

/* __data_loc char[]: a string; other element types: a pointer to the first element. */
static const struct type *located_type(struct probe_build *b, const struct tp_field *f)
{
	struct types *types = &b->p->types;
	const char *base = base_c_type(b->p->arena, f->c_type);
	const struct type *t;

	if (!strcmp(base, "char"))
		return type_string(types, b->p->config.run.max_strlen, true);
	t = strchr(base, '*') ? pointer_type(b, base, AS_KERNEL, false) : type_by_name(types, NULL, base);
	if (!t && !strcmp(base, "unsigned char"))
		t = &type_uint8;
	if (!t && !strncmp(base, "unsigned ", 9))
		t = strstr(base, "long") ? &type_uint64 : strstr(base, "short") ? &type_uint16 : &type_uint32;
	if (!t)
		t = !strcmp(base, "long") ? &type_int64 : &type_uint8;
	return type_ptr(types, t, AS_KERNEL);
}

static const struct type *field_type(struct probe_build *b, const struct tp_field *f, enum addrspace as, bool used)
{
	if (f->data_loc || f->rel_loc)
		return located_type(b, f);
	if (f->is_array)
		return array_type(b, f, as, used);
	if (strchr(f->c_type, '*') && f->size == 8)
		return pointer_type(b, f->c_type, as, used);
	if (is_int_size(f->size))
		return scalar_type(b, f, f->size, used);
	/* a struct by value */
	const char *base = base_c_type(b->p->arena, f->c_type);
	const struct type *t = used ? type_by_name(&b->p->types, c_tag(f->c_type), base) : NULL;
	return t && t->size == f->size ? t : type_array(&b->p->types, &type_uint8, f->size);
}

static struct type *context_struct(struct arena *a, const char *name)
{
	struct type *t = arena_new(a, struct type);

	t->kind = TY_STRUCT;
	t->as = AS_CTX;
	t->align = 8;
	t->name = name;
	return t;
}

const struct type *args_from_format(struct probe_build *b, const char *category, const char *event,
				    const struct tp_format *format)
{
	struct arena *a = b->p->arena;
	struct type *t = context_struct(a, arena_printf(a, "tracepoint:%s:%s_args", category, event));
	struct member *members = arena_array(a, struct member, format->nfields + 1);
	enum addrspace as = strcmp(category, "syscalls") ? AS_KERNEL : AS_USER;

	for (uint32_t i = 0; i < format->nfields; i++) {
		const struct tp_field *f = &format->fields[i];
		if (f->offset + f->size > t->size)
			t->size = f->offset + f->size;
		if (f->common)
			continue;
		members[t->nmembers++] = (struct member){
			.name = f->name, .type = field_type(b, f, as, uses_field(&b->uses, f->name)),
			.offset = f->offset, .data_loc = f->data_loc, .rel_loc = f->rel_loc,
		};
	}
	t->members = members;
	return t;
}

/* ---- BTF ---- */

const struct type *trusted_type(struct types *types, struct ktype_id id)
{
	const struct type *t = type_from_kernel(types, id);
	struct type *copy;

	if (!t || t->kind != TY_PTR || t->as == AS_USER)
		return t;
	copy = arena_memdup(types->arena, t, sizeof(*t));
	copy->trusted = t->elem && t->elem->kind == TY_STRUCT;
	copy->as = AS_KERNEL;
	return copy;
}

/* Arguments are 8 bytes each; structs by value take as many as they need. */
const struct type *args_from_proto(struct probe_build *b, const char *name, const struct ktype *proto)
{
	struct arena *a = b->p->arena;
	struct type *t = context_struct(a, arena_printf(a, "%s_args", name));
	struct member *members = arena_array(a, struct member, proto->nmembers + 1);

	for (uint32_t i = 0; i < proto->nmembers; i++) {
		const struct kmember *param = &proto->members[i];
		const struct type *type = trusted_type(&b->p->types, param->type);
		members[t->nmembers++] = (struct member){ .name = param->name, .type = type, .offset = t->size };
		t->size += type->size > 8 ? (type->size + 7) / 8 * 8 : 8;
	}
	t->members = members;
	return t;
}

/* The named member of a union made by __bpf_md_ptr(): a pointer padded to 64 bits. */
static struct kmember md_member(struct probe_build *b, const struct kmember *m)
{
	struct kernel *k = b->p->kernel;
	struct ktype u;

	if (m->name[0] || !k->type_get(k, b->p->arena, m->type, &u) || u.kind != KT_UNION)
		return *m;
	for (uint32_t i = 0; i < u.nmembers; i++)
		if (u.members[i].name[0]) {
			struct kmember found = u.members[i];
			found.bit_offset += m->bit_offset;
			return found;
		}
	return *m;
}

const struct type *ctx_from_iter(struct probe_build *b, struct ktype_id id)
{
	struct arena *a = b->p->arena;
	struct kernel *k = b->p->kernel;
	struct ktype kt;

	if (!k->type_get(k, a, id, &kt))
		return type_ptr(&b->p->types, &type_void, AS_CTX);
	struct type *t = context_struct(a, kt.name);
	struct member *members = arena_array(a, struct member, kt.nmembers + 1);
	t->size = kt.size;
	t->kid = id;
	t->from_kernel = true;
	for (uint32_t i = 0; i < kt.nmembers; i++) {
		struct kmember m = md_member(b, &kt.members[i]);
		members[t->nmembers++] = (struct member){ .name = m.name, .type = trusted_type(&b->p->types, m.type),
							  .offset = m.bit_offset / 8 };
	}
	t->members = members;
	return type_ptr(&b->p->types, t, AS_CTX);
}

const struct type *ctx_pointer(struct probe_build *b, const char *struct_name)
{
	const struct type *t;

	if (!b->uses.ctx)
		return NULL;
	t = type_by_name(&b->p->types, "struct", struct_name);
	return type_ptr(&b->p->types, t ? t : &type_void, AS_CTX);
}
