/* Expressions: dispatch by kind. emit_expr gives a value where it is, emit_scalar an i64, emit_memory an address in BPF
 * memory, emit_into fills memory that is there already. Parts of things are emit_place.c, arithmetic emit_arith.c. */
#include "codegen/core.h"

#include <string.h>

#define LITERAL_INLINE_MAX 32 /* longer string literals are copied from .rodata: two instructions a word, not three */

static struct val in_reg(const struct type *t, LLVMValueRef v)
{
	return (struct val){ t, IN_REG, v, 0 };
}

static struct val in_bpf(const struct type *t, LLVMValueRef ptr)
{
	return (struct val){ t, IN_BPF, ptr, 0 };
}

/* ---- memory for values used in place ---- */

LLVMValueRef em_slot_or_stack(struct emitter *em, const struct slot *s, uint32_t size)
{
	if (s)
		return em_slot(em, s);
	return em_alloca(em, LLVMArrayType2(em->i64, (size + 7) / 8 + !size), "temp");
}

static bool may_leave_bytes(const struct type *t)
{
	return t->kind == TY_STRING || t->kind == TY_BUFFER || t->kind == TY_TUPLE || t->kind == TY_RECORD;
}

void em_prepare(struct emitter *em, LLVMValueRef dst, const struct slot *s, const struct type *t)
{
	if ((!s || !s->scratch) && may_leave_bytes(t) && t->size <= BPF_STACK_MAX)
		em_zero(em, dst, t->size);
}

/* ---- constants ---- */

static struct val constant(struct emitter *em, struct expr *e)
{
	const struct constant *c = e->constant;
	if (is_scalar(e->type))
		return in_reg(e->type, em_int(em, c->value));
	uint32_t n = e->type->size ? e->type->size : 1, have = c->len < n ? c->len : n;
	char *bytes = arena_alloc(&em->core->arena, n);
	if (have)
		memcpy(bytes, c->bytes, have);
	return in_bpf(e->type, em_const_bytes(em, bytes, n));
}

static void constant_into(struct emitter *em, struct expr *e, LLVMValueRef dst, const struct type *as, bool zero_tail)
{
	const struct constant *c = e->constant;
	bool text = e->type->kind == TY_STRING;
	uint32_t n = text ? c->len + 1 : e->type->size;
	if (n > as->size)
		n = as->size;
	if (n <= LITERAL_INLINE_MAX) {
		char bytes[LITERAL_INLINE_MAX] = { 0 };
		memcpy(bytes, c->bytes, c->len < n ? c->len : n);
		em_store_bytes(em, dst, bytes, n);
	} else {
		em_copy(em, dst, constant(em, e).v, n);
	}
	if (zero_tail || !text)
		em_zero(em, em_add(em, dst, n), as->size - n);
}

/* ---- conditions ---- */

bool em_fixed_condition(const struct expr *cond, bool *value)
{
	if (!cond->constant)
		return false;
	*value = is_scalar(cond->type) ? cond->constant->value != 0 : cond->constant->len != 0;
	return true;
}

static LLVMValueRef short_circuit(struct emitter *em, struct expr *e)
{
	bool is_and = e->binary.op == BIN_LAND;
	LLVMBasicBlockRef rest = em_block(em, "rest"), done = em_block(em, "logic"), from[2];
	LLVMValueRef in[2] = { LLVMConstInt(em->i1, !is_and, 0), NULL };
	LLVMValueRef left = emit_condition(em, e->binary.left);
	from[0] = LLVMGetInsertBlock(em->b);
	em_cond(em, left, is_and ? rest : done, is_and ? done : rest);
	em_at(em, rest);
	in[1] = emit_condition(em, e->binary.right);
	from[1] = LLVMGetInsertBlock(em->b);
	em_br(em, done);
	em_at(em, done);
	LLVMValueRef phi = LLVMBuildPhi(em->b, em->i1, "");
	LLVMAddIncoming(phi, in, from, 2);
	return phi;
}

static bool is_comparison(enum binary_op op)
{
	return op >= BIN_EQ && op <= BIN_GE;
}

LLVMValueRef emit_condition(struct emitter *em, struct expr *e)
{
	bool fixed;
	if (em_fixed_condition(e, &fixed))
		return LLVMConstInt(em->i1, fixed, 0);
	if (e->kind == EX_BINARY && (e->binary.op == BIN_LAND || e->binary.op == BIN_LOR))
		return short_circuit(em, e);
	if (e->kind == EX_BINARY && is_comparison(e->binary.op))
		return em_compare(em, e->binary.op, e->binary.left, e->binary.right);
	if (e->kind == EX_UNARY && e->unary.op == UN_NOT)
		return LLVMBuildNot(em->b, emit_condition(em, e->unary.operand), "");
	return em_nonzero(em, emit_scalar(em, e));
}

void emit_branch(struct emitter *em, struct expr *cond, LLVMBasicBlockRef yes, LLVMBasicBlockRef no)
{
	bool fixed;
	if (em_fixed_condition(cond, &fixed)) {
		em_br(em, fixed ? yes : no);
	} else if (cond->kind == EX_BINARY && (cond->binary.op == BIN_LAND || cond->binary.op == BIN_LOR)) {
		bool is_and = cond->binary.op == BIN_LAND;
		LLVMBasicBlockRef rest = em_block(em, "rest");
		emit_branch(em, cond->binary.left, is_and ? rest : yes, is_and ? no : rest);
		em_at(em, rest);
		emit_branch(em, cond->binary.right, yes, no);
	} else if (cond->kind == EX_UNARY && cond->unary.op == UN_NOT) {
		emit_branch(em, cond->unary.operand, no, yes);
	} else {
		em_cond(em, emit_condition(em, cond), yes, no);
	}
}

/* ---- choices: ternary, if, block ---- */

/* Where the value of a choice goes: a register's home, memory, or nowhere. */
struct target_memory {
	const struct type *type; /* of the choice */
	LLVMValueRef cell;       /* scalars: alloca */
	LLVMValueRef dst;        /* aggregates, in the memory form of `as` */
	const struct type *as;
	bool zero_tail;
};

static void emit_to(struct emitter *em, struct expr *e, const struct target_memory *t)
{
	if (!e || em_ended(em))
		return;
	if (t->dst) {
		emit_into(em, e, t->dst, t->as, t->zero_tail);
	} else if (t->cell && is_scalar(e->type)) {
		LLVMValueRef v = em_convert(em, emit_scalar(em, e), e->type, t->type);
		if (!em_ended(em))
			LLVMBuildStore(em->b, v, t->cell);
	} else {
		emit_expr(em, e);
	}
}

static void block_to(struct emitter *em, struct block *b, const struct target_memory *t)
{
	emit_block(em, b);
	emit_to(em, b->value, t);
}

static void choose(struct emitter *em, struct expr *e, const struct target_memory *t);

static void branch_to(struct emitter *em, struct expr *e, const struct target_memory *t)
{
	if (e && (e->kind == EX_BLOCK || e->kind == EX_IF))
		choose(em, e, t);
	else
		emit_to(em, e, t);
}

static void choose_if(struct emitter *em, struct expr *e, const struct target_memory *t)
{
	bool fixed;
	if (em_fixed_condition(e->if_.cond, &fixed)) {
		if (fixed)
			block_to(em, e->if_.yes, t);
		else
			branch_to(em, e->if_.no, t);
		return;
	}
	LLVMBasicBlockRef yes = em_block(em, "then"), done = em_block(em, "fi");
	LLVMBasicBlockRef no = e->if_.no ? em_block(em, "else") : done;
	emit_branch(em, e->if_.cond, yes, no);
	em_at(em, yes);
	block_to(em, e->if_.yes, t);
	em_br(em, done);
	if (e->if_.no) {
		em_at(em, no);
		branch_to(em, e->if_.no, t);
		em_br(em, done);
	}
	em_at(em, done);
}

static void choose_ternary(struct emitter *em, struct expr *e, const struct target_memory *t)
{
	bool fixed;
	struct expr *cond = e->ternary.cond, *a = e->ternary.yes;
	if (em_fixed_condition(cond, &fixed)) {
		emit_to(em, fixed ? (a ? a : cond) : e->ternary.no, t);
		return;
	}
	LLVMBasicBlockRef yes = em_block(em, "yes"), no = em_block(em, "no"), done = em_block(em, "chosen");
	if (a) {
		emit_branch(em, cond, yes, no);
		em_at(em, yes);
		emit_to(em, a, t);
	} else { /* a ?: b; a is evaluated once */
		LLVMValueRef v = emit_scalar(em, cond);
		em_cond(em, em_nonzero(em, v), yes, no);
		em_at(em, yes);
		if (t->cell)
			LLVMBuildStore(em->b, em_convert(em, v, cond->type, t->type), t->cell);
	}
	em_br(em, done);
	em_at(em, no);
	emit_to(em, e->ternary.no, t);
	em_br(em, done);
	em_at(em, done);
}

static void choose(struct emitter *em, struct expr *e, const struct target_memory *t)
{
	if (e->kind == EX_IF)
		choose_if(em, e, t);
	else if (e->kind == EX_BLOCK)
		block_to(em, e->block.body, t);
	else
		choose_ternary(em, e, t);
	if (em_ended(em)) /* { return; } in the middle of an expression: what follows needs a block to be in */
		em_at(em, em_block(em, "unreachable"));
}

static bool is_aggregate(const struct type *t)
{
	return !is_scalar(t) && t->kind != TY_VOID && t->kind != TY_POISON && t->kind != TY_UNKNOWN && t->size;
}

static struct val choice(struct emitter *em, struct expr *e)
{
	struct target_memory t = { .type = e->type, .as = e->type };
	if (is_scalar(e->type)) {
		t.cell = em_alloca(em, em->i64, "value");
		LLVMBuildStore(em->b, em_int(em, 0), t.cell);
		choose(em, e, &t);
		return in_reg(e->type, LLVMBuildLoad2(em->b, em->i64, t.cell, ""));
	}
	if (is_aggregate(e->type) && e->slot) {
		t.dst = em_slot(em, e->slot);
		em_prepare(em, t.dst, e->slot, e->type);
	}
	choose(em, e, &t);
	return t.dst ? in_bpf(e->type, t.dst) : in_reg(&type_void, em_int(em, 0));
}

/* ---- the rest of the kinds ---- */

static struct val variable(struct emitter *em, struct expr *e)
{
	const struct variable *v = e->variable;
	LLVMValueRef at = em_variable(em, e->variable);
	if (!is_scalar(v->type))
		return in_bpf(v->type, at);
	return in_reg(v->type, LLVMBuildLoad2(em->b, em->i64, at, ""));
}

/* Tuples, records, casts and calls that make an aggregate have a slot when they are used in place. */
static struct val made_in_slot(struct emitter *em, struct expr *e)
{
	LLVMValueRef dst = em_slot_or_stack(em, e->slot, e->type->size);
	em_prepare(em, dst, e->slot, e->type);
	emit_into(em, e, dst, e->type, false);
	return in_bpf(e->type, dst);
}

static struct val call(struct emitter *em, struct expr *e)
{
	if (!is_aggregate(e->type) || !e->slot)
		return emit_call_into(em, e, NULL, false);
	LLVMValueRef dst = em_slot(em, e->slot);
	em_prepare(em, dst, e->slot, e->type);
	return emit_call_into(em, e, dst, false);
}

/* A map's element as a number: 0 or an address the verifier knows not to be null (kernels before 6.18 refuse arithmetic on one
 * that may be), which LLVM must not merge again. */
static LLVMValueRef element_address(struct emitter *em, LLVMValueRef p)
{
	LLVMBasicBlockRef there = em_block(em, "there"), done = em_block(em, "address");
	LLVMBasicBlockRef from[] = { LLVMGetInsertBlock(em->b), there };
	LLVMValueRef in[] = { em_int(em, 0), NULL };
	em_cond(em, LLVMBuildIsNotNull(em->b, p, ""), there, done);
	em_at(em, there);
	in[1] = em_opaque(em, em_to_int(em, p));
	em_br(em, done);
	em_at(em, done);
	LLVMValueRef phi = LLVMBuildPhi(em->b, em->i64, "");
	LLVMAddIncoming(phi, in, from, 2);
	return phi;
}

static struct val address(struct emitter *em, struct expr *e)
{
	struct expr *t = e->address.target;
	LLVMValueRef v = em_int(em, 0);
	if (t->kind == EX_VAR)
		v = em_to_int(em, em_variable(em, t->variable));
	else if (map_of(t))
		v = element_address(em, em_lookup(em, (int)map_of(t)->index,
						  em_map_key(em, map_of(t), map_key_of(t), t->key_slot)));
	return in_reg(e->type, v);
}

static struct val binary(struct emitter *em, struct expr *e)
{
	struct expr *l = e->binary.left, *r = e->binary.right;
	enum binary_op op = e->binary.op;
	if (op == BIN_LAND || op == BIN_LOR || is_comparison(op))
		return in_reg(e->type, em_bool(em, emit_condition(em, e)));
	LLVMValueRef a = emit_scalar(em, l), b = emit_scalar(em, r);
	LLVMValueRef v = em_arith(em, op, a, b, e->type, l->type, r->type, e->range);
	return in_reg(e->type, em_extend(em, v, e->type));
}

static struct val integer(struct emitter *em, const struct expr *e)
{
	return in_reg(e->type, em_int(em, e->integer.negative ? -e->integer.value : e->integer.value));
}

struct val emit_expr(struct emitter *em, struct expr *e)
{
	if (e->constant)
		return constant(em, e);
	switch (e->kind) {
	case EX_INT:
		return integer(em, e);
	case EX_BOOL:
		return in_reg(e->type, em_int(em, e->boolean));
	case EX_VAR:
		return variable(em, e);
	case EX_MAP:
		return emit_map_read(em, e);
	case EX_INDEX:
		return map_of(e) ? emit_map_read(em, e) : emit_place(em, e);
	case EX_FIELD: case EX_TUPLE_FIELD:
		return emit_place(em, e);
	case EX_IDENT: case EX_CALL:
		return call(em, e);
	case EX_UNARY:
		return emit_unary(em, e);
	case EX_ADDRESS:
		return address(em, e);
	case EX_BINARY:
		return binary(em, e);
	case EX_INCDEC:
		return emit_incdec(em, e);
	case EX_TERNARY: case EX_IF: case EX_BLOCK:
		return choice(em, e);
	case EX_CAST:
		return emit_cast(em, e);
	case EX_TUPLE: case EX_RECORD:
		return made_in_slot(em, e);
	case EX_COMPTIME:
		return emit_expr(em, e->comptime.operand);
	case EX_ERROR: case EX_STRING: case EX_POSITIONAL: case EX_PARAMCOUNT: case EX_SIZEOF: case EX_OFFSETOF:
	case EX_TYPEINFO: case EX_TYPEOF:
		break;
	}
	return in_reg(e->type, em_int(em, 0));
}

LLVMValueRef emit_scalar(struct emitter *em, struct expr *e)
{
	struct val v = emit_expr(em, e);
	if (v.place == IN_REG)
		return v.v;
	return is_scalar(v.type) ? em_load_scalar(em, v, e->range) : em_int(em, 0);
}

LLVMValueRef emit_memory(struct emitter *em, struct expr *e)
{
	struct val v = emit_expr(em, e);
	if (v.place == IN_BPF)
		return v.v;
	LLVMValueRef dst = em_slot_or_stack(em, e->slot, e->type->size);
	em_prepare(em, dst, e->slot, e->type);
	em_store_val(em, v, dst, e->type, false, e->range);
	return dst;
}

/* ---- destinations ---- */

static void fields_into(struct emitter *em, struct expr *e, LLVMValueRef dst, const struct type *as, bool zero_tail)
{
	const expr_list *items = e->kind == EX_TUPLE ? &e->tuple.items : &e->record.items;
	if (zero_tail)
		em_zero_gaps(em, dst, as);
	for (int i = 0; i < items->n; i++) {
		const struct member *m = (uint32_t)i < as->nmembers ? &as->members[i] : NULL;
		for (uint32_t k = 0; e->kind == EX_RECORD && k < as->nmembers; k++)
			if (!strcmp(as->members[k].name, e->record.names.at[i]))
				m = &as->members[k];
		if (m)
			emit_into(em, items->at[i], em_add(em, dst, m->offset), m->type, zero_tail);
	}
}

static void call_into(struct emitter *em, struct expr *e, LLVMValueRef dst, const struct type *as, bool zero_tail)
{
	uint32_t n = e->type->size;
	struct val v = emit_call_into(em, e, dst, zero_tail);
	if (v.place != IN_BPF || v.v != dst) { /* already somewhere: a field of the context, a constant */
		em_store_val(em, v, dst, as, zero_tail, e->range);
		return;
	}
	if (as->size <= n)
		return;
	if (zero_tail)
		em_zero(em, em_add(em, dst, n), as->size - n);
	else if (as->kind == TY_STRING)
		em_store(em, em_add(em, dst, n), em_int(em, 0), 1);
}

/* Aggregation values are folded over the CPUs; everything else that is in a map is copied. */
static void map_into(struct emitter *em, struct expr *e, LLVMValueRef dst, const struct type *as, bool zero_tail)
{
	const struct map *m = map_of(e);
	if (m->value->kind == TY_AGG && e->type->kind == TY_AGG) {
		LLVMValueRef key = em_map_key(em, m, map_key_of(e), e->key_slot);
		em_agg_fold(em, m, key, dst, e->range);
		return;
	}
	em_store_val(em, emit_map_read(em, e), dst, as, zero_tail, e->range);
}

void emit_into(struct emitter *em, struct expr *e, LLVMValueRef dst, const struct type *as, bool zero_tail)
{
	struct target_memory t = { .type = e->type, .dst = dst, .as = as, .zero_tail = zero_tail };
	if (is_scalar(e->type)) {
		em_store(em, dst, em_convert(em, emit_scalar(em, e), e->type, as), as->size);
		return;
	}
	if (e->constant) {
		constant_into(em, e, dst, as, zero_tail);
		return;
	}
	switch (e->kind) {
	case EX_TUPLE: case EX_RECORD:
		fields_into(em, e, dst, as, zero_tail);
		return;
	case EX_TERNARY: case EX_IF: case EX_BLOCK:
		choose(em, e, &t);
		return;
	case EX_CAST:
		emit_cast_into(em, e, dst, as, zero_tail);
		return;
	case EX_COMPTIME:
		emit_into(em, e->comptime.operand, dst, as, zero_tail);
		return;
	case EX_CALL: case EX_IDENT:
		call_into(em, e, dst, as, zero_tail);
		return;
	case EX_MAP: case EX_INDEX:
		if (map_of(e)) {
			map_into(em, e, dst, as, zero_tail);
			return;
		}
		break;
	case EX_ERROR: case EX_INT: case EX_BOOL: case EX_STRING: case EX_POSITIONAL: case EX_PARAMCOUNT: case EX_VAR:
	case EX_FIELD: case EX_TUPLE_FIELD: case EX_UNARY: case EX_ADDRESS: case EX_BINARY: case EX_INCDEC:
	case EX_SIZEOF: case EX_OFFSETOF: case EX_TYPEINFO: case EX_TYPEOF:
		break;
	}
	em_store_val(em, emit_expr(em, e), dst, as, zero_tail, e->range);
}
