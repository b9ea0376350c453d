/* Tracepoints: perf tracepoints (record layout of the format file) and raw ones (arguments as the kernel passes them;
 * BTF-typed when the program is of the TRACING type). */
#include <linux/perf_event.h>
#include <stdio.h>

#include "runtime/bpfsys.h"
#include "runtime/impl.h"

static int open_raw(const char *name, int prog_fd)
{
	union bpf_attr a;

	memset(&a, 0, sizeof(a));
	a.raw_tracepoint.name = ptr_u64(name);
	a.raw_tracepoint.prog_fd = (uint32_t)prog_fd;
	return bpf_sys(BPF_RAW_TRACEPOINT_OPEN, &a, sizeof(a));
}

/* A perf tracepoint costs milliseconds to open and a grace period to close, a raw one neither. A program that does not
 * look at the event's record is attached as a raw one; system calls' events and a few others have none. */
static bool attach_raw_instead(struct session *s, uint32_t probe, uint32_t target)
{
	int fd = s->progs[probe].raw_fd < 0 ? -1 : open_raw(s->img->probes[probe].targets[target].event,
							    s->progs[probe].raw_fd);

	if (fd >= 0)
		attach_keep(s, probe, target, 1, fd, -1);
	return fd >= 0;
}

int attach_tracepoint(struct session *s, uint32_t probe, uint32_t target)
{
	const struct image_target *t = &s->img->probes[probe].targets[target];
	struct perf_event_attr attr;
	int fd, link, err;

	if (attach_raw_instead(s, probe, target))
		return 0;
	err = s->progs[probe].fd < 0 ? load_program(s, probe, false) : 0;
	if (err)
		return err;
	memset(&attr, 0, sizeof(attr));
	attr.type = PERF_TYPE_TRACEPOINT;
	attr.config = t->tp_id;
	attr.sample_period = 1;
	/* One event on any CPU: the program hangs on the tracepoint itself and runs on all of them. */
	fd = perf_open(&attr, -1, 0);
	if (fd < 0)
		return fd == -ENOENT || fd == -EINVAL ? session_why(s, fd, "the tracepoint does not exist (any more)") : fd;
	err = perf_link(s, fd, s->progs[probe].fd, t->cookie, &link);
	if (err) {
		close(fd);
		if (err == -E2BIG)
			return session_why(s, err, "a tracepoint takes at most 64 programs");
		return err;
	}
	attach_keep(s, probe, target, 1, link, fd);
	return 0;
}

int attach_raw_tp(struct session *s, uint32_t probe, uint32_t target)
{
	const struct image_probe *p = &s->img->probes[probe];
	const struct image_target *t = &p->targets[target];
	union bpf_attr a;
	int fd;

	memset(&a, 0, sizeof(a));
	/* TRACING programs know their tracepoint since load (attach_btf_id). */
	if (p->prog_type != BPF_PROG_TYPE_TRACING)
		a.raw_tracepoint.name = ptr_u64(t->function ? t->function : t->event);
	a.raw_tracepoint.prog_fd = (uint32_t)s->progs[probe].fd;
	fd = bpf_sys(BPF_RAW_TRACEPOINT_OPEN, &a, sizeof(a));
	if (fd == -ENOENT)
		return session_why(s, fd, "the tracepoint does not exist (any more)");
	if (fd < 0)
		return fd;
	attach_keep(s, probe, target, 1, fd, -1);
	return 0;
}
