/* Aggregations read while the program runs: the values of all CPUs folded into one. Writing them is emit_agg.c. */
#include "codegen/core.h"

#ifndef BPF_FUNC_map_lookup_percpu_elem
#define FUNC_LOOKUP_PERCPU 195 /* bpf_map_lookup_percpu_elem, since 5.19 */
#else
#define FUNC_LOOKUP_PERCPU BPF_FUNC_map_lookup_percpu_elem
#endif

struct fold {
	struct counted cpus;
	LLVMBasicBlockRef next;
	LLVMValueRef element; /* this CPU's value; the builder is where it is known to exist */
};

static struct fold fold_begin(struct emitter *em, const struct map *m, LLVMValueRef key)
{
	struct fold f = { .cpus = counted_begin(em, em->p->kernel->possible_cpus(em->p->kernel), 1) };
	LLVMValueRef args[] = { em_map(em, (int)m->index), key, f.cpus.i };
	f.element = em_helper_ptr(em, FUNC_LOOKUP_PERCPU, args, 3);
	LLVMBasicBlockRef have = em_block(em, "cpu");
	f.next = em_block(em, "cpu.next");
	em_cond(em, LLVMBuildIsNotNull(em->b, f.element, ""), have, f.next);
	em_at(em, have);
	return f;
}

static void fold_end(struct emitter *em, struct fold *f)
{
	em_br(em, f->next);
	em_at(em, f->next);
	counted_end(em, &f->cpus);
}

static LLVMValueRef get(struct emitter *em, LLVMValueRef cell)
{
	return LLVMBuildLoad2(em->b, em->i64, cell, "");
}

static LLVMValueRef new_cell(struct emitter *em)
{
	LLVMValueRef cell = em_alloca(em, em->i64, "fold");
	LLVMBuildStore(em->b, em_int(em, 0), cell);
	return cell;
}

static void cell_add(struct emitter *em, LLVMValueRef cell, LLVMValueRef v)
{
	LLVMBuildStore(em->b, LLVMBuildAdd(em->b, get(em, cell), v, ""), cell);
}

/* cell = the smaller (greater) of cell and v, where both count; `set` says whether cell does. */
static void cell_extreme(struct emitter *em, const struct type *agg, LLVMValueRef cell, LLVMValueRef set, LLVMValueRef v,
			 LLVMValueRef v_set)
{
	bool min = agg->agg == SHAPE_MIN;
	LLVMIntPredicate better = agg->is_signed ? (min ? LLVMIntSLT : LLVMIntSGT) : (min ? LLVMIntULT : LLVMIntUGT);
	LLVMBasicBlockRef look = em_block(em, "extreme"), beats = em_block(em, "extreme.compare"),
			  take = em_block(em, "extreme.take"), done = em_block(em, "extreme.done");
	em_cond(em, em_nonzero(em, v_set), look, done);
	em_at(em, look);
	em_cond(em, em_nonzero(em, get(em, set)), beats, take);
	em_at(em, beats);
	em_cond(em, LLVMBuildICmp(em->b, better, v, get(em, cell), ""), take, done);
	em_at(em, take);
	LLVMBuildStore(em->b, v, cell);
	LLVMBuildStore(em->b, em_int(em, 1), set);
	em_br(em, done);
	em_at(em, done);
}

static LLVMValueRef average(struct emitter *em, const struct type *agg, LLVMValueRef total, LLVMValueRef n)
{
	LLVMValueRef none = LLVMBuildICmp(em->b, LLVMIntEQ, n, em_int(em, 0), "");
	LLVMValueRef by = LLVMBuildSelect(em->b, none, em_int(em, 1), n, "");
	return em_divide(em, total, by, false, agg->is_signed);
}

static LLVMValueRef read_cpus(struct emitter *em, const struct map *m, LLVMValueRef key)
{
	const struct type *agg = m->value;
	LLVMValueRef value = new_cell(em), second = new_cell(em);
	bool extreme = agg->agg == SHAPE_MIN || agg->agg == SHAPE_MAX, pair = agg->size >= 16;
	struct fold f = fold_begin(em, m, key);
	LLVMValueRef v = em_load(em, f.element, 8, false), w = pair ? em_load(em, em_add(em, f.element, 8), 8, false) : NULL;
	if (extreme) {
		cell_extreme(em, agg, value, second, v, w);
	} else {
		cell_add(em, value, v);
		if (pair)
			cell_add(em, second, w);
	}
	fold_end(em, &f);
	if (agg->agg == SHAPE_AVG || agg->agg == SHAPE_STATS)
		return average(em, agg, get(em, value), get(em, second));
	return get(em, value);
}

LLVMValueRef em_agg_read(struct emitter *em, const struct map *m, LLVMValueRef key_ptr, struct range r)
{
	LLVMBasicBlockRef have = em_block(em, "agg"), none = em_block(em, "agg.missing"), done = em_block(em, "agg.read");
	LLVMValueRef result = new_cell(em), element = em_lookup(em, (int)m->index, key_ptr);
	em_cond(em, LLVMBuildIsNotNull(em->b, element, ""), have, none);
	em_at(em, have);
	LLVMBuildStore(em->b, read_cpus(em, m, key_ptr), result);
	em_br(em, done);
	em_at(em, none);
	if (m->key)
		em_site(em, SITE_LOOKUP_MISSING, "map_lookup_elem", (int)m->index, true, r, em_int(em, 0));
	em_br(em, done);
	em_at(em, done);
	return get(em, result);
}

static void fold_extreme_into(struct emitter *em, const struct type *agg, LLVMValueRef dst, LLVMValueRef element)
{
	LLVMValueRef value = em_alloca(em, em->i64, "fold"), set = em_alloca(em, em->i64, "fold");
	LLVMBuildStore(em->b, em_load(em, dst, 8, false), value);
	LLVMBuildStore(em->b, em_load(em, em_add(em, dst, 8), 8, false), set);
	cell_extreme(em, agg, value, set, em_load(em, element, 8, false), em_load(em, em_add(em, element, 8), 8, false));
	em_store(em, dst, get(em, value), 8);
	em_store(em, em_add(em, dst, 8), get(em, set), 8);
}

static void add_word(struct emitter *em, LLVMValueRef dst, LLVMValueRef src)
{
	em_store(em, dst, LLVMBuildAdd(em->b, em_load(em, dst, 8, false), em_load(em, src, 8, false), ""), 8);
}

void em_agg_fold(struct emitter *em, const struct map *m, LLVMValueRef key_ptr, LLVMValueRef dst, struct range r)
{
	const struct type *agg = m->value;
	em_zero(em, dst, agg->size);
	struct fold f = fold_begin(em, m, key_ptr);
	if (agg->agg == SHAPE_MIN || agg->agg == SHAPE_MAX) {
		fold_extreme_into(em, agg, dst, f.element);
	} else if (agg->size <= 32) {
		for (uint32_t i = 0; i < agg->size; i += 8)
			add_word(em, em_add(em, dst, i), em_add(em, f.element, i));
	} else {
		struct counted c = counted_begin(em, agg->size, 8);
		add_word(em, em_add_v(em, dst, c.i), em_add_v(em, f.element, c.i));
		counted_end(em, &c);
	}
	fold_end(em, &f);
}
