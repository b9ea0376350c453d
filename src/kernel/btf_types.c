/* From BTF records to struct ktype: qualifiers looked through, members with bit-fields, enumerators, parameters. */
#include <string.h>

#include "kernel/btf.h"

enum {
	CHAIN_MAX = 64, /* qualifiers and typedefs in a row; damaged files may hold rings */
	ARRAY_DEPTH_MAX = 16,
};

static struct ktype_id normal_id(const struct btf_set *s, uint32_t file, uint32_t id)
{
	return (struct ktype_id){ id < s->files[file]->first_id ? 0 : file, id };
}

static bool is_qualifier(uint32_t kind)
{
	return kind == BTF_KIND_CONST || kind == BTF_KIND_VOLATILE || kind == BTF_KIND_RESTRICT ||
	       kind == BTF_KIND_TYPE_TAG;
}

/* The id below const, volatile, restrict and type tags; typedefs stay. *tag is set by the outermost known tag. */
static struct ktype_id unqualified(const struct btf_set *s, uint32_t file, uint32_t id, enum ktype_tag *tag)
{
	const struct btf_file *f = s->files[file];

	for (int i = 0; i < CHAIN_MAX; i++) {
		const struct btf_type *t = btf_file_type(f, id);

		if (!t || !is_qualifier(btf_kind_of(t)))
			break;
		if (tag && *tag == KTAG_NONE && btf_kind_of(t) == BTF_KIND_TYPE_TAG) {
			const char *name = btf_file_string(f, t->name_off);

			*tag = !strcmp(name, "user") ? KTAG_USER : !strcmp(name, "percpu") ? KTAG_PERCPU :
			       !strcmp(name, "rcu") ? KTAG_RCU : KTAG_NONE;
		}
		id = t->type;
	}
	return normal_id(s, file, id);
}

/* Below qualifiers, typedefs and functions; NULL for void (*id 0) and for damage. */
static const struct btf_type *resolve(const struct btf_set *s, uint32_t file, uint32_t *id, const char **typedef_name)
{
	const struct btf_file *f = s->files[file];

	for (int i = 0; i < CHAIN_MAX; i++) {
		const struct btf_type *t = btf_file_type(f, *id);
		uint32_t kind = t ? btf_kind_of(t) : 0;

		if (kind == BTF_KIND_TYPEDEF && typedef_name && !*typedef_name)
			*typedef_name = btf_file_string(f, t->name_off);
		if (!is_qualifier(kind) && kind != BTF_KIND_TYPEDEF && kind != BTF_KIND_DECL_TAG &&
		    kind != BTF_KIND_FUNC && kind != BTF_KIND_VAR)
			return t;
		*id = t->type;
	}
	return NULL;
}

static uint64_t size_of(const struct btf_set *s, uint32_t file, uint32_t id, int depth)
{
	const struct btf_type *t = resolve(s, file, &id, NULL);

	switch (t ? btf_kind_of(t) : 0) {
	case BTF_KIND_INT:
	case BTF_KIND_FLOAT:
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
	case BTF_KIND_ENUM:
	case BTF_ENUM64:
		return t->size;
	case BTF_KIND_PTR:
		return 8;
	case BTF_KIND_ARRAY: {
		const struct btf_array *array = (const void *)(t + 1);
		uint64_t one = depth < ARRAY_DEPTH_MAX ? size_of(s, file, array->type, depth + 1) : 0;

		return one <= UINT32_MAX && one * array->nelems <= UINT32_MAX ? one * array->nelems : 0;
	}
	default:
		return 0;
	}
}

/* Old compilers put a bit-field's size into an integer type of its own. */
static void old_bitfield(const struct btf_set *s, uint32_t file, uint32_t id, struct kmember *m)
{
	const struct btf_type *t = resolve(s, file, &id, NULL);
	uint32_t word;

	if (!t || btf_kind_of(t) != BTF_KIND_INT)
		return;
	word = *(const uint32_t *)(t + 1);
	if (BTF_INT_BITS(word) != t->size * 8 || BTF_INT_OFFSET(word)) {
		m->bit_offset += BTF_INT_OFFSET(word);
		m->bit_size = BTF_INT_BITS(word);
	}
}

static void fill_members(struct btf_set *s, struct arena *a, uint32_t file, const struct btf_type *t, struct ktype *out)
{
	const struct btf_member *from = (const void *)(t + 1);
	uint32_t n = btf_vlen_of(t);

	out->members = arena_array(a, struct kmember, n);
	out->nmembers = n;
	for (uint32_t i = 0; i < n; i++) {
		struct kmember *m = &out->members[i];

		m->name = btf_file_string(s->files[file], from[i].name_off);
		m->type = unqualified(s, file, from[i].type, NULL);
		m->bit_offset = from[i].offset;
		if (btf_kflag_of(t)) {
			m->bit_offset = BTF_MEMBER_BIT_OFFSET(from[i].offset);
			m->bit_size = BTF_MEMBER_BITFIELD_SIZE(from[i].offset);
		} else {
			old_bitfield(s, file, from[i].type, m);
		}
	}
}

static void fill_parameters(struct btf_set *s, struct arena *a, uint32_t file, const struct btf_type *t,
			    struct ktype *out)
{
	const struct btf_param *from = (const void *)(t + 1);
	uint32_t n = btf_vlen_of(t);

	if (n && !from[n - 1].type && !from[n - 1].name_off)
		n--; /* "..." */
	out->members = arena_array(a, struct kmember, n);
	out->nmembers = n;
	for (uint32_t i = 0; i < n; i++) {
		out->members[i].name = btf_file_string(s->files[file], from[i].name_off);
		out->members[i].type = unqualified(s, file, from[i].type, NULL);
	}
	out->target = unqualified(s, file, t->type, NULL);
}

static void fill_enumerators(struct btf_set *s, struct arena *a, uint32_t file, const struct btf_type *t,
			     struct ktype *out)
{
	const uint32_t *words = (const void *)(t + 1);
	uint32_t n = btf_vlen_of(t), step = btf_kind_of(t) == BTF_KIND_ENUM ? 2 : 3;

	out->enums = arena_array(a, struct kenumerator, n);
	out->nenums = n;
	out->is_signed = btf_kflag_of(t);
	for (uint32_t i = 0; i < n; i++) {
		out->enums[i].name = btf_file_string(s->files[file], words[step * i]);
		out->enums[i].value = btf_enum_value(t, i);
	}
}

static void fill_int(const struct btf_type *t, struct ktype *out)
{
	uint32_t encoding = BTF_INT_ENCODING(*(const uint32_t *)(t + 1));

	out->kind = KT_INT;
	out->is_signed = encoding & BTF_INT_SIGNED;
	out->is_bool = encoding & BTF_INT_BOOL;
	/* pahole does not set BTF_INT_CHAR; and unsigned char is no text */
	out->is_char = !strcmp(out->name, "char");
}

/* A type declared in one file may be defined in the same file or in vmlinux. */
static bool find_definition(struct btf_set *s, uint32_t file, const struct btf_type *fwd, struct ktype_id *id)
{
	const char *name = btf_file_string(s->files[file], fwd->name_off);
	uint32_t kinds = 1u << (btf_kflag_of(fwd) ? BTF_KIND_UNION : BTF_KIND_STRUCT);
	uint32_t found = *name ? btf_file_find(s->files[file], name, kinds) : 0;

	if (!found && file && *name)
		found = btf_file_find(s->files[0], name, kinds);
	if (found)
		*id = normal_id(s, file, found);
	return found;
}

static void fill_array(struct btf_set *s, struct ktype_id id, const struct btf_type *t, struct ktype *out)
{
	const struct btf_array *array = (const void *)(t + 1);

	out->kind = KT_ARRAY;
	out->target = unqualified(s, id.btf, array->type, NULL);
	out->nelems = array->nelems;
	out->size = (uint32_t)size_of(s, id.btf, id.id, 0);
}

static bool fill(struct btf_set *s, struct arena *a, struct ktype_id id, const struct btf_type *t, struct ktype *out)
{
	uint32_t kind = btf_kind_of(t);

	switch (kind) {
	case BTF_KIND_INT: fill_int(t, out); break;
	case BTF_KIND_FLOAT: out->kind = KT_FLOAT; break;
	case BTF_KIND_PTR:
		out->kind = KT_PTR;
		out->target = unqualified(s, id.btf, t->type, &out->tag);
		break;
	case BTF_KIND_ARRAY: fill_array(s, id, t, out); break;
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		out->kind = kind == BTF_KIND_STRUCT ? KT_STRUCT : KT_UNION;
		fill_members(s, a, id.btf, t, out);
		break;
	case BTF_KIND_ENUM:
	case BTF_ENUM64:
		out->kind = KT_ENUM;
		fill_enumerators(s, a, id.btf, t, out);
		break;
	case BTF_KIND_FUNC_PROTO:
		out->kind = KT_FUNC_PROTO;
		fill_parameters(s, a, id.btf, t, out);
		break;
	case BTF_KIND_FWD: out->kind = KT_FWD; break;
	default: return false;
	}
	if (kind != BTF_KIND_ARRAY)
		out->size = (uint32_t)size_of(s, id.btf, id.id, 0);
	return true;
}

bool btf_set_get(struct btf_set *s, struct arena *a, struct ktype_id id, struct ktype *out)
{
	const struct btf_type *t;

	memset(out, 0, sizeof(*out));
	out->name = "";
	if (!btf_set_open(s) || id.btf >= s->n)
		return false;
	t = resolve(s, id.btf, &id.id, &out->typedef_name);
	if (t && btf_kind_of(t) == BTF_KIND_FWD && find_definition(s, id.btf, t, &id))
		t = btf_file_type(s->files[id.btf], id.id);
	if (!t) {
		out->kind = KT_VOID;
		return !id.id;
	}
	out->id = normal_id(s, id.btf, id.id);
	out->name = btf_file_string(s->files[id.btf], t->name_off);
	return fill(s, a, out->id, t, out);
}
