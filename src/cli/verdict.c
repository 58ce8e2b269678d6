// SPDX-License-Identifier: BSD-3-Clause
#include "verdict.h"

#include <errno.h>

enum verdict_ecrc verdict_ecrc(const struct wire *wire)
{
	const struct capture_packet *packet = &wire->packet;
	int ret = -ENODATA;

	if (!wire->tlp.td)
		return VERDICT_ECRC_NONE;
	if (!wire->missing)
		ret = tlp_ecrc_check(packet->data, packet->len,
				     packet->flit ? TLP_FLIT : TLP_NON_FLIT,
				     NULL);
	switch (ret) {
	case 0:
		return VERDICT_ECRC_OK;
	case -EBADMSG:
		return VERDICT_ECRC_BAD;
	default:
		return VERDICT_ECRC_UNCHECKED;
	}
}

const char *verdict_ecrc_name(enum verdict_ecrc ecrc)
{
	static const char *const names[] = {
		[VERDICT_ECRC_NONE] = "none",
		[VERDICT_ECRC_OK] = "ok",
		[VERDICT_ECRC_BAD] = "bad",
		[VERDICT_ECRC_UNCHECKED] = "unchecked",
	};

	return names[ecrc];
}
