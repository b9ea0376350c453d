/* Statements, blocks and scratch variables. A scalar variable lives in a register (an alloca that sroa removes) unless
 * the layout gave it memory because a loop callback shares it; aggregates always have memory. */
#include "codegen/core.h"

/* ---- variables ---- */

LLVMValueRef em_variable(struct emitter *em, struct variable *v)
{
	if (v->slot)
		return em_slot(em, v->slot);
	struct var_memory *home = v->codegen;
	if (!home || home->fn != em->fn) {
		home = arena_new(&em->core->arena, struct var_memory);
		home->fn = em->fn;
		if (is_scalar(v->type))
			home->ptr = em_alloca(em, em->i64, v->name);
		else
			home->ptr = em_slot_or_stack(em, NULL, v->type->size);
		v->codegen = home;
	}
	return home->ptr;
}

/* The verifier follows constants through the stack, so a counter that a loop compares would be a new state in every
 * iteration and never end. Written in two halves the value is unknown when it is read back, and one pass is enough. */
static void store_unknown(struct emitter *em, LLVMValueRef i64, LLVMValueRef at)
{
	LLVMValueRef low = LLVMBuildTrunc(em->b, i64, em->i32, "");
	LLVMValueRef high = LLVMBuildTrunc(em->b, LLVMBuildLShr(em->b, i64, em_int(em, 32), ""), em->i32, "");
	LLVMSetVolatile(LLVMBuildStore(em->b, low, at), 1); /* volatile: else the back end joins them */
	LLVMSetVolatile(LLVMBuildStore(em->b, high, em_add(em, at, 4)), 1);
}

void em_variable_set(struct emitter *em, struct variable *v, LLVMValueRef i64)
{
	LLVMValueRef at = em_variable(em, v);
	/* a pointer the verifier knows must be kept whole */
	if (v->captured && v->slot && !v->slot->scratch && v->type->kind != TY_PTR && v->type->kind != TY_KSYM)
		store_unknown(em, i64, at);
	else
		LLVMBuildStore(em->b, i64, at);
}

static void clear_variable(struct emitter *em, struct variable *v)
{
	if (is_scalar(v->type))
		em_variable_set(em, v, em_int(em, 0));
	else if (v->type->kind == TY_STRING && v->slot && v->slot->scratch)
		em_store(em, em_variable(em, v), em_int(em, 0), 1);
	else
		em_zero(em, em_variable(em, v), v->type->size);
}

static void fill_variable(struct emitter *em, struct variable *v, struct expr *value, const struct slot *via)
{
	LLVMValueRef home = em_variable(em, v);
	if (via) { /* the value mentions the variable */
		LLVMValueRef at = em_slot(em, via);
		em_prepare(em, at, via, v->type);
		emit_into(em, value, at, v->type, false);
		em_store_val(em, (struct val){ v->type, IN_BPF, at, 0 }, home, v->type, false, value->range);
		return;
	}
	em_prepare(em, home, v->slot, v->type);
	emit_into(em, value, home, v->type, false);
}

static void set_variable(struct emitter *em, struct variable *v, struct expr *value, const struct slot *via)
{
	if (!is_scalar(v->type)) {
		fill_variable(em, v, value, via);
		return;
	}
	LLVMValueRef x = em_convert(em, emit_scalar(em, value), value->type, v->type);
	if (!em_ended(em))
		em_variable_set(em, v, x);
}

/* ---- statements ---- */

static void let(struct emitter *em, struct stmt *s)
{
	struct variable *v = s->variable;
	if (!v || !v->type || v->type->kind == TY_UNKNOWN || v->type->kind == TY_POISON || v->type->kind == TY_VOID)
		return;
	if (s->let.init)
		set_variable(em, v, s->let.init, s->slot);
	else
		clear_variable(em, v);
}

static void assign_if_zero(struct emitter *em, struct stmt *s, struct variable *v)
{
	LLVMBasicBlockRef set = em_block(em, "unset"), done = em_block(em, "assigned");
	em_cond(em, em_nonzero(em, emit_scalar(em, s->assign.target)), done, set);
	em_at(em, set);
	set_variable(em, v, s->assign.value, s->slot);
	em_br(em, done);
	em_at(em, done);
}

static void assign(struct emitter *em, struct stmt *s)
{
	struct expr *t = s->assign.target;
	if (map_of(t)) {
		emit_map_assign(em, s);
		return;
	}
	struct variable *v = t->variable;
	if (s->assign.op == ASSIGN_SET || !is_scalar(v->type))
		set_variable(em, v, s->assign.value, s->slot);
	else if (s->assign.op == ASSIGN_IFABSENT)
		assign_if_zero(em, s, v);
	else
		em_variable_set(em, v, em_compound(em, s, emit_scalar(em, t), v->type));
}

static void give_back(struct emitter *em, struct stmt *s)
{
	if (s->return_.value) {
		LLVMValueRef v = emit_scalar(em, s->return_.value);
		LLVMBuildStore(em->b, v, em->ret_value);
	}
	em_br(em, em->ret_block);
}

void emit_stmt(struct emitter *em, struct stmt *s)
{
	em_loc(em, s->range);
	switch (s->kind) {
	case ST_EXPR: case ST_DISCARD:
		emit_expr(em, s->expr);
		return;
	case ST_LET:
		let(em, s);
		return;
	case ST_ASSIGN:
		assign(em, s);
		return;
	case ST_FOR_RANGE: case ST_FOR_MAP: case ST_WHILE: case ST_UNROLL:
		emit_loop(em, s);
		return;
	case ST_BREAK:
		emit_break(em);
		return;
	case ST_CONTINUE:
		emit_continue(em);
		return;
	case ST_RETURN:
		give_back(em, s);
		return;
	case ST_ERROR: case ST_IMPORT:
		return;
	}
}

/* What follows return, break or exit() in a block cannot be reached and is left out. */
void emit_block(struct emitter *em, struct block *b)
{
	for (int i = 0; i < b->stmts.n && !em_ended(em); i++)
		emit_stmt(em, b->stmts.at[i]);
}
