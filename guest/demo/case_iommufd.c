// SPDX-License-Identifier: BSD-3-Clause
/*
 * The memory of one device in the address space of another one that user space
 * drives: the kernel does not know the hints of its writes, so required hints forbid
 * the mapping.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "guest/demo/demo.h"

#define LEN WINDOW_SIZE

/* From linux/iommufd.h of Linux 7.0; that of the host may be older */
#define IOAS_ALLOC    _IO(';', 0x81)
#define IOAS_MAP_FILE _IO(';', 0x8f)
#define MAP_READABLE  0x4
#define MAP_WRITEABLE 0x2

struct ioas_alloc {
	uint32_t size, flags, ret_id;
};

struct ioas_map_file {
	uint32_t size, flags, ioas;
	int32_t fd;
	uint64_t start, length, ret_iova;
};

/* A space without devices. Return: the file, *@ret_ioas its space; -errno */
static int open_space(uint32_t *ret_ioas)
{
	struct ioas_alloc alloc = {.size = sizeof(alloc)};
	int iommu = open("/dev/iommu", O_RDWR | O_CLOEXEC), ret;

	if (iommu < 0)
		return -errno;
	if (ioctl(iommu, IOAS_ALLOC, &alloc)) {
		ret = -errno;
		close(iommu);
		return ret;
	}
	*ret_ioas = alloc.ret_id;
	return iommu;
}

static int map(int iommu, uint32_t ioas, int fd)
{
	struct ioas_map_file map = {
		.size = sizeof(map),
		.flags = MAP_READABLE | MAP_WRITEABLE,
		.ioas = ioas,
		.fd = fd,
		.length = LEN,
	};

	return ioctl(iommu, IOAS_MAP_FILE, &map) ? -errno : 0;
}

void run_iommufd(struct demo_case *c, const void *arg)
{
	struct tph_tag tag = {
		.st8_valid = true, .st8 = 0x35, .ph = 2, .required = true};
	uint64_t window = case_window(c, LEN);
	uint32_t ioas = 0;
	int iommu, fd;

	case_operation(c, "none");
	case_request(c, &tag);
	iommu = open_space(&ioas);
	if (!case_ret(c, iommu < 0 ? iommu : 0, 0, "open /dev/iommu"))
		return;
	if (!case_export(c, window, LEN, &tag, &fd)) {
		case_ret(c, map(iommu, ioas, fd), -EOPNOTSUPP,
			 "map with required hints");
		case_add(c, "import", json_object_new_string("EOPNOTSUPP"));

		/* It is for that reason only */
		tag.required = false;
		case_ret(c, tph_dmabuf_tag(c->demo->dev, fd, &tag), 0,
			 "lift the requirement");
		case_ret(c, map(iommu, ioas, fd), 0, "map");
		tag.required = true;
		case_ret(c, tph_dmabuf_tag(c->demo->dev, fd, &tag), -EBUSY,
			 "require hints while it is mapped");
	}
	close(iommu);
	case_wire_none(c, window, LEN);
	if (fd >= 0)
		close(fd);
}
