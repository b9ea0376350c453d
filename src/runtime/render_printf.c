/* printf: a format of the language against the arguments of a record (docs/language.md, printf).
 *
 * Integers are cut to the width their length modifiers say. Field widths count bytes; the width of composite values
 * goes to their opening text alone; zeros are filled to the left of sign and prefix, or to the right with '-'. The
 * checker has matched the conversions with the types; what does not fit is shown as %s shows it. */
#include <inttypes.h>
#include <stdio.h>

#include "base/format.h"
#include "runtime/render_impl.h"

/* Bytes at the start of the value's text that a field width applies to. */
static size_t opening(const struct shape *s, size_t len)
{
	size_t n = len;

	if (s->kind == SHAPE_TUPLE || s->kind == SHAPE_ARRAY)
		n = 1;
	else if (s->kind == SHAPE_RECORD || s->kind == SHAPE_STRUCT || s->kind == SHAPE_STATS)
		n = 2;
	return n < len ? n : len;
}

/* Fills the first `unit` bytes of the text that starts at `start` up to the field's width. */
static void pad(struct strbuf *out, size_t start, size_t unit, const struct fmt_spec *f)
{
	size_t fill, at = start + (f->minus ? unit : 0), len = out->len;

	if (f->width <= 0 || (size_t)f->width <= unit)
		return;
	fill = (size_t)f->width - unit;
	strbuf_addn(out, f->zero ? '0' : ' ', fill);
	memmove(out->data + at + fill, out->data + at, len - at);
	memset(out->data + at, f->zero ? '0' : ' ', fill);
}

static uint64_t cut(uint64_t v, int bits, bool is_signed)
{
	if (bits >= 64 || bits <= 0)
		return v;
	v &= (1ull << bits) - 1;
	if (is_signed && v >> (bits - 1) & 1)
		v |= ~0ull << bits;
	return v;
}

static void add_int(struct strbuf *out, const struct fmt_spec *f, uint64_t v)
{
	bool decimal = f->conv == 'd' || f->conv == 'i';

	v = cut(v, f->bits, decimal);
	switch (f->conv) {
	case 'x':
		strbuf_printf(out, f->alt ? "%#" PRIx64 : "%" PRIx64, v);
		return;
	case 'X':
		strbuf_printf(out, f->alt ? "%#" PRIX64 : "%" PRIX64, v);
		return;
	case 'o':
		strbuf_printf(out, f->alt ? "%#" PRIo64 : "%" PRIo64, v);
		return;
	default:
		if (decimal && f->plus && (int64_t)v >= 0)
			strbuf_addch(out, '+');
		add_number(out, v, decimal);
	}
}

static void add_char(struct strbuf *out, const struct render *r, uint64_t v)
{
	char c = (char)v;
	bool layout = c == '\n' || c == '\t' || c == '\r', control = (unsigned char)c < 0x20 || c == 0x7f;

	if (r->escape_control && !r->json && control && !layout)
		strbuf_printf(out, "\\x%02x", (unsigned char)c);
	else
		strbuf_addch(out, c);
}

static void add_bytes(struct strbuf *out, const struct shape *s, const void *p, bool raw)
{
	const uint8_t *bytes = (const uint8_t *)p + 4;
	uint32_t len = 0;

	if (s->size >= 4)
		memcpy(&len, p, sizeof(len));
	if (len > s->size - 4)
		len = s->size - 4;
	for (uint32_t i = 0; i < len; i++)
		strbuf_printf(out, raw ? (i ? " %02x" : "%02x") : "\\x%02x", bytes[i]);
}

static void add_conversion(struct strbuf *out, struct render *r, const struct fmt_spec *f, const struct shape *s,
			   const void *p)
{
	size_t start = out->len;
	uint64_t v;
	bool is_signed;

	if (f->kind == FMT_BUF_HEX || f->kind == FMT_BUF_RAW) {
		if (s->kind == SHAPE_BUFFER)
			add_bytes(out, s, p, f->kind == FMT_BUF_RAW);
		else
			add_value(out, r, s, p, false);
		pad(out, start, out->len - start, f);
		return;
	}
	if (f->kind == FMT_STR || f->kind == FMT_BUF || !shape_number(s, p, &v, &is_signed)) {
		add_value(out, r, s, p, false);
		pad(out, start, opening(s, out->len - start), f);
		return;
	}
	if (f->kind == FMT_INT)
		add_int(out, f, v);
	else if (f->kind == FMT_CHAR)
		add_char(out, r, v);
	else if (f->kind == FMT_PTR)
		strbuf_printf(out, "0x%" PRIx64, v);
	else if (f->kind == FMT_GFP)
		symbols_gfp_flags(r->syms, out, v);
	pad(out, start, out->len - start, f);
}

void render_printf(struct strbuf *out, struct render *r, const char *fmt, uint32_t fmt_len, const struct shape *args,
		   const void *bytes)
{
	struct fmt_spec f;
	size_t pos = 0;
	uint32_t arg = 0;

	while (fmt_next(fmt, fmt_len, &pos, &f)) {
		if (f.kind == FMT_TEXT || f.kind == FMT_FLOAT) {
			strbuf_add(out, f.text, f.len);
		} else if (args && arg < args->nfields) {
			const struct shape_field *field = &args->fields[arg++];

			add_conversion(out, r, &f, field->shape, (const char *)bytes + field->offset);
		}
	}
}
