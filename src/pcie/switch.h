/* SPDX-License-Identifier: BSD-3-Clause */
/* Switches, and what their ports count */
#ifndef PCIE_SWITCH_H
#define PCIE_SWITCH_H

#include <stdint.h>

#include "pcie/link.h"

struct pcie_root;
struct pcie_switch;

/**
 * pcie_switch_create() - a switch with one upstream port
 * @root:	hierarchy
 * @name:	name
 * @downstream:	number of downstream ports, 1..32
 * @ret_sw:	the switch
 *
 * Routes memory requests by the windows of its ports (pcie_root_set_windows()),
 * configuration requests and completions by ID, messages by their routing. TH,
 * PH and ST pass unchanged.
 *
 * All ports start with End-End prefixes supported and not blocked.
 *
 * Return: 0; -EINVAL @downstream; -ENOSPC 64 switches are there; -ENOMEM.
 */
int pcie_switch_create(struct pcie_root *root, const char *name,
		       unsigned int downstream, struct pcie_switch **ret_sw);

/*
 * Return: the upstream port; downstream port @n or NULL. Prefix flags may be
 * set there.
 */
struct pcie_port *pcie_switch_upstream(struct pcie_switch *sw);
struct pcie_port *pcie_switch_downstream(struct pcie_switch *sw,
					 unsigned int n);

/**
 * struct pcie_port_stats - what a switch or a root complex has done
 * @forwarded:	TLPs sent on, for the root complex: between peers
 * @unsupported: nobody took it, dropped or completed with UR
 * @malformed:	could not be decoded, or an End-End prefix came in at a port
 *		that has no support for them; dropped
 * @prefix_blocked: End-End prefix at an egress port that blocks or has no
 *		support for them; dropped or completed with UR
 */
struct pcie_port_stats {
	uint64_t forwarded, unsupported, malformed, prefix_blocked;
};
const struct pcie_port_stats *pcie_switch_stats(const struct pcie_switch *sw);

#endif /* PCIE_SWITCH_H */
