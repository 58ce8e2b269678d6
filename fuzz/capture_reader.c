// SPDX-License-Identifier: BSD-3-Clause
/* Any file: reading ends, and every packet is accessible */
#include <stdlib.h>

#include "analyze/match/field.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void look_at(const struct packet *packet)
{
	static volatile uint64_t sum;
	struct field_value value;

	for (size_t i = 0; i < packet->raw.len; i++)
		sum += packet->raw.data[i];
	for (const char *c = packet->raw.link; *c; c++)
		if (*c < ' ' || *c > '~')
			abort();
	if (packet->error) {
		if (!*packet_error(packet))
			abort();
		return;
	}
	for (size_t i = 0; i < fields_count; i++)
		sum += fields[i].get(packet, &value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct capture_reader *reader;
	struct packet packet;
	int ret;

	if (capture_open_memory(data, len, &reader))
		return 0;
	while ((ret = packet_next(reader, &packet)) == 1)
		look_at(&packet);
	/* The packet's memory is readable, and the end of the file is final */
	if (ret || packet_next(reader, &packet))
		abort();
	capture_free(reader);
	return 0;
}
