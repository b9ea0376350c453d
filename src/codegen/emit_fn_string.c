/* Functions on strings: length, comparison, search, concatenation, names of numbers. */
#include "codegen/core.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "codegen/emit_call.h"
#include "codegen/emit_string.h"
#include "tables/syscalls.h"

static struct expr *arg(const struct expr *call, int i)
{
	return call->call.args.at[i];
}

static uint32_t smallest(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

struct val emit_fn_strlen(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	struct expr *s = arg(call, 0);
	return val_reg(call->type, em_strlen(em, emit_memory(em, s), s->type->size));
}

/* Of pointers, which were turned into str(): everything else is known at compile time. */
struct val emit_fn_strcap(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	return emit_fn_strlen(em, call, dst, zero_tail);
}

/* The same number, but the verifier no longer knows anything of it: it would follow a loop once for each value it can
 * tell apart. The helper gives 32 bits; that the others are zero is what the verifier does not know. */
static LLVMValueRef unknown_zero(struct emitter *em)
{
	return LLVMBuildLShr(em->b, em_opaque(em, em_helper(em, BPF_FUNC_get_prandom_u32, NULL, 0)), em_int(em, 32), "");
}

static LLVMValueRef forget(struct emitter *em, LLVMValueRef v, LLVMValueRef zero, uint32_t max)
{
	return em_min_const(em, LLVMBuildXor(em->b, v, zero, ""), max);
}

/* ---- comparing ---- */

struct val emit_fn_strncmp(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	struct expr *a = arg(call, 0), *b = arg(call, 1);
	uint64_t wanted = arg(call, 2)->constant->value;
	uint32_t n = smallest(a->type->size, b->type->size);
	if (wanted < n)
		n = (uint32_t)wanted;
	LLVMValueRef pa = emit_memory(em, a), pb = emit_memory(em, b);
	if (!n)
		return val_reg(call->type, em_int(em, 0));
	LLVMValueRef differ = LLVMBuildNot(em->b, em_text_equal(em, pa, pb, n), "");
	return val_reg(call->type, em_bool(em, differ));
}

struct val emit_fn_memcmp(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	struct expr *a = arg(call, 0), *b = arg(call, 1);
	uint64_t wanted = arg(call, 2)->constant->value;
	uint32_t n = smallest(a->type->size, b->type->size);
	if (wanted < n)
		n = (uint32_t)wanted;
	LLVMValueRef pa = emit_memory(em, a), pb = emit_memory(em, b);
	return val_reg(call->type, n ? em_bytes_order(em, pa, pb, n) : em_int(em, 0));
}

/* ---- searching ---- */

/* i1: the bytes at h behind the first one are those of the needle. */
static LLVMValueRef rest_equal(struct emitter *em, LLVMValueRef h, const char *needle, uint32_t len)
{
	LLVMValueRef diff = em_int(em, 0);
	for (uint32_t i = 1; i < len; i++) {
		LLVMValueRef byte = em_load(em, em_add(em, h, i), 1, false);
		LLVMValueRef d = LLVMBuildXor(em->b, byte, em_int(em, (uint8_t)needle[i]), "");
		diff = LLVMBuildOr(em->b, diff, d, "");
	}
	return LLVMBuildICmp(em->b, LLVMIntEQ, diff, em_int(em, 0), "");
}

/* A needle known at compile time, len > 0: one turn for each place it can start at. A NUL in the text ends the search
 * by itself: the needle has none, and what follows the NUL is looked at only together with it. */
static LLVMValueRef find_literal(struct emitter *em, LLVMValueRef h, uint32_t cap, const char *needle, uint32_t len)
{
	LLVMValueRef result = em_alloca(em, em->i64, "index");
	LLVMBuildStore(em->b, em_int(em, UINT64_MAX), result);
	if (len > cap)
		return LLVMBuildLoad2(em->b, em->i64, result, "");
	LLVMBasicBlockRef look = em_block(em, "strstr.look"), rest = em_block(em, "strstr.rest"),
			  found = em_block(em, "strstr.found");
	struct counted c = counted_begin(em, cap - len + 1, 1);
	LLVMValueRef at = em_add_v(em, h, c.i), first = em_load(em, at, 1, false);
	em_cond(em, em_nonzero(em, first), look, c.end);
	em_at(em, look);
	em_cond(em, LLVMBuildICmp(em->b, LLVMIntEQ, first, em_int(em, (uint8_t)needle[0]), ""), rest, c.next);
	em_at(em, rest);
	em_cond(em, rest_equal(em, at, needle, len), found, c.next);
	em_at(em, found);
	LLVMBuildStore(em->b, c.i, result);
	em_br(em, c.end);
	em_at(em, c.end);
	return LLVMBuildLoad2(em->b, em->i64, result, "");
}

struct search { /* any needle: where the attempt starts, how many bytes of it were the same */
	LLVMValueRef start, same, zero, result;
	LLVMBasicBlockRef hit, none;
};

/* One byte against one byte: goes on to `next`, or out through hit or none. */
static void search_step(struct emitter *em, struct search *s, LLVMValueRef h, uint32_t hcap, LLVMValueRef n,
			uint32_t ncap, LLVMBasicBlockRef next)
{
	LLVMBasicBlockRef part = em_block(em, "search.part"), inside = em_block(em, "search.in"),
			  read = em_block(em, "search.read"), compare = em_block(em, "search.compare"),
			  miss = em_block(em, "search.miss");
	LLVMValueRef k = forget(em, LLVMBuildLoad2(em->b, em->i64, s->same, ""), s->zero, ncap);
	LLVMValueRef start = forget(em, LLVMBuildLoad2(em->b, em->i64, s->start, ""), s->zero, hcap);
	em_cond(em, LLVMBuildICmp(em->b, LLVMIntULT, k, em_int(em, ncap), ""), part, s->hit);
	em_at(em, part);
	LLVMValueRef nb = em_load(em, em_add_v(em, n, k), 1, false);
	em_cond(em, em_nonzero(em, nb), inside, s->hit);
	em_at(em, inside);
	LLVMValueRef pos = em_opaque(em, LLVMBuildAdd(em->b, start, k, ""));
	em_cond(em, LLVMBuildICmp(em->b, LLVMIntULT, pos, em_int(em, hcap), ""), read, s->none);
	em_at(em, read);
	LLVMValueRef hb = em_load(em, em_add_v(em, h, pos), 1, false);
	em_cond(em, em_nonzero(em, hb), compare, s->none);
	em_at(em, compare);
	LLVMBuildStore(em->b, LLVMBuildAdd(em->b, k, em_int(em, 1), ""), s->same);
	em_cond(em, LLVMBuildICmp(em->b, LLVMIntEQ, hb, nb, ""), next, miss);
	em_at(em, miss);
	LLVMBuildStore(em->b, em_int(em, 0), s->same);
	LLVMBuildStore(em->b, LLVMBuildAdd(em->b, start, em_int(em, 1), ""), s->start);
	em_br(em, next);
}

#define SEARCH_STEPS 2048 /* the verifier follows each of them */

/* After a mismatch the search goes on one byte behind the start of the attempt. */
static LLVMValueRef find_text(struct emitter *em, LLVMValueRef h, uint32_t hcap, LLVMValueRef n, uint32_t ncap)
{
	struct search s = { .start = em_alloca(em, em->i64, "start"), .same = em_alloca(em, em->i64, "same"),
			    .result = em_alloca(em, em->i64, "index"), .hit = em_block(em, "search.hit"),
			    .none = em_block(em, "search.none") };
	LLVMBasicBlockRef done = em_block(em, "search.done");
	uint64_t steps = (uint64_t)hcap * smallest(ncap, 8) + ncap;
	s.zero = unknown_zero(em);
	LLVMBuildStore(em->b, em_int(em, 0), s.start);
	LLVMBuildStore(em->b, em_int(em, 0), s.same);
	struct counted c = counted_begin(em, (uint32_t)(steps < SEARCH_STEPS ? steps : SEARCH_STEPS), 1);
	search_step(em, &s, h, hcap, n, ncap, c.next);
	em_at(em, c.end);
	em_br(em, s.none);
	em_at(em, s.hit);
	LLVMBuildStore(em->b, LLVMBuildLoad2(em->b, em->i64, s.start, ""), s.result);
	em_br(em, done);
	em_at(em, s.none);
	LLVMBuildStore(em->b, em_int(em, UINT64_MAX), s.result);
	em_br(em, done);
	em_at(em, done);
	return LLVMBuildLoad2(em->b, em->i64, s.result, "");
}

struct val emit_fn_strstr(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	struct expr *h = arg(call, 0), *n = arg(call, 1);
	LLVMValueRef text = emit_memory(em, h);
	if (!n->constant)
		return val_reg(call->type, find_text(em, text, h->type->size, emit_memory(em, n), n->type->size));
	uint32_t len = (uint32_t)strnlen(n->constant->bytes, n->constant->len);
	if (!len)
		return val_reg(call->type, em_int(em, 0));
	return val_reg(call->type, find_literal(em, text, h->type->size, n->constant->bytes, len));
}

/* ---- concatenation ---- */

/* Appends src at dst + len, byte by byte up to its NUL or the end of dst; the NUL is written last. */
static void append(struct emitter *em, LLVMValueRef dst, uint32_t cap, LLVMValueRef len, LLVMValueRef src, uint32_t scap)
{
	LLVMValueRef end = em_alloca(em, em->i64, "end");
	LLVMBuildStore(em->b, len, end);
	LLVMBasicBlockRef room = em_block(em, "append.room"), copy = em_block(em, "append.copy");
	struct counted c = counted_begin(em, scap, 1);
	LLVMValueRef pos = em_opaque(em, LLVMBuildAdd(em->b, len, c.i, ""));
	LLVMBuildStore(em->b, pos, end);
	em_cond(em, LLVMBuildICmp(em->b, LLVMIntULT, pos, em_int(em, cap - 1), ""), room, c.end);
	em_at(em, room);
	LLVMValueRef byte = em_load(em, em_add_v(em, src, c.i), 1, false);
	em_cond(em, em_nonzero(em, byte), copy, c.end);
	em_at(em, copy);
	em_store(em, em_add_v(em, dst, pos), byte, 1);
	LLVMBuildStore(em->b, LLVMBuildAdd(em->b, pos, em_int(em, 1), ""), end);
	counted_end(em, &c);
	LLVMValueRef last = em_min_const(em, LLVMBuildLoad2(em->b, em->i64, end, ""), cap - 1);
	em_store(em, em_add_v(em, dst, last), em_int(em, 0), 1);
}

struct val emit_fn_str_concat(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	struct expr *a = arg(call, 0), *b = arg(call, 1);
	uint32_t cap = call->type->size;
	LLVMValueRef pa = emit_memory(em, a), pb = emit_memory(em, b);
	if (zero_tail)
		em_zero(em, dst, cap);
	em_string_copy(em, dst, cap, pa, a->type->size, false);
	LLVMValueRef len = em_strlen(em, dst, smallest(a->type->size, cap));
	append(em, dst, cap, forget(em, len, unknown_zero(em), cap - 1), pb, b->type->size);
	return val_mem(call->type, dst);
}

/* ---- names of numbers ---- */

#define NAME_SIZE 64
#define UNKNOWN "unknown"

/* A read-only table of count + 1 entries of NAME_SIZE bytes; the last one is for numbers that have no name. */
static LLVMValueRef name_table(struct emitter *em, const char *(*name)(int), int count)
{
	char *bytes = arena_alloc(&em->core->arena, (size_t)(count + 1) * NAME_SIZE);
	for (int i = 0; i <= count; i++) {
		const char *text = i < count ? name(i) : NULL;
		strncpy(bytes + (size_t)i * NAME_SIZE, text ? text : UNKNOWN, NAME_SIZE - 1);
	}
	return em_const_bytes(em, bytes, (uint32_t)(count + 1) * NAME_SIZE);
}

static struct val number_name(struct emitter *em, struct expr *call, const char *(*name)(int), int count, LLVMValueRef dst,
			      bool zero_tail)
{
	LLVMValueRef table = name_table(em, name, count);
	LLVMValueRef index = em_min_const(em, emit_scalar(em, arg(call, 0)), (uint64_t)count);
	LLVMValueRef offset = LLVMBuildMul(em->b, index, em_int(em, NAME_SIZE), "");
	LLVMValueRef at = LLVMBuildAdd(em->b, em_to_int(em, table), offset, "");
	em_read_string(em, dst, smallest(call->type->size, NAME_SIZE), NULL, at, false, zero_tail, call->range);
	return val_mem(call->type, dst);
}

#define ERRNO_COUNT 134 /* EHWPOISON + 1, include/uapi/asm-generic/errno.h */
#define SIGNAL_COUNT 65

struct val emit_fn_strerror(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	return number_name(em, call, strerrordesc_np, ERRNO_COUNT, dst, zero_tail);
}

struct val emit_fn_signal_name(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	return number_name(em, call, sigdescr_np, SIGNAL_COUNT, dst, zero_tail);
}

struct val emit_fn_syscall_name(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	return number_name(em, call, syscall_name, syscall_name_count(), dst, zero_tail);
}
