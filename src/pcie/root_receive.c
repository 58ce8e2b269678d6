// SPDX-License-Identifier: BSD-3-Clause
/* Root complex: what arrives at its ports */
#include "tree.h"

/*
 * Without hints and without their prefix. A digest would no longer fit, so
 * there is none either.
 */
static ssize_t drop_tph(const struct tlp *tlp, uint8_t *buf, size_t size)
{
	struct tlp plain = *tlp;

	plain.th = plain.st_ext = plain.td = false;
	plain.st = plain.ph = 0;
	plain.reserved = 0;
	plain.nprefix = 0;
	for (unsigned int i = 0; i < tlp->nprefix; i++)
		if (tlp->prefix[i] >> 24 != TLP_PREFIX_EXT_TPH)
			plain.prefix[plain.nprefix++] = tlp->prefix[i];
	return tlp_encode(&plain, buf, size);
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

/* Its own frame: the buffer is there only while a TLP is made anew */
static __attribute__((noinline)) void
forward_without_tph(struct pcie_root *root, struct bridge *in,
		    struct bridge *out, const struct arrival *a)
{
	uint8_t bytes[TLP_MAX_SIZE];
	struct arrival plain = {a->tlp, bytes, 0};
	ssize_t size = drop_tph(a->tlp, bytes, sizeof(bytes));

	if (size < 0 || tlp_decode(bytes, size, a->tlp))
		return;
	plain.len = size;
	bridge_forward(in, out, &plain, &root->stats);
}

/* Return: false if policy does not let it pass */
static bool forward_to_peer(struct pcie_root *root, struct bridge *in,
			    struct bridge *out, const struct arrival *a)
{
	if (out == in || root->p2p == PCIE_ROOT_P2P_BLOCK)
		return false;
	if (root->p2p == PCIE_ROOT_P2P_DROP_TPH && has_hints(a->tlp))
		forward_without_tph(root, in, out, a);
	else
		bridge_forward(in, out, a, &root->stats);
	return true;
}

static bool is_interrupt(const struct tlp *tlp)
{
	return tlp->addr >= PCIE_INTERRUPT_BASE &&
	       tlp->addr - PCIE_INTERRUPT_BASE < PCIE_INTERRUPT_SIZE;
}

/* Return: false if it is no interrupt: one whole DW (sec 6.1.4) */
static bool take_interrupt(struct pcie_root *root, const struct tlp *tlp)
{
	if (tlp->type != TLP_MWR || tlp->length != 1 || tlp->first_be != 0xf ||
	    tlp->ep || !root->ops.interrupt)
		return false;
	root->ops.interrupt(root->ctx, tlp->requester, tlp->addr,
			    load_le32(tlp->payload));
	return true;
}

/* Return: false if nobody takes it */
static bool take_memory(struct pcie_root *root, struct bridge *in,
			const struct arrival *a)
{
	const struct tlp *tlp = a->tlp;
	struct pcie_function *fn;

	/* No translation agent is here: translated and the like are not taken
	 */
	if (tlp->at != TLP_AT_UNTRANSLATED)
		return false;
	if (is_interrupt(tlp))
		return take_interrupt(root, tlp);
	fn = map_find(root, tlp->addr, &in->hint);
	if (fn)
		return forward_to_peer(
			root, in, &root->ports[root->egress[fn->index]]->bridge,
			a);
	return tlp->type == TLP_MWR ? root_memory_write(root, tlp)
				    : root_memory_read(root, in, tlp);
}

static bool take_completion(struct pcie_root *root, struct bridge *in,
			    const struct arrival *a)
{
	struct root_port *port;

	if (a->tlp->requester == ROOT_BDF)
		return root->completion &&
		       completion_accept(root->completion, a->tlp);
	port = root_port_to(root, a->tlp->requester);
	if (!port || &port->bridge == in)
		return false;
	bridge_forward(in, &port->bridge, a, &root->stats);
	return true;
}

static bool take_message(struct pcie_root *root, struct bridge *in,
			 const struct arrival *a)
{
	const struct tlp *tlp = a->tlp;
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
		bridge_forward(in, &port->bridge, a, &root->stats);
		return true;
	case TLP_ROUTE_LOCAL:
	case TLP_ROUTE_GATHER:
		return true;
	default:
		return false;
	}
}

/* Atomic operations and the like are not completed here */
static bool (*const take[TLP_TYPE_MAX])(struct pcie_root *root,
					struct bridge *in,
					const struct arrival *a) = {
	[TLP_MRD] = take_memory,       [TLP_MWR] = take_memory,
	[TLP_CPL] = take_completion,   [TLP_CPLD] = take_completion,
	[TLP_CPLLK] = take_completion, [TLP_CPLDLK] = take_completion,
	[TLP_MSG] = take_message,      [TLP_MSGD] = take_message,
};

void root_receive(struct pcie_port *port, const void *bytes, size_t len)
{
	struct pcie_root *root = port->owner;
	struct bridge *in = bridge_of(port);
	struct tlp tlp;
	const struct arrival a = {&tlp, bytes, len};

	if (!bridge_receive(in, &a, &root->stats))
		return;
	if (!take[tlp.type] || !take[tlp.type](root, in, &a))
		bridge_unsupported(in, &a, ROOT_BDF, &root->stats);
}
