/* The tables as arrays, and finding a row by its name. The rows themselves are in the .def files. */
#include "tables/tables.h"

#include <string.h>
#include <strings.h>

const struct builtin builtins[BI_COUNT_] = {
#define BUILTIN(id, name, type, where, helper, doc) { BI_##id, name, type, where, helper, doc },
#include "tables/builtins.def"
#undef BUILTIN
};

const struct function functions[FN_ID_COUNT_] = {
#define FUNCTION(id, name, min, max, flags, signature, doc) { FN_ID_##id, name, min, max, flags, signature, doc },
#include "tables/functions.def"
#undef FUNCTION
};

const struct aggregation aggregations[AGG_COUNT_] = {
#define AGGREGATION(id, name, min, max, shape, signature, doc) { AGG_##id, name, min, max, shape, signature, doc },
#include "tables/aggregations.def"
#undef AGGREGATION
};

const struct probe_kind probe_kinds[PK_COUNT_] = {
#define PROBE(id, name, aliases, min, max, prog_type, attach, args, flags, syntax, doc)                                \
	{ PK_##id, name, aliases, min, max, prog_type, attach, args, flags, syntax, doc },
#include "tables/probes.def"
#undef PROBE
};

const struct map_kind map_kinds[] = {
#define MAPKIND(name, bpf_type, percpu, doc) { name, bpf_type, percpu, doc },
#include "tables/maps.def"
#undef MAPKIND
};
const int map_kinds_count = sizeof(map_kinds) / sizeof(map_kinds[0]);

const struct library_row library_rows[] = {
#define LIBRARY(name, signature, doc, text) { name, signature, doc, text },
#include "tables/library.def"
#undef LIBRARY
};
const int library_rows_count = sizeof(library_rows) / sizeof(library_rows[0]);

static bool is_numbered_argument(const char *name)
{
	const char *digits = name + 3;

	return !strncmp(name, "arg", 3) && *digits && !digits[strspn(digits, "0123456789")];
}

const struct builtin *builtin_by_name(const char *name)
{
	int i;

	if (is_numbered_argument(name))
		return &builtins[BI_argn];
	for (i = 0; i < BI_COUNT_; i++) {
		if (i != BI_argn && !strcmp(builtins[i].name, name))
			return &builtins[i];
	}
	return NULL;
}

const struct function *function_by_name(const char *name)
{
	int i;

	for (i = 0; i < FN_ID_COUNT_; i++) {
		if (!strcmp(functions[i].name, name))
			return &functions[i];
	}
	return NULL;
}

const struct aggregation *aggregation_by_name(const char *name)
{
	int i;

	for (i = 0; i < AGG_COUNT_; i++) {
		if (!strcmp(aggregations[i].name, name))
			return &aggregations[i];
	}
	return NULL;
}

/* names: words separated by blanks */
static bool has_word(const char *names, const char *word)
{
	size_t len = strlen(word);

	while (len && *names) {
		size_t n = strcspn(names, " ");

		if (n == len && !memcmp(names, word, len))
			return true;
		names += n + (names[n] == ' ');
	}
	return false;
}

const struct probe_kind *probe_kind_by_name(const char *name)
{
	int i;

	for (i = 0; i < PK_COUNT_; i++) {
		if (!strcasecmp(probe_kinds[i].name, name) || has_word(probe_kinds[i].aliases, name))
			return &probe_kinds[i];
	}
	return NULL;
}

const struct map_kind *map_kind_by_name(const char *name)
{
	int i;

	for (i = 0; i < map_kinds_count; i++) {
		if (!strcmp(map_kinds[i].name, name))
			return &map_kinds[i];
	}
	return NULL;
}

const struct library_row *library_by_name(const char *name)
{
	int i;

	for (i = 0; i < library_rows_count; i++) {
		if (!strcmp(library_rows[i].name, name))
			return &library_rows[i];
	}
	return NULL;
}
