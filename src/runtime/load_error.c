/* What is said when the kernel refuses: missing capabilities before anything is tried, the verifier's last words mapped
 * to the line of the script, and what to do about it. Takes errno values and verifier text, gives diagnostics. */
#include <ctype.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <fcntl.h>

#include "runtime/bpfsys.h"
#include "runtime/impl.h"

#ifndef CAP_PERFMON
#define CAP_PERFMON 38
#define CAP_BPF 39
#endif

/* ---- capabilities ---- */

int load_check_capabilities(struct session *s)
{
	struct __user_cap_header_struct h = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct d[2] = { { 0, 0, 0 }, { 0, 0, 0 } };
	static const struct { int cap; const char *name; } needed[] = {
		{ CAP_BPF, "CAP_BPF" }, { CAP_PERFMON, "CAP_PERFMON" },
	};
	size_t i;

	if (syscall(SYS_capget, &h, d) < 0 || d[0].effective & (1u << CAP_SYS_ADMIN))
		return 0;
	for (i = 0; i < 2; i++) {
		if (d[needed[i].cap / 32].effective & (1u << needed[i].cap % 32))
			continue;
		struct diag *e = session_error(s, NULL, "Missing %s capability, please run sonde as the root user.",
					       needed[i].name);

		diag_hint(s->diags, e, "loading programs needs CAP_BPF, attaching them CAP_PERFMON (or CAP_SYS_ADMIN)");
		return -EPERM;
	}
	return 0;
}

/* ---- reasons ---- */

static const char *lockdown_mode(void)
{
	int fd = open("/sys/kernel/security/lockdown", O_RDONLY | O_CLOEXEC);
	char text[128];
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	if (n <= 0)
		return NULL;
	text[n] = 0;
	return strstr(text, "[integrity]") ? "integrity" : strstr(text, "[confidentiality]") ? "confidentiality" : NULL;
}

const char *explain_errno(int err)
{
	switch (-err) {
	case EPERM:
	case EACCES:
		return "the kernel may be locked down (/sys/kernel/security/lockdown), or a container's seccomp filter or "
		       "kernel.perf_event_paranoid forbids it";
	case EMFILE:
		return "too many open files: raise the limit with `ulimit -n`";
	case ENFILE:
		return "the system has too many open files (fs.file-max)";
	case ENOMEM:
		return "not enough memory: try smaller maps (max_map_keys) or a smaller ring buffer (perf_rb_pages), or raise "
		       "the memory limit (ulimit -l, cgroup)";
	case ENOSPC:
		return "no free hardware resource (performance counters, breakpoints)";
	case EBUSY:
		return "the resource is used by another tracer";
	case E2BIG:
		return "the kernel sets a limit that this is beyond";
	case ENOENT:
	case ESRCH:
		return "it does not exist (any more)";
	case EOPNOTSUPP:
	case ERR_NOTSUPP:
	case ENOSYS:
		return "this kernel or machine does not support it";
	case EINVAL:
		return "this kernel does not accept it in this form";
	case ENODEV:
		return "there is no such device or counter here";
	default:
		return "";
	}
}

static void hint_load(struct session *s, struct diag *d, const struct image_probe *p, int err)
{
	const char *lockdown = lockdown_mode();
	bool trampoline = p->method == ATTACH_TRAMPOLINE;

	switch (-err) {
	case EPERM:
		if (lockdown)
			diag_hint(s->diags, d, "the kernel is locked down (mode %s), which forbids %s", lockdown,
				  trampoline ? "fentry and fexit" : "this program");
		else
			diag_hint(s->diags, d, trampoline ?
				  "the kernel may be locked down, which forbids fentry and fexit; or a capability is missing" :
				  "the kernel may be locked down, or CAP_BPF or CAP_PERFMON is missing in the initial "
				  "user namespace");
		break;
	case E2BIG:
		diag_hint(s->diags, d, "the program is too large for the kernel: fewer or shorter loops, less unrolling, "
				       "shorter strings or several probes instead of one help");
		break;
	case ENOMEM:
		diag_hint(s->diags, d, "%s", explain_errno(err));
		break;
	case EINVAL:
	case EACCES:
		if (!s->verifier_log.len)
			diag_hint(s->diags, d, "the kernel may lack this kind of program or a function the program uses");
		break;
	default:
		if (!s->verifier_log.len && *explain_errno(err))
			diag_hint(s->diags, d, "%s", explain_errno(err));
	}
	if (s->verifier_log.len && !s->opt.verbose)
		diag_hint(s->diags, d, "use -v for the full kernel error log");
}

/* ---- the verifier's text ---- */

static bool is_statistics(const char *l)
{
	static const char *const prefix[] = { "processed ", "verification time", "stack depth", "max_states", "peak_states",
					      "mark_read", "-- ", "=", "from ", "caller", "returning", "last_idx",
					      "regs=", "parent ", "mark_precise", "propagating", "safe", "; ",
					      "func#", "arg#" };
	size_t i;

	for (i = 0; i < sizeof(prefix) / sizeof(*prefix); i++) {
		if (!strncmp(l, prefix[i], strlen(prefix[i])))
			return true;
	}
	return false;
}

/* "12: (79) r1 = ..." or "12: R0=..." */
static bool instruction_line(const char *l, uint32_t *insn)
{
	char *end;
	unsigned long n = strtoul(l, &end, 10);

	if (end == l || *end != ':' || !isdigit((unsigned char)*l))
		return false;
	*insn = (uint32_t)n;
	return true;
}

/* "R1=ctx() R10=fp0" or "R1_w=..." */
static bool register_line(const char *l)
{
	if (*l++ != 'R' || !isdigit((unsigned char)*l))
		return false;
	while (isdigit((unsigned char)*l))
		l++;
	if (*l == '_')
		l += strcspn(l, "=");
	return *l == '=';
}

/* The last line that says something, and the instruction it is about. */
static bool last_words(char *log, const char **text, uint32_t *insn, bool *has_insn)
{
	char *line, *save = NULL;

	*text = NULL;
	*has_insn = false;
	for (line = strtok_r(log, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		uint32_t n;

		if (instruction_line(line, &n)) {
			*insn = n;
			*has_insn = true;
		} else if (!is_statistics(line) && *line && *line != ' ' && !register_line(line)) {
			*text = line;
		}
	}
	return *text != NULL;
}

static const struct elf_line_info *line_of(const struct elf_program *p, uint32_t insn)
{
	const struct elf_line_info *best = NULL;
	uint32_t i;

	for (i = 0; i < p->nlines && p->lines[i].insn <= insn; i++)
		best = &p->lines[i];
	return best;
}

/* A line of the script as the image knows it: the object may carry no source text. */
static const char *source_text(const struct session *s, uint32_t line)
{
	const struct image *img = s->img;
	uint32_t i;

	for (i = 0; i < img->nprobes; i++) {
		if (img->probes[i].loc.line == line && img->probes[i].loc.source_line)
			return img->probes[i].loc.source_line;
	}
	for (i = 0; i < img->nsites; i++) {
		if (img->sites[i].loc.line == line && img->sites[i].loc.source_line)
			return img->sites[i].loc.source_line;
	}
	for (i = 0; i < img->nevents; i++) {
		if (img->events[i].loc.line == line && img->events[i].loc.source_line)
			return img->events[i].loc.source_line;
	}
	return NULL;
}

static void note_place(struct session *s, struct diag *d, const struct elf_program *prog, uint32_t insn)
{
	const struct elf_line_info *l = line_of(prog, insn);
	const struct elf_btf *btf = &s->elf->btf;
	struct image_loc loc;

	if (!l || !btf->data)
		return;
	memset(&loc, 0, sizeof(loc));
	loc.line = l->line_col >> 10; /* BPF_LINE_INFO_LINE_NUM */
	loc.col1 = l->line_col & 0x3ff;
	if (!loc.line)
		return;
	loc.col1 = loc.col1 ? loc.col1 : 1;
	loc.col2 = loc.col1 + 1;
	loc.file = s->img->source_name ? s->img->source_name : elf_btf_string(btf, l->file);
	loc.source_line = source_text(s, loc.line);
	if (!loc.source_line)
		loc.source_line = elf_btf_string(btf, l->line);
	diag_note(s->diags, d, session_range(s, &loc), "the verifier stopped here");
}

static const char *probe_name(const struct image_probe *p)
{
	return p->ntargets && p->targets[0].name ? p->targets[0].name : p->kind_name;
}

void load_explain(struct session *s, uint32_t probe, int err, const struct elf_program *prog)
{
	const struct image_probe *p = &s->img->probes[probe];
	char *log = strdup(strbuf_str(&s->verifier_log));
	const char *text = NULL;
	bool has_insn = false;
	uint32_t insn = 0;
	struct diag *d;

	if (!log)
		abort();
	if (!last_words(log, &text, &insn, &has_insn))
		text = strerrordesc_np(-err);
	d = session_error(s, &p->loc, "the kernel refused the program of %s: %s", probe_name(p), text ? text : "unknown error");
	if (has_insn)
		note_place(s, d, prog, insn);
	hint_load(s, d, p, err);
	free(log);
}
