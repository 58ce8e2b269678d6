// SPDX-License-Identifier: BSD-3-Clause
/*
 * The accelerator's register BAR and its parameters.
 */
#include <errno.h>

#include "tests/device/accel_support.h"

static void identity(void **state)
{
	struct accel *accel = *state;

	assert_int_equal(reg_get(accel, ACCEL_REG_ID), 0x41485054);
	assert_int_equal(reg_get(accel, ACCEL_REG_VERSION), 1);
	/* 8 partitions of 2^12 bytes, 16-bit tags, passes, tap */
	assert_int_equal(reg_get(accel, ACCEL_REG_CAPS), 0xb0c08);
	assert_int_equal(reg_get(accel, ACCEL_REG_OPS), 0x1ff);
	assert_int_equal(reg_get(accel, 0x088), 0); /* BUILD: software */
	reg_set(accel, ACCEL_REG_ID, 0);
	reg_set(accel, ACCEL_REG_CAPS, 0);
	reg_set(accel, ACCEL_REG_UNTAGGED, 7);
	assert_int_equal(reg_get(accel, ACCEL_REG_ID), 0x41485054);
	assert_int_equal(reg_get(accel, ACCEL_REG_CAPS), 0xb0c08);
	assert_int_equal(reg_get(accel, ACCEL_REG_UNTAGGED), 0);
}

static void tables_keep_their_bits(void **state)
{
	struct accel *accel = *state;

	reg_set(accel, ACCEL_REG_TABLE8 + 255 * 4, 0xffffffff);
	assert_int_equal(reg_get(accel, ACCEL_REG_TABLE8 + 255 * 4),
			 0x8001ffff);
	reg_set(accel, ACCEL_REG_TABLE16 + 65535 * 4, 0x80010203);
	assert_int_equal(reg_get(accel, ACCEL_REG_TABLE16 + 65535 * 4),
			 0x80010203);
	/* Neighbours, and the registers after the tables */
	assert_int_equal(reg_get(accel, ACCEL_REG_TABLE8 + 254 * 4), 0);
	assert_int_equal(reg_get(accel, ACCEL_REG_TABLE8 + 256 * 4), 0);
	assert_int_equal(reg_get(accel, ACCEL_REG_TABLE16), 0);
	assert_int_equal(reg_get(accel, ACCEL_REG_TABLE16 + 65536 * 4), 0);
	reg_set(accel, ACCEL_REG_TABLE8 + 256 * 4, 0xffffffff);
	assert_int_equal(reg_get(accel, ACCEL_REG_TABLE8 + 256 * 4), 0);
	assert_int_equal(reg_get(accel, ACCEL_REGS_SIZE - 4), 0);
}

/* Two DWs in one write; a DW that is not fully enabled is ignored */
static void wide_and_partial_writes(void **state)
{
	struct accel *accel = *state;
	uint8_t data[8];
	struct tlp tlp = write_tlp(data, 2);

	put32(data, 0x89abcde0);
	put32(data + 4, 0x12);
	regs_write(&accel_regs, accel, ACCEL_REG_PASS_SRC, &tlp);
	assert_int_equal(reg_get64(accel, ACCEL_REG_PASS_SRC), 0x1289abcde0);
	put32(data, 1);
	put32(data + 4, 1);
	tlp.last_be = 0x3;
	regs_write(&accel_regs, accel, ACCEL_REG_PASS_SRC, &tlp);
	assert_int_equal(reg_get64(accel, ACCEL_REG_PASS_SRC), 0x1200000001);
	tlp = write_tlp(data, 1);
	tlp.first_be = 0x7;
	regs_write(&accel_regs, accel, ACCEL_REG_PASS_SRC, &tlp);
	put32(data, 0xffffffff);
	regs_write(&accel_regs, accel, ACCEL_REG_PASS_SRC, &tlp);
	assert_int_equal(reg_get64(accel, ACCEL_REG_PASS_SRC), 0x1200000001);
}

static void low_half_latches_high(void **state)
{
	struct accel *accel = *state;
	uint32_t low;

	accel->count[ACCEL_COUNT_LINK_BYTES] = 0x1ffffffff;
	low = reg_get(accel, ACCEL_REG_LINK_BYTES);
	accel->count[ACCEL_COUNT_LINK_BYTES] = 0x200000003;
	assert_int_equal(low, 0xffffffff);
	assert_int_equal(reg_get(accel, ACCEL_REG_LINK_BYTES + 4), 1);
	/* The half of another counter is not the latched one */
	accel->count[ACCEL_COUNT_MEM_READ] = 0x500000000;
	assert_int_equal(reg_get(accel, ACCEL_REG_MEM_READ + 4), 5);
	assert_int_equal(reg_get64(accel, ACCEL_REG_LINK_BYTES), 0x200000003);
}

/* A read of 4 KiB is the same as one of each register */
static void long_read(void **state)
{
	struct accel *accel = *state;
	uint8_t buf[4096];

	for (unsigned int i = 0; i < ACCEL_COUNTERS; i++)
		accel->count[i] = 0x100000001 * (i + 1);
	regs_read(&accel_regs, accel, 0, buf, sizeof(buf));
	for (uint32_t at = 0; at < sizeof(buf); at += 4)
		assert_int_equal(get32(buf + at), reg_get(accel, at));
	assert_int_equal(get32(buf + ACCEL_REG_TAGGED + 4), 2);
}

static void reset_clears(void **state)
{
	struct accel *accel = *state;
	uint8_t data[4] = {1, 2, 3, 4};
	struct tlp tlp = tagged_tlp(data, 1, true, 7);
	uint8_t buf[4096];

	set_entry(accel, true, 7, in_place(ACCEL_OP_STORE));
	set_entry(accel, true, 8, ACCEL_ENTRY_VALID | 0xff);
	reg_set(accel, ACCEL_REG_EVENT_MASK, ACCEL_EVENT_ALL);
	reg_set(accel, ACCEL_REG_TAG_SELECT, 7 | ACCEL_TAG_SELECT_EXT);
	reg_set(accel, ACCEL_REG_PASS_LEN, 4096);
	accel_ingress(accel, MEM - 4, &tlp);
	tlp.st = 8;
	accel_ingress(accel, 0, &tlp);
	reg_set(accel, ACCEL_REG_PASS_DST, PART);
	reg_set(accel, ACCEL_REG_PASS_OP, ACCEL_OP_STORE);
	assert_int_equal(reg_get64(accel, ACCEL_REG_TAG_WRITES), 1);

	accel_reset(accel);
	regs_read(&accel_regs, accel, 0x10, buf, sizeof(buf) - 0x10);
	/* The tap's size, and SNAP, which is the largest */
	for (size_t i = ACCEL_REG_TAP_LOG2; i < ACCEL_REG_TAP_SNAP + 4; i++)
		buf[i - 0x10] = 0;
	for (size_t i = 0; i < sizeof(buf) - 0x10; i++)
		assert_int_equal(buf[i], 0);
	assert_int_equal(reg_get(accel, ACCEL_REG_TABLE16 + 7 * 4), 0);
	assert_int_equal(get32(accel->mem + MEM - 4), 0);
	assert_int_equal(accel->vectors, 0);
	assert_false(accel_pass_run(accel));
	reg_set(accel, ACCEL_REG_TAG_SELECT, 7 | ACCEL_TAG_SELECT_EXT);
	assert_int_equal(reg_get64(accel, ACCEL_REG_TAG_WRITES), 0);
}

static void parameters(void **state)
{
	static const struct {
		uint64_t size;
		unsigned int partitions;
		int err;
		uint32_t caps;
	} cases[] = {
		{0, 0, 0, 0x1410},	/* 16 of 1 MiB */
		{0x4000, 0, 0, 0x0c04}, /* as many as fit */
		{0x1000, 1, 0, 0x0c01},
		{1ull << 32, 64, 0,
		 0x1a40}, /* untouched pages take no memory */
		{0x3000, 1, -EINVAL, 0},
		{0x800, 0, -EINVAL, 0},
		{0x4000, 8, -EINVAL, 0}, /* partitions of 2 KiB */
		{0x4000, 3, -EINVAL, 0},
		{1ull << 20, 128, -EINVAL, 0},
		{1ull << 41, 1, -EINVAL, 0},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct accel accel;

		assert_int_equal(accel_init(&accel, cases[i].size,
					    cases[i].partitions, true, false),
				 cases[i].err);
		if (cases[i].err)
			continue;
		assert_int_equal(reg_get(&accel, ACCEL_REG_CAPS),
				 cases[i].caps | ACCEL_CAPS_PASS |
					 ACCEL_CAPS_TAP);
		accel_free(&accel);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		accel_test(identity),
		accel_test(tables_keep_their_bits),
		accel_test(wide_and_partial_writes),
		accel_test(low_half_latches_high),
		accel_test(long_read),
		accel_test(reset_clears),
		cmocka_unit_test(parameters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
