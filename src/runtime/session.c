/* Life cycle of a session: new, load, begin, attach, poll until ended, finish, free. Owns everything the kernel gave and
 * gives it back in reverse order. Output is gathered per batch of records and handed to the caller's write function;
 * after that has failed once nothing more is written and the session ends. */
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <time.h>

#include "runtime/bpfsys.h"
#include "runtime/impl.h"

enum { FLUSH_AT = 64 << 10, RECORDS_PER_POLL = 1 << 16 };

/* ---- output ---- */

int session_flush(struct session *s)
{
	int err = 0;

	if (s->out.len && !s->write_error && s->opt.write)
		err = s->opt.write(s->opt.write_ctx, STREAM_OUT, s->out.data, s->out.len);
	strbuf_clear(&s->out);
	if (err < 0) {
		s->write_error = err;
		s->ended = true;
	}
	return s->write_error;
}

int session_out(struct session *s, const char *bytes, size_t n)
{
	if (s->muted || s->write_error)
		return s->write_error;
	if (s->capture) {
		strbuf_add(s->capture, bytes, n);
		return 0;
	}
	strbuf_add(&s->out, bytes, n);
	return s->out.len >= FLUSH_AT ? session_flush(s) : 0;
}

void session_err(struct session *s, const char *bytes, size_t n)
{
	if (s->capture) {
		strbuf_add(s->capture, bytes, n);
		return;
	}
	session_flush(s);
	if (s->opt.write && !s->write_error)
		s->opt.write(s->opt.write_ctx, STREAM_ERR, bytes, n);
}

void session_errf(struct session *s, const char *fmt, ...)
{
	struct strbuf b = { 0 };
	va_list ap;

	va_start(ap, fmt);
	strbuf_vprintf(&b, fmt, ap);
	va_end(ap);
	session_err(s, strbuf_str(&b), b.len);
	strbuf_release(&b);
}

/* ---- diagnostics ---- */

int session_why(struct session *s, int err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(s->why, sizeof(s->why), fmt, ap);
	va_end(ap);
	return err;
}

/* A source that has the one line the image knows, at its number. */
struct range session_range(struct session *s, const struct image_loc *loc)
{
	struct range r = { NULL, 0, 0 };
	struct strbuf text = { 0 };
	uint32_t len;

	if (!loc || !loc->file || !loc->line)
		return r;
	strbuf_addn(&text, '\n', loc->line - 1);
	strbuf_addstr(&text, loc->source_line ? loc->source_line : "");
	r.src = source_new(s->diags->arena, loc->file, strbuf_str(&text), text.len);
	len = (uint32_t)text.len;
	r.begin = loc->line - 1 + (loc->col1 ? loc->col1 - 1 : 0);
	r.end = loc->line - 1 + (loc->col2 ? loc->col2 - 1 : 0);
	r.begin = r.begin < len ? r.begin : len;
	r.end = r.end < r.begin ? r.begin : r.end < len ? r.end : len;
	strbuf_release(&text);
	return r;
}

struct diag *session_error(struct session *s, const struct image_loc *loc, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	s->failed = true;
	return diag_error(s->diags, session_range(s, loc), "%s", text);
}

void session_warning(struct session *s, const struct image_loc *loc, const char *hint, const char *fmt, ...)
{
	char text[1024];
	struct diag *d;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	d = diag_warning(s->diags, session_range(s, loc), "%s", text);
	if (hint)
		diag_hint(s->diags, d, "%s", hint);
}

/* ---- new ---- */

static char *copy(const char *s)
{
	char *c = s ? strdup(s) : NULL;

	if (s && !c)
		abort();
	return c;
}

static void *zeroed(size_t n, size_t size)
{
	void *p = calloc(n + 1, size);

	if (!p)
		abort();
	return p;
}

static const uint64_t *stack_frames(void *ctx, uint32_t map, uint64_t id, uint32_t *n)
{
	struct session *s = ctx;
	uint32_t size;

	if (map >= s->img->nmaps || s->maps[map].fd < 0)
		return NULL;
	size = s->img->maps[map].value_size;
	if (size > s->stack_buf_size) {
		free(s->stack_buf);
		s->stack_buf = zeroed(size, 1);
		s->stack_buf_size = size;
	}
	if (bpf_elem(BPF_MAP_LOOKUP_ELEM, s->maps[map].fd, &id, s->stack_buf, 0) < 0)
		return NULL;
	*n = (uint32_t)s->stack_buf[0];
	if (*n > size / 8 - 1)
		*n = size / 8 - 1;
	return s->stack_buf + 1;
}

static void init_render(struct session *s)
{
	struct symbols_options so = { s->img->config.cpp_demangle, s->img->config.cache_user_symbols };
	struct timespec real, boot;

	s->symbols = symbols_new(&so);
	clock_gettime(CLOCK_REALTIME, &real);
	clock_gettime(CLOCK_BOOTTIME, &boot);
	s->render = (struct render){
		.img = s->img, .syms = s->symbols, .json = s->opt.json, .escape_control = s->opt.escape_control,
		.stack = stack_frames, .stack_ctx = s,
		.boot_to_realtime_ns = (uint64_t)(real.tv_sec - boot.tv_sec) * 1000000000u +
				       (uint64_t)(real.tv_nsec - boot.tv_nsec),
	};
}

struct session *session_new(struct image *img, const struct session_options *opt, struct diags *d)
{
	struct session *s = zeroed(1, sizeof(*s));
	uint32_t i;

	s->img = img;
	s->opt = *opt;
	s->opt.command = copy(opt->command);
	s->opt.probe_filter = copy(opt->probe_filter);
	s->diags = d;
	s->btf_fd = s->epoll_fd = s->event_fd = s->timer_fd = s->pid_fd = s->iter_done_fd = -1;
	s->child.go_fd = s->child.status_fd = -1;
	s->maps = zeroed(img->nmaps, sizeof(*s->maps));
	for (i = 0; i < img->nmaps; i++)
		s->maps[i] = (struct live_map){ .def = &img->maps[i], .fd = -1, .ncpus = 1 };
	s->progs = zeroed(img->nprobes, sizeof(*s->progs));
	for (i = 0; i < img->nprobes; i++)
		s->progs[i].fd = s->progs[i].raw_fd = -1;
	/* Made here so that session_stop works from the first moment on. */
	s->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	s->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (s->event_fd >= 0 && s->epoll_fd >= 0)
		session_watch_fd(s, s->event_fd);
	return s;
}

int session_watch_fd(struct session *s, int fd)
{
	struct epoll_event e = { .events = EPOLLIN, .data.fd = fd };

	return epoll_ctl(s->epoll_fd, EPOLL_CTL_ADD, fd, &e) ? -errno : 0;
}

/* ---- load ---- */

static bool role_takes_part(const struct session *s, const struct image_probe *p)
{
	if (p->role == ROLE_TEST)
		return s->opt.test_mode;
	if (p->role == ROLE_BENCH)
		return s->opt.bench_mode;
	return true;
}

/* Which probes take part: by mode, then by --probe-filter on their names. */
static int choose_probes(struct session *s)
{
	const char *filter = s->opt.probe_filter;
	regex_t re;
	uint32_t i, t;

	if (filter && regcomp(&re, filter, REG_EXTENDED | REG_NOSUB)) {
		session_error(s, NULL, "invalid regular expression of --probe-filter: '%s'", filter);
		return -EINVAL;
	}
	for (i = 0; i < s->img->nprobes; i++) {
		const struct image_probe *p = &s->img->probes[i];
		bool match = !filter;

		for (t = 0; t < p->ntargets && !match; t++)
			match = !regexec(&re, p->targets[t].name, 0, NULL, 0);
		s->progs[i].enabled = match && role_takes_part(s, p);
	}
	if (filter)
		regfree(&re);
	return 0;
}

int session_load(struct session *s)
{
	int err = choose_probes(s);

	if (!err && (s->event_fd < 0 || s->epoll_fd < 0)) {
		session_error(s, NULL, "cannot make the descriptors of a session: %s", strerrordesc_np(EMFILE));
		err = -EMFILE;
	}
	if (!err && s->opt.pid && !s->opt.command)
		err = process_watch(s, s->opt.pid);
	if (!err)
		err = load_programs(s);
	if (err)
		return err;
	init_render(s);
	s->muted = s->opt.dry_run;
	if (s->has_ring)
		err = session_watch_fd(s, s->ring.fd);
	return err ? err : sites_init(s);
}

/* ---- begin ---- */

static int run_role(struct session *s, int role)
{
	uint32_t i;
	int err;

	for (i = 0; i < s->img->nprobes; i++) {
		const struct image_probe *p = &s->img->probes[i];

		if ((int)p->role != role || !s->progs[i].enabled)
			continue;
		if (s->opt.verbose)
			session_errf(s, "Running '%s' probe\n", p->targets && p->ntargets ? p->targets[0].name : p->kind_name);
		err = run_special(s, i, NULL);
		if (err) {
			struct diag *d = session_error(s, &p->loc, "cannot run probe %s: %s",
						       p->ntargets ? p->targets[0].name : p->kind_name, strerrordesc_np(-err));

			if (*explain_errno(err))
				diag_hint(s->diags, d, "%s", explain_errno(err));
			return err;
		}
	}
	return 0;
}

int session_begin(struct session *s)
{
	int err = 0;

	if (s->opt.command)
		err = child_start(s);
	if (!err)
		err = load_globals(s);
	if (!err)
		err = run_role(s, ROLE_BEGIN);
	s->begun = !err;
	if (!err)
		err = session_drain(s); /* what begin says comes before the cost of attaching */
	return err < 0 ? err : 0;
}

/* ---- attach ---- */

static void announce(struct session *s)
{
	if (s->opt.quiet)
		return;
	strbuf_clear(&s->scratch);
	if (s->opt.json) {
		strbuf_printf(&s->scratch, "{\"type\": \"attached_probes\", \"count\": %u, \"data\": {\"probes\": %u}}\n",
			      s->nattached, s->nattached);
		session_out(s, s->scratch.data, s->scratch.len);
		session_flush(s);
		return;
	}
	session_errf(s, "Attached %u probe%s\n", s->nattached, s->nattached == 1 ? "" : "s");
}

static int nothing_attached(struct session *s)
{
	uint32_t i;

	for (i = 0; i < s->img->nprobes; i++) {
		if (s->img->probes[i].role == ROLE_TEST && !s->opt.test_mode && !s->opt.probe_filter) {
			session_error(s, NULL, "No probes attached; use --test to run test probes.");
			return -ENOENT;
		}
		if (s->img->probes[i].role == ROLE_BENCH && !s->opt.bench_mode && !s->opt.probe_filter) {
			session_error(s, NULL, "No probes attached; use --bench to run bench probes.");
			return -ENOENT;
		}
	}
	if (!s->opt.quiet)
		session_out(s, "No probes to attach\n", 20);
	session_flush(s);
	s->exit_code = 1;
	s->ended = true;
	return 0;
}

/* Only begin and end: nothing can happen any more once their records are handled. */
static bool only_special(const struct session *s)
{
	uint32_t i;

	if (s->nlinks || s->child.pid || s->opt.pid)
		return false;
	for (i = 0; i < s->img->nprobes; i++) {
		if (s->progs[i].enabled && s->img->probes[i].role == ROLE_SIGNAL)
			return false;
	}
	return true;
}

static bool iterators_only_pinned(const struct session *s)
{
	uint32_t i, j;

	if (!s->iter)
		return false;
	for (i = 0; i < s->img->nprobes; i++) {
		const struct image_probe *p = &s->img->probes[i];

		for (j = 0; s->progs[i].enabled && j < p->ntargets; j++) {
			if (p->method != ATTACH_RUN && (p->method != ATTACH_ITER || !p->targets[j].path))
				return false;
		}
	}
	return true;
}

int session_attach(struct session *s)
{
	uint64_t one = 1;
	int err;

	if (s->exiting) { /* begin has called exit(): nothing more can happen, but the end is as usual */
		s->attached = s->ended = true;
		return 0;
	}
	err = attach_all(s);
	if (err)
		return err;
	s->attached = true;
	if (!s->nattached)
		return nothing_attached(s);
	announce(s);
	if (s->opt.dry_run) {
		s->ended = true;
		return 0;
	}
	s->special_only = only_special(s) || s->opt.test_mode || s->opt.bench_mode || iterators_only_pinned(s);
	if (s->special_only && write(s->event_fd, &one, sizeof(one)) < 0)
		return -errno;
	if (!iterators_only_pinned(s))
		err = iter_start(s);
	return err ? err : child_release(s);
}

/* ---- poll ---- */

int session_drain(struct session *s)
{
	int n = 0, total = 0;

	mmaps_drain(s->mmaps, s->symbols);
	if (!s->has_ring)
		return 0;
	do {
		n = ring_consume(&s->ring, event_handle, s, RECORDS_PER_POLL);
		total += n > 0 ? n : 0;
	} while (n == RECORDS_PER_POLL);
	session_flush(s);
	return n < 0 ? n : total;
}

static void read_counter(int fd)
{
	uint64_t v;

	if (read(fd, &v, sizeof(v)) < 0)
		return;
}

/* Everything that was sent before has to be shown before the session ends. */
static void end_after_drain(struct session *s)
{
	session_drain(s);
	s->ended = true;
}

static void handle_other(struct session *s, int fd)
{
	if (fd == s->event_fd) {
		read_counter(fd);
		if (atomic_load(&s->stop))
			s->ended = true;
	} else if (fd == s->timer_fd) {
		read_counter(fd);
		sites_tick(s);
	} else if (fd == s->iter_done_fd) {
		read_counter(fd);
		end_after_drain(s);
	} else if (fd == s->pid_fd) {
		child_poll(s);
		end_after_drain(s);
	}
}

int session_poll(struct session *s, int timeout_ms)
{
	struct epoll_event ev[8];
	int i, n, records = 0;

	if (s->ended)
		return 0;
	if (s->special_only) {
		if (s->opt.test_mode || s->opt.bench_mode)
			records = modes_run(s);
		else
			records = session_drain(s);
		s->ended = true;
		return records;
	}
	n = epoll_wait(s->epoll_fd, ev, 8, timeout_ms);
	if (n < 0)
		return -errno;
	for (i = 0; i < n && !s->ended; i++) {
		if (!s->has_ring || ev[i].data.fd != s->ring.fd) {
			handle_other(s, ev[i].data.fd);
			continue;
		}
		mmaps_drain(s->mmaps, s->symbols);
		records = ring_consume(&s->ring, event_handle, s, RECORDS_PER_POLL);
		session_flush(s);
		/* A flood of records must not hold up the request to end. */
		if (atomic_load(&s->stop))
			s->ended = true;
	}
	return records < 0 && s->ended ? 0 : records;
}

int session_fd(struct session *s)
{
	return s->epoll_fd;
}

void session_stop(struct session *s)
{
	uint64_t one = 1;
	int saved = errno;

	atomic_store(&s->stop, 1);
	if (write(s->event_fd, &one, sizeof(one)) < 0)
		errno = saved;
	errno = saved;
}

void session_signal_self(struct session *s)
{
	if (s->begun && !s->ended)
		run_role(s, ROLE_SIGNAL);
}

bool session_ended(const struct session *s)
{
	return s->ended || atomic_load(&s->stop);
}

int session_attached(const struct session *s)
{
	return (int)s->nattached;
}

int session_exit_code(const struct session *s)
{
	return s->exit_code;
}

const char *session_verifier_log(const struct session *s)
{
	return s->verifier_log.len ? s->verifier_log.data : "";
}

/* ---- end ---- */

int session_finish(struct session *s)
{
	int err = 0;

	if (s->finished)
		return s->exit_code;
	s->finished = true;
	s->ended = true;
	detach_all(s);
	if (s->attached && !s->opt.dry_run && (s->nattached || s->exiting)) {
		session_drain(s); /* after exit() this only empties the buffer */
		s->exiting = false;
		err = run_role(s, ROLE_END);
		session_drain(s);
		sites_final(s);
		if (!s->opt.json)
			session_out(s, "\n\n", 2);
		if (s->img->config.print_maps_on_exit)
			events_final_maps(s);
	}
	session_flush(s);
	child_end(s);
	if (err)
		return err;
	if (s->write_error && s->write_error != -EPIPE) {
		session_error(s, NULL, "cannot write the output: %s", strerrordesc_np(-s->write_error));
		return s->write_error;
	}
	return s->exit_code;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void free_loaded(struct session *s)
{
	uint32_t i;

	for (i = 0; i < s->img->nprobes; i++) {
		close_fd(&s->progs[i].fd);
		close_fd(&s->progs[i].raw_fd);
	}
	mmaps_free(s->mmaps);
	if (s->has_ring)
		ring_release(&s->ring);
	for (i = 0; i < s->img->nmaps; i++) {
		live_map_release(&s->maps[i]);
		close_fd(&s->maps[i].fd);
	}
	for (i = 0; s->elf && i < s->elf->nsections; i++)
		close_fd(&s->elf->sections[i].data_fd);
	elf_free(s->elf);
	close_fd(&s->btf_fd);
}

void session_free(struct session *s)
{
	if (!s)
		return;
	detach_all(s);
	child_end(s);
	detach_wait(s);
	free_loaded(s);
	close_fd(&s->timer_fd);
	close_fd(&s->pid_fd);
	close_fd(&s->event_fd);
	close_fd(&s->epoll_fd);
	symbols_free(s->symbols);
	strbuf_release(&s->verifier_log);
	strbuf_release(&s->out);
	strbuf_release(&s->scratch);
	strbuf_release(&s->scratch2);
	free(s->stack_buf);
	free(s->sites);
	free(s->site_values);
	free(s->links);
	free(s->maps);
	free(s->progs);
	free((char *)s->opt.command);
	free((char *)s->opt.probe_filter);
	image_free(s->img);
	free(s);
}
