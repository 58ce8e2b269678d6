/* SPDX-License-Identifier: BSD-3-Clause */
/* Handling of the TLPs of a run that part */
#ifndef PCIE_SPLIT_H
#define PCIE_SPLIT_H

#include "pcie/part.h"

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
