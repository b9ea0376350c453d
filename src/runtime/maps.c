/* Maps as the language sees them: all elements with one value each, cleared and zeroed without losing what programs
 * count meanwhile. Maps that only add up and are not read by programs are cleared by remembering (map_base.c); all
 * others are really emptied, each element in the step that reads it. */
#include <stdlib.h>

#include "runtime/bpfsys.h"
#include "runtime/maps_impl.h"
#include "runtime/render.h"

uint32_t map_raw_size(const struct live_map *m)
{
	return m->def->percpu ? ((m->def->value_size + 7u) & ~7u) * m->ncpus : m->def->value_size;
}

static bool is_lru(const struct image_map *d)
{
	return d->bpf_type == BPF_MAP_TYPE_LRU_HASH || d->bpf_type == BPF_MAP_TYPE_LRU_PERCPU_HASH;
}

static bool adds_up(const struct shape *s)
{
	switch (s->kind) {
	case SHAPE_COUNT: case SHAPE_SUM: case SHAPE_AVG: case SHAPE_STATS: case SHAPE_HIST: case SHAPE_LHIST:
		return true;
	default:
		return false;
	}
}

/* LRU maps drop elements by themselves: a difference to what was remembered would mean nothing. */
bool map_is_sum(const struct live_map *m)
{
	return m->def->value && adds_up(m->def->value) && !m->def->read_in_kernel && !is_lru(m->def);
}

/* ---- folding ---- */

static uint64_t get64(const void *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static void add_words(uint8_t *dst, const uint8_t *src, uint32_t size)
{
	uint32_t i;

	for (i = 0; i + 8 <= size; i += 8) {
		uint64_t v = get64(dst + i) + get64(src + i);

		memcpy(dst + i, &v, 8);
	}
}

static void fold_extreme(uint8_t *dst, const uint8_t *src, const struct shape *s)
{
	uint64_t a = get64(dst), b = get64(src);
	bool less = s->is_signed ? (int64_t)b < (int64_t)a : b < a;

	if (!get64(src + 8))
		return;
	if (!get64(dst + 8) || (s->kind == SHAPE_MIN ? less : !less))
		memcpy(dst, src, 16);
}

static void add_int(uint8_t *dst, const uint8_t *src, uint32_t size)
{
	uint64_t a = 0, b = 0;

	memcpy(&a, dst, size);
	memcpy(&b, src, size);
	a += b;
	memcpy(dst, &a, size);
}

static bool any_bytes(const uint8_t *p, uint32_t n)
{
	while (n--) {
		if (*p++)
			return true;
	}
	return false;
}

static void fold_one(uint8_t *dst, const uint8_t *src, const struct shape *s)
{
	if (adds_up(s))
		add_words(dst, src, s->size);
	else if (s->kind == SHAPE_MIN || s->kind == SHAPE_MAX)
		fold_extreme(dst, src, s);
	else if (s->kind == SHAPE_TSERIES)
		tseries_fold(s, (struct tseries_slot *)dst, (const struct tseries_slot *)src);
	else if (s->kind == SHAPE_INT && s->size <= 8)
		add_int(dst, src, s->size);
	else if (!any_bytes(dst, s->size))
		memcpy(dst, src, s->size);
}

void map_fold(const struct live_map *m, void *dst, const void *raw)
{
	uint32_t stride = (m->def->value_size + 7u) & ~7u, cpu;
	const struct image_map *d = m->def;

	if (!d->percpu || !d->value) {
		memcpy(dst, raw, d->value_size);
		return;
	}
	memset(dst, 0, d->value_size);
	for (cpu = 0; cpu < m->ncpus; cpu++) {
		const uint8_t *src = (const uint8_t *)raw + (size_t)cpu * stride;

		fold_one(dst, src, d->value);
		if (d->scalar && get64(src + d->set_offset))
			memcpy((uint8_t *)dst + d->set_offset, src + d->set_offset, 8);
	}
}

/* ---- reading ---- */

struct reader {
	const struct live_map *m;
	struct map_rows *out;
	uint32_t cap;
};

static void add_row(void *ctx, const void *key, const void *raw)
{
	struct reader *r = ctx;
	struct map_rows *out = r->out;
	const struct image_map *d = r->m->def;
	uint8_t *value;

	if (out->n == r->cap) {
		struct map_row *more = arena_array(&out->arena, struct map_row, r->cap ? r->cap * 2 : 64);

		if (out->n)
			memcpy(more, out->at, out->n * sizeof(*more));
		r->cap = r->cap ? r->cap * 2 : 64;
		out->at = more;
	}
	value = arena_alloc(&out->arena, d->value_size);
	map_fold(r->m, value, raw);
	out->at[out->n++] = (struct map_row){ key ? arena_memdup(&out->arena, key, d->key_size) : NULL, value };
}

static int read_scalar(struct live_map *m, struct map_rows *out, bool clear)
{
	struct reader r = { .m = m, .out = out };
	uint8_t *raw = calloc(1, map_raw_size(m) + 8);
	uint32_t key = 0;
	int err;

	if (!raw)
		abort();
	err = bpf_elem(BPF_MAP_LOOKUP_ELEM, m->fd, &key, raw, 0);
	if (!err)
		add_row(&r, NULL, raw);
	if (out->n && !get64((const uint8_t *)out->at[0].value + m->def->set_offset))
		out->n = 0;
	if (clear && out->n && !err) {
		memset(raw, 0, map_raw_size(m));
		err = bpf_elem(BPF_MAP_UPDATE_ELEM, m->fd, &key, raw, BPF_ANY);
	}
	free(raw);
	return err;
}

static int read_rows(struct live_map *m, struct map_rows *out, bool clear)
{
	struct reader r = { .m = m, .out = out };

	out->at = NULL;
	out->n = 0;
	arena_init(&out->arena);
	if (map_is_sum(m))
		return base_read(m, out, clear);
	if (m->def->scalar)
		return read_scalar(m, out, clear);
	return map_scan(m->fd, m->def->key_size, map_raw_size(m), clear, add_row, &r);
}

int map_read(struct live_map *m, struct map_rows *out)
{
	return read_rows(m, out, false);
}

int map_read_clear(struct live_map *m, struct map_rows *out)
{
	return read_rows(m, out, true);
}

int map_clear(struct live_map *m)
{
	struct map_rows rows;
	int err;

	if (!map_is_sum(m) && !m->def->scalar)
		return map_scan(m->fd, m->def->key_size, map_raw_size(m), true, NULL, NULL);
	err = read_rows(m, &rows, true);
	map_rows_release(&rows);
	return err;
}

/* ---- zero ---- */

/* All but the mark that a scalar is set. */
static void zero_value(const struct live_map *m, uint8_t *raw)
{
	uint32_t stride = (m->def->value_size + 7u) & ~7u, cpu, n = m->def->percpu ? m->ncpus : 1;

	for (cpu = 0; cpu < n; cpu++)
		memset(raw + (size_t)cpu * stride, 0, m->def->scalar ? m->def->set_offset : m->def->value_size);
}

struct zeroer {
	struct live_map *m;
	uint8_t *raw;
};

static void zero_row(void *ctx, const void *key, const void *value)
{
	struct zeroer *z = ctx;

	memcpy(z->raw, value, map_raw_size(z->m));
	zero_value(z->m, z->raw);
	bpf_elem(BPF_MAP_UPDATE_ELEM, z->m->fd, key, z->raw, BPF_EXIST);
}

int map_zero(struct live_map *m)
{
	struct zeroer z = { .m = m };
	uint32_t key = 0;
	int err;

	if (map_is_sum(m))
		return base_zero(m);
	z.raw = calloc(1, map_raw_size(m) + 8);
	if (!z.raw)
		abort();
	if (m->def->scalar) {
		err = bpf_elem(BPF_MAP_LOOKUP_ELEM, m->fd, &key, z.raw, 0);
		if (!err)
			zero_row(&z, &key, z.raw);
	} else {
		err = map_scan(m->fd, m->def->key_size, map_raw_size(m), false, zero_row, &z);
	}
	free(z.raw);
	return err;
}

void map_rows_release(struct map_rows *r)
{
	arena_release(&r->arena);
	r->at = NULL;
	r->n = 0;
}

void live_map_release(struct live_map *m)
{
	base_free(m->base);
	m->base = NULL;
}
