/* ELF bytes -> instructions. Takes a relocatable BPF object, checks every offset in it against the bytes at hand, and
 * builds one program per section: references to maps and data sections become descriptors, functions of .text that are
 * called (R_BPF_64_32) or whose address is taken (callbacks) are appended once and the references pointed at them. */
#include "runtime/elfload.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { R_64_64 = 1, R_64_32 = 10 }; /* R_BPF_*, llvm: BPFRelocs */

struct subprogram {
	uint32_t first, count; /* in .text */
	uint32_t at;           /* in the program */
};

struct builder {
	struct elf_object *o;
	const struct elf_binding *bind;
	struct elf_program *p;
	struct subprogram *subs;
	uint32_t nsubs, subs_cap;
	const char *why;
};

static void *grow(void *at, uint32_t n, uint32_t *cap, size_t elem)
{
	if (n <= *cap)
		return at;
	*cap = *cap * 2 > n ? *cap * 2 : n + 16;
	at = realloc(at, *cap * elem);
	if (!at)
		abort();
	return at;
}

/* ---- parsing ---- */

static bool inside(const struct elf_object *o, uint64_t offset, uint64_t size)
{
	return offset <= o->size && size <= o->size - offset;
}

static const char *section_string(const struct elf_object *o, uint32_t section, uint32_t offset)
{
	const struct elf_section *s;

	if (section >= o->nsections)
		return "";
	s = &o->sections[section];
	if (!s->data || s->type != SHT_STRTAB || offset >= s->size || s->data[s->size - 1])
		return "";
	return (const char *)s->data + offset;
}

const char *elf_symbol_name(const struct elf_object *o, const Elf64_Sym *s)
{
	return section_string(o, o->symbol_strings, s->st_name);
}

static bool read_sections(struct elf_object *o, const Elf64_Ehdr *h)
{
	uint32_t i;

	if (h->e_shentsize != sizeof(Elf64_Shdr) || !inside(o, h->e_shoff, (uint64_t)h->e_shnum * sizeof(Elf64_Shdr)))
		return false;
	/* More than 0xff00 sections: the number is in the first header (ELF specification, "extended numbering"). */
	o->nsections = h->e_shnum;
	if (!o->nsections && inside(o, h->e_shoff, sizeof(Elf64_Shdr))) {
		Elf64_Shdr sh;

		memcpy(&sh, o->bytes + h->e_shoff, sizeof(sh));
		if (sh.sh_size > o->size / sizeof(Elf64_Shdr) || !inside(o, h->e_shoff, sh.sh_size * sizeof(Elf64_Shdr)))
			return false;
		o->nsections = (uint32_t)sh.sh_size;
	}
	o->sections = calloc(o->nsections + 1, sizeof(*o->sections));
	if (!o->sections)
		abort();
	for (i = 0; i < o->nsections; i++) {
		struct elf_section *s = &o->sections[i];
		Elf64_Shdr sh;

		memcpy(&sh, o->bytes + h->e_shoff + i * sizeof(sh), sizeof(sh));
		s->type = sh.sh_type;
		s->size = sh.sh_size;
		s->link = sh.sh_link;
		s->info = sh.sh_info;
		s->flags = sh.sh_flags;
		s->data_fd = -1;
		if (sh.sh_type == SHT_NOBITS || sh.sh_type == SHT_NULL)
			continue;
		if (!inside(o, sh.sh_offset, sh.sh_size))
			return false;
		s->data = o->bytes + sh.sh_offset;
	}
	return true;
}

static void name_sections(struct elf_object *o, const Elf64_Ehdr *h)
{
	uint32_t names = h->e_shstrndx == SHN_XINDEX ? o->sections[0].link : h->e_shstrndx;
	uint32_t i;

	for (i = 0; i < o->nsections; i++) {
		struct elf_section *s = &o->sections[i];
		Elf64_Shdr sh;

		memcpy(&sh, o->bytes + h->e_shoff + i * sizeof(sh), sizeof(sh));
		s->name = section_string(o, names, sh.sh_name);
		if (s->type == SHT_REL && s->info < o->nsections)
			o->sections[s->info].relocs = i;
		else if (!strcmp(s->name, ".text"))
			o->text = i;
		else if (!strcmp(s->name, ".maps"))
			o->maps = i;
		else if (!strcmp(s->name, ".BTF.ext"))
			o->ext = i;
	}
}

static bool read_symbols(struct elf_object *o)
{
	uint32_t i;

	for (i = 0; i < o->nsections; i++) {
		struct elf_section *s = &o->sections[i];

		if (s->type != SHT_SYMTAB)
			continue;
		o->nsymbols = (uint32_t)(s->size / sizeof(Elf64_Sym));
		o->symbols = malloc(o->nsymbols * sizeof(Elf64_Sym) + 1);
		if (!o->symbols)
			abort();
		memcpy(o->symbols, s->data, o->nsymbols * sizeof(Elf64_Sym));
		o->symbol_strings = s->link;
		return true;
	}
	return false;
}

struct elf_object *elf_open(const void *bytes, size_t size, const char **why)
{
	struct elf_object *o = calloc(1, sizeof(*o));
	Elf64_Ehdr h;

	if (!o)
		abort();
	o->bytes = bytes;
	o->size = size;
	*why = "it is not a 64-bit BPF object";
	if (size < sizeof(h))
		goto bad;
	memcpy(&h, bytes, sizeof(h));
	if (memcmp(h.e_ident, ELFMAG, SELFMAG) || h.e_ident[EI_CLASS] != ELFCLASS64 || h.e_machine != EM_BPF)
		goto bad;
	if (h.e_ident[EI_DATA] != (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ELFDATA2LSB : ELFDATA2MSB)) {
		*why = "its byte order is that of another machine";
		goto bad;
	}
	*why = "its section table is damaged";
	if (!read_sections(o, &h))
		goto bad;
	name_sections(o, &h);
	*why = "it has no symbols";
	if (!read_symbols(o))
		goto bad;
	elf_btf_init(o);
	return o;
bad:
	elf_free(o);
	return NULL;
}

void elf_free(struct elf_object *o)
{
	if (!o)
		return;
	elf_btf_release(&o->btf);
	free(o->symbols);
	free(o->sections);
	free(o);
}

bool elf_is_data(const struct elf_section *s, bool *read_only)
{
	*read_only = !strncmp(s->name, ".rodata", 7);
	if (!(s->flags & SHF_ALLOC) || !s->size || (s->type != SHT_PROGBITS && s->type != SHT_NOBITS))
		return false;
	return *read_only || !strncmp(s->name, ".data", 5) || !strncmp(s->name, ".bss", 4);
}

/* ---- building ---- */

static int fail(struct builder *b, const char *why)
{
	b->why = why;
	return -EINVAL;
}

static uint32_t append(struct builder *b, uint32_t section, uint32_t first, uint32_t count)
{
	struct elf_program *p = b->p;
	uint32_t at = p->ninsns;

	p->insns = grow(p->insns, p->ninsns + count, &p->insns_cap, sizeof(*p->insns));
	memcpy(p->insns + at, b->o->sections[section].data + (size_t)first * sizeof(struct bpf_insn),
	       count * sizeof(struct bpf_insn));
	p->ninsns += count;
	return at;
}

/* Where the function of .text that starts at instruction `first` is in the program; appends it on first use. */
static int subprogram_at(struct builder *b, uint32_t first, uint32_t *at)
{
	const struct elf_object *o = b->o;
	uint32_t i;

	for (i = 0; i < b->nsubs; i++) {
		if (b->subs[i].first == first) {
			*at = b->subs[i].at;
			return 0;
		}
	}
	for (i = 0; i < o->nsymbols; i++) {
		const Elf64_Sym *s = &o->symbols[i];
		uint32_t count = (uint32_t)(s->st_size / sizeof(struct bpf_insn));

		if (ELF64_ST_TYPE(s->st_info) != STT_FUNC || !o->text || s->st_shndx != o->text ||
		    s->st_value != (uint64_t)first * sizeof(struct bpf_insn))
			continue;
		if (!count || s->st_value + s->st_size > o->sections[o->text].size)
			return fail(b, "a function reaches beyond its section");
		b->subs = grow(b->subs, b->nsubs + 1, &b->subs_cap, sizeof(*b->subs));
		*at = append(b, o->text, first, count);
		b->subs[b->nsubs++] = (struct subprogram){ first, count, *at };
		return 0;
	}
	return fail(b, "a call leads into the middle of a function");
}

static int relocate_data(struct builder *b, const Elf64_Sym *sym, struct bpf_insn *in)
{
	struct elf_section *s = &b->o->sections[sym->st_shndx];
	bool read_only;

	if (!elf_is_data(s, &read_only))
		return fail(b, "an address leads into a section that is not data");
	if (s->data_fd < 0)
		return fail(b, "a data section has no map");
	in[1].imm = (int32_t)(sym->st_value + (uint32_t)in[0].imm);
	in[0].imm = s->data_fd;
	in[0].src_reg = BPF_PSEUDO_MAP_VALUE;
	return 0;
}

/* ld_imm64 of the address of a map, of data or of a function. */
static int relocate_address(struct builder *b, const Elf64_Sym *sym, uint32_t index)
{
	struct bpf_insn *in = b->p->insns + index;
	uint32_t at;
	int err, fd;

	if (in->code != (BPF_LD | BPF_IMM | BPF_DW) || index + 1 >= b->p->ninsns)
		return fail(b, "a relocation is not at a 64-bit load");
	if (sym->st_shndx == SHN_UNDEF || sym->st_shndx >= b->o->nsections)
		return fail(b, "a symbol is not defined");
	if (sym->st_shndx == b->o->maps) {
		fd = b->bind->map_fd(b->bind->ctx, elf_symbol_name(b->o, sym));
		if (fd < 0)
			return fail(b, "it uses a map that is not in the image");
		in[0].src_reg = BPF_PSEUDO_MAP_FD;
		in[0].imm = fd;
		in[1].imm = 0;
		return 0;
	}
	if (sym->st_shndx != b->o->text)
		return relocate_data(b, sym, in);
	err = subprogram_at(b, (uint32_t)(sym->st_value + (uint32_t)in[0].imm) / sizeof(struct bpf_insn), &at);
	if (err)
		return err;
	in = b->p->insns + index;
	in[0].src_reg = BPF_PSEUDO_FUNC;
	in[0].imm = (int32_t)(at - index - 1);
	in[1].imm = 0;
	return 0;
}

static int point_call(struct builder *b, uint32_t index, int64_t target)
{
	uint32_t at;
	int err;

	if (target < 0 || target > INT32_MAX)
		return fail(b, "a call leads out of .text");
	err = subprogram_at(b, (uint32_t)target, &at);
	if (!err)
		b->p->insns[index].imm = (int32_t)(at - index - 1);
	return err;
}

static bool is_local_call(const struct bpf_insn *in)
{
	return in->code == (BPF_JMP | BPF_CALL) && in->src_reg == BPF_PSEUDO_CALL;
}

/* Fixes the instructions [first, first + count) of a section, which were appended at `at`. */
static int relocate(struct builder *b, uint32_t section, uint32_t first, uint32_t count, uint32_t at)
{
	const struct elf_section *s = &b->o->sections[section];
	const struct elf_section *rels = s->relocs ? &b->o->sections[s->relocs] : NULL;
	uint64_t i, n = rels ? rels->size / sizeof(Elf64_Rel) : 0;
	bool *done = calloc(count + 1, sizeof(*done));
	int err = 0;

	if (!done)
		abort();
	for (i = 0; i < n && !err; i++) {
		const Elf64_Sym *sym;
		uint64_t insn;
		Elf64_Rel r;

		memcpy(&r, rels->data + i * sizeof(r), sizeof(r));
		insn = r.r_offset / sizeof(struct bpf_insn);
		if (insn < first || insn >= (uint64_t)first + count)
			continue;
		if (ELF64_R_SYM(r.r_info) >= b->o->nsymbols) {
			err = fail(b, "a relocation names no symbol");
			break;
		}
		sym = &b->o->symbols[ELF64_R_SYM(r.r_info)];
		insn -= first;
		done[insn] = true;
		if (ELF64_R_TYPE(r.r_info) == R_64_64)
			err = relocate_address(b, sym, at + (uint32_t)insn);
		else if (ELF64_R_TYPE(r.r_info) == R_64_32 && is_local_call(&b->p->insns[at + insn]) &&
			 sym->st_shndx == b->o->text)
			err = point_call(b, at + (uint32_t)insn, (int64_t)(sym->st_value / sizeof(struct bpf_insn)) +
						 b->p->insns[at + insn].imm + 1);
		else
			err = fail(b, "it has a relocation of an unknown kind");
	}
	/* Calls inside .text need no relocation: the distance is known when it is written. */
	for (i = 0; i < count && !err && section == b->o->text; i++) {
		if (!done[i] && is_local_call(&b->p->insns[at + i]))
			err = point_call(b, at + (uint32_t)i, (int64_t)first + (int64_t)i + b->p->insns[at + i].imm + 1);
	}
	free(done);
	return err;
}

static uint32_t find_section(const struct elf_object *o, const char *name)
{
	uint32_t i;

	for (i = 1; i < o->nsections; i++) {
		if (o->sections[i].type == SHT_PROGBITS && !strcmp(o->sections[i].name, name))
			return i;
	}
	return 0;
}

/* Narrows [*first, *first + *count) from a whole section to one function in it. */
static bool find_function(const struct elf_object *o, uint32_t sec, const char *name, uint32_t *first, uint32_t *count)
{
	uint32_t i;

	for (i = 0; i < o->nsymbols; i++) {
		const Elf64_Sym *s = &o->symbols[i];

		if (ELF64_ST_TYPE(s->st_info) != STT_FUNC || s->st_shndx != sec || strcmp(elf_symbol_name(o, s), name))
			continue;
		if (!s->st_size || s->st_value > o->sections[sec].size ||
		    s->st_size > o->sections[sec].size - s->st_value)
			return false;
		*first = (uint32_t)(s->st_value / sizeof(struct bpf_insn));
		*count = (uint32_t)(s->st_size / sizeof(struct bpf_insn));
		return true;
	}
	return false;
}

int elf_program_build(struct elf_object *o, const char *section, const char *function, const struct elf_binding *bind,
		      struct elf_program *out, const char **why)
{
	struct builder b = { .o = o, .bind = bind, .p = out };
	uint32_t i, sec = find_section(o, section), first = 0, count;
	int err;

	memset(out, 0, sizeof(*out));
	if (!sec || o->sections[sec].size % sizeof(struct bpf_insn) || !o->sections[sec].size) {
		*why = "the object has no such section";
		return -EINVAL;
	}
	count = (uint32_t)(o->sections[sec].size / sizeof(struct bpf_insn));
	if (function && !find_function(o, sec, function, &first, &count)) {
		*why = "the section does not hold the program";
		return -EINVAL;
	}
	append(&b, sec, first, count);
	elf_ext_collect(o, sec, first, count, 0, out);
	err = relocate(&b, sec, first, count, 0);
	for (i = 0; i < b.nsubs && !err; i++) {
		struct subprogram sub = b.subs[i];

		elf_ext_collect(o, o->text, sub.first, sub.count, sub.at, out);
		err = relocate(&b, o->text, sub.first, sub.count, sub.at);
	}
	free(b.subs);
	if (err) {
		*why = b.why;
		elf_program_release(out);
	}
	return err;
}

void elf_program_release(struct elf_program *p)
{
	free(p->insns);
	free(p->funcs);
	free(p->lines);
	memset(p, 0, sizeof(*p));
}
