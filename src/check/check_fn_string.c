/* Functions on strings. Pointers to characters are read by an implied str(). */
#include "check/call.h"
#include "check/check_types.h"

#include <signal.h>
#include <string.h>

#include "tables/syscalls.h"

#define NAME_SIZE 64       /* of strerror(), signal_name(), syscall_name() */
#define CONCAT_SIZE 1024

static bool is_text(const struct type *t)
{
	return t->kind == TY_STRING || (t->kind == TY_ARRAY && t->elem->kind == TY_INT && t->elem->size == 1);
}

/* Argument i is text after this; false: reported, or not known yet. */
static bool text_arg(struct checker *c, struct expr *call, int i)
{
	const struct type *t = call_text_arg(c, call, i);
	if (!is_settled(t))
		return false;
	if (is_text(t))
		return true;
	call_wrong_type(c, call, "string", t);
	return false;
}

static const struct constant *text_constant(const struct expr *call, int i)
{
	const struct expr *a = call_arg(call, i);
	return is_constant_string(a) ? a->constant : NULL;
}

const struct type *check_fn_strlen(struct checker *c, struct expr *call)
{
	if (!text_arg(c, call, 0))
		return &type_uint64;
	const struct constant *text = text_constant(call, 0);
	return text ? call_fold(c, call, &type_uint64, strnlen(text->bytes, text->len)) : &type_uint64;
}

/* An argument that was a pointer in an earlier round is an str() at the same place now. */
static bool was_pointer(const struct expr *a)
{
	return a->kind == EX_CALL && a->function == &functions[FN_ID_str] &&
	       a->range.begin == a->call.args.at[0]->range.begin;
}

const struct type *check_fn_strcap(struct checker *c, struct expr *call)
{
	const struct type *t = check_expr(c, call_arg(call, 0));
	if ((is_settled(t) && t->kind == TY_PTR) || was_pointer(call_arg(call, 0)))
		return check_fn_strlen(c, call);
	if (!text_arg(c, call, 0))
		return &type_uint64;
	return call_fold(c, call, &type_uint64, t->size);
}

static const struct type *compare(struct checker *c, struct expr *call, const struct type *result)
{
	int64_t n;
	bool ok = text_arg(c, call, 0);
	ok &= text_arg(c, call, 1);
	if (!call_literal_int(c, call, 2, &n) || !ok)
		return result;
	if (n < 0)
		call_error(c, call, "%s() expects a non-negative literal length (%lld provided)", call->call.name, (long long)n);
	return result;
}

const struct type *check_fn_strncmp(struct checker *c, struct expr *call)
{
	compare(c, call, &type_uint64);
	const struct constant *a = text_constant(call, 0), *b = text_constant(call, 1), *n = call_arg(call, 2)->constant;
	if (a && b && n)
		return call_fold(c, call, &type_uint64, strncmp(a->bytes, b->bytes, n->value) != 0);
	return &type_uint64;
}

/* memcmp works on whole objects too: structs and arrays of anything. */
const struct type *check_fn_memcmp(struct checker *c, struct expr *call)
{
	int64_t n;
	if (!call_literal_int(c, call, 2, &n))
		n = 0;
	for (int i = 0; i < 2; i++) {
		const struct type *t = call_text_arg(c, call, i);
		if (!is_settled(t))
			continue;
		if (t->kind != TY_STRING && t->kind != TY_ARRAY && t->kind != TY_STRUCT)
			call_wrong_type(c, call, "string or array", t);
		else if (n > (int64_t)t->size && t->kind != TY_STRING)
			call_error(c, call, "memcmp(): %lld bytes of an object of %u", (long long)n, t->size);
	}
	if (n < 0)
		call_error(c, call, "memcmp() expects a non-negative literal length (%lld provided)", (long long)n);
	return &type_int32;
}

const struct type *check_fn_strstr(struct checker *c, struct expr *call)
{
	bool ok = text_arg(c, call, 0);
	ok &= text_arg(c, call, 1);
	const struct constant *h = text_constant(call, 0), *n = text_constant(call, 1);
	if (!ok || !h || !n)
		return &type_int64;
	const char *at = strstr(h->bytes, n->bytes);
	return call_fold(c, call, &type_int64, at ? (uint64_t)(at - h->bytes) : UINT64_MAX);
}

const struct type *check_fn_str_concat(struct checker *c, struct expr *call)
{
	bool ok = text_arg(c, call, 0);
	ok &= text_arg(c, call, 1);
	const struct constant *a = text_constant(call, 0), *b = text_constant(call, 1);
	if (ok && a && b && a->len + b->len < CONCAT_SIZE)
		return call_fold_string(c, call, arena_printf(c->p->arena, "%s%s", a->bytes, b->bytes), a->len + b->len);
	return type_string(c->types, CONCAT_SIZE, false);
}

/* ---- names of numbers ---- */

static const struct type *number_name(struct checker *c, struct expr *call, const char *(*name)(int))
{
	const struct type *t = type_string(c->types, NAME_SIZE, false);
	if (!call_int(c, call, 0))
		return t;
	const struct constant *n = call_arg(call, 0)->constant;
	const char *text = n && n->value < 4096 ? name((int)n->value) : NULL;
	return text ? call_fold_string(c, call, text, (uint32_t)strlen(text)) : t;
}

const struct type *check_fn_strerror(struct checker *c, struct expr *call)
{
	return number_name(c, call, strerrordesc_np);
}

const struct type *check_fn_signal_name(struct checker *c, struct expr *call)
{
	return number_name(c, call, sigdescr_np);
}

const struct type *check_fn_syscall_name(struct checker *c, struct expr *call)
{
	return number_name(c, call, syscall_name);
}
