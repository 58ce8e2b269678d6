// SPDX-License-Identifier: BSD-3-Clause
#include "analyze/join/kept.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int memory_create(struct memory *memory, uint32_t slots, uint32_t completions)
{
	*memory = (struct memory){
		.slots = slots,
		.total = slots + completions,
		.spare = MEMORY_END,
		/* Not set up, so that only what is used costs memory */
		.last = calloc(slots, sizeof(*memory->last)),
		.kept = calloc(slots + completions, sizeof(*memory->kept)),
	};
	if (memory->last && memory->kept)
		return 0;
	memory_free(memory);
	return -ENOMEM;
}

void memory_free(struct memory *memory)
{
	free(memory->last);
	free(memory->kept);
}

static void keep(struct kept *kept, const struct packet *packet)
{
	size_t len = tlp_header_size(&packet->tlp);

	if (!tlp_has_data(packet->tlp.type) && packet->raw.len > len)
		len = packet->raw.len < sizeof(kept->bytes)
			      ? packet->raw.len
			      : sizeof(kept->bytes);
	kept->next = MEMORY_END;
	kept->raw = packet->raw;
	kept->raw.len = len;
	kept->missing = packet->missing;
	kept->ecrc = packet->tlp.ecrc;
	memcpy(kept->trailer, packet->tlp.trailer, sizeof(kept->trailer));
	memcpy(kept->bytes, packet->raw.data, len);
}

void memory_request(struct memory *memory, uint32_t slot,
		    const struct packet *packet)
{
	keep(&memory->kept[slot], packet);
	memory->last[slot] = slot + 1;
}

bool memory_completion(struct memory *memory, uint32_t slot,
		       const struct packet *packet)
{
	uint32_t place = memory->spare;

	if (place != MEMORY_END)
		memory->spare = memory->kept[place].next;
	else if (memory->slots + memory->used < memory->total)
		place = memory->slots + memory->used++;
	else
		return false;
	keep(&memory->kept[place], packet);
	memory->kept[memory->last[slot] - 1].next = place;
	memory->last[slot] = place + 1;
	return true;
}

uint32_t memory_recall(const struct memory *memory, uint32_t place,
		       struct packet *ret_packet)
{
	const struct kept *kept = &memory->kept[place];

	ret_packet->raw = kept->raw;
	ret_packet->raw.data = kept->bytes;
	ret_packet->error = 0;
	ret_packet->damage = NULL;
	ret_packet->missing = kept->missing;
	tlp_parse(kept->bytes, kept->raw.len,
		  kept->raw.flit ? TLP_FLIT : TLP_NON_FLIT, &ret_packet->tlp);
	ret_packet->tlp.ecrc = kept->ecrc;
	memcpy(ret_packet->tlp.trailer, kept->trailer, sizeof(kept->trailer));
	return kept->next;
}

void memory_forget(struct memory *memory, uint32_t slot)
{
	uint32_t first = memory->kept[slot].next;

	if (first != MEMORY_END) {
		memory->kept[memory->last[slot] - 1].next = memory->spare;
		memory->spare = first;
	}
	memory->last[slot] = 0;
}
