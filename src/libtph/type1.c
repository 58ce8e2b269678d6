// SPDX-License-Identifier: BSD-3-Clause
/*
 * DMA mappings of a type 1 container. It does not choose addresses, so this
 * does: the lowest place in its ranges above all previous mappings.
 */
#include <errno.h>
#include <stdlib.h>

#include "libtph/lib.h"
#include "libtph/sys.h"
#include "libtph/uapi.h"

/* First address to assign: low memory has many reserved ranges */
#define TYPE1_IOVA_BASE 0x100000

/* IOVA ranges in @info's chain of capabilities, or NULL */
static const struct vfio_iommu_type1_info_cap_iova_range *
find_ranges(const struct vfio_iommu_type1_info *info)
{
	const struct vfio_iommu_type1_info_cap_iova_range *ranges;
	uint32_t offset = info->cap_offset, next;
	const struct vfio_info_cap_header *header;

	if (!(info->flags & VFIO_IOMMU_INFO_CAPS))
		return NULL;
	for (; offset; offset = next) {
		if (offset % 8 || offset < sizeof(*info) - sizeof(__u64) ||
		    offset > info->argsz - sizeof(*ranges))
			return NULL;
		header = (const void *)((const char *)info + offset);
		next = header->next;
		if (header->id == VFIO_IOMMU_TYPE1_INFO_CAP_IOVA_RANGE) {
			ranges = (const void *)header;
			if (ranges->nr_iovas >
			    (info->argsz - offset - sizeof(*ranges)) /
				    sizeof(struct vfio_iova_range))
				return NULL;
			return ranges;
		}
		/* Forward only: no loops */
		if (next && next <= offset)
			return NULL;
	}
	return NULL;
}

static int get_info(struct tph_device *dev,
		    struct vfio_iommu_type1_info **ret_info)
{
	struct vfio_iommu_type1_info head = {.argsz = sizeof(head)};
	struct vfio_iommu_type1_info *info;
	int ret;

	ret = sys->ioctl(dev->container, VFIO_IOMMU_GET_INFO, &head);
	if (ret < 0)
		return ret;
	if (head.argsz < sizeof(head) || head.argsz > 1 << 20)
		return -EPROTO;
	info = calloc(1, head.argsz);
	if (!info)
		return -ENOMEM;
	info->argsz = head.argsz;
	ret = sys->ioctl(dev->container, VFIO_IOMMU_GET_INFO, info);
	if (ret >= 0 && info->argsz > head.argsz)
		ret = -EAGAIN;
	if (ret < 0) {
		free(info);
		return ret;
	}
	*ret_info = info;
	return 0;
}

static int choose(struct tph_device *dev, size_t len, uint64_t *ret_iova)
{
	const struct vfio_iommu_type1_info_cap_iova_range *ranges;
	uint64_t page = lib_page_size(), floor, start;
	struct vfio_iommu_type1_info *info;
	uint32_t i;
	int ret;

	ret = get_info(dev, &info);
	if (ret)
		return ret;
	ranges = find_ranges(info);
	floor = dev->next_iova ? dev->next_iova : TYPE1_IOVA_BASE;
	ret = ranges ? -ENOSPC : -EPROTO;
	for (i = 0; ranges && i < ranges->nr_iovas; i++) {
		start = ranges->iova_ranges[i].start;
		if (start < floor)
			start = floor;
		start = (start + page - 1) / page * page;
		if (start > ranges->iova_ranges[i].end ||
		    len - 1 > ranges->iova_ranges[i].end - start)
			continue;
		*ret_iova = start;
		ret = 0;
		break;
	}
	free(info);
	return ret;
}

int type1_map(struct tph_device *dev, void *addr, size_t len, uint64_t *iova)
{
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map),
		.flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.vaddr = (uintptr_t)addr,
		.iova = *iova,
		.size = len,
	};
	bool any = *iova == TPH_IOVA_ANY;
	uint64_t place = *iova;
	int ret;

	if (any) {
		ret = choose(dev, len, &place);
		if (ret)
			return ret;
		map.iova = place;
	}
	ret = sys->ioctl(dev->container, VFIO_IOMMU_MAP_DMA, &map);
	if (ret < 0)
		return ret;
	if (place + len > dev->next_iova)
		dev->next_iova = place + len;
	*iova = place;
	return 0;
}

int type1_unmap(struct tph_device *dev, uint64_t iova, size_t len)
{
	struct vfio_iommu_type1_dma_unmap unmap = {
		.argsz = sizeof(unmap),
		.iova = iova,
		.size = len,
	};
	int ret;

	ret = sys->ioctl(dev->container, VFIO_IOMMU_UNMAP_DMA, &unmap);
	if (ret < 0)
		return ret;
	/* Type 1 unmaps all mappings in the range, and accepts an empty one */
	return unmap.size == len ? 0 : unmap.size ? -EINVAL : -ENOENT;
}
