// SPDX-License-Identifier: BSD-3-Clause
/* The header of a later TLP of a run */
#include <opentph/tlp.h>

#include "tlp/layout.h"

void tlp_advance_header(uint8_t *head, size_t len, size_t bytes)
{
	const uint8_t *base = head;
	uint8_t *last = head + len - 4;

	while (*base & BYTE0_PREFIX)
		base += 4;
	if (tlp_types[tlp_codes[TLP_NON_FLIT][*base].type].shape == SHAPE_CPL) {
		uint8_t *dw1 = head + len - 8;
		const uint32_t old = load_be32(dw1);

		store_be32(dw1, (old & ~CPL_BYTE_COUNT) |
					((old - bytes) & CPL_BYTE_COUNT));
	} else {
		store_be32(last, load_be32(last) + bytes);
	}
}
