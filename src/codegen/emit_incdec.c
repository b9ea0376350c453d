/* ++, --, += and -=. On integers of 4 and 8 bytes in maps that all CPUs share these are atomic additions, so that no
 * count is lost; an absent element is inserted with BPF_NOEXIST and added to when another CPU was faster. */
#include "codegen/core.h"

#include <errno.h>

static bool atomic_type(const struct type *t)
{
	return (t->kind == TY_INT || t->kind == TY_ENUM) && (t->size == 4 || t->size == 8);
}

/* *ptr += n; the old value, as t has it. */
static LLVMValueRef add_in_place(struct emitter *em, LLVMValueRef ptr, LLVMValueRef n, const struct type *t, bool atomic)
{
	if (!atomic) {
		LLVMValueRef old = em_load(em, ptr, t->size, t->is_signed);
		em_store(em, ptr, LLVMBuildAdd(em->b, old, n, ""), t->size);
		return old;
	}
	LLVMValueRef by = t->size == 4 ? LLVMBuildTrunc(em->b, n, em->i32, "") : n;
	/* a relaxed ordering would lose the old value: LLVM 20 and newer then use the form without fetch */
	LLVMValueRef old = LLVMBuildAtomicRMW(em->b, LLVMAtomicRMWBinOpAdd, ptr, by,
					      LLVMAtomicOrderingSequentiallyConsistent, 0);
	if (t->size == 8)
		return old;
	return t->is_signed ? LLVMBuildSExt(em->b, old, em->i64, "") : LLVMBuildZExt(em->b, old, em->i64, "");
}

struct addition {
	const struct map *m;
	LLVMValueRef key, n;
	const struct slot *slot; /* 8 bytes for the first insertion */
	struct range range;
	LLVMValueRef result;     /* alloca: the old value */
	LLVMBasicBlockRef done;
};

static void add_to_element(struct emitter *em, struct addition *a, LLVMValueRef element)
{
	bool atomic = atomic_type(a->m->value) && !a->m->percpu;
	LLVMBuildStore(em->b, add_in_place(em, element, a->n, a->m->value, atomic), a->result);
	em_mark_set(em, a->m, element);
	em_br(em, a->done);
}

static void add_by_inserting(struct emitter *em, struct addition *a)
{
	LLVMValueRef at = em_slot_or_stack(em, a->slot, 8);
	LLVMBasicBlockRef again = em_block(em, "add.again");
	em_store(em, at, em_int(em, 0), 8);
	em_store(em, at, a->n, a->m->value->size);
	LLVMValueRef ret = em_map_update(em, (int)a->m->index, a->key, at, BPF_NOEXIST, a->range);
	/* inserted, or refused and counted: nothing was there before. Else another CPU inserted it. */
	LLVMValueRef exists = LLVMBuildICmp(em->b, LLVMIntEQ, ret, em_int(em, (uint64_t)-EEXIST), "");
	em_cond(em, exists, again, a->done);
	em_at(em, again);
	LLVMValueRef element = em_lookup(em, (int)a->m->index, a->key);
	LLVMBasicBlockRef have = em_block(em, "add.now");
	em_cond(em, LLVMBuildIsNotNull(em->b, element, ""), have, a->done);
	em_at(em, have);
	add_to_element(em, a, element);
}

static LLVMValueRef add(struct emitter *em, struct addition *a)
{
	LLVMBasicBlockRef have = em_block(em, "add"), none = em_block(em, "add.new");
	a->done = em_block(em, "added");
	a->result = em_alloca(em, em->i64, "old");
	LLVMBuildStore(em->b, em_int(em, 0), a->result);
	LLVMValueRef element = em_lookup(em, (int)a->m->index, a->key);
	em_cond(em, LLVMBuildIsNotNull(em->b, element, ""), have, none);
	em_at(em, have);
	add_to_element(em, a, element);
	em_at(em, none);
	if (a->m->key)
		add_by_inserting(em, a);
	em_br(em, a->done);
	em_at(em, a->done);
	return LLVMBuildLoad2(em->b, em->i64, a->result, "");
}

static uint64_t step_of(const struct type *t)
{
	return t->kind == TY_PTR && t->elem && t->elem->size ? t->elem->size : 1;
}

static LLVMValueRef incdec_map(struct emitter *em, struct expr *e, LLVMValueRef n)
{
	struct expr *t = e->incdec.target;
	const struct map *m = map_of(t);
	struct addition a = { .m = m, .n = n, .slot = e->slot, .range = e->range };
	a.key = em_map_key(em, m, map_key_of(t), t->key_slot);
	return add(em, &a);
}

struct val emit_incdec(struct emitter *em, struct expr *e)
{
	struct expr *t = e->incdec.target;
	const struct map *m = map_of(t);
	const struct type *type = m ? m->value : t->variable->type;
	uint64_t step = step_of(type);
	LLVMValueRef n = em_int(em, e->incdec.increment ? step : -step), old, new;
	if (m) {
		old = incdec_map(em, e, n);
		new = em_extend(em, LLVMBuildAdd(em->b, old, n, ""), type);
	} else {
		old = emit_scalar(em, t);
		new = em_extend(em, LLVMBuildAdd(em->b, old, n, ""), type);
		em_variable_set(em, t->variable, new);
	}
	return (struct val){ type, IN_REG, e->incdec.prefix ? new : old, 0 };
}

bool emit_map_add(struct emitter *em, struct stmt *s)
{
	struct expr *t = s->assign.target;
	const struct map *m = map_of(t);
	bool sub = s->assign.op == ASSIGN_SUB;
	if ((!sub && s->assign.op != ASSIGN_ADD) || !atomic_type(m->value) || m->percpu)
		return false;
	LLVMValueRef n = emit_scalar(em, s->assign.value);
	struct addition a = { .m = m, .slot = s->slot, .range = s->range };
	a.n = sub ? LLVMBuildNeg(em->b, n, "") : n;
	a.key = em_map_key(em, m, map_key_of(t), t->key_slot);
	add(em, &a);
	return true;
}
