/* The part of --info that is read from files: the machine, what is permitted here, how the kernel was configured. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <zlib.h>

#include "kernel/info.h"
#include "kernel/lockdown.h"
#include "kernel/util.h"

/* The library's version; its header is not for the directories below it. */
const char *sonde_version(void);

static void add_file_line(struct strbuf *out, const char *label, const char *path)
{
	char line[1024];

	strbuf_printf(out, "  %s: %s\n", label, file_read_line(path, line, sizeof(line)) ? line : "unknown");
}

static void add_lockdown(struct strbuf *out)
{
	static const char *const names[] = {
		[LOCKDOWN_UNKNOWN] = "unknown", [LOCKDOWN_NONE] = "none", [LOCKDOWN_INTEGRITY] = "integrity",
		[LOCKDOWN_CONFIDENTIALITY] = "confidentiality",
	};
	bool guessed;
	enum lockdown state = lockdown_state(&guessed);

	strbuf_printf(out, "  Lockdown: %s%s\n", names[state],
		      guessed ? state == LOCKDOWN_UNKNOWN ? " (securityfs is not mounted)" :
				" (probably; securityfs is not mounted)" : "");
}

/* include/uapi/linux/capability.h */
static void add_capabilities(struct strbuf *out)
{
	static const struct { int bit; const char *name; } wanted[] = {
		{ 39, "CAP_BPF" }, { 38, "CAP_PERFMON" }, { 21, "CAP_SYS_ADMIN" }, { 12, "CAP_NET_ADMIN" },
		{ 24, "CAP_SYS_RESOURCE" }, { 19, "CAP_SYS_PTRACE" }, { 34, "CAP_SYSLOG" },
	};
	uint64_t caps = effective_capabilities();

	strbuf_addstr(out, "  Capabilities:");
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (caps >> wanted[i].bit & 1)
			strbuf_printf(out, " %s", wanted[i].name);
	strbuf_addstr(out, caps ? "\n  Capabilities missing:" : " none\n  Capabilities missing:");
	size_t before = out->len;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (!(caps >> wanted[i].bit & 1))
			strbuf_printf(out, " %s", wanted[i].name);
	strbuf_addstr(out, out->len == before ? " none\n" : "\n");
}

void info_system(struct strbuf *out, struct kernel *k)
{
	struct utsname u;

	strbuf_addstr(out, "System\n");
	if (!uname(&u))
		strbuf_printf(out, "  OS: %s %s %s\n  Arch: %s\n", u.sysname, u.release, u.version, u.machine);
	strbuf_printf(out, "  CPUs: %u\n", k->possible_cpus(k));
	add_capabilities(out);
	add_lockdown(out);
	add_file_line(out, "LSMs", "/sys/kernel/security/lsm");
	add_file_line(out, "unprivileged_bpf_disabled", "/proc/sys/kernel/unprivileged_bpf_disabled");
	add_file_line(out, "perf_event_paranoid", "/proc/sys/kernel/perf_event_paranoid");
	add_file_line(out, "kptr_restrict", "/proc/sys/kernel/kptr_restrict");
	add_file_line(out, "bpf_jit_enable", "/proc/sys/net/core/bpf_jit_enable");
}

void info_build(struct strbuf *out)
{
	strbuf_printf(out, "\nBuild\n  version: v%s\n  compiler: %s\n  pointer size: %zu\n", sonde_version(), __VERSION__,
		      sizeof(void *));
}

/* ---- configuration ---- */

/* gzread gives files that are not compressed as they are. */
static char *read_config(void)
{
	char path[512], *text = NULL;
	size_t len = 0;
	struct utsname u;
	gzFile f = gzopen("/proc/config.gz", "rb");

	if (!f && !uname(&u)) {
		snprintf(path, sizeof(path), "/boot/config-%s", u.release);
		f = gzopen(path, "rb");
	}
	for (int n = 1; f && n > 0;) {
		text = must_realloc(text, len + 65536 + 1);
		n = gzread(f, text + len, 65536);
		len += n > 0 ? (size_t)n : 0;
		text[len] = 0;
	}
	if (f)
		gzclose(f);
	return text;
}

static const char *config_value(const char *text, const char *option, char *value, size_t size)
{
	char needle[128];
	const char *hit;

	snprintf(needle, sizeof(needle), "\n%s=", option);
	hit = strstr(text, needle);
	if (!hit)
		return "no";
	hit += strlen(needle);
	snprintf(value, size, "%.*s", (int)strcspn(hit, "\n"), hit);
	return !strcmp(value, "y") ? "yes" : !strcmp(value, "m") ? "module" : value;
}

void info_config(struct strbuf *out)
{
	static const char *const options[] = {
		"CONFIG_BPF_SYSCALL", "CONFIG_BPF_JIT", "CONFIG_BPF_EVENTS", "CONFIG_BPF_LSM", "CONFIG_DEBUG_INFO_BTF",
		"CONFIG_DEBUG_INFO_BTF_MODULES", "CONFIG_KPROBES", "CONFIG_KPROBE_EVENTS", "CONFIG_UPROBE_EVENTS",
		"CONFIG_FPROBE", "CONFIG_FUNCTION_TRACER", "CONFIG_FTRACE_SYSCALLS", "CONFIG_BPF_KPROBE_OVERRIDE",
		"CONFIG_FUNCTION_ERROR_INJECTION", "CONFIG_CGROUP_BPF", "CONFIG_LSM",
	};
	char *text = read_config(), value[512];

	strbuf_addstr(out, "\nKernel configuration\n");
	if (!text)
		strbuf_addstr(out, "  unknown (neither /proc/config.gz nor /boot/config-RELEASE)\n");
	for (size_t i = 0; text && i < sizeof(options) / sizeof(options[0]); i++)
		strbuf_printf(out, "  %s: %s\n", options[i], config_value(text, options[i], value, sizeof(value)));
	free(text);
}
