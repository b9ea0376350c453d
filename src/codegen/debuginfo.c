/* Debug information, from which the back end makes .BTF and .BTF.ext: a function record for each program and callback
 * (the kernel asks for them where callbacks are used), lines by which the verifier's log leads back to the script, and
 * the types that define maps. */
#include "codegen/core.h"

#include <string.h>

#define COLUMN_MAX 1023 /* struct bpf_line_info keeps ten bits */
#define DW_ATE_SIGNED 5
#define DW_ATE_UNSIGNED 7

static LLVMMetadataRef file_of(struct emitter *em, const struct source *src)
{
	struct core *c = em->core;
	for (int i = 0; i < c->files.n; i++)
		if (c->files.at[i].src == src)
			return c->files.at[i].scope;
	const char *name = src && src->name ? src->name : "script";
	struct file_scope f = { src, NULL, LLVMDIBuilderCreateFile(em->di, name, strlen(name), "", 0) };
	vec_push(&c->arena, &c->files, f);
	return f.scope;
}

void debug_begin(struct emitter *em)
{
	struct core *c = em->core;
	LLVMMetadataRef version = LLVMValueAsMetadata(LLVMConstInt(em->i32, LLVMDebugMetadataVersion(), 0));
	LLVMAddModuleFlag(em->mod, LLVMModuleFlagBehaviorWarning, "Debug Info Version", 18, version);
	em->di = LLVMCreateDIBuilder(em->mod);
	em->di_file = file_of(em, em->p->ast ? em->p->ast->src : NULL);
	em->di_cu = LLVMDIBuilderCreateCompileUnit(em->di, LLVMDWARFSourceLanguageC, em->di_file, "sonde", 5, 1, "", 0, 0,
						   "", 0, LLVMDWARFEmissionLineTablesOnly, 0, 0, 0, "", 0, "", 0);
	c->di_int = LLVMDIBuilderCreateBasicType(em->di, "int", 3, 32, DW_ATE_SIGNED, 0);
	c->di_u64 = LLVMDIBuilderCreateBasicType(em->di, "u64", 3, 64, DW_ATE_UNSIGNED, 0);
	c->di_proto = LLVMDIBuilderCreateSubroutineType(em->di, em->di_file, &c->di_u64, 1, 0);
}

void debug_function(struct emitter *em, LLVMValueRef fn, const char *name, struct range r)
{
	LLVMMetadataRef file = file_of(em, r.src);
	unsigned line = r.src ? source_position(r.src, r.begin).line : 1;
	bool is_static = LLVMGetLinkage(fn) == LLVMInternalLinkage;
	em->di_scope = LLVMDIBuilderCreateFunction(em->di, file, name, strlen(name), name, strlen(name), file, line,
						   em->core->di_proto, is_static, 1, line, 0, 1);
	LLVMSetSubprogram(fn, em->di_scope);
	struct file_scope s = { r.src, em->di_scope, em->di_scope };
	vec_push(&em->core->arena, &em->core->scopes, s);
}

/* A macro's text is in a source of its own: the same function, seen in another file. */
static LLVMMetadataRef scope_in(struct emitter *em, const struct source *src)
{
	struct core *c = em->core;
	for (int i = c->scopes.n - 1; i >= 0; i--)
		if (c->scopes.at[i].subprogram == em->di_scope && c->scopes.at[i].src == src)
			return c->scopes.at[i].scope;
	struct file_scope s = { src, em->di_scope,
				LLVMDIBuilderCreateLexicalBlockFile(em->di, em->di_scope, file_of(em, src), 0) };
	vec_push(&c->arena, &c->scopes, s);
	return s.scope;
}

void em_loc(struct emitter *em, struct range r)
{
	struct range *last = &em->core->loc;
	if (!r.src || !em->di_scope || (last->src == r.src && last->begin == r.begin))
		return;
	*last = r;
	struct position at = source_position(r.src, r.begin);
	unsigned col = at.col < COLUMN_MAX ? at.col : COLUMN_MAX;
	LLVMSetCurrentDebugLocation2(em->b, LLVMDIBuilderCreateDebugLocation(em->ctx, at.line, col, scope_in(em, r.src), NULL));
}

/* ---- maps ---- */

static LLVMMetadataRef pointer_to(struct emitter *em, LLVMMetadataRef t)
{
	return LLVMDIBuilderCreatePointerType(em->di, t, 64, 64, 0, "", 0);
}

/* libbpf reads numbers of a definition as the length of an array: int (*type)[N] */
static LLVMMetadataRef number(struct emitter *em, uint32_t n)
{
	LLVMMetadataRef sub = LLVMDIBuilderGetOrCreateSubrange(em->di, 0, n);
	return pointer_to(em, LLVMDIBuilderCreateArrayType(em->di, (uint64_t)n * 32, 32, em->core->di_int, &sub, 1));
}

void debug_map(struct emitter *em, LLVMValueRef global, const struct image_map *m)
{
	const struct { const char *name; uint32_t value; } fields[] = {
		{ "type", m->bpf_type }, { "max_entries", m->max_entries }, { "key_size", m->key_size },
		{ "value_size", m->value_size },
	};
	unsigned n = m->role == MAP_RING ? 2 : 4;
	LLVMMetadataRef members[4];
	for (unsigned i = 0; i < n; i++)
		members[i] = LLVMDIBuilderCreateMemberType(em->di, em->di_file, fields[i].name, strlen(fields[i].name),
							   em->di_file, 0, 64, 64, i * 64, 0, number(em, fields[i].value));
	LLVMMetadataRef def = LLVMDIBuilderCreateStructType(em->di, em->di_file, "", 0, em->di_file, 0, n * 64, 64, 0, NULL,
							    members, n, 0, NULL, "", 0);
	LLVMMetadataRef var = LLVMDIBuilderCreateGlobalVariableExpression(
		em->di, em->di_cu, m->symbol, strlen(m->symbol), "", 0, em->di_file, 0, def, 0,
		LLVMDIBuilderCreateExpression(em->di, NULL, 0), NULL, 64);
	LLVMGlobalSetMetadata(global, LLVMGetMDKindIDInContext(em->ctx, "dbg", 3), var);
}

void debug_end(struct emitter *em)
{
	LLVMDIBuilderFinalize(em->di);
}

void debug_release(struct emitter *em)
{
	if (em->di)
		LLVMDisposeDIBuilder(em->di);
	em->di = NULL;
}
