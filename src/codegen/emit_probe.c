/* One BPF program: section and name, the filter for -p and -c, the predicate, scratch memory, the body, and the one way
 * out. Scratch is taken behind the predicate, so that events that are filtered out do not pay for it. */
#include "codegen/core.h"

#include <stdio.h>
#include <string.h>

/* ---- names ---- */

static const char *section_kind(const struct prog *prog)
{
	switch (prog->kind->attach) {
	case ATTACH_RUN:
		return "raw_tp";
	case ATTACH_TRACEPOINT:
		return "tracepoint";
	case ATTACH_RAW_TP:
		return prog->prog_type == BPF_PROG_TYPE_TRACING ? "tp_btf" : "raw_tp";
	case ATTACH_KPROBE:
		return "kprobe";
	case ATTACH_KRETPROBE:
		return "kretprobe";
	case ATTACH_UPROBE: case ATTACH_USDT:
		return "uprobe";
	case ATTACH_URETPROBE:
		return "uretprobe";
	case ATTACH_TRAMPOLINE:
		return prog->kind->id == PK_fexit ? "fexit" : "fentry";
	case ATTACH_PERF_PROFILE: case ATTACH_PERF_INTERVAL: case ATTACH_PERF_SOFTWARE: case ATTACH_PERF_HARDWARE:
	case ATTACH_WATCHPOINT:
		return "perf_event";
	case ATTACH_ITER:
		return "iter";
	}
	return "raw_tp";
}

static const char *last_part(const char *name)
{
	const char *colon = strrchr(name, ':');
	return colon && colon[1] ? colon + 1 : name;
}

static const char *place_name(const struct prog *prog)
{
	const struct image_target *t = prog->targets.n ? &prog->targets.at[0].image : NULL;
	if (t && t->function && t->function[0])
		return t->function;
	const char *last = t && t->name ? last_part(t->name) : prog->kind->name;
	return *last >= '0' && *last <= '9' ? prog->kind->name : last; /* interval:s:1 */
}

/* As libbpf derives a program's type and target from it. Programs at the same place share a section. */
static const char *section_name(struct emitter *em, const struct prog *prog)
{
	struct arena *a = &em->img->arena;
	const struct image_target *t = prog->targets.n ? &prog->targets.at[0].image : NULL;
	const char *kind = section_kind(prog);
	if (!strcmp(kind, "perf_event"))
		return kind;
	if (!strcmp(kind, "tracepoint") && t && t->category && t->event)
		return arena_printf(a, "tracepoint/%s/%s", t->category, t->event);
	return arena_printf(a, "%s/%s", kind, place_name(prog));
}

/* At most BPF_PROG_NAME_MAX characters the kernel takes, numbered in the order of the script. */
static const char *prog_name(struct emitter *em, const struct prog *prog)
{
	char number[12], text[BPF_PROG_NAME_MAX + 1];
	int digits = snprintf(number, sizeof(number), "_%d", (int)(em->iprobe - em->img->probes) + 1), n = 0;
	for (const char *p = place_name(prog); *p && n < BPF_PROG_NAME_MAX - digits; p++) {
		bool ok = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9');
		text[n++] = ok ? *p : '_';
	}
	text[n] = 0;
	return arena_printf(&em->img->arena, "%s%s", text, number);
}

/* ---- filter of the traced process ---- */

/* Kinds that see all processes. The others are attached to the process alone. */
static bool sees_everyone(const struct prog *prog)
{
	switch (prog->kind->attach) {
	case ATTACH_TRACEPOINT: case ATTACH_RAW_TP: case ATTACH_KPROBE: case ATTACH_KRETPROBE: case ATTACH_TRAMPOLINE:
	case ATTACH_WATCHPOINT:
		return true;
	case ATTACH_RUN: case ATTACH_UPROBE: case ATTACH_URETPROBE: case ATTACH_USDT: case ATTACH_PERF_PROFILE:
	case ATTACH_PERF_INTERVAL: case ATTACH_PERF_SOFTWARE: case ATTACH_PERF_HARDWARE: case ATTACH_ITER:
		return false;
	}
	return false;
}

/* tgid of the current task as sonde's own pid namespace counts it. */
static LLVMValueRef own_tgid(struct emitter *em, LLVMValueRef globals)
{
	LLVMValueRef initial = em_helper(em, BPF_FUNC_get_current_pid_tgid, NULL, 0);
	LLVMValueRef cell = em_alloca(em, em->i64, "tgid"), at = em_tmp8(em);
	LLVMBuildStore(em->b, LLVMBuildLShr(em->b, initial, em_int(em, 32), ""), cell);
	LLVMBasicBlockRef ns = em_block(em, "namespace"), done = em_block(em, "tgid");
	LLVMValueRef ino = em_load(em, em_add(em, globals, offsetof(struct image_globals, pidns_ino)), 8, false);
	em_cond(em, em_nonzero(em, ino), ns, done);
	em_at(em, ns);
	LLVMValueRef dev = em_load(em, em_add(em, globals, offsetof(struct image_globals, pidns_dev)), 8, false);
	LLVMValueRef args[] = { dev, ino, at, em_int(em, 8) }; /* struct bpf_pidns_info { u32 pid, tgid } */
	em_helper(em, BPF_FUNC_get_ns_current_pid_tgid, args, 4);
	LLVMBuildStore(em->b, em_load(em, em_add(em, at, 4), 4, false), cell);
	em_br(em, done);
	em_at(em, done);
	return LLVMBuildLoad2(em->b, em->i64, cell, "");
}

static void filter_process(struct emitter *em)
{
	LLVMValueRef globals = em_globals(em);
	LLVMValueRef tgid = own_tgid(em, globals);
	LLVMValueRef wanted = em_load(em, em_add(em, globals, offsetof(struct image_globals, pid_filter)), 8, false);
	LLVMValueRef same = LLVMBuildICmp(em->b, LLVMIntEQ, wanted, tgid, "");
	LLVMValueRef none = LLVMBuildICmp(em->b, LLVMIntEQ, wanted, em_int(em, 0), "");
	LLVMBasicBlockRef on = em_block(em, "traced");
	em_cond(em, LLVMBuildOr(em->b, same, none, ""), on, em->ret_block);
	em_at(em, on);
}

/* ---- scratch ---- */

/* A program can be interrupted by another one on the same CPU, so each CPU has SCRATCH_SLOTS areas and a word with a
 * bit for each that is taken. Finds a free one; leaves the program when there is none. */
static void take_scratch(struct emitter *em, uint32_t size)
{
	struct core *c = em->core;
	LLVMBasicBlockRef busy = em_block(em, "scratch.none"), have = em_block(em, "scratch"), look = em_block(em, "mark"),
			  on = em_block(em, "scratch.taken");
	LLVMValueRef key = em_tmp8(em), cpu = em_helper(em, BPF_FUNC_get_smp_processor_id, NULL, 0);
	LLVMValueRef index = em_alloca(em, em->i64, "area");
	em_store(em, key, cpu, 4);
	c->busy = em_lookup(em, em_internal_map(em, MAP_SCRATCH_BUSY), key);
	em_cond(em, LLVMBuildIsNotNull(em->b, c->busy, ""), look, em->ret_block);
	em_at(em, look);
	for (int i = 0; i < SCRATCH_SLOTS; i++) {
		LLVMValueRef bit = em_int(em, 1u << i);
		LLVMBuildStore(em->b, em_int(em, (uint64_t)i), index);
		LLVMValueRef old = LLVMBuildAtomicRMW(em->b, LLVMAtomicRMWBinOpOr, c->busy, bit,
						      LLVMAtomicOrderingSequentiallyConsistent, 0);
		LLVMValueRef free = LLVMBuildICmp(em->b, LLVMIntEQ, LLVMBuildAnd(em->b, old, bit, ""), em_int(em, 0), "");
		LLVMBasicBlockRef next = i + 1 < SCRATCH_SLOTS ? em_block(em, "mark") : busy;
		em_cond(em, free, have, next);
		em_at(em, next);
	}
	em_site(em, SITE_SCRATCH_BUSY, NULL, -1, false, em->prog->probe->range, NULL);
	em_br(em, em->ret_block);
	em_at(em, have);
	LLVMValueRef area = LLVMBuildLoad2(em->b, em->i64, index, "");
	c->busy_mask = LLVMBuildShl(em->b, em_int(em, 1), area, "");
	LLVMValueRef at = LLVMBuildAdd(em->b, LLVMBuildMul(em->b, cpu, em_int(em, SCRATCH_SLOTS), ""), area, "");
	em_store(em, key, at, 4);
	em->scratch = em_lookup(em, em_internal_map(em, MAP_SCRATCH), key);
	LLVMBasicBlockRef release = em_block(em, "leave");
	em_cond(em, LLVMBuildIsNotNull(em->b, em->scratch, ""), on, release);
	em_at(em, release);
	LLVMBuildAtomicRMW(em->b, LLVMAtomicRMWBinOpAnd, c->busy, LLVMBuildNot(em->b, c->busy_mask, ""),
			   LLVMAtomicOrderingMonotonic, 0);
	em_br(em, em->ret_block);
	em->ret_block = release;
	em_at(em, on);
	if (size > em->scratch_max)
		em->scratch_max = size;
}

static bool within(const struct range *inner, const struct range *outer)
{
	return inner->src == outer->src && inner->begin >= outer->begin && inner->end <= outer->end;
}

/* Slots made by macros have ranges in other sources: then the predicate may be theirs. */
static bool predicate_needs_scratch(const struct prog *prog)
{
	const struct expr *p = prog->probe->predicate;
	for (int i = 0; p && i < prog->slots.n; i++) {
		const struct slot *s = prog->slots.at[i];
		if (s->scratch && (within(&s->range, &p->range) || !within(&s->range, &prog->probe->range)))
			return true;
	}
	return false;
}

/* Iterators call once more without an object when they have shown all: scripts do not want to see that. The contexts
 * begin with a pointer to the iteration, then one to the object (struct bpf_iter__task). */
static void skip_end_of_iteration(struct emitter *em)
{
	LLVMValueRef object = em_opaque(em, em_load(em, em_add(em, em->probe_ctx, 8), 8, false));
	LLVMBasicBlockRef on = em_block(em, "object");
	em_cond(em, em_nonzero(em, object), on, em->ret_block);
	em_at(em, on);
}

static void predicate(struct emitter *em, const struct prog *prog)
{
	if (!prog->probe->predicate)
		return;
	LLVMBasicBlockRef on = em_block(em, "action");
	emit_branch(em, prog->probe->predicate, on, em->ret_block);
	em_at(em, on);
}

/* ---- the program ---- */

/* Kinds whose return value the script may choose; the verifier wants 0 of the others, or sonde means something by it. */
static bool may_return(const struct prog *prog)
{
	return prog->prog_type != BPF_PROG_TYPE_TRACING;
}

static void open_function(struct emitter *em, const struct prog *prog, struct image_probe *ip)
{
	LLVMTypeRef type = LLVMFunctionType(em->i64, &em->ptr, 1, 0);
	uint32_t size = prog->stack_size > FRAME_HEADER ? prog->stack_size : FRAME_HEADER;
	em->fn = core_function(em, ip->prog_name, type, ip->section);
	debug_function(em, em->fn, ip->prog_name, prog->probe->range);
	em_at(em, em_block(em, "entry"));
	em->core->loc = (struct range){ 0 };
	em_loc(em, prog->probe->range);
	em->frame = LLVMBuildAlloca(em->b, LLVMArrayType2(em->i8, size), "frame");
	LLVMSetAlignment(em->frame, 8);
	em->ret_value = em_alloca(em, em->i64, "result");
	LLVMBuildStore(em->b, em_int(em, 0), em->ret_value);
	em->probe_ctx = LLVMGetParam(em->fn, 0);
	em->scratch = NULL;
	em->loop = NULL;
	em->in_callback = false;
	em->event_in_flight = NULL;
}

void emit_prog(struct emitter *em, const struct prog *prog, struct image_probe *ip)
{
	em->prog = prog;
	em->iprobe = ip;
	em->core->maps_used = em->core->user_maps_used = 0;
	image_probe_fill(em, prog, ip);
	ip->section = section_name(em, prog);
	ip->prog_name = prog_name(em, prog);
	open_function(em, prog, ip);
	LLVMBasicBlockRef leave = em->ret_block = em_block(em, "exit");
	bool early = prog->needs_scratch && predicate_needs_scratch(prog);
	if ((em->p->opt->pid || em->p->opt->command) && sees_everyone(prog))
		filter_process(em);
	if (prog->kind->attach == ATTACH_ITER)
		skip_end_of_iteration(em);
	if (early)
		take_scratch(em, prog->scratch_size);
	predicate(em, prog);
	if (prog->needs_scratch && !early)
		take_scratch(em, prog->scratch_size);
	emit_block(em, prog->probe->body);
	if (prog->probe->body->value && !em_ended(em))
		emit_expr(em, prog->probe->body->value);
	em_br(em, em->ret_block);
	map_check_count(em);
	em_at(em, leave);
	ip->ctx_unused = !LLVMGetFirstUse(LLVMGetParam(em->fn, 0));
	LLVMBuildRet(em->b, may_return(prog) ? LLVMBuildLoad2(em->b, em->i64, em->ret_value, "") : em_int(em, 0));
}
