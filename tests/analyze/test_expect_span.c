// SPDX-License-Identifier: BSD-3-Clause
/* Rules for spans of a capture */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/analyze/packets.h"
#include "tests/analyze/rules.h"

#define BAR  0xfe800000
#define MARK 0xfd000000

/*
 * Packets 1 to 9: three writes with tag 1, a mark, three writes with tag 2, another
 * mark, a write with tag 3. The mark n is a write at MARK + 8 * n on dn2.
 */
static void feed_marked(struct expect *expect)
{
	uint64_t number = 1;
	struct packet packet;

	for (uint16_t st = 1; st <= 3; st++) {
		for (unsigned int i = 0; i < (st == 3 ? 1 : 3); i++) {
			packet = tagged(number++, "dn0", BAR + st * 0x1000, st);
			expect_feed(expect, &packet);
		}
		if (st == 3)
			break;
		packet = untagged(number++, "dn2", MARK + st * 8);
		expect_feed(expect, &packet);
	}
}

/* Return: true if both lines hold for the packets above */
static bool hold(const char *span, const char *rule)
{
	struct expect expect = {0};
	bool holds;

	add(&expect, span);
	add(&expect, rule);
	feed_marked(&expect);
	holds = expect_holds(&expect);
	expect_free(&expect);
	return holds;
}

static void rules_hold_inside_or_outside(void **state)
{
	static const char after_1[] = "span a from link=dn2 addr=0xfd000008";
	static const char between[] =
		"span a from link=dn2 addr=0xfd000008 to link=dn2 addr=0xfd000010";
	static const char each[] = "span a from link=dn2 to st=2,3";
	static const struct {
		const char *span, *rule;
		bool holds;
	} rows[] = {
		/* No tag 1 after the mark that retires it */
		{after_1, "in=a st=1 : count=0", true},
		{after_1, "in=a link=dn0 : st=2,3 count=4", true},
		{after_1, "in=a : count=5", true},
		{after_1, "in=a st=2 : count=0", false},
		{after_1, "in=a addr=0xfe801000+0x1000 : count=0", true},
		{after_1, "in=a addr=0xfe803000+0x1000 : count=0", false},
		{after_1, "in!=a link=dn0 : st=1 count=3", true},
		/* The marks themselves are outside */
		{after_1, "in!=a link=dn2 : count=1", true},
		{between, "in=a : st=2 count=3", true},
		{between, "in!=a link=dn0 : st=1,3 count=4", true},
		{between, "in=a in!=a : count=0", true},
		{between, "else in=a : count=3", true},
		/* It begins anew with each mark, and is over at once */
		{each, "in=a : count=0", true},
		{"span a from st=1 to link=dn2", "in=a : st=1 count=2", true},
		/* A rule about it would hold for nothing */
		{"span a from st=4", "in=a : count=0", false},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (hold(rows[i].span, rows[i].rule) != rows[i].holds)
			fail_msg("%s; %s: not %d", rows[i].span, rows[i].rule,
				 rows[i].holds);
}

/* Spans begin again; a TLP that ends and begins one is outside */
static void spans_begin_again(void **state)
{
	struct expect expect = {0};

	add(&expect, "span a from type=MWr to type=MWr");
	add(&expect, "span b from link=dn2 to link=dn0");
	add(&expect, "span c from link=dn2");
	add(&expect, "in=a : count=0");
	feed_marked(&expect);
	assert_true(expect_holds(&expect));
	assert_int_equal(expect.spans[0].begun, 9);
	assert_int_equal(expect.spans[1].begun, 2);
	assert_int_equal(expect.spans[2].begun, 1);
	expect_free(&expect);
}

/*
 * Each of many spans begins with its own TLP, once, of those that are alike but for one
 * field, in whatever order its conditions are written.
 */
static void each_of_many_spans_begins(void **state)
{
	static const char *const forms[] = {
		"span a%u from addr=%#x to addr=%#x",
		"span b%u from type=MWr link=dn2 addr=%#x th=0 to addr=%#x",
	};
	const unsigned int n = 500;
	struct expect expect = {0};
	struct packet packet;
	char line[100];

	add(&expect, "span at from at=0 dir=up");
	add(&expect, "span type from type=MWr");
	add(&expect, "span link from link=dn2");
	add(&expect, "span never from type=MRd addr=0xfd000000");
	/* Backwards: the order of the lines is not that of the TLPs */
	for (unsigned int i = n; i-- > 0;) {
		for (unsigned int f = 0; f < 2; f++) {
			snprintf(line, sizeof(line), forms[f], i, MARK + 8 * i,
				 MARK + 8 * (i + 2));
			add(&expect, line);
		}
		snprintf(line, sizeof(line),
			 "in=a%u in=b%u : addr=%#x count=%u", i, i,
			 MARK + 8 * (i + 1), i + 1 < n);
		add(&expect, line);
	}
	for (unsigned int i = 0; i < n; i++) {
		packet = untagged(i + 1, "dn2", MARK + 8 * i);
		expect_feed(&expect, &packet);
	}
	for (size_t i = 0; i < expect.spans_count; i++)
		if (expect.spans[i].begun != (i != 3))
			fail_msg("%s: begun %ju", expect.spans[i].text,
				 (uintmax_t)expect.spans[i].begun);
	for (size_t i = 0; i < expect.count; i++)
		if (!expect_rule_holds(&expect.rules[i]))
			fail_msg("%s: %ju", expect.rules[i].text,
				 (uintmax_t)expect.rules[i].count);
	expect_free(&expect);
}

static void report_shows_spans(void **state)
{
	static const char wanted[] =
		"line 1 begins: span stale from link=$mark\n"
		"  times: 1\n"
		"line 2 never begins: span late from link=dn3\n"
		"line 3 does not hold: in=stale st=2 : count=0\n"
		"  TLPs: 3, expected 0\n"
		"  packet 5 at byte 0 (dn0 ^ 0.000005000) is not allowed:\n"
		"    MWr32 03:00.0 > 0xfe802000 64 DW BE f/f TH+ PH 2 ST 0x02\n"
		"  packet 6 at byte 0 (dn0 ^ 0.000006000) is not allowed:\n"
		"    MWr32 03:00.0 > 0xfe802000 64 DW BE f/f TH+ PH 2 ST 0x02\n"
		"  packet 7 at byte 0 (dn0 ^ 0.000007000) is not allowed:\n"
		"    MWr32 03:00.0 > 0xfe802000 64 DW BE f/f TH+ PH 2 ST 0x02\n";
	struct expect expect = {0};
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	add(&expect, "let mark = dn2");
	add(&expect, "span stale from link=$mark # retired");
	add(&expect, "span late from link=dn3");
	add(&expect, "in=stale st=2 : count=0");
	feed_marked(&expect);
	assert_false(expect_holds(&expect));
	expect_report(&expect, true, out);
	fclose(out);
	assert_string_equal(text, wanted);
	free(text);
	expect_free(&expect);
}

static void wrong_lines_are_explained(void **state)
{
	static const char form[] =
		"a span is of the form span NAME from FIELD=VALUE... [to FIELD=VALUE...]";
	static const struct {
		const char *line, *error;
	} rows[] = {
		{"span", form},
		{"span b", form},
		{"span b from", form},
		{"span b link=dn0", form},
		{"span b= from link=dn0", form},
		{"span from link=dn0", form},
		{"span b from to link=dn0", form},
		{"span b from link=dn0 to", form},
		{"span b to link=dn0", form},
		{"span b from link=dn0 from st=1",
		 "\"from\" is not FIELD=VALUE"},
		{"span b from link=dn0 : count=0", "\":\" is not FIELD=VALUE"},
		{"span b from count=1", "unknown field \"count\""},
		{"span b from link=$x", "unknown name $x"},
		{"span a from link=dn0", "span a is already defined"},
		{"in=b : count=0",
		 "unknown span \"b\"; define it above by span b from"},
		{"in!=a,b : count=0", "unknown span \"a,b\""},
		{"in= : count=0", "unknown span \"\""},
		{"in=a in=a in=a in=a in=a : count=0",
		 "more than 4 spans in a rule"},
		{"st=1 : in=a", "unknown field \"in\""},
	};
	struct expect expect = {0};
	char error[256];

	add(&expect, "span a from link=dn0");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(expect_add(&expect, rows[i].line, 1, error,
					    sizeof(error)),
				 -EINVAL);
		error[strlen(rows[i].error)] = '\0';
		assert_string_equal(error, rows[i].error);
		assert_int_equal(expect.count, 0);
		assert_int_equal(expect.spans_count, 1);
	}
	expect_free(&expect);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_hold_inside_or_outside),
		cmocka_unit_test(spans_begin_again),
		cmocka_unit_test(each_of_many_spans_begins),
		cmocka_unit_test(report_shows_spans),
		cmocka_unit_test(wrong_lines_are_explained),
	};

	return cmocka_run_group_tests_name("analyze-expect-span", tests, NULL,
					   NULL);
}
