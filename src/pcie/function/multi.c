// SPDX-License-Identifier: BSD-3-Clause
/* Multi-function devices: routing between their functions and the link */
#include <errno.h>
#include <string.h>

#include "pcie/function/completer.h"
#include "pcie/function/state.h"
#include "pcie/multi.h"

#define RELAXED_ORDERING 2 /* in tlp.attr */

static bool is_memory(const struct tlp *tlp)
{
	return tlp->type <= TLP_CAS;
}

static struct pcie_function *decoder(const struct pcie_multi *multi,
				     uint64_t addr)
{
	for (unsigned int n = 0; n < PCIE_MULTI_MAX; n++) {
		struct pcie_function *fn = multi->slots[n].fn;

		for (unsigned int i = 0; fn && i < PCIE_BARS; i++)
			if (fn->bar_addr[i] != PCIE_BAR_OFF &&
			    addr >= fn->bar_addr[i] &&
			    addr - fn->bar_addr[i] < fn->bars[i].size)
				return fn;
	}
	return NULL;
}

struct pcie_function *pcie_multi_at(const struct pcie_multi *multi,
				    uint64_t addr)
{
	struct pcie_function *fn = decoder(multi, addr);

	return fn ? fn : multi->slots[0].fn;
}

static struct pcie_function *numbered(const struct pcie_multi *multi,
				      uint16_t bdf)
{
	return multi->slots[bdf & 7].fn;
}

static void deliver(struct pcie_multi *multi, struct pcie_function *fn,
		    const struct pcie_packet *p)
{
	port_send(&multi->slots[fn->number].port, p);
}

static void broadcast(struct pcie_multi *multi, const struct pcie_packet *p)
{
	for (unsigned int n = 0; n < PCIE_MULTI_MAX; n++)
		if (multi->slots[n].fn)
			deliver(multi, multi->slots[n].fn, p);
}

static bool is_message(const struct tlp *tlp, enum tlp_routing routing)
{
	return (tlp->type == TLP_MSG || tlp->type == TLP_MSGD) &&
	       tlp->routing == routing;
}

/* Return: function for a TLP from the link, NULL: there is none */
static struct pcie_function *receiver(const struct pcie_multi *multi,
				      const struct tlp *tlp)
{
	if (is_memory(tlp))
		return pcie_multi_at(multi, tlp->addr);
	if (tlp->type == TLP_CFGRD0 || tlp->type == TLP_CFGWR0 ||
	    is_message(tlp, TLP_ROUTE_BY_ID))
		return numbered(multi, tlp->target);
	if (tlp_class(tlp->type) == TLP_COMPLETION)
		return numbered(multi, tlp->requester);
	return multi->slots[0].fn;
}

static void receive(struct pcie_port *port, const struct pcie_packet *p)
{
	struct pcie_multi *multi = port->owner;
	struct pcie_function *fn = multi->slots[0].fn;

	if (p->tlp && is_message(p->tlp, TLP_ROUTE_BROADCAST)) {
		broadcast(multi, p);
		return;
	}
	if (p->tlp)
		fn = receiver(multi, p->tlp);
	if (fn)
		deliver(multi, fn, p);
	else if (p->tlp && tlp_class(p->tlp->type) == TLP_NON_POSTED)
		complete_status(port, p->tlp, p->tlp->target, TLP_CPL_UR);
}

/* Return: function of the device with this ID, NULL: not one of this device */
static struct pcie_function *sibling(const struct pcie_multi *multi,
				     const struct pcie_function *fn,
				     uint16_t bdf)
{
	/* Before it has an ID it knows no other */
	if (!fn->bdf || bdf >> 3 != fn->bdf >> 3)
		return NULL;
	return numbered(multi, bdf);
}

/* Return: the peer inside the device that a TLP of @fn is for, or NULL */
static struct pcie_function *peer(const struct pcie_multi *multi,
				  const struct pcie_function *fn,
				  const struct tlp *tlp)
{
	struct pcie_function *to = NULL;

	if (is_memory(tlp))
		to = decoder(multi, tlp->addr);
	else if (tlp_class(tlp->type) == TLP_COMPLETION)
		to = sibling(multi, fn, tlp->requester);
	else if (is_message(tlp, TLP_ROUTE_BY_ID))
		to = sibling(multi, fn, tlp->target);
	return to == fn ? NULL : to;
}

/* Return: true if ACS of @fn sends a TLP for a peer upstream (Table 6-11) */
static bool is_redirected(const struct pcie_function *fn, const struct tlp *tlp)
{
	const struct pcie_config *config = &fn->config;
	uint16_t enabled = 0;

	if (config->acs)
		enabled = reg16(config, config->acs + PCI_ACS_CTRL);
	if (tlp_class(tlp->type) == TLP_COMPLETION)
		return enabled & PCIE_ACS_CR && !(tlp->attr & RELAXED_ORDERING);
	if (enabled & PCIE_ACS_DT && is_memory(tlp) &&
	    tlp->at == TLP_AT_TRANSLATED)
		return false;
	return enabled & PCIE_ACS_RR;
}

/* @port is inside of the device: a function sends */
static void send(struct pcie_port *port, const struct pcie_packet *p)
{
	struct pcie_multi_slot *slot = (struct pcie_multi_slot *)port;
	struct pcie_multi *multi = port->owner;
	struct pcie_function *to = NULL;

	if (p->tlp)
		to = peer(multi, slot->fn, p->tlp);
	if (to && !is_redirected(slot->fn, p->tlp))
		deliver(multi, to, p);
	else
		port_send(&multi->port, p);
}

void pcie_multi_init(struct pcie_multi *multi)
{
	memset(multi, 0, sizeof(*multi));
	multi->port.receive = receive;
	multi->port.owner = multi;
}

static void set_header(struct pcie_config *config)
{
	config->data[PCI_HEADER_TYPE] |= PCI_HEADER_MULTI_FUNCTION;
}

int pcie_multi_add(struct pcie_multi *multi, struct pcie_function *fn,
		   unsigned int number)
{
	struct pcie_multi_slot *slot;

	if (number >= PCIE_MULTI_MAX)
		return -EINVAL;
	slot = &multi->slots[number];
	if (slot->fn)
		return -EEXIST;
	slot->fn = fn;
	slot->port.receive = send;
	slot->port.owner = multi;
	pcie_link_connect(&slot->inner, fn->name, &slot->port, &fn->port);
	fn->multi = multi;
	fn->number = number;
	set_header(&fn->config);
	set_header(&fn->reset_config);
	return 0;
}
