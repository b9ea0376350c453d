/* Memory: slots of the frame and of scratch, copying and zeroing without memcpy (BPF has none), reading remote memory,
 * and storing a value in the memory form of a type (em_store_val), which is the one place that knows these forms. */
#include "codegen/core.h"

#include <string.h>

LLVMValueRef em_slot(struct emitter *em, const struct slot *s)
{
	return em_add(em, s->scratch ? em->scratch : em->frame, s->offset);
}

/* ---- blocks of bytes ---- */

/* The test is at the bottom: the verifier of 6.1 refuses a loop whose last instruction falls through to its first, which
 * is what the back end makes of a test at the top when the body has exits of its own. */
struct counted counted_begin(struct emitter *em, uint32_t n, uint32_t step)
{
	struct counted c = { .head = em_block(em, "count"), .next = em_block(em, "count.next"),
			     .end = em_block(em, "count.end") };
	LLVMBasicBlockRef from[] = { LLVMGetInsertBlock(em->b), c.next };
	em_br(em, n ? c.head : c.end);
	em_at(em, c.head);
	c.i = LLVMBuildPhi(em->b, em->i64, "i");
	em_at(em, c.next); /* complete before the body is made: em_align looks at the phi */
	LLVMValueRef after = LLVMBuildAdd(em->b, c.i, em_int(em, step), ""), values[] = { em_int(em, 0), after };
	em_cond(em, LLVMBuildICmp(em->b, LLVMIntULT, after, em_int(em, n), ""), c.head, c.end);
	LLVMAddIncoming(c.i, values + !n, from + !n, n ? 2 : 1);
	em_at(em, c.head);
	return c;
}

void counted_end(struct emitter *em, struct counted *c)
{
	em_br(em, c->next);
	em_at(em, c->end);
}

static uint32_t chunk(uint32_t left, uint32_t align)
{
	uint32_t c = align;
	while (c > left)
		c /= 2;
	return c;
}

void em_copy(struct emitter *em, LLVMValueRef dst, LLVMValueRef src, uint32_t n)
{
	uint32_t a = em_align(dst), b = em_align(src), align = a < b ? a : b, i = 0;
	if (dst == src)
		return;
	if (n > INLINE_BYTES_MAX / 8 * align) {
		uint32_t whole = n / align * align;
		struct counted c = counted_begin(em, whole, align);
		em_store(em, em_add_v(em, dst, c.i), em_load(em, em_add_v(em, src, c.i), align, false), align);
		counted_end(em, &c);
		i = whole;
	}
	for (uint32_t step; i < n; i += step) {
		step = chunk(n - i, align);
		em_store(em, em_add(em, dst, i), em_load(em, em_add(em, src, i), step, false), step);
	}
}

void em_zero(struct emitter *em, LLVMValueRef dst, uint32_t n)
{
	uint32_t align = em_align(dst), i = 0;
	if (n > INLINE_BYTES_MAX / 8 * align) {
		uint32_t whole = n / align * align;
		struct counted c = counted_begin(em, whole, align);
		em_store(em, em_add_v(em, dst, c.i), em_int(em, 0), align);
		counted_end(em, &c);
		i = whole;
	}
	for (uint32_t step; i < n; i += step) {
		/* an odd start after a field reaches alignment again step by step */
		LLVMValueRef at = em_add(em, dst, i);
		step = chunk(n - i, em_align(at));
		em_store(em, at, em_int(em, 0), step);
	}
}

void em_store_bytes(struct emitter *em, LLVMValueRef dst, const char *bytes, uint32_t n)
{
	for (uint32_t i = 0, step; i < n; i += step) {
		LLVMValueRef at = em_add(em, dst, i);
		uint64_t word = 0;
		step = chunk(n - i, em_align(at));
		memcpy(&word, bytes + i, step); /* the target has this machine's byte order */
		em_store(em, at, em_int(em, word), step);
	}
}

/* ---- remote memory ---- */

void em_probe_read(struct emitter *em, LLVMValueRef dst, uint32_t n, LLVMValueRef addr_i64, bool user, struct range r)
{
	if (!n)
		return;
	LLVMValueRef args[] = { dst, em_int(em, n), addr_i64 };
	/* on failure the helpers fill dst with zeroes themselves */
	LLVMValueRef ret = em_helper(em, user ? BPF_FUNC_probe_read_user : BPF_FUNC_probe_read_kernel, args, 3);
	if (!em->p->opt->warnings_k)
		return;
	LLVMBasicBlockRef bad = em_block(em, "read.failed"), on = em_block(em, "read.done");
	em_cond(em, LLVMBuildICmp(em->b, LLVMIntSLT, ret, em_int(em, 0), ""), bad, on);
	em_at(em, bad);
	em_site(em, SITE_READ_FAILED, user ? "probe_read_user" : "probe_read_kernel", -1, true, r, ret);
	em_br(em, on);
	em_at(em, on);
}

static LLVMValueRef address_of(struct emitter *em, struct val v)
{
	LLVMValueRef a = v.place == IN_CTX ? em_to_int(em, v.v) : v.v;
	return v.offset ? LLVMBuildAdd(em->b, a, em_int(em, v.offset), "") : a;
}

static LLVMValueRef load_direct(struct emitter *em, LLVMValueRef base, uint32_t offset, const struct type *t)
{
	return em_opaque(em, em_load(em, em_add(em, base, offset), t->size, t->is_signed));
}

/* Trusted pointers may be null in some tracepoints and at the end of iterators; the verifier wants to see the test. */
static LLVMValueRef load_trusted(struct emitter *em, struct val v)
{
	LLVMValueRef in[2] = { NULL, em_int(em, 0) };
	LLVMBasicBlockRef from[2], load = em_block(em, "trusted"), done = em_block(em, "trusted.done");
	from[1] = LLVMGetInsertBlock(em->b);
	em_cond(em, em_nonzero(em, v.v), load, done);
	em_at(em, load);
	in[0] = load_direct(em, em_to_ptr(em, v.v), v.offset, v.type);
	from[0] = LLVMGetInsertBlock(em->b);
	em_br(em, done);
	em_at(em, done);
	LLVMValueRef phi = LLVMBuildPhi(em->b, em->i64, "");
	LLVMAddIncoming(phi, in, from, 2);
	return phi;
}

LLVMValueRef em_load_scalar(struct emitter *em, struct val v, struct range r)
{
	LLVMValueRef tmp;
	switch (v.place) {
	case IN_REG:
		return v.v;
	case IN_BPF:
		return em_load(em, v.v, v.type->size, v.type->is_signed);
	case IN_CTX:
		return load_direct(em, v.v, v.offset, v.type);
	case IN_TRUSTED:
		return load_trusted(em, v);
	case IN_KERNEL: case IN_USER:
		tmp = em_tmp8(em);
		em_probe_read(em, tmp, v.type->size, address_of(em, v), v.place == IN_USER, r);
		return em_load(em, tmp, v.type->size, v.type->is_signed);
	}
	return em_int(em, 0);
}

/* ---- values in their memory form ---- */

/* A char array of remote memory. As a key it must be the same bytes for the same text, and it need not be terminated:
 * reading a string keeps the last byte for a NUL, so that byte is read again. */
static void store_remote_chars(struct emitter *em, struct val v, LLVMValueRef dst, uint32_t cap, bool zero_tail,
			       struct range r)
{
	bool user = v.place == IN_USER;
	LLVMValueRef addr = address_of(em, v);
	uint32_t n = v.type->size < cap ? v.type->size : cap;
	if (!zero_tail || n < 2) {
		em_probe_read(em, dst, n, addr, user, r);
		return;
	}
	em_read_string(em, dst, n, NULL, addr, user, true, r);
	LLVMBasicBlockRef full = em_block(em, "chars.full"), done = em_block(em, "chars.done");
	em_cond(em, em_nonzero(em, em_load(em, em_add(em, dst, n - 2), 1, false)), full, done);
	em_at(em, full);
	LLVMValueRef last = LLVMBuildAdd(em->b, addr, em_int(em, n - 1), "");
	em_probe_read(em, em_add(em, dst, n - 1), 1, last, user, r);
	em_br(em, done);
	em_at(em, done);
}

static void copy_from_ctx(struct emitter *em, LLVMValueRef dst, struct val v, uint32_t n)
{
	uint32_t align = em_align(dst);
	for (uint32_t i = 0, step; i < n; i += step) {
		uint32_t at = v.offset + i;
		step = chunk(n - i, at & 7 ? at & -at : 8);
		step = step < align ? step : align;
		em_store(em, em_add(em, dst, i), em_load(em, em_add(em, v.v, at), step, false), step);
	}
}

static void read_trusted(struct emitter *em, LLVMValueRef dst, uint32_t n, struct val v, struct range r)
{
	LLVMBasicBlockRef read = em_block(em, "trusted"), null = em_block(em, "trusted.null"),
			  done = em_block(em, "trusted.done");
	em_cond(em, em_nonzero(em, v.v), read, null);
	em_at(em, read);
	em_probe_read(em, dst, n, address_of(em, v), false, r);
	em_br(em, done);
	em_at(em, null);
	em_zero(em, dst, n);
	em_br(em, done);
	em_at(em, done);
}

/* n bytes as they are, from any place. */
static void store_plain(struct emitter *em, struct val v, LLVMValueRef dst, uint32_t n, struct range r)
{
	switch (v.place) {
	case IN_REG:
		em_store(em, dst, v.v, n);
		return;
	case IN_BPF:
		em_copy(em, dst, v.v, n);
		return;
	case IN_CTX:
		if (n <= INLINE_BYTES_MAX)
			copy_from_ctx(em, dst, v, n);
		else
			em_probe_read(em, dst, n, address_of(em, v), false, r);
		return;
	case IN_TRUSTED:
		read_trusted(em, dst, n, v, r);
		return;
	case IN_KERNEL: case IN_USER:
		em_probe_read(em, dst, n, address_of(em, v), v.place == IN_USER, r);
		return;
	}
}

static void store_string(struct emitter *em, struct val v, LLVMValueRef dst, uint32_t cap, bool zero_tail, struct range r)
{
	uint32_t n = v.type->size;
	if (v.place == IN_BPF) {
		em_string_copy(em, dst, cap, v.v, n, zero_tail);
		return;
	}
	if (v.place == IN_TRUSTED || (v.place == IN_CTX && !zero_tail))
		store_plain(em, v, dst, n < cap ? n : cap, r);
	else
		store_remote_chars(em, v, dst, cap, zero_tail, r);
	if (cap <= n)
		return;
	if (zero_tail)
		em_zero(em, em_add(em, dst, n), cap - n);
	else
		em_store(em, em_add(em, dst, n), em_int(em, 0), 1);
}

/* What follows the bytes in use of a buffer is cleared word by word. */
static void clear_buffer_tail(struct emitter *em, LLVMValueRef dst, uint32_t size)
{
	LLVMValueRef len = em_load(em, dst, 4, false);
	struct counted c = counted_begin(em, (size - 4) / 4 * 4, 4);
	LLVMValueRef at = em_add_v(em, em_add(em, dst, 4), c.i), zero = em_int(em, 0), four = em_int(em, 4);
	LLVMValueRef left = LLVMBuildSub(em->b, len, c.i, "");
	LLVMValueRef none = LLVMBuildICmp(em->b, LLVMIntSLE, left, zero, "");
	LLVMValueRef bits = LLVMBuildMul(em->b, LLVMBuildAnd(em->b, left, em_int(em, 3), ""), em_int(em, 8), "");
	LLVMValueRef part = LLVMBuildSub(em->b, LLVMBuildShl(em->b, em_int(em, 1), bits, ""), em_int(em, 1), "");
	LLVMValueRef all = LLVMBuildICmp(em->b, LLVMIntSGE, left, four, "");
	LLVMValueRef mask = LLVMBuildSelect(em->b, none, zero,
					    LLVMBuildSelect(em->b, all, em_int(em, UINT32_MAX), part, ""), "");
	em_store(em, at, LLVMBuildAnd(em->b, em_load(em, at, 4, false), mask, ""), 4);
	counted_end(em, &c);
}

static void store_buffer(struct emitter *em, struct val v, LLVMValueRef dst, uint32_t size, bool zero_tail,
			 struct range r)
{
	uint32_t n = v.type->size < size ? v.type->size : size;
	store_plain(em, v, dst, n, r);
	if (!zero_tail)
		return;
	clear_buffer_tail(em, dst, n);
	em_zero(em, em_add(em, dst, n), size - n);
}

void em_zero_gaps(struct emitter *em, LLVMValueRef dst, const struct type *t)
{
	uint32_t end = 0;
	for (uint32_t i = 0; i < t->nmembers; i++) {
		if (t->members[i].offset > end)
			em_zero(em, em_add(em, dst, end), t->members[i].offset - end);
		end = t->members[i].offset + t->members[i].type->size;
	}
	if (t->size > end)
		em_zero(em, em_add(em, dst, end), t->size - end);
}

static const struct member *counterpart(const struct type *as, const struct member *m, uint32_t i)
{
	if (as->kind == TY_RECORD && m->name)
		for (uint32_t k = 0; k < as->nmembers; k++)
			if (!strcmp(as->members[k].name, m->name))
				return &as->members[k];
	return i < as->nmembers ? &as->members[i] : NULL;
}

static void store_fields(struct emitter *em, struct val v, LLVMValueRef dst, const struct type *as, bool zero_tail,
			 struct range r)
{
	if (zero_tail)
		em_zero_gaps(em, dst, as);
	for (uint32_t i = 0; i < v.type->nmembers; i++) {
		const struct member *from = &v.type->members[i], *to = counterpart(as, from, i);
		if (!to)
			continue;
		struct val f = { from->type, IN_BPF, em_add(em, v.v, from->offset), 0 };
		em_store_val(em, f, em_add(em, dst, to->offset), to->type, zero_tail, r);
	}
}

void em_store_val(struct emitter *em, struct val v, LLVMValueRef dst, const struct type *as, bool zero_tail,
		  struct range r)
{
	uint32_t n;
	switch (v.type->kind) {
	case TY_BOOL: case TY_INT: case TY_ENUM: case TY_PTR: case TY_KSYM:
		em_store(em, dst, em_convert(em, em_load_scalar(em, v, r), v.type, as), as->size);
		return;
	case TY_STRING:
		store_string(em, v, dst, as->size, zero_tail, r);
		return;
	case TY_BUFFER:
		store_buffer(em, v, dst, as->size, zero_tail, r);
		return;
	case TY_TUPLE: case TY_RECORD:
		store_fields(em, v, dst, as, zero_tail, r);
		return;
	case TY_ARRAY: case TY_STRUCT: case TY_INET: case TY_MAC: case TY_USYM: case TY_KSTACK: case TY_USTACK:
	case TY_USERNAME: case TY_TIMESTAMP: case TY_CGROUP_PATH: case TY_AGG:
		n = v.type->size < as->size ? v.type->size : as->size;
		store_plain(em, v, dst, n, r);
		em_zero(em, em_add(em, dst, n), as->size - n);
		return;
	case TY_POISON: case TY_UNKNOWN: case TY_VOID: case TY_FUNC:
		return;
	}
}
