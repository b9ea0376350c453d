/* Names of system calls by number. */
#include "tables/syscalls.h"

#include <stddef.h>

static const char *const names[] = {
#define SYSCALL(number, name) [number] = #name,
#include "tables/syscalls.def"
#undef SYSCALL
};

const char *syscall_name(int number)
{
	return number >= 0 && number < syscall_name_count() ? names[number] : NULL;
}

int syscall_name_count(void)
{
	return sizeof(names) / sizeof(names[0]);
}
