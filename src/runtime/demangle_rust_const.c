/* Constants in Rust v0 names: arguments of const generics and lengths of arrays. */
#include <string.h>

#include "runtime/demangle_rust.h"

/* Hex digits up to '_'. */
static bool hex_digits(struct rust *r, const char **digits, size_t *len)
{
	size_t from = r->pos;

	for (;;) {
		char c = rust_next(r);

		if (c == '_')
			break;
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
			r->failed = true;
			return false;
		}
	}
	*digits = r->s + from;
	*len = r->pos - 1 - from;
	return true;
}

static uint64_t hex_value(const char *digits, size_t len)
{
	uint64_t v = 0;

	for (size_t i = 0; i < len; i++)
		v = v << 4 | (uint64_t)(digits[i] <= '9' ? digits[i] - '0' : digits[i] - 'a' + 10);
	return v;
}

static void integer_constant(struct rust *r, bool is_signed)
{
	const char *digits;
	size_t len;

	if (is_signed && rust_eat(r, 'n'))
		rust_puts(r, "-");
	if (!hex_digits(r, &digits, &len))
		return;
	if (len > 16) {
		rust_puts(r, "0x");
		rust_put(r, digits, len);
	} else {
		rust_put_number(r, hex_value(digits, len));
	}
}

static void put_escaped(struct rust *r, uint32_t c, char quote)
{
	const char *text = c == '\n' ? "\\n" : c == '\t' ? "\\t" : c == '\r' ? "\\r" : c == '\\' ? "\\\\" : NULL;

	if (text) {
		rust_puts(r, text);
	} else if (c == (unsigned char)quote) {
		rust_puts(r, "\\");
		rust_put(r, &quote, 1);
	} else if (c < 0x20 || c == 0x7f || c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) {
		rust_puts(r, "\\u{");
		for (int shift = 20; shift >= 0; shift -= 4)
			if (c >> shift || !shift)
				rust_put(r, "0123456789abcdef" + (c >> shift & 15), 1);
		rust_puts(r, "}");
	} else {
		rust_put_code_point(r, c);
	}
}

static void text_constant(struct rust *r)
{
	const char *digits;
	size_t len;

	if (!hex_digits(r, &digits, &len))
		return;
	rust_puts(r, "\"");
	for (size_t i = 0; i + 1 < len; i += 2) {
		uint32_t c = (uint32_t)hex_value(digits + i, 2);
		char byte = (char)c;

		if (c >= 0x80)
			rust_put(r, &byte, 1); /* UTF-8 as it is */
		else
			put_escaped(r, c, '"');
	}
	rust_puts(r, "\"");
}

static void constant_list(struct rust *r, const char *open, const char *close, bool tuple)
{
	int n = 0;

	rust_puts(r, open);
	for (; !r->failed && !rust_eat(r, 'E'); n++) {
		rust_puts(r, n ? ", " : "");
		rust_constant(r, true);
	}
	rust_puts(r, tuple && n == 1 ? "," : "");
	rust_puts(r, close);
}

static void variant_constant(struct rust *r)
{
	struct rust_ident id;

	rust_path(r, true);
	switch (rust_next(r)) {
	case 'U':
		return;
	case 'T':
		constant_list(r, "(", ")", false);
		return;
	case 'S':
		rust_puts(r, " { ");
		for (int i = 0; !r->failed && !rust_eat(r, 'E'); i++) {
			rust_puts(r, i ? ", " : "");
			rust_optional_base62(r, 's');
			id = rust_identifier(r);
			if (r->failed)
				return;
			rust_put_identifier(r, &id);
			rust_puts(r, ": ");
			rust_constant(r, true);
		}
		rust_puts(r, " }");
		return;
	default:
		r->failed = true;
	}
}

/* Constants that are expressions: in braces where a type could stand. */
static void compound_constant(struct rust *r, char tag, bool in_value)
{
	rust_puts(r, in_value ? "" : "{");
	switch (tag) {
	case 'e':
		rust_puts(r, "*");
		text_constant(r);
		break;
	case 'R':
	case 'Q':
		if (tag == 'R' && rust_eat(r, 'e')) {
			text_constant(r);
			break;
		}
		rust_puts(r, tag == 'R' ? "&" : "&mut ");
		rust_constant(r, true);
		break;
	case 'A':
		constant_list(r, "[", "]", false);
		break;
	case 'T':
		constant_list(r, "(", ")", true);
		break;
	default:
		variant_constant(r);
	}
	rust_puts(r, in_value ? "" : "}");
}

static void char_constant(struct rust *r)
{
	const char *digits;
	size_t len;

	if (!hex_digits(r, &digits, &len))
		return;
	rust_puts(r, "'");
	put_escaped(r, len <= 6 ? (uint32_t)hex_value(digits, len) : UINT32_MAX, '\'');
	rust_puts(r, "'");
}

static void bool_constant(struct rust *r)
{
	const char *digits;
	size_t len;

	if (hex_digits(r, &digits, &len))
		rust_puts(r, hex_value(digits, len < 16 ? len : 16) ? "true" : "false");
}

void rust_constant(struct rust *r, bool in_value)
{
	char tag = rust_next(r);

	if (r->failed || !rust_enter(r))
		return;
	if (tag == 'p')
		rust_puts(r, "_");
	else if (tag == 'b')
		bool_constant(r);
	else if (tag == 'c')
		char_constant(r);
	else if (tag == 'B')
		rust_back_reference(r, rust_constant, in_value);
	else if (strchr("hjmoty", tag))
		integer_constant(r, false);
	else if (strchr("ailnsx", tag))
		integer_constant(r, true);
	else if (strchr("eRQATV", tag))
		compound_constant(r, tag, in_value);
	else
		r->failed = true;
	rust_leave(r);
}
