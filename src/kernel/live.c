/* The running kernel: puts the readers of this directory behind struct kernel. Everything is opened on the first
 * question that needs it. */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/vfs.h>

#include "base/strmap.h"
#include "kernel/binary.h"
#include "kernel/live.h"
#include "kernel/tracefs.h"
#include "kernel/util.h"

void live_why(struct live *l, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(l->why, sizeof(l->why), fmt, ap);
	va_end(ap);
}

/* Every answer begins with this: no reason yet. */
static struct live *begin(struct kernel *k)
{
	struct live *l = live_of(k);

	l->why[0] = 0;
	return l;
}

static bool need_btf(struct live *l)
{
	if (btf_set_open(&l->btf))
		return true;
	live_why(l, "%s", l->btf.error ? l->btf.error : "the kernel has no BTF");
	return false;
}

const char *live_tracefs(struct live *l)
{
	if (!l->tracefs_tried) {
		l->tracefs_tried = true;
		l->tracefs = tracefs_find(&l->tracefs_why);
	}
	if (!l->tracefs)
		live_why(l, "%s", l->tracefs_why);
	return l->tracefs;
}

/* ---- types ---- */

static bool live_type_find(struct kernel *k, enum ktype_kind kind, const char *name, struct ktype_id *out)
{
	struct live *l = begin(k);

	return need_btf(l) && btf_set_find(&l->btf, kind, name, out);
}

static bool live_type_get(struct kernel *k, struct arena *a, struct ktype_id id, struct ktype *out)
{
	struct live *l = begin(k);

	return need_btf(l) && btf_set_get(&l->btf, a, id, out);
}

static bool live_enumerator_find(struct kernel *k, const char *name, int64_t *value, struct ktype_id *enum_type)
{
	struct live *l = begin(k);

	return need_btf(l) && btf_set_enumerator(&l->btf, name, value, enum_type);
}

static bool live_func_find(struct kernel *k, struct arena *a, const char *module, const char *name, struct ktype *proto,
			   struct ktype_id *id)
{
	struct live *l = begin(k);

	return need_btf(l) && btf_set_func(&l->btf, a, module, name, proto, id);
}

static bool live_raw_tp_find(struct kernel *k, struct arena *a, const char *name, struct ktype *proto,
			     struct ktype_id *id)
{
	struct live *l = begin(k);

	return need_btf(l) && btf_set_raw_tp(&l->btf, a, name, proto, id);
}

static bool live_var_find(struct kernel *k, const char *name, struct ktype_id *type)
{
	struct live *l = begin(k);

	return need_btf(l) && btf_set_var(&l->btf, name, type);
}

struct type_query {
	struct arena *arena;
	const char *pattern;
	name_list *out;
};

static bool add_type_name(void *ctx, const struct btf_file *f, uint32_t id, const char *name)
{
	struct type_query *q = ctx;

	if (glob_match(q->pattern, name))
		vec_push(q->arena, q->out, (const char *)arena_strdup(q->arena, name));
	return true;
}

static int live_types(struct kernel *k, struct arena *a, enum ktype_kind kind, const char *pattern, name_list *out)
{
	struct live *l = begin(k);
	struct type_query q = { .arena = a, .pattern = pattern, .out = out };
	uint32_t kinds = kind == KT_STRUCT ? 1u << BTF_KIND_STRUCT : kind == KT_UNION ? 1u << BTF_KIND_UNION :
			 kind == KT_ENUM ? 1u << BTF_KIND_ENUM | 1u << BTF_ENUM64 : 0;

	if (!need_btf(l))
		return -ENOENT;
	btf_set_each(&l->btf, kinds, add_type_name, &q);
	names_sort(out);
	return 0;
}

static const char *live_btf_name(struct kernel *k, uint32_t btf)
{
	struct live *l = begin(k);

	return need_btf(l) && btf < l->btf.n ? l->btf.files[btf]->name : NULL;
}

/* ---- tracepoints ---- */

static int live_tracepoints(struct kernel *k, struct arena *a, const char *category, const char *event, name_list *out)
{
	struct live *l = begin(k);
	const char *root = live_tracefs(l);
	int err = root ? tracefs_list(root, a, category, event, out) : -ENOENT;

	if (root && err)
		live_why(l, "the list of tracepoints cannot be read: %s", strerror(-err));
	return err;
}

static bool live_tracepoint_format(struct kernel *k, struct arena *a, const char *category, const char *event,
				   struct tp_format *out)
{
	struct live *l = begin(k);
	const char *root = live_tracefs(l);

	if (!root)
		return false;
	errno = 0;
	if (tracefs_format(root, a, category, event, out))
		return true;
	live_why(l, "the format of %s:%s cannot be read: %s", category, event, strerror(errno ? errno : EINVAL));
	return false;
}

struct raw_tp_query {
	struct arena *arena;
	const char *module, *pattern;
	name_list *out;
};

static bool add_raw_tp(void *ctx, const struct btf_file *f, uint32_t id, const char *name)
{
	struct raw_tp_query *q = ctx;
	const char *event = name + 10;

	if (strncmp(name, "btf_trace_", 10) || (q->module && !glob_match(q->module, f->name)) ||
	    !glob_match(q->pattern, event))
		return true;
	vec_push(q->arena, q->out, (const char *)arena_strdup(q->arena, event));
	return true;
}

/* pattern: "EVENT" or "MODULE:EVENT"; the names given are those of events alone. */
static int live_raw_tracepoints(struct kernel *k, struct arena *a, const char *pattern, name_list *out)
{
	struct live *l = begin(k);
	const char *colon = strchr(pattern, ':');
	struct raw_tp_query q = { .arena = a, .pattern = colon ? colon + 1 : pattern, .out = out };
	struct ktype_id id;
	struct ktype proto;

	if (!need_btf(l))
		return -ENOENT;
	if (colon)
		q.module = arena_strndup(a, pattern, (size_t)(colon - pattern));
	if (has_wildcard(pattern))
		btf_set_each(&l->btf, 1u << BTF_KIND_TYPEDEF, add_raw_tp, &q);
	else if (btf_set_raw_tp(&l->btf, a, pattern, &proto, &id))
		vec_push(a, out, (const char *)arena_strdup(a, q.pattern));
	names_sort(out);
	return 0;
}

/* ---- functions, binaries ---- */

static int live_functions_(struct kernel *k, struct arena *a, const char *module, const char *pattern, name_list *out)
{
	begin(k);
	return live_functions(k, a, module, pattern, out);
}

static bool live_symbol_address_(struct kernel *k, const char *name, uint64_t *address)
{
	begin(k);
	return live_symbol_address(k, name, address);
}

static int live_binary_find(struct kernel *k, struct arena *a, const char *target, int pid, name_list *paths)
{
	struct live *l = begin(k);
	const char *why = "";
	int err = binary_find(a, target, pid, paths, &why);

	live_why(l, "%s", why);
	return err;
}

static int live_user_symbols(struct kernel *k, struct arena *a, const char *path, const char *pattern,
			     user_symbol_list *out)
{
	struct live *l = begin(k);
	const char *why = "";
	int err = elf_symbols(a, path, pattern, l->debug_dirs, out, &why);

	live_why(l, "%s", why);
	return err;
}

static int live_usdt(struct kernel *k, struct arena *a, const char *path, const char *provider, const char *name,
		     usdt_list *out)
{
	struct live *l = begin(k);
	const char *why = "";
	int err = elf_usdt(a, path, provider, name, out, &why);

	live_why(l, "%s", why);
	return err;
}

/* ---- the machine ---- */

static bool live_feature_(struct kernel *k, enum feature f)
{
	begin(k);
	return live_feature(k, f);
}

static uint32_t live_version(struct kernel *k)
{
	struct live *l = live_of(k);
	unsigned major = 0, minor = 0, patch = 0;
	struct utsname u;

	if (!l->version && !uname(&u) && sscanf(u.release, "%u.%u.%u", &major, &minor, &patch) >= 2)
		l->version = major << 16 | (minor & 255) << 8 | (patch > 255 ? 255 : patch);
	return l->version;
}

/* "0-3,8-11": one more than the highest number, as the kernel sizes per-CPU values. */
static uint32_t live_possible_cpus(struct kernel *k)
{
	struct live *l = live_of(k);
	char line[4096];

	if (!l->cpus && file_read_line("/sys/devices/system/cpu/possible", line, sizeof(line)))
		for (char *p = line; *p;) {
			unsigned long cpu = strtoul(p, &p, 10);

			if (cpu < 65536 && cpu + 1 > l->cpus)
				l->cpus = (uint32_t)cpu + 1;
			p += *p != 0;
		}
	if (!l->cpus)
		l->cpus = 1;
	return l->cpus;
}

static int live_cgroup_id(struct kernel *k, const char *path, uint64_t *id)
{
	struct live *l = begin(k);
	union {
		struct file_handle handle;
		char room[sizeof(struct file_handle) + MAX_HANDLE_SZ];
	} h;
	struct statfs fs;
	struct stat st;
	int mount_id;

	if (statfs(path, &fs)) {
		int err = errno;

		live_why(l, "%s", strerror(err));
		return -err;
	}
	if (fs.f_type != CGROUP2_SUPER_MAGIC && fs.f_type != CGROUP_SUPER_MAGIC) {
		live_why(l, "it is not in a cgroup file system");
		return -ENOTSUP;
	}
	memset(&h, 0, sizeof(h));
	h.handle.handle_bytes = sizeof(*id);
	if (!name_to_handle_at(AT_FDCWD, path, &h.handle, &mount_id, 0) && h.handle.handle_bytes >= sizeof(*id)) {
		memcpy(id, h.handle.f_handle, sizeof(*id));
		return 0;
	}
	/* on 64-bit machines the inode number is the id (fs/kernfs) */
	if (stat(path, &st))
		return -errno;
	*id = st.st_ino;
	return 0;
}

static const char *live_why_text(struct kernel *k)
{
	return live_of(k)->why;
}

static void live_release(struct kernel *k)
{
	struct live *l = live_of(k);

	btf_set_release(&l->btf);
	kallsyms_release(&l->kallsyms);
	free(l->traceable);
	arena_release(&l->arena);
	free(l);
}

struct kernel *kernel_live_new(void)
{
	struct live *l = must_alloc(1, sizeof(*l));

	arena_init(&l->arena);
	l->kernel = (struct kernel){
		.impl = l,
		.type_find = live_type_find,
		.type_get = live_type_get,
		.enumerator_find = live_enumerator_find,
		.func_find = live_func_find,
		.raw_tp_find = live_raw_tp_find,
		.tracepoints = live_tracepoints,
		.tracepoint_format = live_tracepoint_format,
		.raw_tracepoints = live_raw_tracepoints,
		.functions = live_functions_,
		.symbol_address = live_symbol_address_,
		.binary_find = live_binary_find,
		.user_symbols = live_user_symbols,
		.usdt_locations = live_usdt,
		.feature = live_feature_,
		.version = live_version,
		.possible_cpus = live_possible_cpus,
		.cgroup_id = live_cgroup_id,
		.why = live_why_text,
		.release = live_release,
		.var_find = live_var_find,
		.types = live_types,
		.btf_name = live_btf_name,
	};
	return &l->kernel;
}

void kernel_live_configure(struct kernel *k, const struct kernel_live_options *o)
{
	struct live *l = live_of(k);

	if (o->btf_path)
		l->btf.path = arena_strdup(&l->arena, o->btf_path);
	if (o->traceable_functions)
		l->traceable_path = arena_strdup(&l->arena, o->traceable_functions);
	if (o->debug_dirs)
		l->debug_dirs = arena_strdup(&l->arena, o->debug_dirs);
}

void kernel_free(struct kernel *k)
{
	if (k)
		k->release(k);
}
