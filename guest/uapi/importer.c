// SPDX-License-Identifier: BSD-3-Clause
/* Calls of the DMA engine's driver */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "guest/uapi/uapi.h"
#include "libtph/uapi.h"

#define DRIVER "/sys/bus/pci/drivers/tph_dma/"
#define FILES  4

static int open_importer(void)
{
	char path[32];
	int fd = -1;

	/* A file that is in use below a new driver keeps its number */
	for (int i = 0; i < FILES && fd < 0; i++) {
		snprintf(path, sizeof(path), "/dev/tph_dma%d", i);
		fd = open(path, O_RDWR | O_CLOEXEC);
	}
	return fd;
}

/* Opened again after its driver came back */
int uapi_importer(struct uapi *u)
{
	int fd = atomic_load(&u->importer), none = -1;

	if (fd >= 0)
		return fd;
	fd = open_importer();
	if (fd < 0) {
		/* Its last bind may have failed */
		uapi_write_file(DRIVER "bind", u->importer_bdf);
		fd = open_importer();
	}
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
	int fd = uapi_importer(t->uapi);
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

static void close_importer(struct uapi *u)
{
	int fd = atomic_exchange(&u->importer, -1);

	if (fd >= 0)
		close(fd);
}

/* The driver goes away below its users, and comes back */
int op_unbind_dma(struct uapi_thread *t)
{
	struct uapi *u = t->uapi;
	int ret;

	if (uapi_one_in(t, 2))
		close_importer(u);
	ret = uapi_write_file(DRIVER "unbind", u->importer_bdf);
	/* The old one, which a thread may just have opened again */
	close_importer(u);
	if (uapi_one_in(t, 2))
		usleep(uapi_random(t, 2000));
	uapi_write_file(DRIVER "bind", u->importer_bdf);
	return ret;
}
