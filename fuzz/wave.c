// SPDX-License-Identifier: BSD-3-Clause
/* Samples of signals in any format: reading ends, names and bytes are readable */
#include <stdlib.h>

#include "analyze/packet/packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* A file of some KiB has no more: a beat repeats 1024 times at most */
#define MAX_EVENTS 10000000

static void check_name(const char *name)
{
	for (; *name; name++)
		if (*name < ' ' || *name > '~')
			abort();
}

static void look_at(const struct packet *packet)
{
	static volatile uint64_t sum;

	for (size_t i = 0; i < packet->raw.len; i++)
		sum += packet->raw.data[i];
	check_name(packet->raw.link);
	if (packet->error && !*packet_error(packet))
		abort();
}

static void look_at_streams(struct capture_reader *reader)
{
	const struct capture_stream *streams;
	const size_t count = capture_streams(reader, &streams);

	for (size_t i = 0; i < count; i++)
		check_name(streams[i].name);
	if (capture_clock_hint(reader))
		check_name(capture_clock_hint(reader));
}

/* Streams of each kind that the bits name */
static void choose(struct capture_reader *reader, uint8_t bits)
{
	const char *kind;

	for (unsigned int i = 0; (kind = capture_stream_kind(i)); i++)
		if (bits >> i & 1)
			capture_select_stream(reader, kind);
}

static void read_all(struct capture_reader *reader)
{
	unsigned long events = 0;
	struct packet packet;
	int ret;

	while ((ret = packet_next(reader, &packet)) == 1) {
		look_at(&packet);
		if (++events > MAX_EVENTS)
			abort();
	}
	if (ret || packet_next(reader, &packet))
		abort();
}

/* Two letters before the file: kinds of streams from "@" on; c a clock, n count samples */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct capture_reader *reader;
	char error[512];
	uint64_t samples;

	if (len < 3 || capture_open_memory(data + 2, len - 2, &reader))
		return 0;
	if (capture_has_streams(reader)) {
		choose(reader, data[0]);
		if (data[1] == 'c')
			capture_clock(reader, "clk");
		look_at_streams(reader);
		if (data[1] == 'n')
			capture_count_samples(reader, error, sizeof(error),
					      &samples);
		else if (!capture_resolve_streams(reader, error, sizeof(error)))
			read_all(reader);
	}
	capture_free(reader);
	return 0;
}
