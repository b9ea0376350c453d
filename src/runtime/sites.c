/* What went wrong inside programs: they count it per place (MAP_SITES), this file turns new counts into warnings, once a
 * second and at the end. Also on that clock: remembering processes whose addresses maps hold, before they are gone. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/timerfd.h>

#include "runtime/bpfsys.h"
#include "runtime/impl.h"
#include "runtime/maps_impl.h"

enum { TICK_MS = 1000, TICK_NOTES_MS = 250 };

/* ---- shapes that need the process ---- */

/* Calls note for each user stack or symbol in a value; NULL: only tells whether there is one. */
static bool walk_user(const struct shape *sh, const uint8_t *p, struct symbols *syms)
{
	bool found = false;
	uint32_t i, pid;

	if (!sh)
		return false;
	switch (sh->kind) {
	case SHAPE_USYM: case SHAPE_USTACK:
		if (p) {
			memcpy(&pid, p + 8, sizeof(pid));
			if (pid)
				symbols_note_process(syms, pid);
		}
		return true;
	case SHAPE_TUPLE: case SHAPE_RECORD:
		for (i = 0; i < sh->nfields; i++)
			found |= walk_user(sh->fields[i].shape, p ? p + sh->fields[i].offset : NULL, syms);
		return found;
	default:
		return false;
	}
}

static bool map_has_user(const struct image_map *m)
{
	return m->role == MAP_USER && (walk_user(m->key, NULL, NULL) || walk_user(m->value, NULL, NULL));
}

static bool events_have_user(const struct image *img)
{
	uint32_t i;

	for (i = 0; i < img->nevents; i++)
		if (img->events[i].args && walk_user(img->events[i].args, NULL, NULL))
			return true;
	return false;
}

static void note_element(void *ctx, const void *key, const void *raw)
{
	void **c = ctx;
	const struct live_map *m = c[0];
	struct session *s = c[1];

	if (!m->def->scalar)
		walk_user(m->def->key, key, s->symbols);
	walk_user(m->def->value, raw, s->symbols);
}

void sites_note_processes(struct session *s)
{
	uint32_t i;

	mmaps_drain(s->mmaps, s->symbols);
	for (i = 0; i < s->img->nmaps; i++) {
		struct live_map *m = &s->maps[i];
		void *ctx[2] = { m, s };

		if (map_has_user(m->def))
			map_scan(m->fd, m->def->key_size, map_raw_size(m), false, note_element, ctx);
	}
}

/* ---- start ---- */

static struct live_map *sites_map(struct session *s)
{
	uint32_t i;

	for (i = 0; i < s->img->nmaps; i++) {
		if (s->img->maps[i].role == MAP_SITES)
			return &s->maps[i];
	}
	return NULL;
}

int sites_init(struct session *s)
{
	uint32_t i;
	long ms;

	s->sites = calloc(s->img->nsites + 1, sizeof(*s->sites));
	if (!s->sites)
		abort();
	for (i = 0; i < s->img->nmaps; i++)
		s->notes_user |= map_has_user(&s->img->maps[i]);
	s->notes_user |= events_have_user(s->img);
	if (s->notes_user)
		s->mmaps = mmaps_new(s->ncpus);
	if (!s->notes_user && (!s->img->nsites || !sites_map(s)))
		return 0;
	ms = s->notes_user ? TICK_NOTES_MS : TICK_MS;
	s->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (s->timer_fd < 0)
		return -errno;
	struct itimerspec it = { .it_interval = { ms / 1000, ms % 1000 * 1000000 },
				 .it_value = { ms / 1000, ms % 1000 * 1000000 } };
	if (timerfd_settime(s->timer_fd, 0, &it, NULL))
		return -errno;
	return session_watch_fd(s, s->timer_fd);
}

/* ---- texts ---- */

#define MAP_FULL_TEXT "Map full; can't update element. Try increasing max_map_keys config or manually setting the max " \
	"entries in a map declaration e.g. `let @a = hash(5000)`"

static const char *describe_errno(int64_t retcode)
{
	const char *text = retcode < 0 && retcode > -4096 ? strerrordesc_np((int)-retcode) : NULL;

	return text ? text : "Unknown error";
}

/* NULL: the reference says nothing about it. *with_helper: the line of helper and return code follows. */
static const char *site_text(const struct image_site *site, int64_t retcode, bool *with_helper)
{
	*with_helper = true;
	switch (site->kind) {
	case SITE_MAP_FULL:
		return retcode == -E2BIG ? MAP_FULL_TEXT : describe_errno(retcode);
	case SITE_READ_FAILED: case SITE_HELPER_FAILED: case SITE_STACK_FAILED:
		return describe_errno(retcode);
	case SITE_LOOKUP_MISSING:
		return "Can't lookup map element because it does not exist.";
	case SITE_DIV_ZERO:
		*with_helper = false;
		return "Divide or modulo by 0 detected. This can lead to unexpected results. 1 is being used as the result.";
	case SITE_OUT_OF_BOUNDS:
		*with_helper = false;
		return "Array access out of bounds. This can lead to unexpected results.";
	case SITE_STRING_CUT:
		*with_helper = false;
		return "A string did not fit and was cut. Try increasing max_strlen config or the length given to str().";
	case SITE_SCRATCH_BUSY:
		*with_helper = false;
		return "No scratch memory left: too many probes interrupted each other on one CPU. The probe did not run.";
	case SITE_DELETE_MISSING: case SITE_RING_FULL:
		break;
	}
	return NULL;
}

static void json_place(struct strbuf *b, const struct image_loc *loc)
{
	strbuf_addstr(b, ", \"filename\": ");
	render_json_string(b, loc->file ? loc->file : "", loc->file ? strlen(loc->file) : 0);
	strbuf_printf(b, ", \"line\": %u, \"col\": %u}\n", loc->line, loc->col1);
}

static void say(struct session *s, const struct image_site *site, const char *text, bool with_helper, uint64_t n,
		int64_t retcode)
{
	struct strbuf *b = &s->scratch, *c = &s->scratch2;
	const char *helper = site->helper ? site->helper : "";

	strbuf_clear(b);
	if (s->opt.json) {
		strbuf_printf(b, "{\"type\": \"%s\", \"msg\": ", with_helper ? "helper_error" : "runtime_error");
		render_json_string(b, text, strlen(text));
		if (with_helper)
			strbuf_printf(b, ", \"helper\": \"%s\", \"retcode\": %lld", helper, (long long)retcode);
		json_place(b, &site->loc);
		session_out(s, b->data, b->len);
		return;
	}
	strbuf_addstr(b, text);
	if (with_helper)
		strbuf_printf(b, "\nAdditional Info - helper: %s, retcode: %lld", helper, (long long)retcode);
	if (n > 1)
		strbuf_printf(b, "%scount: %llu", with_helper ? ", " : "\nAdditional Info - ", (unsigned long long)n);
	strbuf_clear(c);
	render_message(c, &site->loc, "WARNING", strbuf_str(b), true);
	session_err(s, c->data, c->len);
}

static void say_lost(struct session *s, uint64_t n)
{
	s->lost_total += n;
	if (s->opt.json) {
		strbuf_clear(&s->scratch);
		strbuf_printf(&s->scratch, "{\"type\": \"lost_events\", \"count\": %llu, \"data\": {\"events\": %llu}}\n",
			      (unsigned long long)n, (unsigned long long)n);
		session_out(s, s->scratch.data, s->scratch.len);
	} else if (!s->opt.no_warnings) {
		session_errf(s, "Lost %llu events\n", (unsigned long long)n);
	}
}

/* ---- counting ---- */

struct sums {
	struct session *s;
	uint64_t lost;
};

static void site_seen(void *ctx, const void *key, const void *raw)
{
	const struct site_counter *c = raw;
	struct sums *sums = ctx;
	struct session *s = sums->s;
	struct site_seen now = { 0, 0 };
	const struct image_site *site;
	const char *text;
	bool with_helper;
	uint32_t id, cpu;
	uint64_t n;

	memcpy(&id, key, sizeof(id));
	if (id >= s->img->nsites)
		return;
	for (cpu = 0; cpu < s->ncpus; cpu++) {
		now.count += c[cpu].count;
		/* Inlined map operations leave the upper half of their int result undefined (seen on Linux 6.1). */
		if (c[cpu].retcode)
			now.retcode = (int32_t)c[cpu].retcode;
	}
	n = now.count - s->sites[id].count;
	s->sites[id] = now;
	site = &s->img->sites[id];
	if (!n)
		return;
	if (site->kind == SITE_RING_FULL)
		sums->lost += n;
	if (s->opt.no_warnings || (site->only_k && !s->opt.warnings_k) ||
	    (site->kind == SITE_STRING_CUT && !s->opt.verbose))
		return;
	text = site_text(site, now.retcode, &with_helper);
	if (text)
		say(s, site, text, with_helper, n, now.retcode);
}

static void count_sites(struct session *s)
{
	struct live_map *m = sites_map(s);
	struct sums sums = { s, 0 };

	if (!m || !s->img->nsites || s->muted)
		return;
	map_scan(m->fd, 4, (uint32_t)sizeof(struct site_counter) * s->ncpus, false, site_seen, &sums);
	if (sums.lost)
		say_lost(s, sums.lost);
	session_flush(s);
}

void sites_tick(struct session *s)
{
	if (s->notes_user)
		sites_note_processes(s);
	count_sites(s);
}

/* ---- end ---- */

/* Per map: how many updates it had no room for. One line for several places and seconds. */
static void say_full_maps(struct session *s)
{
	uint32_t m, i;

	for (m = 0; m < s->img->nmaps; m++) {
		uint64_t n = 0;

		for (i = 0; i < s->img->nsites; i++) {
			if (s->img->sites[i].kind == SITE_MAP_FULL && s->img->sites[i].map == (int)m)
				n += s->sites[i].count;
		}
		if (n > 1)
			session_errf(s, "WARNING: Map %s lost %llu updates\n", s->img->maps[m].name, (unsigned long long)n);
	}
}

static void say_sum(struct session *s, enum site_kind kind, const char *what)
{
	uint64_t n = 0;
	uint32_t i;

	for (i = 0; i < s->img->nsites; i++) {
		if (s->img->sites[i].kind == kind)
			n += s->sites[i].count;
	}
	if (n)
		session_errf(s, "WARNING: %llu %s\n", (unsigned long long)n, what);
}

/* Events during which the program was already running on that CPU: the kernel skips it. */
static uint64_t missed_runs(int fd)
{
	struct bpf_prog_info info;
	union bpf_attr a;

	memset(&info, 0, sizeof(info));
	memset(&a, 0, sizeof(a));
	a.info.bpf_fd = (uint32_t)fd;
	a.info.info_len = sizeof(info);
	a.info.info = ptr_u64(&info);
	return bpf_sys(BPF_OBJ_GET_INFO_BY_FD, &a, sizeof(a)) ? 0 : info.recursion_misses;
}

static void say_missed(struct session *s)
{
	uint32_t i;

	for (i = 0; i < s->img->nprobes; i++) {
		const struct image_probe *p = &s->img->probes[i];
		int fd = s->progs[i].fd >= 0 ? s->progs[i].fd : s->progs[i].raw_fd;
		uint64_t n = fd >= 0 && !probe_is_special(p) ? missed_runs(fd) : 0;

		if (n)
			session_errf(s, "WARNING: Probe %s missed %llu events: the kernel does not run a program that is running "
				     "already\n", p->ntargets ? p->targets[0].name : p->kind_name, (unsigned long long)n);
	}
}

void sites_final(struct session *s)
{
	count_sites(s);
	if (s->opt.no_warnings || s->opt.json)
		return;
	if (s->lost_total)
		session_errf(s, "WARNING: Total lost event count: %llu\n", (unsigned long long)s->lost_total);
	say_full_maps(s);
	if (s->opt.warnings_k)
		say_sum(s, SITE_READ_FAILED, "reads of memory failed and gave zero");
	say_sum(s, SITE_STRING_CUT, "strings did not fit max_strlen and were cut");
	say_missed(s);
}
