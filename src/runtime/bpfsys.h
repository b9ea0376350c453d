/* The bpf() system call, without libbpf's feature probes. Structs repeat the tail of union bpf_attr that newer kernels
 * have and older headers lack. All descriptors are close-on-exec (the kernel does that for bpf()). Return fd or 0, or a
 * negative errno. */
#ifndef SONDE_RUNTIME_BPFSYS_H
#define SONDE_RUNTIME_BPFSYS_H

#include <errno.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define TRACE_KPROBE_MULTI 42 /* BPF_TRACE_KPROBE_MULTI, Linux 5.18 */
#define TRACE_UPROBE_MULTI 48 /* BPF_TRACE_UPROBE_MULTI, Linux 6.6 */
#define MULTI_RETURN 1        /* BPF_F_KPROBE_MULTI_RETURN, BPF_F_UPROBE_MULTI_RETURN */
#define ERR_NOTSUPP 524       /* ENOTSUPP of the kernel, not in errno.h */

struct link_create_attr { /* union bpf_attr link_create */
	uint32_t prog_fd, target_fd, attach_type, flags;
	union {
		struct { uint64_t cookie; } perf;
		struct { uint64_t info; uint32_t info_len; } iter;
		struct { uint32_t target_btf_id; uint64_t cookie; } tracing;
		struct { uint32_t flags, cnt; uint64_t syms, addrs, cookies; } kprobe_multi;
		struct { uint64_t path, offsets, ref_ctr_offsets, cookies; uint32_t cnt, flags, pid, pad; } uprobe_multi;
	};
};

static inline int bpf_sys(int cmd, void *attr, unsigned size)
{
	long r = syscall(SYS_bpf, cmd, attr, size);

	return r < 0 ? -errno : (int)r;
}

static inline int bpf_link_new(const struct link_create_attr *a)
{
	return bpf_sys(BPF_LINK_CREATE, (void *)a, sizeof(*a));
}

static inline uint64_t ptr_u64(const void *p)
{
	return (uint64_t)(uintptr_t)p;
}

static inline int bpf_elem(int cmd, int fd, const void *key, const void *value, uint64_t flags)
{
	union bpf_attr a;

	memset(&a, 0, sizeof(a));
	a.map_fd = (uint32_t)fd;
	a.key = ptr_u64(key);
	a.value = ptr_u64(value);
	a.flags = flags;
	return bpf_sys(cmd, &a, sizeof(a));
}

#endif
