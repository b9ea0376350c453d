/* Source texts and ranges in them.
 *
 * A source is one text a program is made of: the script itself, an imported file, a macro of the standard library, a
 * C header. A range names bytes [begin, end) of one source; every AST node, type and diagnostic carries one. Lines and
 * columns are computed on demand (1-based, one byte is one column), so ranges stay small. */
#ifndef SONDE_BASE_SOURCE_H
#define SONDE_BASE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct source {
	const char *name; /* as shown in messages: "stdin", a file name, "definitions.h" */
	const char *text; /* NUL-terminated copy; may contain NUL bytes before len */
	uint32_t len;
	uint32_t nlines;
	const uint32_t *lines; /* offset of the first byte of each line */
};

struct range {
	const struct source *src; /* NULL: no location */
	uint32_t begin, end;
};

/* A position as people read it. */
struct position {
	uint32_t line, col; /* 1-based */
};

/* Copies name and text into the arena and indexes the lines. */
struct source *source_new(struct arena *a, const char *name, const char *text, size_t len);

struct position source_position(const struct source *s, uint32_t offset);

/* Text of line (1-based) without its newline; *len is set. */
const char *source_line(const struct source *s, uint32_t line, uint32_t *len);

/* The smallest range that covers both (same source; else a). */
struct range range_join(struct range a, struct range b);

/* The first byte, and one column past the last byte on the last byte's own line (so a range that ends with a newline
 * stays on its line, and an empty one counts as one column). r.src must be set. */
void range_positions(struct range r, struct position *begin, struct position *end);

#endif
