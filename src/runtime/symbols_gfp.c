/* Names of GFP flags. The bits differ between kernels, so the running kernel's own table is used: the print format of
 * its kmalloc tracepoint, a list of {constant expression, "name"}. Without tracefs: the table of Linux 6.10 and later.
 *
 * As in the kernel, combinations (GFP_KERNEL) come first, and what an entry covers is taken away from the rest. */
#include <ctype.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runtime/symbols_impl.h"

#define TABLE_MAX 128
#define DEPTH_MAX 64

static const struct gfp_name fallback[] = {
	{ 0x1c24ca, "GFP_TRANSHUGE" }, { 0x1c20ca, "GFP_TRANSHUGE_LIGHT" }, { 0x100cca, "GFP_HIGHUSER_MOVABLE" },
	{ 0x100cc2, "GFP_HIGHUSER" }, { 0x100cc0, "GFP_USER" }, { 0x400cc0, "GFP_KERNEL_ACCOUNT" },
	{ 0xcc0, "GFP_KERNEL" }, { 0xc40, "GFP_NOFS" }, { 0x820, "GFP_ATOMIC" }, { 0xc00, "GFP_NOIO" },
	{ 0x2800, "GFP_NOWAIT" }, { 0x1, "GFP_DMA" }, { 0x4, "GFP_DMA32" }, { 0xc00, "__GFP_RECLAIM" },
	{ 0x2, "__GFP_HIGHMEM" }, { 0x8, "__GFP_MOVABLE" }, { 0x10, "__GFP_RECLAIMABLE" }, { 0x20, "__GFP_HIGH" },
	{ 0x40, "__GFP_IO" }, { 0x80, "__GFP_FS" }, { 0x100, "__GFP_ZERO" }, { 0x400, "__GFP_DIRECT_RECLAIM" },
	{ 0x800, "__GFP_KSWAPD_RECLAIM" }, { 0x1000, "__GFP_WRITE" }, { 0x2000, "__GFP_NOWARN" },
	{ 0x4000, "__GFP_RETRY_MAYFAIL" }, { 0x8000, "__GFP_NOFAIL" }, { 0x10000, "__GFP_NORETRY" },
	{ 0x20000, "__GFP_MEMALLOC" }, { 0x40000, "__GFP_COMP" }, { 0x80000, "__GFP_NOMEMALLOC" },
	{ 0x100000, "__GFP_HARDWALL" }, { 0x200000, "__GFP_THISNODE" }, { 0x400000, "__GFP_ACCOUNT" },
	{ 0x800000, "__GFP_ZEROTAGS" },
};

/* A C constant expression of | & << ~ casts and numbers; *p is NULL after an error. */
static uint64_t parse_or(const char **p, int depth);

static void skip_spaces(const char **p)
{
	*p += strspn(*p, " \t");
}

static uint64_t parse_unary(const char **p, int depth)
{
	uint64_t v;
	char *end;

	skip_spaces(p);
	if (depth <= 0) {
		*p = NULL;
		return 0;
	}
	if (**p == '~') {
		++*p;
		v = ~parse_unary(p, depth - 1);
		return v;
	}
	if (**p == '(') {
		++*p;
		skip_spaces(p);
		if (isalpha((unsigned char)**p) || **p == '_') { /* a cast */
			*p = strchr(*p, ')');
			if (!*p)
				return 0;
			++*p;
			return parse_unary(p, depth - 1);
		}
		v = parse_or(p, depth - 1);
		if (!*p)
			return 0;
		skip_spaces(p);
		*p = **p == ')' ? *p + 1 : NULL;
		return v;
	}
	v = strtoull(*p, &end, 0);
	if (end == *p) {
		*p = NULL;
		return 0;
	}
	*p = end + strspn(end, "uUlL");
	return v;
}

static uint64_t parse_shift(const char **p, int depth)
{
	uint64_t v = parse_unary(p, depth), by;

	for (;;) {
		if (!*p)
			return 0;
		skip_spaces(p);
		if (strncmp(*p, "<<", 2))
			return v;
		*p += 2;
		by = parse_unary(p, depth);
		v = by < 64 ? v << by : 0;
	}
}

static uint64_t parse_and(const char **p, int depth)
{
	uint64_t v = parse_shift(p, depth);

	for (;;) {
		if (!*p)
			return 0;
		skip_spaces(p);
		if (**p != '&')
			return v;
		++*p;
		v &= parse_shift(p, depth);
	}
}

static uint64_t parse_or(const char **p, int depth)
{
	uint64_t v = parse_and(p, depth);

	for (;;) {
		if (!*p)
			return 0;
		skip_spaces(p);
		if (**p != '|')
			return v;
		++*p;
		v |= parse_and(p, depth);
	}
}

/* Entries after __print_flags(REC->gfp_flags, "|", up to the one of 0. */
static void parse_table(struct symbols *s, const char *p)
{
	while ((p = strchr(p, '{')) && s->ngfp < TABLE_MAX) {
		struct gfp_name entry = { 0 };
		const char *name, *end;

		p++;
		entry.mask = parse_or(&p, DEPTH_MAX) & UINT32_MAX;
		if (!p || !entry.mask || !(name = strchr(p, '"')) || !(end = strchr(name + 1, '"')))
			return;
		if ((size_t)(end - name - 1) < sizeof(entry.name)) {
			memcpy(entry.name, name + 1, (size_t)(end - name - 1));
			s->gfp[s->ngfp++] = entry;
		}
		p = end;
	}
}

static void read_table(struct symbols *s)
{
	static const char *const paths[] = { "/sys/kernel/tracing/events/kmem/kmalloc/format",
					     "/sys/kernel/debug/tracing/events/kmem/kmalloc/format" };
	struct strbuf text = { 0 };
	const char *at;

	s->gfp_read = true;
	for (int i = 0; i < 2 && !text.len; i++) {
		int fd = open(paths[i], O_RDONLY | O_CLOEXEC);
		ssize_t n = fd >= 0;

		while (n > 0) {
			strbuf_reserve(&text, 16384);
			n = read(fd, text.data + text.len, 16384 - 1);
			text.len += n > 0 ? (size_t)n : 0;
			text.data[text.len] = '\0';
		}
		if (fd >= 0)
			close(fd);
	}
	at = strstr(strbuf_str(&text), "__print_flags(REC->gfp_flags");
	if (at) {
		s->gfp = calloc(TABLE_MAX, sizeof(*s->gfp));
		if (!s->gfp)
			abort();
		parse_table(s, at);
	}
	strbuf_release(&text);
}

void symbols_gfp_flags(struct symbols *s, struct strbuf *out, uint64_t flags)
{
	const struct gfp_name *table = fallback;
	uint32_t n = sizeof(fallback) / sizeof(fallback[0]);
	bool first = true;

	if (s && !s->gfp_read)
		read_table(s);
	if (s && s->ngfp) {
		table = s->gfp;
		n = s->ngfp;
	}
	for (uint32_t i = 0; i < n && flags; i++) {
		if ((flags & table[i].mask) != table[i].mask)
			continue;
		flags &= ~table[i].mask;
		if (!first)
			strbuf_addch(out, '|');
		strbuf_addstr(out, table[i].name);
		first = false;
	}
	if (first && !flags)
		strbuf_addch(out, '0');
	else if (flags)
		strbuf_printf(out, "%s0x%" PRIx64, first ? "" : "|", flags);
}
