/* Symbols of a user binary, with the file offsets uprobes want: from .symtab, .dynsym, and the .symtab of a separate
 * debug file when the binary has none of its own. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strmap.h"
#include "kernel/binary.h"
#include "kernel/elf_file.h"
#include "kernel/util.h"

#define DEBUG_DIRS ".debug:/usr/lib/debug"

struct candidate {
	struct user_symbol symbol;
	int binding; /* 0 global, 1 weak, 2 local: the first of several with one name is taken */
};

struct symbol_query {
	struct arena *arena;
	const struct elf_file *binary; /* whose segments count, also for symbols of a debug file */
	const char *pattern;
	size_t pattern_len;
	bool exact, data;              /* data: variables instead of functions */
	VEC(struct candidate) found;
};

/* "memcpy@@GLIBC_2.14" is memcpy. */
static bool name_matches(const struct symbol_query *q, const char *name, size_t len)
{
	char buffer[512];

	if (q->exact)
		return len == q->pattern_len && !memcmp(name, q->pattern, len);
	if (len >= sizeof(buffer))
		return glob_match(q->pattern, arena_strndup(q->arena, name, len));
	memcpy(buffer, name, len);
	buffer[len] = 0;
	return glob_match(q->pattern, buffer);
}

static void add_symbol(struct symbol_query *q, const GElf_Sym *sym, const char *name)
{
	int type = GELF_ST_TYPE(sym->st_info), binding = GELF_ST_BIND(sym->st_info);
	bool is_code = type == STT_FUNC || type == STT_GNU_IFUNC;
	size_t len = strcspn(name, "@");
	uint64_t offset = 0;

	if (sym->st_shndx == SHN_UNDEF || !sym->st_value || !len || (q->data ? type != STT_OBJECT : !is_code) ||
	    !name_matches(q, name, len))
		return;
	if (!elf_file_offset(q->binary, sym->st_value, is_code, &offset) && is_code)
		return;
	struct candidate c = {
		.symbol = { .name = arena_strndup(q->arena, name, len), .address = sym->st_value,
			    .file_offset = offset, .size = sym->st_size, .kind = is_code ? SYM_FUNC : SYM_DATA },
		.binding = binding == STB_LOCAL ? 2 : binding == STB_WEAK,
	};
	vec_push(q->arena, &q->found, c);
}

/* Names are used only up to a NUL inside their section. */
static void read_table(struct symbol_query *q, const struct elf_file *f, Elf_Scn *section, const GElf_Shdr *sh)
{
	Elf_Scn *strings_section = elf_getscn(f->elf, sh->sh_link);
	Elf_Data *symbols = elf_getdata(section, NULL);
	Elf_Data *strings = strings_section ? elf_getdata(strings_section, NULL) : NULL;
	size_t size = gelf_fsize(f->elf, ELF_T_SYM, 1, EV_CURRENT), n;

	if (!symbols || !symbols->d_buf || symbols->d_type != ELF_T_SYM || !size || !strings || !strings->d_buf)
		return;
	n = symbols->d_size / size;
	for (size_t i = 1; i < n && i <= INT32_MAX; i++) {
		GElf_Sym sym;
		const char *name;

		if (!gelf_getsym(symbols, (int)i, &sym) || sym.st_name >= strings->d_size)
			continue;
		name = (const char *)strings->d_buf + sym.st_name;
		if (memchr(name, 0, strings->d_size - sym.st_name))
			add_symbol(q, &sym, name);
	}
}

/* true if the file has a table of this type */
static bool read_tables(struct symbol_query *q, const struct elf_file *f, uint32_t type)
{
	Elf_Scn *section = NULL;
	bool any = false;

	while ((section = elf_nextscn(f->elf, section))) {
		GElf_Shdr sh;

		if (!gelf_getshdr(section, &sh) || sh.sh_type != type)
			continue;
		read_table(q, f, section, &sh);
		any = true;
	}
	return any;
}

/* ---- separate debug files ---- */

static const unsigned char *build_id(const struct elf_file *f, size_t *len)
{
	GElf_Shdr sh;
	Elf_Scn *section = elf_file_section(f, ".note.gnu.build-id", &sh);
	Elf_Data *data = section ? elf_getdata(section, NULL) : NULL;
	size_t name, desc;
	GElf_Nhdr note;

	if (!data || !data->d_buf || !gelf_getnote(data, 0, &note, &name, &desc) || note.n_type != NT_GNU_BUILD_ID ||
	    desc > data->d_size || note.n_descsz > data->d_size - desc || note.n_descsz < 2)
		return NULL;
	*len = note.n_descsz;
	return (const unsigned char *)data->d_buf + desc;
}

static const char *debuglink(const struct elf_file *f)
{
	GElf_Shdr sh;
	Elf_Scn *section = elf_file_section(f, ".gnu_debuglink", &sh);
	Elf_Data *data = section ? elf_rawdata(section, NULL) : NULL;
	const char *name = data ? data->d_buf : NULL;

	return name && memchr(name, 0, data->d_size) && *name && !strchr(name, '/') ? name : NULL;
}

static bool same_build(const struct elf_file *a, const struct elf_file *b)
{
	size_t na, nb;
	const unsigned char *x = build_id(a, &na), *y = build_id(b, &nb);

	return !x || !y || (na == nb && !memcmp(x, y, na));
}

/* Symbols of one debug file; false if it is not there or belongs to another binary. */
static bool read_debug_file(struct symbol_query *q, const char *path)
{
	struct elf_file f;
	const char *why;
	bool ok;

	if (access(path, R_OK) || elf_file_open(&f, q->arena, path, &why))
		return false;
	ok = same_build(q->binary, &f) && read_tables(q, &f, SHT_SYMTAB);
	elf_file_close(&f);
	return ok;
}

static bool read_by_build_id(struct symbol_query *q, const char *dir)
{
	size_t len;
	const unsigned char *id = build_id(q->binary, &len);
	char hex[2 * 64 + 1];

	if (!id || len > 64 || dir[0] != '/')
		return false;
	for (size_t i = 0; i < len; i++) {
		hex[2 * i] = "0123456789abcdef"[id[i] >> 4];
		hex[2 * i + 1] = "0123456789abcdef"[id[i] & 15];
	}
	hex[2 * len] = 0;
	return read_debug_file(q, arena_printf(q->arena, "%s/.build-id/%.2s/%s.debug", dir, hex, hex + 2));
}

static bool read_by_link(struct symbol_query *q, const char *dir, const char *path, const char *link)
{
	const char *slash = strrchr(path, '/');
	int n = slash ? (int)(slash - path) : 0;

	if (!link)
		return false;
	if (dir[0] == '/')
		return read_debug_file(q, arena_printf(q->arena, "%s%.*s/%s", dir, n, path, link));
	return read_debug_file(q, arena_printf(q->arena, "%.*s/%s/%s", n, path, dir, link)) ||
	       read_debug_file(q, arena_printf(q->arena, "%.*s/%s", n, path, link));
}

static bool read_debug_files(struct symbol_query *q, const char *path, const char *dirs)
{
	const char *real = realpath(path, NULL), *link = debuglink(q->binary);
	char *list = arena_strdup(q->arena, dirs ? dirs : DEBUG_DIRS), *dir;
	bool done = false;

	while (!done && (dir = strsep(&list, ":"))) {
		dir += *dir == '+';
		if (*dir)
			done = read_by_build_id(q, dir) || read_by_link(q, dir, real ? real : path, link);
	}
	free((char *)real);
	return done;
}

/* ---- the list ---- */

static int compare_candidates(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	int order = strcmp(x->symbol.name, y->symbol.name);

	if (!order)
		order = x->binding - y->binding;
	return order ? order : (x->symbol.address > y->symbol.address) - (x->symbol.address < y->symbol.address);
}

static void give(struct symbol_query *q, user_symbol_list *out)
{
	if (q->found.n)
		qsort(q->found.at, (size_t)q->found.n, sizeof(*q->found.at), compare_candidates);
	for (int i = 0; i < q->found.n; i++)
		if (!i || strcmp(q->found.at[i - 1].symbol.name, q->found.at[i].symbol.name) != 0)
			vec_push(q->arena, out, q->found.at[i].symbol);
}

static void collect(struct symbol_query *q, const char *path, const char *debug_dirs)
{
	bool has_table = read_tables(q, q->binary, SHT_SYMTAB);

	read_tables(q, q->binary, SHT_DYNSYM);
	if (!has_table && !(q->exact && q->found.n))
		read_debug_files(q, path, debug_dirs);
}

int elf_symbols(struct arena *a, const char *path, const char *pattern, const char *debug_dirs, user_symbol_list *out,
		const char **why)
{
	struct elf_file f;
	struct symbol_query q = { .arena = a, .binary = &f, .pattern = pattern, .pattern_len = strlen(pattern),
				  .exact = !has_wildcard(pattern) };
	int err = elf_file_open(&f, a, path, why);

	if (err)
		return err;
	collect(&q, path, debug_dirs);
	if (!q.found.n && q.exact) { /* a variable, for uaddr() */
		q.data = true;
		collect(&q, path, debug_dirs);
	}
	give(&q, out);
	elf_file_close(&f);
	return 0;
}
