/* Diagnostics: everything sonde has to say about a program, as data.
 *
 * The library appends to a list and never prints; diag_render makes the text a terminal shows. A diagnostic has a
 * severity, a message (no capital unless the reference's text has one, no full stop), a range, any number of hints, and
 * any number of notes: secondary blocks with a range of their own ("left (int8)", "expanded from"). */
#ifndef SONDE_BASE_DIAG_H
#define SONDE_BASE_DIAG_H

#include "base/arena.h"
#include "base/source.h"
#include "base/strbuf.h"

enum severity { SEV_ERROR, SEV_WARNING, SEV_NOTE };

struct diag {
	enum severity severity;
	struct range range;
	const char *message;
	VEC(const char *) hints;
	VEC(struct diag *) notes;
};

struct diags {
	struct arena *arena;
	VEC(struct diag *) list;
	int errors, warnings;
	bool muted;    /* nothing is appended (type inference rounds before the last) */
	int limit;     /* after this many errors further ones are dropped, with one final note; 0: 50 */
};

void diags_init(struct diags *d, struct arena *a);

/* Append; the returned diagnostic takes hints and notes. Never NULL (a muted list returns a scratch one). The same
 * message at the same range is appended once. */
struct diag *diag_error(struct diags *d, struct range r, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
struct diag *diag_warning(struct diags *d, struct range r, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void diag_hint(struct diags *d, struct diag *to, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void diag_note(struct diags *d, struct diag *to, struct range r, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* One diagnostic as text (spec section 10.1): FILE:LINE:COL1-COL2: ERROR: message, the source line (tabs as four
 * spaces), a line of ~ under the range, HINT lines, note blocks. */
void diag_render(struct strbuf *out, const struct diag *d, bool color);

#endif
