/* Functions that read memory or make something of an address: str, buf, symbols, network addresses, byte order. */
#include "codegen/core.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "check/arch.h"
#include "codegen/emit_call.h"

static struct expr *arg(const struct expr *call, int i)
{
	return i < call->call.args.n ? call->call.args.at[i] : NULL;
}

static bool is_bytes(const struct type *t)
{
	return t->kind == TY_STRING || t->kind == TY_ARRAY;
}

/* A length argument that is only known at run time, bounded; NULL: there is none, or it is part of the type. */
static LLVMValueRef run_time_length(struct emitter *em, struct expr *call, uint32_t max)
{
	struct expr *n = arg(call, 1);
	return n && !n->constant ? em_min_const(em, emit_scalar(em, n), max) : NULL;
}

/* ---- str ---- */

/* str() of something that is a string already: a copy, perhaps shorter. */
static void copy_text(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	struct expr *e = arg(call, 0);
	uint32_t cap = call->type->size;
	if (!arg(call, 1) && e->type->kind == TY_STRING) {
		emit_into(em, e, dst, call->type, zero_tail);
		return;
	}
	LLVMValueRef src = emit_memory(em, e), limit = run_time_length(em, call, cap);
	if (limit) {
		em_read_string(em, dst, cap, limit, em_to_int(em, src), false, zero_tail, call->range);
		return;
	}
	em_string_copy(em, dst, cap, src, e->type->size, zero_tail);
	if (cap < e->type->size) /* cut: the last byte is the NUL's */
		em_store(em, em_add(em, dst, cap - 1), em_int(em, 0), 1);
}

struct val emit_fn_str(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	uint32_t cap = call->type->size;
	if (is_bytes(arg(call, 0)->type)) {
		copy_text(em, call, dst, zero_tail);
		return val_mem(call->type, dst);
	}
	LLVMValueRef limit = run_time_length(em, call, cap);
	/* reading a length that varies into the stack needs memory the verifier has seen written */
	bool clear = zero_tail || (limit && call->slot && !call->slot->scratch);
	em_read_string(em, dst, cap, limit, emit_scalar(em, arg(call, 0)), ((const struct read_call *)call->data)->user, clear,
		       call->range);
	return val_mem(call->type, dst);
}

/* ---- buf ---- */

static void read_bytes(struct emitter *em, struct expr *call, LLVMValueRef dst, LLVMValueRef length)
{
	bool user = ((const struct read_call *)call->data)->user;
	LLVMValueRef args[] = { dst, length, emit_scalar(em, arg(call, 0)) };
	em_helper(em, user ? BPF_FUNC_probe_read_user : BPF_FUNC_probe_read_kernel, args, 3);
}

struct val emit_fn_buf(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	uint32_t cap = call->type->size - 4;
	struct expr *e = arg(call, 0);
	LLVMValueRef length = run_time_length(em, call, cap), bytes = em_add(em, dst, 4);
	if (zero_tail || length)
		em_zero(em, dst, call->type->size);
	em_store(em, dst, length ? length : em_int(em, cap), 4);
	if (!cap)
		return val_mem(call->type, dst);
	if (is_bytes(e->type))
		em_bytes(em, e, bytes, cap < e->type->size ? cap : e->type->size);
	else if (length)
		read_bytes(em, call, bytes, length);
	else
		em_probe_read(em, bytes, cap, emit_scalar(em, e), ((const struct read_call *)call->data)->user, call->range);
	return val_mem(call->type, dst);
}

/* ---- symbols ---- */

struct val emit_fn_ksym(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	return val_reg(call->type, emit_scalar(em, arg(call, 0)));
}

struct val emit_fn_usym(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	em_store(em, dst, emit_scalar(em, arg(call, 0)), 8);
	em_store(em, em_add(em, dst, 8), em_tgid(em, false), 8);
	return val_mem(call->type, dst);
}

/* Template address + __per_cpu_offset[cpu] */
static LLVMValueRef percpu_address(struct emitter *em, const struct address_call *a, LLVMValueRef cpu, struct range r)
{
	if (!a->offsets)
		return em_int(em, a->address);
	LLVMValueRef tmp = em_tmp8(em);
	LLVMValueRef at = LLVMBuildAdd(em->b, em_int(em, a->offsets), LLVMBuildMul(em->b, cpu, em_int(em, 8), ""), "");
	em_probe_read(em, tmp, 8, at, false, r);
	return LLVMBuildAdd(em->b, em_load(em, tmp, 8, false), em_int(em, a->address), "");
}

struct val emit_fn_percpu_kaddr(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	const struct address_call *a = call->data;
	if (!arg(call, 1)) {
		LLVMValueRef cpu = em_helper(em, BPF_FUNC_get_smp_processor_id, NULL, 0);
		cpu = LLVMBuildAnd(em->b, cpu, em_int(em, UINT32_MAX), "");
		return val_reg(call->type, percpu_address(em, a, cpu, call->range));
	}
	LLVMValueRef cpu = emit_scalar(em, arg(call, 1));
	LLVMValueRef known = LLVMBuildICmp(em->b, LLVMIntULT, cpu, em_int(em, em->p->kernel->possible_cpus(em->p->kernel)), "");
	LLVMValueRef address = percpu_address(em, a, cpu, call->range);
	return val_reg(call->type, LLVMBuildSelect(em->b, known, address, em_int(em, 0), ""));
}

/* Address in the file, moved by the distance between the traced function's address in memory and in the file. */
struct val emit_fn_uaddr(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	const struct address_call *a = call->data;
	enum probe_kind_id kind = em->prog->kind->id;
	LLVMValueRef address = em_int(em, a->address);
	if (!a->probe_address || (kind != PK_uprobe && kind != PK_uretprobe))
		return val_reg(call->type, address);
	LLVMValueRef ip = kind == PK_uprobe ? em_register(em, arch_ip_register()) : em_function_ip(em);
	LLVMValueRef moved = LLVMBuildSub(em->b, ip, em_int(em, a->probe_address), "");
	return val_reg(call->type, LLVMBuildAdd(em->b, address, moved, ""));
}

/* ---- network addresses ---- */

struct val emit_fn_ntop(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	int n = call->call.args.n;
	struct expr *e = arg(call, n - 1);
	bool number = type_is_integral(e->type);
	uint32_t size = number ? 4 : e->type->size;
	LLVMValueRef family = n > 1 ? emit_scalar(em, arg(call, 0)) : em_int(em, size == 16 ? AF_INET6 : AF_INET);
	em_store(em, dst, family, 8);
	if (size < 16)
		em_zero(em, em_add(em, dst, 8), 16);
	if (number)
		em_store(em, em_add(em, dst, 8), emit_scalar(em, e), 4);
	else
		em_bytes(em, e, em_add(em, dst, 8), size);
	return val_mem(call->type, dst);
}

struct val emit_fn_pton(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	const struct bytes_call *a = call->data;
	if (!dst)
		return val_mem(call->type, em_const_bytes(em, a->bytes, a->len));
	em_store_bytes(em, dst, a->bytes, a->len);
	return val_mem(call->type, dst);
}

struct val emit_fn_macaddr(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	struct expr *e = arg(call, 0);
	if (e->type->kind == TY_PTR)
		em_probe_read(em, dst, 6, emit_scalar(em, e), ((const struct read_call *)call->data)->user, call->range);
	else
		em_bytes(em, e, dst, 6);
	return val_mem(call->type, dst);
}

/* ---- address spaces, byte order ---- */

struct val emit_fn_kptr(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	return val_reg(call->type, emit_scalar(em, arg(call, 0)));
}

struct val emit_fn_uptr(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	return val_reg(call->type, emit_scalar(em, arg(call, 0)));
}

LLVMValueRef em_bswap(struct emitter *em, LLVMValueRef i64, uint32_t size)
{
	LLVMTypeRef t = size == 8 ? em->i64 : size == 4 ? em->i32 : em->i16;
	if (size == 1)
		return LLVMBuildAnd(em->b, i64, em_int(em, 0xff), "");
	unsigned id = LLVMLookupIntrinsicID("llvm.bswap", 10);
	LLVMValueRef f = LLVMGetIntrinsicDeclaration(em->mod, id, &t, 1);
	LLVMValueRef v = size == 8 ? i64 : LLVMBuildTrunc(em->b, i64, t, "");
	v = LLVMBuildCall2(em->b, LLVMIntrinsicGetType(em->ctx, id, &t, 1), f, &v, 1, "");
	return size == 8 ? v : LLVMBuildZExt(em->b, v, em->i64, "");
}

struct val emit_fn_bswap(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	return val_reg(call->type, em_bswap(em, emit_scalar(em, arg(call, 0)), call->type->size));
}
