/* Arena: bump allocation out of blocks that are freed together.
 *
 * Blocks come zeroed from calloc and are never reused within an arena, so an allocation needs no clearing. An object
 * bigger than a quarter block gets a block of its own behind the current one, which goes on being filled. */
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_FIRST = 16 * 1024, BLOCK_MAX = 256 * 1024 };

struct arena_block {
	struct arena_block *next;
	size_t cap, used;
	_Alignas(max_align_t) unsigned char bytes[];
};

void arena_init(struct arena *a)
{
	a->head = NULL;
	a->used = 0;
}

void arena_release(struct arena *a)
{
	struct arena_block *b = a->head;

	while (b) {
		struct arena_block *next = b->next;

		free(b);
		b = next;
	}
	arena_init(a);
}

static struct arena_block *block_new(size_t cap)
{
	struct arena_block *b;

	if (cap > SIZE_MAX - sizeof(*b))
		abort();
	b = calloc(1, sizeof(*b) + cap);
	if (!b)
		abort();
	b->cap = cap;
	return b;
}

static struct arena_block *block_for(struct arena *a, size_t size)
{
	struct arena_block *head = a->head, *b;
	size_t cap = BLOCK_FIRST;

	if (head) {
		cap = head->cap * 2;
		if (cap > BLOCK_MAX)
			cap = BLOCK_MAX;
		if (cap < BLOCK_FIRST)
			cap = BLOCK_FIRST;
	}
	if (head && size > cap / 4) {
		b = block_new(size);
		b->next = head->next;
		head->next = b;
		return b;
	}
	b = block_new(size > cap ? size : cap);
	b->next = head;
	a->head = b;
	return b;
}

void *arena_alloc(struct arena *a, size_t size)
{
	const size_t align = _Alignof(max_align_t);
	struct arena_block *b = a->head;
	void *p;

	if (size > SIZE_MAX / 2)
		abort();
	size = (size + align - 1) & ~(align - 1);
	if (!size)
		size = align;
	if (!b || b->cap - b->used < size)
		b = block_for(a, size);
	p = b->bytes + b->used;
	b->used += size;
	a->used += size;
	return p;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *p = arena_alloc(a, n + 1);

	if (n)
		memcpy(p, s, n);
	return p;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

void *arena_memdup(struct arena *a, const void *p, size_t n)
{
	void *copy = arena_alloc(a, n);

	if (n)
		memcpy(copy, p, n);
	return copy;
}

char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	char *p;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		return arena_strdup(a, "");
	p = arena_alloc(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	return p;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *p;

	va_start(ap, fmt);
	p = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return p;
}

void *arena_grow(struct arena *a, void *at, int n, int *cap, size_t elem)
{
	int more = *cap ? *cap * 2 : 4;
	void *p;

	if (more <= *cap || (size_t)more > SIZE_MAX / 2 / elem)
		abort();
	p = arena_alloc(a, (size_t)more * elem);
	if (n)
		memcpy(p, at, (size_t)n * elem);
	*cap = more;
	return p;
}
