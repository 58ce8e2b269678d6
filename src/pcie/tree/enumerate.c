// SPDX-License-Identifier: BSD-3-Clause
/* Bus numbers of a fresh boot */
#include "pcie/tree/enumerate.h"

#include "pcie/tree/lookup.h"
#include "pcie/tree/root_host.h"
#include "pcie/tree/tree.h"
#include "pcie/tree/vfs.h"

#define LAST_BUS 0xff

/* All buses are used: nothing below can be reached */
static void close_bridge(struct bridge *bridge)
{
	bridge->secondary = 1;
	bridge->subordinate = 0;
}

static void number_below(struct pcie_root *root, struct bridge *bridge,
			 unsigned int *bus);

static void number_switch(struct pcie_root *root, struct pcie_switch *sw,
			  unsigned int link_bus, unsigned int *bus)
{
	sw->up.bdf = TLP_BDF(link_bus, 0, 0);
	if (*bus == LAST_BUS) {
		close_bridge(&sw->up);
		for (unsigned int i = 0; i < sw->downstream; i++)
			close_bridge(&sw->down[i]);
		return;
	}
	sw->up.secondary = ++*bus;
	for (unsigned int i = 0; i < sw->downstream; i++) {
		sw->down[i].bdf = TLP_BDF(sw->up.secondary, i, 0);
		number_below(root, &sw->down[i], bus);
	}
	sw->up.subordinate = *bus;
}

static void number_below(struct pcie_root *root, struct bridge *bridge,
			 unsigned int *bus)
{
	struct pcie_switch *sw = switch_below(root, &bridge->port);

	if (*bus == LAST_BUS) {
		close_bridge(bridge);
		return;
	}
	bridge->secondary = ++*bus;
	if (sw)
		number_switch(root, sw, bridge->secondary, bus);
	bridge->subordinate = *bus;
}

/* As software does: ARI Forwarding where the device has ARI */
static void enable_ari(struct pcie_root *root, struct bridge *bridge)
{
	const struct pcie_function *fn = function_below(root, &bridge->port);

	bridge->port.ari = bridge->port.ari_capable && fn && fn->config.ari;
}

static void tell_ids(struct pcie_root *root, struct bridge *bridge,
		     uint16_t bdf)
{
	struct pcie_switch *sw = switch_below(root, &bridge->port);
	const struct pcie_function *fn;

	enable_ari(root, bridge);
	for (fn = function_below(root, &bridge->port); fn;
	     fn = function_after(fn)) {
		root_set_id(root, bdf | fn->number);
		if (fn->config.sriov)
			root_report_ari(root, fn, bridge->port.ari);
	}
	for (unsigned int i = 0; sw && i < sw->downstream; i++)
		tell_ids(root, &sw->down[i],
			 TLP_BDF(sw->down[i].secondary, 0, 0));
}

void root_tell_all_ids(struct pcie_root *root)
{
	for (unsigned int i = 0; i < root->nports; i++) {
		struct root_port *port = root->ports[i];

		tell_ids(root, &port->bridge,
			 port->integrated
				 ? port->bridge.bdf
				 : TLP_BDF(port->bridge.secondary, 0, 0));
	}
}

void pcie_root_enumerate(struct pcie_root *root)
{
	unsigned int bus = 0;

	for (unsigned int i = 0; i < root->nports; i++) {
		struct root_port *port = root->ports[i];

		port->bridge.bdf = TLP_BDF(0, i + 1, 0);
		if (port->integrated)
			close_bridge(&port->bridge);
		else
			number_below(root, &port->bridge, &bus);
	}
	root->map.stale = true;
	root_tell_all_ids(root);
}
