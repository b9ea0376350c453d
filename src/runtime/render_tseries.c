/* Time series: folding of per-CPU rings, and their graph and JSON forms.
 *
 * A ring keeps the latest ts_count intervals by interval number (image.h). Rows run from the oldest to the newest
 * interval that holds something; times are local wall-clock. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "runtime/render_impl.h"

#define GRAPH_WIDTH 53 /* with both borders */

struct point {
	uint64_t number;
	__int128 value;
};

void tseries_fold(const struct shape *s, struct tseries_slot *dst, const struct tseries_slot *src)
{
	for (uint32_t i = 0; i < s->ts_count; i++) {
		bool less = s->is_signed ? src[i].value < dst[i].value
					 : (uint64_t)src[i].value < (uint64_t)dst[i].value;

		if (!src[i].number || src[i].number < dst[i].number)
			continue;
		if (src[i].number > dst[i].number) {
			dst[i] = src[i];
			continue;
		}
		switch (s->ts_agg) {
		case TS_LAST:
			if (src[i].extra >= dst[i].extra)
				dst[i] = src[i];
			break;
		case TS_MIN:
			if (less)
				dst[i].value = src[i].value;
			break;
		case TS_MAX:
			if (!less)
				dst[i].value = src[i].value;
			break;
		case TS_AVG:
		case TS_SUM:
			dst[i].value = (int64_t)((uint64_t)dst[i].value + (uint64_t)src[i].value);
			dst[i].extra += src[i].extra;
			break;
		}
	}
}

static __int128 point_value(const struct shape *s, const struct tseries_slot *slot)
{
	__int128 v = s->is_signed ? (__int128)slot->value : (__int128)(uint64_t)slot->value;

	return s->ts_agg == TS_AVG && slot->extra ? v / (__int128)slot->extra : v;
}

static int compare_points(const void *a, const void *b)
{
	uint64_t x = ((const struct point *)a)->number, y = ((const struct point *)b)->number;

	return x < y ? -1 : x > y;
}

/* Points that hold something in chronological order, without those older than the ring is long. */
static struct point *collect(const struct shape *s, const struct tseries_slot *slots, uint32_t *n)
{
	struct point *all = malloc(sizeof(*all) * ((size_t)s->ts_count + 1));
	uint32_t have = 0, old = 0;

	if (!all)
		abort();
	for (uint32_t i = 0; i < s->ts_count; i++) {
		struct tseries_slot slot;

		memcpy(&slot, slots + i, sizeof(slot));
		if (slot.number)
			all[have++] = (struct point){ slot.number - 1, point_value(s, &slot) };
	}
	qsort(all, have, sizeof(*all), compare_points);
	while (old < have && all[have - 1].number - all[old].number >= s->ts_count)
		old++;
	memmove(all, all + old, sizeof(*all) * (have - old));
	*n = have - old;
	return all;
}

static void add_wide(struct strbuf *out, __int128 v)
{
	if (v < 0)
		add_number(out, (uint64_t)v, true);
	else
		add_number(out, (uint64_t)v, false);
}

struct graph {
	__int128 min, max;
	int digits;          /* of a second */
	const char *unit;    /* ".ms" */
	uint64_t interval;
	uint64_t offset;     /* boot clock to realtime */
};

static int position(const struct graph *g, __int128 v)
{
	long double at = (long double)(v - g->min) / (long double)(g->max - g->min) * (GRAPH_WIDTH - 1);

	return at < 0 ? 0 : at > GRAPH_WIDTH - 1 ? GRAPH_WIDTH - 1 : (int)at;
}

static void graph_init(struct graph *g, const struct render *r, const struct shape *s, const struct point *p,
		       uint32_t n)
{
	g->interval = s->ts_interval ? s->ts_interval : 1;
	g->offset = r->boot_to_realtime_ns;
	g->min = g->max = p[0].value;
	for (uint32_t i = 1; i < n; i++) {
		if (p[i].value < g->min)
			g->min = p[i].value;
		if (p[i].value > g->max)
			g->max = p[i].value;
	}
	if (g->min == g->max) {
		g->min--;
		g->max++;
	}
	g->digits = 9;
	g->unit = ".ns";
	if (n == 1 || g->interval % 1000)
		return;
	if (g->interval % 1000000) {
		g->digits = 6;
		g->unit = ".us";
	} else if (g->interval % 1000000000) {
		g->digits = 3;
		g->unit = ".ms";
	} else {
		g->digits = 0;
		g->unit = "";
	}
}

static void add_time(struct strbuf *out, uint64_t ns, int digits, const char *format)
{
	time_t seconds = (time_t)(ns / 1000000000);
	uint64_t fraction = ns % 1000000000;
	char text[64];
	struct tm tm;

	if (!localtime_r(&seconds, &tm) || !strftime(text, sizeof(text), format, &tm))
		snprintf(text, sizeof(text), "%" PRIu64, ns / 1000000000);
	strbuf_addstr(out, text);
	for (int i = digits; i < 9; i++)
		fraction /= 10;
	if (digits)
		strbuf_printf(out, ".%0*" PRIu64, digits, fraction);
}

static size_t label_width(const struct graph *g)
{
	return 8 + (g->digits ? 1 + (size_t)g->digits : 0) + 1;
}

static void add_bounds(struct strbuf *out, const struct graph *g)
{
	struct strbuf low = { 0 }, high = { 0 };

	add_wide(&low, g->min);
	add_wide(&high, g->max);
	strbuf_addn(out, ' ', label_width(g));
	strbuf_addstr(out, strbuf_str(&low));
	strbuf_addn(out, ' ', low.len + high.len < GRAPH_WIDTH ? GRAPH_WIDTH - low.len - high.len : 1);
	strbuf_addstr(out, strbuf_str(&high));
	strbuf_addch(out, '\n');
	strbuf_release(&low);
	strbuf_release(&high);
}

static void add_rule(struct strbuf *out, const struct graph *g, const char *title, char border)
{
	strbuf_addstr(out, title);
	strbuf_addn(out, ' ', label_width(g) - strlen(title));
	strbuf_addch(out, border);
	strbuf_addn(out, '_', GRAPH_WIDTH - 2);
	strbuf_addch(out, border);
	strbuf_addch(out, '\n');
}

static void add_row(struct strbuf *out, const struct graph *g, uint64_t number, const struct point *p)
{
	char line[GRAPH_WIDTH];

	memset(line, ' ', sizeof(line));
	line[0] = line[GRAPH_WIDTH - 1] = '|';
	if (g->min < 0 && g->max > 0)
		line[position(g, 0)] = '.';
	if (p)
		line[position(g, p->value)] = '*';
	add_time(out, number * g->interval + g->offset, g->digits, "%H:%M:%S");
	strbuf_addch(out, ' ');
	strbuf_add(out, line, sizeof(line));
	strbuf_addch(out, ' ');
	if (p)
		add_wide(out, p->value);
	else
		strbuf_addch(out, '-');
	strbuf_addch(out, '\n');
}

void tseries_text(struct strbuf *out, const struct render *r, const struct shape *s, const struct tseries_slot *slots)
{
	struct graph g;
	uint32_t n, i = 0;
	struct point *p = collect(s, slots, &n);
	char title[16];

	if (n) {
		graph_init(&g, r, s, p, n);
		snprintf(title, sizeof(title), "hh:mm:ss%s", g.unit);
		add_bounds(out, &g);
		add_rule(out, &g, title, '|');
		for (uint64_t k = p[0].number; i < n; k++) {
			bool here = p[i].number == k;

			add_row(out, &g, k, here ? &p[i] : NULL);
			i += here;
		}
		add_rule(out, &g, "", 'v');
		add_bounds(out, &g);
	}
	free(p);
}

void tseries_json(struct strbuf *out, const struct render *r, const struct shape *s, const struct tseries_slot *slots)
{
	uint32_t n;
	struct point *p = collect(s, slots, &n);

	strbuf_addch(out, '[');
	for (uint32_t i = 0; i < n; i++) {
		strbuf_addstr(out, i ? ",{\"interval_start\":\"" : "{\"interval_start\":\"");
		add_time(out, p[i].number * (s->ts_interval ? s->ts_interval : 1) + r->boot_to_realtime_ns, 9,
			 "%Y-%m-%d %H:%M:%S");
		strbuf_addstr(out, "\",\"value\":");
		number_json(out, (uint64_t)p[i].value, p[i].value < 0);
		strbuf_addch(out, '}');
	}
	strbuf_addch(out, ']');
	free(p);
}
