// SPDX-License-Identifier: BSD-3-Clause
/*
 * Requests and completions in random order, made together with the expected
 * of them: the truth is known before join.c sees the first packet.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "analyze/join/join.h"

#define STEPS	 20000
#define CAPACITY 24
#define KEYS	 96 /* more than can be outstanding, so that some are given up */
#define PARTS	 66

/* Without a request */
#define STRAY_TAG 0x3ff

/* A part of a read on the wire */
struct part {
	uint8_t lower_addr;
	uint16_t length, byte_count;
};

/* A read and its expected result */
struct truth {
	uint64_t request, misled;
	unsigned int key, parts, sent, early, bytes;
	uint64_t first_ns, last_ns;
	enum join_state state;
	uint8_t status;
	bool reported;
	struct part part[PARTS];
};

struct play {
	struct join *join;
	struct truth truths[STEPS];
	unsigned int count, ended, strays, strays_reported;
	/* Outstanding ones, oldest first */
	unsigned int open[CAPACITY], open_count;
	uint64_t number;
};

static unsigned int below(unsigned int n)
{
	return random() % n;
}

/* Byte by byte: parts end at multiples of 64, the last one anywhere */
static void split(struct truth *truth, uint64_t addr, unsigned int bytes)
{
	truth->parts = 0;
	while (bytes) {
		struct part *part = &truth->part[truth->parts++];
		uint64_t first = addr / 4, last = first;

		*part = (struct part){.lower_addr = addr % 128,
				      .byte_count = bytes};
		do {
			last = addr / 4;
			addr++;
			bytes--;
		} while (bytes && (addr % 64 || below(2)));
		part->length = last - first + 1;
	}
}

static struct packet make_packet(struct play *play, unsigned int key, bool up,
				 struct tlp tlp)
{
	static uint8_t bytes[TLP_MAX_HEADER];

	tlp.requester = TLP_BDF(1 + key % 2, 0, 0);
	tlp.tag = key / 8;
	play->number++;
	return (struct packet){
		.raw = {.number = play->number,
			.interface = key / 2 % 2,
			/* Two links, on each requesters at both ends */
			.dir = up == !(key / 4 % 2) ? CAPTURE_UP : CAPTURE_DOWN,
			.timed = true,
			.ns = play->number * 10,
			.data = bytes,
			.len = tlp_encode_header(&tlp, bytes, sizeof(bytes))},
		.tlp = tlp,
	};
}

static void check_ended(struct play *play, const struct join_request *request)
{
	struct truth *truth = play->truths;
	uint64_t first, last;

	while (truth->request != request->number)
		truth++;
	assert_false(truth->reported);
	truth->reported = true;
	play->ended++;
	assert_int_equal(request->state, truth->state);
	assert_int_equal(request->completions, truth->sent);
	assert_int_equal(request->early, truth->early);
	assert_int_equal(request->bytes, truth->bytes);
	assert_int_equal(request->misfit_number, truth->misled);
	if (truth->sent)
		assert_int_equal(request->status, truth->status);
	assert_int_equal(join_latency(request, &first, &last),
			 truth->sent && !truth->early);
	if (truth->sent && !truth->early) {
		assert_int_equal(first, truth->first_ns - request->ns);
		assert_int_equal(last, truth->last_ns - request->ns);
	}
}

static void check_decided(struct play *play)
{
	const struct join_request *request;
	struct packet packet = {0};

	while (join_decided(play->join, &packet, &request)) {
		assert_int_equal(!request, packet.tlp.tag == STRAY_TAG);
		play->strays_reported += !request;
	}
}

static void feed(struct play *play, const struct packet *packet)
{
	struct join_event event = join_add(play->join, packet);

	if (event.ended)
		check_ended(play, event.ended);
	check_decided(play);
}

static void close_one(struct play *play, unsigned int i, enum join_state state)
{
	play->truths[play->open[i]].state = state;
	play->open_count--;
	memmove(&play->open[i], &play->open[i + 1],
		(play->open_count - i) * sizeof(play->open[0]));
}

/* Return: index in @open of the read with a key, or -1 */
static int find_open(const struct play *play, unsigned int key)
{
	for (unsigned int i = 0; i < play->open_count; i++)
		if (play->truths[play->open[i]].key == key)
			return i;
	return -1;
}

static void send_part(struct play *play, struct truth *truth)
{
	const struct part *part = &truth->part[truth->sent];
	unsigned int last = truth->parts - 1;
	unsigned int next = truth->sent < last
				    ? truth->part[truth->sent + 1].byte_count
				    : 0;
	struct packet packet =
		make_packet(play, truth->key, false,
			    (struct tlp){.type = TLP_CPLD,
					 .lower_addr = part->lower_addr,
					 .length = part->length,
					 .byte_count = part->byte_count});

	truth->bytes += part->byte_count - next;
	if (!truth->sent++)
		truth->first_ns = packet.raw.ns;
	truth->last_ns = packet.raw.ns;
	feed(play, &packet);
}

static void complete(struct play *play, unsigned int i)
{
	struct truth *truth = &play->truths[play->open[i]];

	if (truth->sent == truth->parts - 1)
		close_one(play, i, JOIN_COMPLETED);
	send_part(play, truth);
}

static void refuse(struct play *play, unsigned int i)
{
	struct truth *truth = &play->truths[play->open[i]];
	struct packet packet = make_packet(play, truth->key, false,
					   (struct tlp){.type = TLP_CPL,
							.status = TLP_CPL_CA,
							.byte_count = 4});

	close_one(play, i, JOIN_COMPLETED);
	truth->status = TLP_CPL_CA;
	if (!truth->sent++)
		truth->first_ns = packet.raw.ns;
	truth->last_ns = packet.raw.ns;
	feed(play, &packet);
}

/* A part is missing in the capture: the next one does not fit */
static void lose_part(struct play *play, unsigned int i)
{
	struct truth *truth = &play->truths[play->open[i]];

	if (truth->parts - truth->sent < 2)
		return;
	truth->parts--;
	memmove(&truth->part[truth->sent], &truth->part[truth->sent + 1],
		(truth->parts - truth->sent) * sizeof(truth->part[0]));
	if (!truth->misled)
		truth->misled = play->number + 1;
	complete(play, i);
}

static void begin(struct play *play, unsigned int key)
{
	struct truth *truth = &play->truths[play->count];
	unsigned int length = 1 + below(below(8) ? 64 : 1024);
	uint8_t first_be = length > 1 ? 0xf << below(4) & 0xf : 0xf;
	uint8_t last_be = length > 1 ? 0xf >> below(4) : 0;
	uint64_t addr = below(1 << 20) * 4;
	unsigned int lead = __builtin_ctz(first_be);
	unsigned int cut = last_be ? __builtin_clz(last_be) - 28 : 0;
	int open = find_open(play, key);
	struct packet packet;

	*truth = (struct truth){.key = key};
	split(truth, addr + lead, length * 4 - lead - cut);
	if (open >= 0) {
		close_one(play, open, JOIN_TAG_REUSED);
	} else if (play->open_count == CAPACITY) {
		close_one(play, 0, JOIN_GIVEN_UP);
	} else if (truth->parts > 1 && !below(8)) {
		truth->early = 1;
		send_part(play, truth);
	}
	packet = make_packet(play, key, true,
			     (struct tlp){.type = TLP_MRD,
					  .addr = addr,
					  .length = length,
					  .first_be = first_be,
					  .last_be = last_be});
	truth->request = packet.raw.number;
	play->open[play->open_count++] = play->count++;
	feed(play, &packet);
	/* Otherwise it looks like a completion without a request */
	if (truth->early)
		complete(play, play->open_count - 1);
}

static void stray(struct play *play)
{
	struct packet packet = make_packet(
		play, below(KEYS), false,
		(struct tlp){.type = TLP_CPLD, .length = 1, .byte_count = 4});

	packet.tlp.tag = STRAY_TAG;
	tlp_encode_header(&packet.tlp, (void *)packet.raw.data, TLP_MAX_HEADER);
	play->strays++;
	feed(play, &packet);
}

static void step(struct play *play)
{
	unsigned int dice = below(100);
	unsigned int i = play->open_count ? below(play->open_count) : 0;

	if (dice < 5)
		stray(play);
	else if (!play->open_count || dice < 30)
		begin(play, below(KEYS));
	else if (dice < 33)
		refuse(play, i);
	else if (dice < 36)
		lose_part(play, i);
	else
		complete(play, i);
}

static void play_random(unsigned int seed, unsigned int seen[JOIN_STATES])
{
	struct play *play = calloc(1, sizeof(*play));
	const struct join_request *left;

	assert_non_null(play);
	assert_int_equal(join_create(CAPACITY, &play->join), 0);
	srandom(seed);
	for (unsigned int i = 0; i < STEPS; i++)
		step(play);
	while (play->open_count)
		close_one(play, 0, JOIN_NEVER);
	do {
		left = join_drain(play->join);
		if (left)
			check_ended(play, left);
		check_decided(play);
	} while (left);
	assert_int_equal(play->ended, play->count);
	assert_int_equal(play->strays_reported, play->strays);
	for (unsigned int i = 0; i < play->count; i++)
		seen[play->truths[i].state]++;
	join_free(play->join);
	free(play);
}

static void random_plays(void **state)
{
	unsigned int seen[JOIN_STATES] = {0};

	for (unsigned int seed = 1; seed <= 20; seed++)
		play_random(seed, seen);
	/* All of it happened */
	for (unsigned int s = JOIN_COMPLETED; s < JOIN_STATES; s++)
		assert_true(seen[s] > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_plays),
	};

	return cmocka_run_group_tests_name("analyze-join-random", tests, NULL,
					   NULL);
}
