/* Shared by the files that load, attach and run a session; not seen outside runtime/.
 *
 * Convention: functions return 0 (or a count) or a negative errno. Attach functions leave the reason in words with
 * session_why; attach.c turns it into a diagnostic by the missing_probes policy. */
#ifndef SONDE_RUNTIME_IMPL_H
#define SONDE_RUNTIME_IMPL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/strbuf.h"
#include "runtime/elfload.h"
#include "runtime/maps.h"
#include "runtime/render.h"
#include "runtime/ring.h"
#include "runtime/session.h"
#include "runtime/symbols.h"

struct perf_event_attr;

struct loaded_prog {
	int fd;                   /* -1: not loaded */
	int raw_fd;               /* a perf tracepoint's program that does not need its context, as a raw one; -1 none */
	bool enabled;             /* takes part (mode, --probe-filter) */
	bool wants_multi;         /* loaded for a uprobe.multi or kprobe.multi link */
};

struct attachment {
	uint32_t probe, target;   /* the first target, of ntargets */
	uint32_t ntargets;
	int link_fd;              /* closing it stops the program; -1 none */
	int perf_fd;              /* closing it gives back what the event costs: slow; -1 none */
};

struct site_seen {
	uint64_t count;
	int64_t retcode;
};

struct child {
	pid_t pid;                /* 0: none */
	int go_fd;                /* write end: the child execs when a byte arrives, exits when it is closed */
	int status_fd;            /* read end: errno of a failed exec, end of file when it worked */
	bool released, reaped;
	int status;               /* of waitpid */
};

struct session {
	struct image *img;
	struct session_options opt; /* command and probe_filter are copies */
	struct diags *diags;
	uint32_t ncpus;             /* possible CPUs */

	struct elf_object *elf;
	int btf_fd;
	struct live_map *maps;      /* img->nmaps */
	struct loaded_prog *progs;  /* img->nprobes */
	struct strbuf verifier_log;
	char why[256];              /* reason of the last attach failure */

	struct ring ring;
	bool has_ring;
	int epoll_fd, event_fd, timer_fd, pid_fd, iter_done_fd;
	struct child child;

	struct attachment *links;
	uint32_t nlinks, links_cap;
	uint32_t nattached;         /* targets, special probes included */
	uint32_t nprobes_failed;
	struct mmap_watch *mmaps;   /* NULL: not needed or not to be had */
	struct closer *closer;      /* threads that close perf events */
	struct iter_reader *iter;

	struct symbols *symbols;
	struct render render;
	uint64_t *stack_buf;
	uint32_t stack_buf_size;

	struct strbuf out;          /* output of this batch, not handed over yet */
	struct strbuf scratch, scratch2;
	struct strbuf *capture;     /* test mode: output of the running test */
	bool test_failed;
	bool muted;                 /* dry run: output is dropped */
	int write_error;

	_Atomic int stop;           /* set by session_stop */
	bool ended;
	bool exiting;               /* exit() was handled: later records are dropped */
	int exit_code;
	bool begun, attached, detached, finished, modes_run, special_only;
	bool failed;

	struct site_seen *sites;    /* img->nsites */
	void *site_values;
	uint64_t lost_total;
	bool notes_user;            /* some map holds user stacks or symbols: remember processes while they live */
};

/* ---- session.c ---- */
int session_out(struct session *s, const char *bytes, size_t n);      /* standard output, gathered per batch */
void session_err(struct session *s, const char *bytes, size_t n);     /* flushes what was gathered before */
void session_errf(struct session *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int session_flush(struct session *s);
/* Reason of a failure, for the hint of a diagnostic; returns err. */
int session_why(struct session *s, int err, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
struct range session_range(struct session *s, const struct image_loc *loc);
struct diag *session_error(struct session *s, const struct image_loc *loc, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void session_warning(struct session *s, const struct image_loc *loc, const char *hint, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
int session_drain(struct session *s);                                 /* handles all committed records */
int session_watch_fd(struct session *s, int fd);                      /* adds fd to the epoll set */

/* ---- load.c ---- */
int load_programs(struct session *s);
/* Loads probe i; multi: for a multi link. Replaces an earlier load. */
int load_program(struct session *s, uint32_t i, bool multi);
const char *load_license(const struct session *s);
bool probe_is_special(const struct image_probe *p);                   /* run by the session itself */

/* ---- load_maps.c ---- */
int load_maps(struct session *s);
int load_map_fd(void *session, const char *symbol);                   /* for elf_binding */
int load_globals(struct session *s);

/* ---- load_error.c ---- */
int load_check_capabilities(struct session *s);
void load_explain(struct session *s, uint32_t probe, int err, const struct elf_program *prog);
const char *explain_errno(int err);                                   /* reason in words, "" if strerror says it all */

/* ---- attach.c ---- */
int attach_all(struct session *s);
void detach_all(struct session *s);                                   /* programs no longer run when this returns */
void detach_wait(struct session *s);                                  /* kernel resources are given back */
void attach_keep(struct session *s, uint32_t probe, uint32_t target, uint32_t ntargets, int link_fd, int perf_fd);
void attach_unwatch(struct session *s, uint64_t address);
int run_special(struct session *s, uint32_t probe, uint32_t *retval); /* BPF_PROG_RUN */

/* ---- one per mechanism: attach one target (or, _multi, all of a probe) ---- */
int attach_tracepoint(struct session *s, uint32_t probe, uint32_t target);
int attach_raw_tp(struct session *s, uint32_t probe, uint32_t target);
int attach_trampoline(struct session *s, uint32_t probe, uint32_t target);
int attach_perf(struct session *s, uint32_t probe, uint32_t target);
int attach_uprobe(struct session *s, uint32_t probe, uint32_t target);
int attach_uprobe_multi(struct session *s, uint32_t probe);           /* -EOPNOTSUPP: use attach_uprobe */
bool attach_uprobe_wants_multi(const struct session *s, const struct image_probe *p);
int attach_kprobe(struct session *s, uint32_t probe, uint32_t target);
int attach_kprobe_multi(struct session *s, uint32_t probe);
bool attach_kprobe_wants_multi(const struct image_probe *p);
int attach_iter(struct session *s, uint32_t probe, uint32_t target);
int iter_start(struct session *s);                                    /* reads the iterators in a thread of its own */
void iter_free(struct session *s);

/* ---- attach_perf.c: used by several mechanisms ---- */
struct mmap_watch *mmaps_new(uint32_t ncpus); /* mmaps.c; NULL if the kernel refuses */
void mmaps_drain(struct mmap_watch *w, struct symbols *syms);
void mmaps_free(struct mmap_watch *w);
int perf_open(struct perf_event_attr *attr, pid_t pid, int cpu);
/* Links a program to a perf event: link fd, -1 if the old ioctl was used, or -errno (other than -1). */
int perf_link(struct session *s, int perf_fd, int prog_fd, uint64_t cookie, int *link_fd);
int perf_pmu_type(const char *pmu);
pid_t traced_pid(const struct session *s);                            /* -p or the -c child; 0 none */

/* ---- child.c ---- */
int child_start(struct session *s);                                   /* forked, waiting to exec */
int child_release(struct session *s);
void child_poll(struct session *s);                                   /* reaps it when it has ended */
void child_end(struct session *s);
int process_watch(struct session *s, pid_t pid);                      /* pidfd into the epoll set */
/* sh -c command: its output, exit status as of waitpid; -errno. */
int command_run(struct session *s, const char *command, struct strbuf *output, int *status);

/* ---- events.c ---- */
int event_handle(void *session, const void *record, uint32_t size);   /* ring_handler */
void events_final_maps(struct session *s);

/* ---- sites.c ---- */
int sites_init(struct session *s);
void sites_tick(struct session *s);                                   /* warnings for what was counted since */
void sites_final(struct session *s);
void sites_note_processes(struct session *s);

/* ---- modes.c ---- */
int modes_run(struct session *s);                                     /* --test, --bench */

#endif
