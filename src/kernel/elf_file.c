/* Opening ELF files. Sections are read when they are asked for, not mapped: a file that shrinks meanwhile is an error,
 * not a signal. */
#include "kernel/elf_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SEGMENTS_MAX = 4096 };

static void read_segments(struct elf_file *f, struct arena *a)
{
	size_t n = 0;

	if (elf_getphdrnum(f->elf, &n))
		n = 0;
	if (n > SEGMENTS_MAX)
		n = SEGMENTS_MAX;
	f->segments = arena_array(a, struct elf_segment, n);
	for (size_t i = 0; i < n; i++) {
		GElf_Phdr ph;

		if (!gelf_getphdr(f->elf, (int)i, &ph) || ph.p_type != PT_LOAD)
			continue;
		f->segments[f->nsegments++] = (struct elf_segment){ ph.p_vaddr, ph.p_offset, ph.p_filesz,
								    ph.p_flags & PF_X };
	}
}

static int open_regular(const char *path)
{
	struct stat st;
	/* a FIFO would block, a device might do something */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		close(fd);
		return -EINVAL;
	}
	return fd;
}

int elf_file_open(struct elf_file *f, struct arena *a, const char *path, const char **why)
{
	GElf_Ehdr header;

	memset(f, 0, sizeof(*f));
	f->fd = open_regular(path);
	if (f->fd < 0) {
		*why = f->fd == -EINVAL ? "it is no regular file" : arena_strdup(a, strerror(-f->fd));
		return f->fd;
	}
	elf_version(EV_CURRENT);
	f->elf = elf_begin(f->fd, ELF_C_READ, NULL);
	if (!f->elf || elf_kind(f->elf) != ELF_K_ELF || !gelf_getehdr(f->elf, &header)) {
		*why = "it is not an ELF file";
		elf_file_close(f);
		return -ENOEXEC;
	}
	if (elf_getshdrstrndx(f->elf, &f->names))
		f->names = 0;
	f->wide = gelf_getclass(f->elf) == ELFCLASS64;
	read_segments(f, a);
	return 0;
}

void elf_file_close(struct elf_file *f)
{
	if (f->elf)
		elf_end(f->elf);
	if (f->fd >= 0)
		close(f->fd);
	f->elf = NULL;
	f->fd = -1;
}

bool elf_file_offset(const struct elf_file *f, uint64_t address, bool want_code, uint64_t *offset)
{
	for (uint32_t i = 0; i < f->nsegments; i++) {
		const struct elf_segment *s = &f->segments[i];

		if ((want_code && !s->executable) || address < s->address || address - s->address >= s->file_size)
			continue;
		*offset = address - s->address + s->offset;
		return true;
	}
	return false;
}

Elf_Scn *elf_file_section(const struct elf_file *f, const char *name, GElf_Shdr *sh)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(f->elf, section))) {
		const char *s = gelf_getshdr(section, sh) ? elf_strptr(f->elf, f->names, sh->sh_name) : NULL;

		if (s && !strcmp(s, name))
			return section;
	}
	return NULL;
}
