/* Reasons for EPERM, in words. */
#ifndef SONDE_KERNEL_LOCKDOWN_H
#define SONDE_KERNEL_LOCKDOWN_H

#include <stdbool.h>
#include <stdint.h>

enum lockdown { LOCKDOWN_UNKNOWN, LOCKDOWN_NONE, LOCKDOWN_INTEGRITY, LOCKDOWN_CONFIDENTIALITY };

/* From securityfs, else from the kernel command line and from what is refused to root. */
enum lockdown lockdown_state(bool *guessed);
uint64_t effective_capabilities(void);
/* Why a BPF or tracing call may have been refused: a missing capability, lockdown; never NULL. */
const char *explain_eperm(void);

#endif
