/* Symbols of this machine: the kernel's, this process's own, and those of a copy of this program that runs, whose file
 * is deleted, and that has ended. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "runtime/symbols.h"

static const struct symbols_options options = { .demangle = true, .cache = 1 };

__attribute__((noinline, used)) static int local_function(int x)
{
	return x * 3 + 1;
}

static void check_user(struct symbols *s, uint32_t pid, uint64_t addr, const char *want, uint64_t offset,
		       const char *file)
{
	const char *name = "?", *module = NULL;
	uint64_t at = 0;

	assert_true(symbols_user(s, pid, addr, &name, &at, &module));
	assert_string_equal(name, want);
	assert_int_equal(at, offset);
	assert_non_null(module);
	assert_non_null(strstr(module, file));
}

static void test_kernel(void **state)
{
	struct symbols *s = symbols_new(&options);
	FILE *f = fopen("/proc/kallsyms", "re");
	char line[512], name[256], type;
	const char *found;
	uint64_t addr, offset;

	(void)state;
	if (!f || !fgets(line, sizeof(line), f) ||
	    sscanf(line, "%" PRIx64 " %c %255s", &addr, &type, name) != 3 || !addr) {
		assert_false(symbols_kernel(s, 0xffffffff81000000, &found, &offset));
	} else {
		assert_true(symbols_kernel(s, addr, &found, &offset));
		assert_string_equal(found, name);
		assert_int_equal(offset, 0);
		assert_true(symbols_kernel(s, addr + 1, &found, &offset));
		assert_int_equal(offset, 1);
	}
	assert_false(symbols_kernel(s, 0, &found, &offset));
	assert_false(symbols_kernel(s, 0x1000, &found, &offset));
	assert_false(symbols_kernel(s, UINT64_MAX, &found, &offset));
	if (f)
		fclose(f);
	symbols_free(s);
}

static void test_self(void **state)
{
	struct symbols *s = symbols_new(&options);
	uint32_t pid = (uint32_t)getpid();
	const char *name, *module;
	uint64_t offset;
	unsigned char id[20];

	(void)state;
	check_user(s, pid, (uint64_t)(uintptr_t)local_function, "local_function", 0, "test_symbols");
	check_user(s, pid, (uint64_t)(uintptr_t)local_function + 2, "local_function", 2, "test_symbols");
	check_user(s, pid, (uint64_t)(uintptr_t)l64a, "l64a", 0, "libc");
	assert_true(symbols_build_id(s, pid, (uint64_t)(uintptr_t)l64a, id, &offset));
	assert_false(symbols_user(s, pid, 16, &name, &offset, &module));
	assert_false(symbols_user(s, 0, 16, &name, &offset, &module));
	assert_false(symbols_user(s, 4000000, 4096, &name, &offset, &module));
	assert_false(symbols_build_id(s, pid, 16, id, &offset));
	symbols_free(s);
}

static void test_vdso(void **state)
{
	struct symbols *s = symbols_new(&options);
	uint64_t base = getauxval(AT_SYSINFO_EHDR), offset;
	const char *name, *module;
	int named = 0;

	(void)state;
	for (uint64_t at = 0; base && at < 8192; at += 16)
		if (symbols_user(s, (uint32_t)getpid(), base + at, &name, &offset, &module) && strstr(name, "gettime"))
			named++;
	assert_true(!base || named > 0);
	symbols_free(s);
}

static void test_perf_map(void **state)
{
	struct symbols *s = symbols_new(&options);
	char path[64];
	uint64_t offset;
	const char *name, *module;
	void *code = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uint64_t base = (uint64_t)(uintptr_t)code;
	FILE *f;

	(void)state;
	snprintf(path, sizeof(path), "/tmp/perf-%d.map", getpid());
	unlink(path);
	f = fopen(path, "we");
	assert_non_null(f);
	fprintf(f, "%" PRIx64 " 20 LazyCompile:~second x.js:1\n%" PRIx64 " 10 first\njunk\n", base + 0x40, base + 0x10);
	fclose(f);
	check_user(s, (uint32_t)getpid(), base + 0x12, "first", 2, "perf-");
	check_user(s, (uint32_t)getpid(), base + 0x40, "LazyCompile:~second x.js:1", 0, "perf-");
	assert_false(symbols_user(s, (uint32_t)getpid(), base + 0x20, &name, &offset, &module));
	unlink(path);
	munmap(code, 4096);
	symbols_free(s);
}

/* A copy of this program that tells the address of local_function and waits. */
static pid_t start_copy(const char *path, uint64_t *addr)
{
	int out[2];
	char text[32] = "";
	pid_t pid;
	char command[256];

	snprintf(command, sizeof(command), "cp /proc/%d/exe %s", getpid(), path);
	assert_int_equal(system(command), 0);
	assert_int_equal(pipe(out), 0);
	pid = fork();
	if (!pid) {
		dup2(out[1], 1);
		execl(path, path, "--wait", NULL);
		_exit(127);
	}
	close(out[1]);
	assert_true(read(out[0], text, sizeof(text) - 1) > 0);
	close(out[0]);
	*addr = strtoull(text, NULL, 16);
	return pid;
}

static void test_other_process(void **state)
{
	struct symbols *s = symbols_new(&options), *late = symbols_new(&options);
	const char *path = "/tmp/sonde-test-symbols-copy", *name, *module;
	uint64_t addr, offset;
	pid_t pid = start_copy(path, &addr);

	(void)state;
	symbols_note_process(s, (uint32_t)pid);
	unlink(path);
	check_user(late, (uint32_t)pid, addr + 1, "local_function", 1, path); /* deleted, but mapped */
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	check_user(s, (uint32_t)pid, addr + 1, "local_function", 1, path); /* never looked at while it lived */
	check_user(late, (uint32_t)pid, addr, "local_function", 0, path);
	symbols_free(late);
	late = symbols_new(&options);
	assert_false(symbols_user(late, (uint32_t)pid, addr, &name, &offset, &module));
	symbols_free(late);
	symbols_free(s);
}

static void test_names(void **state)
{
	struct symbols *s = symbols_new(&options);
	struct strbuf out = { 0 };

	(void)state;
	assert_string_equal(symbols_user_name(s, 0), "root");
	assert_string_equal(symbols_user_name(s, 0), "root");
	assert_null(symbols_user_name(s, 3999999999u));
	symbols_gfp_flags(s, &out, 0);
	assert_string_equal(strbuf_str(&out), "0");
	strbuf_clear(&out);
	symbols_gfp_flags(NULL, &out, 0xdc0 | 1ull << 40);
	assert_string_equal(strbuf_str(&out), "GFP_KERNEL|__GFP_ZERO|0x10000000000");
	strbuf_clear(&out);
	symbols_cgroup_path(s, &out, 1, "no-such-hierarchy");
	assert_string_equal(strbuf_str(&out), "");
	strbuf_release(&out);
	symbols_free(s);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kernel), cmocka_unit_test(test_self), cmocka_unit_test(test_vdso),
		cmocka_unit_test(test_perf_map), cmocka_unit_test(test_other_process), cmocka_unit_test(test_names),
	};

	if (argc > 1 && !strcmp(argv[1], "--wait")) {
		printf("%" PRIx64 "\n", (uint64_t)(uintptr_t)local_function);
		fflush(stdout);
		for (;;)
			pause();
	}
	return local_function(1) == 4 ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
