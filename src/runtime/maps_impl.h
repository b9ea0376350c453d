/* Shared by maps.c, map_scan.c and sites.c. */
#ifndef SONDE_RUNTIME_MAPS_IMPL_H
#define SONDE_RUNTIME_MAPS_IMPL_H

#include "runtime/maps.h"

/* Walks all elements with as few system calls as the kernel allows; value_size counts all CPUs. remove: each element is
 * taken out in the same step that reads it. seen may be NULL. */
typedef void map_seen(void *ctx, const void *key, const void *value);
int map_scan(int fd, uint32_t key_size, uint32_t value_size, bool remove, map_seen *seen, void *ctx);

/* Bytes of one element as the system call gives them: of every possible CPU for per-CPU maps. */
uint32_t map_raw_size(const struct live_map *m);
/* One value out of the CPUs' values; dst has value_size bytes. */
void map_fold(const struct live_map *m, void *dst, const void *raw);
/* The values add up word by word, so that a difference to an earlier state has a meaning. */
bool map_is_sum(const struct live_map *m);

/* ---- map_base.c: maps that are cleared by remembering ---- */
int base_read(struct live_map *m, struct map_rows *out, bool clear);
int base_zero(struct live_map *m);
void base_free(struct map_base *b);

#endif
