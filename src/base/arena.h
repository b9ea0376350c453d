/* Arena: memory that lives and dies together.
 *
 * Everything a compilation makes (AST, types, diagnostics) is taken from one arena and freed in one call. There is no
 * free of single objects. An allocation that the system refuses ends the process with abort(): callers never see NULL. */
#ifndef SONDE_BASE_ARENA_H
#define SONDE_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *head;
	size_t used; /* bytes handed out, for -v and tests */
};

void arena_init(struct arena *a);
void arena_release(struct arena *a); /* frees all; the arena may be used again */

void *arena_alloc(struct arena *a, size_t size); /* zeroed, aligned for any type */
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t n);
void *arena_memdup(struct arena *a, const void *p, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap);

#define arena_new(a, T) ((T *)arena_alloc((a), sizeof(T)))
#define arena_array(a, T, n) ((T *)arena_alloc((a), sizeof(T) * (size_t)(n)))

/* A growable array in an arena: VEC(struct expr *) args; vec_push(a, &args, e); args.at[i], args.n.
 * Growth doubles and leaves the old block to the arena. Zero-initialised is empty. */
#define VEC(T)                                                                                                         \
	struct {                                                                                                       \
		T *at;                                                                                                 \
		int n, cap;                                                                                            \
	}

void *arena_grow(struct arena *a, void *at, int n, int *cap, size_t elem);

#define vec_push(a, v, x)                                                                                              \
	do {                                                                                                           \
		if ((v)->n == (v)->cap)                                                                                \
			(v)->at = arena_grow((a), (v)->at, (v)->n, &(v)->cap, sizeof(*(v)->at));                       \
		(v)->at[(v)->n++] = (x);                                                                               \
	} while (0)

#endif
