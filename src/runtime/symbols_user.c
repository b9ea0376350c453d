/* User symbols: which file is mapped where in which process.
 *
 * Mappings are read once per process and again when an address is outside of them, when the pid belongs to another
 * program by now (start time, code and stack of /proc/PID/stat) or when asked for; those of a process that has gone
 * stay. Files are opened when the mapping is seen, so that names are found after the process and its mount namespace
 * are gone, and read when the first address has to be named. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <elf.h>
#include <link.h>

#include "runtime/symbols_impl.h"

/* How long a pid is taken to be the same program: when an address is found, when it is not, when a process is noted. */
#define CHECK_INTERVAL_NS 200000000ull
#define CHECK_MISS_NS 2000000ull
#define CHECK_NOTE_NS 20000000ull
/* How old its mappings may be. */
#define FRESH_MISS_NS 50000000ull
#define FRESH_NOTE_NS 1000000000ull
#define FRESH_UNCACHED_NS 1000000ull

static bool read_file(const char *path, struct strbuf *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return false;
	do {
		strbuf_reserve(out, 16384);
		n = read(fd, out->data + out->len, 16383);
		if (n > 0)
			out->len += (size_t)n;
	} while (n > 0 || (n < 0 && errno == EINTR));
	close(fd);
	if (out->data)
		out->data[out->len] = '\0';
	return n == 0;
}

/* Start time, start of code and start of stack; false if the process is gone. */
static bool process_identity(uint32_t pid, uint64_t id[3])
{
	static const int wanted[3] = { 22, 26, 28 };
	char path[48], text[1024], *p;
	int fd, field = 2, got = 0;
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%u/stat", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n <= 0)
		return false;
	text[n] = '\0';
	p = strrchr(text, ')'); /* the name may hold anything */
	while (p && got < 3 && (p = strchr(p, ' '))) {
		p++;
		if (++field == wanted[got])
			id[got++] = strtoull(p, NULL, 10);
	}
	return got == 3;
}

static void process_clear(struct process *p)
{
	free(p->maps);
	strbuf_release(&p->names);
	symtab_release(&p->perf.symbols);
	p->maps = NULL;
	p->n = 0;
	p->perf = (struct perf_map){ 0 };
}

static struct process *process_lookup(struct user_symbols *u, uint32_t pid)
{
	struct process *p = u->processes[pid % PROCESS_BUCKETS];

	while (p && p->pid != pid)
		p = p->next;
	return p;
}

/* Forgets the process whose mappings were read longest ago, one that has gone if possible. */
static void process_evict(struct user_symbols *u)
{
	struct process **worst = NULL, *p;

	for (size_t i = 0; i < PROCESS_BUCKETS; i++) {
		for (struct process **at = &u->processes[i]; *at; at = &(*at)->next) {
			if (!worst || (*at)->gone > (*worst)->gone ||
			    ((*at)->gone == (*worst)->gone && (*at)->loaded_ns < (*worst)->loaded_ns))
				worst = at;
		}
	}
	if (!worst)
		return;
	p = *worst;
	*worst = p->next;
	process_clear(p);
	free(p);
	u->nprocesses--;
}

static struct process *process_new(struct user_symbols *u, uint32_t pid)
{
	struct process *p;

	if (u->nprocesses >= PROCESSES_MAX)
		process_evict(u);
	p = calloc(1, sizeof(*p));
	if (!p)
		abort();
	p->pid = pid;
	p->next = u->processes[pid % PROCESS_BUCKETS];
	u->processes[pid % PROCESS_BUCKETS] = p;
	u->nprocesses++;
	return p;
}

/* ---- files ---- */

static bool file_is(const struct elf_file *f, const struct stat *st)
{
	return f->ino == st->st_ino && f->dev == st->st_dev && f->size == st->st_size &&
	       f->mtime == st->st_mtim.tv_sec * 1000000000ll + st->st_mtim.tv_nsec;
}

/* Keeps the descriptor until the file is read, unless it is not needed or there are too many. */
static void file_hold(struct user_symbols *u, struct elf_file *f, int fd)
{
	if (f->read || f->fd >= 0 || u->held >= HELD_FILES_MAX) {
		close(fd);
		return;
	}
	f->fd = fd;
	u->held++;
}

static void file_unhold(struct user_symbols *u, struct elf_file *f)
{
	if (f->fd < 0)
		return;
	close(f->fd);
	f->fd = -1;
	u->held--;
}

/* The shared object for an open file; takes the descriptor. */
static struct elf_file *file_get(struct user_symbols *u, int fd, const char *path)
{
	struct elf_file *f, **bucket;
	struct stat st;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		close(fd);
		return NULL;
	}
	bucket = &u->files[(st.st_ino ^ st.st_dev) % FILE_BUCKETS];
	for (f = *bucket; f; f = f->next) {
		if (!file_is(f, &st))
			continue;
		file_hold(u, f, fd);
		return f;
	}
	f = calloc(1, sizeof(*f));
	if (!f)
		abort();
	f->dev = st.st_dev;
	f->ino = st.st_ino;
	f->size = st.st_size;
	f->mtime = st.st_mtim.tv_sec * 1000000000ll + st.st_mtim.tv_nsec;
	f->path = strdup(path);
	f->fd = -1;
	f->next = *bucket;
	*bucket = f;
	file_hold(u, f, fd);
	return f;
}

/* A path in the process's mount namespace may by now lead to another file than the one that is mapped. */
static int open_as(const char *path, uint64_t ino)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;

	if (fd >= 0 && (fstat(fd, &st) || !S_ISREG(st.st_mode) || (ino && st.st_ino != ino))) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Opens what is mapped: through the mapping itself (deleted files, other mount namespaces), or by its name. */
static int open_mapping(uint32_t pid, const struct mapping *m, uint64_t ino, const char *path)
{
	char name[4200];
	int fd;

	snprintf(name, sizeof(name), "/proc/%u/map_files/%llx-%llx", pid, (unsigned long long)m->start,
		 (unsigned long long)m->end);
	fd = open_as(name, 0);
	if (fd >= 0)
		return fd;
	if (snprintf(name, sizeof(name), "/proc/%u/root%s", pid, path) < (int)sizeof(name))
		fd = open_as(name, ino);
	if (fd < 0) {
		snprintf(name, sizeof(name), "/proc/%u/exe", pid);
		fd = open_as(name, ino);
	}
	return fd >= 0 ? fd : open_as(path, ino);
}

static struct elf_file *vdso_file(struct user_symbols *u)
{
	const ElfW(Ehdr) *image = (const ElfW(Ehdr) *)getauxval(AT_SYSINFO_EHDR);

	if (!image)
		return NULL;
	if (!u->vdso.read)
		elf_image_read(&u->vdso, (void *)image, image->e_shoff + (size_t)image->e_shnum * image->e_shentsize);
	return &u->vdso;
}

/* ---- mappings ---- */

/* "start-end perms offset dev inode path": one line of /proc/PID/maps; false if nothing can be named there. */
static bool parse_mapping(char *line, struct mapping *m, uint64_t *ino, char **path)
{
	char *p, *perms;

	*m = (struct mapping){ .start = strtoull(line, &p, 16) };
	if (*p != '-')
		return false;
	m->end = strtoull(p + 1, &perms, 16);
	if (strlen(perms) < 6)
		return false;
	m->exec = perms[3] == 'x';
	m->offset = strtoull(perms + 6, &p, 16);
	p = *p ? strchr(p + 1, ' ') : NULL; /* device */
	if (!p)
		return false;
	*ino = strtoull(p, &p, 10);
	*path = p + strspn(p, " ");
	m->vdso = !strcmp(*path, "[vdso]");
	m->backed = *ino != 0 && **path == '/';
	return m->vdso || m->backed || (m->exec && **path != '[');
}

static void strip_deleted(char *path)
{
	static const char mark[] = " (deleted)";
	size_t len = strlen(path), n = sizeof(mark) - 1;

	if (len > n && !strcmp(path + len - n, mark))
		path[len - n] = '\0';
}

static void find_file(struct user_symbols *u, struct process *p, struct mapping *m, uint64_t ino, const char *path)
{
	m->looked = true;
	if (m->vdso) {
		m->file = vdso_file(u);
	} else if (m->backed) {
		int fd = open_mapping(p->pid, m, ino, path);

		m->file = fd >= 0 ? file_get(u, fd, path) : NULL;
	}
}

/* Replaces the mappings by what the text says; files of executable ones are looked for now. */
static void parse_mappings(struct user_symbols *u, struct process *p, char *text)
{
	uint32_t cap = 0, last_name = 0;
	const char *last_path = NULL;

	free(p->maps);
	strbuf_clear(&p->names);
	p->maps = NULL;
	p->n = 0;
	strbuf_addch(&p->names, '\0');
	for (char *line = text, *next; line && *line; line = next) {
		struct mapping m;
		uint64_t ino;
		char *path;

		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (!parse_mapping(line, &m, &ino, &path))
			continue;
		strip_deleted(path);
		if (!last_path || strcmp(last_path, path)) {
			last_name = (uint32_t)p->names.len;
			strbuf_add(&p->names, path, strlen(path) + 1);
			last_path = path;
		}
		m.path = last_name;
		if (m.exec)
			find_file(u, p, &m, ino, path);
		if (p->n == cap) {
			cap = cap ? cap * 2 : 16;
			p->maps = realloc(p->maps, sizeof(*p->maps) * cap);
			if (!p->maps)
				abort();
		}
		p->maps[p->n++] = m;
	}
}

static void process_load(struct user_symbols *u, struct process *p, uint64_t now)
{
	struct strbuf text = { 0 };
	char path[48];

	snprintf(path, sizeof(path), "/proc/%u/maps", p->pid);
	p->loaded_ns = now;
	if (read_file(path, &text) && text.len) /* empty: the process is ending; what is known stays */
		parse_mappings(u, p, text.data);
	strbuf_release(&text);
}

/* The process with mappings that belong to the program the pid ran at most check_ns ago and are at most fresh_ns old.
 * NULL if there is no such process and nothing is remembered of it. */
static struct process *process_get(struct user_symbols *u, uint32_t pid, uint64_t check_ns, uint64_t fresh_ns)
{
	struct process *p = process_lookup(u, pid);
	uint64_t now = clock_coarse_ns(), id[3] = { 0 };
	bool stale;

	if (p && now - p->checked_ns < check_ns && (p->gone || now - p->loaded_ns < fresh_ns))
		return p;
	if (!process_identity(pid, id)) {
		if (p) {
			p->gone = true;
			p->checked_ns = now;
		}
		return p;
	}
	if (!p)
		p = process_new(u, pid);
	stale = p->started != id[0] || p->code != id[1] || p->stack != id[2];
	if (p->started == id[0] && !id[1] && !id[2])
		stale = false; /* ending: its address space is gone, what was read of it counts */
	p->checked_ns = now;
	p->gone = false;
	if (stale) {
		if (p->started) /* else all that is known of it was heard, and is newer than what /proc may still say */
			process_clear(p);
		p->started = id[0];
		p->code = id[1];
		p->stack = id[2];
	}
	if (stale || now - p->loaded_ns >= fresh_ns)
		process_load(u, p, now);
	return p;
}

static struct mapping *mapping_find(const struct process *p, uint64_t addr)
{
	uint32_t low = 0, high = p->n;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (p->maps[middle].end <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low < p->n && p->maps[low].start <= addr ? &p->maps[low] : NULL;
}

/* Reads the mapping's file if that was not done yet. */
static struct elf_file *mapping_file(struct user_symbols *u, struct process *p, struct mapping *m)
{
	const char *path = p->names.data + m->path;
	struct elf_file *f;
	char root[32];

	if (!m->looked)
		find_file(u, p, m, 0, path);
	f = m->file;
	if (!f || f->read)
		return f;
	if (f->fd < 0) {
		f->fd = open_mapping(p->pid, m, f->ino, path);
		u->held += f->fd >= 0;
	}
	snprintf(root, sizeof(root), "/proc/%u/root", p->pid);
	elf_file_read(f, p->gone ? "" : root);
	file_unhold(u, f);
	return f;
}

static struct mapping *locate(struct symbols *s, uint32_t pid, uint64_t addr, struct process **process)
{
	uint64_t fresh = s->options.cache ? UINT64_MAX : FRESH_UNCACHED_NS;
	struct process *p = process_get(&s->user, pid, CHECK_INTERVAL_NS, fresh);
	struct mapping *m = p ? mapping_find(p, addr) : NULL;

	if (p && !m && !p->gone) {
		p = process_get(&s->user, pid, CHECK_MISS_NS, FRESH_MISS_NS);
		m = p ? mapping_find(p, addr) : NULL;
	}
	*process = p;
	return m;
}

bool symbols_user(struct symbols *s, uint32_t pid, uint64_t addr, const char **name, uint64_t *offset,
		  const char **module)
{
	struct process *p;
	struct mapping *m = locate(s, pid, addr, &p);
	struct elf_file *f = m ? mapping_file(&s->user, p, m) : NULL;
	const struct sym *sym = NULL;
	uint64_t vaddr;

	*module = m && p->names.data[m->path] ? p->names.data + m->path : NULL;
	if (f && elf_file_address(f, addr - m->start + m->offset, m->exec, &vaddr))
		sym = symtab_find(&f->symbols, vaddr);
	if (sym) {
		*name = symbols_pretty(s, symtab_name(&f->symbols, sym));
		*offset = vaddr - sym->addr;
		return true;
	}
	if (!p || (m && !m->exec) || (f && f->nsegments) ||
	    !perf_map_find(&p->perf, pid, p->gone, addr, name, offset))
		return false;
	*name = symbols_pretty(s, *name);
	*module = p->perf.path;
	return true;
}

bool symbols_build_id(struct symbols *s, uint32_t pid, uint64_t addr, unsigned char id[20], uint64_t *file_offset)
{
	struct process *p;
	struct mapping *m = locate(s, pid, addr, &p);
	struct elf_file *f = m ? mapping_file(&s->user, p, m) : NULL;

	if (!f || !f->build_id_size)
		return false;
	memcpy(id, f->build_id, sizeof(f->build_id));
	*file_offset = addr - m->start + m->offset;
	return true;
}

void symbols_note_process(struct symbols *s, uint32_t pid)
{
	process_get(&s->user, pid, CHECK_NOTE_NS, FRESH_NOTE_NS);
}

/* ---- processes as they are heard of ---- */

void symbols_note_exec(struct symbols *s, uint32_t pid)
{
	struct process *p = process_lookup(&s->user, pid);

	if (p)
		process_clear(p);
}

void symbols_note_fork(struct symbols *s, uint32_t pid, uint32_t parent)
{
	const struct process *from = process_lookup(&s->user, parent);
	struct process *p = from ? process_lookup(&s->user, pid) : NULL;

	if (!from || !from->n)
		return;
	if (p)
		process_clear(p);
	else
		p = process_new(&s->user, pid);
	from = process_lookup(&s->user, parent); /* may have been evicted */
	if (!from || !from->n)
		return;
	p->maps = malloc(sizeof(*p->maps) * from->n);
	if (!p->maps)
		abort();
	memcpy(p->maps, from->maps, sizeof(*p->maps) * from->n);
	p->n = from->n;
	strbuf_add(&p->names, from->names.data, from->names.len);
}

/* Takes out what the new mapping covers and puts it in, in the order of addresses. */
static void mapping_insert(struct process *p, const struct mapping *m)
{
	uint32_t kept = 0, at = 0, i;

	for (i = 0; i < p->n; i++) {
		if (p->maps[i].start < m->end && m->start < p->maps[i].end)
			continue;
		p->maps[kept++] = p->maps[i];
		if (p->maps[kept - 1].start < m->start)
			at = kept;
	}
	p->maps = realloc(p->maps, sizeof(*p->maps) * (kept + 1));
	if (!p->maps)
		abort();
	memmove(p->maps + at + 1, p->maps + at, sizeof(*p->maps) * (kept - at));
	p->maps[at] = *m;
	p->n = kept + 1;
}

void symbols_note_mapping(struct symbols *s, uint32_t pid, uint64_t start, uint64_t end, uint64_t offset, uint64_t ino,
			  const char *path)
{
	struct process *p = process_lookup(&s->user, pid);
	struct mapping m = { .start = start, .end = end, .offset = offset, .exec = true, .backed = true };

	if (!p)
		p = process_new(&s->user, pid);
	if (!p->names.len)
		strbuf_addch(&p->names, '\0');
	m.path = (uint32_t)p->names.len;
	strbuf_add(&p->names, path, strlen(path) + 1);
	find_file(&s->user, p, &m, ino, path);
	mapping_insert(p, &m);
}

void user_symbols_release(struct user_symbols *u)
{
	for (size_t i = 0; i < PROCESS_BUCKETS; i++) {
		while (u->processes[i]) {
			struct process *p = u->processes[i];

			u->processes[i] = p->next;
			process_clear(p);
			free(p);
		}
	}
	for (size_t i = 0; i < FILE_BUCKETS; i++) {
		while (u->files[i]) {
			struct elf_file *f = u->files[i];

			u->files[i] = f->next;
			elf_file_free(f);
			free(f);
		}
	}
	elf_file_free(&u->vdso);
}
