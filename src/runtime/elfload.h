/* Own small BPF loader, the part without system calls: an ELF object as the LLVM back end writes it becomes, section by
 * section, instructions the kernel takes: map references resolved, subprograms of .text appended, BTF completed. */
#ifndef SONDE_RUNTIME_ELFLOAD_H
#define SONDE_RUNTIME_ELFLOAD_H

#include <elf.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct elf_section {
	const char *name;
	const uint8_t *data;       /* size bytes; NULL for SHT_NOBITS */
	uint64_t size;
	uint32_t type, link, info;
	uint64_t flags;
	uint32_t relocs;           /* section that holds its SHT_REL entries, 0 none */
	int data_fd;               /* map that holds a data section at run time, -1 none yet */
};

struct elf_btf {               /* .BTF, completed: sizes of data sections, offsets of variables */
	uint8_t *data;
	size_t size;
	const char *strings;
	uint32_t strings_size;
	uint32_t *type_offset;     /* by type id, from data; [0] unused */
	uint32_t ntypes;           /* ids below this exist */
};

struct elf_object {
	const uint8_t *bytes;
	size_t size;
	struct elf_section *sections;
	uint32_t nsections;
	Elf64_Sym *symbols;
	uint32_t nsymbols;
	uint32_t symbol_strings;   /* section */
	uint32_t text, maps, ext;  /* sections .text, .maps, .BTF.ext; 0 none */
	struct elf_btf btf;
};

/* Parses; bytes must stay. NULL and *why on bad input. */
struct elf_object *elf_open(const void *bytes, size_t size, const char **why);
void elf_free(struct elf_object *o); /* does not close data_fd */
const char *elf_symbol_name(const struct elf_object *o, const Elf64_Sym *s);
/* Sections that become maps: .rodata*, .data*, .bss*. */
bool elf_is_data(const struct elf_section *s, bool *read_only);

struct elf_func_info { uint32_t insn, type_id; };              /* struct bpf_func_info */
struct elf_line_info { uint32_t insn, file, line, line_col; }; /* struct bpf_line_info: offsets of strings in the BTF */

struct elf_program {
	struct bpf_insn *insns;
	uint32_t ninsns, insns_cap;
	struct elf_func_info *funcs;
	uint32_t nfuncs, funcs_cap;
	struct elf_line_info *lines;
	uint32_t nlines, lines_cap;
};

struct elf_binding {
	int (*map_fd)(void *ctx, const char *symbol); /* descriptor or -errno */
	void *ctx;
};

/* The program `function` of a section; NULL: all of the section. 0 or -errno and *why. */
int elf_program_build(struct elf_object *o, const char *section, const char *function, const struct elf_binding *bind,
		      struct elf_program *out, const char **why);
void elf_program_release(struct elf_program *p);

/* ---- btfload.c ---- */
/* Reads and completes .BTF into o->btf; without (usable) BTF o->btf.data stays NULL. */
void elf_btf_init(struct elf_object *o);
void elf_btf_release(struct elf_btf *b);
const char *elf_btf_string(const struct elf_btf *b, uint32_t offset); /* "" out of range */
/* Type ids of key and value of a BTF-defined map; false if it does not name types. */
bool elf_btf_map_types(const struct elf_object *o, const char *symbol, uint32_t *key, uint32_t *value);
/* Adds the function and line records of instructions [first, first + count) of a section, which now begin at `at`. */
void elf_ext_collect(const struct elf_object *o, uint32_t section, uint32_t first, uint32_t count, uint32_t at,
		     struct elf_program *p);

#endif
