/* Runs *.t files: `run [-v] [-k KERNEL.TXT] FILE.t...`.
 *
 * A case:
 *     == name
 *     program text
 *     -- option or expectation
 *     lines belonging to it
 *
 * Options:      -- args: A B        positional parameters and --name=value parameters
 *               -- unsafe | -- json | -- warnings (-k) | -- verbose | -- test | -- bench | -- escape
 *               -- env: NAME=VALUE  | -- command: CMD (-c) | -- live (compile against the running kernel)
 *               -- needs: FEATURE   skip unless the running kernel has it: btf kprobes trampoline tracefs root
 *               -- before: CMD      a shell command run before; -- during: CMD  run while the program does
 * Expectations: -- ok                      compiles; no errors (warnings are not looked at)
 *               -- error L:C1-C2: TEXT     this error, and no others than those named; -- error L:C1-C2~ REGEX
 *               -- warning L:C1-C2: TEXT   this warning (others are allowed); -- no warning
 *               -- hint: TEXT              a hint of any diagnostic; -- note L:C1-C2: TEXT
 *               -- tokens | ast | types | stack | ir | asm   the lines that follow appear in the dump in this order
 *               -- run [status N]          runs; standard output is exactly the lines that follow
 *               -- match [status N]        runs; each line is a regular expression, matched against the output in order
 *               -- stderr                  each line is a regular expression that some line of standard error matches
 *
 * Every case runs in a process of its own, so that a crash or an exit() inside the library is one failed case. */
#include <ctype.h>
#include <errno.h>
#include <regex.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "compile.h"

#define RUN_SECONDS 60
enum result { PASSED, FAILED, SKIPPED };

struct line {
	const char *text;
	int number;
};

struct expectation {
	char *head;               /* without "-- " */
	int number;
	struct line *lines;
	int nlines;
};

struct test {
	const char *file, *name;
	int number;               /* line of == */
	struct strbuf program;
	struct expectation *expects;
	int nexpects;
};

struct env { char *name, *value; };

struct run_state {
	const struct test *t;
	struct sonde_compile_options copt;
	struct sonde_session_options sopt;
	const char *args[64];
	struct sonde_param params[64];
	struct env env[16];
	int nenv;
	bool live, ran;
	const char *before, *during;
	struct strbuf out, err;
	int status;
	struct sonde_program *program;
	bool failed;
};

static char *kernel_text;
static bool verbose;
static struct test **loaded; /* kept reachable to the end, for the leak checker */

__attribute__((format(printf, 3, 4))) static void fail(struct run_state *r, int line, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	fprintf(stderr, "%s:%d: %s: ", r->t->file, line, r->t->name);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	r->failed = true;
}

static const char *after(const char *s, const char *prefix)
{
	size_t n = strlen(prefix);
	return strncmp(s, prefix, n) ? NULL : s + n;
}

/* ---- options ---- */

static const char *test_getenv(void *ctx, const char *name)
{
	const struct run_state *r = ctx;
	for (int i = 0; i < r->nenv; i++)
		if (!strcmp(r->env[i].name, name))
			return r->env[i].value;
	return NULL;
}

static void add_args(struct run_state *r, char *text)
{
	for (char *save, *w = strtok_r(text, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
		if (strncmp(w, "--", 2)) {
			r->args[r->copt.nargs++] = w;
			continue;
		}
		char *eq = strchr(w, '=');
		if (eq)
			*eq = 0;
		r->params[r->copt.nparams++] = (struct sonde_param){ w + 2, eq ? eq + 1 : NULL };
	}
	r->copt.args = r->args;
	r->copt.params = r->params;
}

static bool set_flag(struct run_state *r, const char *h)
{
	const struct { const char *name; bool *a, *b; } flags[] = {
		{ "unsafe", &r->copt.unsafe, &r->sopt.unsafe }, { "json", &r->sopt.json, NULL },
		{ "warnings", &r->copt.warnings_k, &r->sopt.warnings_k }, { "verbose", &r->sopt.verbose, NULL },
		{ "test", &r->copt.test_mode, &r->sopt.test_mode }, { "bench", &r->copt.bench_mode, &r->sopt.bench_mode },
		{ "escape", &r->sopt.escape_control, NULL }, { "live", &r->live, NULL },
	};
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (!strcmp(h, flags[i].name)) {
			*flags[i].a = true;
			if (flags[i].b)
				*flags[i].b = true;
			return true;
		}
	return false;
}

static bool set_option(struct run_state *r, char *h)
{
	const char *v;
	if (set_flag(r, h))
		return true;
	if ((v = after(h, "args: "))) {
		add_args(r, (char *)v);
	} else if ((v = after(h, "env: "))) {
		char *eq = strchr(v, '=');
		*eq = 0;
		r->env[r->nenv++] = (struct env){ (char *)v, eq + 1 };
	} else if ((v = after(h, "command: "))) {
		r->copt.command = r->sopt.command = v;
	} else if ((v = after(h, "before: "))) {
		r->before = v;
	} else if ((v = after(h, "during: "))) {
		r->during = v;
	} else {
		return after(h, "needs: ") != NULL;
	}
	return true;
}

static bool has_need(struct kernel *k, const char *need)
{
	static const struct { const char *name; enum feature f; } known[] = {
		{ "btf", FEAT_BTF }, { "kprobes", FEAT_KPROBES }, { "trampoline", FEAT_TRAMPOLINE },
		{ "tracefs", FEAT_TRACEFS }, { "uprobe_multi", FEAT_UPROBE_MULTI }, { "kprobe_multi", FEAT_KPROBE_MULTI },
	};
	if (!strcmp(need, "root"))
		return geteuid() == 0 && !sonde_missing_privileges();
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(need, known[i].name))
			return k->feature(k, known[i].f);
	fprintf(stderr, "unknown need '%s'\n", need);
	return false;
}

static bool runs(const char *head)
{
	return after(head, "run") || after(head, "match");
}

static bool needs_missing(const struct test *t)
{
	bool missing = false;
	struct kernel *k = kernel_live_new();
	for (int i = 0; i < t->nexpects && !missing; i++) {
		const char *need = after(t->expects[i].head, "needs: ");
		if (need)
			missing = !has_need(k, need);
		if (runs(t->expects[i].head) && sonde_missing_privileges())
			missing = true;
	}
	kernel_free(k);
	return missing;
}

/* ---- compiling and running ---- */

static unsigned dump_bit(const char *head)
{
	static const struct { const char *name; enum sonde_dump bit; } stages[] = {
		{ "tokens", SONDE_DUMP_TOKENS }, { "ast", SONDE_DUMP_AST }, { "types", SONDE_DUMP_TYPES },
		{ "stack", SONDE_DUMP_STACK }, { "ir", SONDE_DUMP_IR }, { "asm", SONDE_DUMP_ASM },
	};
	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++)
		if (!strcmp(head, stages[i].name))
			return stages[i].bit;
	return 0;
}

static enum compile_until compile_stage(const struct test *t, unsigned *dump)
{
	enum compile_until until = COMPILE_PARSE;
	for (int i = 0; i < t->nexpects; i++) {
		const char *h = t->expects[i].head;
		unsigned bit = dump_bit(h);
		*dump |= bit;
		if (runs(h) || bit == SONDE_DUMP_IR || bit == SONDE_DUMP_ASM)
			until = COMPILE_IMAGE;
		else if (bit != SONDE_DUMP_TOKENS && bit != SONDE_DUMP_AST && until < COMPILE_CHECK)
			until = COMPILE_CHECK;
	}
	return until;
}

static bool compile(struct run_state *r)
{
	const char *error = NULL;
	bool live = r->live;
	enum compile_until until = compile_stage(r->t, &r->copt.dump);
	for (int i = 0; i < r->t->nexpects; i++)
		live |= runs(r->t->expects[i].head);
	struct kernel *k = live ? kernel_live_new() : kernel_file_new(kernel_text, &error);
	if (!k) {
		fail(r, r->t->number, "described kernel: %s", error ? error : "none");
		return false;
	}
	r->program = compile_on(k, "t", r->t->program.data ? r->t->program.data : "", r->t->program.len, &r->copt, until);
	return true;
}

static int capture(void *ctx, enum sonde_stream s, const char *bytes, size_t len)
{
	struct run_state *r = ctx;
	strbuf_add(s == SONDE_OUT ? &r->out : &r->err, bytes, len);
	return 0;
}

static void collect_diags(struct run_state *r, int n, bool session, struct sonde_session *s)
{
	for (int i = 0; i < n; i++) {
		struct sonde_diag d;
		if (session)
			sonde_session_diag(s, i, false, &d);
		else
			sonde_program_diag(r->program, i, false, &d);
		strbuf_addstr(&r->err, d.text);
	}
}

static void run_program(struct run_state *r)
{
	r->ran = true;
	collect_diags(r, sonde_program_diags(r->program), false, NULL);
	if (!sonde_program_ok(r->program)) {
		r->status = 1;
		return;
	}
	r->sopt.write = capture;
	r->sopt.write_ctx = r;
	struct sonde_session *s = sonde_session_new(r->program, &r->sopt);
	pid_t helper = 0;
	r->status = 255;
	if (sonde_session_start(s) == 0) {
		if (r->during && !(helper = fork())) {
			execl("/bin/sh", "sh", "-c", r->during, (char *)NULL);
			_exit(127);
		}
		while (!sonde_session_ended(s)) {
			int n = sonde_session_poll(s, 1000);
			if (n < 0 && n != -EINTR)
				break;
		}
		r->status = sonde_session_finish(s);
	}
	collect_diags(r, sonde_session_diags(s), true, s);
	sonde_session_free(s);
	if (helper > 0) {
		kill(helper, SIGTERM);
		waitpid(helper, NULL, 0);
	}
}

/* ---- expectations ---- */

static bool regex_matches(const char *pattern, const char *text)
{
	regex_t re;
	if (regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB))
		return false;
	bool ok = !regexec(&re, text, 0, NULL, 0);
	regfree(&re);
	return ok;
}

static void diag_place(char *buf, size_t n, const struct sonde_diag *d)
{
	if (!d->file)
		snprintf(buf, n, "-");
	else if (d->line == d->end_line)
		snprintf(buf, n, "%u:%u-%u", d->line, d->column, d->end_column);
	else
		snprintf(buf, n, "%u-%u", d->line, d->end_line);
}

/* head: "1:2-3: text" or "1:2-3~ regex" */
static bool diag_matches(const struct sonde_diag *d, const char *head)
{
	char place[64];
	diag_place(place, sizeof(place), d);
	const char *rest = after(head, place);
	if (!rest)
		return false;
	if (after(rest, ": "))
		return !strcmp(d->message, rest + 2);
	return after(rest, "~ ") && regex_matches(rest + 2, d->message);
}

static bool find_diag(struct run_state *r, enum sonde_severity severity, const char *head)
{
	struct sonde_diag d;
	for (int i = 0; i < sonde_program_diags(r->program); i++) {
		sonde_program_diag(r->program, i, false, &d);
		if (d.severity == severity && diag_matches(&d, head))
			return true;
	}
	return false;
}

static bool text_has_line_with(const struct run_state *r, const char *a, const char *b)
{
	struct sonde_diag d;
	for (int i = 0; i < sonde_program_diags(r->program); i++) {
		sonde_program_diag(r->program, i, false, &d);
		const char *p = strstr(d.text, a);
		if (p && (!b || strstr(p, b)))
			return true;
	}
	return false;
}

/* head: "1:2-3: text"; a note is a block of its own in the rendered text */
static bool has_note(const struct run_state *r, const char *head)
{
	const char *colon = strstr(head, ": ");
	char place[96];
	if (!colon || (size_t)(colon - head) > 60)
		return false;
	snprintf(place, sizeof(place), ":%.*s: ", (int)(colon - head), head);
	return text_has_line_with(r, place, colon + 2);
}

static void expect_dump(struct run_state *r, const struct expectation *e, enum sonde_dump stage)
{
	const char *at = sonde_program_dump(r->program, stage);
	for (int i = 0; i < e->nlines; i++) {
		const char *want = e->lines[i].text;
		while (isspace((unsigned char)*want))
			want++;
		const char *found = strstr(at, want);
		if (!found) {
			fail(r, e->lines[i].number, "not in the dump (in this order): %s\n%s", want,
			     sonde_program_dump(r->program, stage));
			return;
		}
		at = found + strlen(want);
	}
}

static size_t text_length(const char *s)
{
	size_t n = strlen(s);
	while (n && s[n - 1] == '\n')
		n--;
	return n;
}

static void expect_exact(struct run_state *r, const struct expectation *e)
{
	struct strbuf want = { 0 };
	for (int i = 0; i < e->nlines; i++)
		strbuf_printf(&want, "%s\n", e->lines[i].text);
	/* newlines at the very end do not show in a .t file and are not compared */
	size_t a = text_length(strbuf_str(&want)), b = text_length(strbuf_str(&r->out));
	if (a != b || memcmp(strbuf_str(&want), strbuf_str(&r->out), a))
		fail(r, e->number, "output differs\n--- expected\n%s--- got\n%s--- standard error\n%s---",
		     strbuf_str(&want), strbuf_str(&r->out), strbuf_str(&r->err));
	strbuf_release(&want);
}

static void expect_lines(struct run_state *r, const struct expectation *e, const char *text, bool in_order)
{
	char *copy = strdup(text), *save = NULL;
	char *line = strtok_r(copy, "\n", &save);
	for (int i = 0; i < e->nlines; i++) {
		if (!in_order) {
			free(copy);
			copy = strdup(text);
			line = strtok_r(copy, "\n", &save);
		}
		while (line && !regex_matches(e->lines[i].text, line))
			line = strtok_r(NULL, "\n", &save);
		if (!line) {
			fail(r, e->lines[i].number, "no line matches %s\n--- output\n%s--- standard error\n%s---",
			     e->lines[i].text, strbuf_str(&r->out), strbuf_str(&r->err));
			break;
		}
		if (in_order)
			line = strtok_r(NULL, "\n", &save);
	}
	free(copy);
}

static void expect_run(struct run_state *r, const struct expectation *e)
{
	int want = 0;
	const char *status = strstr(e->head, "status ");
	if (status)
		want = atoi(status + 7);
	if (!r->ran)
		run_program(r);
	if (r->status != want)
		fail(r, e->number, "status is %d, not %d\n--- output\n%s--- standard error\n%s---", r->status, want,
		     strbuf_str(&r->out), strbuf_str(&r->err));
	if (after(e->head, "match"))
		expect_lines(r, e, strbuf_str(&r->out), true);
	else
		expect_exact(r, e);
}

static bool named_error(const struct test *t, const struct sonde_diag *d)
{
	for (int i = 0; i < t->nexpects; i++) {
		const char *rest = after(t->expects[i].head, "error ");
		if (rest && diag_matches(d, rest))
			return true;
	}
	return false;
}

static void no_other_errors(struct run_state *r)
{
	struct sonde_diag d;
	for (int i = 0; i < sonde_program_diags(r->program); i++) {
		sonde_program_diag(r->program, i, false, &d);
		if (d.severity == SONDE_ERROR && !named_error(r->t, &d))
			fail(r, r->t->number, "error not expected: %s", d.text);
	}
}

static void expect(struct run_state *r, struct expectation *e)
{
	const char *rest;
	unsigned bit = dump_bit(e->head);
	if (bit)
		expect_dump(r, e, bit);
	else if (runs(e->head))
		expect_run(r, e);
	else if (!strcmp(e->head, "stderr"))
		expect_lines(r, e, strbuf_str(&r->err), false);
	else if (!strcmp(e->head, "ok"))
		(void)0; /* no_other_errors says it */
	else if (!strcmp(e->head, "no warning")) {
		if (text_has_line_with(r, "WARNING: ", NULL))
			fail(r, e->number, "there is a warning");
	} else if ((rest = after(e->head, "error "))) {
		if (!find_diag(r, SONDE_ERROR, rest))
			fail(r, e->number, "no such error: %s", rest);
	} else if ((rest = after(e->head, "warning "))) {
		if (!find_diag(r, SONDE_WARNING, rest))
			fail(r, e->number, "no such warning: %s", rest);
	} else if ((rest = after(e->head, "hint: "))) {
		if (!text_has_line_with(r, "HINT: ", rest))
			fail(r, e->number, "no such hint: %s", rest);
	} else if ((rest = after(e->head, "note "))) {
		if (!has_note(r, rest))
			fail(r, e->number, "no such note: %s", rest);
	} else {
		fail(r, e->number, "unknown expectation '%s'", e->head);
	}
}

static void run_case(const struct test *t, struct run_state *r)
{
	memset(r, 0, sizeof(*r));
	r->t = t;
	r->copt.size = sizeof(r->copt);
	r->sopt.size = sizeof(r->sopt);
	r->sopt.quiet = true;
	r->copt.getenv = test_getenv;
	r->copt.getenv_ctx = r;
	bool *option = calloc((size_t)t->nexpects + 1, sizeof(bool));
	for (int i = 0; i < t->nexpects; i++)
		option[i] = set_option(r, t->expects[i].head);
	if (r->before && system(r->before) == -1)
		fail(r, t->number, "cannot run '%s'", r->before);
	if (compile(r)) {
		for (int i = 0; i < t->nexpects; i++)
			if (!option[i])
				expect(r, &t->expects[i]);
		no_other_errors(r);
	}
	if (r->failed)
		for (int i = 0; i < (r->program ? sonde_program_diags(r->program) : 0); i++) {
			struct sonde_diag d;
			sonde_program_diag(r->program, i, false, &d);
			fprintf(stderr, "    (said: %s", d.text);
		}
	sonde_program_free(r->program);
	strbuf_release(&r->out);
	strbuf_release(&r->err);
	free(option);
}

static enum result run_isolated(const struct test *t)
{
	if (needs_missing(t))
		return SKIPPED;
	fflush(stdout);
	fflush(stderr);
	pid_t pid = fork();
	if (!pid) {
		struct run_state r;
		setpgid(0, 0);
		alarm(RUN_SECONDS);
		run_case(t, &r);
		fflush(stderr);
		exit(r.failed ? 1 : 42);
	}
	int status;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 42)
		return PASSED;
	if (WIFSIGNALED(status))
		fprintf(stderr, "%s:%d: %s: killed by signal %d (%s)\n", t->file, t->number, t->name, WTERMSIG(status),
			WTERMSIG(status) == SIGALRM ? "time-out" : strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) != 1)
		fprintf(stderr, "%s:%d: %s: the library left the process with status %d\n", t->file, t->number, t->name,
			WEXITSTATUS(status));
	return FAILED;
}

/* ---- reading *.t ---- */

static char *read_file(const char *path)
{
	FILE *f = fopen(path, "re");
	if (!f) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		exit(2);
	}
	struct strbuf b = { 0 };
	char chunk[65536];
	for (size_t n; (n = fread(chunk, 1, sizeof(chunk), f)) > 0;)
		strbuf_add(&b, chunk, n);
	fclose(f);
	strbuf_str(&b);
	return strbuf_detach(&b, NULL);
}

static struct expectation *add_expectation(struct test *t, char *head, int number)
{
	t->expects = realloc(t->expects, sizeof(*t->expects) * (size_t)(t->nexpects + 1));
	struct expectation *e = &t->expects[t->nexpects++];
	*e = (struct expectation){ .head = head, .number = number };
	return e;
}

static void add_line(struct expectation *e, const char *text, int number)
{
	e->lines = realloc(e->lines, sizeof(*e->lines) * (size_t)(e->nlines + 1));
	e->lines[e->nlines++] = (struct line){ text, number };
}

/* A blank line before the next case or at the end belongs to the form, not to the last expectation. */
static void drop_last_blank(struct test *t)
{
	struct expectation *e = t->nexpects ? &t->expects[t->nexpects - 1] : NULL;
	if (e && e->nlines && !*e->lines[e->nlines - 1].text)
		e->nlines--;
}

static struct test *read_tests(const char *path, int *count)
{
	struct test *tests = NULL, *t = NULL;
	int number = 0;
	char *text = read_file(path);
	for (char *line = text, *next; line && *line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = 0;
		number++;
		if (!strncmp(line, "== ", 3)) {
			if (t)
				drop_last_blank(t);
			tests = realloc(tests, sizeof(*tests) * (size_t)(*count + 1));
			t = &tests[(*count)++];
			*t = (struct test){ .file = path, .name = line + 3, .number = number };
		} else if (t && !strncmp(line, "-- ", 3)) {
			add_expectation(t, line + 3, number);
		} else if (t && t->nexpects) {
			add_line(&t->expects[t->nexpects - 1], line, number);
		} else if (t) {
			if (number > t->number + 1)
				strbuf_addch(&t->program, '\n');
			strbuf_addstr(&t->program, line);
		}
	}
	if (t)
		drop_last_blank(t);
	return tests;
}

int main(int argc, char **argv)
{
	int counts[3] = { 0 }, opt;
	const char *only = NULL;
	while ((opt = getopt(argc, argv, "vk:n:")) != -1) {
		if (opt == 'v')
			verbose = true;
		else if (opt == 'k')
			kernel_text = read_file(optarg);
		else if (opt == 'n')
			only = optarg;
		else
			return 2;
	}
	loaded = calloc((size_t)argc + 1, sizeof(*loaded));
	for (int i = optind; i < argc; i++) {
		int n = 0;
		struct test *tests = loaded[i] = read_tests(argv[i], &n);
		for (int j = 0; j < n; j++) {
			if (only && !strstr(tests[j].name, only))
				continue;
			enum result res = run_isolated(&tests[j]);
			counts[res]++;
			if (verbose)
				printf("%-7s %s: %s\n", res == PASSED ? "ok" : res == FAILED ? "FAILED" : "skipped",
				       tests[j].file, tests[j].name);
		}
	}
	printf("%d passed, %d failed, %d skipped\n", counts[PASSED], counts[FAILED], counts[SKIPPED]);
	return counts[FAILED] || !(counts[PASSED] + counts[SKIPPED]) ? 1 : 0;
}
