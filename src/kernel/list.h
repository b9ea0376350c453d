/* Listing what can be probed. */
#ifndef SONDE_KERNEL_LIST_H
#define SONDE_KERNEL_LIST_H

#include "kernel.h"

/* Calls found for every probe that a pattern matches ("tracepoint:sched:*", "*vfs*", "uprobe:bash:read*,software:*"),
 * or for every type ("struct path", "enum *"); NULL or "*": all but those of user programs. detail: with verbose, the
 * arguments or members as lines, else NULL. Gives the number found, or -errno. */
int kernel_list(struct kernel *k, struct arena *a, const char *pattern, bool verbose, int pid,
		void (*found)(void *ctx, const char *probe, const char *detail), void *ctx);

#endif
