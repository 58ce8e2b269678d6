// SPDX-License-Identifier: BSD-3-Clause
/* Open and close, for all backends. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "libtph/lib.h"
#include "libtph/sys.h"
#include "libtph/uapi.h"

/* In the order of TPH_BACKEND_AUTO */
static const struct backend *const backends[] = {
	&backend_cdev,
	&backend_group,
	&backend_noiommu,
};

static const char *const backend_names[] = {
	[TPH_BACKEND_AUTO] = "auto",
	[TPH_BACKEND_CDEV] = "cdev",
	[TPH_BACKEND_GROUP] = "group",
	[TPH_BACKEND_NOIOMMU] = "noiommu",
};

const char *tph_backend_name(enum tph_backend backend)
{
	if ((unsigned int)backend >= ARRAY_SIZE(backend_names))
		return NULL;
	return backend_names[backend];
}

int tph_backend_parse(const char *name, enum tph_backend *ret_backend)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(backend_names); i++) {
		if (strcmp(name, backend_names[i]))
			continue;
		*ret_backend = (enum tph_backend)i;
		return 0;
	}
	return error_fail(
		-EINVAL,
		"%.40s: unknown backend; use auto, cdev, group or noiommu",
		name);
}

/*
 * vfio-pci and its variants create a VFIO device below the function, but older
 * kernels show only the driver's name. Return: 1, 0 or an error.
 */
static int has_vfio_driver(const char *bdf, char *driver, size_t size)
{
	char path[LIB_PATH_MAX], link[LIB_PATH_MAX];
	int ret;

	ret = pci_link(bdf, "driver", driver, size);
	if (ret == -ENOENT)
		strcpy(driver, "none");
	else if (ret)
		return error_fail(ret, "%s: driver: %s", bdf, strerror(-ret));
	if (strstr(driver, "vfio"))
		return 1;
	/* A folder is not a link (Linux >= 6.1) */
	pci_path(path, bdf, "vfio-dev");
	return sys->readlink(path, link, sizeof(link)) == -EINVAL;
}

static int get_driver(struct tph_device *dev, bool bind)
{
	char now[64];
	int ret;

	ret = has_vfio_driver(dev->bdf, now, sizeof(now));
	if (ret)
		return ret < 0 ? ret : 0;
	if (!bind)
		return error_fail(
			-ENODEV,
			"%s: driver is %s, not a VFIO driver; bind it to vfio-pci",
			dev->bdf, now);
	ret = tph_pci_bind(dev->bdf, "vfio-pci");
	if (!ret)
		dev->restore = true;
	return ret;
}

static int open_backend(struct tph_device *dev, enum tph_backend wanted)
{
	size_t i;
	int ret;

	for (i = 0; i < ARRAY_SIZE(backends); i++) {
		if (wanted != TPH_BACKEND_AUTO && wanted != backends[i]->id)
			continue;
		dev->backend = backends[i];
		ret = backends[i]->open(dev);
		if (ret != -ENOENT || wanted != TPH_BACKEND_AUTO)
			return ret;
	}
	if (wanted != TPH_BACKEND_AUTO)
		return error_fail(-EINVAL, "%s: unknown backend %d", dev->bdf,
				  (int)wanted);
	return error_fail(
		-ENOENT,
		"%s: no VFIO backend: neither a cdev with /dev/iommu nor a group in /dev/vfio",
		dev->bdf);
}

static int check_info(struct tph_device *dev)
{
	struct vfio_device_info info = {.argsz = sizeof(info)};
	int ret;

	ret = sys->ioctl(dev->fd, VFIO_DEVICE_GET_INFO, &info);
	if (ret < 0)
		return error_fail(ret, "%s: VFIO_DEVICE_GET_INFO: %s", dev->bdf,
				  strerror(-ret));
	if (!(info.flags & VFIO_DEVICE_FLAGS_PCI) ||
	    info.num_regions <= VFIO_PCI_CONFIG_REGION_INDEX ||
	    info.num_irqs <= VFIO_PCI_MSIX_IRQ_INDEX)
		return error_fail(-EPROTO,
				  "%s: VFIO does not describe a PCI device",
				  dev->bdf);
	dev->resettable = info.flags & VFIO_DEVICE_FLAGS_RESET;
	return 0;
}

/* The order matters: the device keeps its container alive */
static void close_files(struct tph_device *dev)
{
	if (dev->fd >= 0)
		sys->close(dev->fd);
	if (dev->group >= 0)
		sys->close(dev->group);
	if (dev->container >= 0)
		sys->close(dev->container);
}

int tph_device_open(const char *bdf, const struct tph_open_options *options,
		    struct tph_device **ret_dev)
{
	const struct tph_open_options none = {TPH_BACKEND_AUTO, false};
	struct tph_device *dev;
	int ret;

	if (!options)
		options = &none;
	dev = calloc(1, sizeof(*dev));
	if (!dev)
		return error_fail(-ENOMEM, "%.40s: out of memory", bdf);
	dev->fd = dev->container = dev->group = -1;

	ret = pci_lookup(bdf, dev->bdf);
	if (!ret)
		ret = get_driver(dev, options->bind);
	if (!ret)
		ret = open_backend(dev, options->backend);
	if (!ret)
		ret = check_info(dev);
	if (!ret)
		ret = region_init(dev);
	if (!ret)
		ret = irq_init(dev);
	if (ret) {
		tph_device_close(dev);
		return ret;
	}
	*ret_dev = dev;
	return 0;
}

void tph_device_close(struct tph_device *dev)
{
	unsigned int bar;

	if (!dev)
		return;
	tph_irq_disable(dev);
	for (bar = 0; bar < LIB_REGIONS; bar++)
		tph_bar_unmap(dev, bar);
	close_files(dev);
	if (dev->restore)
		tph_pci_restore(dev->bdf);
	free(dev);
}

const char *tph_device_bdf(const struct tph_device *dev)
{
	return dev->bdf;
}

enum tph_backend tph_device_backend(const struct tph_device *dev)
{
	return dev->backend->id;
}

int tph_device_fd(const struct tph_device *dev)
{
	return dev->fd;
}

int tph_device_reset(struct tph_device *dev)
{
	int ret;

	if (!dev->resettable)
		return error_fail(-EOPNOTSUPP,
				  "%s: has no reset of its own (FLR or other)",
				  dev->bdf);
	ret = sys->ioctl(dev->fd, VFIO_DEVICE_RESET, NULL);
	if (ret < 0)
		return error_fail(ret, "%s: reset: %s", dev->bdf,
				  strerror(-ret));
	return 0;
}
