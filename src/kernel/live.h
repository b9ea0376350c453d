/* The running kernel's state, shared by the files that answer for it. */
#ifndef SONDE_KERNEL_LIVE_H
#define SONDE_KERNEL_LIVE_H

#include "kernel.h"
#include "kernel/btf.h"
#include "kernel/kallsyms.h"

struct live {
	struct kernel kernel;
	struct arena arena;          /* lives as long as the kernel object */
	struct btf_set btf;
	char why[512];
	const char *tracefs;         /* mount point; NULL: not looked for, or none */
	const char *tracefs_why;
	bool tracefs_tried;
	struct kallsyms kallsyms;
	const char *traceable_path;  /* instead of available_filter_functions; NULL */
	char *traceable;             /* that file, once it was needed */
	const char *debug_dirs;      /* instead of .debug:/usr/lib/debug; NULL */
	signed char features[FEAT_COUNT_]; /* 0 unknown, 1 yes, -1 no */
	const char *feature_why[FEAT_COUNT_];
	uint32_t version, cpus;
};

static inline struct live *live_of(struct kernel *k)
{
	return k->impl;
}

void live_why(struct live *l, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
const char *live_tracefs(struct live *l); /* NULL: why is set */

/* functions.c */
int live_functions(struct kernel *k, struct arena *a, const char *module, const char *pattern, name_list *out);
bool live_symbol_address(struct kernel *k, const char *name, uint64_t *address);
/* features.c */
bool live_feature(struct kernel *k, enum feature f);

#endif
