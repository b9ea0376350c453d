/* pass_config: the effective configuration.
 *
 * Starts from the defaults, takes the script's config block, then the environment (SONDE_KEY, else BPFTRACE_KEY), which
 * wins. Both spell values as text, so one parser per kind of value serves both. Imports are read here too, because
 * their C definitions have to be there before the next pass. */
#include "check/check.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "parser/parser.h"

enum key_kind { KEY_NUMBER, KEY_BOOL, KEY_STRING, KEY_LICENSE, KEY_STACK_MODE, KEY_MISSING, KEY_CACHE, KEY_UNSTABLE,
		KEY_NO_DEMANGLE, KEY_IGNORED, KEY_DEPRECATED, KEY_ENV_ONLY };

struct config_key {
	const char *name;
	enum key_kind kind;
	size_t offset;         /* in struct config */
	const char *new_name;  /* renamed key */
};

#define AT(field) offsetof(struct config, field)

static const struct config_key keys[] = {
	{ "cache_user_symbols", KEY_CACHE, AT(run.cache_user_symbols), NULL },
	{ "cpp_demangle", KEY_BOOL, AT(run.cpp_demangle), NULL },
	{ "lazy_symbolication", KEY_BOOL, AT(run.lazy_symbolication), NULL },
	{ "license", KEY_LICENSE, AT(run.license), NULL },
	{ "log_size", KEY_NUMBER, AT(run.log_size), NULL },
	{ "max_bpf_progs", KEY_NUMBER, AT(max_bpf_progs), NULL },
	{ "max_cat_bytes", KEY_NUMBER, AT(run.max_cat_bytes), NULL },
	{ "max_map_keys", KEY_NUMBER, AT(run.max_map_keys), NULL },
	{ "max_probes", KEY_NUMBER, AT(max_probes), NULL },
	{ "max_strlen", KEY_NUMBER, AT(run.max_strlen), NULL },
	{ "missing_probes", KEY_MISSING, AT(run.missing_probes), NULL },
	{ "on_stack_limit", KEY_NUMBER, AT(on_stack_limit), NULL },
	{ "perf_rb_pages", KEY_NUMBER, AT(run.perf_rb_pages), NULL },
	{ "print_maps_on_exit", KEY_BOOL, AT(run.print_maps_on_exit), NULL },
	{ "show_debug_info", KEY_BOOL, AT(run.show_debug_info), NULL },
	{ "stack_mode", KEY_STACK_MODE, AT(stack_mode), NULL },
	{ "str_trunc_trailer", KEY_STRING, AT(run.str_trunc_trailer), NULL },
	{ "use_blazesym", KEY_IGNORED, 0, NULL },
	{ "unstable_import_statement", KEY_UNSTABLE, AT(unstable_import), NULL },
	{ "unstable_tseries", KEY_UNSTABLE, AT(unstable_tseries), NULL },
	{ "unstable_typeinfo", KEY_UNSTABLE, AT(unstable_typeinfo), NULL },
	{ "unstable_dw_ustack", KEY_UNSTABLE, AT(unstable_dw_ustack), NULL },
	{ "strlen", KEY_NUMBER, AT(run.max_strlen), "max_strlen" },
	{ "cat_bytes_max", KEY_NUMBER, AT(run.max_cat_bytes), "max_cat_bytes" },
	{ "map_keys_max", KEY_NUMBER, AT(run.max_map_keys), "max_map_keys" },
	{ "no_cpp_demangle", KEY_NO_DEMANGLE, AT(run.cpp_demangle), "cpp_demangle" },
	{ "symbol_source", KEY_DEPRECATED, 0, NULL },
	{ "max_type_res_iterations", KEY_DEPRECATED, 0, NULL },
	{ "unstable_addr", KEY_DEPRECATED, 0, NULL },
	{ "unstable_import", KEY_DEPRECATED, 0, NULL },
	{ "unstable_macro", KEY_DEPRECATED, 0, NULL },
	{ "unstable_map_decl", KEY_DEPRECATED, 0, NULL },
	{ "btf", KEY_ENV_ONLY, 0, NULL },
	{ "color", KEY_ENV_ONLY, 0, NULL },
	{ "kernel_build", KEY_ENV_ONLY, 0, NULL },
	{ "kernel_source", KEY_ENV_ONLY, 0, NULL },
	{ "vmlinux", KEY_ENV_ONLY, 0, NULL },
};
#define NKEYS (sizeof(keys) / sizeof(keys[0]))

static void config_defaults(struct config *c, const struct compile_options *opt)
{
	*c = (struct config){
		.run = {
			.max_map_keys = MAP_ENTRIES_DEFAULT, .max_strlen = STRLEN_DEFAULT, .max_cat_bytes = 10240,
			.perf_rb_pages = 0, .log_size = 1000000, .print_maps_on_exit = true, .cpp_demangle = true,
			.lazy_symbolication = true, .cache_user_symbols = opt->command ? 2 : 1,
			.str_trunc_trailer = "..", .license = "GPL",
		},
		.max_bpf_progs = 1024, .max_probes = 1024, .on_stack_limit = 32, .stack_mode = STACK_BPFTRACE,
		.unstable_import = 0, .unstable_tseries = 1, .unstable_typeinfo = 0, .unstable_dw_ustack = 1,
	};
}

/* ---- values ---- */

/* Index of text in a NULL-terminated list, -1 if absent. */
static int choice(const char *text, const char *const *list)
{
	for (int i = 0; list[i]; i++)
		if (!strcmp(text, list[i]))
			return i;
	return -1;
}

static bool bool_value(const char *text, bool *out)
{
	static const char *const words[] = { "false", "true", "0", "1", NULL };
	int i = choice(text, words);

	*out = i & 1;
	return i >= 0;
}

static const char *set_license(struct program *p, const char *text, const char **out)
{
	static const char *const valid[] = { "GPL", "GPL v2", "GPL and additional rights", "Dual BSD/GPL",
					     "Dual MIT/GPL", "Dual MPL/GPL", NULL };

	if (choice(text, valid) < 0)
		return arena_printf(p->arena, "Invalid value for license. Found: %s. Valid values: GPL, GPL v2, "
				    "GPL and additional rights, Dual BSD/GPL, Dual MIT/GPL, Dual MPL/GPL", text);
	*out = arena_strdup(p->arena, text);
	return NULL;
}

static const char *set_cache(const char *text, int *out)
{
	static const char *const valid[] = { "NONE", "PER_PID", "PER_PROGRAM", NULL };
	int i = choice(text, valid);
	bool on;

	if (i < 0 && bool_value(text, &on))
		i = on ? 2 : 0;
	if (i < 0)
		return "Invalid value for cache_user_symbols: valid values are PER_PID, PER_PROGRAM, and NONE.";
	*out = i;
	return NULL;
}

static const char *set_choice(const char *text, const char *const *valid, int *out, const char *error)
{
	int i = choice(text, valid);

	if (i < 0)
		return error;
	*out = i;
	return NULL;
}

static const char *set_stack_mode(const char *text, enum stack_mode *out)
{
	static const char *const valid[] = { "bpftrace", "perf", "raw", "build_id", NULL }; /* as enum stack_mode */
	int mode = 0;
	const char *error = set_choice(text, valid, &mode, "Invalid value for stack_mode: valid values are bpftrace, "
				       "raw, perf, and build_id.");

	if (!error)
		*out = mode;
	return error;
}

static const char *set_number(struct program *p, const char *text, uint64_t *out)
{
	uint64_t value;

	if (!isdigit((unsigned char)text[0]) || parse_integer(p->arena, text, strlen(text), &value))
		return arena_printf(p->arena, "expecting a number, got %s", text);
	*out = value;
	return NULL;
}

static const char *set_bool(const char *text, bool *out, bool inverted)
{
	bool value;

	if (!bool_value(text, &value))
		return "Invalid bool value: valid values are true, false, 1 or 0.";
	*out = value != inverted;
	return NULL;
}

/* Sets key to the value spelled in text; gives the error text, or NULL. */
static const char *set_key(struct program *p, const struct config_key *key, const char *text)
{
	static const char *const policies[] = { "error", "warn", "ignore", NULL };
	static const char *const stability[] = { "error", "warn", "enable", NULL };
	void *field = (char *)&p->config + key->offset;

	switch (key->kind) {
	case KEY_NUMBER: return set_number(p, text, field);
	case KEY_BOOL: return set_bool(text, field, false);
	case KEY_NO_DEMANGLE: return set_bool(text, field, true);
	case KEY_LICENSE: return set_license(p, text, field);
	case KEY_STACK_MODE: return set_stack_mode(text, field);
	case KEY_CACHE: return set_cache(text, field);
	case KEY_STRING:
		*(const char **)field = arena_strdup(p->arena, text);
		return NULL;
	case KEY_MISSING:
		return set_choice(text, policies, field,
				  "Invalid value for missing_probes: valid values are ignore, warn, and error.");
	case KEY_UNSTABLE:
		return set_choice(text, stability, field,
				  "Invalid value for unstable config: valid values are enable, warn, and error.");
	case KEY_IGNORED: case KEY_DEPRECATED: case KEY_ENV_ONLY:
		return NULL;
	}
	return NULL;
}

static void set_reported(struct program *p, const struct config_key *key, const char *text, struct range r)
{
	const char *error = set_key(p, key, text);

	if (!error)
		return;
	if (key->kind == KEY_LICENSE)
		diag_error(p->diags, r, "%s", error);
	else
		diag_error(p->diags, r, "%s: %s", key->name, error);
}

/* ---- the config block ---- */

/* A key in its plain form: lower case, without the prefix of the environment spelling. */
static const char *plain_key(struct arena *a, const char *key)
{
	char *s = arena_strdup(a, key);

	for (char *c = s; *c; c++)
		*c = tolower((unsigned char)*c);
	if (!strncmp(s, "bpftrace_", 9))
		return s + 9;
	return !strncmp(s, "sonde_", 6) ? s + 6 : s;
}

static const struct config_key *key_by_name(const char *name)
{
	for (size_t i = 0; i < NKEYS; i++)
		if (!strcmp(keys[i].name, name))
			return &keys[i];
	return NULL;
}

static void unknown_key(struct program *p, const struct config_entry *entry, const char *name)
{
	struct diag *d = diag_error(p->diags, entry->key_range, "%s: not a known configuration option", name);
	const char *best = NULL;
	int best_distance = 3;

	for (size_t i = 0; i < NKEYS; i++) {
		int distance = edit_distance(name, keys[i].name, best_distance);
		if (distance < best_distance && !keys[i].new_name) {
			best = keys[i].name;
			best_distance = distance;
		}
	}
	if (best)
		diag_hint(p->diags, d, "did you mean '%s'?", best);
}

static void config_entry(struct program *p, const struct config_entry *entry)
{
	const char *name = plain_key(p->arena, entry->key);
	const struct config_key *key = key_by_name(name);
	const char *text = entry->text;

	if (!key) {
		unknown_key(p, entry, name);
		return;
	}
	if (key->kind == KEY_ENV_ONLY) {
		diag_error(p->diags, entry->key_range, "%s: can only be set as an environment variable", name);
		return;
	}
	if (key->kind == KEY_DEPRECATED)
		diag_warning(p->diags, entry->key_range, "%s is deprecated and has no effect", name);
	if (key->new_name)
		diag_warning(p->diags, entry->key_range, "%s has been renamed, please use %s", name, key->new_name);
	if (!text)
		text = entry->kind == CONF_BOOL ? (entry->value ? "true" : "false")
						: arena_printf(p->arena, "%llu", (unsigned long long)entry->value);
	set_reported(p, key, text, entry->value_range);
}

/* ---- the environment ---- */

static const char *env_value(struct program *p, const char *prefix, const char *key)
{
	char name[64];
	size_t n = 0;

	while (*prefix && n < sizeof(name) - 1)
		name[n++] = *prefix++;
	while (*key && n < sizeof(name) - 1)
		name[n++] = toupper((unsigned char)*key++);
	name[n] = 0;
	return p->opt->getenv(p->opt->getenv_ctx, name);
}

static void config_environment(struct program *p)
{
	for (size_t i = 0; i < NKEYS; i++) {
		const struct config_key *key = &keys[i];
		if (key->new_name || key->kind == KEY_DEPRECATED || key->kind == KEY_ENV_ONLY)
			continue;
		const char *value = env_value(p, "SONDE_", key->name);
		if (!value)
			value = env_value(p, "BPFTRACE_", key->name);
		if (value)
			set_reported(p, key, value, (struct range){ 0 });
	}
}

bool pass_config(struct program *p)
{
	int before = p->diags->errors;

	config_defaults(&p->config, p->opt);
	for (int i = 0; i < p->ast->config.n; i++)
		config_entry(p, &p->ast->config.at[i]);
	if (p->opt->getenv)
		config_environment(p);
	import_files(p);
	return p->diags->errors == before;
}
