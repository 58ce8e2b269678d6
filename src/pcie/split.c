// SPDX-License-Identifier: BSD-3-Clause
/* Parts of a run */
#include "pcie/split.h"

#include "pcie/flight.h"

static bool is_completion(const struct tlp *tlp)
{
	return tlp->type == TLP_CPLD;
}

void part_of(const struct pcie_packet *run, unsigned int first,
	     unsigned int count, struct part *part)
{
	const size_t bytes = first * run->data_len;

	part->packet = *run;
	part->packet.count = count;
	part->packet.at += first;
	part->packet.tlp = &part->tlp;
	part->packet.head = part->head;
	part->tlp = *run->tlp;
	part->tlp.payload += bytes;
	if (is_completion(&part->tlp))
		part->tlp.byte_count -= bytes;
	else
		part->tlp.addr += bytes;
	memcpy(part->head, run->head, run->head_len);
	if (bytes)
		tlp_advance_header(part->head, run->head_len, bytes);
}

void split_each(struct pcie_port *port, const struct pcie_packet *run,
		void (*take)(struct pcie_port *port,
			     const struct pcie_packet *packet))
{
	struct part part;

	for (unsigned int i = 0; i < run->count; i++) {
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
	for (unsigned int at = 0; at < run->count; at += n) {
		part_of(run, at, run->count - at, &rest);
		n = alike(port, &rest.packet);
		part_of(run, at, n, &part);
		if (n == 1)
			flight_arrive(&part.packet, 1, NULL);
		take(port, &part.packet);
		flight_part(&part.packet, n);
	}
}
