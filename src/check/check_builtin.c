/* Builtin variables: their types, and the values of those known at compile time. Where each may be used is a column of
 * builtins.def that resolve has already looked at. */
#include "check/arch.h"
#include "check/call.h"

#include <stdlib.h>
#include <string.h>

/* "uint64", "bool", "string[16]": the type column of builtins.def */
static const struct type *type_of_column(struct types *types, const char *text)
{
	if (!strcmp(text, "bool"))
		return &type_bool;
	if (!strncmp(text, "string[", 7))
		return type_string(types, (uint32_t)atoi(text + 7), false);
	bool is_signed = text[0] == 'i';
	return type_int((uint32_t)atoi(text + (is_signed ? 3 : 4)) / 8, is_signed);
}

static const char *name_of(const struct expr *e)
{
	return e->kind == EX_IDENT ? e->ident.name : e->call.name;
}

/* ---- arguments, context, result ---- */

static const struct type *builtin_args(struct checker *c, struct expr *e)
{
	if (c->prog->args)
		return c->prog->args;
	call_error(c, e, "The args builtin can only be used with tracepoint, rawtracepoint, fentry/fexit, and uprobe probes "
		   "(%s used here)", c->prog->kind->flags & PF_SPECIAL ? "special" : c->prog->kind->name);
	return &type_poison;
}

static const struct type *usdt_argument(struct checker *c, struct expr *e, unsigned n)
{
	const struct usdt_location *u = c->prog->usdt;
	if (!u)
		return &type_uint64;
	if (n >= u->nargs) {
		call_error(c, e, "%s: the probe %s:%s has %u arguments", name_of(e), u->provider, u->name, u->nargs);
		return &type_poison;
	}
	int size = u->args[n].size;
	uint32_t bytes = (uint32_t)abs(size);
	return bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8 ? type_int(bytes, size < 0) : &type_uint64;
}

static const struct type *builtin_argn(struct checker *c, struct expr *e)
{
	unsigned n = (unsigned)strtoul(name_of(e) + 3, NULL, 10);
	uint32_t offset;
	if (c->prog->kind->args == ARGS_USDT)
		return usdt_argument(c, e, n);
	if (c->prog->kind->args == ARGS_BTF_RAW_TP || c->prog->kind->args == ARGS_BTF_FUNC) {
		if (!c->prog->proto || n < c->prog->proto->nmembers)
			return &type_uint64;
		call_error(c, e, "%s: %s has %u arguments", name_of(e),
			   c->prog->targets.n ? c->prog->targets.at[0].image.name : "the probe", c->prog->proto->nmembers);
		return &type_poison;
	}
	if (arch_argument(n, &offset))
		return &type_uint64;
	struct diag *d = call_error(c, e, "%s doesn't support %s", arch_name(), name_of(e));
	diag_hint(c->p->diags, d, "further arguments are on the stack: *(uint64 *)(reg(\"sp\") + 8)");
	return &type_poison;
}

static const struct type *builtin_ctx(struct checker *c, struct expr *e)
{
	if (c->prog->ctx)
		return c->prog->ctx;
	return type_ptr(c->types, &type_void, AS_CTX);
}

static const struct type *builtin_retval(struct checker *c, struct expr *e)
{
	if (c->prog->kind->args != ARGS_BTF_FUNC)
		return &type_uint64;
	if (!c->prog->retval) {
		call_error(c, e, "The retval builtin can only be used with 'kretprobe' and 'uretprobe' and 'fentry' probes");
		return &type_poison;
	}
	if (c->prog->retval->kind == TY_VOID) {
		call_error(c, e, "%s has no return value", c->prog->targets.n ? c->prog->targets.at[0].image.name : "the function");
		return &type_poison;
	}
	return c->prog->retval;
}

static const struct type *builtin_func(struct checker *c, struct expr *e)
{
	if (c->prog->kind->args == ARGS_BTF_FUNC && c->prog->targets.n == 1 && c->prog->targets.at[0].image.function) {
		const char *name = c->prog->targets.at[0].image.function;
		return call_fold_string(c, e, name, (uint32_t)strlen(name));
	}
	return c->prog->kind->flags & PF_USER ? &type_usym : &type_ksym;
}

/* ---- the current task ---- */

static bool task_type(struct checker *c, struct expr *e, const struct type **out)
{
	*out = type_by_name(c->types, "struct", "task_struct");
	if (*out && type_complete(c->types, *out))
		return true;
	call_error(c, e, "%s needs the kernel's type information (BTF), which this kernel does not offer", name_of(e));
	return false;
}

static const struct type *builtin_curtask(struct checker *c, struct expr *e)
{
	const struct type *task = type_by_name(c->types, "struct", "task_struct");
	return type_ptr(c->types, task ? task : &type_void, AS_KERNEL);
}

static const struct type *task_field(struct checker *c, struct expr *e, const char *link, const char *field)
{
	const struct type *task;
	struct member a, b;
	struct task_field *f = call_data(c, e, sizeof(*f));
	if (!task_type(c, e, &task))
		return &type_poison;
	if (!type_member(c->types, task, link, &a) || !type_member(c->types, task, field, &b)) {
		call_error(c, e, "%s: this kernel's struct task_struct has no %s or %s", name_of(e), link, field);
		return &type_poison;
	}
	f->link = a.offset;
	f->field = b.offset;
	return type_of_column(c->types, e->builtin->type);
}

/* ---- constants ---- */

static const struct type *builtin_probe(struct checker *c, struct expr *e)
{
	const char *name = c->prog->targets.n ? c->prog->targets.at[0].image.name : NULL;
	if (!name)
		name = c->prog->kind->name;
	return call_fold_string(c, e, name, (uint32_t)strlen(name));
}

static const struct type *builtin_probetype(struct checker *c, struct expr *e)
{
	const char *name = c->prog->kind->flags & PF_SPECIAL ? "special" : c->prog->kind->name;
	return call_fold_string(c, e, name, (uint32_t)strlen(name));
}

static struct expr *literal(struct checker *c, const struct expr *at, enum expr_kind kind)
{
	struct expr *e = arena_new(c->p->arena, struct expr);
	e->kind = kind;
	e->range = at->range;
	return e;
}

static void add_field(struct checker *c, struct expr *record, const char *name, struct expr *value)
{
	vec_push(c->p->arena, &record->record.items, value);
	vec_push(c->p->arena, &record->record.names, name);
}

static void add_number(struct checker *c, struct expr *record, const char *name, uint64_t value)
{
	struct expr *e = literal(c, record, EX_INT);
	e->integer.value = value;
	add_field(c, record, name, e);
}

static void add_flag(struct checker *c, struct expr *record, const char *name, bool value)
{
	struct expr *e = literal(c, record, EX_BOOL);
	e->boolean = value;
	add_field(c, record, name, e);
}

static void add_word(struct checker *c, struct expr *record, const char *name, const char *value)
{
	struct expr *e = literal(c, record, EX_STRING);
	e->string.bytes = value ? value : "";
	e->string.len = (uint32_t)strlen(e->string.bytes);
	add_field(c, record, name, e);
}

/* The node becomes a record of literals. */
static const struct type *builtin_config(struct checker *c, struct expr *e)
{
	static const char *const stack_modes[] = { "bpftrace", "perf", "raw", "build_id" };
	static const char *const missing[] = { "error", "warn", "ignore" };
	static const char *const caches[] = { "NONE", "PER_PID", "PER_PROGRAM" };
	const struct config *conf = &c->p->config;
	struct expr *r = literal(c, e, EX_RECORD);

	add_word(c, r, "cache_user_symbols", caches[conf->run.cache_user_symbols % 3]);
	add_flag(c, r, "cpp_demangle", conf->run.cpp_demangle);
	add_flag(c, r, "lazy_symbolication", conf->run.lazy_symbolication);
	add_word(c, r, "license", conf->run.license);
	add_number(c, r, "log_size", conf->run.log_size);
	add_number(c, r, "max_bpf_progs", conf->max_bpf_progs);
	add_number(c, r, "max_cat_bytes", conf->run.max_cat_bytes);
	add_number(c, r, "max_map_keys", conf->run.max_map_keys);
	add_number(c, r, "max_probes", conf->max_probes);
	add_number(c, r, "max_strlen", conf->run.max_strlen);
	add_word(c, r, "missing_probes", missing[conf->run.missing_probes % 3]);
	add_number(c, r, "on_stack_limit", conf->on_stack_limit);
	add_number(c, r, "perf_rb_pages", conf->run.perf_rb_pages);
	add_flag(c, r, "print_maps_on_exit", conf->run.print_maps_on_exit);
	add_flag(c, r, "show_debug_info", conf->run.show_debug_info);
	add_word(c, r, "stack_mode", stack_modes[conf->stack_mode]);
	add_word(c, r, "str_trunc_trailer", conf->run.str_trunc_trailer);
	*e = *r;
	return check_expr(c, e);
}

/* ---- dispatch ---- */

static const struct type *builtin_type(struct checker *c, struct expr *e)
{
	switch (e->builtin->id) {
	case BI_args:
		return builtin_args(c, e);
	case BI_argn:
		return builtin_argn(c, e);
	case BI_ctx:
		return builtin_ctx(c, e);
	case BI_curtask:
		return builtin_curtask(c, e);
	case BI_func:
		return builtin_func(c, e);
	case BI_username:
		return &type_username;
	case BI_kstack:
		return check_stack(c, e, false);
	case BI_ustack:
		return check_stack(c, e, true);
	case BI_probe:
		return builtin_probe(c, e);
	case BI_probetype:
		return builtin_probetype(c, e);
	case BI_retval:
		return builtin_retval(c, e);
	case BI_ppid:
		return task_field(c, e, "real_parent", "tgid");
	case BI_pcomm:
		return task_field(c, e, "real_parent", "comm");
	case BI_leader_tid:
		return task_field(c, e, "group_leader", "pid");
	case BI_leader_comm:
		return task_field(c, e, "group_leader", "comm");
	case BI_has_cpid:
		return call_fold(c, e, &type_bool, c->p->opt->command != NULL);
	case BI_ncpus:
		return call_fold(c, e, &type_uint64, c->p->kernel->possible_cpus(c->p->kernel));
	case BI_config:
	case BI_COUNT_:
		return &type_poison;
	case BI_cgroup: case BI_comm: case BI_cpid: case BI_cpu: case BI_elapsed: case BI_gid: case BI_uid: case BI_jiffies:
	case BI_nsecs: case BI_numaid: case BI_pid: case BI_tid: case BI_rand: case BI_usermode:
		return type_of_column(c->types, e->builtin->type);
	}
	return &type_poison;
}

const struct type *check_builtin(struct checker *c, struct expr *e)
{
	if (e->builtin->id == BI_config)
		return builtin_config(c, e);
	e->constant = NULL;
	e->type = builtin_type(c, e);
	return e->type;
}
