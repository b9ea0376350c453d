/* Shared by the files that render: not seen outside of them. */
#ifndef SONDE_RUNTIME_RENDER_IMPL_H
#define SONDE_RUNTIME_RENDER_IMPL_H

#include <string.h>

#include "runtime/render.h"

/* Integer of 1 to 8 bytes, extended to 64 bits. */
uint64_t load_int(const void *p, uint32_t size, bool is_signed);
/* A field's bytes, as an integer if it is a bit-field (*bits set, value extended by the field's signedness). */
uint64_t load_bitfield(const struct shape_field *f, const void *base);

/* The value as one integer: integers, bool, enum, pointer, ksym, and aggregations that are one number. */
bool shape_number(const struct shape *s, const void *p, uint64_t *value, bool *is_signed);
void add_number(struct strbuf *out, uint64_t value, bool is_signed);
uint64_t divide_number(uint64_t value, bool is_signed, uint64_t by);

/* char[N] members of C structs are texts. */
bool shape_is_text(const struct shape *s);
size_t text_length(const void *p, size_t size);
/* STRING or char array: its text and the trailer of cut strings. */
void add_string(struct strbuf *out, const struct render *r, const struct shape *s, const void *p);

/* compact: as in the keys of JSON objects, no space between the parts. */
void add_value(struct strbuf *out, struct render *r, const struct shape *s, const void *p, bool compact);
/* The key of a map as shown between [ ]: a tuple without its outer parentheses. */
void add_key(struct strbuf *out, struct render *r, const struct shape *key, const void *p, bool compact);

/* Length of the valid UTF-8 sequence at s, 0 if there is none. */
size_t utf8_sequence(const unsigned char *s, size_t n);

/* Buckets of a histogram value as rows; the bounds that a bucket has are in has_min, has_max. */
struct bucket {
	uint64_t min, max; /* inclusive */
	bool has_min, has_max;
	uint64_t count;
};

uint64_t hist_total(const struct shape *s, const uint64_t *buckets);
void hist_text(struct strbuf *out, const struct shape *s, const uint64_t *buckets, uint64_t div);
void hist_json(struct strbuf *out, const struct shape *s, const uint64_t *buckets, uint64_t div);
void tseries_text(struct strbuf *out, const struct render *r, const struct shape *s, const struct tseries_slot *slots);
void tseries_json(struct strbuf *out, const struct render *r, const struct shape *s, const struct tseries_slot *slots);
void stats_json(struct strbuf *out, const struct shape *s, const void *p);
void number_json(struct strbuf *out, uint64_t value, bool is_signed);
/* rows are sorted and cut already */
void map_json(struct strbuf *out, struct render *r, const struct image_map *m, const struct map_row *rows, uint32_t n,
	      uint64_t div, bool unset);

#endif
