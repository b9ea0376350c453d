/* An ELF file open for reading, and what symbols and notes both need of it. */
#ifndef SONDE_KERNEL_ELF_FILE_H
#define SONDE_KERNEL_ELF_FILE_H

#include <gelf.h>
#include <libelf.h>
#include <stdbool.h>
#include <stdint.h>

#include "kernel.h"

struct elf_segment {
	uint64_t address, offset, file_size;
	bool executable;
};

struct elf_file {
	int fd;
	Elf *elf;
	size_t names;             /* index of the section with section names */
	struct elf_segment *segments;
	uint32_t nsegments;
	bool wide;                /* 64 bit */
};

/* 0 or -errno with *why; segments are in the arena. */
int elf_file_open(struct elf_file *f, struct arena *a, const char *path, const char **why);
void elf_file_close(struct elf_file *f);

/* File offset of a virtual address; false if no segment's file part holds it. want_code: only executable segments. */
bool elf_file_offset(const struct elf_file *f, uint64_t address, bool want_code, uint64_t *offset);
/* First section of a name; NULL. */
Elf_Scn *elf_file_section(const struct elf_file *f, const char *name, GElf_Shdr *sh);

#endif
