/* The kernel of tests/kernel.txt answers as a real one would; texts that are wrong are refused with a line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/list.h"
#include "kernel/util.h"

static struct arena arena;
static struct kernel *k;
static char *text;

static int setup(void **state)
{
	const char *error;

	arena_init(&arena);
	text = file_read("kernel.txt", NULL);
	if (!text)
		text = file_read("tests/kernel.txt", NULL);
	assert_non_null(text);
	k = kernel_file_new(text, &error);
	if (!k)
		fail_msg("%s", error);
	return 0;
}

static int teardown(void **state)
{
	kernel_free(k);
	free(text);
	arena_release(&arena);
	return 0;
}

static const struct kmember *member(const struct ktype *t, const char *name)
{
	for (uint32_t i = 0; i < t->nmembers; i++)
		if (!strcmp(t->members[i].name, name))
			return &t->members[i];
	fail_msg("no member %s", name);
	return NULL;
}

static void types(void **state)
{
	struct ktype_id id;
	struct ktype t, m;

	assert_true(k->type_find(k, KT_STRUCT, "task_struct", &id));
	assert_true(k->type_get(k, &arena, id, &t));
	assert_int_equal(t.kind, KT_STRUCT);
	assert_true(k->type_get(k, &arena, member(&t, "comm")->type, &m));
	assert_int_equal(m.kind, KT_ARRAY);
	assert_int_equal(m.nelems, 16);
	assert_true(k->type_get(k, &arena, m.target, &m));
	assert_true(m.is_char);
	assert_true(k->type_get(k, &arena, member(&t, "pid")->type, &m));
	assert_string_equal(m.typedef_name, "pid_t");
	assert_true(k->type_get(k, &arena, member(&t, "real_parent")->type, &m));
	assert_int_equal(m.tag, KTAG_RCU);
	assert_true(k->type_get(k, &arena, m.target, &m));
	assert_string_equal(m.name, "task_struct");
	assert_int_equal(member(&t, "in_iowait")->bit_size, 1);
	assert_true(k->type_find(k, KT_VOID, "unsigned long", &id));
	assert_true(k->type_find(k, KT_VOID, "size_t", &id));
	assert_false(k->type_find(k, KT_STRUCT, "nosuch", &id));
}

static void other_answers(void **state)
{
	struct ktype_id id;
	struct ktype t;
	struct tp_format f;
	name_list names = { 0 };
	int64_t value;
	uint64_t address;

	assert_true(k->enumerator_find(k, "PIDTYPE_TGID", &value, &id) && value == 1);
	assert_true(k->func_find(k, &arena, NULL, "vfs_read", &t, &id));
	assert_string_equal(t.members[1].name, "buf");
	assert_true(k->func_find(k, &arena, "kvm", "kvm_init", &t, &id));
	assert_string_equal(k->btf_name(k, id.btf), "kvm");
	assert_true(k->raw_tp_find(k, &arena, "sched_switch", &t, &id));
	assert_string_equal(t.members[1].name, "prev");
	assert_true(k->tracepoint_format(k, &arena, "sched", "sched_process_exec", &f));
	assert_true(f.fields[4].data_loc);
	assert_string_equal(f.fields[4].c_type, "char[]");
	assert_int_equal(k->functions(k, &arena, NULL, "finish_task_switch", &names), 0);
	assert_string_equal(names.at[0], "finish_task_switch.isra.0");
	names.n = 0;
	k->functions(k, &arena, NULL, "kvm_*", &names);
	assert_int_equal(names.n, 2);
	assert_string_equal(names.at[0], "kvm:kvm_init");
	names.n = 0;
	k->functions(k, &arena, NULL, "notrace_function", &names);
	assert_int_equal(names.n, 0);
	assert_true(k->symbol_address(k, "jiffies", &address));
	assert_int_equal(k->cgroup_id(k, "/sys/fs/cgroup/user.slice", &address), 0);
	assert_true(k->cgroup_id(k, "/nosuch", &address) < 0);
	assert_true(k->var_find(k, "runqueues", &id));
	assert_int_equal(k->types(k, &arena, KT_STRUCT, "bpf_iter__task*", &names), 0);
	assert_int_equal(names.n, 3);
}

static void binaries(void **state)
{
	static const char *const targets[] = { "bash", "/usr/bin/bash", "/bin/bash", "libc", "libc.so.6", "c", "server" };
	user_symbol_list symbols = { 0 };
	usdt_list usdt = { 0 };

	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		name_list paths = { 0 };

		if (k->binary_find(k, &arena, targets[i], 0, &paths) || paths.n != 1)
			fail_msg("%s: %d", targets[i], paths.n);
	}
	assert_int_equal(k->user_symbols(k, &arena, "/usr/bin/bash", "readline*", &symbols), 0);
	assert_int_equal(symbols.n, 2);
	assert_int_equal(k->usdt_locations(k, &arena, "/usr/local/bin/server", "app", "re*", &usdt), 0);
	assert_int_equal(usdt.n, 2);
	assert_int_equal(usdt.at[0].nargs, 3);
}

static void count(void *ctx, const char *probe, const char *detail)
{
	assert_non_null(probe);
	++*(int *)ctx;
}

static void listing(void **state)
{
	static const struct { const char *pattern; int n; } rows[] = {
		{ "tracepoint:sched:sched_switch", 1 }, { "*sched_switch*", 2 }, { "t:sched:sched_s*", 2 },
		{ "fexit:vfs_read", 1 }, { "iter:task*", 3 }, { "software:cpu*", 3 }, { "interval:*", 4 },
		{ "struct path", 1 }, { "enum pid_type", 1 }, { "uprobe:bash:readline*", 2 }, { "usdt:server:app:*", 3 },
		{ "kprobe:kvm:*", 2 }, { "tracepoint:sched:sched_switch,self:*", 2 }, { "nosuch:*", 0 },
		{ "rawtracepoint:vmlinux:sys_e*", 2 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (int verbose = 0; verbose < 2; verbose++) {
			int n = 0;

			kernel_list(k, &arena, rows[i].pattern, verbose, 0, count, &n);
			if (n != rows[i].n)
				fail_msg("%s: %d", rows[i].pattern, n);
		}
}

static void missing_features(void **state)
{
	const char *error;
	struct kernel *bare = kernel_file_new("feature BTF off\nfeature TRACEFS off\nstruct a 4 { int b @0; }", &error);
	struct ktype_id id;
	name_list names = { 0 };

	assert_non_null(bare);
	assert_false(bare->type_find(bare, KT_STRUCT, "a", &id));
	assert_true(strlen(bare->why(bare)) > 0);
	assert_true(bare->tracepoints(bare, &arena, "*", "*", &names) < 0);
	assert_non_null(strstr(bare->why(bare), "tracefs"));
	assert_false(bare->feature(bare, FEAT_BTF));
	assert_true(bare->feature(bare, FEAT_RINGBUF));
	kernel_free(bare);
}

static void refused(void **state)
{
	static const char *const texts[] = {
		"nonsense", "struct", "struct a", "struct a 4", "struct a 4 {", "struct a 4 { int b }",
		"struct a 4 { int b @0 }", "struct a 4 { nosuch b @0; }", "struct a 4 { int b @x; }", "enum e 4 { = }",
		"tracepoint a", "tracepoint a:b 1 { int }", "func", "func f", "func f (", "func f (int", "rawtp x (int a",
		"binary", "binary /a { function }", "binary /a { usdt x }", "kernel x", "feature X on", "feature BTF maybe",
		"symbol x", "cpus many", "struct a 4 { int b @0; } trailing", "typedef t", "typedef t nosuch",
		"var x nosuch", "struct a 99999999999 { }", "struct a 4 { int[2][2][2][2][2] b @0; }",
		"struct a 1 { struct 1 { struct 1 { struct 1 { struct 1 { struct 1 { struct 1 { struct 1 { struct 1 { struct 1 "
		"{ struct 1 { struct 1 { struct 1 { struct 1 { struct 1 { struct 1 { struct 1 { struct 1 { } @0; } @0;",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const char *error = NULL;

		if (kernel_file_new(texts[i], &error))
			fail_msg("'%s' was taken", texts[i]);
		assert_non_null(strstr(error, "line 1: "));
		free((char *)error);
	}
}

static void damaged(void **state)
{
	size_t size = strlen(text);
	unsigned seed = 1;

	for (int round = 0; round < 400; round++) {
		char *copy = strdup(text);
		const char *error = NULL;
		struct kernel *other;

		if (round < 200)
			copy[rand_r(&seed) % size] = 0;
		else
			for (int i = 0; i < 3; i++)
				copy[rand_r(&seed) % size] = "{}();@*[]=:\n 09az#\""[rand_r(&seed) % 19];
		other = kernel_file_new(copy, &error);
		if (!other)
			free((char *)error);
		kernel_free(other);
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types), cmocka_unit_test(other_answers), cmocka_unit_test(binaries),
		cmocka_unit_test(listing), cmocka_unit_test(missing_features), cmocka_unit_test(refused),
		cmocka_unit_test(damaged),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
