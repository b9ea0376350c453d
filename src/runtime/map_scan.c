/* Walking a map: BPF_MAP_LOOKUP_BATCH or LOOKUP_AND_DELETE_BATCH, key by key where the map or the kernel has no batches.
 * Takes sizes, gives raw elements; knows nothing of shapes. */
#include <stdlib.h>

#include "runtime/bpfsys.h"
#include "runtime/maps_impl.h"

enum { CHUNK_BYTES = 1 << 20, CHUNK_MIN = 64, CHUNK_MAX = 4096, CHUNK_LIMIT = 1 << 20 };

struct scan {
	int fd;
	uint32_t key_size, value_size;
	bool remove;
	map_seen *seen;
	void *ctx;
	uint32_t room;         /* elements that fit keys and values */
	uint8_t *keys, *values;
};

static void *memory(void *old, size_t size)
{
	void *p = realloc(old, size + 8);

	if (!p)
		abort();
	return p;
}

static void make_room(struct scan *sc, uint32_t room)
{
	sc->room = room;
	sc->keys = memory(sc->keys, (size_t)room * sc->key_size);
	sc->values = memory(sc->values, (size_t)room * sc->value_size);
}

static void hand_over(const struct scan *sc, uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n && sc->seen; i++)
		sc->seen(sc->ctx, sc->keys + (size_t)i * sc->key_size, sc->values + (size_t)i * sc->value_size);
}

/* -EINVAL or -ERR_NOTSUPP before anything was given: no batches here. */
static int scan_batches(struct scan *sc)
{
	uint8_t *in = memory(NULL, sc->key_size + 8u), *next = memory(NULL, sc->key_size + 8u), *swap;
	bool first = true;
	union bpf_attr a;
	int err;

	for (;;) {
		memset(&a, 0, sizeof(a));
		a.batch.map_fd = (uint32_t)sc->fd;
		a.batch.in_batch = first ? 0 : ptr_u64(in);
		a.batch.out_batch = ptr_u64(next);
		a.batch.keys = ptr_u64(sc->keys);
		a.batch.values = ptr_u64(sc->values);
		a.batch.count = sc->room;
		err = bpf_sys(sc->remove ? BPF_MAP_LOOKUP_AND_DELETE_BATCH : BPF_MAP_LOOKUP_BATCH, &a, sizeof(a));
		if (err == -ENOSPC && sc->room < CHUNK_LIMIT) {
			/* One bucket has more elements than fit; nothing was taken. */
			make_room(sc, sc->room * 2);
			continue;
		}
		if (err && err != -ENOENT)
			break;
		hand_over(sc, a.batch.count);
		if (err)
			break;
		first = false;
		swap = in;
		in = next;
		next = swap;
	}
	free(in);
	free(next);
	if (err == -ENOENT)
		return 0;
	return first ? err : err == -EINVAL ? -EIO : err;
}

static int next_key(int fd, const void *key, void *next)
{
	union bpf_attr a;

	memset(&a, 0, sizeof(a));
	a.map_fd = (uint32_t)fd;
	a.key = ptr_u64(key);
	a.next_key = ptr_u64(next);
	return bpf_sys(BPF_MAP_GET_NEXT_KEY, &a, sizeof(a));
}

/* Keys first: removing while walking would make the walk start over. */
static int scan_keys(struct scan *sc)
{
	uint32_t n = 0, i;
	int err;

	while (!(err = next_key(sc->fd, n ? sc->keys + (size_t)(n - 1) * sc->key_size : NULL,
				sc->keys + (size_t)n * sc->key_size))) {
		if (++n == sc->room) {
			sc->room *= 2;
			sc->keys = memory(sc->keys, (size_t)sc->room * sc->key_size);
		}
		if (n > 1u << 26) /* a map that changes faster than it is walked */
			break;
	}
	if (err && err != -ENOENT)
		return err;
	for (i = 0; i < n; i++) {
		const uint8_t *key = sc->keys + (size_t)i * sc->key_size;

		err = -EINVAL;
		if (sc->remove)
			err = bpf_elem(BPF_MAP_LOOKUP_AND_DELETE_ELEM, sc->fd, key, sc->values, 0);
		if (err == -EINVAL || err == -ERR_NOTSUPP) {
			err = bpf_elem(BPF_MAP_LOOKUP_ELEM, sc->fd, key, sc->values, 0);
			if (sc->remove)
				bpf_elem(BPF_MAP_DELETE_ELEM, sc->fd, key, NULL, 0);
		}
		if (!err && sc->seen)
			sc->seen(sc->ctx, key, sc->values);
	}
	return 0;
}

int map_scan(int fd, uint32_t key_size, uint32_t value_size, bool remove, map_seen *seen, void *ctx)
{
	struct scan sc = { .fd = fd, .key_size = key_size, .value_size = value_size, .remove = remove, .seen = seen,
			   .ctx = ctx };
	uint32_t room = CHUNK_BYTES / (key_size + value_size + 1);
	int err;

	make_room(&sc, room < CHUNK_MIN ? CHUNK_MIN : room > CHUNK_MAX ? CHUNK_MAX : room);
	err = scan_batches(&sc);
	if (err == -EINVAL || err == -ERR_NOTSUPP || err == -EOPNOTSUPP)
		err = scan_keys(&sc);
	free(sc.keys);
	free(sc.values);
	return err;
}
