// SPDX-License-Identifier: BSD-3-Clause
#include <errno.h>
#include <string.h>

#include "libtph/lib.h"

static int check(const struct tph_device *dev)
{
	if (dev->noiommu)
		return error_fail(-EOPNOTSUPP,
				  "%s: no IOMMU, so no DMA mappings", dev->bdf);
	return 0;
}

int tph_map(struct tph_device *dev, void *addr, size_t len, uint64_t *iova)
{
	uint64_t page = lib_page_size();
	int ret;

	ret = check(dev);
	if (ret)
		return ret;
	if (!len || len % page || (uintptr_t)addr % page ||
	    (*iova != TPH_IOVA_ANY && *iova % page))
		return error_fail(-EINVAL,
				  "%s: map %zu bytes at %p: not whole pages",
				  dev->bdf, len, addr);
	ret = dev->backend->map(dev, addr, len, iova);
	if (ret)
		return error_fail(ret, "%s: map %zu bytes at %p: %s", dev->bdf,
				  len, addr, strerror(-ret));
	return 0;
}

int tph_unmap(struct tph_device *dev, uint64_t iova, size_t len)
{
	int ret;

	ret = check(dev);
	if (ret)
		return ret;
	ret = dev->backend->unmap(dev, iova, len);
	if (ret)
		return error_fail(ret, "%s: unmap %zu bytes at 0x%llx: %s",
				  dev->bdf, len, (unsigned long long)iova,
				  strerror(-ret));
	return 0;
}
