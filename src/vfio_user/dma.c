// SPDX-License-Identifier: BSD-3-Clause
/* DMA table: maps DMA addresses to the client's memory. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <linux/magic.h>

#include "vfio_user/protocol.h"

#define PAGE 4096

/* A file is mapped as a whole: thousands of maps of a vIOMMU share one VMA. */
struct file {
	dev_t dev;
	ino_t ino;
	bool writable;
	uint8_t *base;
	uint64_t len;
	unsigned int users;
};

struct range {
	uint64_t addr, last;
	uint32_t flags;
	struct file *file; /* NULL: not accessible */
	uint8_t *mem;
};

struct vfio_user_dma {
	struct range *ranges; /* sorted by address, disjoint */
	size_t n, room;
	struct file *files[VFIO_USER_MAX_FILES];
	unsigned int nfiles;
	uint64_t bytes; /* of all files */
};

int vfio_user_dma_create(struct vfio_user_dma **ret_dma)
{
	struct vfio_user_dma *dma = calloc(1, sizeof(*dma));

	if (!dma)
		return -ENOMEM;
	*ret_dma = dma;
	return 0;
}

void vfio_user_dma_free(struct vfio_user_dma *dma)
{
	if (!dma)
		return;
	vfio_user_dma_clear(dma);
	free(dma->ranges);
	free(dma);
}

static void put_file(struct vfio_user_dma *dma, struct file *file)
{
	if (!file || --file->users)
		return;
	for (unsigned int i = 0; i < dma->nfiles; i++)
		if (dma->files[i] == file)
			dma->files[i] = dma->files[--dma->nfiles];
	dma->bytes -= file->len;
	munmap(file->base, file->len);
	free(file);
}

static int map_file(int fd, const struct stat *st, bool writable,
		    struct file **ret_file)
{
	int seals = fcntl(fd, F_GET_SEALS);
	struct file *file;
	struct statfs fs;

	if (seals < 0 || !(seals & F_SEAL_SHRINK))
		return -EPERM;
	/*
	 * Holes in it are filled from a pool, and an empty pool raises SIGBUS
	 */
	if (fstatfs(fd, &fs) || fs.f_type == HUGETLBFS_MAGIC)
		return -EPERM;
	file = calloc(1, sizeof(*file));
	if (!file)
		return -ENOMEM;
	*file = (struct file){
		.dev = st->st_dev,
		.ino = st->st_ino,
		.writable = writable,
		.len = st->st_size,
	};
	file->base =
		mmap(NULL, file->len, PROT_READ | (writable ? PROT_WRITE : 0),
		     MAP_SHARED, fd, 0);
	if (file->base == MAP_FAILED) {
		int ret = -errno;

		free(file);
		return ret;
	}
	*ret_file = file;
	return 0;
}

/* Find or create the mapping that covers the first @end bytes of a file. */
static int get_file(struct vfio_user_dma *dma, int fd, bool writable,
		    uint64_t end, struct file **ret_file)
{
	struct file *file = NULL;
	struct stat st;
	int ret;

	if (fstat(fd, &st))
		return -errno;
	if (!S_ISREG(st.st_mode) || st.st_size < 0 ||
	    end > (uint64_t)st.st_size)
		return -EINVAL;
	for (unsigned int i = 0; i < dma->nfiles; i++) {
		file = dma->files[i];
		if (file->dev == st.st_dev && file->ino == st.st_ino &&
		    file->writable >= writable && file->len >= end) {
			file->users++;
			*ret_file = file;
			return 0;
		}
	}
	if (dma->nfiles == VFIO_USER_MAX_FILES)
		return -ENOSPC;
	if ((uint64_t)st.st_size > VFIO_USER_MAX_BYTES - dma->bytes)
		return -ENOSPC;
	ret = map_file(fd, &st, writable, &file);
	if (ret)
		return ret;
	file->users = 1;
	dma->files[dma->nfiles++] = file;
	dma->bytes += file->len;
	*ret_file = file;
	return 0;
}

/* Return: index of the first range that ends at or after @addr. */
static size_t lower_bound(const struct vfio_user_dma *dma, uint64_t addr)
{
	size_t low = 0, high = dma->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (dma->ranges[mid].last < addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static int make_room(struct vfio_user_dma *dma)
{
	size_t room = dma->room ? dma->room * 2 : 64;
	struct range *ranges;

	if (dma->n == VFIO_USER_MAX_MAPS)
		return -ENOSPC;
	if (dma->n < dma->room)
		return 0;
	ranges = realloc(dma->ranges, room * sizeof(*ranges));
	if (!ranges)
		return -ENOMEM;
	dma->ranges = ranges;
	dma->room = room;
	return 0;
}

int vfio_user_dma_map(struct vfio_user_dma *dma, uint64_t addr, uint64_t size,
		      uint32_t flags, uint64_t offset, int fd)
{
	const uint32_t both = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE;
	bool writable = flags & VFIO_DMA_MAP_FLAG_WRITE;
	struct range range = {.addr = addr, .flags = flags};
	size_t at;
	int ret;

	if (!flags || flags & ~both || !size ||
	    (addr | size | offset) & (PAGE - 1) || addr + (size - 1) < addr ||
	    offset + size < offset)
		return -EINVAL;
	range.last = addr + (size - 1);
	at = lower_bound(dma, addr);
	if (at < dma->n && dma->ranges[at].addr <= range.last)
		return -EEXIST;
	ret = make_room(dma);
	if (!ret && fd >= 0)
		ret = get_file(dma, fd, writable, offset + size, &range.file);
	if (ret)
		return ret;
	if (range.file)
		range.mem = range.file->base + offset;
	memmove(&dma->ranges[at + 1], &dma->ranges[at],
		(dma->n - at) * sizeof(range));
	dma->ranges[at] = range;
	dma->n++;
	return 0;
}

int vfio_user_dma_unmap(struct vfio_user_dma *dma, uint64_t addr, uint64_t size)
{
	uint64_t last = addr + (size - 1); /* address and size 0: everything */
	size_t first, end;

	if (last < addr || (!size && addr))
		return -EINVAL;
	first = lower_bound(dma, addr);
	for (end = first; end < dma->n && dma->ranges[end].addr <= last; end++)
		if (dma->ranges[end].addr < addr ||
		    dma->ranges[end].last > last)
			return -EINVAL;
	for (size_t i = first; i < end; i++)
		put_file(dma, dma->ranges[i].file);
	if (first == end)
		return 0;
	memmove(&dma->ranges[first], &dma->ranges[end],
		(dma->n - end) * sizeof(*dma->ranges));
	dma->n -= end - first;
	return 0;
}

void vfio_user_dma_clear(struct vfio_user_dma *dma)
{
	for (size_t i = 0; i < dma->n; i++)
		put_file(dma, dma->ranges[i].file);
	dma->n = 0;
}

void *vfio_user_dma_find(const struct vfio_user_dma *dma, uint64_t addr,
			 size_t len, bool write, size_t *ret_len)
{
	uint32_t need =
		write ? VFIO_DMA_MAP_FLAG_WRITE : VFIO_DMA_MAP_FLAG_READ;
	size_t at = lower_bound(dma, addr);
	const struct range *range;

	if (at == dma->n)
		return NULL;
	range = &dma->ranges[at];
	if (range->addr > addr || !range->file || !(range->flags & need))
		return NULL;
	/* last - addr + 1 may be 2^64 */
	*ret_len = range->last - addr < len ? range->last - addr + 1 : len;
	return range->mem + (addr - range->addr);
}

const void *vfio_user_dma_largest(const struct vfio_user_dma *dma,
				  uint64_t *ret_len)
{
	const struct file *largest = NULL;

	for (unsigned int i = 0; i < dma->nfiles; i++)
		if (!largest || dma->files[i]->len > largest->len)
			largest = dma->files[i];
	if (!largest)
		return NULL;
	*ret_len = largest->len;
	return largest->base;
}
