// SPDX-License-Identifier: BSD-3-Clause
/*
 * Ioctls of the fake kernel. Numbers and layouts are written out here from
 * Linux 7.3's include/uapi, so that the library's own numbers are tested too.
 */
#include "tests/libtph/fake_vfio.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "tests/libtph/fake.h"

/* _IO(';', 100 + n); _IO(';', 0x80 + n); _IOWR, _IOW('t', 0xd0 + n, ...) */
#define VFIO(n)	    (0x3b64u + (n))
#define IOMMUFD(n)  (0x3b80u + (n))
#define DMA_IMPORT  0xc01474d0u
#define DMA_WRITE   0x402074d1u
#define DMA_STATE   0xc00c74d2u
#define DMA_RELEASE 0x400474d3u

static uint8_t importer_answer[64];
static size_t importer_answer_len;

void fake_importer_answer(const void *bytes, size_t len)
{
	memcpy(importer_answer, bytes, len);
	importer_answer_len = len;
}

static uint32_t get32(const void *p, size_t offset)
{
	uint32_t v;

	memcpy(&v, (const char *)p + offset, sizeof(v));
	return v;
}

static uint64_t get64(const void *p, size_t offset)
{
	uint64_t v;

	memcpy(&v, (const char *)p + offset, sizeof(v));
	return v;
}

static void put32(void *p, size_t offset, uint32_t v)
{
	memcpy((char *)p + offset, &v, sizeof(v));
}

static void put64(void *p, size_t offset, uint64_t v)
{
	memcpy((char *)p + offset, &v, sizeof(v));
}

/* ---- devices
 * ----------------------------------------------------------------- */

static int get_info(void *arg)
{
	assert_true(get32(arg, 0) >= 16);
	put32(arg, 4, 2u | (fake.resettable ? 1u : 0u)); /* PCI, RESET */
	put32(arg, 8, 9);
	put32(arg, 12, 5);
	return 0;
}

static int get_region(void *arg)
{
	uint32_t argsz = get32(arg, 0), index = get32(arg, 8);

	assert_true(argsz >= 32 && index < FAKE_REGIONS);
	put32(arg, 4, fake.region_flags[index]);
	put32(arg, 12, 0);
	put64(arg, 16, fake.size[index]);
	put64(arg, 24, FAKE_OFFSET(index));
	if (index || !fake.sparse)
		return 0;
	put32(arg, 4, fake.region_flags[index] | 8u); /* CAPS */
	if (argsz < 48) {
		put32(arg, 0, 48);
		return 0;
	}
	put32(arg, 12, fake.sparse_loop == 2 ? 4096 : 32);
	put32(arg, 32, 1u | 1u << 16); /* SPARSE_MMAP, version 1 */
	put32(arg, 36, fake.sparse_loop == 1 ? 32 : 0);
	return 0;
}

static int get_irq(void *arg)
{
	assert_true(get32(arg, 0) >= 16);
	assert_int_equal(get32(arg, 8), 2);  /* MSI-X */
	put32(arg, 4, fake.vectors ? 1 : 0); /* EVENTFD */
	put32(arg, 12, fake.vectors);
	return 0;
}

static int set_irqs(void *arg)
{
	uint32_t argsz = get32(arg, 0), flags = get32(arg, 4), i;
	uint32_t count = get32(arg, 16);

	assert_int_equal(get32(arg, 8), 2);
	assert_int_equal(get32(arg, 12), 0);
	if (!count) {
		assert_int_equal(flags, 1u | 1u << 5); /* NONE, TRIGGER */
		fake.irqs_enabled = 0;
		return 0;
	}
	assert_int_equal(flags, 1u << 2 | 1u << 5); /* EVENTFD, TRIGGER */
	assert_int_equal(argsz, 20 + 4 * count);
	assert_true(count <= fake.vectors);
	for (i = 0; i < count; i++) {
		fake.irq_fds[i] = (int)get32(arg, 20 + 4 * i);
		assert_true(fake_file(fake.irq_fds[i])->kind == FAKE_EVENTFD);
	}
	fake.irqs_enabled = count;
	return 0;
}

static int feature(void *arg)
{
	uint32_t argsz = get32(arg, 0), flags = get32(arg, 4);

	memset(fake.feature, 0, sizeof(fake.feature));
	memcpy(fake.feature, arg,
	       argsz < sizeof(fake.feature) ? argsz : sizeof(fake.feature));
	switch (flags & 0xffff) {
	case 11: /* DMA_BUF */
		assert_int_equal(flags & ~0xffffu, 1u << 16);
		if (fake.feature_error)
			return fake.feature_error;
		assert_int_equal(argsz, 8 + 16 + 16 * get32(arg, 20));
		return fake_new_fd(FAKE_DMABUF, "dmabuf");
	case 14: /* DMA_BUF_TPH */
		return fake.feature_error;
	default:
		return -ENOTTY;
	}
}

static int device_ioctl(struct fake_file *file, unsigned long request,
			void *arg)
{
	if (!file->usable)
		return -EINVAL;
	switch (request) {
	case VFIO(7):
		return get_info(arg);
	case VFIO(8):
		return get_region(arg);
	case VFIO(9):
		return get_irq(arg);
	case VFIO(10):
		return set_irqs(arg);
	case VFIO(11):
		fake_trace("reset\n");
		fake.resets++;
		return 0;
	case VFIO(17):
		return feature(arg);
	default:
		return -ENOTTY;
	}
}

/* ---- cdev and iommufd
 * ------------------------------------------------------------ */

static int cdev_ioctl(struct fake_file *file, unsigned long request, void *arg)
{
	struct fake_file *iommufd;

	switch (request) {
	case VFIO(18):
		iommufd = fake_file((int)get32(arg, 8));
		if (get32(arg, 0) < 16 || get32(arg, 4) || file->bound ||
		    !iommufd || iommufd->kind != FAKE_IOMMUFD)
			return -EINVAL;
		fake_trace("bind\n");
		file->bound = true;
		return 0;
	case VFIO(19):
		if (get32(arg, 0) < 12 || get32(arg, 4) || !file->bound)
			return -EINVAL;
		if (get32(arg, 8) != FAKE_IOAS)
			return -ENOENT;
		fake_trace("attach\n");
		file->usable = true;
		return 0;
	default:
		return device_ioctl(file, request, arg);
	}
}

static int add_mapping(uint64_t iova, uint64_t len, uint64_t addr)
{
	unsigned int i;

	for (i = 0; i < fake.dma_n; i++)
		if (iova < fake.dma[i].iova + fake.dma[i].len &&
		    fake.dma[i].iova < iova + len)
			return -EEXIST;
	assert_true(fake.dma_n < 8);
	fake.dma[fake.dma_n].iova = iova;
	fake.dma[fake.dma_n].len = len;
	fake.dma[fake.dma_n++].addr = addr;
	return 0;
}

/* Return: bytes of the mapping that is exactly there */
static uint64_t drop_mapping(uint64_t iova, uint64_t len)
{
	unsigned int i;

	for (i = 0; i < fake.dma_n; i++) {
		if (fake.dma[i].iova != iova || fake.dma[i].len != len)
			continue;
		fake.dma[i] = fake.dma[--fake.dma_n];
		return len;
	}
	return 0;
}

static int iommufd_ioctl(struct fake_file *file, unsigned long request,
			 void *arg)
{
	uint32_t flags;
	int ret;

	switch (request) {
	case IOMMUFD(1): /* IOAS_ALLOC */
		if (get32(arg, 0) != 12 || get32(arg, 4))
			return -EINVAL;
		put32(arg, 8, FAKE_IOAS);
		file->has_ioas = true;
		return 0;
	case IOMMUFD(5): /* IOAS_MAP */
		flags = get32(arg, 4);
		assert_int_equal(get32(arg, 0), 40);
		assert_int_equal(get32(arg, 8), FAKE_IOAS);
		assert_int_equal(flags & ~1u, 6); /* READABLE, WRITEABLE */
		if (!(flags & 1))
			put64(arg, 32, 0x40000000);
		ret = add_mapping(get64(arg, 32), get64(arg, 24),
				  get64(arg, 16));
		return ret;
	case IOMMUFD(6): /* IOAS_UNMAP */
		assert_int_equal(get32(arg, 0), 24);
		assert_int_equal(get32(arg, 4), FAKE_IOAS);
		return drop_mapping(get64(arg, 8), get64(arg, 16)) ? 0
								   : -ENOENT;
	default:
		return -ENOTTY;
	}
}

/* ---- group and container
 * --------------------------------------------------------- */

static int group_ioctl(struct fake_file *file, unsigned long request, void *arg)
{
	struct fake_file *container;
	int fd;

	switch (request) {
	case VFIO(3): /* GET_STATUS */
		put32(arg, 4, fake.viable ? 1 : 0);
		return 0;
	case VFIO(4): /* SET_CONTAINER */
		memcpy(&fd, arg, sizeof(fd));
		container = fake_file(fd);
		if (!container || container->kind != FAKE_CONTAINER)
			return -EINVAL;
		fake_trace("set container\n");
		container->has_group = true;
		file->container_fd = fd;
		return 0;
	case VFIO(6): /* GET_DEVICE_FD */
		container = fake_file(file->container_fd);
		if (!container || !container->has_iommu)
			return -EINVAL;
		if (strcmp(arg, FAKE_BDF))
			return -ENODEV;
		fake_trace("get device\n");
		fd = fake_new_fd(FAKE_DEVICE, "device");
		if (fd >= 0)
			fake_file(fd)->usable = true;
		return fd;
	default:
		return -ENOTTY;
	}
}

/* Two ranges around the interrupts of x86, in a chain of two capabilities */
static int type1_info(void *arg)
{
	uint32_t argsz = get32(arg, 0);

	put32(arg, 4, 3); /* PGSIZES, CAPS */
	put64(arg, 8, 4096);
	put32(arg, 16, 0);
	put32(arg, 0, 80);
	if (argsz < 80)
		return 0;
	put32(arg, 16, 24);
	put32(arg, 24, 3u | 1u << 16); /* DMA_AVAIL */
	put32(arg, 28, 32);
	put32(arg, 32, 1u | 1u << 16); /* IOVA_RANGE */
	put32(arg, 36, 0);
	put32(arg, 40, 2);
	put32(arg, 44, 0);
	put64(arg, 48, 0);
	put64(arg, 56, 0xfedfffff);
	put64(arg, 64, 0xfef00000);
	put64(arg, 72, 0x7fffffffff);
	return 0;
}

static int container_ioctl(struct fake_file *file, unsigned long request,
			   void *arg)
{
	unsigned long value = (unsigned long)arg;
	unsigned long mine = fake.noiommu_group ? 8 : 3; /* NOIOMMU, TYPE1v2 */
	uint64_t len;

	switch (request) {
	case VFIO(0):
		return 0;
	case VFIO(1):
		return value == mine;
	case VFIO(2): /* SET_IOMMU */
		if (!file->has_group || value != mine)
			return -EINVAL;
		fake_trace("set iommu %lu\n", value);
		file->has_iommu = true;
		return 0;
	case VFIO(12):
		return type1_info(arg);
	case VFIO(13): /* MAP_DMA */
		assert_int_equal(get32(arg, 0), 32);
		assert_int_equal(get32(arg, 4), 3);
		return add_mapping(get64(arg, 16), get64(arg, 24),
				   get64(arg, 8));
	case VFIO(14): /* UNMAP_DMA */
		len = drop_mapping(get64(arg, 8), get64(arg, 16));
		put64(arg, 16, len);
		return 0;
	default:
		return -ENOTTY;
	}
}

/* ---- the reference importer
 * --------------------------------------------------------- */

static int importer_ioctl(unsigned long request, void *arg)
{
	size_t size = request >> 16 & 0x3fff;

	assert_true(size <= sizeof(fake.importer));
	memcpy(fake.importer, arg, size);
	switch (request) {
	case DMA_IMPORT:
	case DMA_STATE:
		if (fake.importer_error)
			return fake.importer_error;
		assert_int_equal(importer_answer_len, size);
		memcpy(arg, importer_answer, size);
		return 0;
	case DMA_WRITE:
	case DMA_RELEASE:
		return fake.importer_error;
	default:
		return -ENOTTY;
	}
}

int fake_ioctl(int fd, unsigned long request, void *arg)
{
	struct fake_file *file = fake_file(fd);

	assert_non_null(file);
	switch (file->kind) {
	case FAKE_CDEV:
		return cdev_ioctl(file, request, arg);
	case FAKE_DEVICE:
		return device_ioctl(file, request, arg);
	case FAKE_IOMMUFD:
		return iommufd_ioctl(file, request, arg);
	case FAKE_CONTAINER:
		return container_ioctl(file, request, arg);
	case FAKE_GROUP:
		return group_ioctl(file, request, arg);
	case FAKE_IMPORTER:
		return importer_ioctl(request, arg);
	default:
		return -ENOTTY;
	}
}
