/* Reading and changing maps from user space: batched, per-CPU values folded, clears that lose nothing. */
#ifndef SONDE_RUNTIME_MAPS_H
#define SONDE_RUNTIME_MAPS_H

#include "image.h"

struct map_row {
	const void *key;    /* key_size bytes; NULL for scalar maps */
	const void *value;  /* folded over CPUs, in the memory form of the shape */
};

struct map_rows {
	struct map_row *at;
	uint32_t n;
	struct arena arena;
};

struct live_map {          /* one loaded map */
	const struct image_map *def;
	int fd;
	uint32_t ncpus;    /* possible CPUs */
	uint32_t max_entries; /* as created */
	struct map_base *base; /* values at the last clear, where clearing means remembering (see maps.c) */
};

/* All elements, unsorted; a scalar map that was never set (or was cleared) has none. 0 or -errno. */
int map_read(struct live_map *m, struct map_rows *out);
/* The same and clear in one step: what is counted meanwhile appears in this read or in the next, never in none. */
int map_read_clear(struct live_map *m, struct map_rows *out);
int map_clear(struct live_map *m);
int map_zero(struct live_map *m);
void map_rows_release(struct map_rows *r);
void live_map_release(struct live_map *m);

#endif
