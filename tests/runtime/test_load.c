/* The loader's view of an object file, without a kernel: relocations, appended functions, damaged input. And the
 * consumer of the ring buffer on memory laid out as the kernel does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/elfload.h"
#include "runtime/ring.h"

enum { SEC_NULL, SEC_STR, SEC_TEXT, SEC_MAIN, SEC_MAPS, SEC_RODATA, SEC_REL, SEC_SYM, NSECS };
enum { SYM_NULL, SYM_CALLBACK, SYM_HELPER, SYM_MAIN, SYM_MAP, SYM_TEXT, SYM_RODATA, NSYMS };

static const char strings[] = "\0.text\0p/main\0.maps\0.rodata\0.rel\0callback\0helper\0main\0m_x\0.strtab\0.symtab";

static uint32_t name_at(const char *s)
{
	size_t i;

	for (i = 0; i < sizeof(strings); i += strlen(strings + i) + 1) {
		if (!strcmp(strings + i, s))
			return (uint32_t)i;
	}
	return 0;
}

#define LD64(reg, value) { .code = BPF_LD | BPF_IMM | BPF_DW, .dst_reg = reg, .imm = value }, { 0 }
#define CALL(value) { .code = BPF_JMP | BPF_CALL, .src_reg = BPF_PSEUDO_CALL, .imm = value }
#define EXIT { .code = BPF_JMP | BPF_EXIT }

/* helper: 0-1; callback: 2-4, calls helper inside the section */
static const struct bpf_insn text[] = {
	{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = 1 }, EXIT,
	{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = 2 }, CALL(-4), EXIT,
};
static const struct bpf_insn code[] = {
	LD64(1, 0),  /* map */
	LD64(2, 4),  /* .rodata + 4 */
	LD64(3, 16), /* callback, by section */
	CALL(-1),    /* helper, by symbol */
	EXIT,
};
static const Elf64_Rel rels[] = {
	{ 0, ELF64_R_INFO(SYM_MAP, 1) }, { 16, ELF64_R_INFO(SYM_RODATA, 1) }, { 32, ELF64_R_INFO(SYM_TEXT, 1) },
	{ 48, ELF64_R_INFO(SYM_HELPER, 10) },
};

struct object {
	uint8_t bytes[4096];
	size_t size;
	Elf64_Shdr sh[NSECS];
};

static void add_section(struct object *o, int i, const char *name, uint32_t type, const void *data, size_t n)
{
	o->sh[i].sh_name = name_at(name);
	o->sh[i].sh_type = type;
	o->sh[i].sh_offset = o->size;
	o->sh[i].sh_size = n;
	memcpy(o->bytes + o->size, data, n);
	o->size += (n + 7) & ~7u;
}

static void add_symbol(Elf64_Sym *s, const char *name, int type, uint16_t section, uint64_t value, uint64_t size)
{
	*s = (Elf64_Sym){ name_at(name), (unsigned char)ELF64_ST_INFO(STB_LOCAL, type), 0, section, value, size };
}

static void make_object(struct object *o)
{
	static const uint64_t map_def[4], constants[2] = { 5, 6 };
	Elf64_Ehdr h = { .e_ident = ELFMAG, .e_type = ET_REL, .e_machine = EM_BPF, .e_version = 1,
			 .e_ehsize = sizeof(h), .e_shentsize = sizeof(Elf64_Shdr), .e_shnum = NSECS, .e_shstrndx = SEC_STR };
	Elf64_Sym syms[NSYMS];

	memset(o, 0, sizeof(*o));
	memset(syms, 0, sizeof(syms));
	h.e_ident[EI_CLASS] = ELFCLASS64;
	h.e_ident[EI_DATA] = ELFDATA2LSB;
	add_symbol(&syms[SYM_CALLBACK], "callback", STT_FUNC, SEC_TEXT, 16, 24);
	add_symbol(&syms[SYM_HELPER], "helper", STT_FUNC, SEC_TEXT, 0, 16);
	add_symbol(&syms[SYM_MAIN], "main", STT_FUNC, SEC_MAIN, 0, sizeof(code));
	add_symbol(&syms[SYM_MAP], "m_x", STT_OBJECT, SEC_MAPS, 0, 32);
	add_symbol(&syms[SYM_TEXT], "", STT_SECTION, SEC_TEXT, 0, 0);
	add_symbol(&syms[SYM_RODATA], "", STT_SECTION, SEC_RODATA, 0, 0);
	o->size = sizeof(h);
	add_section(o, SEC_STR, ".strtab", SHT_STRTAB, strings, sizeof(strings));
	add_section(o, SEC_TEXT, ".text", SHT_PROGBITS, text, sizeof(text));
	add_section(o, SEC_MAIN, "p/main", SHT_PROGBITS, code, sizeof(code));
	add_section(o, SEC_MAPS, ".maps", SHT_PROGBITS, map_def, sizeof(map_def));
	add_section(o, SEC_RODATA, ".rodata", SHT_PROGBITS, constants, sizeof(constants));
	add_section(o, SEC_REL, ".rel", SHT_REL, rels, sizeof(rels));
	add_section(o, SEC_SYM, ".symtab", SHT_SYMTAB, syms, sizeof(syms));
	o->sh[SEC_RODATA].sh_flags = SHF_ALLOC;
	o->sh[SEC_REL].sh_info = SEC_MAIN;
	o->sh[SEC_REL].sh_link = SEC_SYM;
	o->sh[SEC_SYM].sh_link = SEC_STR;
	h.e_shoff = o->size;
	memcpy(o->bytes, &h, sizeof(h));
	memcpy(o->bytes + o->size, o->sh, sizeof(o->sh));
	o->size += sizeof(o->sh);
}

static int map_fd(void *ctx, const char *symbol)
{
	return strcmp(symbol, "m_x") ? -2 : *(int *)ctx;
}

static void test_program(void **state)
{
	int fd = 42;
	struct elf_binding bind = { map_fd, &fd };
	struct elf_program p;
	struct elf_object *o;
	struct object obj;
	const char *why;

	make_object(&obj);
	o = elf_open(obj.bytes, obj.size, &why);
	assert_non_null(o);
	o->sections[SEC_RODATA].data_fd = 43;
	assert_int_equal(elf_program_build(o, "p/main", NULL, &bind, &p, &why), 0);
	assert_int_equal(p.ninsns, 8 + 3 + 2); /* main, callback, helper */
	assert_int_equal(p.insns[0].src_reg, BPF_PSEUDO_MAP_FD);
	assert_int_equal(p.insns[0].imm, 42);
	assert_int_equal(p.insns[2].src_reg, BPF_PSEUDO_MAP_VALUE);
	assert_int_equal(p.insns[2].imm, 43);
	assert_int_equal(p.insns[3].imm, 4);
	assert_int_equal(p.insns[4].src_reg, BPF_PSEUDO_FUNC);
	assert_int_equal(4 + 1 + p.insns[4].imm, 8);
	assert_int_equal(6 + 1 + p.insns[6].imm, 11);
	assert_int_equal(9 + 1 + p.insns[9].imm, 11); /* the callback's call, to the same copy */
	elf_program_release(&p);
	assert_int_equal(elf_program_build(o, "p/none", NULL, &bind, &p, &why), -22);
	elf_free(o);
}

static void test_damaged(void **state)
{
	int fd = 42;
	struct elf_binding bind = { map_fd, &fd };
	unsigned round, i;

	for (round = 0; round < 20000; round++) {
		struct elf_program p;
		struct elf_object *o;
		struct object obj;
		const char *why;
		uint8_t *copy;
		size_t size;

		make_object(&obj);
		srand(round);
		for (i = (unsigned)rand() % 5; i; i--)
			obj.bytes[(size_t)rand() % obj.size] = (uint8_t)rand();
		size = round % 4 ? obj.size : (size_t)rand() % obj.size;
		copy = malloc(size + 1); /* so that a sanitizer sees what is read behind it */
		memcpy(copy, obj.bytes, size);
		o = elf_open(copy, size, &why);
		if (o && !elf_program_build(o, "p/main", NULL, &bind, &p, &why))
			elf_program_release(&p);
		elf_free(o);
		free(copy);
	}
}

/* ---- ring ---- */

static int seen[16], nseen, stop_at;

static int remember(void *ctx, const void *record, uint32_t size)
{
	assert_true(size >= 4);
	memcpy(&seen[nseen++], record, 4);
	return nseen == stop_at ? -5 : 0;
}

static void put(uint8_t *data, uint64_t mask, unsigned long *at, uint32_t flags, uint32_t size, int value)
{
	uint32_t head = size | flags;

	memcpy(data + (*at & mask), &head, 4);
	memcpy(data + ((*at + 8) & mask), &value, 4);
	*at += (size + 8 + 7) & ~7ul;
}

static void test_ring(void **state)
{
	static uint8_t data[256] __attribute__((aligned(8)));
	unsigned long consumer = 128, producer = 128;
	struct ring r = { .mask = 127, .consumer = &consumer, .producer = &producer, .data = data };

	nseen = stop_at = 0;
	put(data, 127, &producer, 0, 12, 1);
	put(data, 127, &producer, BPF_RINGBUF_DISCARD_BIT, 8, 2);
	put(data, 127, &producer, 0, 4, 3);
	put(data, 127, &producer, BPF_RINGBUF_BUSY_BIT, 4, 4);
	assert_int_equal(ring_consume(&r, remember, NULL, 100), 2);
	assert_int_equal(nseen, 2);
	assert_int_equal(seen[0], 1);
	assert_int_equal(seen[1], 3);
	data[(consumer & 127) + 3] &= 0x7f; /* the writer commits */
	stop_at = 3;
	assert_int_equal(ring_consume(&r, remember, NULL, 100), -5);
	assert_int_equal(seen[2], 4);
	assert_true(consumer == producer);
	assert_int_equal(ring_consume(&r, remember, NULL, 100), 0);
	stop_at = 0;
	put(data, 127, &producer, 0, 4, 5);
	put(data, 127, &producer, 0, 4, 6);
	assert_int_equal(ring_consume(&r, remember, NULL, 1), 1);
	assert_int_equal(ring_consume(&r, remember, NULL, 1), 1);
	assert_int_equal(seen[4], 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_program), cmocka_unit_test(test_damaged), cmocka_unit_test(test_ring),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
