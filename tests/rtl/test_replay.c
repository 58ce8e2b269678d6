// SPDX-License-Identifier: BSD-3-Clause
/*
 * The judge of wrappers accepts the answers that PCIe asks for, and no others.
 */
#include <opentph/hw/accel.h>

#include "tests/device/support.h"
#include "tests/rtl/replay_source.h"

#define ID	  0x5a00 /* of the judge's function */
#define REQUESTER 0x1234
#define TAG	  0x55

/* A judge and the last request */
struct judge {
	struct replay *replay;
	struct replay_sink sink;
	struct replay_request request;
	enum replay_way way;
};

static void take(void *ctx, const uint8_t *bytes, size_t len)
{
	struct judge *judge = ctx;

	judge->way = replay_send(judge->replay, bytes, len, &judge->request);
}

static int setup(void **state)
{
	static struct judge judge;
	const struct replay_options options = {
		.memory = 1 << 18,
		.partitions = 16,
		.max_payload = 128,
	};

	if (replay_create(&options, &judge.replay))
		return -1;
	judge.sink = (struct replay_sink){judge.replay, take, &judge};
	replay_interrupts(&judge.sink, false);
	*state = &judge;
	return 0;
}

static int teardown(void **state)
{
	struct judge *judge = *state;

	replay_free(judge->replay);
	return 0;
}

static void put_be32(uint8_t *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = v >> (24 - 8 * i);
}

/* A request with a header of 3 DWs, and a payload of @data if it is a write */
static void request(struct judge *judge, uint32_t dw0, unsigned int bar,
		    uint32_t offset, uint32_t data)
{
	uint8_t bytes[16];

	put_be32(bytes, dw0);
	put_be32(bytes + 4, REQUESTER << 16 | TAG << 8 | 0xf);
	put_be32(bytes + 8, replay_bar(judge->replay, bar) + offset);
	put_be32(bytes + 12, data);
	take(judge, bytes, dw0 >> 30 & 1 ? 16 : 12);
	assert_int_equal(judge->way, REPLAY_PRESENT);
}

#define MRD	 0x00000001
#define MWR	 0x40000001
#define POISONED 0x40004001

/* The device answers a read of one DW at @low of 128 bytes. */
static bool completion(struct judge *judge, uint32_t low, uint32_t data)
{
	uint8_t bytes[16];

	put_be32(bytes, 0x4a000001);
	put_be32(bytes + 4, ID << 16 | 4);
	put_be32(bytes + 8, REQUESTER << 16 | TAG << 8 | low);
	put_be32(bytes + 12, data);
	return replay_receive(judge->replay, bytes, sizeof(bytes));
}

static bool interrupt(struct judge *judge, uint32_t data)
{
	uint8_t bytes[16];

	put_be32(bytes, MWR);
	put_be32(bytes + 4, (uint32_t)ID << 16 | 0xf);
	put_be32(bytes + 8, 0xfee00000);
	put_be32(bytes + 12, data);
	return replay_receive(judge->replay, bytes, sizeof(bytes));
}

static void expect_fault(struct judge *judge, const char *begin)
{
	const char *fault = replay_fault(judge->replay);

	assert_non_null(fault);
	if (strncmp(fault, begin, strlen(begin)))
		fail_msg("\"%s\", not \"%s\"", fault, begin);
}

static void takes_the_right_completion(void **state)
{
	struct judge *judge = *state;

	request(judge, MWR, ACCEL_BAR_MEM, 0x90, 0x01020304);
	assert_false(replay_waits(judge->replay));
	request(judge, MRD, ACCEL_BAR_MEM, 0x90, 0);
	assert_int_equal(judge->request.bar, ACCEL_BAR_MEM);
	assert_int_equal(judge->request.offset, 0x90);
	assert_true(replay_waits(judge->replay));
	assert_true(completion(judge, 0x10, 0x01020304));
	assert_true(replay_settled(judge->replay));
	assert_null(replay_fault(judge->replay));
}

static void refuses_a_wrong_completion(void **state)
{
	struct judge *judge = *state;

	request(judge, MRD, ACCEL_BAR_MEM, 0x90, 0);
	assert_false(completion(judge, 0x10, 1));
	expect_fault(judge, "a wrong completion: 4a000001 5a000004");
}

static void refuses_a_wrong_header(void **state)
{
	struct judge *judge = *state;

	request(judge, MRD, ACCEL_BAR_MEM, 0x90, 0);
	assert_false(completion(judge, 0x14, 0));
	expect_fault(judge, "a wrong completion");
}

static void misses_a_completion(void **state)
{
	struct judge *judge = *state;

	request(judge, MRD, ACCEL_BAR_MEM, 0, 0);
	assert_false(replay_settled(judge->replay));
	expect_fault(judge, "missing completion");
}

static void refuses_a_second_completion(void **state)
{
	struct judge *judge = *state;

	request(judge, MRD, ACCEL_BAR_MEM, 0, 0);
	assert_true(completion(judge, 0, 0));
	assert_false(completion(judge, 0, 0));
	expect_fault(judge, "a completion that is not due");
}

/* A poisoned write raises an event, and so vector 0 */
static void wants_an_interrupt(void **state)
{
	struct judge *judge = *state;

	request(judge, POISONED, ACCEL_BAR_MEM, 0, 1);
	assert_true(interrupt(judge, 0x00400000));
	assert_true(replay_settled(judge->replay));
	request(judge, MWR, ACCEL_BAR_REGS, ACCEL_REG_EVENT, 0xff000000);
	request(judge, POISONED, ACCEL_BAR_MEM, 0, 1);
	assert_false(replay_settled(judge->replay));
	expect_fault(judge, "missing interrupt");
}

static void refuses_a_second_interrupt(void **state)
{
	struct judge *judge = *state;

	request(judge, POISONED, ACCEL_BAR_MEM, 0, 1);
	assert_true(interrupt(judge, 0x00400000));
	assert_false(interrupt(judge, 0x00400000));
	expect_fault(judge, "one interrupt too many");
}

static void refuses_another_interrupt(void **state)
{
	struct judge *judge = *state;

	request(judge, POISONED, ACCEL_BAR_MEM, 0, 1);
	assert_false(interrupt(judge, 0x01400000));
	expect_fault(judge, "an interrupt that is not due");
}

static void interrupts_come_first(void **state)
{
	struct judge *judge = *state;

	request(judge, POISONED, ACCEL_BAR_MEM, 0, 1);
	request(judge, MRD, ACCEL_BAR_REGS, ACCEL_REG_EVENT, 0);
	assert_false(completion(judge, 0x14, 0x08000000));
	expect_fault(judge, "a completion passes an interrupt");
}

static void registers_of_its_own(void **state)
{
	struct judge *judge = *state;

	request(judge, MRD, ACCEL_BAR_REGS, ACCEL_REG_CYCLES, 0);
	assert_true(completion(judge, 0x00, 0x99999999));
	request(judge, MRD, ACCEL_BAR_REGS, ACCEL_REG_ID, 0);
	assert_true(completion(judge, 0x00, 0x54504841));
	request(judge, MRD, ACCEL_BAR_REGS, ACCEL_REG_ID, 0);
	assert_false(completion(judge, 0x00, 0x99999999));
}

/* Of another device, cut by a snap length, with a prefix: becomes one to BAR2 */
static void relocates_requests(void **state)
{
	static const uint8_t foreign[] = {0x90, 0x12, 0x00, 0x00, 0x60,
					  0x01, 0x00, 0x02, 0x12, 0x34,
					  0x5a, 0xff, 0x00, 0x00, 0x00,
					  0x45, 0x67, 0x89, 0xa4, 0x52,
					  1,	2,    3,    4,	  5};
	struct judge *judge = *state;
	const struct tlp *tlp = &judge->request.tlp;

	take(judge, foreign, sizeof(foreign));
	assert_int_equal(judge->way, REPLAY_PRESENT);
	assert_int_equal(judge->request.len, 20);
	assert_int_equal(judge->request.bar, ACCEL_BAR_MEM);
	assert_int_equal(judge->request.offset, 0x1a450);
	assert_int_equal(tlp->nprefix, 0);
	assert_true(tlp->th && !tlp->st_ext);
	assert_int_equal(tlp->st, 0x5a);
	assert_int_equal(tlp->ph, 2);
	assert_memory_equal(tlp->payload, foreign + 20, 5);
	assert_int_equal(replay_counts(judge->replay)->relocated, 1);
}

/* The host moves BAR4: the configuration is the judge's */
static void obeys_configuration(void **state)
{
	static const uint8_t write[] = {0x44, 0,    0, 1,    0, 0, 0, 0xf,
					0x12, 0x08, 0, 0x20, 0, 0, 0, 0x70};
	struct judge *judge = *state;

	take(judge, write, sizeof(write));
	assert_int_equal(judge->way, REPLAY_CONFIGURE);
	assert_int_equal(replay_bar(judge->replay, ACCEL_BAR_MSIX), 0x70000000);
	assert_int_equal(replay_config(judge->replay)->bdf, 0x1208);
	assert_int_equal(replay_config(judge->replay)->max_payload, 128);
	assert_false(replay_waits(judge->replay));
}

#define judge_test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		judge_test(takes_the_right_completion),
		judge_test(refuses_a_wrong_completion),
		judge_test(refuses_a_wrong_header),
		judge_test(misses_a_completion),
		judge_test(refuses_a_second_completion),
		judge_test(wants_an_interrupt),
		judge_test(refuses_a_second_interrupt),
		judge_test(refuses_another_interrupt),
		judge_test(interrupts_come_first),
		judge_test(registers_of_its_own),
		judge_test(relocates_requests),
		judge_test(obeys_configuration),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
