// SPDX-License-Identifier: BSD-3-Clause
/* Each rule is broken by one TLP and kept by its neighbour */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/golden/golden.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static const struct tlp_limits limits = {
	.max_payload = 128,
	.max_read = 512,
	.tag_bits = 8,
	.max_end_end = 2,
};
static const struct tlp_limits no_prefixes = {.no_end_end = true};
static const struct tlp_limits tags_14 = {.tag_bits = 14};

#define PAIR(_rules, _broken, _kept, _limits, _flit)   \
	{                                              \
		_rules, _broken, _kept, _limits, _flit \
	}
#define PLAIN(_rules, _broken, _kept) PAIR(_rules, _broken, _kept, NULL, false)
#define FLIT(_rules, _broken, _kept)  PAIR(_rules, _broken, _kept, NULL, true)

/**
 * struct pair - a TLP that breaks a rule, and one that does not
 * @rules:	all that @broken breaks, in the order of the rules
 * @broken:	hex digits and blanks; "+N" stands for N bytes of 0
 * @kept:	breaks no rule
 * @limits:	to check both by
 * @flit:	of both
 */
static const struct pair {
	const char *rules, *broken, *kept;
	const struct tlp_limits *limits;
	bool flit;
} pairs[] = {
	/* 32, 64 and 128 bits; FetchAdd and Swap have no 128 */
	PLAIN("atomic-operand-size", "4c000003 0100180f fedc1000 +12",
	      "4c000002 0100180f fedc1000 +8"),
	PLAIN("atomic-operand-size", "4d000004 0100180f fedc1000 +16",
	      "4d000001 0100180f fedc1000 +4"),
	PLAIN("atomic-operand-size", "4e000001 0100180f fedc1000 +4",
	      "4e000002 0100180f fedc1000 +8"),
	PLAIN("atomic-operand-size", "4e000003 0100180f fedc1000 +12",
	      "4e000004 0100180f fedc1000 +16"),
	PLAIN("atomic-operand-size", "4e000006 0100180f fedc1000 +24",
	      "4e000008 0100180f fedc1000 +32"),
	PLAIN("atomic-operand-size", "4e000010 0100180f fedc1000 +64",
	      "4e010008 0100180f fedc1003 +32"),
	PLAIN("atomic-unaligned", "4c000002 0100180f fedc1004 +8",
	      "4c000001 0100180f fedc1004 +4"),
	PLAIN("atomic-unaligned", "6d000002 0100180f 00000001 fedc100c +8",
	      "6d000002 0100180f 00000001 fedc1008 +8"),
	PLAIN("atomic-unaligned", "4e000004 0100180f fedc1004 +16",
	      "4e000002 0100180f fedc1004 +8"),
	PLAIN("atomic-unaligned", "4e000008 0100180f fedc1008 +32",
	      "4e000008 0100180f fedc1ff0 +32"),
	FLIT("atomic-unaligned", "4c000002 01000018 fedc1004 +8",
	     "4c000001 01000018 fedc1004 +4"),

	/* Length 1 */
	PLAIN("be-of-1-dw", "00000001 01002aff fedc1000",
	      "00000001 01002a0f fedc1000"),
	PLAIN("be-of-1-dw", "40000001 01002a1f fedc1000 +4",
	      "40000001 01002a0a fedc1000 +4"),
	PLAIN("be-of-1-dw", "01000001 01002a10 fedc1000",
	      "01000001 01002a00 fedc1000"),
	PLAIN("be-of-1-dw", "5b000001 01002a8f fedc1000 +4",
	      "5b000001 01002a05 fedc1000 +4"),
	/* A zero-length write; flit mode */
	FLIT("be-of-1-dw", "40010001 0100001f fedc1000 0000001f +4",
	     "40010001 0100001f fedc1000 00000000 +4"),
	PLAIN("be-first-zero", "00000002 01002af0 fedc1000",
	      "00000002 01002af1 fedc1000"),
	PLAIN("be-first-zero", "40000003 01002a10 fedc1000 +12",
	      "40000003 01002a18 fedc1000 +12"),
	PLAIN("be-last-zero", "00000002 01002a0f fedc1000",
	      "00000002 01002a8f fedc1000"),
	PLAIN("be-last-zero", "5b000003 01002a08 fedc1000 +12",
	      "5b000003 01002a18 fedc1000 +12"),
	PLAIN("be-first-zero be-last-zero", "40000002 01002a00 fedc1000 +8",
	      "40000002 01002a95 fedc1000 +8"),
	/* A quadword may have gaps if it is aligned */
	PLAIN("be-not-contiguous", "00000002 01002a75 fedc1004",
	      "00000002 01002a75 fedc1008"),
	PLAIN("be-not-contiguous", "00000003 01002af7 fedc1008",
	      "00000003 01002afe fedc1008"),
	PLAIN("be-not-contiguous", "00000003 01002af4 fedc1008",
	      "00000003 01002afc fedc1008"),
	PLAIN("be-not-contiguous", "00000003 01002aef fedc1008",
	      "00000003 01002a7f fedc1008"),
	PLAIN("be-not-contiguous", "40000002 01002a2f fedc1004 +8",
	      "40000002 01002a3f fedc1004 +8"),
	PLAIN("be-not-contiguous", "5b000004 01002a9f fedc1000 +16",
	      "5b000004 01002a1f fedc1000 +16"),
	FLIT("be-not-contiguous", "03010003 0100000a fedc1000 000000fb",
	     "03010003 0100000a fedc1000 000000f8"),
	/* What the ST of a read or an AtomicOp says is no byte enables */
	PLAIN("be-of-1-dw", "00000001 01001af0 fedc1000",
	      "00010001 01001af0 fedc1002"),
	PLAIN("be-not-contiguous", "00000010 01001a5a fedc1000",
	      "00010010 01001a5a fedc1002"),
	PLAIN("be-first-zero be-last-zero", "5b000010 01001900 fedc1000 +64",
	      "5b010010 01001900 fedc1000 +64"),
	/* A posted write with hints keeps its own */
	PLAIN("be-last-zero", "40010010 01005a0f fedc1002 +64",
	      "40010010 01005aff fedc1002 +64"),
	PLAIN("crosses-4k", "00000002 01002aff fedc1ffc",
	      "00000001 01002a0f fedc1ffc"),
	PLAIN("crosses-4k", "60000020 01002aff 00000001 00000f84 +128",
	      "60000020 01002aff 00000001 00000f80 +128"),
	PLAIN("crosses-4k", "00000000 01002aff fedc1004",
	      "00000000 01002aff fedc1000"),
	FLIT("crosses-4k", "03000002 0100000a fedc1ffc",
	     "03000001 0100000a fedc1ffc"),

	PLAIN("at-reserved", "00000c01 01002a0f fedc1000",
	      "00000801 01002a0f fedc1000"),
	FLIT("at-reserved", "03000001 0100000a fedc1003",
	     "03000001 0100000a fedc1002"),
	PLAIN("at-not-read", "40000402 01002aff fedc1000 +8",
	      "00000402 01002aff fedc1000"),
	PLAIN("at-not-read", "4c000401 01002a0f fedc1000 +4",
	      "4c000801 01002a0f fedc1000 +4"),
	PLAIN("at-length", "00000403 01002aff fedc1000",
	      "00000404 01002aff fedc1000"),
	PAIR("max-read-request", "00000081 01002aff fedc1000",
	     "00000080 01002aff fedc1000", &limits, false),
	PLAIN("addr64-below-4g", "20000001 01002a0f 00000000 fedc1000",
	      "20000001 01002a0f 00000001 fedc1000"),
	FLIT("addr64-below-4g", "60000001 01000000 00000000 fedc1000 +4",
	     "40000001 01000000 fedc1000 +4"),
	PLAIN("lock-tc", "01300001 01002a0f fedc1000",
	      "00300001 01002a0f fedc1000"),

	PLAIN("io-length", "02000002 0000010f 0000c000",
	      "02000001 0000010f 0000c000"),
	PLAIN("io-tc", "42100001 0000010f 0000c000 +4",
	      "42000001 00000100 0000c000 +4"),
	PLAIN("io-last-be", "02000001 0000011f 0000c000",
	      "02000001 00000106 0000c000"),
	PLAIN("io-attr", "42001001 0000010f 0000c000 +4",
	      "42000001 0000010f 0000c000 +4"),
	PLAIN("io-attr", "02040001 0000010f 0000c000",
	      "02000001 0000010f 0000c000"),
	PLAIN("cfg-length", "44000002 0000010f 01000010 +8",
	      "44000001 0000010f 01000010 +4"),
	PLAIN("cfg-length", "05000000 0000010f 01000010",
	      "05000001 0000010f 01000010"),
	PLAIN("cfg-tc", "04700001 0000010f 01000010",
	      "04000001 0000010f 01000010"),
	PLAIN("cfg-last-be", "04000001 0000018f 01000010",
	      "04000001 00000108 01000010"),
	FLIT("cfg-last-be", "44010001 00000005 030002b0 0000001f +4",
	     "44010001 00000005 030002b0 0000000f +4"),
	PLAIN("cfg-attr", "45002001 0000010f 01000010 +4",
	      "45000001 0000010f 01000010 +4"),

	PLAIN("msg-tc", "34100000 01000020 +8", "34000000 01000020 +8"),
	PLAIN("msg-tc", "30700000 01000030 +8",
	      "32700000 0100007e 05000000 +4"),
	PLAIN("msg-tc", "74100001 00000050 +12", "74000001 00000050 +12"),
	FLIT("msg-tc", "30200000 01000018 +8", "30200000 01000004 +8"),
	PLAIN("msg-unknown", "34000000 01000028 +8", "34000000 01000027 +8"),
	PLAIN("msg-unknown", "35000000 0100001a +8", "35000000 0100001b +8"),
	/* PME_TO_Ack is gathered, errors go to the root, INTx ends here */
	PLAIN("msg-routing", "30000000 0100001b +8", "35000000 0100001b +8"),
	PLAIN("msg-routing", "34000000 01000031 +8", "30000000 01000031 +8"),
	PLAIN("msg-routing", "30000000 01000021 +8", "34000000 01000021 +8"),
	PLAIN("msg-routing", "31000000 0100007f +8", "33000000 0100007f +8"),
	PLAIN("msg-routing", "35000000 0100007f +8", "34000000 0100007f +8"),
	PLAIN("msg-data", "74000001 01000020 +12", "34000000 01000020 +8"),
	PLAIN("msg-data", "34000000 00000050 +8", "74000001 00000050 +12"),
	PLAIN("msg-data", "74000001 00000052 +12", "74000001 00000053 +12"),
	PLAIN("msg-length", "74000002 00000050 +16", "34000000 00000053 +8"),
	PLAIN("msg-length", "72000001 00000301 05000000 +8",
	      "72000002 00000301 05000000 +12"),
	PLAIN("msg-length", "74000002 00000053 +16", "74000002 0000007e +16"),
	PLAIN("msg-routing-reserved", "36000000 01000020 +8",
	      "34000000 01000020 +8"),
	PLAIN("msg-routing-reserved", "37000000 0100007e +8",
	      "34000000 0100007e +8"),
	PLAIN("msg-attr", "34001000 01000020 +8", "34001000 0100007f +8"),
	PLAIN("msg-attr", "30002000 01000030 +8", "30040000 01000030 +8"),
	PLAIN("msg-intx-function", "34000000 01010020 +8",
	      "34000000 01080020 +8"),
	PLAIN("msg-intx-function", "34000000 01070027 +8",
	      "30000000 01070030 +8"),

	/* 64 of 100 bytes from 60h end at a0h; 32 end at 80h */
	PLAIN("cpl-boundary", "4a000010 00000064 01001760 +64",
	      "4a000008 00000064 01001760 +32"),
	PLAIN("cpl-boundary", "4a000001 00000004 01001703 +4",
	      "4a000002 00000004 01001703 +8"),
	PLAIN("cpl-boundary", "4b00000f 00000064 01001700 +60",
	      "4b000010 00000064 01001700 +64"),
	FLIT("cpl-boundary", "4a000010 00000017 01004064 +64",
	     "4a000010 00000017 01000064 +64"),
	PLAIN("cpl-status-reserved", "0a000000 03006004 00000500",
	      "0a000000 03004004 00000500"),
	PLAIN("cpl-status-reserved", "0a000000 0300a004 00000500",
	      "0a000000 03008004 00000500"),
	FLIT("cpl-status-reserved", "0a010000 03000005 00000004 00000007",
	     "0a010000 03000005 00000004 00000001"),
	PLAIN("cpl-error-data", "4a000001 03002004 00000500 +4",
	      "0a000000 03002003 00000501"),
	PLAIN("cpl-excess-data", "4a000002 00000004 01001700 +8",
	      "4a000002 00000005 01001700 +8"),
	PLAIN("cpl-excess-data", "4a000002 00000001 01001703 +8",
	      "4a000001 00000001 01001703 +4"),
	PLAIN("cpl-excess-data", "4b000002 00000004 01001700 +8",
	      "4a000002 00000004 01001702 +8"),
	PLAIN("cpl-byte-count", "0a000000 03000001 00000500",
	      "0a000000 03000004 00000500"),
	PLAIN("cpl-lower-addr", "0a000000 03000004 00000504",
	      "0a000000 03002004 00000504"),
	/* Byte Count Modified: no use to compare with it */
	PLAIN("cpl-bcm", "4a000001 00001010 01001700 +4",
	      "4a000001 00000004 01001700 +4"),

	PAIR("max-payload", "40000021 010000ff fedc1000 +132",
	     "40000020 010000ff fedc1000 +128", &limits, false),
	PAIR("max-payload", "4a000021 00000084 01001700 +132",
	     "4a000020 00000080 01001700 +128", &limits, false),
	PAIR("max-payload", "61000021 01000000 00000001 00000000 +132",
	     "61000020 01000000 00000001 00000000 +128", &limits, true),
	PAIR("prefix-unsupported", "91000000 00000001 01002a0f fedc1000",
	     "8e000000 00000001 01002a0f fedc1000", &no_prefixes, false),
	PAIR("prefix-limit",
	     "91000000 92000000 9e000000 00000001 01002a0f fedc1000",
	     "8e000000 91000000 9e000000 00000001 01002a0f fedc1000", &limits,
	     false),
	PLAIN("th-not-memory", "04010001 0000010f 01000010",
	      "04000001 0000010f 01000010"),
	PLAIN("th-not-memory", "0a010000 03002004 00000500",
	      "0a000000 03002004 00000500"),
	PLAIN("th-not-memory", "34010000 01000020 +8", "34000000 01000020 +8"),
	PLAIN("ext-tph-without-th", "90120000 40000001 0100070f fedc1000 +4",
	      "90120000 40010001 0100070f fedc1000 +4"),
	PLAIN("ext-tph-without-th", "90120000 0a000000 03002004 00000500",
	      "9e120000 0a000000 03002004 00000500"),
	PLAIN("prefix-unknown", "93000000 00000001 01002a0f fedc1000",
	      "92000000 00000001 01002a0f fedc1000"),
	PLAIN("prefix-unknown", "8d000000 00000001 01002a0f fedc1000",
	      "80000000 00000001 01002a0f fedc1000"),
	FLIT("prefix-unknown", "8c000000 03000001 0100000a fedc1000",
	     "8d000000 03000001 0100000a fedc1000"),
	PLAIN("prefix-repeated", "91000001 91000001 00000001 01002a0f fedc1000",
	      "9e000001 9e000001 00000001 01002a0f fedc1000"),
	PLAIN("prefix-repeated", "90000000 90000000 00010001 01002a0f fedc1000",
	      "90000000 91000000 00010001 01002a0f fedc1000"),
	PLAIN("pasid-misplaced", "91000001 04000001 0000010f 01000010",
	      "91000001 30000000 01000004 +8"),
	PLAIN("pasid-misplaced", "91000001 0a000000 03002004 00000500",
	      "91000001 00000001 01002a0f fedc1000"),
	PLAIN("at-not-memory", "0a000400 03002004 00000500",
	      "0a000000 03002004 00000500"),
	PLAIN("at-not-memory", "02000801 0000010f 0000c000",
	      "02000001 0000010f 0000c000"),
	PLAIN("ep-without-data", "00004001 01002a0f fedc1000",
	      "40004001 01002a0f fedc1000 +4"),
	PLAIN("ep-without-data", "0a004000 03002004 00000500",
	      "4a004001 00000004 01001700 +4"),
	PLAIN("ln-withdrawn", "00020001 01002a0f fedc1000",
	      "00000001 01002a0f fedc1000"),
	PAIR("tag-width", "00080001 01002a0f fedc1000",
	     "00000001 0100ff0f fedc1000", &limits, false),
	PAIR("tag-width", "4a800001 00000004 01001700 +4",
	     "40800001 01002a0f fedc1000 +4", &limits, false),
	PAIR("tag-width", "03000001 01000100 fedc1000",
	     "03000001 010000ff fedc1000", &limits, true),
	PLAIN("reserved-bits", "40000001 01002a0f fedc1001 +4",
	      "40010001 01002a0f fedc1001 +4"),
	PLAIN("reserved-bits", "40890001 0100010f fee00003 +4",
	      "40010001 0100010f fee00003 +4"),
	/* NW of a translation request */
	PLAIN("reserved-bits", "00000402 01002aff fedc1002",
	      "00000402 01002aff fedc1001"),
	PLAIN("reserved-bits", "04000001 0000010f 01001010",
	      "04000001 0000010f 01000f10"),
	PLAIN("reserved-bits", "0a000001 03002004 00000500",
	      "0a000000 03002004 00000500"),
	PLAIN("reserved-bits", "4a000001 00000004 01001780 +4",
	      "4a000001 00000004 0100177c +4"),
	PAIR("reserved-bits", "03000001 01004000 fedc1000",
	     "03000001 01003fff fedc1000", &tags_14, true),

	FLIT("ohc-a-missing", "04000001 00000005 030002b0",
	     "04010001 00000005 030002b0 0000000f"),
	FLIT("ohc-a-missing", "42000001 00000005 0000c000 +4",
	     "42010001 00000005 0000c000 0000000f +4"),
	FLIT("ohc-b-not-memory", "4a020001 00000017 01000004 +8",
	     "4a000001 00000017 01000004 +4"),
	FLIT("hv-reserved", "03020001 0100000a fedc1000 00005aa0",
	     "03020001 0100000a fedc1000 00005ab0"),
	FLIT("ohc-reserved-bits", "03020001 0100000a fedc1000 01005a90",
	     "03020001 0100000a fedc1000 00ff5ab0"),
	FLIT("ohc-reserved-bits", "42010001 00000005 0000c000 0000010f +4",
	     "42010001 00000005 0000c000 0000000f +4"),
	FLIT("ohc-reserved-bits", "04010001 00000005 030002b0 0001000f",
	     "04010001 00000005 030002b0 1200800f"),
	FLIT("ohc-reserved-bits", "30010000 01000004 +8 00002000",
	     "30010000 01000004 +8 12ffcfff"),
	FLIT("ohc-reserved-bits", "0a010000 03000005 00000004 00000021",
	     "0a010000 03000005 00000004 12348011"),
	FLIT("ohc-reserved-bits", "03040001 0100000a fedc1000 00000080",
	     "03040001 0100000a fedc1000 ffffff73"),

	PLAIN("type-reserved", "1f000000 +12", "0a000000 03002004 00000500"),
	PLAIN("type-reserved", "1b000001 0000060f 05000000",
	      "04000001 0000060f 05000000"),
	PLAIN("type-reserved", "9e000000 9e000000 9e000000 9e000000 1f000000",
	      "9e000000 9e000000 9e000000 9e000000 00000001 01002a0f fedc1000"),
	FLIT("type-reserved",
	     "8e000000 8e000000 8e000000 8e000000 8e000000 8e000000 8e000000 "
	     "8e000000 06000001 +8",
	     "8e000000 03000001 0100000a fedc1000"),
	FLIT("type-reserved", "80000000 06000001 +8",
	     "8d000000 03000001 0100000a fedc1000"),
	FLIT("type-reserved", "90000000 03000001 0100000a fedc1000",
	     "8e000000 03000001 0100000a fedc1000"),
	FLIT("ts-reserved", "03004001 0100000a fedc1000 +4",
	     "03002001 0100000a fedc1000 +4"),
	PLAIN("prefix-order", "91000000 8e000000 00000001 01002a0f fedc1000",
	      "8e000000 91000000 00000001 01002a0f fedc1000"),
	PLAIN("prefix-too-many",
	      "9e000000 9e000000 9e000000 9e000000 9e000000 00000001 01002a0f "
	      "fedc1000",
	      "9e000000 9e000000 9e000000 9e000000 00000001 01002a0f fedc1000"),
	PLAIN("prefix-too-many",
	      "8e000000 8e000000 8e000000 8e000000 8e000000 8e000000 8e000000 "
	      "8e000000 8e000000 00000001 01002a0f fedc1000",
	      "8e000000 8e000000 8e000000 8e000000 8e000000 8e000000 8e000000 "
	      "8e000000 00000001 01002a0f fedc1000"),
	PLAIN("prefix-no-header", "90120000",
	      "8e000000 00000001 01002a0f fedc1000"),
	FLIT("prefix-no-header", "8d000000 8d000000",
	     "8d000000 8d000000 03000001 0100000a fedc1000"),
	PLAIN("digest-missing", "40008001 0100070f fedc1000 11223344",
	      "40008001 0100070f fedc1000 11223344 705ad306"),
	PLAIN("digest-unannounced",
	      "40000001 0100070f fedc1000 11223344 705ad306",
	      "40000001 0100070f fedc1000 11223344"),
	PLAIN("truncated", "40000002 010007ff fedc1000 +4",
	      "40000002 010007ff fedc1000 +8"),
	PLAIN("truncated", "40008001 0100070f fedc1000",
	      "40000001 0100070f fedc1000 +4"),
	PLAIN("truncated", "40", "0a000000 03002004 00000500"),
	PLAIN("truncated", "", "0a000000 03002004 00000500"),
	PLAIN("truncated", "40000001 0100070f", "0a000000 03002004 00000500"),
	FLIT("truncated", "03010001 0100000a fedc1000",
	     "03000001 0100000a fedc1000"),
	PLAIN("bytes-behind", "00000001 01002a0f fedc1000 00",
	      "00000001 01002a0f fedc1000"),
	PLAIN("bytes-behind", "00000001 01002a0f fedc1000 +8",
	      "00000001 01002a0f fedc1000"),
};

static uint8_t wire[TLP_MAX_SIZE];

static size_t read_hex(const char *text)
{
	size_t len = 0;

	while (*text) {
		unsigned int byte;
		char *end;

		if (*text == ' ') {
			text++;
		} else if (*text == '+') {
			size_t n = strtoul(text + 1, &end, 10);

			assert_true(n && len + n <= sizeof(wire));
			memset(wire + len, 0, n);
			len += n;
			text = end;
		} else {
			assert_true(isxdigit(text[0]) && isxdigit(text[1]));
			assert_int_equal(sscanf(text, "%2x", &byte), 1);
			wire[len++] = byte;
			text += 2;
		}
	}
	return len;
}

/* Names of all rules that the bytes break. Return: number of them */
static unsigned int judge(const uint8_t *bytes, size_t len, bool flit,
			  const struct tlp_limits *by, char *names)
{
	enum tlp_framing framing = flit ? TLP_FLIT : TLP_NON_FLIT;
	/* Reading past the end is what ASan finds */
	uint8_t *copy = malloc(len + !len);
	const struct tlp_rule *rule;
	unsigned int count = 0;
	struct tlp tlp;
	int ret;

	assert_non_null(copy);
	memcpy(copy, bytes, len);
	*names = '\0';
	ret = flit ? tlp_decode_flit(copy, len, &tlp)
		   : tlp_decode(copy, len, &tlp);
	rule = tlp_broken_framing(copy, len, framing);
	assert_int_equal(!!rule, !!ret);
	if (rule) {
		strcpy(names, rule->name);
		free(copy);
		return 1;
	}
	for (rule = NULL; (rule = tlp_next_broken(&tlp, by, rule));) {
		/* The first grave one is what the short way finds */
		if (rule->verdict <= TLP_MALFORMED_IF_CHECKED && !count)
			assert_ptr_equal(tlp_malformed(&tlp, by), rule);
		sprintf(names + strlen(names), "%s%s", count ? " " : "",
			rule->name);
		count++;
	}
	if (!count)
		assert_null(tlp_malformed(&tlp, by));
	free(copy);
	return count;
}

static bool judged(const struct pair *p, const char *hex, const char *rules)
{
	char names[512];

	judge(wire, read_hex(hex), p->flit, p->limits, names);
	if (!strcmp(names, rules))
		return true;
	print_message("# %s breaks \"%s\", not \"%s\"\n", hex, names, rules);
	return false;
}

static void broken_and_kept(void **state)
{
	unsigned int wrong = 0;

	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		wrong += !judged(&pairs[i], pairs[i].broken, pairs[i].rules);
		wrong += !judged(&pairs[i], pairs[i].kept, "");
	}
	assert_int_equal(wrong, 0);
}

static bool has_word(const char *words, const char *word)
{
	size_t len = strlen(word);

	while (words && strncmp(words, word, len + 1)) {
		if (!strncmp(words, word, len) && words[len] == ' ')
			return true;
		words = strchr(words, ' ');
		words += !!words;
	}
	return words;
}

static void each_rule_is_broken_here(void **state)
{
	const struct tlp_rule *rule = NULL;
	unsigned int count = 0;

	while ((rule = tlp_next_rule(rule))) {
		size_t i = 0;

		while (i < ARRAY_SIZE(pairs) &&
		       !has_word(pairs[i].rules, rule->name))
			i++;
		if (i == ARRAY_SIZE(pairs))
			fail_msg("%s is never broken", rule->name);
		count++;
	}
	assert_int_equal(count, 62);
}

/* What users see, and what tlp_malformed() relies on */
static void table_is_in_order(void **state)
{
	const struct tlp_rule *rule = NULL, *other;
	unsigned int verdicts[TLP_REMARK + 1] = {0};

	while ((rule = tlp_next_rule(rule))) {
		assert_true(strlen(rule->name) < 24);
		assert_int_equal(
			strspn(rule->name,
			       "abcdefghijklmnopqrstuvwxyz0123456789-"),
			strlen(rule->name));
		assert_true(*rule->section >= '1' && *rule->section <= '9');
		assert_non_null(strchr(rule->section, '.'));
		assert_true(strlen(rule->what) > 15);
		assert_null(strchr(rule->what, '\n'));
		assert_true((unsigned int)rule->verdict <= TLP_REMARK);
		verdicts[rule->verdict]++;
		for (other = rule; (other = tlp_next_rule(other));)
			assert_string_not_equal(rule->name, other->name);
	}
	for (int i = 0; i <= TLP_REMARK; i++)
		assert_true(verdicts[i] > 2);
	assert_string_equal(tlp_verdict_name(TLP_MALFORMED), "malformed");
	assert_string_equal(tlp_verdict_name(TLP_MALFORMED_IF_CHECKED),
			    "malformed if checked");
	assert_string_equal(tlp_verdict_name(TLP_UNSUPPORTED), "unsupported");
	assert_string_equal(tlp_verdict_name(TLP_REMARK), "remark");
	assert_string_equal(tlp_verdict_name(TLP_REMARK + 1), "?");
}

/* A grave rule is found though a remark comes before it in the walk */
static void grave_behind_a_remark(void **state)
{
	size_t len = read_hex("60000021 010007ff 00000000 fedc1000 +132");
	const struct tlp_rule *rule;
	struct tlp tlp;

	assert_int_equal(tlp_decode(wire, len, &tlp), 0);
	rule = tlp_next_broken(&tlp, &limits, NULL);
	assert_string_equal(rule->name, "addr64-below-4g");
	assert_null(tlp_malformed(&tlp, NULL));
	assert_string_equal(tlp_malformed(&tlp, &limits)->name, "max-payload");
}

/* Around all that makes a request plain, the short way and the walk agree */
static void short_way_is_the_walk(void **state)
{
	static const enum tlp_type types[] = {TLP_MRD, TLP_MWR, TLP_MRDLK,
					      TLP_DMWR, TLP_CPLD};
	static const uint8_t enables[] = {0, 1, 3, 5, 8, 0xc, 0xe, 0xf};
	static const uint16_t lengths[] = {1, 2, 3, 32, 33, 1024};
	static const struct tlp_limits *const by[] = {NULL, &limits,
						      &no_prefixes};
	unsigned int grave = 0, fine = 0;

	for (unsigned int i = 0; i < 5 * 8 * 8 * 6 * 4 * 2 * 3; i++) {
		unsigned int n = i;
		const struct tlp_limits *l = by[n % 3];
		struct tlp tlp = {.nprefix = (n /= 3) % 2,
				  .prefix = {0x91000000}};
		const struct tlp_rule *rule = NULL;

		tlp.addr = (const uint64_t[]){0, 4, 0xf80, 0xffc}[(n /= 2) % 4];
		tlp.length = lengths[(n /= 4) % 6];
		tlp.first_be = enables[(n /= 6) % 8];
		tlp.last_be = enables[(n /= 8) % 8];
		tlp.type = types[(n /= 8) % 5];
		while ((rule = tlp_next_broken(&tlp, l, rule)))
			if (rule->verdict <= TLP_MALFORMED_IF_CHECKED)
				break;
		assert_ptr_equal(tlp_malformed(&tlp, l), rule);
		*(rule ? &grave : &fine) += 1;
	}
	assert_true(grave > 1000 && fine > 1000);
}

static bool breaks(const struct tlp *tlp, const char *name)
{
	const struct tlp_rule *rule = NULL;

	while ((rule = tlp_next_broken(tlp, &limits, rule)))
		if (!strcmp(rule->name, name))
			return true;
	return false;
}

/* Which types a rule of many is for, from what else is known of them */
static void types_of_a_rule(void **state)
{
	for (int i = 0; i < TLP_TYPE_MAX; i++) {
		struct tlp tlp = {.type = i,
				  .length = 33,
				  .tag = 0x100,
				  .ep = true,
				  .at = TLP_AT_RESERVED,
				  .nprefix = 1,
				  .prefix = {0x91000000}};
		const char *name = tlp_type_name(i);
		bool data = tlp_has_data(i), memory = tlp_may_hint(i);
		bool msg = i == TLP_MSG || i == TLP_MSGD;

		print_message("# %s\n", name);
		assert_int_equal(breaks(&tlp, "max-payload"), data);
		assert_int_equal(breaks(&tlp, "ep-without-data"), !data);
		assert_int_equal(breaks(&tlp, "at-reserved"), memory);
		assert_int_equal(breaks(&tlp, "at-not-memory"), !memory);
		assert_int_equal(breaks(&tlp, "tag-width"),
				 i != TLP_MWR && i != TLP_NOP && !msg);
		assert_int_equal(breaks(&tlp, "pasid-misplaced"),
				 !memory && !msg && i != TLP_NOP &&
					 strncmp(name, "UIO", 3));
		tlp.at = TLP_AT_TRANSLATION_REQUEST;
		assert_int_equal(breaks(&tlp, "at-not-read"),
				 memory && i != TLP_MRD);
		tlp.flit = true;
		tlp.ohc = TLP_OHC_B;
		tlp.ohc_dw[TLP_OHC_SLOT_B] = 0x20;
		assert_int_equal(breaks(&tlp, "hv-reserved"), memory);
		assert_int_equal(breaks(&tlp, "ohc-b-not-memory"), !memory);
		tlp.length = 129;
		assert_int_equal(breaks(&tlp, "max-read-request"),
				 i == TLP_MRD || i == TLP_MRDLK);
	}
}

static void no_type_no_rule(void **state)
{
	const struct tlp tlp = {.type = TLP_TYPE_MAX, .ln = true, .length = 33};

	assert_null(tlp_next_broken(&tlp, &limits, NULL));
	assert_null(tlp_malformed(&tlp, &limits));
}

/* The corpus names what each of its TLPs breaks */
/* Why the bytes of the entry are no TLP */
static void name_defect(const struct golden *g, char *names)
{
	const struct tlp_rule *rule = tlp_broken_framing(
		g->bytes, g->len, g->flit ? TLP_FLIT : TLP_NON_FLIT);

	assert_non_null(rule);
	strcpy(names, rule->name);
}

static void golden_breaks_what_it_says(void **state)
{
	static const char *const files[] = {GOLDEN_TLP, GOLDEN_FLIT};
	unsigned int count = 0, wrong = 0;
	char names[512];

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		FILE *file = fopen(files[i], "r");
		struct golden g;

		assert_non_null(file);
		while (golden_next(file, &g) == 1) {
			if (!strncmp(g.text, "error ", 6))
				name_defect(&g, names);
			else
				judge(g.bytes, g.len, g.flit, NULL, names);
			count++;
			if (!strcmp(names, g.broken))
				continue;
			print_message("# %s%s breaks \"%s\"\n",
				      g.flit ? "flit " : "", g.name, names);
			wrong++;
		}
		fclose(file);
	}
	assert_true(count > 400);
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(broken_and_kept),
		cmocka_unit_test(each_rule_is_broken_here),
		cmocka_unit_test(table_is_in_order),
		cmocka_unit_test(grave_behind_a_remark),
		cmocka_unit_test(short_way_is_the_walk),
		cmocka_unit_test(types_of_a_rule),
		cmocka_unit_test(no_type_no_rule),
		cmocka_unit_test(golden_breaks_what_it_says),
	};

	return cmocka_run_group_tests_name("tlp-rules", tests, NULL, NULL);
}
