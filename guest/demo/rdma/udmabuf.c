// SPDX-License-Identifier: BSD-3-Clause
#include "guest/demo/rdma/udmabuf.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/udmabuf.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define SIZE 4096u

/* Newer than the host's headers */
struct set_pci_tph {
	int32_t fd;
	struct udmabuf_tph tph;
};
#define SET_PCI_TPH _IOW('u', 0x44, struct set_pci_tph)

static int driver_ioctl(unsigned long request, void *arg)
{
	int driver = open("/dev/udmabuf", O_RDWR | O_CLOEXEC), ret;

	if (driver < 0)
		return -errno;
	ret = ioctl(driver, request, arg);
	if (ret < 0)
		ret = -errno;
	close(driver);
	return ret;
}

/* Bits 54:0 of a page's entry are its number, bit 63: it is present */
static int physical(const void *data, uint64_t *ret_addr)
{
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	uint64_t entry = 0;
	int ret = 0;

	if (fd < 0)
		return -errno;
	if (pread(fd, &entry, sizeof(entry), (uintptr_t)data / SIZE * 8) !=
	    sizeof(entry))
		ret = -EIO;
	close(fd);
	if (!ret && (!(entry >> 63) || !(entry << 9)))
		ret = -EACCES;
	if (!ret)
		*ret_addr = (entry & ((1ull << 55) - 1)) * SIZE;
	return ret;
}

static int make(int memfd, struct udmabuf_page *page)
{
	struct udmabuf_create create = {
		.memfd = memfd, .flags = UDMABUF_FLAGS_CLOEXEC, .size = SIZE};
	void *data;

	if (ftruncate(memfd, SIZE) || fcntl(memfd, F_ADD_SEALS, F_SEAL_SHRINK))
		return -errno;
	data = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, memfd, 0);
	if (data == MAP_FAILED)
		return -errno;
	page->data = data;
	page->data[0] = 1;
	page->fd = driver_ioctl(UDMABUF_CREATE, &create);
	return page->fd < 0 ? page->fd : physical(data, &page->addr);
}

int udmabuf_page(struct udmabuf_page *ret_page)
{
	int memfd = memfd_create("page", MFD_CLOEXEC | MFD_ALLOW_SEALING), ret;

	*ret_page = (struct udmabuf_page){.fd = -1};
	if (memfd < 0)
		return -errno;
	ret = make(memfd, ret_page);
	close(memfd);
	return ret;
}

void udmabuf_page_end(struct udmabuf_page *page)
{
	if (page->fd >= 0)
		close(page->fd);
	*page = (struct udmabuf_page){.fd = -1};
}

int udmabuf_set(int fd, const struct udmabuf_tph *tph)
{
	struct set_pci_tph set = {.fd = fd};

	if (!tph)
		return driver_ioctl(SET_PCI_TPH, NULL);
	set.tph = *tph;
	return driver_ioctl(SET_PCI_TPH, &set);
}
