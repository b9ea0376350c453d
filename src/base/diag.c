/* Diagnostics: the list, and the text of one entry (spec section 10.1).
 *
 * Long lines are shown as a window around the range, long ranges by their first lines, and control bytes as '?', so a
 * program that is one huge line or not text at all still gives a readable message. */
#include "base/diag.h"

#include <string.h>

enum { LIMIT_DEFAULT = 50, LINE_SHOWN = 400, LINE_BEFORE = 100, LINES_SHOWN = 12 };

void diags_init(struct diags *d, struct arena *a)
{
	memset(d, 0, sizeof(*d));
	d->arena = a;
}

static bool same_range(struct range a, struct range b)
{
	return a.src == b.src && a.begin == b.begin && a.end == b.end;
}

static bool already_said(const struct diags *d, const struct diag *g)
{
	int i;

	for (i = d->list.n - 1; i >= 0; i--) {
		const struct diag *o = d->list.at[i];

		if (o->severity == g->severity && same_range(o->range, g->range) && !strcmp(o->message, g->message))
			return true;
	}
	return false;
}

static void note_limit(struct diags *d, int limit)
{
	struct diag *g = arena_new(d->arena, struct diag);

	g->severity = SEV_NOTE;
	g->message = arena_printf(d->arena, "too many errors, only the first %d are shown", limit);
	vec_push(d->arena, &d->list, g);
}

static struct diag *append(struct diags *d, enum severity sev, struct range r, const char *fmt, va_list ap)
{
	struct diag *g = arena_new(d->arena, struct diag);
	int limit = d->limit ? d->limit : LIMIT_DEFAULT;

	g->severity = sev;
	g->range = r;
	g->message = arena_vprintf(d->arena, fmt, ap);
	if (d->muted || already_said(d, g))
		return g;
	if (sev == SEV_WARNING)
		d->warnings++;
	if (sev == SEV_ERROR) {
		d->errors++;
		if (d->errors == limit + 1)
			note_limit(d, limit);
		if (d->errors > limit)
			return g;
	}
	vec_push(d->arena, &d->list, g);
	return g;
}

struct diag *diag_error(struct diags *d, struct range r, const char *fmt, ...)
{
	struct diag *g;
	va_list ap;

	va_start(ap, fmt);
	g = append(d, SEV_ERROR, r, fmt, ap);
	va_end(ap);
	return g;
}

struct diag *diag_warning(struct diags *d, struct range r, const char *fmt, ...)
{
	struct diag *g;
	va_list ap;

	va_start(ap, fmt);
	g = append(d, SEV_WARNING, r, fmt, ap);
	va_end(ap);
	return g;
}

void diag_hint(struct diags *d, struct diag *to, const char *fmt, ...)
{
	const char *text;
	va_list ap;

	va_start(ap, fmt);
	text = arena_vprintf(d->arena, fmt, ap);
	va_end(ap);
	vec_push(d->arena, &to->hints, text);
}

void diag_note(struct diags *d, struct diag *to, struct range r, const char *fmt, ...)
{
	struct diag *g = arena_new(d->arena, struct diag);
	va_list ap;

	va_start(ap, fmt);
	g->severity = SEV_NOTE;
	g->range = r;
	g->message = arena_vprintf(d->arena, fmt, ap);
	va_end(ap);
	vec_push(d->arena, &to->notes, g);
}

/* ---- text ---- */

static void add_shown(struct strbuf *out, const char *text, uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '\t')
			strbuf_addstr(out, "    ");
		else
			strbuf_addch(out, c < 0x20 || c == 0x7f ? '?' : (char)c);
	}
}

/* Columns the first n bytes of a line take on the screen: tabs four, UTF-8 continuation bytes none. */
static uint32_t shown_width(const char *text, uint32_t n)
{
	uint32_t i, w = 0;

	for (i = 0; i < n; i++) {
		if (text[i] == '\t')
			w += 4;
		else if (((unsigned char)text[i] & 0xc0) != 0x80)
			w++;
	}
	return w;
}

static void add_line(struct strbuf *out, const char *text, uint32_t len)
{
	bool cut = len > LINE_SHOWN;

	add_shown(out, text, cut ? LINE_SHOWN : len);
	strbuf_addstr(out, cut ? "...\n" : "\n");
}

static void add_underlined(struct strbuf *out, const struct source *s, struct position b, struct position e)
{
	uint32_t len, from = 0, first = b.col - 1, last = e.col - 1, width;
	const char *text = source_line(s, b.line, &len);

	if (first > len)
		first = len;
	if (last > len)
		last = len;
	if (first > LINE_SHOWN / 2) {
		from = first - LINE_BEFORE;
		strbuf_addstr(out, "...");
	}
	if (last > from + LINE_SHOWN)
		last = from + LINE_SHOWN;
	add_line(out, text + from, len - from);
	strbuf_addn(out, ' ', shown_width(text + from, first - from) + (from ? 3 : 0));
	width = shown_width(text + first, last > first ? last - first : 0);
	strbuf_addn(out, '~', width ? width : 1);
	strbuf_addch(out, '\n');
}

static void add_lines(struct strbuf *out, const struct source *s, uint32_t first, uint32_t last)
{
	uint32_t line, len;

	for (line = first; line <= last; line++) {
		const char *text = source_line(s, line, &len);

		if (line - first == LINES_SHOWN) {
			strbuf_addstr(out, "...\n");
			break;
		}
		add_line(out, text, len);
	}
}

static const char *severity_text(enum severity s)
{
	switch (s) {
	case SEV_ERROR:
		return "ERROR";
	case SEV_WARNING:
		return "WARNING";
	case SEV_NOTE:
		return "NOTE";
	}
	return "";
}

static const char *severity_color(enum severity s)
{
	switch (s) {
	case SEV_ERROR:
		return "\033[31m";
	case SEV_WARNING:
		return "\033[33m";
	case SEV_NOTE:
		return "\033[36m";
	}
	return "";
}

static void add_block(struct strbuf *out, enum severity sev, struct range r, const char *message, bool color)
{
	struct position b = { 0, 0 }, e = { 0, 0 };

	if (r.src) {
		range_positions(r, &b, &e);
		if (b.line == e.line)
			strbuf_printf(out, "%s:%u:%u-%u: ", r.src->name, b.line, b.col, e.col);
		else
			strbuf_printf(out, "%s:%u-%u: ", r.src->name, b.line, e.line);
	}
	strbuf_printf(out, "%s%s: %s%s\n", color ? severity_color(sev) : "", severity_text(sev), message,
		      color ? "\033[0m" : "");
	if (!r.src)
		return;
	if (b.line == e.line)
		add_underlined(out, r.src, b, e);
	else
		add_lines(out, r.src, b.line, e.line);
}

void diag_render(struct strbuf *out, const struct diag *d, bool color)
{
	int i;

	add_block(out, d->severity, d->range, d->message, color);
	for (i = 0; i < d->hints.n; i++)
		strbuf_printf(out, "%sHINT: %s%s\n", color ? "\033[36m" : "", d->hints.at[i], color ? "\033[0m" : "");
	for (i = 0; i < d->notes.n; i++) {
		const struct diag *n = d->notes.at[i];

		add_block(out, d->severity, n->range, n->message, color);
	}
}
