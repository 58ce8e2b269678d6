// SPDX-License-Identifier: BSD-3-Clause
/* MSI-X vectors as eventfds. (Linux: VFIO_DEVICE_SET_IRQS) */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "libtph/lib.h"
#include "libtph/sys.h"
#include "libtph/uapi.h"

int irq_init(struct tph_device *dev)
{
	struct vfio_irq_info info = {
		.argsz = sizeof(info),
		.index = VFIO_PCI_MSIX_IRQ_INDEX,
	};
	int ret;

	ret = sys->ioctl(dev->fd, VFIO_DEVICE_GET_IRQ_INFO, &info);
	if (ret < 0)
		return error_fail(ret, "%s: VFIO_DEVICE_GET_IRQ_INFO: %s",
				  dev->bdf, strerror(-ret));
	if (info.flags & VFIO_IRQ_INFO_EVENTFD)
		dev->vectors = info.count;
	return 0;
}

static int set_irqs(struct tph_device *dev)
{
	size_t fds = dev->enabled * sizeof(*dev->eventfds);
	struct vfio_irq_set *set;
	int ret;

	set = calloc(1, sizeof(*set) + fds);
	if (!set)
		return -ENOMEM;
	set->argsz = (uint32_t)(sizeof(*set) + fds);
	set->index = VFIO_PCI_MSIX_IRQ_INDEX;
	set->count = dev->enabled;
	set->flags = VFIO_IRQ_SET_ACTION_TRIGGER;
	if (dev->enabled) {
		set->flags |= VFIO_IRQ_SET_DATA_EVENTFD;
		memcpy(set->data, dev->eventfds, fds);
	} else {
		set->flags |= VFIO_IRQ_SET_DATA_NONE;
	}
	ret = sys->ioctl(dev->fd, VFIO_DEVICE_SET_IRQS, set);
	free(set);
	return ret < 0 ? ret : 0;
}

static void close_eventfds(struct tph_device *dev, unsigned int n)
{
	while (n)
		sys->close(dev->eventfds[--n]);
	free(dev->eventfds);
	dev->eventfds = NULL;
	dev->enabled = 0;
}

int tph_irq_enable(struct tph_device *dev, unsigned int count)
{
	unsigned int i;
	int ret = 0;

	if (dev->enabled)
		return error_fail(-EBUSY, "%s: MSI-X is already enabled",
				  dev->bdf);
	if (!dev->vectors)
		return error_fail(-EOPNOTSUPP, "%s: has no MSI-X", dev->bdf);
	if (!count || count > dev->vectors)
		return error_fail(-ERANGE,
				  "%s: %u vectors: the device supports 1..%u",
				  dev->bdf, count, dev->vectors);
	dev->eventfds = calloc(count, sizeof(*dev->eventfds));
	if (!dev->eventfds)
		return error_fail(-ENOMEM, "%s: out of memory", dev->bdf);
	for (i = 0; i < count; i++) {
		ret = sys->eventfd();
		if (ret < 0)
			break;
		dev->eventfds[i] = ret;
	}
	if (ret >= 0) {
		dev->enabled = count;
		ret = set_irqs(dev);
	}
	if (ret < 0) {
		close_eventfds(dev, i);
		return error_fail(ret, "%s: enable %u MSI-X vectors: %s",
				  dev->bdf, count, strerror(-ret));
	}
	return 0;
}

void tph_irq_disable(struct tph_device *dev)
{
	unsigned int n = dev->enabled;

	if (!n)
		return;
	dev->enabled = 0;
	/* An error does not matter: the kernel frees them with the device */
	set_irqs(dev);
	close_eventfds(dev, n);
}

int tph_irq_fd(const struct tph_device *dev, unsigned int vector, int *ret_fd)
{
	if (vector >= dev->enabled)
		return error_fail(-ERANGE, "%s: vector %u is not enabled",
				  dev->bdf, vector);
	*ret_fd = dev->eventfds[vector];
	return 0;
}

int tph_irq_wait(struct tph_device *dev, unsigned int vector, int timeout_ms,
		 uint64_t *ret_count)
{
	uint64_t count;
	ssize_t n;
	int fd, ret;

	ret = tph_irq_fd(dev, vector, &fd);
	if (ret)
		return ret;
	ret = sys->wait(fd, timeout_ms);
	if (ret > 0) {
		n = sys->read(fd, &count, sizeof(count));
		ret = n == sizeof(count) ? 1 : n < 0 ? (int)n : -EIO;
	}
	/* -EAGAIN: another thread was faster */
	if (ret == 0 || ret == -EAGAIN)
		return error_fail(-ETIMEDOUT, "%s: vector %u: no interrupt",
				  dev->bdf, vector);
	if (ret < 0)
		return error_fail(ret, "%s: vector %u: %s", dev->bdf, vector,
				  strerror(-ret));
	if (ret_count)
		*ret_count = count;
	return 0;
}
