// SPDX-License-Identifier: BSD-3-Clause
/* Links: two ports and a tap */
#include "pcie/link.h"

#include <stdio.h>

#include "pcie/packet.h"
#include "pcie/split.h"

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

static void cross(struct pcie_link *link, bool up,
		  const struct pcie_packet *packet)
{
	struct pcie_port *to = up ? link->up : link->down;

	to->receive(to, packet);
}

/*
 * The tap and the receiver see the same bytes, even if the payload in memory
 * changes meanwhile. A function of its own, so that only links with a tap need
 * the buffer.
 */
static __attribute__((noinline)) void
cross_tapped(struct pcie_link *link, bool up, const struct pcie_packet *packet)
{
	struct pcie_packet whole = {.head_len = packet_size(packet),
				    .count = 1};
	uint8_t bytes[TLP_MAX_SIZE];
	struct tlp tlp;

	if (!packet->data_len) {
		link->tap(link->tap_ctx, link, up, packet->head,
			  packet->head_len);
		cross(link, up, packet);
		return;
	}
	copy_packet(packet, bytes);
	tlp = *packet->tlp;
	tlp.payload = bytes + packet->head_len;
	whole.tlp = &tlp;
	whole.head = bytes;
	link->tap(link->tap_ctx, link, up, bytes, whole.head_len);
	cross(link, up, &whole);
}

static void send_one(struct pcie_port *port, const struct pcie_packet *packet)
{
	struct pcie_link *link = port->link;

	if (link->tap)
		cross_tapped(link, port == link->down, packet);
	else
		cross(link, port == link->down, packet);
}

void port_send(struct pcie_port *port, const struct pcie_packet *packet)
{
	struct pcie_link *link = port->link;
	const struct pcie_port *to;

	if (!link)
		return;
	to = port == link->down ? link->up : link->down;
	if (packet->count > 1 && (link->tap || !to->runs))
		split_each(port, packet, send_one);
	else
		send_one(port, packet);
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
