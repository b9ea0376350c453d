/* The emitter's small vocabulary over LLVM's builder: constants, addresses, loads and stores of the sizes BPF has,
 * widths of scalars, blocks, helper calls. What is emitted here has no meaning in the language; see emit_mem.c and up.
 *
 * Addresses are always i8-scaled; each access carries the alignment em_align can prove, so that the back end splits
 * what the verifier would refuse. */
#include "codegen/core.h"

#include <linux/bpf.h>

#include <string.h>

LLVMValueRef em_int(struct emitter *em, uint64_t v)
{
	return LLVMConstInt(em->i64, v, 0);
}

/* ---- addresses ---- */

LLVMValueRef em_add_v(struct emitter *em, LLVMValueRef ptr, LLVMValueRef off_i64)
{
	return LLVMBuildGEP2(em->b, em->i8, ptr, &off_i64, 1, "");
}

LLVMValueRef em_add(struct emitter *em, LLVMValueRef ptr, uint64_t off)
{
	return off ? em_add_v(em, ptr, em_int(em, off)) : ptr;
}

static unsigned lowest_bit(uint64_t v)
{
	return !v || v >= 8 ? (v & 7 ? v & -v : 8) : v & -v;
}

/* The power of two (at most 8) an integer is a multiple of. */
static unsigned multiple_of(LLVMValueRef v)
{
	if (LLVMIsAConstantInt(v))
		return lowest_bit(LLVMConstIntGetZExtValue(v));
	if (!LLVMIsAInstruction(v))
		return 1;
	LLVMOpcode op = LLVMGetInstructionOpcode(v);
	if (op == LLVMMul || op == LLVMShl) {
		LLVMValueRef by = LLVMGetOperand(v, 1);
		if (!LLVMIsAConstantInt(by))
			return 1;
		uint64_t n = LLVMConstIntGetZExtValue(by);
		return lowest_bit(op == LLVMMul ? n : n < 4 ? 1u << n : 8);
	}
	if (op == LLVMPHI) { /* offset of a counted loop: first value and step */
		unsigned least = LLVMCountIncoming(v) < 2 ? 1 : 8;
		for (unsigned i = 0; i < LLVMCountIncoming(v); i++) {
			LLVMValueRef in = LLVMGetIncomingValue(v, i);
			bool step = LLVMIsAInstruction(in) && LLVMGetInstructionOpcode(in) == LLVMAdd;
			unsigned a = step ? multiple_of(LLVMGetOperand(in, 1)) : multiple_of(in);
			least = a < least ? a : least;
		}
		return least;
	}
	return 1;
}

static unsigned align_of(LLVMValueRef v, int depth)
{
	if (depth > 8)
		return 1;
	bool gep = LLVMIsAGetElementPtrInst(v) ||
		   (LLVMIsAConstantExpr(v) && LLVMGetConstOpcode(v) == LLVMGetElementPtr);
	if (gep) {
		unsigned base = align_of(LLVMGetOperand(v, 0), depth + 1), off = multiple_of(LLVMGetOperand(v, 1));
		return base < off ? base : off;
	}
	if (LLVMIsAPHINode(v)) {
		unsigned least = 8;
		for (unsigned i = 0; i < LLVMCountIncoming(v); i++) {
			unsigned a = align_of(LLVMGetIncomingValue(v, i), depth + 1);
			least = a < least ? a : least;
		}
		return least;
	}
	return 8; /* allocas, map values, ring records, constants, arguments of callbacks */
}

unsigned em_align(LLVMValueRef ptr)
{
	return align_of(ptr, 0);
}

LLVMValueRef em_to_ptr(struct emitter *em, LLVMValueRef i64)
{
	return LLVMBuildIntToPtr(em->b, i64, em->ptr, "");
}

LLVMValueRef em_to_int(struct emitter *em, LLVMValueRef ptr)
{
	return LLVMBuildPtrToInt(em->b, ptr, em->i64, "");
}

/* ---- loads and stores ---- */

static LLVMTypeRef int_of_size(struct emitter *em, uint32_t size)
{
	switch (size) {
	case 1:
		return em->i8;
	case 2:
		return em->i16;
	case 4:
		return em->i32;
	default:
		return em->i64;
	}
}

static unsigned access_align(LLVMValueRef ptr, uint32_t size)
{
	unsigned a = em_align(ptr);
	return a < size ? a : size;
}

LLVMValueRef em_load(struct emitter *em, LLVMValueRef ptr, uint32_t size, bool is_signed)
{
	LLVMValueRef v = LLVMBuildLoad2(em->b, int_of_size(em, size), ptr, "");
	LLVMSetAlignment(v, access_align(ptr, size));
	if (size >= 8)
		return v;
	return is_signed ? LLVMBuildSExt(em->b, v, em->i64, "") : LLVMBuildZExt(em->b, v, em->i64, "");
}

void em_store(struct emitter *em, LLVMValueRef ptr, LLVMValueRef i64, uint32_t size)
{
	LLVMValueRef v = size < 8 ? LLVMBuildTrunc(em->b, i64, int_of_size(em, size), "") : i64;
	LLVMSetAlignment(LLVMBuildStore(em->b, v, ptr), access_align(ptr, size));
}

/* ---- widths ---- */

LLVMValueRef em_bool(struct emitter *em, LLVMValueRef i1)
{
	return LLVMBuildZExt(em->b, i1, em->i64, "");
}

LLVMValueRef em_nonzero(struct emitter *em, LLVMValueRef i64)
{
	return LLVMBuildICmp(em->b, LLVMIntNE, i64, em_int(em, 0), "");
}

LLVMValueRef em_extend(struct emitter *em, LLVMValueRef i64, const struct type *t)
{
	if (t->kind == TY_BOOL)
		return em_bool(em, em_nonzero(em, i64));
	if (t->size >= 8 || !t->size || (t->kind != TY_INT && t->kind != TY_ENUM))
		return i64;
	LLVMValueRef v = LLVMBuildTrunc(em->b, i64, int_of_size(em, t->size), "");
	return t->is_signed ? LLVMBuildSExt(em->b, v, em->i64, "") : LLVMBuildZExt(em->b, v, em->i64, "");
}

static bool holds_all(const struct type *to, const struct type *from)
{
	if (to->size >= 8 && to->kind != TY_BOOL)
		return true;
	if (to->kind == TY_BOOL || from->kind == TY_PTR || from->kind == TY_KSYM)
		return from->kind == TY_BOOL;
	if (from->kind == TY_BOOL)
		return true;
	if (from->is_signed && !to->is_signed)
		return false;
	return from->is_signed == to->is_signed ? to->size >= from->size : to->size > from->size;
}

LLVMValueRef em_convert(struct emitter *em, LLVMValueRef i64, const struct type *from, const struct type *to)
{
	return holds_all(to, from) ? i64 : em_extend(em, i64, to);
}

LLVMValueRef em_opaque(struct emitter *em, LLVMValueRef v)
{
	struct core *c = em->core;
	bool is_ptr = LLVMTypeOf(v) == em->ptr;
	LLVMTypeRef t = is_ptr ? c->asm_ptr : c->asm_i64;
	return LLVMBuildCall2(em->b, t, is_ptr ? c->opaque_ptr : c->opaque_i64, &v, 1, "");
}

/* ---- blocks ---- */

LLVMBasicBlockRef em_block(struct emitter *em, const char *name)
{
	return LLVMAppendBasicBlockInContext(em->ctx, em->fn, name);
}

void em_at(struct emitter *em, LLVMBasicBlockRef bb)
{
	LLVMPositionBuilderAtEnd(em->b, bb);
}

bool em_ended(struct emitter *em)
{
	return LLVMGetBasicBlockTerminator(LLVMGetInsertBlock(em->b)) != NULL;
}

void em_br(struct emitter *em, LLVMBasicBlockRef bb)
{
	if (!em_ended(em))
		LLVMBuildBr(em->b, bb);
}

void em_cond(struct emitter *em, LLVMValueRef i1, LLVMBasicBlockRef yes, LLVMBasicBlockRef no)
{
	if (!em_ended(em))
		LLVMBuildCondBr(em->b, i1, yes, no);
}

/* ---- stack of the current function ---- */

LLVMValueRef em_alloca(struct emitter *em, LLVMTypeRef t, const char *name)
{
	LLVMBasicBlockRef here = LLVMGetInsertBlock(em->b), entry = LLVMGetEntryBasicBlock(em->fn);
	LLVMValueRef first = LLVMGetFirstInstruction(entry);
	if (first)
		LLVMPositionBuilderBefore(em->b, first);
	else
		LLVMPositionBuilderAtEnd(em->b, entry);
	LLVMValueRef a = LLVMBuildAlloca(em->b, t, name);
	LLVMSetAlignment(a, 8);
	LLVMPositionBuilderAtEnd(em->b, here);
	return a;
}

LLVMValueRef em_tmp8(struct emitter *em)
{
	struct core *c = em->core;
	if (c->tmp8_fn != em->fn) {
		c->tmp8 = em_alloca(em, em->i64, "tmp");
		c->tmp8_fn = em->fn;
	}
	return c->tmp8;
}

/* ---- constants in memory ---- */

static LLVMValueRef read_only(struct emitter *em, LLVMValueRef init, const char *name)
{
	LLVMValueRef g = LLVMAddGlobal(em->mod, LLVMTypeOf(init), name);
	LLVMSetInitializer(g, init);
	LLVMSetGlobalConstant(g, 1);
	LLVMSetLinkage(g, LLVMPrivateLinkage);
	LLVMSetSection(g, ".rodata"); /* one map; mergeable sections would make one for each entry size */
	LLVMSetAlignment(g, 8);
	return g;
}

LLVMValueRef em_const_bytes(struct emitter *em, const void *bytes, uint32_t n)
{
	struct core *c = em->core;
	/* constants are unique: the same bytes have the same initialiser */
	LLVMValueRef init = LLVMConstStringInContext(em->ctx, bytes, n, 1);
	c->rodata_used = em->prog;
	for (int i = 0; i < c->constants.n; i++)
		if (c->constants.at[i].init == init)
			return c->constants.at[i].global;
	struct constant_bytes k = { init, read_only(em, init, "text") };
	vec_push(&c->arena, &c->constants, k);
	return k.global;
}

LLVMValueRef em_zeroes(struct emitter *em, uint32_t n)
{
	struct core *c = em->core;
	c->rodata_used = em->prog;
	if (!c->zeroes)
		c->zeroes = LLVMAddGlobal(em->mod, em->i64, "zeroes.wanted");
	if (n > c->zeroes_size)
		c->zeroes_size = n;
	return c->zeroes;
}

/* ---- helpers ---- */

static LLVMValueRef call_helper(struct emitter *em, int func, LLVMTypeRef ret, LLVMValueRef *args, int n)
{
	LLVMTypeRef types[BPF_HELPER_ARGS];
	for (int i = 0; i < n; i++)
		types[i] = LLVMTypeOf(args[i]);
	LLVMTypeRef t = LLVMFunctionType(ret, types, (unsigned)n, 0);
	LLVMValueRef f = LLVMConstIntToPtr(em_int(em, (uint64_t)func), em->ptr);
	return LLVMBuildCall2(em->b, t, f, args, (unsigned)n, "");
}

LLVMValueRef em_helper(struct emitter *em, int func, LLVMValueRef *args, int n)
{
	LLVMValueRef r = call_helper(em, func, em->i64, args, n);
	/* these two return int before Linux 6.4: the upper half of the register means nothing there */
	if (func == BPF_FUNC_map_update_elem || func == BPF_FUNC_map_delete_elem)
		r = LLVMBuildSExt(em->b, LLVMBuildTrunc(em->b, r, em->i32, ""), em->i64, "");
	return r;
}

LLVMValueRef em_helper_ptr(struct emitter *em, int func, LLVMValueRef *args, int n)
{
	return call_helper(em, func, em->ptr, args, n);
}
