/* Types of the language.
 *
 * A type is immutable and shared once made (struct types fill their members lazily through type_complete). Made by the
 * functions below from the compile arena; compared by type_equal, never by pointer. Sizes and offsets are those of the
 * memory form stated in image.h. */
#ifndef SONDE_CHECK_TYPE_H
#define SONDE_CHECK_TYPE_H

#include "base/arena.h"
#include "base/source.h"
#include "base/strbuf.h"
#include "base/strmap.h"
#include "image.h"
#include "kernel.h"

enum type_kind {
	TY_POISON,  /* after an error: compatible with all, silences what follows */
	TY_UNKNOWN, /* not inferred yet */
	TY_VOID,    /* calls without a result; pointee of void * */
	TY_BOOL, TY_INT, TY_ENUM, TY_PTR, TY_ARRAY,
	TY_STRUCT,  /* C struct or union; also tracepoint args and probe contexts */
	TY_FUNC,    /* C function (pointee only) */
	TY_STRING, TY_BUFFER, TY_INET, TY_MAC, TY_KSYM, TY_USYM, TY_KSTACK, TY_USTACK, TY_USERNAME, TY_TIMESTAMP,
	TY_CGROUP_PATH, TY_TUPLE, TY_RECORD,
	TY_AGG,     /* value of an aggregation map: agg says which */
};

enum addrspace { AS_NONE, AS_KERNEL, AS_USER, AS_BPF /* map values, variables */, AS_CTX /* the probe's context */ };

struct member {
	const char *name;        /* "" anonymous; NULL in tuples */
	const struct type *type;
	uint32_t offset;         /* bytes; of the containing unit for bit-fields */
	uint32_t bit_offset, bit_size; /* within the bytes at offset; bit_size 0: none */
	bool data_loc, rel_loc;  /* tracepoint __data_loc/__rel_loc: the 32-bit word at offset locates it */
};

struct type {
	enum type_kind kind;
	uint32_t size, align;
	bool is_signed;          /* INT, ENUM; AGG: of the argument */
	bool literal;            /* INT: a sign-flexible non-negative literal */
	const struct type *elem; /* PTR: pointee; ARRAY: element; AGG: type of the value when read as an integer */
	enum addrspace as;       /* PTR; STRUCT: where its bytes are when it is an l-value in memory (AS_CTX: context) */
	bool trusted;            /* PTR from BTF-typed arguments: loads need no probe_read */
	bool percpu;             /* PTR with the BTF tag percpu: never loaded from directly */
	uint32_t count;          /* ARRAY elements (0: flexible) */
	bool cut_shown;          /* STRING made by str() */
	const char *name;        /* STRUCT, ENUM: tag; typedef names are not kept */
	bool is_union;
	const struct member *members; /* STRUCT (after type_complete), TUPLE, RECORD */
	uint32_t nmembers;
	const struct shape_enumerator *enums; /* ENUM */
	uint32_t nenums;
	struct ktype_id kid;     /* STRUCT, ENUM from BTF */
	bool from_kernel, incomplete;
	enum shape_kind agg;     /* AGG: SHAPE_COUNT ... SHAPE_TSERIES */
	uint32_t hist_bits;
	int64_t lhist_min, lhist_max, lhist_step;
	uint64_t ts_interval; uint32_t ts_count; int ts_agg;
	enum stack_mode stack_mode;
	uint32_t stack_limit;
};

/* The types one compilation knows: its C definitions, then the kernel's. */
struct types {
	struct arena *arena;
	struct kernel *kernel;
	struct strmap c_tags;      /* "struct S", "union U", "enum E" -> struct type * */
	struct strmap c_typedefs;  /* name -> struct type * */
	struct strmap c_enumerators; /* name -> struct c_enumerator * */
	struct strmap c_macros;    /* #define: name -> struct c_macro * */
	struct strmap by_kid;      /* cache of kernel types */
};

struct c_enumerator { const char *name; int64_t value; const struct type *type; };
struct c_macro { const char *name; const char *text; struct range range; const char **params; int nparams; bool function_like, busy; };

void types_init(struct types *t, struct arena *a, struct kernel *k);

extern const struct type type_poison, type_unknown, type_void, type_bool, type_inet, type_mac, type_ksym, type_usym,
	type_username, type_timestamp, type_cgroup_path;
extern const struct type type_int8, type_int16, type_int32, type_int64, type_uint8, type_uint16, type_uint32, type_uint64;

const struct type *type_int(uint32_t size, bool is_signed);
const struct type *type_int_literal(struct types *t, uint64_t value, bool negative); /* smallest signed that holds it */
const struct type *type_ptr(struct types *t, const struct type *pointee, enum addrspace as);
const struct type *type_array(struct types *t, const struct type *elem, uint32_t count);
const struct type *type_string(struct types *t, uint32_t size, bool cut_shown);
const struct type *type_buffer(struct types *t, uint32_t capacity); /* size = capacity + 4 */
const struct type *type_tuple(struct types *t, const struct type **items, int n); /* C-like layout */
const struct type *type_record(struct types *t, const char **names, const struct type **items, int n);
const struct type *type_stack(struct types *t, bool user, enum stack_mode mode, uint32_t limit);
const struct type *type_agg(struct types *t, const struct type *like); /* copies the aggregation fields, sets size */
const struct type *type_with_as(struct types *t, const struct type *ptr, enum addrspace as);

/* A kernel type as a language type; struct members are filled by type_complete. */
const struct type *type_from_kernel(struct types *t, struct ktype_id id);
/* By the names a script writes: language names, C definitions of the script, then the kernel's. NULL if unknown. */
const struct type *type_by_name(struct types *t, const char *tag, const char *name);
/* Members and size of a struct/union; false if only declared. */
bool type_complete(struct types *t, const struct type *s);
/* Finds a member through anonymous ones; *out has the offset from s. */
bool type_member(struct types *t, const struct type *s, const char *name, struct member *out);

bool type_equal(const struct type *a, const struct type *b);
bool type_is_integral(const struct type *t); /* int, bool, enum */
/* The name used in messages: "int8", "string[2]", "struct S *", "(int8,string[2])", "kstack_bpftrace_127". */
void type_text(struct strbuf *out, const struct type *t);
const char *type_str(struct arena *a, const struct type *t);

/* A type as a shape for the image. stack_map gives the index of the stack map for kstack/ustack types. */
const struct shape *type_shape(struct arena *image_arena, struct types *t, const struct type *ty,
			       uint32_t (*stack_map)(void *ctx, const struct type *), void *ctx);

#endif
