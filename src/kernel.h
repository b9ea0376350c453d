/* Every question that compiling asks of a kernel (and of the binaries on its machine), as a struct of functions.
 *
 * The live kernel answers in the product (kernel/live.c), a text file in tests (kernel/file.c). The checker and the code
 * generator see only this header. All functions take the struct itself first, never print, and report a missing thing
 * as false / -errno; `why` gives the reason of the last failure in words for diagnostics ("" if none). Results are
 * placed in the arena given. A struct kernel serves one thread at a time. */
#ifndef SONDE_KERNEL_H
#define SONDE_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* ---- C types (BTF) ---- */
enum ktype_kind {
	KT_VOID, KT_INT, KT_FLOAT, KT_PTR, KT_ARRAY, KT_STRUCT, KT_UNION, KT_ENUM, KT_FUNC_PROTO,
	KT_FWD, /* declared, not defined */
};

enum ktype_tag { KTAG_NONE, KTAG_USER, KTAG_PERCPU, KTAG_RCU };

/* Identifies a type: index of the BTF object (0 vmlinux, then modules) and the type id in it. id 0 is void. */
struct ktype_id {
	uint32_t btf, id;
};

struct kmember {
	const char *name;          /* "" for anonymous struct/union members */
	struct ktype_id type;
	uint32_t bit_offset;       /* from the start of the struct */
	uint32_t bit_size;         /* bit-fields; 0: not a bit-field */
};

struct kenumerator {
	const char *name;
	int64_t value;
};

struct ktype { /* typedefs, const, volatile, restrict are looked through */
	enum ktype_kind kind;
	struct ktype_id id;        /* after looking through */
	const char *name;          /* tag or base-type name; "" if anonymous */
	const char *typedef_name;  /* the outermost typedef that led here, or NULL */
	uint32_t size;             /* bytes */
	bool is_signed, is_char, is_bool; /* KT_INT; is_signed also KT_ENUM */
	struct ktype_id target;    /* PTR: pointee; ARRAY: element; FUNC_PROTO: return type */
	enum ktype_tag tag;        /* PTR: type tag on the pointee */
	uint32_t nelems;           /* ARRAY */
	struct kmember *members;   /* STRUCT, UNION; FUNC_PROTO: parameters (offsets unset) */
	uint32_t nmembers;
	struct kenumerator *enums;
	uint32_t nenums;
};

/* ---- tracepoints ---- */
struct tp_field { /* one line of events/CATEGORY/EVENT/format */
	const char *name;
	const char *c_type;        /* "const char *", "__u64", "unsigned long[6]" with the [] moved here */
	uint32_t offset, size;
	bool is_signed;
	bool is_array;             /* fixed: name[N] */
	uint32_t nelems;
	bool data_loc;             /* __data_loc T[]: 32-bit (length << 16 | offset from the record start) */
	bool rel_loc;              /* __rel_loc T[]: offset counted from the end of the field */
	bool common;               /* common_type, common_pid ... */
};

struct tp_format {
	uint32_t id;               /* events/.../id */
	struct tp_field *fields;
	uint32_t nfields;
};

/* ---- functions and symbols ---- */
enum sym_kind { SYM_FUNC, SYM_DATA };

struct user_symbol {
	const char *name;
	uint64_t address;          /* virtual address in the file */
	uint64_t file_offset;      /* offset to attach at */
	uint64_t size;
	enum sym_kind kind;
};

struct usdt_arg {
	int size;                  /* bytes; negative: signed, as in the note */
	enum { USDT_CONST, USDT_REG, USDT_MEM } kind;
	const char *reg, *index;   /* REG; MEM: base and index register or NULL */
	int scale;                 /* MEM: index scale */
	int64_t value;             /* CONST; MEM: displacement */
};

struct usdt_location {
	uint64_t file_offset;      /* of the nop */
	uint64_t semaphore_offset; /* file offset of the semaphore; 0: none */
	const char *provider, *name, *arg_text;
	struct usdt_arg *args;
	uint32_t nargs;
};

typedef VEC(const char *) name_list;
typedef VEC(struct user_symbol) user_symbol_list;
typedef VEC(struct usdt_location) usdt_list;

enum feature {
	FEAT_BTF,             /* vmlinux BTF present */
	FEAT_KPROBES, FEAT_KPROBE_MULTI, FEAT_KPROBE_SESSION, FEAT_UPROBES, FEAT_UPROBE_MULTI,
	FEAT_TRAMPOLINE,      /* fentry/fexit load */
	FEAT_TRACEFS,         /* tracefs mounted and readable */
	FEAT_BPF_LOOP, FEAT_FOR_EACH_MAP_ELEM, FEAT_BPF_COOKIE, FEAT_ITER_NUM, FEAT_RINGBUF,
	FEAT_COUNT_,
};

struct kernel {
	void *impl;

	/* C types. type_find: kind is KT_STRUCT, KT_UNION, KT_ENUM, KT_INT ... ; KT_VOID: any kind, typedefs included. */
	bool (*type_find)(struct kernel *, enum ktype_kind kind, const char *name, struct ktype_id *out);
	bool (*type_get)(struct kernel *, struct arena *, struct ktype_id id, struct ktype *out);
	/* An enumerator of any kernel enum: its value and the enum's id. */
	bool (*enumerator_find)(struct kernel *, const char *name, int64_t *value, struct ktype_id *enum_type);
	/* Prototype of a kernel function (KT_FUNC_PROTO) and the BTF ids trampolines need. module: NULL any. */
	bool (*func_find)(struct kernel *, struct arena *, const char *module, const char *name, struct ktype *proto,
			  struct ktype_id *func_id);
	/* btf_trace_NAME: the prototype of a raw tracepoint (first parameter, void *, left out) and the typedef's id. */
	bool (*raw_tp_find)(struct kernel *, struct arena *, const char *name, struct ktype *proto,
			    struct ktype_id *typedef_id);

	/* Names matching a pattern with '*', sorted, unique. An exact pattern that exists gives itself, cheaply. */
	int (*tracepoints)(struct kernel *, struct arena *, const char *category, const char *event, name_list *out);
	/* ... each as "category:event" */
	bool (*tracepoint_format)(struct kernel *, struct arena *, const char *category, const char *event,
				  struct tp_format *out);
	int (*raw_tracepoints)(struct kernel *, struct arena *, const char *pattern, name_list *out);
	/* Traceable kernel functions, "name" or "module:name". module NULL: any. */
	int (*functions)(struct kernel *, struct arena *, const char *module, const char *pattern, name_list *out);
	bool (*symbol_address)(struct kernel *, const char *name, uint64_t *address); /* kallsyms */

	/* User binaries. target as written: path, name in $PATH, library short name; pid 0 or the traced process.
	 * binary_find gives absolute paths (several for globs and '*'). */
	int (*binary_find)(struct kernel *, struct arena *, const char *target, int pid, name_list *paths);
	int (*user_symbols)(struct kernel *, struct arena *, const char *path, const char *pattern,
			    user_symbol_list *out);
	int (*usdt_locations)(struct kernel *, struct arena *, const char *path, const char *provider,
			      const char *name, usdt_list *out);

	bool (*feature)(struct kernel *, enum feature f);
	uint32_t (*version)(struct kernel *); /* KERNEL_VERSION(a, b, c) */
	uint32_t (*possible_cpus)(struct kernel *);
	/* cgroup v2 id of a path; -errno */
	int (*cgroup_id)(struct kernel *, const char *path, uint64_t *id);
	const char *(*why)(struct kernel *);

	void (*release)(struct kernel *);

	/* Type of a kernel variable BTF knows (per-CPU variables). */
	bool (*var_find)(struct kernel *, const char *name, struct ktype_id *type);
	/* Names of types of a kind (KT_STRUCT, KT_UNION, KT_ENUM) that match a pattern, sorted, unique. */
	int (*types)(struct kernel *, struct arena *, enum ktype_kind kind, const char *pattern, name_list *out);
	/* Name of a BTF object (ktype_id.btf): "vmlinux" or the module's; NULL. */
	const char *(*btf_name)(struct kernel *, uint32_t btf);
};

/* The running kernel. flags: none yet. Opens nothing until it is asked. */
struct kernel *kernel_live_new(void);
struct kernel_live_options { /* NULL: the usual */
	const char *btf_path;            /* instead of /sys/kernel/btf/vmlinux: raw BTF, or an ELF file with it */
	const char *traceable_functions; /* instead of available_filter_functions */
	const char *debug_dirs;          /* "DIR:DIR" with separate debug files; ".debug:/usr/lib/debug" */
};
/* Before the first question. */
void kernel_live_configure(struct kernel *k, const struct kernel_live_options *o);
/* A kernel described by a text file (tests, compiling for another machine); NULL and *error (from
 * malloc) on bad input. */
struct kernel *kernel_file_new(const char *text, const char **error);
void kernel_free(struct kernel *k); /* NULL is fine */

#endif
