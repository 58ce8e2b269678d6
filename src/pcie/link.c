// SPDX-License-Identifier: BSD-3-Clause
/* Links: two ports and a tap */
#include "pcie/link.h"

#include <stdio.h>

#include "pcie/flight.h"
#include "pcie/packet.h"
#include "pcie/split.h"

void pcie_link_connect(struct pcie_link *link, const char *name,
		       struct pcie_port *up, struct pcie_port *down)
{
	snprintf(link->name, sizeof(link->name), "%s", name);
	link->up = up;
	link->down = down;
	link->tap = NULL;
	up->link = link;
	up->far = down;
	down->link = link;
	down->far = up;
}

void pcie_link_tap(struct pcie_link *link, struct pcie_tap *tap)
{
	link->tap = tap;
}

/* One TLP, or a run that the far end takes */
static inline void cross(struct pcie_port *port,
			 const struct pcie_packet *packet)
{
	if (port->link->tap)
		flight_cross(port, packet);
	else
		port->far->receive(port->far, packet);
}

/* A function of its own, so that single TLPs need no frame */
static __attribute__((noinline)) void cross_run(struct pcie_port *port,
						const struct pcie_packet *run)
{
	if (!port->far->runs ||
	    (port->link->tap && (run->reads || run->per_read)))
		split_each(port, run, cross);
	else
		cross(port, run);
}

static void watch_one(struct pcie_port *port, const struct pcie_packet *packet)
{
	/* A TLP of the run before this one may have reset the function */
	if (port->watch)
		port->watch(port, packet, cross);
	else
		cross(port, packet);
}

static __attribute__((noinline)) void
send_watched(struct pcie_port *port, const struct pcie_packet *packet)
{
	if (packet->count > 1)
		split_each(port, packet, watch_one);
	else
		watch_one(port, packet);
}

void port_send(struct pcie_port *port, const struct pcie_packet *packet)
{
	if (!port->link)
		return;
	if (port->watch)
		send_watched(port, packet);
	else if (packet->count > 1)
		cross_run(port, packet);
	else
		cross(port, packet);
}

/* Return: @bytes as a packet, decoded into @tlp */
static struct pcie_packet packet_of(const void *bytes, size_t len,
				    struct tlp *tlp)
{
	return (struct pcie_packet){
		.tlp = tlp_decode(bytes, len, tlp) ? NULL : tlp,
		.head = bytes,
		.head_len = len,
		.count = 1,
	};
}

void pcie_port_send(struct pcie_port *port, const void *bytes, size_t len)
{
	struct tlp tlp;
	const struct pcie_packet packet = packet_of(bytes, len, &tlp);

	port_send(port, &packet);
}

void port_deliver(struct pcie_port *port, const void *bytes, size_t len)
{
	struct tlp tlp;
	const struct pcie_packet packet = packet_of(bytes, len, &tlp);

	port->receive(port, &packet);
}
