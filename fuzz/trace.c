// SPDX-License-Identifier: BSD-3-Clause
/*
 * TLPs of two links in any order, with any times: the trace can be decoded, its
 * slices do not overlap, and nothing is lost
 */
#include <stdlib.h>

#include "analyze/perfetto/perfetto.h"
#include "fuzz/input.h"

#define TYPES	 8
#define PAST	 4
#define CAPACITY 6 /* outstanding requests, few enough to give some up */
#define TRACKS	 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/**
 * struct sums - counts of the input, or of the output
 * @tlps:	TLPs shown
 * @requests:	requests shown that need a completion
 * @hints:	memory requests shown
 */
struct sums {
	uint64_t tlps, requests, hints;
};

/**
 * struct slot - a track of the trace
 * @known:	it is described
 * @counter:	it is a counter
 * @apart:	its points are requests without a duration
 * @open:	a slice has begun
 * @ns:		begin or end of the last slice
 * @value:	last value of the counter
 */
struct slot {
	bool known, counter, apart, open;
	uint64_t ns, value;
};

/**
 * struct part - a field of a message
 * @field:	its number
 * @number:	value, or number of @bytes
 * @bytes:	its bytes, NULL for a number
 */
struct part {
	uint64_t field, number;
	const uint8_t *bytes;
};

#define TRUE(condition) ((condition) ? (void)0 : abort())

static uint64_t read_varint(const uint8_t **p, const uint8_t *end)
{
	uint64_t v = 0;
	uint8_t byte = 0x80;

	for (unsigned int i = 0; byte & 0x80; i += 7) {
		TRUE(*p < end && i < 64);
		byte = *(*p)++;
		v |= (uint64_t)(byte & 0x7f) << i;
	}
	return v;
}

/* Return: false at the end of the message */
static bool next(const uint8_t **p, const uint8_t *end, struct part *f)
{
	uint64_t tag;

	if (*p == end)
		return false;
	tag = read_varint(p, end);
	f->field = tag >> 3;
	f->bytes = NULL;
	switch (tag & 7) {
	case 0:
		f->number = read_varint(p, end);
		return true;
	case 1:
		TRUE(end - *p >= 8);
		for (unsigned int i = 0; i < 8; i++)
			f->number = f->number >> 8 | (uint64_t) * (*p)++ << 56;
		return true;
	case 2:
		f->number = read_varint(p, end);
		TRUE(f->number <= (uint64_t)(end - *p));
		f->bytes = *p;
		*p += f->number;
		return true;
	}
	abort();
}

/* Return: the last value of a field, or 0; NULL bytes if it is absent */
static struct part find(const struct part *message, uint64_t field)
{
	const uint8_t *p = message->bytes, *end = p + message->number;
	struct part part, found = {0};

	while (next(&p, end, &part))
		if (part.field == field)
			found = part;
	return found;
}

static bool has_text(const struct part *part, const char *text)
{
	for (size_t i = 0; i + strlen(text) <= part->number; i++)
		if (!memcmp(part->bytes + i, text, strlen(text)))
			return true;
	return false;
}

static void see_track(struct slot *slots, const struct part *track)
{
	const uint64_t id = find(track, 1).number;
	const uint64_t parent = find(track, 5).number;
	const struct part name = find(track, 2);

	TRUE(id && id < TRACKS && !slots[id].known);
	TRUE(parent < TRACKS && (!parent || slots[parent].known));
	TRUE(name.bytes && name.number);
	slots[id] = (struct slot){
		.known = true,
		.counter = find(track, 8).bytes,
		.apart = has_text(&name, " without duration"),
	};
}

static void see_event(struct slot *slots, const struct part *event, uint64_t ns,
		      struct sums *sums)
{
	const uint64_t id = find(event, 11).number,
		       type = find(event, 9).number;
	struct slot *slot = &slots[id];

	TRUE(id < TRACKS && slot->known && slot->counter == (type == 4));
	TRUE(ns <= INT64_MAX);
	switch (type) {
	case 1:
		TRUE(!slot->open && ns >= slot->ns);
		sums->requests++;
		break;
	case 2:
		TRUE(slot->open && ns >= slot->ns);
		break;
	case 3:
		sums->requests += slot->apart;
		sums->tlps += !slot->apart;
		return;
	case 4:
		TRUE(find(event, 30).number == ++slot->value);
		sums->hints++;
		return;
	default:
		abort();
	}
	slot->open = type == 1;
	slot->ns = ns;
}

static struct sums read_trace(const uint8_t *p, size_t len)
{
	static struct slot slots[TRACKS];
	const uint8_t *end = p + len;
	struct sums sums = {0};
	struct part packet;

	memset(slots, 0, sizeof(slots));
	while (next(&p, end, &packet)) {
		const struct part track = find(&packet, 60);
		const struct part event = find(&packet, 11);

		TRUE(packet.field == 1 && packet.bytes);
		if (track.bytes)
			see_track(slots, &track);
		else if (event.bytes)
			see_event(slots, &event, find(&packet, 8).number,
				  &sums);
		else
			TRUE(find(&packet, 12).bytes);
	}
	for (size_t i = 0; i < TRACKS; i++)
		TRUE(!slots[i].open);
	return sums;
}

/* Return: a request, a posted TLP, or a completion of @asked */
static struct tlp make_tlp(struct input *in, const struct tlp *asked)
{
	static const enum tlp_type types[TYPES] = {TLP_MRD,    TLP_MRD,
						   TLP_MWR,    TLP_CPLD,
						   TLP_CPLD,   TLP_CPL,
						   TLP_CFGWR0, TLP_MSG};
	static const uint8_t payload[64];
	const uint64_t bits = input_take(in, 2);
	struct tlp tlp = {
		.type = types[bits % TYPES],
		.th = bits >> 3 & 1,
		.tag = bits >> 5 & 7,
		.requester = TLP_BDF(1, 0, bits >> 8 & 1),
		.length = 1 + (bits >> 9 & 3),
		.payload = payload,
	};

	if (tlp_class(tlp.type) == TLP_COMPLETION) {
		tlp.tag = asked->tag;
		tlp.requester = asked->requester;
		if (bits >> 4 & 1)
			tlp.length = asked->length;
		tlp.byte_count = asked->length * 4;
	} else {
		tlp.first_be = 0xf;
	}
	if (!tlp_may_hint(tlp.type))
		tlp.th = false;
	if (tlp.th) {
		tlp.st_ext = bits >> 4 & 1;
		tlp.st = bits >> 11 & 3;
		tlp.ph = bits >> 13 & 3;
	}
	if (tlp.type == TLP_MWR)
		tlp.tag = 0;
	if (tlp.type == TLP_CFGWR0)
		tlp.length = 1;
	if (tlp.type == TLP_MSG || tlp.type == TLP_CPL)
		tlp.length = 0;
	if (tlp.length > 1 && tlp.first_be)
		tlp.last_be = 0xf;
	return tlp;
}

/**
 * struct past - state before a packet
 * @ns:		time of the last one
 * @count:	requests so far
 * @asked:	the last of them, a ring
 */
struct past {
	uint64_t ns;
	unsigned int count;
	struct tlp asked[PAST];
};

static void place(struct input *in, struct past *past, struct packet *packet,
		  bool answer)
{
	static const char *const links[] = {"", "dn0"};
	static const enum capture_dir dirs[] = {CAPTURE_UP, CAPTURE_DOWN,
						CAPTURE_DIR_UNKNOWN};
	const uint64_t bits = input_take(in, 1);
	const int64_t step = (int8_t)input_take(in, 1);

	packet->raw.number++;
	packet->raw.interface = bits & 1;
	packet->raw.link = links[bits & 1];
	packet->raw.dir = dirs[bits & 2 ? 2 : answer ^ (bits >> 2 & 1)];
	packet->raw.timed = bits >> 3 & 7;
	/* Forwards, backwards, far */
	past->ns += bits & 0x40 ? step * (INT64_MAX / 128) : step / 16;
	packet->raw.ns = packet->raw.timed ? past->ns : 0;
}

static void make_packet(struct input *in, struct past *past,
			struct packet *packet, uint8_t *bytes)
{
	const struct tlp *asked =
		&past->asked[(past->count - input_take(in, 1)) % PAST];
	const struct tlp tlp = make_tlp(in, asked);
	ssize_t len = tlp_encode(&tlp, bytes, TLP_MAX_SIZE);

	TRUE(len > 0 && !tlp_decode(bytes, len, &packet->tlp));
	place(in, past, packet, tlp_class(tlp.type) == TLP_COMPLETION);
	packet->raw.data = bytes;
	packet->raw.len = packet->raw.orig_len = len;
	if (tlp_class(tlp.type) == TLP_NON_POSTED)
		past->asked[past->count++ % PAST] = tlp;
}

static void count_packet(struct sums *sums, const struct packet *packet)
{
	sums->tlps++;
	sums->hints += tlp_may_hint(packet->tlp.type);
	sums->requests += tlp_class(packet->tlp.type) == TLP_NON_POSTED;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct input in = {data, len};
	struct packet packet = {0};
	struct past past = {.ns = 1000,
			    .asked = {[0 ... PAST - 1] = {.length = 1}}};
	struct sums put = {0}, got;
	struct perfetto *perfetto;
	uint8_t bytes[TLP_MAX_SIZE];
	char *trace = NULL;
	size_t size;
	FILE *out = open_memstream(&trace, &size);

	TRUE(out && !perfetto_create(out, CAPACITY, &perfetto));
	while (in.len) {
		const bool hidden = input_take(&in, 1) & 1;

		make_packet(&in, &past, &packet, bytes);
		if (!hidden)
			count_packet(&put, &packet);
		perfetto_add(perfetto, &packet, !hidden);
	}
	perfetto_finish(perfetto);
	perfetto_free(perfetto);
	TRUE(!fclose(out));
	got = read_trace((uint8_t *)trace, size);
	TRUE(got.tlps == put.tlps && got.hints == put.hints &&
	     got.requests == put.requests);
	free(trace);
	return 0;
}
