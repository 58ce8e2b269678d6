/* SPDX-License-Identifier: BSD-3-Clause */
/* Parts of a run: TLPs that are not handled like the others */
#ifndef PCIE_SPLIT_H
#define PCIE_SPLIT_H

#include <string.h>

#include "pcie/packet.h"
#include "ground.h"

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

/* Call @take for each TLP. */
void split_each(struct pcie_port *port, const struct pcie_packet *run,
		void (*take)(struct pcie_port *port,
			     const struct pcie_packet *packet));

/*
 * Call @take for parts of a run. @alike returns the number of first TLPs, at least 1,
 * that are handled alike, as far as it can tell.
 */
void split_by(struct pcie_port *port, const struct pcie_packet *run,
	      unsigned int (*alike)(struct pcie_port *port,
				    const struct pcie_packet *run),
	      void (*take)(struct pcie_port *port,
			   const struct pcie_packet *packet));

#endif /* PCIE_SPLIT_H */
