// SPDX-License-Identifier: BSD-3-Clause
/* Handling of TLPs at ports, common to switches and the root complex */
#include "pcie/tree/bridge.h"

#include "pcie/function/completer.h"
#include "pcie/completion.h"
#include "pcie/packet.h"
#include "ground.h"

bool bridge_receive(struct bridge *in, const struct pcie_packet *p,
		    struct pcie_port_stats *stats)
{
	if (p->tlp && (in->port.eetlp || !has_end_end(p->tlp)))
		return true;
	stats->malformed += p->count;
	return false;
}

void bridge_unsupported(struct bridge *in, const struct pcie_packet *p,
			uint16_t completer, struct pcie_port_stats *stats)
{
	stats->unsupported += p->count;
	if (tlp_class(p->tlp->type) == TLP_NON_POSTED)
		complete_status(&in->port, p->tlp, completer, TLP_CPL_UR);
}

/* Type 1 becomes type 0; an ECRC does not protect this bit */
static void forward_config(struct bridge *out, const struct pcie_packet *p)
{
	uint8_t bytes[TLP_MAX_HEADER + 8]; /* payload of 1 DW, digest */

	if (packet_size(p) > sizeof(bytes))
		return;
	copy_packet(p, bytes);
	bytes[p->tlp->nprefix * 4] &= ~1;
	pcie_port_send(&out->port, bytes, packet_size(p));
}

/* The reads of a run after one that fails are not sent. */
static void forward_reads(struct bridge *out, const struct pcie_packet *p,
			  struct pcie_port_stats *stats)
{
	const struct pcie_completion *reads = p->reads;
	const unsigned int before = reads->answered;

	port_send(&out->port, p);
	stats->forwarded += min(reads->answered - before + 1, p->count);
}

static bool is_config(const struct tlp *tlp)
{
	return tlp->type == TLP_CFGRD1 || tlp->type == TLP_CFGWR1;
}

/* A function of its own, so that most TLPs need no frame */
static __attribute__((noinline)) void
forward_with_care(struct bridge *in, struct bridge *out,
		  const struct pcie_packet *p, struct pcie_port_stats *stats)
{
	const struct tlp *tlp = p->tlp;

	if (has_end_end(tlp) && (out->port.eetlp_block || !out->port.eetlp)) {
		stats->prefix_blocked += p->count;
		if (tlp_class(tlp->type) == TLP_NON_POSTED)
			complete_status(&in->port, tlp, out->bdf, TLP_CPL_UR);
		return;
	}
	if (p->reads) {
		forward_reads(out, p, stats);
		return;
	}
	stats->forwarded += p->count;
	if (is_config(tlp) && TLP_BDF_BUS(tlp->target) == out->secondary)
		forward_config(out, p);
	else
		port_send(&out->port, p);
}

void bridge_forward(struct bridge *in, struct bridge *out,
		    const struct pcie_packet *p, struct pcie_port_stats *stats)
{
	if (has_end_end(p->tlp) || p->reads || is_config(p->tlp)) {
		forward_with_care(in, out, p, stats);
		return;
	}
	stats->forwarded += p->count;
	port_send(&out->port, p);
}
