/* Tracepoints as tracefs shows them. */
#ifndef SONDE_KERNEL_TRACEFS_H
#define SONDE_KERNEL_TRACEFS_H

#include "kernel.h"

/* Where tracefs is mounted; NULL and *why if it is not, or not readable. */
const char *tracefs_find(const char **why);

/* "category:event" of all events that match; an exact pair is one look at one file. 0 or -errno. */
int tracefs_list(const char *root, struct arena *a, const char *category, const char *event, name_list *out);
bool tracefs_format(const char *root, struct arena *a, const char *category, const char *event,
		    struct tp_format *out);

/* The text of a format file; modified. false: it has no ID line. */
bool tp_format_parse(struct arena *a, char *text, struct tp_format *out);
/* One declaration ("char comm[16]", "__data_loc char[] name", "const char * file") into name, c_type, array and
 * location fields; modified. size must be set. false: it makes no sense. */
bool tp_field_parse(struct arena *a, char *declaration, struct tp_field *f);

#endif
