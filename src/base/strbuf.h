/* strbuf: a growable byte buffer on the heap. data is always NUL-terminated once anything was added (or strbuf_str was
 * called). Zero-initialised is empty. strbuf_release frees; strbuf_detach hands the bytes to the caller, who frees them. */
#ifndef SONDE_BASE_STRBUF_H
#define SONDE_BASE_STRBUF_H

#include <stdarg.h>
#include <stddef.h>

struct strbuf {
	char *data;
	size_t len, cap;
};

void strbuf_release(struct strbuf *b);
void strbuf_clear(struct strbuf *b); /* len = 0, memory kept */
void strbuf_reserve(struct strbuf *b, size_t more);
void strbuf_add(struct strbuf *b, const void *p, size_t n);
void strbuf_addstr(struct strbuf *b, const char *s);
void strbuf_addch(struct strbuf *b, char c);
void strbuf_addn(struct strbuf *b, char c, size_t n); /* n times c */
void strbuf_printf(struct strbuf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void strbuf_vprintf(struct strbuf *b, const char *fmt, va_list ap);
const char *strbuf_str(struct strbuf *b); /* never NULL */
char *strbuf_detach(struct strbuf *b, size_t *len);

#endif
