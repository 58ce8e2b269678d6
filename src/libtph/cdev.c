// SPDX-License-Identifier: BSD-3-Clause
/*
 * Backend: the device's own character device and an address space of iommufd.
 * (Linux >= 6.6: Documentation/driver-api/vfio.rst, userspace-api/iommufd.rst)
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "libtph/lib.h"
#include "libtph/sys.h"
#include "libtph/uapi.h"

static int take_name(void *ctx, const char *name)
{
	if (strlen(name) >= 64)
		return -EPROTO;
	strcpy(ctx, name);
	return 1;
}

/* vfioN, or noiommu-vfioN without an IOMMU (Linux 7.x) */
static int device_name(const char *bdf, char name[64])
{
	char path[LIB_PATH_MAX];
	int ret;

	pci_path(path, bdf, "vfio-dev");
	ret = sys->list(path, take_name, name);
	if (!ret)
		ret = -ENOENT;
	return ret < 0 ? ret : 0;
}

static int attach(struct tph_device *dev)
{
	struct vfio_device_bind_iommufd bind = {
		.argsz = sizeof(bind),
		.iommufd = dev->container,
	};
	struct iommu_ioas_alloc alloc = {.size = sizeof(alloc)};
	struct vfio_device_attach_iommufd_pt pt = {.argsz = sizeof(pt)};
	const char *what = "VFIO_DEVICE_BIND_IOMMUFD";
	int ret;

	ret = sys->ioctl(dev->fd, VFIO_DEVICE_BIND_IOMMUFD, &bind);
	/* (Linux: vfio_df_open(), a cdev is bound once) */
	if (ret == -EINVAL)
		return error_fail(-EBUSY,
				  "%s: %s: another program has the function",
				  dev->bdf, what);
	if (ret >= 0) {
		what = "IOMMU_IOAS_ALLOC";
		ret = sys->ioctl(dev->container, IOMMU_IOAS_ALLOC, &alloc);
	}
	if (ret >= 0) {
		what = "VFIO_DEVICE_ATTACH_IOMMUFD_PT";
		pt.pt_id = alloc.out_ioas_id;
		ret = sys->ioctl(dev->fd, VFIO_DEVICE_ATTACH_IOMMUFD_PT, &pt);
	}
	/* -ENOENT is reserved: it tries the next backend */
	if (ret == -ENOENT)
		ret = -EPROTO;
	if (ret < 0)
		return error_fail(ret, "%s: %s: %s", dev->bdf, what,
				  strerror(-ret));
	dev->ioas = alloc.out_ioas_id;
	return 0;
}

static int cdev_open(struct tph_device *dev)
{
	char name[64], path[LIB_PATH_MAX];
	int ret;

	ret = device_name(dev->bdf, name);
	if (ret)
		return error_fail(ret,
				  "%s: its driver provides no VFIO device: %s",
				  dev->bdf, strerror(-ret));
	snprintf(path, sizeof(path), "/dev/vfio/devices/%s", name);
	dev->fd = sys->open(path, O_RDWR);
	if (dev->fd < 0)
		return error_fail(dev->fd, "%s: %s: %s", dev->bdf, path,
				  strerror(-dev->fd));
	dev->container = sys->open("/dev/iommu", O_RDWR);
	if (dev->container < 0) {
		ret = error_fail(dev->container, "%s: /dev/iommu: %s", dev->bdf,
				 strerror(-dev->container));
	} else {
		ret = attach(dev);
		if (ret)
			sys->close(dev->container);
	}
	if (ret) {
		sys->close(dev->fd);
		dev->fd = dev->container = -1;
		return ret;
	}
	dev->noiommu = !strncmp(name, "noiommu-", strlen("noiommu-"));
	return 0;
}

static int cdev_map(struct tph_device *dev, void *addr, size_t len,
		    uint64_t *iova)
{
	struct iommu_ioas_map map = {
		.size = sizeof(map),
		.flags = IOMMU_IOAS_MAP_WRITEABLE | IOMMU_IOAS_MAP_READABLE,
		.ioas_id = dev->ioas,
		.user_va = (uintptr_t)addr,
		.length = len,
	};
	int ret;

	if (*iova != TPH_IOVA_ANY) {
		map.flags |= IOMMU_IOAS_MAP_FIXED_IOVA;
		map.iova = *iova;
	}
	ret = sys->ioctl(dev->container, IOMMU_IOAS_MAP, &map);
	if (ret < 0)
		return ret;
	*iova = map.iova;
	return 0;
}

static int cdev_unmap(struct tph_device *dev, uint64_t iova, size_t len)
{
	struct iommu_ioas_unmap unmap = {
		.size = sizeof(unmap),
		.ioas_id = dev->ioas,
		.iova = iova,
		.length = len,
	};
	int ret = sys->ioctl(dev->container, IOMMU_IOAS_UNMAP, &unmap);

	return ret < 0 ? ret : 0;
}

const struct backend backend_cdev = {
	.id = TPH_BACKEND_CDEV,
	.open = cdev_open,
	.map = cdev_map,
	.unmap = cdev_unmap,
};
