/* /etc/ld.so.cache, read by ourselves: the libraries the dynamic linker would find, by their names.
 *
 * Format (glibc, sysdeps/generic/dl-cache.h): a header, entries of {flags, key, value, osversion, hwcap} with offsets
 * of strings from the header, then the strings. Files of old ldconfigs put an older table in front. */
#include <string.h>

#include "kernel/binary.h"
#include "kernel/util.h"

enum {
	FLAG_TYPE_MASK = 0x00ff, FLAG_ELF_LIBC6 = 0x0003,
	FLAG_ARCH_MASK = 0xff00, FLAG_X8664_LIB64 = 0x0300,
};

struct cache_header {
	char magic[20]; /* "glibc-ld.so.cache1.1" */
	uint32_t count, strings_len;
	uint8_t flags, padding[3];
	uint32_t extension_offset, unused[3];
};

struct cache_entry {
	int32_t flags;
	uint32_t key, value, osversion;
	uint64_t hwcap;
};

bool library_matches(const char *file, const char *name)
{
	size_t n = strlen(name);

	if (!n || strncmp(file, name, n))
		return false;
	file += n;
	if (!*file)
		return true;
	if (strstr(name, ".so")) /* libc.so and libc.so.6 */
		return *file == '.';
	return !strncmp(file, ".so", 3) && (!file[3] || file[3] == '.');
}

/* The table in the file; NULL if there is none of the new format. */
static const unsigned char *find_table(const unsigned char *cache, size_t size, struct cache_header *h, size_t *room)
{
	static const char old_magic[] = "ld.so-1.7.0", new_magic[] = "glibc-ld.so.cache1.1";
	size_t start = 0;
	uint32_t old_count;

	if (size >= 16 && !memcmp(cache, old_magic, sizeof(old_magic) - 1)) {
		memcpy(&old_count, cache + 12, 4);
		start = 16 + (size_t)old_count * 12;
		start = (start + 7) & ~(size_t)7;
	}
	if (start > size || size - start < sizeof(*h))
		return NULL;
	memcpy(h, cache + start, sizeof(*h));
	*room = size - start;
	return memcmp(h->magic, new_magic, sizeof(h->magic)) ? NULL : cache + start;
}

static const char *string_at(const unsigned char *table, size_t room, uint32_t offset)
{
	return offset < room && memchr(table + offset, 0, room - offset) ? (const char *)table + offset : NULL;
}

void ldcache_find(struct arena *a, const unsigned char *cache, size_t size, const char *name, name_list *paths)
{
	struct cache_header h;
	size_t room;
	const unsigned char *table = find_table(cache, size, &h, &room);

	/* libraries for special processors (hwcap) and other ABIs come after the plain ones */
	for (int plain = 1; table && plain >= 0; plain--)
		for (uint32_t i = 0; i < h.count && (i + 1) * sizeof(struct cache_entry) <= room - sizeof(h); i++) {
			struct cache_entry e;
			const char *key, *value;

			memcpy(&e, table + sizeof(h) + i * sizeof(e), sizeof(e));
			bool usual = !e.hwcap && (e.flags & FLAG_TYPE_MASK) == FLAG_ELF_LIBC6 &&
				     ((e.flags & FLAG_ARCH_MASK) == FLAG_X8664_LIB64 || sizeof(void *) != 8);
			if (usual != plain || !(key = string_at(table, room, e.key)) || !library_matches(key, name) ||
			    !(value = string_at(table, room, e.value)) || value[0] != '/' || names_have(paths, value))
				continue;
			vec_push(a, paths, (const char *)arena_strdup(a, value));
		}
}
