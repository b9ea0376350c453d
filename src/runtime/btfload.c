/* BTF of an ELF object, made ready for the kernel: the compiler leaves the sizes of data sections and the offsets of
 * variables open because only the ELF tables know them. Also reads .BTF.ext (functions and lines by instruction). Input
 * that does not hold together gives no BTF, never an error: programs without callbacks load without it. */
#include <linux/btf.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/elfload.h"

static uint32_t get32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, 4);
	return v;
}

static void put32(uint8_t *p, uint32_t v)
{
	memcpy(p, &v, 4);
}

/* Bytes after struct btf_type; -1: a kind this file does not know. */
static int64_t extra_size(const struct btf_type *t)
{
	uint32_t n = BTF_INFO_VLEN(t->info);

	switch (BTF_INFO_KIND(t->info)) {
	case BTF_KIND_PTR: case BTF_KIND_FWD: case BTF_KIND_TYPEDEF: case BTF_KIND_VOLATILE: case BTF_KIND_CONST:
	case BTF_KIND_RESTRICT: case BTF_KIND_FUNC: case BTF_KIND_FLOAT: case BTF_KIND_TYPE_TAG:
		return 0;
	case BTF_KIND_INT: case BTF_KIND_VAR: case BTF_KIND_DECL_TAG:
		return 4;
	case BTF_KIND_ARRAY:
		return sizeof(struct btf_array);
	case BTF_KIND_STRUCT: case BTF_KIND_UNION:
		return (int64_t)n * sizeof(struct btf_member);
	case BTF_KIND_ENUM:
		return (int64_t)n * sizeof(struct btf_enum);
	case BTF_KIND_ENUM64:
		return (int64_t)n * 12;
	case BTF_KIND_FUNC_PROTO:
		return (int64_t)n * sizeof(struct btf_param);
	case BTF_KIND_DATASEC:
		return (int64_t)n * sizeof(struct btf_var_secinfo);
	default:
		return -1;
	}
}

const char *elf_btf_string(const struct elf_btf *b, uint32_t offset)
{
	return offset < b->strings_size ? b->strings + offset : "";
}

static struct btf_type type_at(const struct elf_btf *b, uint32_t id)
{
	struct btf_type t;

	memcpy(&t, b->data + b->type_offset[id], sizeof(t));
	return t;
}

static bool index_types(struct elf_btf *b, uint32_t begin, uint32_t end)
{
	uint32_t at = begin, cap = 64;

	b->type_offset = malloc(cap * sizeof(uint32_t));
	if (!b->type_offset)
		abort();
	b->type_offset[0] = 0;
	b->ntypes = 1;
	while (at + sizeof(struct btf_type) <= end) {
		struct btf_type t;
		int64_t extra;

		memcpy(&t, b->data + at, sizeof(t));
		extra = extra_size(&t);
		if (extra < 0 || at + sizeof(t) + (uint64_t)extra > end)
			return false;
		if (b->ntypes == cap) {
			b->type_offset = realloc(b->type_offset, (cap *= 2) * sizeof(uint32_t));
			if (!b->type_offset)
				abort();
		}
		b->type_offset[b->ntypes++] = at;
		at += sizeof(t) + (uint32_t)extra;
	}
	return at == end;
}

/* ---- completing ---- */

static bool variable_offset(const struct elf_object *o, uint32_t section, const char *name, uint32_t *offset)
{
	uint32_t i;

	for (i = 0; i < o->nsymbols; i++) {
		const Elf64_Sym *s = &o->symbols[i];

		if (s->st_shndx == section && !strcmp(elf_symbol_name(o, s), name)) {
			*offset = (uint32_t)s->st_value;
			return true;
		}
	}
	return false;
}

static int by_offset(const void *a, const void *b)
{
	const struct btf_var_secinfo *x = a, *y = b;

	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* A data section that is not in the file: constants the compiler merged elsewhere (.rodata.str1.1). The kernel takes no
 * section without size, so the record becomes an anonymous struct, whose members have the same length. */
static void neutralize_datasec(struct elf_btf *b, uint32_t id)
{
	struct btf_type t = type_at(b, id);
	uint8_t *p = b->data + b->type_offset[id], *at = p + sizeof(t);
	uint32_t i, n = BTF_INFO_VLEN(t.info);

	put32(p, 0);
	put32(p + 4, (uint32_t)BTF_KIND_STRUCT << 24 | n);
	put32(p + 8, 1u << 28);
	for (i = 0; i < n; i++, at += sizeof(struct btf_member)) {
		uint32_t var = get32(at);

		put32(at, 0);
		put32(at + 4, var && var < b->ntypes ? type_at(b, var).type : 0);
		put32(at + 8, 0);
	}
}

static bool complete_datasec(struct elf_object *o, uint32_t id)
{
	struct elf_btf *b = &o->btf;
	struct btf_type t = type_at(b, id);
	uint8_t *p = b->data + b->type_offset[id];
	const char *name = elf_btf_string(b, t.name_off);
	uint32_t i, section, n = BTF_INFO_VLEN(t.info);
	struct btf_var_secinfo *vars;

	for (section = 1; section < o->nsections; section++) {
		if (!strcmp(o->sections[section].name, name) && o->sections[section].type != SHT_REL)
			break;
	}
	if (section == o->nsections) {
		neutralize_datasec(b, id);
		return true;
	}
	put32(p + offsetof(struct btf_type, size), (uint32_t)o->sections[section].size);
	vars = malloc(n * sizeof(*vars) + 1);
	if (!vars)
		abort();
	memcpy(vars, p + sizeof(t), n * sizeof(*vars));
	for (i = 0; i < n; i++) {
		struct btf_type v;

		if (!vars[i].type || vars[i].type >= b->ntypes)
			break;
		v = type_at(b, vars[i].type);
		if (!variable_offset(o, section, elf_btf_string(b, v.name_off), &vars[i].offset))
			break;
	}
	qsort(vars, n, sizeof(*vars), by_offset);
	memcpy(p + sizeof(t), vars, n * sizeof(*vars));
	free(vars);
	return i == n;
}

void elf_btf_init(struct elf_object *o)
{
	struct elf_btf *b = &o->btf;
	const struct elf_section *s = NULL;
	struct btf_header h;
	uint32_t i;

	for (i = 1; i < o->nsections; i++) {
		if (!strcmp(o->sections[i].name, ".BTF"))
			s = &o->sections[i];
	}
	if (!s || !s->data || s->size < sizeof(h) || s->size > UINT32_MAX)
		return;
	memcpy(&h, s->data, sizeof(h));
	if (h.magic != BTF_MAGIC || h.hdr_len < sizeof(h) || h.hdr_len > s->size ||
	    (uint64_t)h.hdr_len + h.type_off + h.type_len > s->size ||
	    (uint64_t)h.hdr_len + h.str_off + h.str_len > s->size || !h.str_len)
		return;
	b->data = malloc(s->size);
	if (!b->data)
		abort();
	memcpy(b->data, s->data, s->size);
	b->size = s->size;
	b->strings = (const char *)b->data + h.hdr_len + h.str_off;
	b->strings_size = h.str_len;
	if (b->strings[b->strings_size - 1] || !index_types(b, h.hdr_len + h.type_off, h.hdr_len + h.type_off + h.type_len))
		goto unusable;
	for (i = 1; i < b->ntypes; i++) {
		struct btf_type t = type_at(b, i);

		if (BTF_INFO_KIND(t.info) == BTF_KIND_DATASEC && !complete_datasec(o, i))
			goto unusable;
	}
	return;
unusable:
	elf_btf_release(b);
}

void elf_btf_release(struct elf_btf *b)
{
	free(b->data);
	free(b->type_offset);
	memset(b, 0, sizeof(*b));
}

/* ---- maps ---- */

/* What a member of a map definition points to: "type of the key" is written as a pointer to that type. */
static uint32_t pointed_type(const struct elf_btf *b, uint32_t id)
{
	struct btf_type t;

	if (!id || id >= b->ntypes)
		return 0;
	t = type_at(b, id);
	return BTF_INFO_KIND(t.info) == BTF_KIND_PTR && t.type < b->ntypes ? t.type : 0;
}

bool elf_btf_map_types(const struct elf_object *o, const char *symbol, uint32_t *key, uint32_t *value)
{
	const struct elf_btf *b = &o->btf;
	uint32_t i, j;

	*key = *value = 0;
	for (i = 1; i < b->ntypes; i++) {
		struct btf_type v = type_at(b, i), t;

		if (BTF_INFO_KIND(v.info) != BTF_KIND_VAR || strcmp(elf_btf_string(b, v.name_off), symbol) ||
		    !v.type || v.type >= b->ntypes)
			continue;
		t = type_at(b, v.type);
		if (BTF_INFO_KIND(t.info) != BTF_KIND_STRUCT)
			return false;
		for (j = 0; j < BTF_INFO_VLEN(t.info); j++) {
			struct btf_member m;

			memcpy(&m, b->data + b->type_offset[v.type] + sizeof(t) + j * sizeof(m), sizeof(m));
			if (!strcmp(elf_btf_string(b, m.name_off), "key"))
				*key = pointed_type(b, m.type);
			else if (!strcmp(elf_btf_string(b, m.name_off), "value"))
				*value = pointed_type(b, m.type);
		}
		return *key && *value;
	}
	return false;
}

/* ---- .BTF.ext ---- */

static void add_func(struct elf_program *p, uint32_t insn, const uint8_t *rec)
{
	if (p->nfuncs == p->funcs_cap) {
		p->funcs_cap = p->funcs_cap * 2 + 8;
		p->funcs = realloc(p->funcs, p->funcs_cap * sizeof(*p->funcs));
		if (!p->funcs)
			abort();
	}
	p->funcs[p->nfuncs++] = (struct elf_func_info){ insn, get32(rec + 4) };
}

static void add_line(struct elf_program *p, uint32_t insn, const uint8_t *rec)
{
	if (p->nlines == p->lines_cap) {
		p->lines_cap = p->lines_cap * 2 + 64;
		p->lines = realloc(p->lines, p->lines_cap * sizeof(*p->lines));
		if (!p->lines)
			abort();
	}
	p->lines[p->nlines++] = (struct elf_line_info){ insn, get32(rec + 4), get32(rec + 8), get32(rec + 12) };
}

struct slice {
	uint32_t first, count, at;
};

/* One of the two tables: u32 record size, then per section {u32 name, u32 number} and the records. */
static void collect(const struct elf_object *o, const char *section, const uint8_t *table, uint32_t len, struct slice sl,
		    uint32_t min_rec, void (*add)(struct elf_program *, uint32_t, const uint8_t *), struct elf_program *p)
{
	uint32_t rec_size, pos = 4;

	if (len < 4)
		return;
	rec_size = get32(table);
	if (rec_size < min_rec || rec_size > 256)
		return;
	while (pos + 8 <= len) {
		bool ours = !strcmp(elf_btf_string(&o->btf, get32(table + pos)), section);
		uint32_t i, n = get32(table + pos + 4);

		pos += 8;
		if (n > (len - pos) / rec_size)
			return;
		for (i = 0; i < n && ours; i++) {
			const uint8_t *rec = table + pos + i * rec_size;
			uint32_t insn = get32(rec) / sizeof(struct bpf_insn);

			if (insn >= sl.first && insn < sl.first + sl.count)
				add(p, insn - sl.first + sl.at, rec);
		}
		pos += n * rec_size;
	}
}

void elf_ext_collect(const struct elf_object *o, uint32_t section, uint32_t first, uint32_t count, uint32_t at,
		     struct elf_program *p)
{
	const struct elf_section *s = &o->sections[o->ext];
	const char *name = o->sections[section].name;
	struct slice sl = { first, count, at };
	uint32_t hdr_len, off[2], len[2];

	/* u16 magic, u8 version, u8 flags, u32 hdr_len, u32 func offset and length, u32 line offset and length */
	if (!o->ext || !o->btf.data || s->size < 24 || s->size > UINT32_MAX)
		return;
	hdr_len = get32(s->data + 4);
	off[0] = get32(s->data + 8);
	len[0] = get32(s->data + 12);
	off[1] = get32(s->data + 16);
	len[1] = get32(s->data + 20);
	if ((uint64_t)hdr_len + off[0] + len[0] > s->size || (uint64_t)hdr_len + off[1] + len[1] > s->size)
		return;
	collect(o, name, s->data + hdr_len + off[0], len[0], sl, 8, add_func, p);
	collect(o, name, s->data + hdr_len + off[1], len[1], sl, 16, add_line, p);
}
