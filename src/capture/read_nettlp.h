/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * NetTLP (Kuga et al., NSDI 2020): TLPs in UDP. Both ports of a datagram are
 * 0x3000 and the tag for requests by software and their completions, 0x4000 and
 * the low 4 bits of that byte (for a tagged MWr: of its ST) for requests to the
 * adapter, so they give no direction.
 */
#ifndef CAPTURE_READ_NETTLP_H
#define CAPTURE_READ_NETTLP_H

#include "capture/capture.h"

/* Return: true if packets of a link type may be of NetTLP */
bool nettlp_is_link(int linktype);

/**
 * nettlp_unwrap() - find the TLP in a frame
 * @packet:	packet of such a link; its data and lengths become those of the
 *		TLP, its direction is that of the frame no more, and its side comes
 *		from the addresses
 *
 * Of a datagram in IPv4 fragments the first one is taken as a TLP cut short.
 *
 * Return: false if there is none in it; @packet is unchanged.
 */
bool nettlp_unwrap(struct capture_packet *packet);

#endif /* CAPTURE_READ_NETTLP_H */
