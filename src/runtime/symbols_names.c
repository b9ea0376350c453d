/* Names of ids: users, cgroups, GFP flags. Asked of the system once per id and kept. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <mntent.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <dirent.h>

#include "base/strmap.h"
#include "runtime/symbols_impl.h"

#define CGROUP_DEPTH_MAX 64
#define HANDLE_KERNFS 0xfe /* FILEID_KERNFS, include/linux/exportfs.h: the handle is the 64-bit id */

/* ---- users ---- */

static char *look_up_user(uint32_t uid)
{
	struct passwd pw, *found = NULL;
	size_t size = 1024;
	char *buf = NULL, *name = NULL;
	int err;

	do {
		size *= 2;
		buf = realloc(buf, size);
		if (!buf)
			abort();
		err = getpwuid_r(uid, &pw, buf, size, &found);
	} while (err == ERANGE && size < 1 << 20);
	if (!err && found)
		name = strdup(found->pw_name);
	free(buf);
	return name;
}

const char *symbols_user_name(struct symbols *s, uint32_t uid)
{
	struct user_name *slot;

	for (uint32_t i = 0; i < s->nusers && i < NAMES_KEPT; i++)
		if (s->users[i].uid == uid)
			return s->users[i].name;
	slot = &s->users[s->nusers++ % NAMES_KEPT];
	free(slot->name);
	*slot = (struct user_name){ uid, look_up_user(uid) };
	return slot->name;
}

/* ---- cgroups ---- */

/* Directory with the id on a cgroup2 mount, by file handle; false where the kernel cannot. */
static bool open_cgroup(const char *mount, uint64_t id, char *path, size_t size)
{
	struct {
		struct file_handle head;
		uint64_t id;
	} handle = { .head = { .handle_bytes = sizeof(uint64_t), .handle_type = HANDLE_KERNFS }, .id = id };
	int root = open(mount, O_RDONLY | O_DIRECTORY | O_CLOEXEC), fd, saved;
	char link[48];
	ssize_t n = -1;

	if (root < 0)
		return false;
	memcpy(handle.head.f_handle, &id, sizeof(id));
	fd = open_by_handle_at(root, &handle.head, O_PATH | O_CLOEXEC);
	saved = errno;
	close(root);
	errno = saved;
	if (fd < 0)
		return false;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, size - 1);
	close(fd);
	if (n <= 0)
		return false;
	path[n] = '\0';
	return true;
}

/* The same by searching: the inode number of a cgroup's directory is its id. */
static bool search_cgroup(struct strbuf *path, uint64_t id, int depth)
{
	struct stat st;
	struct dirent *entry;
	size_t len = path->len;
	DIR *dir;
	bool found = false;

	if (!stat(strbuf_str(path), &st) && st.st_ino == id)
		return true;
	if (depth >= CGROUP_DEPTH_MAX || !(dir = opendir(strbuf_str(path))))
		return false;
	while (!found && (entry = readdir(dir))) {
		if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
			continue;
		strbuf_printf(path, "/%s", entry->d_name);
		found = search_cgroup(path, id, depth + 1);
		if (!found) {
			path->len = len;
			path->data[len] = '\0';
		}
	}
	closedir(dir);
	return found;
}

/* Adds "name:path" for one mounted hierarchy if it has the id. */
static void add_hierarchy(struct strbuf *out, const char *name, const char *mount, bool v2, uint64_t id)
{
	struct strbuf found = { 0 };
	size_t len = strlen(mount);
	char path[4096];
	bool ok;

	ok = v2 && open_cgroup(mount, id, path, sizeof(path));
	if (ok) {
		strbuf_addstr(&found, path);
	} else if (v2 && errno == ESTALE) { /* the cgroup is gone */
		return;
	} else {
		strbuf_addstr(&found, mount);
		ok = search_cgroup(&found, id, 0);
	}
	if (ok && !strncmp(strbuf_str(&found), mount, len)) {
		const char *inside = found.data + len;

		strbuf_printf(out, "%s%s:%s%s", out->len ? "," : "", name, *inside == '/' ? "" : "/", inside);
	}
	strbuf_release(&found);
}

/* Hierarchies of one version; a name mounted several times counts once. */
static void add_hierarchies(struct strbuf *out, bool v2, uint64_t id, const char *filter)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	struct strbuf seen = { 0 };
	struct mntent *m, entry;
	char buf[8192], mark[512];

	while (mounts && (m = getmntent_r(mounts, &entry, buf, sizeof(buf)))) {
		const char *slash = strrchr(m->mnt_dir, '/'), *name = v2 || !slash ? "unified" : slash + 1;

		if (strcmp(m->mnt_type, v2 ? "cgroup2" : "cgroup") || (filter && *filter && !glob_match(filter, name)))
			continue;
		snprintf(mark, sizeof(mark), "/%.500s/", name);
		if (strstr(strbuf_str(&seen), mark))
			continue;
		strbuf_addstr(&seen, mark);
		add_hierarchy(out, name, m->mnt_dir, v2, id);
	}
	if (mounts)
		endmntent(mounts);
	strbuf_release(&seen);
}

void symbols_cgroup_path(struct symbols *s, struct strbuf *out, uint64_t id, const char *filter)
{
	struct strbuf path = { 0 };
	struct cgroup_name *slot;

	filter = filter ? filter : "";
	for (uint32_t i = 0; i < s->ncgroups && i < NAMES_KEPT; i++) {
		if (s->cgroups[i].id == id && !strcmp(s->cgroups[i].filter, filter)) {
			strbuf_addstr(out, s->cgroups[i].path);
			return;
		}
	}
	slot = &s->cgroups[s->ncgroups++ % NAMES_KEPT];
	free(slot->filter);
	free(slot->path);
	add_hierarchies(&path, true, id, filter);
	add_hierarchies(&path, false, id, filter);
	strbuf_addstr(out, strbuf_str(&path));
	*slot = (struct cgroup_name){ id, strdup(filter), strbuf_detach(&path, NULL) };
	if (!slot->filter || !slot->path)
		abort();
}

void symbols_names_release(struct symbols *s)
{
	for (size_t i = 0; i < NAMES_KEPT; i++) {
		free(s->users[i].name);
		free(s->cgroups[i].filter);
		free(s->cgroups[i].path);
	}
	free(s->gfp);
}
