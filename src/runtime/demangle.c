/* Names as people write them: C++ by the C++ runtime's own demangler, Rust's older names (C++ names of the form
 * path::h<16 hex digits>, characters escaped as $LT$) here, Rust v0 in demangle_rust.c. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/demangle.h"
#include "runtime/symbols.h"

#define HASH_LEN 17 /* h and 16 hex digits */

/* Itanium C++ ABI, 3.4: part of libstdc++ and libc++abi; the result is malloc'ed. */
extern char *__cxa_demangle(const char *mangled, char *buf, size_t *size, int *status);

static bool is_hash(const char *s, size_t len)
{
	return len == HASH_LEN && s[0] == 'h' && strspn(s + 1, "0123456789abcdef") >= HASH_LEN - 1;
}

/* Next "<length><name>" of a nested name at *p; false at its end or at anything else. */
static bool next_part(const char **p, const char **name, size_t *len)
{
	size_t n = 0;

	if (**p < '1' || **p > '9')
		return false;
	for (; **p >= '0' && **p <= '9'; ++*p)
		if ((n = n * 10 + (size_t)(**p - '0')) > 65536)
			return false;
	if (strnlen(*p, n) < n)
		return false;
	*name = *p;
	*len = n;
	*p += n;
	return true;
}

static void add_code_point(struct strbuf *out, uint32_t c)
{
	if (c < 0x80) {
		strbuf_addch(out, (char)c);
	} else if (c < 0x800) {
		strbuf_addch(out, (char)(0xc0 | c >> 6));
		strbuf_addch(out, (char)(0x80 | (c & 0x3f)));
	} else if (c < 0x10000) {
		strbuf_addch(out, (char)(0xe0 | c >> 12));
		strbuf_addch(out, (char)(0x80 | (c >> 6 & 0x3f)));
		strbuf_addch(out, (char)(0x80 | (c & 0x3f)));
	} else {
		strbuf_addch(out, (char)(0xf0 | c >> 18));
		strbuf_addch(out, (char)(0x80 | (c >> 12 & 0x3f)));
		strbuf_addch(out, (char)(0x80 | (c >> 6 & 0x3f)));
		strbuf_addch(out, (char)(0x80 | (c & 0x3f)));
	}
}

/* "$LT$" and its like: length of the escape, 0 if it is none that is known. */
static size_t add_escape(struct strbuf *out, const char *s, size_t len)
{
	static const struct {
		const char *code, *text;
	} escapes[] = { { "$SP$", "@" }, { "$BP$", "*" }, { "$RF$", "&" }, { "$LT$", "<" },
			{ "$GT$", ">" }, { "$LP$", "(" }, { "$RP$", ")" }, { "$C$", "," } };
	char *end;
	unsigned long c;

	for (size_t i = 0; i < sizeof(escapes) / sizeof(escapes[0]); i++) {
		size_t n = strlen(escapes[i].code);

		if (n <= len && !memcmp(s, escapes[i].code, n)) {
			strbuf_addstr(out, escapes[i].text);
			return n;
		}
	}
	if (len < 4 || s[1] != 'u' || strspn(s + 2, "0123456789abcdef") > 6)
		return 0;
	c = strtoul(s + 2, &end, 16);
	if (end == s + 2 || *end != '$' || (size_t)(end + 1 - s) > len || c < 0x20 || c == 0x7f || c > 0x10ffff ||
	    (c >= 0xd800 && c < 0xe000))
		return 0;
	add_code_point(out, (uint32_t)c);
	return (size_t)(end + 1 - s);
}

static void add_legacy_part(struct strbuf *out, const char *s, size_t len)
{
	if (len > 1 && s[0] == '_' && s[1] == '$') {
		s++;
		len--;
	}
	while (len) {
		size_t n = 1;

		if (s[0] == '.' && len > 1 && s[1] == '.') {
			strbuf_addstr(out, "::");
			n = 2;
		} else if (s[0] == '$') {
			n = add_escape(out, s, len);
			if (!n) {
				strbuf_add(out, s, len);
				return;
			}
		} else {
			strbuf_addch(out, s[0]);
		}
		s += n;
		len -= n;
	}
}

/* _ZN <parts> <hash> E [.suffix] */
static bool demangle_rust_legacy(struct strbuf *out, const char *mangled)
{
	const char *p = mangled + 3, *name, *last = NULL;
	size_t len, last_len = 0, parts = 0;

	if (strncmp(mangled, "_ZN", 3))
		return false;
	while (next_part(&p, &name, &len)) {
		last = name;
		last_len = len;
		parts++;
	}
	if (parts < 2 || *p != 'E' || (p[1] && p[1] != '.') || !is_hash(last, last_len))
		return false;
	p = mangled + 3;
	for (size_t i = 0; i + 1 < parts && next_part(&p, &name, &len); i++) {
		if (i)
			strbuf_addstr(out, "::");
		add_legacy_part(out, name, len);
	}
	p = last + last_len + 1;
	if (strncmp(p, ".llvm.", 6)) /* made unique by the linker: says nothing */
		strbuf_addstr(out, p);
	return true;
}

static bool demangle_cpp(struct strbuf *out, const char *mangled)
{
	int status = 0;
	char *text = __cxa_demangle(mangled, NULL, NULL, &status);

	if (!text)
		return false;
	strbuf_addstr(out, text);
	free(text);
	return true;
}

void symbols_demangle(struct strbuf *out, const char *mangled)
{
	const char *name = mangled;

	if (name[0] == '_' && name[1] == '_' && (name[2] == 'Z' || name[2] == 'R'))
		name++;

	if (name[0] == '_' && name[1] == 'R' && demangle_rust_v0(out, name))
		return;
	if (name[0] == '_' && name[1] == 'Z' && (demangle_rust_legacy(out, name) || demangle_cpp(out, name)))
		return;
	strbuf_addstr(out, mangled);
}
