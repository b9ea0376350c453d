/* Shared inside codegen/: the emitter and its vocabulary. Not seen outside.
 *
 * Values. A scalar (int, bool, enum, pointer, KSYM) is an LLVM i64 in a register, sign- or zero-extended according to
 * its type. Everything else is "in memory": an address of its memory form (image.h). Remote memory (kernel, user) is
 * never dereferenced directly but read with probe_read into a slot.
 *
 * Memory. One alloca of prog->stack_size bytes, `frame`, holds all stack slots at the offsets the layout pass chose;
 * `scratch` points to prog->scratch_size bytes of per-CPU memory taken at entry and given back at every exit. Loop
 * callbacks get the frame's address as their context, so every slot has the same address inside and outside of a
 * callback. The first FRAME_HEADER bytes of the frame are: pointer to scratch, pointer to the probe's context.
 *
 * Destinations. An aggregate that is wanted somewhere (event argument, map key, map value, tuple item, variable) is
 * emitted straight into that memory by emit_into; such expressions have no slot. An aggregate used in place (operand
 * of ==, base of a field, argument of strlen) has e->slot and is emitted there by emit_expr. */
#ifndef SONDE_CODEGEN_EMIT_H
#define SONDE_CODEGEN_EMIT_H

#include <llvm-c/Core.h>
#include <llvm-c/DebugInfo.h>
#include <llvm-c/TargetMachine.h>

#include "base/limits.h"
#include "check/program.h"
#include "codegen/codegen.h"

#define FRAME_HEADER 16

enum place {
	IN_REG,     /* v: i64 */
	IN_BPF,     /* v: ptr to memory BPF may load from (stack, scratch, map value, ring, constants) */
	IN_KERNEL,  /* v: i64 address, to be read with probe_read_kernel */
	IN_USER,    /* v: i64 address, probe_read_user */
	IN_CTX,     /* v: ptr, the context; at constant offset `offset`: direct loads */
	IN_TRUSTED, /* v: i64 BTF pointer; at constant offset `offset`: direct loads */
};

struct val {
	const struct type *type;
	enum place place;
	LLVMValueRef v;
	uint32_t offset;
};

struct emitter {
	const struct program *p;
	struct image *img;
	LLVMContextRef ctx;
	LLVMModuleRef mod;
	LLVMBuilderRef b;
	LLVMTargetMachineRef machine;
	LLVMDIBuilderRef di;
	LLVMMetadataRef di_file, di_cu, di_scope;
	LLVMTypeRef i1, i8, i16, i32, i64, ptr;

	const struct prog *prog;      /* being emitted */
	struct image_probe *iprobe;
	LLVMValueRef fn;              /* the function being filled: the program or a loop callback */
	LLVMValueRef frame, scratch, probe_ctx; /* as seen in fn */
	LLVMBasicBlockRef ret_block;  /* leaves the program from anywhere: gives scratch back and returns `ret_value`; in a
	                               loop callback it ends the loop and then the program */
	LLVMValueRef ret_value;       /* ptr to an i64 */
	bool in_callback;
	struct loop_frame *loop;      /* innermost loop: where break and continue go (emit_loop.c) */
	const struct expr *event_in_flight; /* guards against nested events in arguments */

	/* image maps: user maps first, in program order, then internal ones as they are asked for */
	VEC(struct image_map) maps;
	VEC(struct image_event) events;
	VEC(struct image_site) sites;
	int map_ring, map_sites, map_zero, map_scratch, map_scratch_busy, map_globals_index; /* -1: not used yet */
	VEC(int) stack_maps;
	uint32_t scratch_max, zero_max;
	bool failed;
	struct core *core;            /* what only the files behind codegen/core.h know */
};

/* ---- module.c, debuginfo.c: emit_ir.c small vocabulary ---- */
LLVMValueRef em_int(struct emitter *em, uint64_t v);                      /* i64 constant */
LLVMValueRef em_add(struct emitter *em, LLVMValueRef ptr, uint64_t off);  /* ptr + constant */
LLVMValueRef em_add_v(struct emitter *em, LLVMValueRef ptr, LLVMValueRef off_i64);
LLVMValueRef em_load(struct emitter *em, LLVMValueRef ptr, uint32_t size, bool is_signed); /* -> i64 */
void em_store(struct emitter *em, LLVMValueRef ptr, LLVMValueRef i64, uint32_t size);      /* truncates */
LLVMValueRef em_to_ptr(struct emitter *em, LLVMValueRef i64);
LLVMValueRef em_to_int(struct emitter *em, LLVMValueRef ptr);
void em_copy(struct emitter *em, LLVMValueRef dst, LLVMValueRef src, uint32_t n); /* inline, any n; both in BPF memory */
void em_zero(struct emitter *em, LLVMValueRef dst, uint32_t n);
LLVMValueRef em_extend(struct emitter *em, LLVMValueRef i64, const struct type *t); /* cut to t's width, extend again */
LLVMValueRef em_bool(struct emitter *em, LLVMValueRef i1);                /* i1 -> i64 0/1 */
LLVMValueRef em_nonzero(struct emitter *em, LLVMValueRef i64);            /* i64 -> i1 */
LLVMBasicBlockRef em_block(struct emitter *em, const char *name);         /* appended to fn */
void em_at(struct emitter *em, LLVMBasicBlockRef bb);
void em_br(struct emitter *em, LLVMBasicBlockRef bb);                     /* nothing if the block has ended */
void em_cond(struct emitter *em, LLVMValueRef i1, LLVMBasicBlockRef yes, LLVMBasicBlockRef no);
bool em_ended(struct emitter *em);                                        /* current block has a terminator */
LLVMValueRef em_const_bytes(struct emitter *em, const void *bytes, uint32_t n); /* ptr to read-only constant (.rodata) */
void em_loc(struct emitter *em, struct range r);                          /* debug location of what follows */

/* Alignment (1, 2, 4, 8) that ptr has for sure, found by looking through constant offsets. em_load, em_store, em_copy and
 * em_zero use it: the verifier refuses misaligned accesses to the stack. */
unsigned em_align(LLVMValueRef ptr);
/* The same i64 or ptr, but LLVM no longer knows where it came from: keeps it from merging loads of the context, and
 * from dropping bounds checks the verifier has to see. Costs no instruction. */
LLVMValueRef em_opaque(struct emitter *em, LLVMValueRef v);
LLVMValueRef em_alloca(struct emitter *em, LLVMTypeRef t, const char *name); /* in the entry block of fn */
LLVMValueRef em_tmp8(struct emitter *em); /* ptr to 8 bytes of stack for immediate use: gone with the next em_ call */
LLVMValueRef em_zeroes(struct emitter *em, uint32_t n); /* ptr to n read-only zero bytes; n <= ZEROES_MAX */
/* i64 of type `from` as `to` has it: cut and extended where `to` does not hold all of `from`. */
LLVMValueRef em_convert(struct emitter *em, LLVMValueRef i64, const struct type *from, const struct type *to);
struct image_loc em_image_loc(struct emitter *em, struct range r);        /* strings in the image's arena */

#define ZEROES_MAX 65536

/* BPF helper by number (BPF_FUNC_*), arguments i64 or ptr; result i64. */
LLVMValueRef em_helper(struct emitter *em, int func, LLVMValueRef *args, int n);
LLVMValueRef em_helper_ptr(struct emitter *em, int func, LLVMValueRef *args, int n); /* result ptr */

/* ---- memory (emit_mem.c) ---- */
LLVMValueRef em_slot(struct emitter *em, const struct slot *s);           /* ptr */
/* probe_read_kernel/_user of n bytes; on failure zeroes dst and counts the site. */
void em_probe_read(struct emitter *em, LLVMValueRef dst, uint32_t n, LLVMValueRef addr_i64, bool user, struct range r);
/* An i64 from a place, for scalar types (probe_read through an 8-byte stack temporary when remote). */
LLVMValueRef em_load_scalar(struct emitter *em, struct val v, struct range r);

/* ---- maps (emit_map.c) ---- */
LLVMValueRef em_map(struct emitter *em, int index);                       /* ptr to the map's symbol */
int em_internal_map(struct emitter *em, enum map_role role);              /* made on first use */
int em_stack_map(struct emitter *em, const struct type *stack);
LLVMValueRef em_lookup(struct emitter *em, int map, LLVMValueRef key_ptr);/* ptr, may be null */
/* Pointer to the element of a user map for reading: the element, or zeroes when absent (per-CPU: this CPU's). */
LLVMValueRef em_map_key(struct emitter *em, const struct map *m, struct expr *key, const struct slot *key_slot);
struct val emit_map_read(struct emitter *em, struct expr *e);             /* EX_MAP, EX_INDEX on a map */
void emit_map_assign(struct emitter *em, struct stmt *s);
/* Element of an aggregation map, made with zeroes if absent: ptr, null in the (counted) case that the map is full. */
LLVMValueRef em_map_element(struct emitter *em, const struct map *m, struct expr *key, const struct slot *key_slot,
			    struct range r);
/* Sums a per-CPU aggregation over all CPUs: count, sum, min, max, avg as an i64. */
LLVMValueRef em_agg_read(struct emitter *em, const struct map *m, LLVMValueRef key_ptr, struct range r);
/* Folds the values of all CPUs into dst, in the memory form of m's value (not for tseries). */
void em_agg_fold(struct emitter *em, const struct map *m, LLVMValueRef key_ptr, LLVMValueRef dst, struct range r);
/* bpf_map_update_elem; failures are counted (full: SITE_MAP_FULL). With BPF_NOEXIST an existing key is no failure. The
 * helper's result is returned. */
LLVMValueRef em_map_update(struct emitter *em, int map, LLVMValueRef key, LLVMValueRef value, uint64_t flags,
			   struct range r);
/* Pointer to the value of MAP_GLOBALS (struct image_globals); leaves the program if there is none. */
LLVMValueRef em_globals(struct emitter *em);

/* ---- expressions and statements ---- */
struct val emit_expr(struct emitter *em, struct expr *e);                 /* any place */
LLVMValueRef emit_scalar(struct emitter *em, struct expr *e);             /* i64 */
LLVMValueRef emit_condition(struct emitter *em, struct expr *e);          /* i1, short-circuit */
/* The address of an aggregate in BPF memory: e's own place if there, else read into e->slot. */
LLVMValueRef emit_memory(struct emitter *em, struct expr *e);
/* Emits e's value in the memory form of type `as` (e->type or wider) at dst. zero_tail: every byte of dst is defined
 * (map keys): strings are zero-filled after their text, padding is zeroed. */
void emit_into(struct emitter *em, struct expr *e, LLVMValueRef dst, const struct type *as, bool zero_tail);
/* The same for a value already at hand. */
void em_store_val(struct emitter *em, struct val v, LLVMValueRef dst, const struct type *as, bool zero_tail,
		  struct range r);
void emit_stmt(struct emitter *em, struct stmt *s);
void emit_block(struct emitter *em, struct block *b);
void emit_loop(struct emitter *em, struct stmt *s);
LLVMValueRef em_arith(struct emitter *em, enum binary_op op, LLVMValueRef l, LLVMValueRef r, const struct type *result,
		      const struct type *left, const struct type *right, struct range range);
LLVMValueRef em_compare(struct emitter *em, enum binary_op op, struct expr *l, struct expr *r); /* i1 */

/* ---- sites (emit_event.c): count a failure; retcode i64 or NULL ---- */
void em_site(struct emitter *em, enum site_kind kind, const char *helper, int map, bool only_k, struct range r,
	     LLVMValueRef retcode);

/* ---- events (emit_event.c) ---- */
void emit_event(struct emitter *em, struct expr *call);                   /* call->event */

/* ---- calls, builtins, aggregations: one function per table row ---- */
struct val emit_call(struct emitter *em, struct expr *e);
struct val emit_builtin(struct emitter *em, struct expr *e);
/* Aggregate results go to dst in the memory form of e->type (`as` same kind, maybe larger capacity); scalars are
 * returned. dst is NULL for scalar results. Used by emit_expr (dst = e->slot) and emit_into. */
struct val emit_call_into(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail);
#define FUNCTION_EMIT(id) struct val emit_fn_##id(struct emitter *em, struct expr *call, LLVMValueRef dst, bool zero_tail);
#define FUNCTION(id, ...) FUNCTION_EMIT(id)
#define FUNCTION_CONST(...)
#include "tables/functions.def"
#undef FUNCTION
#define BUILTIN(id, ...) struct val emit_bi_##id(struct emitter *em, struct expr *e, LLVMValueRef dst, bool zero_tail);
#include "tables/builtins.def"
#undef BUILTIN
#define AGGREGATION(id, ...) void emit_agg_##id(struct emitter *em, struct stmt *s, struct map *m, LLVMValueRef element);
#include "tables/aggregations.def"
#undef AGGREGATION

/* Strings (emit_string.c): all work on addresses of NUL-terminated text in BPF memory. */
LLVMValueRef em_strlen(struct emitter *em, LLVMValueRef s, uint32_t capacity);
LLVMValueRef em_string_equal(struct emitter *em, LLVMValueRef a, uint32_t acap, LLVMValueRef b, uint32_t bcap); /* i1 */
LLVMValueRef em_string_equal_literal(struct emitter *em, LLVMValueRef a, uint32_t acap, const char *lit, uint32_t len);
void em_string_copy(struct emitter *em, LLVMValueRef dst, uint32_t dcap, LLVMValueRef src, uint32_t scap, bool zero_tail);
/* probe_read_*_str into dst (capacity cap); on failure an empty string and a counted site; cut strings are counted. */
void em_read_string(struct emitter *em, LLVMValueRef dst, uint32_t cap, LLVMValueRef len_limit, LLVMValueRef addr_i64,
		    bool user, bool zero_tail, struct range r);

static inline bool is_scalar(const struct type *t)
{
	return t->kind == TY_BOOL || t->kind == TY_INT || t->kind == TY_ENUM || t->kind == TY_PTR || t->kind == TY_KSYM;
}

#endif
