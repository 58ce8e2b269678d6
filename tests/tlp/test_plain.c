// SPDX-License-Identifier: BSD-3-Clause
/*
 * Plain TLPs have a shorter way through the codec. A local prefix makes any TLP take
 * the other way, and changes nothing else: both ways must agree.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include <opentph/tlp.h>

#define ROUNDS 500000
#define PREFIX 0x8e123456u

/* xorshift64*: the same sequence everywhere */
static uint64_t rng;

static uint64_t rnd(void)
{
	rng ^= rng >> 12;
	rng ^= rng << 25;
	rng ^= rng >> 27;
	return rng * 0x2545f4914f6cdd1dull;
}

static unsigned int below(unsigned int n)
{
	return (rnd() >> 33) % n;
}

static uint8_t payload[TLP_MAX_PAYLOAD];

/* Often within @mask, so that most TLPs are valid; else any value */
static uint64_t some(uint64_t mask)
{
	return below(64) ? rnd() & mask : rnd();
}

static bool seldom(unsigned int n)
{
	return !below(n);
}

static const uint8_t types[] = {
	TLP_MRD, TLP_MWR, TLP_MWR, TLP_CPL, TLP_CPLD, TLP_CPLD,
};

static void random_fields(struct tlp *tlp)
{
	tlp_clear(tlp);
	tlp->type = seldom(16) ? below(TLP_TYPE_MAX + 1)
			       : types[below(sizeof(types))];
	tlp->addr64 = below(2);
	tlp->th = tlp->type <= TLP_CAS ? below(2) : seldom(32);
	tlp->length = tlp->type == TLP_CPL ? some(0) : some(0x7f);
	if (seldom(16))
		tlp->length = 1022 + below(5);
	tlp->requester = rnd();
	tlp->addr = some(tlp->addr64 ? ~3ull : 0xfffffffc);
	if (seldom(16))
		tlp->addr |= 1ull << below(64);
	tlp->payload = seldom(32) ? NULL : payload;
	tlp->first_be =
		tlp->th && tlp->type != TLP_MWR ? some(0) | 0xf : some(0xf);
	tlp->last_be = tlp->th ? (tlp->length > 1 ? 0xf : 0) : some(0xf);
	tlp->tag = some(tlp->th && tlp->type == TLP_MWR ? 0 : 0x3ff);
	tlp->st = some(0xff);
	tlp->ph = some(3);
	tlp->status = some(7);
	tlp->lower_addr = some(0x7f);
	tlp->completer = rnd();
	tlp->byte_count = seldom(16) ? 4094 + below(5) : some(0xfff);
}

/* Fields that most plain TLPs do not have, and fields of other TLPs */
static void random_options(struct tlp *tlp)
{
	tlp->td = below(2);
	tlp->ep = below(2);
	tlp->ln = seldom(4);
	tlp->bcm = seldom(4);
	tlp->tc = some(7);
	tlp->attr = some(7);
	tlp->at = some(3);
	tlp->ecrc = rnd();
	if (seldom(8))
		tlp->reserved = 1u << below(32);
	tlp->st_ext = seldom(16);
	tlp->pv = seldom(16);
	tlp->pasid = rnd() & 0xfffff;
	tlp->nw = seldom(64);
	tlp->dsv = seldom(64);
	tlp->av = seldom(64);
	tlp->cpl_segment = seldom(64);
	tlp->req_segment = seldom(64);
	tlp->pmr = below(2);
	tlp->er = below(2);
	tlp->ama = rnd();
	tlp->ts = rnd();
	tlp->ohc = rnd();
	tlp->target = rnd();
	tlp->reg = rnd();
	tlp->msg_code = rnd();
	tlp->routing = rnd();
	if (seldom(16)) {
		tlp->nprefix = 1;
		tlp->prefix[0] = 0x9e000000;
	}
}

static void add_prefix(struct tlp *tlp)
{
	memmove(tlp->prefix + 1, tlp->prefix, 4 * tlp->nprefix);
	tlp->prefix[0] = PREFIX;
	tlp->nprefix++;
}

/* Both ways to encode. Return: their result, without the prefix */
static ssize_t encode_both(const struct tlp *tlp, size_t size, bool header)
{
	ssize_t (*encode)(const struct tlp *, void *, size_t) =
		header ? tlp_encode_header : tlp_encode;
	static uint8_t one[TLP_MAX_SIZE], other[TLP_MAX_SIZE];
	struct tlp prefixed = *tlp;
	ssize_t n = encode(tlp, one, size), m;

	add_prefix(&prefixed);
	m = encode(&prefixed, other, size + 4);
	assert_int_equal(m, n < 0 ? n : n + 4);
	if (n > 0)
		assert_memory_equal(one, other + 4, n);
	return n;
}

static void encoders_agree(void **state)
{
	unsigned int good = 0, bad = 0, small = 0;
	struct tlp tlp;

	rng = 0x7470680000000011;
	for (size_t i = 0; i < sizeof(payload); i++)
		payload[i] = rnd() >> 56;
	for (int round = 0; round < ROUNDS; round++) {
		size_t size = seldom(8) ? below(64) : TLP_MAX_SIZE - 4;
		ssize_t n;

		random_fields(&tlp);
		if (below(2))
			random_options(&tlp);
		encode_both(&tlp, size, true);
		n = encode_both(&tlp, size, false);
		good += n > 0;
		bad += n == -EINVAL;
		small += n == -ENOSPC;
	}
	/* Each outcome is frequent */
	assert_true(good > ROUNDS / 4);
	assert_true(bad > ROUNDS / 16);
	assert_true(small > ROUNDS / 64);
}

/* Bytes of a TLP whose header is random, apart from Fmt and Type. Return: length */
static size_t random_bytes(uint8_t *p)
{
	static const uint8_t codes[] = {
		0x00, 0x20, 0x40, 0x60, 0x40, 0x60, 0x4a, 0x0a,
	};
	size_t len;

	for (size_t i = 0; i < 64; i += 8) {
		uint64_t v = rnd();

		memcpy(p + i, &v, 8);
	}
	p[0] = seldom(8) ? rnd() : codes[below(sizeof(codes))];
	/* Often one option, or no other bit than TH */
	p[1] &= below(2) ? 0xff : 1 << below(8);
	p[2] &= below(2) ? 0xfc : 4 << below(6);
	p[3] &= 7;
	len = p[0] & 0x20 ? 16 : 12;
	if (p[0] & 0x40)
		len += ((((p[2] & 3) << 8 | p[3]) - 1) & 0x3ff) * 4 + 4;
	return len + (p[2] & 0x80 ? 4 : 0);
}

/* The decoded TLPs are the same, apart from the prefix */
static void assert_alike(const struct tlp *one, struct tlp *other)
{
	assert_int_equal(other->nprefix, one->nprefix + 1);
	assert_int_equal(other->prefix[0], PREFIX);
	memmove(other->prefix, other->prefix + 1, 4 * one->nprefix);
	other->prefix[one->nprefix] = 0;
	other->nprefix--;
	if (other->payload)
		other->payload -= 4;
	assert_int_equal(tlp_header_size(one), tlp_header_size(other));
	/* Both were cleared as a whole */
	assert_memory_equal(one, other, sizeof(*one));
}

/* Both ways to decode. Return: their result, without the prefix */
static ssize_t decode_both(uint8_t *p, size_t len, bool whole)
{
	static uint8_t again[TLP_MAX_HEADER];
	struct tlp one, other;
	ssize_t n, m;

	memset(&one, 0xa5, sizeof(one));
	memset(&other, 0xa5, sizeof(other));
	if (whole) {
		n = tlp_decode(p + 4, len, &one);
		m = tlp_decode(p, len + 4, &other);
		assert_int_equal(n, m);
	} else {
		n = tlp_parse(p + 4, len, TLP_NON_FLIT, &one);
		m = tlp_parse(p, len + 4, TLP_NON_FLIT, &other);
		assert_int_equal(m, n < 0 ? n : n + 4);
	}
	if (n < 0) {
		assert_memory_equal(&one, &other, sizeof(one));
		return n;
	}
	/* No bit is lost */
	assert_int_equal(tlp_encode_header(&one, again, sizeof(again)),
			 tlp_header_size(&one));
	assert_memory_equal(again, p + 4, tlp_header_size(&one));
	if (one.payload)
		assert_ptr_equal(one.payload, p + 4 + tlp_header_size(&one));
	if (other.payload)
		other.payload = one.payload + 4;
	assert_alike(&one, &other);
	return n;
}

static void decoders_agree(void **state)
{
	static uint8_t buf[TLP_MAX_SIZE + 64] = {0x8e, 0x12, 0x34, 0x56};
	unsigned int good = 0, cut = 0;

	rng = 0x7470680000000012;
	for (int round = 0; round < ROUNDS; round++) {
		size_t len = random_bytes(buf + 4);

		/* The bytes may also end early, or go on */
		if (seldom(4))
			len = seldom(2) ? len + below(8) : below(len + 1);
		/* A prefix alone is another fault than no bytes */
		if (!len || buf[4] & 0x80)
			continue;
		good += !decode_both(buf, len, true);
		cut += decode_both(buf, len, false) > (ssize_t)len;
	}
	assert_true(good > ROUNDS / 2);
	assert_true(cut > ROUNDS / 32);
}

static void verdicts_agree(void **state)
{
	unsigned int good = 0, bad = 0;
	struct tlp tlp;

	rng = 0x7470680000000013;
	for (int round = 0; round < ROUNDS; round++) {
		const struct tlp_limits limits = {
			.max_payload = 128u << below(4),
			.no_end_end = below(2),
		};
		const struct tlp_limits *by = seldom(8) ? NULL : &limits;
		const struct tlp_rule *rule = NULL, *grave = NULL;

		random_fields(&tlp);
		random_options(&tlp);
		tlp.flit = seldom(4);
		if (below(2))
			tlp.first_be = 0xf;
		while (!grave && (rule = tlp_next_broken(&tlp, by, rule)))
			if (rule->verdict <= TLP_MALFORMED_IF_CHECKED)
				grave = rule;
		assert_ptr_equal(tlp_malformed(&tlp, by), grave);
		good += !grave;
		bad += !!grave;
	}
	assert_true(good > ROUNDS / 8);
	assert_true(bad > ROUNDS / 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(encoders_agree),
		cmocka_unit_test(decoders_agree),
		cmocka_unit_test(verdicts_agree),
	};

	return cmocka_run_group_tests_name("tlp-plain", tests, NULL, NULL);
}
