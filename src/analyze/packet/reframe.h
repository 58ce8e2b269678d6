/* SPDX-License-Identifier: BSD-3-Clause */
/* Conversion of a TLP between the framings */
#ifndef ANALYZE_PACKET_REFRAME_H
#define ANALYZE_PACKET_REFRAME_H

#include <opentph/tlp.h>

/**
 * reframe() - convert a TLP to the other framing
 * @tlp:	TLP of either framing
 * @ret_tlp:	the TLP in the other framing, for tlp_encode(); untouched on
 *		failure
 *
 * Three things are dropped: the digest, which depends on the framing;
 * the tag of a flit-mode MWr with hints, which is never answered; reserved bits
 * of OHC words.
 *
 * Return: NULL; else the fields that the other framing lacks, a constant.
 */
const char *reframe(const struct tlp *tlp, struct tlp *ret_tlp);

#endif /* ANALYZE_PACKET_REFRAME_H */
