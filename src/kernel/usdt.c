/* Static probes of user programs: the notes <sys/sdt.h> leaves in .note.stapsdt.
 *
 * A note holds the address of a nop, of .stapsdt.base and of the semaphore as the linker saw them, then three strings.
 * Prelinking moves addresses but not notes; the base section tells by how much. */
#include <errno.h>
#include <string.h>

#include "base/strmap.h"
#include "kernel/binary.h"
#include "kernel/elf_file.h"

enum { NOTE_STAPSDT = 3 };

struct usdt_query {
	struct arena *arena;
	const struct elf_file *file;
	const char *path;
	const char *provider, *name; /* patterns; NULL: all */
	bool has_base;
	uint64_t base;               /* where .stapsdt.base is now */
	usdt_list *out;
	const char **why;
};

static uint64_t read_address(const struct elf_file *f, const unsigned char *p)
{
	uint64_t wide;
	uint32_t narrow;

	if (f->wide) {
		memcpy(&wide, p, sizeof(wide));
		return wide;
	}
	memcpy(&narrow, p, sizeof(narrow));
	return narrow;
}

/* Next string of the description; NULL if it is not terminated. */
static const char *take_string(const char **p, const char *end)
{
	const char *s = *p, *nul = s < end ? memchr(s, 0, (size_t)(end - s)) : NULL;

	if (!nul)
		return NULL;
	*p = nul + 1;
	return s;
}

static bool find_variable(void *ctx, const char *name, uint64_t *address)
{
	const struct usdt_query *q = ctx;
	user_symbol_list found = { 0 };
	const char *why;

	if (elf_symbols(q->arena, q->path, name, NULL, &found, &why) || !found.n)
		return false;
	*address = found.at[0].address;
	return true;
}

static void add_location(struct usdt_query *q, uint64_t pc, uint64_t semaphore, const char *provider, const char *name,
			 const char *args)
{
	struct usdt_symbols symbols = { .find = find_variable, .ctx = q, .pc = pc };
	struct usdt_location l = { 0 };

	if (!elf_file_offset(q->file, pc, true, &l.file_offset)) {
		*q->why = "the address of a static probe is in no executable segment";
		return;
	}
	if (semaphore && !elf_file_offset(q->file, semaphore, false, &l.semaphore_offset)) {
		*q->why = "the semaphore of a static probe is not in the file";
		return;
	}
	l.provider = arena_strdup(q->arena, provider);
	l.name = arena_strdup(q->arena, name);
	l.arg_text = arena_strdup(q->arena, args);
	usdt_args_parse(q->arena, l.arg_text, &symbols, &l.args, &l.nargs, q->why);
	vec_push(q->arena, q->out, l);
}

static void read_note(struct usdt_query *q, const unsigned char *desc, size_t size)
{
	size_t word = q->file->wide ? 8 : 4;
	const char *p = (const char *)desc + 3 * word, *end = (const char *)desc + size;
	const char *provider, *name, *args;
	uint64_t pc, base, semaphore;

	if (size < 3 * word || !(provider = take_string(&p, end)) || !(name = take_string(&p, end)))
		return;
	args = take_string(&p, end);
	if ((q->provider && !glob_match(q->provider, provider)) || (q->name && !glob_match(q->name, name)))
		return;
	pc = read_address(q->file, desc);
	base = read_address(q->file, desc + word);
	semaphore = read_address(q->file, desc + 2 * word);
	if (q->has_base && base) {
		pc += q->base - base;
		if (semaphore)
			semaphore += q->base - base;
	}
	add_location(q, pc, semaphore, provider, name, args ? args : "");
}

static void read_notes(struct usdt_query *q, Elf_Scn *section)
{
	Elf_Data *data = elf_getdata(section, NULL);
	size_t pos = 0, next, name, desc;
	GElf_Nhdr note;

	if (!data || !data->d_buf)
		return;
	while (pos < data->d_size && (next = gelf_getnote(data, pos, &note, &name, &desc)) > pos) {
		const char *bytes = data->d_buf;

		pos = next;
		if (note.n_type != NOTE_STAPSDT || note.n_namesz != sizeof("stapsdt") || name > data->d_size ||
		    data->d_size - name < sizeof("stapsdt") || memcmp(bytes + name, "stapsdt", sizeof("stapsdt")) ||
		    desc > data->d_size || note.n_descsz > data->d_size - desc)
			continue;
		read_note(q, (const unsigned char *)bytes + desc, note.n_descsz);
	}
}

int elf_usdt(struct arena *a, const char *path, const char *provider, const char *name, usdt_list *out,
	     const char **why)
{
	struct elf_file f;
	struct usdt_query q = { .arena = a, .file = &f, .path = path, .provider = provider, .name = name, .out = out,
				.why = why };
	int err = elf_file_open(&f, a, path, why);
	Elf_Scn *section = NULL;
	GElf_Shdr sh;

	if (err)
		return err;
	q.has_base = elf_file_section(&f, ".stapsdt.base", &sh) != NULL;
	q.base = q.has_base ? sh.sh_addr : 0;
	while ((section = elf_nextscn(f.elf, section))) {
		const char *s = gelf_getshdr(section, &sh) ? elf_strptr(f.elf, f.names, sh.sh_name) : NULL;

		if (s && sh.sh_type == SHT_NOTE && !strcmp(s, ".note.stapsdt"))
			read_notes(&q, section);
	}
	elf_file_close(&f);
	return 0;
}
