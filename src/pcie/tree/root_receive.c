// SPDX-License-Identifier: BSD-3-Clause
/* Root complex: handles TLPs that arrive at its ports */
#include "pcie/tree/root_receive.h"

#include <string.h>

#include "pcie/function/requester.h"
#include "pcie/tree/bridge.h"
#include "pcie/tree/lookup.h"
#include "pcie/tree/map.h"
#include "pcie/tree/root_memory.h"
#include "pcie/tree/tree.h"
#include "ground.h"

/*
 * Remove hints and their prefix, and the digest, which would no longer match.
 */
static void drop_tph(const struct tlp *tlp, struct tlp *plain)
{
	*plain = *tlp;
	plain->th = plain->st_ext = plain->td = false;
	plain->st = plain->ph = 0;
	plain->ecrc = 0;
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

static void forward_without_tph(struct pcie_root *root, struct bridge *in,
				struct bridge *out, const struct pcie_packet *p)
{
	uint8_t head[TLP_MAX_HEADER];
	struct tlp tlp;
	struct pcie_packet plain = {
		.tlp = &tlp,
		.head = head,
		.data_len = p->tlp->payload ? p->tlp->length * 4u : 0,
		.lasting = p->lasting,
	};
	ssize_t size;

	drop_tph(p->tlp, &tlp);
	size = tlp_encode_header(&tlp, head, sizeof(head));
	if (size < 0)
		return;
	plain.head_len = size;
	bridge_forward(in, out, &plain, &root->stats);
}

/* Return: false if the policy blocks the TLP */
static bool forward_to_peer(struct pcie_root *root, struct bridge *in,
			    struct bridge *out, const struct pcie_packet *p)
{
	if (out == in || root->p2p == PCIE_ROOT_P2P_BLOCK)
		return false;
	if (root->p2p == PCIE_ROOT_P2P_DROP_TPH && has_hints(p->tlp))
		forward_without_tph(root, in, out, p);
	else
		bridge_forward(in, out, p, &root->stats);
	return true;
}

static bool is_interrupt(const struct tlp *tlp)
{
	return tlp->addr >= PCIE_INTERRUPT_BASE &&
	       tlp->addr - PCIE_INTERRUPT_BASE < PCIE_INTERRUPT_SIZE;
}

/* Return: false if it is not an interrupt: one whole DW (sec 6.1.4) */
static bool take_interrupt(struct pcie_root *root, const struct tlp *tlp)
{
	if (tlp->type != TLP_MWR || tlp->length != 1 || tlp->first_be != 0xf ||
	    tlp->ep || !root->ops.interrupt)
		return false;
	root->ops.interrupt(root->ctx, tlp->requester, tlp->addr,
			    load_le32(tlp->payload));
	return true;
}

/* Return: false if the request has no destination */
static bool take_memory(struct pcie_root *root, struct bridge *in,
			const struct pcie_packet *p)
{
	const struct tlp *tlp = p->tlp;
	struct bridge *out;

	/*
	 * Without a translation agent, translated requests and the like are
	 * refused
	 */
	if (tlp->at != TLP_AT_UNTRANSLATED)
		return false;
	if (is_interrupt(tlp))
		return take_interrupt(root, tlp);
	out = bridge_towards(root, map_find(root, tlp->addr, &in->hint));
	if (out)
		return forward_to_peer(root, in, out, p);
	return tlp->type == TLP_MWR ? root_memory_write(root, tlp)
				    : root_memory_read(root, in, tlp);
}

static bool take_completion(struct pcie_root *root, struct bridge *in,
			    const struct pcie_packet *p)
{
	struct root_port *port;

	if (p->tlp->requester == ROOT_BDF)
		return root->completion &&
		       completion_accept(root->completion, p);
	port = root_port_to(root, p->tlp->requester);
	if (!port || &port->bridge == in)
		return false;
	bridge_forward(in, &port->bridge, p, &root->stats);
	return true;
}

static bool take_message(struct pcie_root *root, struct bridge *in,
			 const struct pcie_packet *p)
{
	const struct tlp *tlp = p->tlp;
	struct root_port *port;

	switch (tlp->routing) {
	case TLP_ROUTE_TO_RC:
		if (tlp->msg_code >= TLP_MSG_ERR_COR &&
		    tlp->msg_code <= TLP_MSG_ERR_FATAL && root->ops.error)
			root->ops.error(root->ctx, tlp->requester,
					tlp->msg_code);
		return true;
	case TLP_ROUTE_BY_ID:
		port = root_port_to(root, tlp->target);
		if (!port || &port->bridge == in)
			return false;
		bridge_forward(in, &port->bridge, p, &root->stats);
		return true;
	case TLP_ROUTE_LOCAL:
	case TLP_ROUTE_GATHER:
		return true;
	default:
		return false;
	}
}

/* The root complex does not complete atomic operations and the like */
static bool (*const take[TLP_TYPE_MAX])(struct pcie_root *root,
					struct bridge *in,
					const struct pcie_packet *p) = {
	[TLP_MRD] = take_memory,       [TLP_MWR] = take_memory,
	[TLP_CPL] = take_completion,   [TLP_CPLD] = take_completion,
	[TLP_CPLLK] = take_completion, [TLP_CPLDLK] = take_completion,
	[TLP_MSG] = take_message,      [TLP_MSGD] = take_message,
};

void root_receive(struct pcie_port *port, const struct pcie_packet *p)
{
	struct pcie_root *root = port->owner;
	struct bridge *in = bridge_of(port);

	if (!bridge_receive(in, p, &root->stats))
		return;
	if (!take[p->tlp->type] || !take[p->tlp->type](root, in, p))
		bridge_unsupported(in, p, ROOT_BDF, &root->stats);
}
