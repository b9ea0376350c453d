/* sonde.h: compile, inspect and run tracing programs from C.
 *
 * Life of a program:
 *     struct sonde_program *p = sonde_compile("-e", text, strlen(text), NULL);
 *     if (sonde_program_ok(p)) {
 *         struct sonde_session *s = sonde_session_new(p, &opts);
 *         if (sonde_session_start(s) == 0)
 *             while (!sonde_session_ended(s))
 *                 sonde_session_poll(s, -1);
 *         status = sonde_session_finish(s);
 *         sonde_session_free(s);
 *     }
 *     sonde_program_free(p);
 *
 * The library takes no signals, prints nothing, never exits and keeps no globals. Every object is used by one thread at
 * a time; different objects by different threads at will. Errors are negative errno values plus diagnostics. Memory the
 * system refuses ends the process by abort(). Needs CAP_BPF and CAP_PERFMON (or root) to start a session; compiling
 * needs no privileges unless the program asks about probes only root can see. */
#ifndef SONDE_H
#define SONDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SONDE_API __attribute__((visibility("default")))
#define SONDE_VERSION "0.1.0"

struct sonde_program; /* a compiled program and its diagnostics */
struct sonde_session; /* a running program */

/* Version of the library, as SONDE_VERSION of the header it was built with. */
SONDE_API const char *sonde_version(void);

/* ---- compiling ---- */

struct sonde_param {
	const char *name;
	const char *value; /* NULL: given without a value */
};

/* What a stage of compiling can be dumped as; bits. */
enum sonde_dump {
	SONDE_DUMP_TOKENS = 1, SONDE_DUMP_AST = 2, SONDE_DUMP_TYPES = 4, SONDE_DUMP_IR = 8, SONDE_DUMP_IR_OPT = 16,
	SONDE_DUMP_ASM = 32, SONDE_DUMP_STACK = 64,
};

struct sonde_compile_options {
	size_t size;                       /* sizeof(struct sonde_compile_options) */
	const char *const *args;           /* positional parameters $1, $2 ... */
	int nargs;
	const struct sonde_param *params;  /* named parameters (getopt()) */
	int nparams;
	const char *const *include_dirs, *const *include_files;
	int ninclude_dirs, ninclude_files;
	const char *script_dir;            /* where imports are looked up; NULL: the current directory */
	const char *(*getenv)(void *ctx, const char *name); /* SONDE_* and BPFTRACE_* settings; NULL: none are read */
	void *getenv_ctx;
	int pid;                           /* the process the session will trace, 0: none */
	const char *command;               /* the command the session will run, NULL: none */
	bool unsafe, warnings_k, no_warnings, test_mode, bench_mode;
	unsigned dump;                     /* SONDE_DUMP_ bits: texts to keep for sonde_program_dump */
};

/* Compiles text (len bytes). name appears in messages. options may be NULL. Never returns NULL; ask sonde_program_ok.
 * The text and the options are not needed afterwards. */
SONDE_API struct sonde_program *sonde_compile(const char *name, const char *text, size_t len,
					      const struct sonde_compile_options *options);
SONDE_API bool sonde_program_ok(const struct sonde_program *p);
SONDE_API void sonde_program_free(struct sonde_program *p); /* NULL is fine; sessions made from it stay valid */

/* Why a correct program has nothing to run (its probes are missing and that was allowed, or it only has tests); a constant
 * text, NULL if it has something to run. Such a program cannot be given to sonde_session_new. */
SONDE_API const char *sonde_program_idle(const struct sonde_program *p);

/* Text of one dump stage, valid while the program lives; "" if it was not asked for. */
SONDE_API const char *sonde_program_dump(const struct sonde_program *p, enum sonde_dump stage);
/* The BPF object file; *size is set. NULL if compiling failed. Owned by the program. */
SONDE_API const void *sonde_program_elf(const struct sonde_program *p, size_t *size);

/* Number of probes (attachments) and names: "tracepoint:sched:sched_switch". */
SONDE_API int sonde_program_probes(const struct sonde_program *p);
SONDE_API const char *sonde_program_probe(const struct sonde_program *p, int i);

/* ---- diagnostics ---- */

enum sonde_severity { SONDE_ERROR, SONDE_WARNING, SONDE_NOTE };

struct sonde_diag {
	enum sonde_severity severity;
	const char *message;
	const char *file;                 /* NULL: no location */
	unsigned line, column, end_line, end_column; /* 1-based; end is one past the last */
	const char *text;                 /* rendered: message, source line, caret line, hints */
};

SONDE_API int sonde_program_diags(const struct sonde_program *p);
/* Diagnostic i; its strings live as long as the program. color: with terminal colours in text. */
SONDE_API void sonde_program_diag(struct sonde_program *p, int i, bool color, struct sonde_diag *out);

/* ---- running ---- */

enum sonde_stream { SONDE_OUT, SONDE_ERR };

struct sonde_session_options {
	size_t size;                      /* sizeof(struct sonde_session_options) */
	int pid;                          /* trace this process, end when it ends; 0: none */
	const char *command;              /* run this command, trace it, end when it ends; NULL: none */
	bool json, quiet, verbose, warnings_k, no_warnings, unsafe, escape_control, test_mode, bench_mode, dry_run;
	bool usdt_file_activation;
	bool verifier_log;                /* keep the kernel verifier's text of every program (slow) */
	const char *probe_filter;
	/* Receives all output as it is to be shown. Returns 0 or a negative errno: the output is gone, the session
	 * ends. Called from sonde_session_start, _poll and _finish, in the calling thread. */
	int (*write)(void *ctx, enum sonde_stream stream, const char *bytes, size_t len);
	void *write_ctx;
};

/* A session on a compiled program; the program may be freed before it. NULL if the program has
 * errors or is idle (sonde_program_idle). */
SONDE_API struct sonde_session *sonde_session_new(struct sonde_program *p, const struct sonde_session_options *options);
/* Loads, runs begin probes, attaches. 0 or a negative errno with diagnostics; then nothing is attached. */
SONDE_API int sonde_session_start(struct sonde_session *s);
/* A descriptor that is readable when sonde_session_poll has work, for the caller's own loop. */
SONDE_API int sonde_session_fd(struct sonde_session *s);
/* Handles what has arrived, waiting up to timeout_ms (-1: no limit). Number of records, -EINTR or another -errno. */
SONDE_API int sonde_session_poll(struct sonde_session *s, int timeout_ms);
/* Asks the session to end; may be called from a signal handler or another thread. */
SONDE_API void sonde_session_stop(struct sonde_session *s);
/* Runs self:signal:SIGUSR1 probes. */
SONDE_API void sonde_session_signal(struct sonde_session *s);
SONDE_API bool sonde_session_ended(const struct sonde_session *s);
/* Detaches, runs end probes, delivers the remaining output and the maps. The script's exit status, or -errno. */
SONDE_API int sonde_session_finish(struct sonde_session *s);
SONDE_API int sonde_session_attached(const struct sonde_session *s); /* number of probes attached */
SONDE_API int sonde_session_diags(const struct sonde_session *s);
SONDE_API void sonde_session_diag(struct sonde_session *s, int i, bool color, struct sonde_diag *out);
/* The kernel verifier's text of a refused program, of all programs with options.verifier_log; "" if none. */
SONDE_API const char *sonde_session_verifier_log(const struct sonde_session *s);
SONDE_API void sonde_session_free(struct sonde_session *s); /* NULL is fine; detaches what is attached */

/* ---- asking about this machine ---- */

/* Probes matching a pattern (NULL: all), one callback each; verbose: detail is the argument list, else NULL.
 * Returns the number of matches or -errno. */
SONDE_API int sonde_list(const char *pattern, bool verbose, int pid,
			 void (*found)(void *ctx, const char *probe, const char *detail), void *ctx);
/* What this process lacks to start sessions: "CAP_BPF and CAP_PERFMON", a constant text; NULL if nothing. */
SONDE_API const char *sonde_missing_privileges(void);
/* The report of --info, to be freed with free(). */
SONDE_API char *sonde_info(void);

#ifdef __cplusplus
}
#endif
#endif
