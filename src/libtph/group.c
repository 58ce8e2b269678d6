// SPDX-License-Identifier: BSD-3-Clause
/*
 * Backends: the function's IOMMU group in a container of its own, with a type 1
 * IOMMU or without one. (Linux: Documentation/driver-api/vfio.rst)
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "libtph/lib.h"
#include "libtph/sys.h"
#include "libtph/uapi.h"

static int open_node(const struct tph_device *dev, const char *path)
{
	int fd = sys->open(path, O_RDWR);

	if (fd >= 0)
		return fd;
	if (fd == -EBUSY)
		return error_fail(fd, "%s: %s is in use by another program",
				  dev->bdf, path);
	return error_fail(fd, "%s: %s: %s", dev->bdf, path, strerror(-fd));
}

static int open_group(struct tph_device *dev, const char *prefix)
{
	struct vfio_group_status status = {.argsz = sizeof(status)};
	char number[16], path[LIB_PATH_MAX];
	int ret;

	ret = pci_link(dev->bdf, "iommu_group", number, sizeof(number));
	if (ret)
		return error_fail(ret, "%s: has no IOMMU group: %s", dev->bdf,
				  strerror(-ret));
	snprintf(path, sizeof(path), "/dev/vfio/%s%s", prefix, number);
	dev->group = open_node(dev, path);
	if (dev->group < 0)
		return dev->group;
	ret = sys->ioctl(dev->group, VFIO_GROUP_GET_STATUS, &status);
	if (ret < 0)
		return error_fail(ret, "%s: VFIO_GROUP_GET_STATUS: %s", path,
				  strerror(-ret));
	if (!(status.flags & VFIO_GROUP_FLAGS_VIABLE))
		return error_fail(
			-EBUSY,
			"%s: other functions of IOMMU group %s have drivers; unbind them",
			dev->bdf, number);
	return 0;
}

static int open_container(struct tph_device *dev, unsigned long iommu)
{
	int ret;

	dev->container = open_node(dev, "/dev/vfio/vfio");
	if (dev->container < 0)
		return dev->container;
	ret = sys->ioctl(dev->container, VFIO_GET_API_VERSION, NULL);
	if (ret != VFIO_API_VERSION)
		return error_fail(ret < 0 ? ret : -EPROTO,
				  "/dev/vfio/vfio: API version is %d", ret);
	ret = sys->ioctl(dev->container, VFIO_CHECK_EXTENSION, (void *)iommu);
	if (ret <= 0)
		return error_fail(ret < 0 ? ret : -EOPNOTSUPP,
				  "/dev/vfio/vfio: the kernel has no %s",
				  iommu == VFIO_TYPE1v2_IOMMU
					  ? "type 1 v2 IOMMU"
					  : "no-IOMMU mode");
	return 0;
}

static int join(struct tph_device *dev, unsigned long iommu)
{
	const char *what = "VFIO_GROUP_SET_CONTAINER";
	int ret;

	ret = sys->ioctl(dev->group, VFIO_GROUP_SET_CONTAINER, &dev->container);
	if (ret >= 0) {
		what = "VFIO_SET_IOMMU";
		ret = sys->ioctl(dev->container, VFIO_SET_IOMMU, (void *)iommu);
	}
	if (ret >= 0) {
		what = "VFIO_GROUP_GET_DEVICE_FD";
		ret = sys->ioctl(dev->group, VFIO_GROUP_GET_DEVICE_FD,
				 dev->bdf);
	}
	if (ret < 0)
		return error_fail(ret, "%s: %s: %s", dev->bdf, what,
				  strerror(-ret));
	dev->fd = ret;
	return 0;
}

static int open_way(struct tph_device *dev, const char *prefix,
		    unsigned long iommu)
{
	int ret;

	ret = open_group(dev, prefix);
	/* From here on, -ENOENT would try the next backend */
	if (!ret) {
		ret = open_container(dev, iommu);
		if (!ret)
			ret = join(dev, iommu);
		if (ret == -ENOENT)
			ret = -ENODEV;
	}
	if (ret) {
		if (dev->group >= 0)
			sys->close(dev->group);
		if (dev->container >= 0)
			sys->close(dev->container);
		dev->group = dev->container = -1;
	}
	return ret;
}

static int group_open(struct tph_device *dev)
{
	return open_way(dev, "", VFIO_TYPE1v2_IOMMU);
}

static int noiommu_open(struct tph_device *dev)
{
	int ret = open_way(dev, "noiommu-", VFIO_NOIOMMU_IOMMU);

	if (!ret)
		dev->noiommu = true;
	return ret;
}

const struct backend backend_group = {
	.id = TPH_BACKEND_GROUP,
	.open = group_open,
	.map = type1_map,
	.unmap = type1_unmap,
};

/* Not reached: tph_map() refuses without an IOMMU */
const struct backend backend_noiommu = {
	.id = TPH_BACKEND_NOIOMMU,
	.open = noiommu_open,
};
