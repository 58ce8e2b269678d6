// SPDX-License-Identifier: BSD-3-Clause
/*
 * QEMU maps translated memory for its vfio-user devices, but not the BARs of other
 * functions. So the guest's own tables are walked to find a peer (Intel VT-d,
 * sections 3.4 and 9.1 to 9.8, legacy mode).
 */
#include "fabric/iommu.h"

#include <endian.h>
#include <errno.h>

#include "ground.h"

#define HIGH	   0x100000000ull /* guest memory goes on here */
#define ADDRESS	   0x000ffffffffff000ull
#define PRESENT	   1
#define READ	   1
#define WRITE	   2
#define LARGE	   0x80
#define TYPE(lo)   ((lo) >> 2 & 3)
#define DEVICE_TLB 1 /* 0 and 1: by the tables */
#define WIDTH(hi)  ((hi)&7)
#define LEVELS_MAX 5

/* Read a quadword of the tables. Return: 0; -EFAULT */
static int load(const struct iommu *iommu, const struct iommu_memory *memory,
		uint64_t addr, uint64_t *ret_value)
{
	uint64_t at = addr;

	if (addr >= HIGH)
		at = iommu->low + (addr - HIGH);
	else if (addr >= iommu->low)
		return -EFAULT;
	if (at > memory->len || memory->len - at < sizeof(*ret_value))
		return -EFAULT;
	*ret_value = le64toh(__atomic_load_n(
		(const uint64_t *)(memory->base + at), __ATOMIC_RELAXED));
	return 0;
}

/* Return: 0, the top table and its level; -ENOENT; -EFAULT */
static int find_table(const struct iommu *iommu,
		      const struct iommu_memory *memory, uint16_t requester,
		      uint64_t *ret_table, unsigned int *ret_level)
{
	uint64_t root, lo, hi, at;
	int ret;

	if (!iommu->root)
		return -ENOENT;
	ret = load(iommu, memory, iommu->root + (requester >> 8) * 16ull,
		   &root);
	if (ret || !(root & PRESENT))
		return ret ? ret : -ENOENT;
	at = (root & ADDRESS) + (requester & 0xff) * 16ull;
	ret = load(iommu, memory, at, &lo);
	if (!ret)
		ret = load(iommu, memory, at + 8, &hi);
	if (ret)
		return ret;
	/* Pass-through: addresses are bus addresses already */
	if (!(lo & PRESENT) || TYPE(lo) > DEVICE_TLB || WIDTH(hi) < 1 ||
	    WIDTH(hi) + 2 > LEVELS_MAX)
		return -ENOENT;
	*ret_table = lo & ADDRESS;
	*ret_level = WIDTH(hi) + 2;
	return 0;
}

int iommu_translate(const struct iommu *iommu,
		    const struct iommu_memory *memory, uint16_t requester,
		    uint64_t addr, bool write, uint64_t *ret_addr)
{
	unsigned int level, shift;
	uint64_t table, entry;
	int ret = find_table(iommu, memory, requester, &table, &level);

	if (ret)
		return ret;
	if (addr >> (12 + 9 * level))
		return -ENOENT;
	for (;; level--) {
		shift = 12 + 9 * (level - 1);
		ret = load(iommu, memory, table + (addr >> shift & 511) * 8,
			   &entry);
		if (ret)
			return ret;
		if (!(entry & (write ? WRITE : READ)))
			return -ENOENT;
		table = entry & ADDRESS;
		if (level == 1 || (entry & LARGE && level <= 3))
			break;
	}
	*ret_addr = (table & ~((1ull << shift) - 1)) |
		    (addr & ((1ull << shift) - 1));
	return 0;
}
