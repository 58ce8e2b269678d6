// SPDX-License-Identifier: BSD-3-Clause
/* Hints in a summary of TLPs */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "analyze/count/summary.h"
#include "tests/analyze/packets.h"

static void add(struct summary *s, struct packet packet)
{
	summary_add(s, &packet);
}

static void hints_are_collected(void **state)
{
	struct summary s = {0};
	struct packet packet;

	add(&s, untagged(5, "dn0", 0xfe800000));
	assert_int_equal(s.with_th, 0);
	assert_int_equal(s.phs, 0);
	add(&s, tagged(6, "dn0", 0xfe800100, 0x5a));
	add(&s, tagged(7, "dn0", 0xfe800200, 0x5a));
	packet = tagged(8, "dn0", 0xfe800300, 0x1234);
	packet.tlp.st_ext = true;
	packet.tlp.ph = 0;
	add(&s, packet);
	assert_int_equal(s.tlps, 4);
	assert_int_equal(s.with_th, 3);
	assert_int_equal(s.bytes, 4 * 256);
	assert_int_equal(s.phs, 1 << 2 | 1 << 0);
	assert_int_equal(s.st_count, 2);
	assert_int_equal(s.st[0], 0x5a);
	assert_int_equal(s.st[1], 0x1234);
}

static void many_tags_are_counted(void **state)
{
	struct summary s = {0};

	for (unsigned int i = 0; i < 600; i++)
		add(&s, tagged(i, "dn0", 0xfe800000, i % 256));
	assert_int_equal(s.st_count, 256);
	for (unsigned int i = 0; i < SUMMARY_MAX_ST; i++)
		assert_int_equal(s.st[i], i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hints_are_collected),
		cmocka_unit_test(many_tags_are_counted),
	};

	return cmocka_run_group_tests_name("analyze-summary", tests, NULL,
					   NULL);
}
