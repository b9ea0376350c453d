/* Side functions: small static functions beside a program that helpers call back (bpf_loop, bpf_for_each_map_elem).
 *
 * Long searches run in them instead of in loops of the program: the verifier follows every turn of a loop, and a path
 * may have 8192 pending branches in all (BPF_COMPLEXITY_LIMIT_JMP_SEQ, kernel/bpf/verifier.c); a callback it follows
 * once or twice. What a callback works on is passed as a block of words on the caller's stack. */
#include "codegen/emit_side.h"

#include "codegen/core.h"

void side_begin(struct emitter *em, struct side *s, const char *name, int nargs, struct range r)
{
	LLVMTypeRef of_map[] = { em->ptr, em->ptr, em->ptr, em->ptr }, of_loop[] = { em->i64, em->ptr };
	LLVMTypeRef t = LLVMFunctionType(em->i64, nargs == 2 ? of_loop : of_map, (unsigned)nargs, 0);
	s->outer_fn = em->fn;
	s->outer_scope = em->di_scope;
	s->outer_block = LLVMGetInsertBlock(em->b);
	s->outer_loc = em->core->loc;
	s->fn = em->fn = core_function(em, name, t, NULL);
	LLVMSetLinkage(s->fn, LLVMInternalLinkage);
	debug_function(em, s->fn, name, r);
	em_at(em, em_block(em, "entry"));
	em->core->loc = (struct range){ 0 };
	em_loc(em, r);
	s->go_on = em_block(em, "next");
	s->stop = em_block(em, "stop");
	s->index = LLVMGetParam(s->fn, 0);
	s->words = LLVMGetParam(s->fn, (unsigned)nargs - 1);
}

void side_end(struct emitter *em, struct side *s)
{
	em_br(em, s->go_on);
	em_at(em, s->go_on);
	LLVMBuildRet(em->b, em_int(em, 0));
	em_at(em, s->stop);
	LLVMBuildRet(em->b, em_int(em, 1));
	em->fn = s->outer_fn;
	em->di_scope = s->outer_scope;
	em_at(em, s->outer_block);
	em->core->loc = (struct range){ 0 };
	em_loc(em, s->outer_loc);
}

const char *side_name(struct emitter *em, const char *what)
{
	return arena_printf(&em->core->arena, "%s_%d", what, em->core->ncallbacks++);
}

LLVMValueRef side_words(struct emitter *em, int n)
{
	return em_alloca(em, LLVMArrayType2(em->i64, (uint64_t)n), "words");
}

void side_put(struct emitter *em, LLVMValueRef words, int i, LLVMValueRef v)
{
	LLVMSetAlignment(LLVMBuildStore(em->b, v, em_add(em, words, (uint64_t)i * 8)), 8);
}

LLVMValueRef side_get(struct emitter *em, LLVMValueRef words, int i)
{
	return em_load(em, em_add(em, words, (uint64_t)i * 8), 8, false);
}

LLVMValueRef side_get_ptr(struct emitter *em, LLVMValueRef words, int i)
{
	LLVMValueRef v = LLVMBuildLoad2(em->b, em->ptr, em_add(em, words, (uint64_t)i * 8), "");
	LLVMSetAlignment(v, 8);
	return v;
}

void side_loop(struct emitter *em, const struct side *s, uint64_t turns, LLVMValueRef words)
{
	LLVMValueRef args[] = { em_int(em, turns < BPF_LOOP_MAX ? turns : BPF_LOOP_MAX), s->fn, words, em_int(em, 0) };
	em_helper(em, BPF_FUNC_loop, args, 4);
}
