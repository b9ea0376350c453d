/* What this kernel can do, found out on the first question and remembered: files where there is one, the version or the
 * enumerators in BTF (kernels with features of later ones) where these are reliable, a load or link otherwise. */
#include <errno.h>
#include <linux/version.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kernel/bpf_try.h"
#include "kernel/live.h"
#include "kernel/lockdown.h"

static bool has_pmu(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/bus/event_source/devices/%s/type", name);
	return !access(path, F_OK);
}

static bool at_least(struct kernel *k, int major, int minor)
{
	return k->version(k) >= (uint32_t)KERNEL_VERSION(major, minor, 0);
}

/* By version, or because the kernel's own enumerations name it. */
static bool since(struct kernel *k, int major, int minor, const char *enumerator)
{
	struct ktype_id id;
	int64_t value;

	return at_least(k, major, minor) || btf_set_enumerator(&live_of(k)->btf, enumerator, &value, &id);
}

static void refuse(struct live *l, enum feature f, int err, const char *what)
{
	const char *reason = err == -EPERM || err == -EACCES ? explain_eperm() : strerror(-err);

	l->feature_why[f] = arena_printf(&l->arena, "%s: %s", what, reason);
}

static bool try_trampoline(struct live *l)
{
	static const char *const targets[] = { "bpf_fentry_test1", "vfs_read", "do_nanosleep", "ksys_read" };
	struct bpf_try t = { .prog_type = BPF_PROG_TYPE_TRACING, .attach_type = BPF_TRACE_FENTRY };
	int fd;

	if (!btf_set_open(&l->btf)) {
		l->feature_why[FEAT_TRAMPOLINE] = l->btf.error;
		return false;
	}
	for (size_t i = 0; !t.attach_btf_id && i < sizeof(targets) / sizeof(targets[0]); i++)
		t.attach_btf_id = btf_file_find(l->btf.files[0], targets[i], 1u << BTF_KIND_FUNC);
	fd = bpf_try_load(&t);
	if (fd < 0) {
		refuse(l, FEAT_TRAMPOLINE, fd, "the kernel refuses fentry programs");
		return false;
	}
	close(fd);
	return true;
}

/* A link without symbols is EINVAL where multi links exist, EOPNOTSUPP where CONFIG_FPROBE is off. */
static bool try_kprobe_multi(struct live *l, enum feature f, uint32_t attach_type)
{
	struct bpf_try t = { .prog_type = BPF_PROG_TYPE_KPROBE, .attach_type = attach_type };
	int fd = bpf_try_load(&t), err;

	if (fd < 0) {
		refuse(l, f, fd, "the kernel refuses kprobe programs");
		return false;
	}
	err = bpf_try_kprobe_multi(fd, attach_type);
	close(fd);
	if (err == -EINVAL)
		return true;
	refuse(l, f, err ? err : -EOPNOTSUPP, "the kernel has no kprobe-multi links (CONFIG_FPROBE)");
	return false;
}

/* The path "/" is no regular file: EBADF from kernels that look at it. */
static bool try_uprobe_multi(struct live *l)
{
	struct bpf_try t = { .prog_type = BPF_PROG_TYPE_KPROBE, .attach_type = TRY_UPROBE_MULTI };
	int fd = bpf_try_load(&t), err;

	if (fd < 0) {
		refuse(l, FEAT_UPROBE_MULTI, fd, "the kernel refuses uprobe programs");
		return false;
	}
	err = bpf_try_uprobe_multi(fd);
	close(fd);
	if (err == -EBADF)
		return true;
	refuse(l, FEAT_UPROBE_MULTI, err ? err : -EOPNOTSUPP, "the kernel has no uprobe-multi links");
	return false;
}

static bool has_btf_func(struct live *l, const char *name)
{
	return btf_set_open(&l->btf) && btf_file_find(l->btf.files[0], name, 1u << BTF_KIND_FUNC);
}

static bool probe_feature(struct kernel *k, enum feature f)
{
	struct live *l = live_of(k);

	switch (f) {
	case FEAT_BTF: return !access(l->btf.path ? l->btf.path : "/sys/kernel/btf/vmlinux", R_OK);
	case FEAT_KPROBES: return has_pmu("kprobe");
	case FEAT_UPROBES: return has_pmu("uprobe");
	case FEAT_KPROBE_MULTI:
		return has_pmu("kprobe") && since(k, 5, 18, "BPF_TRACE_KPROBE_MULTI") &&
		       try_kprobe_multi(l, f, TRY_KPROBE_MULTI);
	case FEAT_KPROBE_SESSION:
		return has_pmu("kprobe") && since(k, 6, 10, "BPF_TRACE_KPROBE_SESSION") &&
		       try_kprobe_multi(l, f, TRY_KPROBE_SESSION);
	case FEAT_UPROBE_MULTI:
		return has_pmu("uprobe") && since(k, 6, 6, "BPF_TRACE_UPROBE_MULTI") && try_uprobe_multi(l);
	case FEAT_TRAMPOLINE: return try_trampoline(l);
	case FEAT_TRACEFS: return live_tracefs(l) != NULL;
	case FEAT_BPF_LOOP: return since(k, 5, 17, "BPF_FUNC_loop");
	case FEAT_FOR_EACH_MAP_ELEM: return since(k, 5, 13, "BPF_FUNC_for_each_map_elem");
	case FEAT_BPF_COOKIE: return since(k, 5, 15, "BPF_FUNC_get_attach_cookie");
	case FEAT_ITER_NUM: return at_least(k, 6, 4) || has_btf_func(l, "bpf_iter_num_new");
	case FEAT_RINGBUF: return since(k, 5, 8, "BPF_FUNC_ringbuf_reserve");
	case FEAT_COUNT_: break;
	}
	return false;
}

static const char *default_why(enum feature f)
{
	switch (f) {
	case FEAT_BTF: return "the kernel has no BTF (CONFIG_DEBUG_INFO_BTF)";
	case FEAT_KPROBES:
	case FEAT_KPROBE_MULTI:
	case FEAT_KPROBE_SESSION:
		return has_pmu("kprobe") ? "the kernel is too old" :
					   "this kernel was built without kprobes (CONFIG_KPROBES)";
	case FEAT_UPROBES:
	case FEAT_UPROBE_MULTI:
		return has_pmu("uprobe") ? "the kernel is too old" :
					   "this kernel was built without uprobes (CONFIG_UPROBE_EVENTS)";
	case FEAT_TRAMPOLINE: return "the kernel refuses fentry programs";
	case FEAT_TRACEFS: return "tracefs is not mounted";
	case FEAT_BPF_LOOP: return "bpf_loop() needs Linux 5.17";
	case FEAT_FOR_EACH_MAP_ELEM: return "bpf_for_each_map_elem() needs Linux 5.13";
	case FEAT_BPF_COOKIE: return "cookies of probes need Linux 5.15";
	case FEAT_ITER_NUM: return "number iterators need Linux 6.4";
	case FEAT_RINGBUF: return "ring buffers need Linux 5.8";
	case FEAT_COUNT_: break;
	}
	return "";
}

bool live_feature(struct kernel *k, enum feature f)
{
	struct live *l = live_of(k);

	if ((unsigned)f >= FEAT_COUNT_)
		return false;
	if (!l->features[f]) {
		l->features[f] = probe_feature(k, f) ? 1 : -1;
		if (l->features[f] < 0 && !l->feature_why[f])
			l->feature_why[f] = f == FEAT_TRACEFS && l->tracefs_why ? l->tracefs_why : default_why(f);
	}
	if (l->features[f] < 0)
		live_why(l, "%s", l->feature_why[f]);
	return l->features[f] > 0;
}
