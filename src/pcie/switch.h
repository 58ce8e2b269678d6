/* SPDX-License-Identifier: BSD-3-Clause */
/* Switches and the counters of their ports */
#ifndef PCIE_SWITCH_H
#define PCIE_SWITCH_H

#include <stdint.h>

#include "pcie/link.h"

struct pcie_root;
struct pcie_switch;

/**
 * pcie_switch_create() - create a switch with one upstream port
 * @root:	hierarchy
 * @name:	name
 * @downstream:	number of downstream ports, 1..32
 * @ret_sw:	the switch
 *
 * Routes memory requests by the windows of its ports (pcie_root_set_windows()),
 * configuration requests and completions by ID, messages by their routing. TH,
 * PH and ST pass unchanged. Downstream ports obey their ACS.
 *
 * End-End prefixes are initially supported and not blocked at all ports,
 * downstream ports support ARI Forwarding, and no port has ACS.
 *
 * Return: 0; -EINVAL invalid @downstream; -ENOSPC there are 127 switches, which use up
 * the buses; -ENOMEM.
 */
int pcie_switch_create(struct pcie_root *root, const char *name,
		       unsigned int downstream, struct pcie_switch **ret_sw);

/*
 * Return: the upstream port; downstream port @n or NULL. Callers may set their
 * prefix flags and ACS.
 */
struct pcie_port *pcie_switch_upstream(struct pcie_switch *sw);
struct pcie_port *pcie_switch_downstream(struct pcie_switch *sw,
					 unsigned int n);

/**
 * struct pcie_port_stats - counters of a switch or a root complex
 * @forwarded:	forwarded TLPs; for the root complex: between peers
 * @unsupported: TLPs without a destination, dropped or completed with UR
 * @malformed:	TLPs that do not decode, or with an End-End prefix at a port
 *		that does not support them; dropped
 * @prefix_blocked: TLPs with an End-End prefix at an egress port that blocks or
 *		does not support them; dropped or completed with UR
 * @redirected:	TLPs between peers that ACS redirected: upstream, or to the root
 *		complex's validation
 * @violations: TLPs that ACS blocked; dropped or completed with CA
 */
struct pcie_port_stats {
	uint64_t forwarded, unsupported, malformed, prefix_blocked;
	uint64_t redirected, violations;
};
const struct pcie_port_stats *pcie_switch_stats(const struct pcie_switch *sw);

#endif /* PCIE_SWITCH_H */
