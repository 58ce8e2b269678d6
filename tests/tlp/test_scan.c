// SPDX-License-Identifier: BSD-3-Clause
/* tlp_scan(): the inverse of tlp_format(), and free input */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/golden/golden.h"

#define ROUNDS 300000

static uint8_t payload[TLP_MAX_PAYLOAD];

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

/* Prefixes of all kinds, then a header: mostly TLPs, many of them short */
static size_t random_bytes(uint8_t *buf, bool flit)
{
	static const uint8_t prefixes[] = {0x80, 0x8d, 0x8e, 0x90, 0x90,
					   0x91, 0x91, 0x92, 0x9e};
	unsigned int n = below(3) ? 0 : below(5);
	uint8_t *h = buf + n * 4;

	for (size_t i = 0; i < 128; i += 8) {
		uint64_t v = rnd();

		memcpy(buf + i, &v, 8);
	}
	for (unsigned int i = 0; i < n; i++) {
		buf[i * 4] = prefixes[below(flit ? 3 : sizeof(prefixes))];
		/* Half of them plain */
		if (below(2))
			buf[i * 4 + 2] = buf[i * 4 + 3] = 0;
	}
	h[0] &= 0x7f;
	if (below(8))
		h[2] &= 0xfc, h[3] &= 0x07;
	if (flit && below(2))
		h[2] &= 0x1f;
	return 128;
}

static void expect_same(const struct tlp *a, const struct tlp *b)
{
#define SAME(field) assert_int_equal(a->field, b->field)
	SAME(type), SAME(flit), SAME(addr64), SAME(th), SAME(st_ext), SAME(td);
	SAME(ep), SAME(ln), SAME(bcm), SAME(pv), SAME(pmr), SAME(er), SAME(nw);
	SAME(dsv), SAME(av), SAME(tc), SAME(attr), SAME(at), SAME(ph);
	SAME(ama), SAME(st), SAME(length), SAME(requester), SAME(tag);
	SAME(first_be), SAME(last_be), SAME(addr), SAME(completer);
	SAME(status), SAME(lower_addr), SAME(byte_count), SAME(target);
	SAME(reg), SAME(msg_code), SAME(routing), SAME(msg_dw[0]);
	SAME(msg_dw[1]), SAME(pasid), SAME(dst_segment), SAME(cpl_segment);
	SAME(req_segment), SAME(ts), SAME(ohc), SAME(nprefix), SAME(ecrc);
	SAME(reserved);
	assert_memory_equal(a->ohc_dw, b->ohc_dw, sizeof(a->ohc_dw));
	assert_memory_equal(a->trailer, b->trailer, sizeof(a->trailer));
	assert_memory_equal(a->prefix, b->prefix, sizeof(a->prefix));
}

/* Formatted text scans to the same fields and encodes to the same bytes
 */
static void check_round(const struct tlp *tlp)
{
	static uint8_t wire[TLP_MAX_SIZE], again[TLP_MAX_SIZE];
	static uint8_t zeros[TLP_MAX_PAYLOAD];
	struct tlp_scan_error error;
	struct tlp in = *tlp, out;
	char text[1024];
	ssize_t n;
	int ret;

	assert_in_range(tlp_format(&in, text, sizeof(text)), 3, 1023);
	ret = tlp_scan(text, &out, payload, sizeof(payload), &error);
	if (ret)
		fail_msg("%s: column %u: %s (%d)", text, error.column,
			 error.message, ret);
	if (in.length && tlp_has_data(in.type)) {
		assert_ptr_equal(out.payload, payload);
		in.payload = zeros;
	} else {
		assert_null(out.payload);
	}
	expect_same(&in, &out);
	n = tlp_encode(&in, wire, sizeof(wire));
	assert_true(n > 0);
	assert_int_equal(tlp_encode(&out, again, sizeof(again)), n);
	assert_memory_equal(wire, again, n);
}

static void random_tlps(enum tlp_framing framing, uint64_t seed)
{
	bool seen[TLP_TYPE_MAX] = {false};
	unsigned int good = 0;
	uint8_t buf[128];
	struct tlp tlp;

	rng = seed;
	print_message("# seed %#llx\n", (unsigned long long)rng);
	for (int round = 0; round < ROUNDS; round++) {
		size_t len = random_bytes(buf, framing == TLP_FLIT);

		if (tlp_parse(buf, len, framing, &tlp) < 0)
			continue;
		/* The text does not include the payload that follows */
		check_round(&tlp);
		seen[tlp.type] = true;
		good++;
	}
	print_message("# %u of %u were TLPs\n", good, ROUNDS);
	assert_true(good > ROUNDS / 8);
	for (int type = 0; type < TLP_CPLDLK; type++)
		assert_true(seen[type]);
}

static void format_and_scan_are_inverse(void **state)
{
	random_tlps(TLP_NON_FLIT, 0x7470680000000011);
}

static void format_and_scan_are_inverse_in_flit_mode(void **state)
{
	random_tlps(TLP_FLIT, 0x7470680000000012);
}

/* Free input, and the line that tlp_format() makes of it */
static const struct {
	const char *line, *text;
} written[] = {
	{"MWr64 > 0x1234567800 64 DW ST 0x5a",
	 "MWr64 00:00.0 > 0x1234567800 64 DW BE f/f TH+ PH 0 ST 0x5a"},
	/* Any order, any case of letters, no blanks around ">" */
	{"  mwr64 ST 0x5A ph 2 64 dw 1:0.0>0X1234567800\t# comment",
	 "MWr64 01:00.0 > 0x1234567800 64 DW BE f/f TH+ PH 2 ST 0x5a"},
	{"MRd tag 5 0000:01:1f.7 > 4096 BE 3/c 2 DW EP+ TC 7 IDO- RO+",
	 "MRd32 01:1f.7 tag 0x05 > 0x00001000 2 DW BE 3/c TH- TC 7 RO+ EP+"},
	/* The address makes the width, the ST its own */
	{"MRd > 0x100000000",
	 "MRd64 00:00.0 tag 0x00 > 0x0100000000 1 DW BE f/0 TH-"},
	{"MRd64 > 0x1000",
	 "MRd64 00:00.0 tag 0x00 > 0x0000001000 1 DW BE f/0 TH-"},
	{"MRd > 0 2 DW ST 256",
	 "MRd32 00:00.0 tag 0x00 > 0x00000000 2 DW BE f/f TH+ PH 0 ST 0x0100"},
	{"MRd > 0 2 DW ST 0x0005 TH+",
	 "MRd32 00:00.0 tag 0x00 > 0x00000000 2 DW BE f/f TH+ PH 0 ST 0x0005"},
	{"MRd > 0 2 DW ST 5 BE f/f",
	 "MRd32 00:00.0 tag 0x00 > 0x00000000 2 DW BE f/f TH+ PH 0 ST 0x05"},
	{"MWr > 0 TH+ tag 5 Flit+ 4 DW",
	 "MWr32 00:00.0 tag 0x05 > 0x00000000 4 DW BE f/f TH+ PH 0 ST 0x00 "
	 "Flit+"},
	/* Lengths that are not given */
	{"MWr > 0 data 00112233 4455 6677",
	 "MWr32 00:00.0 tag 0x00 > 0x00000000 2 DW BE f/f TH-"},
	{"CAS > 0", "CAS32 00:00.0 tag 0x00 > 0x00000000 2 DW BE f/f TH-"},
	{"CplD 3:0.0 > 1:0.0 tag 5 16 DW lower 3",
	 "CplD 03:00.0 > 01:00.0 tag 0x05 SC 16 DW bytes 61 lower 0x03"},
	{"Cpl > 1:0.0 CA",
	 "Cpl 00:00.0 > 01:00.0 tag 0x00 CA bytes 4 lower 0x00"},
	/* Routes that go without saying */
	{"Msg err_cor", "Msg 00:00.0 tag 0x00 > root ERR_COR"},
	{"Msg PME_TO_Ack 3:0.0", "Msg 03:00.0 tag 0x00 > gathered PME_TO_Ack"},
	{"Msg Vendor_Defined_1 > 5:0.1 DW2 0x1af4",
	 "Msg 00:00.0 tag 0x00 > 05:00.1 Vendor_Defined_1 DW2 0x05011af4 DW3 "
	 "0x00000000"},
	{"Msg code 0xee > 0x1fedc1000 DW3 1",
	 "Msg 00:00.0 tag 0x00 > 0x01fedc1000 code 0xee DW2 0x00000001 DW3 "
	 "0xfedc1001"},
	/* Prefixes that fields need, fields that prefixes hold */
	{"MRd > 0 2 DW ST 0x1234 prefix 0x9e000001",
	 "MRd32 00:00.0 tag 0x00 > 0x00000000 2 DW BE f/f TH+ PH 0 ST 0x1234 "
	 "prefix 0x9e000001"},
	{"MRd > 0 2 DW ST 0x34 prefix 0x90120000",
	 "MRd32 00:00.0 tag 0x00 > 0x00000000 2 DW BE f/f TH+ PH 0 ST 0x1234"},
	{"MRd > 0 prefix 0x91c12345",
	 "MRd32 00:00.0 tag 0x00 > 0x00000000 1 DW BE f/0 TH- PASID 0x12345 "
	 "PMR+ ER+"},
	{"MRd > 0 PASID 7 ER+ prefix 0x8e000000",
	 "MRd32 00:00.0 tag 0x00 > 0x00000000 1 DW BE f/0 TH- PASID 0x00007 "
	 "ER+ prefix 0x8e000000"},
	/* Worked example: zlib's CRC-32 of the masked bytes */
	{"MWr 1:0.0 tag 7 > 0xfedc1000 ECRC auto data 11223344",
	 "MWr32 01:00.0 tag 0x07 > 0xfedc1000 1 DW BE f/0 TH- ECRC 0x705ad306"},
	/* Only flit mode has these */
	{"UIOMRd > 0x1000",
	 "UIOMRd64 00:00.0 tag 0x00 > 0x0000001000 1 DW BE f/0 TH- Flit+"},
	{"NOP", "NOP Flit+"},
	{"CfgRd0 > 1:0.0 reg 0x10 DestSegment 0 Flit+",
	 "CfgRd0 00:00.0 tag 0x00 > 01:00.0 reg 0x010 1 DW BE f/0 Flit+ "
	 "DestSegment 0x00"},
	{"MRd > 0 Flit+ T+ IDE 5/2 PR-Sent 17",
	 "MRd32 00:00.0 tag 0x00 > 0x00000000 1 DW BE f/0 TH- Flit+ IDE "
	 "0x05/2 PR-Sent 0x11 T+"},
	{"MWr > 0 Flit+ IDE 5/2 MAC 1 2 3 PCRC 4",
	 "MWr32 00:00.0 tag 0x00 > 0x00000000 1 DW BE f/0 TH- Flit+ IDE 0x05/2 "
	 "MAC 0x00000001 0x00000002 0x00000003 PCRC 0x00000004"},
};

static void people_may_leave_things_out(void **state)
{
	struct tlp_scan_error error;
	struct tlp tlp;
	char text[512];

	for (size_t i = 0; i < sizeof(written) / sizeof(written[0]); i++) {
		if (tlp_scan(written[i].line, &tlp, payload, sizeof(payload),
			     &error))
			fail_msg("%s: column %u: %s", written[i].line,
				 error.column, error.message);
		tlp_format(&tlp, text, sizeof(text));
		assert_string_equal(text, written[i].text);
		check_round(&tlp);
	}
}

/* The place of the caret, and the text there */
static const struct {
	const char *line;
	unsigned int column;
	const char *message;
} wrong[] = {
	{"Foo > 0", 1, "\"Foo\" is not a type of TLP, such as MWr64 or CplD"},
	{"MWr16 > 0", 1,
	 "\"MWr16\" is not a type of TLP, such as MWr64 or CplD"},
	{"CplD64 > 0", 1,
	 "\"CplD64\" is not a type of TLP, such as MWr64 or CplD"},
	{"MRd", 4, "the line ends where \"> ADDRESS\" is expected"},
	{"MRd >", 6,
	 "the line ends where a number from 0 to 0xffffffffffffffff (address) "
	 "is expected"},
	{"MRd > 1:0.0", 7,
	 "\"1:0.0\" is not a number from 0 to 0xffffffffffffffff (address)"},
	{"MRd32 > 0x123456789", 9,
	 "\"0x123456789\" is not a number from 0 to 0xffffffff (address)"},
	{"MRd > 0x12345678901234567", 7,
	 "\"0x12345678901234567\" is not a number from 0 to 0xffffffffffffffff "
	 "(address)"},
	{"MRd > 18446744073709551616", 7,
	 "\"18446744073709551616\" is not a number from 0 to "
	 "0xffffffffffffffff (address)"},
	{"MRd > 0x1001", 7,
	 "\"0x1001\" is not a multiple of 4: BE selects the bytes"},
	{"MRd > 0 > 4", 9, "already given in column 5"},
	{"MRd > 0 1:0.0 tag 5 2:0.0", 21, "already given in column 9"},
	{"MRd > 0 TH+ TH-", 13, "already given in column 9"},
	{"MRd > 0 1 DW 2 DW", 14, "already given in column 9"},
	{"MRd 1:20.0 > 0", 5, "\"1:20.0\" is not a BDF, bus:device.function"},
	{"MRd 1:0 > 0", 5, "\"1:0\" is not a BDF, bus:device.function"},
	{"MRd > 0 nonsense", 9, "\"nonsense\" is not part of a MRd"},
	{"MRd > 0 \033[31mabcdefghijklmnopqrstuvwxyz0123456789", 9,
	 "\"?[31mabcdefghijklmnopqrstuvwxyz0...\" is not part of a MRd"},
	{"MRd > 0 SC", 9, "\"SC\" is not part of a MRd"},
	{"CfgRd0 > 1:0.0 TH+", 16, "\"TH+\" is not part of a CfgRd0"},
	{"MRd > 0 tag 0x400", 13,
	 "\"0x400\" is not a number from 0 to 0x3ff (tag)"},
	{"MRd > 0 Flit+ tag 16384", 19,
	 "\"16384\" is not a number from 0 to 0x3fff (tag)"},
	{"MRd > 0 TC 8", 12, "\"8\" is not a number from 0 to 0x7 (TC)"},
	{"MRd > 0 BE 16/0", 12,
	 "\"16/0\" is not byte enables FIRST/LAST, such as f/f"},
	{"MRd > 0 ST -1", 12, "\"-1\" is not a number from 0 to 0xffff (ST)"},
	{"MRd > 0 AT nowhere", 12,
	 "\"nowhere\" is not translation-request or translated"},
	{"CfgRd0 > 1:0.0 reg 2", 20,
	 "\"2\" is not a multiple of 4: BE selects the bytes"},
	{"CfgRd0 > 1:0.0 reg 0x1000", 20,
	 "\"0x1000\" is not a number from 0 to 0xffc (reg)"},
	{"CfgRd0 > 0x1000", 10, "\"0x1000\" is not a BDF, bus:device.function"},
	{"Cpl > root", 7, "\"root\" is not the requester, bus:device.function"},
	{"Cpl > 1:0.0 bytes 0", 19,
	 "\"0\" is not a number of bytes from 1 to 4096"},
	{"Cpl > 1:0.0 bytes x", 19,
	 "\"x\" is not a number from 0 to 0x1000 (bytes)"},
	{"Cpl > 1:0.0 2 DW", 13, "a Cpl has no length"},
	{"MRd > 0 0 DW", 9, "a length is 1 to 1024 DW"},
	{"MRd > 0 1025 DW", 9,
	 "\"1025\" is not a number from 0 to 0x400 (length in DW)"},
	{"MRd > 0 64", 11,
	 "the line ends where \"DW\", the unit of a length is expected"},
	{"Msg > root", 11,
	 "the line ends where the name of a message or \"code NUMBER\" is "
	 "expected"},
	{"Msg > nowhere ERR_COR", 7,
	 "\"nowhere\" is not root, broadcast, local, gathered, a BDF or an "
	 "address"},
	{"Msg Vendor_Defined_0", 21,
	 "the line ends where \"> ROUTE\" is expected"},
	{"Msg PRG_Response", 17, "the line ends where \"> ROUTE\" is expected"},
	{"NOP > 0", 7, "\"0\" is not needed: a NOP goes nowhere"},
	{"MRd > 0 NW+", 9,
	 "\"NW+\" is not part of a TLP outside flit mode (Flit+)"},
	{"MRd > 0 Flit+ LN+", 15, "\"LN+\" is not part of a TLP in flit mode"},
	{"MRd > 0 prefix 0x60000000", 16,
	 "\"0x60000000\" is not a prefix, 0x80000000 to 0x9fffffff"},
	{"MRd > 0 Flit+ prefix 0x91000000", 22,
	 "\"0x91000000\" is not a local prefix: End-End ones are OHC in flit "
	 "mode"},
	{"MRd > 0 prefix 0x91000000 prefix 0x8e000000", 34,
	 "\"0x8e000000\" is not in its place: local prefixes come before "
	 "End-End ones"},
	{"MRd > 0 PASID 1 prefix 0x9e000000 prefix 0x9e000000 prefix "
	 "0x9e000000 "
	 "prefix 0x9e000000",
	 71, "a MRd like this has too many End-End prefixes"},
	{"MRd > 0 prefix 0x8e000000 prefix 0x8e000000 prefix 0x8e000000 prefix "
	 "0x8e000000 prefix 0x8e000000 prefix 0x8e000000 prefix 0x8e000000 "
	 "prefix 0x8e000000 prefix 0x8e000000",
	 160,
	 "\"0x8e000000\" is not one of the 8 prefixes that a TLP may have"},
	/* Invalid combinations */
	{"MWr > 0 ST 1 tag 2", 14,
	 "the ST replaces the tag in a MWr with hints"},
	{"MRd > 0 ST 1 BE 3/0", 14,
	 "the ST replaces the byte enables, so they are f/0"},
	{"MRd > 0 2 DW ST 1 BE f/3", 19,
	 "the ST replaces the byte enables, so they are f/f"},
	{"MRd > 0 TH- ST 1", 13, "an ST or PH needs TH+"},
	{"MRd > 0 PH 1 TH-", 9, "an ST or PH needs TH+"},
	{"MRd > 0 ER+", 9, "PMR and ER need a PASID"},
	{"MRd > 0 reserved 0x1", 9,
	 "a MRd like this does not reserve all these bits"},
	{"Msg ERR_COR Flit+ tag 1", 19, "a Msg like this has no tag"},
	{"Cpl > 1:0.0 Flit+ PASID 1", 19,
	 "a Cpl like this has no place for a PASID"},
	{"NOP EP+", 5, "a NOP like this cannot be poisoned"},
	{"UIOMRd32 > 0", 1, "a UIOMRd cannot have all these fields"},
	{"MRd > 0 Flit+ K+", 15, "this needs \"IDE STREAM/SUBSTREAM\" too"},
	{"MRd > 0 Flit+ IDE 5", 19, "\"5\" is not STREAM/SUBSTREAM"},
	{"MRd > 0 Flit+ IDE 256/0", 19,
	 "\"256\" is not a number from 0 to 0xff (stream)"},
	{"MRd > 0 Flit+ IDE 5/7", 21,
	 "\"7\" is not a number from 0 to 0x6 (sub-stream)"},
	{"MRd > 0 Flit+ OHC-A 0x80000000", 15,
	 "the other parts of the line make this 0x0000000f: name them all"},
	{"MRd > 0 Flit+ OHC-E2 1", 23,
	 "the line ends where a number from 0 to 0xffffffff (OHC-E2) is "
	 "expected"},
	{"MWr > 0 Flit+ MAC 1 2 3 ECRC 5", 25,
	 "trailers are ECRC, MAC, and MAC with PCRC"},
	{"MWr > 0 Flit+ PCRC 1", 15,
	 "trailers are ECRC, MAC, and MAC with PCRC"},
	{"MWr > 0 Flit+ ECRC auto", 15,
	 "write \"ECRC NUMBER\": no public source says which bits an ECRC "
	 "covers in flit mode"},
	{"MWr > 0 ECRC soon", 14,
	 "\"soon\" is not a number from 0 to 0xffffffff (ECRC, or auto)"},
	/* Data */
	{"MRd > 0 data 00", 9, "a MRd has no data"},
	{"MWr > 0 data", 13,
	 "the line ends where \"count\" or hexadecimal bytes is expected"},
	{"MWr > 0 data 0011223", 14,
	 "\"0011223\" is not hexadecimal bytes, two digits each"},
	{"MWr > 0 data 001122 EP+", 21,
	 "\"EP+\" is not hexadecimal bytes, two digits each"},
	{"MWr > 0 data 001122", 9, "3 bytes of data are not whole DWs"},
	{"MWr > 0 2 DW data 00112233", 14, "4 bytes of data, but 2 DW are 8"},
	{"MWr > 0 data count 5", 20, "\"5\" is not the end of the line"},
};

static void each_error_says_what_and_where(void **state)
{
	struct tlp_scan_error error;
	struct tlp tlp, before;

	memset(&tlp, 0xa5, sizeof(tlp));
	before = tlp;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		print_message("# %s\n", wrong[i].message);
		assert_int_equal(tlp_scan(wrong[i].line, &tlp, payload,
					  sizeof(payload), &error),
				 -EINVAL);
		assert_string_equal(error.message, wrong[i].message);
		assert_int_equal(error.column, wrong[i].column);
		assert_memory_equal(&tlp, &before, sizeof(tlp));
		/* A caller may pass NULL for the message */
		assert_int_equal(tlp_scan(wrong[i].line, &tlp, payload,
					  sizeof(payload), NULL),
				 -EINVAL);
	}
}

static void nothing_is_no_tlp(void **state)
{
	struct tlp tlp;

	assert_int_equal(tlp_scan("", &tlp, NULL, 0, NULL), -ENODATA);
	assert_int_equal(tlp_scan(" \t\r\n", &tlp, NULL, 0, NULL), -ENODATA);
	assert_int_equal(tlp_scan(" # MRd > 0", &tlp, NULL, 0, NULL), -ENODATA);
}

static void data_are_kept_or_made(void **state)
{
	static uint8_t zeros[16];
	struct tlp_scan_error error;
	struct tlp tlp;

	memset(payload, 0xa5, sizeof(payload));
	assert_int_equal(tlp_scan("MWr > 0 4 DW", &tlp, payload, 16, &error),
			 0);
	assert_ptr_equal(tlp.payload, payload);
	assert_memory_equal(payload, zeros, 16);
	assert_int_equal(payload[16], 0xa5);

	assert_int_equal(tlp_scan("MWr > 0 512 DW data count", &tlp, payload,
				  sizeof(payload), &error),
			 0);
	for (int i = 0; i < 2048; i++)
		assert_int_equal(payload[i], i & 0xff);
	assert_int_equal(payload[2048], 0xa5);

	assert_int_equal(tlp_scan("MWr > 0 data 11 2233 4455aaBB c0", &tlp,
				  payload, sizeof(payload), &error),
			 0);
	assert_int_equal(tlp.length, 2);
	assert_memory_equal(payload, "\x11\x22\x33\x44\x55\xaa\xbb\xc0", 8);

	/* No more than fits */
	payload[8] = 0x77;
	assert_int_equal(tlp_scan("MWr > 0 3 DW", &tlp, payload, 8, &error),
			 -EINVAL);
	assert_string_equal(error.message,
			    "there is room for 8 bytes of data only");
	assert_int_equal(tlp_scan("MWr > 0 data 001122334455667788", &tlp,
				  payload, 8, &error),
			 -EINVAL);
	assert_int_equal(error.column, 14);
	assert_int_equal(payload[8], 0x77);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(format_and_scan_are_inverse),
		cmocka_unit_test(format_and_scan_are_inverse_in_flit_mode),
		cmocka_unit_test(people_may_leave_things_out),
		cmocka_unit_test(each_error_says_what_and_where),
		cmocka_unit_test(nothing_is_no_tlp),
		cmocka_unit_test(data_are_kept_or_made),
	};

	return cmocka_run_group_tests_name("tlp-scan", tests, NULL, NULL);
}
