// SPDX-License-Identifier: BSD-3-Clause
#include "analyze/join/held.h"

#include <string.h>

int early_init(struct early *early)
{
	return memory_create(&early->memory, EARLY_MAX + 1, 0);
}

void early_free(struct early *early)
{
	memory_free(&early->memory);
}

void early_begin(struct early *early)
{
	for (unsigned int i = 0; i < early->decided_count; i++)
		early->busy &= ~(1ull << early->decided[i]);
	early->decided_count = 0;
}

/* The @i th in order: its packet stays where it is until early_begin() */
static void decide(struct early *early, unsigned int i,
		   const struct join_request *request)
{
	unsigned int n = early->decided_count++;

	early->decided[n] = early->order[i];
	early->request[n] = request;
	early->count--;
	memmove(&early->order[i], &early->order[i + 1], early->count - i);
}

void early_expire(struct early *early, uint64_t number)
{
	unsigned int i = 0;

	while (i < early->count) {
		unsigned int slot = early->order[i];

		if (!early->claim[slot] &&
		    number - early->number[slot] > EARLY_WINDOW)
			decide(early, i, NULL);
		else
			i++;
	}
}

void early_hold(struct early *early, uint64_t key, const struct packet *packet)
{
	unsigned int slot;

	if (early->count == EARLY_MAX)
		decide(early, 0, NULL);
	slot = __builtin_ctzll(~early->busy);
	early->busy |= 1ull << slot;
	early->key[slot] = key;
	early->number[slot] = packet->raw.number;
	early->claim[slot] = 0;
	early->order[early->count++] = slot;
	memory_request(&early->memory, slot, packet);
}

bool early_claim(struct early *early, uint64_t key, uint32_t claim,
		 const struct answer *answer)
{
	struct answer rest = *answer;
	bool any = false;

	for (unsigned int i = 0; i < early->count; i++) {
		unsigned int slot = early->order[i];

		if (early->key[slot] == key && !early->claim[slot]) {
			early->claim[slot] = claim;
			any = true;
		}
	}
	if (!any || early_fit(early, claim, &rest) != EARLY_MISFIT)
		return any;
	for (unsigned int i = 0; i < early->count; i++)
		if (early->claim[early->order[i]] == claim)
			early->claim[early->order[i]] = 0;
	return false;
}

enum early_fit early_fit(const struct early *early, uint32_t claim,
			 struct answer *answer)
{
	enum early_fit fit = EARLY_PART;
	enum answer_misfit misfit;
	struct packet packet;

	for (unsigned int i = 0; i < early->count; i++) {
		if (early->claim[early->order[i]] != claim)
			continue;
		memory_recall(&early->memory, early->order[i], &packet);
		if (fit == EARLY_ALL)
			return EARLY_MISFIT;
		if (answer_take(answer, &packet.tlp, &misfit))
			fit = EARLY_ALL;
		if (misfit)
			return EARLY_MISFIT;
	}
	return fit;
}

unsigned int early_decide(struct early *early, uint32_t claim,
			  const struct join_request *request)
{
	unsigned int i = 0;

	while (i < early->count)
		if (early->claim[early->order[i]] == claim)
			decide(early, i, request);
		else
			i++;
	return early->decided_count;
}
