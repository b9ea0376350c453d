/* Shared by the files that emit builtins and functions. */
#ifndef SONDE_CODEGEN_EMIT_CALL_H
#define SONDE_CODEGEN_EMIT_CALL_H

#include "check/call.h"
#include "codegen/emit.h"

static inline struct val val_reg(const struct type *t, LLVMValueRef v)
{
	return (struct val){ .type = t, .place = IN_REG, .v = v };
}

static inline struct val val_mem(const struct type *t, LLVMValueRef ptr)
{
	return (struct val){ .type = t, .place = IN_BPF, .v = ptr };
}

struct val val_void(struct emitter *em);
LLVMValueRef em_min_const(struct emitter *em, LLVMValueRef v, uint64_t max); /* unsigned; a bound the verifier sees */
/* An 8-byte member of struct image_globals; 0 if they cannot be read. */
LLVMValueRef em_global_word(struct emitter *em, uint32_t offset);
/* ptr ? load of size bytes : 0 */
LLVMValueRef em_load_or_zero(struct emitter *em, LLVMValueRef ptr, uint32_t size);
/* n bytes of an argument as they are in memory, wherever it is. */
void em_bytes(struct emitter *em, struct expr *e, LLVMValueRef dst, uint32_t n);

/* emit_builtin.c */
LLVMValueRef em_tgid(struct emitter *em, bool init_ns);
LLVMValueRef em_clock(struct emitter *em, int mode); /* enum clock_mode */
LLVMValueRef em_bswap(struct emitter *em, LLVMValueRef i64, uint32_t size);
/* emit_args.c */
LLVMValueRef em_register(struct emitter *em, uint32_t offset);
LLVMValueRef em_function_ip(struct emitter *em);

#endif
