// SPDX-License-Identifier: BSD-3-Clause
/* Address map: which ports lead to an address (sec 7.5.1.3) */
#include "pcie/tree/map.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pcie/multi.h"
#include "pcie/root.h"
#include "pcie/tree/bridge.h"
#include "pcie/tree/lookup.h"
#include "pcie/tree/tree.h"

/* A decoded BAR, and the change that moved it there */
struct decoded {
	struct range range;
	uint64_t since;
	unsigned int index;
};

int map_reserve(struct pcie_root *root, unsigned int bridges)
{
	struct map *map = &root->map;
	const unsigned int windows = PCIE_WINDOWS * (map->bridges + bridges);
	/* An earlier range may split each range in two */
	const size_t room = 2 * (BARS_MAX + windows);
	struct range *ranges = realloc(map->ranges, room * sizeof(ranges[0]));

	if (!ranges)
		return -ENOMEM;
	map->ranges = ranges;
	map->bridges += bridges;
	map->stale = true;
	return 0;
}

static void insert_at(struct map *map, unsigned int at,
		      const struct range *range)
{
	memmove(&map->ranges[at + 1], &map->ranges[at],
		(map->n - at) * sizeof(*range));
	map->ranges[at] = *range;
	map->n++;
}

/*
 * If software makes BARs overlap, the earliest keeps its addresses: an address
 * always has one owner.
 */
static void insert(struct map *map, const struct range *range)
{
	unsigned int at = map->n;

	while (at && map->ranges[at - 1].start > range->start)
		at--;
	if ((at && map->ranges[at - 1].last >= range->start) ||
	    (at < map->n && map->ranges[at].start <= range->last))
		return;
	insert_at(map, at, range);
}

/* Insert the parts of [@start, @last] that are still free. */
static void fill(struct map *map, uint64_t start, uint64_t last,
		 struct bridge *to)
{
	struct range part = {.to = to};

	for (unsigned int i = 0; start <= last; i++) {
		const struct range *next = &map->ranges[i];

		if (i < map->n && next->last < start)
			continue;
		if (i == map->n || next->start > start) {
			part.start = start;
			part.last = last;
			if (i < map->n && next->start <= last)
				part.last = next->start - 1;
			insert_at(map, i, &part);
		}
		/* The range at this index now contains @start */
		if (next->last >= last)
			return;
		start = next->last + 1;
	}
}

static int by_arrival(const void *a, const void *b)
{
	const struct decoded *x = a, *y = b;

	if (x->since != y->since)
		return x->since < y->since ? -1 : 1;
	return x->index != y->index ? (x->index < y->index ? -1 : 1)
				    : (x->range.start > y->range.start) -
					      (x->range.start < y->range.start);
}

static void collect_bars(struct bridge *bridge, const struct pcie_function *fn,
			 struct decoded *found, unsigned int *n)
{
	for (unsigned int i = 0; i < PCIE_BARS; i++) {
		const uint64_t start = fn->bar_addr[i];

		if (start != PCIE_BAR_OFF)
			found[(*n)++] = (struct decoded){
				.range = {start, start + fn->bars[i].size - 1,
					  bridge},
				.since = fn->bar_since[i],
				.index = fn->index,
			};
	}
}

/* Collect the decoded BARs below @bridge, and set the links upwards. */
static void collect(struct pcie_root *root, struct bridge *bridge,
		    struct decoded *found, unsigned int *n)
{
	struct pcie_switch *sw = switch_below(root, &bridge->port);
	const struct pcie_function *fn;

	for (unsigned int i = 0; (fn = function_below(root, &bridge->port, i));
	     i++)
		collect_bars(bridge, fn, found, n);
	if (!sw)
		return;
	sw->up.above = bridge;
	for (unsigned int i = 0; i < sw->downstream; i++) {
		sw->down[i].above = bridge;
		collect(root, &sw->down[i], found, n);
	}
}

static void fill_windows(struct map *map, struct bridge *bridge)
{
	for (unsigned int i = 0; i < PCIE_WINDOWS; i++)
		if (bridge->windows[i].base)
			fill(map, bridge->windows[i].base,
			     bridge->windows[i].limit, bridge);
}

/* Derive windows that were never set from the BARs below */
static void guess_windows(struct map *map, struct bridge *bridge,
			  const struct pcie_function *fn)
{
	for (unsigned int i = 0; i < PCIE_BARS; i++)
		if (fn->bar_last[i])
			fill(map, fn->bar_last[i],
			     fn->bar_last[i] + fn->bars[i].size - 1, bridge);
}

/* Insert the deepest windows first, as they lie within the upper ones. */
static void open_windows(struct pcie_root *root, struct bridge *bridge)
{
	struct pcie_switch *sw = switch_below(root, &bridge->port);
	const struct pcie_function *fn;

	for (unsigned int i = 0; sw && i < sw->downstream; i++)
		open_windows(root, &sw->down[i]);
	if (sw)
		fill_windows(&root->map, &sw->up);
	fill_windows(&root->map, bridge);
	for (unsigned int i = 0;
	     !bridge->windowed && (fn = function_below(root, &bridge->port, i));
	     i++)
		guess_windows(&root->map, bridge, fn);
}

static void build(struct pcie_root *root)
{
	struct decoded found[BARS_MAX];
	struct map *map = &root->map;
	unsigned int n = 0;

	map->n = 0;
	map->stale = false;
	for (unsigned int i = 0; i < root->nports; i++)
		collect(root, &root->ports[i]->bridge, found, &n);
	qsort(found, n, sizeof(found[0]), by_arrival);
	for (unsigned int i = 0; i < n; i++)
		insert(map, &found[i].range);
	for (unsigned int i = 0; i < root->nports; i++)
		open_windows(root, &root->ports[i]->bridge);
}

uint64_t pcie_root_remap(struct pcie_root *root)
{
	root->map.stale = true;
	return ++root->map.changes;
}

void pcie_root_set_windows(struct pcie_root *root, struct pcie_port *port,
			   const struct pcie_window *windows)
{
	struct bridge *bridge = bridge_of(port);

	memcpy(bridge->windows, windows, sizeof(bridge->windows));
	bridge->windowed = true;
	root->map.stale = true;
}

bool pcie_root_leads_to(struct pcie_root *root, const struct pcie_function *fn,
			uint64_t addr)
{
	uint64_t last;
	const struct bridge *to = map_find(root, addr, &root->hint, &last);

	return to && to->port.link &&
	       to->port.link->down == pcie_function_end(fn) &&
	       (!fn->multi || pcie_multi_at(fn->multi, addr) == fn);
}

static bool holds(const struct range *range, uint64_t addr)
{
	return addr >= range->start && addr <= range->last;
}

/* Return: index of the first range that ends at or after @addr */
static unsigned int search(const struct map *map, uint64_t addr)
{
	unsigned int low = 0, high = map->n, mid;

	while (low < high) {
		mid = (low + high) / 2;
		if (map->ranges[mid].last < addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

struct bridge *map_find(struct pcie_root *root, uint64_t addr,
			unsigned int *hint, uint64_t *ret_last)
{
	struct map *map = &root->map;
	unsigned int at;

	if (map->stale)
		build(root);
	if (*hint < map->n && holds(&map->ranges[*hint], addr)) {
		*ret_last = map->ranges[*hint].last;
		return map->ranges[*hint].to;
	}
	/* Host memory is mostly below all ranges */
	at = map->n && addr < map->ranges[0].start ? 0 : search(map, addr);
	if (at == map->n || !holds(&map->ranges[at], addr)) {
		*ret_last =
			at == map->n ? UINT64_MAX : map->ranges[at].start - 1;
		return NULL;
	}
	*hint = at;
	*ret_last = map->ranges[at].last;
	return map->ranges[at].to;
}
