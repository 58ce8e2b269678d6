/* SPDX-License-Identifier: BSD-3-Clause */
/* Taps: TLPs as they are seen on links */
#ifndef PCIE_TAP_H
#define PCIE_TAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct flight;
struct pcie_link;
struct pcie_packet;
struct pcie_tap;

/**
 * struct pcie_sighting - a place where a TLP was seen
 * @link:	link
 * @up:		towards the root complex
 */
struct pcie_sighting {
	struct pcie_link *link;
	bool up;
};

/* Runs are recorded in pieces with at most this many bytes */
#define PCIE_TAP_ROOM 65536

/**
 * struct pcie_tap - receives all TLPs of the links that have it
 * @record:	@packet was seen on @n links, in this order; a run means: its first
 *		TLP was seen on all of them, then its second one, and so on. All
 *		calls together are in the order in which TLPs crossed links, and the
 *		payload is that of their receiver. Must not call the hierarchy
 * @see:	of pcie_tap_init()
 * @ctx:	for @record and @see
 * @open:	flights under way, the latest first (private)
 * @room:	place for the payloads of a packet, PCIE_TAP_ROOM bytes, where they
 *		stay until it has been recorded; @record may change it
 * @used:	bytes of the place in use, 0: none. Then @room is for the next packet
 * @own:	@room unless @record changes it
 *
 * All links of a hierarchy that have a tap have the same one.
 */
struct pcie_tap {
	void (*record)(struct pcie_tap *tap, const struct pcie_sighting *seen,
		       unsigned int n, const struct pcie_packet *packet);
	void (*see)(void *ctx, struct pcie_link *link, bool up, const void *tlp,
		    size_t len);
	void *ctx;
	struct flight *open;
	uint8_t *room;
	size_t used;
	_Alignas(8) uint8_t own[PCIE_TAP_ROOM];
};

/* Record the TLPs of @link; NULL removes its tap. */
void pcie_link_tap(struct pcie_link *link, struct pcie_tap *tap);

/* Make a tap that calls @see for each TLP on each link with all its bytes. */
void pcie_tap_init(struct pcie_tap *tap,
		   void (*see)(void *ctx, struct pcie_link *link, bool up,
			       const void *tlp, size_t len),
		   void *ctx);

#endif /* PCIE_TAP_H */
