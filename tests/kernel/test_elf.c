/* Symbols of binaries on this machine, libraries in an ld.so.cache made here, and damaged ELF files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "kernel/binary.h"
#include "kernel/util.h"

static struct arena arena;

int exported_by_the_test(int x);
int exported_variable = 7;

__attribute__((noinline, used)) int exported_by_the_test(int x)
{
	return x + exported_variable;
}

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

static void own_symbols(void **state)
{
	user_symbol_list found = { 0 };
	const char *why = "";

	assert_int_equal(elf_symbols(&arena, "/proc/self/exe", "exported_by_the_test", NULL, &found, &why), 0);
	assert_int_equal(found.n, 1);
	assert_int_equal(found.at[0].kind, SYM_FUNC);
	assert_true(found.at[0].size > 0);
	FILE *f = fopen("/proc/self/exe", "r");
	unsigned char bytes[4];
	fseek(f, (long)found.at[0].file_offset, SEEK_SET);
	assert_int_equal(fread(bytes, 1, sizeof(bytes), f), sizeof(bytes));
	assert_memory_equal(bytes, (const void *)(uintptr_t)exported_by_the_test, sizeof(bytes));
	fclose(f);

	found.n = 0;
	assert_int_equal(elf_symbols(&arena, "/proc/self/exe", "exported_*", NULL, &found, &why), 0);
	assert_int_equal(found.n, 1); /* patterns match functions only */
	found.n = 0;
	assert_int_equal(elf_symbols(&arena, "/proc/self/exe", "exported_variable", NULL, &found, &why), 0);
	assert_int_equal(found.n, 1);
	assert_int_equal(found.at[0].kind, SYM_DATA);
}

static void sorted_and_unique(void **state)
{
	user_symbol_list found = { 0 };
	const char *why = "";

	elf_symbols(&arena, "/proc/self/exe", "*", NULL, &found, &why);
	assert_true(found.n > 10);
	for (int i = 1; i < found.n; i++)
		assert_true(strcmp(found.at[i - 1].name, found.at[i].name) < 0);
}

static void not_elf(void **state)
{
	user_symbol_list found = { 0 };
	const char *why = "";

	assert_true(elf_symbols(&arena, "/etc/passwd", "*", NULL, &found, &why) < 0);
	assert_string_equal(why, "it is not an ELF file");
	assert_true(elf_symbols(&arena, "/nonexistent", "*", NULL, &found, &why) < 0);
	assert_true(elf_symbols(&arena, "/dev/zero", "*", NULL, &found, &why) < 0);
	assert_true(elf_symbols(&arena, "/", "*", NULL, &found, &why) < 0);
	assert_int_equal(found.n, 0);
}

/* ---- damage ---- */

static void read_all_of(const char *path)
{
	struct arena a;
	user_symbol_list symbols = { 0 };
	usdt_list usdt = { 0 };
	const char *why;

	arena_init(&a);
	elf_symbols(&a, path, "*", NULL, &symbols, &why);
	elf_usdt(&a, path, "*", "*", &usdt, &why);
	arena_release(&a);
}

static void write_file(const char *path, const char *data, size_t n)
{
	FILE *f = fopen(path, "w");

	fwrite(data, 1, n, f);
	fclose(f);
}

static void damaged(void **state)
{
	size_t size;
	char *data = file_read("/bin/true", &size), path[] = "/tmp/sonde-elf-XXXXXX";
	unsigned seed = 1;

	assert_non_null(data);
	close(mkstemp(path));
	for (size_t n = 0; n < size; n += n < 512 ? 7 : size / 40) {
		write_file(path, data, n);
		read_all_of(path);
	}
	/* headers and the section table are where it hurts */
	for (int round = 0; round < 300; round++) {
		char *copy = malloc(size);

		memcpy(copy, data, size);
		for (int i = 0; i < 8; i++) {
			size_t any = (size_t)rand_r(&seed);
			size_t at = round % 3 == 0 ? any % 1024 : round % 3 == 1 ? size - 1 - any % 2048 : any % size;
			copy[at] = (char)rand_r(&seed);
		}
		write_file(path, copy, size);
		free(copy);
		read_all_of(path);
	}
	unlink(path);
	free(data);
}

/* ---- libraries ---- */

static void names_of_libraries(void **state)
{
	assert_true(library_matches("libc.so.6", "libc"));
	assert_true(library_matches("libc.so.6", "libc.so"));
	assert_true(library_matches("libc.so.6", "libc.so.6"));
	assert_true(library_matches("libc.so", "libc"));
	assert_false(library_matches("libcap.so.2", "libc"));
	assert_false(library_matches("libc.so.60", "libc.so.6"));
	assert_false(library_matches("libc.sox", "libc"));
	assert_false(library_matches("libc.so.6", ""));
}

struct entry {
	int32_t flags;
	uint32_t key, value, osversion;
	uint64_t hwcap;
};

static size_t make_cache(unsigned char *out, bool with_old)
{
	static const struct { const char *key, *value; int32_t flags; uint64_t hwcap; } libs[] = {
		{ "libm.so.6", "/lib32/libm.so.6", 0x0003, 0 },
		{ "libm.so.6", "/lib/fast/libm.so.6", 0x0303, 1ull << 62 },
		{ "libm.so.6", "/lib64/libm.so.6", 0x0303, 0 },
		{ "libmad.so.0", "/lib64/libmad.so.0", 0x0303, 0 },
	};
	size_t start = 0, n = sizeof(libs) / sizeof(libs[0]), strings;

	memset(out, 0, 4096);
	if (with_old) {
		const uint32_t count = 1;

		memcpy(out, "ld.so-1.7.0", 11);
		memcpy(out + 12, &count, 4);
		start = 32; /* 16 + 12, aligned to 8 */
	}
	memcpy(out + start, "glibc-ld.so.cache1.1", 20);
	memcpy(out + start + 20, &(uint32_t){ (uint32_t)n }, 4);
	strings = 48 + n * sizeof(struct entry);
	for (size_t i = 0; i < n; i++) {
		struct entry e = { .flags = libs[i].flags, .hwcap = libs[i].hwcap, .key = (uint32_t)strings };

		strcpy((char *)out + start + strings, libs[i].key);
		strings += strlen(libs[i].key) + 1;
		e.value = (uint32_t)strings;
		strcpy((char *)out + start + strings, libs[i].value);
		strings += strlen(libs[i].value) + 1;
		memcpy(out + start + 48 + i * sizeof(e), &e, sizeof(e));
	}
	return start + strings;
}

static void cache(void **state)
{
	unsigned char bytes[4096];

	for (int with_old = 0; with_old < 2; with_old++) {
		name_list paths = { 0 };
		size_t size = make_cache(bytes, with_old);

		ldcache_find(&arena, bytes, size, "libm", &paths);
		assert_int_equal(paths.n, 3);
		assert_string_equal(paths.at[0], "/lib64/libm.so.6");
		for (size_t n = 0; n <= size; n++) { /* cut anywhere */
			unsigned char *copy = malloc(n ? n : 1);

			memcpy(copy, bytes, n);
			paths.n = 0;
			ldcache_find(&arena, copy, n, "libm", &paths);
			free(copy);
		}
	}
}

static void find_binaries(void **state)
{
	name_list paths = { 0 };
	const char *why = "";

	assert_int_equal(binary_find(&arena, "sh", 0, &paths, &why), 0);
	assert_int_equal(paths.at[0][0], '/');
	paths.n = 0;
	assert_int_equal(binary_find(&arena, "libc", 0, &paths, &why), 0);
	assert_int_equal(paths.n, 1);
	assert_non_null(strstr(paths.at[0], "libc.so"));
	paths.n = 0;
	assert_int_equal(binary_find(&arena, "", getpid(), &paths, &why), 0);
	assert_non_null(strstr(paths.at[0], "test_elf"));
	paths.n = 0;
	assert_int_equal(binary_find(&arena, "libc", getpid(), &paths, &why), 0);
	assert_int_equal(paths.n, 1);
	paths.n = 0;
	assert_true(binary_find(&arena, "no-such-program", 0, &paths, &why) < 0);
	assert_true(strlen(why) > 0);
	assert_true(binary_find(&arena, "/no/such", 0, &paths, &why) < 0);
	assert_true(binary_find(&arena, "sh", 0x7ffffff0, &paths, &why) < 0);
	assert_int_equal(paths.n, 0);
	assert_int_equal(binary_find(&arena, "/bin/tru*", 0, &paths, &why), 0);
	assert_true(paths.n >= 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_symbols), cmocka_unit_test(sorted_and_unique), cmocka_unit_test(not_elf),
		cmocka_unit_test(damaged), cmocka_unit_test(names_of_libraries), cmocka_unit_test(cache),
		cmocka_unit_test(find_binaries),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
