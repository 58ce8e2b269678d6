// SPDX-License-Identifier: BSD-3-Clause
/* Encode and decode are inverse to each other */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
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

static void random_memory(struct tlp *tlp)
{
	tlp->addr64 = coin();
	tlp->addr = rnd() & (tlp->addr64 ? ~3ull : 0xfffffffcull);
	if (coin())
		random_hints(tlp);
}

static void random_message(struct tlp *tlp)
{
	tlp->first_be = tlp->last_be = 0;
	tlp->msg_code = below(256);
	tlp->routing = below(8);
	tlp->msg_dw[0] = rnd();
	tlp->msg_dw[1] = rnd();
	if (tlp->routing == TLP_ROUTE_BY_ID) {
		tlp->target = tlp->msg_dw[0] >> 16;
	} else if (tlp->routing == TLP_ROUTE_BY_ADDR) {
		tlp->msg_dw[1] &= ~3u;
		tlp->addr = (uint64_t)tlp->msg_dw[0] << 32 | tlp->msg_dw[1];
	}
}

static void random_completion(struct tlp *tlp)
{
	tlp->first_be = tlp->last_be = 0;
	tlp->completer = below(0x10000);
	tlp->status = below(8);
	tlp->bcm = coin();
	tlp->byte_count = 1 + below(4096);
	tlp->lower_addr = below(128);
}

static void random_config(struct tlp *tlp)
{
	tlp->target = below(0x10000);
	tlp->reg = below(1024) * 4;
}

static void random_io(struct tlp *tlp)
{
	tlp->addr = rnd() & 0xfffffffc;
}

static void (*const random_rest[TLP_TYPE_MAX])(struct tlp *tlp) = {
	[TLP_MRD... TLP_CAS] = random_memory,
	[TLP_IORD... TLP_IOWR] = random_io,
	[TLP_CFGRD0... TLP_CFGWR1] = random_config,
	[TLP_MSG... TLP_MSGD] = random_message,
	[TLP_CPL... TLP_CPLDLK] = random_completion,
};

static void random_tlp(struct tlp *tlp)
{
	bool sized;

	memset(tlp, 0, sizeof(*tlp));
	tlp->type = below(TLP_TYPE_MAX);
	sized = tlp_has_data(tlp->type) ||
		(tlp->type != TLP_MSG && tlp->type != TLP_CPL &&
		 tlp->type != TLP_CPLLK);
	tlp->td = coin();
	tlp->ep = coin();
	tlp->ln = coin();
	tlp->tc = below(8);
	tlp->attr = below(8);
	tlp->at = below(4);
	tlp->length = sized ? 1 + below(below(8) ? 16 : 1024) : 0;
	tlp->requester = below(0x10000);
	tlp->tag = below(0x400);
	tlp->first_be = below(16);
	tlp->last_be = below(16);
	tlp->ecrc = tlp->td ? rnd() : 0;
	if (below(4) == 0)
		tlp->prefix[tlp->nprefix++] = 0x8e000000 | below(0x1000000);
	if (below(4) == 0)
		tlp->prefix[tlp->nprefix++] = 0x91000000 | below(0x1000000);
	random_rest[tlp->type](tlp);
	tlp->payload = tlp_has_data(tlp->type) ? payload : NULL;
}

static void encode_then_decode_gives_the_same_fields(void **state)
{
	static uint8_t buf[TLP_MAX_SIZE];
	struct tlp in, out;
	unsigned int seen[TLP_TYPE_MAX] = {0};

	rng = 0x7470680000000001;
	print_message("# seed %#llx\n", (unsigned long long)rng);
	for (size_t i = 0; i < sizeof(payload); i++)
		payload[i] = rnd() >> 56;

	for (int round = 0; round < ROUNDS; round++) {
		ssize_t n;

		random_tlp(&in);
		seen[in.type]++;
		n = tlp_encode(&in, buf, sizeof(buf));
		assert_true(n > 0);
		assert_int_equal(n, tlp_size(&in));
		memset(&out, 0xa5, sizeof(out));
		assert_int_equal(tlp_decode(buf, n, &out), 0);
		if (in.payload) {
			assert_memory_equal(out.payload, payload,
					    in.length * 4);
			out.payload = payload;
		}
		/* Field by field: padding is nobody's */
#define SAME(field) assert_int_equal(out.field, in.field)
		SAME(type), SAME(addr64), SAME(th), SAME(st_ext), SAME(td);
		SAME(ep), SAME(ln), SAME(bcm), SAME(tc), SAME(attr), SAME(at);
		SAME(ph), SAME(st), SAME(length), SAME(requester), SAME(tag);
		SAME(first_be), SAME(last_be), SAME(addr), SAME(completer);
		SAME(status), SAME(lower_addr), SAME(byte_count), SAME(target);
		SAME(reg), SAME(msg_code), SAME(routing), SAME(msg_dw[0]);
		SAME(msg_dw[1]), SAME(nprefix), SAME(ecrc), SAME(reserved);
		assert_ptr_equal(out.payload, in.payload);
		assert_memory_equal(out.prefix, in.prefix, sizeof(in.prefix));
	}
	for (int type = 0; type < TLP_TYPE_MAX; type++)
		assert_true(seen[type] > ROUNDS / TLP_TYPE_MAX / 2);
}

/* Bytes that are random, but often a TLP of the right size */
static size_t random_bytes(uint8_t *buf)
{
	static const uint8_t prefixes[] = {0x80, 0x8e, 0x90, 0x90, 0x91, 0x9f};
	size_t head = 0, len;

	for (int i = below(3); i > 0; i--, head += 4)
		buf[head] = prefixes[below(sizeof(prefixes))];
	for (size_t i = 0; i < 4200; i += 8) {
		uint64_t v = rnd();

		memcpy(buf + i, &v, 8);
	}
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

static void decode_then_encode_gives_the_same_bytes(void **state)
{
	static uint8_t buf[4256], again[TLP_MAX_SIZE];
	unsigned int good = 0;
	struct tlp tlp;

	rng = 0x7470680000000002;
	print_message("# seed %#llx\n", (unsigned long long)rng);
	for (int round = 0; round < 4 * ROUNDS; round++) {
		size_t len = random_bytes(buf);
		int ret = tlp_decode(buf, len, &tlp);

		if (ret) {
			assert_true(ret == -EPROTO || ret == -ENODATA ||
				    ret == -EMSGSIZE);
			continue;
		}
		good++;
		assert_int_equal(tlp_encode(&tlp, again, sizeof(again)), len);
		assert_memory_equal(again, buf, len);
	}
	print_message("# %u of %u were TLPs\n", good, 4 * ROUNDS);
	assert_true(good > ROUNDS / 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(encode_then_decode_gives_the_same_fields),
		cmocka_unit_test(decode_then_encode_gives_the_same_bytes),
	};

	return cmocka_run_group_tests_name("tlp-property", tests, NULL, NULL);
}
