/* Layout: gives memory to every object of a program that needs some (rules: layout.h) and decides how loops are lowered.
 *
 * One walk over the tree collects slots with the stretch of the program in which they live; pack() then puts slots that
 * never live at the same time at the same place. Large objects go to per-CPU scratch memory, and when the stack is
 * still too full, the largest of the rest follow. */
#include "check/layout_walk.h"

#include <stdlib.h>

#define SLOT_STACK_MAX 144  /* larger objects go to scratch whatever room there is */
#define LIVE_SCALARS_MAX 12 /* scalars kept in registers (or spilled by the back end) at one time */

struct slot *layout_slot(struct layout *l, uint32_t size, uint32_t begin, const char *what, struct range r)
{
	struct placed *p = arena_new(l->arena, struct placed);
	p->slot = arena_new(l->arena, struct slot);
	p->slot->size = size ? size : 8;
	p->slot->align = 8;
	p->slot->what = what;
	p->slot->range = r;
	p->begin = begin;
	p->end = UINT32_MAX;
	vec_push(l->arena, &l->placed, p);
	vec_push(l->arena, &l->prog->slots, p->slot);
	return p->slot;
}

/* ---- variables ---- */

static struct var_info *var_info(struct layout *l, const struct variable *v)
{
	for (int i = l->vars.n - 1; i >= 0; i--)
		if (l->vars.at[i]->var == v)
			return l->vars.at[i];
	return NULL;
}

void layout_declare(struct layout *l, struct variable *v)
{
	if (!v || var_info(l, v))
		return;
	struct var_info *vi = arena_new(l->arena, struct var_info);
	vi->var = v;
	vi->begin = l->now;
	vi->callback = l->callback;
	vec_push(l->arena, &l->vars, vi);
	vec_push(l->arena, &l->scalars, vi);
}

void layout_use(struct layout *l, struct variable *v)
{
	if (!v)
		return;
	layout_declare(l, v);
	if (var_info(l, v)->callback != l->callback)
		v->captured = true;
}

static bool is_register_type(const struct type *t)
{
	switch (t->kind) {
	case TY_BOOL: case TY_INT: case TY_ENUM: case TY_PTR: case TY_KSYM:
		return true;
	default:
		return false;
	}
}

bool layout_is_aggregate(const struct type *t)
{
	if (!t || is_register_type(t))
		return false;
	switch (t->kind) {
	case TY_POISON: case TY_UNKNOWN: case TY_VOID: case TY_FUNC: case TY_AGG:
		return false;
	default:
		return true;
	}
}

static void give_variable_slot(struct layout *l, struct var_info *vi, uint32_t end)
{
	struct variable *v = vi->var;
	if (v->slot || !v->type || v->type->kind == TY_POISON || v->type->kind == TY_UNKNOWN || v->type->kind == TY_VOID)
		return;
	uint32_t size = is_register_type(v->type) ? 8 : v->type->size;
	v->slot = layout_slot(l, size, vi->begin, arena_printf(l->arena, "$%s", v->name), v->range);
	l->placed.at[l->placed.n - 1]->end = end;
}

/* Variables declared since `from` go out of scope. */
void layout_close_scope(struct layout *l, int from)
{
	for (int i = from; i < l->vars.n; i++) {
		struct var_info *vi = l->vars.at[i];
		vi->end = l->now;
		if (layout_is_aggregate(vi->var->type) || vi->var->captured)
			give_variable_slot(l, vi, l->now);
	}
	l->vars.n = from;
}

/* More scalars alive at once than registers and spill room can hold get memory of their own: a linear scan over the
 * variables in the order of their declaration that puts the one that lives longest away. */
static void relieve_registers(struct layout *l)
{
	struct var_info *alive[LIVE_SCALARS_MAX + 1];
	int n = 0;
	for (int i = 0; i < l->scalars.n; i++) {
		struct var_info *vi = l->scalars.at[i];
		int kept = 0, longest = 0;
		for (int j = 0; j < n; j++)
			if (alive[j]->end > vi->begin)
				alive[kept++] = alive[j];
		n = kept;
		if (vi->var->slot)
			continue;
		alive[n++] = vi;
		if (n <= LIVE_SCALARS_MAX)
			continue;
		for (int j = 1; j < n; j++)
			if (alive[j]->end > alive[longest]->end)
				longest = j;
		give_variable_slot(l, alive[longest], alive[longest]->end);
		alive[longest] = alive[--n];
	}
}

/* ---- packing ---- */

static uint32_t align8(uint32_t n)
{
	return (n + 7) & ~7u;
}

static int by_offset(const void *a, const void *b)
{
	const struct slot *x = *(struct slot *const *)a, *y = *(struct slot *const *)b;
	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* Lowest offset for object `index` that no already placed one alive at the same time occupies. */
static uint32_t first_fit(struct layout *l, int index, bool scratch, uint32_t start)
{
	const struct placed *p = l->placed.at[index];
	uint32_t off = start;
	int n = 0;
	for (int i = 0; i < index; i++) {
		const struct placed *q = l->placed.at[i];
		if (q->slot->scratch == scratch && q->end > p->begin && p->end > q->begin)
			l->neighbours[n++] = q->slot;
	}
	qsort(l->neighbours, (size_t)n, sizeof(*l->neighbours), by_offset);
	for (int i = 0; i < n && l->neighbours[i]->offset < off + align8(p->slot->size); i++) {
		uint32_t end = l->neighbours[i]->offset + align8(l->neighbours[i]->size);
		if (end > off)
			off = end;
	}
	return off;
}

static uint32_t pack(struct layout *l, bool scratch)
{
	uint32_t start = scratch ? 0 : LAYOUT_FRAME_HEADER, total = start;
	for (int i = 0; i < l->placed.n; i++) {
		struct slot *s = l->placed.at[i]->slot;
		if (s->scratch != scratch)
			continue;
		s->offset = first_fit(l, i, scratch, start);
		if (s->offset + align8(s->size) > total)
			total = s->offset + align8(s->size);
	}
	return total;
}

/* Sends the largest objects on the stack to scratch until `excess` bytes have gone; false if there is none left. */
static bool move_to_scratch(struct layout *l, uint32_t excess)
{
	bool moved = false;
	for (uint32_t gone = 0; gone < excess;) {
		struct slot *best = NULL;
		for (int i = 0; i < l->placed.n; i++) {
			struct slot *s = l->placed.at[i]->slot;
			if (!s->scratch && (!best || s->size > best->size))
				best = s;
		}
		if (!best)
			break;
		best->scratch = moved = true;
		gone += align8(best->size);
	}
	return moved;
}

static void place_all(struct layout *l)
{
	const uint64_t asked = l->p->config.on_stack_limit;
	const uint64_t limit = asked == 32 || asked > SLOT_STACK_MAX ? SLOT_STACK_MAX : asked;
	const uint32_t room = BPF_STACK_MAX - STACK_SPILL_RESERVE - 64 * (uint32_t)l->callback_depth_max;
	for (int i = 0; i < l->placed.n; i++)
		if (l->placed.at[i]->slot->size > limit)
			l->placed.at[i]->slot->scratch = true;
	uint32_t stack;
	l->neighbours = arena_array(l->arena, struct slot *, l->placed.n + 1);
	while ((stack = pack(l, false)) > room && move_to_scratch(l, stack - room))
		;
	l->prog->stack_size = stack;
	l->prog->scratch_size = pack(l, true);
	l->prog->needs_scratch = l->prog->scratch_size > 0;
}

static void layout_prog(struct program *p, struct prog *prog)
{
	struct layout l = { .p = p, .prog = prog, .arena = p->arena, .now = 1 };
	if (prog->probe->predicate)
		layout_statement_expr(&l, prog->probe->predicate);
	layout_block(&l, prog->probe->body, LAYOUT_VALUE);
	layout_close_scope(&l, 0);
	relieve_registers(&l);
	place_all(&l);
}

bool pass_layout(struct program *p)
{
	int errors = p->diags->errors;
	for (int i = 0; i < p->progs.n; i++)
		layout_prog(p, p->progs.at[i]);
	return p->diags->errors == errors;
}

/* ---- -d stack ---- */

static void slot_lines(struct strbuf *out, const struct prog *prog, bool scratch)
{
	for (int i = 0; i < prog->slots.n; i++) {
		const struct slot *s = prog->slots.at[i];
		if (s->scratch == scratch)
			strbuf_printf(out, "    %5u %5u  %s\n", s->offset, s->size, s->what);
	}
}

void layout_text(struct strbuf *out, const struct program *p)
{
	for (int i = 0; i < p->progs.n; i++) {
		const struct prog *prog = p->progs.at[i];
		strbuf_printf(out, "%s\n", prog->targets.n ? prog->targets.at[0].image.name : prog->kind->name);
		strbuf_printf(out, "  stack: %u of %u bytes (%u kept for registers)\n", prog->stack_size, BPF_STACK_MAX,
			      STACK_SPILL_RESERVE);
		slot_lines(out, prog, false);
		if (prog->needs_scratch) {
			strbuf_printf(out, "  scratch: %u bytes per CPU\n", prog->scratch_size);
			slot_lines(out, prog, true);
		}
	}
}
