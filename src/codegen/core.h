/* Shared by the core files of codegen/ (module, memory, maps, expressions, statements); the files of functions and
 * builtins see emit.h only. */
#ifndef SONDE_CODEGEN_CORE_H
#define SONDE_CODEGEN_CORE_H

#include "codegen/emit.h"

#define INLINE_BYTES_MAX 256 /* copying and zeroing: more than that is done by a loop */

struct constant_bytes {
	LLVMValueRef init, global;
};

struct file_scope { /* a subprogram as seen in one source */
	const struct source *src;
	LLVMMetadataRef subprogram, scope;
};

struct map_symbol {
	LLVMValueRef global;             /* NULL: not referred to */
	const struct prog *last_user;
};

struct var_memory { /* struct variable.codegen: a scalar's home in one function */
	LLVMValueRef fn, ptr;
};

/* A loop being emitted: where break and continue lead. */
struct loop_frame {
	struct loop_frame *outer;
	LLVMBasicBlockRef break_block, continue_block;
};

struct core {
	struct arena arena;              /* lives as long as the emitter */
	LLVMValueRef tmp8, tmp8_fn;
	LLVMValueRef zeroes;             /* placeholder, replaced by a constant of zeroes_size bytes at the end */
	uint32_t zeroes_size;
	VEC(struct constant_bytes) constants;
	VEC(struct map_symbol) globals;  /* of em->maps */
	int maps_used, user_maps_used;   /* by the program being emitted; .rodata is one */
	const struct prog *rodata_used;  /* last program that refers to constants */
	VEC(struct file_scope) scopes;
	VEC(struct file_scope) files;    /* subprogram unset: DIFile of a source */
	LLVMMetadataRef di_int, di_u64, di_proto;
	struct range loc;                /* last em_loc */
	LLVMTypeRef asm_i64, asm_ptr;
	LLVMValueRef opaque_i64, opaque_ptr;
	unsigned nounwind, no_builtins;
	LLVMValueRef busy, busy_mask;    /* scratch mark of this CPU and our bit in it */
	int ncallbacks;
};

/* ---- codegen.c ---- */
LLVMValueRef core_function(struct emitter *em, const char *name, LLVMTypeRef type, const char *section);

/* ---- image.c ---- */
void image_begin(struct emitter *em);              /* events and configuration of the program into the image */
void image_probe_fill(struct emitter *em, const struct prog *prog, struct image_probe *ip);
void image_end(struct emitter *em);                /* maps, events and sites collected by emitting */
const struct shape *image_shape(struct emitter *em, const struct type *t);

/* ---- debuginfo.c ---- */
void debug_begin(struct emitter *em);
void debug_function(struct emitter *em, LLVMValueRef fn, const char *name, struct range r); /* sets em->di_scope */
void debug_map(struct emitter *em, LLVMValueRef global, const struct image_map *m);
void debug_end(struct emitter *em);
void debug_release(struct emitter *em);

/* ---- emit_probe.c ---- */
void emit_prog(struct emitter *em, const struct prog *prog, struct image_probe *ip);

/* ---- emit_map_def.c ---- */
void map_define_user(struct emitter *em);          /* em->maps of the program's own maps */
void map_finish(struct emitter *em);               /* sizes known at the end, debug information of the used maps */

void map_check_count(struct emitter *em);          /* behind a program: at most PROG_MAPS_MAX of them */

/* ---- emit_mem.c ---- */
void em_zero_gaps(struct emitter *em, LLVMValueRef dst, const struct type *t); /* padding of a tuple or record */
void em_store_bytes(struct emitter *em, LLVMValueRef dst, const char *bytes, uint32_t n); /* inline constants */
/* for (i = 0; i < n; i += step): returns with the builder in the body; .i is the offset. counted_end closes it. */
struct counted { LLVMBasicBlockRef head, next, end; LLVMValueRef i; };
struct counted counted_begin(struct emitter *em, uint32_t n, uint32_t step);
void counted_end(struct emitter *em, struct counted *c);

/* ---- emit_map.c ---- */
const struct map *map_of(const struct expr *e);    /* the map an EX_MAP or EX_INDEX names, or NULL */
struct expr *map_key_of(const struct expr *e);     /* its key expression, NULL for scalar maps */
void em_mark_set(struct emitter *em, const struct map *m, LLVMValueRef element);
LLVMValueRef em_is_set(struct emitter *em, const struct map *m, LLVMValueRef element); /* i1 */
/* old op= value of s, as t holds it. */
LLVMValueRef em_compound(struct emitter *em, struct stmt *s, LLVMValueRef old, const struct type *t);

/* ---- emit_incdec.c ---- */
struct val emit_incdec(struct emitter *em, struct expr *e);
/* target += n or -= n by atomic addition; false if the map does not allow that. */
bool emit_map_add(struct emitter *em, struct stmt *s);

/* ---- emit_place.c ---- */
struct val emit_place(struct emitter *em, struct expr *e); /* EX_FIELD, EX_TUPLE_FIELD, EX_INDEX, dereference */

/* ---- emit_cast.c, emit_arith.c ---- */
struct val emit_cast(struct emitter *em, struct expr *e);
void emit_cast_into(struct emitter *em, struct expr *e, LLVMValueRef dst, const struct type *as, bool zero_tail);
struct val emit_unary(struct emitter *em, struct expr *e);
/* Quotient or remainder; r is not zero. */
LLVMValueRef em_divide(struct emitter *em, LLVMValueRef l, LLVMValueRef r, bool remainder, bool is_signed);

/* ---- emit_expr.c ---- */
/* Address of the slot, or of new stack memory where the layout gave none. */
LLVMValueRef em_slot_or_stack(struct emitter *em, const struct slot *s, uint32_t size);
/* Clears stack memory that a value of type t will not cover: kernels before 6.3 refuse to read what was not written. */
void em_prepare(struct emitter *em, LLVMValueRef dst, const struct slot *s, const struct type *t);
bool em_fixed_condition(const struct expr *cond, bool *value); /* known at compile time */

/* ---- emit_loop.c ---- */
void emit_break(struct emitter *em);
void emit_continue(struct emitter *em);

/* ---- emit_stmt.c ---- */
LLVMValueRef em_variable(struct emitter *em, struct variable *v); /* ptr to its memory */
void em_variable_set(struct emitter *em, struct variable *v, LLVMValueRef i64);
void emit_branch(struct emitter *em, struct expr *cond, LLVMBasicBlockRef yes, LLVMBasicBlockRef no);

#endif
