/* Types, arguments and fields as text, in the notation of C. */
#ifndef SONDE_KERNEL_LIST_DETAIL_H
#define SONDE_KERNEL_LIST_DETAIL_H

#include "base/strbuf.h"
#include "kernel.h"

/* "struct file * file": parameters of a function, one in a line behind four spaces; with_retval adds its result. */
void detail_proto(struct strbuf *out, struct kernel *k, struct arena *a, const struct ktype *proto, bool with_retval);
/* "char prev_comm[16]": fields of a tracepoint without the common ones. */
void detail_format(struct strbuf *out, const struct tp_format *f);
/* Members of a struct, those of anonymous ones inside it too, in the form of parameters. */
void detail_members(struct strbuf *out, struct kernel *k, struct arena *a, const struct ktype *t);
/* What follows "struct path {": members behind tabs, "};" and an empty line. */
void detail_definition(struct strbuf *out, struct kernel *k, struct arena *a, const struct ktype *t);

#endif
