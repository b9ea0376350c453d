/* kprobe, kretprobe, fentry, fexit: kernel functions. */
#include "check/resolve.h"

#include <ctype.h>
#include <linux/bpf.h>
#include <string.h>

/* "mod:func" -> module (NULL without) and function */
static const char *split_module(struct arena *a, const char *name, const char **module)
{
	const char *colon = strchr(name, ':');

	*module = colon ? arena_strndup(a, name, colon - name) : NULL;
	return colon ? colon + 1 : name;
}

/* ---- kprobe, kretprobe ---- */

static void kprobe_add(struct probe_build *b, const char *module, bool show_module, const char *function,
		       uint64_t offset)
{
	struct arena *a = b->p->arena;
	struct image_target t = { .module = module, .function = function, .offset = offset };
	struct context c = { .ctx = ctx_pointer(b, "pt_regs") };
	const char *plus = offset ? arena_printf(a, "+%llu", (unsigned long long)offset) : "";

	if (b->kind->flags & PF_RETVAL)
		c.retval = &type_uint64;
	t.name = arena_printf(a, "%s:%s%s%s%s", b->kind->name, show_module ? module : "", show_module ? ":" : "",
			      function, plus);
	build_target(b, &t, &c);
}

static void kprobe_address(struct probe_build *b, const struct attach_part *part)
{
	struct image_target t = { 0 };
	struct context c = { 0 };
	const char *error;

	if (!part_number(b, part, &t.offset, &error)) {
		build_error(b, "Invalid address: %s", error);
		return;
	}
	if (!b->p->opt->unsafe) {
		build_error(b, "Probing by address requires --unsafe");
		return;
	}
	t.name = arena_printf(b->p->arena, "%s:%llu", b->kind->name, (unsigned long long)t.offset);
	c.ctx = ctx_pointer(b, "pt_regs");
	if (b->kind->flags & PF_RETVAL)
		c.retval = &type_uint64;
	build_target(b, &t, &c);
}

/* Splits FUNC+OFF; false after an error. */
static bool function_offset(struct probe_build *b, struct attach_part *part, uint64_t *offset)
{
	char *plus = part->quoted || part->regex ? NULL : strchr(part->text, '+');
	struct attach_part number = *part;
	const char *error;

	*offset = 0;
	if (!plus)
		return true;
	number.text = plus + 1;
	if (!part_number(b, &number, offset, &error)) {
		build_error(b, "Invalid offset: %s", error);
		return false;
	}
	if (b->kind->flags & PF_RETVAL) {
		build_error(b, "Offset not allowed");
		return false;
	}
	part->text = arena_strndup(b->p->arena, part->text, plus - part->text);
	return true;
}

static void kprobe_missing(struct probe_build *b, const char *module, const struct attach_part *part)
{
	struct program *p = b->p;
	struct kernel *k = p->kernel;
	name_list any = { 0 };

	if (b->failed)
		return;
	if (module && !strchr(module, '*')) {
		k->functions(k, p->arena, module, "*", &any);
		if (!any.n && p->config.run.missing_probes == 0 && !b->ap->optional && !b->ap->first_of) {
			build_error(b, "specified module %s in probe %s:%s:%s is not loaded.", module, b->kind->name,
				    module, part->text);
			return;
		}
		build_missing(b, "%s:%s", module, part->text);
		return;
	}
	if (!part_is_pattern(part) && !b->ap->optional && !b->ap->first_of && p->config.run.missing_probes < 2)
		diag_warning(p->diags, b->ap->range, "%s is not traceable (either non-existing, inlined, or marked as "
			     "\"notrace\"); attaching to it will likely fail", part->text);
	build_missing(b, "%s", part->text);
}

void target_kprobe(struct probe_build *b)
{
	struct program *p = b->p;
	struct kernel *k = p->kernel;
	const char *wanted = part_count(b) > 1 ? part_text(b, 0) : NULL, *module;
	struct attach_part part = *part_at(b, part_count(b) - 1);
	name_list names = { 0 };
	uint64_t offset;

	if (!wanted && isdigit((unsigned char)part.text[0]) && !part.quoted) {
		kprobe_address(b, &part);
		return;
	}
	if (!function_offset(b, &part, &offset))
		return;
	k->functions(k, p->arena, wanted, part_pattern(&part), &names);
	for (int i = 0; i < names.n; i++) {
		const char *function = split_module(p->arena, names.at[i], &module);
		if (part_matches(b, &part, function))
			kprobe_add(b, module ? module : wanted, wanted != NULL, function, offset);
	}
	if (!b->made)
		kprobe_missing(b, wanted, &part);
}

/* ---- fentry, fexit ---- */

static void trampoline_retval(struct probe_build *b, const char *name, const struct ktype *proto, struct context *c)
{
	if (!(b->kind->flags & PF_RETVAL) || !b->uses.retval)
		return;
	if (proto->target.id)
		c->retval = trusted_type(&b->p->types, proto->target);
	else
		build_error(b, "%s returns nothing: retval cannot be used", name);
}

static void trampoline_add(struct probe_build *b, const char *module, const char *function)
{
	struct kernel *k = b->p->kernel;
	struct arena *a = b->p->arena;
	struct ktype *proto = arena_new(a, struct ktype);
	struct image_target t = { .module = module, .function = function };
	struct context c = { .separate = true };

	c.expected_attach_type = b->kind->id == PK_fentry ? BPF_TRACE_FENTRY : BPF_TRACE_FEXIT;
	if (!k->func_find(k, a, module, function, proto, &c.attach_btf))
		return;
	t.name = arena_printf(a, "%s:%s:%s", b->kind->name, module ? module : "vmlinux", function);
	c.proto = proto;
	if (b->uses.args)
		c.args = args_from_proto(b, t.name, proto);
	trampoline_retval(b, t.name, proto, &c);
	if (!b->failed)
		build_target(b, &t, &c);
}

static void trampoline_exact(struct probe_build *b, const char *module, const char *function)
{
	struct kernel *k = b->p->kernel;
	struct ktype proto;
	struct ktype_id id;

	if (!module && k->func_find(k, b->p->arena, NULL, function, &proto, &id) && id.btf)
		module = k->btf_name ? k->btf_name(k, id.btf) : NULL;
	trampoline_add(b, module, function);
}

void target_trampoline(struct probe_build *b)
{
	struct kernel *k = b->p->kernel;
	const struct attach_part *part = part_at(b, part_count(b) - 1);
	const char *wanted = part_count(b) > 1 ? part_text(b, 0) : NULL, *module;
	name_list names = { 0 };

	if (part_count(b) > 2 || (wanted && !strcmp(wanted, "bpf"))) {
		build_error(b, "%s probes on BPF programs are not available", b->kind->name);
		return;
	}
	if (!part_is_pattern(part) && (!wanted || !strchr(wanted, '*'))) {
		trampoline_exact(b, wanted, part->text);
	} else {
		k->functions(k, b->p->arena, wanted, part_pattern(part), &names);
		for (int i = 0; i < names.n; i++) {
			const char *function = split_module(b->p->arena, names.at[i], &module);
			if (part_matches(b, part, function))
				trampoline_add(b, module, function);
		}
	}
	if (!b->made && !b->failed)
		build_missing(b, "%s%s%s", wanted ? wanted : "", wanted ? ":" : "", part->text);
}
