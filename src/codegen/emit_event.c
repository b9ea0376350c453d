/* Events and sites: records in the ring buffer, and counters of what can fail.
 *
 * A record is reserved, filled in place and submitted; nothing is copied through other memory. While it is reserved it
 * is a reference the verifier tracks: no path may leave the program without submitting it. Arguments with side effects
 * (which may jump out, or send events of their own) are therefore evaluated first. */
#include "codegen/core.h"

#include <string.h>

#include "check/check.h"
#include "codegen/emit_call.h"

#define RECORD_HEADER 8

/* ---- sites ---- */

static int site_index(struct emitter *em, const struct image_site *wanted)
{
	for (int i = em->sites.n - 1; i >= 0; i--) {
		const struct image_site *s = &em->sites.at[i];
		if (s->kind == wanted->kind && s->map == wanted->map && s->only_k == wanted->only_k &&
		    s->loc.file == wanted->loc.file && s->loc.line == wanted->loc.line && s->loc.col1 == wanted->loc.col1 &&
		    s->loc.col2 == wanted->loc.col2 && s->helper == wanted->helper)
			return i;
	}
	vec_push(&em->core->arena, &em->sites, *wanted);
	return em->sites.n - 1;
}

/* Memory for the index, one for each function: the entry block knows it by name. */
static LLVMValueRef site_key(struct emitter *em)
{
	LLVMValueRef i = LLVMGetFirstInstruction(LLVMGetEntryBasicBlock(em->fn));
	for (; i && LLVMIsAAllocaInst(i); i = LLVMGetNextInstruction(i)) {
		size_t len;
		const char *name = LLVMGetValueName2(i, &len);
		if (len == 8 && !memcmp(name, "site.key", 8))
			return i;
	}
	return em_alloca(em, em->i64, "site.key");
}

void em_site(struct emitter *em, enum site_kind kind, const char *helper, int map, bool only_k, struct range r,
	     LLVMValueRef retcode)
{
	struct image_site s = { .kind = kind, .helper = helper, .map = map, .only_k = only_k };
	if ((only_k && !em->p->opt->warnings_k) || em_ended(em))
		return;
	s.loc = em_image_loc(em, r);
	LLVMValueRef key = site_key(em);
	em_store(em, key, em_int(em, (uint64_t)site_index(em, &s)), 4);
	LLVMValueRef counter = em_lookup(em, em_internal_map(em, MAP_SITES), key);
	LLVMBasicBlockRef count = em_block(em, "site"), done = em_block(em, "site.done");
	em_cond(em, LLVMBuildIsNotNull(em->b, counter, ""), count, done);
	em_at(em, count);
	LLVMValueRef n = em_load(em, counter, 8, false);
	em_store(em, counter, LLVMBuildAdd(em->b, n, em_int(em, 1), ""), 8);
	if (retcode)
		em_store(em, em_add(em, counter, offsetof(struct site_counter, retcode)), retcode, 8);
	em_br(em, done);
	em_at(em, done);
}

/* ---- records ---- */

static LLVMValueRef reserve(struct emitter *em, uint32_t size, LLVMBasicBlockRef done, struct range r)
{
	LLVMValueRef args[] = { em_map(em, em_internal_map(em, MAP_RING)), em_int(em, size), em_int(em, 0) };
	if (!(em->prog->kind->flags & PF_SPECIAL) && em->prog->kind->id != PK_interval)
		em->img->chatty = true;
	LLVMValueRef record = em_helper_ptr(em, BPF_FUNC_ringbuf_reserve, args, 3);
	LLVMBasicBlockRef full = em_block(em, "ring.full"), fill = em_block(em, "record");
	em_cond(em, LLVMBuildIsNull(em->b, record, ""), full, fill);
	em_at(em, full);
	em_site(em, SITE_RING_FULL, "ringbuf_reserve", -1, false, r, NULL);
	em_br(em, done);
	em_at(em, fill);
	return record;
}

static void submit(struct emitter *em, LLVMValueRef record)
{
	LLVMValueRef args[] = { record, em_int(em, 0) };
	em_helper(em, BPF_FUNC_ringbuf_submit, args, 2);
}

/* ---- arguments ---- */

/* print(@stats[key]): the element, folded over all CPUs. */
static void fill_aggregate(struct emitter *em, struct expr *e, LLVMValueRef dst)
{
	const struct map *m = map_of(e);
	LLVMValueRef key = em_map_key(em, m, map_key_of(e), e->key_slot);
	em_agg_fold(em, m, key, dst, e->range);
}

static struct val evaluate_early(struct emitter *em, struct expr *e)
{
	if (!expr_has_effects(e) || e->type->kind == TY_AGG)
		return (struct val){ 0 };
	if (is_scalar(e->type))
		return val_reg(e->type, emit_scalar(em, e));
	return val_mem(e->type, emit_memory(em, e));
}

static void fill_argument(struct emitter *em, struct expr *e, struct val early, LLVMValueRef dst, const struct type *as)
{
	if (early.type)
		em_store_val(em, early, dst, as, false, e->range);
	else if (e->type->kind == TY_AGG)
		fill_aggregate(em, e, dst);
	else
		emit_into(em, e, dst, as, false);
}

static void emit_record(struct emitter *em, const struct event *ev)
{
	LLVMBasicBlockRef done = em_block(em, "event.done");
	struct val *early = arena_array(&em->core->arena, struct val, ev->args.n + 1);
	for (int i = 0; i < ev->args.n; i++)
		early[i] = evaluate_early(em, ev->args.at[i]);
	LLVMValueRef record = reserve(em, RECORD_HEADER + (ev->args_type ? ev->args_type->size : 0), done, ev->range);
	em_store(em, record, em_int(em, ev->index), 8);
	for (int i = 0; i < ev->args.n; i++) {
		const struct member *m = &ev->args_type->members[i];
		fill_argument(em, ev->args.at[i], early[i], em_add(em, record, RECORD_HEADER + m->offset), m->type);
	}
	submit(em, record);
	em_br(em, done);
	em_at(em, done);
}

/* ---- join ---- */

/* u64 count, then JOIN_MAX texts of JOIN_LEN bytes: those up to the first null pointer are filled. */
static void emit_join(struct emitter *em, struct expr *call)
{
	const struct event *ev = call->event;
	bool user = ((const struct read_call *)call->data)->user;
	LLVMBasicBlockRef done = em_block(em, "event.done"), text = em_block(em, "join.text");
	uint32_t first = RECORD_HEADER + ev->args_type->members[1].offset;
	LLVMValueRef argv = emit_scalar(em, ev->args.at[0]);
	LLVMValueRef record = reserve(em, RECORD_HEADER + ev->args_type->size, done, ev->range);
	em_store(em, record, em_int(em, ev->index), 8);
	em_store(em, em_add(em, record, RECORD_HEADER), em_int(em, 0), 8);

	struct counted c = counted_begin(em, JOIN_MAX, 1);
	LLVMValueRef slot = LLVMBuildAdd(em->b, argv, LLVMBuildMul(em->b, c.i, em_int(em, 8), ""), "");
	LLVMValueRef tmp = em_tmp8(em);
	em_probe_read(em, tmp, 8, slot, user, ev->range);
	LLVMValueRef p = em_load(em, tmp, 8, false);
	em_cond(em, em_nonzero(em, p), text, c.end);
	em_at(em, text);
	LLVMValueRef at = em_add_v(em, em_add(em, record, first), LLVMBuildMul(em->b, c.i, em_int(em, JOIN_LEN), ""));
	em_read_string(em, at, JOIN_LEN, NULL, p, user, false, ev->range);
	em_store(em, em_add(em, record, RECORD_HEADER), LLVMBuildAdd(em->b, c.i, em_int(em, 1), ""), 8);
	counted_end(em, &c);

	submit(em, record);
	em_br(em, done);
	em_at(em, done);
}

/* ---- packets ---- */

/* The number of bytes to take: what was asked for, what the packet has in one piece behind `off`, what the record holds. */
static LLVMValueRef packet_length(struct emitter *em, const struct packet_call *m, LLVMValueRef skb, LLVMValueRef len,
				  LLVMValueRef off, uint32_t max)
{
	LLVMValueRef at = em_to_ptr(em, skb);
	LLVMValueRef whole = em_load(em, em_add(em, at, m->len), 4, false);
	LLVMValueRef apart = em_load(em, em_add(em, at, m->data_len), 4, false);
	LLVMValueRef head = LLVMBuildSub(em->b, LLVMBuildSub(em->b, whole, apart, ""), off, "");
	LLVMValueRef none = LLVMBuildICmp(em->b, LLVMIntSLT, head, em_int(em, 0), "");
	head = LLVMBuildSelect(em->b, none, em_int(em, 0), head, "");
	LLVMValueRef less = LLVMBuildICmp(em->b, LLVMIntULT, len, head, "");
	return em_min_const(em, LLVMBuildSelect(em->b, less, len, head, ""), max);
}

struct val emit_fn_skboutput(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	const struct event *ev = call->event;
	const struct packet_call *m = call->data;
	const expr_list *args = &call->call.args;
	uint32_t max = ev->args_type->members[0].type->size - 4;
	LLVMBasicBlockRef some = em_block(em, "packet"), done = em_block(em, "event.done");
	LLVMValueRef result = em_alloca(em, em->i64, "result"), skb = emit_scalar(em, args->at[1]);
	LLVMValueRef len = emit_scalar(em, args->at[2]), off = emit_scalar(em, args->at[3]);

	LLVMBuildStore(em->b, em_int(em, (uint64_t)-1), result);
	em_cond(em, em_nonzero(em, skb), some, done);
	em_at(em, some);
	LLVMValueRef n = packet_length(em, m, skb, len, off, max);
	LLVMValueRef data = em_load(em, em_add(em, em_to_ptr(em, skb), m->data), 8, false);
	LLVMValueRef record = reserve(em, RECORD_HEADER + ev->args_type->size, done, ev->range);
	em_store(em, record, em_int(em, ev->index), 8);
	em_store(em, em_add(em, record, RECORD_HEADER), n, 4);
	LLVMValueRef read[] = { em_add(em, record, RECORD_HEADER + 4), n, LLVMBuildAdd(em->b, data, off, "") };
	LLVMBuildStore(em->b, em_helper(em, BPF_FUNC_probe_read_kernel, read, 3), result);
	submit(em, record);
	em_br(em, done);
	em_at(em, done);
	return val_reg(call->type, LLVMBuildLoad2(em->b, em->i64, result, ""));
}

void emit_event(struct emitter *em, struct expr *call)
{
	const struct event *ev = call->event;
	if (!ev) /* clear() that became part of the print() before it */
		return;
	if (ev->kind == EVENT_JOIN)
		emit_join(em, call);
	else
		emit_record(em, ev);
	if (ev->kind != EVENT_EXIT)
		return;
	em_br(em, em->ret_block);
	em_at(em, em_block(em, "unreachable")); /* the rest of the expression this may be part of */
}
