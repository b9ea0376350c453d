/* Everything the runtime needs of a compiled program, as plain data.
 *
 * Code generation fills an image; the runtime loads, attaches and prints it and never sees an AST, a front-end type or
 * LLVM. All pointers lead into the image's own arena. Sizes are bytes. The record and map layouts stated here are the
 * contract between generated code and the runtime. */
#ifndef SONDE_IMAGE_H
#define SONDE_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* ---- shapes: how bytes are to be read and shown ----
 * memory form of each kind (native byte order):
 *   BOOL 1 byte; INT, ENUM size bytes; PTR 8
 *   STRING size bytes, text up to the first NUL or all of it; what follows the NUL has no meaning (zero in map keys)
 *   BUFFER u32 length, then size-4 bytes of which length count
 *   ARRAY count * elem; TUPLE, RECORD, STRUCT fields at their offsets
 *   INET u64 family (AF_INET or AF_INET6), 16 address bytes; MAC 6 bytes
 *   KSYM u64 address; USYM u64 address, u32 pid (tgid), u32 0
 *   KSTACK u64 id (0: empty), u64 nothing; USTACK u64 id, u32 pid (tgid), u32 nothing. id is a key of
 *     stack map `stack_map`, whose value is u64 count, then count u64 addresses
 *   USERNAME u32 uid, u32 0; TIMESTAMP u64 nanoseconds, u64 index of image_string (strftime format)
 *   CGROUP_PATH u64 cgroup id, u64 index of image_string (filter)
 * map values only:
 *   COUNT u64; SUM s64/u64; MIN, MAX s64/u64 value, u64 set (0: none yet); AVG, STATS s64/u64 total, u64 count
 *   HIST u64[hist_buckets(bits)]; LHIST u64[2 + (max - min) / step rounded up]: below, each step, above
 *   TSERIES struct tseries_slot[ts_count], see below; held per CPU except where percpu is false */
enum shape_kind {
	SHAPE_NONE, SHAPE_BOOL, SHAPE_INT, SHAPE_ENUM, SHAPE_PTR, SHAPE_STRING, SHAPE_BUFFER, SHAPE_ARRAY, SHAPE_TUPLE,
	SHAPE_RECORD, SHAPE_STRUCT, SHAPE_INET, SHAPE_MAC, SHAPE_KSYM, SHAPE_USYM, SHAPE_KSTACK, SHAPE_USTACK,
	SHAPE_USERNAME, SHAPE_TIMESTAMP, SHAPE_CGROUP_PATH, SHAPE_COUNT, SHAPE_SUM, SHAPE_MIN, SHAPE_MAX, SHAPE_AVG,
	SHAPE_STATS, SHAPE_HIST, SHAPE_LHIST, SHAPE_TSERIES,
};

enum stack_mode { STACK_BPFTRACE, STACK_PERF, STACK_RAW, STACK_BUILD_ID };

struct shape_enumerator {
	const char *name;
	uint64_t value;
};

struct shape_field {
	const char *name; /* NULL in tuples; "" anonymous: its own fields are shown inline */
	uint32_t offset;
	uint32_t bit_offset, bit_size; /* bit-fields: bit_size > 0, bit_offset within the bytes at offset */
	const struct shape *shape;
};

struct shape {
	enum shape_kind kind;
	uint32_t size;              /* of the memory form */
	bool is_signed;             /* INT, ENUM, SUM, MIN, MAX, AVG, STATS */
	bool cut_shown;             /* STRING from str(): a text of size-1 bytes was cut, show the trailer */
	const char *name;           /* STRUCT, ENUM: tag */
	uint32_t count;             /* ARRAY elements */
	const struct shape *elem;   /* ARRAY */
	const struct shape_field *fields;
	uint32_t nfields;
	const struct shape_enumerator *enums;
	uint32_t nenums;
	enum stack_mode stack_mode;
	uint32_t stack_limit;       /* frames to show */
	uint32_t stack_map;         /* index of an image_map */
	uint32_t hist_bits;
	int64_t lhist_min, lhist_max, lhist_step;
	uint64_t ts_interval;       /* TSERIES: ns per interval */
	uint32_t ts_count;
	enum { TS_LAST, TS_AVG, TS_MAX, TS_MIN, TS_SUM } ts_agg;
};

/* Number of u64 buckets of hist(n, bits): bucket 0 is below zero, n < 2^bits has bucket n + 1, above that each power of
 * two has 2^bits buckets up to 2^63. */
static inline uint32_t hist_buckets(uint32_t bits)
{
	return 1 + (1u << bits) + (63 - bits) * (1u << bits);
}

/* Value of a tseries map: a ring of ts_count intervals. Interval number n = boot clock / ts_interval is kept in slot
 * n % ts_count; a value whose interval number differs from the slot's starts the slot anew (older ones are dropped).
 * CPUs are folded by tseries_fold (runtime/render.h), which keeps this form. */
struct tseries_slot {
	uint64_t number;            /* interval number + 1; 0: empty */
	int64_t value;              /* the last, greatest, smallest, or the sum (TS_SUM, TS_AVG) of the interval */
	uint64_t extra;             /* TS_AVG: number of values; TS_LAST: boot clock ns of the value; else 0 */
};

/* ---- maps ---- */
enum map_role {
	MAP_USER,     /* a script's @map: printed at the end */
	MAP_RING,     /* the event ring buffer */
	MAP_STACK,    /* stacks by id: key u64, value u64 count + u64[limit] */
	MAP_SCRATCH,  /* array, possible_cpus * SCRATCH_SLOTS entries; busy marks: see codegen */
	MAP_SCRATCH_BUSY, /* array, possible_cpus entries of u64 */
	MAP_SITES,    /* per-CPU array, one struct site_counter per image_site */
	MAP_ZERO,     /* array of one entry: zeroes for first insertions */
	MAP_GLOBALS,  /* array of one entry: run-time constants the loader fills (struct image_globals) */
	MAP_TSERIES,  /* the intervals of a tseries map */
};

struct image_map {
	const char *name;           /* "@x"; internal ones have names without @ */
	const char *symbol;         /* in the ELF */
	enum map_role role;
	uint32_t bpf_type;          /* BPF_MAP_TYPE_* */
	uint32_t key_size, value_size; /* value_size of one CPU, rounded up to 8 */
	uint32_t max_entries;       /* 0: the loader decides (ring: by memory; scratch: by CPUs) */
	bool percpu;
	uint32_t makers;            /* places in ordinary probes that may add an element; a loop counts as many */
	bool scalar;                /* no key: array of one entry, key u32 0, value followed by u64 "set" mark at
	                               set_offset: 0 until the program stores a value, and after clear */
	uint32_t set_offset;
	bool read_in_kernel;        /* the program reads values or tests keys: clear must really empty it */
	const struct shape *key;    /* NULL for scalar. Multi-key maps: a TUPLE */
	const struct shape *value;
};

struct image_globals { /* MAP_GLOBALS value; written once by the loader before anything runs */
	uint64_t start_ns;          /* boot clock at start: elapsed */
	uint64_t pid_filter;        /* -p or -c: tgid, 0 none */
	uint64_t cpid;              /* -c child, 0 none */
	uint64_t own_pid;
	uint64_t pidns_dev, pidns_ino; /* sonde's pid namespace; 0 in the initial one */
	uint64_t possible_cpus;
	uint64_t reserved[9];
};

/* ---- events: records in the ring buffer ----
 * every record: u32 event id (index of image_event), u32 0, then args as a TUPLE of shapes (args->fields offsets count
 * from the byte after the 8-byte header). */
enum event_kind {
	EVENT_PRINTF, EVENT_ERRORF, EVENT_WARNF, EVENT_PRINT_VALUE,
	EVENT_PRINT_MAP,  /* args: u64 top, u64 div */
	EVENT_PRINT_ELEM, /* print(@m[k]): args.0 the value; map set */
	EVENT_CLEAR, EVENT_ZERO,
	EVENT_EXIT,       /* args: s64 status */
	EVENT_TIME,       /* format in fmt */
	EVENT_CAT, EVENT_SYSTEM, /* fmt + args make the path, the command */
	EVENT_JOIN,       /* args: u64 count, then JOIN_MAX strings of JOIN_LEN; fmt is the separator */
	EVENT_SIGNAL_SELF,/* reserved */
	EVENT_UNWATCH,    /* args: u64 address */
	EVENT_SKBOUTPUT,
};

struct image_loc { /* a place in the script, for messages at run time */
	const char *file;
	uint32_t line, col1, col2;  /* 1-based; col2 one past the end */
	const char *source_line;    /* text of the line */
};

struct image_event {
	enum event_kind kind;
	const char *fmt;            /* format text, see base/format.h; length fmt_len, may contain NUL */
	uint32_t fmt_len;
	const struct shape *args;   /* TUPLE; NULL: no payload */
	uint32_t size;              /* of the whole record */
	uint32_t map;               /* PRINT_MAP, CLEAR, ZERO, PRINT_ELEM */
	bool then_clear;            /* PRINT_MAP directly followed by clear() of the same map: one step */
	struct image_loc loc;
};

/* ---- sites: places that can fail, counted in MAP_SITES ---- */
enum site_kind {
	SITE_RING_FULL,     /* an event had no room */
	SITE_MAP_FULL,      /* map update refused; retcode -E2BIG: full */
	SITE_STRING_CUT, SITE_READ_FAILED, SITE_LOOKUP_MISSING, SITE_DELETE_MISSING, SITE_DIV_ZERO, SITE_OUT_OF_BOUNDS,
	SITE_STACK_FAILED, SITE_SCRATCH_BUSY, SITE_HELPER_FAILED,
};

struct site_counter { /* value of MAP_SITES, per CPU */
	uint64_t count;
	int64_t retcode;    /* of the latest */
};

struct image_site {
	enum site_kind kind;
	const char *helper;  /* "probe_read_kernel", "map_update_elem" ... */
	int map;             /* index or -1 */
	bool only_k;         /* reported only with -k */
	struct image_loc loc;
};

/* ---- probes ---- */
enum attach_method {
	ATTACH_RUN,           /* BPF_PROG_RUN by the session (begin, end, self, test, bench) */
	ATTACH_TRACEPOINT,    /* perf tracepoint */
	ATTACH_RAW_TP,        /* raw_tracepoint_open; tp_btf when the program is BPF_PROG_TYPE_TRACING */
	ATTACH_KPROBE, ATTACH_KRETPROBE,
	ATTACH_UPROBE, ATTACH_URETPROBE, ATTACH_USDT,
	ATTACH_TRAMPOLINE,    /* fentry, fexit */
	ATTACH_PERF_PROFILE,  /* software cpu-clock on each CPU */
	ATTACH_PERF_INTERVAL, /* on one CPU */
	ATTACH_PERF_SOFTWARE, ATTACH_PERF_HARDWARE, ATTACH_WATCHPOINT,
	ATTACH_ITER,
};

struct image_target { /* one place a program is attached to */
	const char *name;       /* what `probe` prints: "tracepoint:sched:sched_switch" */
	const char *module, *function; /* kernel functions; raw tracepoint name in function */
	const char *category, *event;  /* tracepoints */
	uint32_t tp_id;
	const char *path;       /* binaries; iterator pin path */
	uint64_t offset;        /* file offset, or offset in the kernel function, or address */
	uint64_t ref_ctr_offset;/* USDT semaphore */
	uint64_t cookie;        /* given to the kernel with the attachment: index of the target in its probe */
	uint32_t perf_type;     /* software, hardware: PERF_TYPE_* and config */
	uint64_t perf_config;
	uint64_t period;        /* ns for time based, else event count */
	bool freq;              /* period is a frequency in Hz */
	uint32_t watch_len, watch_mode;
	struct image_loc loc;   /* the attach point */
};

struct image_probe {
	const char *section;    /* ELF section that holds the program */
	const char *prog_name;  /* as the kernel shows it, at most 15 characters */
	const char *kind_name;  /* "tracepoint" */
	enum { ROLE_NORMAL, ROLE_BEGIN, ROLE_END, ROLE_SIGNAL, ROLE_TEST, ROLE_BENCH } role;
	uint32_t prog_type;     /* BPF_PROG_TYPE_* */
	uint32_t expected_attach_type;
	uint32_t attach_btf_obj, attach_btf_id; /* tp_btf, fentry, iter: kernel.h ktype_id */
	bool sleepable;
	bool ctx_unused;        /* the program never looks at its context: a cheaper attachment to the same place will do */
	enum attach_method method;
	struct image_target *targets;
	uint32_t ntargets;
	struct image_loc loc;
};

struct image_config { /* what of the script's configuration matters at run time */
	uint64_t max_map_keys, max_strlen, max_cat_bytes, perf_rb_pages, log_size;
	bool print_maps_on_exit, cpp_demangle, lazy_symbolication, show_debug_info;
	int cache_user_symbols;   /* 0 none, 1 per pid, 2 per program */
	int missing_probes;       /* 0 error, 1 warn, 2 ignore */
	const char *str_trunc_trailer, *license;
};

struct image {
	struct arena arena;
	int refs;               /* programs and sessions that hold it; atomic */
	const void *elf;        /* a BPF object file libbpf can load too */
	size_t elf_size;
	struct image_map *maps;
	uint32_t nmaps;
	struct image_event *events;
	uint32_t nevents;
	struct image_site *sites;
	uint32_t nsites;
	struct image_probe *probes;
	uint32_t nprobes;
	const char **strings;   /* strftime formats, cgroup filters */
	uint32_t nstrings;
	struct image_config config;
	bool chatty;            /* events come from probes that may fire often: the ring needs room */
	const char *source_name;
	const char *stack_text; /* -d stack: the frame layouts */
};

#define JOIN_MAX 16
#define JOIN_LEN 1024
#define SCRATCH_SLOTS 8

/* codegen/image.c. A new image has one reference; image_free drops one and frees at the last. NULL is fine. */
struct image *image_ref(struct image *img);
void image_free(struct image *img);

#endif
