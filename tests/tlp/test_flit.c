// SPDX-License-Identifier: BSD-3-Clause
/* Places of the fields of a flit-mode TLP; all words are made by hand */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include <opentph/tlp.h>

#define WORDS 16

/* Words in wire order, read big-endian */
struct words {
	uint32_t dw[WORDS];
	unsigned int n;
};

#define WIRE(...) \
	((struct words){{__VA_ARGS__}, sizeof((uint32_t[]){__VA_ARGS__}) / 4})

static size_t to_bytes(const struct words *words, uint8_t *buf)
{
	for (unsigned int i = 0; i < words->n * 4; i++)
		buf[i] = words->dw[i / 4] >> (24 - i % 4 * 8);
	return words->n * 4;
}

static void encodes_to(const struct tlp *tlp, struct words words)
{
	uint8_t buf[WORDS * 4], wire[WORDS * 4];
	size_t len = to_bytes(&words, wire);

	assert_int_equal(tlp_size(tlp), len);
	assert_int_equal(tlp_encode(tlp, buf, sizeof(buf)), len);
	assert_memory_equal(buf, wire, len);
}

/* There, and back */
static struct tlp decoded(struct words words)
{
	static uint8_t wire[WORDS * 4];
	size_t len = to_bytes(&words, wire);
	struct tlp tlp;

	assert_int_equal(tlp_decode_flit(wire, len, &tlp), 0);
	assert_true(tlp.flit);
	encodes_to(&tlp, words);
	return tlp;
}

static void header_base(void **state)
{
	struct tlp tlp;

	/* TC 5, IDO and NS, EP, R, tag 3fff, AT 2 */
	tlp = decoded(WIRE(0x20a01410, 0x0100ffff, 0x12, 0x34567802));
	assert_int_equal(tlp.type, TLP_MRD);
	assert_true(tlp.addr64 && tlp.ep && !tlp.td && !tlp.th && !tlp.pv);
	assert_int_equal(tlp.tc, 5);
	assert_int_equal(tlp.attr, 5);
	assert_int_equal(tlp.length, 16);
	assert_int_equal(tlp.requester, 0x0100);
	assert_int_equal(tlp.tag, 0x3fff);
	assert_int_equal(tlp.reserved, 0x20000);
	assert_int_equal(tlp.addr, 0x1234567800);
	assert_int_equal(tlp.at, TLP_AT_TRANSLATED);
	assert_int_equal(tlp.first_be, 0xf);
	assert_int_equal(tlp.last_be, 0xf);
	assert_null(tlp.payload);

	/* One DW: the implied LastBE is 0 */
	tlp = decoded(WIRE(0x03000001, 0x0100000a, 0xfedc1000));
	assert_int_equal(tlp.type, TLP_MRD);
	assert_false(tlp.addr64);
	assert_int_equal(tlp.first_be, 0xf);
	assert_int_equal(tlp.last_be, 0);
}

static void ohc_a1_of_memory(void **state)
{
	struct tlp tlp;

	tlp = decoded(WIRE(0x03010002, 0x0100000a, 0xfedc1000, 0xfabcde83));
	assert_true(tlp.nw && tlp.pv && tlp.pmr && tlp.er);
	assert_int_equal(tlp.pasid, 0xabcde);
	assert_int_equal(tlp.first_be, 3);
	assert_int_equal(tlp.last_be, 8);
	/* A removed PASID leaves no bits */
	tlp.pv = false;
	encodes_to(&tlp, WIRE(0x03010002, 0x0100000a, 0xfedc1000, 0x80000083));

	/* The PASID bits are reserved without PV, and are kept */
	tlp = decoded(WIRE(0x03010002, 0x0100000a, 0xfedc1000, 0x3abcdeff));
	assert_false(tlp.nw || tlp.pv || tlp.pmr || tlp.er);
	assert_int_equal(tlp.pasid, 0);

	/* It is made if something is not as implied */
	tlp = (struct tlp){
		.type = TLP_MRD, .flit = true, .length = 1, .first_be = 0xf};
	encodes_to(&tlp, WIRE(0x03000001, 0, 0));
	tlp.first_be = 1;
	encodes_to(&tlp, WIRE(0x03010001, 0, 0, 0x00000001));
	tlp.first_be = 0xf;
	tlp.length = 2;
	encodes_to(&tlp, WIRE(0x03010002, 0, 0, 0x0000000f));
	tlp.last_be = 0xf;
	tlp.nw = true;
	encodes_to(&tlp, WIRE(0x03010002, 0, 0, 0x800000ff));
	tlp.nw = false;
	tlp.pv = tlp.pmr = true;
	tlp.pasid = 0xfffff;
	encodes_to(&tlp, WIRE(0x03010002, 0, 0, 0x6fffffff));
}

static void ohc_a2_and_a3_are_mandatory(void **state)
{
	struct tlp tlp;

	tlp = decoded(WIRE(0x02010001, 0x01000005, 0xc002, 0x123456a9));
	assert_int_equal(tlp.type, TLP_IORD);
	assert_int_equal(tlp.addr, 0xc000);
	assert_int_equal(tlp.first_be, 9);
	assert_int_equal(tlp.last_be, 0xa);
	assert_int_equal(tlp.reserved, 2 << 10);

	tlp = decoded(WIRE(0x04010001, 5, 0x0301f2b3, 0x12ffff0f));
	assert_int_equal(tlp.type, TLP_CFGRD0);
	assert_int_equal(tlp.target, 0x0301);
	assert_int_equal(tlp.reg, 0x2b0);
	assert_int_equal(tlp.reserved, 0xf000 | 3 << 10);
	assert_true(tlp.dsv);
	assert_int_equal(tlp.dst_segment, 0x12);
	assert_int_equal(tlp.first_be, 0xf);
	tlp.dsv = false;
	encodes_to(&tlp, WIRE(0x04010001, 5, 0x0301f2b3, 0x00ff7f0f));

	/* Found without it, and known as such */
	tlp = decoded(WIRE(0x04000001, 5, 0x030002b0));
	assert_int_equal(tlp.reserved, 1 << 18);
	assert_int_equal(tlp.first_be, 0);
	/* One's own has it, also if no byte is enabled */
	tlp.reserved = 0;
	encodes_to(&tlp, WIRE(0x04010001, 5, 0x030002b0, 0));
}

static void ohc_a4_and_a1_of_messages(void **state)
{
	struct tlp tlp;

	/* By ID; PASID in three pieces */
	tlp = decoded(WIRE(0x32010000, 0x0100807f, 0x03001ab4, 7, 0x34bccade));
	assert_int_equal(tlp.type, TLP_MSG);
	assert_int_equal(tlp.routing, TLP_ROUTE_BY_ID);
	assert_int_equal(tlp.msg_code, 0x7f);
	assert_true(tlp.ep);
	assert_int_equal(tlp.tag, 0);
	assert_int_equal(tlp.target, 0x0300);
	assert_true(tlp.dsv && tlp.pv);
	assert_int_equal(tlp.dst_segment, 0x34);
	assert_int_equal(tlp.pasid, 0xabcde);
	tlp.pv = tlp.dsv = false;
	encodes_to(&tlp, WIRE(0x32010000, 0x0100807f, 0x03001ab4, 7, 0));
	tlp.ohc = 0;
	tlp.pv = true;
	tlp.pasid = 0x54321;
	encodes_to(&tlp,
		   WIRE(0x32010000, 0x0100807f, 0x03001ab4, 7, 0x00434521));

	/* The place of a request's tag; Length, which is reserved */
	tlp = decoded(WIRE(0x34000155, 0x01007f20, 1, 2));
	assert_int_equal(tlp.reserved, 0x7f000155);
	assert_int_equal(tlp.length, 0);
	assert_int_equal(tlp.msg_dw[1], 2);

	/* By address, as a memory request */
	tlp = decoded(
		WIRE(0x31010000, 0x01000010, 0x12, 0x34567803, 0x512345ab));
	assert_true(tlp.pv && tlp.er && !tlp.pmr && !tlp.dsv);
	assert_int_equal(tlp.pasid, 0x12345);
	assert_int_equal(tlp.addr, 0x1234567800);
	assert_int_equal(tlp.first_be, 0);
}

static void ohc_a5_of_completions(void **state)
{
	struct tlp tlp;

	tlp = decoded(WIRE(0x0a010000, 0x0300c005, 0x0100f000, 0x0102fffc));
	assert_int_equal(tlp.type, TLP_CPL);
	assert_int_equal(tlp.completer, 0x0300);
	assert_int_equal(tlp.requester, 0x0100);
	assert_true(tlp.ep && tlp.dsv && !tlp.bcm);
	assert_int_equal(tlp.tag, 5);
	assert_int_equal(tlp.lower_addr, 0x7f);
	assert_int_equal(tlp.byte_count, 4096);
	assert_int_equal(tlp.status, TLP_CPL_CA);
	assert_int_equal(tlp.dst_segment, 1);
	assert_int_equal(tlp.cpl_segment, 2);

	/* None needed; one bit of the address, a segment */
	tlp = decoded(WIRE(0x0a000000, 0x03000005, 0x01004004));
	assert_int_equal(tlp.status, TLP_CPL_SC);
	assert_int_equal(tlp.lower_addr, 0x10);
	tlp.lower_addr = 0x12;
	encodes_to(&tlp, WIRE(0x0a010000, 0x03000005, 0x01004004, 0x10));
	tlp.lower_addr = 0x10;
	tlp.cpl_segment = 3;
	encodes_to(&tlp, WIRE(0x0a010000, 0x03000005, 0x01004004, 0x30000));
	tlp.cpl_segment = 0;
	tlp.dsv = true;
	encodes_to(&tlp, WIRE(0x0a010000, 0x03000005, 0x01004004, 0x8000));
}

static void ohc_b(void **state)
{
	struct tlp tlp;

	/* HV 01: an 8-bit ST, the upper bits are ignored */
	tlp = decoded(WIRE(0x20020010, 0x01000017, 0, 0, 0xff125a9a));
	assert_true(tlp.th && !tlp.st_ext && !tlp.av);
	assert_int_equal(tlp.st, 0x5a);
	assert_int_equal(tlp.ph, 2);
	/* The wide one and back */
	tlp.st_ext = true;
	tlp.st = 0x3456;
	encodes_to(&tlp, WIRE(0x20020010, 0x01000017, 0, 0, 0xff3456ba));
	tlp = decoded(WIRE(0x20020010, 0x01000017, 0, 0, 0xff3456bb));
	assert_true(tlp.th && tlp.st_ext && tlp.av);
	assert_int_equal(tlp.st, 0x3456);
	assert_int_equal(tlp.ama, 5);
	tlp.st_ext = false;
	tlp.st = 0x78;
	encodes_to(&tlp, WIRE(0x20020010, 0x01000017, 0, 0, 0xff00789b));
	/* Without hints and attributes */
	tlp.th = false;
	encodes_to(&tlp, WIRE(0x20020010, 0x01000017, 0, 0, 0xff00000b));
	tlp.av = false;
	encodes_to(&tlp, WIRE(0x20020010, 0x01000017, 0, 0, 0xff000000));

	/* HV 00 and 10: no hints, all stays as it is */
	tlp = decoded(WIRE(0x20020010, 0x01000017, 0, 0, 0x001234ea));
	assert_false(tlp.th || tlp.st_ext || tlp.av);
	assert_int_equal(tlp.st | tlp.ph | tlp.ama, 0);
	tlp = decoded(WIRE(0x20020010, 0x01000017, 0, 0, 0x001234cb));
	assert_false(tlp.th);
	assert_true(tlp.av);

	/* Types that cannot carry hints have no hints */
	tlp = decoded(WIRE(0x0a020000, 0x03000005, 4, 0x00005a90));
	assert_false(tlp.th);
	assert_int_equal(tlp.ohc_dw[TLP_OHC_SLOT_B], 0x5a90);
	tlp = decoded(WIRE(0x22020010, 0x01000017, 0, 0, 0x00005a90));
	assert_int_equal(tlp.type, TLP_UIOMRD);
	assert_true(tlp.th);
}

static void ohc_c_and_e(void **state)
{
	struct tlp tlp;

	tlp = decoded(WIRE(0x20040010, 1, 0, 0, 0x09abcdef));
	assert_int_equal(tlp.req_segment, 9);
	assert_int_equal(tlp.ohc_dw[TLP_OHC_SLOT_C], 0x09abcdef);
	/* The TLP's own OHC denies IDE */
	tlp.ohc = 0;
	encodes_to(&tlp, WIRE(0x20040010, 1, 0, 0, 0x09000070));

	/* Their number is by the value of the two bits, not by their count */
	tlp = decoded(WIRE(0x03080001, 1, 0, 0xe1));
	assert_int_equal(tlp.ohc_dw[TLP_OHC_SLOT_E], 0xe1);
	tlp = decoded(WIRE(0x03100001, 1, 0, 0xe1, 0xe2));
	assert_int_equal(tlp.ohc_dw[TLP_OHC_SLOT_E + 1], 0xe2);
	tlp = decoded(WIRE(0x031f0001, 1, 0, 0x41, 0x42, 0x43, 0xe1, 0xe2, 0xe3,
			   0xe4));
	assert_int_equal(tlp.ohc, 0x1f);
	assert_int_equal(tlp.ohc_dw[TLP_OHC_SLOT_A], 0x41);
	assert_int_equal(tlp.ohc_dw[TLP_OHC_SLOT_B], 0x42);
	assert_int_equal(tlp.ohc_dw[TLP_OHC_SLOT_C], 0x43);
	assert_int_equal(tlp.ohc_dw[TLP_OHC_SLOT_E], 0xe1);
	assert_int_equal(tlp.ohc_dw[TLP_OHC_SLOT_E + 3], 0xe4);
	assert_int_equal(tlp_header_size(&tlp), 40);
}

static void trailers(void **state)
{
	struct tlp tlp;

	tlp = decoded(WIRE(0x03002001, 1, 0, 0x11223344));
	assert_true(tlp.td);
	assert_int_equal(tlp.ts, TLP_TS_ECRC);
	assert_int_equal(tlp.ecrc, 0x11223344);
	/* @td decides */
	tlp.td = false;
	encodes_to(&tlp, WIRE(0x03000001, 1, 0));
	tlp.ts = TLP_TS_NONE;
	tlp.td = true;
	encodes_to(&tlp, WIRE(0x03002001, 1, 0, 0x11223344));

	tlp = decoded(WIRE(0x4000a001, 1, 0, 0xdada0001, 0x41, 0x42, 0x43));
	assert_false(tlp.td);
	assert_int_equal(tlp.ts, TLP_TS_IDE_MAC);
	assert_int_equal(tlp.trailer[2], 0x43);
	assert_int_equal(tlp.trailer[3], 0);
	assert_memory_equal(tlp.payload, "\xda\xda\0\1", 4);
	tlp = decoded(WIRE(0x0300c001, 1, 0, 0x41, 0x42, 0x43, 0x44));
	assert_int_equal(tlp.trailer[0], 0x41);
	assert_int_equal(tlp.trailer[3], 0x44);
}

static void what_only_flit_mode_has(void **state)
{
	struct tlp tlp;

	tlp = decoded(WIRE(0x00000000));
	assert_int_equal(tlp.type, TLP_NOP);
	tlp = decoded(WIRE(0x00e11fff, 0x12345678));
	assert_int_equal(tlp.reserved, 0x3ff);
	assert_int_equal(tlp.ohc_dw[TLP_OHC_SLOT_A], 0x12345678);

	tlp = decoded(WIRE(0x61000002, 0x01000017, 0x12, 0x34567800, 1, 2));
	assert_int_equal(tlp.type, TLP_UIOMWR);
	assert_true(tlp.addr64);
	assert_int_equal(tlp.addr, 0x1234567800);

	/* 192 DW of write are completed; DW2 15:0 are undefined */
	tlp = decoded(WIRE(0x0c6100c0, 0x0300ff07, 0x0100abcd, 0x0102801c));
	assert_int_equal(tlp.type, TLP_UIOWRCPL);
	assert_int_equal(tlp.tc, 3);
	assert_int_equal(tlp.length, 192);
	assert_int_equal(tlp.completer, 0x0300);
	assert_int_equal(tlp.requester, 0x0100);
	assert_int_equal(tlp.tag, 0x3f07);
	assert_int_equal(tlp.reserved, 0x2abcd);
	assert_int_equal(tlp.status, TLP_CPL_CA);
	assert_int_equal(tlp.lower_addr, 0);
	tlp = decoded(WIRE(0x0d000001, 0x03000007, 0x01000000));
	assert_int_equal(tlp.type, TLP_UIORDCPL);
	tlp = decoded(WIRE(0x48000001, 0x03000007, 0x01000000, 0xda));
	assert_int_equal(tlp.type, TLP_UIORDCPLD);
	assert_non_null(tlp.payload);

	tlp = decoded(WIRE(0x8d000001, 0x80000002, 0x03000001, 1, 0));
	assert_int_equal(tlp.nprefix, 2);
	assert_int_equal(tlp.prefix[1], 0x80000002);
}

static struct tlp read_of(enum tlp_type type)
{
	return (struct tlp){.type = type,
			    .flit = true,
			    .addr64 = true,
			    .length = 1,
			    .first_be = 0xf};
}

static struct tlp completion(void)
{
	return (struct tlp){.type = TLP_CPL, .flit = true, .byte_count = 4};
}

static struct tlp message(enum tlp_routing routing)
{
	return (struct tlp){.type = TLP_MSG, .flit = true, .routing = routing};
}

#define REFUSED(_tlp, _change)                                                 \
	do {                                                                   \
		struct tlp tlp = _tlp;                                         \
		uint8_t buf[64];                                               \
                                                                               \
		assert_true(tlp_encode(&tlp, buf, sizeof(buf)) > 0);           \
		_change;                                                       \
		tlp_size(&tlp);                                                \
		assert_int_equal(tlp_encode(&tlp, buf, sizeof(buf)), -EINVAL); \
		assert_int_equal(tlp_encode_header(&tlp, buf, sizeof(buf)),    \
				 -EINVAL);                                     \
	} while (0)

static void what_cannot_be_expressed_is_refused(void **state)
{
	REFUSED(read_of(TLP_MRD), tlp.tag = 0x4000);
	REFUSED(read_of(TLP_MRD), tlp.ln = true);
	REFUSED(read_of(TLP_MRD), tlp.ohc = 0x20);
	REFUSED(read_of(TLP_MRD), tlp.reserved = 0x400);
	REFUSED(read_of(TLP_MRD), tlp.ts = 2);
	REFUSED(read_of(TLP_MRD), tlp.ts = 8);
	REFUSED(read_of(TLP_MRD), tlp.ts = TLP_TS_IDE_MAC; tlp.td = true);
	REFUSED(read_of(TLP_MRD), tlp.dsv = true);
	REFUSED(read_of(TLP_MRD), tlp.st_ext = true);
	REFUSED(read_of(TLP_MRD), tlp.th = true; tlp.st = 0x100);
	REFUSED(read_of(TLP_MRD), tlp.th = true; tlp.ph = 4);
	REFUSED(read_of(TLP_MRD), tlp.av = true; tlp.ama = 8);
	REFUSED(read_of(TLP_MRD), tlp.pv = true; tlp.pasid = 0x100000);
	REFUSED(read_of(TLP_MRD), tlp.nprefix = 9);
	REFUSED(read_of(TLP_MRD), tlp.nprefix = 1; tlp.prefix[0] = 0x91000000);
	REFUSED(read_of(TLP_UIOMRD), tlp.addr64 = false);
	REFUSED(completion(), tlp.bcm = true);
	REFUSED(completion(), tlp.th = true);
	REFUSED(completion(), tlp.av = true);
	REFUSED(completion(), tlp.nw = true);
	REFUSED(completion(), tlp.pv = true);
	REFUSED(completion(), tlp.at = 1);
	REFUSED(completion(), tlp.status = 8);
	REFUSED(message(TLP_ROUTE_TO_RC), tlp.tag = 1);
	REFUSED(message(TLP_ROUTE_TO_RC), tlp.pv = tlp.er = true);
	REFUSED(message(TLP_ROUTE_BY_ADDR), tlp.dsv = true);
	REFUSED(message(TLP_ROUTE_BY_ADDR), tlp.nw = true);
	REFUSED(((struct tlp){.type = TLP_NOP, .flit = true}), tlp.ep = true);
	REFUSED(((struct tlp){.type = TLP_NOP, .flit = true}), tlp.length = 1);
	REFUSED(((struct tlp){.type = TLP_UIOWRCPL, .flit = true, .length = 1}),
		tlp.status = 8);
	REFUSED(((struct tlp){.type = TLP_IORD,
			      .flit = true,
			      .length = 1,
			      .reserved = 1 << 18}),
		tlp.first_be = 1);
	REFUSED(((struct tlp){.type = TLP_CFGRD0,
			      .flit = true,
			      .length = 1,
			      .reserved = 1 << 18}),
		tlp.ohc = TLP_OHC_A);
	REFUSED(((struct tlp){.type = TLP_CFGRD0,
			      .flit = true,
			      .length = 1,
			      .reserved = 1 << 18}),
		tlp.dsv = true);
}

/* The same fields in both framings */
static void framing_is_a_field(void **state)
{
	struct tlp tlp = {.type = TLP_MRD,
			  .th = true,
			  .ph = TLP_PH_TARGET,
			  .st_ext = true,
			  .st = 0x1234,
			  .pv = true,
			  .pasid = 0x54321,
			  .length = 16,
			  .requester = 0x0100,
			  .tag = 0x17,
			  .first_be = 0xf,
			  .last_be = 0xf,
			  .addr = 0xfedc1000};

	encodes_to(&tlp, WIRE(0x90120000, 0x91054321, 0x00010010, 0x01001734,
			      0xfedc1002));
	tlp.flit = true;
	encodes_to(&tlp, WIRE(0x03030010, 0x01000017, 0xfedc1000, 0x454321ff,
			      0x001234b0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(header_base),
		cmocka_unit_test(ohc_a1_of_memory),
		cmocka_unit_test(ohc_a2_and_a3_are_mandatory),
		cmocka_unit_test(ohc_a4_and_a1_of_messages),
		cmocka_unit_test(ohc_a5_of_completions),
		cmocka_unit_test(ohc_b),
		cmocka_unit_test(ohc_c_and_e),
		cmocka_unit_test(trailers),
		cmocka_unit_test(what_only_flit_mode_has),
		cmocka_unit_test(what_cannot_be_expressed_is_refused),
		cmocka_unit_test(framing_is_a_field),
	};

	return cmocka_run_group_tests_name("tlp-flit", tests, NULL, NULL);
}
