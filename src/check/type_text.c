/* Types as people and images read them: the names of messages (spec 2.1), and shapes. */
#include "check/check_types.h"

#include <string.h>

static void tag_text(struct strbuf *out, const char *keyword, const struct type *t)
{
	const char *name = t->name && t->name[0] ? t->name : "(anonymous)";
	size_t n = strlen(keyword);
	if (strncmp(name, keyword, n) || name[n] != ' ')
		strbuf_printf(out, "%s ", keyword);
	strbuf_addstr(out, name);
}

static void fields_text(struct strbuf *out, const struct type *t)
{
	strbuf_addstr(out, "record {");
	for (uint32_t i = 0; i < t->nmembers; i++) {
		strbuf_printf(out, "%s.%s = ", i ? ", " : " ", t->members[i].name);
		type_text(out, t->members[i].type);
	}
	strbuf_addstr(out, " }");
}

static void tuple_text(struct strbuf *out, const struct type *t)
{
	strbuf_addch(out, '(');
	for (uint32_t i = 0; i < t->nmembers; i++) {
		if (i)
			strbuf_addch(out, ',');
		type_text(out, t->members[i].type);
	}
	strbuf_addch(out, ')');
}

static void agg_text(struct strbuf *out, const struct type *t)
{
	static const char *const names[] = { [SHAPE_COUNT] = "count", [SHAPE_SUM] = "sum", [SHAPE_MIN] = "min",
					     [SHAPE_MAX] = "max", [SHAPE_AVG] = "avg", [SHAPE_STATS] = "stats",
					     [SHAPE_HIST] = "hist", [SHAPE_LHIST] = "lhist",
					     [SHAPE_TSERIES] = "tseries" };
	bool has_sign = t->agg >= SHAPE_SUM && t->agg <= SHAPE_STATS;
	strbuf_printf(out, "%s%s_t", has_sign && !t->is_signed ? "u" : "", names[t->agg]);
}

static void stack_text(struct strbuf *out, const struct type *t)
{
	static const char *const modes[] = { [STACK_BPFTRACE] = "bpftrace", [STACK_PERF] = "perf", [STACK_RAW] = "raw",
					     [STACK_BUILD_ID] = "build_id" };
	strbuf_printf(out, "%cstack_%s_%u", t->kind == TY_KSTACK ? 'k' : 'u', modes[t->stack_mode], t->stack_limit);
}

static void pointer_text(struct strbuf *out, const struct type *t)
{
	if (t->elem->kind == TY_VOID)
		strbuf_addstr(out, "void");
	else
		type_text(out, t->elem);
	strbuf_addstr(out, " *");
}

static void array_text(struct strbuf *out, const struct type *t)
{
	type_text(out, t->elem);
	if (t->count)
		strbuf_printf(out, "[%u]", t->count);
	else
		strbuf_addstr(out, "[]");
}

static void sized_text(struct strbuf *out, const char *name, uint32_t size)
{
	strbuf_addstr(out, name);
	if (size)
		strbuf_printf(out, "[%u]", size);
}

const char *type_kind_name(const struct type *t)
{
	switch (t->kind) {
	case TY_POISON: case TY_UNKNOWN:
		return "unknown";
	case TY_VOID:
		return "none";
	case TY_BOOL:
		return "bool";
	case TY_INT:
		return "int";
	case TY_ENUM:
		return "enum";
	case TY_PTR:
		return "pointer";
	case TY_ARRAY:
		return "array";
	case TY_STRUCT:
		return t->is_union ? "union" : "struct";
	case TY_FUNC:
		return "function";
	case TY_STRING:
		return "string";
	case TY_BUFFER:
		return "buffer";
	case TY_INET:
		return "inet";
	case TY_MAC:
		return "macaddr_t";
	case TY_KSYM:
		return "ksym_t";
	case TY_USYM:
		return "usym_t";
	case TY_KSTACK:
		return "kstack";
	case TY_USTACK:
		return "ustack";
	case TY_USERNAME:
		return "username_t";
	case TY_TIMESTAMP:
		return "timestamp";
	case TY_CGROUP_PATH:
		return "cgroup_path_t";
	case TY_TUPLE:
		return "tuple";
	case TY_RECORD:
		return "record";
	case TY_AGG:
		return "aggregation";
	}
	return "unknown";
}

void type_text(struct strbuf *out, const struct type *t)
{
	switch (t->kind) {
	case TY_INT:
		strbuf_printf(out, "%sint%u", t->is_signed ? "" : "u", t->size * 8);
		return;
	case TY_ENUM:
		tag_text(out, "enum", t);
		return;
	case TY_PTR:
		pointer_text(out, t);
		return;
	case TY_ARRAY:
		array_text(out, t);
		return;
	case TY_STRUCT:
		tag_text(out, t->is_union ? "union" : "struct", t);
		return;
	case TY_STRING: case TY_BUFFER: case TY_INET:
		sized_text(out, type_kind_name(t), t->size);
		return;
	case TY_KSTACK: case TY_USTACK:
		stack_text(out, t);
		return;
	case TY_TUPLE:
		tuple_text(out, t);
		return;
	case TY_RECORD:
		fields_text(out, t);
		return;
	case TY_AGG:
		agg_text(out, t);
		return;
	case TY_POISON: case TY_UNKNOWN: case TY_VOID: case TY_BOOL: case TY_FUNC: case TY_MAC: case TY_KSYM:
	case TY_USYM: case TY_USERNAME: case TY_TIMESTAMP: case TY_CGROUP_PATH:
		strbuf_addstr(out, type_kind_name(t));
		return;
	}
}

const char *type_str(struct arena *a, const struct type *t)
{
	struct strbuf b = { 0 };
	type_text(&b, t);
	char *s = arena_strndup(a, strbuf_str(&b), b.len);
	strbuf_release(&b);
	return s;
}

/* ---- shapes ---- */

struct shaper {
	struct arena *arena;
	struct types *types;
	uint32_t (*stack_map)(void *ctx, const struct type *);
	void *ctx;
	int depth;
};

#define SHAPE_DEPTH_MAX 32 /* structs nest by value, so no real type comes near */

static const struct shape *shape_of(struct shaper *s, const struct type *t);

static void shape_fields(struct shaper *s, struct shape *out, const struct type *t)
{
	struct shape_field *f = t->nmembers ? arena_array(s->arena, struct shape_field, t->nmembers) : NULL;
	for (uint32_t i = 0; i < t->nmembers; i++) {
		const struct member *m = &t->members[i];
		f[i].name = m->name ? arena_strdup(s->arena, m->name) : NULL;
		f[i].offset = m->offset;
		f[i].bit_offset = m->bit_offset;
		f[i].bit_size = m->bit_size;
		f[i].shape = shape_of(s, m->type);
	}
	out->fields = f;
	out->nfields = t->nmembers;
}

static void shape_enum(struct shaper *s, struct shape *out, const struct type *t)
{
	struct shape_enumerator *e = t->nenums ? arena_array(s->arena, struct shape_enumerator, t->nenums) : NULL;
	for (uint32_t i = 0; i < t->nenums; i++) {
		e[i].name = arena_strdup(s->arena, t->enums[i].name);
		e[i].value = t->enums[i].value;
	}
	out->enums = e;
	out->nenums = t->nenums;
}

static enum shape_kind shape_kind_of(const struct type *t)
{
	switch (t->kind) {
	case TY_POISON: case TY_UNKNOWN: case TY_VOID: case TY_FUNC:
		return SHAPE_NONE;
	case TY_BOOL:
		return SHAPE_BOOL;
	case TY_INT:
		return SHAPE_INT;
	case TY_ENUM:
		return SHAPE_ENUM;
	case TY_PTR:
		return SHAPE_PTR;
	case TY_ARRAY:
		return SHAPE_ARRAY;
	case TY_STRUCT:
		return SHAPE_STRUCT;
	case TY_STRING:
		return SHAPE_STRING;
	case TY_BUFFER:
		return SHAPE_BUFFER;
	case TY_INET:
		return SHAPE_INET;
	case TY_MAC:
		return SHAPE_MAC;
	case TY_KSYM:
		return SHAPE_KSYM;
	case TY_USYM:
		return SHAPE_USYM;
	case TY_KSTACK:
		return SHAPE_KSTACK;
	case TY_USTACK:
		return SHAPE_USTACK;
	case TY_USERNAME:
		return SHAPE_USERNAME;
	case TY_TIMESTAMP:
		return SHAPE_TIMESTAMP;
	case TY_CGROUP_PATH:
		return SHAPE_CGROUP_PATH;
	case TY_TUPLE:
		return SHAPE_TUPLE;
	case TY_RECORD:
		return SHAPE_RECORD;
	case TY_AGG:
		return t->agg;
	}
	return SHAPE_NONE;
}

static void shape_agg(struct shape *out, const struct type *t)
{
	out->hist_bits = t->hist_bits;
	out->lhist_min = t->lhist_min;
	out->lhist_max = t->lhist_max;
	out->lhist_step = t->lhist_step;
	out->ts_interval = t->ts_interval;
	out->ts_count = t->ts_count;
	out->ts_agg = t->ts_agg;
}

static const struct shape *shape_of(struct shaper *s, const struct type *t)
{
	struct shape *out = arena_new(s->arena, struct shape);
	if (t->kind == TY_STRUCT)
		type_complete(s->types, t);
	out->kind = shape_kind_of(t);
	out->size = t->size;
	out->is_signed = t->is_signed;
	out->cut_shown = t->cut_shown;
	if (++s->depth > SHAPE_DEPTH_MAX)
		out->kind = SHAPE_NONE;
	if (out->kind == SHAPE_STRUCT || out->kind == SHAPE_ENUM)
		out->name = arena_strdup(s->arena, t->name ? t->name : "");
	if (out->kind == SHAPE_STRUCT || out->kind == SHAPE_TUPLE || out->kind == SHAPE_RECORD)
		shape_fields(s, out, t);
	if (out->kind == SHAPE_ENUM)
		shape_enum(s, out, t);
	if (out->kind == SHAPE_ARRAY) {
		out->count = t->count;
		out->elem = shape_of(s, t->elem);
	}
	if (out->kind == SHAPE_KSTACK || out->kind == SHAPE_USTACK) {
		out->stack_mode = t->stack_mode;
		out->stack_limit = t->stack_limit;
		out->stack_map = s->stack_map ? s->stack_map(s->ctx, t) : 0;
	}
	if (t->kind == TY_AGG)
		shape_agg(out, t);
	s->depth--;
	return out;
}

const struct shape *type_shape(struct arena *image_arena, struct types *t, const struct type *ty,
			       uint32_t (*stack_map)(void *ctx, const struct type *), void *ctx)
{
	struct shaper s = { .arena = image_arena, .types = t, .stack_map = stack_map, .ctx = ctx };
	return shape_of(&s, ty);
}
