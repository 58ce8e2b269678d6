/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests between peers at the root complex */
#ifndef PCIE_TREE_ROOT_PEER_H
#define PCIE_TREE_ROOT_PEER_H

#include "pcie/tree/bridge.h"

/*
 * Return: true if TLPs from @in may leave through @out, which is not NULL. A way back
 * through @in needs Upstream Forwarding, and is undefined without it
 */
bool root_may_go(const struct bridge *in, const struct bridge *out);

/* Return: true if a request to a peer leaves the root complex with another header */
bool root_rewrites(const struct pcie_root *root, const struct tlp *tlp);

/*
 * Forward a memory request to a peer as the policy and ACS of @in allow. Return:
 * false if it is unsupported
 */
bool root_forward(struct pcie_root *root, struct bridge *in, struct bridge *out,
		  const struct pcie_packet *p);

/*
 * Forward a memory request to the peer that the IOMMU gives for its address, also
 * back through @in. Return: false if it is unsupported, or there is no such peer
 */
bool root_forward_translated(struct pcie_root *root, struct bridge *in,
			     const struct pcie_packet *p);

#endif /* PCIE_TREE_ROOT_PEER_H */
