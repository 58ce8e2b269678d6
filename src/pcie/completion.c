// SPDX-License-Identifier: BSD-3-Clause
/* Completions that a requester waits for: matching and data (sec 2.3.2) */
#include "pcie/completion.h"

#include <string.h>

#include "pcie/function.h"
#include "pcie/part.h"
#include "ground.h"

/* Copy the data received so far */
static void settle(struct sink *sink)
{
	if (sink->have)
		memcpy(sink->buf, sink->data, sink->have);
	sink->in_place = false;
}

/* Data of completions: copied, or left in place */
static void sink_put(struct sink *sink, const uint8_t *data, size_t len,
		     bool lasting)
{
	if (sink->in_place) {
		if (!sink->have)
			sink->data = data;
		if (!lasting || data != sink->data + sink->have)
			settle(sink);
	}
	if (!sink->in_place)
		memcpy(sink->buf + sink->have, data, len);
	sink->have += len;
}

bool completion_fits(const struct pcie_completion *completion,
		     const struct pcie_packet *run)
{
	const struct tlp *tlp = run->tlp;

	return !completion->done && tlp->requester == completion->requester &&
	       tlp->tag == completion->tag && tlp->type == TLP_CPLD &&
	       tlp->status == TLP_CPL_SC &&
	       tlp->byte_count == completion->left &&
	       tlp->lower_addr == (completion->addr & 0x7f) &&
	       !(tlp->lower_addr & 3) &&
	       run_size(run) <=
		       completion->left + completion->more * completion->each &&
	       (run_size(run) <= completion->left ||
		run->per_read * run->data_len == completion->each);
}

/* All data of a read arrived. */
static void read_ended(struct pcie_completion *completion)
{
	if (completion->poisoned || !completion->more) {
		completion->answered += !completion->poisoned;
		completion->done = true;
		return;
	}
	completion->answered++;
	completion->more--;
	completion->tag++;
	completion->left = completion->each;
}

static void advance(struct pcie_completion *completion, size_t n)
{
	completion->addr += n;
	while (n >= completion->left && !completion->done) {
		n -= completion->left;
		completion->left = 0;
		read_ended(completion);
	}
	completion->left -= n;
}

bool completion_accept(struct pcie_completion *completion,
		       const struct pcie_packet *packet)
{
	const struct tlp *tlp = packet->tlp;
	const unsigned int skip = tlp->lower_addr & 3;
	size_t n;

	if (completion->done || tlp->requester != completion->requester ||
	    tlp->tag != completion->tag)
		return false;
	if (tlp->status != TLP_CPL_SC) {
		completion->status = tlp->status;
		completion->done = true;
		return true;
	}
	if (tlp->type == TLP_CPL && !completion->left) {
		completion->status = TLP_CPL_SC;
		completion->done = true;
		return true;
	}
	if (tlp->type != TLP_CPLD || !completion->left ||
	    tlp->byte_count != completion->left ||
	    tlp->lower_addr != (completion->addr & 0x7f))
		return false;
	n = run_size(packet) - skip;
	if (packet->count == 1)
		n = min_t(size_t, n, completion->left);
	if (run_size(packet) != ((skip + n + 3) & ~3ull))
		return false;

	sink_put(completion->sink, tlp->payload + skip, n, packet->lasting);
	completion->poisoned |= tlp->ep;
	completion->status = TLP_CPL_SC;
	advance(completion, n);
	return true;
}

bool pcie_completes(const struct tlp *cpl)
{
	return cpl->type != TLP_CPLD || cpl->status != TLP_CPL_SC ||
	       cpl->length * 4u >= cpl->byte_count + (cpl->lower_addr & 3u);
}
