/* Functions about the kernel and the current process: clocks, ids, stacks, cgroups, signals, packets. */
#include "check/call.h"
#include "check/check_types.h"

#include <signal.h>
#include <string.h>

/* ---- words that choose a variant: nsecs(monotonic), pid(init) ---- */

static const char *mode_word(const struct expr *call, int i)
{
	const struct expr *a = call_arg(call, i);
	return a && a->kind == EX_IDENT && a->ident_kind == ID_UNRESOLVED ? a->ident.name : NULL;
}

const struct type *check_fn_nsecs(struct checker *c, struct expr *call)
{
	static const struct { const char *name; int mode; } modes[] = {
		{ "boot", CLOCK_MODE_BOOT }, { "monotonic", CLOCK_MODE_MONOTONIC }, { "tai", CLOCK_MODE_TAI },
		{ "sw_tai", CLOCK_MODE_TAI },
	};
	struct mode_call *data = call_data(c, call, sizeof(*data));
	const char *word = mode_word(call, 0);
	for (size_t i = 0; word && i < sizeof(modes) / sizeof(modes[0]); i++)
		if (!strcmp(modes[i].name, word)) {
			data->mode = modes[i].mode;
			return &type_uint64;
		}
	if (call->call.args.n) {
		struct diag *d = call_error(c, call, "Invalid timestamp mode: %s", word ? word : "(not a name)");
		diag_hint(c->p->diags, d, "timestamp modes are boot, monotonic, tai, sw_tai");
	}
	return &type_uint64;
}

static const struct type *process_id(struct checker *c, struct expr *call)
{
	struct mode_call *data = call_data(c, call, sizeof(*data));
	const char *word = mode_word(call, 0);
	data->mode = word && !strcmp(word, "init");
	if (call->call.args.n && (!word || (!data->mode && strcmp(word, "curr_ns"))))
		call_error(c, call, "Invalid PID namespace mode: %s (expects: curr_ns or init)", word ? word : "(not a name)");
	return &type_uint32;
}

const struct type *check_fn_pid(struct checker *c, struct expr *call)
{
	return process_id(c, call);
}

const struct type *check_fn_tid(struct checker *c, struct expr *call)
{
	return process_id(c, call);
}

const struct type *check_fn_comm(struct checker *c, struct expr *call)
{
	if (call->call.args.n) {
		check_expr(c, call_arg(call, 0));
		call_error(c, call, "comm() of another process can not be used with \"%s\" probes", c->prog->kind->name);
	}
	return type_string(c->types, COMM_LEN, false);
}

/* ---- stacks ---- */

static bool stack_mode_by_name(const char *word, enum stack_mode *mode)
{
	static const char *const words[] = { "bpftrace", "perf", "raw", "build_id" };
	for (int i = 0; i < 4; i++)
		if (!strcmp(words[i], word)) {
			*mode = (enum stack_mode)i;
			return true;
		}
	return false;
}

static void stack_limit(struct checker *c, struct expr *e, int i, bool user, uint32_t *limit)
{
	const char *name = user ? "ustack" : "kstack";
	struct expr *a = call_arg(e, i);
	const struct type *t = check_expr(c, a);
	if (!is_settled(t))
		return;
	if (!type_is_integral(t) || !a->constant || (t->is_signed && (int64_t)a->constant->value < 0))
		diag_hint(c->diags, call_error(c, e, "%s: invalid limit value", name), "it must be a non-negative literal");
	else if (a->constant->value > STACK_LIMIT_MAX)
		call_error(c, e, "%s([int limit]): limit shouldn't exceed %d, %llu given", name, STACK_LIMIT_MAX,
			   (unsigned long long)a->constant->value);
	else
		*limit = (uint32_t)a->constant->value;
}

static void stack_argument(struct checker *c, struct expr *e, int i, bool user, enum stack_mode *mode, uint32_t *limit)
{
	const char *word = mode_word(e, i);
	if (!word) {
		stack_limit(c, e, i, user, limit);
	} else if (!stack_mode_by_name(word, mode)) {
		struct diag *d = call_error(c, e, "Invalid stack mode: '%s'", word);
		diag_hint(c->p->diags, d, "stack modes are bpftrace, perf, raw, build_id");
	} else if (*mode == STACK_BUILD_ID && !user) {
		call_error(c, e, "'build_id' stack mode can only be used for ustack");
		*mode = STACK_RAW;
	}
}

const struct type *check_stack(struct checker *c, struct expr *e, bool user)
{
	enum stack_mode mode = c->p->config.stack_mode;
	uint32_t limit = STACK_LIMIT_DEFAULT;

	call_data(c, e, sizeof(struct stack_call));
	if (c->prog->kind->id == PK_iter)
		call_error(c, e, "The %s builtin can not be used with 'iter' probes", user ? "ustack" : "kstack");
	for (int i = 0; e->kind == EX_CALL && i < e->call.args.n; i++)
		stack_argument(c, e, i, user, &mode, &limit);
	if (mode == STACK_BUILD_ID && !user) {
		diag_warning(c->p->diags, e->range,
			     "'build_id' stack mode can only be used for ustack. Falling back to 'raw' mode.");
		mode = STACK_RAW;
	}
	return type_stack(c->types, user, mode, limit);
}

const struct type *check_fn_kstack(struct checker *c, struct expr *call)
{
	return check_stack(c, call, false);
}

const struct type *check_fn_ustack(struct checker *c, struct expr *call)
{
	return check_stack(c, call, true);
}

/* ---- cgroups, time stamps ---- */

const struct type *check_fn_cgroupid(struct checker *c, struct expr *call)
{
	struct kernel *k = c->p->kernel;
	const struct constant *path = call_literal_string(c, call, 0);
	uint64_t id;
	if (!path)
		return &type_uint64;
	int err = k->cgroup_id(k, path->bytes, &id);
	if (err >= 0)
		return call_fold(c, call, &type_uint64, id);
	call_error(c, call, "Failed to resolve cgroup: %s (%s)", path->bytes, strerrordesc_np(-err));
	return &type_uint64;
}

const struct type *check_fn_cgroup_path(struct checker *c, struct expr *call)
{
	struct text_call *data = call_data(c, call, sizeof(*data));
	const struct constant *filter = NULL;
	call_int(c, call, 0);
	if (call->call.args.n > 1)
		filter = call_literal_string(c, call, 1);
	if (c->final)
		data->string = intern_string(c->p, filter ? filter->bytes : "");
	return &type_cgroup_path;
}

/* The clock an expression is read from, as far as it can be seen. */
static int clock_of(const struct expr *e)
{
	if (e->kind == EX_CALL && e->ident_kind == ID_FUNCTION && e->function->id == FN_ID_nsecs && e->data)
		return ((const struct mode_call *)e->data)->mode;
	return CLOCK_MODE_BOOT;
}

const struct type *check_fn_strftime(struct checker *c, struct expr *call)
{
	struct text_call *data = call_data(c, call, sizeof(*data));
	const struct constant *fmt = call_literal_string(c, call, 0);
	call_int(c, call, 1);
	int mode = clock_of(call_arg(call, 1));
	if (mode == CLOCK_MODE_MONOTONIC)
		call_error(c, call, "strftime() can not take a monotonic timestamp");
	data->tai = mode == CLOCK_MODE_TAI;
	if (c->final && fmt)
		data->string = intern_string(c->p, fmt->bytes);
	return &type_timestamp;
}

/* ---- kernel objects ---- */

static bool struct_pointer(const struct type *t, const char *name)
{
	return t->kind == TY_PTR && t->elem && t->elem->kind == TY_STRUCT && t->elem->name && !strcmp(t->elem->name, name);
}

const struct type *check_fn_socket_cookie(struct checker *c, struct expr *call)
{
	const struct type *t = check_expr(c, call_arg(call, 0));
	if (!is_settled(t))
		return &type_uint64;
	if (c->prog->prog_type != BPF_PROG_TYPE_TRACING)
		call_error(c, call, "socket_cookie can not be used with \"%s\" probes", c->prog->kind->name);
	else if (!struct_pointer(t, "sock"))
		call_error(c, call, "socket_cookie() expects an argument of type 'struct sock *' (%s provided)",
			   type_str(c->p->arena, t));
	else if (!t->trusted)
		call_error(c, call, "socket_cookie() needs a socket taken directly from the probe's arguments");
	return &type_uint64;
}

const struct type *check_fn_path(struct checker *c, struct expr *call)
{
	const struct type *t = check_expr(c, call_arg(call, 0));
	enum args_source from = c->prog->kind->args;
	uint32_t size = (uint32_t)c->p->config.run.max_strlen;
	int64_t wanted;
	if (call->call.args.n > 1) {
		if (!call_literal_int(c, call, 1, &wanted))
			return type_string(c->types, size, true);
		if (wanted < 1 || wanted > size)
			call_error(c, call, "path(): invalid size value (must be 1..%u)", size);
		else
			size = (uint32_t)wanted;
	}
	if (from != ARGS_BTF_FUNC && from != ARGS_ITER)
		call_error(c, call, "path can not be used with \"%s\" probes", c->prog->kind->name);
	else if (is_settled(t) && !struct_pointer(t, "path") && !(t->kind == TY_STRUCT && t->name && !strcmp(t->name, "path")))
		call_error(c, call, "path() only supports 'struct path' arguments (%s provided)", type_str(c->p->arena, t));
	return type_string(c->types, size, true);
}

/* ---- acting on processes ---- */

/* "SIGKILL" and "KILL" */
static int signal_by_name(const char *name)
{
	if (!strncmp(name, "SIG", 3))
		name += 3;
	for (int i = 1; i < 65; i++) {
		const char *s = sigabbrev_np(i);
		if (s && !strcmp(s, name))
			return i;
	}
	return 0;
}

static bool can_signal(const struct probe_kind *k)
{
	switch (k->id) {
	case PK_kprobe: case PK_kretprobe: case PK_uprobe: case PK_uretprobe: case PK_usdt: case PK_tracepoint:
	case PK_profile: case PK_fentry: case PK_fexit: case PK_rawtracepoint:
		return true;
	case PK_begin: case PK_end: case PK_self: case PK_test: case PK_bench: case PK_interval: case PK_software:
	case PK_hardware: case PK_watchpoint: case PK_iter: case PK_COUNT_:
		return false;
	}
	return false;
}

static const struct type *send_signal(struct checker *c, struct expr *call)
{
	struct signal_call *data = call_data(c, call, sizeof(*data));
	struct expr *arg = call_arg(call, 0);
	const struct type *t = check_expr(c, arg);
	if (!can_signal(c->prog->kind))
		call_error(c, call, "%s can not be used with \"%s\" probes", call->call.name, c->prog->kind->name);
	if (!is_settled(t))
		return &type_void;
	if (is_constant_string(arg)) {
		data->number = signal_by_name(arg->constant->bytes);
		if (!data->number)
			call_error(c, call, "%s is not a valid signal", arg->constant->bytes);
	} else if (!type_is_integral(t)) {
		call_wrong_type(c, call, "int or literal string", t);
	} else if (arg->constant && (arg->constant->value < 1 || arg->constant->value > 64)) {
		call_error(c, call, "%lld is not an allowed signal (1..64)", (long long)arg->constant->value);
	}
	return &type_void;
}

const struct type *check_fn_signal(struct checker *c, struct expr *call)
{
	return send_signal(c, call);
}

const struct type *check_fn_signal_thread(struct checker *c, struct expr *call)
{
	return send_signal(c, call);
}

const struct type *check_fn_override(struct checker *c, struct expr *call)
{
	call_int(c, call, 0);
	if (c->prog->kind->id != PK_kprobe)
		call_error(c, call, "override can not be used with \"%s\" probes", c->prog->kind->name);
	return &type_void;
}

const struct type *check_fn_write_user(struct checker *c, struct expr *call)
{
	const struct type *dst = check_expr(c, call_arg(call, 0)), *src = check_expr(c, call_arg(call, 1));
	int64_t n;
	if (!call_literal_int(c, call, 2, &n) || !is_settled(dst) || !is_settled(src))
		return &type_bool;
	if (dst->kind != TY_PTR && dst->kind != TY_INT)
		call_wrong_type(c, call, "pointer", dst);
	bool own = src->kind == TY_PTR && src->as == AS_BPF;
	if (!own && src->kind != TY_STRING && src->kind != TY_ARRAY && src->kind != TY_STRUCT && src->kind != TY_TUPLE) {
		call_error(c, call, "write_user() expects a value or the address of a variable as its second argument (%s provided)",
			   type_str(c->p->arena, src));
		return &type_bool;
	}
	uint32_t size = own ? src->elem->size : src->size;
	if (n < 1 || n > size)
		call_error(c, call, "write_user(): %lld bytes of an object of %u", (long long)n, size);
	return &type_bool;
}

/* ---- packets ---- */

#define PACKET_MAX 2048 /* bytes taken when the length is not a literal */

static bool packet_members(struct checker *c, struct expr *call, const struct type *skb)
{
	struct packet_call *data = call_data(c, call, sizeof(*data));
	const struct { const char *name; uint32_t *offset; } wanted[] = {
		{ "data", &data->data }, { "len", &data->len }, { "data_len", &data->data_len } };
	struct member m;
	if (!struct_pointer(skb, "sk_buff")) {
		call_error(c, call, "skboutput() expects an argument of type 'struct sk_buff *' (%s provided)",
			   type_str(c->p->arena, skb));
		return false;
	}
	for (int i = 0; i < 3; i++) {
		if (!type_member(c->types, skb->elem, wanted[i].name, &m))
			return false;
		*wanted[i].offset = m.offset;
	}
	return true;
}

/* An event whose format is the file's name and whose argument the packet's bytes. */
const struct type *check_fn_skboutput(struct checker *c, struct expr *call)
{
	enum args_source from = c->prog->kind->args;
	const struct constant *path = call_literal_string(c, call, 0);
	const struct type *skb = check_expr(c, call_arg(call, 1)), *buffer;
	bool ok = path && call_int(c, call, 2) && call_int(c, call, 3);
	if (from != ARGS_BTF_FUNC && from != ARGS_BTF_RAW_TP) {
		call_error(c, call, "skboutput can not be used with \"%s\" probes", c->prog->kind->name);
		return &type_int64;
	}
	if (!ok || !is_settled(skb) || !packet_members(c, call, skb))
		return &type_int64;
	const struct constant *length = call_arg(call, 2)->constant;
	uint32_t max = length && length->value && length->value < 65536 ? (uint32_t)length->value : PACKET_MAX;
	buffer = type_buffer(c->types, max);
	struct event *ev = make_event(c, call, EVENT_SKBOUTPUT, path->bytes, path->len, NULL, 0, NULL);
	if (ev)
		ev->args_type = type_tuple(c->types, &buffer, 1);
	return &type_int64;
}
