/* Watches which files processes map, so that user stacks of processes that end soon can still be named: a dummy perf event
 * on each CPU records forks, execs and executable mappings of all processes (perf_event_open(2), PERF_RECORD_MMAP2).
 * Only used by programs that show user addresses. Where the kernel refuses, names come from /proc alone. */
#include <linux/perf_event.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runtime/bpfsys.h"
#include "runtime/impl.h"

#include <sys/mman.h> /* last: its MAP_STACK is a macro */

enum { RING_PAGES = 64, RECORD_MAX = 65536 };

struct cpu_ring {
	int fd;
	struct perf_event_mmap_page *page; /* followed by the data */
};

struct mmap_watch {
	uint32_t ncpus;
	size_t page_size;
	unsigned char *record; /* one record, in one piece */
	struct cpu_ring cpus[];
};

static bool open_ring(const struct mmap_watch *w, struct cpu_ring *r, int cpu)
{
	struct perf_event_attr attr;
	void *at;

	memset(&attr, 0, sizeof(attr));
	attr.type = PERF_TYPE_SOFTWARE;
	attr.config = PERF_COUNT_SW_DUMMY;
	attr.mmap = attr.mmap2 = attr.comm = attr.comm_exec = attr.task = 1;
	attr.exclude_kernel = 1;
	r->fd = perf_open(&attr, -1, cpu);
	if (r->fd < 0)
		return false;
	at = mmap(NULL, w->page_size * (RING_PAGES + 1), PROT_READ | PROT_WRITE, MAP_SHARED, r->fd, 0);
	if (at == MAP_FAILED) {
		close(r->fd);
		r->fd = -1;
		return false;
	}
	r->page = at;
	return true;
}

struct mmap_watch *mmaps_new(uint32_t ncpus)
{
	struct mmap_watch *w = calloc(1, sizeof(*w) + ncpus * sizeof(w->cpus[0]));
	bool any = false;
	uint32_t i;

	if (!w)
		abort();
	w->ncpus = ncpus;
	w->page_size = (size_t)sysconf(_SC_PAGESIZE);
	w->record = malloc(RECORD_MAX);
	if (!w->record)
		abort();
	for (i = 0; i < ncpus; i++) {
		w->cpus[i].fd = -1;
		any |= open_ring(w, &w->cpus[i], (int)i);
	}
	if (any)
		return w;
	mmaps_free(w);
	return NULL;
}

void mmaps_free(struct mmap_watch *w)
{
	uint32_t i;

	for (i = 0; w && i < w->ncpus; i++) {
		if (w->cpus[i].page)
			munmap(w->cpus[i].page, w->page_size * (RING_PAGES + 1));
		if (w->cpus[i].fd >= 0)
			close(w->cpus[i].fd);
	}
	if (w)
		free(w->record);
	free(w);
}

static void handle(const unsigned char *r, uint32_t type, uint16_t misc, uint32_t size, struct symbols *syms)
{
	/* include/uapi/linux/perf_event.h, enum perf_event_type; offsets behind the 8-byte header */
	struct { uint32_t pid, tid; } who;
	struct { uint64_t addr, len, pgoff; uint32_t major, minor; uint64_t ino, generation; uint32_t prot, flags; } m;

	if (size < sizeof(who))
		return;
	memcpy(&who, r, sizeof(who));
	if (type == PERF_RECORD_COMM && misc & PERF_RECORD_MISC_COMM_EXEC) {
		symbols_note_exec(syms, who.pid);
	} else if (type == PERF_RECORD_FORK && who.pid != who.tid) {
		symbols_note_fork(syms, who.pid, who.tid); /* here the second word is the parent's pid */
	} else if (type == PERF_RECORD_MMAP2 && size > sizeof(who) + sizeof(m)) {
		const char *path = (const char *)r + sizeof(who) + sizeof(m);

		memcpy(&m, r + sizeof(who), sizeof(m));
		if (*path == '/' && memchr(path, 0, size - sizeof(who) - sizeof(m)) && strncmp(path, "//anon", 6) != 0)
			symbols_note_mapping(syms, who.pid, m.addr, m.addr + m.len, m.pgoff, m.ino, path);
	}
}

static void copy_out(const struct mmap_watch *w, const struct cpu_ring *r, uint64_t at, unsigned char *to, size_t n)
{
	const unsigned char *data = (const unsigned char *)r->page + w->page_size;
	size_t size = w->page_size * RING_PAGES, off = at & (size - 1), first = n < size - off ? n : size - off;

	memcpy(to, data + off, first);
	memcpy(to + first, data, n - first);
}

void mmaps_drain(struct mmap_watch *w, struct symbols *syms)
{
	uint32_t i;

	for (i = 0; w && i < w->ncpus; i++) {
		struct cpu_ring *r = &w->cpus[i];
		uint64_t tail, head;

		if (!r->page)
			continue;
		head = __atomic_load_n(&r->page->data_head, __ATOMIC_ACQUIRE);
		for (tail = r->page->data_tail; tail < head;) {
			struct perf_event_header h;

			copy_out(w, r, tail, (unsigned char *)&h, sizeof(h));
			if (h.size < sizeof(h))
				break;
			copy_out(w, r, tail + sizeof(h), w->record, h.size - sizeof(h));
			handle(w->record, h.type, h.misc, (uint32_t)(h.size - sizeof(h)), syms);
			tail += h.size;
		}
		__atomic_store_n(&r->page->data_tail, tail, __ATOMIC_RELEASE);
	}
}
