/* The Rust v0 demangler's input and output: characters, numbers, identifiers with punycode, back references, limits. */
#include <string.h>

#include "runtime/demangle_rust.h"

#define DEPTH_MAX 200
#define OUTPUT_MAX 65536
#define STEPS_MAX 65536

void rust_put(struct rust *r, const char *text, size_t len)
{
	if (r->silent || r->failed)
		return;
	if (r->out->len - r->start + len > OUTPUT_MAX) {
		r->failed = true;
		return;
	}
	strbuf_add(r->out, text, len);
}

void rust_puts(struct rust *r, const char *text)
{
	rust_put(r, text, strlen(text));
}

void rust_put_number(struct rust *r, uint64_t v)
{
	char digits[24];
	int at = sizeof(digits);

	do
		digits[--at] = (char)('0' + v % 10);
	while (v /= 10);
	rust_put(r, digits + at, sizeof(digits) - (size_t)at);
}

char rust_peek(const struct rust *r)
{
	return !r->failed && r->pos < r->len ? r->s[r->pos] : '\0';
}

char rust_next(struct rust *r)
{
	if (r->failed || r->pos >= r->len) {
		r->failed = true;
		return '\0';
	}
	return r->s[r->pos++];
}

bool rust_eat(struct rust *r, char c)
{
	if (rust_peek(r) != c)
		return false;
	r->pos++;
	return true;
}

bool rust_enter(struct rust *r)
{
	if (++r->depth > DEPTH_MAX || ++r->steps > STEPS_MAX)
		r->failed = true;
	return !r->failed;
}

void rust_leave(struct rust *r)
{
	r->depth--;
}

static uint64_t base62_digit(char c)
{
	if (c >= '0' && c <= '9')
		return (uint64_t)(c - '0');
	if (c >= 'a' && c <= 'z')
		return (uint64_t)(c - 'a' + 10);
	return c >= 'A' && c <= 'Z' ? (uint64_t)(c - 'A' + 36) : 62;
}

/* "_" is 0, otherwise digits + 1. */
uint64_t rust_base62(struct rust *r)
{
	uint64_t v = 0;

	if (rust_eat(r, '_'))
		return 0;
	while (!rust_eat(r, '_')) {
		char c = rust_next(r);
		uint64_t digit = base62_digit(c);

		if (digit == 62 || v > (UINT64_MAX - 62) / 62) {
			r->failed = true;
			return 0;
		}
		v = v * 62 + digit;
	}
	return v + 1;
}

uint64_t rust_optional_base62(struct rust *r, char tag)
{
	return rust_eat(r, tag) ? rust_base62(r) + 1 : 0;
}

struct rust_ident rust_identifier(struct rust *r)
{
	struct rust_ident id = { 0 };
	bool puny = rust_eat(r, 'u');
	size_t len = 0;
	char c = rust_next(r);

	if (c < '0' || c > '9') {
		r->failed = true;
		return id;
	}
	len = (size_t)(c - '0');
	while (c != '0' && rust_peek(r) >= '0' && rust_peek(r) <= '9') {
		len = len * 10 + (size_t)(rust_next(r) - '0');
		if (len > r->len)
			break;
	}
	rust_eat(r, '_');
	if (r->failed || len > r->len - r->pos) {
		r->failed = true;
		return id;
	}
	id.ascii = r->s + r->pos;
	id.ascii_len = len;
	r->pos += len;
	if (puny) {
		const char *split = memrchr(id.ascii, '_', len);

		id.puny = split ? split + 1 : id.ascii;
		id.ascii_len = split ? (size_t)(split - id.ascii) : 0;
		id.puny_len = len - (size_t)(id.puny - id.ascii);
		if (!id.puny_len)
			r->failed = true;
	}
	return id;
}

#define PUNY_MAX 128

static uint32_t punycode_digit(char c)
{
	return c >= 'a' && c <= 'z' ? (uint32_t)(c - 'a') : c >= '0' && c <= '9' ? (uint32_t)(c - '0' + 26) : 36;
}

/* RFC 3492 with the parameters of IDNA; false if it is none or too long. */
static bool punycode(const struct rust_ident *id, uint32_t *text, size_t *n)
{
	uint32_t code = 128, i = 0, bias = 72, damp = 700;
	const char *p = id->puny, *end = p + id->puny_len;

	*n = 0;
	for (size_t k = 0; k < id->ascii_len; k++) {
		if (*n == PUNY_MAX)
			return false;
		text[(*n)++] = (unsigned char)id->ascii[k];
	}
	while (p < end) {
		uint32_t delta = 0, w = 1, k = 0, t, digit, rounds = 0;

		do {
			if (p == end)
				return false;
			k += 36;
			t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
			digit = punycode_digit(*p);
			p++;
			if (digit == 36 || digit > (UINT32_MAX - delta) / w)
				return false;
			delta += digit * w;
			if (digit >= t && w > UINT32_MAX / (36 - t))
				return false;
			w *= 36 - t;
		} while (digit >= t);
		if (*n == PUNY_MAX || i > UINT32_MAX - delta)
			return false;
		i += delta;
		if (i / (*n + 1) > 0x10ffff - code)
			return false;
		code += i / (uint32_t)(*n + 1);
		i %= (uint32_t)(*n + 1);
		if (code >= 0xd800 && code < 0xe000)
			return false;
		memmove(text + i + 1, text + i, (*n - i) * sizeof(*text));
		text[i++] = code;
		++*n;
		delta /= damp;
		damp = 2;
		delta += delta / (uint32_t)*n;
		while (delta > 455) {
			delta /= 35;
			rounds += 36;
		}
		bias = rounds + 36 * delta / (delta + 38);
	}
	return true;
}

void rust_put_code_point(struct rust *r, uint32_t c)
{
	char text[4];
	size_t n = 0;

	if (c < 0x80) {
		text[n++] = (char)c;
	} else {
		if (c >= 0x10000)
			text[n++] = (char)(0xf0 | c >> 18);
		if (c >= 0x800)
			text[n++] = (char)((c >= 0x10000 ? 0x80 : 0xe0) | (c >> 12 & (c >= 0x10000 ? 0x3f : 0x0f)));
		text[n++] = (char)((c >= 0x800 ? 0x80 : 0xc0) | (c >> 6 & (c >= 0x800 ? 0x3f : 0x1f)));
		text[n++] = (char)(0x80 | (c & 0x3f));
	}
	rust_put(r, text, n);
}

void rust_put_identifier(struct rust *r, const struct rust_ident *id)
{
	uint32_t text[PUNY_MAX + 1];
	size_t n;

	if (!id->puny) {
		rust_put(r, id->ascii, id->ascii_len);
	} else if (punycode(id, text, &n)) {
		for (size_t i = 0; i < n; i++)
			rust_put_code_point(r, text[i]);
	} else {
		rust_puts(r, "punycode{");
		rust_put(r, id->ascii, id->ascii_len);
		rust_puts(r, id->ascii_len ? "-" : "");
		rust_put(r, id->puny, id->puny_len);
		rust_puts(r, "}");
	}
}

void rust_back_reference(struct rust *r, void (*fn)(struct rust *, bool), bool arg)
{
	size_t at = r->pos - 1, back, to = rust_base62(r);

	if (r->failed || to >= at) {
		r->failed = true;
		return;
	}
	if (r->silent || !rust_enter(r))
		return;
	back = r->pos;
	r->pos = to;
	fn(r, arg);
	r->pos = back;
	rust_leave(r);
}
