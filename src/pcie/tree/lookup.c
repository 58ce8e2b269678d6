// SPDX-License-Identifier: BSD-3-Clause
/* The neighbour at the far end of a link, and the root port that leads to an ID */
#include "pcie/tree/lookup.h"

#include "pcie/multi.h"
#include "pcie/tree/bridge.h"
#include "pcie/tree/tree.h"

/* Return: the port at the far end of the link down, or NULL */
static const struct pcie_port *end_below(const struct pcie_port *port)
{
	const struct pcie_link *link = port->link;

	return link && link->up == port ? link->down : NULL;
}

/* Devices may have functions that were not added to the hierarchy */
static struct pcie_function *registered(const struct pcie_root *root,
					struct pcie_function *fn)
{
	while (fn && fn->root != root)
		fn = fn->multi ? pcie_multi_next(fn->multi, fn->number + 1u)
			       : NULL;
	return fn;
}

struct pcie_function *function_below(struct pcie_root *root,
				     const struct pcie_port *port)
{
	const struct pcie_port *end = end_below(port);

	if (end && end->kind == PCIE_OWNER_FUNCTION)
		return registered(root, end->owner);
	if (end && end->kind == PCIE_OWNER_MULTI)
		return registered(root, pcie_multi_next(end->owner, 0));
	return NULL;
}

struct pcie_function *function_after(const struct pcie_function *fn)
{
	if (!fn->multi)
		return NULL;
	return registered(fn->root,
			  pcie_multi_next(fn->multi, fn->number + 1u));
}

struct pcie_switch *switch_below(struct pcie_root *root,
				 const struct pcie_port *port)
{
	const struct pcie_port *end = end_below(port);
	struct pcie_switch *sw;

	if (!end || end->kind != PCIE_OWNER_SWITCH)
		return NULL;
	sw = end->owner;
	return sw->root == root ? sw : NULL;
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
