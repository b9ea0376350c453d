/* Strings: reading them from remote memory, copying, comparing, measuring.
 *
 * A string is NUL-terminated text in a block of known capacity; bytes behind the NUL mean nothing except in map keys,
 * where they are zero. Comparisons and searches go eight bytes at a time: the verifier follows every turn of a loop, and
 * each turn has at most two ways out. */
#include "codegen/core.h"

#include "codegen/emit_string.h"

#define ONES 0x0101010101010101ull
#define HIGHS 0x8080808080808080ull

/* ---- words ---- */

/* Bit 7 of the lowest zero byte of w is set, and nothing below it; higher bits mean nothing. 0: no byte is zero. */
static LLVMValueRef zero_bytes(struct emitter *em, LLVMValueRef w)
{
	LLVMValueRef less = LLVMBuildSub(em->b, w, em_int(em, ONES), "");
	LLVMValueRef high = LLVMBuildAnd(em->b, less, LLVMBuildNot(em->b, w, ""), "");
	return LLVMBuildAnd(em->b, high, em_int(em, HIGHS), "");
}

/* Index of the lowest zero byte, from a non-zero result of zero_bytes. */
static LLVMValueRef zero_index(struct emitter *em, LLVMValueRef z)
{
	LLVMValueRef low = LLVMBuildAnd(em->b, z, LLVMBuildNeg(em->b, z, ""), "");
	LLVMValueRef below = LLVMBuildSub(em->b, low, em_int(em, 1), "");
	LLVMValueRef bytes = LLVMBuildAnd(em->b, below, em_int(em, ONES), "");
	LLVMValueRef sum = LLVMBuildMul(em->b, bytes, em_int(em, ONES), "");
	return LLVMBuildSub(em->b, LLVMBuildLShr(em->b, sum, em_int(em, 56), ""), em_int(em, 1), "");
}

/* n <= 8 bytes at p as a word, zero above. */
static LLVMValueRef load_tail(struct emitter *em, LLVMValueRef p, uint32_t n)
{
	LLVMValueRef w = em_int(em, 0);
	if (n == 8)
		return em_load(em, p, 8, false);
	for (uint32_t i = 0, step; i < n; i += step) {
		LLVMValueRef at = em_add(em, p, i);
		step = n - i >= 4 && em_align(at) >= 4 ? 4 : n - i >= 2 && em_align(at) >= 2 ? 2 : 1;
		LLVMValueRef part = em_load(em, at, step, false);
		w = LLVMBuildOr(em->b, w, LLVMBuildShl(em->b, part, em_int(em, i * 8), ""), "");
	}
	return w;
}

/* ---- reading ---- */

void em_read_string(struct emitter *em, LLVMValueRef dst, uint32_t cap, LLVMValueRef len_limit, LLVMValueRef addr_i64,
		    bool user, bool zero_tail, struct range r)
{
	const char *name = user ? "probe_read_user_str" : "probe_read_kernel_str";
	if (zero_tail)
		em_zero(em, dst, cap);
	else if (len_limit) /* a limit of 0 reads nothing */
		em_store(em, dst, em_int(em, 0), 1);
	/* on failure the helpers fill dst with zeroes themselves */
	LLVMValueRef args[] = { dst, len_limit ? len_limit : em_int(em, cap), addr_i64 };
	LLVMValueRef n = em_helper(em, user ? BPF_FUNC_probe_read_user_str : BPF_FUNC_probe_read_kernel_str, args, 3);
	if (!len_limit) { /* an asked-for length cuts on purpose */
		LLVMBasicBlockRef cut = em_block(em, "str.cut"), whole = em_block(em, "str.whole");
		em_cond(em, LLVMBuildICmp(em->b, LLVMIntEQ, n, em_int(em, cap), ""), cut, whole);
		em_at(em, cut);
		em_site(em, SITE_STRING_CUT, name, -1, false, r, NULL);
		em_br(em, whole);
		em_at(em, whole);
	}
	if (!em->p->opt->warnings_k)
		return;
	LLVMBasicBlockRef bad = em_block(em, "str.failed"), on = em_block(em, "str.done");
	em_cond(em, LLVMBuildICmp(em->b, LLVMIntSLT, n, em_int(em, 0), ""), bad, on);
	em_at(em, bad);
	em_site(em, SITE_READ_FAILED, name, -1, true, r, n);
	em_br(em, on);
	em_at(em, on);
}

/* ---- copying ---- */

#define INLINE_COPY_MAX 32

static void store_word(struct emitter *em, LLVMValueRef dst, LLVMValueRef w, uint32_t n)
{
	for (uint32_t i = 0, step; i < n; i += step) {
		LLVMValueRef at = em_add(em, dst, i);
		for (step = em_align(at); step > n - i; step /= 2)
			;
		em_store(em, at, LLVMBuildLShr(em->b, w, em_int(em, i * 8), ""), step);
	}
}

/* n bytes, with everything behind the first NUL cleared. */
static void copy_cleared(struct emitter *em, LLVMValueRef dst, LLVMValueRef src, uint32_t n)
{
	LLVMValueRef more = em_int(em, UINT64_MAX); /* 0 once a NUL was seen */
	for (uint32_t i = 0; i < n; i += 8) {
		uint32_t left = n - i < 8 ? n - i : 8;
		LLVMValueRef w = load_tail(em, em_add(em, src, i), left), z = zero_bytes(em, w);
		LLVMValueRef upto = LLVMBuildXor(em->b, z, LLVMBuildSub(em->b, z, em_int(em, 1), ""), "");
		LLVMValueRef keep = LLVMBuildAnd(em->b, upto, more, "");
		store_word(em, em_add(em, dst, i), LLVMBuildAnd(em->b, w, keep, ""), left);
		LLVMValueRef seen = LLVMBuildOr(em->b, z, LLVMBuildNeg(em->b, z, ""), "");
		seen = LLVMBuildLShr(em->b, seen, em_int(em, 63), "");
		more = LLVMBuildAnd(em->b, more, LLVMBuildSub(em->b, seen, em_int(em, 1), ""), "");
	}
}

void em_string_copy(struct emitter *em, LLVMValueRef dst, uint32_t dcap, LLVMValueRef src, uint32_t scap, bool zero_tail)
{
	uint32_t n = scap < dcap ? scap : dcap;
	if (n <= INLINE_COPY_MAX) {
		if (zero_tail) {
			copy_cleared(em, dst, src, n);
			em_zero(em, em_add(em, dst, n), dcap - n);
			return;
		}
		em_copy(em, dst, src, n);
		if (dcap > n)
			em_store(em, em_add(em, dst, n), em_int(em, 0), 1);
		return;
	}
	if (zero_tail)
		em_zero(em, dst, dcap);
	/* the helper stops at the NUL and always ends the text with one; n of the source, then the NUL if there is room */
	LLVMValueRef args[] = { dst, em_int(em, n < dcap && n == scap ? n + 1 : n), em_to_int(em, src) };
	em_helper(em, BPF_FUNC_probe_read_kernel_str, args, 3);
	if (dcap != scap)
		return;
	/* a text without NUL fills the block: its last byte gave way to one */
	LLVMBasicBlockRef full = em_block(em, "text.full"), done = em_block(em, "text.done");
	em_cond(em, em_nonzero(em, em_load(em, em_add(em, dst, n - 2), 1, false)), full, done);
	em_at(em, full);
	em_store(em, em_add(em, dst, n - 1), em_load(em, em_add(em, src, n - 1), 1, false), 1);
	em_br(em, done);
	em_at(em, done);
}

/* ---- length ---- */

LLVMValueRef em_strlen(struct emitter *em, LLVMValueRef s, uint32_t capacity)
{
	uint32_t whole = capacity / 8 * 8, tail = capacity - whole;
	LLVMValueRef in[2];
	LLVMBasicBlockRef from[2], found = em_block(em, "strlen.found"), done = em_block(em, "strlen.done");
	int n = 0;

	if (whole) {
		struct counted c = counted_begin(em, whole, 8);
		LLVMValueRef z = zero_bytes(em, em_load(em, em_add_v(em, s, c.i), 8, false));
		em_cond(em, em_nonzero(em, z), found, c.next);
		em_at(em, found);
		in[n] = LLVMBuildAdd(em->b, c.i, zero_index(em, z), "");
		from[n++] = LLVMGetInsertBlock(em->b);
		em_br(em, done);
		em_at(em, c.end);
	} else {
		LLVMDeleteBasicBlock(found);
	}
	if (tail) {
		LLVMValueRef z = zero_bytes(em, load_tail(em, em_add(em, s, whole), tail));
		LLVMValueRef at = LLVMBuildAdd(em->b, em_int(em, whole), zero_index(em, z), "");
		in[n] = at; /* load_tail has a zero byte behind the tail */
	} else {
		in[n] = em_int(em, capacity);
	}
	from[n++] = LLVMGetInsertBlock(em->b);
	em_br(em, done);
	em_at(em, done);
	LLVMValueRef phi = LLVMBuildPhi(em->b, em->i64, "strlen");
	LLVMAddIncoming(phi, in, from, (unsigned)n);
	return phi;
}

/* ---- comparing ---- */

struct verdict { /* ways out of a comparison */
	LLVMValueRef in[4];
	LLVMBasicBlockRef from[4], done;
	int n;
};

static void say(struct emitter *em, struct verdict *v, uint64_t value)
{
	v->in[v->n] = LLVMConstInt(em->i1, value, 0);
	v->from[v->n++] = LLVMGetInsertBlock(em->b);
	em_br(em, v->done);
}

/* i1: the words differ at or before the first NUL of the first. */
static LLVMValueRef words_differ(struct emitter *em, LLVMValueRef a, LLVMValueRef b, LLVMValueRef zero)
{
	LLVMValueRef upto = LLVMBuildXor(em->b, zero, LLVMBuildSub(em->b, zero, em_int(em, 1), ""), "");
	LLVMValueRef diff = LLVMBuildXor(em->b, a, b, "");
	return em_nonzero(em, LLVMBuildAnd(em->b, diff, upto, ""));
}

LLVMValueRef em_text_equal(struct emitter *em, LLVMValueRef a, LLVMValueRef b, uint32_t n)
{
	struct verdict v = { .done = em_block(em, "equal.done") };
	uint32_t whole = n / 8 * 8;
	if (whole) {
		LLVMBasicBlockRef differ = em_block(em, "differ"), same = em_block(em, "same"), end = em_block(em, "ends");
		struct counted c = counted_begin(em, whole, 8);
		LLVMValueRef wa = em_load(em, em_add_v(em, a, c.i), 8, false);
		LLVMValueRef wb = em_load(em, em_add_v(em, b, c.i), 8, false);
		LLVMValueRef zero = zero_bytes(em, wa);
		em_cond(em, words_differ(em, wa, wb, zero), differ, same);
		em_at(em, same);
		em_cond(em, em_nonzero(em, zero), end, c.next);
		em_at(em, differ);
		say(em, &v, 0);
		em_at(em, end);
		say(em, &v, 1);
		em_at(em, c.end);
	}
	if (n > whole) {
		LLVMValueRef wa = load_tail(em, em_add(em, a, whole), n - whole);
		LLVMValueRef wb = load_tail(em, em_add(em, b, whole), n - whole);
		LLVMValueRef differs = words_differ(em, wa, wb, zero_bytes(em, wa));
		v.in[v.n] = LLVMBuildNot(em->b, differs, "");
		v.from[v.n++] = LLVMGetInsertBlock(em->b);
		em_br(em, v.done);
	} else {
		say(em, &v, 1);
	}
	em_at(em, v.done);
	LLVMValueRef phi = LLVMBuildPhi(em->b, em->i1, "equal");
	LLVMAddIncoming(phi, v.in, v.from, (unsigned)v.n);
	return phi;
}

LLVMValueRef em_string_equal(struct emitter *em, LLVMValueRef a, uint32_t acap, LLVMValueRef b, uint32_t bcap)
{
	return em_text_equal(em, a, b, acap < bcap ? acap : bcap);
}

/* The literal's bytes and, where there is room for it, its NUL: straight-line code, no way out. */
LLVMValueRef em_string_equal_literal(struct emitter *em, LLVMValueRef a, uint32_t acap, const char *lit, uint32_t len)
{
	uint32_t n = len < acap ? len + 1 : acap;
	LLVMValueRef diff = em_int(em, 0);
	if (len > acap)
		return LLVMConstInt(em->i1, 0, 0);
	for (uint32_t i = 0, step; i < n; i += step) {
		LLVMValueRef at = em_add(em, a, i);
		uint64_t want = 0;
		for (step = em_align(at); step > n - i; step /= 2)
			;
		for (uint32_t k = 0; k < step; k++)
			want |= (uint64_t)(uint8_t)(i + k < len ? lit[i + k] : 0) << (8 * k);
		LLVMValueRef d = LLVMBuildXor(em->b, em_load(em, at, step, false), em_int(em, want), "");
		diff = LLVMBuildOr(em->b, diff, d, "");
	}
	return LLVMBuildICmp(em->b, LLVMIntEQ, diff, em_int(em, 0), "");
}

LLVMValueRef em_bytes_order(struct emitter *em, LLVMValueRef a, LLVMValueRef b, uint32_t n)
{
	LLVMBasicBlockRef differ = em_block(em, "differ");
	uint32_t whole = n / 8 * 8;
	LLVMTypeRef t64[] = { em->i64 };
	unsigned id = LLVMLookupIntrinsicID("llvm.bswap", 10);
	LLVMValueRef bswap = LLVMGetIntrinsicDeclaration(em->mod, id, t64, 1);
	LLVMTypeRef bswap_type = LLVMIntrinsicGetType(em->ctx, id, t64, 1);
	LLVMValueRef words[2] = { em_alloca(em, em->i64, "left"), em_alloca(em, em->i64, "right") };

	if (whole) {
		struct counted c = counted_begin(em, whole, 8);
		LLVMValueRef wa = em_load(em, em_add_v(em, a, c.i), 8, false);
		LLVMValueRef wb = em_load(em, em_add_v(em, b, c.i), 8, false);
		LLVMBuildStore(em->b, wa, words[0]);
		LLVMBuildStore(em->b, wb, words[1]);
		em_cond(em, LLVMBuildICmp(em->b, LLVMIntNE, wa, wb, ""), differ, c.next);
		em_at(em, c.end);
	}
	LLVMBuildStore(em->b, load_tail(em, em_add(em, a, whole), n - whole), words[0]);
	LLVMBuildStore(em->b, load_tail(em, em_add(em, b, whole), n - whole), words[1]);
	em_br(em, differ);
	em_at(em, differ);
	LLVMValueRef v[2], greater, less;
	for (int i = 0; i < 2; i++) {
		LLVMValueRef w = LLVMBuildLoad2(em->b, em->i64, words[i], "");
		v[i] = LLVMBuildCall2(em->b, bswap_type, bswap, &w, 1, "");
	}
	greater = LLVMBuildICmp(em->b, LLVMIntUGT, v[0], v[1], "");
	less = LLVMBuildICmp(em->b, LLVMIntULT, v[0], v[1], "");
	LLVMValueRef sign = LLVMBuildSelect(em->b, greater, em_int(em, 1), em_int(em, 0), "");
	return LLVMBuildSelect(em->b, less, em_int(em, UINT64_MAX), sign, "");
}
