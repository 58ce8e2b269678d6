// SPDX-License-Identifier: BSD-3-Clause
/* Results and errors of tlp_encode() */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include <opentph/tlp.h>

static uint8_t payload[TLP_MAX_PAYLOAD];

/* 01:00.0 writes 64 DW to 0x12_3456_7800: worked example of 8-bit ST 0x5a */
static struct tlp tagged_write(void)
{
	return (struct tlp){
		.type = TLP_MWR,
		.addr64 = true,
		.th = true,
		.ph = TLP_PH_TARGET,
		.st = 0x5a,
		.length = 64,
		.requester = TLP_BDF(1, 0, 0),
		.first_be = 0xf,
		.last_be = 0xf,
		.addr = 0x1234567800,
		.payload = payload,
	};
}

static struct tlp tagged_read(void)
{
	struct tlp tlp = tagged_write();

	tlp.type = TLP_MRD;
	tlp.tag = 0x17;
	tlp.length = 16;
	tlp.payload = NULL;
	return tlp;
}

static struct tlp completion(void)
{
	return (struct tlp){
		.type = TLP_CPL,
		.completer = TLP_BDF(3, 0, 0),
		.status = TLP_CPL_UR,
		.byte_count = 4,
		.tag = 5,
	};
}

static void st_of_a_write_is_byte_6(void **state)
{
	static const uint8_t header[16] = {0x60, 1,    0,    0x40, 1, 0,
					   0x5a, 0xff, 0,    0,	   0, 0x12,
					   0x34, 0x56, 0x78, 0x02};
	struct tlp tlp = tagged_write();
	uint8_t buf[16 + 256];

	assert_int_equal(tlp_encode(&tlp, buf, sizeof(buf)), sizeof(buf));
	assert_memory_equal(buf, header, 16);
	assert_memory_equal(buf + 16, payload, 256);
	assert_int_equal(tlp_encode(&tlp, buf, sizeof(buf) - 1), -ENOSPC);
}

static void st_of_a_read_is_byte_7(void **state)
{
	static const uint8_t header[16] = {0x20, 1,    0,    0x10, 1, 0,
					   0x17, 0x5a, 0,    0,	   0, 0x12,
					   0x34, 0x56, 0x78, 0x02};
	struct tlp tlp = tagged_read();
	uint8_t buf[16];

	assert_int_equal(tlp_encode(&tlp, buf, sizeof(buf)), sizeof(buf));
	assert_memory_equal(buf, header, 16);
}

static void prefix_of_a_16_bit_st_is_made(void **state)
{
	static const uint8_t start[12] = {0x90, 0x12, 0, 0, 0x60, 1,
					  0,	0x40, 1, 0, 0x34, 0xff};
	struct tlp tlp = tagged_write();
	uint8_t buf[20 + 256];

	tlp.st = 0x1234;
	tlp.st_ext = true;
	assert_int_equal(tlp_size(&tlp), sizeof(buf));
	assert_int_equal(tlp_encode(&tlp, buf, sizeof(buf)), sizeof(buf));
	assert_memory_equal(buf, start, sizeof(start));
	assert_int_equal(tlp_encode_header(&tlp, buf, 20), 20);
	assert_memory_equal(buf, start, sizeof(start));
	assert_int_equal(tlp_encode_header(&tlp, buf, 19), -ENOSPC);
}

static void prefix_of_a_16_bit_st_is_updated(void **state)
{
	struct tlp tlp = tagged_write();
	uint8_t buf[28];

	tlp.st = 0x7734;
	tlp.st_ext = true;
	tlp.nprefix = 3;
	tlp.prefix[0] = 0x8e000001;
	tlp.prefix[1] = 0x90120003;
	tlp.prefix[2] = 0x9e000002;
	assert_int_equal(tlp_encode_header(&tlp, buf, sizeof(buf)), 28);
	assert_memory_equal(buf, "\x8e\0\0\1\x90\x77\0\3\x9e\0\0\2\x60\1", 14);
}

static void prefix_of_a_pasid_is_made_or_updated(void **state)
{
	struct tlp tlp = tagged_read();
	uint8_t buf[24];

	tlp.pv = tlp.er = true;
	tlp.pasid = 0x12345;
	assert_int_equal(tlp_header_size(&tlp), 20);
	assert_int_equal(tlp_encode(&tlp, buf, sizeof(buf)), 20);
	assert_memory_equal(buf, "\x91\x41\x23\x45\x20\1", 6);
	tlp.st_ext = true;
	tlp.st = 0x765a;
	assert_int_equal(tlp_encode(&tlp, buf, sizeof(buf)), 24);
	assert_memory_equal(buf, "\x90\x76\0\0\x91\x41\x23\x45\x20\1", 10);

	/* The two reserved bits stay */
	tlp.nprefix = 2;
	tlp.prefix[0] = 0x91f00001;
	tlp.prefix[1] = 0x90000000;
	assert_int_equal(tlp_encode(&tlp, buf, sizeof(buf)), 24);
	assert_memory_equal(buf, "\x91\x71\x23\x45\x90\x76\0\0\x20\1", 10);
	assert_int_equal(tlp_decode(buf, 24, &tlp), 0);
	assert_true(tlp.pv && tlp.er && !tlp.pmr);
	assert_int_equal(tlp.pasid, 0x12345);
}

static void encode_works_in_place(void **state)
{
	uint8_t buf[20 + 256];
	struct tlp tlp = tagged_write();

	for (int i = 0; i < 256; i++)
		payload[i] = i;
	assert_int_equal(tlp_encode(&tlp, buf, sizeof(buf)), 16 + 256);
	assert_int_equal(tlp_decode(buf, 16 + 256, &tlp), 0);

	/* The prefix moves everything by one DW */
	tlp.st = 0x1234;
	tlp.st_ext = true;
	assert_int_equal(tlp_encode(&tlp, buf, sizeof(buf)), 20 + 256);
	assert_memory_equal(buf + 20, payload, 256);
	assert_int_equal(tlp_decode(buf, 20 + 256, &tlp), 0);
	assert_int_equal(tlp.st, 0x1234);

	/* And back: hints dropped on the way, as by a root complex */
	tlp.th = tlp.st_ext = false;
	tlp.nprefix = 0;
	assert_int_equal(tlp_encode(&tlp, buf, sizeof(buf)), 16 + 256);
	assert_memory_equal(buf + 16, payload, 256);
	assert_memory_equal(buf, "\x60\0\0\x40\1\0\0\xff", 8);
}

#define REFUSED(_tlp, _change)                                                 \
	do {                                                                   \
		struct tlp tlp = _tlp;                                         \
		uint8_t buf[TLP_MAX_SIZE];                                     \
                                                                               \
		assert_true(tlp_encode(&tlp, buf, sizeof(buf)) > 0);           \
		_change;                                                       \
		assert_int_equal(tlp_encode(&tlp, buf, sizeof(buf)), -EINVAL); \
	} while (0)

static void fields_out_of_range_are_refused(void **state)
{
	REFUSED(tagged_write(), tlp.type = TLP_TYPE_MAX);
	REFUSED(tagged_write(), tlp.tc = 8);
	REFUSED(tagged_write(), tlp.attr = 8);
	REFUSED(tagged_write(), tlp.at = 4);
	REFUSED(tagged_write(), tlp.ph = 4);
	REFUSED(tagged_write(), tlp.st = 0x100);
	REFUSED(tagged_write(), tlp.length = 0);
	REFUSED(tagged_write(), tlp.length = 1025);
	REFUSED(tagged_write(), tlp.first_be = 0x10);
	REFUSED(tagged_write(), tlp.last_be = 0x10);
	REFUSED(tagged_write(), tlp.addr |= 2);
	REFUSED(tagged_write(), tlp.addr64 = false);
	REFUSED(tagged_write(), tlp.payload = NULL);
	REFUSED(tagged_read(), tlp.tag = 0x400);
	REFUSED(completion(), tlp.status = 8);
	REFUSED(completion(), tlp.lower_addr = 128);
	REFUSED(completion(), tlp.byte_count = 0);
	REFUSED(completion(), tlp.byte_count = 4097);
	REFUSED(completion(), tlp.length = 1);
	REFUSED(completion(), tlp.reserved = 0x400);
	REFUSED(((struct tlp){.type = TLP_CFGRD0, .length = 1}),
		tlp.reg = 0x1000);
	REFUSED(((struct tlp){.type = TLP_CFGRD0, .length = 1}), tlp.reg = 2);
	REFUSED(((struct tlp){.type = TLP_IORD, .length = 1}), tlp.addr = 2);
	REFUSED(((struct tlp){.type = TLP_IORD, .length = 1}),
		tlp.addr = 1ull << 32);
	REFUSED(((struct tlp){.type = TLP_MSG}), tlp.routing = 8);
	REFUSED(((struct tlp){.type = TLP_MSG, .routing = 1}), tlp.addr = 1);
}

static void what_cannot_be_expressed_is_refused(void **state)
{
	REFUSED(completion(), tlp.th = true);
	REFUSED(((struct tlp){.type = TLP_CFGRD0, .length = 1}), tlp.th = true);
	/* A 16-bit ST without hints; a prefix that contradicts it */
	REFUSED(tagged_read(), tlp.th = false; tlp.st_ext = true);
	REFUSED(tagged_read(), tlp.nprefix = 1; tlp.prefix[0] = 0x90000000);
	/* No place is left for a tag or for byte enables */
	REFUSED(tagged_write(), tlp.tag = 1);
	REFUSED(tagged_read(), tlp.first_be = 0xe);
	REFUSED(tagged_read(), tlp.last_be = 0);
	REFUSED(tagged_read(), tlp.length = 1);
	REFUSED(tagged_write(), tlp.reserved = 0xc00);
	/* Fields of flit mode only */
	REFUSED(tagged_read(), tlp.nw = true);
	REFUSED(tagged_read(), tlp.av = true);
	REFUSED(completion(), tlp.dsv = true);
	REFUSED(completion(), tlp.cpl_segment = 1);
	REFUSED(completion(), tlp.req_segment = 1);
	REFUSED(tagged_write(), tlp.type = TLP_UIOMWR);
	REFUSED(completion(), tlp.type = TLP_NOP);
}

static void wrong_prefixes_are_refused(void **state)
{
	REFUSED(tagged_read(), tlp.nprefix = 9);
	REFUSED(tagged_read(), tlp.nprefix = 1; tlp.prefix[0] = 0x60000000);
	REFUSED(tagged_read(), tlp.nprefix = 1; tlp.prefix[0] = 0xa0000000);
	REFUSED(tagged_read(), tlp.nprefix = 2; tlp.prefix[0] = 0x9e000000;
		tlp.prefix[1] = 0x8e000000);
	/* A PASID that the fields deny, one of 21 bits */
	REFUSED(tagged_read(), tlp.nprefix = 1; tlp.prefix[0] = 0x91000000);
	REFUSED(tagged_read(), tlp.pv = true; tlp.pasid = 0x100000);
	/* Five End-End prefixes, of which one would be made */
	REFUSED(tagged_read(), tlp.st_ext = true; tlp.nprefix = 4;
		for (int i = 0; i < 4; i++) tlp.prefix[i] = 0x9e000000);
	REFUSED(tagged_read(), tlp.pv = true; tlp.nprefix = 4;
		for (int i = 0; i < 4; i++) tlp.prefix[i] = 0x9e000000);
	/* Nine prefixes in all */
	REFUSED(tagged_read(), tlp.st_ext = true; tlp.nprefix = 8;
		for (int i = 0; i < 8; i++) tlp.prefix[i] = 0x8e000000);
}

/* Bytes of the headers by hand, from the layouts of sec 2.2.7 and 2.2.9 */
static void headers_advance(void **state)
{
	struct {
		size_t len, bytes;
		uint8_t from[20], to[20];
	} rows[] = {
		/* 4 DW, 8-bit ST; PH stays in the lowest bits */
		{16,
		 0x100,
		 {0x60, 1, 0, 0x40, 1, 0, 0x5a, 0xff, 0, 0, 0, 0x12, 0x34, 0x56,
		  0xff, 0x02},
		 {0x60, 1, 0, 0x40, 1, 0, 0x5a, 0xff, 0, 0, 0, 0x12, 0x34, 0x57,
		  0x00, 0x02}},
		/* 3 DW after an Extended TPH prefix, up to the end of 4 GiB */
		{16,
		 0x7ffff000,
		 {0x90, 0x12, 0, 0, 0x40, 1, 0, 0x01, 1, 0, 0x34, 0x0f, 0x80, 0,
		  0, 0x01},
		 {0x90, 0x12, 0, 0, 0x40, 1, 0, 0x01, 1, 0, 0x34, 0x0f, 0xff,
		  0xff, 0xf0, 0x01}},
		/* CplD: 4096 bytes, written as 0, then 3968 */
		{12,
		 0x80,
		 {0x4a, 0, 0, 0x20, 3, 0, 0x00, 0x00, 1, 0, 5, 0x40},
		 {0x4a, 0, 0, 0x20, 3, 0, 0x0f, 0x80, 1, 0, 5, 0x40}},
		{12,
		 0x180,
		 {0x4a, 0, 0, 0x60, 3, 0, 0x03, 0x00, 1, 0, 5, 0x00},
		 {0x4a, 0, 0, 0x60, 3, 0, 0x01, 0x80, 1, 0, 5, 0x00}},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		tlp_advance_header(rows[i].from, rows[i].len, rows[i].bytes);
		assert_memory_equal(rows[i].from, rows[i].to, rows[i].len);
	}
}

static void types_have_properties(void **state)
{
	/* Type, name, data, hints, class */
	static const struct {
		enum tlp_type type;
		const char *name;
		bool data, hints;
		enum tlp_class class;
	} rows[] = {
		{TLP_MRD, "MRd", false, true, TLP_NON_POSTED},
		{TLP_MRDLK, "MRdLk", false, true, TLP_NON_POSTED},
		{TLP_MWR, "MWr", true, true, TLP_POSTED},
		{TLP_DMWR, "DMWr", true, true, TLP_NON_POSTED},
		{TLP_FETCHADD, "FetchAdd", true, true, TLP_NON_POSTED},
		{TLP_SWAP, "Swap", true, true, TLP_NON_POSTED},
		{TLP_CAS, "CAS", true, true, TLP_NON_POSTED},
		{TLP_IORD, "IORd", false, false, TLP_NON_POSTED},
		{TLP_IOWR, "IOWr", true, false, TLP_NON_POSTED},
		{TLP_CFGRD0, "CfgRd0", false, false, TLP_NON_POSTED},
		{TLP_CFGWR0, "CfgWr0", true, false, TLP_NON_POSTED},
		{TLP_CFGRD1, "CfgRd1", false, false, TLP_NON_POSTED},
		{TLP_CFGWR1, "CfgWr1", true, false, TLP_NON_POSTED},
		{TLP_MSG, "Msg", false, false, TLP_POSTED},
		{TLP_MSGD, "MsgD", true, false, TLP_POSTED},
		{TLP_CPL, "Cpl", false, false, TLP_COMPLETION},
		{TLP_CPLD, "CplD", true, false, TLP_COMPLETION},
		{TLP_CPLLK, "CplLk", false, false, TLP_COMPLETION},
		{TLP_CPLDLK, "CplDLk", true, false, TLP_COMPLETION},
		{TLP_NOP, "NOP", false, false, TLP_POSTED},
		{TLP_UIOMRD, "UIOMRd", false, true, TLP_NON_POSTED},
		{TLP_UIOMWR, "UIOMWr", true, true, TLP_POSTED},
		{TLP_UIOWRCPL, "UIOWrCpl", false, false, TLP_COMPLETION},
		{TLP_UIORDCPL, "UIORdCpl", false, false, TLP_COMPLETION},
		{TLP_UIORDCPLD, "UIORdCplD", true, false, TLP_COMPLETION},
	};

	assert_int_equal(sizeof(rows) / sizeof(rows[0]), TLP_TYPE_MAX);
	for (int i = 0; i < TLP_TYPE_MAX; i++) {
		assert_string_equal(tlp_type_name(rows[i].type), rows[i].name);
		assert_int_equal(tlp_has_data(rows[i].type), rows[i].data);
		assert_int_equal(tlp_may_hint(rows[i].type), rows[i].hints);
		assert_int_equal(tlp_class(rows[i].type), rows[i].class);
	}
	assert_string_equal(tlp_type_name(TLP_TYPE_MAX), "?");
	assert_false(tlp_has_data(TLP_TYPE_MAX));
	assert_false(tlp_may_hint(TLP_TYPE_MAX));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(st_of_a_write_is_byte_6),
		cmocka_unit_test(st_of_a_read_is_byte_7),
		cmocka_unit_test(prefix_of_a_16_bit_st_is_made),
		cmocka_unit_test(prefix_of_a_16_bit_st_is_updated),
		cmocka_unit_test(prefix_of_a_pasid_is_made_or_updated),
		cmocka_unit_test(encode_works_in_place),
		cmocka_unit_test(fields_out_of_range_are_refused),
		cmocka_unit_test(what_cannot_be_expressed_is_refused),
		cmocka_unit_test(wrong_prefixes_are_refused),
		cmocka_unit_test(headers_advance),
		cmocka_unit_test(types_have_properties),
	};

	return cmocka_run_group_tests_name("tlp-encode", tests, NULL, NULL);
}
