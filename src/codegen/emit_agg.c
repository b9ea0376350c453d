/* Aggregations: one update of the element of this CPU, whose layout is stated in image.h. No other CPU writes it, so
 * plain loads and stores are enough. */
#include "codegen/core.h"

#include "codegen/emit_call.h"

static struct expr *argument(const struct stmt *s)
{
	return s->assign.value->call.args.at[0];
}

static void add_to(struct emitter *em, LLVMValueRef at, LLVMValueRef n)
{
	em_store(em, at, LLVMBuildAdd(em->b, em_load(em, at, 8, false), n, ""), 8);
}

void emit_agg_count(struct emitter *em, struct stmt *s, struct map *m, LLVMValueRef element)
{
	add_to(em, element, em_int(em, 1));
}

void emit_agg_sum(struct emitter *em, struct stmt *s, struct map *m, LLVMValueRef element)
{
	add_to(em, element, emit_scalar(em, argument(s)));
}

static void total_and_count(struct emitter *em, struct stmt *s, LLVMValueRef element)
{
	add_to(em, element, emit_scalar(em, argument(s)));
	add_to(em, em_add(em, element, 8), em_int(em, 1));
}

void emit_agg_avg(struct emitter *em, struct stmt *s, struct map *m, LLVMValueRef element)
{
	total_and_count(em, s, element);
}

void emit_agg_stats(struct emitter *em, struct stmt *s, struct map *m, LLVMValueRef element)
{
	total_and_count(em, s, element);
}

/* ---- min, max ---- */

static void extreme(struct emitter *em, struct stmt *s, struct map *m, LLVMValueRef element, bool greatest)
{
	bool is_signed = m->value->is_signed;
	LLVMIntPredicate better = greatest ? (is_signed ? LLVMIntSGT : LLVMIntUGT) : (is_signed ? LLVMIntSLT : LLVMIntULT);
	LLVMBasicBlockRef compare = em_block(em, "extreme"), store = em_block(em, "extreme.new"),
			  done = em_block(em, "extreme.done");
	LLVMValueRef v = emit_scalar(em, argument(s)), set = em_add(em, element, 8);
	em_cond(em, em_nonzero(em, em_load(em, set, 8, false)), compare, store);
	em_at(em, compare);
	em_cond(em, LLVMBuildICmp(em->b, better, v, em_load(em, element, 8, false), ""), store, done);
	em_at(em, store);
	em_store(em, element, v, 8);
	em_store(em, set, em_int(em, 1), 8);
	em_br(em, done);
	em_at(em, done);
}

void emit_agg_min(struct emitter *em, struct stmt *s, struct map *m, LLVMValueRef element)
{
	extreme(em, s, m, element, false);
}

void emit_agg_max(struct emitter *em, struct stmt *s, struct map *m, LLVMValueRef element)
{
	extreme(em, s, m, element, true);
}

/* ---- histograms ---- */

static void count_bucket(struct emitter *em, LLVMValueRef element, LLVMValueRef index, uint32_t buckets)
{
	LLVMValueRef bounded = em_min_const(em, index, buckets - 1);
	add_to(em, em_add_v(em, element, LLVMBuildMul(em->b, bounded, em_int(em, 8), "")), em_int(em, 1));
}

/* Position of the highest bit of v (0 < v < 2^63), by halving: no branches. */
static LLVMValueRef highest_bit(struct emitter *em, LLVMValueRef v)
{
	LLVMValueRef pos = em_int(em, 0);
	for (unsigned half = 32; half; half /= 2) {
		/* 1 if v has a bit at `half` or above: the difference is negative then */
		LLVMValueRef below = LLVMBuildSub(em->b, em_int(em, (1ull << half) - 1), v, "");
		LLVMValueRef up = LLVMBuildLShr(em->b, below, em_int(em, 63), "");
		LLVMValueRef shift = LLVMBuildMul(em->b, up, em_int(em, half), "");
		v = LLVMBuildLShr(em->b, v, shift, "");
		pos = LLVMBuildOr(em->b, pos, shift, "");
	}
	return pos;
}

/* Bucket of v >= 2^bits: 1 + 2^bits for the small ones and below zero, then 2^bits for each power of two. */
static LLVMValueRef power_bucket(struct emitter *em, LLVMValueRef v, uint32_t bits)
{
	LLVMValueRef power = LLVMBuildSub(em->b, highest_bit(em, v), em_int(em, bits), "");
	LLVMValueRef part = LLVMBuildAnd(em->b, LLVMBuildLShr(em->b, v, LLVMBuildAnd(em->b, power, em_int(em, 63), ""), ""),
					 em_int(em, (1u << bits) - 1), "");
	LLVMValueRef first = LLVMBuildMul(em->b, power, em_int(em, 1u << bits), "");
	first = LLVMBuildAdd(em->b, first, em_int(em, 1 + (1u << bits)), "");
	return LLVMBuildAdd(em->b, first, part, "");
}

void emit_agg_hist(struct emitter *em, struct stmt *s, struct map *m, LLVMValueRef element)
{
	uint32_t bits = m->value->hist_bits;
	LLVMBasicBlockRef plus = em_block(em, "hist"), power = em_block(em, "hist.power"), small = em_block(em, "hist.small"),
			  done = em_block(em, "hist.done"), from[3];
	LLVMValueRef v = emit_scalar(em, argument(s)), in[3];

	in[0] = em_int(em, 0);
	from[0] = LLVMGetInsertBlock(em->b);
	em_cond(em, LLVMBuildICmp(em->b, LLVMIntSLT, v, em_int(em, 0), ""), done, plus);
	em_at(em, plus);
	em_cond(em, LLVMBuildICmp(em->b, LLVMIntULT, v, em_int(em, 1u << bits), ""), small, power);
	em_at(em, small);
	in[1] = LLVMBuildAdd(em->b, v, em_int(em, 1), "");
	from[1] = small;
	em_br(em, done);
	em_at(em, power);
	in[2] = power_bucket(em, v, bits);
	from[2] = power;
	em_br(em, done);
	em_at(em, done);
	LLVMValueRef index = LLVMBuildPhi(em->b, em->i64, "bucket");
	LLVMAddIncoming(index, in, from, 3);
	count_bucket(em, element, index, hist_buckets(bits));
}

void emit_agg_lhist(struct emitter *em, struct stmt *s, struct map *m, LLVMValueRef element)
{
	const struct type *t = m->value;
	struct expr *arg = argument(s);
	bool is_signed = arg->type->is_signed;
	uint32_t buckets = t->size / 8;
	uint64_t min = (uint64_t)t->lhist_min, max = (uint64_t)t->lhist_max;
	LLVMBasicBlockRef high = em_block(em, "lhist"), inside = em_block(em, "lhist.in"), done = em_block(em, "lhist.done");
	LLVMBasicBlockRef from[3];
	LLVMValueRef v = emit_scalar(em, arg), in[3] = { em_int(em, 0), em_int(em, buckets - 1), NULL };

	from[0] = LLVMGetInsertBlock(em->b);
	em_cond(em, LLVMBuildICmp(em->b, is_signed ? LLVMIntSLT : LLVMIntULT, v, em_int(em, min), ""), done, high);
	em_at(em, high);
	from[1] = high;
	em_cond(em, LLVMBuildICmp(em->b, is_signed ? LLVMIntSGE : LLVMIntUGE, v, em_int(em, max), ""), done, inside);
	em_at(em, inside);
	LLVMValueRef step = LLVMBuildUDiv(em->b, LLVMBuildSub(em->b, v, em_int(em, min), ""),
					  em_int(em, (uint64_t)t->lhist_step), "");
	in[2] = LLVMBuildAdd(em->b, step, em_int(em, 1), "");
	from[2] = inside;
	em_br(em, done);
	em_at(em, done);
	LLVMValueRef index = LLVMBuildPhi(em->b, em->i64, "bucket");
	LLVMAddIncoming(index, in, from, 3);
	count_bucket(em, element, index, buckets);
}

/* ---- time series ---- */

static void combine(struct emitter *em, const struct type *t, LLVMValueRef slot, LLVMValueRef v, LLVMValueRef now)
{
	LLVMValueRef value = em_add(em, slot, offsetof(struct tseries_slot, value));
	LLVMValueRef extra = em_add(em, slot, offsetof(struct tseries_slot, extra));
	LLVMValueRef old = em_load(em, value, 8, false), better;
	switch (t->ts_agg) {
	case TS_AVG:
		add_to(em, extra, em_int(em, 1));
		add_to(em, value, v);
		return;
	case TS_SUM:
		add_to(em, value, v);
		return;
	case TS_MAX:
		better = LLVMBuildICmp(em->b, t->is_signed ? LLVMIntSGT : LLVMIntUGT, v, old, "");
		em_store(em, value, LLVMBuildSelect(em->b, better, v, old, ""), 8);
		return;
	case TS_MIN:
		better = LLVMBuildICmp(em->b, t->is_signed ? LLVMIntSLT : LLVMIntULT, v, old, "");
		em_store(em, value, LLVMBuildSelect(em->b, better, v, old, ""), 8);
		return;
	default:
		em_store(em, value, v, 8);
		em_store(em, extra, now, 8);
		return;
	}
}

static void start_anew(struct emitter *em, const struct type *t, LLVMValueRef slot, LLVMValueRef number, LLVMValueRef v,
		       LLVMValueRef now)
{
	LLVMValueRef extra = t->ts_agg == TS_AVG ? em_int(em, 1) : t->ts_agg == TS_LAST ? now : em_int(em, 0);
	em_store(em, em_add(em, slot, offsetof(struct tseries_slot, value)), v, 8);
	em_store(em, em_add(em, slot, offsetof(struct tseries_slot, extra)), extra, 8);
	em_store(em, slot, number, 8);
}

void emit_agg_tseries(struct emitter *em, struct stmt *s, struct map *m, LLVMValueRef element)
{
	const struct type *t = m->value;
	LLVMBasicBlockRef same = em_block(em, "interval"), fresh = em_block(em, "interval.new"),
			  done = em_block(em, "interval.done");
	LLVMValueRef v = emit_scalar(em, argument(s)), now = em_clock(em, CLOCK_MODE_BOOT);
	LLVMValueRef interval = LLVMBuildUDiv(em->b, now, em_int(em, t->ts_interval), "");
	LLVMValueRef index = LLVMBuildURem(em->b, interval, em_int(em, t->ts_count), "");
	LLVMValueRef number = LLVMBuildAdd(em->b, interval, em_int(em, 1), "");
	index = em_min_const(em, index, t->ts_count - 1);
	LLVMValueRef offset = LLVMBuildMul(em->b, index, em_int(em, sizeof(struct tseries_slot)), "");
	LLVMValueRef slot = em_add_v(em, element, offset);
	em_cond(em, LLVMBuildICmp(em->b, LLVMIntEQ, em_load(em, slot, 8, false), number, ""), same, fresh);
	em_at(em, same);
	combine(em, t, slot, v, now);
	em_br(em, done);
	em_at(em, fresh);
	start_anew(em, t, slot, number, v, now);
	em_br(em, done);
	em_at(em, done);
}
