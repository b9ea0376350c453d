/* Types: the ones every program shares, constructors, layout of tuples and records, equality.
 *
 * Sizes and alignments are those of the memory form (image.h). How a type is written is type_text.c, where kernel and C
 * types come from is ctype.c and cdecl.c, which types go together is check_infer.c. */
#include "check/type.h"
#include "check/check_types.h"

#include <string.h>

#define SIMPLE(id, k, sz, al) const struct type type_##id = { .kind = k, .size = sz, .align = al }

SIMPLE(poison, TY_POISON, 0, 1);
SIMPLE(unknown, TY_UNKNOWN, 0, 1);
SIMPLE(void, TY_VOID, 0, 1);
SIMPLE(bool, TY_BOOL, 1, 1);
SIMPLE(inet, TY_INET, 24, 8);
SIMPLE(mac, TY_MAC, 6, 1);
SIMPLE(ksym, TY_KSYM, 8, 8);
SIMPLE(usym, TY_USYM, 16, 8);
SIMPLE(username, TY_USERNAME, 8, 8);
SIMPLE(timestamp, TY_TIMESTAMP, 16, 8);
SIMPLE(cgroup_path, TY_CGROUP_PATH, 16, 8);

#define INTEGER(id, sz, sign) const struct type type_##id = { .kind = TY_INT, .size = sz, .align = sz, \
		.is_signed = sign }

INTEGER(int8, 1, true);
INTEGER(int16, 2, true);
INTEGER(int32, 4, true);
INTEGER(int64, 8, true);
INTEGER(uint8, 1, false);
INTEGER(uint16, 2, false);
INTEGER(uint32, 4, false);
INTEGER(uint64, 8, false);

/* Non-negative literals: the smallest signed type that holds the value, and in `count` the bytes it needs unsigned. */
#define LITERAL(sz, need) { .kind = TY_INT, .size = sz, .align = sz, .is_signed = true, .literal = true, .count = need }

static const struct type literals[] = { LITERAL(1, 1), LITERAL(2, 1), LITERAL(2, 2), LITERAL(4, 2), LITERAL(4, 4),
					LITERAL(8, 4), LITERAL(8, 8) };

void types_init(struct types *t, struct arena *a, struct kernel *k)
{
	memset(t, 0, sizeof(*t));
	t->arena = a;
	t->kernel = k;
	strmap_init(&t->c_tags, a);
	strmap_init(&t->c_typedefs, a);
	strmap_init(&t->c_enumerators, a);
	strmap_init(&t->c_macros, a);
	strmap_init(&t->by_kid, a);
}

const struct type *type_int(uint32_t size, bool is_signed)
{
	switch (size) {
	case 1:
		return is_signed ? &type_int8 : &type_uint8;
	case 2:
		return is_signed ? &type_int16 : &type_uint16;
	case 4:
		return is_signed ? &type_int32 : &type_uint32;
	default:
		return is_signed ? &type_int64 : &type_uint64;
	}
}

static const struct type *negative_literal(uint64_t magnitude)
{
	if (magnitude <= 0x80)
		return &type_int8;
	if (magnitude <= 0x8000)
		return &type_int16;
	if (magnitude <= 0x80000000u)
		return &type_int32;
	return &type_int64;
}

const struct type *type_int_literal(struct types *t, uint64_t value, bool negative)
{
	static const uint64_t limits[] = { INT8_MAX, UINT8_MAX, INT16_MAX, UINT16_MAX, INT32_MAX, UINT32_MAX,
			INT64_MAX };
	if (negative && value)
		return negative_literal(value);
	for (unsigned i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		if (value <= limits[i])
			return &literals[i];
	return &type_uint64;
}

const struct type *literal_of(uint32_t size, uint32_t need)
{
	for (unsigned i = 0; i < sizeof(literals) / sizeof(literals[0]); i++)
		if (literals[i].size >= size && literals[i].count >= need)
			return &literals[i];
	return &literals[6];
}

static struct type *type_new(struct types *t, enum type_kind kind, uint32_t size, uint32_t align)
{
	struct type *n = arena_new(t->arena, struct type);
	n->kind = kind;
	n->size = size;
	n->align = align;
	return n;
}

const struct type *type_ptr(struct types *t, const struct type *pointee, enum addrspace as)
{
	struct type *n = type_new(t, TY_PTR, 8, 8);
	n->elem = pointee;
	n->as = as;
	return n;
}

const struct type *type_array(struct types *t, const struct type *elem, uint32_t count)
{
	uint64_t size = (uint64_t)elem->size * count;
	uint32_t bytes = size > UINT32_MAX ? UINT32_MAX : (uint32_t)size;
	struct type *n = type_new(t, TY_ARRAY, bytes, elem->align ? elem->align : 1);
	n->elem = elem;
	n->count = count;
	return n;
}

const struct type *type_string(struct types *t, uint32_t size, bool cut_shown)
{
	struct type *n = type_new(t, TY_STRING, size, 1);
	n->cut_shown = cut_shown;
	return n;
}

const struct type *type_buffer(struct types *t, uint32_t capacity)
{
	return type_new(t, TY_BUFFER, capacity + 4, 4);
}

static const struct type *laid_out(struct types *t, enum type_kind kind, const char **names, const struct type **items,
				   int n)
{
	struct member *m = n ? arena_array(t->arena, struct member, n) : NULL;
	uint32_t offset = 0, align = 1;
	for (int i = 0; i < n; i++) {
		uint32_t a = items[i]->align ? items[i]->align : 1;
		offset = (offset + a - 1) / a * a;
		if (a > align)
			align = a;
		m[i].name = names ? names[i] : NULL;
		m[i].type = items[i];
		m[i].offset = offset;
		offset += items[i]->size;
	}
	struct type *r = type_new(t, kind, (offset + align - 1) / align * align, align);
	r->members = m;
	r->nmembers = (uint32_t)n;
	return r;
}

const struct type *type_tuple(struct types *t, const struct type **items, int n)
{
	return laid_out(t, TY_TUPLE, NULL, items, n);
}

const struct type *type_record(struct types *t, const char **names, const struct type **items, int n)
{
	return laid_out(t, TY_RECORD, names, items, n);
}

const struct type *type_stack(struct types *t, bool user, enum stack_mode mode, uint32_t limit)
{
	struct type *n = type_new(t, user ? TY_USTACK : TY_KSTACK, 16, 8);
	n->stack_mode = mode;
	n->stack_limit = limit;
	return n;
}

static uint32_t agg_size(const struct type *like)
{
	switch (like->agg) {
	case SHAPE_COUNT: case SHAPE_SUM:
		return 8;
	case SHAPE_HIST:
		return hist_buckets(like->hist_bits) * 8;
	case SHAPE_LHIST: {
		uint64_t span = (uint64_t)like->lhist_max - (uint64_t)like->lhist_min;
		uint64_t step = like->lhist_step > 0 ? (uint64_t)like->lhist_step : 1;
		return (uint32_t)((2 + (span + step - 1) / step) * 8);
	}
	case SHAPE_TSERIES:
		return (uint32_t)sizeof(struct tseries_slot) * like->ts_count;
	default:
		return 16;
	}
}

static const struct type *agg_read_type(const struct type *like)
{
	switch (like->agg) {
	case SHAPE_COUNT:
		return &type_int64;
	case SHAPE_SUM: case SHAPE_MIN: case SHAPE_MAX: case SHAPE_AVG:
		return type_int(8, like->is_signed);
	default:
		return NULL;
	}
}

const struct type *type_agg(struct types *t, const struct type *like)
{
	struct type *n = arena_memdup(t->arena, like, sizeof(*like));
	n->kind = TY_AGG;
	n->size = agg_size(like);
	n->align = 8;
	n->elem = agg_read_type(like);
	return n;
}

const struct type *type_with_as(struct types *t, const struct type *ptr, enum addrspace as)
{
	if (ptr->as == as)
		return ptr;
	struct type *n = arena_memdup(t->arena, ptr, sizeof(*ptr));
	n->as = as;
	return n;
}

const struct type *type_located(struct types *t, const struct type *ty, enum addrspace as, bool trusted)
{
	if (ty->kind == TY_STRUCT)
		type_complete(t, ty); /* before copying, so that the work is kept */
	if (ty->as == as && ty->trusted == trusted)
		return ty;
	struct type *n = arena_memdup(t->arena, ty, sizeof(*ty));
	n->as = as;
	n->trusted = trusted;
	return n;
}

bool type_is_integral(const struct type *t)
{
	return t->kind == TY_INT || t->kind == TY_BOOL || t->kind == TY_ENUM;
}

/* ---- equality ---- */

static bool members_equal(const struct type *a, const struct type *b, bool named)
{
	if (a->nmembers != b->nmembers)
		return false;
	for (uint32_t i = 0; i < a->nmembers; i++) {
		if (named && strcmp(a->members[i].name, b->members[i].name))
			return false;
		if (!type_equal(a->members[i].type, b->members[i].type))
			return false;
	}
	return true;
}

static bool tagged_equal(const struct type *a, const struct type *b)
{
	bool an = a->name && a->name[0], bn = b->name && b->name[0];
	if (an || bn)
		return an && bn && a->is_union == b->is_union && !strcmp(a->name, b->name);
	if (a->from_kernel && b->from_kernel)
		return a->kid.btf == b->kid.btf && a->kid.id == b->kid.id;
	return a->size == b->size && a->members == b->members && a->enums == b->enums;
}

static bool agg_equal(const struct type *a, const struct type *b)
{
	return a->agg == b->agg && a->is_signed == b->is_signed && a->hist_bits == b->hist_bits &&
	       a->lhist_min == b->lhist_min && a->lhist_max == b->lhist_max && a->lhist_step == b->lhist_step &&
	       a->ts_interval == b->ts_interval && a->ts_count == b->ts_count && a->ts_agg == b->ts_agg;
}

bool type_equal(const struct type *a, const struct type *b)
{
	if (a == b)
		return true;
	if (!a || !b || a->kind != b->kind)
		return false;
	switch (a->kind) {
	case TY_INT:
		return a->size == b->size && a->is_signed == b->is_signed;
	case TY_ENUM: case TY_STRUCT:
		return tagged_equal(a, b);
	case TY_PTR:
		return type_equal(a->elem, b->elem);
	case TY_ARRAY:
		return a->count == b->count && type_equal(a->elem, b->elem);
	case TY_STRING: case TY_BUFFER:
		return a->size == b->size;
	case TY_KSTACK: case TY_USTACK:
		return a->stack_mode == b->stack_mode && a->stack_limit == b->stack_limit;
	case TY_TUPLE:
		return members_equal(a, b, false);
	case TY_RECORD:
		return members_equal(a, b, true);
	case TY_AGG:
		return agg_equal(a, b);
	case TY_POISON: case TY_UNKNOWN: case TY_VOID: case TY_BOOL: case TY_FUNC: case TY_INET: case TY_MAC:
	case TY_KSYM: case TY_USYM: case TY_USERNAME: case TY_TIMESTAMP: case TY_CGROUP_PATH:
		return true;
	}
	return false;
}

static bool members_same(const struct type *a, const struct type *b)
{
	for (uint32_t i = 0; i < a->nmembers; i++)
		if (!type_same(a->members[i].type, b->members[i].type))
			return false;
	return true;
}

bool type_same(const struct type *a, const struct type *b)
{
	if (a == b)
		return true;
	if (!type_equal(a, b) || a->as != b->as || a->literal != b->literal || a->cut_shown != b->cut_shown)
		return false;
	if (a->kind == TY_INT && a->literal)
		return a->count == b->count;
	return (a->kind != TY_TUPLE && a->kind != TY_RECORD) || members_same(a, b);
}
