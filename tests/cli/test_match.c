// SPDX-License-Identifier: BSD-3-Clause
/* Conditions: what parses, what holds */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "cli/match.h"
#include "wires.h"

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

static bool holds(const char *text, const struct wire *wire)
{
	struct match match = {0};
	char error[200] = "";

	if (match_add(&match, text, error, sizeof(error)))
		fail_msg("%s: %s", text, error);
	return !match_first_failure(&match, wire);
}

static void conditions_hold_or_not(void **state)
{
	struct wire write = tagged(1, "dn0", 0xfe800100, 0x5a);
	struct wire plain = untagged(2, "up", 0xfe800100);
	struct wire cpl = completion(3, "up");
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
		/* Not there, whatever the value */
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

	/* Without hints there is a tag and no ST */
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
	struct wire write = untagged(1, "up", 0x1000);

	write.tlp.first_be = 0xe;
	write.tlp.last_be = 0x3;
	assert_int_equal(wire_bytes(&write.tlp), 256 - 1 - 2);
	write.tlp.length = 2;
	assert_int_equal(wire_bytes(&write.tlp), 5);
	write.tlp.length = 1;
	write.tlp.last_be = 0;
	assert_int_equal(wire_bytes(&write.tlp), 3);
	write.tlp.first_be = 0;
	assert_int_equal(wire_bytes(&write.tlp), 0);
}

static void wrong_conditions_are_explained(void **state)
{
	static const struct {
		const char *text, *error;
	} rows[] = {
		{"st", "\"st\" is not FIELD=VALUE"},
		{"=3", "\"=3\" is not FIELD=VALUE"},
		{"sT=3", "there is no field \"sT\""},
		{"th=2", "th=2 is not 0 or 1"},
		{"th=0..1", "th=0..1 is not 0 or 1"},
		{"requester=03:00",
		 "requester=03:00 is not bus:device.function"},
		{"requester=03:20.0",
		 "requester=03:20.0 is not bus:device.function"},
		{"requester=03:00.8",
		 "requester=03:00.8 is not bus:device.function"},
		{"requester=03:00.0x",
		 "requester=03:00.0x is not bus:device.function"},
		{"requester=0001:03:00.0",
		 "requester=0001:03:00.0 is not bus:device.function"},
		{"link=", "link= needs a value"},
		{"dir=left", "dir=left is none of up down"},
		{"type=mwr", "type=mwr is none of MRd MRdLk MWr DMWr FetchAdd "
			     "Swap CAS IORd IOWr CfgRd0 CfgWr0 CfgRd1 CfgWr1 "
			     "Msg MsgD Cpl CplD CplLk CplDLk"},
		{"status=OK",
		 "status=OK is none of SC UR RRS reserved CA reserved"},
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
	for (int i = 0; i < MATCH_MAX_TERMS; i++)
		assert_int_equal(match_add(&match, "th=1", error, 1), 0);
	assert_int_equal(match_add(&match, "th=1", error, sizeof(error)),
			 -EINVAL);
	assert_string_equal(error, "more than 16 conditions");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranges_parse),
		cmocka_unit_test(conditions_hold_or_not),
		cmocka_unit_test(bytes_follow_the_enables),
		cmocka_unit_test(wrong_conditions_are_explained),
	};

	return cmocka_run_group_tests_name("cli-match", tests, NULL, NULL);
}
