// SPDX-License-Identifier: BSD-3-Clause
/* Root complex: handles TLPs that arrive at its ports */
#include "pcie/tree/root_receive.h"

#include "pcie/function/completer.h"
#include "pcie/completion.h"
#include "pcie/split.h"
#include "pcie/tree/acs.h"
#include "pcie/tree/bridge.h"
#include "pcie/tree/lookup.h"
#include "pcie/tree/map.h"
#include "pcie/tree/root_memory.h"
#include "pcie/tree/root_peer.h"
#include "pcie/tree/tree.h"
#include "ground.h"

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

/* Return: true if the address was translated and ACS allows such requests */
static bool is_direct(const struct bridge *in, const struct tlp *tlp)
{
	return tlp->at == TLP_AT_TRANSLATED &&
	       in->port.acs.enabled & PCIE_ACS_DT;
}

/* Return: false if the request has no destination */
static bool take_memory(struct pcie_root *root, struct bridge *in,
			const struct pcie_packet *p)
{
	const struct tlp *tlp = p->tlp;
	struct bridge *out;
	uint64_t last;

	if (is_interrupt(tlp) && tlp->at == TLP_AT_UNTRANSLATED &&
	    !root->ops.upstream)
		return take_interrupt(root, tlp);
	out = bridge_towards(root, map_find(root, tlp->addr, &in->hint, &last));
	if (!out && root->ops.upstream)
		return outside_request(root, p);
	/* Without a translation agent, no other request has such addresses */
	if (tlp->at != TLP_AT_UNTRANSLATED && !(out && is_direct(in, tlp)))
		return false;
	if (out)
		return root_may_go(in, out) && root_forward(root, in, out, p);
	if (tlp->type == TLP_MWR ? root_memory_write(root, p)
				 : root_memory_read(root, in, p))
		return true;
	return root_forward_translated(root, in, p);
}

/* A completion of the host. Return: false if none waits for it */
static bool accept(const struct pcie_root *root, const struct pcie_packet *p)
{
	for (struct pcie_completion *c = root->completions; c; c = c->next)
		if (completion_accept(c, p))
			return true;
	return false;
}

static bool take_completion(struct pcie_root *root, struct bridge *in,
			    const struct pcie_packet *p)
{
	struct root_port *port;

	if (root->outside && outside_completion(root, p))
		return true;
	if (p->tlp->requester == ROOT_BDF)
		return accept(root, p);
	port = root_port_to(root, p->tlp->requester);
	if (!port || !root_may_go(in, &port->bridge))
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
		if (!port || !root_may_go(in, &port->bridge))
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

static void receive_alike(struct pcie_port *port, const struct pcie_packet *p)
{
	struct pcie_root *root = port->owner;
	struct bridge *in = bridge_of(port);

	if (in->port.acs.enabled && !acs_admit(root, in, p, &root->stats))
		return;
	if (!take[p->tlp->type] || !take[p->tlp->type](root, in, p))
		bridge_unsupported(in, p, ROOT_BDF, &root->stats);
}

static bool awaited(const struct pcie_root *root, const struct pcie_packet *run)
{
	if (root->outside)
		return false;
	return run->tlp->requester != ROOT_BDF ||
	       (root->completions && !root->completions->next &&
		completion_fits(root->completions, run));
}

/*
 * Return: number of first TLPs of a run that go the same way. Interrupts, requests
 * that memory does not take whole, and those of the IOMMU's pages are alone, and so
 * are requests that a tap sees with two headers.
 */
static unsigned int alike(struct pcie_port *port, const struct pcie_packet *run)
{
	struct pcie_root *root = port->owner;
	const struct tlp *tlp = run->tlp;
	const struct bridge *to;
	unsigned int n;
	uint64_t last;

	if (tlp->type == TLP_CPLD)
		return awaited(root, run) ? run->count : 1;
	if (is_interrupt(tlp))
		return 1;
	to = bridge_towards(root, map_find(root, tlp->addr,
					   &bridge_of(port)->hint, &last));
	if (tlp->addr < PCIE_INTERRUPT_BASE)
		last = min_t(uint64_t, last, PCIE_INTERRUPT_BASE - 1);
	if (to)
		return run->reads || (run->flight && root_rewrites(root, tlp))
			       ? 1
			       : split_at(run, last);
	if (root->ops.upstream)
		return 1;
	if (run->reads && (bridge_of(port)->port.acs.enabled ||
			   root->max_payload > run->reads->max_payload ||
			   !complete_together(tlp->addr, tlp->length * 4u,
					      root->max_payload)))
		return 1;
	n = root_memory_holds(root, tlp, split_at(run, last));
	return max(n, 1u);
}

void root_receive(struct pcie_port *port, const struct pcie_packet *p)
{
	struct pcie_root *root = port->owner;

	if (!bridge_receive(bridge_of(port), p, &root->stats))
		return;
	if (p->count > 1)
		split_by(port, p, alike, receive_alike);
	else
		receive_alike(port, p);
}
