/* What the files of the Rust v0 demangler share: the state and the parts of the grammar they lend each other. */
#ifndef SONDE_RUNTIME_DEMANGLE_RUST_H
#define SONDE_RUNTIME_DEMANGLE_RUST_H

#include <stddef.h>
#include <stdint.h>

#include "runtime/demangle.h"

struct rust {
	const char *s; /* behind _R: back references count from here */
	size_t len, pos;
	struct strbuf *out;
	size_t start;      /* length of out before */
	bool failed;
	int silent;        /* parsed, not printed */
	int depth, steps;
	uint64_t lifetimes; /* bound by enclosing for<> */
};

struct rust_ident {
	const char *ascii, *puny;
	size_t ascii_len, puny_len;
};

/* Output; nothing while silent, failure when there is too much. */
void rust_put(struct rust *r, const char *text, size_t len);
void rust_puts(struct rust *r, const char *text);
void rust_put_number(struct rust *r, uint64_t v);
void rust_put_code_point(struct rust *r, uint32_t c);
void rust_put_identifier(struct rust *r, const struct rust_ident *id);

/* Input: 0 and failure at the end. */
char rust_peek(const struct rust *r);
char rust_next(struct rust *r);
bool rust_eat(struct rust *r, char c);
uint64_t rust_base62(struct rust *r);
uint64_t rust_optional_base62(struct rust *r, char tag);
struct rust_ident rust_identifier(struct rust *r);

bool rust_enter(struct rust *r); /* one level deeper; false beyond the limits */
void rust_leave(struct rust *r);
/* Parses an earlier place with fn; the tag B has been read. */
void rust_back_reference(struct rust *r, void (*fn)(struct rust *, bool), bool arg);

void rust_path(struct rust *r, bool in_value);
void rust_constant(struct rust *r, bool in_value);

#endif
