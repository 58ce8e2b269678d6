// SPDX-License-Identifier: BSD-3-Clause
/* Conditions: parsing and results */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "analyze/match/match.h"
#include "tests/analyze/packets.h"

static void ranges_parse(void **state)
{
	static const struct {
		const char *text;
		uint64_t lo, hi;
	} good[] = {
		{"0", 0, 0},
		{"16", 16, 16},
		{"010", 10, 10},
		{"0x5a", 0x5a, 0x5a},
		{"0X5A", 0x5a, 0x5a},
		{"1..3", 1, 3},
		{"7..", 7, UINT64_MAX},
		{"0xfe800000+0x1000", 0xfe800000, 0xfe800fff},
		{"5+1", 5, 5},
		{"0xffffffffffffffff", UINT64_MAX, UINT64_MAX},
		{"0xffffffffffffff00+0x100", 0xffffffffffffff00, UINT64_MAX},
	};
	static const char *const bad[] = {
		"",
		"x",
		"-1",
		"+1",
		" 1",
		"0x",
		"0xg",
		"1 ",
		"1.",
		"1...3",
		"3..1",
		"1+",
		"1+0",
		"1+-1",
		"0x0x1",
		"18446744073709551616",
		"0xffffffffffffff00+0x101",
		"1..2..3",
		"1+2+3",
	};
	uint64_t lo, hi;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(match_parse_range(good[i].text, &lo, &hi), 0);
		assert_true(lo == good[i].lo && hi == good[i].hi);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		lo = hi = 77;
		if (match_parse_range(bad[i], &lo, &hi) != -EINVAL)
			fail_msg("\"%s\" is taken", bad[i]);
		assert_true(lo == 77 && hi == 77);
	}
}

static bool holds(const char *text, const struct packet *packet)
{
	struct match match = {0};
	char error[200] = "";

	if (match_add(&match, text, error, sizeof(error)))
		fail_msg("%s: %s", text, error);
	return !match_first_failure(&match, packet);
}

static void conditions_hold_or_not(void **state)
{
	struct packet write = tagged(1, "dn0", 0xfe800100, 0x5a);
	struct packet plain = untagged(2, "up", 0xfe800100);
	struct packet cpl = completion(3, "up");
	static const char *const of_write[] = {
		"link=dn0",
		"dir=up",
		"type=MWr",
		"addr=0xfe800000+0x1000",
		"addr=0xfe800100",
		"requester=03:00.0",
		"requester=0000:03:00.0",
		"th=1",
		"ph=2",
		"ph=1..3",
		"st=0x5a",
		"st=90",
		"width=8",
		"length=64",
		"bytes=256",
		"first_be=0xf",
		"tc=0",
		"ep=0",
		"addr_width=32",
	};
	static const char *const not_of_write[] = {
		"link=dn",
		"link=dn00",
		"dir=down",
		"type=MRd",
		"addr=0xfe800101..",
		"requester=03:00.1",
		"requester=3:0.1",
		"th=0",
		"ph=3",
		"st=0x5b",
		"width=16",
		"length=63",
		"ep=1",
		/* An absent field matches no value */
		"completer=00:00.0",
		"tag=0",
		"status=SC",
		"reg=0",
		"target=00:00.0",
		"byte_count=0..",
		"ecrc=0..",
		"msg_code=0..",
	};
	static const char *const of_completion[] = {
		"type=CplD",	"completer=05:01.2", "requester=03:00.0",
		"tag=7",	"status=SC",	     "byte_count=5",
		"lower_addr=2", "bytes=5",	     "length=2",
		"bcm=0",
	};

	for (size_t i = 0; i < sizeof(of_write) / sizeof(char *); i++)
		if (!holds(of_write[i], &write))
			fail_msg("%s does not hold", of_write[i]);
	for (size_t i = 0; i < sizeof(not_of_write) / sizeof(char *); i++)
		if (holds(not_of_write[i], &write))
			fail_msg("%s holds", not_of_write[i]);
	for (size_t i = 0; i < sizeof(of_completion) / sizeof(char *); i++)
		if (!holds(of_completion[i], &cpl))
			fail_msg("%s does not hold", of_completion[i]);

	/* A TLP without hints has a tag but no ST */
	assert_true(holds("th=0", &plain));
	assert_true(holds("tag=0", &plain));
	assert_false(holds("st=0..0xffff", &plain));
	assert_false(holds("ph=0", &plain));
	assert_false(holds("width=8", &plain));
	assert_false(holds("th=0", &cpl));
	assert_false(holds("addr=0..", &cpl));
}

static void bytes_follow_the_enables(void **state)
{
	struct packet write = untagged(1, "up", 0x1000);

	write.tlp.first_be = 0xe;
	write.tlp.last_be = 0x3;
	assert_int_equal(packet_bytes(&write.tlp), 256 - 1 - 2);
	write.tlp.length = 2;
	assert_int_equal(packet_bytes(&write.tlp), 5);
	write.tlp.length = 1;
	write.tlp.last_be = 0;
	assert_int_equal(packet_bytes(&write.tlp), 3);
	write.tlp.first_be = 0;
	assert_int_equal(packet_bytes(&write.tlp), 0);
}

#define BDF(text)                                            \
	"requester=" text " is not bus:device.function (or " \
	"bus:device.*, bus:*)"
#define SECONDS(text)                                          \
	"time=" text " is not seconds or a range of them (N, " \
	"FIRST..LAST, FIRST.., FIRST+LENGTH)"

static void wrong_conditions_are_explained(void **state)
{
	static const struct {
		const char *text, *error;
	} rows[] = {
		{"st", "\"st\" is not FIELD=VALUE"},
		{"=3", "\"=3\" is not FIELD=VALUE"},
		{"sT=3", "unknown field \"sT\"; tph-dump(1) lists the fields"},
		{"!=3", "\"!=3\" is not FIELD=VALUE"},
		{"st!3", "\"st!3\" is not FIELD=VALUE"},
		{"st=1,", "st= needs a value"},
		{"st=,1", "st= needs a value"},
		{"link!=dn0,", "link= needs a value"},
		{"th=2", "th=2 is not 0 or 1"},
		{"th=0..1", "th=0..1 is not 0 or 1"},
		{"requester=03:00", BDF("03:00")},
		{"requester=03:20.0", BDF("03:20.0")},
		{"requester=03:00.8", BDF("03:00.8")},
		{"requester=03:00.0x", BDF("03:00.0x")},
		{"requester=0001:03:00.0", BDF("0001:03:00.0")},
		{"link=", "link= needs a value"},
		{"requester=03:00.1..03:00.0", BDF("03:00.1..03:00.0")},
		{"requester=03:00.0+8", BDF("03:00.0+8")},
		{"requester=03:.0", BDF("03:.0")},
		{"requester=103:00.0", BDF("103:00.0")},
		{"time=x", SECONDS("x")},
		{"time=1.", SECONDS("1.")},
		{"time=.5", SECONDS(".5")},
		{"time=-1", SECONDS("-1")},
		{"time=0.0000000001", SECONDS("0.0000000001")},
		{"time=18446744074", SECONDS("18446744074")},
		{"time=18446744073.8", SECONDS("18446744073.8")},
		{"time=2..1", SECONDS("2..1")},
		{"time=1+0", SECONDS("1+0")},
		{"dir=left", "dir=left is not one of down up"},
		{"type=IORd32",
		 "type=IORd32 is not one of MRd MRdLk MWr DMWr "
		 "FetchAdd Swap CAS IORd IOWr CfgRd0 CfgWr0 "
		 "CfgRd1 CfgWr1 Msg MsgD Cpl CplD CplLk CplDLk "
		 "NOP UIOMRd UIOMWr UIOWrCpl UIORdCpl UIORdCplD"},
		{"type=MWr,Mwrr",
		 "type=Mwrr is not one of MRd MRdLk MWr DMWr FetchAdd "
		 "Swap CAS IORd IOWr CfgRd0 CfgWr0 CfgRd1 CfgWr1 "
		 "Msg MsgD Cpl CplD CplLk CplDLk "
		 "NOP UIOMRd UIOMWr UIOWrCpl UIORdCpl UIORdCplD"},
		{"status=OK",
		 "status=OK is not one of SC UR RRS reserved CA reserved"},
		{"st=0x", "st=0x is not a number or a range (N, FIRST..LAST, "
			  "FIRST.., FIRST+SIZE; decimal or 0x)"},
	};
	struct match match = {0};
	char error[256];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(match_add(&match, rows[i].text, error,
					   sizeof(error)),
				 -EINVAL);
		assert_string_equal(error, rows[i].error);
		assert_int_equal(match.count, 0);
	}
	assert_int_equal(match.values_count, 0);
	for (int i = 0; i < MATCH_MAX_TERMS; i++)
		assert_int_equal(match_add(&match, "th=1", error, 1), 0);
	assert_int_equal(match_add(&match, "th=1", error, sizeof(error)),
			 -EINVAL);
	assert_string_equal(error, "more than 16 conditions");
}

static void values_have_an_end(void **state)
{
	char text[500] = "tag=0", error[100];
	struct match match = {0};

	for (int i = 1; i < MATCH_MAX_VALUES; i++)
		strcat(text, ",0");
	assert_int_equal(match_add(&match, text, error, sizeof(error)), 0);
	assert_int_equal(match_add(&match, "type=MWr", error, sizeof(error)),
			 -EINVAL);
	assert_string_equal(error, "more than 64 values");
	match = (struct match){0};
	strcat(text, ",0");
	assert_int_equal(match_add(&match, text, error, sizeof(error)),
			 -EINVAL);
	assert_string_equal(error, "more than 64 values");
	assert_int_equal(match.values_count, 0);
	/* A name of two values, 3 and 5 to 7, replaces the last value */
	strcpy(text, "type=IORd");
	for (int i = 1; i < MATCH_MAX_VALUES - 1; i++)
		strcat(text, ",IOWr");
	match = (struct match){0};
	assert_int_equal(match_add(&match, text, error, sizeof(error)), 0);
	assert_int_equal(match_add(&match, "status=reserved", error,
				   sizeof(error)),
			 -EINVAL);
	assert_string_equal(error, "more than 64 values");
	assert_int_equal(match.values_count, MATCH_MAX_VALUES - 1);
	assert_int_equal(match_add(&match, "type=MWr", error, sizeof(error)),
			 0);
	memset(text, '1', 300);
	memcpy(text, "st=", 3);
	text[300] = '\0';
	match = (struct match){0};
	assert_int_equal(match_add(&match, text, error, sizeof(error)),
			 -EINVAL);
	assert_string_equal(error, "st= has a value of 297 characters");
}

static void lists_hold_or_not(void **state)
{
	struct packet write = tagged(5, "dn0", 0xfe800100, 0x5a);
	struct packet cpl = completion(3, "up");
	struct packet broken = {.raw = {.link = "dn0", .dir = CAPTURE_UP},
				.error = -EPROTO};
	static const char *const of_write[] = {
		"type=MRd,MWr",
		"type=mwr",
		"type=MWr32",
		"type=mwr64,mwr32",
		"type!=MRd,MRdLk",
		"type!=MWr64",
		"link=dn1,dn0",
		"link!=up,dn1,dn,dn00",
		"st=0x59,0x5a",
		"st=1..5,0x5a..0x5b,99",
		"st!=0x59,0x5b..0x60",
		"dir=down,up",
		"dir=UP",
		"requester=03:00.*",
		"requester=03:*",
		"requester=02:00.0..03:01.0",
		"requester=04:00.0,03:00.0",
		"requester!=03:00.1,04:*,02:1f.*",
		/* An absent field differs from every value */
		"completer!=03:00.0",
		"tag!=0",
		"time=0.000004",
		"time=0.000004000",
		"time=0..0.000004",
		"time=0.000003..0.1",
		"time=0.000004+0.000000001",
		"time=0..1",
		"time=0..",
		"time!=0.000005..",
	};
	static const char *const not_of_write[] = {
		"type=MRd,CplD",
		"type!=MRd,MWr",
		"type!=MWr",
		"type=MWr64",
		"link!=up,dn0",
		"link=up,dn1,dn,dn00",
		"st=0x59,0x5b",
		"st!=0x59,0x5a",
		"st!=0..",
		"requester=03:01.*",
		"requester=04:*",
		"requester!=03:*",
		"requester=02:00.0..02:1f.7",
		"th!=1",
		"time=0.000003",
		"time=0.000004001..",
		"time=0.000003+0.000001",
		"time=5",
	};

	write.first_ns = 1000;
	for (size_t i = 0; i < sizeof(of_write) / sizeof(char *); i++)
		if (!holds(of_write[i], &write))
			fail_msg("%s does not hold", of_write[i]);
	for (size_t i = 0; i < sizeof(not_of_write) / sizeof(char *); i++)
		if (holds(not_of_write[i], &write))
			fail_msg("%s holds", not_of_write[i]);
	/* There is no time before the first packet */
	write.first_ns = 6000;
	assert_false(holds("time=0..", &write));
	assert_true(holds("status=UR,SC", &cpl));
	assert_true(holds("status!=reserved", &cpl));
	cpl.tlp.status = 5;
	assert_true(holds("status=reserved", &cpl));
	/* Only the place of a malformed packet is known */
	assert_true(holds("link=dn0", &broken));
	assert_true(holds("dir=up", &broken));
	assert_false(holds("type=MRd", &broken));
	assert_false(holds("tc=0", &broken));
	assert_true(holds("type!=MWr", &broken));
}

static void fields_of_flit_mode(void **state)
{
	struct packet packet = tagged(1, "dn0", 0x1000, 0x5a);
	static const char *const here[] = {
		"flit=1",
		"tag=9",
		"ama=5",
		"pasid=0x12345",
		"pmr=1",
		"er=0",
		"nw=1",
		"dst_segment=3",
		"req_segment=4",
		"ide_stream=0x21",
		"ide_substream=6",
		"ide_pr_sent=0x77",
		"ide_k=1",
		"ide_t=0",
		"ohc=0x7",
		"ts=1",
	};
	static const char *const nowhere[] = {
		"ln=0",
		"bcm=0",
		"cpl_segment=0..",
	};

	packet.tlp.flit = true;
	packet.tlp.tag = 9;
	packet.tlp.av = true;
	packet.tlp.ama = 5;
	packet.tlp.pv = true;
	packet.tlp.pmr = true;
	packet.tlp.nw = true;
	packet.tlp.pasid = 0x12345;
	packet.tlp.dsv = true;
	packet.tlp.dst_segment = 3;
	packet.tlp.req_segment = 4;
	packet.tlp.ohc = TLP_OHC_A | TLP_OHC_B | TLP_OHC_C;
	packet.tlp.ohc_dw[TLP_OHC_SLOT_C] = 0x04772162;
	packet.tlp.ts = TLP_TS_ECRC;
	for (size_t i = 0; i < sizeof(here) / sizeof(char *); i++)
		if (!holds(here[i], &packet))
			fail_msg("%s does not hold", here[i]);
	for (size_t i = 0; i < sizeof(nowhere) / sizeof(char *); i++)
		if (holds(nowhere[i], &packet))
			fail_msg("%s holds", nowhere[i]);
	/* Sub-Stream 111b: not under IDE */
	packet.tlp.ohc_dw[TLP_OHC_SLOT_C] = 0x04772172;
	assert_false(holds("ide_stream=0..", &packet));
	assert_true(holds("req_segment=4", &packet));
	packet.tlp.pv = packet.tlp.dsv = packet.tlp.av = false;
	packet.tlp.ohc = 0;
	assert_false(holds("pasid=0..", &packet));
	assert_false(holds("pmr=0,1", &packet));
	assert_false(holds("nw=0,1", &packet));
	assert_false(holds("ama=0..", &packet));
	assert_false(holds("dst_segment=0..", &packet));
	assert_false(holds("req_segment=0..", &packet));
}

static void broken_rules_are_values(void **state)
{
	struct packet packet = untagged(1, "dn0", 0x1000);

	assert_false(holds("rules=malformed,unsupported,remark", &packet));
	assert_true(holds("rules!=crosses-4k", &packet));
	packet.tlp.addr = 0x1f04;
	assert_true(holds("rules=crosses-4k", &packet));
	assert_true(holds("rules=malformed", &packet));
	assert_false(holds("rules=remark", &packet));
	/* Two at once */
	packet.tlp.ln = true;
	assert_true(holds("rules=ln-withdrawn", &packet));
	assert_true(holds("rules=crosses-4k", &packet));
	assert_true(holds("rules=remark", &packet));
	assert_false(holds("rules!=ln-withdrawn", &packet));
	assert_false(holds("rules!=crosses-4k", &packet));
	assert_true(holds("rules!=truncated", &packet));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranges_parse),
		cmocka_unit_test(conditions_hold_or_not),
		cmocka_unit_test(bytes_follow_the_enables),
		cmocka_unit_test(lists_hold_or_not),
		cmocka_unit_test(fields_of_flit_mode),
		cmocka_unit_test(wrong_conditions_are_explained),
		cmocka_unit_test(values_have_an_end),
		cmocka_unit_test(broken_rules_are_values),
	};

	return cmocka_run_group_tests_name("analyze-match", tests, NULL, NULL);
}
