/* printf formats, one specification at a time.
 *
 *   % -? +? blank? #? 0? (digits | *)? (. (digits | *))? modifier* conversion
 *
 * Flags count in exactly this order. What does not match is literal text, the '%' included. Precision and '*' are read
 * and have no effect. */
#include "base/format.h"

#include <string.h>

enum { WIDTH_MAX = 65535 };

struct cursor {
	const char *p, *end;
};

static bool take(struct cursor *c, char ch)
{
	if (c->p == c->end || *c->p != ch)
		return false;
	c->p++;
	return true;
}

static bool is_digit(const struct cursor *c)
{
	return c->p < c->end && *c->p >= '0' && *c->p <= '9';
}

static int take_number(struct cursor *c)
{
	int n = 0;

	for (; is_digit(c); c->p++) {
		n = n * 10 + (*c->p - '0');
		if (n > WIDTH_MAX)
			n = WIDTH_MAX;
	}
	return n;
}

static int take_modifiers(struct cursor *c)
{
	int bits = 32;

	for (; c->p < c->end && *c->p && strchr("hlLjzt", *c->p); c->p++) {
		if (*c->p != 'h')
			bits = 64;
		else
			bits = bits == 16 ? 8 : 16;
	}
	return bits;
}

static bool take_conversion(struct cursor *c, struct fmt_spec *out)
{
	char ch;

	if (c->p == c->end || !*c->p)
		return false;
	ch = *c->p++;
	out->conv = ch;
	if (strchr("diuxXo", ch)) {
		out->kind = FMT_INT;
	} else if (ch == 'c') {
		out->kind = FMT_CHAR;
	} else if (ch == 'p') {
		out->kind = FMT_PTR;
		out->bits = 64;
	} else if (ch == 's') {
		out->kind = FMT_STR;
	} else if (ch == 'r') {
		out->kind = take(c, 'x') ? FMT_BUF_HEX : take(c, 'h') ? FMT_BUF_RAW : FMT_BUF;
	} else if (ch == 'g' && take(c, 'r')) {
		out->kind = FMT_GFP;
		out->bits = 64;
	} else if (strchr("feEgGaA", ch)) {
		out->kind = FMT_FLOAT;
	} else if (ch == '%') {
		out->kind = FMT_TEXT;
	} else {
		return false;
	}
	return true;
}

/* A specification at *p, which is a '%'. */
static bool parse_spec(const char *p, const char *end, struct fmt_spec *out)
{
	struct cursor c = { p + 1, end };

	memset(out, 0, sizeof(*out));
	out->minus = take(&c, '-');
	out->plus = take(&c, '+');
	out->space = take(&c, ' ');
	out->alt = take(&c, '#');
	out->zero = take(&c, '0');
	if (!take(&c, '*'))
		out->width = take_number(&c);
	if (take(&c, '.')) {
		if (!take(&c, '*')) {
			if (!is_digit(&c))
				return false;
			take_number(&c);
		}
	}
	out->bits = take_modifiers(&c);
	if (!take_conversion(&c, out))
		return false;
	out->text = p;
	out->len = (size_t)(c.p - p);
	return true;
}

bool fmt_next(const char *fmt, size_t len, size_t *pos, struct fmt_spec *out)
{
	const char *begin = fmt + *pos, *end = fmt + len, *p = begin;
	struct fmt_spec spec;

	if (*pos >= len)
		return false;
	for (; p < end; p++) {
		if (*p == '%' && parse_spec(p, end, &spec))
			break;
	}
	if (p > begin) {
		memset(out, 0, sizeof(*out));
		out->kind = FMT_TEXT;
		out->text = begin;
		out->len = (size_t)(p - begin);
		*pos += out->len;
		return true;
	}
	*out = spec;
	*pos += spec.len;
	if (spec.kind == FMT_TEXT) {
		memset(out, 0, sizeof(*out));
		out->kind = FMT_TEXT;
		out->text = begin + spec.len - 1;
		out->len = 1;
	}
	return true;
}
