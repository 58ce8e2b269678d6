/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PCIe Transaction Layer Packets: decode, encode, text, rules.
 *
 * Non-flit framing (PCIe Base r5 sec 2.2) and flit-mode framing (r6 sec 2.2).
 * No function allocates memory, keeps state or touches anything but its
 * arguments.
 */
#ifndef OPENTPH_TLP_H
#define OPENTPH_TLP_H

#include <opentph/tlp_packet.h>
#include <opentph/tlp_rules.h>
#include <opentph/tlp_text.h>

#endif /* OPENTPH_TLP_H */
