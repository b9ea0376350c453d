/* Demanglers behind symbols_demangle (runtime/symbols.h). */
#ifndef SONDE_RUNTIME_DEMANGLE_H
#define SONDE_RUNTIME_DEMANGLE_H

#include <stdbool.h>

#include "base/strbuf.h"

/* Rust v0 (_R...): appends the name; false, and nothing is appended, if it is none. */
bool demangle_rust_v0(struct strbuf *out, const char *mangled);

#endif
