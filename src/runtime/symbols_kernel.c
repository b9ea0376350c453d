/* Kernel symbols: /proc/kallsyms, read once when the first address has to be named.
 *
 * The file has no sizes: a symbol reaches to the next one, but not further than SPAN_*, so that addresses between
 * sections and in unmapped space stay unknown. Of several names of one address the first counts, as in the kernel's own
 * stack traces. Without CAP_SYSLOG (kptr_restrict) all addresses read as zero and every address is unknown. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runtime/symbols_impl.h"

#define SPAN_TEXT (1u << 20)
#define SPAN_DATA (16u << 20)

static const char *parse_hex(const char *p, uint64_t *v)
{
	*v = 0;
	for (;; p++) {
		unsigned digit = (unsigned)(*p - '0');

		if (digit > 9) {
			digit = (unsigned)((*p | 0x20) - 'a') + 10;
			if (digit < 10 || digit > 15)
				return p;
		}
		*v = *v << 4 | digit;
	}
}

/* "ffffffff81000000 T name\t[module]": line is NUL-terminated in place of its newline. */
static void add_line(struct symtab *t, const char *line)
{
	uint64_t addr;
	const char *p = parse_hex(line, &addr), *name;
	char type;
	size_t len;

	if (!addr || p[0] != ' ' || !p[1] || p[2] != ' ')
		return;
	type = p[1] | 0x20;
	name = p + 3;
	len = strcspn(name, " \t");
	if (!len || (type != 't' && type != 'w' && type != 'd' && type != 'b' && type != 'r' && type != 'v'))
		return;
	symtab_add(t, addr, type == 't' || type == 'w' ? SPAN_TEXT : SPAN_DATA, name, len);
}

/* Until sizes are set below they hold the span a symbol may have. */
static void set_sizes(struct symtab *t)
{
	uint64_t next = UINT64_MAX;

	for (uint32_t i = t->n; i-- > 0;) {
		struct sym *sym = &t->at[i];

		if (i + 1 < t->n && t->at[i + 1].addr != sym->addr)
			next = t->at[i + 1].addr;
		if (next - sym->addr < sym->size)
			sym->size = (uint32_t)(next - sym->addr);
	}
}

static void read_kallsyms(struct symtab *t)
{
	size_t have = 0, size = 256 * 1024;
	char *buf = malloc(size);
	int fd = open("/proc/kallsyms", O_RDONLY | O_CLOEXEC);

	if (!buf)
		abort();
	while (fd >= 0) {
		ssize_t n = read(fd, buf + have, size - have);
		char *line = buf, *end;

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		have += (size_t)n;
		while ((end = memchr(line, '\n', have - (size_t)(line - buf)))) {
			*end = '\0';
			add_line(t, line);
			line = end + 1;
		}
		have -= (size_t)(line - buf);
		memmove(buf, line, have);
		if (have == size) /* no line is that long */
			break;
	}
	if (fd >= 0)
		close(fd);
	free(buf);
	symtab_sort(t);
	set_sizes(t);
}

bool symbols_kernel(struct symbols *s, uint64_t addr, const char **name, uint64_t *offset)
{
	const struct sym *sym;

	if (!s->kernel_read) {
		s->kernel_read = true;
		read_kallsyms(&s->kernel);
	}
	sym = symtab_find(&s->kernel, addr);
	if (!sym)
		return false;
	*name = symbols_pretty(s, symtab_name(&s->kernel, sym));
	*offset = addr - sym->addr;
	return true;
}
