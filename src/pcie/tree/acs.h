/* SPDX-License-Identifier: BSD-3-Clause */
/* Access Control Services of a port */
#ifndef PCIE_TREE_ACS_H
#define PCIE_TREE_ACS_H

#include "pcie/tree/bridge.h"

/* Route of a TLP from one downstream port to another */
enum acs_route {
	ACS_DIRECT,
	ACS_REDIRECT, /* towards the root complex */
	ACS_BLOCK,    /* a violation */
};

/* @in has services enabled. */
enum acs_route acs_route(const struct bridge *in, const struct bridge *out,
			 const struct tlp *tlp);

/* Return: false after a violation at @in, which was reported. @p is not malformed */
bool acs_admit(struct pcie_root *root, struct bridge *in,
	       const struct pcie_packet *p, struct pcie_port_stats *stats);

/* Count and report a violation; complete @p if it is non-posted. */
void acs_violation(struct pcie_root *root, struct bridge *in,
		   const struct pcie_packet *p, struct pcie_port_stats *stats);

#endif /* PCIE_TREE_ACS_H */
