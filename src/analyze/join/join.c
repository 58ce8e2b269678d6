// SPDX-License-Identifier: BSD-3-Clause
#include "analyze/join/join.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

#include "analyze/join/held.h"

#define MAX_CAPACITY (1u << 24)

_Static_assert(HELD_MAX < JOIN_EARLY_MAX, "one more, until it is decided");

/* No entry: end of a list, or an empty place of the index */
#define NONE 0

/* Lists use numbers, so memory of calloc() needs no initialization */
struct entry {
	struct join_request request;
	struct due due;
	bool claims; /* completions that came early */
	uint64_t key;
	uint32_t older, newer;
};

struct place {
	uint32_t hash, entry;
};

/**
 * struct join - outstanding requests
 * @capacity:	maximal number
 * @count:	current number
 * @used:	entries ever used, 1..@used
 * @spare:	free entries, a list by @newer
 * @ended:	entry that becomes free in the next call
 * @oldest:	list of outstanding requests in the order of the capture
 * @newest:	other end of that list
 * @seed:	random, so an attacker cannot choose keys that collide
 * @mask:	number of @places less 1; at most half of them are used
 * @kinds:	enum join_kind by type: request, completion or neither
 * @entries:	@capacity + 2 of them, the first unused
 * @places:	index by hash of the key: open addressing, linear probing
 * @held:	completions without a request so far
 * @reported:	number of decided completions that join_decided() has returned
 */
struct join {
	uint32_t capacity, count, used, spare, ended, oldest, newest;
	uint64_t seed;
	uint32_t mask;
	uint8_t kinds[TLP_TYPE_MAX];
	struct entry *entries;
	struct place *places;
	struct held held;
	unsigned int reported;
};

static const char *const state_names[JOIN_STATES] = {
	[JOIN_OUTSTANDING] = "outstanding", [JOIN_COMPLETED] = "completed",
	[JOIN_NEVER] = "never_completed",   [JOIN_TAG_REUSED] = "tag_reused",
	[JOIN_GIVEN_UP] = "given_up",
};

static enum join_kind kind_of(enum tlp_type type)
{
	const struct tlp tlp = {.type = type};

	if (due_needed(&tlp))
		return JOIN_REQUEST;
	return tlp_class(type) == TLP_COMPLETION ? JOIN_COMPLETION
						 : JOIN_NEITHER;
}

int join_create(size_t capacity, struct join **ret_join)
{
	struct join *join;
	size_t places = 4;

	if (!capacity || capacity > MAX_CAPACITY)
		return -EINVAL;
	while (places < capacity * 2)
		places *= 2;
	join = calloc(1, sizeof(*join));
	if (!join)
		return -ENOMEM;
	join->capacity = capacity;
	join->mask = places - 1;
	join->entries = calloc(capacity + 2, sizeof(*join->entries));
	join->places = calloc(places, sizeof(*join->places));
	if (!join->entries || !join->places || held_init(&join->held)) {
		join_free(join);
		return -ENOMEM;
	}
	for (enum tlp_type type = 0; type < TLP_TYPE_MAX; type++)
		join->kinds[type] = kind_of(type);
	/* Only speed under attack depends on it */
	if (getrandom(&join->seed, sizeof(join->seed), GRND_NONBLOCK) < 0)
		join->seed = (uintptr_t)join;
	*ret_join = join;
	return 0;
}

void join_free(struct join *join)
{
	if (!join)
		return;
	held_free(&join->held);
	free(join->entries);
	free(join->places);
	free(join);
}

static uint64_t key_of(const struct packet *packet, unsigned int side)
{
	return (uint64_t)packet->raw.interface << 32 | (uint64_t)side << 30 |
	       (uint64_t)packet->tlp.requester << 14 | packet->tlp.tag;
}

/* Return: end of the link that sent the TLP, 1 or 2; 0 if unknown */
static unsigned int side_of(const struct packet *packet)
{
	switch (packet->raw.dir) {
	case CAPTURE_DOWN:
		return 1;
	case CAPTURE_UP:
		return 2;
	default:
		return packet->raw.side;
	}
}

static unsigned int opposite(unsigned int side)
{
	return side ? 3 - side : 0;
}

/* Eight consecutive tags share a cache line */
static uint32_t hash_of(const struct join *join, uint64_t key)
{
	uint64_t h = ((key >> 3) ^ join->seed) * 0x9e3779b97f4a7c15;

	h = (h ^ h >> 32) * 0xd6e8feb86659fd93;
	return (h ^ h >> 32) << 3 | (key & 7);
}

/* Return: place of the key, or the empty place for it. @hash is hash_of() */
static uint32_t find(const struct join *join, uint64_t key, uint32_t hash)
{
	uint32_t i = hash & join->mask;

	while (join->places[i].entry != NONE &&
	       (join->places[i].hash != hash ||
		join->entries[join->places[i].entry].key != key))
		i = (i + 1) & join->mask;
	return i;
}

/* Empty a place and close the gap by moving the following keys */
static void vacate(struct join *join, uint32_t gap)
{
	uint32_t i = gap;

	for (;;) {
		i = (i + 1) & join->mask;
		if (join->places[i].entry == NONE)
			break;
		if (((i - join->places[i].hash) & join->mask) <
		    ((i - gap) & join->mask))
			continue;
		join->places[gap] = join->places[i];
		gap = i;
	}
	join->places[gap].entry = NONE;
}

static void account(struct join_request *request, const struct packet *packet)
{
	if (!request->completions++)
		request->first_ns = packet->raw.ns;
	request->last_ns = packet->raw.ns;
	if (tlp_has_data(packet->tlp.type))
		request->bytes += packet_bytes(&packet->tlp);
	request->status = packet->tlp.status;
	request->cpl_type = packet->tlp.type;
}

/* Give the request its early completions; it then waits for @rest */
static void accept_early(struct join *join, uint32_t n, const struct due *rest)
{
	struct entry *entry = &join->entries[n];
	unsigned int i = join->held.decided_count;
	unsigned int end = held_decide(&join->held, n, &entry->request);
	struct packet packet;

	for (; i < end; i++) {
		kept_recall(&join->held.kept, join->held.decided[i], &packet);
		account(&entry->request, &packet);
		entry->request.early++;
	}
	entry->due = *rest;
}

/*
 * Early completions belong to the request if the first completion after it fits
 * only with them. Otherwise their request precedes the capture or does not
 * exist.
 */
static void settle_early(struct join *join, uint32_t n,
			 const struct packet *packet)
{
	struct entry *entry = &join->entries[n];
	struct due plain = entry->due, rest = entry->due, then;
	enum due_misfit misfit;

	entry->claims = false;
	due_take(&plain, &packet->tlp, &misfit);
	if (misfit && held_fit(&join->held, n, &rest) == HELD_PART) {
		then = rest;
		due_take(&then, &packet->tlp, &misfit);
		if (!misfit) {
			accept_early(join, n, &rest);
			return;
		}
	}
	held_decide(&join->held, n, NULL);
}

/* No more completions follow: the early ones may complete the request */
static bool end_early(struct join *join, uint32_t n)
{
	struct due rest = join->entries[n].due;

	if (held_fit(&join->held, n, &rest) == HELD_ALL) {
		accept_early(join, n, &rest);
		return true;
	}
	held_decide(&join->held, n, NULL);
	return false;
}

/* Remove a request; its entry stays valid until the next call */
static const struct join_request *end(struct join *join, uint32_t place,
				      enum join_state state)
{
	uint32_t n = join->places[place].entry;
	struct entry *entry = &join->entries[n];

	if (entry->claims && end_early(join, n))
		state = JOIN_COMPLETED;
	vacate(join, place);
	*(entry->older ? &join->entries[entry->older].newer : &join->oldest) =
		entry->newer;
	*(entry->newer ? &join->entries[entry->newer].older : &join->newest) =
		entry->older;
	entry->request.state = state;
	join->ended = n;
	join->count--;
	return &entry->request;
}

static const struct join_request *end_oldest(struct join *join,
					     enum join_state state)
{
	uint64_t key = join->entries[join->oldest].key;

	return end(join, find(join, key, hash_of(join, key)), state);
}

/* Drop the results that were valid until this call */
static void forget(struct join *join)
{
	held_begin(&join->held);
	join->reported = 0;
	if (!join->ended)
		return;
	join->entries[join->ended].newer = join->spare;
	join->spare = join->ended;
	join->ended = NONE;
}

static uint32_t take_entry(struct join *join)
{
	uint32_t n = join->spare;

	if (!n)
		return ++join->used;
	join->spare = join->entries[n].newer;
	return n;
}

static const struct join_request *begin(struct join *join, uint32_t place,
					uint64_t key, uint32_t hash,
					const struct packet *packet)
{
	uint32_t n = take_entry(join);
	struct entry *entry = &join->entries[n];

	*entry = (struct entry){
		.request = {.number = packet->raw.number,
			    .ns = packet->raw.ns,
			    .slot = n - 1,
			    .interface = packet->raw.interface,
			    .requester = packet->tlp.requester,
			    .tag = packet->tlp.tag,
			    .timed = packet->raw.timed,
			    .type = packet->tlp.type},
		.due = due_begin(&packet->tlp),
		.key = key,
		.older = join->newest,
	};
	/* A UIOMWr waits for acknowledgement, not for data */
	if (packet->tlp.type != TLP_UIOMWR)
		entry->request.wanted = entry->due.bytes;
	*(join->newest ? &join->entries[join->newest].newer : &join->oldest) =
		n;
	join->newest = n;
	join->places[place] = (struct place){hash, n};
	join->count++;
	if (join->held.count)
		entry->claims = held_claim(&join->held, key, n, &entry->due);
	return &entry->request;
}

static struct join_event add_request(struct join *join,
				     const struct packet *packet)
{
	uint64_t key = key_of(packet, side_of(packet));
	struct join_event event = {.kind = JOIN_REQUEST};
	uint32_t hash = hash_of(join, key), place = find(join, key, hash);

	if (join->places[place].entry != NONE)
		event.ended = end(join, place, JOIN_TAG_REUSED);
	else if (join->count == join->capacity)
		event.ended = end_oldest(join, JOIN_GIVEN_UP);
	if (event.ended)
		place = find(join, key, hash);
	event.request = begin(join, place, key, hash, packet);
	return event;
}

static struct join_event add_completion(struct join *join,
					const struct packet *packet)
{
	uint64_t key = key_of(packet, opposite(side_of(packet)));
	uint32_t place = find(join, key, hash_of(join, key));
	struct join_event event = {.kind = JOIN_COMPLETION};
	struct join_request *request;
	struct entry *entry;
	bool last;

	if (join->places[place].entry == NONE) {
		held_add(&join->held, key, packet);
		return (struct join_event){.kind = JOIN_EARLY};
	}
	entry = &join->entries[join->places[place].entry];
	if (entry->claims)
		settle_early(join, join->places[place].entry, packet);
	request = &entry->request;
	last = due_take(&entry->due, &packet->tlp, &event.misfit);
	if (event.misfit && !request->misfit) {
		request->misfit = event.misfit;
		request->misfit_number = packet->raw.number;
	}
	account(request, packet);
	event.request = request;
	if (last)
		event.ended = end(join, place, JOIN_COMPLETED);
	return event;
}

struct join_event join_add(struct join *join, const struct packet *packet)
{
	forget(join);
	if (join->held.count)
		held_expire(&join->held, packet->raw.number);
	switch (join->kinds[packet->tlp.type]) {
	case JOIN_REQUEST:
		return add_request(join, packet);
	case JOIN_COMPLETION:
		return add_completion(join, packet);
	default:
		return (struct join_event){.kind = JOIN_NEITHER};
	}
}

const struct join_request *join_drain(struct join *join)
{
	forget(join);
	if (join->oldest)
		return end_oldest(join, JOIN_NEVER);
	held_decide(&join->held, 0, NULL);
	return NULL;
}

bool join_decided(struct join *join, struct packet *ret_packet,
		  const struct join_request **ret_request)
{
	if (join->reported == join->held.decided_count)
		return false;
	kept_recall(&join->held.kept, join->held.decided[join->reported],
		    ret_packet);
	*ret_request = join->held.request[join->reported++];
	return true;
}

bool join_latency(const struct join_request *request, uint64_t *ret_first,
		  uint64_t *ret_last)
{
	if (!request->timed || !request->completions ||
	    request->first_ns < request->ns || request->last_ns < request->ns)
		return false;
	*ret_first = request->first_ns - request->ns;
	*ret_last = request->last_ns - request->ns;
	return true;
}

const char *join_state_name(enum join_state state)
{
	return state_names[state];
}
