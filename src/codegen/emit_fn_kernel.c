/* Functions about kernel objects and the current process: cgroups, time stamps, sockets, paths, signals, user memory. */
#include "codegen/emit_call.h"

static struct expr *arg(const struct expr *call, int i)
{
	return call->call.args.at[i];
}

/* ---- values resolved when they are shown ---- */

struct val emit_fn_cgroup_path(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	em_store(em, dst, emit_scalar(em, arg(call, 0)), 8);
	em_store(em, em_add(em, dst, 8), em_int(em, ((const struct text_call *)call->data)->string), 8);
	return val_mem(call->type, dst);
}

/* A time stamp is of the boot clock; one of TAI is moved by the present distance of the two clocks. */
struct val emit_fn_strftime(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	const struct text_call *data = call->data;
	LLVMValueRef ns = emit_scalar(em, arg(call, 1));
	if (data->tai) {
		LLVMValueRef boot = em_clock(em, CLOCK_MODE_BOOT);
		LLVMValueRef distance = LLVMBuildSub(em->b, em_clock(em, CLOCK_MODE_TAI), boot, "");
		ns = LLVMBuildSub(em->b, ns, distance, "");
	}
	em_store(em, dst, ns, 8);
	em_store(em, em_add(em, dst, 8), em_int(em, data->string), 8);
	return val_mem(call->type, dst);
}

/* ---- kernel objects ---- */

struct val emit_fn_socket_cookie(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	LLVMValueRef sk = em_to_ptr(em, emit_scalar(em, arg(call, 0)));
	return val_reg(call->type, em_helper(em, BPF_FUNC_get_socket_cookie, &sk, 1));
}

/* i64 address of a struct path the verifier knows the type of, from the pointer it is reached by (0: null). */
static LLVMValueRef path_base(struct emitter *em, struct expr *e, uint32_t *offset)
{
	struct val v = emit_expr(em, e);
	*offset = 0;
	if (e->type->kind == TY_PTR)
		return em_load_scalar(em, v, e->range);
	*offset = v.offset;
	return v.place == IN_CTX || v.place == IN_BPF ? em_to_int(em, v.v) : v.v;
}

struct val emit_fn_path(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	uint32_t size = call->type->size, offset;
	LLVMBasicBlockRef ask = em_block(em, "path"), failed = em_block(em, "path.failed"), none = em_block(em, "path.none"),
			  done = em_block(em, "path.done");
	if (zero_tail)
		em_zero(em, dst, size);
	LLVMValueRef base = path_base(em, call->call.args.at[0], &offset);
	em_cond(em, em_nonzero(em, base), ask, none);
	em_at(em, ask);
	LLVMValueRef args[] = { em_add(em, em_to_ptr(em, base), offset), dst, em_int(em, size) };
	LLVMValueRef n = em_helper(em, BPF_FUNC_d_path, args, 3);
	em_cond(em, LLVMBuildICmp(em->b, LLVMIntSLT, n, em_int(em, 0), ""), failed, done);
	em_at(em, failed);
	em_site(em, SITE_HELPER_FAILED, "d_path", -1, true, call->range, n);
	em_br(em, none);
	em_at(em, none);
	em_store(em, dst, em_int(em, 0), 1);
	em_br(em, done);
	em_at(em, done);
	return val_mem(call->type, dst);
}

/* ---- acting on the current process ---- */

/* Calls a helper and counts its failures. */
static LLVMValueRef act(struct emitter *em, int helper, const char *name, LLVMValueRef *args, int n, struct range r)
{
	LLVMValueRef ret = em_helper(em, helper, args, n);
	LLVMBasicBlockRef failed = em_block(em, "failed"), done = em_block(em, "done");
	em_cond(em, LLVMBuildICmp(em->b, LLVMIntSLT, ret, em_int(em, 0), ""), failed, done);
	em_at(em, failed);
	em_site(em, SITE_HELPER_FAILED, name, -1, false, r, ret);
	em_br(em, done);
	em_at(em, done);
	return ret;
}

static struct val send_signal(struct emitter *em, struct expr *call, int helper, const char *name)
{
	const struct signal_call *data = call->data;
	LLVMValueRef number = data->number ? em_int(em, (uint64_t)data->number) : emit_scalar(em, arg(call, 0));
	act(em, helper, name, &number, 1, call->range);
	return val_void(em);
}

struct val emit_fn_signal(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	return send_signal(em, call, BPF_FUNC_send_signal, "send_signal");
}

struct val emit_fn_signal_thread(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	return send_signal(em, call, BPF_FUNC_send_signal_thread, "send_signal_thread");
}

struct val emit_fn_override(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	LLVMValueRef args[] = { em->probe_ctx, emit_scalar(em, arg(call, 0)) };
	em_helper(em, BPF_FUNC_override_return, args, 2);
	return val_void(em);
}

struct val emit_fn_write_user(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	struct expr *src = arg(call, 1);
	LLVMValueRef to = emit_scalar(em, arg(call, 0));
	LLVMValueRef from = src->type->kind == TY_PTR ? em_to_ptr(em, emit_scalar(em, src)) : emit_memory(em, src);
	LLVMValueRef args[] = { to, from, em_int(em, arg(call, 2)->constant->value) };
	LLVMValueRef ret = act(em, BPF_FUNC_probe_write_user, "probe_write_user", args, 3, call->range);
	return val_reg(call->type, em_bool(em, LLVMBuildICmp(em->b, LLVMIntEQ, ret, em_int(em, 0), "")));
}
