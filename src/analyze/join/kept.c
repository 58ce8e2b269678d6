// SPDX-License-Identifier: BSD-3-Clause
#include "analyze/join/kept.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int kept_create(struct kept *kept, uint32_t slots, uint32_t completions)
{
	*kept = (struct kept){
		.slots = slots,
		.total = slots + completions,
		.spare = KEPT_END,
		/* Not cleared, so that only used packets cost memory */
		.last = calloc(slots, sizeof(*kept->last)),
		.packets = calloc(slots + completions, sizeof(*kept->packets)),
	};
	if (kept->last && kept->packets)
		return 0;
	kept_free(kept);
	return -ENOMEM;
}

void kept_free(struct kept *kept)
{
	free(kept->last);
	free(kept->packets);
}

static void keep(struct kept_packet *entry, const struct packet *packet)
{
	size_t len = tlp_header_size(&packet->tlp);

	if (!tlp_has_data(packet->tlp.type) && packet->raw.len > len)
		len = packet->raw.len < sizeof(entry->bytes)
			      ? packet->raw.len
			      : sizeof(entry->bytes);
	entry->next = KEPT_END;
	entry->raw = packet->raw;
	entry->raw.len = len;
	entry->missing = packet->missing;
	entry->ecrc = packet->tlp.ecrc;
	memcpy(entry->trailer, packet->tlp.trailer, sizeof(entry->trailer));
	memcpy(entry->bytes, packet->raw.data, len);
}

void kept_request(struct kept *kept, uint32_t slot, const struct packet *packet)
{
	keep(&kept->packets[slot], packet);
	kept->last[slot] = slot + 1;
}

bool kept_completion(struct kept *kept, uint32_t slot,
		     const struct packet *packet)
{
	uint32_t place = kept->spare;

	if (place != KEPT_END)
		kept->spare = kept->packets[place].next;
	else if (kept->slots + kept->used < kept->total)
		place = kept->slots + kept->used++;
	else
		return false;
	keep(&kept->packets[place], packet);
	kept->packets[kept->last[slot] - 1].next = place;
	kept->last[slot] = place + 1;
	return true;
}

uint32_t kept_recall(const struct kept *kept, uint32_t place,
		     struct packet *ret_packet)
{
	const struct kept_packet *entry = &kept->packets[place];

	ret_packet->raw = entry->raw;
	ret_packet->raw.data = entry->bytes;
	ret_packet->error = 0;
	ret_packet->damage = NULL;
	ret_packet->missing = entry->missing;
	tlp_parse(entry->bytes, entry->raw.len,
		  entry->raw.flit ? TLP_FLIT : TLP_NON_FLIT, &ret_packet->tlp);
	ret_packet->tlp.ecrc = entry->ecrc;
	memcpy(ret_packet->tlp.trailer, entry->trailer, sizeof(entry->trailer));
	return entry->next;
}

void kept_forget(struct kept *kept, uint32_t slot)
{
	uint32_t first = kept->packets[slot].next;

	if (first != KEPT_END) {
		kept->packets[kept->last[slot] - 1].next = kept->spare;
		kept->spare = first;
	}
	kept->last[slot] = 0;
}
