/* Small things the readers of /proc, /sys and binaries share. */
#ifndef SONDE_KERNEL_UTIL_H
#define SONDE_KERNEL_UTIL_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel.h"

/* The whole of a file (sizes of /proc and /sys files are not to be believed) as NUL-terminated bytes from malloc; NULL
 * with errno. *len may be NULL. */
char *file_read(const char *path, size_t *len);
/* First line of a file without its newline, cut to size - 1 bytes; false with errno. */
bool file_read_line(const char *path, char *line, size_t size);

bool has_wildcard(const char *pattern); /* a '*' */
void names_sort(name_list *names);      /* sorted, unique */
bool names_have(const name_list *names, const char *name);

/* Next line of *text as a NUL-terminated string, in place; NULL at the end. */
char *next_line(char **text);

/* memory or abort() */
void *must_alloc(size_t n, size_t size);
void *must_realloc(void *p, size_t size);

#endif
