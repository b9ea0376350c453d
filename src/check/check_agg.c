/* Aggregations: count() ... tseries(). Each check gives the map's value type; the parameters of histograms and time
 * series are part of it, and one map has one set of them. Values of a signed argument make the whole map signed. */
#include "check/call.h"
#include "check/check_types.h"

#include <string.h>

/* The argument's signedness; false: not an integer, reported. */
static bool number(struct checker *c, struct expr *call, bool *is_signed)
{
	struct expr *a = call_arg(call, 0);
	const struct type *t = check_expr(c, a);
	*is_signed = true;
	if (!is_settled(t))
		return t && t->kind == TY_UNKNOWN;
	if (!type_is_integral(t)) {
		call_wrong_type(c, call, "int", t);
		return false;
	}
	*is_signed = t->is_signed;
	return true;
}

static const struct type *existing(const struct map *m, enum shape_kind agg)
{
	return m && m->value && m->value->kind == TY_AGG && m->value->agg == agg ? m->value : NULL;
}

/* The type for this map: signed if any value is. */
static const struct type *settle(struct checker *c, struct map *m, struct type like)
{
	like.kind = TY_AGG;
	const struct type *old = existing(m, like.agg);
	if (old && old->is_signed != like.is_signed) {
		like.is_signed = true;
		if (!old->is_signed) {
			m->value = type_agg(c->types, &like);
			c->changed = true;
		}
	}
	return old && type_equal(m->value, &like) ? m->value : type_agg(c->types, &like);
}

static const struct type *plain(struct checker *c, struct expr *call, struct map *m, enum shape_kind agg)
{
	struct type like = { .agg = agg };
	if (!number(c, call, &like.is_signed))
		return &type_poison;
	return settle(c, m, like);
}

const struct type *check_agg_count(struct checker *c, struct expr *call, struct map *m)
{
	struct type like = { .agg = SHAPE_COUNT };
	return settle(c, m, like);
}

const struct type *check_agg_sum(struct checker *c, struct expr *call, struct map *m)
{
	return plain(c, call, m, SHAPE_SUM);
}

const struct type *check_agg_min(struct checker *c, struct expr *call, struct map *m)
{
	return plain(c, call, m, SHAPE_MIN);
}

const struct type *check_agg_max(struct checker *c, struct expr *call, struct map *m)
{
	return plain(c, call, m, SHAPE_MAX);
}

const struct type *check_agg_avg(struct checker *c, struct expr *call, struct map *m)
{
	return plain(c, call, m, SHAPE_AVG);
}

const struct type *check_agg_stats(struct checker *c, struct expr *call, struct map *m)
{
	return plain(c, call, m, SHAPE_STATS);
}

const struct type *check_agg_hist(struct checker *c, struct expr *call, struct map *m)
{
	struct type like = { .agg = SHAPE_HIST };
	bool is_signed;
	int64_t bits = 0;
	if (!number(c, call, &is_signed))
		return &type_poison;
	if (call->call.args.n > 1 && !call_literal_int(c, call, 1, &bits))
		return &type_poison;
	if (bits < 0 || bits > HIST_BITS_MAX) {
		call_error(c, call, "hist: bits %lld must be 0..%d", (long long)bits, HIST_BITS_MAX);
		return &type_poison;
	}
	like.hist_bits = (uint32_t)bits;
	const struct type *old = existing(m, SHAPE_HIST);
	if (old && old->hist_bits != like.hist_bits) {
		call_error(c, call, "Different bits in a single hist unsupported");
		return old;
	}
	return settle(c, m, like);
}

/* ---- lhist ---- */

static bool bound(struct checker *c, struct expr *call, int i, const char *what, int64_t *value)
{
	struct expr *a = call_arg(call, i);
	const struct type *t = check_expr(c, a);
	if (!is_settled(t))
		return false;
	if (!type_is_integral(t) || !a->constant || (t->is_signed && (int64_t)a->constant->value < 0)) {
		call_error(c, call, "lhist: invalid %s value (must be non-negative literal)", what);
		return false;
	}
	*value = (int64_t)a->constant->value;
	return true;
}

static bool lhist_range(struct checker *c, struct expr *call, const struct type *t)
{
	if (t->lhist_step < 1) {
		call_error(c, call, "lhist() step must be >= 1 (%lld provided)", (long long)t->lhist_step);
		return false;
	}
	if (t->lhist_min >= t->lhist_max) {
		call_error(c, call, "lhist() min must be less than max (provided min %lld and max %lld)",
			   (long long)t->lhist_min, (long long)t->lhist_max);
		return false;
	}
	int64_t span = t->lhist_max - t->lhist_min, buckets = span / t->lhist_step;
	if (buckets > LHIST_BUCKETS_MAX) {
		call_error(c, call, "lhist() too many buckets, must be <= %d (would need %lld)", LHIST_BUCKETS_MAX,
			   (long long)buckets);
		return false;
	}
	if (buckets < 1) {
		call_error(c, call, "lhist() step is too large for the given range (provided step %lld for range %lld)",
			   (long long)t->lhist_step, (long long)span);
		return false;
	}
	return true;
}

const struct type *check_agg_lhist(struct checker *c, struct expr *call, struct map *m)
{
	struct type like = { .agg = SHAPE_LHIST };
	bool is_signed;
	if (!number(c, call, &is_signed) || !bound(c, call, 1, "min", &like.lhist_min) ||
	    !bound(c, call, 2, "max", &like.lhist_max) || !bound(c, call, 3, "step", &like.lhist_step) ||
	    !lhist_range(c, call, &like))
		return &type_poison;
	const struct type *old = existing(m, SHAPE_LHIST);
	if (old && (old->lhist_min != like.lhist_min || old->lhist_max != like.lhist_max ||
		    old->lhist_step != like.lhist_step)) {
		call_error(c, call, "Different lhist bounds in a single map unsupported");
		return old;
	}
	return settle(c, m, like);
}

/* ---- tseries ---- */

static bool tseries_function(struct checker *c, struct expr *call, int *agg)
{
	static const struct { const char *name; int agg; } names[] = { { "avg", TS_AVG }, { "max", TS_MAX },
								       { "min", TS_MIN }, { "sum", TS_SUM } };
	*agg = TS_LAST;
	if (call->call.args.n < 4)
		return true;
	const struct constant *text = call_literal_string(c, call, 3);
	if (!text)
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(names[i].name, text->bytes)) {
			*agg = names[i].agg;
			return true;
		}
	call_error(c, call, "tseries() expects one of the following aggregation functions: avg, max, min, sum (\"%s\" provided)",
		   text->bytes);
	return false;
}

static bool tseries_bounds(struct checker *c, struct expr *call, struct type *like)
{
	int64_t interval, count;
	if (!call_literal_int(c, call, 1, &interval) || !call_literal_int(c, call, 2, &count))
		return false;
	if (interval < 1) {
		call_error(c, call, "tseries() interval_ns must be >= 1 (%lld provided)", (long long)interval);
		return false;
	}
	if (count < 1) {
		call_error(c, call, "tseries() num_intervals must be >= 1 (%lld provided)", (long long)count);
		return false;
	}
	if (count >= TSERIES_MAX) {
		call_error(c, call, "tseries() num_intervals must be < %d (%lld provided)", TSERIES_MAX, (long long)count);
		return false;
	}
	like->ts_interval = (uint64_t)interval;
	like->ts_count = (uint32_t)count;
	return true;
}

static void tseries_stability(struct checker *c, const struct expr *call)
{
	if (c->p->config.unstable_tseries == 1)
		diag_warning(c->p->diags, call->range,
			     "Script is using an unstable feature: tseries. To prevent this warning you must explicitly enable "
			     "it in the config e.g. unstable_tseries=enable");
	else if (c->p->config.unstable_tseries == 0)
		call_error(c, call, "tseries feature is not enabled by default. To enable this unstable feature, set the config "
			   "flag to enable. unstable_tseries=enable");
}

const struct type *check_agg_tseries(struct checker *c, struct expr *call, struct map *m)
{
	struct type like = { .agg = SHAPE_TSERIES };
	tseries_stability(c, call);
	if (!number(c, call, &like.is_signed) || !tseries_bounds(c, call, &like) ||
	    !tseries_function(c, call, &like.ts_agg))
		return &type_poison;
	const struct type *old = existing(m, SHAPE_TSERIES);
	if (old && (old->ts_interval != like.ts_interval || old->ts_count != like.ts_count || old->ts_agg != like.ts_agg)) {
		call_error(c, call, "Different tseries bounds in a single map unsupported");
		return old;
	}
	return settle(c, m, like);
}
