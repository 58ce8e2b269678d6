// SPDX-License-Identifier: BSD-3-Clause
/* Links: two ports and a tap */
#include <stdio.h>

#include "internal.h"

void pcie_link_connect(struct pcie_link *link, const char *name,
		       struct pcie_port *up, struct pcie_port *down)
{
	snprintf(link->name, sizeof(link->name), "%s", name);
	link->up = up;
	link->down = down;
	link->tap = NULL;
	link->tap_ctx = NULL;
	up->link = link;
	down->link = link;
}

void pcie_link_tap(struct pcie_link *link, pcie_tap_fn tap, void *ctx)
{
	link->tap = tap;
	link->tap_ctx = ctx;
}

void pcie_port_send(struct pcie_port *port, const void *tlp, size_t len)
{
	struct pcie_link *link = port->link;
	struct pcie_port *to;
	bool up;

	if (!link)
		return;
	up = port == link->down;
	to = up ? link->up : link->down;
	if (link->tap)
		link->tap(link->tap_ctx, link, up, tlp, len);
	to->receive(to, tlp, len);
}
