// SPDX-License-Identifier: BSD-3-Clause
/* Calls of udmabuf */
#include <errno.h>
#include <fcntl.h>
#include <linux/memfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "guest/uapi/uapi.h"

/* include/uapi/linux/udmabuf.h with the series */
struct udmabuf_create {
	uint32_t memfd, flags;
	uint64_t offset, size;
};

struct udmabuf_pci_tph {
	int32_t dmabuf_fd;
	uint32_t flags, cpu, ph;
};

#define UDMABUF_CREATE	    _IOW('u', 0x42, struct udmabuf_create)
#define UDMABUF_SET_PCI_TPH _IOW('u', 0x44, struct udmabuf_pci_tph)

int op_udmabuf(struct uapi_thread *t)
{
	struct udmabuf_create arg = {
		.flags = 1,
		.size = (uint64_t)(1 + uapi_random(t, 4)) * UAPI_PAGE,
	};
	int dev = open("/dev/udmabuf", O_RDWR | O_CLOEXEC), fd = -1, ret = -1;
	int memfd = memfd_create("uapi", MFD_ALLOW_SEALING | MFD_CLOEXEC);

	if (dev >= 0 && memfd >= 0 && !ftruncate(memfd, 4 * UAPI_PAGE) &&
	    !fcntl(memfd, F_ADD_SEALS, F_SEAL_SHRINK)) {
		arg.memfd = (uint32_t)memfd;
		fd = ioctl(dev, UDMABUF_CREATE, &arg);
	}
	ret = uapi_result(fd);
	if (dev >= 0)
		close(dev);
	if (memfd >= 0)
		close(memfd);
	if (fd >= 0)
		uapi_put(t, t->uapi->udmabufs, fd);
	return ret;
}

int op_udmabuf_set(struct uapi_thread *t)
{
	struct udmabuf_pci_tph arg = {
		.dmabuf_fd =
			uapi_any(t, uapi_one_in(t, 20) ? t->uapi->fds
						       : t->uapi->udmabufs),
		.flags = uapi_random(t, uapi_one_in(t, 20) ? 16 : 4),
		.cpu = uapi_random(t, uapi_one_in(t, 20) ? UINT32_MAX : 2),
		.ph = uapi_random(t, uapi_one_in(t, 20) ? 16 : 4),
	};
	int dev = open("/dev/udmabuf", O_RDWR | O_CLOEXEC), ret;

	if (dev < 0)
		return -errno;
	ret = uapi_result(ioctl(dev, UDMABUF_SET_PCI_TPH, &arg));
	close(dev);
	return ret;
}
