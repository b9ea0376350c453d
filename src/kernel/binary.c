/* From what a script writes as the target of a user probe to files: paths, patterns, names in $PATH, libraries.
 *
 * With a process given, its view of the file system counts (/proc/PID/root), and its mapped files come first. */
#include "kernel/binary.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/strmap.h"
#include "kernel/util.h"

struct file_key {
	dev_t dev;
	ino_t ino;
};

struct search {
	struct arena *arena;
	int pid;
	const char *root;  /* "/proc/PID/root", or "" when the process sees what we see */
	name_list *paths;
	VEC(struct file_key) seen;
};

static const char *const default_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
static const char *const library_dirs[] = {
	"/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64", "/lib", "/usr/lib",
	"/usr/local/lib", "/usr/local/lib64", "/lib/aarch64-linux-gnu", "/usr/lib/aarch64-linux-gnu",
};

static bool same_link(const char *a, const char *b)
{
	struct stat x, y;

	return !stat(a, &x) && !stat(b, &y) && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* A process in another mount namespace or chroot has other files under the same names. */
static const char *root_of(struct arena *a, int pid)
{
	const char *root = arena_printf(a, "/proc/%d/root", pid);

	if (pid <= 0 || (same_link(arena_printf(a, "/proc/%d/ns/mnt", pid), "/proc/self/ns/mnt") &&
			 same_link(arena_printf(a, "%s/.", root), "/.")))
		return "";
	return root;
}

/* Adds a file that is there and not yet in the list under another name. */
static bool add_file(struct search *s, const char *path)
{
	struct stat st;

	if (stat(path, &st) || !S_ISREG(st.st_mode))
		return false;
	for (int i = 0; i < s->seen.n; i++)
		if (s->seen.at[i].dev == st.st_dev && s->seen.at[i].ino == st.st_ino)
			return true;
	struct file_key key = { st.st_dev, st.st_ino };
	vec_push(s->arena, &s->seen, key);
	vec_push(s->arena, s->paths, (const char *)arena_strdup(s->arena, path));
	return true;
}

static bool is_elf(const char *path)
{
	char magic[4] = "";
	struct stat st;
	FILE *f = !stat(path, &st) && S_ISREG(st.st_mode) ? fopen(path, "re") : NULL;
	bool ok = f && fread(magic, 1, 4, f) == 4 && !memcmp(magic, "\177ELF", 4);

	if (f)
		fclose(f);
	return ok;
}

/* ---- files a process has mapped ---- */

/* File of one line of /proc/PID/maps, if it holds code: "7f..-7f.. r-xp 00001000 08:01 123   /lib/x.so". */
static const char *mapped_file(char *line)
{
	char *perms = strchr(line, ' '), *slash = strchr(line, '/');

	if (!perms || strlen(perms) < 5 || perms[3] != 'x' || !slash || !strncmp(slash, "/dev/", 5) ||
	    !strncmp(slash, "/memfd:", 7) || !strncmp(slash, "/anon_hugepage", 14) || strstr(slash, " (deleted)"))
		return NULL;
	return slash;
}

/* Mapped files whose name is a library's, or all when name is NULL. */
static void add_mapped(struct search *s, int pid, const char *root, const char *name)
{
	char *text = file_read(arena_printf(s->arena, "/proc/%d/maps", pid), NULL), *rest = text, *line;

	while ((line = next_line(&rest))) {
		const char *path = mapped_file(line), *base;

		if (!path)
			continue;
		base = strrchr(path, '/') + 1;
		if (!name || library_matches(base, name))
			add_file(s, arena_printf(s->arena, "%s%s", root, path));
	}
	free(text);
}

static void add_all_processes(struct search *s)
{
	DIR *d = opendir("/proc");
	struct dirent *e;

	while (d && (e = readdir(d))) {
		int pid = atoi(e->d_name);

		if (pid > 0)
			add_mapped(s, pid, root_of(s->arena, pid), NULL);
	}
	if (d)
		closedir(d);
}

static void add_executable(struct search *s)
{
	char exe[PATH_MAX];
	const char *link = arena_printf(s->arena, "/proc/%d/exe", s->pid);
	ssize_t n = readlink(link, exe, sizeof(exe) - 1);

	if (n <= 0)
		return;
	exe[n] = 0;
	/* a deleted executable can still be opened through the link */
	if (!add_file(s, arena_printf(s->arena, "%s%s", s->root, exe)))
		add_file(s, link);
}

/* ---- names ---- */

static void add_glob(struct search *s, const char *pattern)
{
	glob_t g;

	if (glob(arena_printf(s->arena, "%s%s", s->root, pattern), 0, NULL, &g))
		return;
	for (size_t i = 0; i < g.gl_pathc; i++)
		if (is_elf(g.gl_pathv[i]))
			add_file(s, g.gl_pathv[i]);
	globfree(&g);
}

static const char *absolute(struct search *s, const char *path)
{
	char *real, *cwd;
	const char *out = path;

	if (path[0] == '/')
		return path;
	if (s->pid > 0) { /* relative to where we are, like everything else the user typed */
		cwd = getcwd(NULL, 0);
		if (cwd)
			out = arena_printf(s->arena, "%s/%s", cwd, path);
		free(cwd);
		return out;
	}
	real = realpath(path, NULL);
	if (real)
		out = arena_strdup(s->arena, real);
	free(real);
	return out;
}

static void add_path(struct search *s, const char *target)
{
	const char *path = absolute(s, target);

	if (has_wildcard(target)) {
		add_glob(s, path);
	} else if (!add_file(s, arena_printf(s->arena, "%s%s", s->root, path)) && *s->root) {
		add_file(s, path); /* written from our point of view, e.g. /proc/PID/root/... itself */
	}
}

static void search_path(struct search *s, const char *name)
{
	const char *env = getenv("PATH");
	char *list = arena_strdup(s->arena, env && *env ? env : default_path), *dir;

	while ((dir = strsep(&list, ":"))) {
		const char *path = arena_printf(s->arena, "%s/%s", *dir ? dir : ".", name);

		if (has_wildcard(name)) {
			add_glob(s, path);
		} else {
			path = arena_printf(s->arena, "%s%s", s->root, absolute(s, path));
			if (!access(path, X_OK))
				add_file(s, path);
		}
	}
}

static void search_library_dirs(struct search *s, const char *name)
{
	for (size_t i = 0; i < sizeof(library_dirs) / sizeof(library_dirs[0]) && !s->paths->n; i++) {
		const char *dir = arena_printf(s->arena, "%s%s", s->root, library_dirs[i]);
		DIR *d = opendir(dir);
		struct dirent *e;

		while (d && (e = readdir(d))) {
			const char *path = arena_printf(s->arena, "%s/%s", dir, e->d_name);

			if (library_matches(e->d_name, name) && is_elf(path))
				add_file(s, path);
		}
		if (d)
			closedir(d);
	}
}

/* The libraries of the cache that are there; only the first one is meant. */
static void search_library(struct search *s, const char *name)
{
	name_list found = { 0 };
	size_t size;
	char *cache;

	if (s->pid > 0)
		add_mapped(s, s->pid, s->root, name);
	if (s->paths->n)
		return;
	cache = file_read(arena_printf(s->arena, "%s/etc/ld.so.cache", s->root), &size);
	if (cache)
		ldcache_find(s->arena, (const unsigned char *)cache, size, name, &found);
	free(cache);
	for (int i = 0; i < found.n && !s->paths->n; i++)
		add_file(s, arena_printf(s->arena, "%s%s", s->root, found.at[i]));
	if (!s->paths->n)
		search_library_dirs(s, name);
	if (s->paths->n > 1)
		s->paths->n = 1;
}

static bool looks_like_library(const char *name)
{
	return !strncmp(name, "lib", 3) || strstr(name, ".so");
}

static void search_name(struct search *s, const char *name)
{
	if (looks_like_library(name) && !has_wildcard(name))
		search_library(s, name);
	if (!s->paths->n)
		search_path(s, name);
	if (!s->paths->n && !has_wildcard(name) && !looks_like_library(name))
		search_library(s, arena_printf(s->arena, "lib%s", name));
}

int binary_find(struct arena *a, const char *target, int pid, name_list *paths, const char **why)
{
	struct search s = { .arena = a, .pid = pid, .root = root_of(a, pid), .paths = paths };
	int before = paths->n;

	if (pid > 0 && access(arena_printf(a, "/proc/%d", pid), F_OK)) {
		*why = arena_printf(a, "there is no process %d", pid);
		return -ESRCH;
	}
	if (!target || !*target) {
		if (pid > 0)
			add_executable(&s);
	} else if (!strcmp(target, "*")) {
		if (pid > 0)
			add_mapped(&s, pid, s.root, NULL);
		else
			add_all_processes(&s);
	} else if (strchr(target, '/')) {
		add_path(&s, target);
	} else {
		search_name(&s, target);
	}
	if (paths->n > before)
		return 0;
	*why = !target || !*target ? "no binary is given" :
	       strchr(target, '/') ? "there is no such file" :
	       "it is neither in $PATH nor a library the dynamic linker knows";
	return -ENOENT;
}
