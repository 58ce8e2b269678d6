// SPDX-License-Identifier: BSD-3-Clause
/* Encode and decode are inverse to each other */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <opentph/tlp.h>

#define ROUNDS 200000

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

static bool coin(void)
{
	return rnd() >> 63;
}

static uint8_t payload[TLP_MAX_PAYLOAD];

static void random_hints(struct tlp *tlp)
{
	tlp->th = true;
	tlp->ph = below(4);
	tlp->st_ext = below(3) == 0;
	tlp->st = tlp->st_ext ? below(0x10000) : below(0x100);
	if (tlp->flit)
		return;
	if (tlp->type == TLP_MWR) {
		tlp->tag = 0;
	} else {
		tlp->first_be = 0xf;
		tlp->last_be = tlp->length > 1 ? 0xf : 0;
	}
	if (tlp->st_ext) {
		tlp->prefix[tlp->nprefix++] = 0x90000000 | (tlp->st & 0xff00)
								   << 8;
	}
}

static void random_pasid(struct tlp *tlp, bool flags)
{
	tlp->pv = true;
	tlp->pmr = flags && coin();
	tlp->er = flags && coin();
	tlp->pasid = below(0x100000);
	if (!tlp->flit)
		tlp->prefix[tlp->nprefix++] = 0x91000000 | tlp->pmr << 23 |
					      tlp->er << 22 | tlp->pasid;
}

static void random_segment(struct tlp *tlp)
{
	if (!tlp->flit)
		return;
	tlp->dsv = coin();
	tlp->dst_segment = tlp->dsv ? below(256) : 0;
}

static void random_memory(struct tlp *tlp)
{
	tlp->addr64 = tlp->type >= TLP_UIOMRD || coin();
	tlp->addr = rnd() & (tlp->addr64 ? ~3ull : 0xfffffffcull);
	tlp->at = below(4);
	if (coin())
		random_hints(tlp);
	if (below(4) == 0)
		random_pasid(tlp, true);
	if (tlp->flit) {
		tlp->nw = coin();
		tlp->av = coin();
		tlp->ama = tlp->av ? below(8) : 0;
		if (coin()) {
			tlp->first_be = 0xf;
			tlp->last_be = tlp->length > 1 ? 0xf : 0;
		}
	}
}

static void random_message(struct tlp *tlp)
{
	tlp->first_be = tlp->last_be = 0;
	tlp->msg_code = below(256);
	tlp->routing = below(8);
	tlp->msg_dw[0] = rnd();
	tlp->msg_dw[1] = rnd();
	if (tlp->flit)
		tlp->tag = 0;
	if (tlp->routing == TLP_ROUTE_BY_ID) {
		tlp->target = tlp->msg_dw[0] >> 16;
	} else if (tlp->routing == TLP_ROUTE_BY_ADDR) {
		tlp->msg_dw[1] &= ~3u;
		tlp->addr = (uint64_t)tlp->msg_dw[0] << 32 | tlp->msg_dw[1];
	}
	if (tlp->routing != TLP_ROUTE_BY_ADDR)
		random_segment(tlp);
	if (below(4) == 0)
		random_pasid(tlp,
			     !tlp->flit || tlp->routing == TLP_ROUTE_BY_ADDR);
}

static void random_completion(struct tlp *tlp)
{
	tlp->first_be = tlp->last_be = 0;
	tlp->completer = below(0x10000);
	tlp->status = coin() ? below(8) : 0;
	tlp->bcm = !tlp->flit && coin();
	tlp->byte_count = 1 + below(4096);
	tlp->lower_addr = below(128) & (coin() ? ~3 : ~0);
	random_segment(tlp);
	tlp->cpl_segment = tlp->flit && coin() ? below(256) : 0;
}

static void random_config(struct tlp *tlp)
{
	tlp->target = below(0x10000);
	tlp->reg = below(1024) * 4;
	random_segment(tlp);
}

static void random_io(struct tlp *tlp)
{
	tlp->addr = rnd() & 0xfffffffc;
}

static void random_nop(struct tlp *tlp)
{
	tlp->ep = false;
	tlp->requester = tlp->tag = tlp->first_be = tlp->last_be = 0;
}

static void random_uio_completion(struct tlp *tlp)
{
	tlp->first_be = tlp->last_be = 0;
	tlp->completer = below(0x10000);
	tlp->status = coin() ? below(8) : 0;
	random_segment(tlp);
	tlp->cpl_segment = coin() ? below(256) : 0;
	tlp->reserved = below(0x10000);
}

static void (*const random_rest[TLP_TYPE_MAX])(struct tlp *tlp) = {
	[TLP_MRD... TLP_CAS] = random_memory,
	[TLP_IORD... TLP_IOWR] = random_io,
	[TLP_CFGRD0... TLP_CFGWR1] = random_config,
	[TLP_MSG... TLP_MSGD] = random_message,
	[TLP_CPL... TLP_CPLDLK] = random_completion,
	[TLP_NOP] = random_nop,
	[TLP_UIOMRD... TLP_UIOMWR] = random_memory,
	[TLP_UIOWRCPL... TLP_UIORDCPLD] = random_uio_completion,
};

/* Types of flit mode; random_rest[] adds the OHC they need */
static void random_flit(struct tlp *tlp)
{
	tlp->ts = below(4) ? TLP_TS_NONE : TLP_TS_IDE_MAC + below(2);
	if (tlp->td)
		tlp->ts = TLP_TS_ECRC;
	for (unsigned int i = 0; i < (tlp->ts > 4 ? tlp->ts - 2u : 0); i++)
		tlp->trailer[i] = rnd();
	tlp->req_segment = coin() ? below(256) : 0;
	tlp->ohc = below(4) << 3;
	for (int i = 0; i < tlp->ohc >> 3; i++)
		tlp->ohc_dw[TLP_OHC_SLOT_E + i] = rnd();
	if (tlp->ohc == TLP_OHC_E)
		tlp->ohc_dw[TLP_OHC_SLOT_E + 3] = rnd();
}

static void random_tlp(struct tlp *tlp, bool flit)
{
	bool sized;

	memset(tlp, 0, sizeof(*tlp));
	tlp->flit = flit;
	tlp->type = below(flit ? TLP_TYPE_MAX : TLP_NOP);
	sized = tlp_has_data(tlp->type) ||
		(tlp->type != TLP_MSG && tlp->type != TLP_CPL &&
		 tlp->type != TLP_CPLLK && tlp->type != TLP_NOP);
	tlp->td = coin();
	tlp->ep = coin();
	tlp->ln = !flit && coin();
	tlp->tc = below(8);
	tlp->attr = below(8);
	tlp->at = flit ? 0 : below(4);
	tlp->length = sized ? 1 + below(below(8) ? 16 : 1024) : 0;
	tlp->requester = below(0x10000);
	tlp->tag = below(flit ? 0x4000 : 0x400);
	tlp->first_be = below(16);
	tlp->last_be = below(16);
	tlp->ecrc = tlp->td ? rnd() : 0;
	if (below(4) == 0)
		tlp->prefix[tlp->nprefix++] = 0x8d000000 | below(0x1000000);
	if (below(4) == 0 && !flit)
		tlp->prefix[tlp->nprefix++] = 0x9e000000 | below(0x1000000);
	if (flit)
		random_flit(tlp);
	random_rest[tlp->type](tlp);
	tlp->payload = tlp_has_data(tlp->type) ? payload : NULL;
}

/* Field by field, because padding is undefined */
static void assert_same(const struct tlp *out, const struct tlp *in)
{
#define SAME(field) assert_int_equal(out->field, in->field)
	SAME(type), SAME(flit), SAME(addr64), SAME(th), SAME(st_ext);
	SAME(td), SAME(ep), SAME(ln), SAME(bcm), SAME(pv), SAME(pmr);
	SAME(er), SAME(nw), SAME(dsv), SAME(av), SAME(tc), SAME(attr);
	SAME(at), SAME(ph), SAME(ama), SAME(st), SAME(length);
	SAME(requester), SAME(tag), SAME(first_be), SAME(last_be);
	SAME(addr), SAME(completer), SAME(status), SAME(lower_addr);
	SAME(byte_count), SAME(target), SAME(reg), SAME(msg_code);
	SAME(routing), SAME(msg_dw[0]), SAME(msg_dw[1]), SAME(pasid);
	SAME(dst_segment), SAME(cpl_segment), SAME(req_segment), SAME(ts);
	SAME(nprefix), SAME(ecrc), SAME(reserved);
	assert_memory_equal(out->prefix, in->prefix, sizeof(in->prefix));
	assert_memory_equal(out->trailer, in->trailer, sizeof(in->trailer));
	/* OHC-A to C are made from the fields above */
	assert_int_equal(out->ohc & in->ohc, in->ohc);
	assert_memory_equal(&out->ohc_dw[TLP_OHC_SLOT_E],
			    &in->ohc_dw[TLP_OHC_SLOT_E], 4 * sizeof(uint32_t));
}

static void encode_and_decode(bool flit, uint64_t seed)
{
	int (*decode)(const void *, size_t, struct tlp *) =
		flit ? tlp_decode_flit : tlp_decode;
	const int types = flit ? TLP_TYPE_MAX : TLP_NOP;
	unsigned int seen[TLP_TYPE_MAX] = {0};
	static uint8_t buf[TLP_MAX_SIZE];
	struct tlp in, out;

	rng = seed;
	print_message("# seed %#llx\n", (unsigned long long)rng);
	for (size_t i = 0; i < sizeof(payload); i++)
		payload[i] = rnd() >> 56;

	for (int round = 0; round < ROUNDS; round++) {
		ssize_t n;

		random_tlp(&in, flit);
		seen[in.type]++;
		n = tlp_encode(&in, buf, sizeof(buf));
		assert_true(n > 0);
		assert_int_equal(n, tlp_size(&in));
		memset(&out, 0xa5, sizeof(out));
		assert_int_equal(decode(buf, n, &out), 0);
		assert_int_equal(tlp_header_size(&out), tlp_header_size(&in));
		if (in.payload)
			assert_memory_equal(out.payload, payload,
					    in.length * 4);
		else
			assert_null(out.payload);
		assert_same(&out, &in);
	}
	for (int type = 0; type < types; type++)
		assert_true(seen[type] > (unsigned int)(ROUNDS / types / 2));
}

static void encode_then_decode_gives_the_same_fields(void **state)
{
	encode_and_decode(false, 0x7470680000000001);
}

static void the_same_in_flit_mode(void **state)
{
	encode_and_decode(true, 0x7470680000000003);
}

static void fill(uint8_t *buf, size_t len)
{
	for (size_t i = 0; i < len; i += 8) {
		uint64_t v = rnd();

		memcpy(buf + i, &v, 8);
	}
}

/* Bytes that are random, but often a TLP of the right size */
static size_t random_bytes(uint8_t *buf)
{
	static const uint8_t prefixes[] = {0x80, 0x8e, 0x90, 0x90, 0x91, 0x9f};
	size_t head = below(3) * 4, len;

	fill(buf, 4200);
	for (size_t i = 0; i < head; i += 4)
		buf[i] = prefixes[below(sizeof(prefixes))];
	buf[head] &= 0x7f;
	buf[head + 2] &= 0xfc;
	buf[head + 3] &= 0x0f;
	len = head + 12 + (buf[head] & 0x20 ? 4 : 0);
	if (buf[head] & 0x40)
		len += 4 * ((buf[head + 3] - 1) & 0x3ff) + 4;
	if (buf[head + 2] & 0x80)
		len += 4;
	return len;
}

/* Type codes of reference 3.4, their header bases, and whether data follows */
static size_t random_flit_bytes(uint8_t *buf)
{
	static const struct {
		uint8_t type, dws;
		bool data;
	} types[] = {
		{0x00, 1, 0}, {0x01, 3, 0}, {0x02, 3, 0}, {0x03, 3, 0},
		{0x04, 3, 0}, {0x05, 3, 0}, {0x0a, 3, 0}, {0x0b, 3, 0},
		{0x0c, 3, 0}, {0x0d, 3, 0}, {0x20, 4, 0}, {0x21, 4, 0},
		{0x22, 4, 0}, {0x30, 4, 0}, {0x31, 4, 0}, {0x32, 4, 0},
		{0x33, 4, 0}, {0x34, 4, 0}, {0x35, 4, 0}, {0x36, 4, 0},
		{0x37, 4, 0}, {0x40, 3, 1}, {0x42, 3, 1}, {0x44, 3, 1},
		{0x45, 3, 1}, {0x48, 3, 1}, {0x4a, 3, 1}, {0x4b, 3, 1},
		{0x4c, 3, 1}, {0x4d, 3, 1}, {0x4e, 3, 1}, {0x5b, 3, 1},
		{0x60, 4, 1}, {0x61, 4, 1}, {0x6c, 4, 1}, {0x6d, 4, 1},
		{0x6e, 4, 1}, {0x70, 4, 1}, {0x71, 4, 1}, {0x72, 4, 1},
		{0x73, 4, 1}, {0x74, 4, 1}, {0x75, 4, 1}, {0x76, 4, 1},
		{0x77, 4, 1}, {0x7b, 4, 1},
	};
	static const uint8_t ohc_e[4] = {0, 1, 2, 4};
	static const struct {
		uint8_t code, dws;
	} ts[] = {{0, 0}, {1, 1}, {5, 3}, {6, 4}};
	size_t head = below(4) ? 0 : below(9) * 4, dws;
	unsigned int i = below(sizeof(types) / sizeof(types[0]));
	unsigned int ohc = below(32), t = below(4), length = below(1024);

	if (below(8))
		length = 1 + length % 16;
	fill(buf, 4300);
	for (size_t p = 0; p < head; p += 4)
		buf[p] = 0x80 | (buf[p] & 0xf);
	buf += head;
	buf[0] = types[i].type;
	buf[1] = (buf[1] & 0xe0) | ohc;
	buf[2] = ts[t].code << 5 | (buf[2] & 0x1c) | length >> 8;
	buf[3] = length;
	dws = types[i].dws + (ohc & 1) + (ohc >> 1 & 1) + (ohc >> 2 & 1) +
	      ohc_e[ohc >> 3] + ts[t].dws;
	if (types[i].data)
		dws += length ? length : 1024;
	return head + dws * 4;
}

static void decode_and_encode(bool flit, uint64_t seed, int rounds,
			      unsigned int least)
{
	int (*decode)(const void *, size_t, struct tlp *) =
		flit ? tlp_decode_flit : tlp_decode;
	static uint8_t buf[4400], again[TLP_MAX_SIZE];
	unsigned int good = 0;
	struct tlp tlp;

	rng = seed;
	print_message("# seed %#llx\n", (unsigned long long)rng);
	for (int round = 0; round < rounds; round++) {
		size_t len = flit ? random_flit_bytes(buf) : random_bytes(buf);
		int ret = decode(buf, len, &tlp);

		if (ret) {
			assert_true(ret == -EPROTO || ret == -ENODATA ||
				    ret == -EMSGSIZE);
			continue;
		}
		good++;
		assert_int_equal(tlp_size(&tlp), len);
		assert_int_equal(tlp_encode(&tlp, again, sizeof(again)), len);
		assert_memory_equal(again, buf, len);
	}
	print_message("# %u of %d were TLPs\n", good, rounds);
	assert_true(good >= least);
}

static void decode_then_encode_gives_the_same_bytes(void **state)
{
	decode_and_encode(false, 0x7470680000000002, 4 * ROUNDS, ROUNDS / 4);
}

/* All are TLPs here */
static void every_bit_survives_in_flit_mode(void **state)
{
	decode_and_encode(true, 0x7470680000000004, ROUNDS, ROUNDS);
}

/* Truncation does not change the remaining fields */
static void parse_of_a_part(bool flit, uint64_t seed)
{
	enum tlp_framing framing = flit ? TLP_FLIT : TLP_NON_FLIT;
	static uint8_t buf[TLP_MAX_SIZE + 8];
	struct tlp in, out;

	rng = seed;
	for (int round = 0; round < ROUNDS / 4; round++) {
		ssize_t n, ret;
		size_t head, len;
		uint8_t *copy;

		random_tlp(&in, flit);
		n = tlp_encode(&in, buf, sizeof(buf));
		assert_true(n > 0);
		head = tlp_header_size(&in);
		len = below(n + 8);
		/* ASan detects a read beyond the heap block */
		copy = malloc(len + 1);
		assert_non_null(copy);
		memcpy(copy, buf, len);
		memset(&out, 0xa5, sizeof(out));
		ret = tlp_parse(copy, len, framing, &out);
		if (len < head) {
			assert_int_equal(ret, -ENODATA);
			assert_int_equal(out.tc, 0xa5);
			free(copy);
			continue;
		}
		assert_int_equal(ret, n);
		if (len >= head + (in.payload ? in.length * 4u : 0) &&
		    in.payload)
			assert_ptr_equal(out.payload, copy + head);
		else
			assert_null(out.payload);
		if (len < (size_t)n) {
			in.ecrc = 0;
			memset(in.trailer, 0, sizeof(in.trailer));
		}
		assert_same(&out, &in);
		free(copy);
	}
}

static void parse_takes_what_there_is(void **state)
{
	struct tlp tlp;

	parse_of_a_part(false, 0x7470680000000005);
	parse_of_a_part(true, 0x7470680000000006);
	assert_int_equal(tlp_parse("\0\0\0\0", 4, 2, &tlp), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(encode_then_decode_gives_the_same_fields),
		cmocka_unit_test(the_same_in_flit_mode),
		cmocka_unit_test(decode_then_encode_gives_the_same_bytes),
		cmocka_unit_test(every_bit_survives_in_flit_mode),
		cmocka_unit_test(parse_takes_what_there_is),
	};

	return cmocka_run_group_tests_name("tlp-property", tests, NULL, NULL);
}
