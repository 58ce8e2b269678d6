// SPDX-License-Identifier: BSD-3-Clause
/* Requests and completions that do not belong together */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "tests/analyze/joins.h"

static void error_ends_a_read(void **state)
{
	struct join_event e;

	add(state, read_of(1, 1, 0x1000, 32));
	add(state, data_of(2, 1, 0, 16, 128));
	e = add(state, plain_of(3, 1, TLP_CPL_CA, 64));
	assert_int_equal(e.misfit, DUE_FITS);
	assert_int_equal(e.ended->state, JOIN_COMPLETED);
	assert_int_equal(e.ended->status, TLP_CPL_CA);
	assert_int_equal(e.ended->cpl_type, TLP_CPL);
	assert_int_equal(e.ended->bytes, 64);
	assert_int_equal(e.ended->wanted, 128);
}

static void never_completed(void **state)
{
	const struct join_request *left;

	add(state, read_of(1, 1, 0x1000, 32));
	add(state, read_of(2, 2, 0x1000, 32));
	add(state, read_of(3, 3, 0x1000, 32));
	add(state, data_of(4, 2, 0, 32, 128));
	add(state, data_of(5, 3, 0, 16, 128));
	left = join_drain(*state);
	assert_int_equal(left->number, 1);
	assert_int_equal(left->state, JOIN_NEVER);
	assert_int_equal(left->completions, 0);
	left = join_drain(*state);
	assert_int_equal(left->number, 3);
	assert_int_equal(left->bytes, 64);
	assert_null(join_drain(*state));
}

/* Without a request by this requester, with this tag, on this link */
static void unexpected(void **state)
{
	struct packet packet;

	assert_int_equal(add(state, data_of(1, 1, 0, 16, 64)).kind, JOIN_EARLY);
	add(state, read_of(2, 1, 0x1000, 16));
	assert_int_equal(add(state, data_of(3, 2, 0, 16, 64)).kind, JOIN_EARLY);
	packet = data_of(4, 1, 0, 16, 64);
	packet.tlp.requester++;
	assert_int_equal(add(state, packet).kind, JOIN_EARLY);
	packet = data_of(5, 1, 0, 16, 64);
	packet.raw.interface = 1;
	assert_int_equal(add(state, packet).kind, JOIN_EARLY);
	packet = data_of(6, 1, 0, 16, 64);
	packet.raw.dir = CAPTURE_UP;
	assert_int_equal(add(state, packet).kind, JOIN_EARLY);
	assert_non_null(add(state, data_of(7, 1, 0, 16, 64)).ended);
	assert_int_equal(add(state, data_of(8, 1, 0, 16, 64)).kind, JOIN_EARLY);
}

static void tag_reused(void **state)
{
	struct join_event e;

	add(state, read_of(1, 1, 0x1000, 32));
	add(state, data_of(2, 1, 0, 16, 128));
	e = add(state, read_of(3, 1, 0x2000, 16));
	assert_int_equal(e.kind, JOIN_REQUEST);
	assert_int_equal(e.request->number, 3);
	assert_int_equal(e.ended->number, 1);
	assert_int_equal(e.ended->state, JOIN_TAG_REUSED);
	assert_int_equal(e.ended->bytes, 64);
	assert_int_not_equal(e.ended->slot, e.request->slot);
	e = add(state, data_of(4, 1, 0, 16, 64));
	assert_int_equal(e.ended->number, 3);
	assert_null(join_drain(*state));
}

/*
 * Room for four: the fifth drops the oldest, whose completion stays unmatched
 */
static void oldest_given_up(void **state)
{
	unsigned int slots = 0;
	struct join_event e;

	for (unsigned int i = 1; i <= 4; i++) {
		e = add(state, read_of(i, i, 0x1000, 16));
		assert_null(e.ended);
		slots |= 1u << e.request->slot;
	}
	assert_int_equal(__builtin_popcount(slots), 4);
	e = add(state, read_of(5, 5, 0x1000, 16));
	assert_int_equal(e.ended->number, 1);
	assert_int_equal(e.ended->state, JOIN_GIVEN_UP);
	assert_true(e.request->slot <= 4);
	assert_int_not_equal(e.ended->slot, e.request->slot);
	assert_int_equal(add(state, data_of(6, 1, 0, 16, 64)).kind, JOIN_EARLY);
	for (unsigned int i = 2; i <= 5; i++)
		assert_int_equal(
			add(state, data_of(6, i, 0, 16, 64)).ended->number, i);
}

static void time_backwards(void **state)
{
	struct packet answer = data_of(2, 1, 0, 16, 64);
	struct join_event e;
	uint64_t first, last;

	add(state, read_of(1, 1, 0x1000, 16));
	answer.raw.ns = 99;
	e = add(state, answer);
	assert_non_null(e.ended);
	assert_false(join_latency(e.ended, &first, &last));
}

/* Text, which has neither: in order, without regard to directions */
static void no_time_no_direction(void **state)
{
	struct packet request = read_of(1, 1, 0x1000, 16);
	struct packet answer = data_of(2, 1, 0, 16, 64);
	struct join_event e;
	uint64_t first, last;

	request.raw.dir = answer.raw.dir = CAPTURE_DIR_UNKNOWN;
	request.raw.timed = answer.raw.timed = false;
	request.raw.ns = answer.raw.ns = 0;
	add(state, request);
	e = add(state, answer);
	assert_non_null(e.ended);
	assert_false(join_latency(e.ended, &first, &last));
}

static void capacity_is_checked(void **state)
{
	struct join *join = NULL;

	assert_int_equal(join_create(0, &join), -EINVAL);
	assert_int_equal(join_create((1 << 24) + 1, &join), -EINVAL);
	assert_null(join);
	assert_int_equal(join_create(1, &join), 0);
	join_free(join);
	join_free(NULL);
}

/* 128 bytes from 0x1020, or @request, then a completion */
static enum due_misfit misfit(struct packet request, struct packet completion,
			      bool last)
{
	struct join_event e;
	struct join *join;

	assert_int_equal(join_create(1, &join), 0);
	join_add(join, &request);
	e = join_add(join, &completion);
	assert_int_equal(e.kind, JOIN_COMPLETION);
	assert_int_equal(!!e.ended, last);
	assert_int_equal(e.request->misfit, e.misfit);
	assert_int_equal(e.request->misfit_number,
			 e.misfit ? completion.raw.number : 0);
	join_free(join);
	return e.misfit;
}

static void misfits(void **state)
{
	struct packet read = read_of(1, 1, 0x1020, 32);
	struct packet locked = with_type(read, TLP_MRDLK);
	struct packet write = with_type(read, TLP_DMWR);
	struct packet swap = with_type(read_of(1, 1, 0x1020, 2), TLP_SWAP);
	struct packet modified = data_of(2, 1, 0x20, 24, 96);

	assert_int_equal(misfit(read, data_of(2, 1, 0x20, 32, 128), true),
			 DUE_FITS);
	assert_int_equal(misfit(locked, data_of(2, 1, 0x20, 32, 128), true),
			 DUE_TYPE);
	assert_int_equal(misfit(read, plain_of(2, 1, TLP_CPL_SC, 4), true),
			 DUE_NO_DATA);
	assert_int_equal(misfit(write, data_of(2, 1, 0, 1, 4), true), DUE_DATA);
	assert_int_equal(misfit(write, plain_of(2, 1, TLP_CPL_SC, 64), true),
			 DUE_BYTE_COUNT);
	assert_int_equal(misfit(read, data_of(2, 1, 0x20, 8, 64), false),
			 DUE_BYTE_COUNT);
	assert_int_equal(misfit(read, data_of(2, 1, 0x20, 16, 64), true),
			 DUE_BYTE_COUNT);
	assert_int_equal(misfit(read, data_of(2, 1, 0x20, 32, 256), true),
			 DUE_BYTE_COUNT);
	assert_int_equal(misfit(swap, data_of(2, 1, 0, 1, 4), true),
			 DUE_BYTE_COUNT);
	assert_int_equal(misfit(read, data_of(2, 1, 0x20, 33, 128), true),
			 DUE_LENGTH);
	assert_int_equal(misfit(read, data_of(2, 1, 0x24, 32, 128), true),
			 DUE_LOWER_ADDR);
	assert_int_equal(misfit(read, data_of(2, 1, 0x20, 9, 128), false),
			 DUE_BOUNDARY);
	assert_int_equal(misfit(read, data_of(2, 1, 0x20, 24, 128), false),
			 DUE_FITS);
	modified.tlp.bcm = true;
	assert_int_equal(misfit(read, modified, false), DUE_FITS);
	modified.tlp.byte_count = 160;
	modified.tlp.length = 40;
	assert_int_equal(misfit(read, modified, true), DUE_LENGTH);
}

/* One of three completions is not in the capture: said once, then all fits */
static void lost_completion(void **state)
{
	struct join_event e;

	add(state, read_of(1, 1, 0x1000, 48));
	add(state, data_of(2, 1, 0x00, 16, 192));
	e = add(state, data_of(4, 1, 0x00, 16, 64));
	assert_int_equal(e.misfit, DUE_BYTE_COUNT);
	assert_non_null(e.ended);
	assert_int_equal(e.ended->misfit_number, 4);
	assert_int_equal(e.ended->bytes, 128);
	add(state, read_of(1, 1, 0x1000, 48));
	e = add(state, data_of(3, 1, 0x40, 16, 128));
	assert_int_equal(e.misfit, DUE_BYTE_COUNT);
	assert_null(e.ended);
	e = add(state, data_of(4, 1, 0x00, 16, 64));
	assert_int_equal(e.misfit, DUE_FITS);
	assert_int_equal(e.ended->misfit, DUE_BYTE_COUNT);
	assert_int_equal(e.ended->misfit_number, 3);
}

/* The capture has the first of two twice */
static void completion_twice(void **state)
{
	struct join_event e;

	add(state, read_of(1, 1, 0x1000, 32));
	add(state, data_of(2, 1, 0x00, 16, 128));
	e = add(state, data_of(3, 1, 0x00, 16, 128));
	assert_int_equal(e.misfit, DUE_BYTE_COUNT);
	assert_null(e.ended);
	e = add(state, data_of(4, 1, 0x40, 16, 64));
	assert_int_equal(e.misfit, DUE_FITS);
	assert_non_null(e.ended);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(error_ends_a_read),
		TEST(never_completed),
		TEST(unexpected),
		TEST(tag_reused),
		TEST(oldest_given_up),
		TEST(time_backwards),
		TEST(no_time_no_direction),
		cmocka_unit_test(capacity_is_checked),
		cmocka_unit_test(misfits),
		TEST(lost_completion),
		TEST(completion_twice),
	};

	return cmocka_run_group_tests_name("analyze-join-errors", tests, NULL,
					   NULL);
}
