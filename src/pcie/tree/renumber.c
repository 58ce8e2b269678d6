// SPDX-License-Identifier: BSD-3-Clause
/*
 * Bus numbers of another enumeration. Only the functions' IDs are known; the
 * buses in between follow from them.
 */
#include <errno.h>

#include "pcie/root.h"
#include "pcie/tree/enumerate.h"
#include "pcie/tree/lookup.h"
#include "pcie/tree/tree.h"

/* Buses below a port; empty if @low is greater than @high */
struct buses {
	int low, high;
};

/* The new IDs; checked first, then entered */
struct numbering {
	struct pcie_root *root;
	const uint16_t *bdf;
	bool enter;
};

static const struct buses none = {1, 0};

static bool is_empty(struct buses b)
{
	return b.low > b.high;
}

static int below(const struct numbering *to, struct bridge *bridge,
		 struct buses *ret_buses);

/* Two ports of a bus must lead to different buses */
static bool overlap(const struct buses *buses, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		for (unsigned int j = 0; j < i; j++)
			if (!is_empty(buses[i]) && !is_empty(buses[j]) &&
			    buses[i].low <= buses[j].high &&
			    buses[j].low <= buses[i].high)
				return true;
	return false;
}

static struct buses hull(const struct buses *buses, unsigned int n)
{
	struct buses all = none;

	for (unsigned int i = 0; i < n; i++) {
		if (is_empty(buses[i]))
			continue;
		if (is_empty(all)) {
			all = buses[i];
			continue;
		}
		if (buses[i].low < all.low)
			all.low = buses[i].low;
		if (buses[i].high > all.high)
			all.high = buses[i].high;
	}
	return all;
}

/* The link's bus, the internal bus, then the ports' buses */
static int below_switch(const struct numbering *to, struct pcie_switch *sw,
			struct buses *ret_buses)
{
	struct buses buses[PCIE_DOWNSTREAM_MAX] = {none}, all;

	for (unsigned int i = 0; i < sw->downstream; i++) {
		int ret = below(to, &sw->down[i], &buses[i]);

		if (ret)
			return ret;
	}
	if (overlap(buses, sw->downstream))
		return -EINVAL;
	all = hull(buses, sw->downstream);
	if (is_empty(all)) {
		*ret_buses = none;
		return 0;
	}
	if (all.low < 3)
		return -EINVAL;
	if (to->enter) {
		sw->up.bdf = TLP_BDF(all.low - 2, 0, 0);
		sw->up.secondary = all.low - 1;
		sw->up.subordinate = all.high;
		for (unsigned int i = 0; i < sw->downstream; i++)
			sw->down[i].bdf = TLP_BDF(all.low - 1, i, 0);
	}
	*ret_buses = (struct buses){all.low - 2, all.high};
	return 0;
}

/* The functions of a device, if there is one. Return: 0; -EINVAL */
static int below_link(const struct numbering *to, const struct bridge *bridge,
		      struct buses *ret_buses)
{
	const struct pcie_function *first =
		function_below(to->root, &bridge->port);

	for (const struct pcie_function *fn = first; fn;
	     fn = function_after(fn)) {
		const uint16_t bdf = to->bdf[fn->index];
		const int bus = TLP_BDF_BUS(bdf);

		if (fn->pf)
			continue;
		/* A link leads to device 0, never on bus 0 */
		if ((bdf & 0xff) != fn->number || !bus ||
		    (fn != first && bus != ret_buses->low))
			return -EINVAL;
		ret_buses->low = ret_buses->high = bus;
	}
	return 0;
}

static int below(const struct numbering *to, struct bridge *bridge,
		 struct buses *ret_buses)
{
	struct pcie_switch *sw = switch_below(to->root, &bridge->port);
	struct buses buses = none;
	int ret = below_link(to, bridge, &buses);

	if (!ret && sw)
		ret = below_switch(to, sw, &buses);
	if (ret)
		return ret;
	if (to->enter) {
		bridge->secondary = buses.low;
		bridge->subordinate = buses.high;
	}
	*ret_buses = buses;
	return 0;
}

static int integrated(const struct numbering *to, struct root_port *port)
{
	struct pcie_function *fn = function_below(to->root, &port->bridge.port);
	uint16_t bdf;

	if (!fn)
		return 0;
	bdf = to->bdf[fn->index];
	if (TLP_BDF_BUS(bdf) || bdf == ROOT_BDF)
		return -EINVAL;
	for (unsigned int i = 0; i < fn->index; i++)
		if (to->bdf[i] == bdf)
			return -EINVAL;
	if (to->enter)
		port->bridge.bdf = bdf;
	return 0;
}

static int walk(const struct numbering *to)
{
	struct pcie_root *root = to->root;
	struct buses buses[PCIE_ROOT_PORTS_MAX];

	for (unsigned int i = 0; i < root->nports; i++) {
		struct root_port *port = root->ports[i];
		int ret;

		buses[i] = none;
		ret = port->integrated ? integrated(to, port)
				       : below(to, &port->bridge, &buses[i]);
		if (ret)
			return ret;
	}
	return overlap(buses, root->nports) ? -EINVAL : 0;
}

int pcie_root_renumber(struct pcie_root *root, const uint16_t *bdf,
		       unsigned int n)
{
	struct numbering to = {.root = root, .bdf = bdf};
	int ret;

	if (n < root->nfunctions)
		return -EINVAL;
	ret = walk(&to);
	if (ret)
		return ret;
	to.enter = true;
	walk(&to);
	root->map.stale = true;
	root_tell_all_ids(root);
	return 0;
}
