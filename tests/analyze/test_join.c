// SPDX-License-Identifier: BSD-3-Clause
/* Requests and completions by hand: each state, each misfit */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "tests/analyze/joins.h"

static void one_completion(void **state)
{
	struct join_event e = add(state, read_of(1, 5, 0x1000, 16));
	uint64_t first = 7, last = 7;

	assert_int_equal(e.kind, JOIN_REQUEST);
	assert_null(e.ended);
	assert_int_equal(e.request->wanted, 64);
	assert_int_equal(e.request->state, JOIN_OUTSTANDING);
	assert_false(join_latency(e.request, &first, &last));
	assert_int_equal(first, 7);
	e = add(state, data_of(3, 5, 0, 16, 64));
	assert_int_equal(e.kind, JOIN_COMPLETION);
	assert_int_equal(e.misfit, DUE_FITS);
	assert_ptr_equal(e.ended, e.request);
	assert_int_equal(e.ended->state, JOIN_COMPLETED);
	assert_int_equal(e.ended->number, 1);
	assert_int_equal(e.ended->requester, NIC);
	assert_int_equal(e.ended->tag, 5);
	assert_int_equal(e.ended->type, TLP_MRD);
	assert_int_equal(e.ended->cpl_type, TLP_CPLD);
	assert_int_equal(e.ended->status, TLP_CPL_SC);
	assert_int_equal(e.ended->completions, 1);
	assert_int_equal(e.ended->bytes, 64);
	assert_true(join_latency(e.ended, &first, &last));
	assert_int_equal(first, 200);
	assert_int_equal(last, 200);
	assert_null(join_drain(*state));
}

/* Two reads whose completions alternate, beginning with the second read's */
static void completions_in_turns(void **state)
{
	struct join_event e;
	uint64_t first, last;

	add(state, read_of(1, 1, 0x10e0, 32));
	add(state, read_of(2, 2, 0x2000, 32));
	e = add(state, data_of(3, 2, 0x00, 16, 128));
	assert_int_equal(e.request->number, 2);
	assert_null(e.ended);
	e = add(state, data_of(4, 1, 0x60, 8, 128));
	assert_int_equal(e.request->number, 1);
	assert_int_equal(e.request->bytes, 32);
	assert_null(e.ended);
	e = add(state, data_of(5, 2, 0x40, 16, 64));
	assert_int_equal(e.misfit, DUE_FITS);
	assert_int_equal(e.ended->number, 2);
	e = add(state, data_of(6, 1, 0x00, 16, 96));
	assert_int_equal(e.misfit, DUE_FITS);
	e = add(state, data_of(9, 1, 0x40, 8, 32));
	assert_int_equal(e.misfit, DUE_FITS);
	assert_int_equal(e.ended->completions, 3);
	assert_int_equal(e.ended->bytes, 128);
	assert_true(join_latency(e.ended, &first, &last));
	assert_int_equal(first, 300);
	assert_int_equal(last, 800);
}

/* 4096 bytes, whose count is 0 on the wire, in 64 parts; then all at once */
static void largest_read(void **state)
{
	struct join_event e = add(state, read_of(1, 9, 0x7000, 1024));

	assert_int_equal(e.request->wanted, 4096);
	for (unsigned int i = 0; i < 64; i++) {
		assert_null(e.ended);
		e = add(state,
			data_of(2 + i, 9, i % 2 * 64, 16, 4096 - 64 * i));
		assert_int_equal(e.misfit, DUE_FITS);
	}
	assert_int_equal(e.ended->completions, 64);
	assert_int_equal(e.ended->bytes, 4096);
	add(state, read_of(1, 9, 0x7000, 1024));
	e = add(state, data_of(2, 9, 0, 1024, 4096));
	assert_int_equal(e.misfit, DUE_FITS);
	assert_non_null(e.ended);
}

/* Length, enables, offset in the line: bytes from the first to the last
 * enabled. The rows of length 1 repeat the byte count table, sec 2.3.1.1
 */
static void enables_count(void **state)
{
	static const struct {
		uint8_t length, first_be, last_be;
		uint16_t bytes;
		uint8_t lead;
	} rows[] = {
		{1, 0x0, 0, 1, 0},     {1, 0x1, 0, 1, 0},   {1, 0x2, 0, 1, 1},
		{1, 0x4, 0, 1, 2},     {1, 0x8, 0, 1, 3},   {1, 0x3, 0, 2, 0},
		{1, 0x6, 0, 2, 1},     {1, 0xc, 0, 2, 2},   {1, 0x5, 0, 3, 0},
		{1, 0x7, 0, 3, 0},     {1, 0xa, 0, 3, 1},   {1, 0xe, 0, 3, 1},
		{1, 0x9, 0, 4, 0},     {1, 0xb, 0, 4, 0},   {1, 0xd, 0, 4, 0},
		{1, 0xf, 0, 4, 0},     {2, 0xf, 0xf, 8, 0}, {2, 0x8, 0x1, 2, 3},
		{3, 0xe, 0x3, 9, 1},   {3, 0xc, 0x7, 9, 2}, {3, 0x8, 0xf, 9, 3},
		{16, 0xf, 0x1, 61, 0},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct packet read = read_of(1, 3, 0x1000, rows[i].length);
		struct join_event e;

		read.tlp.first_be = rows[i].first_be;
		read.tlp.last_be = rows[i].last_be;
		e = add(state, read);
		assert_int_equal(e.request->wanted, rows[i].bytes);
		e = add(state, data_of(2, 3, rows[i].lead, rows[i].length,
				       rows[i].bytes));
		assert_int_equal(e.misfit, DUE_FITS);
		assert_non_null(e.ended);
		assert_int_equal(e.ended->bytes, rows[i].bytes);
	}
}

/* One completion each: request, its length, completion, its length, count */
static void other_requests(void **state)
{
	static const struct {
		enum tlp_type request, completion;
		uint16_t length, answer, byte_count;
	} rows[] = {
		{TLP_MRDLK, TLP_CPLDLK, 4, 4, 16},
		{TLP_DMWR, TLP_CPL, 16, 0, 4},
		{TLP_FETCHADD, TLP_CPLD, 2, 2, 8},
		{TLP_SWAP, TLP_CPLD, 1, 1, 4},
		{TLP_CAS, TLP_CPLD, 8, 4, 16},
		{TLP_IORD, TLP_CPLD, 1, 1, 4},
		{TLP_IOWR, TLP_CPL, 1, 0, 4},
		{TLP_CFGRD0, TLP_CPLD, 1, 1, 4},
		{TLP_CFGWR0, TLP_CPL, 1, 0, 4},
		{TLP_CFGRD1, TLP_CPLD, 1, 1, 4},
		{TLP_CFGWR1, TLP_CPL, 1, 0, 4},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct join_event e;

		e = add(state, with_type(read_of(1, 3, 0x20, rows[i].length),
					 rows[i].request));
		assert_int_equal(e.kind, JOIN_REQUEST);
		e = add(state,
			with_type(data_of(2, 3,
					  rows[i].request == TLP_MRDLK ? 0x20
								       : 0,
					  rows[i].answer, rows[i].byte_count),
				  rows[i].completion));
		assert_int_equal(e.misfit, DUE_FITS);
		assert_non_null(e.ended);
		assert_int_equal(e.ended->state, JOIN_COMPLETED);
	}
	assert_null(join_drain(*state));
}

/* Unordered IO: parts in any order, and those that failed, add up to the length
 */
static void unordered(void **state)
{
	struct join_event e;

	e = add(state, with_type(read_of(1, 3, 0x1000, 32), TLP_UIOMRD));
	assert_int_equal(e.request->wanted, 128);
	e = add(state, with_type(data_of(2, 3, 0, 16, 0), TLP_UIORDCPLD));
	assert_int_equal(e.misfit, DUE_FITS);
	assert_null(e.ended);
	e = add(state, with_type(data_of(3, 3, 0, 8, 0), TLP_UIORDCPL));
	assert_int_equal(e.misfit, DUE_NO_DATA);
	assert_null(e.ended);
	e = add(state, with_type(data_of(4, 3, 0, 8, 0), TLP_UIORDCPLD));
	assert_int_equal(e.misfit, DUE_FITS);
	assert_int_equal(e.ended->completions, 3);
	assert_int_equal(e.ended->bytes, 96);

	e = add(state, with_type(read_of(5, 3, 0x1000, 16), TLP_UIOMWR));
	assert_int_equal(e.kind, JOIN_REQUEST);
	assert_int_equal(e.request->wanted, 0);
	e = add(state, with_type(data_of(6, 3, 0, 8, 0), TLP_UIOWRCPL));
	assert_null(e.ended);
	e = add(state, with_type(data_of(7, 3, 0, 12, 0), TLP_UIOWRCPL));
	assert_int_equal(e.misfit, DUE_LENGTH);
	assert_non_null(e.ended);
	assert_int_equal(e.ended->bytes, 0);

	add(state, with_type(read_of(8, 3, 0x1000, 16), TLP_UIOMRD));
	e = add(state, with_type(data_of(9, 3, 0, 16, 0), TLP_UIOWRCPL));
	assert_int_equal(e.misfit, DUE_TYPE);
}

/* A retry of a configuration request: each attempt is a request of its own */
static void retry(void **state)
{
	struct join_event e;

	add(state, with_type(read_of(1, 3, 0, 1), TLP_CFGRD0));
	e = add(state, plain_of(2, 3, TLP_CPL_RRS, 4));
	assert_int_equal(e.ended->status, TLP_CPL_RRS);
	e = add(state, with_type(read_of(3, 3, 0, 1), TLP_CFGRD0));
	assert_null(e.ended);
	e = add(state, data_of(4, 3, 0, 1, 4));
	assert_int_equal(e.ended->number, 3);
}

/* A translation may answer less than requested, without an address */
static void translation(void **state)
{
	struct packet request = read_of(1, 3, 0x5000, 4);
	struct join_event e;

	request.tlp.at = TLP_AT_TRANSLATION_REQUEST;
	add(state, request);
	e = add(state, data_of(2, 3, 0x78, 2, 8));
	assert_int_equal(e.misfit, DUE_FITS);
	assert_non_null(e.ended);
	assert_int_equal(e.ended->bytes, 8);
}

static void posted_needs_none(void **state)
{
	struct join_event e;

	e = add(state, with_type(read_of(1, 3, 0x5000, 4), TLP_MWR));
	assert_int_equal(e.kind, JOIN_NEITHER);
	assert_null(e.request);
	e = add(state, with_type(read_of(2, 3, 0, 0), TLP_MSG));
	assert_int_equal(e.kind, JOIN_NEITHER);
	assert_null(join_drain(*state));
}

/* Tags of 10 and 14 bits are compared whole */
static void wide_tags(void **state)
{
	static const uint16_t tags[] = {0x05, 0x105, 0x205, 0x2005};

	for (unsigned int i = 0; i < 4; i++)
		assert_null(add(state, read_of(i, tags[i], 0, 16)).ended);
	for (unsigned int i = 0; i < 4; i++)
		assert_int_equal(add(state, data_of(9, tags[i], 0, 16, 64))
					 .ended->number,
				 i);
}

/* The same read on its way up past two links, its completion on its way back */
static void each_link(void **state)
{
	struct packet request = read_of(1, 1, 0x1000, 16);
	struct packet answer = data_of(3, 1, 0, 16, 64);
	struct join_event e;

	add(state, request);
	request.raw.number = 2;
	request.raw.interface = 1;
	assert_null(add(state, request).ended);
	answer.raw.interface = 1;
	e = add(state, answer);
	assert_int_equal(e.ended->number, 2);
	assert_int_equal(e.ended->interface, 1);
	answer.raw.interface = 0;
	e = add(state, answer);
	assert_int_equal(e.ended->number, 1);
	assert_int_equal(e.ended->interface, 0);
}

/* One tap may see a read go up and, turned round by a switch, down again */
static void both_ways(void **state)
{
	struct packet request = read_of(1, 1, 0x1000, 16);
	struct packet answer = data_of(3, 1, 0, 16, 64);

	add(state, request);
	request.raw.number = 2;
	request.raw.dir = CAPTURE_DOWN;
	assert_null(add(state, request).ended);
	answer.raw.dir = CAPTURE_UP;
	assert_int_equal(add(state, answer).ended->number, 2);
	answer.raw.dir = CAPTURE_DOWN;
	assert_int_equal(add(state, answer).ended->number, 1);
}

static void names(void **state)
{
	assert_string_equal(join_state_name(JOIN_COMPLETED), "completed");
	assert_string_equal(join_state_name(JOIN_NEVER), "never_completed");
	assert_string_equal(join_state_name(JOIN_TAG_REUSED), "tag_reused");
	assert_string_equal(join_state_name(JOIN_GIVEN_UP), "given_up");
	assert_string_equal(due_misfit_name(DUE_FITS), "");
	assert_string_equal(due_misfit_text(DUE_FITS), "");
	for (unsigned int i = 1; i < DUE_MISFITS; i++) {
		assert_true(*due_misfit_name(i));
		assert_true(*due_misfit_text(i));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_completion),	 TEST(completions_in_turns),
		TEST(largest_read),	 TEST(enables_count),
		TEST(other_requests),	 TEST(retry),
		TEST(translation),	 TEST(unordered),
		TEST(posted_needs_none), TEST(wide_tags),
		TEST(each_link),	 TEST(both_ways),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests_name("analyze-join", tests, NULL, NULL);
}
