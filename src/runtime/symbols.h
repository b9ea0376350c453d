/* Addresses to names: kernel symbols (kallsyms), user symbols (ELF symbol tables, PIE, shared libraries, vdso, perf
 * maps), demangled. Read lazily; user address spaces are cached per process so that processes which exit while traced
 * can still be named. */
#ifndef SONDE_RUNTIME_SYMBOLS_H
#define SONDE_RUNTIME_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/strbuf.h"

struct symbols;

struct symbols_options {
	bool demangle;
	int cache; /* 0 none, 1 per pid, 2 per program */
};

struct symbols *symbols_new(const struct symbols_options *o);
void symbols_free(struct symbols *s);

/* Remember the mappings of a process now (when it was first seen, or is about to go). Cheap if already known. */
void symbols_note_process(struct symbols *s, uint32_t pid);

/* What is heard of processes as it happens (mmaps.c): another program was started in pid; pid was forked from parent; a file
 * was mapped for execution. Of a process that has gone before its mappings could be read, this is what is known. */
void symbols_note_exec(struct symbols *s, uint32_t pid);
void symbols_note_fork(struct symbols *s, uint32_t pid, uint32_t parent);
void symbols_note_mapping(struct symbols *s, uint32_t pid, uint64_t start, uint64_t end, uint64_t offset, uint64_t ino,
			  const char *path);

/* Name and offset of a kernel address; false if unknown. *name is valid until the next call. */
bool symbols_kernel(struct symbols *s, uint64_t addr, const char **name, uint64_t *offset);
/* The same for an address of a process; module: path of the mapping or NULL. */
bool symbols_user(struct symbols *s, uint32_t pid, uint64_t addr, const char **name, uint64_t *offset,
		  const char **module);
/* Build id (20 bytes) and file offset of an address; false if unknown. */
bool symbols_build_id(struct symbols *s, uint32_t pid, uint64_t addr, unsigned char id[20], uint64_t *file_offset);

/* Demangled C++ or Rust name appended to out; the name as it is when it is neither. */
void symbols_demangle(struct strbuf *out, const char *mangled);

/* Names that belong to ids rather than addresses, cached like them. User name of a uid, valid until the next call; NULL
 * if there is none. */
const char *symbols_user_name(struct symbols *s, uint32_t uid);
/* "unified:/a/b,cpu:/a" for a cgroup id; filter: pattern on the hierarchy's name, NULL or "" all. */
void symbols_cgroup_path(struct symbols *s, struct strbuf *out, uint64_t id, const char *filter);
/* "GFP_KERNEL|__GFP_ZERO", by the running kernel's own table; s may be NULL. */
void symbols_gfp_flags(struct symbols *s, struct strbuf *out, uint64_t flags);

#endif
