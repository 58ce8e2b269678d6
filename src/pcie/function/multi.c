// SPDX-License-Identifier: BSD-3-Clause
/* Multi-function devices: routing between their functions and the link */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pcie/function/completer.h"
#include "pcie/function/state.h"
#include "pcie/multi.h"
#include "pcie/split.h"

#define RELAXED_ORDERING 2 /* in tlp.attr */

static bool is_memory(const struct tlp *tlp)
{
	return tlp->type <= TLP_CAS;
}

/* Return: the function with this number or NULL */
static struct pcie_function *in_slot(const struct pcie_multi *multi,
				     unsigned int number)
{
	const struct pcie_multi_slot *slot = multi->slots[number];

	return slot ? slot->fn : NULL;
}

/* As in the map of the hierarchy, the earliest of BARs that overlap wins */
static void claim_bars(struct pcie_multi *multi, struct pcie_function *fn)
{
	for (unsigned int i = 0; i < PCIE_BARS; i++) {
		const uint64_t start = fn->bar_addr[i];
		const struct claim claim = {
			.range = {start, start + fn->bars[i].size - 1, fn},
			.since = fn->bar_since[i],
			.index = fn->index,
			.whole = true,
		};

		if (start != PCIE_BAR_OFF)
			ranges_claim(&multi->ranges, &claim);
	}
}

/* A function of its own, as BARs seldom change */
static __attribute__((noinline)) void map(struct pcie_multi *multi)
{
	multi->stale = false;
	ranges_restart(&multi->ranges);
	for (unsigned int n = 0; n < PCIE_MULTI_MAX; n++)
		if (multi->slots[n])
			claim_bars(multi, multi->slots[n]->fn);
	ranges_build(&multi->ranges);
}

/* Return: the function that decodes @addr, or NULL; the same up to *@ret_last */
static struct pcie_function *decoder(struct pcie_multi *multi, uint64_t addr,
				     unsigned int *hint, uint64_t *ret_last)
{
	if (multi->stale)
		map(multi);
	return ranges_find(&multi->ranges, addr, hint, ret_last);
}

struct pcie_function *pcie_multi_at(struct pcie_multi *multi, uint64_t addr)
{
	uint64_t last;
	struct pcie_function *fn = decoder(multi, addr, &multi->hint, &last);

	return fn ? fn : in_slot(multi, 0);
}

static struct pcie_function *numbered(const struct pcie_multi *multi,
				      uint16_t bdf)
{
	return in_slot(multi, bdf & (multi->ari ? 0xff : 7));
}

/* Functions take runs, and no tap is inside of the device */
static void deliver(struct pcie_function *fn, const struct pcie_packet *p)
{
	fn->port.receive(&fn->port, p);
}

static void broadcast(struct pcie_multi *multi, const struct pcie_packet *p)
{
	for (unsigned int n = 0; n < PCIE_MULTI_MAX; n++)
		if (multi->slots[n])
			deliver(multi->slots[n]->fn, p);
}

static bool is_message(const struct tlp *tlp, enum tlp_routing routing)
{
	return (tlp->type == TLP_MSG || tlp->type == TLP_MSGD) &&
	       tlp->routing == routing;
}

/* Return: function for a TLP from the link, NULL: there is none, or all of them */
static struct pcie_function *receiver(struct pcie_multi *multi,
				      const struct tlp *tlp)
{
	if (is_memory(tlp))
		return pcie_multi_at(multi, tlp->addr);
	if (tlp->type == TLP_CFGRD0 || tlp->type == TLP_CFGWR0 ||
	    is_message(tlp, TLP_ROUTE_BY_ID))
		return numbered(multi, tlp->target);
	if (tlp_class(tlp->type) == TLP_COMPLETION)
		return numbered(multi, tlp->requester);
	return is_message(tlp, TLP_ROUTE_BROADCAST) ? NULL : in_slot(multi, 0);
}

static void receive_alike(struct pcie_port *port, const struct pcie_packet *p)
{
	struct pcie_multi *multi = port->owner;
	const struct tlp *tlp = p->tlp;
	struct pcie_function *fn;

	fn = tlp ? receiver(multi, tlp) : in_slot(multi, 0);
	if (fn)
		deliver(fn, p);
	else if (tlp && is_message(tlp, TLP_ROUTE_BROADCAST))
		broadcast(multi, p);
	else if (tlp && tlp_class(tlp->type) == TLP_NON_POSTED)
		complete_status(port, tlp, tlp->target, TLP_CPL_UR);
}

/*
 * Return: number of first TLPs of a run that are for the same function. Only reads
 * that memory answers stay together, as they go up past the functions.
 */
static unsigned int alike(struct pcie_multi *multi,
			  const struct pcie_packet *run, bool up,
			  unsigned int *hint)
{
	const struct pcie_function *to;
	uint64_t last;

	if (run->tlp->type == TLP_CPLD)
		return run->count;
	to = decoder(multi, run->tlp->addr, hint, &last);
	if (run->reads && (to || !up))
		return 1;
	return split_at(run, last);
}

static unsigned int alike_below(struct pcie_port *port,
				const struct pcie_packet *run)
{
	struct pcie_multi *multi = port->owner;

	return alike(multi, run, false, &multi->hint);
}

/*
 * Return: the range of a single memory request, if it is that of the last one; NULL:
 * look closer. Most requests are such ones, and need no frame until they have been
 * passed on: that makes the device a sixth cheaper.
 */
static inline const struct range *same(const struct pcie_multi *multi,
				       const struct pcie_packet *p,
				       unsigned int hint)
{
	if (p->count > 1 || !p->tlp || !is_memory(p->tlp) || multi->stale)
		return NULL;
	return ranges_same(&multi->ranges, p->tlp->addr, hint);
}

static __attribute__((noinline)) void
receive_closely(struct pcie_port *port, const struct pcie_packet *p)
{
	if (p->count > 1)
		split_by(port, p, alike_below, receive_alike);
	else
		receive_alike(port, p);
}

static void receive(struct pcie_port *port, const struct pcie_packet *p)
{
	const struct pcie_multi *multi = port->owner;
	const struct range *range = same(multi, p, multi->hint);

	if (range && range->to)
		deliver(range->to, p);
	else
		receive_closely(port, p);
}

/* Return: function of the device with this ID, NULL: not one of this device */
static struct pcie_function *sibling(const struct pcie_multi *multi,
				     const struct pcie_function *fn,
				     uint16_t bdf)
{
	const unsigned int shift = multi->ari ? 8 : 3;

	/* Before it has an ID it knows no other */
	if (!fn->bdf || bdf >> shift != fn->bdf >> shift)
		return NULL;
	return numbered(multi, bdf);
}

/* Return: the peer inside the device that a TLP of @fn is for, or NULL */
static struct pcie_function *peer(struct pcie_multi *multi,
				  struct pcie_multi_slot *slot,
				  const struct tlp *tlp)
{
	const struct pcie_function *fn = slot->fn;
	struct pcie_function *to = NULL;
	uint64_t last;

	if (is_memory(tlp))
		to = decoder(multi, tlp->addr, &slot->hint, &last);
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

static struct pcie_multi_slot *slot_of(struct pcie_port *port)
{
	return container_of(port, struct pcie_multi_slot, port);
}

static void send_alike(struct pcie_port *port, const struct pcie_packet *p)
{
	struct pcie_multi_slot *slot = slot_of(port);
	struct pcie_multi *multi = port->owner;
	struct pcie_function *to = NULL;

	if (p->tlp)
		to = peer(multi, slot, p->tlp);
	if (to && !is_redirected(slot->fn, p->tlp))
		deliver(to, p);
	else
		port_send(&multi->port, p);
}

static unsigned int alike_inside(struct pcie_port *port,
				 const struct pcie_packet *run)
{
	return alike(port->owner, run, true, &slot_of(port)->hint);
}

static __attribute__((noinline)) void send_closely(struct pcie_port *port,
						   const struct pcie_packet *p)
{
	if (p->count > 1)
		split_by(port, p, alike_inside, send_alike);
	else
		send_alike(port, p);
}

/* @port is inside of the device: a function sends */
static void send(struct pcie_port *port, const struct pcie_packet *p)
{
	struct pcie_multi *multi = port->owner;
	const struct range *range = same(multi, p, slot_of(port)->hint);

	if (range && !range->to)
		port_send(&multi->port, p);
	else
		send_closely(port, p);
}

void pcie_multi_init(struct pcie_multi *multi)
{
	memset(multi, 0, sizeof(*multi));
	multi->port.receive = receive;
	multi->port.runs = true;
	multi->port.owner = multi;
	multi->port.kind = PCIE_OWNER_MULTI;
}

struct pcie_function *pcie_multi_next(const struct pcie_multi *multi,
				      unsigned int number)
{
	for (; number < PCIE_MULTI_MAX; number++)
		if (multi->slots[number])
			return multi->slots[number]->fn;
	return NULL;
}

void pcie_multi_free(struct pcie_multi *multi)
{
	for (unsigned int n = 0; n < PCIE_MULTI_MAX; n++)
		free(multi->slots[n]);
	ranges_free(&multi->ranges);
}

/* There is more than one function (sec 7.5.1.1.9) */
static void set_headers(struct pcie_multi *multi)
{
	struct pcie_function *fn;

	for (fn = pcie_multi_next(multi, 0); fn;
	     fn = pcie_multi_next(multi, fn->number + 1u)) {
		fn->config.data[PCI_HEADER_TYPE] |= PCI_HEADER_MULTI_FUNCTION;
		fn->reset_config.data[PCI_HEADER_TYPE] |=
			PCI_HEADER_MULTI_FUNCTION;
	}
}

/* Next Function Number (sec 7.8.8.2), 0: the last one */
static void set_next(struct pcie_function *fn, unsigned int number)
{
	const unsigned int at = fn->config.ari + PCI_ARI_CAP + 1;

	fn->config.data[at] = fn->reset_config.data[at] = number;
}

/* Link a new function into the list, which ascends */
static void link_ari(struct pcie_multi *multi, struct pcie_function *fn)
{
	unsigned int before = fn->number, after = fn->number + 1u;

	while (after < PCIE_MULTI_MAX && !multi->slots[after])
		after++;
	set_next(fn, after % PCIE_MULTI_MAX);
	while (before && !multi->slots[--before])
		;
	if (before != fn->number && multi->slots[before])
		set_next(multi->slots[before]->fn, fn->number);
}

int pcie_multi_add(struct pcie_multi *multi, struct pcie_function *fn,
		   unsigned int number)
{
	const bool ari = fn->config.ari;
	struct pcie_multi_slot *slot;

	if (number >= PCIE_MULTI_MAX || (number > 7 && !ari) ||
	    (multi->n && ari != multi->ari))
		return -EINVAL;
	if (multi->slots[number])
		return -EEXIST;
	slot = calloc(1, sizeof(*slot));
	if (!slot ||
	    ranges_reserve(&multi->ranges, PCIE_BARS * (multi->n + 1))) {
		free(slot);
		return -ENOMEM;
	}
	slot->fn = fn;
	slot->port.receive = send;
	slot->port.runs = true;
	slot->port.owner = multi;
	multi->slots[number] = slot;
	multi->ari = ari;
	multi->n++;
	multi->stale = true;
	pcie_link_connect(&slot->inner, fn->name, &slot->port, &fn->port);
	fn->multi = multi;
	fn->number = number;
	if (fn->pf)
		return 0;
	if (multi->n > 1)
		set_headers(multi);
	if (ari)
		link_ari(multi, fn);
	return 0;
}

void pcie_multi_remove(struct pcie_function *vf)
{
	struct pcie_multi_slot **slot = &vf->multi->slots[vf->number];

	vf->multi->n--;
	vf->multi->stale = true;
	free(*slot);
	*slot = NULL;
	vf->port.link = NULL;
	vf->multi = NULL;
}
