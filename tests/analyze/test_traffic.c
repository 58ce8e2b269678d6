// SPDX-License-Identifier: BSD-3-Clause
/* TLPs by link, requester, tag and type, counted with and without decoding */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "analyze/count/traffic.h"

#define LINKS	   2
#define REQUESTERS 3
#define STS	   4
#define TLPS	   20000

static struct traffic traffic;
static uint8_t bytes[TLP_MAX_SIZE + 4];

static struct packet packet_of(const struct tlp *tlp, unsigned int interface)
{
	ssize_t n = tlp_encode(tlp, bytes, sizeof(bytes));

	assert_true(n > 0);
	return (struct packet){
		.raw = {.interface = interface,
			.link = interface ? "b" : "a",
			.linktype = CAPTURE_LINKTYPE_USER0 + tlp->flit,
			.flit = tlp->flit,
			.dir = CAPTURE_UP,
			.data = bytes,
			.len = n,
			.orig_len = n},
	};
}

/* As tph stat does. Return: true if the packet was decoded. */
static bool count(struct packet *packet)
{
	if (traffic_repeat(&traffic, &packet->raw))
		return false;
	packet_decode(packet);
	if (!packet->error)
		traffic_add(&traffic, packet);
	return true;
}

static bool count_tlp(const struct tlp *tlp)
{
	struct packet packet = packet_of(tlp, 0);

	return count(&packet);
}

static uint64_t all_tlps(void)
{
	traffic_finish(&traffic);
	return tally_sum(&traffic.by[TRAFFIC_TYPE]).tlps;
}

static const uint8_t data[TLP_MAX_PAYLOAD];

static struct tlp write_request(void)
{
	return (struct tlp){.type = TLP_MWR,
			    .th = true,
			    .ph = TLP_PH_TARGET,
			    .st = 0x5a,
			    .length = 2,
			    .requester = TLP_BDF(3, 0, 0),
			    .first_be = 0xf,
			    .last_be = 0xf,
			    .addr = 0x1000,
			    .payload = data};
}

/* What neither selects a row nor changes a sum */
static void repeats(void **state)
{
	struct tlp tlp = write_request();

	assert_int_equal(traffic_init(&traffic, false), 0);
	assert_true(count_tlp(&tlp));
	assert_false(count_tlp(&tlp));
	tlp.addr = 0xfffffffc;
	assert_false(count_tlp(&tlp));
	tlp.tc = 7;
	tlp.attr = 7;
	tlp.ep = true;
	tlp.at = TLP_AT_TRANSLATED;
	assert_false(count_tlp(&tlp));
	tlp.th = false;
	tlp.st = 0;
	tlp.ph = 0;
	assert_true(count_tlp(&tlp));
	tlp.tag = 0x3ff;
	assert_false(count_tlp(&tlp));
	assert_int_equal(all_tlps(), 6);
	traffic_free(&traffic);
}

/* Both bytes of the ST, one of them in a prefix */
static void wide_sts(void **state)
{
	struct tlp tlp = write_request();

	assert_int_equal(traffic_init(&traffic, false), 0);
	assert_true(count_tlp(&tlp));
	tlp.st_ext = true;
	for (unsigned int high = 0; high < 3; high++) {
		tlp.st = high << 8 | 0x5a;
		assert_true(count_tlp(&tlp));
		tlp.addr += 4096;
		assert_false(count_tlp(&tlp));
	}
	tlp.st = 0x25b;
	assert_true(count_tlp(&tlp));
	tlp.ph = 1;
	assert_true(count_tlp(&tlp));
	assert_int_equal(traffic.by[TRAFFIC_ST].count, 6);
	assert_int_equal(all_tlps(), 9);
	traffic_free(&traffic);
}

/* The header is that of a known flow, but the packet is not such a TLP */
static void no_repeats(void **state)
{
	struct tlp tlp = write_request();
	struct packet packet, first;

	tlp.ph = 0; /* as the payload in its place */
	first = packet_of(&tlp, 0);
	assert_int_equal(traffic_init(&traffic, false), 0);
	assert_true(count(&first));
	packet = first;
	packet.raw.orig_len = packet.raw.len += 4;
	assert_true(count(&packet));
	assert_int_equal(packet.error, -EMSGSIZE);
	packet = first;
	packet.raw.orig_len = packet.raw.len -= 4;
	assert_true(count(&packet));
	assert_int_equal(packet.error, -ENODATA);
	packet = first;
	packet.raw.len = 0;
	assert_true(count(&packet));
	assert_int_equal(packet.error, -ENODATA);
	packet = first;
	packet.raw.linktype = 9;
	packet.raw.interface = 1;
	assert_true(count(&packet));
	assert_int_equal(packet.error, -EMEDIUMTYPE);
	packet = first;
	packet.damage = "damage";
	packet.raw = (struct capture_packet){.link = ""};
	assert_false(traffic_repeat(&traffic, &packet.raw));
	packet = first;
	bytes[0] ^= 0x20; /* a header of 4 DW */
	assert_true(count(&packet));
	assert_int_equal(packet.error, -ENODATA);
	bytes[0] ^= 0x20;
	bytes[2] ^= 0x80; /* TD, without a digest */
	assert_true(count(&packet));
	assert_int_equal(packet.error, -ENODATA);
	bytes[2] ^= 0x80;
	/* A prefix, but the bytes of a TLP without */
	memmove(bytes + 4, bytes, 16);
	memcpy(bytes, (uint8_t[]){TLP_PREFIX_EXT_TPH, 0, 0, 0}, 4);
	assert_true(count(&packet));
	assert_int_equal(packet.error, -ENODATA);
	assert_int_equal(all_tlps(), 1);
	traffic_free(&traffic);
}

/* In a buffer of its own, so that the sanitizer sees each byte */
static void short_packets(void **state)
{
	static const uint8_t heads[][8] = {
		{0x40, 0, 0, 1, 1, 0, 0, 0xf},
		{0x60, 1, 0, 1, 1, 0, 0, 0xf},
		{TLP_PREFIX_EXT_TPH, 0, 0, 0, 0x60, 1, 0, 1},
	};

	assert_int_equal(traffic_init(&traffic, false), 0);
	for (size_t i = 0; i < ARRAY_SIZE(heads); i++)
		for (size_t len = 0; len < 20; len++) {
			uint8_t *buf = calloc(1, len + !len);
			struct packet packet = {
				.raw = {.linktype = CAPTURE_LINKTYPE_USER0,
					.link = "",
					.data = buf,
					.len = len,
					.orig_len = len},
			};

			assert_non_null(buf);
			memcpy(buf, heads[i], len < 8 ? len : 8);
			assert_true(count(&packet));
			free(buf);
		}
	/* Only the first, with 16 bytes */
	assert_int_equal(all_tlps(), 1);
	traffic_free(&traffic);
}

/* TLPs that count, but are always decoded */
static void not_plain(void **state)
{
	struct tlp tlp = write_request();
	struct packet packet, first = packet_of(&tlp, 0);

	assert_int_equal(traffic_init(&traffic, false), 0);
	for (unsigned int i = 0; i < 2; i++) {
		packet = first;
		packet.raw.len -= 4;
		assert_true(count(&packet));
		assert_int_equal(packet.missing, 4);
	}
	for (unsigned int i = 0; i < 2; i++) {
		packet = first;
		packet.raw.header_only = true;
		packet.raw.orig_len = packet.raw.len = 16;
		assert_true(count(&packet));
	}
	assert_int_equal(all_tlps(), 4);
	assert_int_equal(tally_sum(&traffic.by[TRAFFIC_TYPE]).wire, 4 * 20);
	assert_int_equal(tally_sum(&traffic.by[TRAFFIC_TYPE]).data, 4 * 8);
	/* The hints are after the first DWs */
	tlp.flit = true;
	for (tlp.st = 1; tlp.st < 4; tlp.st++)
		assert_true(count_tlp(&tlp));
	assert_int_equal(traffic.by[TRAFFIC_ST].count, 4);
	/* Another prefix than that of a wide ST */
	tlp.flit = false;
	tlp.pv = true;
	for (unsigned int i = 0; i < 2; i++)
		assert_true(count_tlp(&tlp));
	assert_int_equal(traffic.by[TRAFFIC_ST].count, 5);
	traffic_free(&traffic);
}

static unsigned int pick(unsigned int n)
{
	static uint64_t state = 88172645463325252;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (state >> 32) % n;
}

static const uint16_t requesters[REQUESTERS] = {0, 0x100, 0xffff};
static const uint16_t sts[STS] = {0, 0x5a, 0xff, 0x15a};

/* A TLP, and the indexes of its properties */
struct sample {
	unsigned int link, requester, st;
	struct tlp tlp;
};

static struct tlp random_tlp(unsigned int requester, unsigned int st)
{
	static const uint8_t types[] = {TLP_MWR, TLP_MWR, TLP_MWR,  TLP_MRD,
					TLP_CPL, TLP_MSG, TLP_CPLD, TLP_MWR};
	static const uint8_t enables[] = {0xf, 0xf, 0xf, 8, 1, 5, 0};
	struct tlp tlp = {
		.type = types[pick(ARRAY_SIZE(types))],
		.flit = !pick(8),
		.length = 1 + pick(pick(2) ? 2 : 1024),
		.requester = requesters[requester],
		.td = !pick(8),
		.tc = pick(2),
		.payload = data,
	};
	const bool memory = tlp_may_hint(tlp.type);

	if (tlp.type == TLP_CPL || tlp.type == TLP_MSG)
		tlp.length = 0;
	if (tlp.type == TLP_CPL || tlp.type == TLP_CPLD)
		tlp.byte_count = 1 + pick(4096);
	if (!memory)
		return tlp;
	tlp.addr64 = pick(2);
	tlp.addr = pick(1000) * 4 + (tlp.addr64 ? 1ull << 40 : 0);
	tlp.th = pick(2);
	if (tlp.th) {
		tlp.st = sts[st];
		tlp.st_ext = tlp.st > 0xff;
		tlp.ph = pick(4);
	}
	if (!tlp.th || (tlp.type == TLP_MWR && tlp.flit))
		tlp.tag = pick(1024);
	tlp.first_be = 0xf;
	tlp.last_be = tlp.length > 1 ? 0xf : 0;
	if (!tlp.th || tlp.type == TLP_MWR) {
		tlp.first_be = enables[pick(ARRAY_SIZE(enables))];
		if (tlp.length > 1)
			tlp.last_be = enables[pick(ARRAY_SIZE(enables))];
	}
	return tlp;
}

/* Often one of the last ones again */
static const struct sample *next_sample(void)
{
	static struct sample samples[8];
	struct sample *sample = &samples[pick(8)];

	if (sample->tlp.payload && pick(3))
		return sample;
	sample->link = pick(LINKS);
	sample->requester = pick(REQUESTERS);
	sample->st = pick(STS);
	sample->tlp = random_tlp(sample->requester, sample->st);
	return sample;
}

/* Bytes of payload that count */
static unsigned int data_of(const struct tlp *tlp)
{
	const unsigned int all = tlp->length * 4;

	if (tlp->type == TLP_CPLD)
		return tlp->byte_count < all ? tlp->byte_count : all;
	if (tlp->type != TLP_MWR)
		return 0;
	return all - (tlp->length > 1 ? 8 : 4) +
	       __builtin_popcount(tlp->first_be) +
	       __builtin_popcount(tlp->last_be);
}

static void expect_row(enum traffic_by by, uint64_t key,
		       const struct tally_row *want)
{
	const struct tally_row *row = tally_row(&traffic.by[by], key);

	assert_ptr_not_equal(row, &traffic.by[by].others);
	assert_int_equal(row->tlps, want->tlps);
	assert_int_equal(row->th, want->th);
	assert_int_equal(row->data, want->data);
	assert_int_equal(row->wire, want->wire);
}

static void add(struct tally_row *row, const struct tlp *tlp, size_t wire)
{
	row->tlps++;
	row->th += tlp->th;
	row->data += data_of(tlp);
	row->wire += wire;
}

/* The sums of all tables, by the fields that the TLPs were made of */
static void random_traffic(void **state)
{
	static struct tally_row links[LINKS], senders[REQUESTERS],
		types[TLP_TYPE_MAX], tags[STS][4], untagged;
	unsigned int decoded = 0;

	assert_int_equal(traffic_init(&traffic, false), 0);
	for (unsigned int n = 0; n < TLPS; n++) {
		const struct sample *sample = next_sample();
		const struct tlp *tlp = &sample->tlp;
		struct packet packet = packet_of(tlp, sample->link);
		const size_t wire = packet.raw.len;

		if (!pick(8))
			packet.raw.len -= pick(packet.raw.len);
		decoded += count(&packet);
		if (packet.error) {
			assert_int_equal(packet.error, -ENODATA);
			continue;
		}
		add(&links[sample->link], tlp, wire);
		add(&senders[sample->requester], tlp, wire);
		add(&types[tlp->type], tlp, wire);
		if (tlp->th)
			add(&tags[sample->st][tlp->ph], tlp, wire);
		else if (tlp_may_hint(tlp->type))
			add(&untagged, tlp, wire);
	}
	traffic_finish(&traffic);
	assert_in_range(decoded, TLPS / 2, TLPS / 10 * 9);
	for (unsigned int i = 0; i < LINKS; i++)
		expect_row(TRAFFIC_LINK, i << 2 | CAPTURE_UP,
			   &links[traffic.links.links[i].interface]);
	for (unsigned int i = 0; i < REQUESTERS; i++)
		expect_row(TRAFFIC_REQUESTER, requesters[i], &senders[i]);
	for (unsigned int i = 0; i < TLP_TYPE_MAX; i++)
		if (types[i].tlps)
			expect_row(TRAFFIC_TYPE, i, &types[i]);
	for (unsigned int i = 0; i < STS * 4; i++)
		expect_row(TRAFFIC_ST,
			   TRAFFIC_ST_TH | (i % 4) << TRAFFIC_ST_PH |
				   (sts[i / 4] > 0xff ? TRAFFIC_ST_WIDE : 0) |
				   sts[i / 4],
			   &tags[i / 4][i % 4]);
	expect_row(TRAFFIC_ST, TRAFFIC_ST_NONE, &untagged);
	traffic_free(&traffic);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(repeats),    cmocka_unit_test(wide_sts),
		cmocka_unit_test(no_repeats), cmocka_unit_test(short_packets),
		cmocka_unit_test(not_plain),  cmocka_unit_test(random_traffic),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
