/* Imports: reads the files named by `import "path";` and merges them into the program's tree.
 *
 * Called at the end of pass_config. Probes, macros, map declarations and C definitions of an imported script come
 * before those of the script that imports it. A C header becomes an #include line. Each file is read once. */
#include "check/check.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "parser/parser.h"

#define IMPORT_SIZE_MAX (16 << 20)

struct importer {
	struct program *p;
	struct program_ast merged;
	struct strmap seen; /* real path -> itself */
};

static void import_script(struct importer *im, struct program_ast *ast, const char *dir);

static bool has_suffix(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n >= m && !strcmp(s + n - m, suffix);
}

static const char *dir_of(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return ".";
	return slash == path ? "/" : arena_strndup(a, path, slash - path);
}

/* ---- one file ---- */

static char *read_file(struct arena *a, const char *path, size_t *len)
{
	FILE *f = fopen(path, "re");
	struct strbuf b = { 0 };
	char chunk[4096], *copy = NULL;
	size_t n;

	if (!f)
		return NULL;
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0 && b.len < IMPORT_SIZE_MAX)
		strbuf_add(&b, chunk, n);
	if (ferror(f))
		errno = EIO;
	else
		copy = arena_memdup(a, strbuf_str(&b), b.len + 1);
	*len = b.len;
	fclose(f);
	strbuf_release(&b);
	return copy;
}

static void import_header(struct importer *im, const char *path)
{
	struct arena *a = im->p->arena;
	char *text = arena_printf(a, "#include \"%s\"\n", path);
	struct source *src = source_new(a, path, text, strlen(text));
	struct c_text c = { .range = { src, 0, src->len - 1 }, .preprocessor = true };

	vec_push(a, &im->merged.c, c);
}

static void import_bt(struct importer *im, const char *path, struct range r)
{
	struct program *p = im->p;
	size_t len;
	char *text = read_file(p->arena, path, &len);

	if (!text) {
		diag_error(p->diags, r, "cannot read %s: %s", path, strerror(errno));
		return;
	}
	int before = p->diags->errors;
	struct source *src = source_new(p->arena, path, text, len);
	struct program_ast *ast = parse_program(p->arena, p->diags, src);
	if (p->diags->errors != before)
		return;
	if (ast->config_range.src)
		diag_error(p->diags, ast->config_range, "invalid `config` within import");
	import_script(im, ast, dir_of(p->arena, path));
}

static void import_file(struct importer *im, const char *path, struct range r)
{
	char real[PATH_MAX];
	const char *id = realpath(path, real) ? real : path;

	if (strmap_get(&im->seen, id))
		return;
	strmap_put(&im->seen, id, im);
	if (has_suffix(path, ".bpf.c"))
		diag_error(im->p->diags, r, "cannot import %s: C code compiled to BPF cannot be linked in", path);
	else if (has_suffix(path, ".h"))
		import_header(im, id);
	else if (has_suffix(path, ".bt"))
		import_bt(im, path, r);
	else
		diag_error(im->p->diags, r, "cannot import %s: only .bt and .h files are known", path);
}

/* ---- one import line ---- */

static int wanted(const struct dirent *d)
{
	return has_suffix(d->d_name, ".bt") || has_suffix(d->d_name, ".h");
}

static void import_directory(struct importer *im, const char *path, struct range r)
{
	struct dirent **list = NULL;
	int n = scandir(path, &list, wanted, alphasort);

	for (int i = 0; i < n; i++) {
		import_file(im, arena_printf(im->p->arena, "%s/%s", path, list[i]->d_name), r);
		free(list[i]);
	}
	free(list);
}

/* False, with an error, if anybody may place files in dir. */
static bool directory_trusted(struct importer *im, const char *dir, struct range r)
{
	struct stat st;

	if (stat(dir, &st) || !(st.st_mode & S_IWOTH))
		return true;
	diag_error(im->p->diags, r, "cowardly refusing to import from a directory with global write permissions: %s",
		   dir);
	return false;
}

static void import_path(struct importer *im, const struct import *import, const char *dir)
{
	struct program *p = im->p;
	const char *path = import->path;
	struct stat st;

	if (!strcmp(path, "stdlib") || !strncmp(path, "stdlib/", 7))
		return; /* always there: tables/library.def */
	if (path[0] != '/' && strcmp(dir, "."))
		path = arena_printf(p->arena, "%s/%s", dir, path);
	if (stat(path, &st)) {
		struct diag *d = diag_error(p->diags, import->range, "Unable to find suitable path for import");
		diag_hint(p->diags, d, "checked: %s", path);
		return;
	}
	bool is_dir = S_ISDIR(st.st_mode);
	if (!directory_trusted(im, is_dir ? path : dir_of(p->arena, path), import->range))
		return;
	if (is_dir)
		import_directory(im, path, import->range);
	else
		import_file(im, path, import->range);
}

#define MERGE(field)                                                                                                   \
	for (int i = 0; i < ast->field.n; i++)                                                                         \
		vec_push(im->p->arena, &im->merged.field, ast->field.at[i])

static void import_script(struct importer *im, struct program_ast *ast, const char *dir)
{
	for (int i = 0; i < ast->imports.n; i++)
		import_path(im, &ast->imports.at[i], dir);
	MERGE(c);
	MERGE(probes);
	MERGE(macros);
	MERGE(fns);
	MERGE(map_decls);
}

void import_files(struct program *p)
{
	struct importer im = { .p = p };

	if (!p->ast->imports.n)
		return;
	strmap_init(&im.seen, p->arena);
	import_script(&im, p->ast, p->opt->script_dir ? p->opt->script_dir : ".");
	memcpy(&p->ast->c, &im.merged.c, sizeof(p->ast->c));
	memcpy(&p->ast->probes, &im.merged.probes, sizeof(p->ast->probes));
	memcpy(&p->ast->macros, &im.merged.macros, sizeof(p->ast->macros));
	memcpy(&p->ast->fns, &im.merged.fns, sizeof(p->ast->fns));
	memcpy(&p->ast->map_decls, &im.merged.map_decls, sizeof(p->ast->map_decls));
}
