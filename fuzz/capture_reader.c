// SPDX-License-Identifier: BSD-3-Clause
/* Any file: reading it ends, and every packet can be looked at */
#include <stdlib.h>

#include "analyze/match/field.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void look_at(const struct wire *wire)
{
	static volatile uint64_t sum;
	struct field_value value;

	for (size_t i = 0; i < wire->packet.len; i++)
		sum += wire->packet.data[i];
	for (const char *c = wire->packet.link; *c; c++)
		if (*c < ' ' || *c > '~')
			abort();
	if (wire->error) {
		if (!*wire_error(wire))
			abort();
		return;
	}
	for (size_t i = 0; i < fields_count; i++)
		sum += fields[i].get(wire, &value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct capture_reader *reader;
	struct wire wire;
	int ret;

	if (capture_open_memory(data, len, &reader))
		return 0;
	while ((ret = wire_next(reader, &wire)) == 1)
		look_at(&wire);
	/* Memory can be read, and what has ended stays so */
	if (ret || wire_next(reader, &wire))
		abort();
	capture_free(reader);
	return 0;
}
