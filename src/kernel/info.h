/* --info: what this machine offers, as text. */
#ifndef SONDE_KERNEL_INFO_H
#define SONDE_KERNEL_INFO_H

#include "base/strbuf.h"
#include "kernel.h"

char *kernel_info(void); /* from malloc */

/* info_system.c: machine, rights and restrictions, versions, configuration of the kernel. */
void info_system(struct strbuf *out, struct kernel *k);
void info_build(struct strbuf *out);
void info_config(struct strbuf *out);

#endif
