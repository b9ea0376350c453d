/* Attach points that are no places in code: begin, end, self, test, bench; timers; perf events; watchpoints. */
#include "check/resolve.h"

#include <ctype.h>
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <string.h>

/* ---- begin, end, self, test, bench ---- */

static void target_self(struct probe_build *b, struct image_target *t)
{
	if (strcmp(part_text(b, 0), "signal"))
		build_error(b, "%s is not a supported trigger", part_text(b, 0));
	else if (strcmp(part_text(b, 1), "SIGUSR1"))
		build_error(b, "%s is not a supported signal", part_text(b, 1));
	t->name = "self:signal:SIGUSR1";
	t->function = "SIGUSR1";
}

static void target_named(struct probe_build *b, struct image_target *t)
{
	if (!part_text(b, 0)[0])
		build_error(b, "%s probe type requires a name", b->kind->name);
	t->function = part_text(b, 0);
	t->name = arena_printf(b->p->arena, "%s:%s", b->kind->name, t->function);
}

void target_special(struct probe_build *b)
{
	struct image_target t = { .name = b->kind->name };
	struct context c = { .separate = true };

	if (b->kind->id == PK_self)
		target_self(b, &t);
	else if (b->kind->id == PK_test || b->kind->id == PK_bench)
		target_named(b, &t);
	else if (part_count(b) && strcmp(part_text(b, 0), "*"))
		build_error(b, "%s probe type requires 0 arguments, found %d", b->kind->name, part_count(b));
	if (!b->failed)
		build_target(b, &t, &c);
}

/* ---- profile, interval ---- */

static bool unit_period(const char *unit, uint64_t *ns)
{
	static const struct {
		const char *name;
		uint64_t ns;
	} units[] = { { "us", 1000 }, { "ms", 1000000 }, { "s", 1000000000 }, { "hz", 0 } };

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (!strcmp(unit, units[i].name)) {
			*ns = units[i].ns;
			return true;
		}
	return false;
}

static bool timer_value(struct probe_build *b, int part, uint64_t *value)
{
	const char *error;

	if (!part_number(b, part_at(b, part), value, &error)) {
		build_error(b, "Invalid rate of %s probe: %s", b->kind->name, error);
		return false;
	}
	if (!*value)
		build_error(b, "%s frequency should be a positive integer", b->kind->name);
	return *value != 0;
}

/* interval:1s: nanoseconds in one number; shown in microseconds */
static bool timer_duration(struct probe_build *b, struct image_target *t)
{
	uint64_t ns, unit;

	if (unit_period(part_text(b, 0), &unit)) {
		build_error(b, "%s probe type requires a count: %s:%s:COUNT", b->kind->name, b->kind->name,
			    part_text(b, 0));
		return false;
	}
	if (!timer_value(b, 0, &ns))
		return false;
	if (ns < 1000) {
		build_error(b, "Invalid rate of %s probe. Minimum is 1000 or 1us. Found: %llu nanoseconds",
			    b->kind->name, (unsigned long long)ns);
		return false;
	}
	t->period = ns;
	t->name = arena_printf(b->p->arena, "%s:us:%llu", b->kind->name, (unsigned long long)(ns / 1000));
	return true;
}

static bool timer_rate(struct probe_build *b, struct image_target *t)
{
	const char *unit = part_text(b, 0);
	uint64_t ns, count;

	if (!unit_period(unit, &ns)) {
		struct diag *d = build_error(b, "%s is not an accepted unit of time", unit);
		diag_hint(b->p->diags, d, "units: us, ms, s, hz");
		return false;
	}
	if (!timer_value(b, 1, &count))
		return false;
	if (ns && count > UINT64_MAX / ns) {
		build_error(b, "Invalid rate of %s probe: %s is too long", b->kind->name, part_text(b, 1));
		return false;
	}
	t->freq = !ns;
	t->period = ns ? ns * count : count;
	t->name = arena_printf(b->p->arena, "%s:%s:%llu", b->kind->name, unit, (unsigned long long)count);
	return true;
}

void target_timer(struct probe_build *b)
{
	struct image_target t = { .perf_type = PERF_TYPE_SOFTWARE, .perf_config = PERF_COUNT_SW_CPU_CLOCK };
	struct context c = { 0 };
	bool ok = part_count(b) == 1 ? timer_duration(b, &t) : timer_rate(b, &t);

	if (!ok)
		return;
	c.ctx = ctx_pointer(b, "bpf_perf_event_data");
	build_target(b, &t, &c);
}

/* ---- software, hardware ---- */

struct perf_name {
	const char *name, *alias;
	uint64_t config, count;
};

static const struct perf_name software[] = {
	{ "alignment-faults", NULL, PERF_COUNT_SW_ALIGNMENT_FAULTS, 1 },
	{ "bpf-output", NULL, PERF_COUNT_SW_BPF_OUTPUT, 1 },
	{ "context-switches", "cs", PERF_COUNT_SW_CONTEXT_SWITCHES, 1000 },
	{ "cpu-clock", "cpu", PERF_COUNT_SW_CPU_CLOCK, 1000000 },
	{ "cpu-migrations", NULL, PERF_COUNT_SW_CPU_MIGRATIONS, 1 },
	{ "dummy", NULL, PERF_COUNT_SW_DUMMY, 1 },
	{ "emulation-faults", NULL, PERF_COUNT_SW_EMULATION_FAULTS, 1 },
	{ "major-faults", NULL, PERF_COUNT_SW_PAGE_FAULTS_MAJ, 1 },
	{ "minor-faults", NULL, PERF_COUNT_SW_PAGE_FAULTS_MIN, 100 },
	{ "page-faults", "faults", PERF_COUNT_SW_PAGE_FAULTS, 100 },
	{ "task-clock", NULL, PERF_COUNT_SW_TASK_CLOCK, 1 },
	{ 0 },
};

static const struct perf_name hardware[] = {
	{ "cpu-cycles", "cycles", PERF_COUNT_HW_CPU_CYCLES, 1000000 },
	{ "instructions", NULL, PERF_COUNT_HW_INSTRUCTIONS, 1000000 },
	{ "cache-references", NULL, PERF_COUNT_HW_CACHE_REFERENCES, 1000000 },
	{ "cache-misses", NULL, PERF_COUNT_HW_CACHE_MISSES, 1000000 },
	{ "branch-instructions", "branches", PERF_COUNT_HW_BRANCH_INSTRUCTIONS, 100000 },
	{ "bus-cycles", NULL, PERF_COUNT_HW_BUS_CYCLES, 100000 },
	{ "frontend-stalls", NULL, PERF_COUNT_HW_STALLED_CYCLES_FRONTEND, 1000000 },
	{ "backend-stalls", NULL, PERF_COUNT_HW_STALLED_CYCLES_BACKEND, 1000000 },
	{ "branch-misses", NULL, PERF_COUNT_HW_BRANCH_MISSES, 100000 },
	{ "ref-cycles", NULL, PERF_COUNT_HW_REF_CPU_CYCLES, 1000000 },
	{ 0 },
};

static const struct perf_name *perf_find(const struct perf_name *list, const char *name)
{
	for (; list->name; list++)
		if (!strcmp(list->name, name) || (list->alias && !strcmp(list->alias, name)))
			return list;
	return NULL;
}

static void perf_unknown(struct probe_build *b, const struct perf_name *list, const char *name)
{
	struct diag *d = build_error(b, "%s is not a %s probe", name, b->kind->name);
	const char *best = NULL;
	int distance = 4;

	for (; list->name; list++) {
		int n = edit_distance(name, list->name, distance);
		if (n < distance) {
			distance = n;
			best = list->name;
		}
	}
	if (best)
		diag_hint(b->p->diags, d, "did you mean '%s'?", best);
}

/* COUNT: absent or '*' for the event's default. */
static bool perf_count(struct probe_build *b, const struct perf_name *event, struct image_target *t)
{
	const char *name = part_text(b, 0), *error;

	t->period = event->count;
	t->name = arena_printf(b->p->arena, "%s:%s", b->kind->name, name);
	if (part_count(b) < 2 || !strcmp(part_text(b, 1), "*"))
		return true;
	if (!part_number(b, part_at(b, 1), &t->period, &error)) {
		build_error(b, "Invalid count for %s probe: %s", b->kind->name, error);
		return false;
	}
	if (!t->period) {
		t->period = event->count;
		return true;
	}
	t->name = arena_printf(b->p->arena, "%s:%s:%llu", b->kind->name, name, (unsigned long long)t->period);
	return true;
}

void target_perf_event(struct probe_build *b)
{
	bool is_software = b->kind->id == PK_software;
	const struct perf_name *list = is_software ? software : hardware, *event;
	struct image_target t = { .perf_type = is_software ? PERF_TYPE_SOFTWARE : PERF_TYPE_HARDWARE };
	struct context c = { 0 };

	if (part_is_pattern(part_at(b, 0))) {
		build_error(b, "wildcards are not allowed for %s probe type", b->kind->name);
		return;
	}
	event = perf_find(list, part_text(b, 0));
	if (!event) {
		perf_unknown(b, list, part_text(b, 0));
		return;
	}
	t.perf_config = event->config;
	t.event = event->name;
	if (!perf_count(b, event, &t))
		return;
	c.ctx = ctx_pointer(b, "bpf_perf_event_data");
	build_target(b, &t, &c);
}

/* ---- watchpoint ---- */

/* Letters of MODE in any order; "r" alone is not possible on x86_64. */
static uint32_t watch_mode(const char *mode)
{
	uint32_t bits = 0;

	for (; *mode; mode++) {
		uint32_t bit = *mode == 'r' ? HW_BREAKPOINT_R : *mode == 'w' ? HW_BREAKPOINT_W
								: *mode == 'x' ? HW_BREAKPOINT_X : 0;
		if (!bit || bits & bit)
			return 0;
		bits |= bit;
	}
	return bits == HW_BREAKPOINT_W || bits == HW_BREAKPOINT_RW || bits == HW_BREAKPOINT_X ? bits : 0;
}

void target_watchpoint(struct probe_build *b)
{
	struct image_target t = { 0 };
	struct context c = { 0 };
	uint64_t length;
	const char *error;

	if (!part_number(b, part_at(b, 0), &t.offset, &error)) {
		build_error(b, "Invalid watchpoint address: %s", error);
		return;
	}
	if (!t.offset) {
		build_error(b, "watchpoint must be attached to a non-zero address");
		return;
	}
	if (!part_number(b, part_at(b, 1), &length, &error)) {
		build_error(b, "Invalid watchpoint length: %s", error);
		return;
	}
	if (length != 1 && length != 2 && length != 4 && length != 8) {
		build_error(b, "watchpoint length must be one of (1,2,4,8)");
		return;
	}
	t.watch_len = length;
	t.watch_mode = watch_mode(part_text(b, 2));
	if (!t.watch_mode) {
		struct diag *d = build_error(b, "invalid watchpoint mode: %s", part_text(b, 2));
		diag_hint(b->p->diags, d, "supported modes: x,w,rw");
		return;
	}
	t.name = arena_printf(b->p->arena, "watchpoint:%llu:%u:%s", (unsigned long long)t.offset, t.watch_len,
			      t.watch_mode == HW_BREAKPOINT_RW ? "rw" : part_text(b, 2));
	c.ctx = ctx_pointer(b, "bpf_perf_event_data");
	build_target(b, &t, &c);
}
