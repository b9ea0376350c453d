/* More of emit_string.c, for the files of functions on strings. */
#ifndef SONDE_CODEGEN_EMIT_STRING_H
#define SONDE_CODEGEN_EMIT_STRING_H

#include "codegen/emit.h"

/* i1: the texts are equal up to the first NUL, or in all of their n bytes. */
LLVMValueRef em_text_equal(struct emitter *em, LLVMValueRef a, LLVMValueRef b, uint32_t n);
/* -1, 0 or 1 by the first of n bytes that differs. */
LLVMValueRef em_bytes_order(struct emitter *em, LLVMValueRef a, LLVMValueRef b, uint32_t n);

#endif
