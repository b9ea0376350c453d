/* Reading, clearing and zeroing maps, against real ones: skipped where the kernel does not let us make them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/bpfsys.h"
#include "runtime/maps.h"

enum { CPUS_MAX = 4096, CAP = 8 };

static const struct shape u64_shape = { .kind = SHAPE_INT, .size = 8 };
static const struct shape count_shape = { .kind = SHAPE_COUNT, .size = 8 };
static const struct shape max_shape = { .kind = SHAPE_MAX, .size = 16, .is_signed = true };
static uint64_t raw[CPUS_MAX * 4];

static uint32_t possible_cpus(void)
{
	long n = sysconf(_SC_NPROCESSORS_CONF);

	return n > 0 ? (uint32_t)n : 1;
}

static bool make(struct live_map *m, struct image_map *d, uint32_t type, uint32_t value_size, const struct shape *value,
		 bool scalar)
{
	union bpf_attr a;

	memset(d, 0, sizeof(*d));
	*d = (struct image_map){ .name = "@x", .role = MAP_USER, .bpf_type = type, .key_size = scalar ? 4 : 8,
				 .value_size = value_size, .scalar = scalar, .set_offset = value->size,
				 .key = scalar ? NULL : &u64_shape, .value = value };
	d->percpu = type == BPF_MAP_TYPE_PERCPU_HASH || type == BPF_MAP_TYPE_PERCPU_ARRAY;
	memset(&a, 0, sizeof(a));
	a.map_type = type;
	a.key_size = d->key_size;
	a.value_size = value_size;
	a.max_entries = scalar ? 1 : CAP;
	*m = (struct live_map){ .def = d, .ncpus = possible_cpus(), .max_entries = a.max_entries };
	m->fd = bpf_sys(BPF_MAP_CREATE, &a, sizeof(a));
	return m->fd >= 0;
}

static void done(struct live_map *m)
{
	live_map_release(m);
	close(m->fd);
}

/* Adds n on the last CPU and n on the first, as programs running there would. */
static void count(struct live_map *m, uint64_t key, uint64_t n)
{
	uint32_t stride = m->def->value_size / 8, last = (m->ncpus - 1) * stride;

	if (bpf_elem(BPF_MAP_LOOKUP_ELEM, m->fd, &key, raw, 0))
		memset(raw, 0, sizeof(raw));
	raw[0] += n;
	raw[last] += last ? n : 0;
	if (m->def->scalar)
		raw[last + m->def->set_offset / 8] = 1;
	assert_int_equal(bpf_elem(BPF_MAP_UPDATE_ELEM, m->fd, &key, raw, BPF_ANY), 0);
}

static uint64_t times(const struct live_map *m)
{
	return m->ncpus > 1 ? 2 : 1;
}

/* Value shown for key, or -1. */
static int64_t shown(const struct map_rows *r, uint64_t key)
{
	uint32_t i;

	for (i = 0; i < r->n; i++) {
		if (!r->at[i].key || !memcmp(r->at[i].key, &key, 8))
			return *(const int64_t *)r->at[i].value;
	}
	return -1;
}

static int64_t read_one(struct live_map *m, uint64_t key, bool clear, uint32_t *n)
{
	struct map_rows r;
	int64_t v;

	assert_int_equal(clear ? map_read_clear(m, &r) : map_read(m, &r), 0);
	v = shown(&r, key);
	if (n)
		*n = r.n;
	map_rows_release(&r);
	return v;
}

static void test_counts(void **state)
{
	struct image_map d;
	struct live_map m;
	uint32_t n;

	if (!make(&m, &d, BPF_MAP_TYPE_PERCPU_HASH, 8, &count_shape, false))
		skip();
	count(&m, 1, 3);
	count(&m, 2, 5);
	assert_int_equal(read_one(&m, 1, false, &n), 3 * times(&m));
	assert_int_equal(n, 2);
	assert_int_equal(read_one(&m, 2, true, NULL), 5 * times(&m));
	assert_int_equal(read_one(&m, 2, false, &n), -1);
	assert_int_equal(n, 0);
	count(&m, 2, 1);
	assert_int_equal(read_one(&m, 2, false, &n), times(&m));
	assert_int_equal(n, 1);
	assert_int_equal(map_zero(&m), 0);
	assert_int_equal(read_one(&m, 2, false, &n), 0);
	assert_int_equal(n, 1); /* key 1 was cleared and stays away */
	count(&m, 2, 2);
	assert_int_equal(read_one(&m, 2, false, NULL), 2 * times(&m));
	assert_int_equal(map_clear(&m), 0);
	assert_int_equal(read_one(&m, 2, false, &n), -1);
	done(&m);
}

/* New keys in each interval, more than the map holds in two. */
static void test_room(void **state)
{
	struct image_map d;
	struct live_map m;
	uint64_t round, k;
	uint32_t n;

	if (!make(&m, &d, BPF_MAP_TYPE_PERCPU_HASH, 8, &count_shape, false))
		skip();
	for (round = 0; round < 20; round++) {
		for (k = 0; k < CAP - 2; k++)
			count(&m, round * 100 + k, k + 1);
		assert_int_equal(read_one(&m, round * 100 + 4, true, &n), 5 * times(&m));
		assert_int_equal(n, CAP - 2);
	}
	done(&m);
}

static void test_scalar(void **state)
{
	struct image_map d;
	struct live_map m;
	uint32_t n;

	if (!make(&m, &d, BPF_MAP_TYPE_PERCPU_ARRAY, 16, &count_shape, true))
		skip();
	assert_int_equal(read_one(&m, 0, false, &n), -1);
	count(&m, 0, 0);
	assert_int_equal(read_one(&m, 0, false, &n), 0);
	count(&m, 0, 4);
	assert_int_equal(read_one(&m, 0, true, &n), 4 * times(&m));
	assert_int_equal(read_one(&m, 0, false, &n), -1);
	count(&m, 0, 1);
	assert_int_equal(read_one(&m, 0, false, &n), times(&m));
	assert_int_equal(map_zero(&m), 0);
	assert_int_equal(read_one(&m, 0, false, &n), 0);
	done(&m);
}

static void test_plain(void **state)
{
	struct image_map d;
	struct live_map m;
	uint64_t k, v;
	uint32_t n;

	if (!make(&m, &d, BPF_MAP_TYPE_HASH, 8, &u64_shape, false))
		skip();
	for (k = 0; k < CAP; k++) {
		v = k + 10;
		assert_int_equal(bpf_elem(BPF_MAP_UPDATE_ELEM, m.fd, &k, &v, BPF_ANY), 0);
	}
	assert_int_equal(read_one(&m, 7, false, &n), 17);
	assert_int_equal(n, CAP);
	assert_int_equal(map_zero(&m), 0);
	assert_int_equal(read_one(&m, 7, true, &n), 0);
	assert_int_equal(n, CAP);
	assert_int_equal(read_one(&m, 7, false, &n), -1);
	assert_int_equal(n, 0);
	done(&m);
}

static void test_max(void **state)
{
	struct image_map d;
	struct live_map m;
	uint64_t key = 1;

	if (!make(&m, &d, BPF_MAP_TYPE_PERCPU_HASH, 16, &max_shape, false))
		skip();
	memset(raw, 0, sizeof(raw));
	raw[(m.ncpus - 1) * 2] = (uint64_t)-5; /* the others are not set */
	raw[(m.ncpus - 1) * 2 + 1] = 1;
	assert_int_equal(bpf_elem(BPF_MAP_UPDATE_ELEM, m.fd, &key, raw, BPF_ANY), 0);
	assert_true(read_one(&m, 1, false, NULL) == -5);
	raw[0] = 7;
	raw[1] = 1;
	assert_int_equal(bpf_elem(BPF_MAP_UPDATE_ELEM, m.fd, &key, raw, BPF_ANY), 0);
	assert_int_equal(read_one(&m, 1, true, NULL), 7);
	assert_int_equal(read_one(&m, 1, false, NULL), -1);
	done(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counts), cmocka_unit_test(test_room), cmocka_unit_test(test_scalar),
		cmocka_unit_test(test_plain), cmocka_unit_test(test_max),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
