/* /proc/kallsyms, read as far as somebody looks: the kernel takes tens of milliseconds to print all of it. */
#ifndef SONDE_KERNEL_KALLSYMS_H
#define SONDE_KERNEL_KALLSYMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kallsyms {
	int fd;           /* open while there is more to read */
	bool opened, ended;
	char *text;
	size_t len;       /* whole lines in text */
	size_t fill, cap; /* bytes in text, its size */
};

struct kallsym { /* name and module are not terminated, and valid until the next call */
	uint64_t address;
	char type;
	const char *name, *module; /* module NULL: the kernel itself */
	size_t name_len, module_len;
};

void kallsyms_release(struct kallsyms *k);
/* The first line at or after *pos, which moves behind it. */
bool kallsyms_next(struct kallsyms *k, size_t *pos, struct kallsym *s);
/* The same for lines whose symbol begins with a name. */
bool kallsyms_next_named(struct kallsyms *k, size_t *pos, const char *name, struct kallsym *s);

#endif
