// SPDX-License-Identifier: BSD-3-Clause
/* Handling of the TLPs of a run that part */
#include "pcie/split.h"

#include "pcie/completion.h"
#include "pcie/flight.h"

/* Return: true if the @n-th TLP of a run is not sent, as a read before it failed */
static bool ended(const struct pcie_packet *run, unsigned int n)
{
	return run->reads && run->reads->answered != run->at + n;
}

void split_each(struct pcie_port *port, const struct pcie_packet *run,
		void (*take)(struct pcie_port *port,
			     const struct pcie_packet *packet))
{
	struct part part;

	for (unsigned int i = 0; i < run->count && !ended(run, i); i++) {
		part_of(run, i, 1, &part);
		flight_arrive(&part.packet, 1, NULL);
		take(port, &part.packet);
		flight_part(&part.packet, 1);
	}
}

void split_by(struct pcie_port *port, const struct pcie_packet *run,
	      unsigned int (*alike)(struct pcie_port *port,
				    const struct pcie_packet *run),
	      void (*take)(struct pcie_port *port,
			   const struct pcie_packet *packet))
{
	unsigned int n = alike(port, run);
	struct part rest, part;

	if (n == run->count) {
		take(port, run);
		return;
	}
	for (unsigned int at = 0; at < run->count && !ended(run, at); at += n) {
		part_of(run, at, run->count - at, &rest);
		n = alike(port, &rest.packet);
		part_of(run, at, n, &part);
		if (n == 1)
			flight_arrive(&part.packet, 1, NULL);
		take(port, &part.packet);
		flight_part(&part.packet, n);
	}
}
