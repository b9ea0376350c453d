/* --test and --bench: runs the test or bench probes of a script one after the other and reports on the output stream. A
 * test fails when it returns non-zero, exits with a status, or reports an error; the output of those that pass is not
 * shown. Benchmarks are timed by the kernel's own program statistics, so that the system call does not count. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "runtime/bpfsys.h"
#include "runtime/impl.h"

#define GREEN "\033[32m"
#define RED "\033[31m"
#define PLAIN "\033[0m"

enum { BENCH_START = 1000, BENCH_MAX = 1 << 20, BENCH_NS = 100000000 };

static const char *short_name(const struct image_probe *p)
{
	const char *name = p->ntargets ? p->targets[0].name : p->kind_name, *colon = strchr(name, ':');

	return colon ? colon + 1 : name;
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void out(struct session *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void out(struct session *s, const char *fmt, ...)
{
	struct strbuf b = { 0 };
	va_list ap;

	va_start(ap, fmt);
	strbuf_vprintf(&b, fmt, ap);
	va_end(ap);
	session_out(s, strbuf_str(&b), b.len);
	strbuf_release(&b);
}

/* ---- tests ---- */

static void report_json(struct session *s, const struct image_probe *p, uint64_t ns, bool passed, struct strbuf *text)
{
	struct strbuf b = { 0 };

	strbuf_addstr(&b, "{\"type\": \"test_result\", \"data\": {");
	render_json_string(&b, short_name(p), strlen(short_name(p)));
	strbuf_printf(&b, ": {\"duration\": %llu, \"passed\": %s, \"output\": ", (unsigned long long)ns,
		      passed ? "true" : "false");
	render_json_string(&b, strbuf_str(text), text->len);
	strbuf_addstr(&b, "}}}\n");
	session_out(s, b.data, b.len);
	strbuf_release(&b);
}

static bool run_test(struct session *s, uint32_t i)
{
	const struct image_probe *p = &s->img->probes[i];
	struct strbuf text = { 0 };
	bool passed, json = s->opt.json;
	uint32_t retval = 0;
	uint64_t start;
	int err;

	if (!s->opt.json)
		out(s, GREEN "[ RUN      ]" PLAIN " %s\n", short_name(p));
	session_drain(s);
	s->test_failed = false;
	s->exiting = false;
	/* What a test says is shown as text, inside the report. */
	s->capture = &text;
	s->opt.json = s->render.json = false;
	start = now_ns();
	err = run_special(s, i, &retval);
	start = now_ns() - start;
	session_drain(s);
	s->opt.json = s->render.json = json;
	s->capture = NULL;
	passed = !err && !retval && !s->test_failed;
	if (err)
		strbuf_printf(&text, "cannot run the test: %s\n", strerrordesc_np(-err));
	if (s->opt.json) {
		report_json(s, p, start, passed, &text);
	} else {
		if (!passed)
			session_out(s, strbuf_str(&text), text.len);
		out(s, "%s" PLAIN " %s (%llu \xce\xbcs)\n", passed ? GREEN "[       OK ]" : RED "[  FAILED  ]", short_name(p),
		    (unsigned long long)(start + 999) / 1000);
	}
	strbuf_release(&text);
	return passed;
}

static bool is_role(const struct session *s, uint32_t i, int role)
{
	return s->progs[i].enabled && (int)s->img->probes[i].role == role;
}

static void run_tests(struct session *s)
{
	bool *failed = calloc(s->img->nprobes + 1, sizeof(*failed));
	uint32_t i, n = 0, bad = 0;

	if (!failed)
		abort();
	for (i = 0; i < s->img->nprobes; i++)
		n += is_role(s, i, ROLE_TEST);
	if (!s->opt.json)
		out(s, GREEN "[==========]" PLAIN " Running %u test%s.\n", n, n == 1 ? "" : "s");
	for (i = 0; i < s->img->nprobes; i++) {
		if (!is_role(s, i, ROLE_TEST))
			continue;
		failed[i] = !run_test(s, i);
		bad += failed[i];
	}
	if (!s->opt.json) {
		out(s, GREEN "[==========]" PLAIN " %u test%s ran.\n", n, n == 1 ? "" : "s");
		out(s, GREEN "[  PASSED  ]" PLAIN " %u test%s.\n", n - bad, n - bad == 1 ? "" : "s");
		if (bad)
			out(s, RED "[  FAILED  ]" PLAIN " %u tests, listed below:\n", bad);
		for (i = 0; i < s->img->nprobes; i++) {
			if (failed[i])
				out(s, RED "[  FAILED  ]" PLAIN " %s\n", short_name(&s->img->probes[i]));
		}
	}
	s->exit_code = bad ? 1 : 0;
	free(failed);
}

/* ---- benchmarks ---- */

static bool program_time(int fd, uint64_t *ns, uint64_t *runs)
{
	struct bpf_prog_info info;
	union bpf_attr a;

	memset(&info, 0, sizeof(info));
	memset(&a, 0, sizeof(a));
	a.info.bpf_fd = (uint32_t)fd;
	a.info.info_len = sizeof(info);
	a.info.info = ptr_u64(&info);
	if (bpf_sys(BPF_OBJ_GET_INFO_BY_FD, &a, sizeof(a)))
		return false;
	*ns = info.run_time_ns;
	*runs = info.run_cnt;
	return true;
}

/* Nanoseconds for n runs: the kernel's count if it keeps one, else the clock. */
static uint64_t time_runs(struct session *s, uint32_t i, uint64_t n)
{
	uint64_t ns0 = 0, runs0 = 0, ns1 = 0, runs1 = 0, start, k;
	bool counted = program_time(s->progs[i].fd, &ns0, &runs0);

	start = now_ns();
	for (k = 0; k < n; k++) {
		run_special(s, i, NULL);
		if (k % 256 == 255)
			session_drain(s);
	}
	start = now_ns() - start;
	session_drain(s);
	counted = counted && program_time(s->progs[i].fd, &ns1, &runs1);
	return counted && runs1 - runs0 == n && ns1 > ns0 ? ns1 - ns0 : start;
}

static void run_bench(struct session *s, uint32_t i)
{
	const struct image_probe *p = &s->img->probes[i];
	uint64_t n = BENCH_START, ns, began = now_ns();
	struct strbuf dropped = { 0 };

	s->capture = &dropped;
	for (;; n *= 2) {
		ns = time_runs(s, i, n);
		strbuf_clear(&dropped);
		if (ns >= BENCH_NS || n >= BENCH_MAX || now_ns() - began > 10ull * BENCH_NS || atomic_load(&s->stop))
			break;
	}
	s->capture = NULL;
	s->exiting = false;
	strbuf_release(&dropped);
	if (s->opt.json)
		out(s, "{\"type\": \"benchmark_result\", \"data\": {\"%s\": {\"average\": %llu, \"iters\": %llu}}}\n",
		    short_name(p), (unsigned long long)(ns / n), (unsigned long long)n);
	else
		out(s, "%-41s%-15llu%llu\n", short_name(p), (unsigned long long)(ns / n), (unsigned long long)n);
}

static void run_benches(struct session *s)
{
	union bpf_attr a;
	int stats;
	uint32_t i;

	memset(&a, 0, sizeof(a));
	a.enable_stats.type = BPF_STATS_RUN_TIME;
	stats = bpf_sys(BPF_ENABLE_STATS, &a, sizeof(a));
	if (!s->opt.json) {
		out(s, "%-41s%-15s%s\n", "Benchmark", "Time(ns)", "Iterations");
		out(s, "------------------------------------------------------------------\n");
	}
	for (i = 0; i < s->img->nprobes && !atomic_load(&s->stop); i++) {
		if (is_role(s, i, ROLE_BENCH))
			run_bench(s, i);
		session_flush(s);
	}
	if (stats >= 0)
		close(stats);
}

int modes_run(struct session *s)
{
	session_drain(s); /* what begin probes said */
	if (s->opt.test_mode)
		run_tests(s);
	if (s->opt.bench_mode)
		run_benches(s);
	session_flush(s);
	return 0;
}
