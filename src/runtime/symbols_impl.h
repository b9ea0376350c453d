/* Shared by the files behind runtime/symbols.h: not seen outside of them. */
#ifndef SONDE_RUNTIME_SYMBOLS_IMPL_H
#define SONDE_RUNTIME_SYMBOLS_IMPL_H

#include <stddef.h>
#include <sys/types.h>

#include "runtime/symbols.h"

/* One symbol of a table sorted by address. */
struct sym {
	uint64_t addr;
	uint32_t size;
	uint32_t name; /* offset in the table's names */
};

struct symtab {
	struct sym *at;
	uint32_t n, cap;
	struct strbuf names;
};

void symtab_add(struct symtab *t, uint64_t addr, uint64_t size, const char *name, size_t len);
void symtab_sort(struct symtab *t); /* by address; order of equal addresses is kept */
/* The symbol that covers addr, NULL if none does. */
const struct sym *symtab_find(const struct symtab *t, uint64_t addr);
const char *symtab_name(const struct symtab *t, const struct sym *sym);
void symtab_release(struct symtab *t);

/* ---- ELF files (symbols_elf.c) ---- */
struct segment {
	uint64_t offset, size, vaddr;
	bool exec;
};

/* One file, shared by all processes that map it. Identified by what fstat says. */
struct elf_file {
	struct elf_file *next;
	dev_t dev;
	ino_t ino;
	int64_t mtime; /* ns */
	off_t size;
	int fd;         /* kept open until the file is read; -1: reopened by path */
	char *path;
	bool read;
	uint32_t build_id_size; /* 0: none */
	unsigned char build_id[20];
	struct segment *segments;
	uint32_t nsegments;
	struct symtab symbols;
};

/* Reads segments, build id and symbols; root: prefix of the mount namespace debug files are looked for in, or "". */
void elf_file_read(struct elf_file *f, const char *root);
void elf_image_read(struct elf_file *f, void *image, size_t size); /* from memory: the vdso */
bool elf_file_address(const struct elf_file *f, uint64_t offset, bool exec, uint64_t *vaddr);
void elf_file_free(struct elf_file *f);

/* ---- processes (symbols_user.c) ---- */
struct mapping {
	uint64_t start, end, offset;
	uint32_t path;          /* offset in the process's names */
	bool exec, vdso, backed; /* backed: by a file */
	bool looked;            /* file was searched for */
	struct elf_file *file;
};

struct perf_map {
	bool tried;
	uint64_t checked_ns;
	off_t size;
	int64_t mtime;
	struct symtab symbols;
	char path[64];
};

struct process {
	struct process *next;
	uint32_t pid;
	uint64_t started, code, stack; /* of /proc/PID/stat: tell one program of a pid from another */
	uint64_t checked_ns, loaded_ns;
	bool gone;
	struct mapping *maps;
	uint32_t n;
	struct strbuf names;
	struct perf_map perf;
};

#define PROCESS_BUCKETS 256
#define PROCESSES_MAX 4096
#define FILE_BUCKETS 256
#define HELD_FILES_MAX 256 /* descriptors of files mapped but not read yet */

struct user_symbols {
	struct process *processes[PROCESS_BUCKETS];
	uint32_t nprocesses;
	struct elf_file *files[FILE_BUCKETS];
	uint32_t held;
	struct elf_file vdso;
};

void user_symbols_release(struct user_symbols *u);

/* perf map of a process (symbols_perf.c): false if it has none or does not cover addr. */
bool perf_map_find(struct perf_map *m, uint32_t pid, bool gone, uint64_t addr, const char **name, uint64_t *offset);

/* ---- the rest ---- */
struct pretty { /* a demangled name, kept in the slot its hash says */
	char *mangled, *text;
};
#define PRETTY_SLOTS 2048

struct user_name {
	uint32_t uid;
	char *name; /* NULL: the uid has none */
};

struct cgroup_name {
	uint64_t id;
	char *filter, *path;
};

struct gfp_name {
	uint64_t mask;
	char name[28];
};

#define NAMES_KEPT 256

struct symbols {
	struct symbols_options options;
	bool kernel_read;
	struct symtab kernel;
	struct user_symbols user;
	struct pretty pretty[PRETTY_SLOTS];
	struct user_name users[NAMES_KEPT];
	uint32_t nusers;
	struct cgroup_name cgroups[NAMES_KEPT];
	uint32_t ncgroups;
	struct gfp_name *gfp;
	uint32_t ngfp;
	bool gfp_read;
};

/* Demangled if the options say so; valid until the next call. */
const char *symbols_pretty(struct symbols *s, const char *name);
void symbols_names_release(struct symbols *s);
uint64_t clock_coarse_ns(void);

#endif
