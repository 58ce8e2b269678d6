// SPDX-License-Identifier: BSD-3-Clause
/* Switches: routing of TLPs (sec 2.2.4, 7.3.3) */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "pcie/split.h"
#include "pcie/switch.h"
#include "pcie/tree/acs.h"
#include "pcie/tree/bridge.h"
#include "pcie/tree/map.h"
#include "pcie/tree/tree.h"

static bool is_up(const struct pcie_switch *sw, const struct bridge *port)
{
	return port == &sw->up;
}

/* Return: the downstream port that leads to @bus, or NULL */
static struct bridge *down_to(struct pcie_switch *sw, unsigned int bus)
{
	for (unsigned int i = 0; i < sw->downstream; i++)
		if (bridge_leads_to(&sw->down[i], bus))
			return &sw->down[i];
	return NULL;
}

static struct bridge *by_address(struct pcie_switch *sw, struct bridge *in,
				 const struct tlp *tlp)
{
	uint64_t last;
	struct bridge *out = bridge_towards(sw, map_find(sw->root, tlp->addr,
							 &in->hint, &last));

	if (out) /* else a gap between the windows of its downstream ports */
		return is_up(sw, out) ? NULL : out;
	return is_up(sw, in) ? NULL : &sw->up;
}

static struct bridge *by_id(struct pcie_switch *sw, struct bridge *in,
			    uint16_t bdf)
{
	struct bridge *out = down_to(sw, TLP_BDF_BUS(bdf));

	if (out)
		return out;
	/* The internal bus: a port of this switch, which has no requests */
	if (is_up(sw, in) || TLP_BDF_BUS(bdf) == sw->up.secondary)
		return NULL;
	return &sw->up;
}

static struct bridge *to_requester(struct pcie_switch *sw, struct bridge *in,
				   const struct tlp *tlp)
{
	return by_id(sw, in, tlp->requester);
}

/* Type 1 from above */
static struct bridge *by_target(struct pcie_switch *sw, struct bridge *in,
				const struct tlp *tlp)
{
	struct bridge *out = down_to(sw, TLP_BDF_BUS(tlp->target));

	if (!is_up(sw, in) || !out || !bridge_has_device(out, tlp->target))
		return NULL;
	return out;
}

static struct bridge *by_routing(struct pcie_switch *sw, struct bridge *in,
				 const struct tlp *tlp)
{
	switch (tlp->routing) {
	case TLP_ROUTE_TO_RC:
		return is_up(sw, in) ? NULL : &sw->up;
	case TLP_ROUTE_BY_ADDR:
		return by_address(sw, in, tlp);
	case TLP_ROUTE_BY_ID:
		return by_id(sw, in, tlp->target);
	default:
		return NULL;
	}
}

/*
 * I/O and configuration type 0 are not routed, nor are AtomicOps and DMWr: the
 * ports lack these routing capabilities (DevCap2 bit 6, DevCap3).
 */
static struct bridge *(*const route[TLP_TYPE_MAX])(struct pcie_switch *sw,
						   struct bridge *in,
						   const struct tlp *tlp) = {
	[TLP_MRD] = by_address,	     [TLP_MRDLK] = by_address,
	[TLP_MWR] = by_address,	     [TLP_CFGRD1] = by_target,
	[TLP_CFGWR1] = by_target,    [TLP_MSG] = by_routing,
	[TLP_MSGD] = by_routing,     [TLP_CPL] = to_requester,
	[TLP_CPLD] = to_requester,   [TLP_CPLLK] = to_requester,
	[TLP_CPLDLK] = to_requester,
};

static bool is_message(const struct tlp *tlp)
{
	return tlp->type == TLP_MSG || tlp->type == TLP_MSGD;
}

static void broadcast(struct pcie_switch *sw, struct bridge *in,
		      const struct pcie_packet *p)
{
	if (!is_up(sw, in)) {
		sw->stats.malformed++;
		return;
	}
	sw->gathered = 0;
	for (unsigned int i = 0; i < sw->downstream; i++)
		if (sw->down[i].port.link)
			bridge_forward(in, &sw->down[i], p, &sw->stats);
}

/* One message is sent upwards after each port with a link received one */
static void gather(struct pcie_switch *sw, struct bridge *in,
		   const struct pcie_packet *p)
{
	uint32_t all = 0;

	if (is_up(sw, in)) {
		sw->stats.malformed++;
		return;
	}
	for (unsigned int i = 0; i < sw->downstream; i++)
		if (sw->down[i].port.link)
			all |= 1u << i;
	sw->gathered |= 1u << (in - sw->down);
	if (sw->gathered != all)
		return;
	sw->gathered = 0;
	bridge_forward(in, &sw->up, p, &sw->stats);
}

/* Return: false if a message goes out of one port */
static bool pass_around(struct pcie_switch *sw, struct bridge *in,
			const struct pcie_packet *p)
{
	switch (p->tlp->routing) {
	case TLP_ROUTE_BROADCAST:
		broadcast(sw, in, p);
		return true;
	case TLP_ROUTE_GATHER:
		gather(sw, in, p);
		return true;
	case TLP_ROUTE_LOCAL: /* ends here */
		return true;
	default:
		return false;
	}
}

/*
 * Apply ACS of @in. @out is a downstream port. Return: the egress port, @in if there
 * is none; NULL after a violation
 */
static struct bridge *control(struct pcie_switch *sw, struct bridge *in,
			      struct bridge *out, const struct pcie_packet *p)
{
	enum acs_route way;

	if (out == in) /* undefined without Upstream Forwarding */
		way = in->port.acs.enabled & PCIE_ACS_UF ? ACS_REDIRECT
							 : ACS_DIRECT;
	else
		way = acs_route(in, out, p->tlp);
	if (way == ACS_DIRECT)
		return out;
	if (way == ACS_REDIRECT) {
		sw->stats.redirected += p->count;
		return &sw->up;
	}
	acs_violation(sw->root, in, p, &sw->stats);
	return NULL;
}

/* @controlled: constant; @in has services of ACS enabled */
static inline __attribute__((always_inline)) void
pass(struct pcie_switch *sw, struct bridge *in, const struct pcie_packet *p,
     bool controlled)
{
	const struct tlp *tlp = p->tlp;
	struct bridge *out = NULL;

	if (controlled && !acs_admit(sw->root, in, p, &sw->stats))
		return;
	if (is_message(tlp) && pass_around(sw, in, p))
		return;
	if (route[tlp->type])
		out = route[tlp->type](sw, in, tlp);
	if (controlled && out && !is_up(sw, out)) {
		out = control(sw, in, out, p);
		if (!out)
			return;
	}
	if (out && out != in)
		bridge_forward(in, out, p, &sw->stats);
	else
		bridge_unsupported(in, p, in->bdf, &sw->stats);
}

/* A function of its own, so that ports without ACS need one comparison */
static __attribute__((noinline)) void
pass_controlled(struct pcie_switch *sw, struct bridge *in,
		const struct pcie_packet *p)
{
	pass(sw, in, p, true);
}

static inline __attribute__((always_inline)) void
pass_alike(struct pcie_port *port, const struct pcie_packet *p)
{
	struct bridge *in = bridge_of(port);
	struct pcie_switch *sw = port->owner;

	if (in->port.acs.enabled)
		pass_controlled(sw, in, p);
	else
		pass(sw, in, p, false);
}

/* Return: number of first TLPs of a run that go the same way */
static unsigned int alike(struct pcie_port *port, const struct pcie_packet *run)
{
	const struct pcie_switch *sw = port->owner;
	struct bridge *in = bridge_of(port), *to;
	uint64_t last;

	if (run->tlp->type == TLP_CPLD)
		return run->count;
	to = map_find(sw->root, run->tlp->addr, &in->hint, &last);
	/* Only reads that memory answers stay together */
	if (run->reads && (to || is_up(sw, in) || in->port.acs.enabled))
		return 1;
	return split_at(run, last);
}

static void pass_part(struct pcie_port *port, const struct pcie_packet *p)
{
	pass_alike(port, p);
}

static void receive(struct pcie_port *port, const struct pcie_packet *p)
{
	struct pcie_switch *sw = port->owner;

	if (!bridge_receive(bridge_of(port), p, &sw->stats))
		return;
	if (p->count > 1)
		split_by(port, p, alike, pass_part);
	else
		pass_alike(port, p);
}

static void bridge_init(struct bridge *bridge, struct pcie_switch *sw)
{
	bridge->port.owner = sw;
	bridge->port.receive = receive;
	bridge->port.runs = true;
	bridge->port.eetlp = true;
	bridge->secondary = 1; /* empty range: no bus yet */
}

int pcie_switch_create(struct pcie_root *root, const char *name,
		       unsigned int downstream, struct pcie_switch **ret_sw)
{
	struct pcie_switch *sw;

	if (downstream < 1 || downstream > PCIE_DOWNSTREAM_MAX)
		return -EINVAL;
	if (root->nswitches == PCIE_SWITCHES_MAX)
		return -ENOSPC;
	if (map_reserve(root, 1 + downstream, 0))
		return -ENOMEM;
	sw = calloc(1, sizeof(*sw) + downstream * sizeof(sw->down[0]));
	if (!sw)
		return -ENOMEM;
	sw->root = root;
	snprintf(sw->name, sizeof(sw->name), "%s", name);
	sw->downstream = downstream;
	bridge_init(&sw->up, sw);
	sw->up.port.kind = PCIE_OWNER_SWITCH;
	for (unsigned int i = 0; i < downstream; i++) {
		bridge_init(&sw->down[i], sw);
		sw->down[i].port.ari_capable = true;
	}
	root->switches[root->nswitches++] = sw;
	*ret_sw = sw;
	return 0;
}

struct pcie_port *pcie_switch_upstream(struct pcie_switch *sw)
{
	return &sw->up.port;
}

struct pcie_port *pcie_switch_downstream(struct pcie_switch *sw, unsigned int n)
{
	return n < sw->downstream ? &sw->down[n].port : NULL;
}

const struct pcie_port_stats *pcie_switch_stats(const struct pcie_switch *sw)
{
	return &sw->stats;
}
