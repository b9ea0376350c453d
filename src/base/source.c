/* Source texts: a copy of the bytes with an index of the lines, and the arithmetic of ranges. */
#include "base/source.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

struct source *source_new(struct arena *a, const char *name, const char *text, size_t len)
{
	struct source *s = arena_new(a, struct source);
	uint32_t *lines, n = 1;
	size_t i;

	if (len > UINT32_MAX - 16)
		abort();
	s->name = arena_strdup(a, name);
	s->text = arena_strndup(a, text, len);
	s->len = (uint32_t)len;
	for (i = 0; i < len; i++)
		n += text[i] == '\n';
	lines = arena_array(a, uint32_t, n);
	n = 1;
	for (i = 0; i < len; i++) {
		if (text[i] == '\n')
			lines[n++] = (uint32_t)i + 1;
	}
	s->lines = lines;
	s->nlines = n;
	return s;
}

struct position source_position(const struct source *s, uint32_t offset)
{
	uint32_t lo = 0, hi = s->nlines;

	while (hi - lo > 1) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (s->lines[mid] <= offset)
			lo = mid;
		else
			hi = mid;
	}
	return (struct position){ .line = lo + 1, .col = offset - s->lines[lo] + 1 };
}

const char *source_line(const struct source *s, uint32_t line, uint32_t *len)
{
	uint32_t begin, end;

	if (line < 1 || line > s->nlines) {
		*len = 0;
		return "";
	}
	begin = s->lines[line - 1];
	end = line < s->nlines ? s->lines[line] - 1 : s->len;
	if (end > begin && s->text[end - 1] == '\r')
		end--;
	*len = end - begin;
	return s->text + begin;
}

struct range range_join(struct range a, struct range b)
{
	if (!a.src)
		return b;
	if (a.src != b.src)
		return a;
	if (b.begin < a.begin)
		a.begin = b.begin;
	if (b.end > a.end)
		a.end = b.end;
	return a;
}

void range_positions(struct range r, struct position *begin, struct position *end)
{
	*begin = source_position(r.src, r.begin);
	if (r.end <= r.begin + 1) {
		*end = *begin;
	} else {
		*end = source_position(r.src, r.end - 1);
	}
	end->col++;
}
