/* SPDX-License-Identifier: BSD-3-Clause */
/* Address map: which ports lead to an address */
#ifndef PCIE_TREE_MAP_H
#define PCIE_TREE_MAP_H

#include "pcie/root.h"
#include "pcie/tree/bridge.h"

#define BARS_MAX (PCIE_FUNCTIONS_MAX * PCIE_BARS)

/* Addresses that lead through the bridge @to, but no bridge below it */
struct range {
	uint64_t start, last;
	struct bridge *to;
};

/**
 * struct map - routes of addresses
 * @ranges:	ascending, without overlap
 * @n:		number of @ranges
 * @bridges:	number of bridges for whose windows there is room
 * @stale:	the hierarchy changed since the map was built
 * @changes:	number of changes so far
 */
struct map {
	struct range *ranges;
	unsigned int n, bridges;
	bool stale;
	uint64_t changes;
};

/* Make room for the windows of more @bridges. Return: 0; -ENOMEM. */
int map_reserve(struct pcie_root *root, unsigned int bridges);

/*
 * Return: the last bridge on the way to @addr, or NULL; *@hint is the caller's cache.
 * It is the same for all addresses up to *@ret_last.
 */
struct bridge *map_find(struct pcie_root *root, uint64_t addr,
			unsigned int *hint, uint64_t *ret_last);

/* Return: port of @owner, a switch or the root complex, on the way to @to */
static inline struct bridge *bridge_towards(const void *owner,
					    struct bridge *to)
{
	while (to && to->port.owner != owner)
		to = to->above;
	return to;
}

#endif /* PCIE_TREE_MAP_H */
