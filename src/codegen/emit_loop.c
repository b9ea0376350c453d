/* Loops. Small constant ranges are jumps in the program, unroll is copies, the rest becomes a callback: a static
 * function in .text that gets the frame's address as its context, called by bpf_loop or bpf_for_each_map_elem. The
 * callback returns 0 to go on and 1 to stop; a return in it also leaves RETURNED in the loop's slot, and the code behind
 * the call leaves in turn.
 *
 * Slot of a loop: u64 state, s64 first value of the range, s64 return value, unused. */
#include "codegen/core.h"

#include <string.h>

enum { SLOT_STATE = 0, SLOT_FIRST = 8, SLOT_RETVAL = 16 };
enum { RETURNED = 2 };

void emit_break(struct emitter *em)
{
	if (em->loop)
		em_br(em, em->loop->break_block);
}

void emit_continue(struct emitter *em)
{
	if (em->loop)
		em_br(em, em->loop->continue_block);
}

static void loop_body(struct emitter *em, struct block *b, struct loop_frame *f)
{
	f->outer = em->loop;
	em->loop = f;
	emit_block(em, b);
	if (b->value && !em_ended(em))
		emit_expr(em, b->value);
	em->loop = f->outer;
	em_br(em, f->continue_block);
}

/* ---- jumps ---- */

static void plain_range(struct emitter *em, struct stmt *s)
{
	struct loop_frame f = { .break_block = em_block(em, "for.end"), .continue_block = em_block(em, "for.next") };
	LLVMBasicBlockRef body = em_block(em, "for");
	LLVMValueRef from = emit_scalar(em, s->for_.from), to = emit_scalar(em, s->for_.to);
	LLVMValueRef counter = em_alloca(em, em->i64, "i");
	LLVMBuildStore(em->b, from, counter);
	em_cond(em, LLVMBuildICmp(em->b, LLVMIntSLT, from, to, ""), body, f.break_block);
	em_at(em, body);
	em_variable_set(em, s->variable, LLVMBuildLoad2(em->b, em->i64, counter, ""));
	loop_body(em, s->for_.body, &f);
	em_at(em, f.continue_block); /* the test is at the bottom: see counted_begin */
	LLVMValueRef next = LLVMBuildAdd(em->b, LLVMBuildLoad2(em->b, em->i64, counter, ""), em_int(em, 1), "");
	LLVMBuildStore(em->b, next, counter);
	em_cond(em, LLVMBuildICmp(em->b, LLVMIntSLT, next, to, ""), body, f.break_block);
	em_at(em, f.break_block);
}

static void unroll(struct emitter *em, struct stmt *s)
{
	LLVMBasicBlockRef end = em_block(em, "unroll.end");
	for (uint64_t i = 0; i < s->unroll_count; i++) {
		struct loop_frame f = { .break_block = end, .continue_block = em_block(em, "unroll") };
		loop_body(em, s->while_.body, &f);
		em_at(em, f.continue_block);
	}
	em_br(em, end);
	em_at(em, end);
}

/* ---- callbacks ---- */

struct function_state { /* what belongs to the function being filled */
	LLVMValueRef fn, frame, scratch, probe_ctx, ret_value, tmp8, tmp8_fn;
	LLVMBasicBlockRef ret_block, at;
	LLVMMetadataRef di_scope;
	struct loop_frame *loop;
	struct range loc;
	bool in_callback;
};

static struct function_state function_save(struct emitter *em)
{
	struct core *c = em->core;
	return (struct function_state){ em->fn, em->frame, em->scratch, em->probe_ctx, em->ret_value, c->tmp8, c->tmp8_fn,
					em->ret_block, LLVMGetInsertBlock(em->b), em->di_scope, em->loop, c->loc,
					em->in_callback };
}

static void function_restore(struct emitter *em, const struct function_state *f)
{
	em->fn = f->fn;
	em->frame = f->frame;
	em->scratch = f->scratch;
	em->probe_ctx = f->probe_ctx;
	em->ret_value = f->ret_value;
	em->core->tmp8 = f->tmp8;
	em->core->tmp8_fn = f->tmp8_fn;
	em->ret_block = f->ret_block;
	em->di_scope = f->di_scope;
	em->loop = f->loop;
	em->in_callback = f->in_callback;
	em_at(em, f->at);
	em->core->loc = (struct range){ 0 };
	em_loc(em, f->loc);
}

struct callback {
	struct function_state saved;
	LLVMValueRef fn;
	LLVMBasicBlockRef go_on, stop;
	struct loop_frame loop;
	bool returns; /* the body has a return or exit() */
};

static LLVMTypeRef callback_type(struct emitter *em, int nargs)
{
	LLVMTypeRef map_args[] = { em->ptr, em->ptr, em->ptr, em->ptr }, loop_args[] = { em->i64, em->ptr };
	return LLVMFunctionType(em->i64, nargs == 2 ? loop_args : map_args, (unsigned)nargs, 0);
}

/* Opens the function; its last argument is the frame. */
static void callback_begin(struct emitter *em, struct callback *cb, struct stmt *s, int nargs)
{
	const char *name = arena_printf(&em->core->arena, "%s_loop_%d", em->iprobe->prog_name, em->core->ncallbacks++);
	cb->saved = function_save(em);
	cb->fn = em->fn = core_function(em, name, callback_type(em, nargs), NULL);
	LLVMSetLinkage(cb->fn, LLVMInternalLinkage);
	debug_function(em, cb->fn, name, s->range);
	em_at(em, em_block(em, "entry"));
	em->core->loc = (struct range){ 0 };
	em_loc(em, s->range);
	em->in_callback = true;
	em->frame = LLVMGetParam(cb->fn, (unsigned)nargs - 1);
	em->scratch = LLVMBuildLoad2(em->b, em->ptr, em->frame, "scratch");
	em->probe_ctx = LLVMBuildLoad2(em->b, em->ptr, em_add(em, em->frame, 8), "ctx");
	em->ret_value = em_add(em, em_slot(em, s->slot), SLOT_RETVAL);
	em->ret_block = em_block(em, "return");
	cb->go_on = em_block(em, "next");
	cb->stop = em_block(em, "stop");
	cb->loop = (struct loop_frame){ .break_block = cb->stop, .continue_block = cb->go_on };
	em->loop = NULL;
}

static void callback_end(struct emitter *em, struct callback *cb, struct stmt *s)
{
	cb->returns = LLVMGetFirstUse(LLVMBasicBlockAsValue(em->ret_block)) != NULL;
	em_at(em, em->ret_block);
	if (cb->returns) {
		em_store(em, em_add(em, em_slot(em, s->slot), SLOT_STATE), em_int(em, RETURNED), 8);
		em_br(em, cb->stop);
	} else {
		LLVMBuildUnreachable(em->b);
		LLVMDeleteBasicBlock(em->ret_block);
	}
	em_at(em, cb->go_on);
	LLVMBuildRet(em->b, em_int(em, 0));
	em_at(em, cb->stop);
	LLVMBuildRet(em->b, em_int(em, 1));
	function_restore(em, &cb->saved);
}

/* What the callbacks find at the start of the frame. */
static void fill_header(struct emitter *em)
{
	if (em->in_callback)
		return;
	LLVMBuildStore(em->b, em->scratch ? em->scratch : LLVMConstNull(em->ptr), em->frame);
	LLVMBuildStore(em->b, em->probe_ctx, em_add(em, em->frame, 8));
}

static void call_loop(struct emitter *em, struct callback *cb, struct stmt *s, int helper, LLVMValueRef *args)
{
	LLVMValueRef slot = em_slot(em, s->slot);
	fill_header(em);
	if (cb->returns) {
		em_store(em, em_add(em, slot, SLOT_STATE), em_int(em, 0), 8);
		em_store(em, em_add(em, slot, SLOT_RETVAL), em_int(em, 0), 8);
	}
	em_helper(em, helper, args, 4);
	if (!cb->returns)
		return;
	LLVMBasicBlockRef leave = em_block(em, "returned"), on = em_block(em, "loop.end");
	LLVMValueRef state = em_load(em, em_add(em, slot, SLOT_STATE), 8, false);
	em_cond(em, LLVMBuildICmp(em->b, LLVMIntEQ, state, em_int(em, RETURNED), ""), leave, on);
	em_at(em, leave);
	LLVMBuildStore(em->b, em_load(em, em_add(em, slot, SLOT_RETVAL), 8, false), em->ret_value);
	em_br(em, em->ret_block);
	em_at(em, on);
}

static LLVMValueRef smaller(struct emitter *em, LLVMValueRef a, uint64_t limit)
{
	LLVMValueRef l = em_int(em, limit);
	return LLVMBuildSelect(em->b, LLVMBuildICmp(em->b, LLVMIntULT, a, l, ""), a, l, "");
}

static void callback_range(struct emitter *em, struct stmt *s)
{
	struct callback cb;
	LLVMValueRef from = emit_scalar(em, s->for_.from), to = emit_scalar(em, s->for_.to);
	LLVMValueRef empty = LLVMBuildICmp(em->b, LLVMIntSGE, from, to, "");
	LLVMValueRef n = LLVMBuildSelect(em->b, empty, em_int(em, 0), LLVMBuildSub(em->b, to, from, ""), "");
	em_store(em, em_add(em, em_slot(em, s->slot), SLOT_FIRST), from, 8);
	callback_begin(em, &cb, s, 2);
	LLVMValueRef first = em_load(em, em_add(em, em_slot(em, s->slot), SLOT_FIRST), 8, false);
	em_variable_set(em, s->variable, LLVMBuildAdd(em->b, first, LLVMGetParam(cb.fn, 0), ""));
	loop_body(em, s->for_.body, &cb.loop);
	callback_end(em, &cb, s);
	LLVMValueRef args[] = { smaller(em, n, BPF_LOOP_MAX), cb.fn, em->frame, em_int(em, 0) };
	call_loop(em, &cb, s, BPF_FUNC_loop, args);
}

static void callback_while(struct emitter *em, struct stmt *s)
{
	struct callback cb;
	callback_begin(em, &cb, s, 2);
	LLVMBasicBlockRef body = em_block(em, "while");
	emit_branch(em, s->while_.cond, body, cb.stop);
	em_at(em, body);
	loop_body(em, s->while_.body, &cb.loop);
	callback_end(em, &cb, s);
	LLVMValueRef args[] = { em_int(em, BPF_LOOP_MAX), cb.fn, em->frame, em_int(em, 0) };
	call_loop(em, &cb, s, BPF_FUNC_loop, args);
}

static void fill_pair(struct emitter *em, struct stmt *s, const struct map *m, LLVMValueRef key, LLVMValueRef value)
{
	struct variable *v = s->variable;
	const struct member *k = &v->type->members[0], *x = &v->type->members[1];
	LLVMValueRef at = em_variable(em, v), vat = em_add(em, at, x->offset);
	em_prepare(em, at, v->slot, v->type);
	em_store_val(em, (struct val){ m->key, IN_BPF, key, 0 }, em_add(em, at, k->offset), k->type, false, s->range);
	if (m->value->kind == TY_AGG)
		em_store(em, vat, em_agg_read(em, m, key, s->range), x->type->size);
	else
		em_store_val(em, (struct val){ m->value, IN_BPF, value, 0 }, vat, x->type, false, s->range);
}

static void callback_map(struct emitter *em, struct stmt *s)
{
	const struct map *m = s->for_.map->mapref;
	struct callback cb;
	callback_begin(em, &cb, s, 4);
	fill_pair(em, s, m, LLVMGetParam(cb.fn, 1), LLVMGetParam(cb.fn, 2));
	loop_body(em, s->for_.body, &cb.loop);
	callback_end(em, &cb, s);
	LLVMValueRef args[] = { em_map(em, (int)m->index), cb.fn, em->frame, em_int(em, 0) };
	call_loop(em, &cb, s, BPF_FUNC_for_each_map_elem, args);
}

void emit_loop(struct emitter *em, struct stmt *s)
{
	if (s->kind == ST_UNROLL)
		unroll(em, s);
	else if (s->kind == ST_FOR_MAP)
		callback_map(em, s);
	else if (s->kind == ST_WHILE)
		callback_while(em, s);
	else if (s->loop->how == LOOP_PLAIN)
		plain_range(em, s);
	else
		callback_range(em, s);
}
