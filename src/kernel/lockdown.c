/* Capabilities and kernel lockdown: what stands behind "operation not permitted". */
#include "kernel/lockdown.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/util.h"

enum { CAP_SYS_ADMIN_ = 21, CAP_PERFMON_ = 38, CAP_BPF_ = 39 }; /* include/uapi/linux/capability.h */

uint64_t effective_capabilities(void)
{
	char *text = file_read("/proc/self/status", NULL), *line = text ? strstr(text, "CapEff:") : NULL;
	uint64_t caps = line ? strtoull(line + 7, NULL, 16) : 0;

	free(text);
	return caps;
}

static enum lockdown parse_state(const char *text)
{
	return strstr(text, "[confidentiality]") ? LOCKDOWN_CONFIDENTIALITY :
	       strstr(text, "[integrity]") ? LOCKDOWN_INTEGRITY : strstr(text, "[none]") ? LOCKDOWN_NONE : LOCKDOWN_UNKNOWN;
}

/* Root with all capabilities is refused this file only by lockdown. */
static bool refused_to_root(void)
{
	int fd = open("/sys/kernel/tracing/available_filter_functions", O_RDONLY | O_CLOEXEC);
	bool refused = fd < 0 && errno == EPERM && effective_capabilities() >> CAP_SYS_ADMIN_ & 1;

	if (fd >= 0)
		close(fd);
	return refused;
}

enum lockdown lockdown_state(bool *guessed)
{
	char line[4096];

	*guessed = false;
	if (file_read_line("/sys/kernel/security/lockdown", line, sizeof(line)))
		return parse_state(line);
	*guessed = true;
	if (file_read_line("/proc/cmdline", line, sizeof(line))) {
		if (strstr(line, "lockdown=confidentiality"))
			return LOCKDOWN_CONFIDENTIALITY;
		if (strstr(line, "lockdown=integrity"))
			return LOCKDOWN_INTEGRITY;
	}
	return refused_to_root() ? LOCKDOWN_INTEGRITY : LOCKDOWN_UNKNOWN;
}

const char *explain_eperm(void)
{
	uint64_t caps = effective_capabilities();
	bool admin = caps >> CAP_SYS_ADMIN_ & 1, guessed;

	if (!admin && !(caps >> CAP_BPF_ & 1))
		return "the capability CAP_BPF is missing";
	if (!admin && !(caps >> CAP_PERFMON_ & 1))
		return "the capability CAP_PERFMON is missing";
	switch (lockdown_state(&guessed)) {
	case LOCKDOWN_CONFIDENTIALITY:
		return guessed ? "the kernel is probably locked down (\"confidentiality\")" :
				 "the kernel is locked down (\"confidentiality\")";
	case LOCKDOWN_INTEGRITY:
		return guessed ? "the kernel is probably locked down (\"integrity\")" :
				 "the kernel is locked down (\"integrity\")";
	case LOCKDOWN_NONE:
	case LOCKDOWN_UNKNOWN:
		return admin ? "the kernel's security policy forbids it" : "the capability CAP_SYS_ADMIN is missing";
	}
	return "permission denied";
}
