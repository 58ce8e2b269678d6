// SPDX-License-Identifier: BSD-3-Clause
/* Calls of the DMA engine's driver */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "guest/uapi/uapi.h"
#include "libtph/uapi.h"

#define IMPORTER "/dev/tph_dma0"

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

int op_import(struct uapi_thread *t)
{
	struct uapi_dma_import arg = {
		.dmabuf_fd = uapi_any(t, uapi_one_in(t, 4) ? t->uapi->udmabufs
							   : t->uapi->fds),
		.flags = uapi_one_in(t, 3) ? uapi_random(t, 9) : 0,
	};
	unsigned int old;
	int fd = importer(t->uapi);
	int ret = uapi_result(ioctl(fd, UAPI_DMA_IMPORT, &arg));

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
	if (uapi_one_in(t, 20))
		return uapi_random(t, 100);
	return atomic_load(&t->uapi->handles[uapi_random(t, UAPI_SLOTS)]);
}

int op_write(struct uapi_thread *t)
{
	static const uint8_t data[2 * UAPI_PAGE];
	struct uapi_dma_write arg = {
		.handle = handle(t),
		.user_addr = (uintptr_t)data,
		.offset = uapi_random(t, 4 * UAPI_PAGE),
		.len = 1 +
		       uapi_random(t, uapi_one_in(t, 8) ? 2 * UAPI_PAGE : 256),
	};

	if (uapi_one_in(t, 50))
		arg.user_addr = 8;
	if (uapi_one_in(t, 50))
		arg.offset = UINT64_MAX - uapi_random(t, UAPI_PAGE);
	return uapi_result(
		ioctl(atomic_load(&t->uapi->importer), UAPI_DMA_WRITE, &arg));
}

int op_state(struct uapi_thread *t)
{
	struct uapi_dma_state arg = {.handle = handle(t)};

	return uapi_result(
		ioctl(atomic_load(&t->uapi->importer), UAPI_DMA_STATE, &arg));
}

int op_release(struct uapi_thread *t)
{
	unsigned int arg =
		uapi_one_in(t, 10)
			? handle(t)
			: atomic_exchange(
				  &t->uapi->handles[uapi_random(t, UAPI_SLOTS)],
				  0);

	return uapi_result(
		ioctl(atomic_load(&t->uapi->importer), UAPI_DMA_RELEASE, &arg));
}

static int driver(const struct uapi *u, const char *file)
{
	int fd = open(file, O_WRONLY | O_CLOEXEC), ret;

	if (fd < 0)
		return -errno;
	ret = uapi_result(
		(int)write(fd, u->importer_bdf, strlen(u->importer_bdf)));
	close(fd);
	return ret;
}

/*
 * The importer's driver goes away below its users, and comes back. Its name is
 * free when all its files are closed.
 */
int op_unbind_dma(struct uapi_thread *t)
{
	struct uapi *u = t->uapi;
	int old = atomic_exchange(&u->importer, -1), ret;

	if (uapi_one_in(t, 2) && old >= 0) {
		close(old);
		old = -1;
	}
	ret = driver(u, "/sys/bus/pci/drivers/tph_dma/unbind");
	if (old >= 0)
		close(old);
	if (uapi_one_in(t, 2))
		usleep(uapi_random(t, 2000));
	driver(u, "/sys/bus/pci/drivers/tph_dma/bind");
	return ret;
}
