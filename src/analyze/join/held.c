// SPDX-License-Identifier: BSD-3-Clause
#include "analyze/join/held.h"

#include <string.h>

int held_init(struct held *held)
{
	return kept_create(&held->kept, HELD_MAX + 1, 0);
}

void held_free(struct held *held)
{
	kept_free(&held->kept);
}

void held_begin(struct held *held)
{
	for (unsigned int i = 0; i < held->decided_count; i++)
		held->busy &= ~(1ull << held->decided[i]);
	held->decided_count = 0;
}

/* Release the @i th in order; its packet is valid until held_begin() */
static void decide(struct held *held, unsigned int i,
		   const struct join_request *request)
{
	unsigned int n = held->decided_count++;

	held->decided[n] = held->order[i];
	held->request[n] = request;
	held->count--;
	memmove(&held->order[i], &held->order[i + 1], held->count - i);
}

void held_expire(struct held *held, uint64_t number)
{
	unsigned int i = 0;

	while (i < held->count) {
		unsigned int slot = held->order[i];

		if (!held->claim[slot] &&
		    number - held->number[slot] > HELD_WINDOW)
			decide(held, i, NULL);
		else
			i++;
	}
}

void held_add(struct held *held, uint64_t key, const struct packet *packet)
{
	unsigned int slot;

	if (held->count == HELD_MAX)
		decide(held, 0, NULL);
	slot = __builtin_ctzll(~held->busy);
	held->busy |= 1ull << slot;
	held->key[slot] = key;
	held->number[slot] = packet->raw.number;
	held->claim[slot] = 0;
	held->order[held->count++] = slot;
	kept_request(&held->kept, slot, packet);
}

bool held_claim(struct held *held, uint64_t key, uint32_t claim,
		const struct due *due)
{
	struct due rest = *due;
	bool any = false;

	for (unsigned int i = 0; i < held->count; i++) {
		unsigned int slot = held->order[i];

		if (held->key[slot] == key && !held->claim[slot]) {
			held->claim[slot] = claim;
			any = true;
		}
	}
	if (!any || held_fit(held, claim, &rest) != HELD_MISFIT)
		return any;
	for (unsigned int i = 0; i < held->count; i++)
		if (held->claim[held->order[i]] == claim)
			held->claim[held->order[i]] = 0;
	return false;
}

enum held_fit held_fit(const struct held *held, uint32_t claim, struct due *due)
{
	enum held_fit fit = HELD_PART;
	enum due_misfit misfit;
	struct packet packet;

	for (unsigned int i = 0; i < held->count; i++) {
		if (held->claim[held->order[i]] != claim)
			continue;
		kept_recall(&held->kept, held->order[i], &packet);
		if (fit == HELD_ALL)
			return HELD_MISFIT;
		if (due_take(due, &packet.tlp, &misfit))
			fit = HELD_ALL;
		if (misfit)
			return HELD_MISFIT;
	}
	return fit;
}

unsigned int held_decide(struct held *held, uint32_t claim,
			 const struct join_request *request)
{
	unsigned int i = 0;

	while (i < held->count)
		if (held->claim[held->order[i]] == claim)
			decide(held, i, request);
		else
			i++;
	return held->decided_count;
}
