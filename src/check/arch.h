/* What differs between machines: registers in struct pt_regs and the calling convention. One file per machine. */
#ifndef SONDE_CHECK_ARCH_H
#define SONDE_CHECK_ARCH_H

#include <stdbool.h>
#include <stdint.h>

struct arch_reg {
	const char *name;
	uint32_t offset;       /* in struct pt_regs; 8 bytes */
};

/* A register by the names reg() takes ("ax", "ip"). */
bool arch_register(const char *name, uint32_t *offset);
/* A register by the names assemblers use ("rax", "eax", "r8d", "%al"). */
bool arch_asm_register(const char *name, uint32_t *offset);
/* Integer argument n of a function, at its entry; false: not in a register. */
bool arch_argument(unsigned n, uint32_t *offset);
uint32_t arch_return_register(void);
uint32_t arch_ip_register(void);
/* Register whose low bits tell user mode: user mode if (value & mask) == mask. */
void arch_user_mode(uint32_t *offset, uint64_t *mask);
const char *arch_name(void);
int arch_argument_count(void);

#endif
