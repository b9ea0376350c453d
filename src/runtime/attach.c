/* Attaching all probes of a session in the order of the language, the policy for those that fail, and detaching. Each
 * mechanism has a file of its own (attach_*.c).
 *
 * Detaching has two steps. Closing links stops the programs; this waits for the kernel (25 ms), so many are closed at a
 * time. Closing the perf events behind them costs another 40-80 ms each, one after the other whatever is done, so that
 * happens in threads while the end of the script runs and prints. */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "runtime/bpfsys.h"
#include "runtime/impl.h"

enum { CLOSERS_MAX = 64 };

struct closer {
	pthread_t threads[CLOSERS_MAX];
	int nthreads;
	int *fds;
	uint32_t n;
	_Atomic uint32_t next;
};

void attach_keep(struct session *s, uint32_t probe, uint32_t target, uint32_t ntargets, int link_fd, int perf_fd)
{
	if (s->nlinks == s->links_cap) {
		s->links_cap = s->links_cap * 2 + 16;
		s->links = realloc(s->links, s->links_cap * sizeof(*s->links));
		if (!s->links)
			abort();
	}
	s->links[s->nlinks++] = (struct attachment){ probe, target, ntargets, link_fd, perf_fd };
}

/* ---- one target ---- */

static int attach_one(struct session *s, uint32_t probe, uint32_t target)
{
	switch (s->img->probes[probe].method) {
	case ATTACH_RUN:
		return 0;
	case ATTACH_TRACEPOINT:
		return attach_tracepoint(s, probe, target);
	case ATTACH_RAW_TP:
		return attach_raw_tp(s, probe, target);
	case ATTACH_KPROBE:
	case ATTACH_KRETPROBE:
		return attach_kprobe(s, probe, target);
	case ATTACH_UPROBE:
	case ATTACH_URETPROBE:
	case ATTACH_USDT:
		return attach_uprobe(s, probe, target);
	case ATTACH_TRAMPOLINE:
		return attach_trampoline(s, probe, target);
	case ATTACH_PERF_PROFILE:
	case ATTACH_PERF_INTERVAL:
	case ATTACH_PERF_SOFTWARE:
	case ATTACH_PERF_HARDWARE:
	case ATTACH_WATCHPOINT:
		return attach_perf(s, probe, target);
	case ATTACH_ITER:
		return attach_iter(s, probe, target);
	}
	return -EINVAL;
}

static void report_failure(struct session *s, const struct image_target *t, int err)
{
	const char *why = *s->why ? s->why : explain_errno(err);
	struct diag *d;

	s->nprobes_failed++;
	if (!*why)
		why = strerrordesc_np(-err);
	if (!why)
		why = "unknown error";
	if (s->img->config.missing_probes == 2)
		return;
	if (s->img->config.missing_probes == 1) {
		if (!s->opt.no_warnings)
			session_warning(s, &t->loc, why, "Unable to attach probe: %s.", t->name);
		return;
	}
	d = session_error(s, &t->loc, "Unable to attach probe: %s. If this is expected, set the 'missing_probes' config "
			  "variable to 'warn'.", t->name);
	diag_hint(s->diags, d, "%s", why);
}

static int attach_multi(struct session *s, uint32_t probe)
{
	const struct image_probe *p = &s->img->probes[probe];

	return p->method == ATTACH_KPROBE || p->method == ATTACH_KRETPROBE ? attach_kprobe_multi(s, probe) :
									     attach_uprobe_multi(s, probe);
}

static int attach_probe(struct session *s, uint32_t i)
{
	const struct image_probe *p = &s->img->probes[i];
	uint32_t t;
	int err;

	if (s->progs[i].wants_multi) {
		if (!attach_multi(s, i)) {
			s->nattached += p->ntargets;
			return 0;
		}
		err = load_program(s, i, false);
		if (err)
			return err;
	}
	for (t = 0; t < p->ntargets; t++) {
		if (s->opt.verbose)
			session_errf(s, "Trying to attach probe: %s\n", p->targets[t].name);
		s->why[0] = 0;
		err = attach_one(s, i, t);
		if (!err) {
			s->nattached++;
			continue;
		}
		report_failure(s, &p->targets[t], err);
		if (!s->img->config.missing_probes)
			return err;
	}
	return 0;
}

/* Programs on one event run in the order of the source: the kernel appends for some kinds and prepends for others. */
static bool in_source_order(enum attach_method m)
{
	switch (m) {
	case ATTACH_KRETPROBE: case ATTACH_TRACEPOINT: case ATTACH_PERF_PROFILE: case ATTACH_PERF_INTERVAL:
	case ATTACH_WATCHPOINT: case ATTACH_PERF_HARDWARE: case ATTACH_RAW_TP: case ATTACH_PERF_SOFTWARE: case ATTACH_ITER:
		return true;
	case ATTACH_RUN: case ATTACH_KPROBE: case ATTACH_UPROBE: case ATTACH_URETPROBE: case ATTACH_USDT:
	case ATTACH_TRAMPOLINE:
		return false;
	}
	return false;
}

static bool takes_part(const struct session *s, uint32_t i)
{
	return s->progs[i].enabled && !probe_is_special(&s->img->probes[i]);
}

int attach_all(struct session *s)
{
	uint32_t i, n = s->img->nprobes;
	int err = 0;

	for (i = 0; i < n; i++)
		s->nattached += s->progs[i].enabled && probe_is_special(&s->img->probes[i]);
	for (i = 0; i < n && !err; i++) {
		if (takes_part(s, i) && in_source_order(s->img->probes[i].method))
			err = attach_probe(s, i);
	}
	for (i = n; i-- > 0 && !err;) {
		if (takes_part(s, i) && !in_source_order(s->img->probes[i].method))
			err = attach_probe(s, i);
	}
	return err;
}

int run_special(struct session *s, uint32_t probe, uint32_t *retval)
{
	uint64_t ctx[12]; /* MAX_BPF_FUNC_ARGS: what a raw tracepoint program may read */
	union bpf_attr a;
	int err;

	memset(ctx, 0, sizeof(ctx));
	memset(&a, 0, sizeof(a));
	a.test.prog_fd = (uint32_t)s->progs[probe].fd;
	a.test.ctx_in = ptr_u64(ctx);
	a.test.ctx_size_in = sizeof(ctx);
	do
		err = bpf_sys(BPF_PROG_TEST_RUN, &a, sizeof(a));
	while (err == -EINTR);
	if (retval)
		*retval = a.test.retval;
	return err;
}

/* ---- detaching ---- */

static void *close_some(void *arg)
{
	struct closer *c = arg;
	uint32_t i;

	while ((i = atomic_fetch_add(&c->next, 1)) < c->n)
		close(c->fds[i]);
	return NULL;
}

static void closer_start(struct closer *c)
{
	sigset_t all, old;
	int want = c->n < CLOSERS_MAX ? (int)c->n : CLOSERS_MAX;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	while (c->nthreads < want && !pthread_create(&c->threads[c->nthreads], NULL, close_some, c))
		c->nthreads++;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

static void closer_finish(struct closer *c)
{
	close_some(c);
	while (c->nthreads)
		pthread_join(c->threads[--c->nthreads], NULL);
}

static struct closer *closer_new(uint32_t room)
{
	struct closer *c = calloc(1, sizeof(*c));

	if (c)
		c->fds = malloc((room + 1) * sizeof(int));
	if (!c || !c->fds)
		abort();
	return c;
}

static void closer_free(struct closer *c)
{
	if (!c)
		return;
	closer_finish(c);
	free(c->fds);
	free(c);
}

/* Unhooking waits for a grace period of some kind (perf tracepoints: RCU tasks trace), which closings in several threads
 * share. Timers and counters just stop. */
static bool link_is_slow(const struct session *s, const struct attachment *a)
{
	enum attach_method m = s->img->probes[a->probe].method;

	return m != ATTACH_ITER && !(m >= ATTACH_PERF_PROFILE && m <= ATTACH_WATCHPOINT);
}

void detach_all(struct session *s)
{
	struct closer *links, *events;
	uint32_t i;

	if (s->detached)
		return;
	s->detached = true;
	iter_free(s);
	if (!s->nlinks)
		return;
	links = closer_new(s->nlinks);
	events = closer_new(s->nlinks);
	for (i = 0; i < s->nlinks; i++) {
		struct attachment *a = &s->links[i];

		/* A program attached by ioctl goes only with its event. */
		if (a->link_fd < 0 && a->perf_fd >= 0)
			links->fds[links->n++] = a->perf_fd;
		else if (a->perf_fd >= 0)
			events->fds[events->n++] = a->perf_fd;
		if (a->link_fd >= 0 && link_is_slow(s, a))
			links->fds[links->n++] = a->link_fd;
		else if (a->link_fd >= 0)
			close(a->link_fd);
		a->link_fd = a->perf_fd = -1;
	}
	s->nlinks = 0;
	if (links->n > 1)
		closer_start(links);
	closer_free(links);
	s->closer = events;
	closer_start(events);
}

void detach_wait(struct session *s)
{
	closer_free(s->closer);
	s->closer = NULL;
}

void attach_unwatch(struct session *s, uint64_t address)
{
	uint32_t i, kept = 0;

	for (i = 0; i < s->nlinks; i++) {
		struct attachment a = s->links[i];
		const struct image_probe *p = &s->img->probes[a.probe];

		if (p->method == ATTACH_WATCHPOINT && p->targets[a.target].offset == address) {
			if (a.link_fd >= 0)
				close(a.link_fd);
			if (a.perf_fd >= 0)
				close(a.perf_fd);
		} else {
			s->links[kept++] = a;
		}
	}
	s->nlinks = kept;
}
