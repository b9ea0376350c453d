/* strmap: string -> pointer, in an arena. Insertion order is kept (entries.at[]), so walks are deterministic. */
#ifndef SONDE_BASE_STRMAP_H
#define SONDE_BASE_STRMAP_H

#include <stdint.h>

#include "base/arena.h"

struct strmap_entry {
	const char *key;
	void *value;
	uint32_t hash;
};

struct strmap {
	struct arena *arena;
	VEC(struct strmap_entry) entries;
	int32_t *slots; /* open addressing, index + 1 into entries */
	uint32_t nslots;
};

void strmap_init(struct strmap *m, struct arena *a);
void *strmap_get(const struct strmap *m, const char *key);                   /* NULL: absent */
void strmap_put(struct strmap *m, const char *key, void *value);             /* key is copied; replaces */

/* Edit distance, for "did you mean"; stops counting at limit. */
int edit_distance(const char *a, const char *b, int limit);

/* '*' matches any run of characters, everything else itself. */
_Bool glob_match(const char *pattern, const char *s);

#endif
