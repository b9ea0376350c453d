/* tracepoint, rawtracepoint and iter: kernel static tracepoints, and walks over kernel objects. */
#include "check/resolve.h"

#include <linux/bpf.h>
#include <string.h>

/* ---- tracepoint ---- */

static void tracepoint_add(struct probe_build *b, const char *category, const char *event)
{
	struct kernel *k = b->p->kernel;
	struct arena *a = b->p->arena;
	struct tp_format *format = arena_new(a, struct tp_format);
	struct image_target t = { .category = category, .event = event };
	struct context c = { .separate = b->uses.args };

	if (!k->tracepoint_format(k, a, category, event, format))
		return;
	if (b->uses.args)
		c.args = args_from_format(b, category, event, format);
	t.tp_id = format->id;
	t.name = arena_printf(a, "tracepoint:%s:%s", category, event);
	build_target(b, &t, &c);
}

static void tracepoint_missing(struct probe_build *b)
{
	const char *category = part_text(b, 0), *event = part_text(b, 1);
	int before = b->p->diags->list.n;

	build_missing(b, "%s:%s", category, event);
	if (b->p->diags->list.n > before && !strcmp(category, "syscall"))
		diag_hint(b->p->diags, b->p->diags->list.at[before], "did you mean syscalls:%s?", event);
}

void target_tracepoint(struct probe_build *b)
{
	struct kernel *k = b->p->kernel;
	struct arena *a = b->p->arena;
	const struct attach_part *category = part_at(b, 0), *event = part_at(b, 1);
	name_list names = { 0 };

	if (!part_is_pattern(category) && !part_is_pattern(event)) {
		tracepoint_add(b, category->text, event->text);
	} else {
		k->tracepoints(k, a, part_pattern(category), part_pattern(event), &names);
		for (int i = 0; i < names.n; i++) {
			const char *colon = strchr(names.at[i], ':');
			const char *name = arena_strndup(a, names.at[i], colon - names.at[i]);
			if (part_matches(b, category, name) && part_matches(b, event, colon + 1))
				tracepoint_add(b, name, colon + 1);
		}
	}
	if (!b->made && !b->failed)
		tracepoint_missing(b);
}

/* ---- rawtracepoint ---- */

/* The typedef that types a raw tracepoint has no parameter names; the functions the kernel makes for each event do.
 * Their first parameter is the one left out of the prototype. */
static void name_parameters(struct probe_build *b, const char *event, struct ktype *proto)
{
	static const char *const prefixes[] = { "__traceiter_", "__bpf_trace_", "__probestub_" };
	struct kernel *k = b->p->kernel;
	struct arena *a = b->p->arena;
	struct ktype named;
	struct ktype_id id;

	if (!proto->nmembers || (proto->members[0].name && proto->members[0].name[0]))
		return;
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		if (!k->func_find(k, a, NULL, arena_printf(a, "%s%s", prefixes[i], event), &named, &id) ||
		    named.nmembers != proto->nmembers + 1)
			continue;
		for (uint32_t m = 0; m < proto->nmembers; m++)
			proto->members[m].name = named.members[m + 1].name;
		return;
	}
}

/* With BTF the program is of the typed kind (tp_btf); a body that asks for no arguments by name does without, which
 * spares loading BTF. */
static void raw_tracepoint_add(struct probe_build *b, const char *module, const char *event)
{
	struct kernel *k = b->p->kernel;
	struct arena *a = b->p->arena;
	struct image_target t = { .function = event };
	struct context c = { .prog_type = BPF_PROG_TYPE_RAW_TRACEPOINT };

	t.name = arena_printf(a, "rawtracepoint:%s:%s", module, event);
	if (b->uses.args) {
		struct ktype *proto = arena_new(a, struct ktype);
		if (!k->raw_tp_find(k, a, event, proto, &c.attach_btf)) {
			struct diag *d = build_error(b, "the kernel has no type information for rawtracepoint %s: "
						     "args cannot be used", event);
			diag_hint(b->p->diags, d, "use arg0, arg1, ...");
			return;
		}
		name_parameters(b, event, proto);
		c.prog_type = BPF_PROG_TYPE_TRACING;
		c.expected_attach_type = BPF_TRACE_RAW_TP;
		c.proto = proto;
		c.args = args_from_proto(b, t.name, proto);
		c.separate = true;
	}
	build_target(b, &t, &c);
}

void target_rawtracepoint(struct probe_build *b)
{
	struct kernel *k = b->p->kernel;
	const struct attach_part *event = part_at(b, part_count(b) - 1);
	const char *module = part_count(b) > 1 ? part_text(b, 0) : "vmlinux";
	name_list names = { 0 };

	if (strchr(module, '*'))
		module = "vmlinux";
	k->raw_tracepoints(k, b->p->arena, part_pattern(event), &names);
	for (int i = 0; i < names.n; i++)
		if (part_matches(b, event, names.at[i]))
			raw_tracepoint_add(b, module, names.at[i]);
	if (!b->made && !b->failed)
		build_missing(b, NULL);
}

/* ---- iter ---- */

static const char *pin_path(struct probe_build *b, const char *pin)
{
	return pin[0] == '/' ? pin : arena_printf(b->p->arena, "/sys/fs/bpf/%s", pin);
}

void target_iter(struct probe_build *b)
{
	struct kernel *k = b->p->kernel;
	struct arena *a = b->p->arena;
	const char *kind = part_text(b, 0), *pin = part_text(b, 1);
	struct image_target t = { .function = kind };
	struct context c = { .separate = true, .expected_attach_type = BPF_TRACE_ITER };
	struct ktype_id ctx;
	struct ktype proto;

	if (part_is_pattern(part_at(b, 0))) {
		build_error(b, "wildcards are not allowed for iter probe type");
		return;
	}
	if (!k->type_find(k, KT_STRUCT, arena_printf(a, "bpf_iter__%s", kind), &ctx) ||
	    !k->func_find(k, a, NULL, arena_printf(a, "bpf_iter_%s", kind), &proto, &c.attach_btf)) {
		build_missing(b, "%s", kind);
		return;
	}
	c.ctx = ctx_from_iter(b, ctx);
	t.name = arena_printf(a, "iter:%s%s%s", kind, pin[0] ? ":" : "", pin);
	t.path = pin[0] ? pin_path(b, pin) : NULL;
	build_target(b, &t, &c);
}
