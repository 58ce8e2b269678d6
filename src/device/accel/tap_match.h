/* SPDX-License-Identifier: BSD-3-Clause */
/* The tap's knowledge of a TLP, as rtl/tap/tap_match.sv has it */
#ifndef DEVICE_ACCEL_TAP_MATCH_H
#define DEVICE_ACCEL_TAP_MATCH_H

#include "device/accel/tap.h"

/* Return: true if the filters take it. Requests are remembered, taken or not. */
bool tap_match(struct accel_tap *tap, bool sent, const uint8_t *bytes,
	       size_t len);

#endif /* DEVICE_ACCEL_TAP_MATCH_H */
