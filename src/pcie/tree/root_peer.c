// SPDX-License-Identifier: BSD-3-Clause
/* Root complex: forwards requests between peers */
#include "pcie/tree/root_peer.h"

#include <string.h>

#include "pcie/tree/acs.h"
#include "pcie/tree/map.h"
#include "pcie/tree/tree.h"

/* Remove hints and their prefix. */
static void drop_tph(const struct tlp *tlp, struct tlp *plain)
{
	*plain = *tlp;
	plain->th = plain->st_ext = false;
	plain->st = plain->ph = 0;
	plain->reserved = 0;
	plain->nprefix = 0;
	memset(plain->prefix, 0, sizeof(plain->prefix));
	for (unsigned int i = 0; i < tlp->nprefix; i++)
		if (tlp->prefix[i] >> 24 != TLP_PREFIX_EXT_TPH)
			plain->prefix[plain->nprefix++] = tlp->prefix[i];
}

static bool has_hints(const struct tlp *tlp)
{
	if (tlp->th)
		return true;
	for (unsigned int i = 0; i < tlp->nprefix; i++)
		if (tlp->prefix[i] >> 24 == TLP_PREFIX_EXT_TPH)
			return true;
	return false;
}

/*
 * Make a packet of @tlp, which is @p's with a changed header, and remove the digest,
 * which would no longer match. Return: a packet that refers to @tlp, @p and @head; its
 * tlp is NULL if @tlp cannot be encoded
 */
static struct pcie_packet rewrite(struct tlp *tlp, const struct pcie_packet *p,
				  uint8_t *head)
{
	struct pcie_packet packet = {
		.head = head,
		.data_len = tlp->payload ? tlp->length * 4u : 0,
		.count = p->count,
		.lasting = p->lasting,
	};
	ssize_t size;

	tlp_ecrc_drop(tlp);
	size = tlp_encode_header(tlp, head, TLP_MAX_HEADER);
	if (size < 0)
		return packet;
	packet.tlp = tlp;
	packet.head_len = size;
	return packet;
}

static void forward_without_tph(struct pcie_root *root, struct bridge *in,
				struct bridge *out, const struct pcie_packet *p)
{
	uint8_t head[TLP_MAX_HEADER];
	struct pcie_packet plain;
	struct tlp tlp;

	drop_tph(p->tlp, &tlp);
	plain = rewrite(&tlp, p, head);
	if (plain.tlp)
		bridge_forward(in, out, &plain, &root->stats);
}

/*
 * The route that ACS of @in selects towards @out. A way back through @in is a
 * redirect with Upstream Forwarding, and undefined without it.
 */
static enum acs_route control(const struct bridge *in, const struct bridge *out,
			      const struct tlp *tlp)
{
	if (!in->port.acs.enabled)
		return ACS_DIRECT;
	return out == in ? ACS_REDIRECT : acs_route(in, out, tlp);
}

bool root_may_go(const struct bridge *in, const struct bridge *out)
{
	return out != in || in->port.acs.enabled & PCIE_ACS_UF;
}

bool root_rewrites(const struct pcie_root *root, const struct tlp *tlp)
{
	return root->p2p == PCIE_ROOT_P2P_DROP_TPH && has_hints(tlp);
}

/* The policy is also the validation of redirected requests (sec 6.12.1.1). */
bool root_forward(struct pcie_root *root, struct bridge *in, struct bridge *out,
		  const struct pcie_packet *p)
{
	const enum acs_route way = control(in, out, p->tlp);
	const bool blocked = root->p2p == PCIE_ROOT_P2P_BLOCK;

	if (way == ACS_BLOCK || (way == ACS_REDIRECT && blocked)) {
		acs_violation(root, in, p, &root->stats);
		return true;
	}
	if (blocked)
		return false;
	if (way == ACS_REDIRECT)
		root->stats.redirected += p->count;
	if (root_rewrites(root, p->tlp))
		forward_without_tph(root, in, out, p);
	else
		bridge_forward(in, out, p, &root->stats);
	return true;
}

bool root_forward_translated(struct pcie_root *root, struct bridge *in,
			     const struct pcie_packet *p)
{
	uint8_t head[TLP_MAX_HEADER];
	struct tlp tlp = *p->tlp;
	struct pcie_packet there;
	struct bridge *out;
	uint64_t last;

	if (!root->ops.peer ||
	    !root->ops.peer(root->ctx, tlp.requester, tlp.addr,
			    tlp.type == TLP_MWR, &tlp.addr))
		return false;
	out = bridge_towards(root, map_find(root, tlp.addr, &in->hint, &last));
	tlp.addr64 = tlp.addr > UINT32_MAX;
	there = rewrite(&tlp, p, head);
	return out && there.tlp && root_forward(root, in, out, &there);
}
