/* The image: what code generation leaves beside the ELF bytes, copied into the image's own arena so that the program's
 * can go. Events come from the checked program as a whole; maps and sites are what emitting asked for. */
#include "codegen/core.h"

#include <stdlib.h>
#include <string.h>

struct image *image_ref(struct image *img)
{
	if (img)
		__atomic_add_fetch(&img->refs, 1, __ATOMIC_RELAXED);
	return img;
}

void image_free(struct image *img)
{
	if (!img || __atomic_sub_fetch(&img->refs, 1, __ATOMIC_ACQ_REL) > 0)
		return;
	arena_release(&img->arena);
	free(img);
}

static const char *copy(struct emitter *em, const char *s)
{
	return s ? arena_strdup(&em->img->arena, s) : NULL;
}

struct image_loc em_image_loc(struct emitter *em, struct range r)
{
	struct image_loc loc = { 0 };
	if (!r.src)
		return loc;
	struct position begin, end;
	uint32_t len;
	range_positions(r, &begin, &end);
	const char *line = source_line(r.src, begin.line, &len);
	loc.file = copy(em, r.src->name);
	loc.line = begin.line;
	loc.col1 = begin.col;
	loc.col2 = end.line == begin.line ? end.col : len + 1;
	loc.source_line = arena_strndup(&em->img->arena, line, len);
	return loc;
}

static uint32_t stack_map_index(void *ctx, const struct type *stack)
{
	return (uint32_t)em_stack_map(ctx, stack);
}

const struct shape *image_shape(struct emitter *em, const struct type *t)
{
	struct types *types = (struct types *)&em->p->types; /* struct members are looked up on demand */
	return type_shape(&em->img->arena, types, t, stack_map_index, em);
}

/* ---- events ---- */

static struct image_event make_event(struct emitter *em, const struct event *e)
{
	struct image_event out = { .kind = e->kind, .fmt_len = e->fmt_len, .then_clear = e->then_clear, .size = 8 };
	if (e->fmt) {
		char *fmt = arena_alloc(&em->img->arena, e->fmt_len + 1);
		memcpy(fmt, e->fmt, e->fmt_len);
		out.fmt = fmt;
	}
	if (e->args_type) {
		out.args = image_shape(em, e->args_type);
		out.size += e->args_type->size;
	} else if (e->kind == EVENT_JOIN) {
		out.size += 8 + JOIN_MAX * JOIN_LEN;
	}
	if (e->map)
		out.map = e->map->index;
	out.loc = em_image_loc(em, e->range);
	return out;
}

static void copy_config(struct emitter *em)
{
	struct image_config *c = &em->img->config;
	*c = em->p->config.run;
	c->str_trunc_trailer = copy(em, c->str_trunc_trailer);
	c->license = copy(em, c->license ? c->license : "GPL");
}

void image_begin(struct emitter *em)
{
	const struct program *p = em->p;
	struct image *img = em->img;
	copy_config(em);
	img->source_name = copy(em, p->ast && p->ast->src ? p->ast->src->name : "");
	for (int i = 0; i < p->events.n; i++) {
		struct image_event e = make_event(em, p->events.at[i]);
		vec_push(&em->core->arena, &em->events, e);
	}
	img->nstrings = (uint32_t)p->strings.n;
	img->strings = arena_array(&img->arena, const char *, p->strings.n + 1);
	for (int i = 0; i < p->strings.n; i++)
		img->strings[i] = copy(em, p->strings.at[i]);
	img->nprobes = (uint32_t)p->progs.n;
	img->probes = arena_array(&img->arena, struct image_probe, p->progs.n + 1);
}

/* ---- probes ---- */

static struct image_target copy_target(struct emitter *em, const struct target *t)
{
	struct image_target out = t->image;
	out.name = copy(em, out.name);
	out.module = copy(em, out.module);
	out.function = copy(em, out.function);
	out.category = copy(em, out.category);
	out.event = copy(em, out.event);
	out.path = copy(em, out.path);
	if (t->point)
		out.loc = em_image_loc(em, t->point->range);
	return out;
}

void image_probe_fill(struct emitter *em, const struct prog *prog, struct image_probe *ip)
{
	ip->kind_name = copy(em, prog->kind->name);
	ip->role = prog->kind->id == PK_begin ? ROLE_BEGIN : prog->kind->id == PK_end ? ROLE_END :
		   prog->kind->id == PK_self ? ROLE_SIGNAL : prog->kind->id == PK_test ? ROLE_TEST :
		   prog->kind->id == PK_bench ? ROLE_BENCH : ROLE_NORMAL;
	ip->prog_type = prog->prog_type;
	ip->expected_attach_type = prog->expected_attach_type;
	ip->attach_btf_obj = prog->attach_btf.btf;
	ip->attach_btf_id = prog->attach_btf.id;
	ip->method = prog->kind->attach;
	ip->loc = em_image_loc(em, prog->probe->range);
	ip->ntargets = (uint32_t)prog->targets.n;
	ip->targets = arena_array(&em->img->arena, struct image_target, prog->targets.n + 1);
	for (int i = 0; i < prog->targets.n; i++)
		ip->targets[i] = copy_target(em, &prog->targets.at[i]);
	if (prog->targets.n && prog->targets.at[0].point)
		ip->loc = ip->targets[0].loc;
}

void image_end(struct emitter *em)
{
	struct image *img = em->img;
	img->nmaps = (uint32_t)em->maps.n;
	img->maps = arena_memdup(&img->arena, em->maps.at, sizeof(*em->maps.at) * (size_t)em->maps.n);
	img->nevents = (uint32_t)em->events.n;
	img->events = arena_memdup(&img->arena, em->events.at, sizeof(*em->events.at) * (size_t)em->events.n);
	img->nsites = (uint32_t)em->sites.n;
	img->sites = arena_memdup(&img->arena, em->sites.at, sizeof(*em->sites.at) * (size_t)em->sites.n);
}
