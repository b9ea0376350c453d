/* Names of system calls (syscalls.def). */
#ifndef SONDE_TABLES_SYSCALLS_H
#define SONDE_TABLES_SYSCALLS_H

const char *syscall_name(int number); /* NULL: none has that number */
int syscall_name_count(void);         /* one more than the largest number */

#endif
