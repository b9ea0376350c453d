/* Whole maps as text: order of the elements, layout by the kind of value (docs/language.md, map output).
 *
 * Takes folded rows; numbers and aggregations are ordered by value, series and everything else by key. Equal values are
 * ordered by key, so that the same map always prints the same way. */
#include <stdlib.h>

#include "runtime/render_impl.h"

struct sorted {
	struct map_row row;
	uint64_t rank;
};

static int compare_u64(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_value(const struct shape *s, const void *a, const void *b);

static int compare_fields(const struct shape *s, const char *a, const char *b)
{
	for (uint32_t i = 0; i < s->nfields; i++) {
		const struct shape_field *f = &s->fields[i];
		int c;

		if (f->bit_size) {
			uint64_t flip = f->shape->is_signed ? 1ull << 63 : 0;

			c = compare_u64(load_bitfield(f, a) ^ flip, load_bitfield(f, b) ^ flip);
		} else {
			c = compare_value(f->shape, a + f->offset, b + f->offset);
		}
		if (c)
			return c;
	}
	return 0;
}

static int compare_texts(const struct shape *s, const void *a, const void *b)
{
	size_t la = text_length(a, s->size), lb = text_length(b, s->size);
	int c = memcmp(a, b, la < lb ? la : lb);

	return c ? c : compare_u64(la, lb);
}

static int compare_buffers(const struct shape *s, const char *a, const char *b)
{
	uint32_t la = 0, lb = 0, max = s->size > 4 ? s->size - 4 : 0;
	int c;

	memcpy(&la, a, 4);
	memcpy(&lb, b, 4);
	la = la < max ? la : max;
	lb = lb < max ? lb : max;
	c = memcmp(a + 4, b + 4, la < lb ? la : lb);
	return c ? c : compare_u64(la, lb);
}

static int compare_arrays(const struct shape *s, const char *a, const char *b)
{
	for (uint32_t i = 0; i < s->count; i++) {
		size_t at = (size_t)i * s->elem->size;
		int c = compare_value(s->elem, a + at, b + at);

		if (c)
			return c;
	}
	return 0;
}

static int compare_value(const struct shape *s, const void *a, const void *b)
{
	uint64_t x, y, flip;
	bool is_signed;

	switch (s->kind) {
	case SHAPE_STRING:
		return compare_texts(s, a, b);
	case SHAPE_BUFFER:
		return compare_buffers(s, a, b);
	case SHAPE_ARRAY:
		return compare_arrays(s, a, b);
	case SHAPE_TUPLE:
	case SHAPE_RECORD:
	case SHAPE_STRUCT:
		return compare_fields(s, a, b);
	case SHAPE_USYM:
	case SHAPE_TIMESTAMP:
	case SHAPE_CGROUP_PATH:
		return compare_u64(load_int(a, 8, false), load_int(b, 8, false));
	case SHAPE_USERNAME:
		return compare_u64(load_int(a, 4, false), load_int(b, 4, false));
	default:
		if (!shape_number(s, a, &x, &is_signed) || !shape_number(s, b, &y, &is_signed))
			return memcmp(a, b, s->size);
		flip = is_signed ? 1ull << 63 : 0;
		return compare_u64(x ^ flip, y ^ flip);
	}
}

static int compare_sorted(const void *a, const void *b, void *ctx)
{
	const struct sorted *x = a, *y = b;
	const struct shape *key = ctx;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return key && x->row.key && y->row.key ? compare_value(key, x->row.key, y->row.key) : 0;
}

/* What elements are ordered by before their keys; 0 for all where only the key counts. */
static uint64_t rank(const struct shape *value, const void *p)
{
	uint64_t v;
	bool is_signed;

	switch (value->kind) {
	case SHAPE_INT:
	case SHAPE_ENUM:
	case SHAPE_COUNT:
	case SHAPE_SUM:
	case SHAPE_MIN:
	case SHAPE_MAX:
	case SHAPE_AVG:
		if (!shape_number(value, p, &v, &is_signed))
			return 0;
		return is_signed ? v ^ 1ull << 63 : v;
	case SHAPE_STATS: {
		struct shape avg = *value;

		avg.kind = SHAPE_AVG;
		return rank(&avg, p);
	}
	case SHAPE_HIST:
	case SHAPE_LHIST:
		return hist_total(value, p);
	default:
		return 0;
	}
}

static void sort_rows(const struct image_map *m, struct map_rows *rows)
{
	struct sorted *all;

	if (rows->n < 2)
		return;
	all = malloc(sizeof(*all) * rows->n);
	if (!all)
		abort();
	for (uint32_t i = 0; i < rows->n; i++)
		all[i] = (struct sorted){ rows->at[i], rank(m->value, rows->at[i].value) };
	qsort_r(all, rows->n, sizeof(*all), compare_sorted, (void *)m->key);
	for (uint32_t i = 0; i < rows->n; i++)
		rows->at[i] = all[i].row;
	free(all);
}

static bool value_divides(const struct shape *s)
{
	switch (s->kind) {
	case SHAPE_INT:
	case SHAPE_COUNT:
	case SHAPE_SUM:
	case SHAPE_MIN:
	case SHAPE_MAX:
	case SHAPE_AVG:
		return true;
	default:
		return false;
	}
}

static void add_row(struct strbuf *out, struct render *r, const struct image_map *m, const struct map_row *row,
		    uint64_t div)
{
	bool block = m->value->kind == SHAPE_HIST || m->value->kind == SHAPE_LHIST || m->value->kind == SHAPE_TSERIES;
	uint64_t number;
	bool is_signed;

	strbuf_addstr(out, m->name);
	if (row->key && m->key) {
		strbuf_addch(out, '[');
		add_key(out, r, m->key, row->key, false);
		strbuf_addch(out, ']');
	}
	strbuf_addstr(out, block ? ":\n" : ": ");
	if (m->value->kind == SHAPE_HIST || m->value->kind == SHAPE_LHIST)
		hist_text(out, m->value, row->value, div);
	else if (div > 1 && value_divides(m->value) && shape_number(m->value, row->value, &number, &is_signed))
		add_number(out, divide_number(number, is_signed, div), is_signed);
	else
		add_value(out, r, m->value, row->value, false);
	strbuf_addch(out, '\n');
}

void render_map(struct strbuf *out, struct render *r, const struct image_map *m, struct map_rows *rows, uint64_t top,
		uint64_t div, bool print_unset)
{
	struct map_row unset = { 0 };
	const struct map_row *at;
	void *zeroes = NULL;
	uint32_t n = rows->n, skip;

	if (m->value->kind == SHAPE_STATS)
		top = div = 0;
	sort_rows(m, rows);
	skip = top && top < n ? n - (uint32_t)top : 0;
	at = rows->at + skip;
	n -= skip;
	bool histogram = m->value->kind == SHAPE_HIST || m->value->kind == SHAPE_LHIST; /* empty ones have no text */
	if (!n && m->scalar && print_unset && !histogram) {
		zeroes = calloc(1, (size_t)(m->value_size > m->value->size ? m->value_size : m->value->size) + 8);
		if (!zeroes)
			abort();
		unset.value = zeroes;
		at = &unset;
		n = 1;
	}
	if (n && r->json)
		map_json(out, r, m, at, n, div, zeroes != NULL);
	for (uint32_t i = 0; i < n && !r->json; i++)
		add_row(out, r, m, &at[i], div);
	free(zeroes);
}
