/* Probes and their attach points.
 *
 * An attach point is no sequence of tokens: it is collected up to a blank, ',' or '{' (or, before the first ':', a '/'),
 * with quotes and /regular expressions/ protecting what they hold, and then split at ':' and '@'. A regular expression
 * may stand for a part, but not where a path is expected (the target of a user probe, the pin of an iterator). */
#include <string.h>

#include "parser/parse.h"
#include "tables/tables.h"

/* The raw text, read by the collector and by the splitter in the same way. */
struct walk {
	const char *text;
	size_t len, pos;
	const struct probe_kind *kind; /* after the first ':' */
	int part;                      /* index of the current part */
	bool part_start;               /* pos is the first byte of a part */
	bool unterminated;             /* a quote was not closed */
};

static void walk_kind(struct walk *w, struct arena *a)
{
	size_t begin = 0, i;

	for (i = 0; i < w->pos; i++) {
		if (w->text[i] == '=')
			begin = i + 1;
	}
	w->kind = probe_kind_by_name(arena_strndup(a, w->text + begin, w->pos - begin));
}

/* Over the separator at pos. */
static void walk_separator(struct walk *w, struct arena *a)
{
	if (!w->part)
		walk_kind(w, a);
	w->part++;
	w->pos++;
	w->part_start = true;
}

static size_t quote_end(struct walk *w)
{
	size_t i;

	for (i = w->pos + 1; i < w->len && w->text[i] != '\n'; i++) {
		if (w->text[i] == '"')
			return i + 1;
		if (w->text[i] == '\\' && i + 1 < w->len && w->text[i + 1] != '\n')
			i++;
	}
	w->unterminated = true;
	return i;
}

static bool regex_allowed(const struct walk *w)
{
	if (!w->part || !w->part_start)
		return false;
	if (w->kind && w->kind->args == ARGS_ITER)
		return false;
	return w->part > 1 || !w->kind || !(w->kind->flags & PF_USER);
}

/* End of a regular expression at pos, 0 if there is none: the '/' that closes it ends the part. */
static size_t regex_end(const struct walk *w)
{
	size_t i;

	if (w->text[w->pos] != '/' || !regex_allowed(w))
		return 0;
	for (i = w->pos + 1; i < w->len && w->text[i] != '\n'; i++) {
		if (w->text[i] == '\\' && i + 1 < w->len) {
			i++;
			continue;
		}
		if (w->text[i] != '/')
			continue;
		if (i + 1 == w->len || is_space(w->text[i + 1]) || strchr(":,{!?", w->text[i + 1]))
			return i > w->pos + 1 ? i + 1 : 0;
		return 0;
	}
	return 0;
}

/* Moves to the end of the attach point. */
static void walk_to_end(struct walk *w, struct arena *a)
{
	while (w->pos < w->len) {
		char c = w->text[w->pos];
		size_t end = c == '"' ? quote_end(w) : regex_end(w);

		if (end) {
			w->pos = end;
			w->part_start = false;
			continue;
		}
		if (is_space(c) || c == ',' || c == '{' || (c == '/' && !w->part))
			return;
		if (c == ':' || c == '@') {
			walk_separator(w, a);
			continue;
		}
		w->pos++;
		w->part_start = false;
	}
}

/* ---- splitting ---- */

struct splitter {
	struct arena *a;
	struct diags *d;
	struct attach_point *ap;
	struct walk w;
	uint32_t base;  /* offset of the text in the source */
	bool exact;     /* the text is what stands in the source: parts have ranges of their own */
	bool ok;
	char *out;      /* where the next part's text goes: one buffer holds all of them */
	int cap;
};

static struct range split_range(const struct splitter *s, size_t begin, size_t end)
{
	struct range r = s->ap->range;

	if (s->exact) {
		r.begin = s->base + (uint32_t)begin;
		r.end = s->base + (uint32_t)end;
	}
	return r;
}

static void check_dollar(struct splitter *s)
{
	const struct walk *w = &s->w;
	char c = w->pos + 1 < w->len ? w->text[w->pos + 1] : '\0';
	char shown[2] = { c, '\0' };

	if (c >= '0' && c <= '9')
		return;
	diag_error(s->d, split_range(s, w->pos, w->pos + (c ? 2 : 1)),
		   "invalid trailing character for positional param: %s. Try quoting this entire part if this is "
		   "intentional e.g. \"$%s\".", shown, shown);
	s->ok = false;
}

/* Copies the quoted bytes [from, to) without quotes and escapes. */
static size_t copy_quoted(char *out, const char *text, size_t from, size_t to)
{
	size_t n = 0;

	for (; from < to; from++) {
		if (text[from] == '\\' && from + 1 < to)
			from++;
		out[n++] = text[from];
	}
	return n;
}

static void take_protected(struct splitter *s, struct attach_part *part, char *out, size_t *n, size_t end)
{
	struct walk *w = &s->w;
	size_t from = w->pos + 1, to = end - 1;

	if (w->text[w->pos] == '"') {
		part->quoted = true;
		if (w->unterminated) {
			diag_error(s->d, split_range(s, w->pos, end), "syntax: unterminated string");
			s->ok = false;
			to = end;
		}
		*n += copy_quoted(out + *n, w->text, from, to);
	} else {
		part->regex = true;
		memcpy(out + *n, w->text + from, to - from);
		*n += to - from;
	}
	w->pos = end;
}

static struct attach_part split_part(struct splitter *s)
{
	struct attach_part part = { 0 };
	struct walk *w = &s->w;
	size_t begin = w->pos, n = 0;
	char *out = s->out;

	while (w->pos < w->len && w->text[w->pos] != ':' && w->text[w->pos] != '@') {
		size_t end = w->text[w->pos] == '"' ? quote_end(w) : regex_end(w);

		if (end) {
			take_protected(s, &part, out, &n, end);
		} else {
			if (w->text[w->pos] == '$')
				check_dollar(s);
			out[n++] = w->text[w->pos++];
		}
		w->part_start = false;
	}
	out[n] = '\0';
	s->out += n + 1;
	part.text = out;
	part.range = split_range(s, begin, w->pos);
	return part;
}

/* NAME= in front of the provider. */
static void split_alias(struct splitter *s)
{
	struct walk *w = &s->w;
	size_t n = 0;

	while (n < w->len && is_name_char(w->text[n]))
		n++;
	if (!n || n + 1 >= w->len || w->text[n] != '=' || !is_name_start(w->text[0]) || !is_name_start(w->text[n + 1]))
		return;
	s->ap->alias = arena_strndup(s->a, w->text, n);
	w->pos = n + 1;
}

static void split_trailer(struct splitter *s)
{
	struct walk *w = &s->w;
	char last = w->len > 1 ? w->text[w->len - 1] : '\0';

	s->ap->optional = last == '?';
	s->ap->first_of = last == '!';
	if (s->ap->optional || s->ap->first_of)
		w->len--;
}

bool parse_attach_point(struct arena *a, struct diags *d, struct attach_point *ap)
{
	struct splitter s = { .a = a, .d = d, .ap = ap, .ok = true };
	size_t len = strlen(ap->text);
	bool at = false;

	s.w.text = ap->text;
	s.w.len = len;
	s.base = ap->range.begin;
	s.exact = ap->range.src && ap->range.end - ap->range.begin == len &&
		  !memcmp(ap->range.src->text + ap->range.begin, ap->text, len);
	ap->nparts = 0;
	ap->parts = NULL;
	ap->alias = NULL;
	split_trailer(&s);
	split_alias(&s);
	s.w.part_start = true;
	s.out = arena_alloc(a, 2 * len + 2);
	for (;;) {
		struct attach_part part = split_part(&s);

		part.at = at;
		if (ap->nparts == s.cap)
			ap->parts = arena_grow(a, ap->parts, ap->nparts, &s.cap, sizeof(*ap->parts));
		ap->parts[ap->nparts++] = part;
		if (s.w.pos >= s.w.len)
			break;
		at = s.w.text[s.w.pos] == '@';
		walk_separator(&s.w, a);
	}
	return s.ok;
}

/* $1 outside quotes and regular expressions: the text is not final, expand replaces it and splits. */
static bool has_positional(struct arena *a, const char *text)
{
	struct walk w = { .text = text, .len = strlen(text), .part_start = true };

	while (w.pos < w.len) {
		char c = text[w.pos];
		size_t end = c == '"' ? quote_end(&w) : regex_end(&w);

		if (end) {
			w.pos = end;
		} else if (c == ':' || c == '@') {
			walk_separator(&w, a);
			continue;
		} else {
			if (c == '$' && text[w.pos + 1] >= '0' && text[w.pos + 1] <= '9')
				return true;
			w.pos++;
		}
		w.part_start = false;
	}
	return false;
}

/* ---- probes ---- */

static bool begins_attach_point(char c)
{
	return is_name_char(c) || c == '$' || c == '"' || c == '*' || c == '@' || c == ':' || c == '?' || c == '[';
}

static void add_attach_point(struct parser *p, struct probe *probe, uint32_t begin, uint32_t end)
{
	struct attach_point *ap = arena_new(p->a, struct attach_point);
	int errors = p->d->errors;

	parser_dump_token(p, "attach", begin, end);
	ap->range = parser_bytes(p, begin, end);
	ap->text = arena_strndup(p->a, p->src->text + begin, end - begin);
	if (!has_positional(p->a, ap->text))
		parse_attach_point(p->a, p->d, ap);
	p->errors += p->d->errors - errors;
	vec_push(p->a, &probe->points, ap);
	p->prev_begin = begin;
	p->prev_end = end;
}

/* One attach point at the lexer's position. */
static void parse_point(struct parser *p, struct probe *probe)
{
	struct walk w = { .part_start = true };
	uint32_t begin = p->lx.pos;
	char c = lexer_byte(&p->lx, 0);

	if (!begins_attach_point(c)) {
		parser_seek(p, begin);
		parser_fail(p, c == ';' && begin ? "expected '{'" : "expected attach point");
		return;
	}
	w.text = p->src->text + begin;
	w.len = p->src->len - begin;
	walk_to_end(&w, p->a);
	p->lx.pos = begin + (uint32_t)w.pos;
	add_attach_point(p, probe, begin, p->lx.pos);
}

/* Leaves the lexer in front of the predicate or block. Empty points between commas are nothing. */
static void parse_points(struct parser *p, struct probe *probe)
{
	for (;;) {
		char c;

		lexer_skip_layout(&p->lx);
		c = lexer_byte(&p->lx, 0);
		if (c == ',') {
			p->lx.pos++;
			continue;
		}
		if (p->lx.pos >= p->src->len || c == '{' || c == '/')
			break;
		parse_point(p, probe);
		if (parser_stopped(p))
			return;
		lexer_skip_layout(&p->lx);
		if (lexer_byte(&p->lx, 0) != ',')
			break;
	}
	parser_seek(p, p->lx.pos);
	if (!probe->points.n)
		parser_fail(p, "expected attach point");
}

static void parse_predicate(struct parser *p, struct probe *probe)
{
	if (!parser_accept(p, TK_DIV))
		return;
	probe->predicate = parse_expr(p);
	if (!parser_accept(p, TK_DIV))
		parser_fail(p, "expected '/' to close predicate");
}

void parse_probe(struct parser *p)
{
	struct probe *probe = arena_new(p->a, struct probe);
	uint32_t begin = p->lx.pos;

	parse_points(p, probe);
	parse_predicate(p, probe);
	probe->body = parse_block(p);
	block_drop_value(p, probe->body);
	probe->range = parser_range(p, begin);
	vec_push(p->a, &p->prog->probes, probe);
}
