/* Symbols, segments and build id of one ELF file.
 *
 * Takes an open file (or the image of the vdso), gives a table sorted by address in which every address has one name.
 * A file without .symtab gets the symbols of its separate debug file, found by build id or .gnu_debuglink, and those of
 * .dynsym. Labels without a size reach to the next symbol or the end of their section. */
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/symbols_impl.h"

struct candidate {
	uint64_t addr, size;
	const char *name;
	bool sized;
	uint8_t cost; /* how bad the name is among others of the address */
};

struct candidates {
	struct candidate *at;
	uint32_t n, cap;
};

/* Of aliases the least decorated name is the one people know: malloc, not __libc_malloc. */
static uint8_t name_cost(const GElf_Sym *sym, const char *name)
{
	size_t underscores = strspn(name, "_");
	uint8_t cost = (uint8_t)((underscores < 7 ? underscores : 7) << 2);

	if (GELF_ST_BIND(sym->st_info) == STB_LOCAL)
		cost |= 64;
	if (GELF_ST_TYPE(sym->st_info) == STT_NOTYPE)
		cost |= 128;
	return cost;
}

static void push(struct candidates *c, const GElf_Sym *sym, const char *name, uint64_t section_end)
{
	bool sized = sym->st_size != 0;

	if (c->n == c->cap) {
		c->cap = c->cap ? c->cap * 2 : 1024;
		c->at = realloc(c->at, sizeof(*c->at) * c->cap);
		if (!c->at)
			abort();
	}
	c->at[c->n++] = (struct candidate){
		.addr = sym->st_value,
		.size = sized ? sym->st_size : section_end > sym->st_value ? section_end - sym->st_value : 0,
		.name = name,
		.sized = sized,
		.cost = name_cost(sym, name),
	};
}

/* End address of a section, 0 if it is none that is loaded; *exec: holds code. */
static uint64_t section_end(Elf *elf, unsigned index, bool *exec)
{
	Elf_Scn *scn = elf_getscn(elf, index);
	GElf_Shdr sh;

	*exec = false;
	if (!scn || !gelf_getshdr(scn, &sh) || !(sh.sh_flags & SHF_ALLOC))
		return 0;
	*exec = sh.sh_flags & SHF_EXECINSTR;
	return sh.sh_addr + sh.sh_size;
}

static void collect_section(struct candidates *c, Elf *elf, Elf_Scn *scn, const GElf_Shdr *sh)
{
	Elf_Data *data = elf_getdata(scn, NULL);
	size_t n = sh->sh_entsize ? sh->sh_size / sh->sh_entsize : 0;
	unsigned last = SHN_UNDEF;
	uint64_t end = 0;
	bool exec = false;

	for (size_t i = 1; data && i < n; i++) {
		GElf_Sym sym;
		const char *name;
		int type;

		if (!gelf_getsym(data, (int)i, &sym) || sym.st_shndx == SHN_UNDEF || !sym.st_name)
			continue;
		type = GELF_ST_TYPE(sym.st_info);
		if (type != STT_FUNC && type != STT_GNU_IFUNC && type != STT_OBJECT && type != STT_NOTYPE)
			continue;
		if (sym.st_shndx >= SHN_LORESERVE && sym.st_shndx != SHN_XINDEX)
			continue;
		if (sym.st_shndx != last || sym.st_shndx == SHN_XINDEX) {
			last = sym.st_shndx;
			end = last == SHN_XINDEX ? 0 : section_end(elf, last, &exec);
		}
		if (type == STT_NOTYPE && !exec)
			continue;
		name = elf_strptr(elf, sh->sh_link, sym.st_name);
		if (name && *name && *name != '$') /* $x, $d: mapping symbols of ARM */
			push(c, &sym, name, end);
	}
}

/* Collects tables of one type; false if there is none. */
static bool collect(struct candidates *c, Elf *elf, unsigned type)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr sh;
	bool found = false;

	while ((scn = elf_nextscn(elf, scn))) {
		if (!gelf_getshdr(scn, &sh) || sh.sh_type != type)
			continue;
		found = true;
		collect_section(c, elf, scn, &sh);
	}
	return found;
}

static int compare_candidates(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	size_t lx, ly;

	if (x->addr != y->addr)
		return x->addr < y->addr ? -1 : 1;
	if (x->sized != y->sized)
		return x->sized ? -1 : 1;
	if (x->cost != y->cost)
		return x->cost < y->cost ? -1 : 1;
	lx = strlen(x->name);
	ly = strlen(y->name);
	if (lx != ly)
		return lx < ly ? -1 : 1;
	return strcmp(x->name, y->name);
}

static void keep_best(struct symtab *t, struct candidates *c)
{
	uint64_t next = UINT64_MAX;

	if (c->n)
		qsort(c->at, c->n, sizeof(*c->at), compare_candidates);
	for (uint32_t i = c->n; i-- > 0;) { /* cut labels at the next address */
		if (i + 1 < c->n && c->at[i + 1].addr != c->at[i].addr)
			next = c->at[i + 1].addr;
		if (!c->at[i].sized && next - c->at[i].addr < c->at[i].size)
			c->at[i].size = next - c->at[i].addr;
	}
	for (uint32_t i = 0; i < c->n; i++) {
		if (!i || c->at[i].addr != c->at[i - 1].addr)
			symtab_add(t, c->at[i].addr, c->at[i].size, c->at[i].name, strlen(c->at[i].name));
	}
}

static void read_segments(struct elf_file *f, Elf *elf)
{
	size_t n = 0;
	GElf_Phdr ph;

	if (elf_getphdrnum(elf, &n) || !n || n > 4096)
		return;
	f->segments = calloc(n, sizeof(*f->segments));
	if (!f->segments)
		abort();
	for (size_t i = 0; i < n; i++) {
		if (!gelf_getphdr(elf, (int)i, &ph) || ph.p_type != PT_LOAD)
			continue;
		f->segments[f->nsegments++] =
			(struct segment){ ph.p_offset, ph.p_filesz, ph.p_vaddr, ph.p_flags & PF_X };
	}
}

static bool find_build_id(struct elf_file *f, Elf_Data *data)
{
	size_t at = 0, name, desc;
	GElf_Nhdr note;

	while (data && (at = gelf_getnote(data, at, &note, &name, &desc)) > 0) {
		if (note.n_type != NT_GNU_BUILD_ID || note.n_namesz != 4 || !note.n_descsz ||
		    memcmp((char *)data->d_buf + name, "GNU", 4))
			continue;
		f->build_id_size = note.n_descsz < sizeof(f->build_id) ? note.n_descsz : sizeof(f->build_id);
		memcpy(f->build_id, (char *)data->d_buf + desc, f->build_id_size);
		return true;
	}
	return false;
}

static void read_build_id(struct elf_file *f, Elf *elf)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr sh;
	size_t n = 0;
	GElf_Phdr ph;

	while ((scn = elf_nextscn(elf, scn)))
		if (gelf_getshdr(scn, &sh) && sh.sh_type == SHT_NOTE && find_build_id(f, elf_getdata(scn, NULL)))
			return;
	if (elf_getphdrnum(elf, &n))
		return;
	for (size_t i = 0; i < n; i++)
		if (gelf_getphdr(elf, (int)i, &ph) && ph.p_type == PT_NOTE &&
		    find_build_id(f, elf_getdata_rawchunk(elf, (int64_t)ph.p_offset, ph.p_filesz, ELF_T_NHDR)))
			return;
}

/* Name and checksum in .gnu_debuglink; NULL if there is none. */
static const char *debug_link(Elf *elf, uint32_t *crc)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr sh;
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		return NULL;
	while ((scn = elf_nextscn(elf, scn))) {
		const char *name = gelf_getshdr(scn, &sh) ? elf_strptr(elf, names, sh.sh_name) : NULL;
		Elf_Data *data = name && !strcmp(name, ".gnu_debuglink") ? elf_getdata(scn, NULL) : NULL;
		size_t len, at;

		if (!data || !data->d_buf)
			continue;
		len = strnlen(data->d_buf, data->d_size);
		at = (len + 4) & ~(size_t)3;
		if (!len || at + 4 > data->d_size || memchr(data->d_buf, '/', len))
			return NULL;
		memcpy(crc, (char *)data->d_buf + at, 4);
		return data->d_buf;
	}
	return NULL;
}

static int open_regular(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;

	if (fd >= 0 && (fstat(fd, &st) || !S_ISREG(st.st_mode))) {
		close(fd);
		return -1;
	}
	return fd;
}

/* CRC-32 (IEEE) of a whole file: what .gnu_debuglink holds of the debug file. */
static bool crc_matches(int fd, uint32_t want)
{
	uint32_t table[256], crc = ~0u;
	unsigned char buf[16384];
	off_t at = 0;
	ssize_t n;

	for (uint32_t i = 0; i < 256; i++) {
		table[i] = i;
		for (int bit = 0; bit < 8; bit++)
			table[i] = table[i] >> 1 ^ (table[i] & 1 ? 0xedb88320u : 0);
	}
	while ((n = pread(fd, buf, sizeof(buf), at)) > 0) {
		for (ssize_t i = 0; i < n; i++)
			crc = crc >> 8 ^ table[(crc ^ buf[i]) & 255];
		at += n;
	}
	return n == 0 && ~crc == want;
}

static int open_by_build_id(const struct elf_file *f, const char *root)
{
	struct strbuf path = { 0 };
	int fd;

	if (f->build_id_size < 2)
		return -1;
	strbuf_printf(&path, "%s/usr/lib/debug/.build-id/%02x/", root, f->build_id[0]);
	for (uint32_t i = 1; i < f->build_id_size; i++)
		strbuf_printf(&path, "%02x", f->build_id[i]);
	strbuf_addstr(&path, ".debug");
	fd = open_regular(strbuf_str(&path));
	strbuf_release(&path);
	return fd;
}

static int open_by_link(const struct elf_file *f, Elf *elf, const char *root)
{
	static const char *const forms[] = { "%s%.*s/%s", "%s%.*s/.debug/%s", "%s/usr/lib/debug%.*s/%s" };
	const char *slash = f->path ? strrchr(f->path, '/') : NULL, *name;
	int fd = -1;
	uint32_t crc;

	name = slash ? debug_link(elf, &crc) : NULL;
	for (int i = 0; name && i < 3 && fd < 0; i++) {
		char path[4096];
		int dir = (int)(slash - f->path);

		if (snprintf(path, sizeof(path), i == 0 ? forms[0] : i == 1 ? forms[1] : forms[2], root, dir, f->path,
			     name) >= (int)sizeof(path))
			continue;
		fd = open_regular(path);
		if (fd >= 0 && !crc_matches(fd, crc)) {
			close(fd);
			fd = -1;
		}
	}
	return fd;
}

/* The separate debug file's .symtab; its Elf and descriptor stay open while names are used. */
static Elf *collect_debug(struct candidates *c, const struct elf_file *f, Elf *elf, const char *root, int *fd)
{
	Elf *debug;

	*fd = open_by_build_id(f, root);
	if (*fd < 0 && *root)
		*fd = open_by_build_id(f, "");
	if (*fd < 0)
		*fd = open_by_link(f, elf, root);
	if (*fd < 0)
		return NULL;
	debug = elf_begin(*fd, ELF_C_READ, NULL);
	if (debug)
		collect(c, debug, SHT_SYMTAB);
	return debug;
}

static void read_elf(struct elf_file *f, Elf *elf, const char *root)
{
	struct candidates c = { 0 };
	Elf *debug = NULL;
	int debug_fd = -1;

	if (elf_kind(elf) != ELF_K_ELF)
		return;
	read_segments(f, elf);
	read_build_id(f, elf);
	if (!collect(&c, elf, SHT_SYMTAB)) {
		debug = collect_debug(&c, f, elf, root, &debug_fd);
		collect(&c, elf, SHT_DYNSYM);
	}
	keep_best(&f->symbols, &c);
	free(c.at);
	elf_end(debug);
	if (debug_fd >= 0)
		close(debug_fd);
}

void elf_file_read(struct elf_file *f, const char *root)
{
	Elf *elf;

	if (f->read)
		return;
	f->read = true;
	if (f->fd < 0 || elf_version(EV_CURRENT) == EV_NONE)
		return;
	elf = elf_begin(f->fd, ELF_C_READ, NULL);
	if (elf)
		read_elf(f, elf, root);
	elf_end(elf);
}

void elf_image_read(struct elf_file *f, void *image, size_t size)
{
	Elf *elf;

	f->read = true;
	if (elf_version(EV_CURRENT) == EV_NONE)
		return;
	elf = elf_memory(image, size);
	if (elf)
		read_elf(f, elf, "");
	elf_end(elf);
}

bool elf_file_address(const struct elf_file *f, uint64_t offset, bool exec, uint64_t *vaddr)
{
	for (int pass = 0; pass < 2; pass++) {
		for (uint32_t i = 0; i < f->nsegments; i++) {
			const struct segment *s = &f->segments[i];

			if ((pass == 0 && s->exec != exec) || offset < s->offset || offset - s->offset >= s->size)
				continue;
			*vaddr = offset - s->offset + s->vaddr;
			return true;
		}
	}
	return false;
}

void elf_file_free(struct elf_file *f)
{
	if (f->fd >= 0)
		close(f->fd);
	free(f->path);
	free(f->segments);
	symtab_release(&f->symbols);
	*f = (struct elf_file){ .fd = -1 };
}
