/* Kernel functions: kprobe.multi for lists of plain functions where the kernel has it (one link, one patching run),
 * else the kprobe PMU, one perf event per function. */
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>

#include "runtime/bpfsys.h"
#include "runtime/impl.h"

static bool is_kprobe(const struct image_probe *p)
{
	return p->method == ATTACH_KPROBE || p->method == ATTACH_KRETPROBE;
}

static bool is_plain(const struct image_target *t)
{
	return t->function && *t->function && !t->offset && (!t->module || !strcmp(t->module, "vmlinux"));
}

bool attach_kprobe_wants_multi(const struct image_probe *p)
{
	uint32_t i;

	if (!is_kprobe(p) || p->ntargets < 2)
		return false;
	for (i = 0; i < p->ntargets; i++) {
		if (!is_plain(&p->targets[i]))
			return false;
	}
	return true;
}

int attach_kprobe_multi(struct session *s, uint32_t probe)
{
	const struct image_probe *p = &s->img->probes[probe];
	const char **syms = malloc(p->ntargets * sizeof(*syms));
	uint64_t *cookies = malloc(p->ntargets * sizeof(*cookies));
	struct link_create_attr a;
	uint32_t i;
	int fd;

	if (!syms || !cookies)
		abort();
	for (i = 0; i < p->ntargets; i++) {
		syms[i] = p->targets[i].function;
		cookies[i] = p->targets[i].cookie;
	}
	memset(&a, 0, sizeof(a));
	a.prog_fd = (uint32_t)s->progs[probe].fd;
	a.attach_type = TRACE_KPROBE_MULTI;
	a.kprobe_multi.flags = p->method == ATTACH_KRETPROBE ? MULTI_RETURN : 0;
	a.kprobe_multi.cnt = p->ntargets;
	a.kprobe_multi.syms = ptr_u64(syms);
	a.kprobe_multi.cookies = ptr_u64(cookies);
	fd = bpf_link_new(&a);
	free(syms);
	free(cookies);
	/* Also when a single function of the list is refused: one by one says which. */
	if (fd < 0)
		return -EOPNOTSUPP;
	attach_keep(s, probe, 0, p->ntargets, fd, -1);
	return 0;
}

static int explain(struct session *s, const struct image_target *t, int err)
{
	switch (err) {
	case -ENOENT:
	case -ESRCH:
		return session_why(s, err, "the kernel has no function %s, or it is inlined everywhere", t->function);
	case -EINVAL:
		return session_why(s, err, "%s cannot be probed: it is marked notrace or nokprobe",
				   t->function ? t->function : "the address");
	case -EADDRNOTAVAIL:
		return session_why(s, err, "%s has several addresses, or the name is ambiguous", t->function);
	case -EILSEQ:
		return session_why(s, err, "the offset is not at the start of an instruction");
	default:
		return err;
	}
}

int attach_kprobe(struct session *s, uint32_t probe, uint32_t target)
{
	const struct image_probe *p = &s->img->probes[probe];
	const struct image_target *t = &p->targets[target];
	int type = perf_pmu_type("kprobe"), fd, link, err;
	bool named = t->function && *t->function;
	struct perf_event_attr attr;
	char name[256];

	if (type < 0)
		return session_why(s, -EOPNOTSUPP, "this kernel is built without kprobes");
	memset(&attr, 0, sizeof(attr));
	attr.type = (uint32_t)type;
	attr.config = p->method == ATTACH_KRETPROBE; /* format/retprobe: bit 0 */
	if (named && t->module && *t->module && strcmp(t->module, "vmlinux"))
		snprintf(name, sizeof(name), "%s:%s", t->module, t->function);
	else
		snprintf(name, sizeof(name), "%s", named ? t->function : "");
	attr.kprobe_func = named ? ptr_u64(name) : 0;
	attr.probe_offset = t->offset; /* of the function, or the address itself */
	fd = perf_open(&attr, -1, 0);
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
