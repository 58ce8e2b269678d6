/* SPDX-License-Identifier: BSD-3-Clause */
/* Packets on their way over links with a tap */
#ifndef PCIE_FLIGHT_H
#define PCIE_FLIGHT_H

#include "pcie/link.h"

/* Links that a packet passes at most: up and down a tree as deep as it can be */
#define FLIGHT_LINKS 160

/**
 * struct flight - a packet from its first tapped link to its receivers
 * @tap:	the tap of these links
 * @outer:	flight whose receiver sent this packet
 * @packet:	the packet, its payload as it was at the first link. A single TLP is
 *		recognized by its struct tlp, which no other packet has meanwhile
 * @recorded:	its first TLPs, of which the tap knows
 * @arrived:	its first TLPs, which have reached their receiver, or reach it now
 * @taken:	further ones since then, counted by a model; NULL: none
 * @copy, @tlp:	@packet and its first TLP, if it is not that of the sender
 * @n:		number of links so far, in order: @seen
 * @legs:	of a run: the TLPs @first to @end - 1 crossed the link
 * @whole:	all TLPs crossed all links so far
 *
 * The tap is called when all TLPs have arrived, or before another packet is recorded.
 */
struct flight {
	struct pcie_tap *tap;
	struct flight *outer;
	const struct pcie_packet *packet;
	unsigned int recorded, arrived;
	const unsigned int *taken;
	bool whole;
	unsigned int n;
	struct pcie_sighting seen[FLIGHT_LINKS];
	struct {
		unsigned int first, end;
	} legs[FLIGHT_LINKS];
	struct pcie_packet copy;
	struct tlp tlp;
};

/* Deliver @packet, which @port sends, over its link, which has a tap. */
void flight_cross(struct pcie_port *port, const struct pcie_packet *packet);

/*
 * The first TLP of @packet has reached its receiver, and after it *@taken more; @taken
 * may be NULL and is valid until the next call.
 */
static inline void flight_arrive(const struct pcie_packet *packet,
				 unsigned int n, const unsigned int *taken)
{
	struct flight *flight = packet->flight;

	if (!flight)
		return;
	flight->arrived = packet->at + n;
	flight->taken = taken;
}

/* The first @n TLPs of @packet were handled: later ones may go another way. */
void flight_part(const struct pcie_packet *packet, unsigned int n);

#endif /* PCIE_FLIGHT_H */
