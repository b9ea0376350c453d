/* The sonde command: reads a program, compiles it, runs it, ends cleanly. A client of sonde.h and nothing else. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "options.h"
#include "sonde.h"

enum { EXIT_SCRIPT_ERROR = 1, EXIT_RUN_ERROR = 255 };

static struct sonde_session *running;       /* for the signal handler */
static volatile sig_atomic_t stop_signals, user_signal;

/* ---- input ---- */

struct text {
	char *data;
	size_t len;
	const char *name;
};

static int read_all(int fd, struct text *t)
{
	size_t cap = 0;
	for (;;) {
		if (t->len + 1 >= cap) {
			cap = cap ? 2 * cap : 16384;
			t->data = realloc(t->data, cap);
			if (!t->data)
				abort();
		}
		ssize_t n = read(fd, t->data + t->len, cap - t->len - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			t->data[t->len] = 0;
			return n < 0 ? -errno : 0;
		}
		t->len += (size_t)n;
	}
}

static int read_program(const struct options *o, struct text *t)
{
	memset(t, 0, sizeof(*t));
	t->name = "stdin";
	if (o->program) {
		t->data = strdup(o->program);
		t->len = strlen(o->program);
		return 0;
	}
	bool from_stdin = !strcmp(o->file, "-");
	int fd = from_stdin ? STDIN_FILENO : open(o->file, O_RDONLY | O_CLOEXEC);
	int err = fd < 0 ? -errno : read_all(fd, t);
	if (fd > STDIN_FILENO)
		close(fd);
	if (!from_stdin)
		t->name = o->file;
	if (err)
		fprintf(stderr, "ERROR: failed to open file '%s': %s\n", o->file, strerror(-err));
	return err;
}

/* ---- output ---- */

struct output {
	FILE *out;
	bool color;
};

static int write_output(void *ctx, enum sonde_stream stream, const char *bytes, size_t len)
{
	struct output *o = ctx;
	FILE *f = stream == SONDE_OUT ? o->out : stderr;
	if (stream == SONDE_ERR)
		fflush(o->out);
	errno = 0;
	/* glibc's fwrite may say that all is well when the flush at a newline has failed */
	if (fwrite(bytes, 1, len, f) != len || ferror(f))
		return stream == SONDE_OUT ? -(errno ? errno : EIO) : 0;
	return 0;
}

static bool use_color(void)
{
	const char *v = getenv("SONDE_COLOR");
	if (!v)
		v = getenv("BPFTRACE_COLOR");
	if (v && !strcmp(v, "always"))
		return true;
	if (v && !strcmp(v, "never"))
		return false;
	if (v && strcmp(v, "auto") != 0)
		fprintf(stderr, "WARNING: Invalid env value! The valid values of `SONDE_COLOR` are [auto|always|never]. "
				"The current value is %s!\n", v);
	return isatty(STDOUT_FILENO) && isatty(STDERR_FILENO);
}

static int open_output(const struct options *o, struct output *out)
{
	static const int modes[] = { [BUFFER_LINE] = _IOLBF, [BUFFER_FULL] = _IOFBF, [BUFFER_NONE] = _IONBF };
	out->color = use_color();
	out->out = stdout;
	if (o->output) {
		out->out = fopen(o->output, "we");
		if (!out->out) {
			fprintf(stderr, "ERROR: Failed to open output file: \"%s\": %s\n", o->output, strerror(errno));
			return -1;
		}
	}
	setvbuf(out->out, NULL, modes[o->buffering], BUFSIZ);
	return 0;
}

static void show(const struct sonde_diag *d, const struct options *o)
{
	if (d->severity != SONDE_ERROR && o->no_warnings)
		return;
	fputs(d->text, stderr);
}

static void show_program_diags(struct sonde_program *p, const struct options *o, bool color)
{
	struct sonde_diag d;
	for (int pass = SONDE_ERROR; pass <= SONDE_NOTE; pass++)
		for (int i = 0; i < sonde_program_diags(p); i++) {
			sonde_program_diag(p, i, color, &d);
			if ((int)d.severity == pass)
				show(&d, o);
		}
}

static void show_session_diags(struct sonde_session *s, const struct options *o, bool color, int *shown)
{
	struct sonde_diag d;
	for (; *shown < sonde_session_diags(s); (*shown)++) {
		sonde_session_diag(s, *shown, color, &d);
		show(&d, o);
	}
}

static void show_dumps(const struct sonde_program *p, const struct options *o)
{
	static const struct { enum sonde_dump stage; const char *title; } stages[] = {
		{ SONDE_DUMP_TOKENS, "tokens" }, { SONDE_DUMP_AST, "AST" }, { SONDE_DUMP_TYPES, "types" },
		{ SONDE_DUMP_STACK, "stack" }, { SONDE_DUMP_IR, "IR" }, { SONDE_DUMP_IR_OPT, "IR, optimised" },
		{ SONDE_DUMP_ASM, "assembly" },
	};
	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++)
		if (o->dump & stages[i].stage && *sonde_program_dump(p, stages[i].stage))
			printf("%s\n-------------------\n%s\n", stages[i].title, sonde_program_dump(p, stages[i].stage));
	fflush(stdout);
}

/* ---- running ---- */

static void on_signal(int sig)
{
	if (sig == SIGUSR1) {
		user_signal = 1;
	} else if (stop_signals++ >= 2) {
		_exit(128 + sig); /* the third Ctrl-C: closing the process detaches everything */
	}
	if (running && sig != SIGUSR1)
		sonde_session_stop(running);
}

static void catch_signals(void)
{
	struct sigaction sa = { .sa_handler = on_signal };
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGHUP, &sa, NULL);
	sigaction(SIGUSR1, &sa, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static int poll_until_end(struct sonde_session *s)
{
	while (!sonde_session_ended(s)) {
		int n = sonde_session_poll(s, user_signal ? 0 : -1);
		if (user_signal) {
			user_signal = 0;
			sonde_session_signal(s);
		}
		if (n < 0 && n != -EINTR)
			return n;
	}
	return 0;
}

/* What the user asked to trace does not exist: a mistake on the command line, not a refusal of the kernel. */
static int start_status(const struct options *o, int err)
{
	if ((o->command && (err == -ENOENT || err == -EACCES)) || (o->pid && err == -ESRCH))
		return EXIT_SCRIPT_ERROR;
	return err == -EPERM && sonde_missing_privileges() ? EXIT_SCRIPT_ERROR : EXIT_RUN_ERROR;
}

static int run_session(struct sonde_session *s, const struct options *o, struct output *out)
{
	int shown = 0;
	running = s;
	if (stop_signals)
		sonde_session_stop(s);
	int err = sonde_session_start(s);
	show_session_diags(s, o, out->color, &shown);
	if (err) {
		if (o->dump_verifier || o->verbose)
			fputs(sonde_session_verifier_log(s), stderr);
		return ferror(out->out) ? (err == -EPIPE ? 0 : EXIT_SCRIPT_ERROR) : start_status(o, err);
	}
	if (o->dump_verifier)
		fputs(sonde_session_verifier_log(s), stderr);
	err = poll_until_end(s);
	int status = sonde_session_finish(s);
	show_session_diags(s, o, out->color, &shown);
	if (fflush(out->out) && !err)
		err = -errno;
	if (!err && status < 0 && ferror(out->out))
		err = status;
	if (err == -EPIPE || err == -EINTR)
		return status < 0 ? 0 : status; /* who read the output is satisfied */
	if (err)
		fprintf(stderr, "ERROR: %s: %s\n", o->output ? o->output : "standard output", strerror(-err));
	return err ? EXIT_SCRIPT_ERROR : status < 0 ? EXIT_RUN_ERROR : status;
}

static struct sonde_session_options session_options(const struct options *o, struct output *out)
{
	return (struct sonde_session_options){
		.size = sizeof(struct sonde_session_options), .pid = o->pid, .command = o->command, .json = o->json,
		.quiet = o->quiet, .verbose = o->verbose, .warnings_k = o->warnings_k, .no_warnings = o->no_warnings,
		.unsafe = o->unsafe, .escape_control = isatty(fileno(out->out)) == 1, .test_mode = o->test_mode,
		.bench_mode = o->bench_mode, .dry_run = o->dry_run, .usdt_file_activation = o->usdt_file_activation,
		.probe_filter = o->probe_filter, .write = write_output, .write_ctx = out,
		.verifier_log = o->dump_verifier,
	};
}

static const char *from_environment(void *ctx, const char *name)
{
	return getenv(name);
}

static struct sonde_compile_options compile_options(const struct options *o, char **script_dir)
{
	const char *slash = o->file && strcmp(o->file, "-") != 0 ? strrchr(o->file, '/') : NULL;
	*script_dir = slash ? strndup(o->file, (size_t)(slash - o->file) + (slash == o->file)) : NULL;
	return (struct sonde_compile_options){
		.size = sizeof(struct sonde_compile_options), .args = o->args, .nargs = o->nargs, .params = o->params,
		.nparams = o->nparams, .include_dirs = o->include_dirs, .include_files = o->include_files,
		.ninclude_dirs = o->ninclude_dirs, .ninclude_files = o->ninclude_files, .script_dir = *script_dir,
		.getenv = from_environment, .pid = o->pid, .command = o->command, .unsafe = o->unsafe,
		.warnings_k = o->warnings_k, .no_warnings = o->no_warnings, .test_mode = o->test_mode,
		.bench_mode = o->bench_mode, .dump = o->dump,
	};
}

static int write_elf(const struct sonde_program *p, const char *path)
{
	size_t size;
	const void *elf = sonde_program_elf(p, &size);
	FILE *f = fopen(path, "we");
	bool ok = f && fwrite(elf, 1, size, f) == size;
	if (f && fclose(f))
		ok = false;
	if (!ok)
		fprintf(stderr, "ERROR: failed to write '%s': %s\n", path, strerror(errno));
	return ok ? 0 : -1;
}

static int run_program(const struct options *o, const struct text *text, struct output *out)
{
	char *script_dir;
	struct sonde_compile_options copt = compile_options(o, &script_dir);
	struct sonde_program *p = sonde_compile(text->name, text->data, text->len, &copt);
	int status = EXIT_SCRIPT_ERROR;
	free(script_dir);
	show_dumps(p, o);
	show_program_diags(p, o, out->color);
	const char *idle = sonde_program_idle(p);
	if (idle) {
		bool missing = !strcmp(idle, "No probes to attach");
		if (!missing)
			fprintf(stderr, "ERROR: %s\n", idle);
		else if (!o->quiet)
			puts(idle);
		status = missing ? EXIT_SCRIPT_ERROR : EXIT_RUN_ERROR;
	} else if (sonde_program_ok(p) && o->want_list) {
		for (int i = 0; i < sonde_program_probes(p); i++)
			printf("%s\n", sonde_program_probe(p, i));
		status = 0;
	} else if (sonde_program_ok(p) && !(o->emit_elf && write_elf(p, o->emit_elf))) {
		struct sonde_session_options sopt = session_options(o, out);
		struct sonde_session *s = sonde_session_new(p, &sopt);
		sonde_program_free(p);
		p = NULL;
		status = run_session(s, o, out);
		running = NULL;
		sonde_session_free(s);
	}
	sonde_program_free(p);
	return status;
}

/* ---- listing ---- */

static void print_probe(void *ctx, const char *probe, const char *detail)
{
	puts(probe);
	if (detail)
		fputs(detail, stdout);
}

static int list_probes(const struct options *o)
{
	if (*o->list && strchr(o->list, '.') && !strpbrk(o->list, ":*"))
		fprintf(stderr, "WARNING: It appears that '%s' is a filename but the file does not exist. "
				"Treating '%s' as a search pattern.\n", o->list, o->list);
	int n = sonde_list(*o->list ? o->list : NULL, o->verbose, o->pid, print_probe, NULL);
	return n < 0 ? EXIT_SCRIPT_ERROR : 0;
}

static bool is_file(const char *path)
{
	struct stat st;
	return *path && !stat(path, &st) && S_ISREG(st.st_mode);
}

static int run(struct options *o)
{
	if (o->want_list && !o->program) {
		if (!is_file(o->list))
			return list_probes(o);
		o->file = o->list;
	}
	if (!o->program && !o->file) {
		fputs("ERROR: USAGE: filename or -e 'program' required.\n", stderr);
		return EXIT_SCRIPT_ERROR;
	}
	struct text text;
	struct output out;
	if (read_program(o, &text)) {
		free(text.data);
		return EXIT_SCRIPT_ERROR;
	}
	int status = EXIT_SCRIPT_ERROR;
	const char *missing = sonde_missing_privileges();
	if (missing)
		fprintf(stderr, "ERROR: Missing %s capability, please run sonde as the root user.\n", missing);
	else if (!open_output(o, &out))
		status = run_program(o, &text, &out);
	free(text.data);
	return status;
}

int main(int argc, char **argv)
{
	struct options o;
	int status = 0;
	if (argc == 1) {
		options_help(stderr);
		return EXIT_SCRIPT_ERROR;
	}
	if (options_parse(&o, argc, argv)) {
		options_free(&o);
		return EXIT_SCRIPT_ERROR;
	}
	catch_signals();
	if (o.want_help) {
		options_help(stdout);
	} else if (o.want_version) {
		printf("sonde v%s\n", sonde_version());
	} else if (o.want_info) {
		char *text = sonde_info();
		fputs(text, stdout);
		free(text);
	} else {
		status = run(&o);
	}
	options_free(&o);
	if (fflush(stdout) && errno != EPIPE)
		status = status ? status : EXIT_SCRIPT_ERROR;
	return status;
}
