/* Constraints: what the kernel would refuse, said first and in terms of the script. Reads the program, changes nothing. */
#include "base/limits.h"
#include "check/program.h"

#include <string.h>

static void check_stack(struct program *p, const struct prog *prog)
{
	const uint32_t room = BPF_STACK_MAX - STACK_SPILL_RESERVE;
	if (prog->stack_size <= room)
		return;
	struct diag *d = diag_error(p->diags, prog->probe->range,
				    "the probe's variables and temporaries take %u bytes of stack, %u are available",
				    prog->stack_size, room);
	for (int i = 0; i < prog->slots.n; i++) {
		const struct slot *s = prog->slots.at[i];
		if (!s->scratch && s->size >= 16)
			diag_note(p->diags, d, s->range, "%s takes %u bytes", s->what, s->size);
	}
	diag_hint(p->diags, d, "split the probe, or keep values in maps");
}

static void check_map(struct program *p, const struct map *m)
{
	if (!m->value)
		return;
	uint32_t size = (m->value->size + 7) & ~7u;
	if (m->percpu && size > PERCPU_VALUE_MAX) {
		struct diag *d = diag_error(p->diags, m->range,
					    "a value of %s takes %u bytes; a per-CPU map value can have at most %u",
					    m->name, size, PERCPU_VALUE_MAX);
		if (m->value->kind == TY_AGG && (m->value->agg == SHAPE_HIST || m->value->agg == SHAPE_LHIST))
			diag_hint(p->diags, d, "use fewer buckets");
	}
}

static void check_counts(struct program *p)
{
	if (p->progs.n && (uint64_t)p->progs.n > p->config.max_bpf_progs) {
		struct diag *d = diag_error(p->diags, p->progs.at[p->progs.n - 1]->probe->range,
					    "the script needs %d programs, the limit is %llu", p->progs.n,
					    (unsigned long long)p->config.max_bpf_progs);
		diag_hint(p->diags, d, "raise it with the configuration max_bpf_progs");
	}
}

bool pass_constraints(struct program *p)
{
	int errors = p->diags->errors;
	for (int i = 0; i < p->progs.n; i++)
		check_stack(p, p->progs.at[i]);
	for (int i = 0; i < p->maps.n; i++)
		check_map(p, p->maps.at[i]);
	check_counts(p);
	return p->diags->errors == errors;
}
