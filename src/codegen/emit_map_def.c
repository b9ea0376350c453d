/* Definitions of maps: the script's own first, in program order, then internal ones as code asks for them. A map that
 * code refers to gets a BTF-defined definition in ".maps", so that libbpf can load the object as well; what the runtime
 * goes by is image_map. */
#include "codegen/core.h"

#include <string.h>

#define RING_BYTES_LIBBPF (256 << 10) /* for loaders that do not size the ring themselves */

static uint32_t round8(uint32_t n)
{
	return (n + 7) & ~7u;
}

static const char *symbol_of(struct emitter *em, const char *name)
{
	/* "@" is the anonymous map; '@' cannot be in names the kernel takes */
	return arena_printf(&em->img->arena, "map_%s", name[0] == '@' ? name + 1 : name);
}

static void define_user(struct emitter *em, const struct map *m)
{
	struct image_map d = { .name = arena_strdup(&em->img->arena, m->name), .symbol = symbol_of(em, m->name),
			       .role = MAP_USER, .bpf_type = m->bpf_type, .max_entries = m->max_entries,
			       .percpu = m->percpu, .scalar = !m->key, .read_in_kernel = m->read_in_kernel };
	uint32_t size = m->value ? round8(m->value->size) : 8;
	d.key_size = m->key ? m->key->size : 4;
	d.value_size = size ? size : 8;
	if (d.scalar) {
		d.set_offset = d.value_size;
		d.value_size += 8;
		d.max_entries = 1;
	} else if (!d.max_entries) {
		d.max_entries = (uint32_t)em->p->config.run.max_map_keys;
	}
	vec_push(&em->core->arena, &em->maps, d);
}

void map_define_user(struct emitter *em)
{
	for (int i = 0; i < em->p->maps.n; i++)
		define_user(em, em->p->maps.at[i]);
	/* shapes may add stack maps: those come behind the script's */
	for (int i = 0; i < em->p->maps.n; i++) {
		const struct map *m = em->p->maps.at[i];
		const struct shape *key = m->key ? image_shape(em, m->key) : NULL;
		const struct shape *value = m->value ? image_shape(em, m->value) : NULL;
		em->maps.at[i].key = key;
		em->maps.at[i].value = value;
	}
}

static int add_map(struct emitter *em, struct image_map d)
{
	d.symbol = arena_strdup(&em->img->arena, d.name);
	vec_push(&em->core->arena, &em->maps, d);
	return em->maps.n - 1;
}

static int once(struct emitter *em, int *index, struct image_map d)
{
	if (*index < 0)
		*index = add_map(em, d);
	return *index;
}

int em_internal_map(struct emitter *em, enum map_role role)
{
	struct image_map d = { .role = role, .bpf_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8 };
	switch (role) {
	case MAP_RING:
		d.name = "ring";
		d.bpf_type = BPF_MAP_TYPE_RINGBUF;
		d.key_size = d.value_size = 0;
		return once(em, &em->map_ring, d);
	case MAP_SCRATCH:
		d.name = "scratch";
		return once(em, &em->map_scratch, d);
	case MAP_SCRATCH_BUSY:
		d.name = "scratch_busy";
		return once(em, &em->map_scratch_busy, d);
	case MAP_SITES:
		d.name = "sites";
		d.bpf_type = BPF_MAP_TYPE_PERCPU_ARRAY;
		d.percpu = true;
		d.value_size = sizeof(struct site_counter);
		return once(em, &em->map_sites, d);
	case MAP_ZERO:
		d.name = "zero";
		d.max_entries = 1;
		return once(em, &em->map_zero, d);
	case MAP_GLOBALS:
		d.name = "globals";
		d.max_entries = 1;
		d.value_size = sizeof(struct image_globals);
		return once(em, &em->map_globals_index, d);
	case MAP_USER: case MAP_STACK: case MAP_TSERIES:
		break;
	}
	return -1;
}

int em_stack_map(struct emitter *em, const struct type *stack)
{
	uint32_t size = 8 + stack->stack_limit * 8;
	/* kernel and user stacks apart: a probe may add one of each before the kernel can refill a map's element cache */
	const char *name = arena_printf(&em->img->arena, "%cstacks_%u", stack->kind == TY_KSTACK ? 'k' : 'u',
					stack->stack_limit);
	for (int i = 0; i < em->stack_maps.n; i++)
		if (!strcmp(em->maps.at[em->stack_maps.at[i]].name, name))
			return em->stack_maps.at[i];
	struct image_map d = { .role = MAP_STACK, .bpf_type = BPF_MAP_TYPE_HASH, .key_size = 8, .value_size = size,
			       .max_entries = STACK_MAP_ENTRIES };
	d.name = name;
	int index = add_map(em, d);
	vec_push(&em->core->arena, &em->stack_maps, index);
	return index;
}

/* ---- symbols ---- */

LLVMValueRef em_map(struct emitter *em, int index)
{
	struct core *c = em->core;
	while (c->globals.n <= index)
		vec_push(&c->arena, &c->globals, (struct map_symbol){ 0 });
	struct map_symbol *m = &c->globals.at[index];
	c->maps_used += m->last_user != em->prog;
	c->user_maps_used += m->last_user != em->prog && em->maps.at[index].role == MAP_USER;
	m->last_user = em->prog;
	if (m->global)
		return m->global;
	/* one pointer for each member of the definition (debuginfo.c): type, max_entries, key_size, value_size */
	LLVMTypeRef t = LLVMArrayType2(em->ptr, index == em->map_ring ? 2 : 4);
	m->global = LLVMAddGlobal(em->mod, t, em->maps.at[index].symbol);
	LLVMSetInitializer(m->global, LLVMConstNull(t));
	LLVMSetSection(m->global, ".maps");
	LLVMSetAlignment(m->global, 8);
	return m->global;
}

void map_check_count(struct emitter *em)
{
	int n = em->core->maps_used + (em->core->rodata_used == em->prog);
	if (n <= PROG_MAPS_MAX)
		return;
	const struct attach_point *point = em->prog->targets.n ? em->prog->targets.at[0].point : NULL;
	struct diag *d = diag_error(em->p->diags, point ? point->range : em->prog->probe->range,
				    "the probe uses %d maps (%d of them internal), the kernel allows %d in one program", n,
				    n - em->core->user_maps_used, PROG_MAPS_MAX);
	diag_hint(em->p->diags, d, "split the probe in two");
}

/* The entries a definition has in the object, where the image leaves them to the loader. */
static uint32_t entries_in_object(struct emitter *em, const struct image_map *m)
{
	uint32_t cpus = em->p->kernel->possible_cpus(em->p->kernel);
	switch (m->role) {
	case MAP_RING:
		return RING_BYTES_LIBBPF;
	case MAP_SCRATCH:
		return cpus * SCRATCH_SLOTS;
	case MAP_SCRATCH_BUSY:
		return cpus;
	case MAP_SITES:
		return em->sites.n ? (uint32_t)em->sites.n : 1;
	case MAP_USER: case MAP_STACK: case MAP_ZERO: case MAP_GLOBALS: case MAP_TSERIES:
		break;
	}
	return m->max_entries ? m->max_entries : 1;
}

void map_finish(struct emitter *em)
{
	struct core *c = em->core;
	if (em->map_scratch >= 0)
		em->maps.at[em->map_scratch].value_size = round8(em->scratch_max ? em->scratch_max : 8);
	if (em->map_zero >= 0)
		em->maps.at[em->map_zero].value_size = round8(em->zero_max ? em->zero_max : 8);
	for (int i = 0; i < c->globals.n; i++) {
		if (!c->globals.at[i].global)
			continue;
		struct image_map d = em->maps.at[i];
		d.max_entries = entries_in_object(em, &d);
		debug_map(em, c->globals.at[i].global, &d);
	}
}

LLVMValueRef em_globals(struct emitter *em)
{
	LLVMValueRef key = em_tmp8(em);
	em_store(em, key, em_int(em, 0), 4);
	LLVMValueRef g = em_lookup(em, em_internal_map(em, MAP_GLOBALS), key);
	LLVMBasicBlockRef on = em_block(em, "globals");
	em_cond(em, LLVMBuildIsNotNull(em->b, g, ""), on, em->ret_block);
	em_at(em, on);
	return g;
}
