// SPDX-License-Identifier: BSD-3-Clause
/* BAR ranges as dma-bufs. (Linux: VFIO_DEVICE_FEATURE_DMA_BUF) */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include <opentph/dmabuf.h>

#include "libtph/lib.h"
#include "libtph/sys.h"
#include "libtph/uapi.h"

/* More than any user needs, and far from overflow */
#define EXPORT_RANGES_MAX 4096

static int check_ranges(const struct tph_device *dev, unsigned int bar,
			const struct tph_range *ranges, size_t n)
{
	uint64_t page = lib_page_size();
	const struct region *region;
	int ret;
	size_t i;

	ret = region_bar(dev, bar, &region);
	if (ret)
		return ret;
	if (!n || n > EXPORT_RANGES_MAX)
		return error_fail(-EINVAL, "%s: BAR %u: export of %zu ranges",
				  dev->bdf, bar, n);
	for (i = 0; i < n; i++) {
		const struct tph_range *range = &ranges[i];

		if (range->len && range->len % page == 0 &&
		    range->offset % page == 0 && range->len <= region->size &&
		    range->offset <= region->size - range->len)
			continue;
		return error_fail(
			-EINVAL,
			"%s: BAR %u: export of 0x%llx + 0x%llx: not whole pages within its 0x%llx bytes",
			dev->bdf, bar, (unsigned long long)range->offset,
			(unsigned long long)range->len,
			(unsigned long long)region->size);
	}
	return 0;
}

int tph_dmabuf_export_ranges(struct tph_device *dev, unsigned int bar,
			     const struct tph_range *ranges, size_t n,
			     int *ret_fd)
{
	struct vfio_device_feature_dma_buf *export;
	struct vfio_device_feature *feature;
	size_t size, i;
	int ret;

	ret = check_ranges(dev, bar, ranges, n);
	if (ret)
		return ret;
	size = sizeof(*feature) + sizeof(*export) +
	       n * sizeof(export->dma_ranges[0]);
	feature = calloc(1, size);
	if (!feature)
		return error_fail(-ENOMEM, "%s: out of memory", dev->bdf);
	feature->argsz = (uint32_t)size;
	feature->flags = VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_DMA_BUF;
	export = (void *)feature->data;
	export->region_index = bar;
	export->open_flags = O_RDWR | O_CLOEXEC;
	export->nr_ranges = (uint32_t)n;
	for (i = 0; i < n; i++) {
		export->dma_ranges[i].offset = ranges[i].offset;
		export->dma_ranges[i].length = ranges[i].len;
	}
	ret = sys->ioctl(dev->fd, VFIO_DEVICE_FEATURE, feature);
	free(feature);
	if (ret == -ENOTTY)
		return error_fail(
			ret,
			"%s: the kernel cannot export BARs as dma-bufs (CONFIG_VFIO_PCI_DMABUF, Linux >= 6.19)",
			dev->bdf);
	if (ret < 0)
		return error_fail(ret, "%s: BAR %u: export: %s", dev->bdf, bar,
				  strerror(-ret));
	*ret_fd = ret;
	return 0;
}

int tph_dmabuf_export(struct tph_device *dev, unsigned int bar, uint64_t offset,
		      uint64_t len, int *ret_fd)
{
	const struct tph_range range = {.offset = offset, .len = len};

	return tph_dmabuf_export_ranges(dev, bar, &range, 1, ret_fd);
}
