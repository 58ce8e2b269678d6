// SPDX-License-Identifier: BSD-3-Clause
/* Parts of a run: the headers of later TLPs */
#include "pcie/part.h"

#include <string.h>

/* Bytes of a header without prefixes; from the end of a completion's */
#define REQUEST_TAG    6
#define COMPLETION_TAG 2

/* Bytes between two TLPs of a run of requests */
static size_t step(const struct pcie_packet *run)
{
	return run->tlp->length * (size_t)4;
}

static void advance_request(const struct pcie_packet *run, unsigned int n,
			    struct part *part)
{
	part->tlp.addr += n * step(run);
	tlp_advance_header(part->head, run->head_len, n * step(run));
	if (!run->reads)
		return;
	part->tlp.tag += n;
	part->head[REQUEST_TAG] = part->tlp.tag;
}

static void advance_completion(const struct pcie_packet *run, unsigned int n,
			       struct part *part)
{
	const size_t left = part->tlp.byte_count;
	const size_t each = run->per_read * step(run);
	size_t next = left - n * step(run);
	unsigned int reads = 0;

	/* The data of a read alone need not be a multiple of a payload. */
	if (each) {
		const size_t done = each - left + n * step(run);

		reads = done / each;
		next = each - done % each;
	}
	tlp_advance_header(part->head, run->head_len, left - next);
	part->tlp.byte_count = next;
	part->tlp.tag += reads;
	part->head[run->head_len - COMPLETION_TAG] = part->tlp.tag;
}

void part_of(const struct pcie_packet *run, unsigned int first,
	     unsigned int count, struct part *part)
{
	part->packet = *run;
	part->packet.count = count;
	part->packet.at += first;
	part->packet.tlp = &part->tlp;
	part->packet.head = part->head;
	part->tlp = *run->tlp;
	memcpy(part->head, run->head, run->head_len);
	if (!first)
		return;
	if (part->tlp.payload)
		part->tlp.payload += first * step(run);
	if (part->tlp.type == TLP_CPLD)
		advance_completion(run, first, part);
	else
		advance_request(run, first, part);
}
