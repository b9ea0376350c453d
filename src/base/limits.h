/* What the kernel and the language impose, each named once, with where it comes from. */
#ifndef SONDE_BASE_LIMITS_H
#define SONDE_BASE_LIMITS_H

#define BPF_STACK_MAX 512        /* include/linux/filter.h MAX_BPF_STACK: all frames of one call chain together */
#define STACK_SPILL_RESERVE 160  /* kept free for registers the back end spills */
#define BPF_PROG_NAME_MAX 15     /* BPF_OBJ_NAME_LEN - 1, include/uapi/linux/bpf.h */
#define PROGRAM_IR_MAX 16000     /* LLVM instructions of one program; see codegen.c */
#define BPF_HELPER_ARGS 5        /* registers r1-r5 */
#define PERCPU_VALUE_MAX 32768   /* PCPU_MIN_UNIT_SIZE, include/linux/percpu.h */
#define KEY_SIZE_MAX 512         /* what sonde allows beside strings; hash maps: MAX_BPF_STACK before 5.x, now KMALLOC_MAX */
#define BPF_LOOP_MAX (1u << 23)  /* BPF_MAX_LOOPS, include/linux/bpf.h */
#define PROG_MAPS_MAX 64         /* MAX_USED_MAPS, include/linux/bpf_verifier.h */
#define TAIL_CALL_MAX 33         /* MAX_TAIL_CALL_CNT, include/linux/bpf.h */

/* of the language (shared/spec/language.md section 11) */
#define PRINTF_ARGS_MAX 128
#define STRLEN_DEFAULT 1024
#define COMM_LEN 16              /* TASK_COMM_LEN, include/linux/sched.h */
#define STACK_LIMIT_DEFAULT 127
#define STACK_LIMIT_MAX 1024
#define HIST_BITS_MAX 5
#define LHIST_BUCKETS_MAX 1000
#define UNROLL_MAX 100
#define TSERIES_MAX 1000000
#define MAP_ENTRIES_DEFAULT 4096
#define STACK_MAP_ENTRIES 65536
#define PLAIN_LOOP_MAX 32        /* trip count up to which a range loop is made of jumps */

#endif
