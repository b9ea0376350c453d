/* The text form of a kernel, for tests and for compiling for another machine.
 *
 * One item a line; those in braces may run over several lines; # begins a comment.
 *
 *     kernel 6.12.0
 *     cpus 4
 *     feature KPROBE_MULTI off             (all are on; names as in enum feature)
 *     typedef pid_t int
 *     struct path 16 { struct vfsmount * mnt @0; struct dentry * dentry @8; }
 *     union sigval 8 { int sival_int @0; void * sival_ptr @0; }
 *     enum pid_type 4 { PIDTYPE_PID = 0, PIDTYPE_TGID = 1 }       ("enum NAME 4 signed { ... }")
 *     tracepoint sched:sched_process_exec 314 { data_loc char[] filename @8; pid_t pid @12; }
 *     rawtp sched_switch (bool preempt, struct task_struct * prev)
 *     func vfs_read (struct file * file, char * __user buf) -> long      ("func MODULE:NAME ...", "notrace" at the end)
 *     var runqueues struct rq              (per-CPU variables)
 *     symbol jiffies 0xffffffff82005000
 *     cgroup /sys/fs/cgroup/a 42
 *     binary /usr/bin/bash sh { function readline 0x1234 150; data rl_point 0x5000 4;
 *                               usdt prov:name 0x200 semaphore 0x300 "-4@%edi 8@%rsi"; }
 *
 * Types are written from left to right: base, then "*" (with __user, __percpu or __rcu) and "[N]". Structs and unions
 * without a tag may stand in place: "union 8 { ... } @24;". A member is "TYPE NAME @BYTE", a bit-field
 * "TYPE NAME @BYTE.BIT:BITS". A tracepoint's field may have "size N" (then it is unsigned) and "signed" behind its
 * offset; the common fields are there by themselves. Words behind a binary's path are other names it is found by. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/binary.h"
#include "kernel/file_text.h"

const char *const feature_names[FEAT_COUNT_] = {
	[FEAT_BTF] = "BTF", [FEAT_KPROBES] = "KPROBES", [FEAT_KPROBE_MULTI] = "KPROBE_MULTI",
	[FEAT_KPROBE_SESSION] = "KPROBE_SESSION", [FEAT_UPROBES] = "UPROBES", [FEAT_UPROBE_MULTI] = "UPROBE_MULTI",
	[FEAT_TRAMPOLINE] = "TRAMPOLINE", [FEAT_TRACEFS] = "TRACEFS", [FEAT_BPF_LOOP] = "BPF_LOOP",
	[FEAT_FOR_EACH_MAP_ELEM] = "FOR_EACH_MAP_ELEM", [FEAT_BPF_COOKIE] = "BPF_COOKIE",
	[FEAT_ITER_NUM] = "ITER_NUM", [FEAT_RINGBUF] = "RINGBUF",
};

/* ---- functions ---- */

static bool parse_prototype(struct text_parser *ps, bool returns, uint32_t *id)
{
	VEC(struct kmember) params = { 0 };
	uint32_t type;

	if (!text_open(ps, '('))
		return false;
	while (!text_close(ps, ')')) {
		struct kmember m = { 0 };

		if (!text_type(ps, &type))
			return false;
		m.name = text_name(ps);
		if (!m.name)
			m.name = "";
		m.type = ((struct ktype_id){ 0, type });
		vec_push(ps->arena, &params, m);
		if (!text_eat(ps, ',') && !text_at(ps, ')'))
			return text_fail(ps, "expected , or )");
	}
	type = 0;
	if (returns && text_eat(ps, '-') && (!text_eat(ps, '>') || !text_type(ps, &type)))
		return text_fail(ps, "expected -> TYPE");
	*id = file_add_type(ps, (struct file_type){ .kind = KT_FUNC_PROTO, .target = type, .members = params.at,
					       .nmembers = (uint32_t)params.n });
	return true;
}

static uint32_t module_index(struct text_parser *ps, const char *name)
{
	name_list *modules = &ps->k->modules;

	for (int i = 0; i < modules->n; i++)
		if (!strcmp(modules->at[i], name))
			return (uint32_t)i;
	vec_push(ps->arena, modules, name);
	return (uint32_t)modules->n - 1;
}

static bool parse_function(struct text_parser *ps)
{
	struct file_function f = { .name = text_name(ps) };

	if (f.name && text_eat(ps, ':')) {
		f.module = module_index(ps, f.name);
		f.name = text_name(ps);
	}
	if (!f.name || !parse_prototype(ps, true, &f.proto))
		return text_fail(ps, "expected NAME (PARAMETERS)");
	f.notrace = text_word(ps, "notrace");
	vec_push(ps->arena, &ps->k->functions, f);
	return true;
}

static bool parse_raw_tp(struct text_parser *ps)
{
	struct file_function f = { .name = text_name(ps) };

	if (!f.name || !parse_prototype(ps, false, &f.proto))
		return text_fail(ps, "expected NAME (PARAMETERS)");
	vec_push(ps->arena, &ps->k->raw_tps, f);
	return true;
}

/* ---- tracepoints ---- */

static const struct file_type *plain_type(const struct file_kernel *k, uint32_t id)
{
	while (k->types.at[id].is_typedef)
		id = k->types.at[id].target;
	return &k->types.at[id];
}

static bool parse_field(struct text_parser *ps, struct tp_field *f)
{
	const char *start, *end;
	struct kmember place = { 0 };
	uint32_t type;

	f->data_loc = text_word(ps, "data_loc");
	f->rel_loc = !f->data_loc && text_word(ps, "rel_loc");
	text_blank(ps);
	start = ps->p;
	if (!text_type(ps, &type))
		return false;
	for (end = ps->p; end > start && isspace((unsigned char)end[-1]);)
		end--;
	f->c_type = arena_strndup(ps->arena, start, (size_t)(end - start));
	f->name = text_name(ps);
	if (!f->name || !text_place(ps, &place))
		return text_fail(ps, "expected NAME @OFFSET");
	f->offset = place.bit_offset / 8;
	const struct file_type *t = plain_type(ps->k, type);
	f->size = f->data_loc || f->rel_loc ? 4 : t->size;
	f->is_array = t->kind == KT_ARRAY && !f->data_loc && !f->rel_loc;
	f->nelems = f->is_array ? t->nelems : 0;
	f->is_signed = t->is_signed;
	if (text_word(ps, "size")) {
		if (!text_u32(ps, &f->size))
			return false;
		f->is_signed = false; /* system call arguments: "int fd" in 8 bytes, signed:0 */
	}
	f->is_signed |= text_word(ps, "signed");
	return text_eat(ps, ';') || text_fail(ps, "expected ;");
}

static bool parse_tracepoint(struct text_parser *ps)
{
	static const struct tp_field common[] = {
		{ .name = "common_type", .c_type = "unsigned short", .offset = 0, .size = 2, .common = true },
		{ .name = "common_flags", .c_type = "unsigned char", .offset = 2, .size = 1, .common = true },
		{ .name = "common_preempt_count", .c_type = "unsigned char", .offset = 3, .size = 1, .common = true },
		{ .name = "common_pid", .c_type = "int", .offset = 4, .size = 4, .is_signed = true, .common = true },
	};
	VEC(struct tp_field) fields = { 0 };
	struct file_tracepoint t = { .category = text_name(ps) };

	if (!t.category || !text_eat(ps, ':') || !(t.event = text_name(ps)) || !text_u32(ps, &t.format.id) ||
	    !text_open(ps, '{'))
		return text_fail(ps, "expected CATEGORY:EVENT ID {");
	for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		vec_push(ps->arena, &fields, common[i]);
	while (!text_close(ps, '}')) {
		struct tp_field f = { 0 };

		if (!parse_field(ps, &f))
			return false;
		vec_push(ps->arena, &fields, f);
	}
	t.format.fields = fields.at;
	t.format.nfields = (uint32_t)fields.n;
	vec_push(ps->arena, &ps->k->tracepoints, t);
	return true;
}

/* ---- binaries ---- */

static bool parse_symbol(struct text_parser *ps, enum sym_kind kind, struct file_binary *b)
{
	struct user_symbol s = { .kind = kind, .name = text_until(ps, " \t\n;") };

	if (!text_number(ps, &s.address) || (isdigit((unsigned char)(text_blank(ps), *ps->p)) && !text_number(ps, &s.size)))
		return false;
	s.file_offset = s.address;
	vec_push(ps->arena, &b->symbols, s);
	return true;
}

static bool parse_usdt(struct text_parser *ps, struct file_binary *b)
{
	struct usdt_location l = { .provider = text_name(ps), .arg_text = "" };
	const char *why;

	if (!l.provider || !text_eat(ps, ':') || !(l.name = text_name(ps)) || !text_number(ps, &l.file_offset))
		return text_fail(ps, "expected PROVIDER:NAME OFFSET");
	if (text_word(ps, "semaphore") && !text_number(ps, &l.semaphore_offset))
		return false;
	if (text_eat(ps, '"')) {
		l.arg_text = text_until(ps, "\"\n");
		if (!text_eat(ps, '"'))
			return text_fail(ps, "expected \"");
	}
	usdt_args_parse(ps->arena, l.arg_text, NULL, &l.args, &l.nargs, &why);
	vec_push(ps->arena, &b->usdt, l);
	return true;
}

static bool parse_binary(struct text_parser *ps)
{
	struct file_binary b = { .path = text_until(ps, " \t\n{") };

	if (!*b.path)
		return text_fail(ps, "expected a path");
	while (!text_at(ps, '{') && *ps->p && *ps->p != '\n')
		vec_push(ps->arena, &b.aliases, text_until(ps, " \t\n{"));
	if (text_at(ps, '{')) {
		text_open(ps, '{');
		while (!text_close(ps, '}')) {
			bool ok = text_word(ps, "function") ? parse_symbol(ps, SYM_FUNC, &b) :
				  text_word(ps, "data") ? parse_symbol(ps, SYM_DATA, &b) :
				  text_word(ps, "usdt") ? parse_usdt(ps, &b) : text_fail(ps, "expected function, data or usdt");

			if (!ok || !text_eat(ps, ';'))
				return text_fail(ps, "expected ;");
		}
	}
	vec_push(ps->arena, &ps->k->binaries, b);
	return true;
}

/* ---- items ---- */

static bool parse_version(struct text_parser *ps)
{
	unsigned a, b, c = 0;

	if (sscanf(text_until(ps, " \t\n"), "%u.%u.%u", &a, &b, &c) < 2 || a > 255 || b > 255 || c > 255)
		return text_fail(ps, "expected a version");
	ps->k->version = a << 16 | b << 8 | c;
	return true;
}

static bool parse_feature(struct text_parser *ps)
{
	const char *name = text_name(ps);

	for (int i = 0; name && i < FEAT_COUNT_; i++)
		if (!strcmp(name, feature_names[i])) {
			ps->k->features[i] = text_word(ps, "on");
			return ps->k->features[i] || text_word(ps, "off") || text_fail(ps, "expected on or off");
		}
	return text_fail(ps, "unknown feature");
}

static bool parse_named_number(struct text_parser *ps, struct file_symbol *s)
{
	s->name = text_until(ps, " \t\n");
	return text_number(ps, &s->address);
}

static bool parse_var(struct text_parser *ps)
{
	struct file_var v = { .name = text_name(ps) };

	if (!v.name || !text_type(ps, &v.type))
		return text_fail(ps, "expected a name and a type");
	vec_push(ps->arena, &ps->k->vars, v);
	return true;
}

static bool parse_item(struct text_parser *ps)
{
	struct file_symbol s;

	if (text_word(ps, "struct"))
		return text_struct(ps, KT_STRUCT);
	if (text_word(ps, "union"))
		return text_struct(ps, KT_UNION);
	if (text_word(ps, "enum"))
		return text_enum(ps);
	if (text_word(ps, "typedef"))
		return text_typedef(ps);
	if (text_word(ps, "tracepoint"))
		return parse_tracepoint(ps);
	if (text_word(ps, "rawtp"))
		return parse_raw_tp(ps);
	if (text_word(ps, "func"))
		return parse_function(ps);
	if (text_word(ps, "var"))
		return parse_var(ps);
	if (text_word(ps, "binary"))
		return parse_binary(ps);
	if (text_word(ps, "kernel"))
		return parse_version(ps);
	if (text_word(ps, "cpus"))
		return text_u32(ps, &ps->k->cpus);
	if (text_word(ps, "feature"))
		return parse_feature(ps);
	bool is_symbol = text_word(ps, "symbol");
	if (!is_symbol && !text_word(ps, "cgroup"))
		return text_fail(ps, "unknown item");
	if (!parse_named_number(ps, &s))
		return false;
	if (is_symbol)
		vec_push(ps->arena, &ps->k->symbols, s);
	else
		vec_push(ps->arena, &ps->k->cgroups, s);
	return true;
}

char *file_parse(struct file_kernel *k, const char *text)
{
	struct text_parser ps = { .k = k, .arena = &k->arena, .p = text, .line = 1 };
	char *message = NULL;

	file_add_type(&ps, (struct file_type){ .kind = KT_VOID });
	file_add_base_types(&ps);
	vec_push(ps.arena, &k->modules, (const char *)"vmlinux");
	for (;;) {
		text_skip(&ps, true);
		if (!*ps.p)
			return NULL;
		if (!parse_item(&ps))
			break;
		text_skip(&ps, false);
		if (*ps.p && *ps.p != '\n') {
			text_fail(&ps, "expected the end of the line");
			break;
		}
	}
	if (asprintf(&message, "line %d: %s", ps.line, ps.error ? ps.error : "it makes no sense") < 0)
		abort();
	return message;
}
