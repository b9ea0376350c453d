/* A kernel described by text: what the parser (file_parse.c) fills and the answers (file.c) are taken from. */
#ifndef SONDE_KERNEL_FILE_H
#define SONDE_KERNEL_FILE_H

#include "kernel.h"

struct file_type { /* id: index; 0 is void */
	enum ktype_kind kind;
	bool is_typedef;             /* then only name and target count */
	const char *name;
	uint32_t size, target, nelems;
	bool is_signed, is_char, is_bool;
	enum ktype_tag tag;
	struct kmember *members;
	uint32_t nmembers;
	struct kenumerator *enums;
	uint32_t nenums;
};

struct file_tracepoint {
	const char *category, *event;
	struct tp_format format;
};

struct file_function { /* also raw tracepoints */
	uint32_t module;             /* 0: vmlinux; as ktype_id.btf */
	const char *name;
	uint32_t proto;
	bool notrace;
};

struct file_symbol {
	const char *name;
	uint64_t address;
};

struct file_binary {
	const char *path;
	name_list aliases;
	user_symbol_list symbols;
	usdt_list usdt;
};

struct file_var {
	const char *name;
	uint32_t type;
};

struct file_kernel {
	struct kernel kernel;
	struct arena arena;
	uint32_t version, cpus;
	bool features[FEAT_COUNT_];
	VEC(struct file_type) types;
	VEC(struct file_tracepoint) tracepoints;
	VEC(struct file_function) functions;
	VEC(struct file_function) raw_tps;
	VEC(struct file_symbol) symbols;
	VEC(struct file_symbol) cgroups;
	VEC(struct file_binary) binaries;
	VEC(struct file_var) vars;
	name_list modules;           /* [0] "vmlinux" */
	char why[256];
};

extern const char *const feature_names[FEAT_COUNT_]; /* "BTF", "KPROBES" ...: enum feature without FEAT_ */

/* NULL, or what is wrong ("line 3: ..."), from malloc. */
char *file_parse(struct file_kernel *k, const char *text);

#endif
