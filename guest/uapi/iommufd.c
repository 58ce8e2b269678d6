// SPDX-License-Identifier: BSD-3-Clause
/* Calls of iommufd: dma-bufs in an address space that user space drives */
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "guest/uapi/uapi.h"
#include "libtph/uapi.h"

#define BASE  0x10000000ull
#define PLACE 0x100000ull

/* linux/iommufd.h of Linux 6.14; the host's may be older */
#define MAP_FILE _IO(';', 0x8f)
struct map_file {
	uint32_t size, flags, ioas;
	int32_t fd;
	uint64_t start, length, iova;
};

static int iommu = -1;
static uint32_t ioas;

int uapi_iommu_open(void)
{
	struct iommu_ioas_alloc alloc = {.size = sizeof(alloc)};

	iommu = open("/dev/iommu", O_RDWR | O_CLOEXEC);
	if (iommu < 0 || ioctl(iommu, IOMMU_IOAS_ALLOC, &alloc))
		return -errno;
	ioas = alloc.out_ioas_id;
	return 0;
}

void uapi_iommu_close(void)
{
	close(iommu);
}

static uint64_t place(struct uapi_thread *t)
{
	return BASE + uapi_random(t, UAPI_SLOTS) * PLACE;
}

/* The address space keeps the file open */
int op_map(struct uapi_thread *t)
{
	struct uapi *u = t->uapi;
	struct map_file map = {
		.size = sizeof(map),
		.flags = IOMMU_IOAS_MAP_FIXED_IOVA | IOMMU_IOAS_MAP_READABLE |
			 IOMMU_IOAS_MAP_WRITEABLE,
		.ioas = ioas,
		.fd = uapi_copy(t, uapi_one_in(t, 8) ? u->udmabufs : u->fds),
		.length = (uint64_t)(1 + uapi_random(t, 2)) * UAPI_PAGE,
		.iova = place(t),
	};
	int ret;

	if (map.fd < 0)
		return map.fd;
	if (uapi_one_in(t, 8))
		map.start = (uint64_t)uapi_random(t, 4) * UAPI_PAGE;
	ret = uapi_result(ioctl(iommu, MAP_FILE, &map));
	close(map.fd);
	return ret;
}

int op_unmap(struct uapi_thread *t)
{
	struct iommu_ioas_unmap unmap = {
		.size = sizeof(unmap),
		.ioas_id = ioas,
		.iova = place(t),
		.length = PLACE,
	};

	return uapi_result(ioctl(iommu, IOMMU_IOAS_UNMAP, &unmap));
}
