/* Asking the kernel by trying: tiny programs, maps and links that are closed again at once. */
#ifndef SONDE_KERNEL_BPF_TRY_H
#define SONDE_KERNEL_BPF_TRY_H

#include <linux/bpf.h>
#include <stddef.h>
#include <stdint.h>

/* values of enum bpf_attach_type newer than the headers sonde must build with */
enum { TRY_KPROBE_MULTI = 42, TRY_UPROBE_MULTI = 48, TRY_KPROBE_SESSION = 56 };

struct bpf_try {
	uint32_t prog_type, attach_type;
	uint32_t attach_btf_id;
	const struct bpf_insn *insns; /* NULL: "r0 = 0; exit" */
	uint32_t ninsns;
	char *log;                    /* verifier's text, or NULL */
	size_t log_size;
};

int bpf_try_load(const struct bpf_try *t);                  /* fd or -errno */
int bpf_try_map(uint32_t type, uint32_t key, uint32_t value, uint32_t entries, uint32_t flags); /* 0 or -errno */
/* BPF_LINK_CREATE with a path of "/" and one offset, or with neither symbols nor addresses: never attaches. -errno */
int bpf_try_uprobe_multi(int prog);
int bpf_try_kprobe_multi(int prog, uint32_t attach_type);

/* Is a helper there for a program type: 1, 0, -errno when that cannot be found out. */
int bpf_try_helper(uint32_t prog_type, uint32_t helper);

#endif
