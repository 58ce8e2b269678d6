/* SPDX-License-Identifier: BSD-3-Clause */
/* TLPs that ports forward */
#ifndef PCIE_PACKET_H
#define PCIE_PACKET_H

#include <string.h>

#include "pcie/link.h"

/* Smallest Max_Payload_Size, which every receiver supports */
#define PCIE_MIN_PAYLOAD 128

/* A header without prefixes and payload */
#define PCIE_MAX_BARE 16

/* End-End prefixes come last (sec 2.2.10) */
static inline bool has_end_end(const struct tlp *tlp)
{
	return tlp->nprefix &&
	       tlp_prefix_is_end_end(tlp->prefix[tlp->nprefix - 1]);
}

/* One TLP */
static inline void copy_packet(const struct pcie_packet *packet, uint8_t *to)
{
	memcpy(to, packet->head, packet->head_len);
	if (packet->data_len)
		memcpy(to + packet->head_len, packet->tlp->payload,
		       packet->data_len);
}

static inline size_t packet_size(const struct pcie_packet *packet)
{
	return packet->head_len + packet->data_len;
}

/* As pcie_port_send(), and for runs */
void port_send(struct pcie_port *port, const struct pcie_packet *packet);

/* Let @port handle @packet, as its settings are now. */
static inline void port_take(struct pcie_port *port,
			     const struct pcie_packet *packet)
{
	port->receive(port, packet);
}

/* Deliver @bytes to @port, as if they arrived over its link. */
void port_deliver(struct pcie_port *port, const void *bytes, size_t len);

#endif /* PCIE_PACKET_H */
