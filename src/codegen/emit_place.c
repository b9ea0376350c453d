/* Where a part of something is: fields, elements and what pointers lead to. Gives a place, so that only what is needed
 * is read: a chain of fields is one addition until its value is wanted. Bit-fields are the exception and are read here. */
#include "codegen/core.h"

static struct val at_pointer(struct emitter *em, const struct type *ptr, LLVMValueRef address, const struct type *t)
{
	struct val v = { t, IN_KERNEL, address, 0 };
	if (ptr->as == AS_CTX) {
		v.place = IN_CTX;
		v.v = em_to_ptr(em, address);
	} else if (ptr->as == AS_USER) {
		v.place = IN_USER;
	} else if (ptr->trusted) {
		v.place = IN_TRUSTED;
	}
	/* pointers to BPF memory may have been through a map: read like any kernel memory */
	return v;
}

static struct val plus(struct emitter *em, struct val v, uint32_t offset, const struct type *t)
{
	v.type = t;
	switch (v.place) {
	case IN_BPF:
		v.v = em_add(em, v.v, offset);
		break;
	case IN_KERNEL: case IN_USER:
		if (offset)
			v.v = LLVMBuildAdd(em->b, v.v, em_int(em, offset), "");
		break;
	case IN_CTX: case IN_TRUSTED:
		v.offset += offset;
		break;
	case IN_REG:
		break;
	}
	return v;
}

/* Direct loads take constant offsets only: with a variable one the same memory is read as kernel memory. */
static struct val as_address(struct emitter *em, struct val v)
{
	if (v.place != IN_CTX && v.place != IN_TRUSTED)
		return v;
	LLVMValueRef a = v.place == IN_CTX ? em_to_int(em, v.v) : v.v;
	return (struct val){ v.type, IN_KERNEL, LLVMBuildAdd(em->b, a, em_int(em, v.offset), ""), 0 };
}

static struct val base_place(struct emitter *em, struct expr *base)
{
	if (base->type->kind != TY_PTR)
		return emit_expr(em, base);
	return at_pointer(em, base->type, emit_scalar(em, base), base->type->elem ? base->type->elem : &type_void);
}

/* ---- fields ---- */

static struct val bit_field(struct emitter *em, struct val base, const struct member *m, const struct type *t,
			    struct range r)
{
	uint32_t bytes = (m->bit_offset + m->bit_size + 7) / 8, size = 1;
	while (size < bytes && size < 8)
		size *= 2;
	struct val unit = plus(em, base, m->offset, type_int(size, false));
	LLVMValueRef v = em_load_scalar(em, unit, r);
	if (m->bit_offset + m->bit_size > 64)
		return (struct val){ t, IN_REG, LLVMBuildLShr(em->b, v, em_int(em, m->bit_offset), ""), 0 };
	v = LLVMBuildShl(em->b, v, em_int(em, 64 - m->bit_offset - m->bit_size), "");
	LLVMValueRef n = em_int(em, 64 - m->bit_size);
	v = t->is_signed ? LLVMBuildAShr(em->b, v, n, "") : LLVMBuildLShr(em->b, v, n, "");
	return (struct val){ t, IN_REG, v, 0 };
}

/* __data_loc: the word holds length << 16 | offset, from the start of the record or (rel) from the end of the word. */
static struct val located(struct emitter *em, struct val base, const struct member *m, const struct type *t,
			  struct range r)
{
	LLVMValueRef word = em_load_scalar(em, plus(em, base, m->offset, &type_uint32), r);
	LLVMValueRef off = LLVMBuildAnd(em->b, word, em_int(em, 0xffff), "");
	base = as_address(em, base);
	LLVMValueRef a = LLVMBuildAdd(em->b, base.v, off, "");
	if (m->rel_loc)
		a = LLVMBuildAdd(em->b, a, em_int(em, m->offset + 4), "");
	return (struct val){ t, is_scalar(t) ? IN_REG : IN_KERNEL, a, 0 };
}

static struct val field(struct emitter *em, struct expr *base, const struct member *m, const struct type *t,
			struct range r)
{
	struct val v = base_place(em, base);
	if (!m)
		return (struct val){ t, IN_REG, em_int(em, 0), 0 };
	if (m->data_loc || m->rel_loc)
		return located(em, v, m, t, r);
	if (m->bit_size)
		return bit_field(em, v, m, t, r);
	return plus(em, v, m->offset, t);
}

static const struct member *nth_member(const struct expr *base, uint64_t i)
{
	return i < base->type->nmembers ? &base->type->members[i] : NULL;
}

/* ---- elements ---- */

/* Pointer to the element, or to zeroes when the index is out of bounds. The index is made opaque before the test, so
 * that the register tested is the register used. */
static struct val checked_element(struct emitter *em, struct val v, LLVMValueRef index, uint32_t count,
				  const struct type *t, struct range r)
{
	bool bpf = v.place == IN_BPF;
	LLVMBasicBlockRef in = em_block(em, "inside"), out = em_block(em, "outside"), done = em_block(em, "element"), from[2];
	LLVMValueRef values[2];
	index = em_opaque(em, index);
	em_cond(em, LLVMBuildICmp(em->b, LLVMIntULT, index, em_int(em, count), ""), in, out);
	em_at(em, in);
	LLVMValueRef off = t->size == 1 ? index : LLVMBuildMul(em->b, index, em_int(em, t->size), "");
	values[0] = bpf ? em_add_v(em, v.v, off) : LLVMBuildAdd(em->b, v.v, off, "");
	from[0] = LLVMGetInsertBlock(em->b);
	em_br(em, done);
	em_at(em, out);
	em_site(em, SITE_OUT_OF_BOUNDS, NULL, -1, false, r, NULL);
	values[1] = bpf ? em_zeroes(em, t->size) : em_int(em, 0);
	from[1] = LLVMGetInsertBlock(em->b);
	em_br(em, done);
	em_at(em, done);
	LLVMValueRef phi = LLVMBuildPhi(em->b, bpf ? em->ptr : em->i64, "");
	LLVMAddIncoming(phi, values, from, 2);
	return (struct val){ t, v.place, phi, 0 };
}

static struct val array_element(struct emitter *em, struct expr *e, struct val v, uint32_t count)
{
	const struct constant *c = e->index.index->constant;
	if (c)
		return plus(em, v, (uint32_t)(c->value * e->type->size), e->type);
	LLVMValueRef index = emit_scalar(em, e->index.index);
	v = as_address(em, v);
	if (count)
		return checked_element(em, v, index, count, e->type, e->range);
	LLVMValueRef off = LLVMBuildMul(em->b, index, em_int(em, e->type->size), "");
	v.v = v.place == IN_BPF ? em_add_v(em, v.v, off) : LLVMBuildAdd(em->b, v.v, off, "");
	v.type = e->type;
	return v;
}

static struct val element(struct emitter *em, struct expr *e)
{
	struct expr *base = e->index.base;
	switch (base->type->kind) {
	case TY_TUPLE: case TY_RECORD: {
		const struct constant *c = e->index.index->constant;
		return field(em, base, c ? nth_member(base, c->value) : NULL, e->type, e->range);
	}
	case TY_ARRAY:
		return array_element(em, e, emit_expr(em, base), base->type->count);
	case TY_STRING: {
		struct val s = emit_expr(em, base);
		if (s.place != IN_BPF && e->index.index->constant == NULL)
			s = as_address(em, s);
		return array_element(em, e, s, base->type->size);
	}
	default: /* pointers: no bounds */
		return array_element(em, e, base_place(em, base), 0);
	}
}

struct val emit_place(struct emitter *em, struct expr *e)
{
	switch (e->kind) {
	case EX_FIELD:
		return field(em, e->field.base, e->member, e->type, e->range);
	case EX_TUPLE_FIELD:
		return field(em, e->tuple_field.base, e->member ? e->member :
			     nth_member(e->tuple_field.base, e->tuple_field.index), e->type, e->range);
	case EX_INDEX:
		return element(em, e);
	default: /* *p */
		return at_pointer(em, e->unary.operand->type, emit_scalar(em, e->unary.operand), e->type);
	}
}
