/* Functions on strings: length, comparison, search, concatenation, names of numbers. */
#include "codegen/core.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "codegen/emit_call.h"
#include "codegen/emit_side.h"
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

#define INLINE_SEARCH_MAX 64

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

/* One place the needle can start at: out through found, end (the text's NUL) or next. What follows the NUL is looked at
 * only together with it, and the needle has none. */
static void look_at(struct emitter *em, LLVMValueRef at, const char *needle, uint32_t len, LLVMBasicBlockRef found,
		    LLVMBasicBlockRef end, LLVMBasicBlockRef next)
{
	LLVMBasicBlockRef look = em_block(em, "strstr.look"), rest = em_block(em, "strstr.rest");
	LLVMValueRef first = em_load(em, at, 1, false);
	em_cond(em, em_nonzero(em, first), look, end);
	em_at(em, look);
	em_cond(em, LLVMBuildICmp(em->b, LLVMIntEQ, first, em_int(em, (uint8_t)needle[0]), ""), rest, next);
	em_at(em, rest);
	em_cond(em, rest_equal(em, at, needle, len), found, next);
}

/* A needle known at compile time, 0 < len <= cap, in a short text: a loop of the program. */
static LLVMValueRef find_inline(struct emitter *em, LLVMValueRef h, uint32_t cap, const char *needle, uint32_t len)
{
	LLVMValueRef result = em_alloca(em, em->i64, "index");
	LLVMBasicBlockRef found = em_block(em, "strstr.found");
	LLVMBuildStore(em->b, em_int(em, UINT64_MAX), result);
	struct counted c = counted_begin(em, cap - len + 1, 1);
	look_at(em, em_add_v(em, h, c.i), needle, len, found, c.end, c.next);
	em_at(em, found);
	LLVMBuildStore(em->b, c.i, result);
	em_br(em, c.end);
	em_at(em, c.end);
	return LLVMBuildLoad2(em->b, em->i64, result, "");
}

enum { FIND_TEXT, FIND_NEEDLE, FIND_RESULT, FIND_START, FIND_SAME, FIND_ZERO, FIND_WORDS };

/* The same in a long text: a callback for each place. */
static LLVMValueRef find_literal(struct emitter *em, struct expr *call, LLVMValueRef h, uint32_t cap, const char *needle,
				 uint32_t len)
{
	LLVMValueRef words = side_words(em, FIND_START);
	struct side s;
	side_put(em, words, FIND_TEXT, h);
	side_put(em, words, FIND_RESULT, em_int(em, UINT64_MAX));
	side_begin(em, &s, side_name(em, "find"), 2, call->range);
	LLVMBasicBlockRef inside = em_block(em, "strstr"), found = em_block(em, "strstr.found");
	LLVMValueRef i = em_opaque(em, s.index);
	em_cond(em, LLVMBuildICmp(em->b, LLVMIntULE, i, em_int(em, cap - len), ""), inside, s.stop);
	em_at(em, inside);
	look_at(em, em_add_v(em, side_get_ptr(em, s.words, FIND_TEXT), i), needle, len, found, s.stop, s.go_on);
	em_at(em, found);
	side_put(em, s.words, FIND_RESULT, i);
	em_br(em, s.stop);
	side_end(em, &s);
	side_loop(em, &s, cap - len + 1, words);
	return side_get(em, words, FIND_RESULT);
}

/* One byte of any needle against one of the text: FIND_START says where the attempt starts, FIND_SAME how many bytes were
 * the same. After a mismatch the search goes on one byte behind the start. */
static void search_step(struct emitter *em, struct side *s, uint32_t hcap, uint32_t ncap)
{
	LLVMBasicBlockRef part = em_block(em, "search.part"), inside = em_block(em, "search.in"),
			  read = em_block(em, "search.read"), compare = em_block(em, "search.compare"),
			  miss = em_block(em, "search.miss"), hit = em_block(em, "search.hit");
	LLVMValueRef w = s->words, zero = side_get(em, w, FIND_ZERO);
	LLVMValueRef k = forget(em, side_get(em, w, FIND_SAME), zero, ncap);
	LLVMValueRef start = forget(em, side_get(em, w, FIND_START), zero, hcap);
	em_cond(em, LLVMBuildICmp(em->b, LLVMIntULT, k, em_int(em, ncap), ""), part, hit);
	em_at(em, part);
	LLVMValueRef nb = em_load(em, em_add_v(em, side_get_ptr(em, w, FIND_NEEDLE), k), 1, false);
	em_cond(em, em_nonzero(em, nb), inside, hit);
	em_at(em, inside);
	LLVMValueRef pos = em_opaque(em, LLVMBuildAdd(em->b, start, k, ""));
	em_cond(em, LLVMBuildICmp(em->b, LLVMIntULT, pos, em_int(em, hcap), ""), read, s->stop);
	em_at(em, read);
	LLVMValueRef hb = em_load(em, em_add_v(em, side_get_ptr(em, w, FIND_TEXT), pos), 1, false);
	em_cond(em, em_nonzero(em, hb), compare, s->stop);
	em_at(em, compare);
	side_put(em, w, FIND_SAME, LLVMBuildAdd(em->b, k, em_int(em, 1), ""));
	em_cond(em, LLVMBuildICmp(em->b, LLVMIntEQ, hb, nb, ""), s->go_on, miss);
	em_at(em, miss);
	side_put(em, w, FIND_SAME, em_int(em, 0));
	side_put(em, w, FIND_START, LLVMBuildAdd(em->b, start, em_int(em, 1), ""));
	em_br(em, s->go_on);
	em_at(em, hit);
	side_put(em, w, FIND_RESULT, start);
	em_br(em, s->stop);
}

static LLVMValueRef find_text(struct emitter *em, struct expr *call, LLVMValueRef h, uint32_t hcap, LLVMValueRef n,
			      uint32_t ncap)
{
	LLVMValueRef words = side_words(em, FIND_WORDS);
	struct side s;
	side_put(em, words, FIND_TEXT, h);
	side_put(em, words, FIND_NEEDLE, n);
	side_put(em, words, FIND_RESULT, em_int(em, UINT64_MAX));
	side_put(em, words, FIND_START, em_int(em, 0));
	side_put(em, words, FIND_SAME, em_int(em, 0));
	side_put(em, words, FIND_ZERO, unknown_zero(em));
	side_begin(em, &s, side_name(em, "search"), 2, call->range);
	search_step(em, &s, hcap, ncap);
	side_end(em, &s);
	side_loop(em, &s, (uint64_t)hcap * ncap + ncap, words);
	return side_get(em, words, FIND_RESULT);
}

struct val emit_fn_strstr(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail)
{
	struct expr *h = arg(call, 0), *n = arg(call, 1);
	uint32_t cap = h->type->size;
	LLVMValueRef text = emit_memory(em, h);
	if (!n->constant)
		return val_reg(call->type, find_text(em, call, text, cap, emit_memory(em, n), n->type->size));
	const char *needle = n->constant->bytes;
	uint32_t len = (uint32_t)strnlen(needle, n->constant->len);
	if (!len || len > cap)
		return val_reg(call->type, em_int(em, len ? UINT64_MAX : 0));
	if (cap <= INLINE_SEARCH_MAX)
		return val_reg(call->type, find_inline(em, text, cap, needle, len));
	return val_reg(call->type, find_literal(em, call, text, cap, needle, len));
}

/* ---- concatenation ---- */

enum { APPEND_TO, APPEND_FROM, APPEND_AT, APPEND_END, APPEND_WORDS };

/* One byte of src behind dst + len: stops at its NUL and where dst has room for the NUL only. */
static void append_step(struct emitter *em, struct side *s, uint32_t cap, uint32_t scap)
{
	LLVMBasicBlockRef inside = em_block(em, "append.in"), room = em_block(em, "append.room"),
			  copy = em_block(em, "append.copy");
	LLVMValueRef i = em_opaque(em, s->index), w = s->words;
	em_cond(em, LLVMBuildICmp(em->b, LLVMIntULT, i, em_int(em, scap), ""), inside, s->stop);
	em_at(em, inside);
	LLVMValueRef pos = em_opaque(em, LLVMBuildAdd(em->b, side_get(em, w, APPEND_AT), i, ""));
	em_cond(em, LLVMBuildICmp(em->b, LLVMIntULT, pos, em_int(em, cap - 1), ""), room, s->stop);
	em_at(em, room);
	LLVMValueRef byte = em_load(em, em_add_v(em, side_get_ptr(em, w, APPEND_FROM), i), 1, false);
	em_cond(em, em_nonzero(em, byte), copy, s->stop);
	em_at(em, copy);
	em_store(em, em_add_v(em, side_get_ptr(em, w, APPEND_TO), pos), byte, 1);
	side_put(em, w, APPEND_END, LLVMBuildAdd(em->b, pos, em_int(em, 1), ""));
}

static void append(struct emitter *em, struct expr *call, LLVMValueRef dst, uint32_t cap, LLVMValueRef len,
		   LLVMValueRef src, uint32_t scap)
{
	LLVMValueRef words = side_words(em, APPEND_WORDS);
	struct side s;
	side_put(em, words, APPEND_TO, dst);
	side_put(em, words, APPEND_FROM, src);
	side_put(em, words, APPEND_AT, len);
	side_put(em, words, APPEND_END, len);
	side_begin(em, &s, side_name(em, "append"), 2, call->range);
	append_step(em, &s, cap, scap);
	side_end(em, &s);
	side_loop(em, &s, scap, words);
	LLVMValueRef end = em_min_const(em, side_get(em, words, APPEND_END), cap - 1);
	em_store(em, em_add_v(em, dst, end), em_int(em, 0), 1);
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
	append(em, call, dst, cap, forget(em, len, unknown_zero(em), cap - 1), pb, b->type->size);
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
