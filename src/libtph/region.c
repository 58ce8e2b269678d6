// SPDX-License-Identifier: BSD-3-Clause
/* Regions of the device's file: offsets and mappings. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "libtph/lib.h"
#include "libtph/sys.h"
#include "libtph/uapi.h"

/* Sparse areas mean that the kernel does not map parts of the region */
static int has_sparse_areas(struct tph_device *dev, unsigned int index,
			    uint32_t argsz, bool *ret_sparse)
{
	const struct vfio_info_cap_header *header;
	struct vfio_region_info *info;
	uint32_t offset, next;
	int ret;

	if (argsz > 1 << 20)
		return -EPROTO;
	info = calloc(1, argsz);
	if (!info)
		return -ENOMEM;
	info->argsz = argsz;
	info->index = index;
	ret = sys->ioctl(dev->fd, VFIO_DEVICE_GET_REGION_INFO, info);
	*ret_sparse = false;
	offset =
		info->flags & VFIO_REGION_INFO_FLAG_CAPS ? info->cap_offset : 0;
	for (; ret >= 0 && offset; offset = next) {
		if (offset % 4 || offset < sizeof(*info) ||
		    offset > argsz - sizeof(*header)) {
			ret = -EPROTO;
			break;
		}
		header = (const void *)((const char *)info + offset);
		if (header->id == VFIO_REGION_INFO_CAP_SPARSE_MMAP)
			*ret_sparse = true;
		next = header->next;
		/* Forward only: no loops */
		if (next && next <= offset)
			ret = -EPROTO;
	}
	free(info);
	return ret < 0 ? ret : 0;
}

static int get_region(struct tph_device *dev, unsigned int index)
{
	struct vfio_region_info info = {
		.argsz = sizeof(info),
		.index = index,
	};
	struct region *region = &dev->regions[index];
	bool sparse = false;
	int ret;

	ret = sys->ioctl(dev->fd, VFIO_DEVICE_GET_REGION_INFO, &info);
	if (ret < 0)
		return ret;
	region->size = info.size;
	region->offset = info.offset;
	if (!info.size || !(info.flags & VFIO_REGION_INFO_FLAG_MMAP))
		return 0;
	if (info.argsz > sizeof(info)) {
		ret = has_sparse_areas(dev, index, info.argsz, &sparse);
		if (ret)
			return ret;
	}
	region->mappable = !sparse;
	return 0;
}

int region_init(struct tph_device *dev)
{
	unsigned int index;
	int ret;

	for (index = 0; index < LIB_REGIONS; index++) {
		if (index == VFIO_PCI_ROM_REGION_INDEX)
			continue;
		ret = get_region(dev, index);
		if (ret)
			return error_fail(ret, "%s: region %u: %s", dev->bdf,
					  index, strerror(-ret));
	}
	return 0;
}

int region_bar(const struct tph_device *dev, unsigned int bar,
	       const struct region **ret_region)
{
	if (bar > VFIO_PCI_BAR5_REGION_INDEX || !dev->regions[bar].size)
		return error_fail(-ENOENT, "%s: has no BAR %u", dev->bdf, bar);
	*ret_region = &dev->regions[bar];
	return 0;
}

int tph_bar_size(const struct tph_device *dev, unsigned int bar,
		 uint64_t *ret_size)
{
	const struct region *region;
	int ret = region_bar(dev, bar, &region);

	if (!ret)
		*ret_size = region->size;
	return ret;
}

int tph_bar_map(struct tph_device *dev, unsigned int bar, void **ret_addr)
{
	const struct region *region;
	void *map;
	int ret;

	ret = region_bar(dev, bar, &region);
	if (ret)
		return ret;
	if (!region->mappable || region->size > SIZE_MAX)
		return error_fail(-EOPNOTSUPP,
				  "%s: BAR %u: VFIO does not allow a mapping",
				  dev->bdf, bar);
	if (!region->map) {
		ret = sys->mmap(dev->fd, region->offset, (size_t)region->size,
				&map);
		if (ret)
			return error_fail(ret, "%s: BAR %u: mmap: %s", dev->bdf,
					  bar, strerror(-ret));
		dev->regions[bar].map = map;
	}
	if (ret_addr)
		*ret_addr = region->map;
	return 0;
}

void tph_bar_unmap(struct tph_device *dev, unsigned int bar)
{
	struct region *region;

	if (bar >= LIB_REGIONS || !dev->regions[bar].map)
		return;
	region = &dev->regions[bar];
	sys->munmap(region->map, (size_t)region->size);
	region->map = NULL;
}
