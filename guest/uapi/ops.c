// SPDX-License-Identifier: BSD-3-Clause
/* Kinds of calls; most arguments make sense, some do not */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/memfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "guest/uapi/uapi.h"
#include "libtph/uapi.h"

#define PAGE	 4096
#define IMPORTER "/dev/tph_dma0"

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

uint32_t uapi_random(struct uapi_thread *t, uint32_t below)
{
	t->seed ^= t->seed << 13;
	t->seed ^= t->seed >> 7;
	t->seed ^= t->seed << 17;
	return (uint32_t)(t->seed >> 32) % below;
}

static bool one_in(struct uapi_thread *t, uint32_t n)
{
	return !uapi_random(t, n);
}

static int result(int ret)
{
	return ret < 0 ? -errno : 0;
}

static int any(struct uapi_thread *t, atomic_int *slots)
{
	/* Now and then a descriptor of another kind */
	if (one_in(t, 40))
		return (int)uapi_random(t, 8) - 1;
	return atomic_load(&slots[uapi_random(t, UAPI_SLOTS)]);
}

static void put(struct uapi_thread *t, atomic_int *slots, int fd)
{
	int old = atomic_exchange(&slots[uapi_random(t, UAPI_SLOTS)], fd);

	if (old >= 0)
		close(old);
}

int uapi_open(struct uapi *u)
{
	const struct tph_open_options options = {.bind = true};

	return tph_device_open(u->bdf, &options, &u->dev);
}

void uapi_close(struct uapi *u)
{
	tph_device_close(u->dev);
	u->dev = NULL;
}

/* A call on the device's descriptor, which stays open meanwhile */
static int on_device(struct uapi_thread *t, unsigned long request, void *arg)
{
	struct uapi *u = t->uapi;
	int ret = -ENODEV;

	pthread_rwlock_rdlock(&u->device);
	if (u->dev) {
		ret = ioctl(tph_device_fd(u->dev), request, arg);
		if (ret < 0)
			ret = -errno;
	}
	pthread_rwlock_unlock(&u->device);
	return ret;
}

static int run_export(struct uapi_thread *t)
{
	union {
		struct vfio_device_feature header;
		uint8_t bytes[sizeof(struct vfio_device_feature) +
			      sizeof(struct vfio_device_feature_dma_buf) +
			      2 * sizeof(struct vfio_region_dma_range)];
	} arg = {.header.argsz = sizeof(arg)};
	struct vfio_device_feature_dma_buf *get = (void *)arg.header.data;
	int fd;

	arg.header.flags =
		VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_DMA_BUF;
	get->region_index = one_in(t, 8) ? uapi_random(t, 8) : 2;
	get->open_flags = O_CLOEXEC | (one_in(t, 8) ? O_RDONLY : O_RDWR);
	get->nr_ranges = one_in(t, 4) ? 2 : 1;
	for (unsigned int i = 0; i < 2; i++) {
		get->dma_ranges[i].offset = (uint64_t)uapi_random(t, 64) * PAGE;
		get->dma_ranges[i].length =
			(uint64_t)(1 + uapi_random(t, 4)) * PAGE;
	}
	fd = on_device(t, VFIO_DEVICE_FEATURE, &arg);
	if (fd < 0)
		return fd;
	put(t, t->uapi->fds, fd);
	return 0;
}

struct tph_arg {
	struct vfio_device_feature header;
	struct vfio_device_feature_dma_buf_tph tph;
};

static int run_set(struct uapi_thread *t)
{
	struct tph_arg arg = {.header.argsz = sizeof(arg)};

	arg.header.flags =
		VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_DMA_BUF_TPH;
	arg.tph.dmabuf_fd =
		any(t, one_in(t, 20) ? t->uapi->udmabufs : t->uapi->fds);
	arg.tph.flags = uapi_random(t, one_in(t, 20) ? 256 : 8);
	arg.tph.steering_tag_ext = (uint16_t)uapi_random(t, 0x10000);
	arg.tph.steering_tag = (uint8_t)uapi_random(t, 0x100);
	arg.tph.ph = (uint8_t)uapi_random(t, one_in(t, 20) ? 256 : 4);
	if (one_in(t, 30))
		arg.header.argsz = uapi_random(t, 64);
	if (one_in(t, 30))
		arg.header.flags ^= 1u << uapi_random(t, 20);
	return on_device(t, VFIO_DEVICE_FEATURE, &arg);
}

static int run_probe(struct uapi_thread *t)
{
	struct tph_arg arg = {.header.argsz = sizeof(arg)};

	arg.header.flags =
		VFIO_DEVICE_FEATURE_PROBE | VFIO_DEVICE_FEATURE_DMA_BUF_TPH;
	return on_device(t, VFIO_DEVICE_FEATURE, &arg);
}

/* The importer, opened again after its driver came back */
static int importer(struct uapi *u)
{
	int fd = atomic_load(&u->importer), none = -1;

	if (fd >= 0)
		return fd;
	fd = open(IMPORTER, O_RDWR | O_CLOEXEC);
	if (fd >= 0 && !atomic_compare_exchange_strong(&u->importer, &none, fd))
		close(fd);
	return atomic_load(&u->importer);
}

static int run_import(struct uapi_thread *t)
{
	struct uapi_dma_import arg = {
		.dmabuf_fd =
			any(t, one_in(t, 4) ? t->uapi->udmabufs : t->uapi->fds),
		.flags = one_in(t, 3) ? uapi_random(t, 9) : 0,
	};
	unsigned int old;
	int fd = importer(t->uapi);
	int ret = result(ioctl(fd, UAPI_DMA_IMPORT, &arg));

	if (ret)
		return ret;
	old = atomic_exchange(&t->uapi->handles[uapi_random(t, UAPI_SLOTS)],
			      arg.handle);
	if (old)
		ioctl(fd, UAPI_DMA_RELEASE, &old);
	return 0;
}

static unsigned int handle(struct uapi_thread *t)
{
	if (one_in(t, 20))
		return uapi_random(t, 100);
	return atomic_load(&t->uapi->handles[uapi_random(t, UAPI_SLOTS)]);
}

static int run_write(struct uapi_thread *t)
{
	static const uint8_t data[2 * PAGE];
	struct uapi_dma_write arg = {
		.handle = handle(t),
		.user_addr = (uintptr_t)data,
		.offset = uapi_random(t, 4 * PAGE),
		.len = 1 + uapi_random(t, one_in(t, 8) ? 2 * PAGE : 256),
	};

	if (one_in(t, 50))
		arg.user_addr = 8;
	if (one_in(t, 50))
		arg.offset = UINT64_MAX - uapi_random(t, PAGE);
	return result(
		ioctl(atomic_load(&t->uapi->importer), UAPI_DMA_WRITE, &arg));
}

static int run_state(struct uapi_thread *t)
{
	struct uapi_dma_state arg = {.handle = handle(t)};

	return result(
		ioctl(atomic_load(&t->uapi->importer), UAPI_DMA_STATE, &arg));
}

static int run_release(struct uapi_thread *t)
{
	unsigned int arg =
		one_in(t, 10)
			? handle(t)
			: atomic_exchange(
				  &t->uapi->handles[uapi_random(t, UAPI_SLOTS)],
				  0);

	return result(
		ioctl(atomic_load(&t->uapi->importer), UAPI_DMA_RELEASE, &arg));
}

static int run_fdinfo(struct uapi_thread *t)
{
	char path[64], text[1024];
	int fd, ret;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d",
		 any(t, one_in(t, 4) ? t->uapi->udmabufs : t->uapi->fds));
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	while ((ret = (int)read(fd, text, sizeof(text))) > 0)
		;
	ret = result(ret);
	close(fd);
	return ret;
}

static int run_close(struct uapi_thread *t)
{
	put(t, one_in(t, 4) ? t->uapi->udmabufs : t->uapi->fds, -1);
	return 0;
}

/*
 * Return: a copy of a descriptor of @slots, never one of a device, because a driver
 * is unbound only after all files of its device are closed; -errno
 */
static int copy(struct uapi_thread *t, atomic_int *slots)
{
	int fd = fcntl(atomic_load(&slots[uapi_random(t, UAPI_SLOTS)]),
		       F_DUPFD_CLOEXEC, 64);
	struct stat st;

	if (fd < 0)
		return -errno;
	/* Its number may have become another file's before it was copied */
	if (!fstat(fd, &st) && !S_ISCHR(st.st_mode))
		return fd;
	close(fd);
	return -EBADF;
}

static int run_dup(struct uapi_thread *t)
{
	int fd = copy(t, t->uapi->fds);

	if (fd < 0)
		return fd;
	put(t, t->uapi->fds, fd);
	return 0;
}

static int run_reset(struct uapi_thread *t)
{
	return on_device(t, VFIO_DEVICE_RESET, NULL);
}

static int run_memory(struct uapi_thread *t)
{
	struct uapi *u = t->uapi;
	int ret = -ENODEV;

	pthread_rwlock_wrlock(&u->device);
	if (u->dev)
		ret = tph_device_memory_enable(u->dev, !one_in(t, 3));
	pthread_rwlock_unlock(&u->device);
	return ret;
}

static int run_reopen(struct uapi_thread *t)
{
	struct uapi *u = t->uapi;
	int ret;

	pthread_rwlock_wrlock(&u->device);
	if (u->dev)
		uapi_close(u);
	ret = uapi_open(u);
	pthread_rwlock_unlock(&u->device);
	return ret;
}

static int driver(const struct uapi *u, const char *file)
{
	int fd = open(file, O_WRONLY | O_CLOEXEC), ret;

	if (fd < 0)
		return -errno;
	ret = result((int)write(fd, u->importer_bdf, strlen(u->importer_bdf)));
	close(fd);
	return ret;
}

/*
 * The importer's driver goes away below its users, and comes back. Its name is
 * free when all its files are closed.
 */
static int run_unbind(struct uapi_thread *t)
{
	struct uapi *u = t->uapi;
	int old = atomic_exchange(&u->importer, -1), ret;

	if (one_in(t, 2) && old >= 0) {
		close(old);
		old = -1;
	}
	ret = driver(u, "/sys/bus/pci/drivers/tph_dma/unbind");
	if (old >= 0)
		close(old);
	if (one_in(t, 2))
		usleep(uapi_random(t, 2000));
	driver(u, "/sys/bus/pci/drivers/tph_dma/bind");
	return ret;
}

static int run_udmabuf(struct uapi_thread *t)
{
	struct udmabuf_create arg = {
		.flags = 1,
		.size = (uint64_t)(1 + uapi_random(t, 4)) * PAGE,
	};
	int dev = open("/dev/udmabuf", O_RDWR | O_CLOEXEC), fd = -1, ret = -1;
	int memfd = memfd_create("uapi", MFD_ALLOW_SEALING | MFD_CLOEXEC);

	if (dev >= 0 && memfd >= 0 && !ftruncate(memfd, 4 * PAGE) &&
	    !fcntl(memfd, F_ADD_SEALS, F_SEAL_SHRINK)) {
		arg.memfd = (uint32_t)memfd;
		fd = ioctl(dev, UDMABUF_CREATE, &arg);
	}
	ret = result(fd);
	if (dev >= 0)
		close(dev);
	if (memfd >= 0)
		close(memfd);
	if (fd >= 0)
		put(t, t->uapi->udmabufs, fd);
	return ret;
}

static int run_udmabuf_set(struct uapi_thread *t)
{
	struct udmabuf_pci_tph arg = {
		.dmabuf_fd = any(t, one_in(t, 20) ? t->uapi->fds
						  : t->uapi->udmabufs),
		.flags = uapi_random(t, one_in(t, 20) ? 16 : 4),
		.cpu = uapi_random(t, one_in(t, 20) ? UINT32_MAX : 2),
		.ph = uapi_random(t, one_in(t, 20) ? 16 : 4),
	};
	int dev = open("/dev/udmabuf", O_RDWR | O_CLOEXEC), ret;

	if (dev < 0)
		return -errno;
	ret = result(ioctl(dev, UDMABUF_SET_PCI_TPH, &arg));
	close(dev);
	return ret;
}

struct uapi_op uapi_ops[] = {
	{.name = "export", .weight = 200, .run = run_export},
	{.name = "set", .weight = 200, .run = run_set},
	{.name = "probe", .weight = 20, .run = run_probe},
	{.name = "import", .weight = 200, .run = run_import},
	{.name = "write", .weight = 200, .run = run_write},
	{.name = "state", .weight = 50, .run = run_state},
	{.name = "release", .weight = 100, .run = run_release},
	{.name = "fdinfo", .weight = 100, .run = run_fdinfo},
	{.name = "close", .weight = 30, .run = run_close},
	{.name = "dup", .weight = 20, .run = run_dup},
	{.name = "reset", .weight = 2, .run = run_reset},
	{.name = "memory", .weight = 10, .run = run_memory},
	{.name = "reopen", .weight = 1, .run = run_reopen},
	{.name = "unbind", .weight = 1, .run = run_unbind},
	{.name = "udmabuf", .weight = 60, .run = run_udmabuf},
	{.name = "udmabuf-set", .weight = 60, .run = run_udmabuf_set},
};
const unsigned int uapi_nops = sizeof(uapi_ops) / sizeof(uapi_ops[0]);
