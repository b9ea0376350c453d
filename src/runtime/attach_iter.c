/* Iterators: a link, and either a pin (the program stays and is read by others) or one reading to the end. The reading
 * runs the program over all objects inside a few read() calls, so it is done in a thread of its own while the session
 * empties the ring buffer; an eventfd in the session's epoll set tells when it is over. */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <signal.h>
#include <sys/eventfd.h>

#include "runtime/bpfsys.h"
#include "runtime/impl.h"

struct iter_reader {
	pthread_t thread;
	bool started;
	_Atomic int cancel;
	int done_fd;
	int *fds;
	uint32_t n;
};

static int pin(struct session *s, int link, const struct image_target *t)
{
	union bpf_attr a;
	char path[4096];
	int err;

	snprintf(path, sizeof(path), t->path[0] == '/' ? "%s" : "/sys/fs/bpf/%s", t->path);
	memset(&a, 0, sizeof(a));
	a.pathname = ptr_u64(path);
	a.bpf_fd = (uint32_t)link;
	err = bpf_sys(BPF_OBJ_PIN, &a, sizeof(a));
	if (err == -EEXIST)
		return session_why(s, err, "%s exists already", path);
	if (err)
		return session_why(s, err, "cannot pin to %s (%s): it must be in a mounted BPF file system", path,
				   strerrordesc_np(-err));
	strbuf_clear(&s->scratch);
	strbuf_printf(&s->scratch, "Program pinned to %s\n", path);
	session_out(s, s->scratch.data, s->scratch.len);
	return 0;
}

static int add_iterator(struct session *s, int link)
{
	struct iter_reader *r = s->iter;
	union bpf_attr a;
	int fd;

	memset(&a, 0, sizeof(a));
	a.iter_create.link_fd = (uint32_t)link;
	fd = bpf_sys(BPF_ITER_CREATE, &a, sizeof(a));
	if (fd < 0)
		return fd;
	r->fds = realloc(r->fds, (r->n + 1) * sizeof(*r->fds));
	if (!r->fds)
		abort();
	r->fds[r->n++] = fd;
	return 0;
}

int attach_iter(struct session *s, uint32_t probe, uint32_t target)
{
	const struct image_target *t = &s->img->probes[probe].targets[target];
	struct link_create_attr a;
	int link, err = 0;

	memset(&a, 0, sizeof(a));
	a.prog_fd = (uint32_t)s->progs[probe].fd;
	a.attach_type = BPF_TRACE_ITER;
	link = bpf_link_new(&a);
	if (link < 0)
		return link;
	if (!s->iter) {
		s->iter = calloc(1, sizeof(*s->iter));
		if (!s->iter)
			abort();
		s->iter->done_fd = -1;
	}
	if (t->path && *t->path)
		err = pin(s, link, t);
	else
		err = add_iterator(s, link);
	if (err) {
		close(link);
		return err;
	}
	attach_keep(s, probe, target, 1, link, -1);
	return 0;
}

static void *read_all(void *arg)
{
	struct iter_reader *r = arg;
	uint64_t one = 1;
	char buf[4096];
	uint32_t i;

	for (i = 0; i < r->n; i++) {
		/* EAGAIN: the kernel pauses after a million objects that gave no text. */
		while (!atomic_load(&r->cancel)) {
			ssize_t n = read(r->fds[i], buf, sizeof(buf));

			if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
				break;
		}
	}
	if (write(r->done_fd, &one, sizeof(one)) < 0)
		return NULL;
	return NULL;
}

int iter_start(struct session *s)
{
	struct iter_reader *r = s->iter;
	sigset_t all, old;
	int err;

	if (!r)
		return 0;
	r->done_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (r->done_fd < 0)
		return -errno;
	s->iter_done_fd = r->done_fd;
	err = session_watch_fd(s, r->done_fd);
	if (err)
		return err;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	err = pthread_create(&r->thread, NULL, read_all, r);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	r->started = !err;
	return -err;
}

void iter_free(struct session *s)
{
	struct iter_reader *r = s->iter;
	uint32_t i;

	if (!r)
		return;
	atomic_store(&r->cancel, 1);
	if (r->started)
		pthread_join(r->thread, NULL);
	for (i = 0; i < r->n; i++)
		close(r->fds[i]);
	if (r->done_fd >= 0)
		close(r->done_fd);
	s->iter_done_fd = -1;
	free(r->fds);
	free(r);
	s->iter = NULL;
}
