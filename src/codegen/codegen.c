/* Checked program -> image. One LLVM context, module and target machine for each call, disposed of before it returns;
 * the module is optimised by a short list of passes and written as a BPF object into memory.
 *
 * The passes are those that pay for themselves in instructions the kernel has to verify. Passes that turn range checks
 * into arithmetic, or loops of stores into memset, are not among them: the verifier understands neither. */
#include "codegen/core.h"

#include <llvm-c/Analysis.h>
#include <llvm-c/Error.h>
#include <llvm-c/Target.h>
#include <llvm-c/Transforms/PassBuilder.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define PASSES "function(sroa,early-cse,simplifycfg)"

/* ---- LLVM ---- */

static void initialise_target(void)
{
	LLVMInitializeBPFTargetInfo();
	LLVMInitializeBPFTarget();
	LLVMInitializeBPFTargetMC();
	LLVMInitializeBPFAsmPrinter();
}

static LLVMTargetMachineRef new_machine(const struct program *p)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	LLVMTargetRef target;
	char *why = NULL;
	pthread_once(&once, initialise_target);
	if (LLVMGetTargetFromTriple("bpf-pc-linux", &target, &why)) {
		diag_error(p->diags, (struct range){ 0 }, "no BPF target in this LLVM: %s", why);
		LLVMDisposeMessage(why);
		return NULL;
	}
	return LLVMCreateTargetMachine(target, "bpf-pc-linux", "v3", "", LLVMCodeGenLevelDefault, LLVMRelocDefault,
				       LLVMCodeModelDefault);
}

static struct range range_of_function(struct emitter *em, const char *text)
{
	for (uint32_t i = 0; i < em->img->nprobes; i++) {
		const char *name = em->img->probes[i].prog_name;
		if (name && strstr(text, name))
			return em->p->progs.at[i]->probe->range;
	}
	return (struct range){ 0 };
}

/* The back end reports errors here and goes on, and emitting still returns success: they are counted as diagnostics. */
static void on_diagnostic(LLVMDiagnosticInfoRef info, void *ctx)
{
	struct emitter *em = ctx;
	if (LLVMGetDiagInfoSeverity(info) != LLVMDSError)
		return;
	char *text = LLVMGetDiagInfoDescription(info);
	struct range r = range_of_function(em, text);
	em->failed = true;
	if (strstr(text, "stack")) {
		struct diag *d = diag_error(em->p->diags, r, "the probe needs more than the %d bytes of stack BPF has",
					    BPF_STACK_MAX);
		diag_hint(em->p->diags, d, "split the probe, or keep values in maps");
	} else {
		diag_error(em->p->diags, r, "the BPF back end refused the program: %s", text);
	}
	LLVMDisposeMessage(text);
}

static void dump_module(struct emitter *em, struct strbuf *out)
{
	if (!out)
		return;
	char *text = LLVMPrintModuleToString(em->mod);
	strbuf_addstr(out, text);
	LLVMDisposeMessage(text);
}

static bool verify(struct emitter *em)
{
	char *why = NULL;
	bool bad = LLVMVerifyModule(em->mod, LLVMReturnStatusAction, &why);
	if (bad)
		diag_error(em->p->diags, (struct range){ 0 }, "generated code is not valid: %s", why);
	LLVMDisposeMessage(why);
	return !bad;
}

static bool optimise(struct emitter *em)
{
	LLVMPassBuilderOptionsRef options = LLVMCreatePassBuilderOptions();
	LLVMErrorRef err = LLVMRunPasses(em->mod, PASSES, em->machine, options);
	LLVMDisposePassBuilderOptions(options);
	if (!err)
		return true;
	char *text = LLVMGetErrorMessage(err);
	diag_error(em->p->diags, (struct range){ 0 }, "optimising failed: %s", text);
	LLVMDisposeErrorMessage(text);
	return false;
}

static LLVMMemoryBufferRef write_code(struct emitter *em, LLVMModuleRef mod, LLVMCodeGenFileType type)
{
	LLVMMemoryBufferRef buf = NULL;
	char *why = NULL;
	if (LLVMTargetMachineEmitToMemoryBuffer(em->machine, mod, type, &why, &buf)) {
		diag_error(em->p->diags, (struct range){ 0 }, "writing the BPF object failed: %s", why);
		LLVMDisposeMessage(why);
		return NULL;
	}
	if (em->failed) {
		LLVMDisposeMemoryBuffer(buf);
		return NULL;
	}
	return buf;
}

static bool write_assembly(struct emitter *em, struct strbuf *out)
{
	if (!out)
		return true;
	/* emitting changes the module */
	LLVMModuleRef copy = LLVMCloneModule(em->mod);
	LLVMMemoryBufferRef buf = write_code(em, copy, LLVMAssemblyFile);
	if (buf) {
		strbuf_add(out, LLVMGetBufferStart(buf), LLVMGetBufferSize(buf));
		LLVMDisposeMemoryBuffer(buf);
	}
	LLVMDisposeModule(copy);
	return buf != NULL;
}

static bool write_object(struct emitter *em)
{
	LLVMMemoryBufferRef buf = write_code(em, em->mod, LLVMObjectFile);
	if (!buf)
		return false;
	em->img->elf_size = LLVMGetBufferSize(buf);
	em->img->elf = arena_memdup(&em->img->arena, LLVMGetBufferStart(buf), em->img->elf_size);
	LLVMDisposeMemoryBuffer(buf);
	return true;
}

/* ---- module ---- */

static void add_attribute(struct emitter *em, LLVMValueRef fn, unsigned kind)
{
	LLVMAddAttributeAtIndex(fn, LLVMAttributeFunctionIndex, LLVMCreateEnumAttribute(em->ctx, kind, 0));
}

LLVMValueRef core_function(struct emitter *em, const char *name, LLVMTypeRef type, const char *section)
{
	LLVMValueRef fn = LLVMAddFunction(em->mod, name, type);
	if (section)
		LLVMSetSection(fn, section);
	else
		LLVMSetLinkage(fn, LLVMInternalLinkage);
	add_attribute(em, fn, em->core->nounwind);
	LLVMAttributeRef no_builtins = LLVMCreateStringAttribute(em->ctx, "no-builtins", 11, "", 0);
	LLVMAddAttributeAtIndex(fn, LLVMAttributeFunctionIndex, no_builtins);
	return fn;
}

static void module_begin(struct emitter *em)
{
	struct core *c = em->core;
	LLVMContextSetDiagnosticHandler(em->ctx, on_diagnostic, em);
	em->mod = LLVMModuleCreateWithNameInContext("sonde", em->ctx);
	LLVMTargetDataRef layout = LLVMCreateTargetDataLayout(em->machine);
	LLVMSetTarget(em->mod, "bpf-pc-linux");
	LLVMSetModuleDataLayout(em->mod, layout);
	LLVMDisposeTargetData(layout);
	em->b = LLVMCreateBuilderInContext(em->ctx);
	em->i1 = LLVMInt1TypeInContext(em->ctx);
	em->i8 = LLVMInt8TypeInContext(em->ctx);
	em->i16 = LLVMInt16TypeInContext(em->ctx);
	em->i32 = LLVMInt32TypeInContext(em->ctx);
	em->i64 = LLVMInt64TypeInContext(em->ctx);
	em->ptr = LLVMPointerTypeInContext(em->ctx, 0);
	c->nounwind = LLVMGetEnumAttributeKindForName("nounwind", 8);
	c->asm_i64 = LLVMFunctionType(em->i64, &em->i64, 1, 0);
	c->asm_ptr = LLVMFunctionType(em->ptr, &em->ptr, 1, 0);
	c->opaque_i64 = LLVMGetInlineAsm(c->asm_i64, "", 0, "=r,0", 4, 0, 0, LLVMInlineAsmDialectATT, 0);
	c->opaque_ptr = LLVMGetInlineAsm(c->asm_ptr, "", 0, "=r,0", 4, 0, 0, LLVMInlineAsmDialectATT, 0);
}

static void add_license(struct emitter *em)
{
	const char *text = em->img->config.license;
	LLVMValueRef init = LLVMConstStringInContext(em->ctx, text, (unsigned)strlen(text), 0);
	LLVMValueRef g = LLVMAddGlobal(em->mod, LLVMTypeOf(init), "_license");
	LLVMSetInitializer(g, init);
	LLVMSetGlobalConstant(g, 1);
	LLVMSetSection(g, "license");
	LLVMSetAlignment(g, 1);
}

/* The largest size wanted is known now. */
static void make_zeroes(struct emitter *em)
{
	struct core *c = em->core;
	if (!c->zeroes)
		return;
	LLVMTypeRef t = LLVMArrayType2(em->i8, (c->zeroes_size + 7) & ~7u);
	LLVMValueRef g = LLVMAddGlobal(em->mod, t, "zeroes");
	LLVMSetInitializer(g, LLVMConstNull(t));
	LLVMSetGlobalConstant(g, 1);
	LLVMSetLinkage(g, LLVMPrivateLinkage);
	LLVMSetSection(g, ".rodata");
	LLVMSetAlignment(g, 8);
	LLVMReplaceAllUsesWith(c->zeroes, g);
	LLVMDeleteGlobal(c->zeroes);
}

static void emit_all(struct emitter *em)
{
	module_begin(em);
	map_define_user(em); /* first: they have the lowest numbers */
	image_begin(em);
	debug_begin(em);
	for (int i = 0; i < em->p->progs.n; i++)
		emit_prog(em, em->p->progs.at[i], &em->img->probes[i]);
	make_zeroes(em);
	add_license(em);
	map_finish(em);
	debug_end(em);
	image_end(em);
}

static unsigned count_instructions(LLVMValueRef fn)
{
	unsigned n = 0;
	for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(fn); b; b = LLVMGetNextBasicBlock(b))
		for (LLVMValueRef i = LLVMGetFirstInstruction(b); i; i = LLVMGetNextInstruction(i))
			n++;
	return n;
}

/* A jump reaches 32,767 instructions (16 bits; Documentation/bpf/standardization/instruction-set.rst), and LLVM ends the
 * process over one that does not fit: say it first. One IR instruction becomes at most about two. */
static bool sizes_fit(struct emitter *em)
{
	bool fit = true;
	for (int i = 0; i < em->p->progs.n; i++) {
		const struct prog *prog = em->p->progs.at[i];
		LLVMValueRef fn = LLVMGetNamedFunction(em->mod, em->img->probes[i].prog_name);
		unsigned n = fn ? count_instructions(fn) : 0;
		if (n <= PROGRAM_IR_MAX)
			continue;
		struct diag *d = diag_error(em->p->diags, prog->probe->range,
					    "the probe is too large: about %u instructions, the kernel's jumps reach 32767",
					    n * 2);
		diag_hint(em->p->diags, d, "split it into several probes, or use a loop");
		fit = false;
	}
	return fit;
}

static bool emit(struct emitter *em, struct codegen_dump *dump)
{
	int errors = em->p->diags->errors;
	emit_all(em);
	if (em->p->diags->errors != errors)
		return false;
	if (dump)
		dump_module(em, dump->ir);
	bool careful = em->p->opt->debug_info || (dump && (dump->ir || dump->ir_opt));
#ifndef NDEBUG
	careful = true;
#endif
	if ((careful && !verify(em)) || !optimise(em) || !sizes_fit(em))
		return false;
	if (dump)
		dump_module(em, dump->ir_opt);
	return (!dump || write_assembly(em, dump->assembly)) && write_object(em);
}

static void release(struct emitter *em)
{
	debug_release(em);
	if (em->b)
		LLVMDisposeBuilder(em->b);
	if (em->mod)
		LLVMDisposeModule(em->mod);
	LLVMContextDispose(em->ctx);
	LLVMDisposeTargetMachine(em->machine);
	arena_release(&em->core->arena);
}

struct image *codegen(const struct program *p, struct codegen_dump *dump)
{
	struct core core = { 0 };
	struct emitter em = { .p = p, .core = &core, .map_ring = -1, .map_sites = -1, .map_zero = -1, .map_scratch = -1,
			      .map_scratch_busy = -1, .map_globals_index = -1 };
	em.machine = new_machine(p);
	if (!em.machine)
		return NULL;
	em.img = calloc(1, sizeof(*em.img));
	if (!em.img)
		abort();
	em.img->refs = 1;
	arena_init(&em.img->arena);
	arena_init(&core.arena);
	em.ctx = LLVMContextCreate();
	bool ok = emit(&em, dump);
	release(&em);
	if (!ok) {
		image_free(em.img);
		return NULL;
	}
	return em.img;
}
