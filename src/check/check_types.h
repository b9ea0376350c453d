/* Shared by the files that make and compare types; not for other parts. */
#ifndef SONDE_CHECK_CHECK_TYPES_H
#define SONDE_CHECK_CHECK_TYPES_H

#include "check/type.h"

/* Equal in every respect that inference has to carry on, address space and flexibility of literals included. */
bool type_same(const struct type *a, const struct type *b);
/* The flexible literal type of at least that signed size and unsigned need. */
const struct type *literal_of(uint32_t size, uint32_t need);
/* ty (a struct, array or pointer) as found in memory of an address space. */
const struct type *type_located(struct types *t, const struct type *ty, enum addrspace as, bool trusted);
/* The same type without flexible literals and trust, as variables and maps have it. */
const struct type *type_settled(struct types *t, const struct type *ty);
/* "string", "tuple", "int": the kind alone. */
const char *type_kind_name(const struct type *t);

/* char: an int8 that makes strings when there are several of them. */
extern const struct type type_cchar;
/* An array as C and BTF declare it: char[N] is a string, two-dimensional arrays nest. */
const struct type *type_c_array(struct types *t, const struct type *elem, uint32_t count);
/* Members with their C names, for a struct made elsewhere (args of probes, C definitions). */
void struct_set_members(struct type *s, const struct member *members, uint32_t n);
/* typedef names every C program expects of its standard headers; NULL if none. */
const struct type *type_standard_name(const char *name);

#endif
