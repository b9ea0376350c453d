/* Argument specifications of static probes, and the notes of a program made for this test. */
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

static struct arena arena;

static bool find(void *ctx, const char *name, uint64_t *address)
{
	*address = 0x4028;
	return !strcmp(name, "counter") || !strcmp(name, "counter.0");
}

static int parse(const char *text, struct usdt_arg **args, uint32_t *n)
{
	const struct usdt_symbols symbols = { .find = find, .pc = 0x1130 };
	const char *why = NULL;
	int err = usdt_args_parse(&arena, text, &symbols, args, n, &why);

	if (err) {
		assert_int_equal(*n, 0);
		assert_non_null(why);
	}
	return err;
}

static struct usdt_arg one(const char *text)
{
	struct usdt_arg *args;
	uint32_t n;

	assert_int_equal(parse(text, &args, &n), 0);
	assert_int_equal(n, 1);
	return args[0];
}

static void registers(void **state)
{
	static const struct { const char *text, *name; int size; } rows[] = {
		{ "-4@%edi", "di", -4 }, { "8@%rsi", "si", 8 }, { "1@%al", "ax", 1 }, { "-1@%dil", "di", -1 },
		{ "2@%cx", "cx", 2 }, { "8@%r8", "r8", 8 }, { "4@%r10d", "r10", 4 }, { "2@%r15w", "r15", 2 },
		{ "1@%r9b", "r9", 1 }, { "8@%rsp", "sp", 8 }, { "%rbp", "bp", 8 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct usdt_arg a = one(rows[i].text);

		assert_int_equal(a.kind, USDT_REG);
		assert_string_equal(a.reg, rows[i].name);
		assert_int_equal(a.size, rows[i].size);
	}
}

static void memory(void **state)
{
	static const struct { const char *text, *reg, *index; int scale; int64_t value; } rows[] = {
		{ "8@-16(%rbp)", "bp", NULL, 1, -16 }, { "8@(%rax)", "ax", NULL, 1, 0 },
		{ "8@16(%rax,%rbx,8)", "ax", "bx", 8, 16 }, { "-2@(%rcx,%r8,2)", "cx", "r8", 2, 0 },
		{ "4@0x20(%rsp,%rdx)", "sp", "dx", 1, 32 }, { "4@8(,%rdi,4)", NULL, "di", 4, 8 },
		{ "4@4096", NULL, NULL, 1, 4096 }, { "4@8+16(%rbp)", "bp", NULL, 1, 24 },
		{ "-8@counter(%rip)", "ip", NULL, 1, 0x4028 - 0x1130 },
		{ "-8@counter.0+8(%rip)", "ip", NULL, 1, 0x4028 + 8 - 0x1130 },
		{ "-8@-8+counter(%rip)", "ip", NULL, 1, 0x4028 - 8 - 0x1130 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct usdt_arg a = one(rows[i].text);

		assert_int_equal(a.kind, USDT_MEM);
		assert_int_equal(a.scale, rows[i].scale);
		assert_int_equal(a.value, rows[i].value);
		assert_true(!a.reg == !rows[i].reg && (!a.reg || !strcmp(a.reg, rows[i].reg)));
		assert_true(!a.index == !rows[i].index && (!a.index || !strcmp(a.index, rows[i].index)));
	}
}

static void constants(void **state)
{
	assert_int_equal(one("4@$5").kind, USDT_CONST);
	assert_int_equal(one("4@$5").value, 5);
	assert_int_equal(one("-4@$-1").value, -1);
	assert_true((uint64_t)one("8@$0xffffffffffffffff").value == UINT64_MAX);
}

static void several(void **state)
{
	struct usdt_arg *args;
	uint32_t n;

	assert_int_equal(parse("  -4@%edi 8@-16(%rbp)\t4@$5 ", &args, &n), 0);
	assert_int_equal(n, 3);
	assert_int_equal(args[2].value, 5);
	assert_int_equal(parse("", &args, &n), 0);
	assert_int_equal(n, 0);
}

static void refused(void **state)
{
	static const char *const texts[] = {
		"8f@%xmm0", "8@%xmm0", "8@%fs:8(%rax)", "3@%eax", "@%eax", "8@", "8@(", "8@(%rax", "8@%", "8@$", "8@$x",
		"8@16(%rip)", "8@unknown(%rip)", "8@counter(%rax)", "8@counter", "8@(%rax,%rbx,3)", "8@8(%rax)x",
		"x@%eax", "8@99999999999999999999(%rax)", "8@%raxx", "8@%ah", "8@counter+counter(%rip)", "8@(,)",
		"-4@%edi 8@oops",
	};
	struct usdt_arg *args;
	uint32_t n;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!parse(texts[i], &args, &n))
			fail_msg("'%s' was taken", texts[i]);
}

/* ---- notes ---- */

static const char source[] =
	"#define _SDT_HAS_SEMAPHORES 1\n"
	"#include <sys/sdt.h>\n"
	"unsigned short app_work_semaphore __attribute__((section(\".probes\")));\n"
	"long counter;\n"
	"__attribute__((noinline)) int work(int a, char *b) { STAP_PROBE3(app, work, a, b, counter); return a; }\n"
	"int main(int c, char **v) { return work(c, v[0]); }\n";

static char program[64];

static int compile(void **state)
{
	char file[80], command[256];
	FILE *f;

	arena_init(&arena);
	snprintf(program, sizeof(program), "/tmp/sonde-usdt-XXXXXX");
	close(mkstemp(program));
	snprintf(file, sizeof(file), "%s.c", program);
	f = fopen(file, "w");
	fputs(source, f);
	fclose(f);
	snprintf(command, sizeof(command), "cc -O1 -o %s %s 2>/dev/null", program, file);
	if (system(command))
		program[0] = 0; /* no <sys/sdt.h> or no compiler here */
	unlink(file);
	return 0;
}

static int clean(void **state)
{
	if (program[0])
		unlink(program);
	arena_release(&arena);
	return 0;
}

static void notes(void **state)
{
	usdt_list found = { 0 };
	const char *why = "";

	if (!program[0])
		skip();
	assert_int_equal(elf_usdt(&arena, program, "ap*", "work", &found, &why), 0);
	assert_int_equal(found.n, 1);
	assert_string_equal(found.at[0].provider, "app");
	assert_int_equal(found.at[0].nargs, 3);
	assert_int_not_equal(found.at[0].file_offset, 0);
	assert_int_not_equal(found.at[0].semaphore_offset, 0);
	assert_int_equal(found.at[0].args[0].size, -4);
	assert_string_equal(found.at[0].args[0].reg, "di");

	unsigned char byte = 0, semaphore[2] = { 1, 1 };
	FILE *f = fopen(program, "r");
	fseek(f, (long)found.at[0].file_offset, SEEK_SET);
	assert_int_equal(fread(&byte, 1, 1, f), 1);
	assert_int_equal(byte, 0x90); /* nop */
	fseek(f, (long)found.at[0].semaphore_offset, SEEK_SET);
	assert_int_equal(fread(semaphore, 1, 2, f), 2);
	assert_int_equal(semaphore[0] | semaphore[1], 0);
	fclose(f);

	found.n = 0;
	assert_int_equal(elf_usdt(&arena, program, NULL, "nosuch", &found, &why), 0);
	assert_int_equal(found.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(registers), cmocka_unit_test(memory), cmocka_unit_test(constants),
		cmocka_unit_test(several), cmocka_unit_test(refused), cmocka_unit_test(notes),
	};

	return cmocka_run_group_tests(tests, compile, clean);
}
