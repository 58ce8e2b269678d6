// SPDX-License-Identifier: BSD-3-Clause
/* Rules: counts, and reported packets */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/analyze/packets.h"
#include "tests/analyze/rules.h"

/* Sixteen writes of 256 bytes with ST 0x5a on dn0, and one without on up */
static void feed_burst(struct expect *expect)
{
	struct packet packet;

	for (unsigned int i = 0; i < 16; i++) {
		packet = tagged(i + 1, "dn0", 0xfe800000 + i * 256, 0x5a);
		expect_feed(expect, &packet);
	}
	packet = untagged(17, "up", 0xfe800000);
	expect_feed(expect, &packet);
}

static bool burst_keeps(const char *rule)
{
	struct expect expect = {0};
	bool holds;

	add(&expect, rule);
	feed_burst(&expect);
	holds = expect_holds(&expect);
	expect_free(&expect);
	return holds;
}

static void rules_hold_or_not(void **state)
{
	static const char *const kept[] = {
		"link=dn0 type=MWr addr=0xfe800000+0x1000 requester=03:00.0 : "
		"count=16 th=1 ph=2 st=0x5a width=8",
		"link=dn0 : th=1",
		"link=dn0 : total=4096 count=16",
		"type=MWr : count=17",
		"type=MWr : count=17..17",
		"type=MWr : count=1..",
		"type=MRd : count=0",
		"th=1 st=0x5b : count=0",
		": count=17",
		"else type=MRd : th=1",
		"else : count=17",
		"  th=1 : st=0x5a   # and nothing else",
	};
	static const char *const broken[] = {
		"link=dn0 : st=0x5b",
		"link=dn0 : th=0",
		"link=dn0 : width=16",
		"type=MWr : th=1",
		"link=dn0 : count=15",
		"link=dn0 : count=17",
		"link=dn0 : count=17..",
		"link=dn0 : total=4095",
		"link=dn0 : total=4097..",
		/* At least one is expected */
		"type=MRd : th=1",
		"type=MRd :",
		"link=dn1 : ",
		"else : count=0",
		"else type=MRd : count=1",
		/* One too many is enough */
		"th=0 : count=0",
	};

	for (size_t i = 0; i < sizeof(kept) / sizeof(char *); i++)
		if (!burst_keeps(kept[i]))
			fail_msg("broken: %s", kept[i]);
	for (size_t i = 0; i < sizeof(broken) / sizeof(char *); i++)
		if (burst_keeps(broken[i]))
			fail_msg("kept: %s", broken[i]);
}

static void else_sees_what_is_left(void **state)
{
	struct expect expect = {0};

	add(&expect, "link=dn0 addr=0xfe800000+0x800 : st=0x5a count=8");
	add(&expect, "else type=MWr th=1 : count=8");
	add(&expect, "link=dn0 : count=16");
	add(&expect, "else type=MWr : th=0 count=1");
	feed_burst(&expect);
	assert_true(expect_holds(&expect));
	assert_int_equal(expect.rules[1].count, 8);
	assert_int_equal(expect.rules[3].count, 1);
	assert_int_equal(expect.rules[3].bytes, 256);
	expect_free(&expect);
}

static void nothing_fed_breaks_what_must_be_there(void **state)
{
	struct expect expect = {0};

	add(&expect, "type=MWr : th=1");
	assert_false(expect_holds(&expect));
	add(&expect, "type=MRd : count=0");
	assert_true(expect_rule_holds(&expect.rules[1]));
	expect_free(&expect);
}

static void report_shows_the_first_offenders(void **state)
{
	static const char *const wanted =
		"line 1 does not hold: link=dn0 : st=0x5b ph=2\n"
		"  packet 1 at byte 0 (dn0 ^ 0.000001000) is not st=0x5b:\n"
		"    MWr32 03:00.0 > 0xfe800000 64 DW "
		"BE f/f TH+ PH 2 ST 0x5a\n"
		"  packet 2 at byte 0 (dn0 ^ 0.000002000) is not st=0x5b:\n"
		"    MWr32 03:00.0 > 0xfe800100 64 DW "
		"BE f/f TH+ PH 2 ST 0x5a\n"
		"  packet 3 at byte 0 (dn0 ^ 0.000003000) is not st=0x5b:\n"
		"    MWr32 03:00.0 > 0xfe800200 64 DW "
		"BE f/f TH+ PH 2 ST 0x5a\n"
		"  and 13 more\n"
		"line 3 does not hold: link=up : count=0\n"
		"  TLPs: 1, expected 0\n"
		"  packet 17 at byte 0 (up ^ 0.000017000) is not allowed:\n"
		"    MWr32 03:00.0 tag 0x00 > 0xfe800000 64 DW BE f/f TH-\n"
		"line 4 does not hold: link=up : count=2..5 total=1..\n"
		"  TLPs: 1, expected 2 to 5\n"
		"line 5 does not hold: link=up : total=1000..\n"
		"  bytes: 256, expected at least 1000\n";
	struct expect expect = {0};
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	add(&expect, "link=dn0 : st=0x5b ph=2 # changed by one");
	add(&expect, "link=dn0 : st=0x5a");
	add(&expect, "link=up : count=0");
	add(&expect, "link=up : count=2..5 total=1..");
	add(&expect, "link=up : total=1000..");
	feed_burst(&expect);
	expect_report(&expect, false, out);
	fclose(out);
	assert_string_equal(text, wanted);
	free(text);
	expect_free(&expect);
}

static void names_stand_for_values(void **state)
{
	struct expect expect = {0};
	char line[64], error[100];

	add(&expect, "let dn = dn0");
	add(&expect, "let first=0xfe800000");
	add(&expect, "let page = $first+0x1000");
	add(&expect, "let\ttags = 0x59,0x5a # two");
	add(&expect, "link=$dn addr=$page : st=$tags count=16");
	add(&expect, "link!=$dn,dn1 : addr=$first count=1");
	assert_int_equal(expect.count, 2);
	assert_string_equal(expect.rules[0].text,
			    "link=$dn addr=$page : st=$tags count=16");
	feed_burst(&expect);
	assert_true(expect_holds(&expect));
	assert_int_equal(expect_add(&expect, "let dn = dn1", 9, error,
				    sizeof(error)),
			 -EINVAL);
	assert_string_equal(error, "$dn is already defined");
	expect_free(&expect);

	/* Twice as long each time */
	add(&expect, "let a0 = 11111111");
	for (int i = 1; i <= 9; i++) {
		snprintf(line, sizeof(line), "let a%d = $a%d$a%d", i, i - 1,
			 i - 1);
		add(&expect, line);
	}
	assert_int_equal(expect_add(&expect, "let a = $a9$a0", 11, error,
				    sizeof(error)),
			 -EINVAL);
	assert_string_equal(error, "more than 4096 characters");
	expect_free(&expect);
}

static void wrong_lines_are_explained(void **state)
{
	static const struct {
		const char *line, *error;
	} rows[] = {
		{"type=MWr",
		 "no \" : \" between the selection and the requirement"},
		{"else",
		 "no \" : \" between the selection and the requirement"},
		{"type=MWr: th=1", "type=MWr: is not one of MRd "},
		{"type=MWr : th=1 : ph=2", "\":\" is not FIELD=VALUE"},
		{"count=3 : th=1", "unknown field \"count\""},
		{"type=MWr : count=x", "count=x is not a number or a range"},
		{"type=MWr : total=", "total= is not a number or a range"},
		{"only : th=1", "\"only\" is not FIELD=VALUE"},
		{"let", "\"let\" is not FIELD=VALUE"},
		{"let =", "\"let =\" is not of the form let NAME = VALUE"},
		{"let 1x = 3",
		 "\"let 1x = 3\" is not of the form let NAME = VALUE"},
		{"let x 3", "\"let x 3\" is not of the form let NAME = VALUE"},
		{"let x =", "let x = needs one value without blanks"},
		{"let x = 1 2", "let x = needs one value without blanks"},
		{"let x = $y",
		 "unknown name $y; define it above by let y = VALUE"},
		{"st=$y+ : th=1", "unknown name $y; define it above"},
		{"st=$ : th=1", "no name after $"},
	};
	struct expect expect = {0};
	char error[256];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(expect_add(&expect, rows[i].line, 1, error,
					    sizeof(error)),
				 -EINVAL);
		error[strlen(rows[i].error)] = '\0';
		assert_string_equal(error, rows[i].error);
		assert_int_equal(expect.count, 0);
	}
	add(&expect, "");
	add(&expect, " \t\r\n");
	add(&expect, "# all of it");
	add(&expect, "  # type=MWr : th=1");
	assert_int_equal(expect.count, 0);
	expect_free(&expect);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_hold_or_not),
		cmocka_unit_test(else_sees_what_is_left),
		cmocka_unit_test(nothing_fed_breaks_what_must_be_there),
		cmocka_unit_test(report_shows_the_first_offenders),
		cmocka_unit_test(names_stand_for_values),
		cmocka_unit_test(wrong_lines_are_explained),
	};

	return cmocka_run_group_tests_name("analyze-expect", tests, NULL, NULL);
}
