/* Shared by the check_fn_ files, and what they leave for the emit_fn_ files in expr.data. */
#ifndef SONDE_CHECK_CALL_H
#define SONDE_CHECK_CALL_H

#include "check/check.h"

/* ---- left in expr.data ---- */
struct stack_call {            /* kstack, ustack */
	struct slot *frames;   /* layout: must stay first */
};

enum clock_mode { CLOCK_MODE_BOOT, CLOCK_MODE_MONOTONIC, CLOCK_MODE_TAI };

struct mode_call {             /* nsecs: enum clock_mode; pid, tid: 1 for the initial namespace */
	int mode;
};

struct task_field {            /* ppid, pcomm, leader_tid, leader_comm: current->link->field */
	uint32_t link, field;  /* offsets in struct task_struct */
};

struct text_call {             /* strftime, cgroup_path */
	uint32_t string;       /* index in program.strings */
	bool tai;              /* strftime of a TAI clock */
};

struct read_call {             /* str, buf, macaddr, join: reads through a pointer */
	bool user;             /* user memory */
};

struct reg_call {
	uint32_t offset;       /* in struct pt_regs */
};

struct address_call {
	uint64_t address;      /* uaddr: virtual address in the file; percpu_kaddr: address of the variable's template */
	uint64_t probe_address;/* uaddr: virtual address of the traced function, 0 unknown */
	uint64_t offsets;      /* percpu_kaddr: address of __per_cpu_offset */
};

struct bytes_call {            /* pton: the address; debugf: format text */
	const void *bytes;
	uint32_t len;
};

struct packet_call {           /* skboutput: members of struct sk_buff */
	uint32_t data, len, data_len;
};

struct signal_call {
	int64_t number;        /* by name; 0: the argument says */
};

/* ---- vocabulary of the check_fn_ files ---- */
static inline struct expr *call_arg(const struct expr *call, int i)
{
	return i < call->call.args.n ? call->call.args.at[i] : NULL;
}

/* False for types that say nothing yet or stand for an error reported elsewhere. */
static inline bool is_settled(const struct type *t)
{
	return t && t->kind != TY_POISON && t->kind != TY_UNKNOWN;
}

struct diag *call_error(struct checker *c, const struct expr *call, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* "NAME() only supports WHAT arguments (KIND provided)" */
void call_wrong_type(struct checker *c, const struct expr *call, const char *what, const struct type *got);
/* Argument i as an integer; false (reported) if it is none. */
bool call_int(struct checker *c, struct expr *call, int i);
/* Argument i must be an integer known at compile time. */
bool call_literal_int(struct checker *c, struct expr *call, int i, int64_t *value);
/* Argument i must be a string known at compile time; NULL (reported) otherwise. */
const struct constant *call_literal_string(struct checker *c, struct expr *call, int i);
/* The call has this value; returns t. */
const struct type *call_fold(struct checker *c, struct expr *call, const struct type *t, uint64_t value);
const struct type *call_fold_string(struct checker *c, struct expr *call, const char *bytes, uint32_t len);
/* data of that size, made once. */
void *call_data(struct checker *c, struct expr *call, size_t size);
/* Memory a pointer, or an integer taken for one, leads to: user or kernel. Warns when nothing says which. */
bool call_reads_user(struct checker *c, const struct expr *call, const struct type *t);
/* Replaces argument i, a pointer to characters, by str() of it; returns its type afterwards. */
const struct type *call_text_arg(struct checker *c, struct expr *call, int i);
bool is_constant_string(const struct expr *e);
/* "kstack([mode,] [limit])" and the builtins of these names. */
const struct type *check_stack(struct checker *c, struct expr *e, bool user);
const struct type *check_current_comm(struct checker *c, struct expr *e);

#endif
