/* Format files of tracepoints: declarations of every form, and damage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/tracefs.h"

static const char format[] =
	"name: test\nID: 42\nformat:\n"
	"\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
	"\n"
	"\tfield:char comm[16];\toffset:8;\tsize:16;\tsigned:0;\n"
	"\tfield:const char * name;\toffset:24;\tsize:8;\tsigned:0;\n"
	"\tfield:__data_loc char[] path;\toffset:32;\tsize:4;\tsigned:0;\n"
	"\tfield:__rel_loc u64[] list;\toffset:36;\tsize:4;\tsigned:0;\n"
	"\tfield:unsigned long args[6];\toffset:40;\tsize:48;\tsigned:0;\n"
	"\tfield:char old[TASK_COMM_LEN];\toffset:88;\tsize:16;\tsigned:1;\n"
	"\tfield:void (*func)(int);\toffset:104;\tsize:8;\tsigned:0;\n"
	"\tfield:struct page*page;\toffset:112;\tsize:8;\tsigned:0;\n"
	"\tfield:int m[2][3];\toffset:120;\tsize:24;\tsigned:1;\n"
	"\tfield:enum x kind;\toffset:144;\tsize:4;\tsigned:0;\n"
	"\nprint fmt: \"field:int no;\"\n";

static struct arena arena;

static int setup(void **state)
{
	arena_init(&arena);
	return 0;
}

static int teardown(void **state)
{
	arena_release(&arena);
	return 0;
}

static void fields(void **state)
{
	static const struct { const char *name, *c_type; uint32_t nelems; } wanted[] = {
		{ "common_type", "unsigned short", 0 }, { "comm", "char[16]", 16 }, { "name", "const char *", 0 },
		{ "path", "char[]", 0 }, { "list", "u64[]", 0 }, { "args", "unsigned long[6]", 6 },
		{ "old", "char[TASK_COMM_LEN]", 16 }, { "func", "void *", 0 }, { "page", "struct page*", 0 },
		{ "m", "int[2][3]", 6 }, { "kind", "enum x", 0 },
	};
	struct tp_format f;

	assert_true(tp_format_parse(&arena, arena_strdup(&arena, format), &f));
	assert_int_equal(f.id, 42);
	assert_int_equal(f.nfields, sizeof(wanted) / sizeof(wanted[0]));
	for (uint32_t i = 0; i < f.nfields; i++) {
		assert_string_equal(f.fields[i].name, wanted[i].name);
		assert_string_equal(f.fields[i].c_type, wanted[i].c_type);
		assert_int_equal(f.fields[i].nelems, wanted[i].nelems);
		assert_int_equal(f.fields[i].is_array, wanted[i].nelems != 0);
	}
	assert_true(f.fields[0].common && !f.fields[1].common);
	assert_true(f.fields[3].data_loc && !f.fields[3].rel_loc);
	assert_true(f.fields[4].rel_loc && !f.fields[4].data_loc);
	assert_true(f.fields[6].is_signed && !f.fields[5].is_signed);
	assert_int_equal(f.fields[9].offset, 120);
	assert_int_equal(f.fields[9].size, 24);
}

static void damaged(void **state)
{
	unsigned seed = 1;

	for (int round = 0; round < 2000; round++) {
		struct tp_format f;
		char copy[sizeof(format)];

		memcpy(copy, format, sizeof(format));
		if (round < (int)sizeof(format))
			copy[round] = 0;
		else
			for (int i = 0; i < 4; i++)
				copy[rand_r(&seed) % (sizeof(format) - 1)] = "[](*;: \n\tx0"[rand_r(&seed) % 11];
		tp_format_parse(&arena, copy, &f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(fields), cmocka_unit_test(damaged) };

	return cmocka_run_group_tests(tests, setup, teardown);
}
