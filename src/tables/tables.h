/* The language's tables: one row per builtin, function, aggregation, map kind and probe kind. Each consumer expands
 * only the columns it wants; ids below number the rows. */
#ifndef SONDE_TABLES_TABLES_H
#define SONDE_TABLES_TABLES_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stdint.h>

#include "image.h"

enum { /* where a builtin may be used: a probe kind offers the PF_ bit of the same name */
	PF_SPECIAL = 1, PF_ARGS = 2, PF_ARGN = 4, PF_RETVAL = 8, PF_CTX = 16, PF_REG = 32, PF_FUNC = 64,
	PF_KERNEL = 128, /* pointers found in arguments are kernel pointers */
	PF_USER = 256,   /* ... user pointers */
	WHERE_ANY = 0, WHERE_ARGS = PF_ARGS, WHERE_ARGN = PF_ARGN, WHERE_RETVAL = PF_RETVAL, WHERE_CTX = PF_CTX,
	WHERE_FUNC = PF_FUNC, WHERE_STACK = 0,
};

enum args_source { ARGS_NONE, ARGS_FORMAT, ARGS_BTF_RAW_TP, ARGS_BTF_FUNC, ARGS_REGS, ARGS_USDT, ARGS_ITER };

enum { FN_ASYNC = 1, FN_UNSAFE = 2, FN_CONST = 4, FN_BUILTIN = 8 /* also a builtin without arguments */ };

#define BUILTIN(id, ...) BI_##id,
enum builtin_id {
#include "tables/builtins.def"
	BI_COUNT_
};
#undef BUILTIN
#define FUNCTION(id, ...) FN_ID_##id,
enum function_id {
#include "tables/functions.def"
	FN_ID_COUNT_
};
#undef FUNCTION
#define AGGREGATION(id, ...) AGG_##id,
enum aggregation_id {
#include "tables/aggregations.def"
	AGG_COUNT_
};
#undef AGGREGATION
#define PROBE(id, ...) PK_##id,
enum probe_kind_id {
#include "tables/probes.def"
	PK_COUNT_
};
#undef PROBE

struct builtin {
	enum builtin_id id;
	const char *name, *type;
	unsigned where;
	const char *helper, *doc;
};
struct function {
	enum function_id id;
	const char *name;
	int min_args, max_args;
	unsigned flags;
	const char *signature, *doc;
};
struct aggregation {
	enum aggregation_id id;
	const char *name;
	int min_args, max_args;
	enum shape_kind shape;
	const char *signature, *doc;
};
struct map_kind {
	const char *name;
	uint32_t bpf_type;
	bool percpu;
	const char *doc;
};
struct probe_kind {
	enum probe_kind_id id;
	const char *name, *aliases;
	int min_parts, max_parts;
	uint32_t prog_type;
	enum attach_method attach;
	enum args_source args;
	unsigned flags;
	const char *syntax, *doc;
};
struct library_row {
	const char *name, *signature, *doc, *text;
};

extern const struct builtin builtins[BI_COUNT_];
extern const struct function functions[FN_ID_COUNT_];
extern const struct aggregation aggregations[AGG_COUNT_];
extern const struct probe_kind probe_kinds[PK_COUNT_];
extern const struct map_kind map_kinds[];
extern const int map_kinds_count;
extern const struct library_row library_rows[];
extern const int library_rows_count;

const struct builtin *builtin_by_name(const char *name);     /* "arg3" gives the argN row; NULL */
const struct function *function_by_name(const char *name);
const struct aggregation *aggregation_by_name(const char *name);
const struct probe_kind *probe_kind_by_name(const char *name);
const struct map_kind *map_kind_by_name(const char *name);
const struct library_row *library_by_name(const char *name);

#endif
