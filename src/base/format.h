/* printf formats: the one parser, used by the checker (types against conversions) and by output (rendering).
 * Grammar and meaning: docs/language.md, printf. */
#ifndef SONDE_BASE_FORMAT_H
#define SONDE_BASE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

enum fmt_conv {
	FMT_TEXT,    /* literal bytes text[0..len) ("%%" gives "%") */
	FMT_INT,     /* d i u x X o: letter in conv */
	FMT_CHAR, FMT_PTR, FMT_STR,
	FMT_BUF,     /* r */
	FMT_BUF_HEX, /* rx: \xhh */
	FMT_BUF_RAW, /* rh: hh hh */
	FMT_GFP,     /* gr */
	FMT_FLOAT,   /* f e E g G a A: recognised, always refused */
};

struct fmt_spec {
	enum fmt_conv kind;
	const char *text;
	size_t len;        /* of the specification or literal in the format string */
	bool minus, plus, space, alt, zero;
	int width;         /* 0 none */
	int bits;          /* integer width by the length modifiers: 8 16 32 64 */
	char conv;         /* d i u x X o */
};

/* Next specification at fmt[*pos], which advances. false at the end. "%%" and "%5%" come as FMT_TEXT of one '%'. */
bool fmt_next(const char *fmt, size_t len, size_t *pos, struct fmt_spec *out);

#endif
