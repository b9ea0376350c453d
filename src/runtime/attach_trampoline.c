/* fentry and fexit: the program names its function at load (attach_btf_id); attaching makes the trampoline. */
#include "runtime/bpfsys.h"
#include "runtime/impl.h"

int attach_trampoline(struct session *s, uint32_t probe, uint32_t target)
{
	const struct image_probe *p = &s->img->probes[probe];
	const struct image_target *t = &p->targets[target];
	int fd = -EINVAL;

	if (t->cookie) { /* Linux 5.19 */
		struct link_create_attr a;

		memset(&a, 0, sizeof(a));
		a.prog_fd = (uint32_t)s->progs[probe].fd;
		a.attach_type = p->expected_attach_type;
		a.tracing.cookie = t->cookie;
		fd = bpf_link_new(&a);
	}
	if (fd == -EINVAL) {
		union bpf_attr a;

		memset(&a, 0, sizeof(a));
		a.raw_tracepoint.prog_fd = (uint32_t)s->progs[probe].fd;
		fd = bpf_sys(BPF_RAW_TRACEPOINT_OPEN, &a, sizeof(a));
	}
	switch (fd) {
	case -EBUSY:
		return session_why(s, fd, "something else holds the function's entry (a live patch or another kind of tracer)");
	case -E2BIG:
		return session_why(s, fd, "too many programs are attached to the function (the kernel takes 38)");
	case -ENOTSUP:
		return session_why(s, fd, "the machine has no trampolines");
	}
	if (fd < 0)
		return fd;
	attach_keep(s, probe, target, 1, fd, -1);
	return 0;
}
