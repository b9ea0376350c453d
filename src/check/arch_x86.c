/* x86_64: struct pt_regs (arch/x86/include/asm/ptrace.h) and the System V calling convention. */
#include "check/arch.h"

#include <string.h>

enum { R15 = 0, R14 = 8, R13 = 16, R12 = 24, BP = 32, BX = 40, R11 = 48, R10 = 56, R9 = 64, R8 = 72, AX = 80, CX = 88,
       DX = 96, SI = 104, DI = 112, ORIG_AX = 120, IP = 128, CS = 136, FLAGS = 144, SP = 152, SS = 160 };

static const struct arch_reg registers[] = {
	{ "r15", R15 }, { "r14", R14 }, { "r13", R13 }, { "r12", R12 }, { "bp", BP }, { "bx", BX }, { "r11", R11 },
	{ "r10", R10 }, { "r9", R9 }, { "r8", R8 }, { "ax", AX }, { "cx", CX }, { "dx", DX }, { "si", SI }, { "di", DI },
	{ "orig_rax", ORIG_AX }, { "orig_ax", ORIG_AX }, { "ip", IP }, { "pc", IP }, { "cs", CS }, { "flags", FLAGS },
	{ "sp", SP }, { "ss", SS },
};

static const uint32_t arguments[] = { DI, SI, DX, CX, R8, R9 };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool find(const char *name, size_t len, uint32_t *offset)
{
	for (size_t i = 0; i < COUNT(registers); i++)
		if (strlen(registers[i].name) == len && !memcmp(registers[i].name, name, len)) {
			*offset = registers[i].offset;
			return true;
		}
	return false;
}

bool arch_register(const char *name, uint32_t *offset)
{
	return find(name, strlen(name), offset);
}

/* r8d, r8w, r8b */
static bool numbered(const char *name, size_t len, uint32_t *offset)
{
	if (len < 2 || name[0] != 'r' || name[1] < '0' || name[1] > '9')
		return false;
	if (strchr("dwb", name[len - 1]))
		len--;
	return find(name, len, offset);
}

bool arch_asm_register(const char *name, uint32_t *offset)
{
	name += *name == '%';
	size_t len = strlen(name);
	if (numbered(name, len, offset))
		return true;
	if (len == 3 && (name[0] == 'r' || name[0] == 'e'))
		return find(name + 1, 2, offset);
	if (len == 3 && name[2] == 'l') /* sil, dil, bpl, spl */
		return find(name, 2, offset);
	if (len == 2 && name[1] == 'l' && strchr("abcd", name[0])) {
		const char wide[2] = { name[0], 'x' };
		return find(wide, 2, offset);
	}
	return len == 2 && find(name, 2, offset);
}

bool arch_argument(unsigned n, uint32_t *offset)
{
	if (n >= COUNT(arguments))
		return false;
	*offset = arguments[n];
	return true;
}

uint32_t arch_return_register(void)
{
	return AX;
}

uint32_t arch_ip_register(void)
{
	return IP;
}

void arch_user_mode(uint32_t *offset, uint64_t *mask)
{
	*offset = CS;
	*mask = 3; /* privilege level of the code segment */
}

const char *arch_name(void)
{
	return "x86_64";
}

int arch_argument_count(void)
{
	return COUNT(arguments);
}
