/* Comparison: scalars by value, strings by text, tuples and records field by field, the rest byte by byte. */
#include "codegen/core.h"

#include <string.h>

static bool counts_as_signed(const struct type *t)
{
	return (t->kind == TY_INT || t->kind == TY_ENUM) && t->is_signed && !t->literal;
}

static LLVMIntPredicate predicate(enum binary_op op, bool is_signed)
{
	switch (op) {
	case BIN_NE:
		return LLVMIntNE;
	case BIN_LT:
		return is_signed ? LLVMIntSLT : LLVMIntULT;
	case BIN_LE:
		return is_signed ? LLVMIntSLE : LLVMIntULE;
	case BIN_GT:
		return is_signed ? LLVMIntSGT : LLVMIntUGT;
	case BIN_GE:
		return is_signed ? LLVMIntSGE : LLVMIntUGE;
	case BIN_EQ: case BIN_LOR: case BIN_LAND: case BIN_OR: case BIN_XOR: case BIN_AND: case BIN_SHL: case BIN_SHR:
	case BIN_ADD: case BIN_SUB: case BIN_MUL: case BIN_DIV: case BIN_MOD:
		break;
	}
	return LLVMIntEQ;
}

static LLVMValueRef truth(struct emitter *em, bool v)
{
	return LLVMConstInt(em->i1, v, 0);
}

/* i1: n bytes are the same. Differences are gathered without branches, so that the verifier sees one path. */
static LLVMValueRef bytes_equal(struct emitter *em, LLVMValueRef a, LLVMValueRef b, uint32_t n)
{
	uint32_t x = em_align(a), y = em_align(b), align = x < y ? x : y, i = 0;
	LLVMValueRef diff = em_int(em, 0);
	if (n > INLINE_BYTES_MAX / 8 * align) {
		LLVMValueRef cell = em_alloca(em, em->i64, "diff");
		LLVMBuildStore(em->b, diff, cell);
		i = n / align * align;
		struct counted c = counted_begin(em, i, align);
		LLVMValueRef d = LLVMBuildXor(em->b, em_load(em, em_add_v(em, a, c.i), align, false),
					      em_load(em, em_add_v(em, b, c.i), align, false), "");
		LLVMBuildStore(em->b, LLVMBuildOr(em->b, LLVMBuildLoad2(em->b, em->i64, cell, ""), d, ""), cell);
		counted_end(em, &c);
		diff = LLVMBuildLoad2(em->b, em->i64, cell, "");
	}
	for (uint32_t step = align; i < n; i += step) {
		while (step > n - i)
			step /= 2;
		LLVMValueRef d = LLVMBuildXor(em->b, em_load(em, em_add(em, a, i), step, false),
					      em_load(em, em_add(em, b, i), step, false), "");
		diff = LLVMBuildOr(em->b, diff, d, "");
	}
	return LLVMBuildICmp(em->b, LLVMIntEQ, diff, em_int(em, 0), "");
}

static LLVMValueRef memory_equal(struct emitter *em, const struct type *at, LLVMValueRef a, const struct type *bt,
				 LLVMValueRef b);

static const struct member *partner(const struct type *t, const struct member *m, uint32_t i)
{
	if (t->kind == TY_RECORD && m->name)
		for (uint32_t k = 0; k < t->nmembers; k++)
			if (!strcmp(t->members[k].name, m->name))
				return &t->members[k];
	return i < t->nmembers ? &t->members[i] : NULL;
}

static LLVMValueRef fields_equal(struct emitter *em, const struct type *at, LLVMValueRef a, const struct type *bt,
				 LLVMValueRef b)
{
	LLVMBasicBlockRef no = em_block(em, "differ"), done = em_block(em, "compared"), from[2];
	LLVMValueRef in[2] = { truth(em, true), truth(em, false) };
	for (uint32_t i = 0; i < at->nmembers; i++) {
		const struct member *m = &at->members[i], *n = partner(bt, m, i);
		if (!n)
			continue;
		LLVMBasicBlockRef next = em_block(em, "field");
		em_cond(em, memory_equal(em, m->type, em_add(em, a, m->offset), n->type, em_add(em, b, n->offset)), next, no);
		em_at(em, next);
	}
	from[0] = LLVMGetInsertBlock(em->b);
	from[1] = no;
	em_br(em, done);
	em_at(em, no);
	em_br(em, done);
	em_at(em, done);
	LLVMValueRef phi = LLVMBuildPhi(em->b, em->i1, "");
	LLVMAddIncoming(phi, in, from, 2);
	return phi;
}

static LLVMValueRef memory_equal(struct emitter *em, const struct type *at, LLVMValueRef a, const struct type *bt,
				 LLVMValueRef b)
{
	switch (at->kind) {
	case TY_BOOL: case TY_INT: case TY_ENUM: case TY_PTR: case TY_KSYM:
		return LLVMBuildICmp(em->b, LLVMIntEQ, em_load(em, a, at->size, at->is_signed),
				     em_load(em, b, bt->size, bt->is_signed), "");
	case TY_STRING:
		return em_string_equal(em, a, at->size, b, bt->size);
	case TY_TUPLE: case TY_RECORD:
		return fields_equal(em, at, a, bt, b);
	case TY_ARRAY: case TY_STRUCT: case TY_BUFFER: case TY_INET: case TY_MAC: case TY_USYM: case TY_KSTACK:
	case TY_USTACK: case TY_USERNAME: case TY_TIMESTAMP: case TY_CGROUP_PATH: case TY_AGG:
		return bytes_equal(em, a, b, at->size < bt->size ? at->size : bt->size);
	case TY_POISON: case TY_UNKNOWN: case TY_VOID: case TY_FUNC:
		break;
	}
	return truth(em, false);
}

static LLVMValueRef strings_equal(struct emitter *em, struct expr *l, struct expr *r)
{
	if (l->constant && !r->constant) {
		struct expr *t = l;
		l = r;
		r = t;
	}
	LLVMValueRef a = emit_memory(em, l);
	if (r->constant)
		return em_string_equal_literal(em, a, l->type->size, r->constant->bytes, r->constant->len);
	return em_string_equal(em, a, l->type->size, emit_memory(em, r), r->type->size);
}

LLVMValueRef em_compare(struct emitter *em, enum binary_op op, struct expr *l, struct expr *r)
{
	if (is_scalar(l->type) && is_scalar(r->type)) {
		bool is_signed = counts_as_signed(l->type) || counts_as_signed(r->type);
		LLVMValueRef a = emit_scalar(em, l), b = emit_scalar(em, r);
		return LLVMBuildICmp(em->b, predicate(op, is_signed), a, b, "");
	}
	LLVMValueRef equal;
	if (l->type->kind == TY_STRING && r->type->kind == TY_STRING) {
		equal = strings_equal(em, l, r);
	} else {
		LLVMValueRef a = emit_memory(em, l);
		equal = memory_equal(em, l->type, a, r->type, emit_memory(em, r));
	}
	return op == BIN_NE ? LLVMBuildNot(em->b, equal, "") : equal;
}
