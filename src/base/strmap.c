/* strmap: hash table with open addressing over an array of entries in insertion order; and two helpers on names:
 * edit distance and '*' patterns. */
#include "base/strmap.h"

#include <string.h>

/* FNV-1a, 32 bits */
static uint32_t hash_string(const char *s)
{
	uint32_t h = 2166136261u;

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return h;
}

void strmap_init(struct strmap *m, struct arena *a)
{
	memset(m, 0, sizeof(*m));
	m->arena = a;
}

/* Slot of the key, or the free slot where it belongs. */
static uint32_t find_slot(const struct strmap *m, const char *key, uint32_t hash)
{
	uint32_t i = hash & (m->nslots - 1);

	while (m->slots[i]) {
		const struct strmap_entry *e = &m->entries.at[m->slots[i] - 1];

		if (e->hash == hash && !strcmp(e->key, key))
			break;
		i = (i + 1) & (m->nslots - 1);
	}
	return i;
}

static void rehash(struct strmap *m)
{
	int i;

	m->nslots = m->nslots ? m->nslots * 2 : 16;
	m->slots = arena_array(m->arena, int32_t, m->nslots);
	for (i = 0; i < m->entries.n; i++) {
		uint32_t slot = m->entries.at[i].hash & (m->nslots - 1);

		while (m->slots[slot])
			slot = (slot + 1) & (m->nslots - 1);
		m->slots[slot] = i + 1;
	}
}

void *strmap_get(const struct strmap *m, const char *key)
{
	uint32_t slot;

	if (!m->nslots)
		return NULL;
	slot = find_slot(m, key, hash_string(key));
	return m->slots[slot] ? m->entries.at[m->slots[slot] - 1].value : NULL;
}

void strmap_put(struct strmap *m, const char *key, void *value)
{
	uint32_t hash = hash_string(key), slot;
	struct strmap_entry e;

	if ((uint32_t)m->entries.n * 4 >= m->nslots * 3)
		rehash(m);
	slot = find_slot(m, key, hash);
	if (m->slots[slot]) {
		m->entries.at[m->slots[slot] - 1].value = value;
		return;
	}
	e = (struct strmap_entry){ .key = arena_strdup(m->arena, key), .value = value, .hash = hash };
	vec_push(m->arena, &m->entries, e);
	m->slots[slot] = m->entries.n;
}

static int min2(int a, int b)
{
	return a < b ? a : b;
}

/* Insertions, deletions, substitutions and swaps of neighbours, each counts one. */
int edit_distance(const char *a, const char *b, int limit)
{
	enum { LEN_MAX = 63 };
	int rows[3][LEN_MAX + 1];
	int *before = rows[0], *prev = rows[1], *cur = rows[2], *t;
	int na = (int)strnlen(a, LEN_MAX + 1), nb = (int)strnlen(b, LEN_MAX + 1);
	int i, j;

	if (na > LEN_MAX || nb > LEN_MAX || na - nb >= limit || nb - na >= limit)
		return limit;
	for (j = 0; j <= nb; j++)
		prev[j] = j;
	for (i = 1; i <= na; i++) {
		int best = cur[0] = i;

		for (j = 1; j <= nb; j++) {
			cur[j] = min2(min2(prev[j], cur[j - 1]) + 1, prev[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				cur[j] = min2(cur[j], before[j - 2] + 1);
			best = min2(best, cur[j]);
		}
		if (best >= limit)
			return limit;
		t = before;
		before = prev;
		prev = cur;
		cur = t;
	}
	return min2(prev[nb], limit);
}

_Bool glob_match(const char *pattern, const char *s)
{
	const char *star = NULL, *mark = NULL;

	while (*s) {
		if (*pattern == '*') {
			star = ++pattern;
			mark = s;
		} else if (*pattern == *s) {
			pattern++;
			s++;
		} else if (star) {
			pattern = star;
			s = ++mark;
		} else {
			return 0;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}
