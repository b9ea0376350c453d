/* Clearing by remembering. A map whose values only add up is cleared by keeping each element's value at that moment
 * here and subtracting it from what is read later: an update at any time appears in exactly one interval, and no
 * element is taken away under a running program.
 *
 * Elements would fill the map in the long run, so when it is more than half full those that did not change during a whole
 * interval are removed, and if that is not enough all others too, by the operation that returns the value it removes:
 * what was added since the last reading is carried over here and shown in the next interval. (What may get lost then is
 * an update that another CPU has begun and not ended at that very moment.) */
#include <stdlib.h>

#include "runtime/bpfsys.h"
#include "runtime/maps_impl.h"

struct entry {
	const uint8_t *key;
	uint64_t *base;
	uint32_t hash;
	bool kept;      /* zero(): shown even if nothing was added since */
	bool carry;     /* removed from the kernel's map; base is less than zero by what is still to be shown */
	bool seen;
};

struct map_base {
	struct arena arena;
	struct entry *at;
	uint32_t n, cap;
	int32_t *slots; /* index + 1 */
	uint32_t nslots;
	uint32_t words;
};

struct pass {
	struct live_map *m;
	struct map_rows *rows;
	uint32_t cap;
	struct map_base *next; /* state after this reading; NULL: nothing is cleared */
	bool zero;
	uint32_t elements;
};

static uint32_t hash_key(const uint8_t *key, uint32_t n)
{
	uint32_t h = 2166136261u;

	while (n--)
		h = (h ^ *key++) * 16777619u;
	return h ^ h >> 15;
}

static struct map_base *base_new(uint32_t words)
{
	struct map_base *b = calloc(1, sizeof(*b));

	if (!b)
		abort();
	arena_init(&b->arena);
	b->words = words;
	return b;
}

void base_free(struct map_base *b)
{
	if (!b)
		return;
	arena_release(&b->arena);
	free(b->at);
	free(b->slots);
	free(b);
}

static void rehash(struct map_base *b)
{
	uint32_t i, at;

	b->nslots = b->nslots ? b->nslots * 2 : 256;
	free(b->slots);
	b->slots = calloc(b->nslots, sizeof(*b->slots));
	if (!b->slots)
		abort();
	for (i = 0; i < b->n; i++) {
		for (at = b->at[i].hash & (b->nslots - 1); b->slots[at]; at = (at + 1) & (b->nslots - 1))
			;
		b->slots[at] = (int32_t)i + 1;
	}
}

static struct entry *find(struct map_base *b, const uint8_t *key, uint32_t size)
{
	uint32_t h, at;

	if (!b || !b->n)
		return NULL;
	h = hash_key(key, size);
	for (at = h & (b->nslots - 1); b->slots[at]; at = (at + 1) & (b->nslots - 1)) {
		struct entry *e = &b->at[b->slots[at] - 1];

		if (e->hash == h && !memcmp(e->key, key, size))
			return e;
	}
	return NULL;
}

static struct entry *add(struct map_base *b, const uint8_t *key, uint32_t size)
{
	struct entry *e;
	uint32_t at;

	if (b->n == b->cap) {
		b->cap = b->cap * 2 + 64;
		b->at = realloc(b->at, b->cap * sizeof(*b->at));
		if (!b->at)
			abort();
	}
	if (2 * (b->n + 1) > b->nslots)
		rehash(b);
	e = &b->at[b->n];
	memset(e, 0, sizeof(*e));
	e->hash = hash_key(key, size);
	e->key = arena_memdup(&b->arena, key, size + 1u);
	e->base = arena_array(&b->arena, uint64_t, b->words);
	for (at = e->hash & (b->nslots - 1); b->slots[at]; at = (at + 1) & (b->nslots - 1))
		;
	b->slots[at] = (int32_t)++b->n;
	return e;
}

/* ---- differences ---- */

/* A program or the user removed the element and it began anew: counts never go back otherwise. */
static bool began_anew(const struct shape *s, const uint64_t *now, const struct entry *e, uint32_t words)
{
	uint32_t i = s->kind == SHAPE_AVG || s->kind == SHAPE_STATS ? 1 : 0;

	if (e->carry || s->kind == SHAPE_SUM)
		return false;
	for (; i < words; i++) {
		if (now[i] < e->base[i])
			return true;
	}
	return false;
}

static bool all_zero(const uint64_t *w, uint32_t n)
{
	while (n--) {
		if (*w++)
			return false;
	}
	return true;
}

static void add_row(struct pass *p, const uint8_t *key, const uint64_t *value)
{
	const struct image_map *d = p->m->def;
	struct map_rows *out = p->rows;

	if (!out)
		return;
	if (out->n == p->cap) {
		struct map_row *more = arena_array(&out->arena, struct map_row, p->cap ? p->cap * 2 : 64);

		if (out->n)
			memcpy(more, out->at, out->n * sizeof(*more));
		p->cap = p->cap ? p->cap * 2 : 64;
		out->at = more;
	}
	out->at[out->n++] = (struct map_row){ d->scalar ? NULL : arena_memdup(&out->arena, key, d->key_size),
					      arena_memdup(&out->arena, value, d->value_size) };
}

static bool is_set(const struct image_map *d, const uint8_t *value)
{
	uint64_t set;

	if (!d->scalar)
		return true;
	memcpy(&set, value + d->set_offset, sizeof(set));
	return set;
}

/* One element of the kernel's map. */
static void visit(void *ctx, const void *key, const void *raw)
{
	struct pass *p = ctx;
	const struct image_map *d = p->m->def;
	uint32_t words = d->value->size / 8, i, key_size = d->scalar ? 0 : d->key_size;
	uint64_t *now = calloc(1, d->value_size + 8), *delta = calloc(1, d->value_size + 8);
	struct entry *old = find(p->m->base, key, key_size), *e;
	bool idle = false;

	if (!now || !delta)
		abort();
	map_fold(p->m, now, raw);
	if (!is_set(d, (uint8_t *)now))
		goto out;
	p->elements++;
	memcpy(delta, now, d->value_size);
	if (old && began_anew(d->value, now, old, words))
		old = NULL;
	if (old) {
		old->seen = true;
		for (i = 0; i < words; i++)
			delta[i] -= old->base[i];
		idle = all_zero(delta, words);
	}
	if (!idle || old->kept)
		add_row(p, key, delta);
	if (p->next) {
		e = add(p->next, key, key_size);
		memcpy(e->base, now, words * 8);
		e->kept = p->zero && (!idle || old->kept);
		e->seen = idle && !e->kept; /* until the end of this pass: may be removed */
	}
out:
	free(now);
	free(delta);
}

/* What was carried over and whose key has not come back. */
static void visit_carried(struct pass *p)
{
	struct map_base *b = p->m->base;
	const struct image_map *d = p->m->def;
	uint64_t *value;
	uint32_t i, w;

	if (!b)
		return;
	value = calloc(1, d->value_size + 8);
	if (!value)
		abort();
	for (i = 0; i < b->n; i++) {
		struct entry *e = &b->at[i];

		if (e->seen || !e->carry) {
			e->seen = false;
			continue;
		}
		for (w = 0; w < b->words; w++)
			value[w] = 0 - e->base[w];
		add_row(p, e->key, value);
	}
	free(value);
}

/* ---- making room ---- */

struct room {
	struct pass *p;
	struct map_base *next;
	uint8_t *raw;
	uint64_t *last;
	bool all;       /* also elements that are in use */
	bool supported;
};

/* Takes an element out of the kernel's map. false: it stays. *more: something was added since it was read. */
static bool take_out(struct room *r, const struct entry *e, bool *more)
{
	int err = bpf_elem(BPF_MAP_LOOKUP_AND_DELETE_ELEM, r->p->m->fd, e->key, r->raw, 0);

	*more = false;
	if (err == -ENOENT) /* a program was faster */
		return true;
	r->supported = !err;
	if (err)
		return false;
	map_fold(r->p->m, r->last, r->raw);
	*more = memcmp(r->last, e->base, r->next->words * 8) != 0;
	return true;
}

static void make_room_for(struct room *r, const struct entry *e)
{
	bool more = false, out = r->supported && !e->kept && (e->seen || r->all) && take_out(r, e, &more);
	struct entry *to;
	uint32_t w;

	if (out && !more)
		return;
	to = add(r->next, e->key, r->p->m->def->key_size);
	to->kept = e->kept;
	to->carry = out;
	for (w = 0; w < r->next->words; w++)
		to->base[w] = out ? e->base[w] - r->last[w] : e->base[w];
}

static void make_room(struct pass *p)
{
	struct room r = { .p = p, .next = base_new(p->next->words), .supported = true };
	uint32_t i, busy = 0;

	r.raw = calloc(1, map_raw_size(p->m) + 8);
	r.last = calloc(1, p->m->def->value_size + 8);
	if (!r.raw || !r.last)
		abort();
	for (i = 0; i < p->next->n; i++)
		busy += !p->next->at[i].seen;
	r.all = busy > p->m->max_entries / 2;
	for (i = 0; i < p->next->n; i++)
		make_room_for(&r, &p->next->at[i]);
	base_free(p->next);
	p->next = r.next;
	free(r.raw);
	free(r.last);
}

/* ---- the operations ---- */

static int run(struct pass *p)
{
	const struct image_map *d = p->m->def;
	int err;

	if (d->scalar) {
		uint8_t *raw = calloc(1, map_raw_size(p->m) + 8);
		uint32_t key = 0;

		if (!raw)
			abort();
		err = bpf_elem(BPF_MAP_LOOKUP_ELEM, p->m->fd, &key, raw, 0);
		if (!err)
			visit(p, &key, raw);
		free(raw);
	} else {
		err = map_scan(p->m->fd, d->key_size, map_raw_size(p->m), false, visit, p);
	}
	visit_carried(p);
	if (!p->next)
		return err;
	if (!d->scalar && p->elements > p->m->max_entries / 2)
		make_room(p);
	for (uint32_t i = 0; i < p->next->n; i++)
		p->next->at[i].seen = false;
	base_free(p->m->base);
	p->m->base = p->next;
	return err;
}

int base_read(struct live_map *m, struct map_rows *out, bool clear)
{
	struct pass p = { .m = m, .rows = out, .next = clear ? base_new(m->def->value->size / 8) : NULL };

	return run(&p);
}

int base_zero(struct live_map *m)
{
	struct pass p = { .m = m, .next = base_new(m->def->value->size / 8), .zero = true };

	return run(&p);
}
