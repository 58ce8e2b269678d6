// SPDX-License-Identifier: BSD-3-Clause
/* Kinds of streams: a row each */
#include "capture/wave/kind.h"

#define MAY(field) (1u << WAVE_##field)

#define AXI                                                                  \
	[WAVE_VALID] = "tvalid", [WAVE_READY] = "tready",                    \
	[WAVE_DATA] = "tdata", [WAVE_LAST] = "tlast", [WAVE_KEEP] = "tkeep", \
	[WAVE_USER] = "tuser"

const struct wave_kind wave_kinds[] = {
	/* Receive and transmit streams of 7-series blocks: raw TLPs (PG054) */
	{
		.name = "s7-rx",
		.base = "m_axis_rx_",
		.fields = {AXI},
		.optional = MAY(READY) | MAY(LAST) | MAY(KEEP) | MAY(USER),
		.dir = CAPTURE_DOWN,
		.check = s7_check,
		.take = s7_take,
	},
	{
		.name = "s7-tx",
		.base = "s_axis_tx_",
		.fields = {AXI},
		.optional = MAY(READY) | MAY(USER),
		.dir = CAPTURE_UP,
		.check = s7_tx_check,
		.take = s7_tx_take,
	},
	/* Completer requests of UltraScale blocks: descriptors (PG156, PG213) */
	{
		.name = "us-cq",
		.base = "m_axis_cq_",
		.fields = {AXI},
		.optional = MAY(READY) | MAY(KEEP),
		.dir = CAPTURE_DOWN,
		.rebuilt = true,
		.check = cq_check,
		.take = cq_take,
	},
	{
		.name = "us-cq-aligned",
		.base = "m_axis_cq_",
		.fields = {AXI},
		.optional = MAY(READY) | MAY(KEEP),
		.dir = CAPTURE_DOWN,
		.rebuilt = true,
		.variant = true,
		.check = cq_check,
		.take = cq_aligned_take,
	},
	/*
	 * Avalon-ST of Altera's P-, R- and F-tile (683059, 683501). Valid alone
	 * counts: beats follow up to 27 clocks after ready has fallen.
	 */
	{
		.name = "avst",
		.base = "rx_st_",
		.fields =
			{
				[WAVE_VALID] = "valid",
				[WAVE_DATA] = "data",
				[WAVE_SOP] = "sop",
				[WAVE_EOP] = "eop",
				[WAVE_EMPTY] = "empty",
				[WAVE_HDR] = "hdr",
				[WAVE_PREFIX] = "prefix|tlp_prfx",
				[WAVE_ABORT] = "tlp_abort",
			},
		.optional = MAY(PREFIX) | MAY(ABORT),
		.dir = CAPTURE_DOWN,
		.check = avst_check,
		.take = avst_take,
	},
};

const size_t wave_kinds_count = ARRAY_SIZE(wave_kinds);

const struct wave_kind *wave_kind_of(const char *name, size_t len)
{
	for (size_t i = 0; i < wave_kinds_count; i++)
		if (strlen(wave_kinds[i].name) == len &&
		    !memcmp(wave_kinds[i].name, name, len))
			return &wave_kinds[i];
	return NULL;
}
