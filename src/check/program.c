/* The start of a struct program, and the strings it hands to the image by number. */
#include "check/check.h"

#include <string.h>

void program_init(struct program *p, struct arena *a, struct diags *d, struct kernel *k,
		  const struct compile_options *opt, struct program_ast *ast)
{
	static const struct compile_options none;

	memset(p, 0, sizeof(*p));
	p->arena = a;
	p->diags = d;
	p->kernel = k;
	p->opt = opt ? opt : &none;
	p->ast = ast;
	types_init(&p->types, a, k);
	strmap_init(&p->map_by_name, a);
}

uint32_t intern_string(struct program *p, const char *s)
{
	for (int i = 0; i < p->strings.n; i++)
		if (!strcmp(p->strings.at[i], s))
			return i;
	vec_push(p->arena, &p->strings, arena_strdup(p->arena, s));
	return p->strings.n - 1;
}

void note_expansion(struct program *p, struct diag *d, const struct expr *e)
{
	for (const struct expr *from = e->expanded_from; from; from = from->expanded_from)
		diag_note(p->diags, d, from->range, "expanded from");
}
