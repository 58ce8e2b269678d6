// SPDX-License-Identifier: BSD-3-Clause
/* Calls on the accelerator's VFIO device, and of its driver */
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "guest/uapi/uapi.h"
#include "libtph/uapi.h"

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

int op_export(struct uapi_thread *t)
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
	get->region_index = uapi_one_in(t, 8) ? uapi_random(t, 8) : 2;
	get->open_flags = O_CLOEXEC | (uapi_one_in(t, 8) ? O_RDONLY : O_RDWR);
	get->nr_ranges = uapi_one_in(t, 4) ? 2 : 1;
	for (unsigned int i = 0; i < 2; i++) {
		get->dma_ranges[i].offset =
			(uint64_t)uapi_random(t, 64) * UAPI_PAGE;
		get->dma_ranges[i].length =
			(uint64_t)(1 + uapi_random(t, 4)) * UAPI_PAGE;
	}
	fd = on_device(t, VFIO_DEVICE_FEATURE, &arg);
	if (fd < 0)
		return fd;
	uapi_put(t, t->uapi->fds, fd);
	return 0;
}

struct tph_arg {
	struct vfio_device_feature header;
	struct vfio_device_feature_dma_buf_tph tph;
};

int op_set(struct uapi_thread *t)
{
	struct tph_arg arg = {.header.argsz = sizeof(arg)};

	arg.header.flags =
		VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_DMA_BUF_TPH;
	arg.tph.dmabuf_fd = uapi_any(t, uapi_one_in(t, 20) ? t->uapi->udmabufs
							   : t->uapi->fds);
	arg.tph.flags = uapi_random(t, uapi_one_in(t, 20) ? 256 : 8);
	arg.tph.steering_tag_ext = (uint16_t)uapi_random(t, 0x10000);
	arg.tph.steering_tag = (uint8_t)uapi_random(t, 0x100);
	arg.tph.ph = (uint8_t)uapi_random(t, uapi_one_in(t, 20) ? 256 : 4);
	if (uapi_one_in(t, 30))
		arg.header.argsz = uapi_random(t, 64);
	if (uapi_one_in(t, 30))
		arg.header.flags ^= 1u << uapi_random(t, 20);
	return on_device(t, VFIO_DEVICE_FEATURE, &arg);
}

int op_probe(struct uapi_thread *t)
{
	struct tph_arg arg = {.header.argsz = sizeof(arg)};

	arg.header.flags =
		VFIO_DEVICE_FEATURE_PROBE | VFIO_DEVICE_FEATURE_DMA_BUF_TPH;
	return on_device(t, VFIO_DEVICE_FEATURE, &arg);
}

int op_reset(struct uapi_thread *t)
{
	return on_device(t, VFIO_DEVICE_RESET, NULL);
}

int op_memory(struct uapi_thread *t)
{
	struct uapi *u = t->uapi;
	int ret = -ENODEV;

	pthread_rwlock_wrlock(&u->device);
	if (u->dev)
		ret = tph_device_memory_enable(u->dev, !uapi_one_in(t, 3));
	pthread_rwlock_unlock(&u->device);
	return ret;
}

int op_reopen(struct uapi_thread *t)
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
