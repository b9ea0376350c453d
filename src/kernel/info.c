/* The part of --info that is found out by trying: helpers, features, map types, probe types. */
#include "kernel/info.h"

#include <errno.h>
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel/bpf_try.h"
#include "kernel/lockdown.h"

static void add_answer(struct strbuf *out, const char *label, bool yes, const char *why)
{
	strbuf_printf(out, "  %s: %s", label, yes ? "yes" : "no");
	if (!yes && why && *why)
		strbuf_printf(out, " (%s)", why);
	strbuf_addch(out, '\n');
}

static const char *reason(int err)
{
	return err == -EPERM || err == -EACCES ? explain_eperm() : err ? strerror(-err) : "";
}

static void add_result(struct strbuf *out, const char *label, int err)
{
	add_answer(out, label, !err, reason(err));
}

static void add_helpers(struct strbuf *out)
{
	static const struct { const char *name; uint32_t prog, id; } helpers[] = {
		{ "probe_read", BPF_PROG_TYPE_KPROBE, 4 }, { "probe_read_str", BPF_PROG_TYPE_KPROBE, 45 },
		{ "probe_read_user", BPF_PROG_TYPE_KPROBE, 112 }, { "probe_read_user_str", BPF_PROG_TYPE_KPROBE, 114 },
		{ "probe_read_kernel", BPF_PROG_TYPE_KPROBE, 113 },
		{ "probe_read_kernel_str", BPF_PROG_TYPE_KPROBE, 115 }, { "get_stack", BPF_PROG_TYPE_KPROBE, 67 },
		{ "get_current_cgroup_id", BPF_PROG_TYPE_KPROBE, 80 }, { "send_signal", BPF_PROG_TYPE_KPROBE, 109 },
		{ "send_signal_thread", BPF_PROG_TYPE_KPROBE, 117 }, { "override_return", BPF_PROG_TYPE_KPROBE, 58 },
		{ "probe_write_user", BPF_PROG_TYPE_KPROBE, 36 }, { "ktime_get_boot_ns", BPF_PROG_TYPE_KPROBE, 125 },
		{ "ktime_get_tai_ns", BPF_PROG_TYPE_KPROBE, 208 }, { "jiffies64", BPF_PROG_TYPE_KPROBE, 118 },
		{ "get_ns_current_pid_tgid", BPF_PROG_TYPE_KPROBE, 120 }, { "ringbuf_reserve", BPF_PROG_TYPE_KPROBE, 131 },
		{ "perf_event_output", BPF_PROG_TYPE_KPROBE, 25 }, { "get_attach_cookie", BPF_PROG_TYPE_KPROBE, 174 },
		{ "get_func_ip", BPF_PROG_TYPE_KPROBE, 173 }, { "for_each_map_elem", BPF_PROG_TYPE_KPROBE, 164 },
		{ "map_lookup_percpu_elem", BPF_PROG_TYPE_KPROBE, 195 }, { "loop", BPF_PROG_TYPE_KPROBE, 181 },
		{ "strncmp", BPF_PROG_TYPE_KPROBE, 182 }, { "per_cpu_ptr", BPF_PROG_TYPE_KPROBE, 153 },
		{ "get_current_task_btf", BPF_PROG_TYPE_KPROBE, 158 }, { "find_vma", BPF_PROG_TYPE_KPROBE, 180 },
		{ "task_storage_get", BPF_PROG_TYPE_KPROBE, 156 }, { "timer_init", BPF_PROG_TYPE_SCHED_CLS, 169 },
	};

	strbuf_addstr(out, "\nKernel helpers\n");
	for (size_t i = 0; i < sizeof(helpers) / sizeof(helpers[0]); i++) {
		int answer = bpf_try_helper(helpers[i].prog, helpers[i].id);

		add_answer(out, helpers[i].name, answer > 0, answer < 0 ? reason(answer) : "");
	}
}

static void add_feature(struct strbuf *out, struct kernel *k, const char *label, enum feature f)
{
	bool yes = k->feature(k, f);

	add_answer(out, label, yes, k->why(k));
}

static bool has_map_batch(void)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.batch.map_fd = UINT32_MAX;
	/* an unknown command is EINVAL before the descriptor is looked at */
	return syscall(SYS_bpf, BPF_MAP_LOOKUP_BATCH, &attr, sizeof(attr)) && errno == EBADF;
}

static void add_features(struct strbuf *out, struct kernel *k)
{
	strbuf_addstr(out, "\nKernel features\n");
	add_feature(out, k, "btf", FEAT_BTF);
	add_feature(out, k, "tracefs", FEAT_TRACEFS);
	add_answer(out, "map batch", has_map_batch(), "");
	add_feature(out, k, "ring buffer", FEAT_RINGBUF);
	add_feature(out, k, "bpf_loop", FEAT_BPF_LOOP);
	add_feature(out, k, "for_each_map_elem", FEAT_FOR_EACH_MAP_ELEM);
	add_feature(out, k, "number iterators", FEAT_ITER_NUM);
	add_feature(out, k, "probe cookies", FEAT_BPF_COOKIE);
	add_feature(out, k, "kprobe_multi", FEAT_KPROBE_MULTI);
	add_feature(out, k, "kprobe_session", FEAT_KPROBE_SESSION);
	add_feature(out, k, "uprobe_multi", FEAT_UPROBE_MULTI);
	add_feature(out, k, "trampolines", FEAT_TRAMPOLINE);
}

static void add_maps(struct strbuf *out)
{
	static const struct { const char *name; uint32_t type, key, value, entries, flags; } maps[] = {
		{ "hash", BPF_MAP_TYPE_HASH, 4, 8, 1, 0 }, { "percpu hash", BPF_MAP_TYPE_PERCPU_HASH, 4, 8, 1, 0 },
		{ "array", BPF_MAP_TYPE_ARRAY, 4, 8, 1, 0 }, { "percpu array", BPF_MAP_TYPE_PERCPU_ARRAY, 4, 8, 1, 0 },
		{ "lru hash", BPF_MAP_TYPE_LRU_HASH, 4, 8, 1, 0 },
		{ "lru percpu hash", BPF_MAP_TYPE_LRU_PERCPU_HASH, 4, 8, 1, 0 },
		{ "lpm trie", BPF_MAP_TYPE_LPM_TRIE, 8, 8, 1, BPF_F_NO_PREALLOC },
		{ "stack_trace", BPF_MAP_TYPE_STACK_TRACE, 4, 8, 1, 0 },
		{ "perf_event_array", BPF_MAP_TYPE_PERF_EVENT_ARRAY, 4, 4, 1, 0 },
		{ "ringbuf", BPF_MAP_TYPE_RINGBUF, 0, 0, 65536, 0 }, { "prog array", BPF_MAP_TYPE_PROG_ARRAY, 4, 4, 1, 0 },
		{ "queue", BPF_MAP_TYPE_QUEUE, 0, 8, 1, 0 }, { "stack", BPF_MAP_TYPE_STACK, 0, 8, 1, 0 },
		{ "bloom filter", BPF_MAP_TYPE_BLOOM_FILTER, 0, 8, 1, 0 },
	};

	strbuf_addstr(out, "\nMap types\n");
	for (size_t i = 0; i < sizeof(maps) / sizeof(maps[0]); i++)
		add_result(out, maps[i].name,
			   bpf_try_map(maps[i].type, maps[i].key, maps[i].value, maps[i].entries, maps[i].flags));
}

/* 0 or -errno of opening a perf event on CPU 0 */
static int try_perf(uint32_t type, uint64_t config)
{
	static uint64_t const watched;
	struct perf_event_attr attr;
	int fd;

	memset(&attr, 0, sizeof(attr));
	attr.size = sizeof(attr);
	attr.type = type;
	attr.config = config;
	attr.sample_period = 1000000;
	attr.disabled = 1;
	if (type == PERF_TYPE_BREAKPOINT) {
		attr.bp_type = HW_BREAKPOINT_W;
		attr.bp_len = HW_BREAKPOINT_LEN_8;
		attr.bp_addr = (uint64_t)(uintptr_t)&watched;
	}
	fd = (int)syscall(SYS_perf_event_open, &attr, type == PERF_TYPE_BREAKPOINT ? 0 : -1,
			  type == PERF_TYPE_BREAKPOINT ? -1 : 0, -1, PERF_FLAG_FD_CLOEXEC);
	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

static int try_load(uint32_t prog_type, uint32_t attach_type)
{
	struct bpf_try t = { .prog_type = prog_type, .attach_type = attach_type };
	int fd = bpf_try_load(&t);

	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

static void add_iterators(struct strbuf *out, struct kernel *k, struct arena *a)
{
	static const char *const names[] = { "task", "task_file", "task_vma", "bpf_map", "tcp", "cgroup" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct bpf_try t = { .prog_type = BPF_PROG_TYPE_TRACING, .attach_type = BPF_TRACE_ITER };
		struct ktype_id id;
		struct ktype proto;
		int fd = -ENOENT;

		if (k->func_find(k, a, "vmlinux", arena_printf(a, "bpf_iter_%s", names[i]), &proto, &id)) {
			t.attach_btf_id = id.id;
			fd = bpf_try_load(&t);
		}
		add_answer(out, arena_printf(a, "iter:%s", names[i]), fd >= 0, fd == -ENOENT ? "" : reason(fd));
		if (fd >= 0)
			close(fd);
	}
}

static void add_probes(struct strbuf *out, struct kernel *k, struct arena *a)
{
	int hardware = try_perf(PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES);

	strbuf_addstr(out, "\nProbe types\n");
	add_feature(out, k, "kprobe", FEAT_KPROBES);
	add_feature(out, k, "fentry", FEAT_TRAMPOLINE);
	if (!k->feature(k, FEAT_TRACEFS))
		add_feature(out, k, "tracepoint", FEAT_TRACEFS);
	else
		add_result(out, "tracepoint", try_load(BPF_PROG_TYPE_TRACEPOINT, 0));
	add_result(out, "rawtracepoint", try_load(BPF_PROG_TYPE_RAW_TRACEPOINT, 0));
	add_feature(out, k, "uprobe", FEAT_UPROBES);
	add_result(out, "profile, interval", try_perf(PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_CLOCK));
	add_result(out, "software", try_perf(PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS));
	add_answer(out, "hardware", !hardware, hardware == -ENOENT || hardware == -EOPNOTSUPP ?
		   "the machine has no hardware counters" : reason(hardware));
	add_result(out, "watchpoint", try_perf(PERF_TYPE_BREAKPOINT, 0));
	add_iterators(out, k, a);
}

char *kernel_info(void)
{
	struct strbuf out = { 0 };
	struct kernel *k = kernel_live_new();
	struct arena a;

	arena_init(&a);
	info_system(&out, k);
	info_build(&out);
	add_helpers(&out);
	add_features(&out, k);
	add_maps(&out);
	add_probes(&out, k, &a);
	info_config(&out);
	arena_release(&a);
	kernel_free(k);
	return strbuf_detach(&out, NULL);
}
