/* kstack and ustack: the frames are read into scratch memory, hashed, and stored once per different stack in a map
 * whose key is the hash; the value in the language is that key (image.h). */
#include "codegen/core.h"

#include "codegen/emit_call.h"

#define HASH_SEED 0x9e3779b97f4a7c15ull
#define HASH_MULTIPLIER 0xff51afd7ed558ccdull

static LLVMValueRef hash_step(struct emitter *em, LLVMValueRef h, LLVMValueRef word)
{
	LLVMValueRef x = LLVMBuildMul(em->b, LLVMBuildXor(em->b, h, word, ""), em_int(em, HASH_MULTIPLIER), "");
	return LLVMBuildXor(em->b, x, LLVMBuildLShr(em->b, x, em_int(em, 29), ""), "");
}

/* Hash of the first n of at most `limit` frames; never 0. */
static LLVMValueRef hash_frames(struct emitter *em, LLVMValueRef frames, LLVMValueRef n, uint32_t limit)
{
	LLVMValueRef h = em_alloca(em, em->i64, "hash");
	LLVMBuildStore(em->b, LLVMBuildXor(em->b, n, em_int(em, HASH_SEED), ""), h);
	LLVMBasicBlockRef frame = em_block(em, "frame");
	LLVMValueRef size = LLVMBuildMul(em->b, n, em_int(em, 8), "");
	struct counted c = counted_begin(em, limit * 8, 8);
	em_cond(em, LLVMBuildICmp(em->b, LLVMIntULT, c.i, size, ""), frame, c.end);
	em_at(em, frame);
	LLVMValueRef word = em_load(em, em_add_v(em, frames, c.i), 8, false);
	LLVMBuildStore(em->b, hash_step(em, LLVMBuildLoad2(em->b, em->i64, h, ""), word), h);
	counted_end(em, &c);
	LLVMValueRef v = LLVMBuildLoad2(em->b, em->i64, h, "");
	LLVMValueRef zero = LLVMBuildICmp(em->b, LLVMIntEQ, v, em_int(em, 0), "");
	return LLVMBuildSelect(em->b, zero, em_int(em, 1), v, "");
}

/* Stores the stack under its id unless it is there. buf: u64 count, frames. */
static void remember(struct emitter *em, int map, LLVMValueRef id, LLVMValueRef buf, struct range r)
{
	LLVMBasicBlockRef add = em_block(em, "stack.new"), done = em_block(em, "stack.known");
	LLVMValueRef key = em_tmp8(em);
	em_store(em, key, id, 8);
	LLVMValueRef known = em_lookup(em, map, key);
	em_cond(em, LLVMBuildIsNull(em->b, known, ""), add, done);
	em_at(em, add);
	key = em_tmp8(em);
	em_store(em, key, id, 8);
	em_map_update(em, map, key, buf, BPF_NOEXIST, r);
	em_br(em, done);
	em_at(em, done);
}

/* The id of the current stack; 0: there is none. */
static LLVMValueRef stack_id(struct emitter *em, const struct expr *e, bool user)
{
	const struct stack_call *call = e->data;
	uint32_t limit = e->type->stack_limit;
	LLVMBasicBlockRef some = em_block(em, "stack"), none = em_block(em, "stack.none"), done = em_block(em, "stack.done");
	LLVMBasicBlockRef from[2];
	LLVMValueRef in[2] = { NULL, em_int(em, 0) };
	LLVMValueRef buf = em_slot(em, call->frames);
	LLVMValueRef args[] = { em->probe_ctx, em_add(em, buf, 8), em_int(em, limit * 8),
				em_int(em, user ? BPF_F_USER_STACK : 0) };
	LLVMValueRef n = em_helper(em, BPF_FUNC_get_stack, args, 4);

	em_cond(em, LLVMBuildICmp(em->b, LLVMIntSGT, n, em_int(em, 0), ""), some, none);
	em_at(em, some);
	LLVMValueRef count = LLVMBuildLShr(em->b, n, em_int(em, 3), "");
	em_store(em, buf, count, 8);
	in[0] = hash_frames(em, em_add(em, buf, 8), count, limit);
	remember(em, em_stack_map(em, e->type), in[0], buf, e->range);
	from[0] = LLVMGetInsertBlock(em->b);
	em_br(em, done);
	em_at(em, none); /* kernel threads have no user stack: worth a word only with -k */
	em_site(em, SITE_STACK_FAILED, "get_stack", -1, true, e->range, n);
	from[1] = LLVMGetInsertBlock(em->b);
	em_br(em, done);
	em_at(em, done);
	LLVMValueRef phi = LLVMBuildPhi(em->b, em->i64, "stackid");
	LLVMAddIncoming(phi, in, from, 2);
	return phi;
}

static struct val emit_stack(struct emitter *em, struct expr *e, LLVMValueRef dst, bool user)
{
	LLVMValueRef id = e->type->stack_limit ? stack_id(em, e, user) : em_int(em, 0);
	em_store(em, dst, id, 8);
	em_store(em, em_add(em, dst, 8), user ? em_tgid(em, false) : em_int(em, 0), 8);
	return val_mem(e->type, dst);
}

struct val emit_bi_kstack(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	return emit_stack(em, e, dst, false);
}

struct val emit_bi_ustack(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	return emit_stack(em, e, dst, true);
}

struct val emit_fn_kstack(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	return emit_stack(em, call, dst, false);
}

struct val emit_fn_ustack(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	return emit_stack(em, call, dst, true);
}
