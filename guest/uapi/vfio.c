// SPDX-License-Identifier: BSD-3-Clause
/* Calls on the accelerator's VFIO device, and of its driver */
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "guest/uapi/uapi.h"
#include "libtph/uapi.h"

#define UNBIND "/sys/bus/pci/drivers/vfio-pci/unbind"

/* For binding and unbinding; taken before the device's lock */
static pthread_mutex_t driver_lock = PTHREAD_MUTEX_INITIALIZER;

/* Held for reading by calls on the device, for writing by calls that close it */
static pthread_rwlock_t lock =
	PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;
static struct tph_device *dev;

int uapi_device_open(const struct uapi *u)
{
	const struct tph_open_options options = {.bind = true};

	return tph_device_open(u->bdf, &options, &dev);
}

void uapi_device_close(void)
{
	tph_device_close(dev);
	dev = NULL;
}

/* A call on the device's descriptor, which stays open meanwhile */
static int on_device(unsigned long request, void *arg)
{
	int ret = -ENODEV;

	pthread_rwlock_rdlock(&lock);
	if (dev) {
		ret = ioctl(tph_device_fd(dev), request, arg);
		if (ret < 0)
			ret = -errno;
	}
	pthread_rwlock_unlock(&lock);
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
	fd = on_device(VFIO_DEVICE_FEATURE, &arg);
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
	return on_device(VFIO_DEVICE_FEATURE, &arg);
}

/* GET and a mix of the operations are refused */
int op_probe(struct uapi_thread *t)
{
	static const uint32_t operations[] = {
		VFIO_DEVICE_FEATURE_PROBE,
		VFIO_DEVICE_FEATURE_PROBE | VFIO_DEVICE_FEATURE_SET,
		VFIO_DEVICE_FEATURE_PROBE | VFIO_DEVICE_FEATURE_GET,
		VFIO_DEVICE_FEATURE_GET,
	};
	struct tph_arg arg = {.header.argsz = sizeof(arg)};

	arg.header.flags =
		operations[uapi_random(t, 4)] | VFIO_DEVICE_FEATURE_DMA_BUF_TPH;
	return on_device(VFIO_DEVICE_FEATURE, &arg);
}

int op_reset(struct uapi_thread *t)
{
	(void)t;
	return on_device(VFIO_DEVICE_RESET, NULL);
}

static int enable_memory(bool on)
{
	int ret = -ENODEV;

	pthread_rwlock_wrlock(&lock);
	if (dev)
		ret = tph_device_memory_enable(dev, on);
	pthread_rwlock_unlock(&lock);
	return ret;
}

/* Off for a moment, in which the dma-bufs are revoked */
int op_memory(struct uapi_thread *t)
{
	int ret = enable_memory(false);

	if (!ret && uapi_one_in(t, 2))
		usleep(uapi_random(t, 5000));
	return ret ? ret : enable_memory(true);
}

int op_reopen(struct uapi_thread *t)
{
	int ret;

	pthread_mutex_lock(&driver_lock);
	pthread_rwlock_wrlock(&lock);
	uapi_device_close();
	ret = uapi_device_open(t->uapi);
	pthread_rwlock_unlock(&lock);
	pthread_mutex_unlock(&driver_lock);
	return ret;
}

static void *unbind(void *bdf)
{
	return (void *)(intptr_t)uapi_write_file(UNBIND, bdf);
}

/*
 * The driver goes away below its users: this waits until the device is closed, and
 * until then other threads use the device.
 */
int op_unbind(struct uapi_thread *t)
{
	pthread_t thread;
	void *ret;

	pthread_mutex_lock(&driver_lock);
	ret = (void *)(intptr_t)-pthread_create(&thread, NULL, unbind,
						(void *)t->uapi->bdf);
	if (!ret) {
		usleep(uapi_random(t, 20000));
		pthread_rwlock_wrlock(&lock);
		uapi_device_close();
		pthread_join(thread, &ret);
		uapi_device_open(t->uapi);
		pthread_rwlock_unlock(&lock);
	}
	pthread_mutex_unlock(&driver_lock);
	return (int)(intptr_t)ret;
}
