/* Consumer of a BPF ring buffer map: records are handled where they lie. */
#ifndef SONDE_RUNTIME_RING_H
#define SONDE_RUNTIME_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ring {
	int fd;
	uint64_t mask;
	unsigned long *consumer;       /* page shared with the kernel, ours to write */
	const unsigned long *producer; /* the kernel's page, followed by the data mapped twice */
	const uint8_t *data;
	size_t page;
};

/* Handles one record; a negative return stops consuming (the record counts as handled). */
typedef int ring_handler(void *ctx, const void *record, uint32_t size);

int ring_init(struct ring *r, int map_fd, size_t size);
void ring_release(struct ring *r);
/* Handles up to limit committed records in order. Number of records, or the handler's negative value. */
int ring_consume(struct ring *r, ring_handler *handle, void *ctx, uint32_t limit);

#endif
