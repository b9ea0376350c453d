/* Shared by the files of pass_resolve. */
#ifndef SONDE_CHECK_RESOLVE_H
#define SONDE_CHECK_RESOLVE_H

#include <regex.h>

#include "check/check.h"
#include "check/walk.h"

/* ---- resolve_uses.c: what a probe's predicate and body mention, found before its programs are made ---- */
struct uses {
	bool args, args_whole; /* whole: other than args.FIELD */
	bool argn, ctx, retval, probe, uaddr;
	struct strmap fields;  /* FIELD of args.FIELD -> "" */
};

void uses_find(struct program *p, struct probe *probe, struct uses *u);
bool uses_field(const struct uses *u, const char *name);

/* ---- resolve_probe.c: from attach points to programs ---- */

/* What a program is compiled against besides its kind. Targets with equal contexts share a program. */
struct context {
	const struct type *args, *ctx, *retval;
	const struct ktype *proto;
	struct ktype_id attach_btf;
	const struct usdt_location *usdt;
	uint32_t prog_type, expected_attach_type; /* prog_type 0: the kind's */
	bool separate;                            /* needs a program of its own */
};

struct probe_build {
	struct program *p;
	struct probe *probe;
	struct uses uses;
	struct strmap seen;         /* kind, name and place of each target: duplicates are dropped */
	struct attach_point *ap;    /* the one being expanded */
	const struct probe_kind *kind;
	int first_prog;             /* in p->progs */
	int targets;                /* made for this probe */
	int made;                   /* for the current attach point */
	bool failed;                /* an error was reported for the current attach point */
	bool missing;               /* the current attach point matched nothing */
	bool body_taken;            /* the first program has the tree's body, further ones get copies */
	uint64_t *total;            /* targets of the whole script */
	struct {
		const char *text;   /* of the part it was compiled from */
		regex_t re;
	} regex[4];                 /* of the current attach point */
	int nregex;
};

/* One more place to attach to; t is copied. */
void build_target(struct probe_build *b, const struct image_target *t, const struct context *c);
/* An error at the current attach point. */
struct diag *build_error(struct probe_build *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The attach point names something that is not there; the policy of missing_probes decides what that means. what: as
 * in "No matches for PROVIDER what."; NULL: nothing is said here. */
void build_missing(struct probe_build *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Parts behind the provider, counted from 0; part_text gives "" beyond the last. */
static inline int part_count(const struct probe_build *b)
{
	return b->ap->nparts - 1;
}

static inline const struct attach_part *part_at(const struct probe_build *b, int i)
{
	return &b->ap->parts[i + 1];
}

static inline const char *part_text(const struct probe_build *b, int i)
{
	return i < part_count(b) ? part_at(b, i)->text : "";
}

bool part_is_pattern(const struct attach_part *part);
/* A pattern to ask the kernel with ("*" for a regular expression), and whether a name found by it really matches. */
const char *part_pattern(const struct attach_part *part);
bool part_matches(struct probe_build *b, const struct attach_part *part, const char *name);
/* A whole number by the language's syntax; false if it is none (error: why). */
bool part_number(struct probe_build *b, const struct attach_part *part, uint64_t *value, const char **error);

struct image_loc loc_of(struct arena *a, struct range r);

/* ---- expansion by kind; each calls build_target, build_error or build_missing ---- */
void target_special(struct probe_build *b);    /* begin, end, self, test, bench: resolve_target_perf.c */
void target_timer(struct probe_build *b);      /* profile, interval */
void target_perf_event(struct probe_build *b); /* software, hardware */
void target_watchpoint(struct probe_build *b);
void target_tracepoint(struct probe_build *b); /* resolve_target_trace.c */
void target_rawtracepoint(struct probe_build *b);
void target_iter(struct probe_build *b);
void target_kprobe(struct probe_build *b);     /* kprobe, kretprobe: resolve_target_func.c */
void target_trampoline(struct probe_build *b); /* fentry, fexit */
void target_uprobe(struct probe_build *b);     /* uprobe, uretprobe: resolve_target_user.c */
void target_usdt(struct probe_build *b);

/* ---- resolve_args.c: types of args, ctx, retval ---- */
const struct type *args_from_format(struct probe_build *b, const char *category, const char *event,
				    const struct tp_format *format);
const struct type *args_from_proto(struct probe_build *b, const char *name, const struct ktype *proto);
const struct type *ctx_from_iter(struct probe_build *b, struct ktype_id id);
/* Pointer to a kernel struct by name (void * if unknown), for `ctx`; NULL if the body does not use ctx. */
const struct type *ctx_pointer(struct probe_build *b, const char *struct_name);
/* The C type with its struct pointers marked trusted: they come from the kernel with BTF types. */
const struct type *trusted_type(struct types *t, struct ktype_id id);

/* ---- resolve_names.c ---- */
struct scope {
	VEC(struct variable *) vars;
	struct scope *up;
};

struct resolver {
	struct program *p;
	struct prog *prog;
	struct scope *scope;
	struct strmap decls;   /* map name -> struct map_decl */
	int loops;             /* around the current statement */
	struct walk walk;
};

/* EX_IDENT, EX_CALL (name only, not the arguments). */
void resolve_ident(struct resolver *r, struct expr *e);
void resolve_call_name(struct resolver *r, struct expr *e);
bool is_mode_word(const struct expr *call, const struct expr *arg);

/* resolve_probe.c: fills p->progs; dropped: probes that got none because of an error. */
typedef VEC(struct probe *) probe_list;
void resolve_probes(struct program *p, probe_list *dropped);

#endif
