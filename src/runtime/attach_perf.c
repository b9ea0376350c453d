/* Perf events: profile, interval, software, hardware, watchpoint; and the steps all perf-based mechanisms share (open,
 * link a program). Events that follow a process are opened for each of its threads and inherited by later ones; the
 * others on every online CPU. Takes a target, leaves attachments in the session. */
#include <dirent.h>
#include <fcntl.h>
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "runtime/bpfsys.h"
#include "runtime/impl.h"

int perf_open(struct perf_event_attr *attr, pid_t pid, int cpu)
{
	long fd;

	attr->size = sizeof(*attr);
	fd = syscall(SYS_perf_event_open, attr, pid, cpu, -1, PERF_FLAG_FD_CLOEXEC);
	return fd < 0 ? -errno : (int)fd;
}

int perf_link(struct session *s, int perf_fd, int prog_fd, uint64_t cookie, int *link_fd)
{
	struct link_create_attr a;

	memset(&a, 0, sizeof(a));
	a.prog_fd = (uint32_t)prog_fd;
	a.target_fd = (uint32_t)perf_fd;
	a.attach_type = BPF_PERF_EVENT;
	a.perf.cookie = cookie;
	*link_fd = bpf_link_new(&a);
	if (*link_fd >= 0)
		return 0;
	/* Links on perf events came with Linux 5.15. */
	if (*link_fd == -EINVAL && !ioctl(perf_fd, PERF_EVENT_IOC_SET_BPF, prog_fd)) {
		ioctl(perf_fd, PERF_EVENT_IOC_ENABLE, 0);
		*link_fd = -1;
		return 0;
	}
	return *link_fd;
}

int perf_pmu_type(const char *pmu)
{
	char path[128], text[32];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/event_source/devices/%s/type", pmu);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n <= 0)
		return -EIO;
	text[n] = 0;
	return atoi(text);
}

pid_t traced_pid(const struct session *s)
{
	return s->child.pid ? s->child.pid : s->opt.pid;
}

/* ---- which CPUs ---- */

struct cpu_list {
	int at[4096];
	int n;
};

/* "0-3,5" */
static void online_cpus(struct cpu_list *l)
{
	int fd = open("/sys/devices/system/cpu/online", O_RDONLY | O_CLOEXEC);
	char text[1024], *p = text;
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	l->n = 0;
	text[n > 0 ? n : 0] = 0;
	while (*p >= '0' && *p <= '9') {
		long first = strtol(p, &p, 10), last = first;

		if (*p == '-')
			last = strtol(p + 1, &p, 10);
		for (; first <= last && l->n < 4096; first++)
			l->at[l->n++] = (int)first;
		if (*p == ',')
			p++;
	}
	if (!l->n)
		l->at[l->n++] = 0;
}

/* ---- opening ---- */

struct request {
	struct session *s;
	uint32_t probe, target;
	struct perf_event_attr attr;
};

static int open_one(struct request *r, pid_t pid, int cpu)
{
	const struct image_target *t = &r->s->img->probes[r->probe].targets[r->target];
	int fd = perf_open(&r->attr, pid, cpu), link, err;

	if (fd < 0)
		return fd;
	err = perf_link(r->s, fd, r->s->progs[r->probe].fd, t->cookie, &link);
	if (err) {
		close(fd);
		return err;
	}
	if (link >= 0) {
		/* The link holds the event; closing both is quick for these. */
		close(fd);
		fd = -1;
	}
	attach_keep(r->s, r->probe, r->target, 1, link, fd);
	return 0;
}

static int open_on_cpus(struct request *r, bool all)
{
	struct cpu_list *cpus = malloc(sizeof(*cpus));
	int i, opened = 0, err = 0;

	if (!cpus)
		abort();
	online_cpus(cpus);
	for (i = 0; i < cpus->n; i++) {
		int e = open_one(r, -1, cpus->at[i]);

		if (e == -ENODEV && cpus->n > 1) /* went offline meanwhile */
			continue;
		if (e) {
			err = e;
			break;
		}
		opened++;
		if (!all)
			break;
	}
	free(cpus);
	return err ? err : opened ? 0 : -ENODEV;
}

static int open_on_thread(struct request *r, pid_t tid)
{
	int err;

	r->attr.inherit = 1;
	r->attr.inherit_thread = 1;
	err = open_one(r, tid, -1);
	if (err != -EINVAL)
		return err;
	/* inherit_thread came with Linux 5.13; without it children would be traced as well. */
	r->attr.inherit = r->attr.inherit_thread = 0;
	return open_one(r, tid, -1);
}

static int open_on_process(struct request *r, pid_t pid)
{
	char path[64];
	struct dirent *e;
	int opened = 0, err = 0;
	DIR *d;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	d = opendir(path);
	if (!d)
		return open_on_thread(r, pid);
	while ((e = readdir(d))) {
		int one;

		if (e->d_name[0] < '0' || e->d_name[0] > '9')
			continue;
		one = open_on_thread(r, atoi(e->d_name));
		if (!one)
			opened++;
		else if (one != -ESRCH)
			err = one;
	}
	closedir(d);
	return opened ? 0 : err ? err : -ESRCH;
}

/* ---- what ---- */

static void set_period(struct perf_event_attr *a, const struct image_target *t)
{
	a->freq = t->freq;
	if (t->freq)
		a->sample_freq = t->period ? t->period : 1;
	else
		a->sample_period = t->period ? t->period : 1;
}

static void describe(struct perf_event_attr *a, enum attach_method method, const struct image_target *t)
{
	memset(a, 0, sizeof(*a));
	set_period(a, t);
	switch (method) {
	case ATTACH_PERF_PROFILE:
	case ATTACH_PERF_INTERVAL:
		a->type = PERF_TYPE_SOFTWARE;
		a->config = PERF_COUNT_SW_CPU_CLOCK;
		break;
	case ATTACH_PERF_SOFTWARE:
	case ATTACH_PERF_HARDWARE:
		a->type = t->perf_type;
		a->config = t->perf_config;
		break;
	default: /* ATTACH_WATCHPOINT */
		a->type = PERF_TYPE_BREAKPOINT;
		a->bp_addr = t->offset;
		a->bp_type = t->watch_mode;
		a->bp_len = t->watch_mode == HW_BREAKPOINT_X ? sizeof(long) : t->watch_len;
		a->sample_period = 1;
		a->freq = 0;
	}
}

static int explain(struct session *s, enum attach_method method, const struct image_target *t, int err)
{
	if (method == ATTACH_PERF_HARDWARE && (err == -ENOENT || err == -EOPNOTSUPP || err == -ENODEV))
		return session_why(s, err, "this machine has no such performance counter (virtual machines often have none)");
	if (method == ATTACH_WATCHPOINT && err == -ENOSPC)
		return session_why(s, err, "all debug registers of the processor are in use (x86 has four)");
	if (method == ATTACH_WATCHPOINT && err == -EINVAL)
		return session_why(s, err, "the processor cannot watch %u bytes at %#llx: the address must be a multiple of "
				   "the length", t->watch_len, (unsigned long long)t->offset);
	if (t->freq && err == -EINVAL)
		return session_why(s, err, "the frequency is beyond kernel.perf_event_max_sample_rate");
	return err;
}

int attach_perf(struct session *s, uint32_t probe, uint32_t target)
{
	const struct image_probe *p = &s->img->probes[probe];
	const struct image_target *t = &p->targets[target];
	struct request r = { .s = s, .probe = probe, .target = target };
	pid_t pid = p->method == ATTACH_PERF_INTERVAL ? 0 : traced_pid(s);
	uint32_t before = s->nlinks;
	int err;

	describe(&r.attr, p->method, t);
	if (pid)
		err = open_on_process(&r, pid);
	else
		err = open_on_cpus(&r, p->method != ATTACH_PERF_INTERVAL);
	if (!err)
		return 0;
	while (s->nlinks > before) { /* half an attachment is none */
		struct attachment *a = &s->links[--s->nlinks];

		if (a->link_fd >= 0)
			close(a->link_fd);
		if (a->perf_fd >= 0)
			close(a->perf_fd);
	}
	return explain(s, p->method, t, err);
}
