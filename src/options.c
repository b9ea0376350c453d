/* Command line: one table of options, from which both parsing and --help are made. */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPT_UNSAFE = 256, OPT_DRY_RUN, OPT_INFO, OPT_NO_WARNINGS, OPT_INCLUDE, OPT_EMIT_ELF, OPT_TEST, OPT_BENCH,
       OPT_PROBE_FILTER, OPT_USDT_ACTIVATION };

static const struct row {
	int code;                 /* a letter, or OPT_ */
	const char *name, *arg;   /* long name or NULL; name of the argument or NULL */
	const char *help;         /* NULL: accepted, not shown */
} rows[] = {
	{ 'e', NULL, "PROGRAM", "run this program" },
	{ 'l', "list", NULL, "list probes matching a pattern; with -v their arguments" },
	{ 'p', "pid", "PID", "trace this process only, end when it ends" },
	{ 'c', "cmd", "COMMAND", "run a command, trace it only, end when it ends" },
	{ 'o', "output", "FILE", "write output to a file" },
	{ 'f', "format", "FORMAT", "output format: text or json" },
	{ 'B', NULL, "MODE", "output buffering: line (default), full or none" },
	{ 'q', "quiet", NULL, "no messages beside the program's output" },
	{ 'v', "verbose", NULL, "say what is being done" },
	{ 'k', "warnings", NULL, "warn about failed reads and lookups while running" },
	{ OPT_NO_WARNINGS, "no-warnings", NULL, "no warnings" },
	{ 'I', NULL, "DIR", "look for C headers in DIR (repeatable)" },
	{ OPT_INCLUDE, "include", "FILE", "read a C header before the program (repeatable)" },
	{ OPT_UNSAFE, "unsafe", NULL, "allow what changes the system: system(), signal(), override() ..." },
	{ OPT_DRY_RUN, "dry-run", NULL, "load and attach, then end" },
	{ OPT_TEST, "test", NULL, "run the program's test probes" },
	{ OPT_BENCH, "bench", NULL, "run the program's bench probes" },
	{ OPT_PROBE_FILTER, "probe-filter", "REGEX", "run only tests and benchmarks whose name matches" },
	{ OPT_USDT_ACTIVATION, "usdt-file-activation", NULL, "activate USDT semaphores in all processes of a file" },
	{ 'd', "debug", "STAGE[,STAGE]", "show a stage: tokens ast types stack ir ir-opt asm verifier all" },
	{ OPT_EMIT_ELF, "emit-elf", "FILE", "write the BPF object file" },
	{ OPT_INFO, "info", NULL, "report what this system offers" },
	{ 'h', "help", NULL, "this text" },
	{ 'V', "version", NULL, "the version" },
	{ 'b', "btf", NULL, NULL },
};
#define NROWS (sizeof(rows) / sizeof(rows[0]))

void options_help(void *stream)
{
	FILE *f = stream;
	fputs("usage: sonde [OPTIONS] FILE [ARGS] [-- --NAME=VALUE]\n"
	      "       sonde [OPTIONS] -e 'PROGRAM' [ARGS] [-- --NAME=VALUE]\n"
	      "       sonde [OPTIONS] -            (program on standard input)\n"
	      "       sonde -l [PATTERN]           (list probes)\n\noptions:\n", f);
	for (size_t i = 0; i < NROWS; i++) {
		const struct row *r = &rows[i];
		char text[64], letter[8] = "   ";
		if (!r->help)
			continue;
		if (r->code < 256)
			snprintf(letter, sizeof(letter), "-%c%s", r->code, r->name ? "," : " ");
		snprintf(text, sizeof(text), "%s %s%s%s%s", letter, r->name ? "--" : "", r->name ? r->name : "",
			 r->arg ? " " : "", r->arg ? r->arg : "");
		fprintf(f, "  %-30s %s\n", text, r->help);
	}
	fputs("\nexamples:\n"
	      "  sonde -e 'tracepoint:raw_syscalls:sys_enter { @[comm] = count(); }'\n"
	      "      count system calls by process name until Ctrl-C\n"
	      "  sonde -e 'tracepoint:syscalls:sys_enter_openat { printf(\"%s %s\\n\", comm, str(args.filename)); }'\n"
	      "      show files as they are opened\n"
	      "  sonde -l 'tracepoint:sched:*'\n"
	      "      list the scheduler's tracepoints\n", f);
}

static void option_tables(struct option *longs, char *shorts)
{
	size_t n = 0;
	for (size_t i = 0; i < NROWS; i++) {
		const struct row *r = &rows[i];
		if (r->code < 256) {
			*shorts++ = (char)r->code;
			if (r->arg)
				*shorts++ = ':';
		}
		if (r->name)
			longs[n++] = (struct option){ r->name, r->arg ? required_argument : no_argument, NULL, r->code };
	}
	*shorts = 0;
	memset(&longs[n], 0, sizeof(longs[n]));
}

static int add_dump(struct options *o, const char *name, size_t len)
{
	static const struct { const char *name; unsigned bits; } stages[] = {
		{ "tokens", SONDE_DUMP_TOKENS }, { "ast", SONDE_DUMP_AST }, { "types", SONDE_DUMP_TYPES },
		{ "stack", SONDE_DUMP_STACK }, { "ir", SONDE_DUMP_IR }, { "codegen", SONDE_DUMP_IR },
		{ "ir-opt", SONDE_DUMP_IR_OPT }, { "codegen-opt", SONDE_DUMP_IR_OPT }, { "asm", SONDE_DUMP_ASM },
		{ "all", 127 },
	};
	if ((len == 8 && !strncmp(name, "verifier", 8)) || (len == 3 && !strncmp(name, "all", 3)))
		o->dump_verifier = true;
	if ((len == 8 && !strncmp(name, "verifier", 8)) || (len == 6 && !strncmp(name, "libbpf", 6)))
		return 0;
	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++)
		if (strlen(stages[i].name) == len && !strncmp(stages[i].name, name, len)) {
			o->dump |= stages[i].bits;
			return 0;
		}
	fprintf(stderr, "ERROR: USAGE: invalid option for -d: %.*s\n", (int)len, name);
	return 1;
}

static int add_dumps(struct options *o, const char *list)
{
	while (*list) {
		size_t len = strcspn(list, ",");
		if (add_dump(o, list, len))
			return 1;
		list += len + (list[len] == ',');
	}
	return 0;
}

static int set_pid(struct options *o, const char *text)
{
	char *end;
	errno = 0;
	long v = strtol(text, &end, 0);
	if (errno || end == text || *end) {
		fprintf(stderr, "ERROR: Failed to parse pid: invalid integer: %s\n", text);
		return 1;
	}
	if (v < 1 || v > 0x400000) {
		fprintf(stderr, "ERROR: Pid out of range: %ld\n", v);
		return 1;
	}
	o->pid = (int)v;
	return 0;
}

static int set_choice(struct options *o, int code, const char *text)
{
	if (code == 'f') {
		o->json = !strcmp(text, "json");
		if (o->json || !strcmp(text, "text"))
			return 0;
		fprintf(stderr, "ERROR: Invalid output format \"%s\"\nValid formats: 'text', 'json'\n", text);
		return 1;
	}
	static const char *const modes[] = { "line", "full", "none" };
	for (int i = 0; i < 3; i++)
		if (!strcmp(text, modes[i])) {
			o->buffering = (enum buffering)i;
			return 0;
		}
	fputs("ERROR: USAGE: -B must be either 'line', 'full', or 'none'.\n", stderr);
	return 1;
}

static int set_option(struct options *o, int code)
{
	switch (code) {
	case 'e': o->program = optarg; return 0;
	case 'l': o->want_list = true; return 0;
	case 'p': return set_pid(o, optarg);
	case 'c': o->command = optarg; return 0;
	case 'o': o->output = optarg; return 0;
	case 'f': case 'B': return set_choice(o, code, optarg);
	case 'q': o->quiet = true; return 0;
	case 'v': o->verbose = true; return 0;
	case 'k': o->warnings_k = true; return 0;
	case OPT_NO_WARNINGS: o->no_warnings = true; return 0;
	case 'I': o->include_dirs[o->ninclude_dirs++] = optarg; return 0;
	case OPT_INCLUDE: o->include_files[o->ninclude_files++] = optarg; return 0;
	case OPT_UNSAFE: o->unsafe = true; return 0;
	case OPT_DRY_RUN: o->dry_run = true; return 0;
	case OPT_TEST: o->test_mode = true; return 0;
	case OPT_BENCH: o->bench_mode = true; return 0;
	case OPT_PROBE_FILTER: o->probe_filter = optarg; return 0;
	case OPT_USDT_ACTIVATION: o->usdt_file_activation = true; return 0;
	case 'd': return add_dumps(o, optarg);
	case OPT_EMIT_ELF: o->emit_elf = optarg; return 0;
	case OPT_INFO: o->want_info = true; return 0;
	case 'h': o->want_help = true; return 0;
	case 'V': o->want_version = true; return 0;
	case 'b': return 0;
	default: options_help(stderr); return 1;
	}
}

static void add_param(struct options *o, char *text)
{
	char *eq = strchr(text, '=');
	if (eq)
		*eq = 0;
	o->params[o->nparams++] = (struct sonde_param){ text, eq ? eq + 1 : NULL };
}

static void operands(struct options *o, int argc, char **argv, int i)
{
	if (o->want_list) {
		o->list = i < argc ? argv[i] : "";
		return;
	}
	for (; i < argc; i++) {
		if (!strncmp(argv[i], "--", 2) && argv[i][2])
			add_param(o, argv[i] + 2);
		else if (!o->program && !o->file)
			o->file = argv[i];
		else
			o->args[o->nargs++] = argv[i];
	}
}

static int validate(const struct options *o)
{
	const char *why = NULL;
	if (o->pid && o->command)
		why = "Cannot use both -c and -p.";
	else if (o->warnings_k && o->no_warnings)
		why = "-k conflicts with --no-warnings";
	else if (o->test_mode && o->bench_mode)
		why = "Cannot use both --test and --bench.";
	if (!why)
		return 0;
	fprintf(stderr, "ERROR: USAGE: %s\n", why);
	options_help(stderr);
	return 1;
}

int options_parse(struct options *o, int argc, char **argv)
{
	struct option longs[NROWS + 1];
	char shorts[3 * NROWS];
	int code;
	memset(o, 0, sizeof(*o));
	o->include_dirs = calloc((size_t)argc + 1, sizeof(char *));
	o->include_files = calloc((size_t)argc + 1, sizeof(char *));
	o->args = calloc((size_t)argc + 1, sizeof(char *));
	o->params = calloc((size_t)argc + 1, sizeof(*o->params));
	if (!o->include_dirs || !o->include_files || !o->args || !o->params)
		abort();
	option_tables(longs, shorts);
	while ((code = getopt_long(argc, argv, shorts, longs, NULL)) != -1)
		if (set_option(o, code))
			return 1;
	operands(o, argc, argv, optind);
	return validate(o);
}

void options_free(struct options *o)
{
	free(o->include_dirs);
	free(o->include_files);
	free(o->args);
	free(o->params);
}
