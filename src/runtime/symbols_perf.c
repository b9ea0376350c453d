/* Names of code made at run time: /tmp/perf-PID.map, written by JIT compilers, lines "start size name" in hex.
 *
 * The file belongs to the traced process and may hold anything: only regular files of its owner or root are read, up to
 * MAP_FILE_MAX bytes. It is read again when an address is missing and it has grown. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/symbols_impl.h"

#define MAP_FILE_MAX (256u << 20)
#define CHECK_INTERVAL_NS 100000000ull

/* The pid as the process itself sees it: JITs in containers name their file by that. */
static uint32_t inner_pid(uint32_t pid)
{
	char path[48], line[256];
	uint32_t inner = pid;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%u/status", pid);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f)) {
		char *last;

		if (strncmp(line, "NSpid:", 6))
			continue;
		last = strrchr(line, '\t');
		if (last)
			inner = (uint32_t)strtoul(last + 1, NULL, 10);
		break;
	}
	if (f)
		fclose(f);
	return inner;
}

static int open_map(const char *path, uint32_t pid, struct stat *st)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
	struct stat owner;
	char proc[32];

	if (fd < 0)
		return -1;
	snprintf(proc, sizeof(proc), "/proc/%u", pid);
	if (fstat(fd, st) || !S_ISREG(st->st_mode) || st->st_size > MAP_FILE_MAX ||
	    (st->st_uid && st->st_uid != geteuid() && !stat(proc, &owner) && owner.st_uid != st->st_uid)) {
		close(fd);
		return -1;
	}
	return fd;
}

static void add_line(struct symtab *t, const char *line)
{
	char *p;
	uint64_t start = strtoull(line, &p, 16), size;

	if (p == line || *p != ' ')
		return;
	size = strtoull(p, &p, 16);
	if (*p == ' ' && p[1] && size)
		symtab_add(t, start, size, p + 1, strlen(p + 1));
}

static void read_map(struct symtab *t, int fd)
{
	FILE *f = fdopen(fd, "re");
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;

	if (!f) {
		close(fd);
		return;
	}
	while ((n = getline(&line, &cap, f)) > 0) {
		if (line[n - 1] == '\n')
			line[n - 1] = '\0';
		add_line(t, line);
	}
	free(line);
	fclose(f);
	symtab_sort(t);
}

/* Reads the file if it was not read yet or has changed since. */
static bool refresh(struct perf_map *m, uint32_t pid, bool gone)
{
	uint64_t now = clock_coarse_ns();
	char inner[96];
	struct stat st;
	int fd = -1;

	if (m->tried && now - m->checked_ns < CHECK_INTERVAL_NS)
		return false;
	m->tried = true;
	m->checked_ns = now;
	snprintf(m->path, sizeof(m->path), "/tmp/perf-%u.map", pid);
	if (!gone) {
		snprintf(inner, sizeof(inner), "/proc/%u/root/tmp/perf-%u.map", pid, inner_pid(pid));
		fd = open_map(inner, pid, &st);
	}
	if (fd < 0)
		fd = open_map(m->path, pid, &st);
	if (fd < 0)
		return false;
	if (st.st_size == m->size && st.st_mtim.tv_sec * 1000000000ll + st.st_mtim.tv_nsec == m->mtime) {
		close(fd);
		return false;
	}
	m->size = st.st_size;
	m->mtime = st.st_mtim.tv_sec * 1000000000ll + st.st_mtim.tv_nsec;
	symtab_release(&m->symbols);
	read_map(&m->symbols, fd);
	return true;
}

bool perf_map_find(struct perf_map *m, uint32_t pid, bool gone, uint64_t addr, const char **name, uint64_t *offset)
{
	const struct sym *sym = symtab_find(&m->symbols, addr);

	if (!sym && refresh(m, pid, gone))
		sym = symtab_find(&m->symbols, addr);
	if (!sym)
		return false;
	*name = symtab_name(&m->symbols, sym);
	*offset = addr - sym->addr;
	return true;
}
