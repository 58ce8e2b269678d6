/* SPDX-License-Identifier: BSD-3-Clause */
/* Ports and links */
#ifndef PCIE_LINK_H
#define PCIE_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <opentph/tlp.h>

#include "pcie/acs.h"
#include "pcie/tap.h"

#define PCIE_NAME_MAX 32

struct pcie_completion;
struct pcie_link;

/**
 * struct pcie_packet - a TLP on its way, or a run of them
 * @tlp:	result of tlp_decode(); NULL: the bytes are not a TLP. A link with a tap
 *		may move the payload while the TLP travels
 * @head:	bytes before the payload; all bytes if @data_len is 0
 * @head_len:	length of @head
 * @data_len:	bytes of the payload, at @tlp->payload, which follows @head
 * @count:	number of TLPs, at least 1
 * @lasting:	the payload lies in memory of the root complex, not in a buffer
 *		that is freed when the TLP has been received
 * @flight:	the way of a run over links with a tap; NULL: none so far
 * @at:		number of its first TLP in that flight, or among the reads
 * @reads:	waits for the reads of a run; they end early if one fails
 * @per_read:	completions of each read, if the run completes several
 *
 * A run acts as its TLPs do one after the other, but costs about as much as one.
 * @tlp and @head are those of the first. All bytes are enabled; there is no digest and
 * no poison; no TLP crosses 4 KiB, and the run does not cross 4 GiB.
 *
 * Memory writes: the payloads, of @data_len bytes, are contiguous in memory, and the
 * address grows by @data_len. Reads: the address grows by the length, the tag by 1,
 * and each read is completed before the next is sent. Completions: the payloads are
 * as those of writes, and a multiple of the Read Completion Boundary; the byte count
 * shrinks by @data_len, or starts again with the next tag.
 */
struct pcie_packet {
	struct tlp *tlp;
	const uint8_t *head;
	size_t head_len, data_len;
	unsigned int count;
	bool lasting;
	struct flight *flight;
	unsigned int at;
	const struct pcie_completion *reads;
	unsigned int per_read;
};

/* Owners of the lower end of a link */
enum pcie_owner {
	PCIE_OWNER_OTHER,
	PCIE_OWNER_FUNCTION,
	PCIE_OWNER_MULTI,
	PCIE_OWNER_SWITCH, /* its upstream port */
};

/**
 * struct pcie_port - one end of a link
 * @link:	the link, NULL while not connected
 * @far:	the other end of the link
 * @receive:	handles a TLP that arrived; the packet is invalid when it
 *		returns
 * @runs:	@receive handles runs too; otherwise it gets their TLPs
 * @owner:	function, device, switch or root complex that the port belongs to
 * @kind:	of the owner
 * @eetlp:	End-End TLP prefixes supported (DevCap2 bit 21)
 * @eetlp_block: End-End TLP prefixes blocked on egress (DevCtl2 bit 15)
 * @ari_capable: ARI Forwarding supported (DevCap2 bit 5), root ports and downstream
 *		ports
 * @ari:	ARI Forwarding enabled (DevCtl2 bit 5): requests for all devices of
 *		the link's bus go down
 * @acs:	Access Control of a root port or downstream port
 * @watch:	gets each TLP before @port sends it, and may send another copy of it;
 *		NULL: not needed
 */
struct pcie_port {
	struct pcie_link *link;
	struct pcie_port *far;
	void (*receive)(struct pcie_port *port,
			const struct pcie_packet *packet);
	void *owner;
	enum pcie_owner kind;
	bool runs, eetlp, eetlp_block, ari_capable, ari;
	struct pcie_acs acs;
	void (*watch)(struct pcie_port *port, const struct pcie_packet *packet,
		      void (*send)(struct pcie_port *port,
				   const struct pcie_packet *packet));
};

struct pcie_link {
	char name[PCIE_NAME_MAX];
	/* nearer to the root complex, farther from it */
	struct pcie_port *up, *down;
	struct pcie_tap *tap;
	unsigned int id; /* for the owner of the tap */
};

/* Connect two ports. Both must be free. */
void pcie_link_connect(struct pcie_link *link, const char *name,
		       struct pcie_port *up, struct pcie_port *down);

/*
 * Send a TLP, or invalid bytes, out of @port. They are dropped if the port has
 * no link.
 */
void pcie_port_send(struct pcie_port *port, const void *bytes, size_t len);

#endif /* PCIE_LINK_H */
