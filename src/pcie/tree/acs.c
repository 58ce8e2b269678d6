// SPDX-License-Identifier: BSD-3-Clause
/*
 * Access Control Services of root ports and downstream ports (sec 6.12.1.1): block
 * or redirect TLPs that arrive from below
 */
#include "pcie/tree/acs.h"

#include "pcie/function/completer.h"
#include "pcie/part.h"
#include "pcie/tree/tree.h"

#define RELAXED_ORDERING 2 /* in tlp.attr */

static bool is_completion(const struct tlp *tlp)
{
	return tlp_class(tlp->type) == TLP_COMPLETION;
}

/* Only memory requests have an Address Type. */
static bool is_memory(const struct tlp *tlp)
{
	return tlp->type <= TLP_CAS;
}

/*
 * Neither service affects completions. Messages are requests, so their source is
 * validated too.
 */
static bool admits(const struct bridge *in, const struct tlp *tlp)
{
	const unsigned int enabled = in->port.acs.enabled;

	if (is_completion(tlp))
		return true;
	if (enabled & PCIE_ACS_SV &&
	    !bridge_leads_to(in, TLP_BDF_BUS(tlp->requester)))
		return false;
	return !(enabled & PCIE_ACS_TB) || !is_memory(tlp) ||
	       tlp->at == TLP_AT_UNTRANSLATED;
}

bool acs_admit(struct pcie_root *root, struct bridge *in,
	       const struct pcie_packet *p, struct pcie_port_stats *stats)
{
	if (admits(in, p->tlp))
		return true;
	acs_violation(root, in, p, stats);
	return false;
}

/* Table 6-11, and the rule for Direct Translated P2P above it */
enum acs_route acs_route(const struct bridge *in, const struct bridge *out,
			 const struct tlp *tlp)
{
	const struct pcie_acs *acs = &in->port.acs;
	const bool redirect = acs->enabled & PCIE_ACS_RR;

	if (is_completion(tlp))
		return acs->enabled & PCIE_ACS_CR &&
				       !(tlp->attr & RELAXED_ORDERING)
			       ? ACS_REDIRECT
			       : ACS_DIRECT;
	if (acs->enabled & PCIE_ACS_DT && is_memory(tlp) &&
	    tlp->at == TLP_AT_TRANSLATED)
		return ACS_DIRECT;
	if (acs->enabled & PCIE_ACS_EC) {
		if (!(acs->egress >> TLP_BDF_DEV(out->bdf) & 1))
			return ACS_DIRECT;
		return redirect ? ACS_REDIRECT : ACS_BLOCK;
	}
	return redirect ? ACS_REDIRECT : ACS_DIRECT;
}

void acs_violation(struct pcie_root *root, struct bridge *in,
		   const struct pcie_packet *p, struct pcie_port_stats *stats)
{
	struct part part;

	stats->violations += p->count;
	if (root->ops.violation && p->count == 1)
		root->ops.violation(root->ctx, &in->port, p);
	for (unsigned int i = 0;
	     root->ops.violation && p->count > 1 && i < p->count; i++) {
		part_of(p, i, 1, &part);
		root->ops.violation(root->ctx, &in->port, &part.packet);
	}
	if (tlp_class(p->tlp->type) == TLP_NON_POSTED)
		complete_status(&in->port, p->tlp, in->bdf, TLP_CPL_CA);
}
