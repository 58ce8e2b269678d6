// SPDX-License-Identifier: BSD-3-Clause
/* Completions that precede their request in the capture, or have no request */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "tests/analyze/joins.h"

/* A held completion was resolved: its packet, and its request's packet or 0 */
static void assert_decided(void **state, uint64_t number, uint64_t request)
{
	const struct join_request *whose;
	struct packet packet = {0};

	assert_true(join_decided(*state, &packet, &whose));
	assert_int_equal(packet.raw.number, number);
	assert_int_equal(packet.tlp.type, TLP_CPLD);
	assert_int_equal(packet.tlp.requester, NIC);
	assert_int_equal(whose ? whose->number : 0, request);
}

static void assert_none_decided(void **state)
{
	const struct join_request *whose;
	struct packet packet;

	assert_false(join_decided(*state, &packet, &whose));
}

/* As the X520 was captured: the first half, the request, the second half */
static void early_half(void **state)
{
	struct join_event e;
	uint64_t first, last;

	assert_int_equal(add(state, data_of(1, 1, 0, 16, 128)).kind,
			 JOIN_EARLY);
	assert_none_decided(state);
	add(state, read_of(2, 1, 0x1000, 32));
	assert_none_decided(state);
	e = add(state, data_of(3, 1, 0x40, 16, 64));
	assert_decided(state, 1, 2);
	assert_none_decided(state);
	assert_int_equal(e.kind, JOIN_COMPLETION);
	assert_int_equal(e.misfit, DUE_FITS);
	assert_int_equal(e.ended->state, JOIN_COMPLETED);
	assert_int_equal(e.ended->misfit, DUE_FITS);
	assert_int_equal(e.ended->completions, 2);
	assert_int_equal(e.ended->early, 1);
	assert_int_equal(e.ended->bytes, 128);
	assert_false(join_latency(e.ended, &first, &last));
	assert_null(join_drain(*state));
	assert_none_decided(state);
}

/* All completions came early: they are joined at the end, or at reuse */
static void early_whole(void **state)
{
	const struct join_request *left;
	struct join_event e;

	add(state, data_of(1, 1, 0, 16, 64));
	add(state, read_of(2, 1, 0x1000, 16));
	e = add(state, read_of(3, 1, 0x2000, 16));
	assert_decided(state, 1, 2);
	assert_int_equal(e.ended->number, 2);
	assert_int_equal(e.ended->state, JOIN_COMPLETED);
	add(state, data_of(4, 1, 0, 16, 64));
	assert_none_decided(state);
	add(state, data_of(5, 2, 0, 16, 128));
	add(state, data_of(6, 2, 0x40, 16, 64));
	add(state, read_of(7, 2, 0x1000, 32));
	left = join_drain(*state);
	assert_decided(state, 5, 7);
	assert_decided(state, 6, 7);
	assert_int_equal(left->state, JOIN_COMPLETED);
	assert_int_equal(left->early, 2);
}

/* The capture begins between a request and its completion; the next request
 * with this tag looks the same, and is completed by its own ones
 */
static void late_capture(void **state)
{
	struct join_event e;

	add(state, data_of(1, 1, 0, 16, 128));
	add(state, data_of(2, 1, 0x40, 16, 64));
	add(state, read_of(3, 1, 0x1000, 32));
	e = add(state, data_of(4, 1, 0, 16, 128));
	assert_int_equal(e.misfit, DUE_FITS);
	assert_decided(state, 1, 0);
	assert_decided(state, 2, 0);
	assert_none_decided(state);
	e = add(state, data_of(5, 1, 0x40, 16, 64));
	assert_int_equal(e.ended->early, 0);
	assert_int_equal(e.ended->completions, 2);
}

/* A completion that does not fit the next request is not joined to it */
static void early_misfit(void **state)
{
	const struct join_request *left;

	add(state, data_of(1, 1, 0x40, 16, 64));
	add(state, read_of(2, 1, 0x1000, 32));
	left = join_drain(*state);
	assert_int_equal(left->state, JOIN_NEVER);
	assert_int_equal(left->completions, 0);
	assert_null(join_drain(*state));
	assert_decided(state, 1, 0);
	assert_none_decided(state);
}

/* Half came early, then nothing: not enough to find the request */
static void early_half_only(void **state)
{
	const struct join_request *left;

	add(state, data_of(1, 1, 0, 16, 128));
	add(state, read_of(2, 1, 0x1000, 32));
	left = join_drain(*state);
	assert_int_equal(left->state, JOIN_NEVER);
	assert_decided(state, 1, 0);
}

/* 64 packets later it is let go; so is the oldest of more than 63 at a time */
static void early_is_bounded(void **state)
{
	add(state, data_of(1, 1, 0, 16, 64));
	add(state, read_of(65, 2, 0x1000, 16));
	assert_none_decided(state);
	add(state, read_of(66, 3, 0x1000, 16));
	assert_decided(state, 1, 0);
	add(state, read_of(67, 1, 0x1000, 16));
	for (unsigned int i = 0; i < 63; i++) {
		add(state, data_of(100, 4 + i, 0, 16, 64));
		assert_none_decided(state);
	}
	add(state, data_of(101, 77, 0, 16, 64));
	assert_decided(state, 100, 0);
	assert_none_decided(state);
	assert_non_null(join_drain(*state));
	assert_non_null(join_drain(*state));
	assert_non_null(join_drain(*state));
	assert_null(join_drain(*state));
	for (unsigned int i = 0; i < 63; i++)
		assert_decided(state, i < 62 ? 100 : 101, 0);
	assert_none_decided(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(early_half),      TEST(early_whole),
		TEST(late_capture),    TEST(early_misfit),
		TEST(early_half_only), TEST(early_is_bounded),
	};

	return cmocka_run_group_tests_name("analyze-join-early", tests, NULL,
					   NULL);
}
