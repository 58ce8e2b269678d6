// SPDX-License-Identifier: BSD-3-Clause
/* A trace for Perfetto */
#include <errno.h>
#include <stdlib.h>

#include "analyze/join/join.h"
#include "analyze/perfetto/perfetto.h"
#include "cli/convert/format.h"

#define BUFFER 262144

/**
 * struct target - a trace
 * @file:	file
 * @perfetto:	its events
 */
struct target {
	FILE *file;
	struct perfetto *perfetto;
};

static int open_perfetto(struct sink *sink)
{
	struct target *target = calloc(1, sizeof(*target));
	int ret = target ? format_fopen(sink, &target->file) : -ENOMEM;

	if (ret) {
		free(target);
		return ret;
	}
	setvbuf(target->file, NULL, _IOFBF, BUFFER);
	ret = perfetto_create(target->file, JOIN_CAPACITY, &target->perfetto);
	if (ret) {
		format_fclose(target->file);
		free(target);
		return ret;
	}
	sink->state = target;
	return 0;
}

static int add(struct sink *sink, const struct packet *packet, bool drawn)
{
	struct target *target = sink->state;

	errno = 0;
	perfetto_add(target->perfetto, packet, drawn);
	return format_ferror(target->file);
}

static int write_perfetto(struct sink *sink, const struct packet *packet,
			  const struct capture_packet *framed)
{
	return add(sink, packet, true);
}

static int pass_perfetto(struct sink *sink, const struct packet *packet)
{
	return add(sink, packet, false);
}

static int flush_perfetto(struct sink *sink)
{
	struct target *target = sink->state;

	return fflush(target->file) ? -errno : 0;
}

static int close_perfetto(struct sink *sink)
{
	struct target *target = sink->state;
	int ret, closed;

	errno = 0;
	perfetto_finish(target->perfetto);
	ret = format_ferror(target->file);
	closed = format_fclose(target->file);
	perfetto_free(target->perfetto);
	free(target);
	return ret ? ret : closed;
}

const struct sink_format format_perfetto = {
	.name = "perfetto",
	.extension = ".pftrace",
	.binary = true,
	.typed = true,
	.open = open_perfetto,
	.write = write_perfetto,
	.pass = pass_perfetto,
	.flush = flush_perfetto,
	.close = close_perfetto,
};
