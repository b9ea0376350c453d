/* Creates the maps of an image: sizes the image leaves to the machine, data sections of the object (constants become a
 * frozen array), the run-time constants of MAP_GLOBALS. Leaves reading and clearing to maps.c. */
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <time.h>

#include "runtime/bpfsys.h"
#include "runtime/impl.h"

enum { PREALLOC_CHEAP = 1 << 20, PREALLOC_MAX = 64 << 20, PAGE = 4096 };

/* Pages of the ring: 64 below 2 GiB of memory, doubled with it up to 4096. */
static uint32_t ring_pages(const struct image *img)
{
	uint64_t wanted = img->config.perf_rb_pages, pages = 64;
	struct sysinfo si;

	if (!wanted) {
		uint64_t gib = sysinfo(&si) ? 1 : (uint64_t)si.totalram * si.mem_unit >> 30;

		while (img->chatty && gib >= 2 && pages < 4096) {
			pages *= 2;
			gib /= 2;
		}
		return (uint32_t)pages;
	}
	for (pages = 1; pages < wanted && pages < 1u << 18;)
		pages *= 2;
	return (uint32_t)pages;
}

static uint32_t max_entries(const struct session *s, const struct image_map *m)
{
	switch (m->role) {
	case MAP_RING:
		return ring_pages(s->img) * PAGE;
	case MAP_SCRATCH:
		return m->max_entries ? m->max_entries : s->ncpus * SCRATCH_SLOTS;
	case MAP_SCRATCH_BUSY:
		return m->max_entries ? m->max_entries : s->ncpus;
	case MAP_SITES:
		return m->max_entries ? m->max_entries : (s->img->nsites ? s->img->nsites : 1);
	case MAP_ZERO: case MAP_GLOBALS:
		return 1;
	case MAP_USER: case MAP_STACK: case MAP_TSERIES:
		break;
	}
	if (m->scalar)
		return 1;
	return m->max_entries ? m->max_entries : (uint32_t)s->img->config.max_map_keys;
}

static bool runs_in_nmi(const struct image *img)
{
	uint32_t i;

	for (i = 0; i < img->nprobes; i++)
		if (img->probes[i].method == ATTACH_PERF_HARDWARE || img->probes[i].method == ATTACH_WATCHPOINT)
			return true;
	return false;
}

/* Elements made on demand make a start faster (4096 per-CPU objects take 2 ms), but come from a cache that holds four of
 * up to 256 bytes, or one larger, until BPF may refill it (kernel/bpf/memalloc.c, prefill_mem_cache): not in an NMI, and not before a
 * probe that runs with interrupts off has ended. */
static bool on_demand(const struct image *img, const struct image_map *m, uint64_t total)
{
	uint32_t cached = m->value_size + m->key_size + 64 <= 256 ? 4 : 1;

	if (total > PREALLOC_MAX)
		return true;
	if (runs_in_nmi(img) || m->makers > cached)
		return false;
	return m->percpu || total > PREALLOC_CHEAP;
}

static uint32_t map_flags(const struct session *s, const struct image_map *m, uint32_t entries)
{
	uint64_t value = (uint64_t)m->value_size * (m->percpu ? s->ncpus : 1);

	if (m->role == MAP_STACK)
		return BPF_F_NO_PREALLOC;
	/* LRU maps have no other form than preallocated. */
	if (m->bpf_type != BPF_MAP_TYPE_HASH && m->bpf_type != BPF_MAP_TYPE_PERCPU_HASH)
		return 0;
	return on_demand(s->img, m, (uint64_t)entries * (m->key_size + value)) ? BPF_F_NO_PREALLOC : 0;
}

/* The kernel takes letters, digits, '_' and '.' in names. */
static void copy_name(char *to, const char *name)
{
	int n = 0;

	for (; *name && n < (int)BPF_OBJ_NAME_LEN - 1; name++) {
		bool ok = (*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z') ||
			  (*name >= '0' && *name <= '9') || *name == '_' || *name == '.';

		if (*name != '@' || n)
			to[n++] = ok ? *name : '_';
	}
}

static int map_create(union bpf_attr *a)
{
	int fd = bpf_sys(BPF_MAP_CREATE, a, sizeof(*a));

	if (fd < 0 && fd != -EPERM && a->btf_fd) {
		a->btf_fd = a->btf_key_type_id = a->btf_value_type_id = 0;
		fd = bpf_sys(BPF_MAP_CREATE, a, sizeof(*a));
	}
	return fd;
}

static int create_map(struct session *s, uint32_t i)
{
	const struct image_map *def = &s->img->maps[i];
	struct live_map *m = &s->maps[i];
	uint32_t key, value;
	union bpf_attr a;

	memset(&a, 0, sizeof(a));
	a.map_type = def->bpf_type;
	a.max_entries = max_entries(s, def);
	if (def->role != MAP_RING) {
		a.key_size = def->key_size;
		a.value_size = def->value_size;
	}
	a.map_flags = map_flags(s, def, a.max_entries);
	copy_name(a.map_name, def->name);
	if (def->role == MAP_USER && s->btf_fd >= 0 && elf_btf_map_types(s->elf, def->symbol, &key, &value)) {
		a.btf_fd = (uint32_t)s->btf_fd;
		a.btf_key_type_id = key;
		a.btf_value_type_id = value;
	}
	m->max_entries = a.max_entries;
	m->fd = map_create(&a);
	if (m->fd >= 0)
		return 0;
	struct diag *d = session_error(s, NULL, "cannot create map %s (%u entries, key of %u bytes, value of %u bytes): %s",
				       def->name, a.max_entries, a.key_size, a.value_size, strerrordesc_np(-m->fd));
	if (*explain_errno(m->fd))
		diag_hint(s->diags, d, "%s", explain_errno(m->fd));
	return m->fd;
}

/* ---- data sections ---- */

static int load_data(struct session *s, struct elf_section *sec, bool read_only)
{
	union bpf_attr a;
	uint32_t key = 0;
	int fd, err = 0;

	memset(&a, 0, sizeof(a));
	a.map_type = BPF_MAP_TYPE_ARRAY;
	a.key_size = 4;
	a.value_size = (uint32_t)sec->size;
	a.max_entries = 1;
	a.map_flags = read_only ? BPF_F_RDONLY_PROG : 0;
	copy_name(a.map_name, sec->name);
	fd = map_create(&a);
	if (fd < 0)
		err = fd;
	else if (sec->data)
		err = bpf_elem(BPF_MAP_UPDATE_ELEM, fd, &key, sec->data, BPF_ANY);
	if (!err && read_only) {
		memset(&a, 0, sizeof(a));
		a.map_fd = (uint32_t)fd;
		/* Without freezing the verifier only loses what it could know about the constants. */
		bpf_sys(BPF_MAP_FREEZE, &a, sizeof(a));
	}
	sec->data_fd = fd < 0 ? -1 : fd;
	if (err)
		session_error(s, NULL, "cannot load the constants of the program (%s): %s", sec->name,
			      strerrordesc_np(-err));
	return err;
}

int load_maps(struct session *s)
{
	uint32_t i;
	int err;

	for (i = 0; i < s->img->nmaps; i++) {
		err = create_map(s, i);
		if (err)
			return err;
		if (s->img->maps[i].role != MAP_RING || s->has_ring)
			continue;
		err = ring_init(&s->ring, s->maps[i].fd, (size_t)ring_pages(s->img) * PAGE);
		if (err) {
			session_error(s, NULL, "cannot map the event buffer: %s", strerrordesc_np(-err));
			return err;
		}
		s->has_ring = true;
	}
	for (i = 1; i < s->elf->nsections; i++) {
		bool read_only;

		if (!elf_is_data(&s->elf->sections[i], &read_only))
			continue;
		err = load_data(s, &s->elf->sections[i], read_only);
		if (err)
			return err;
	}
	return 0;
}

int load_map_fd(void *session, const char *symbol)
{
	struct session *s = session;
	uint32_t i;

	for (i = 0; i < s->img->nmaps; i++) {
		if (!strcmp(s->img->maps[i].symbol, symbol))
			return s->maps[i].fd;
	}
	return -ENOENT;
}

/* ---- constants known only now ---- */

int load_globals(struct session *s)
{
	struct image_globals g;
	struct timespec ts;
	uint32_t i, key = 0;
	struct stat st;
	int err;

	memset(&g, 0, sizeof(g));
	clock_gettime(CLOCK_BOOTTIME, &ts);
	g.start_ns = (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
	g.pid_filter = (uint64_t)traced_pid(s);
	g.cpid = (uint64_t)s->child.pid;
	g.own_pid = (uint64_t)getpid();
	g.possible_cpus = s->ncpus;
	/* PROC_PID_INIT_INO, include/linux/proc_ns.h: the initial namespace needs no translation. */
	if (!stat("/proc/self/ns/pid", &st) && st.st_ino != 0xeffffffcu) {
		g.pidns_dev = st.st_dev;
		g.pidns_ino = st.st_ino;
	}
	for (i = 0; i < s->img->nmaps; i++) {
		unsigned char *value;

		if (s->img->maps[i].role != MAP_GLOBALS)
			continue;
		value = calloc(1, s->img->maps[i].value_size + sizeof(g));
		if (!value)
			abort();
		memcpy(value, &g, sizeof(g));
		err = bpf_elem(BPF_MAP_UPDATE_ELEM, s->maps[i].fd, &key, value, BPF_ANY);
		free(value);
		if (err) {
			session_error(s, NULL, "cannot set the constants of the session: %s", strerrordesc_np(-err));
			return err;
		}
	}
	return 0;
}
