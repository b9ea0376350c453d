/* Casts. Between scalars a change of width; between integers and arrays, strings and arrays the same bytes. */
#include "codegen/core.h"

/* Pointers the verifier tracks cannot be shifted or masked. Read back from memory by a helper they are numbers. */
static LLVMValueRef as_number(struct emitter *em, LLVMValueRef v, const struct type *t)
{
	bool tracked = t->trusted || t->as == AS_CTX || t->as == AS_BPF ||
		       (em->prog->prog_type == BPF_PROG_TYPE_TRACING && t->as != AS_USER);
	if (!tracked)
		return v;
	LLVMValueRef from = em_alloca(em, em->i64, "pointer"), to = em_tmp8(em);
	LLVMBuildStore(em->b, v, from);
	LLVMValueRef args[] = { to, em_int(em, 8), from };
	em_helper(em, BPF_FUNC_probe_read_kernel, args, 3);
	return em_load(em, to, 8, false);
}

struct val emit_cast(struct emitter *em, struct expr *e)
{
	struct expr *x = e->cast.operand;
	if (!is_scalar(e->type)) {
		if (x->type->kind == e->type->kind && x->type->kind != TY_STRING && !e->slot)
			return emit_expr(em, x);
		LLVMValueRef dst = em_slot_or_stack(em, e->slot, e->type->size);
		em_prepare(em, dst, e->slot, e->type);
		emit_cast_into(em, e, dst, e->type, false);
		return (struct val){ e->type, IN_BPF, dst, 0 };
	}
	LLVMValueRef v;
	if (is_scalar(x->type) || x->type->kind == TY_AGG)
		v = emit_scalar(em, x);
	else
		v = em_load(em, emit_memory(em, x), e->type->size, e->type->is_signed);
	if (x->type->kind == TY_PTR && e->type->kind != TY_PTR && e->type->kind != TY_BOOL)
		v = as_number(em, v, x->type);
	return (struct val){ e->type, IN_REG, em_extend(em, v, e->type), 0 };
}

void emit_cast_into(struct emitter *em, struct expr *e, LLVMValueRef dst, const struct type *as, bool zero_tail)
{
	struct expr *x = e->cast.operand;
	uint32_t n = e->type->size;
	if (is_scalar(x->type)) {
		em_store(em, dst, emit_scalar(em, x), n < 8 ? n : 8);
		n = n < 8 ? n : 8;
	} else if (x->type->kind == TY_STRING && e->type->kind == TY_ARRAY) {
		/* the array shows the bytes behind the text */
		emit_into(em, x, dst, x->type->size <= as->size ? x->type : as, true);
		n = x->type->size;
	} else if (x->type->kind == e->type->kind) {
		emit_into(em, x, dst, as, zero_tail);
		return;
	} else {
		n = x->type->size < as->size ? x->type->size : as->size;
		em_copy(em, dst, emit_memory(em, x), n);
	}
	if (n < as->size)
		em_zero(em, em_add(em, dst, n), as->size - n);
}
