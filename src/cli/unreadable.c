// SPDX-License-Identifier: BSD-3-Clause
#include "cli/unreadable.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/progress.h"

bool unreadable_count(struct unreadable *unreadable,
		      const struct packet *packet)
{
	struct unreadable_kind *kind =
		packet->damage ? &unreadable->damaged : &unreadable->malformed;

	if (!packet->damage)
		unreadable_count_raw(unreadable, &packet->raw);
	if (!packet->error)
		return true;
	if (!kind->count++) {
		packet_position(packet, kind->position, sizeof(kind->position));
		kind->why = packet_error(packet);
	}
	return false;
}

void unreadable_report(const struct unreadable *unreadable, const char *command,
		       const char *path)
{
	const struct unreadable_kind *malformed = &unreadable->malformed;
	const struct unreadable_kind *damaged = &unreadable->damaged;

	progress_clear();
	fflush(stdout);
	if (unreadable->skipped)
		fprintf(stderr,
			"tph %s: %s: %" PRIu64
			" packet%s without a TLP skipped\n",
			command, path, unreadable->skipped,
			unreadable->skipped == 1 ? "" : "s");
	if (unreadable->rebuilt)
		fprintf(stderr,
			"tph %s: %s: the headers of %" PRIu64 " of %" PRIu64
			" packets are rebuilt from descriptors: TD and EP are not known\n",
			command, path, unreadable->rebuilt,
			unreadable->packets);
	if (unreadable->lost)
		fprintf(stderr,
			"tph %s: %s: the capture lost %" PRIu64
			" packet%s among these\n",
			command, path, unreadable->lost,
			unreadable->lost == 1 ? "" : "s");
	if (damaged->count)
		fprintf(stderr,
			"tph %s: %s: damaged at %" PRIu64
			" place%s; the first: %s: %s\n",
			command, path, damaged->count,
			damaged->count == 1 ? "" : "s", damaged->position,
			damaged->why);
	if (malformed->count)
		fprintf(stderr,
			"tph %s: %s: %" PRIu64 " of %" PRIu64
			" packets are malformed; the first: %s: %s\n",
			command, path, malformed->count, unreadable->packets,
			malformed->position, malformed->why);
}
