// SPDX-License-Identifier: BSD-3-Clause
/*
 * Passes: results, cost, and refusals.
 */
#include "tests/device/accel_support.h"

static void start(struct accel *accel, uint64_t src, uint64_t dst, uint32_t len,
		  uint32_t op)
{
	reg_set(accel, ACCEL_REG_PASS_SRC, (uint32_t)src);
	reg_set(accel, ACCEL_REG_PASS_SRC + 4, (uint32_t)(src >> 32));
	reg_set(accel, ACCEL_REG_PASS_DST, (uint32_t)dst);
	reg_set(accel, ACCEL_REG_PASS_DST + 4, (uint32_t)(dst >> 32));
	reg_set(accel, ACCEL_REG_PASS_LEN, len);
	reg_set(accel, ACCEL_REG_PASS_OP, op);
}

static void counted(struct accel *accel, uint64_t read, uint64_t written,
		    uint64_t cycles)
{
	assert_int_equal(reg_get64(accel, ACCEL_REG_MEM_READ), read);
	assert_int_equal(reg_get64(accel, ACCEL_REG_MEM_WRITE), written);
	assert_int_equal(reg_get64(accel, ACCEL_REG_CYCLES), cycles);
}

/* 10000 bytes are three pieces; sources and sums are read, sums written */
static void add_in_pieces(void **state)
{
	struct accel *accel = *state;
	unsigned int runs = 1;

	for (uint32_t i = 0; i < 2500; i++) {
		put32(accel->mem + i * 4, i);
		put32(accel->mem + 4 * PART + i * 4, 1000000 + i);
	}
	reg_set(accel, ACCEL_REG_EVENT_MASK, ACCEL_EVENT_PASS);
	start(accel, 0, 4 * PART, 10000, ACCEL_OP_ADD_U32);
	assert_int_equal(reg_get(accel, ACCEL_REG_PASS_STATUS),
			 ACCEL_PASS_BUSY);
	while (accel_pass_run(accel)) {
		assert_int_equal(reg_get(accel, ACCEL_REG_PASS_STATUS),
				 ACCEL_PASS_BUSY);
		assert_int_equal(accel->vectors, 0);
		runs++;
	}
	assert_int_equal(runs, 3);
	assert_int_equal(reg_get(accel, ACCEL_REG_PASS_STATUS),
			 ACCEL_PASS_DONE);
	assert_int_equal(accel->vectors,
			 1u << ACCEL_VECTOR_PASS | 1u << ACCEL_VECTOR_EVENT);
	assert_int_equal(reg_get(accel, ACCEL_REG_EVENT), ACCEL_EVENT_PASS);
	for (uint32_t i = 0; i < 2500; i++) {
		assert_int_equal(get32(accel->mem + i * 4), i);
		assert_int_equal(get32(accel->mem + 4 * PART + i * 4),
				 1000000 + 2 * i);
	}
	assert_int_equal(get32(accel->mem + 4 * PART + 10000), 0);
	/* Pieces of 4096 + 4096 + 1808: 128 + 64 cycles twice, 57 + 29 */
	counted(accel, 20000, 10000, 128 + 64 + 128 + 64 + 57 + 29);
}

static void narrow_then_widen(void **state)
{
	struct accel *accel = *state;

	put32(accel->mem + 0x40, 0x3f818000);
	put32(accel->mem + 0x44, 0xc2280000);
	start(accel, 0x40, 0x1002, 8, ACCEL_OP_F32_TO_BF16);
	assert_false(accel_pass_run(accel));
	assert_int_equal(get16(accel->mem + 0x1002), 0x3f82);
	assert_int_equal(get16(accel->mem + 0x1004), 0xc228);
	counted(accel, 8, 4, 2);

	put32(accel->mem + 0x2000, 0x3f800000);
	start(accel, 0x1002, 0x2000, 4, ACCEL_OP_BF16_ADD_F32);
	assert_false(accel_pass_run(accel));
	/* 1 + 1.015625; 0 - 42 */
	assert_int_equal(get32(accel->mem + 0x2000), 0x40010000);
	assert_int_equal(get32(accel->mem + 0x2004), 0xc2280000);
	counted(accel, 8 + 12, 4 + 8, 4);
}

static void in_place_pass(void **state)
{
	struct accel *accel = *state;

	put32(accel->mem + PART, 21);
	start(accel, PART, PART, 4, ACCEL_OP_ADD_U32);
	assert_false(accel_pass_run(accel));
	assert_int_equal(get32(accel->mem + PART), 42);
	start(accel, PART, PART, 4, ACCEL_OP_STORE);
	assert_false(accel_pass_run(accel));
	assert_int_equal(get32(accel->mem + PART), 42);
}

static void discard_reads_only(void **state)
{
	struct accel *accel = *state;

	memset(accel->mem, 0xaa, 128);
	start(accel, 0, PART, 128, ACCEL_OP_DISCARD);
	assert_false(accel_pass_run(accel));
	assert_int_equal(get32(accel->mem + PART), 0);
	counted(accel, 128, 0, 2);
}

static void empty(void **state)
{
	struct accel *accel = *state;

	start(accel, 0, 0, 0, ACCEL_OP_ADD_U32);
	assert_false(accel_pass_run(accel));
	assert_int_equal(reg_get(accel, ACCEL_REG_PASS_STATUS),
			 ACCEL_PASS_DONE);
	counted(accel, 0, 0, 0);
}

static void refused(void **state)
{
	struct accel *accel = *state;
	static const struct {
		uint64_t src, dst;
		uint32_t len, op;
	} bad[] = {
		{0, PART, 4, ACCEL_OP_MAX},
		{0, PART, 4, 0xffffffff},
		{2, PART, 4, ACCEL_OP_ADD_U32},
		{0, PART + 1, 4, ACCEL_OP_F32_TO_BF16},
		{0, PART + 2, 4, ACCEL_OP_BF16_ADD_F32},
		{0, PART, 6, ACCEL_OP_ADD_F32},
		{MEM - 4, 0, 8, ACCEL_OP_STORE},
		{MEM, 0, 1, ACCEL_OP_STORE},
		{UINT64_MAX - 3, 0, 8, ACCEL_OP_STORE},
		{0, UINT64_MAX - 3, 8, ACCEL_OP_STORE},
		{0, MEM - 4, 4, ACCEL_OP_BF16_ADD_F32},
		{0, PART, 0xffffffff, ACCEL_OP_STORE},
		{0, 4, 8, ACCEL_OP_STORE},
		{0, 7, 8, ACCEL_OP_STORE},
		{7, 0, 8, ACCEL_OP_XOR},
		{4, 0, 8, ACCEL_OP_ADD_U32},
		{0, 0, 8, ACCEL_OP_F32_TO_BF16},
		{PART, PART - 4, 4, ACCEL_OP_BF16_ADD_F32},
	};

	for (size_t i = 0; i < COUNT(bad); i++) {
		accel_reset(accel);
		start(accel, bad[i].src, bad[i].dst, bad[i].len, bad[i].op);
		assert_int_equal(reg_get(accel, ACCEL_REG_PASS_STATUS),
				 ACCEL_PASS_ERROR);
		assert_int_equal(reg_get(accel, ACCEL_REG_EVENT),
				 ACCEL_EVENT_PASS);
		assert_int_equal(accel->vectors, 1u << ACCEL_VECTOR_PASS);
		assert_false(accel_pass_run(accel));
		counted(accel, 0, 0, 0);
	}
}

/* Registers written while a pass runs apply to the next pass */
static void busy_is_left_alone(void **state)
{
	struct accel *accel = *state;

	memset(accel->mem, 0x11, 2 * PART);
	start(accel, 0, 2 * PART, 2 * PART, ACCEL_OP_STORE);
	assert_true(accel_pass_run(accel));
	start(accel, 0, 6 * PART, 4, ACCEL_OP_DISCARD);
	assert_int_equal(reg_get(accel, ACCEL_REG_PASS_OP), ACCEL_OP_STORE);
	assert_false(accel_pass_run(accel));
	assert_memory_equal(accel->mem, accel->mem + 2 * PART, 2 * PART);
	assert_int_equal(get32(accel->mem + 6 * PART), 0);
	assert_int_equal(get32(accel->mem + 4 * PART), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		accel_test(add_in_pieces),
		accel_test(narrow_then_widen),
		accel_test(in_place_pass),
		accel_test(discard_reads_only),
		accel_test(empty),
		accel_test(refused),
		accel_test(busy_is_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
