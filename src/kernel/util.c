/* Files read whole, lists of names, lines. */
#include "kernel/util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *must_alloc(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size ? size : 1);
	if (!p)
		abort();
	return p;
}

void *must_realloc(void *p, size_t size)
{
	p = realloc(p, size);
	if (!p)
		abort();
	return p;
}

char *file_read(const char *path, size_t *len)
{
	size_t cap = 16384, n = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *data;

	if (fd < 0)
		return NULL;
	data = must_realloc(NULL, cap);
	for (;;) {
		ssize_t got = read(fd, data + n, cap - n - 1);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			int err = errno;

			free(data);
			close(fd);
			errno = err;
			return NULL;
		}
		if (!got)
			break;
		n += (size_t)got;
		if (cap - n < 4096)
			data = must_realloc(data, cap *= 2);
	}
	close(fd);
	data[n] = 0;
	if (len)
		*len = n;
	return data;
}

bool file_read_line(const char *path, char *line, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err;
	ssize_t n;

	if (fd < 0)
		return false;
	n = read(fd, line, size - 1);
	err = errno;
	close(fd);
	errno = err;
	if (n < 0)
		return false;
	line[n] = 0;
	line[strcspn(line, "\n")] = 0;
	return true;
}

bool has_wildcard(const char *pattern)
{
	return strchr(pattern, '*') != NULL;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void names_sort(name_list *names)
{
	int n = 0;

	if (names->n < 2)
		return;
	qsort(names->at, (size_t)names->n, sizeof(*names->at), compare_names);
	for (int i = 0; i < names->n; i++)
		if (!n || strcmp(names->at[n - 1], names->at[i]) != 0)
			names->at[n++] = names->at[i];
	names->n = n;
}

bool names_have(const name_list *names, const char *name)
{
	for (int i = 0; i < names->n; i++)
		if (!strcmp(names->at[i], name))
			return true;
	return false;
}

char *next_line(char **text)
{
	char *line = *text, *end;

	if (!line || !*line)
		return NULL;
	end = strchr(line, '\n');
	if (end)
		*end = 0;
	*text = end ? end + 1 : NULL;
	return line;
}
