/* Callbacks of helpers that are not loops of the script (emit_side.c). */
#ifndef SONDE_CODEGEN_EMIT_SIDE_H
#define SONDE_CODEGEN_EMIT_SIDE_H

#include "codegen/emit.h"

struct side {
	LLVMValueRef fn;
	LLVMValueRef index;             /* bpf_loop: number of the turn */
	LLVMValueRef words;             /* what the caller passed */
	LLVMBasicBlockRef go_on, stop;  /* ways out of a turn */
	LLVMValueRef outer_fn;
	LLVMMetadataRef outer_scope;
	LLVMBasicBlockRef outer_block;
	struct range outer_loc;
};

/* The builder is in the new function between the two. nargs: 2 for bpf_loop, 4 for bpf_for_each_map_elem. */
void side_begin(struct emitter *em, struct side *s, const char *name, int nargs, struct range r);
void side_end(struct emitter *em, struct side *s);
const char *side_name(struct emitter *em, const char *what); /* not used yet */
/* n words of stack to pass to a callback, and access to them from either side. */
LLVMValueRef side_words(struct emitter *em, int n);
void side_put(struct emitter *em, LLVMValueRef words, int i, LLVMValueRef v);
LLVMValueRef side_get(struct emitter *em, LLVMValueRef words, int i);
LLVMValueRef side_get_ptr(struct emitter *em, LLVMValueRef words, int i);
/* Calls s->fn up to `turns` times. */
void side_loop(struct emitter *em, const struct side *s, uint64_t turns, LLVMValueRef words);

#endif
