/* A running program: image -> loaded, attached, polled, ended. libbpf (low-level calls) and libc only.
 *
 * Life: session_new -> session_load -> session_begin (runs begin probes, starts the -c command stopped at exec) ->
 * session_attach -> session_poll ... until session_ended -> session_finish (detach, run end probes, drain, print maps)
 * -> session_free. Every step returns 0 or a negative errno and then has appended diagnostics that name the subject.
 * session_free accepts NULL and half-built sessions and leaves nothing attached at any point. Closing the process does
 * the same: nothing is pinned, every attachment is a file descriptor. One thread at a time per session; several sessions
 * in one process are independent. */
#ifndef SONDE_RUNTIME_SESSION_H
#define SONDE_RUNTIME_SESSION_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/diag.h"
#include "base/strbuf.h"
#include "image.h"

enum stream { STREAM_OUT, STREAM_ERR };

struct session_options {
	pid_t pid;                    /* -p */
	const char *command;          /* -c: split like a shell would, not run by one */
	bool json, quiet, verbose, warnings_k, no_warnings, unsafe, usdt_file_activation;
	bool escape_control;          /* output goes to a terminal: show control characters of traced strings escaped */
	bool test_mode, bench_mode, dry_run;
	bool verifier_log;            /* keep the verifier's text of every program, also of accepted ones */
	const char *probe_filter;     /* POSIX extended regular expression, test and bench names */
	/* All output. Returns 0, or -errno: the output is gone, the session ends. */
	int (*write)(void *ctx, enum stream s, const char *bytes, size_t len);
	void *write_ctx;
};

struct session;

struct session *session_new(struct image *img, const struct session_options *opt, struct diags *d); /* owns img */
int session_load(struct session *s);
int session_begin(struct session *s);
int session_attach(struct session *s);
/* Waits up to timeout_ms (-1: for ever) and handles what arrived. >= 0: number of records; -EINTR; -errno. */
int session_poll(struct session *s, int timeout_ms);
int session_fd(struct session *s);            /* readable when session_poll has work */
void session_stop(struct session *s);         /* async-signal-safe */
void session_signal_self(struct session *s);  /* run self:signal:SIGUSR1 probes; call from the polling thread */
int session_attached(const struct session *s);  /* number of attached probes */
bool session_ended(const struct session *s);
int session_finish(struct session *s);        /* returns the exit status (>= 0) or -errno */
int session_exit_code(const struct session *s);
void session_free(struct session *s);

/* Kernel verifier text of a refused program, of all programs with options.verifier_log, "" if none. */
const char *session_verifier_log(const struct session *s);

#endif
