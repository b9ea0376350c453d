/* Symbol tables and the life of struct symbols. Where tables come from is in symbols_kernel.c, symbols_elf.c,
 * symbols_user.c and symbols_perf.c. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "runtime/symbols_impl.h"

/* Symbols may lie inside others (aliases, assembly labels): how many are tried towards lower addresses. */
#define NESTING_MAX 32

void symtab_add(struct symtab *t, uint64_t addr, uint64_t size, const char *name, size_t len)
{
	if (t->names.len + len >= UINT32_MAX)
		return;
	if (t->n == t->cap) {
		t->cap = t->cap ? t->cap * 2 : 1024;
		t->at = realloc(t->at, sizeof(*t->at) * t->cap);
		if (!t->at)
			abort();
	}
	t->at[t->n++] = (struct sym){ addr, size > UINT32_MAX ? UINT32_MAX : (uint32_t)size, (uint32_t)t->names.len };
	strbuf_add(&t->names, name, len);
	strbuf_addch(&t->names, '\0');
}

static int compare_syms(const void *a, const void *b)
{
	const struct sym *x = a, *y = b;

	if (x->addr != y->addr)
		return x->addr < y->addr ? -1 : 1;
	return x->name < y->name ? -1 : x->name > y->name;
}

void symtab_sort(struct symtab *t)
{
	for (uint32_t i = 1; i < t->n; i++) {
		if (t->at[i].addr < t->at[i - 1].addr) {
			qsort(t->at, t->n, sizeof(*t->at), compare_syms);
			break;
		}
	}
}

const struct sym *symtab_find(const struct symtab *t, uint64_t addr)
{
	uint32_t low = 0, high = t->n;

	while (low < high) { /* first symbol above addr */
		uint32_t middle = low + (high - low) / 2;

		if (t->at[middle].addr <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	for (uint32_t i = low, tries = 0; i > 0 && tries < NESTING_MAX; tries++) {
		const struct sym *sym = &t->at[--i];

		if (addr - sym->addr < sym->size) {
			while (i > 0 && t->at[i - 1].addr == sym->addr && addr - sym->addr < t->at[i - 1].size)
				sym = &t->at[--i];
			return sym;
		}
	}
	return NULL;
}

const char *symtab_name(const struct symtab *t, const struct sym *sym)
{
	return t->names.data + sym->name;
}

void symtab_release(struct symtab *t)
{
	free(t->at);
	strbuf_release(&t->names);
	*t = (struct symtab){ 0 };
}

uint64_t clock_coarse_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

struct symbols *symbols_new(const struct symbols_options *o)
{
	struct symbols *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	if (o)
		s->options = *o;
	s->user.vdso.fd = -1;
	return s;
}

static void pretty_drop(struct pretty *slot)
{
	free(slot->mangled);
	free(slot->text);
	*slot = (struct pretty){ 0 };
}

void symbols_free(struct symbols *s)
{
	if (!s)
		return;
	symtab_release(&s->kernel);
	user_symbols_release(&s->user);
	symbols_names_release(s);
	for (size_t i = 0; i < PRETTY_SLOTS; i++)
		pretty_drop(&s->pretty[i]);
	free(s);
}

/* Mangled names start with _Z, _R or, on other systems, one more underscore; all others are shown as they are. */
static bool may_be_mangled(const char *name)
{
	return name[0] == '_' && (name[1] == 'Z' || name[1] == 'R' || (name[1] == '_' && name[2] == 'Z'));
}

const char *symbols_pretty(struct symbols *s, const char *name)
{
	struct strbuf text = { 0 };
	struct pretty *slot;
	uint64_t hash = 14695981039346656037ull;

	if (!s->options.demangle || !may_be_mangled(name))
		return name;
	for (const char *c = name; *c; c++)
		hash = (hash ^ (unsigned char)*c) * 1099511628211ull;
	slot = &s->pretty[(hash ^ hash >> 32) % PRETTY_SLOTS];
	if (slot->mangled && !strcmp(slot->mangled, name))
		return slot->text;
	pretty_drop(slot);
	slot->mangled = strdup(name);
	symbols_demangle(&text, name);
	strbuf_addch(&text, '\0');
	slot->text = strbuf_detach(&text, NULL);
	if (!slot->mangled)
		abort();
	return slot->text;
}
