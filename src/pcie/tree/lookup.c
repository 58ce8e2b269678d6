// SPDX-License-Identifier: BSD-3-Clause
/* The neighbour at the far end of a link, and the root port that leads to an ID */
#include "pcie/tree/lookup.h"

#include "pcie/multi.h"
#include "pcie/tree/bridge.h"
#include "pcie/tree/tree.h"

struct pcie_function *function_below(struct pcie_root *root,
				     const struct pcie_port *port,
				     unsigned int n)
{
	const struct pcie_link *link = port->link;

	if (!link || link->up != port)
		return NULL;
	for (unsigned int i = 0; i < root->nfunctions; i++)
		if (link->down == pcie_function_end(root->functions[i]) && !n--)
			return root->functions[i];
	return NULL;
}

struct pcie_switch *switch_below(struct pcie_root *root,
				 const struct pcie_port *port)
{
	const struct pcie_link *link = port->link;

	if (!link || link->up != port)
		return NULL;
	for (unsigned int i = 0; i < root->nswitches; i++)
		if (link->down == &root->switches[i]->up.port)
			return root->switches[i];
	return NULL;
}

struct root_port *root_port_to(struct pcie_root *root, uint16_t bdf)
{
	for (unsigned int i = 0; i < root->nports; i++) {
		struct root_port *port = root->ports[i];

		if (port->integrated
			    ? bdf == port->bridge.bdf
			    : bridge_leads_to(&port->bridge, TLP_BDF_BUS(bdf)))
			return port;
	}
	return NULL;
}
