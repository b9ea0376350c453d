/* Where tracefs is, which events it has, and their format files. An exact event costs one file; only wildcards read
 * directories or the list of all events. */
#include "kernel/tracefs.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strmap.h"
#include "kernel/util.h"

const char *tracefs_find(const char **why)
{
	static const char *const places[] = { "/sys/kernel/tracing", "/sys/kernel/debug/tracing" };
	char path[128];
	bool forbidden = false;

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(path, sizeof(path), "%s/events", places[i]);
		if (!access(path, R_OK | X_OK)) {
			*why = "";
			return places[i];
		}
		forbidden |= errno == EACCES || errno == EPERM;
	}
	*why = forbidden ? "tracefs may not be read (permission denied; sonde has to run as root)" :
			   "tracefs is not mounted (mount -t tracefs tracefs /sys/kernel/tracing)";
	return NULL;
}

/* Names become parts of a path. */
static bool is_plain_name(const char *s)
{
	return *s && *s != '.' && !strchr(s, '/') && strlen(s) < 128;
}

static void list_directory(const char *root, struct arena *a, const char *category, const char *pattern, name_list *out)
{
	char path[512];
	struct dirent *e;
	DIR *d;

	if (snprintf(path, sizeof(path), "%s/events/%s", root, category) >= (int)sizeof(path))
		return;
	d = opendir(path);
	while (d && (e = readdir(d)))
		if (e->d_name[0] != '.' && (e->d_type == DT_DIR || e->d_type == DT_UNKNOWN) &&
		    glob_match(pattern, e->d_name))
			vec_push(a, out, (const char *)arena_printf(a, "%s:%s", category, e->d_name));
	if (d)
		closedir(d);
}

static int list_categories(const char *root, struct arena *a, const char *category, const char *event, name_list *out)
{
	char path[256];
	struct dirent *e;
	DIR *d;

	snprintf(path, sizeof(path), "%s/events", root);
	d = opendir(path);
	if (!d)
		return -errno;
	while ((e = readdir(d)))
		if (is_plain_name(e->d_name) && strcmp(e->d_name, "ftrace") != 0 && glob_match(category, e->d_name))
			list_directory(root, a, e->d_name, event, out);
	closedir(d);
	return 0;
}

/* available_events names all that can be enabled, so not those of "ftrace", which perf cannot open either. */
static int list_all(const char *root, struct arena *a, const char *category, const char *event, name_list *out)
{
	char path[256], *text, *rest, *line;

	snprintf(path, sizeof(path), "%s/available_events", root);
	rest = text = file_read(path, NULL);
	if (!text) /* lockdown may forbid the list, not the directories */
		return list_categories(root, a, category, event, out);
	while ((line = next_line(&rest))) {
		char *colon = strchr(line, ':');

		if (!colon)
			continue;
		*colon = 0;
		if (glob_match(category, line) && glob_match(event, colon + 1))
			vec_push(a, out, (const char *)arena_printf(a, "%s:%s", line, colon + 1));
	}
	free(text);
	return 0;
}

int tracefs_list(const char *root, struct arena *a, const char *category, const char *event, name_list *out)
{
	char path[512];
	int err = 0;

	if (has_wildcard(category)) {
		err = list_all(root, a, category, event, out);
	} else if (!is_plain_name(category)) {
		return 0;
	} else if (has_wildcard(event)) {
		if (strcmp(category, "ftrace") != 0)
			list_directory(root, a, category, event, out);
	} else if (is_plain_name(event)) {
		snprintf(path, sizeof(path), "%s/events/%s/%s/format", root, category, event);
		if (!access(path, F_OK))
			vec_push(a, out, (const char *)arena_printf(a, "%s:%s", category, event));
	}
	names_sort(out);
	return err;
}

bool tracefs_format(const char *root, struct arena *a, const char *category, const char *event, struct tp_format *out)
{
	char path[512], *text;
	bool ok;

	memset(out, 0, sizeof(*out));
	if (!is_plain_name(category) || !is_plain_name(event))
		return false;
	snprintf(path, sizeof(path), "%s/events/%s/%s/format", root, category, event);
	text = file_read(path, NULL);
	ok = text && tp_format_parse(a, text, out);
	free(text);
	return ok;
}

/* ---- format files ---- */

static char *trim(char *s)
{
	size_t n;

	while (isspace((unsigned char)*s))
		s++;
	n = strlen(s);
	while (n && isspace((unsigned char)s[n - 1]))
		s[--n] = 0;
	return s;
}

static bool is_name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static uint32_t element_size(const char *type)
{
	static const struct { const char *word; uint32_t size; } sizes[] = {
		{ "64", 8 }, { "long", 8 }, { "*", 8 }, { "32", 4 }, { "int", 4 }, { "16", 2 }, { "short", 2 },
	};

	if (!strcmp(type, "unsigned"))
		return 4;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		if (strstr(type, sizes[i].word))
			return sizes[i].size;
	return 1;
}

/* "[16]", "[2][3]", "[TASK_COMM_LEN]" (old kernels print the name of the constant). */
static uint32_t count_elements(const char *dims, const char *type, uint32_t size)
{
	uint64_t n = 1;

	while (*dims == '[') {
		char *end;
		unsigned long one = strtoul(dims + 1, &end, 0);

		if (end == dims + 1 || *end != ']')
			return size / element_size(type);
		n *= one;
		if (n > UINT32_MAX)
			return 0;
		dims = end + 1;
	}
	return (uint32_t)n;
}

static bool skip_prefix(char **s, const char *prefix)
{
	size_t n = strlen(prefix);

	if (strncmp(*s, prefix, n) || !isspace((unsigned char)(*s)[n]))
		return false;
	*s = trim(*s + n);
	return true;
}

/* "void (*func)(struct work *)" is a pointer named func. */
static bool parse_function_pointer(struct arena *a, char *declaration, struct tp_field *f)
{
	char *name = strstr(declaration, "(*");
	size_t n = 0;

	if (!name)
		return false;
	name = trim(name + 2);
	while (is_name_char(name[n]))
		n++;
	f->name = arena_strndup(a, name, n);
	f->c_type = "void *";
	return n > 0;
}

bool tp_field_parse(struct arena *a, char *declaration, struct tp_field *f)
{
	char *s = trim(declaration), *end, *name, *dims = NULL;

	f->data_loc = skip_prefix(&s, "__data_loc");
	f->rel_loc = !f->data_loc && skip_prefix(&s, "__rel_loc");
	if (parse_function_pointer(a, s, f))
		return true;
	end = s + strlen(s);
	if (end > s && end[-1] == ']') { /* char comm[16] */
		dims = strchr(s, '[');
		for (end = dims; end > s && isspace((unsigned char)end[-1]);)
			end--;
	}
	for (name = end; name > s && is_name_char(name[-1]);)
		name--;
	if (name == end || name == s)
		return false;
	f->name = arena_strndup(a, name, (size_t)(end - name));
	*name = 0;
	s = trim(s);
	if (!*s)
		return false;
	if (dims && !f->data_loc && !f->rel_loc) {
		f->is_array = true;
		f->nelems = count_elements(dims, s, f->size);
	}
	f->c_type = arena_printf(a, "%s%s", s, dims ? dims : "");
	return true;
}

static bool parse_field_line(struct arena *a, char *line, struct tp_field *f)
{
	char *end = strchr(line, ';'), *p;

	memset(f, 0, sizeof(*f));
	if (!end)
		return false;
	*end++ = 0;
	if ((p = strstr(end, "offset:")))
		f->offset = (uint32_t)strtoul(p + 7, NULL, 10);
	if ((p = strstr(end, "size:")))
		f->size = (uint32_t)strtoul(p + 5, NULL, 10);
	if ((p = strstr(end, "signed:")))
		f->is_signed = p[7] == '1';
	if (!tp_field_parse(a, line, f))
		return false;
	f->common = !strncmp(f->name, "common_", 7);
	return true;
}

bool tp_format_parse(struct arena *a, char *text, struct tp_format *out)
{
	VEC(struct tp_field) fields = { 0 };
	bool has_id = false;
	char *line;

	memset(out, 0, sizeof(*out));
	while ((line = next_line(&text))) {
		struct tp_field f;

		line = trim(line);
		if (!strncmp(line, "ID:", 3)) {
			out->id = (uint32_t)strtoul(line + 3, NULL, 10);
			has_id = true;
		} else if (!strncmp(line, "field:", 6) && parse_field_line(a, line + 6, &f)) {
			vec_push(a, &fields, f);
		} else if (!strncmp(line, "print fmt", 9)) {
			break;
		}
	}
	out->fields = fields.at;
	out->nfields = (uint32_t)fields.n;
	return has_id;
}
