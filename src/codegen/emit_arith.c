/* Arithmetic on scalars: 64-bit two's complement with wrap-around. BPF divides unsigned (before v4), so signed division
 * works on magnitudes; dividing by zero gives 1 and is counted. */
#include "codegen/core.h"

/* Operands that decide the sign: literals that fit either way do not. */
static bool counts_as_signed(const struct type *t)
{
	return (t->kind == TY_INT || t->kind == TY_ENUM) && t->is_signed && !t->literal;
}

static LLVMValueRef sign_of(struct emitter *em, LLVMValueRef v)
{
	return LLVMBuildAShr(em->b, v, em_int(em, 63), ""); /* 0 or -1 */
}

static LLVMValueRef negate_if(struct emitter *em, LLVMValueRef v, LLVMValueRef sign)
{
	return LLVMBuildSub(em->b, LLVMBuildXor(em->b, v, sign, ""), sign, "");
}

LLVMValueRef em_divide(struct emitter *em, LLVMValueRef l, LLVMValueRef r, bool remainder, bool is_signed)
{
	if (!is_signed)
		return remainder ? LLVMBuildURem(em->b, l, r, "") : LLVMBuildUDiv(em->b, l, r, "");
	LLVMValueRef ls = sign_of(em, l), rs = sign_of(em, r);
	LLVMValueRef lm = negate_if(em, l, ls), rm = negate_if(em, r, rs);
	if (remainder)
		return negate_if(em, LLVMBuildURem(em->b, lm, rm, ""), ls);
	return negate_if(em, LLVMBuildUDiv(em->b, lm, rm, ""), LLVMBuildXor(em->b, ls, rs, ""));
}

static LLVMValueRef divide_checked(struct emitter *em, LLVMValueRef l, LLVMValueRef r, bool remainder, bool is_signed,
				   struct range range)
{
	if (LLVMIsAConstantInt(r) && LLVMConstIntGetZExtValue(r))
		return em_divide(em, l, r, remainder, is_signed);
	LLVMBasicBlockRef ok = em_block(em, "divide"), zero = em_block(em, "by.zero"), done = em_block(em, "divided"), from[2];
	LLVMValueRef in[2] = { NULL, em_int(em, 1) };
	em_cond(em, em_nonzero(em, r), ok, zero);
	em_at(em, ok);
	in[0] = em_divide(em, l, r, remainder, is_signed);
	from[0] = LLVMGetInsertBlock(em->b);
	em_br(em, done);
	em_at(em, zero);
	em_site(em, SITE_DIV_ZERO, NULL, -1, false, range, NULL);
	from[1] = LLVMGetInsertBlock(em->b);
	em_br(em, done);
	em_at(em, done);
	LLVMValueRef phi = LLVMBuildPhi(em->b, em->i64, "");
	LLVMAddIncoming(phi, in, from, 2);
	return phi;
}

static LLVMValueRef shift(struct emitter *em, bool left, LLVMValueRef l, LLVMValueRef r, const struct type *t)
{
	LLVMValueRef n = LLVMBuildAnd(em->b, r, em_int(em, 63), ""); /* as the machine does; more would be undefined in IR */
	if (left)
		return LLVMBuildShl(em->b, l, n, "");
	return counts_as_signed(t) ? LLVMBuildAShr(em->b, l, n, "") : LLVMBuildLShr(em->b, l, n, "");
}

static LLVMValueRef pointer_scaled(struct emitter *em, LLVMValueRef n, const struct type *ptr)
{
	uint32_t size = ptr->elem && ptr->elem->size ? ptr->elem->size : 1;
	return size == 1 ? n : LLVMBuildMul(em->b, n, em_int(em, size), "");
}

LLVMValueRef em_arith(struct emitter *em, enum binary_op op, LLVMValueRef l, LLVMValueRef r, const struct type *result,
		      const struct type *left, const struct type *right, struct range range)
{
	bool is_signed = counts_as_signed(left) || counts_as_signed(right);
	if (left->kind == TY_PTR && right->kind != TY_PTR && (op == BIN_ADD || op == BIN_SUB))
		r = pointer_scaled(em, r, left);
	else if (right->kind == TY_PTR && left->kind != TY_PTR && op == BIN_ADD)
		l = pointer_scaled(em, l, right);
	switch (op) {
	case BIN_ADD:
		return LLVMBuildAdd(em->b, l, r, "");
	case BIN_SUB:
		return LLVMBuildSub(em->b, l, r, "");
	case BIN_MUL:
		return LLVMBuildMul(em->b, l, r, "");
	case BIN_AND:
		return LLVMBuildAnd(em->b, l, r, "");
	case BIN_OR:
		return LLVMBuildOr(em->b, l, r, "");
	case BIN_XOR:
		return LLVMBuildXor(em->b, l, r, "");
	case BIN_SHL: case BIN_SHR:
		return shift(em, op == BIN_SHL, l, r, left);
	case BIN_DIV: case BIN_MOD:
		return divide_checked(em, l, r, op == BIN_MOD, is_signed, range);
	case BIN_LOR: case BIN_LAND: case BIN_EQ: case BIN_NE: case BIN_LT: case BIN_LE: case BIN_GT: case BIN_GE:
		break;
	}
	return em_int(em, 0);
}

/* - and ~ of a narrow operand stay in its width and are extended with zeroes; scripts print what that gives. */
static LLVMValueRef narrow(struct emitter *em, LLVMValueRef v, const struct type *operand, const struct type *result)
{
	if (operand->size >= 8 || operand->kind == TY_BOOL)
		return em_extend(em, v, result);
	v = LLVMBuildAnd(em->b, v, em_int(em, (1ull << operand->size * 8) - 1), "");
	return em_extend(em, v, result);
}

struct val emit_unary(struct emitter *em, struct expr *e)
{
	struct expr *x = e->unary.operand;
	LLVMValueRef v;
	switch (e->unary.op) {
	case UN_DEREF:
		return emit_place(em, e);
	case UN_NOT:
		v = LLVMBuildNot(em->b, emit_condition(em, x), "");
		return (struct val){ e->type, IN_REG, em_bool(em, v), 0 };
	case UN_NEG:
		v = LLVMBuildNeg(em->b, emit_scalar(em, x), "");
		return (struct val){ e->type, IN_REG, narrow(em, v, x->type, e->type), 0 };
	case UN_BITNOT:
		v = LLVMBuildNot(em->b, emit_scalar(em, x), "");
		return (struct val){ e->type, IN_REG, narrow(em, v, x->type, e->type), 0 };
	}
	return (struct val){ e->type, IN_REG, em_int(em, 0), 0 };
}
