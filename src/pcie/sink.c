// SPDX-License-Identifier: BSD-3-Clause
/* Data of completions: copied, or left where they lie */
#include "pcie/internal.h"

/* What came so far has to be copied after all */
static void settle(struct sink *sink)
{
	if (sink->have)
		memcpy(sink->buf, sink->data, sink->have);
	sink->in_place = false;
}

void sink_put(struct sink *sink, const uint8_t *data, size_t len, bool lasting)
{
	if (sink->in_place) {
		if (!sink->have)
			sink->data = data;
		if (!lasting || data != sink->data + sink->have)
			settle(sink);
	}
	if (!sink->in_place)
		memcpy(sink->buf + sink->have, data, len);
	sink->have += len;
}
