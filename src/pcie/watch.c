// SPDX-License-Identifier: BSD-3-Clause
/* A model that observes the TLPs of its function, as a tap on its link would */
#include "pcie/function.h"
#include "pcie/packet.h"
#include "pcie/split.h"

/*
 * Show one TLP to the model, then pass it on to @next. Both get the same bytes, even if
 * memory changes meanwhile.
 */
static void
show(struct pcie_function *fn, bool sent, const struct pcie_packet *p,
     void (*next)(struct pcie_port *port, const struct pcie_packet *packet))
{
	_Alignas(8) uint8_t bytes[TLP_MAX_SIZE];
	struct pcie_packet copy = *p;
	struct tlp tlp;

	if (!p->data_len) {
		fn->ops->watch(fn, sent, p->head, p->head_len);
		next(&fn->port, p);
		return;
	}
	copy_packet(p, bytes);
	tlp = *p->tlp;
	tlp.payload = bytes + p->head_len;
	copy.tlp = &tlp;
	copy.head = bytes;
	copy.lasting = false;
	fn->ops->watch(fn, sent, bytes, packet_size(p));
	next(&fn->port, &copy);
}

static void send(struct pcie_port *port, const struct pcie_packet *p,
		 void (*next)(struct pcie_port *port,
			      const struct pcie_packet *packet))
{
	show(port->owner, true, p, next);
}

/* Writes from the inbox were observed when they arrived */
static void receive_one(struct pcie_port *port, const struct pcie_packet *p)
{
	struct pcie_function *fn = port->owner;

	if (port->watch && p->head != fn->inbox.entry)
		show(fn, false, p, fn->receive);
	else
		fn->receive(port, p);
}

static void receive(struct pcie_port *port, const struct pcie_packet *p)
{
	if (p->count > 1)
		split_each(port, p, receive_one);
	else
		receive_one(port, p);
}

void pcie_function_watch(struct pcie_function *fn, bool on)
{
	fn->port.watch = on && fn->ops->watch ? send : NULL;
	fn->port.receive = fn->port.watch ? receive : fn->receive;
}
