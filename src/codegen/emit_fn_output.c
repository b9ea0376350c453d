/* Functions that send an event (emit_event.c does that from what the checker left in call.event), and debugf. */
#include "codegen/emit_call.h"

#define EVENT_FUNCTION(id)                                                                                             \
	struct val emit_fn_##id(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)               \
	{                                                                                                              \
		emit_event(em, call);                                                                                  \
		return val_void(em);                                                                                   \
	}

EVENT_FUNCTION(printf)
EVENT_FUNCTION(print)
EVENT_FUNCTION(errorf)
EVENT_FUNCTION(warnf)
EVENT_FUNCTION(time)
EVENT_FUNCTION(cat)
EVENT_FUNCTION(system)
EVENT_FUNCTION(join)
EVENT_FUNCTION(exit)
EVENT_FUNCTION(clear)
EVENT_FUNCTION(zero)
EVENT_FUNCTION(unwatch)

/* bpf_trace_printk: the format with its NUL, up to three values; %s takes the address of a text. */
struct val emit_fn_debugf(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	const struct bytes_call *fmt = call->data;
	LLVMValueRef args[BPF_HELPER_ARGS] = { em_const_bytes(em, fmt->bytes, fmt->len), em_int(em, fmt->len) };
	int n = 2;
	for (int i = 1; i < call->call.args.n && n < BPF_HELPER_ARGS; i++) {
		struct expr *a = call->call.args.at[i];
		args[n++] = is_scalar(a->type) ? emit_scalar(em, a) : em_to_int(em, emit_memory(em, a));
	}
	em_helper(em, BPF_FUNC_trace_printk, args, n);
	return val_void(em);
}
