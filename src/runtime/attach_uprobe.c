/* User functions and static probes (USDT): uprobe.multi links, one per binary, where the kernel has them (they are given
 * back four times faster than perf events, and by one grace period for all places), else the uprobe PMU. USDT
 * semaphores are raised by the kernel through the reference counter's file offset. */
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>

#include "runtime/bpfsys.h"
#include "runtime/impl.h"

static bool is_uprobe(const struct image_probe *p)
{
	return p->method == ATTACH_UPROBE || p->method == ATTACH_URETPROBE || p->method == ATTACH_USDT;
}

/* Up to Linux 6.9 the process filter of uprobe.multi matched only the thread with that id. */
static bool multi_filters_threads(void)
{
	unsigned major = 0, minor = 0;
	struct utsname u;

	if (uname(&u) || sscanf(u.release, "%u.%u", &major, &minor) != 2)
		return false;
	return major > 6 || (major == 6 && minor >= 10);
}

bool attach_uprobe_wants_multi(const struct session *s, const struct image_probe *p)
{
	if (!is_uprobe(p) || !p->ntargets)
		return false;
	return (!s->opt.pid && !s->opt.command) || multi_filters_threads();
}

/* ---- uprobe.multi ---- */

struct group { /* targets in one binary */
	uint64_t *offsets, *refs, *cookies;
	uint32_t n;
	bool any_ref;
};

static void group_add(struct group *g, const struct image_target *t)
{
	g->offsets[g->n] = t->offset;
	g->refs[g->n] = t->ref_ctr_offset;
	g->cookies[g->n++] = t->cookie;
	g->any_ref |= t->ref_ctr_offset != 0;
}

static int link_group(struct session *s, uint32_t probe, uint32_t first, const struct group *g)
{
	const struct image_probe *p = &s->img->probes[probe];
	struct link_create_attr a;
	int fd;

	memset(&a, 0, sizeof(a));
	a.prog_fd = (uint32_t)s->progs[probe].fd;
	a.attach_type = TRACE_UPROBE_MULTI;
	a.uprobe_multi.path = ptr_u64(p->targets[first].path);
	a.uprobe_multi.offsets = ptr_u64(g->offsets);
	a.uprobe_multi.ref_ctr_offsets = g->any_ref ? ptr_u64(g->refs) : 0;
	a.uprobe_multi.cookies = ptr_u64(g->cookies);
	a.uprobe_multi.cnt = g->n;
	a.uprobe_multi.flags = p->method == ATTACH_URETPROBE ? MULTI_RETURN : 0;
	a.uprobe_multi.pid = (uint32_t)traced_pid(s);
	fd = bpf_link_new(&a);
	if (fd < 0)
		return fd;
	attach_keep(s, probe, first, g->n, fd, -1);
	return 0;
}

int attach_uprobe_multi(struct session *s, uint32_t probe)
{
	const struct image_probe *p = &s->img->probes[probe];
	uint64_t *words = calloc(3 * (size_t)p->ntargets, sizeof(*words));
	bool *done = calloc(p->ntargets, sizeof(*done));
	uint32_t i, j, before = s->nlinks;
	int err = 0;

	if (!words || !done)
		abort();
	for (i = 0; i < p->ntargets && !err; i++) {
		struct group g = { words, words + p->ntargets, words + 2 * (size_t)p->ntargets, 0, false };

		if (done[i])
			continue;
		for (j = i; j < p->ntargets; j++) {
			if (done[j] || strcmp(p->targets[i].path, p->targets[j].path))
				continue;
			group_add(&g, &p->targets[j]);
			done[j] = true;
		}
		err = link_group(s, probe, i, &g);
	}
	free(words);
	free(done);
	if (!err)
		return 0;
	while (s->nlinks > before)
		close(s->links[--s->nlinks].link_fd);
	/* One by one either works or says which place is refused. */
	return -EOPNOTSUPP;
}

/* ---- uprobe PMU ---- */

static int explain(struct session *s, const struct image_target *t, int err)
{
	switch (err) {
	case -ENOENT:
		return session_why(s, err, "%s does not exist", t->path);
	case -EINVAL:
	case -EILSEQ:
		return session_why(s, err, "offset %#llx of %s is not at an instruction the kernel can probe",
				   (unsigned long long)t->offset, t->path);
	case -ESRCH:
		return session_why(s, err, "process %d does not exist (any more)", traced_pid(s));
	case -EACCES:
		return session_why(s, err, "%s may not be read, or its file system does not allow programs to be run", t->path);
	default:
		return err;
	}
}

int attach_uprobe(struct session *s, uint32_t probe, uint32_t target)
{
	const struct image_probe *p = &s->img->probes[probe];
	const struct image_target *t = &p->targets[target];
	int type = perf_pmu_type("uprobe"), fd, link, err;
	pid_t pid = traced_pid(s);
	struct perf_event_attr attr;

	if (type < 0)
		return session_why(s, -EOPNOTSUPP, "this kernel is built without uprobes");
	memset(&attr, 0, sizeof(attr));
	attr.type = (uint32_t)type;
	/* format/retprobe: config bit 0; format/ref_ctr_offset: config bits 32-63 */
	attr.config = (p->method == ATTACH_URETPROBE) | t->ref_ctr_offset << 32;
	attr.uprobe_path = ptr_u64(t->path);
	attr.probe_offset = t->offset;
	fd = perf_open(&attr, pid ? pid : -1, pid ? -1 : 0);
	if (fd < 0)
		return explain(s, t, fd);
	err = perf_link(s, fd, s->progs[probe].fd, t->cookie, &link);
	if (err) {
		close(fd);
		return err;
	}
	attach_keep(s, probe, target, 1, link, fd);
	return 0;
}
