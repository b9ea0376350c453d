/* The BTF reader on a BTF made here: every kind, both encodings of bit-fields, a split file, damage; and the running
 * kernel's BTF where there is one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/btf.h"

/* ---- writing BTF ---- */

struct writer {
	uint32_t types[1024], ntypes; /* words */
	char strings[1024];
	uint32_t strings_len, strings_base;
	uint32_t next_id;
};

static uint32_t string(struct writer *w, const char *s)
{
	uint32_t at = w->strings_len;

	if (!*s)
		return 0;
	strcpy(w->strings + at, s);
	w->strings_len += (uint32_t)strlen(s) + 1;
	return w->strings_base + at;
}

static void word(struct writer *w, uint32_t v)
{
	w->types[w->ntypes++] = v;
}

static uint32_t type(struct writer *w, const char *name, uint32_t kind, uint32_t vlen, bool flag, uint32_t size_or_type)
{
	word(w, string(w, name));
	word(w, kind << 24 | vlen | (uint32_t)flag << 31);
	word(w, size_or_type);
	return w->next_id++;
}

static void words(struct writer *w, int n, ...)
{
	va_list ap;

	va_start(ap, n);
	while (n-- > 0)
		word(w, va_arg(ap, uint32_t));
	va_end(ap);
}

static uint8_t *finish(const struct writer *w, size_t *size)
{
	struct btf_header h = { .magic = BTF_MAGIC, .version = 1, .hdr_len = sizeof(h), .type_len = w->ntypes * 4,
				.str_off = w->ntypes * 4, .str_len = w->strings_len };
	uint8_t *data = malloc(*size = sizeof(h) + h.type_len + h.str_len);

	memcpy(data, &h, sizeof(h));
	memcpy(data + sizeof(h), w->types, h.type_len);
	memcpy(data + sizeof(h) + h.type_len, w->strings, h.str_len);
	return data;
}

enum { INT = 1, UINT, CHAR, POINT, PPOINT, CHARS, USER, UPTR, COLOR, BIG, PROTO, FUNC, TD1, TD2, CONST_TD, OLD, OLD_INT,
       FWD, PFWD, PROTO_RAW, PRAW, TD_RAW, VAR };

static void write_base(struct writer *w)
{
	*w = (struct writer){ .strings_len = 1, .next_id = 1 };
	type(w, "int", BTF_KIND_INT, 0, false, 4);
	word(w, BTF_INT_SIGNED << 24 | 32);
	type(w, "unsigned int", BTF_KIND_INT, 0, false, 4);
	word(w, 32);
	type(w, "char", BTF_KIND_INT, 0, false, 1);
	word(w, BTF_INT_SIGNED << 24 | 8);
	type(w, "point", BTF_KIND_STRUCT, 3, true, 24);
	words(w, 9, string(w, "x"), INT, 0, string(w, "bits"), UINT, 3u << 24 | 33, string(w, "self"), PPOINT, 64);
	type(w, "", BTF_KIND_PTR, 0, false, POINT);
	type(w, "", BTF_KIND_ARRAY, 0, false, 0);
	words(w, 3, CHAR, INT, 16);
	type(w, "user", BTF_KIND_TYPE_TAG, 0, false, CHAR);
	type(w, "", BTF_KIND_PTR, 0, false, USER);
	type(w, "color", BTF_KIND_ENUM, 2, true, 4);
	words(w, 4, string(w, "RED"), -1u, string(w, "GREEN"), 7);
	type(w, "big", BTF_ENUM64, 1, false, 8);
	words(w, 3, string(w, "HUGE"), 5, 1);
	type(w, "", BTF_KIND_FUNC_PROTO, 2, false, INT);
	words(w, 4, string(w, "p"), PPOINT, 0, 0); /* (struct point *p, ...) */
	type(w, "do_it", BTF_KIND_FUNC, 0, false, PROTO);
	type(w, "inner_t", BTF_KIND_TYPEDEF, 0, false, UINT);
	type(w, "outer_t", BTF_KIND_TYPEDEF, 0, false, TD1);
	type(w, "", BTF_KIND_CONST, 0, false, TD2);
	type(w, "old", BTF_KIND_STRUCT, 1, false, 4);
	words(w, 3, string(w, "flag"), OLD_INT, 8);
	type(w, "unsigned int", BTF_KIND_INT, 0, false, 4);
	word(w, 2 << 16 | 5); /* 5 bits at bit 2 */
	type(w, "later", BTF_KIND_FWD, 0, false, 0);
	type(w, "", BTF_KIND_PTR, 0, false, FWD);
	type(w, "", BTF_KIND_FUNC_PROTO, 2, false, 0);
	words(w, 4, 0, 0 + PPOINT, 0, INT);
	type(w, "", BTF_KIND_PTR, 0, false, PROTO_RAW);
	type(w, "btf_trace_event", BTF_KIND_TYPEDEF, 0, false, PRAW);
	type(w, "per_cpu_thing", BTF_KIND_VAR, 0, false, POINT);
	word(w, 1);
}

static void open_base(struct btf_set *s)
{
	struct writer w;
	const char *error;
	size_t size;
	uint8_t *data;

	write_base(&w);
	assert_int_equal(w.next_id, VAR + 1);
	memset(s, 0, sizeof(*s));
	data = finish(&w, &size);
	s->files[0] = btf_file_new("vmlinux", data, size, false, NULL, &error);
	assert_non_null(s->files[0]);
	s->n = 1;
	s->opened = s->modules_listed = true;
}

static struct arena arena;
static struct btf_set set;

static int setup(void **state)
{
	arena_init(&arena);
	open_base(&set);
	return 0;
}

static int teardown(void **state)
{
	btf_set_release(&set);
	arena_release(&arena);
	return 0;
}

static struct ktype get(uint32_t id)
{
	struct ktype t;

	assert_true(btf_set_get(&set, &arena, (struct ktype_id){ 0, id }, &t));
	return t;
}

static void structs(void **state)
{
	struct ktype_id id;
	struct ktype t;

	assert_true(btf_set_find(&set, KT_STRUCT, "point", &id));
	t = get(id.id);
	assert_int_equal(t.size, 24);
	assert_int_equal(t.nmembers, 3);
	assert_string_equal(t.members[1].name, "bits");
	assert_int_equal(t.members[1].bit_offset, 33);
	assert_int_equal(t.members[1].bit_size, 3);
	assert_int_equal(t.members[0].bit_size, 0);
	assert_int_equal(get(t.members[2].type.id).kind, KT_PTR);
	t = get(OLD);
	assert_int_equal(t.members[0].bit_offset, 10);
	assert_int_equal(t.members[0].bit_size, 5);
	assert_false(btf_set_find(&set, KT_UNION, "point", &id));
	assert_false(btf_set_find(&set, KT_STRUCT, "poin", &id));
	assert_false(btf_set_find(&set, KT_STRUCT, "oint", &id));
	assert_false(btf_set_find(&set, KT_STRUCT, "", &id));
}

static void simple_types(void **state)
{
	struct ktype_id id;
	struct ktype t = get(CONST_TD);

	assert_int_equal(t.kind, KT_INT);
	assert_string_equal(t.typedef_name, "outer_t");
	assert_int_equal(t.id.id, UINT);
	assert_true(get(CHAR).is_char && get(CHAR).is_signed);
	assert_int_equal(get(CHARS).size, 16);
	assert_int_equal(get(CHARS).nelems, 16);
	assert_int_equal(get(UPTR).tag, KTAG_USER);
	assert_int_equal(get(UPTR).target.id, CHAR);
	assert_int_equal(get(0).kind, KT_VOID);
	assert_true(btf_set_find(&set, KT_VOID, "unsigned", &id) && id.id == UINT);
	assert_true(btf_set_find(&set, KT_VOID, "outer_t", &id) && id.id == TD2);
	assert_true(btf_set_find(&set, KT_VOID, "point", &id) && id.id == POINT);
	assert_int_equal(get(FWD).kind, KT_FWD);
	assert_false(btf_set_get(&set, &arena, (struct ktype_id){ 0, 9999 }, &t));
	assert_false(btf_set_get(&set, &arena, (struct ktype_id){ 3, 1 }, &t));
}

static void enums(void **state)
{
	struct ktype_id id;
	int64_t value;

	assert_true(btf_set_enumerator(&set, "RED", &value, &id));
	assert_int_equal(value, -1);
	assert_int_equal(id.id, COLOR);
	assert_true(btf_set_enumerator(&set, "HUGE", &value, &id));
	assert_int_equal(value, (1ll << 32) + 5);
	assert_int_equal(get(BIG).size, 8);
	assert_int_equal(get(COLOR).enums[1].value, 7);
	assert_false(btf_set_enumerator(&set, "point", &value, &id));
}

static void functions(void **state)
{
	struct ktype_id id;
	struct ktype proto;

	assert_true(btf_set_func(&set, &arena, NULL, "do_it", &proto, &id));
	assert_int_equal(id.id, FUNC);
	assert_int_equal(proto.nmembers, 1);
	assert_string_equal(proto.members[0].name, "p");
	assert_int_equal(proto.target.id, INT);
	assert_true(btf_set_func(&set, &arena, "vmlinux", "do_it", &proto, &id));
	assert_false(btf_set_func(&set, &arena, "module", "do_it", &proto, &id));
	assert_true(btf_set_raw_tp(&set, &arena, "event", &proto, &id));
	assert_int_equal(id.id, TD_RAW);
	assert_int_equal(proto.nmembers, 1);
	assert_string_equal(proto.members[0].name, "arg0");
	assert_true(btf_set_var(&set, "per_cpu_thing", &id));
	assert_int_equal(id.id, POINT);
}

/* A module defines what vmlinux only declares, and uses types of vmlinux. */
static void split(void **state)
{
	struct writer w = { .next_id = VAR + 1 };
	struct ktype_id id;
	struct ktype t;
	const char *error;
	size_t size;
	uint8_t *data;

	w.strings_base = set.files[0]->strings_len;
	type(&w, "later", BTF_KIND_STRUCT, 1, false, 4);
	words(&w, 3, string(&w, "value"), INT, 0);
	data = finish(&w, &size);
	set.files[1] = btf_file_new("module", data, size, false, set.files[0], &error);
	assert_non_null(set.files[1]);
	set.n = 2;
	assert_true(btf_set_find(&set, KT_STRUCT, "later", &id));
	assert_int_equal(id.btf, 1);
	assert_true(btf_set_get(&set, &arena, id, &t));
	assert_string_equal(t.members[0].name, "value");
	assert_int_equal(t.members[0].type.btf, 0);
	assert_int_equal(t.members[0].type.id, INT);
	btf_file_free(set.files[1]);
	set.n = 1;
}

static void hashed(void **state)
{
	struct ktype_id id;

	for (int i = 0; i < 200; i++) {
		assert_true(btf_set_find(&set, KT_STRUCT, "point", &id));
		assert_int_equal(id.id, POINT);
		assert_false(btf_set_find(&set, KT_STRUCT, "nothing", &id));
	}
	assert_non_null(set.files[0]->heads);
	assert_true(btf_set_find(&set, KT_INT, "int", &id));
	assert_int_equal(id.id, INT);
}

static void ask_everything(struct btf_set *s)
{
	static const char *const names[] = { "int", "point", "outer_t", "do_it", "RED" };
	struct arena a;
	struct ktype_id id;
	struct ktype t;
	int64_t value;

	arena_init(&a);
	for (uint32_t i = 0; i < 40; i++)
		if (btf_set_get(s, &a, (struct ktype_id){ 0, i }, &t))
			for (uint32_t j = 0; j < t.nmembers; j++)
				if (!t.members[j].name[0] || strlen(t.members[j].name))
					btf_set_get(s, &a, t.members[j].type, &(struct ktype){ 0 });
	for (int round = 0; round < 60; round++)
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
			btf_set_find(s, KT_VOID, names[i], &id);
			btf_set_enumerator(s, names[i], &value, &id);
		}
	btf_set_func(s, &a, NULL, "do_it", &t, &id);
	btf_set_raw_tp(s, &a, "event", &t, &id);
	btf_set_var(s, "per_cpu_thing", &id);
	arena_release(&a);
}

static void damaged(void **state)
{
	struct writer w;
	size_t size;
	uint8_t *good;
	unsigned seed = 1;

	write_base(&w);
	good = finish(&w, &size);
	for (int round = 0; round < 3000; round++) {
		struct btf_set s = { .opened = true, .modules_listed = true };
		size_t n = round < (int)size ? (size_t)round : size;
		uint8_t *data = malloc(n ? n : 1);
		const char *error;

		memcpy(data, good, n);
		for (int i = 0; n == size && i < 1 + round % 6; i++)
			data[rand_r(&seed) % n] = (uint8_t)rand_r(&seed);
		s.files[0] = btf_file_new("vmlinux", data, n, false, NULL, &error);
		s.n = s.files[0] != NULL;
		if (s.n)
			ask_everything(&s);
		btf_set_release(&s);
	}
	free(good);
}

static void base_names(void **state)
{
	const char *gcc, *clang;

	assert_true(btf_base_type_names("unsigned long", &gcc, &clang));
	assert_string_equal(gcc, "long unsigned int");
	assert_string_equal(clang, "unsigned long");
	assert_true(btf_base_type_names("long long", &gcc, &clang));
	assert_string_equal(gcc, "long long int");
	assert_true(btf_base_type_names("short", &gcc, &clang));
	assert_string_equal(gcc, "short int");
	assert_true(btf_base_type_names("char", &gcc, &clang));
	assert_string_equal(gcc, "char");
	assert_false(btf_base_type_names("u32", &gcc, &clang));
}

static void running_kernel(void **state)
{
	struct btf_set s = { 0 };
	struct ktype_id id;
	struct ktype t;
	int64_t value;

	if (!btf_set_open(&s))
		skip();
	assert_true(btf_set_find(&s, KT_STRUCT, "task_struct", &id));
	assert_true(btf_set_get(&s, &arena, id, &t));
	assert_true(t.nmembers > 50);
	assert_true(btf_set_enumerator(&s, "BPF_MAP_TYPE_HASH", &value, &id));
	assert_int_equal(value, 1);
	assert_true(btf_set_raw_tp(&s, &arena, "sched_switch", &t, &id));
	assert_string_equal(t.members[0].name, "preempt");
	btf_set_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(structs), cmocka_unit_test(simple_types), cmocka_unit_test(enums),
		cmocka_unit_test(functions), cmocka_unit_test(split), cmocka_unit_test(hashed),
		cmocka_unit_test(damaged), cmocka_unit_test(base_names), cmocka_unit_test(running_kernel),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
