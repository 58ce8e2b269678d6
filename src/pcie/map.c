// SPDX-License-Identifier: BSD-3-Clause
/* Address map: which function claims an address, which port leads there */
#include <stdlib.h>

#include "pcie/tree.h"

struct pcie_function *function_below(struct pcie_root *root,
				     const struct pcie_port *port)
{
	const struct pcie_link *link = port->link;

	if (!link || link->up != port)
		return NULL;
	for (unsigned int i = 0; i < root->nfunctions; i++)
		if (link->down == &root->functions[i]->port)
			return root->functions[i];
	return NULL;
}

/* Enter @port for all functions below @below in @egress. */
static void enter(struct pcie_root *root, const struct pcie_port *below,
		  uint8_t *egress, uint8_t port)
{
	struct pcie_function *fn = function_below(root, below);
	struct pcie_switch *sw = switch_below(below);

	if (fn)
		egress[fn->index] = port;
	if (!sw)
		return;
	memset(sw->egress, NOT_BELOW, sizeof(sw->egress));
	for (unsigned int i = 0; i < sw->downstream; i++)
		enter(root, &sw->down[i].port, sw->egress, i);
	for (unsigned int i = 0; i < root->nfunctions; i++)
		if (sw->egress[i] != NOT_BELOW)
			egress[i] = port;
}

/*
 * Keep the ranges sorted. Of BARs that software laid over each other the one
 * that came first keeps its place: whatever software does, an address has one
 * owner.
 */
static void insert(struct map *map, const struct range *range)
{
	unsigned int at = map->n;

	while (at && map->ranges[at - 1].start > range->start)
		at--;
	if ((at && map->ranges[at - 1].last >= range->start) ||
	    (at < map->n && map->ranges[at].start <= range->last))
		return;
	memmove(&map->ranges[at + 1], &map->ranges[at],
		(map->n - at) * sizeof(*range));
	map->ranges[at] = *range;
	map->n++;
}

static int by_arrival(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	if (x->since != y->since)
		return x->since < y->since ? -1 : 1;
	return x->fn != y->fn ? (x->fn->index < y->fn->index ? -1 : 1)
			      : (x->start > y->start) - (x->start < y->start);
}

static void build(struct pcie_root *root)
{
	struct range found[PCIE_FUNCTIONS_MAX * PCIE_BARS];
	struct map *map = &root->map;
	unsigned int n = 0;

	map->n = 0;
	map->stale = false;
	memset(root->egress, NOT_BELOW, sizeof(root->egress));
	for (unsigned int i = 0; i < root->nports; i++)
		enter(root, &root->ports[i]->bridge.port, root->egress, i);
	for (unsigned int i = 0; i < root->nfunctions; i++) {
		struct pcie_function *fn = root->functions[i];

		if (root->egress[i] == NOT_BELOW)
			continue;
		for (unsigned int bar = 0; bar < PCIE_BARS; bar++) {
			const uint64_t start = fn->bar_addr[bar];

			if (start != PCIE_BAR_OFF)
				found[n++] = (struct range){
					.start = start,
					.last = start + fn->bars[bar].size - 1,
					.fn = fn,
					.since = fn->bar_since[bar],
				};
		}
	}
	qsort(found, n, sizeof(found[0]), by_arrival);
	for (unsigned int i = 0; i < n; i++)
		insert(map, &found[i]);
}

uint64_t pcie_root_remap(struct pcie_root *root)
{
	root->map.stale = true;
	return ++root->map.changes;
}

bool pcie_root_leads_to(struct pcie_root *root, const struct pcie_function *fn,
			uint64_t addr)
{
	return map_find(root, addr, &root->hint) == fn;
}

static bool holds(const struct range *range, uint64_t addr)
{
	return addr >= range->start && addr <= range->last;
}

struct pcie_function *map_find(struct pcie_root *root, uint64_t addr,
			       unsigned int *hint)
{
	struct map *map = &root->map;
	unsigned int low = 0, high, mid;

	if (map->stale)
		build(root);
	/* Memory of the host mostly lies beside them all */
	if (!map->n || addr < map->ranges[0].start ||
	    addr > map->ranges[map->n - 1].last)
		return NULL;
	if (*hint < map->n && holds(&map->ranges[*hint], addr))
		return map->ranges[*hint].fn;
	high = map->n;
	while (low < high) {
		mid = (low + high) / 2;
		if (map->ranges[mid].last < addr)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == map->n || !holds(&map->ranges[low], addr))
		return NULL;
	*hint = low;
	return map->ranges[low].fn;
}
