/* SPDX-License-Identifier: BSD-3-Clause */
/* Intel's IOMMU: translation of requests to other functions */
#ifndef FABRIC_IOMMU_H
#define FABRIC_IOMMU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct iommu - DMA remapping in legacy mode
 * @root:	address of the root table; 0: translation is off
 * @low:	bytes of guest memory below 4 GiB
 */
struct iommu {
	uint64_t root, low;
};

/* The guest's memory in one piece: what is above 4 GiB follows the rest */
struct iommu_memory {
	const uint8_t *base;
	uint64_t len;
};

/**
 * iommu_translate() - translate the address of a request
 * @iommu:	IOMMU
 * @memory:	contains the tables; software may change them at any time
 * @requester:	ID of the function
 * @addr:	address in its request
 * @write:	the request writes
 * @ret_addr:	bus address, valid to the end of the 4 KiB page
 *
 * Return: 0; -ENOENT no translation, or no permission; -EFAULT a table is outside
 * of @memory.
 */
int iommu_translate(const struct iommu *iommu,
		    const struct iommu_memory *memory, uint16_t requester,
		    uint64_t addr, bool write, uint64_t *ret_addr);

#endif /* FABRIC_IOMMU_H */
