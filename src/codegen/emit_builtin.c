/* Builtin variables that come from helpers or from the current task, and the functions of the same names. */
#include "codegen/emit_call.h"

#include <stddef.h>

/* ---- one helper each ---- */

static struct val helper_value(struct emitter *em, const struct expr *e, int helper)
{
	return val_reg(e->type, em_extend(em, em_helper(em, helper, NULL, 0), e->type));
}

struct val emit_bi_cgroup(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	return helper_value(em, e, BPF_FUNC_get_current_cgroup_id);
}

struct val emit_bi_cpu(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	return helper_value(em, e, BPF_FUNC_get_smp_processor_id);
}

struct val emit_bi_curtask(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	return helper_value(em, e, BPF_FUNC_get_current_task);
}

struct val emit_bi_jiffies(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	return helper_value(em, e, BPF_FUNC_jiffies64);
}

struct val emit_bi_numaid(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	return helper_value(em, e, BPF_FUNC_get_numa_node_id);
}

struct val emit_bi_rand(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	return helper_value(em, e, BPF_FUNC_get_prandom_u32);
}

/* ---- clocks ---- */

LLVMValueRef em_clock(struct emitter *em, int mode)
{
	switch ((enum clock_mode)mode) {
	case CLOCK_MODE_MONOTONIC:
		return em_helper(em, BPF_FUNC_ktime_get_ns, NULL, 0);
	case CLOCK_MODE_TAI:
		return em_helper(em, BPF_FUNC_ktime_get_tai_ns, NULL, 0);
	case CLOCK_MODE_BOOT:
		break;
	}
	return em_helper(em, BPF_FUNC_ktime_get_boot_ns, NULL, 0);
}

struct val emit_bi_nsecs(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	return val_reg(e->type, em_clock(em, CLOCK_MODE_BOOT));
}

struct val emit_fn_nsecs(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	return val_reg(call->type, em_clock(em, ((const struct mode_call *)call->data)->mode));
}

struct val emit_bi_elapsed(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	LLVMValueRef start = em_global_word(em, offsetof(struct image_globals, start_ns));
	return val_reg(e->type, LLVMBuildSub(em->b, em_clock(em, CLOCK_MODE_BOOT), start, ""));
}

/* ---- process ids ---- */

/* struct bpf_pidns_info of the current task in sonde's own pid namespace: pid, tgid as one word. */
static LLVMValueRef namespace_ids(struct emitter *em)
{
	LLVMValueRef dev = em_global_word(em, offsetof(struct image_globals, pidns_dev));
	LLVMValueRef ino = em_global_word(em, offsetof(struct image_globals, pidns_ino));
	LLVMValueRef ids = em_tmp8(em);
	LLVMValueRef args[] = { dev, ino, ids, em_int(em, sizeof(struct bpf_pidns_info)) };
	em_store(em, ids, em_int(em, 0), 8);
	em_helper(em, BPF_FUNC_get_ns_current_pid_tgid, args, 4);
	return em_load(em, ids, 8, false);
}

static LLVMValueRef low(struct emitter *em, LLVMValueRef v)
{
	return LLVMBuildAnd(em->b, v, em_int(em, UINT32_MAX), "");
}

static LLVMValueRef high(struct emitter *em, LLVMValueRef v)
{
	return LLVMBuildLShr(em->b, v, em_int(em, 32), "");
}

LLVMValueRef em_tgid(struct emitter *em, bool init_ns)
{
	if (em->p->opt->pid_namespace && !init_ns)
		return high(em, namespace_ids(em));
	return high(em, em_helper(em, BPF_FUNC_get_current_pid_tgid, NULL, 0));
}

static LLVMValueRef thread_id(struct emitter *em, bool init_ns)
{
	if (em->p->opt->pid_namespace && !init_ns)
		return low(em, namespace_ids(em));
	return low(em, em_helper(em, BPF_FUNC_get_current_pid_tgid, NULL, 0));
}

struct val emit_bi_pid(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	return val_reg(e->type, em_tgid(em, false));
}

struct val emit_fn_pid(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	return val_reg(call->type, em_tgid(em, ((const struct mode_call *)call->data)->mode));
}

struct val emit_bi_tid(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	return val_reg(e->type, thread_id(em, false));
}

struct val emit_fn_tid(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	return val_reg(call->type, thread_id(em, ((const struct mode_call *)call->data)->mode));
}

struct val emit_bi_cpid(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	return val_reg(e->type, em_global_word(em, offsetof(struct image_globals, cpid)));
}

struct val emit_bi_uid(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	return val_reg(e->type, low(em, em_helper(em, BPF_FUNC_get_current_uid_gid, NULL, 0)));
}

struct val emit_bi_gid(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	return val_reg(e->type, high(em, em_helper(em, BPF_FUNC_get_current_uid_gid, NULL, 0)));
}

struct val emit_bi_username(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	em_store(em, dst, low(em, em_helper(em, BPF_FUNC_get_current_uid_gid, NULL, 0)), 8);
	return val_mem(e->type, dst);
}

/* ---- names ---- */

/* The kernel fills all of it, with zeroes behind the name. */
static struct val current_comm(struct emitter *em, struct expr *e, LLVMValueRef dst)
{
	LLVMValueRef args[] = { dst, em_int(em, COMM_LEN) };
	em_helper(em, BPF_FUNC_get_current_comm, args, 2);
	return val_mem(e->type, dst);
}

struct val emit_bi_comm(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	return current_comm(em, e, dst);
}

struct val emit_fn_comm(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	return current_comm(em, call, dst);
}

/* ---- relatives of the current task: typed pointers, loaded from directly ---- */

static LLVMValueRef relative(struct emitter *em, const struct task_field *f)
{
	LLVMValueRef task = em_helper_ptr(em, BPF_FUNC_get_current_task_btf, NULL, 0);
	return em_opaque(em, em_to_ptr(em, em_load(em, em_add(em, task, f->link), 8, false)));
}

static struct val relative_id(struct emitter *em, const struct expr *e)
{
	const struct task_field *f = e->data;
	return val_reg(e->type, em_load(em, em_add(em, relative(em, f), f->field), 4, true));
}

static struct val relative_name(struct emitter *em, const struct expr *e, LLVMValueRef dst)
{
	const struct task_field *f = e->data;
	LLVMValueRef at = LLVMBuildAdd(em->b, em_to_int(em, relative(em, f)), em_int(em, f->field), "");
	em_probe_read(em, dst, COMM_LEN, at, false, e->range);
	return val_mem(e->type, dst);
}

struct val emit_bi_ppid(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	return relative_id(em, e);
}

struct val emit_bi_leader_tid(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	return relative_id(em, e);
}

struct val emit_bi_pcomm(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	return relative_name(em, e, dst);
}

struct val emit_bi_leader_comm(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	return relative_name(em, e, dst);
}

/* ---- known at compile time: the checker leaves constants, which are emitted before a builtin is looked at ---- */

static struct val constant_value(struct emitter *em, const struct expr *e)
{
	return val_reg(e->type, em_int(em, e->constant ? e->constant->value : 0));
}

struct val emit_bi_has_cpid(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	return constant_value(em, e);
}

struct val emit_bi_ncpus(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	return constant_value(em, e);
}

static struct val constant_text(struct emitter *em, const struct expr *e)
{
	const struct constant *k = e->constant;
	return val_mem(e->type, em_const_bytes(em, k ? k->bytes : "", k ? k->len + 1 : 1));
}

struct val emit_bi_probe(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	return constant_text(em, e);
}

struct val emit_bi_probetype(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	return constant_text(em, e);
}

struct val emit_bi_config(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail)
{
	return val_void(em); /* a record of literals since it was checked */
}
