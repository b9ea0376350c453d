/* Calls and builtins: from the row of the table to the function that emits it. A row without its function does not
 * link, a function without its row does not compile. */
#include "codegen/emit_call.h"

#include <string.h>

typedef struct val emit_function(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail);

static emit_function *const emitters[FN_ID_COUNT_] = {
#define FUNCTION(id, ...) [FN_ID_##id] = emit_fn_##id,
#define FUNCTION_CONST(...)
#include "tables/functions.def"
#undef FUNCTION
};

static emit_function *const builtin_emitters[BI_COUNT_] = {
#define BUILTIN(id, ...) [BI_##id] = emit_bi_##id,
#include "tables/builtins.def"
#undef BUILTIN
};

struct val val_void(struct emitter *em)
{
	return val_reg(&type_void, em_int(em, 0));
}

LLVMValueRef em_min_const(struct emitter *em, LLVMValueRef v, uint64_t max)
{
	LLVMValueRef n = em_opaque(em, v);
	LLVMValueRef over = LLVMBuildICmp(em->b, LLVMIntUGT, n, em_int(em, max), "");
	return LLVMBuildSelect(em->b, over, em_int(em, max), n, "");
}

LLVMValueRef em_load_or_zero(struct emitter *em, LLVMValueRef ptr, uint32_t size)
{
	LLVMBasicBlockRef load = em_block(em, "present"), done = em_block(em, "present.done");
	LLVMBasicBlockRef from[] = { LLVMGetInsertBlock(em->b), load };
	LLVMValueRef in[] = { em_int(em, 0), NULL };
	em_cond(em, LLVMBuildIsNotNull(em->b, ptr, ""), load, done);
	em_at(em, load);
	in[1] = em_load(em, ptr, size, false);
	em_br(em, done);
	em_at(em, done);
	LLVMValueRef phi = LLVMBuildPhi(em->b, em->i64, "");
	LLVMAddIncoming(phi, in, from, 2);
	return phi;
}

LLVMValueRef em_global_word(struct emitter *em, uint32_t offset)
{
	LLVMValueRef key = em_tmp8(em);
	em_store(em, key, em_int(em, 0), 4);
	LLVMValueRef globals = em_lookup(em, em_internal_map(em, MAP_GLOBALS), key);
	LLVMBasicBlockRef load = em_block(em, "globals"), done = em_block(em, "globals.done");
	LLVMBasicBlockRef from[] = { LLVMGetInsertBlock(em->b), load };
	LLVMValueRef in[] = { em_int(em, 0), NULL };
	em_cond(em, LLVMBuildIsNotNull(em->b, globals, ""), load, done);
	em_at(em, load);
	in[1] = em_load(em, em_add(em, globals, offset), 8, false);
	em_br(em, done);
	em_at(em, done);
	LLVMValueRef phi = LLVMBuildPhi(em->b, em->i64, "");
	LLVMAddIncoming(phi, in, from, 2);
	return phi;
}

void em_bytes(struct emitter *em, struct expr *e, LLVMValueRef dst, uint32_t n)
{
	const struct type bytes = { .kind = TY_ARRAY, .size = n, .align = 1, .elem = &type_uint8, .count = n };
	struct val v = emit_expr(em, e);
	if (v.place == IN_REG) {
		em_store(em, dst, v.v, n);
		return;
	}
	v.type = &bytes;
	em_store_val(em, v, dst, &bytes, false, e->range);
}

struct val emit_call_into(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	if (e->kind == EX_IDENT || e->ident_kind == ID_BUILTIN)
		return builtin_emitters[e->builtin->id](em, e, dst, zero_tail);
	/* what the checker has done completely and has no value: static_assert */
	if (!emitters[e->function->id])
		return val_void(em);
	return emitters[e->function->id](em, e, dst, zero_tail);
}

/* In registers, or somewhere of their own: no memory is needed for the result. */
static bool in_place(const struct expr *e)
{
	return is_scalar(e->type) || e->type->kind == TY_VOID || e->type->kind == TY_STRUCT || !e->slot;
}

struct val emit_call(struct emitter *em, struct expr *e)
{
	return emit_call_into(em, e, in_place(e) ? NULL : em_slot(em, e->slot), false);
}

struct val emit_builtin(struct emitter *em, struct expr *e)
{
	return emit_call(em, e);
}
