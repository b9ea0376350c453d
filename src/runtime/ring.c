/* Ring buffer consumer (kernel/bpf/ringbuf.c): takes a ring map, gives its records to a handler without copying them.
 * The consumer position is published after each record, because the kernel wakes a sleeping reader only for a record
 * that lands exactly at that position. Waiting is the caller's: the map's descriptor is pollable. */
#include "runtime/ring.h"

#include <errno.h>
#include <linux/bpf.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int ring_init(struct ring *r, int map_fd, size_t size)
{
	void *p;

	memset(r, 0, sizeof(*r));
	r->fd = map_fd;
	r->page = (size_t)sysconf(_SC_PAGESIZE);
	r->mask = size - 1;
	p = mmap(NULL, r->page, PROT_READ | PROT_WRITE, MAP_SHARED, map_fd, 0);
	if (p == MAP_FAILED)
		return -errno;
	r->consumer = p;
	p = mmap(NULL, r->page + 2 * size, PROT_READ, MAP_SHARED, map_fd, (off_t)r->page);
	if (p == MAP_FAILED) {
		int err = -errno;

		ring_release(r);
		return err;
	}
	r->producer = p;
	r->data = (const uint8_t *)p + r->page;
	return 0;
}

void ring_release(struct ring *r)
{
	if (r->consumer)
		munmap(r->consumer, r->page);
	if (r->producer)
		munmap((void *)r->producer, r->page + 2 * (r->mask + 1));
	memset(r, 0, sizeof(*r));
}

int ring_consume(struct ring *r, ring_handler *handle, void *ctx, uint32_t limit)
{
	unsigned long cons = *r->consumer, prod;
	uint32_t n = 0;
	bool more;

	do {
		more = false;
		prod = __atomic_load_n(r->producer, __ATOMIC_ACQUIRE);
		while (cons < prod) {
			const uint8_t *rec = r->data + (cons & r->mask);
			uint32_t head = __atomic_load_n((const uint32_t *)rec, __ATOMIC_ACQUIRE);
			uint32_t size = head & ~(BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT);
			int err = 0;

			if (head & BPF_RINGBUF_BUSY_BIT)
				return (int)n;
			if (!(head & BPF_RINGBUF_DISCARD_BIT)) {
				err = handle(ctx, rec + BPF_RINGBUF_HDR_SZ, size);
				n++;
			}
			cons += (size + BPF_RINGBUF_HDR_SZ + 7u) & ~7ul;
			__atomic_store_n(r->consumer, cons, __ATOMIC_RELEASE);
			more = true;
			if (err < 0)
				return err;
			if (n >= limit)
				return (int)n;
		}
	} while (more);
	return (int)n;
}
