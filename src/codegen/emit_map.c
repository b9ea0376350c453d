/* Reading and changing maps. Scalar maps are arrays of one entry and are written in place, followed by the mark that
 * says they are set; keyed maps are updated through the helper, except where an existing integer can be changed in
 * place. Definitions are in emit_map_def.c, ++ and += in emit_incdec.c, sums over CPUs in emit_agg_read.c. */
#include "codegen/core.h"
#include "parser/parser.h"

#include <errno.h>

const struct map *map_of(const struct expr *e)
{
	if (e->kind == EX_MAP)
		return e->mapref;
	if (e->kind == EX_INDEX && e->index.base->kind == EX_MAP)
		return e->index.base->mapref;
	return NULL;
}

struct expr *map_key_of(const struct expr *e)
{
	return e->kind == EX_INDEX ? e->index.index : NULL;
}

/* ---- helpers ---- */

LLVMValueRef em_lookup(struct emitter *em, int map, LLVMValueRef key_ptr)
{
	LLVMValueRef args[] = { em_map(em, map), key_ptr };
	return em_helper_ptr(em, BPF_FUNC_map_lookup_elem, args, 2);
}

LLVMValueRef em_map_key(struct emitter *em, const struct map *m, struct expr *key, const struct slot *key_slot)
{
	LLVMValueRef at = em_slot_or_stack(em, key_slot, m->key ? m->key->size : 4);
	if (m->key && key)
		emit_into(em, key, at, m->key, true);
	else
		em_store(em, at, em_int(em, 0), 4);
	return at;
}

static void update_failed(struct emitter *em, int map, LLVMValueRef ret, struct range r)
{
	LLVMBasicBlockRef full = em_block(em, "map.full"), other = em_block(em, "map.refused"),
			  done = em_block(em, "map.failed");
	em_cond(em, LLVMBuildICmp(em->b, LLVMIntEQ, ret, em_int(em, (uint64_t)-E2BIG), ""), full, other);
	em_at(em, full);
	em_site(em, SITE_MAP_FULL, "map_update_elem", map, false, r, ret);
	em_br(em, done);
	em_at(em, other);
	em_site(em, SITE_HELPER_FAILED, "map_update_elem", map, false, r, ret);
	em_br(em, done);
	em_at(em, done);
}

LLVMValueRef em_map_update(struct emitter *em, int map, LLVMValueRef key, LLVMValueRef value, uint64_t flags,
			   struct range r)
{
	LLVMValueRef args[] = { em_map(em, map), key, value, em_int(em, flags) };
	if (!(em->prog->kind->flags & PF_SPECIAL))
		em->maps.at[map].makers += em->loop ? 16 : 1;
	LLVMValueRef ret = em_helper(em, BPF_FUNC_map_update_elem, args, 4);
	LLVMBasicBlockRef bad = em_block(em, "update.failed"), on = em_block(em, "updated");
	LLVMValueRef failed = LLVMBuildICmp(em->b, LLVMIntSLT, ret, em_int(em, 0), "");
	if (flags == BPF_NOEXIST) {
		LLVMValueRef exists = LLVMBuildICmp(em->b, LLVMIntEQ, ret, em_int(em, (uint64_t)-EEXIST), "");
		failed = LLVMBuildAnd(em->b, failed, LLVMBuildNot(em->b, exists, ""), "");
	}
	em_cond(em, failed, bad, on);
	em_at(em, bad);
	update_failed(em, map, ret, r);
	em_br(em, on);
	em_at(em, on);
	return ret;
}

/* ---- the mark of scalar maps ---- */

static LLVMValueRef mark_of(struct emitter *em, const struct map *m, LLVMValueRef element)
{
	return em_add(em, element, em->maps.at[m->index].set_offset);
}

void em_mark_set(struct emitter *em, const struct map *m, LLVMValueRef element)
{
	if (!m->key)
		em_store(em, mark_of(em, m, element), em_int(em, 1), 8);
}

LLVMValueRef em_is_set(struct emitter *em, const struct map *m, LLVMValueRef element)
{
	return em_nonzero(em, em_load(em, mark_of(em, m, element), 8, false));
}

/* ---- reading ---- */

static void missing(struct emitter *em, const struct map *m, struct range r)
{
	if (m->key)
		em_site(em, SITE_LOOKUP_MISSING, "map_lookup_elem", (int)m->index, true, r, em_int(em, 0));
}

static LLVMValueRef merge(struct emitter *em, LLVMTypeRef t, LLVMValueRef *in, LLVMBasicBlockRef *from)
{
	LLVMValueRef phi = LLVMBuildPhi(em->b, t, "");
	LLVMAddIncoming(phi, in, from, 2);
	return phi;
}

/* The element's value, or its address when it is an aggregate; zero or zeroes when it is absent. */
static LLVMValueRef read_element(struct emitter *em, const struct map *m, LLVMValueRef element, struct range r)
{
	const struct type *t = m->value;
	bool scalar = is_scalar(t);
	LLVMBasicBlockRef hit = em_block(em, "hit"), miss = em_block(em, "miss"), done = em_block(em, "read"), from[2];
	LLVMValueRef in[2];
	em_cond(em, LLVMBuildIsNotNull(em->b, element, ""), hit, miss);
	em_at(em, hit);
	in[0] = scalar ? em_load(em, element, t->size, t->is_signed) : element;
	from[0] = LLVMGetInsertBlock(em->b);
	em_br(em, done);
	em_at(em, miss);
	missing(em, m, r);
	in[1] = scalar ? em_int(em, 0) : em_zeroes(em, t->size);
	from[1] = LLVMGetInsertBlock(em->b);
	em_br(em, done);
	em_at(em, done);
	return merge(em, scalar ? em->i64 : em->ptr, in, from);
}

struct val emit_map_read(struct emitter *em, struct expr *e)
{
	const struct map *m = map_of(e);
	LLVMValueRef key = em_map_key(em, m, map_key_of(e), e->key_slot);
	if (m->value->kind == TY_AGG && is_scalar(e->type)) {
		LLVMValueRef v = em_agg_read(em, m, key, e->range);
		return (struct val){ e->type, IN_REG, em_extend(em, v, e->type), 0 };
	}
	LLVMValueRef v = read_element(em, m, em_lookup(em, (int)m->index, key), e->range);
	return (struct val){ m->value, is_scalar(m->value) ? IN_REG : IN_BPF, v, 0 };
}

/* ---- elements of aggregation maps ---- */

/* Zeroes to insert; for values beyond the constants' limit (tseries that are not per CPU) from a map. */
static LLVMValueRef initial_value(struct emitter *em, uint32_t size, LLVMBasicBlockRef none)
{
	if (size <= ZEROES_MAX)
		return em_zeroes(em, size);
	if (size > em->zero_max)
		em->zero_max = size;
	LLVMValueRef key = em_tmp8(em);
	em_store(em, key, em_int(em, 0), 4);
	LLVMValueRef z = em_lookup(em, em_internal_map(em, MAP_ZERO), key);
	LLVMBasicBlockRef on = em_block(em, "zeroes");
	em_cond(em, LLVMBuildIsNotNull(em->b, z, ""), on, none);
	em_at(em, on);
	return z;
}

/* Inserts zeroes and looks up again: another CPU may have been faster, which is as good. */
static LLVMValueRef insert_element(struct emitter *em, const struct map *m, LLVMValueRef key, struct range r)
{
	LLVMBasicBlockRef none = em_block(em, "no.element"), done = em_block(em, "inserted"), from[2];
	LLVMValueRef in[2] = { NULL, LLVMConstNull(em->ptr) };
	LLVMValueRef zero = initial_value(em, em->maps.at[m->index].value_size, none);
	em_map_update(em, (int)m->index, key, zero, BPF_NOEXIST, r);
	in[0] = em_lookup(em, (int)m->index, key);
	from[0] = LLVMGetInsertBlock(em->b);
	em_br(em, done);
	em_at(em, none);
	from[1] = none;
	em_br(em, done);
	em_at(em, done);
	return merge(em, em->ptr, in, from);
}

LLVMValueRef em_map_element(struct emitter *em, const struct map *m, struct expr *key, const struct slot *key_slot,
			    struct range r)
{
	LLVMValueRef k = em_map_key(em, m, key, key_slot), in[2];
	LLVMBasicBlockRef from[2];
	in[0] = em_lookup(em, (int)m->index, k);
	from[0] = LLVMGetInsertBlock(em->b);
	LLVMBasicBlockRef other = em_block(em, m->key ? "insert" : "set"), done = em_block(em, "element");
	LLVMValueRef found = LLVMBuildIsNotNull(em->b, in[0], "");
	if (!m->key) {
		em_cond(em, found, other, done);
		em_at(em, other);
		em_mark_set(em, m, in[0]);
		em_br(em, done);
		em_at(em, done);
		return in[0];
	}
	em_cond(em, found, done, other);
	em_at(em, other);
	in[1] = insert_element(em, m, k, r);
	from[1] = LLVMGetInsertBlock(em->b);
	em_br(em, done);
	em_at(em, done);
	return merge(em, em->ptr, in, from);
}

/* ---- assignment ---- */

static void aggregate(struct emitter *em, struct stmt *s, struct map *m, LLVMValueRef element)
{
	switch (s->aggregation->id) {
#define AGGREGATION(id, ...)                                                                                           \
	case AGG_##id:                                                                                                 \
		emit_agg_##id(em, s, m, element);                                                                      \
		return;
#include "tables/aggregations.def"
#undef AGGREGATION
	case AGG_COUNT_:
		return;
	}
}

static void assign_aggregation(struct emitter *em, struct stmt *s, struct map *m)
{
	struct expr *t = s->assign.target;
	LLVMValueRef element = em_map_element(em, m, map_key_of(t), t->key_slot, s->range);
	LLVMBasicBlockRef have = em_block(em, "aggregate"), done = em_block(em, "aggregated");
	em_cond(em, LLVMBuildIsNotNull(em->b, element, ""), have, done);
	em_at(em, have);
	aggregate(em, s, m, element);
	em_br(em, done);
	em_at(em, done);
}

/* A value at s->slot as the helper takes it: on the stack every byte must have been written (kernels before 6.3). */
static LLVMValueRef value_in_slot(struct emitter *em, struct stmt *s, const struct map *m)
{
	uint32_t whole = em->maps.at[m->index].value_size;
	LLVMValueRef at = em_slot_or_stack(em, s->slot, whole);
	if (m->value->size < whole && !(s->slot && s->slot->scratch))
		em_zero(em, em_add(em, at, whole - 8), 8);
	em_prepare(em, at, s->slot, m->value);
	emit_into(em, s->assign.value, at, m->value, false);
	return at;
}

static void set_scalar(struct emitter *em, struct stmt *s, const struct map *m)
{
	struct expr *t = s->assign.target;
	bool scalar = is_scalar(m->value);
	LLVMValueRef v = NULL, from = NULL;
	if (scalar)
		v = em_convert(em, emit_scalar(em, s->assign.value), s->assign.value->type, m->value);
	else if (s->slot)
		from = value_in_slot(em, s, m);
	LLVMValueRef element = em_lookup(em, (int)m->index, em_map_key(em, m, NULL, t->key_slot));
	LLVMBasicBlockRef have = em_block(em, "store"), done = em_block(em, "stored");
	em_cond(em, LLVMBuildIsNotNull(em->b, element, ""), have, done);
	em_at(em, have);
	if (scalar)
		em_store(em, element, v, m->value->size);
	else if (from)
		em_store_val(em, (struct val){ m->value, IN_BPF, from, 0 }, element, m->value, false, s->range);
	else
		emit_into(em, s->assign.value, element, m->value, false);
	em_mark_set(em, m, element);
	em_br(em, done);
	em_at(em, done);
}

static void set_keyed(struct emitter *em, struct stmt *s, const struct map *m, uint64_t flags)
{
	struct expr *t = s->assign.target;
	LLVMValueRef key = em_map_key(em, m, map_key_of(t), t->key_slot);
	LLVMValueRef value = value_in_slot(em, s, m);
	em_map_update(em, (int)m->index, key, value, flags, s->range);
}

LLVMValueRef em_compound(struct emitter *em, struct stmt *s, LLVMValueRef old, const struct type *t)
{
	struct expr *value = s->assign.value;
	LLVMValueRef v = emit_scalar(em, value);
	v = em_arith(em, assign_op_binary(s->assign.op), old, v, t, t, value->type, s->range);
	return em_extend(em, v, t);
}

/* Read, compute, write: where the element exists in place, else by insertion. */
static void assign_compound(struct emitter *em, struct stmt *s, const struct map *m)
{
	struct expr *t = s->assign.target;
	LLVMValueRef key = em_map_key(em, m, map_key_of(t), t->key_slot);
	LLVMValueRef element = em_lookup(em, (int)m->index, key);
	LLVMValueRef v = em_compound(em, s, read_element(em, m, element, s->range), m->value);
	LLVMBasicBlockRef have = em_block(em, "store"), none = em_block(em, "insert"), done = em_block(em, "stored");
	em_cond(em, LLVMBuildIsNotNull(em->b, element, ""), have, m->key ? none : done);
	em_at(em, have);
	em_store(em, element, v, m->value->size);
	em_mark_set(em, m, element);
	em_br(em, done);
	em_at(em, none);
	if (m->key) {
		LLVMValueRef at = em_slot_or_stack(em, s->slot, 8);
		em_store(em, at, em_int(em, 0), 8);
		em_store(em, at, v, m->value->size);
		em_map_update(em, (int)m->index, key, at, BPF_ANY, s->range);
	}
	em_br(em, done);
	em_at(em, done);
}

/* ??= : the value is computed only when the element is not there. */
static void assign_if_absent(struct emitter *em, struct stmt *s, const struct map *m)
{
	struct expr *t = s->assign.target;
	LLVMValueRef element = em_lookup(em, (int)m->index, em_map_key(em, m, map_key_of(t), t->key_slot));
	LLVMBasicBlockRef look = em_block(em, "mark"), none = em_block(em, "absent"), done = em_block(em, "present");
	em_cond(em, LLVMBuildIsNotNull(em->b, element, ""), look, none);
	em_at(em, look);
	if (m->key)
		em_br(em, done);
	else
		em_cond(em, em_is_set(em, m, element), done, none);
	em_at(em, none);
	if (m->key)
		set_keyed(em, s, m, BPF_NOEXIST);
	else
		set_scalar(em, s, m);
	em_br(em, done);
	em_at(em, done);
}

void emit_map_assign(struct emitter *em, struct stmt *s)
{
	struct map *m = (struct map *)map_of(s->assign.target);
	if (s->aggregation)
		assign_aggregation(em, s, m);
	else if (s->assign.op == ASSIGN_IFABSENT)
		assign_if_absent(em, s, m);
	else if (s->assign.op != ASSIGN_SET && !emit_map_add(em, s))
		assign_compound(em, s, m);
	else if (s->assign.op == ASSIGN_SET && m->key)
		set_keyed(em, s, m, BPF_ANY);
	else if (s->assign.op == ASSIGN_SET)
		set_scalar(em, s, m);
}
