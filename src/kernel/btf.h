/* Reading BTF: one file (vmlinux, or a module's split file on top of it) and the set of files a kernel has. Nothing
 * here trusts the bytes: every offset, id and count is checked, names outside the string section read as "". */
#ifndef SONDE_KERNEL_BTF_H
#define SONDE_KERNEL_BTF_H

#include <linux/btf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "kernel.h"

#define BTF_MODULES_MAX 1024
enum { BTF_ENUM64 = 19 }; /* BTF_KIND_ENUM64, since Linux 6.0 */

struct btf_file {
	const struct btf_file *base; /* what split BTF continues; NULL for vmlinux */
	char *name;                  /* "vmlinux" or the module */
	uint8_t *data;
	size_t size;
	bool mapped;                 /* data came from mmap, else malloc */
	const uint8_t *types;
	uint32_t types_len;
	const char *strings;         /* ends with NUL */
	uint32_t strings_len;
	uint32_t strings_base;       /* string offsets below this belong to base */
	uint32_t first_id, ntypes;   /* ids first_id .. first_id + ntypes - 1 are in this file */
	uint32_t *offsets;           /* of each type in types */
	unsigned lookups;            /* by name so far */
	uint32_t *heads, *next;      /* hash of the names, made after some lookups */
	uint32_t heads_mask;
};

/* Takes data over (also on failure). base NULL for a whole BTF. NULL and *error on damage. */
struct btf_file *btf_file_new(const char *name, uint8_t *data, size_t size, bool mapped, const struct btf_file *base,
			      const char **error);
/* Opens a BTF file: raw, or the .BTF section of an ELF file. */
struct btf_file *btf_file_open(const char *name, const char *path, const struct btf_file *base, const char **error);
void btf_file_free(struct btf_file *f);

/* The type of an id in f or its base; NULL if there is none. The trailing data of the kind is inside the file. */
const struct btf_type *btf_file_type(const struct btf_file *f, uint32_t id);
const char *btf_file_string(const struct btf_file *f, uint32_t offset);
/* Lowest id of this file (not its base) with one of the kinds (1u << BTF_KIND_*) and the name; 0: none. */
uint32_t btf_file_find(struct btf_file *f, const char *name, uint32_t kinds);
/* An enumerator of any enum of this file: the enum's id and its value; 0: none. */
uint32_t btf_file_find_enumerator(struct btf_file *f, const char *name, int64_t *value);
int64_t btf_enum_value(const struct btf_type *t, uint32_t i);

static inline uint32_t btf_kind_of(const struct btf_type *t)
{
	return t->info >> 24 & 0x1f;
}

static inline uint32_t btf_vlen_of(const struct btf_type *t)
{
	return t->info & 0xffff;
}

static inline bool btf_kflag_of(const struct btf_type *t)
{
	return t->info >> 31;
}

/* ---- the set ---- */
struct btf_set {
	const char *path;    /* instead of /sys/kernel/btf/vmlinux; NULL */
	struct btf_file *files[1 + BTF_MODULES_MAX];
	uint32_t n;
	bool opened, modules_listed;
	const char *error;   /* why vmlinux could not be read; NULL */
};

bool btf_set_open(struct btf_set *s); /* vmlinux, once */
void btf_set_release(struct btf_set *s);
/* Index of a module's file, opened now if need be ("vmlinux": 0); -1. */
int btf_set_module(struct btf_set *s, const char *module);
void btf_set_open_modules(struct btf_set *s);

bool btf_set_find(struct btf_set *s, enum ktype_kind kind, const char *name, struct ktype_id *out);
bool btf_set_get(struct btf_set *s, struct arena *a, struct ktype_id id, struct ktype *out);
bool btf_set_enumerator(struct btf_set *s, const char *name, int64_t *value, struct ktype_id *enum_type);
bool btf_set_func(struct btf_set *s, struct arena *a, const char *module, const char *name, struct ktype *proto,
		  struct ktype_id *id);
bool btf_set_raw_tp(struct btf_set *s, struct arena *a, const char *name, struct ktype *proto, struct ktype_id *id);
bool btf_set_var(struct btf_set *s, const char *name, struct ktype_id *type);
/* Calls found for each type of one of the kinds, in id order; file by file. found returns false to stop. */
void btf_set_each(struct btf_set *s, uint32_t kinds,
		  bool (*found)(void *ctx, const struct btf_file *f, uint32_t id, const char *name), void *ctx);

/* How the compilers that make BTF spell a base type: "unsigned long" is "long unsigned int" for gcc. false: not made of
 * the words of C's integer types. */
bool btf_base_type_names(const char *name, const char **gcc, const char **clang);

#endif
