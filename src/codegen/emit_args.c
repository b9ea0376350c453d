/* What the probe's context holds: args, argN, retval, ctx, func, registers. Each kind of probe has its own source of
 * arguments (probes.def); registers and the calling convention are in check/arch.h. */
#include "codegen/emit_call.h"

#include <stdlib.h>

#include "check/arch.h"

LLVMValueRef em_register(struct emitter *em, uint32_t offset)
{
	return em_opaque(em, em_load(em, em_add(em, em->probe_ctx, offset), 8, false));
}

LLVMValueRef em_function_ip(struct emitter *em)
{
	return em_helper(em, BPF_FUNC_get_func_ip, &em->probe_ctx, 1);
}

struct val emit_bi_args(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	return (struct val){ .type = e->type, .place = IN_CTX, .v = em->probe_ctx };
}

struct val emit_bi_ctx(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	if (e->type->kind == TY_STRUCT)
		return (struct val){ .type = e->type, .place = IN_CTX, .v = em->probe_ctx };
	return val_reg(e->type, em_to_int(em, em->probe_ctx));
}

/* ---- argN ---- */

static LLVMValueRef asm_register(struct emitter *em, const char *name)
{
	uint32_t offset;
	return name && arch_asm_register(name, &offset) ? em_register(em, offset) : em_int(em, 0);
}

static LLVMValueRef usdt_memory(struct emitter *em, const struct usdt_arg *a, const struct type *t, struct range r)
{
	LLVMValueRef address = LLVMBuildAdd(em->b, asm_register(em, a->reg), em_int(em, (uint64_t)a->value), "");
	if (a->index) {
		LLVMValueRef scale = em_int(em, (uint64_t)(a->scale ? a->scale : 1));
		address = LLVMBuildAdd(em->b, address, LLVMBuildMul(em->b, asm_register(em, a->index), scale, ""), "");
	}
	LLVMValueRef tmp = em_tmp8(em);
	em_probe_read(em, tmp, t->size, address, true, r);
	return em_load(em, tmp, t->size, t->is_signed);
}

static LLVMValueRef usdt_argument(struct emitter *em, unsigned n, const struct expr *e)
{
	const struct usdt_location *u = em->prog->usdt;
	if (!u || n >= u->nargs)
		return em_int(em, 0);
	const struct usdt_arg *a = &u->args[n];
	switch (a->kind) {
	case USDT_CONST:
		return em_extend(em, em_int(em, (uint64_t)a->value), e->type);
	case USDT_REG:
		return em_extend(em, asm_register(em, a->reg), e->type);
	case USDT_MEM:
		return usdt_memory(em, a, e->type, e->range);
	}
	return em_int(em, 0);
}

/* Argument n of a kernel prototype is a pointer: loading it directly gives the verifier a typed pointer, on which it
 * refuses most arithmetic. */
static bool is_pointer_parameter(struct emitter *em, unsigned n)
{
	const struct ktype *proto = em->prog->proto;
	struct kernel *k = em->p->kernel;
	struct ktype t;
	return proto && n < proto->nmembers && k->type_get(k, &em->img->arena, proto->members[n].type, &t) && t.kind == KT_PTR;
}

/* Offset of parameter n in the context: 8 bytes each, structs by value as many as they need. */
static uint32_t parameter_offset(struct emitter *em, unsigned n)
{
	const struct ktype *proto = em->prog->proto;
	struct kernel *k = em->p->kernel;
	uint32_t offset = 0;
	for (unsigned i = 0; i < n; i++) {
		struct ktype t;
		bool wide = proto && i < proto->nmembers && k->type_get(k, &em->img->arena, proto->members[i].type, &t) &&
			    t.size > 8;
		offset += wide ? (t.size + 7) / 8 * 8 : 8;
	}
	return offset;
}

static LLVMValueRef btf_argument(struct emitter *em, unsigned n, struct range r)
{
	LLVMValueRef at = em_add(em, em->probe_ctx, parameter_offset(em, n));
	if (!is_pointer_parameter(em, n))
		return em_opaque(em, em_load(em, at, 8, false));
	LLVMValueRef tmp = em_tmp8(em);
	em_probe_read(em, tmp, 8, em_to_int(em, at), false, r);
	return em_load(em, tmp, 8, false);
}

struct val emit_bi_argn(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	const char *name = e->kind == EX_IDENT ? e->ident.name : e->call.name;
	unsigned n = (unsigned)strtoul(name + 3, NULL, 10);
	uint32_t offset;
	switch (em->prog->kind->args) {
	case ARGS_USDT:
		return val_reg(e->type, usdt_argument(em, n, e));
	case ARGS_BTF_RAW_TP: case ARGS_BTF_FUNC:
		return val_reg(e->type, btf_argument(em, n, e->range));
	case ARGS_REGS:
		if (arch_argument(n, &offset))
			return val_reg(e->type, em_register(em, offset));
		break;
	case ARGS_NONE: case ARGS_FORMAT: case ARGS_ITER:
		break;
	}
	return val_reg(e->type, em_int(em, 0));
}

/* ---- result, function ---- */

struct val emit_bi_retval(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	if (em->prog->kind->args != ARGS_BTF_FUNC)
		return val_reg(e->type, em_register(em, arch_return_register()));
	uint32_t offset = parameter_offset(em, em->prog->proto ? em->prog->proto->nmembers : 0);
	if (!is_scalar(e->type))
		return (struct val){ .type = e->type, .place = IN_CTX, .v = em->probe_ctx, .offset = offset };
	LLVMValueRef v = em_opaque(em, em_load(em, em_add(em, em->probe_ctx, offset), 8, false));
	return val_reg(e->type, e->type->kind == TY_PTR ? v : em_extend(em, v, e->type));
}

/* A uprobe stops at the function's first instruction; at its return only the kernel still knows where that was. */
static LLVMValueRef user_function(struct emitter *em)
{
	if (em->prog->kind->id == PK_uretprobe)
		return em_function_ip(em);
	return em_register(em, arch_ip_register());
}

struct val emit_bi_func(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	if (e->type->kind == TY_KSYM)
		return val_reg(e->type, em_function_ip(em));
	em_store(em, dst, user_function(em), 8);
	em_store(em, em_add(em, dst, 8), em_tgid(em, false), 8);
	return val_mem(e->type, dst);
}

struct val emit_fn_reg(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	return val_reg(call->type, em_register(em, ((const struct reg_call *)call->data)->offset));
}

/* ---- user mode ---- */

struct val emit_bi_usermode(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	const struct probe_kind *k = em->prog->kind;
	uint32_t offset;
	uint64_t mask;
	if (k->flags & PF_SPECIAL)
		return val_reg(e->type, em_int(em, 1));
	if (!(k->flags & PF_REG))
		return val_reg(e->type, em_int(em, 0));
	arch_user_mode(&offset, &mask);
	LLVMValueRef bits = LLVMBuildAnd(em->b, em_register(em, offset), em_int(em, mask), "");
	return val_reg(e->type, em_bool(em, LLVMBuildICmp(em->b, LLVMIntEQ, bits, em_int(em, mask), "")));
}
