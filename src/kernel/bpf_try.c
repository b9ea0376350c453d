/* Loads and links that answer whether a kernel can do something. Plain bpf(2): what libbpf knows of kernels ends with
 * its release. */
#include "kernel/bpf_try.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

static const struct bpf_insn return_zero[] = {
	{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 },
	{ .code = BPF_JMP | BPF_EXIT },
};

static int sys_bpf(int cmd, void *attr, size_t size)
{
	int ret = (int)syscall(SYS_bpf, cmd, attr, size);
	return ret < 0 ? -errno : ret;
}

int bpf_try_load(const struct bpf_try *t)
{
	union bpf_attr attr;
	struct utsname u;
	unsigned major = 0, minor = 0, patch = 0;
	int fd;

	memset(&attr, 0, sizeof(attr));
	attr.prog_type = t->prog_type;
	attr.expected_attach_type = t->attach_type;
	attr.attach_btf_id = t->attach_btf_id;
	attr.insns = (uint64_t)(uintptr_t)(t->insns ? t->insns : return_zero);
	attr.insn_cnt = t->insns ? t->ninsns : 2;
	attr.license = (uint64_t)(uintptr_t)"GPL";
	/* kernels before 5.0 want their own version for kprobe programs */
	if (!uname(&u) && sscanf(u.release, "%u.%u.%u", &major, &minor, &patch) >= 2)
		attr.kern_version = major << 16 | minor << 8 | (patch > 255 ? 255 : patch);
	if (t->log && t->log_size) {
		t->log[0] = 0;
		attr.log_buf = (uint64_t)(uintptr_t)t->log;
		attr.log_size = (uint32_t)t->log_size;
		attr.log_level = 1;
	}
	for (int tries = 0; tries < 5; tries++) {
		fd = sys_bpf(BPF_PROG_LOAD, &attr, sizeof(attr));
		if (fd != -EAGAIN) /* a signal interrupted the verifier */
			break;
	}
	return fd;
}

int bpf_try_map(uint32_t type, uint32_t key, uint32_t value, uint32_t entries, uint32_t flags)
{
	union bpf_attr attr;
	int fd;

	memset(&attr, 0, sizeof(attr));
	attr.map_type = type;
	attr.key_size = key;
	attr.value_size = value;
	attr.max_entries = entries;
	attr.map_flags = flags;
	fd = sys_bpf(BPF_MAP_CREATE, &attr, sizeof(attr));
	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

/* The part of union bpf_attr for BPF_LINK_CREATE that multi links need; older headers lack it. */
struct multi_link_attr {
	uint32_t prog_fd, target_fd, attach_type, flags;
	union {
		struct { uint32_t flags, cnt; uint64_t syms, addrs, cookies; } kprobe;
		struct { uint64_t path, offsets, ref_ctr_offsets, cookies; uint32_t cnt, flags, pid, pad; } uprobe;
		char room[64];
	};
};

static int try_link(struct multi_link_attr *attr)
{
	int fd = sys_bpf(BPF_LINK_CREATE, attr, sizeof(*attr));

	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

int bpf_try_uprobe_multi(int prog)
{
	static const uint64_t offset;
	struct multi_link_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.prog_fd = (uint32_t)prog;
	attr.attach_type = TRY_UPROBE_MULTI;
	attr.uprobe.path = (uint64_t)(uintptr_t)"/";
	attr.uprobe.offsets = (uint64_t)(uintptr_t)&offset;
	attr.uprobe.cnt = 1;
	return try_link(&attr);
}

int bpf_try_kprobe_multi(int prog, uint32_t attach_type)
{
	struct multi_link_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.prog_fd = (uint32_t)prog;
	attr.attach_type = attach_type;
	attr.kprobe.cnt = 1;
	return try_link(&attr);
}

int bpf_try_helper(uint32_t prog_type, uint32_t helper)
{
	const struct bpf_insn call[] = {
		{ .code = BPF_JMP | BPF_CALL, .imm = (int32_t)helper },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	char log[2048];
	struct bpf_try t = { .prog_type = prog_type, .insns = call, .ninsns = 3, .log = log, .log_size = sizeof(log) };
	int fd = bpf_try_load(&t);

	if (fd >= 0) {
		close(fd);
		return 1;
	}
	if (!log[0])
		return fd == -ENOSPC ? 1 : fd;
	/* the first text until 6.8, the second since; "invalid func" is a number no kernel of that age knew */
	return !strstr(log, "unknown func") && !strstr(log, "cannot use helper") && !strstr(log, "invalid func");
}
