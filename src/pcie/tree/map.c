// SPDX-License-Identifier: BSD-3-Clause
/* Address map: which ports lead to an address (sec 7.5.1.3) */
#include "pcie/tree/map.h"

#include <errno.h>
#include <string.h>

#include "pcie/multi.h"
#include "pcie/root.h"
#include "pcie/tree/bridge.h"
#include "pcie/tree/lookup.h"
#include "pcie/tree/tree.h"

int map_reserve(struct pcie_root *root, unsigned int bridges,
		unsigned int functions)
{
	struct map *map = &root->map;
	/* A BAR may also stand for a window that was never set */
	const unsigned int claims =
		PCIE_WINDOWS * bridges + 2 * PCIE_BARS * functions;

	if (ranges_reserve(&map->ranges, map->claims + claims))
		return -ENOMEM;
	map->claims += claims;
	map->stale = true;
	return 0;
}

/*
 * If software makes BARs overlap, the earliest keeps its addresses: an address
 * always has one owner.
 */
static void claim_bars(struct map *map, struct bridge *bridge,
		       const struct pcie_function *fn)
{
	for (unsigned int i = 0; i < PCIE_BARS; i++) {
		const uint64_t start = fn->bar_addr[i];
		const struct claim claim = {
			.range = {start, start + fn->bars[i].size - 1, bridge},
			.since = fn->bar_since[i],
			.index = fn->index,
			.whole = true,
		};

		if (start != PCIE_BAR_OFF)
			ranges_claim(&map->ranges, &claim);
	}
}

/* The rest of the addresses: windows, the first that is claimed wins */
static void claim_window(struct map *map, uint64_t base, uint64_t limit,
			 struct bridge *bridge)
{
	const struct claim claim = {
		.range = {base, limit, bridge},
		.index = map->windows++,
	};

	ranges_claim(&map->ranges, &claim);
}

static void claim_windows(struct map *map, struct bridge *bridge)
{
	for (unsigned int i = 0; i < PCIE_WINDOWS; i++)
		if (bridge->windows[i].base)
			claim_window(map, bridge->windows[i].base,
				     bridge->windows[i].limit, bridge);
}

/* Derive windows that were never set from the BARs below */
static void guess_windows(struct map *map, struct bridge *bridge,
			  const struct pcie_function *fn)
{
	for (unsigned int i = 0; i < PCIE_BARS; i++)
		if (fn->bar_last[i])
			claim_window(map, fn->bar_last[i],
				     fn->bar_last[i] + fn->bars[i].size - 1,
				     bridge);
}

/*
 * Claim the addresses below @bridge, and set the links upwards. The deepest windows
 * come first, as they lie within the upper ones.
 */
static void collect(struct pcie_root *root, struct bridge *bridge)
{
	struct pcie_switch *sw = switch_below(root, &bridge->port);
	struct map *map = &root->map;
	const struct pcie_function *fn;

	for (unsigned int i = 0; sw && i < sw->downstream; i++) {
		sw->down[i].above = bridge;
		collect(root, &sw->down[i]);
	}
	if (sw) {
		sw->up.above = bridge;
		claim_windows(map, &sw->up);
	}
	claim_windows(map, bridge);
	for (fn = function_below(root, &bridge->port); fn;
	     fn = function_after(fn)) {
		claim_bars(map, bridge, fn);
		if (!bridge->windowed)
			guess_windows(map, bridge, fn);
	}
}

static void map_build(struct pcie_root *root)
{
	struct map *map = &root->map;

	map->stale = false;
	map->windows = 0;
	ranges_restart(&map->ranges);
	for (unsigned int i = 0; i < root->nports; i++)
		collect(root, &root->ports[i]->bridge);
	ranges_build(&map->ranges);
}

__attribute__((noinline)) struct bridge *map_search(struct pcie_root *root,
						    uint64_t addr,
						    unsigned int *hint,
						    uint64_t *ret_last)
{
	if (root->map.stale)
		map_build(root);
	return ranges_search(&root->map.ranges, addr, hint, ret_last);
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
