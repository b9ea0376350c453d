/* User binaries: where they are, what symbols and static probes they have. */
#ifndef SONDE_KERNEL_BINARY_H
#define SONDE_KERNEL_BINARY_H

#include "kernel.h"

/* binary.c: kernel.h binary_find; *why is set (arena or constant text) when nothing was found. 0 or -errno. */
int binary_find(struct arena *a, const char *target, int pid, name_list *paths, const char **why);

/* ldcache.c: paths of a library by its name ("libc", "libc.so.6") in the bytes of an ld.so.cache, the best first. */
void ldcache_find(struct arena *a, const unsigned char *cache, size_t size, const char *name, name_list *paths);
/* Does a file name belong to a library name: "libc.so.6" to "libc" and "libc.so" and itself. */
bool library_matches(const char *file, const char *name);

/* elf.c: kernel.h user_symbols. debug_dirs: where separate debug files are, NULL for the usual places. */
int elf_symbols(struct arena *a, const char *path, const char *pattern, const char *debug_dirs, user_symbol_list *out,
		const char **why);
/* usdt.c: kernel.h usdt_locations; provider and name are patterns, NULL matches all. */
int elf_usdt(struct arena *a, const char *path, const char *provider, const char *name, usdt_list *out,
	     const char **why);
/* How to compute addresses of variables: find gives a symbol's address in the file, pc is the probe's. */
struct usdt_symbols {
	bool (*find)(void *ctx, const char *name, uint64_t *address);
	void *ctx;
	uint64_t pc;
};

/* usdt_args.c: the arguments of a note for x86_64; 0, or -EINVAL and *why, then there are no arguments. Register names
 * come out as reg() has them: "ax", "di", "r8", "sp"; variables as "ip" and a displacement. symbols NULL: none. */
int usdt_args_parse(struct arena *a, const char *text, const struct usdt_symbols *symbols, struct usdt_arg **args,
		    uint32_t *nargs, const char **why);

#endif
