// SPDX-License-Identifier: BSD-3-Clause
#include "cli/unreadable.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/progress.h"

bool losses_count(struct losses *losses, const struct packet *packet)
{
	struct loss *loss =
		packet->damage ? &losses->damaged : &losses->malformed;

	losses->packets += !packet->damage;
	if (!packet->error)
		return true;
	if (!loss->count++) {
		packet_position(packet, loss->position, sizeof(loss->position));
		loss->why = packet_error(packet);
	}
	return false;
}

void losses_tell(const struct losses *losses, const char *command,
		 const char *path)
{
	const struct loss *malformed = &losses->malformed;
	const struct loss *damaged = &losses->damaged;

	progress_clear();
	fflush(stdout);
	if (losses->skipped)
		fprintf(stderr,
			"tph %s: %s: %" PRIu64
			" packet%s without a TLP passed over\n",
			command, path, losses->skipped,
			losses->skipped == 1 ? "" : "s");
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
			command, path, malformed->count, losses->packets,
			malformed->position, malformed->why);
}
