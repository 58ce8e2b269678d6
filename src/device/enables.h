/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Byte enables of a memory write per DW (PCIe Base r5 sec 2.2.5).
 */
#ifndef DEVICE_ENABLES_H
#define DEVICE_ENABLES_H

#include <opentph/tlp.h>

#define ENABLES_ALL 0xfu

/* Return: enables of DW @dw of @tlp; a write of one DW ignores Last BE */
static inline unsigned int enables_of_dw(const struct tlp *tlp, size_t dw)
{
	if (!dw)
		return tlp->first_be;
	return dw + 1 == tlp->length ? tlp->last_be : ENABLES_ALL;
}

#endif /* DEVICE_ENABLES_H */
