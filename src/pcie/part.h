/* SPDX-License-Identifier: BSD-3-Clause */
/* Parts of a run */
#ifndef PCIE_PART_H
#define PCIE_PART_H

#include "pcie/link.h"

/**
 * struct part - some consecutive TLPs of a run
 * @packet:	them, a run or one TLP
 * @tlp, @head:	of the first one
 */
struct part {
	struct pcie_packet packet;
	struct tlp tlp;
	uint8_t head[TLP_MAX_HEADER];
};

/* Make @part the TLPs @first to @first + @count - 1 of @run; both stay in place. */
void part_of(const struct pcie_packet *run, unsigned int first,
	     unsigned int count, struct part *part);

/* Return: number of first TLPs of a run of requests whose address is at most
 * @last, which is not below the first address */
static inline unsigned int split_at(const struct pcie_packet *run,
				    uint64_t last)
{
	const uint64_t n = (last - run->tlp->addr) / (run->tlp->length * 4u);

	return n < run->count ? (unsigned int)n + 1 : run->count;
}

/* Bytes of all payloads */
static inline size_t run_size(const struct pcie_packet *run)
{
	return run->count * (run->tlp->length * (size_t)4);
}

#endif /* PCIE_PART_H */
