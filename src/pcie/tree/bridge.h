/* SPDX-License-Identifier: BSD-3-Clause */
/* Ports of switches and of the root complex */
#ifndef PCIE_TREE_BRIDGE_H
#define PCIE_TREE_BRIDGE_H

#include "pcie/link.h"
#include "pcie/root.h"
#include "pcie/switch.h"

/**
 * struct bridge - a port of a switch or of the root complex
 * @port:	its link, first so that a port can be converted
 * @bdf:	its ID as a completer
 * @secondary, @subordinate: buses below; empty if the first one is greater
 * @windows:	memory windows set by software
 * @windowed:	they were set, or do not exist (root complex's own bus)
 * @above:	port that leads to the switch of this one, NULL for a root port
 * @hint:	cache of map_find()
 */
struct bridge {
	struct pcie_port port;
	uint16_t bdf;
	uint8_t secondary, subordinate;
	struct pcie_window windows[PCIE_WINDOWS];
	bool windowed;
	struct bridge *above;
	unsigned int hint;
};

static inline struct bridge *bridge_of(struct pcie_port *port)
{
	return (struct bridge *)port;
}

static inline bool bridge_leads_to(const struct bridge *bridge,
				   unsigned int bus)
{
	return bus >= bridge->secondary && bus <= bridge->subordinate;
}

/* Return: true if requests for @bdf may go down: a link leads to device 0, unless
 * all bits are the function's (sec 6.13) */
static inline bool bridge_has_device(const struct bridge *bridge, uint16_t bdf)
{
	return !TLP_BDF_DEV(bdf) || bridge->port.ari ||
	       TLP_BDF_BUS(bdf) != bridge->secondary;
}

/*
 * Send @p, which arrived at @in, out of @out. It is stopped if @out blocks one
 * of its prefixes (sec 2.2.10.2); a type 1 configuration request for the bus of
 * the link becomes type 0.
 */
void bridge_forward(struct bridge *in, struct bridge *out,
		    const struct pcie_packet *p, struct pcie_port_stats *stats);

/* @p has no destination: count it, and complete it if it is non-posted. */
void bridge_unsupported(struct bridge *in, const struct pcie_packet *p,
			uint16_t completer, struct pcie_port_stats *stats);

/* Return: false if @p is malformed at @in, which is counted */
bool bridge_receive(struct bridge *in, const struct pcie_packet *p,
		    struct pcie_port_stats *stats);

#endif /* PCIE_TREE_BRIDGE_H */
