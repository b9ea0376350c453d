/* Histograms as text and as JSON: hist() with its power-of-two buckets and lhist() with its even ones.
 *
 * A bucket walk yields rows with inclusive bounds; the text form makes labels of them, the JSON form prints the bounds.
 * Shown are the buckets from the first to the last that holds something. */
#include <inttypes.h>
#include <stdio.h>

#include "runtime/render_impl.h"

#define BAR_WIDTH 52

static uint32_t bucket_count(const struct shape *s)
{
	return s->kind == SHAPE_HIST ? hist_buckets(s->hist_bits) : s->size / 8;
}

/* lhist: regular buckets that are as wide as the step; what lies above them is one open bucket. */
static uint32_t lhist_regular(const struct shape *s)
{
	int64_t step = s->lhist_step > 0 ? s->lhist_step : 1;

	return s->lhist_max > s->lhist_min ? (uint32_t)((uint64_t)(s->lhist_max - s->lhist_min) / (uint64_t)step) : 0;
}

static uint64_t bucket_at(const uint64_t *buckets, uint32_t i)
{
	uint64_t v;

	memcpy(&v, buckets + i, sizeof(v));
	return v;
}

uint64_t hist_total(const struct shape *s, const uint64_t *buckets)
{
	uint64_t total = 0;

	for (uint32_t i = 0, n = bucket_count(s); i < n; i++)
		total += bucket_at(buckets, i);
	return total;
}

/* First value of hist bucket i (i > 0), and the exponent of the bucket's width. */
static uint64_t hist_low(uint32_t i, uint32_t bits, uint32_t *shift)
{
	uint32_t per = 1u << bits, j;

	*shift = 0;
	if (i <= per)
		return i - 1;
	j = i - 1 - per;
	*shift = j >> bits;
	return *shift + bits > 63 ? 0 : (uint64_t)(per + (j & (per - 1))) << *shift;
}

static struct bucket hist_bucket(const struct shape *s, const uint64_t *buckets, uint32_t i)
{
	struct bucket b = { .count = bucket_at(buckets, i), .has_max = true };
	uint32_t shift;

	if (i == 0) {
		b.max = (uint64_t)-1;
		return b;
	}
	b.has_min = true;
	b.min = hist_low(i, s->hist_bits, &shift);
	b.max = b.min + ((1ull << shift) - 1);
	return b;
}

static struct bucket lhist_bucket(const struct shape *s, const uint64_t *buckets, uint32_t i)
{
	uint32_t regular = lhist_regular(s), n = bucket_count(s);
	struct bucket b = { .count = bucket_at(buckets, i) };

	if (i == 0) {
		b.has_max = true;
		b.max = (uint64_t)s->lhist_min - 1;
		return b;
	}
	b.has_min = true;
	b.min = (uint64_t)s->lhist_min + (uint64_t)(i - 1) * (uint64_t)s->lhist_step;
	if (i <= regular) {
		b.has_max = true;
		b.max = b.min + (uint64_t)s->lhist_step - 1;
		return b;
	}
	for (uint32_t k = i + 1; k < n; k++) /* a last step cut short by max */
		b.count += bucket_at(buckets, k);
	return b;
}

/* Number of rows the value has. */
static uint32_t row_count(const struct shape *s)
{
	uint32_t n = bucket_count(s);

	if (s->kind == SHAPE_LHIST && n > lhist_regular(s) + 2)
		n = lhist_regular(s) + 2;
	return n;
}

static struct bucket row_at(const struct shape *s, const uint64_t *buckets, uint32_t i)
{
	return s->kind == SHAPE_HIST ? hist_bucket(s, buckets, i) : lhist_bucket(s, buckets, i);
}

/* Range [*first, *last] of rows that hold something and the largest count; false if all are empty. */
static bool used_rows(const struct shape *s, const uint64_t *buckets, uint32_t *first, uint32_t *last, uint64_t *max)
{
	bool any = false;

	*max = 0;
	for (uint32_t i = 0, n = row_count(s); i < n; i++) {
		struct bucket b = row_at(s, buckets, i);

		if (!b.count)
			continue;
		if (!any)
			*first = i;
		any = true;
		*last = i;
		if (b.count > *max)
			*max = b.count;
	}
	return any;
}

/* A bound in the largest unit that is not wider than the bucket (1 << shift) it opens. */
static void add_hist_bound(struct strbuf *out, uint64_t v, uint32_t shift)
{
	uint32_t decade = shift / 10;

	strbuf_printf(out, "%" PRIu64, v >> (10 * decade));
	if (decade)
		strbuf_addch(out, " KMGTPE"[decade]);
}

static void add_lhist_bound(struct strbuf *out, int64_t v, int64_t step)
{
	if (step % 1024 || v == 0 || v % 1024)
		strbuf_printf(out, "%" PRId64, v);
	else if (v % 1048576 == 0)
		strbuf_printf(out, "%" PRId64 "M", v / 1048576);
	else
		strbuf_printf(out, "%" PRId64 "K", v / 1024);
}

static void hist_label(struct strbuf *out, const struct shape *s, uint32_t i)
{
	uint32_t shift, next_shift, per = 1u << s->hist_bits;
	uint64_t low, next;

	if (i == 0) {
		strbuf_addstr(out, "(..., 0)");
		return;
	}
	low = hist_low(i, s->hist_bits, &shift);
	if (i <= 2 * per) {
		strbuf_printf(out, "[%" PRIu64 "]", low);
		return;
	}
	next = low + (1ull << shift);
	next_shift = (i - per) >> s->hist_bits;
	strbuf_addch(out, '[');
	add_hist_bound(out, low, shift);
	strbuf_addstr(out, ", ");
	add_hist_bound(out, next, next_shift);
	strbuf_addch(out, ')');
}

static void lhist_label(struct strbuf *out, const struct shape *s, uint32_t i, const struct bucket *b)
{
	int64_t step = s->lhist_step;

	if (!b->has_min) {
		strbuf_addstr(out, "(..., ");
		add_lhist_bound(out, s->lhist_min, step);
		strbuf_addch(out, ')');
		return;
	}
	strbuf_addch(out, '[');
	add_lhist_bound(out, (int64_t)b->min, step);
	if (!b->has_max) {
		strbuf_addstr(out, ", ...)");
	} else if (step == 1) {
		strbuf_addch(out, ']');
	} else {
		strbuf_addstr(out, ", ");
		add_lhist_bound(out, (int64_t)(b->max + 1), step);
		strbuf_addch(out, ')');
	}
}

void hist_text(struct strbuf *out, const struct shape *s, const uint64_t *buckets, uint64_t div)
{
	uint32_t first, last;
	uint64_t max;

	if (!used_rows(s, buckets, &first, &last, &max))
		return;
	for (uint32_t i = first; i <= last; i++) {
		struct bucket b = row_at(s, buckets, i);
		size_t start = out->len, bar = (size_t)((float)b.count / (float)max * BAR_WIDTH), width;

		if (bar > BAR_WIDTH)
			bar = BAR_WIDTH;
		if (s->kind == SHAPE_HIST)
			hist_label(out, s, i);
		else
			lhist_label(out, s, i, &b);
		width = out->len - start;
		if (width < 16)
			strbuf_addn(out, ' ', 16 - width);
		strbuf_printf(out, "%8" PRIu64 " |", div > 1 && s->kind == SHAPE_HIST ? b.count / div : b.count);
		strbuf_addn(out, '@', bar);
		strbuf_addn(out, ' ', BAR_WIDTH - bar);
		strbuf_addstr(out, "|\n");
	}
}

void hist_json(struct strbuf *out, const struct shape *s, const uint64_t *buckets, uint64_t div)
{
	uint32_t first, last;
	uint64_t max;

	strbuf_addch(out, '[');
	if (used_rows(s, buckets, &first, &last, &max)) {
		for (uint32_t i = first; i <= last; i++) {
			struct bucket b = row_at(s, buckets, i);
			bool is_signed = s->kind == SHAPE_LHIST || i == 0;

			strbuf_addstr(out, i > first ? ",{" : "{");
			if (b.has_min) {
				strbuf_addstr(out, "\"min\": ");
				number_json(out, b.min, is_signed);
				strbuf_addstr(out, ", ");
			}
			if (b.has_max) {
				strbuf_addstr(out, "\"max\": ");
				number_json(out, b.max, is_signed);
				strbuf_addstr(out, ", ");
			}
			strbuf_addstr(out, "\"count\": ");
			number_json(out, div > 1 && s->kind == SHAPE_HIST ? b.count / div : b.count, false);
			strbuf_addch(out, '}');
		}
	}
	strbuf_addch(out, ']');
}
