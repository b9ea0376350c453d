/* The facade: the list of passes, top to bottom, and who owns what. Everything public is in sonde.h. */
#include "sonde.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "check/layout.h"
#include "codegen/codegen.h"
#include "compile.h"
#include "kernel/info.h"
#include "kernel/list.h"
#include "parser/parser.h"
#include "runtime/session.h"

const char *sonde_version(void)
{
	return SONDE_VERSION;
}

/* ---- compiling ---- */

static int dump_index(enum sonde_dump stage)
{
	return __builtin_ctz(stage);
}

static struct strbuf *dump_buffer(struct sonde_program *sp, unsigned asked, enum sonde_dump stage)
{
	return asked & stage ? &sp->dumps[dump_index(stage)] : NULL;
}

static bool in_pid_namespace(void)
{
	struct stat st;
	/* PROC_PID_INIT_INO, include/linux/proc_ns.h: the inode of the initial pid namespace */
	return !stat("/proc/self/ns/pid", &st) && st.st_ino != 0xEFFFFFFCU;
}

static struct compile_options *internal_options(struct arena *a, const struct sonde_compile_options *o)
{
	struct compile_options *c = arena_new(a, struct compile_options);
	if (!o)
		return c;
	struct param *params = arena_array(a, struct param, o->nparams + 1);
	for (int i = 0; i < o->nparams; i++)
		params[i] = (struct param){ o->params[i].name, o->params[i].value };
	*c = (struct compile_options){
		.args = o->args, .nargs = o->nargs, .params = params, .nparams = o->nparams,
		.include_dirs = o->include_dirs, .include_files = o->include_files,
		.ninclude_dirs = o->ninclude_dirs, .ninclude_files = o->ninclude_files,
		.script_dir = o->script_dir, .getenv = o->getenv, .getenv_ctx = o->getenv_ctx, .pid = o->pid,
		.command = o->command, .unsafe = o->unsafe, .warnings_k = o->warnings_k,
		.no_warnings = o->no_warnings, .test_mode = o->test_mode, .bench_mode = o->bench_mode,
		.pid_namespace = in_pid_namespace(),
	};
	return c;
}

static bool check(struct program *p)
{
	static bool (*const passes[])(struct program *) = {
		pass_config, pass_cdefs, pass_expand, pass_resolve, pass_typecheck, pass_layout, pass_constraints,
	};
	for (size_t i = 0; i < sizeof(passes) / sizeof(passes[0]); i++) {
		bool ok = passes[i](p);
		/* types are checked after resolve errors too: poison keeps that quiet, and more is said in one run */
		if ((!ok || p->diags->errors) && passes[i] != pass_resolve)
			return false;
	}
	return true;
}

static bool compile(struct sonde_program *sp, struct source *src, const struct compile_options *opt, unsigned dump,
		    enum compile_until until)
{
	if (dump & SONDE_DUMP_TOKENS)
		dump_tokens(dump_buffer(sp, dump, SONDE_DUMP_TOKENS), &sp->arena, src);
	struct program_ast *ast = parse_program(&sp->arena, &sp->diags, src);
	if (dump & SONDE_DUMP_AST)
		dump_ast(dump_buffer(sp, dump, SONDE_DUMP_AST), ast, NULL);
	if (sp->diags.errors || until == COMPILE_PARSE)
		return !sp->diags.errors;
	sp->program = arena_new(&sp->arena, struct program);
	program_init(sp->program, &sp->arena, &sp->diags, sp->kernel, opt, ast);
	bool ok = check(sp->program);
	if (dump & SONDE_DUMP_TYPES && ok)
		for (int i = 0; i < sp->program->progs.n; i++)
			dump_probe(dump_buffer(sp, dump, SONDE_DUMP_TYPES), sp->program->progs.at[i]->probe, type_text);
	if (dump & SONDE_DUMP_STACK && ok)
		layout_text(dump_buffer(sp, dump, SONDE_DUMP_STACK), sp->program);
	if (!ok || until == COMPILE_CHECK || !sp->program->progs.n)
		return ok;
	struct codegen_dump texts = { .ir = dump_buffer(sp, dump, SONDE_DUMP_IR),
				      .ir_opt = dump_buffer(sp, dump, SONDE_DUMP_IR_OPT),
				      .assembly = dump_buffer(sp, dump, SONDE_DUMP_ASM) };
	sp->image = codegen(sp->program, &texts);
	return sp->image != NULL;
}

struct sonde_program *compile_on(struct kernel *k, const char *name, const char *text, size_t len,
				 const struct sonde_compile_options *options, enum compile_until until)
{
	struct sonde_program *sp = calloc(1, sizeof(*sp));
	if (!sp)
		abort();
	arena_init(&sp->arena);
	diags_init(&sp->diags, &sp->arena);
	sp->kernel = k;
	struct source *src = source_new(&sp->arena, name, text, len);
	sp->ok = compile(sp, src, internal_options(&sp->arena, options), options ? options->dump : 0, until);
	return sp;
}

struct sonde_program *sonde_compile(const char *name, const char *text, size_t len,
				    const struct sonde_compile_options *options)
{
	return compile_on(kernel_live_new(), name, text, len, options, COMPILE_IMAGE);
}

bool sonde_program_ok(const struct sonde_program *p)
{
	return p->ok;
}

const char *sonde_program_idle(const struct sonde_program *p)
{
	if (!p->ok || !p->program || p->image || p->program->progs.n)
		return NULL;
	if (p->program->tests_skipped)
		return "No probes attached; use --test to run test probes.";
	if (p->program->benches_skipped)
		return "No probes attached; use --bench to run benchmarks.";
	return "No probes to attach";
}

void sonde_program_free(struct sonde_program *p)
{
	if (!p)
		return;
	image_free(p->image);
	kernel_free(p->kernel);
	for (int i = 0; i < DUMP_STAGES; i++)
		strbuf_release(&p->dumps[i]);
	arena_release(&p->arena);
	free(p);
}

const char *sonde_program_dump(const struct sonde_program *p, enum sonde_dump stage)
{
	const char *text = p->dumps[dump_index(stage)].data;
	return text ? text : "";
}

const void *sonde_program_elf(const struct sonde_program *p, size_t *size)
{
	*size = p->image ? p->image->elf_size : 0;
	return p->image ? p->image->elf : NULL;
}

static const struct image_target *nth_target(const struct image *img, int i, int *count)
{
	const struct image_target *found = NULL;
	*count = 0;
	for (uint32_t p = 0; img && p < img->nprobes; p++)
		for (uint32_t t = 0; t < img->probes[p].ntargets; t++)
			if ((*count)++ == i)
				found = &img->probes[p].targets[t];
	return found;
}

int sonde_program_probes(const struct sonde_program *p)
{
	int n;
	nth_target(p->image, -1, &n);
	return n;
}

const char *sonde_program_probe(const struct sonde_program *p, int i)
{
	int n;
	const struct image_target *t = nth_target(p->image, i, &n);
	return t ? t->name : NULL;
}

/* ---- diagnostics ---- */

static void fill_diag(struct diags *list, int i, bool color, struct sonde_diag *out)
{
	memset(out, 0, sizeof(*out));
	if (i < 0 || i >= list->list.n)
		return;
	const struct diag *d = list->list.at[i];
	out->severity = d->severity == SEV_ERROR ? SONDE_ERROR : d->severity == SEV_WARNING ? SONDE_WARNING : SONDE_NOTE;
	out->message = d->message;
	if (d->range.src) {
		struct position b = source_position(d->range.src, d->range.begin);
		struct position e = source_position(d->range.src, d->range.end);
		out->file = d->range.src->name;
		out->line = b.line;
		out->column = b.col;
		out->end_line = e.line;
		out->end_column = e.col;
	}
	struct strbuf text = { 0 };
	diag_render(&text, d, color);
	out->text = arena_strdup(list->arena, strbuf_str(&text));
	strbuf_release(&text);
}

int sonde_program_diags(const struct sonde_program *p)
{
	return p->diags.list.n;
}

void sonde_program_diag(struct sonde_program *p, int i, bool color, struct sonde_diag *out)
{
	fill_diag(&p->diags, i, color, out);
}

/* ---- running ---- */

struct sonde_session {
	struct arena arena;
	struct diags diags;
	struct session *session;
	struct session_options options;
	int (*write)(void *ctx, enum sonde_stream stream, const char *bytes, size_t len);
	void *write_ctx;
};

static int forward_write(void *ctx, enum stream s, const char *bytes, size_t len)
{
	struct sonde_session *ss = ctx;
	return ss->write ? ss->write(ss->write_ctx, s == STREAM_OUT ? SONDE_OUT : SONDE_ERR, bytes, len) : 0;
}

struct sonde_session *sonde_session_new(struct sonde_program *p, const struct sonde_session_options *o)
{
	if (!p->image)
		return NULL;
	static const struct sonde_session_options none = { .size = sizeof(none) };
	if (!o)
		o = &none;
	struct sonde_session *ss = calloc(1, sizeof(*ss));
	if (!ss)
		abort();
	arena_init(&ss->arena);
	diags_init(&ss->diags, &ss->arena);
	ss->write = o->write;
	ss->write_ctx = o->write_ctx;
	ss->options = (struct session_options){
		.pid = o->pid, .command = o->command ? arena_strdup(&ss->arena, o->command) : NULL,
		.json = o->json, .quiet = o->quiet,
		.verbose = o->verbose, .warnings_k = o->warnings_k, .no_warnings = o->no_warnings, .unsafe = o->unsafe,
		.usdt_file_activation = o->usdt_file_activation, .escape_control = o->escape_control,
		.test_mode = o->test_mode, .bench_mode = o->bench_mode, .dry_run = o->dry_run,
		.verifier_log = o->verifier_log,
		.probe_filter = o->probe_filter ? arena_strdup(&ss->arena, o->probe_filter) : NULL,
		.write = forward_write, .write_ctx = ss,
	};
	ss->session = session_new(image_ref(p->image), &ss->options, &ss->diags);
	return ss;
}

int sonde_session_start(struct sonde_session *s)
{
	int err = session_load(s->session);
	if (!err)
		err = session_begin(s->session);
	if (!err)
		err = session_attach(s->session);
	return err;
}

int sonde_session_fd(struct sonde_session *s)
{
	return session_fd(s->session);
}

int sonde_session_poll(struct sonde_session *s, int timeout_ms)
{
	return session_poll(s->session, timeout_ms);
}

void sonde_session_stop(struct sonde_session *s)
{
	session_stop(s->session);
}

void sonde_session_signal(struct sonde_session *s)
{
	session_signal_self(s->session);
}

bool sonde_session_ended(const struct sonde_session *s)
{
	return session_ended(s->session);
}

int sonde_session_finish(struct sonde_session *s)
{
	return session_finish(s->session);
}

int sonde_session_attached(const struct sonde_session *s)
{
	return session_attached(s->session);
}

int sonde_session_diags(const struct sonde_session *s)
{
	return s->diags.list.n;
}

void sonde_session_diag(struct sonde_session *s, int i, bool color, struct sonde_diag *out)
{
	fill_diag(&s->diags, i, color, out);
}

const char *sonde_session_verifier_log(const struct sonde_session *s)
{
	return session_verifier_log(s->session);
}

void sonde_session_free(struct sonde_session *s)
{
	if (!s)
		return;
	session_free(s->session);
	arena_release(&s->arena);
	free(s);
}

/* ---- asking about this machine ---- */

int sonde_list(const char *pattern, bool verbose, int pid,
	       void (*found)(void *ctx, const char *probe, const char *detail), void *ctx)
{
	struct arena a;
	arena_init(&a);
	struct kernel *k = kernel_live_new();
	int n = kernel_list(k, &a, pattern, verbose, pid, found, ctx);
	kernel_free(k);
	arena_release(&a);
	return n;
}

const char *sonde_missing_privileges(void)
{
	char line[256];
	uint64_t caps = 0;
	FILE *f = fopen("/proc/self/status", "re");
	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, "CapEff:", 7))
			caps = strtoull(line + 7, NULL, 16);
	if (f)
		fclose(f);
	/* include/uapi/linux/capability.h: CAP_SYS_ADMIN 21 includes CAP_PERFMON 38 and CAP_BPF 39 */
	const bool admin = caps >> 21 & 1, perfmon = admin || caps >> 38 & 1, bpf = admin || caps >> 39 & 1;
	if (!bpf && !perfmon)
		return "CAP_BPF and CAP_PERFMON";
	return !bpf ? "CAP_BPF" : !perfmon ? "CAP_PERFMON" : NULL;
}

char *sonde_info(void)
{
	return kernel_info();
}
