/* Processes: the command of -c (forked at once, execs when everything is attached), the process of -p, and the commands
 * of system(). No ptrace: the child waits for a byte on a pipe, so it also goes away by itself when the session does. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "runtime/bpfsys.h"
#include "runtime/impl.h"

extern char **environ;

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

enum { KILL_WAIT_MS = 500 };

/* ---- words of a command ---- */

struct words {
	char **at;
	int n, cap;
	char *text; /* all words, NUL-terminated one after the other */
};

static void word_begin(struct words *w, char *at)
{
	if (w->n + 2 > w->cap) {
		w->cap = w->cap * 2 + 8;
		w->at = realloc(w->at, (size_t)w->cap * sizeof(*w->at));
		if (!w->at)
			abort();
	}
	w->at[w->n++] = at;
	w->at[w->n] = NULL;
}

/* Inside double quotes a backslash only escapes these. */
static bool escapable(char c)
{
	return c == '"' || c == '\\' || c == '$' || c == '`';
}

/* As a shell splits: blanks, '...', "...", backslash. false: a quote is not closed. */
static bool words_split(struct words *w, const char *s)
{
	char quote = 0, *to;
	bool in_word = false;

	memset(w, 0, sizeof(*w));
	w->text = to = malloc(strlen(s) + 2);
	if (!to)
		abort();
	for (; *s; s++) {
		if (!quote && (*s == ' ' || *s == '\t' || *s == '\n')) {
			if (in_word)
				*to++ = 0;
			in_word = false;
			continue;
		}
		if (!in_word)
			word_begin(w, to);
		in_word = true;
		if (quote ? *s == quote : *s == '\'' || *s == '"') {
			quote = quote ? 0 : *s;
		} else if (*s == '\\' && quote != '\'' && s[1] && (!quote || escapable(s[1]))) {
			*to++ = *++s;
		} else {
			*to++ = *s;
		}
	}
	*to = 0;
	return !quote;
}

static void words_release(struct words *w)
{
	free(w->at);
	free(w->text);
}

static int executable(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EACCES;
	return access(path, X_OK) ? -errno : 0;
}

/* Where execvp would find it. */
static int resolve(const char *name, char *out, size_t size)
{
	const char *path = getenv("PATH"), *end;
	int err = -ENOENT;

	if (strchr(name, '/')) {
		snprintf(out, size, "%s", name);
		return executable(out);
	}
	if (!path)
		path = "/usr/local/bin:/usr/bin:/bin";
	for (;; path = end + 1) {
		end = strchrnul(path, ':');
		snprintf(out, size, "%.*s%s%s", (int)(end - path), path, end == path ? "" : "/", name);
		if (!executable(out))
			return 0;
		if (executable(out) == -EACCES)
			err = -EACCES;
		if (!*end)
			return err;
	}
}

/* ---- -c ---- */

static void __attribute__((noreturn)) child_main(const char *path, char **argv, int go, int status)
{
	struct sigaction dfl;
	sigset_t none;
	char byte;
	int err, sig;

	memset(&dfl, 0, sizeof(dfl));
	dfl.sa_handler = SIG_DFL;
	for (sig = 1; sig < 32; sig++)
		sigaction(sig, &dfl, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	while ((err = (int)read(go, &byte, 1)) < 0 && errno == EINTR)
		;
	if (err != 1)
		_exit(127);
	execve(path, argv, environ);
	err = errno;
	if (write(status, &err, sizeof(err)) < 0)
		_exit(126);
	_exit(127);
}

static int fork_child(struct session *s, const char *path, char **argv)
{
	struct child *c = &s->child;
	int go[2], status[2];
	pid_t pid;

	if (pipe2(go, O_CLOEXEC))
		return -errno;
	if (pipe2(status, O_CLOEXEC)) {
		int err = -errno;

		close(go[0]);
		close(go[1]);
		return err;
	}
	pid = fork();
	if (!pid) {
		close(go[1]);
		close(status[0]);
		child_main(path, argv, go[0], status[1]);
	}
	close(go[0]);
	close(status[1]);
	c->go_fd = go[1];
	c->status_fd = status[0];
	if (pid < 0)
		return -errno;
	c->pid = pid;
	return 0;
}

int child_start(struct session *s)
{
	struct words w;
	char path[4096];
	int err = -ENOENT;

	if (!words_split(&w, s->opt.command) || !w.n || !*w.at[0]) {
		session_error(s, NULL, "Failed to fork child: %s", w.n ? "a quote is not closed" : "the command is empty");
		words_release(&w);
		return -EINVAL;
	}
	err = resolve(w.at[0], path, sizeof(path));
	if (err)
		session_error(s, NULL, "Failed to fork child: Path '%s' does not exist or is not executable (%s)", w.at[0],
			      strerrordesc_np(-err));
	else if ((err = fork_child(s, path, w.at)))
		session_error(s, NULL, "Failed to fork child: %s", strerrordesc_np(-err));
	words_release(&w);
	return err ? err : process_watch(s, s->child.pid);
}

int child_release(struct session *s)
{
	struct child *c = &s->child;
	int err = 0;
	ssize_t n;

	if (!c->pid || c->released)
		return 0;
	c->released = true;
	if (write(c->go_fd, "", 1) != 1)
		err = -EPIPE;
	close(c->go_fd);
	c->go_fd = -1;
	do
		n = err ? 0 : read(c->status_fd, &err, sizeof(err));
	while (n < 0 && errno == EINTR);
	close(c->status_fd);
	c->status_fd = -1;
	if (n != sizeof(err))
		return err;
	session_error(s, NULL, "Failed to run the command: %s", strerrordesc_np(err));
	return -err;
}

void child_poll(struct session *s)
{
	struct child *c = &s->child;

	if (!c->pid || c->reaped || waitpid(c->pid, &c->status, WNOHANG) == 0)
		return;
	c->reaped = true;
	if (!s->opt.verbose)
		return;
	if (WIFSIGNALED(c->status))
		session_errf(s, "Child %d was ended by signal %d (%s)\n", c->pid, WTERMSIG(c->status),
			     sigdescr_np(WTERMSIG(c->status)));
	else
		session_errf(s, "Child %d ended with status %d\n", c->pid, WEXITSTATUS(c->status));
}

void child_end(struct session *s)
{
	struct child *c = &s->child;

	if (!c->pid)
		return;
	child_poll(s);
	if (!c->reaped)
		kill(c->pid, SIGTERM);
	if (c->go_fd >= 0)
		close(c->go_fd);
	if (c->status_fd >= 0)
		close(c->status_fd);
	c->go_fd = c->status_fd = -1;
	if (!c->reaped && s->pid_fd >= 0) {
		struct pollfd p = { s->pid_fd, POLLIN, 0 };

		poll(&p, 1, KILL_WAIT_MS);
		child_poll(s);
	}
	c->pid = 0;
}

int process_watch(struct session *s, pid_t pid)
{
	s->pid_fd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (s->pid_fd < 0) {
		int err = -errno;

		session_error(s, NULL, "Failed to attach to pid: Unable to open pidfd (%s)", strerrordesc_np(-err));
		s->pid_fd = -1;
		return err;
	}
	return session_watch_fd(s, s->pid_fd);
}

/* ---- system() ---- */

static int spawn_shell(const char *command, int out, pid_t *pid)
{
	char *argv[] = { "sh", "-c", (char *)command, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none;
	int err;

	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attr);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out, STDERR_FILENO);
	sigemptyset(&none);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK);
	err = posix_spawn(pid, "/bin/sh", &actions, &attr, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attr);
	return -err;
}

/* What is in the pipe now. false: end of file. */
static bool read_some(int fd, struct strbuf *output)
{
	char buf[4096];
	ssize_t n;

	while ((n = read(fd, buf, sizeof(buf))) > 0)
		strbuf_add(output, buf, (size_t)n);
	return n < 0 && (errno == EAGAIN || errno == EINTR);
}

/* Until the shell has ended; a process it left in the background may keep the pipe open. */
static void gather(struct session *s, pid_t pid, int pipe_fd, struct strbuf *output)
{
	int pid_fd = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd p[3] = { { pipe_fd, POLLIN, 0 }, { pid_fd, POLLIN, 0 }, { s->event_fd, POLLIN, 0 } };
	bool told = false;

	for (;;) {
		p[2].fd = told ? -1 : s->event_fd;
		if (poll(p, 3, -1) < 0 && errno != EINTR)
			break;
		if (p[0].revents && !read_some(pipe_fd, output)) {
			if (pid_fd < 0)
				break;
			p[0].fd = -1;
		}
		if (p[1].revents) {
			if (p[0].fd >= 0)
				read_some(pipe_fd, output);
			break;
		}
		if (p[2].revents && !told) {
			told = true;
			if (atomic_load(&s->stop))
				kill(pid, SIGTERM);
		}
	}
	if (pid_fd >= 0)
		close(pid_fd);
}

int command_run(struct session *s, const char *command, struct strbuf *output, int *status)
{
	int fds[2], err;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC))
		return -errno;
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	err = spawn_shell(command, fds[1], &pid);
	close(fds[1]);
	if (err) {
		close(fds[0]);
		return err;
	}
	gather(s, pid, fds[0], output);
	close(fds[0]);
	while (waitpid(pid, status, 0) < 0) {
		if (errno != EINTR) {
			*status = 0;
			break;
		}
	}
	return 0;
}
