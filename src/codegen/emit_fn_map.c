/* Functions on maps: delete, has_key, find, len. */
#include "codegen/core.h"

#include "codegen/emit_call.h"
#include "codegen/emit_side.h"

static struct expr *arg(const struct expr *call, int i)
{
	return i < call->call.args.n ? call->call.args.at[i] : NULL;
}

/* ---- delete ---- */

static LLVMValueRef delete_key(struct emitter *em, const struct map *m, LLVMValueRef key, struct range r)
{
	LLVMValueRef args[] = { em_map(em, (int)m->index), key };
	LLVMValueRef ret = em_helper(em, BPF_FUNC_map_delete_elem, args, 2);
	LLVMValueRef gone = LLVMBuildICmp(em->b, LLVMIntEQ, ret, em_int(em, 0), "");
	return em_bool(em, gone);
}

static void clear_element(struct emitter *em, const struct map *m, LLVMValueRef element)
{
	em_zero(em, element, em->maps.at[m->index].value_size); /* with its "set" mark */
}

static LLVMValueRef reset_every_cpu(struct emitter *em, const struct map *m, LLVMValueRef key)
{
	struct counted c = counted_begin(em, em->p->kernel->possible_cpus(em->p->kernel), 1);
	LLVMValueRef args[] = { em_map(em, (int)m->index), key, c.i };
	LLVMValueRef element = em_helper_ptr(em, BPF_FUNC_map_lookup_percpu_elem, args, 3);
	LLVMBasicBlockRef have = em_block(em, "cpu");
	em_cond(em, LLVMBuildIsNotNull(em->b, element, ""), have, c.next);
	em_at(em, have);
	clear_element(em, m, element);
	counted_end(em, &c);
	return em_int(em, 1);
}

/* A scalar map has one element that always exists: it becomes unset. */
static LLVMValueRef reset_scalar(struct emitter *em, const struct map *m, LLVMValueRef key)
{
	if (m->percpu)
		return reset_every_cpu(em, m, key);
	LLVMValueRef element = em_lookup(em, (int)m->index, key), was = em_alloca(em, em->i64, "was");
	LLVMBasicBlockRef have = em_block(em, "reset"), done = em_block(em, "reset.done");
	LLVMBuildStore(em->b, em_int(em, 0), was);
	em_cond(em, LLVMBuildIsNotNull(em->b, element, ""), have, done);
	em_at(em, have);
	LLVMBuildStore(em->b, em_bool(em, em_is_set(em, m, element)), was);
	clear_element(em, m, element);
	em_br(em, done);
	em_at(em, done);
	return LLVMBuildLoad2(em->b, em->i64, was, "");
}

struct val emit_fn_delete(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	struct expr *target = arg(call, 0), *key = arg(call, 1);
	const struct slot *slot = call->key_slot;
	const struct map *m = map_of(target);
	if (target->kind == EX_INDEX) {
		key = map_key_of(target);
		slot = target->key_slot;
	}
	LLVMValueRef k = em_map_key(em, m, key, slot);
	return val_reg(call->type, m->key ? delete_key(em, m, k, call->range) : reset_scalar(em, m, k));
}

/* ---- has_key, find ---- */

struct val emit_fn_has_key(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	const struct map *m = map_of(arg(call, 0));
	LLVMValueRef element = em_lookup(em, (int)m->index, em_map_key(em, m, arg(call, 1), call->key_slot));
	return val_reg(call->type, em_bool(em, LLVMBuildIsNotNull(em->b, element, "")));
}

/* The element's value into the variable; aggregations are read as integers. */
static void store_found(struct emitter *em, const struct map *m, LLVMValueRef element, LLVMValueRef key,
			struct variable *v, struct range r)
{
	const struct type *t = m->value;
	if (t->kind == TY_AGG)
		em_variable_set(em, v, em_convert(em, em_agg_read(em, m, key, r), t->elem, v->type));
	else if (is_scalar(t))
		em_variable_set(em, v, em_convert(em, em_load(em, element, t->size, t->is_signed), t, v->type));
	else
		em_store_val(em, val_mem(t, element), em_variable(em, v), v->type, false, r);
}

struct val emit_fn_find(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	const struct map *m = map_of(arg(call, 0));
	LLVMValueRef key = em_map_key(em, m, arg(call, 1), call->key_slot);
	LLVMValueRef element = em_lookup(em, (int)m->index, key), yes = LLVMBuildIsNotNull(em->b, element, "");
	LLVMBasicBlockRef found = em_block(em, "found"), done = em_block(em, "found.done");
	em_cond(em, yes, found, done);
	em_at(em, found);
	store_found(em, m, element, key, arg(call, 2)->variable, call->range);
	em_br(em, done);
	em_at(em, done);
	return val_reg(call->type, em_bool(em, yes));
}

/* ---- len ---- */

/* A callback that only says "go on": bpf_for_each_map_elem gives the number of calls. */
static LLVMValueRef visitor(struct emitter *em, struct range r)
{
	LLVMValueRef known = LLVMGetNamedFunction(em->mod, "count_element");
	struct side s;
	if (known)
		return known;
	side_begin(em, &s, "count_element", 4, r);
	side_end(em, &s);
	return s.fn;
}

static LLVMValueRef map_length(struct emitter *em, const struct map *m, struct range r)
{
	LLVMValueRef args[] = { em_map(em, (int)m->index), visitor(em, r), em_int(em, 0), em_int(em, 0) };
	return em_helper(em, BPF_FUNC_for_each_map_elem, args, 4);
}

/* A stack's value starts with its id; the stack map's value with the number of frames. */
static LLVMValueRef stack_length(struct emitter *em, struct expr *e)
{
	LLVMValueRef at = emit_memory(em, e), key = em_tmp8(em);
	em_store(em, key, em_load(em, at, 8, false), 8);
	return em_load_or_zero(em, em_lookup(em, em_stack_map(em, e->type), key), 8);
}

struct val emit_fn_len(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	struct expr *e = arg(call, 0);
	bool whole = e->kind == EX_MAP && e->mapref->key;
	return val_reg(call->type, whole ? map_length(em, e->mapref, call->range) : stack_length(em, e));
}
