/* Records of the ring buffer -> what they ask for: text, whole maps, clearing, files, commands, the end of the script.
 * Rendering is render.h's; this file decides what is written where and in which order. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "runtime/bpfsys.h"
#include "runtime/impl.h"

enum { HEADER = 8 };

/* ---- writing ---- */

/* Where text of the output stream is rendered to directly. */
static struct strbuf *sink(struct session *s)
{
	return s->capture ? s->capture : &s->out;
}

static void add_text(struct session *s, const char *type, const char *text, size_t n)
{
	if (s->opt.json)
		render_json_text(sink(s), type, text, n);
	else
		strbuf_add(sink(s), text, n);
}

static struct strbuf *format(struct session *s, const struct image_event *e, const void *args)
{
	strbuf_clear(&s->scratch);
	render_printf(&s->scratch, &s->render, e->fmt, e->fmt_len, e->args, args);
	strbuf_str(&s->scratch);
	return &s->scratch;
}

static uint64_t arg64(const struct image_event *e, const uint8_t *args, uint32_t i)
{
	uint64_t v = 0;

	if (e->args && i < e->args->nfields)
		memcpy(&v, args + e->args->fields[i].offset, e->args->fields[i].shape->size < 8 ?
							     e->args->fields[i].shape->size : 8);
	return v;
}

/* ---- text ---- */

static void do_printf(struct session *s, const struct image_event *e, const void *args)
{
	if (s->opt.json) {
		format(s, e, args);
		render_json_text(sink(s), "printf", s->scratch.data, s->scratch.len);
		return;
	}
	render_printf(sink(s), &s->render, e->fmt, e->fmt_len, e->args, args);
}

static void do_message(struct session *s, const struct image_event *e, const void *args)
{
	bool error = e->kind == EVENT_ERRORF;
	struct strbuf *b = sink(s);

	if (error)
		s->test_failed = true;
	else if (s->opt.no_warnings)
		return;
	format(s, e, args);
	if (s->opt.json) {
		strbuf_printf(b, "{\"type\": \"%s\", \"msg\": ", error ? "errorf" : "warnf");
		render_json_string(b, s->scratch.data, s->scratch.len);
		strbuf_addstr(b, ", \"filename\": ");
		render_json_string(b, e->loc.file ? e->loc.file : "", e->loc.file ? strlen(e->loc.file) : 0);
		strbuf_printf(b, ", \"line\": %u, \"col\": %u}\n", e->loc.line, e->loc.col1);
		return;
	}
	strbuf_clear(&s->scratch2);
	render_message(&s->scratch2, &e->loc, error ? "ERROR" : "WARNING", s->scratch.data, false);
	session_err(s, s->scratch2.data, s->scratch2.len);
}

static void do_value(struct session *s, const struct image_event *e, const uint8_t *args)
{
	const struct shape_field *f;
	struct strbuf *b = sink(s);

	if (!e->args || !e->args->nfields)
		return;
	f = &e->args->fields[0];
	if (s->opt.json) {
		strbuf_addstr(b, "{\"type\": \"value\", \"data\": ");
		render_value_json(b, &s->render, f->shape, args + f->offset);
		strbuf_addstr(b, "}\n");
		return;
	}
	render_value(b, &s->render, f->shape, args + f->offset);
	strbuf_addch(b, '\n');
}

static void do_time(struct session *s, const struct image_event *e)
{
	char *fmt = e->fmt ? strndup(e->fmt, e->fmt_len) : strdup("%H:%M:%S\n");
	time_t now = time(NULL);
	char text[4096];
	struct tm tm;
	size_t n;

	if (!fmt)
		abort();
	localtime_r(&now, &tm);
	n = strftime(text, sizeof(text), fmt, &tm);
	if (n || !*fmt)
		add_text(s, "time", text, n);
	else
		session_errf(s, "ERROR: the time format is too long\n");
	free(fmt);
}

static void do_join(struct session *s, const struct image_event *e, const uint8_t *args)
{
	uint64_t n = arg64(e, args, 0), i;
	const uint8_t *strings;

	if (!e->args || e->args->nfields < 2)
		return;
	strings = args + e->args->fields[1].offset;
	strbuf_clear(&s->scratch);
	for (i = 0; i < n && i < JOIN_MAX; i++) {
		const char *one = (const char *)strings + i * JOIN_LEN;

		if (i)
			strbuf_add(&s->scratch, e->fmt ? e->fmt : " ", e->fmt ? e->fmt_len : 1);
		render_text(&s->scratch, &s->render, one, strnlen(one, JOIN_LEN));
	}
	if (!s->opt.json)
		strbuf_addch(&s->scratch, '\n');
	add_text(s, "join", strbuf_str(&s->scratch), s->scratch.len);
}

/* ---- files and commands ---- */

static void do_cat(struct session *s, const struct image_event *e, const void *args)
{
	const char *path = format(s, e, args)->data;
	/* Not blocking: a FIFO without a writer would hold up everything. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	uint64_t left = s->img->config.max_cat_bytes;
	char buf[8192];
	ssize_t n = 0;

	if (fd < 0) {
		session_errf(s, "ERROR: failed to open file '%s' (%s)\n", path, strerrordesc_np(errno));
		return;
	}
	strbuf_clear(&s->scratch2);
	while (left && (n = read(fd, buf, left < sizeof(buf) ? left : sizeof(buf))) > 0) {
		strbuf_add(&s->scratch2, buf, (size_t)n);
		left -= (uint64_t)n;
	}
	if (n < 0)
		session_errf(s, "ERROR: failed to read file '%s' (%s)\n", path, strerrordesc_np(errno));
	close(fd);
	add_text(s, "cat", strbuf_str(&s->scratch2), s->scratch2.len);
}

static void do_system(struct session *s, const struct image_event *e, const void *args)
{
	const char *command = format(s, e, args)->data;
	int status = 0, err;

	session_flush(s);
	strbuf_clear(&s->scratch2);
	err = command_run(s, command, &s->scratch2, &status);
	if (err) {
		session_errf(s, "ERROR: failed to run command '%s' (%s)\n", command, strerrordesc_np(-err));
	} else if (WIFSIGNALED(status)) {
		session_errf(s, "ERROR: command was ended by signal %d (%s)\n", WTERMSIG(status),
			     sigdescr_np(WTERMSIG(status)));
	} else if (WEXITSTATUS(status)) {
		/* The text in parentheses belongs to the message, whatever the code. */
		session_errf(s, "ERROR: command exited with code %d (Invalid argument)\n", WEXITSTATUS(status));
	} else {
		if (!s->opt.json)
			strbuf_addch(&s->scratch2, '\n');
		add_text(s, "syscall", strbuf_str(&s->scratch2), s->scratch2.len);
	}
}

/* Packet capture: fmt and the leading arguments make the path, the last argument (BUFFER) is the packet. */
static void do_skboutput(struct session *s, const struct image_event *e, const uint8_t *args)
{
	struct { uint32_t magic; uint16_t major, minor; uint32_t zone, sigfigs, snaplen, network; } head = {
		0xa1b23c4d /* nanoseconds */, 2, 4, 0, 0, 65535, 1 /* Ethernet */ };
	struct { uint32_t sec, nsec, captured, length; } rec;
	const uint8_t *buffer;
	struct timespec now;
	struct stat st;
	uint32_t len;
	int fd;

	if (!e->args || !e->args->nfields)
		return;
	buffer = args + e->args->fields[e->args->nfields - 1].offset;
	memcpy(&len, buffer, 4);
	if (len > e->args->fields[e->args->nfields - 1].shape->size - 4)
		len = e->args->fields[e->args->nfields - 1].shape->size - 4;
	fd = open(format(s, e, args)->data, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	if (fd < 0 || fstat(fd, &st)) {
		session_errf(s, "ERROR: failed to open file '%s' (%s)\n", s->scratch.data, strerrordesc_np(errno));
		return;
	}
	clock_gettime(CLOCK_REALTIME, &now);
	rec.sec = (uint32_t)now.tv_sec;
	rec.nsec = (uint32_t)now.tv_nsec;
	rec.captured = rec.length = len;
	strbuf_clear(&s->scratch2);
	if (!st.st_size)
		strbuf_add(&s->scratch2, &head, sizeof(head));
	strbuf_add(&s->scratch2, &rec, sizeof(rec));
	strbuf_add(&s->scratch2, buffer + 4, len);
	if (write(fd, s->scratch2.data, s->scratch2.len) != (ssize_t)s->scratch2.len)
		session_errf(s, "ERROR: failed to write file '%s' (%s)\n", s->scratch.data, strerrordesc_np(errno));
	close(fd);
}

/* ---- maps ---- */

static void map_failed(struct session *s, uint32_t map, const char *what, int err)
{
	session_errf(s, "ERROR: failed to %s map %s (%s)\n", what, s->img->maps[map].name, strerrordesc_np(-err));
}

static void show_map(struct session *s, uint32_t map, uint64_t top, uint64_t div, bool clear, bool print_unset)
{
	struct live_map *m = &s->maps[map];
	struct map_rows rows;
	int err;

	if (!m->def->value) /* nothing is ever stored */
		return;
	err = clear ? map_read_clear(m, &rows) : map_read(m, &rows);

	if (err)
		map_failed(s, map, "read", err);
	else if (rows.n || print_unset)
		render_map(sink(s), &s->render, m->def, &rows, top, div, print_unset);
	map_rows_release(&rows);
}

static void change_map(struct session *s, const struct image_event *e)
{
	int err = e->kind == EVENT_CLEAR ? map_clear(&s->maps[e->map]) : map_zero(&s->maps[e->map]);

	if (err)
		map_failed(s, e->map, e->kind == EVENT_CLEAR ? "clear" : "zero", err);
}

static int by_name(const void *a, const void *b, void *ctx)
{
	const struct image_map *maps = ctx;

	return strcmp(maps[*(const uint32_t *)a].name, maps[*(const uint32_t *)b].name);
}

void events_final_maps(struct session *s)
{
	uint32_t *order = calloc(s->img->nmaps + 1, sizeof(*order)), i, n = 0;

	if (!order)
		abort();
	for (i = 0; i < s->img->nmaps; i++) {
		if (s->img->maps[i].role == MAP_USER)
			order[n++] = i;
	}
	qsort_r(order, n, sizeof(*order), by_name, s->img->maps);
	for (i = 0; i < n && !s->write_error; i++) {
		show_map(s, order[i], 0, 0, false, false);
		session_out(s, "", 0); /* hands over what is enough for one write */
	}
	free(order);
}

/* ---- all ---- */

static void do_exit(struct session *s, const struct image_event *e, const uint8_t *args)
{
	s->exit_code = (int)(int64_t)arg64(e, args, 0);
	s->exiting = true;
	if (s->opt.test_mode || s->opt.bench_mode)
		s->test_failed |= s->exit_code != 0;
	else
		s->ended = true;
}

static void dispatch(struct session *s, const struct image_event *e, const uint8_t *args)
{
	switch (e->kind) {
	case EVENT_PRINTF:
		do_printf(s, e, args);
		return;
	case EVENT_ERRORF: case EVENT_WARNF:
		do_message(s, e, args);
		return;
	case EVENT_PRINT_VALUE: case EVENT_PRINT_ELEM:
		do_value(s, e, args);
		return;
	case EVENT_PRINT_MAP:
		show_map(s, e->map, arg64(e, args, 0), arg64(e, args, 1), e->then_clear, true);
		return;
	case EVENT_CLEAR: case EVENT_ZERO:
		change_map(s, e);
		return;
	case EVENT_EXIT:
		do_exit(s, e, args);
		return;
	case EVENT_TIME:
		do_time(s, e);
		return;
	case EVENT_CAT:
		do_cat(s, e, args);
		return;
	case EVENT_SYSTEM:
		do_system(s, e, args);
		return;
	case EVENT_JOIN:
		do_join(s, e, args);
		return;
	case EVENT_UNWATCH:
		attach_unwatch(s, arg64(e, args, 0));
		return;
	case EVENT_SKBOUTPUT:
		do_skboutput(s, e, args);
		return;
	case EVENT_SIGNAL_SELF:
		return;
	}
}

int event_handle(void *session, const void *record, uint32_t size)
{
	struct session *s = session;
	const struct image_event *e;
	uint32_t id;

	if (size < HEADER || s->exiting || s->muted || s->write_error)
		return s->write_error;
	memcpy(&id, record, sizeof(id));
	if (id >= s->img->nevents)
		return 0;
	e = &s->img->events[id];
	if (e->size > size)
		return 0;
	dispatch(s, e, (const uint8_t *)record + HEADER);
	return session_out(s, "", 0);
}
