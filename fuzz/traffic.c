// SPDX-License-Identifier: BSD-3-Clause
/*
 * Packets of any bytes: rows and sums are the same with flows, as in tph stat,
 * and without
 */
#include <stdlib.h>

#include "analyze/count/traffic.h"
#include "fuzz/input.h"

#define INTERFACES 2

/* Of the byte in front of a packet */
#define HAS_DIR	    0x03 /* enum capture_dir; 3 is unknown too */
#define HAS_LINK    0x04
#define HAS_FLIT    0x08
#define HAS_LOG	    0x10
#define HAS_MISSING 0x20

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define TRUE(condition) ((condition) ? (void)0 : abort())

/* A byte of flags, one of the length, the bytes. Return: false at the end */
static bool next(struct input *in, struct packet *packet)
{
	static const char *const links[INTERFACES] = {"a", "b"};
	const uint8_t flags = input_take(in, 1);
	size_t len = input_take(in, 1);

	if (!in->len)
		return false;
	len = min(len, in->len);
	*packet = (struct packet){
		.raw = {.interface = !!(flags & HAS_LINK),
			.link = links[!!(flags & HAS_LINK)],
			.linktype = CAPTURE_LINKTYPE_USER0,
			.dir = min_t(unsigned int, flags &HAS_DIR,
				     CAPTURE_DIR_UNKNOWN),
			.flit = flags & HAS_FLIT,
			.header_only = flags & HAS_LOG,
			.data = in->data,
			.len = len,
			.orig_len = len},
	};
	in->data += len;
	in->len -= len;
	if (flags & HAS_MISSING)
		packet->raw.orig_len += input_take(in, 1);
	return true;
}

/* The rows of a TLP, without flows */
static void add(struct tally *by, const struct packet *packet)
{
	const struct capture_packet *raw = &packet->raw;
	const struct tlp *tlp = &packet->tlp;
	const struct tally_row counts = {
		.tlps = 1,
		.th = tlp->th,
		.data = tlp_has_data(tlp->type) ? packet_bytes(tlp) : 0,
		.wire = raw->header_only ? tlp_size(tlp) : raw->orig_len,
	};

	tally_row_sum(tally_row(&by[TRAFFIC_LINK],
				raw->interface << 2 | raw->dir),
		      &counts);
	tally_row_sum(tally_row(&by[TRAFFIC_REQUESTER], tlp->requester),
		      &counts);
	tally_row_sum(tally_row(&by[TRAFFIC_TYPE], tlp->type), &counts);
	if (tlp_may_hint(tlp->type))
		tally_row_sum(tally_row(&by[TRAFFIC_ST], traffic_st_key(tlp)),
			      &counts);
}

static void expect_row(const struct tally_row *a, const struct tally_row *b)
{
	TRUE(a->tlps == b->tlps && a->th == b->th && a->data == b->data &&
	     a->wire == b->wire);
}

/* Both have their rows in order of appearance */
static void expect_table(const struct tally *a, const struct tally *b)
{
	TRUE(a->count == b->count);
	for (size_t i = 0; i < a->count; i++)
		expect_row(&a->rows[i], &b->rows[i]);
	expect_row(&a->others, &b->others);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct traffic traffic;
	struct tally by[TRAFFIC_MAX];
	struct input in = {data, len};
	struct packet packet;
	bool known;

	TRUE(!traffic_init(&traffic, false));
	for (unsigned int i = 0; i < TRAFFIC_MAX; i++)
		TRUE(!tally_init(&by[i], traffic.by[i].max));
	while (next(&in, &packet)) {
		known = traffic_repeat(&traffic, &packet.raw);
		packet_decode(&packet);
		TRUE(!known || (!packet.error && !packet.missing));
		if (packet.error)
			continue;
		if (!known)
			traffic_add(&traffic, &packet);
		add(by, &packet);
	}
	traffic_finish(&traffic);
	for (unsigned int i = 0; i < TRAFFIC_MAX; i++) {
		expect_table(&traffic.by[i], &by[i]);
		tally_free(&by[i]);
	}
	traffic_free(&traffic);
	return 0;
}
