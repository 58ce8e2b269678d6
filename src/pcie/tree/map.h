/* SPDX-License-Identifier: BSD-3-Clause */
/* Address map: which ports lead to an address */
#ifndef PCIE_TREE_MAP_H
#define PCIE_TREE_MAP_H

#include "pcie/ranges.h"
#include "pcie/root.h"
#include "pcie/tree/bridge.h"

/**
 * struct map - routes of addresses
 * @ranges:	addresses that lead through a bridge, but no bridge below it
 * @claims:	number of claims for which there is room
 * @windows:	number of windows claimed by this build
 * @stale:	the hierarchy changed since the map was built
 * @changes:	number of changes so far
 */
struct map {
	struct ranges ranges;
	unsigned int claims, windows;
	bool stale;
	uint64_t changes;
};

/* Make room for more bridges and functions. Return: 0; -ENOMEM. */
int map_reserve(struct pcie_root *root, unsigned int bridges,
		unsigned int functions);

/* Return: port of @owner, a switch or the root complex, on the way to @to */
static inline struct bridge *bridge_towards(const void *owner,
					    struct bridge *to)
{
	while (to && to->port.owner != owner)
		to = to->above;
	return to;
}

#endif /* PCIE_TREE_MAP_H */
