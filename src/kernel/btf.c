/* One BTF file: mapping it, the index of type offsets, and look-ups by name.
 *
 * The first look-ups search the string section and then the types for the string's offset, which costs less than any
 * table over the 130000 types of a kernel; whoever asks often gets a hash of all names. */
#include "kernel/btf.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	LOOKUPS_BEFORE_HASH = 48,
	BTF_SIZE_MAX = 1 << 30,
};

static void *xcalloc(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size);
	if (!p)
		abort();
	return p;
}

/* Bytes behind the 12-byte header of a type; UINT32_MAX for kinds nobody knows. */
static uint32_t trailing_size(const struct btf_type *t)
{
	uint32_t vlen = btf_vlen_of(t);

	switch (btf_kind_of(t)) {
	case BTF_KIND_INT: return 4;
	case BTF_KIND_ARRAY: return sizeof(struct btf_array);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION: return vlen * sizeof(struct btf_member);
	case BTF_KIND_ENUM: return vlen * sizeof(struct btf_enum);
	case BTF_KIND_FUNC_PROTO: return vlen * sizeof(struct btf_param);
	case BTF_KIND_VAR: return sizeof(struct btf_var);
	case BTF_KIND_DATASEC: return vlen * sizeof(struct btf_var_secinfo);
	case BTF_KIND_DECL_TAG: return 4;
	case BTF_ENUM64: return vlen * 12; /* struct btf_enum64 */
	case BTF_KIND_PTR:
	case BTF_KIND_FWD:
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_CONST:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_FUNC:
	case BTF_KIND_FLOAT:
	case BTF_KIND_TYPE_TAG: return 0;
	default: return UINT32_MAX;
	}
}

static bool index_types(struct btf_file *f)
{
	uint32_t cap = f->types_len / 24 + 64, n = 0, pos = 0;
	uint32_t *offsets = malloc(cap * sizeof(*offsets));

	if (!offsets)
		abort();
	while (f->types_len - pos >= sizeof(struct btf_type)) {
		uint32_t more = trailing_size((const void *)(f->types + pos));

		if (more > f->types_len - pos - sizeof(struct btf_type))
			break;
		if (n == cap) {
			cap *= 2;
			offsets = realloc(offsets, cap * sizeof(*offsets));
			if (!offsets)
				abort();
		}
		offsets[n++] = pos;
		pos += sizeof(struct btf_type) + more;
	}
	f->offsets = offsets;
	f->ntypes = n;
	return pos == f->types_len;
}

static const char *read_header(struct btf_file *f)
{
	struct btf_header h;

	if (f->size < sizeof(h))
		return "the BTF file is too short";
	memcpy(&h, f->data, sizeof(h));
	if (h.magic != BTF_MAGIC)
		return "the BTF file has no BTF magic number (or another byte order)";
	if (h.version != 1 || h.hdr_len < sizeof(h) || h.hdr_len > f->size)
		return "the BTF file has an unknown header";
	uint64_t room = f->size - h.hdr_len;
	if ((uint64_t)h.type_off + h.type_len > room || (uint64_t)h.str_off + h.str_len > room || h.type_off % 4 ||
	    h.hdr_len % 4)
		return "the sections of the BTF file lie outside of it";
	f->types = f->data + h.hdr_len + h.type_off;
	f->types_len = h.type_len;
	f->strings = (const char *)f->data + h.hdr_len + h.str_off;
	f->strings_len = h.str_len;
	/* A split file may have an empty string section. */
	if (f->strings_len && f->strings[f->strings_len - 1])
		return "the strings of the BTF file are not terminated";
	if (!f->strings_len && !f->base)
		return "the BTF file has no strings";
	return NULL;
}

void btf_file_free(struct btf_file *f)
{
	if (!f)
		return;
	if (f->mapped)
		munmap(f->data, f->size);
	else
		free(f->data);
	free(f->offsets);
	free(f->heads);
	free(f->next);
	free(f->name);
	free(f);
}

struct btf_file *btf_file_new(const char *name, uint8_t *data, size_t size, bool mapped, const struct btf_file *base,
			      const char **error)
{
	struct btf_file *f = xcalloc(1, sizeof(*f));

	f->name = strdup(name);
	f->data = data;
	f->size = size;
	f->mapped = mapped;
	f->base = base;
	f->first_id = base ? base->first_id + base->ntypes : 1;
	f->strings_base = base ? base->strings_base + base->strings_len : 0;
	*error = f->name ? read_header(f) : "out of memory";
	if (!*error && !index_types(f))
		*error = "the BTF file has a type of an unknown kind, or is damaged";
	if (*error) {
		btf_file_free(f);
		return NULL;
	}
	return f;
}

static uint8_t *read_whole(int fd, size_t size, size_t *got)
{
	uint8_t *data = malloc(size ? size : 1);

	if (!data)
		return NULL;
	for (*got = 0; *got < size;) {
		ssize_t n = read(fd, data + *got, size - *got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			free(data);
			return NULL;
		}
		if (!n)
			break;
		*got += (size_t)n;
	}
	return data;
}

/* The .BTF section of an ELF file (a vmlinux image), copied. */
static uint8_t *elf_btf_section(int fd, size_t *size)
{
	uint8_t *copy = NULL;
	size_t strings;
	Elf_Scn *section = NULL;
	Elf *elf;

	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (!elf || elf_kind(elf) != ELF_K_ELF || elf_getshdrstrndx(elf, &strings))
		section = NULL;
	else
		while ((section = elf_nextscn(elf, section))) {
			GElf_Shdr sh;
			const char *name = gelf_getshdr(section, &sh) ? elf_strptr(elf, strings, sh.sh_name) : NULL;

			if (name && !strcmp(name, ".BTF"))
				break;
		}
	Elf_Data *d = section ? elf_rawdata(section, NULL) : NULL;
	if (d && d->d_buf && d->d_size && (copy = malloc(d->d_size))) {
		memcpy(copy, d->d_buf, d->d_size);
		*size = d->d_size;
	}
	elf_end(elf);
	return copy;
}

static const char *open_error(int err)
{
	switch (err) {
	case ENOENT: return "the kernel has no BTF (/sys/kernel/btf/vmlinux is missing; CONFIG_DEBUG_INFO_BTF)";
	case EACCES:
	case EPERM: return "the BTF file may not be read (permission denied)";
	default: return "the BTF file cannot be read";
	}
}

struct btf_file *btf_file_open(const char *name, const char *path, const struct btf_file *base, const char **error)
{
	struct stat st;
	size_t size = 0;
	uint8_t *data;
	bool mapped = true;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st) || st.st_size > BTF_SIZE_MAX || st.st_size <= 0) {
		*error = open_error(fd < 0 ? errno : EIO);
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	size = (size_t)st.st_size;
	/* sysfs offers mmap of vmlinux since 6.16; other files could shrink under a mapping, so they are read. */
	data = strncmp(path, "/sys/", 5) ? MAP_FAILED : mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED) {
		mapped = false;
		data = read_whole(fd, size, &size);
		if (data && size >= SELFMAG && !memcmp(data, ELFMAG, SELFMAG)) {
			free(data);
			data = elf_btf_section(fd, &size);
		}
	}
	close(fd);
	if (!data) {
		*error = "the BTF file cannot be read, or has no .BTF section";
		return NULL;
	}
	return btf_file_new(name, data, size, mapped, base, error);
}

const struct btf_type *btf_file_type(const struct btf_file *f, uint32_t id)
{
	while (f->base && id < f->first_id)
		f = f->base;
	if (id < f->first_id || id - f->first_id >= f->ntypes)
		return NULL;
	return (const void *)(f->types + f->offsets[id - f->first_id]);
}

const char *btf_file_string(const struct btf_file *f, uint32_t offset)
{
	while (f->base && offset < f->strings_base)
		f = f->base;
	offset -= f->strings_base;
	return offset < f->strings_len ? f->strings + offset : "";
}

/* ---- look-up by name ---- */

/* Offset of a whole string in one file's own section; UINT32_MAX: it is not there. */
static uint32_t own_string(const struct btf_file *f, const char *name)
{
	size_t len = strlen(name) + 1;
	const char *p = f->strings, *end = f->strings + f->strings_len, *hit;

	while (len > 1 && (hit = memmem(p, (size_t)(end - p), name, len))) {
		if (hit == f->strings || !hit[-1])
			return f->strings_base + (uint32_t)(hit - f->strings);
		p = hit + 1;
	}
	return UINT32_MAX;
}

/* Offsets a name may have: split files share the strings of their base, but need not. */
struct name_offsets {
	uint32_t base, own; /* UINT32_MAX: none */
};

static struct name_offsets find_string(const struct btf_file *f, const char *name)
{
	return (struct name_offsets){ f->base ? own_string(f->base, name) : UINT32_MAX, own_string(f, name) };
}

static bool is_name(struct name_offsets n, uint32_t offset)
{
	return offset && (offset == n.base || offset == n.own);
}

static bool is_anywhere(struct name_offsets n)
{
	return n.base != UINT32_MAX || n.own != UINT32_MAX;
}

static uint32_t hash_name(const char *s)
{
	uint32_t h = 2166136261u;

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return h ^ h >> 15;
}

static void build_hash(struct btf_file *f)
{
	uint32_t size = 1024;

	while (size < f->ntypes)
		size *= 2;
	f->heads = xcalloc(size, sizeof(*f->heads));
	f->next = xcalloc(f->ntypes, sizeof(*f->next));
	f->heads_mask = size - 1;
	for (uint32_t i = f->ntypes; i-- > 0;) { /* chains hold lower ids first */
		const struct btf_type *t = (const void *)(f->types + f->offsets[i]);

		if (!t->name_off)
			continue;
		uint32_t slot = hash_name(btf_file_string(f, t->name_off)) & f->heads_mask;
		f->next[i] = f->heads[slot];
		f->heads[slot] = i + 1;
	}
}

static uint32_t find_hashed(const struct btf_file *f, const char *name, uint32_t kinds)
{
	for (uint32_t i = f->heads[hash_name(name) & f->heads_mask]; i; i = f->next[i - 1]) {
		const struct btf_type *t = (const void *)(f->types + f->offsets[i - 1]);

		if (kinds >> btf_kind_of(t) & 1 && !strcmp(btf_file_string(f, t->name_off), name))
			return f->first_id + i - 1;
	}
	return 0;
}

uint32_t btf_file_find(struct btf_file *f, const char *name, uint32_t kinds)
{
	if (f->heads)
		return find_hashed(f, name, kinds);
	if (++f->lookups > LOOKUPS_BEFORE_HASH) {
		build_hash(f);
		return find_hashed(f, name, kinds);
	}
	struct name_offsets wanted = find_string(f, name);
	for (uint32_t i = 0; is_anywhere(wanted) && i < f->ntypes; i++) {
		const struct btf_type *t = (const void *)(f->types + f->offsets[i]);

		if (is_name(wanted, t->name_off) && kinds >> btf_kind_of(t) & 1)
			return f->first_id + i;
	}
	return 0;
}

int64_t btf_enum_value(const struct btf_type *t, uint32_t i)
{
	const uint32_t *words = (const void *)(t + 1);

	if (btf_kind_of(t) == BTF_ENUM64)
		return (int64_t)((uint64_t)words[3 * i + 2] << 32 | words[3 * i + 1]);
	return btf_kflag_of(t) ? (int64_t)(int32_t)words[2 * i + 1] : (int64_t)words[2 * i + 1];
}

uint32_t btf_file_find_enumerator(struct btf_file *f, const char *name, int64_t *value)
{
	struct name_offsets wanted = find_string(f, name);

	for (uint32_t i = 0; is_anywhere(wanted) && i < f->ntypes; i++) {
		const struct btf_type *t = (const void *)(f->types + f->offsets[i]);
		uint32_t kind = btf_kind_of(t), step = kind == BTF_KIND_ENUM ? 2 : 3;
		const uint32_t *words = (const void *)(t + 1);

		if (kind != BTF_KIND_ENUM && kind != BTF_ENUM64)
			continue;
		for (uint32_t j = 0, n = btf_vlen_of(t); j < n; j++)
			if (is_name(wanted, words[step * j])) {
				*value = btf_enum_value(t, j);
				return f->first_id + i;
			}
	}
	return 0;
}
