/* /proc/kallsyms in pieces. What was read is kept for the next question. */
#include "kernel/kallsyms.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/util.h"

enum { PIECE = 128 * 1024 };

void kallsyms_release(struct kallsyms *k)
{
	if (k->opened && !k->ended)
		close(k->fd);
	free(k->text);
	memset(k, 0, sizeof(*k));
}

/* Reads one more piece; false at the end. */
static bool read_more(struct kallsyms *k)
{
	size_t goal = k->fill + PIECE, before = k->len;

	if (!k->opened) {
		k->opened = true;
		k->fd = open("/proc/kallsyms", O_RDONLY | O_CLOEXEC);
		k->ended = k->fd < 0;
	}
	if (k->ended)
		return false;
	if (k->cap < goal + 1) {
		k->cap = 2 * goal;
		k->text = must_realloc(k->text, k->cap);
	}
	while (k->fill < goal) {
		ssize_t n = read(k->fd, k->text + k->fill, goal - k->fill);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			k->ended = true;
			close(k->fd);
			break;
		}
		k->fill += (size_t)n;
	}
	k->text[k->fill] = 0;
	char *newline = memrchr(k->text, '\n', k->fill);
	k->len = newline ? (size_t)(newline + 1 - k->text) : 0;
	return k->len > before;
}

/* "ffffffff81000000 T _text\t[module]" */
static void parse_line(const char *line, struct kallsym *s)
{
	const char *end = strchr(line, '\n'), *p;
	char *after;

	memset(s, 0, sizeof(*s));
	s->address = strtoull(line, &after, 16);
	p = after;
	if (end - p <= 3 || *p != ' ' || p[2] != ' ')
		return;
	s->type = p[1];
	s->name = p + 3;
	for (p = s->name; p < end && *p != '\t' && *p != ' ';)
		p++;
	s->name_len = (size_t)(p - s->name);
	if (end - p > 2 && p[1] == '[' && end[-1] == ']') {
		s->module = p + 2;
		s->module_len = (size_t)(end - 1 - s->module);
	}
}

bool kallsyms_next(struct kallsyms *k, size_t *pos, struct kallsym *s)
{
	while (*pos < k->len || read_more(k)) {
		const char *line = k->text + *pos;

		*pos = (size_t)(strchr(line, '\n') + 1 - k->text);
		parse_line(line, s);
		if (s->name)
			return true;
	}
	return false;
}

bool kallsyms_next_named(struct kallsyms *k, size_t *pos, const char *name, struct kallsym *s)
{
	char needle[256];
	int n = snprintf(needle, sizeof(needle), " %s", name);

	if (n < 0 || n >= (int)sizeof(needle))
		return false;
	while (*pos < k->len || read_more(k)) {
		const char *hit = memmem(k->text + *pos, k->len - *pos, needle, (size_t)n), *line = hit;

		if (!hit) {
			*pos = k->len;
			continue;
		}
		while (line > k->text && line[-1] != '\n')
			line--;
		*pos = (size_t)(strchr(hit, '\n') + 1 - k->text);
		parse_line(line, s);
		if (s->name == hit + 1)
			return true;
	}
	return false;
}
