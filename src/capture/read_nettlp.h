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
 * @packet:	packet of such a link; gets the TLP's data and lengths, an unknown
 *		direction, and a side by the addresses
 *
 * The first IPv4 fragment of a datagram is treated as a truncated TLP.
 *
 * Return: true; false if the frame has no TLP, with @packet unchanged.
 */
bool nettlp_unwrap(struct capture_packet *packet);

#endif /* CAPTURE_READ_NETTLP_H */
