/* Image -> loaded programs: object parsed, BTF and maps made, then one BPF_PROG_LOAD per program, first without a log.
 * A refused program is loaded again with one, so that the common case pays for nothing. Maps: load_maps.c; what is said
 * about a refusal: load_error.c. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "runtime/bpfsys.h"
#include "runtime/impl.h"

enum { LOG_MIN = 64 << 10, LOG_MAX = 64 << 20, FDS_SPARE = 128 };

static uint32_t read_possible_cpus(void)
{
	char text[256];
	int fd = open("/sys/devices/system/cpu/possible", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	long online = sysconf(_SC_NPROCESSORS_CONF);
	uint32_t last = 0, v = 0;
	ssize_t i;

	if (fd >= 0)
		close(fd);
	if (n <= 0)
		return online > 0 ? (uint32_t)online : 1;
	for (i = 0; i < n; i++) {
		if (text[i] >= '0' && text[i] <= '9')
			v = v * 10 + (uint32_t)(text[i] - '0');
		else
			v = 0;
		if (v > last)
			last = v;
	}
	return last + 1;
}

const char *load_license(const struct session *s)
{
	return s->img->config.license ? s->img->config.license : "GPL";
}

bool probe_is_special(const struct image_probe *p)
{
	return p->method == ATTACH_RUN;
}

/* Two descriptors for each attachment, and more than the usual limit when a pattern matches many places. */
static void raise_fd_limit(const struct session *s)
{
	uint64_t need = FDS_SPARE + s->img->nmaps + s->img->nprobes;
	struct rlimit rl;
	uint32_t i;

	for (i = 0; i < s->img->nprobes; i++) {
		const struct image_probe *p = &s->img->probes[i];
		bool each_cpu = p->method >= ATTACH_PERF_PROFILE && p->method <= ATTACH_WATCHPOINT;

		need += 2 * (uint64_t)p->ntargets * (each_cpu ? s->ncpus : 1);
	}
	if (getrlimit(RLIMIT_NOFILE, &rl) || rl.rlim_cur >= need)
		return;
	rl.rlim_cur = rl.rlim_max < need ? rl.rlim_max : need;
	setrlimit(RLIMIT_NOFILE, &rl);
}

static void load_btf(struct session *s)
{
	union bpf_attr a;

	if (!s->elf->btf.data)
		return;
	memset(&a, 0, sizeof(a));
	a.btf = ptr_u64(s->elf->btf.data);
	a.btf_size = (uint32_t)s->elf->btf.size;
	s->btf_fd = bpf_sys(BPF_BTF_LOAD, &a, sizeof(a));
	if (s->btf_fd < 0)
		s->btf_fd = -1;
}

/* ---- modules ---- */

/* Descriptor of the BTF of a kernel module, by name. */
static int module_btf_fd(const char *module)
{
	uint32_t id = 0;

	for (;;) {
		char name[64] = "";
		struct bpf_btf_info info;
		union bpf_attr a;
		int fd;

		memset(&a, 0, sizeof(a));
		a.start_id = id;
		if (bpf_sys(BPF_BTF_GET_NEXT_ID, &a, sizeof(a)) < 0)
			return -ENOENT;
		id = a.next_id;
		memset(&a, 0, sizeof(a));
		a.btf_id = id;
		fd = bpf_sys(BPF_BTF_GET_FD_BY_ID, &a, sizeof(a));
		if (fd < 0)
			continue;
		memset(&info, 0, sizeof(info));
		info.name = ptr_u64(name);
		info.name_len = sizeof(name);
		memset(&a, 0, sizeof(a));
		a.info.bpf_fd = (uint32_t)fd;
		a.info.info_len = sizeof(info);
		a.info.info = ptr_u64(&info);
		if (!bpf_sys(BPF_OBJ_GET_INFO_BY_FD, &a, sizeof(a)) && info.kernel_btf && !strcmp(name, module))
			return fd;
		close(fd);
	}
}

/* ---- one program ---- */

static void fill_attr(const struct session *s, const struct image_probe *p, const struct elf_program *prog, bool multi,
		      union bpf_attr *a)
{
	memset(a, 0, sizeof(*a));
	a->prog_type = p->prog_type;
	a->expected_attach_type = p->expected_attach_type;
	if (multi)
		a->expected_attach_type = p->method == ATTACH_KPROBE || p->method == ATTACH_KRETPROBE ? TRACE_KPROBE_MULTI :
												   TRACE_UPROBE_MULTI;
	a->insns = ptr_u64(prog->insns);
	a->insn_cnt = prog->ninsns;
	a->license = ptr_u64(load_license(s));
	a->prog_flags = p->sleepable ? BPF_F_SLEEPABLE : 0;
	a->attach_btf_id = p->attach_btf_id;
	snprintf(a->prog_name, sizeof(a->prog_name), "%s", p->prog_name ? p->prog_name : "");
	if (s->btf_fd < 0 || !prog->nfuncs)
		return;
	a->prog_btf_fd = (uint32_t)s->btf_fd;
	a->func_info = ptr_u64(prog->funcs);
	a->func_info_cnt = prog->nfuncs;
	a->func_info_rec_size = sizeof(*prog->funcs);
	a->line_info = prog->nlines ? ptr_u64(prog->lines) : 0;
	a->line_info_cnt = prog->nlines;
	a->line_info_rec_size = prog->nlines ? sizeof(*prog->lines) : 0;
}

/* BPF_PROG_LOAD gives EAGAIN when a signal arrives during verification. */
static int prog_load(union bpf_attr *a)
{
	int fd, tries = 5;

	do
		fd = bpf_sys(BPF_PROG_LOAD, a, sizeof(*a));
	while (fd == -EAGAIN && --tries);
	return fd;
}

static bool log_blames_btf(const char *log)
{
	return strstr(log, "func_info") || strstr(log, "line_info") || strstr(log, "linfo") ||
	       strstr(log, "bpf_func_info");
}

/* The same load with a log. Some reasons to refuse are gone by then (memory): a descriptor is as good. */
static int load_with_log(struct session *s, union bpf_attr *a)
{
	size_t size = s->img->config.log_size > LOG_MIN ? s->img->config.log_size : LOG_MIN;
	int fd;

	for (;; size *= 4) {
		char *log = calloc(1, size);

		if (!log)
			abort();
		a->log_buf = ptr_u64(log);
		a->log_size = (uint32_t)size;
		a->log_level = s->opt.verifier_log ? 2 : 1;
		fd = prog_load(a);
		if (!s->opt.verifier_log)
			strbuf_clear(&s->verifier_log);
		strbuf_addstr(&s->verifier_log, log);
		free(log);
		if (fd != -ENOSPC || size >= LOG_MAX)
			break;
	}
	a->log_buf = 0;
	a->log_size = a->log_level = 0;
	return fd;
}

static int try_load(struct session *s, union bpf_attr *a)
{
	int fd, err;

	if (s->opt.verifier_log) {
		strbuf_printf(&s->verifier_log, "%s:\n", a->prog_name);
		fd = load_with_log(s, a);
		if (fd >= 0)
			return fd;
	}
	fd = err = prog_load(a);
	if (fd >= 0 || fd == -EPERM)
		return fd;
	fd = load_with_log(s, a);
	if (fd < 0 && a->func_info && log_blames_btf(strbuf_str(&s->verifier_log))) {
		a->prog_btf_fd = a->func_info_cnt = a->func_info_rec_size = 0;
		a->line_info_cnt = a->line_info_rec_size = 0;
		a->func_info = a->line_info = 0;
		fd = load_with_log(s, a);
	}
	return fd == -ENOSPC ? err : fd;
}

/* First as a raw tracepoint's program where that may do (attach_tp.c); a second load is of the proper type. */
static bool load_as_raw(const struct image_probe *p)
{
	return p->method == ATTACH_TRACEPOINT && p->ctx_unused && p->ntargets &&
	       strcmp(p->targets[0].category, "syscalls") != 0;
}

int load_program(struct session *s, uint32_t i, bool multi)
{
	const struct image_probe *p = &s->img->probes[i];
	struct elf_binding bind = { load_map_fd, s };
	struct loaded_prog *lp = &s->progs[i];
	int fd, btf = -1, err;
	struct elf_program prog;
	union bpf_attr a;
	const char *why;

	if (lp->fd >= 0)
		close(lp->fd);
	lp->fd = -1;
	err = elf_program_build(s->elf, p->section, p->prog_name, &bind, &prog, &why);
	if (err) {
		session_error(s, &p->loc, "the object file does not hold together (section %s): %s", p->section, why);
		return err;
	}
	fill_attr(s, p, &prog, multi, &a);
	if (p->attach_btf_obj && p->ntargets && p->targets[0].module) {
		btf = module_btf_fd(p->targets[0].module);
		a.attach_btf_obj_fd = btf >= 0 ? (uint32_t)btf : 0;
	}
	if (lp->raw_fd < 0 && load_as_raw(p))
		a.prog_type = BPF_PROG_TYPE_RAW_TRACEPOINT;
	fd = try_load(s, &a);
	if (btf >= 0)
		close(btf);
	if (fd < 0)
		load_explain(s, i, fd, &prog);
	elf_program_release(&prog);
	*(a.prog_type == p->prog_type ? &lp->fd : &lp->raw_fd) = fd < 0 ? -1 : fd;
	lp->wants_multi = multi;
	return fd < 0 ? fd : 0;
}

int load_programs(struct session *s)
{
	const char *why;
	uint32_t i;
	int err;

	err = load_check_capabilities(s);
	if (err)
		return err;
	s->ncpus = read_possible_cpus();
	for (i = 0; i < s->img->nmaps; i++)
		s->maps[i].ncpus = s->ncpus;
	raise_fd_limit(s);
	s->elf = elf_open(s->img->elf, s->img->elf_size, &why);
	if (!s->elf) {
		session_error(s, NULL, "the object file cannot be loaded: %s", why);
		return -EINVAL;
	}
	load_btf(s);
	err = load_maps(s);
	for (i = 0; i < s->img->nprobes && !err; i++) {
		const struct image_probe *p = &s->img->probes[i];

		if (s->progs[i].enabled)
			err = load_program(s, i, attach_uprobe_wants_multi(s, p) || attach_kprobe_wants_multi(p));
	}
	return err;
}
