// SPDX-License-Identifier: BSD-3-Clause
/*
 * The entry that applies to a write, and refusals.
 */
#include "tests/device/accel_support.h"

#define TAG 0x34

static void write_word(struct accel *accel, uint64_t offset, bool th, bool ext,
		       uint16_t st, uint32_t word)
{
	uint8_t data[4];
	struct tlp tlp = tagged_tlp(data, 1, ext, st);

	tlp.th = th;
	put32(data, word);
	accel_ingress(accel, offset, &tlp);
}

static uint32_t part_reg(unsigned int n, uint32_t counter)
{
	return ACCEL_REG_PART + n * ACCEL_PART_STRIDE + counter;
}

static void untagged_is_stored(void **state)
{
	struct accel *accel = *state;

	set_entry(accel, false, TAG, in_place(ACCEL_OP_DISCARD));
	write_word(accel, 8, false, false, TAG, 5);
	assert_int_equal(get32(accel->mem + 8), 5);
	assert_int_equal(reg_get64(accel, ACCEL_REG_UNTAGGED), 1);
	assert_int_equal(reg_get64(accel, ACCEL_REG_TAGGED), 0);
	assert_int_equal(reg_get64(accel, part_reg(0, ACCEL_PART_BYTES)), 4);
}

static void unknown_is_stored(void **state)
{
	struct accel *accel = *state;

	set_entry(accel, false, TAG,
		  move_to(3, ACCEL_OP_ADD_U32) & ~ACCEL_ENTRY_VALID);
	write_word(accel, 8, true, false, TAG, 5);
	assert_int_equal(get32(accel->mem + 8), 5);
	assert_int_equal(reg_get64(accel, ACCEL_REG_UNKNOWN), 1);
	assert_int_equal(reg_get64(accel, ACCEL_REG_UNTAGGED), 0);
	assert_int_equal(reg_get(accel, ACCEL_REG_EVENT), 0);
}

static void name_spaces_are_apart(void **state)
{
	struct accel *accel = *state;

	set_entry(accel, false, 0x34, move_to(1, ACCEL_OP_STORE));
	set_entry(accel, true, 0x34, move_to(2, ACCEL_OP_STORE));
	set_entry(accel, true, 0x1234, move_to(3, ACCEL_OP_STORE));
	set_entry(accel, true, 0xffff, move_to(4, ACCEL_OP_STORE));
	write_word(accel, 0, true, false, 0x34, 1);
	write_word(accel, 0, true, true, 0x34, 2);
	write_word(accel, 0, true, true, 0x1234, 3);
	write_word(accel, 0, true, true, 0xffff, 4);
	for (unsigned int p = 0; p < 5; p++)
		assert_int_equal(get32(accel->mem + p * PART), p);
	assert_int_equal(reg_get64(accel, ACCEL_REG_TAGGED), 4);
}

static void disabled_ingress(void **state)
{
	struct accel *accel = *state;

	set_entry(accel, false, TAG, in_place(ACCEL_OP_DISCARD));
	reg_set(accel, ACCEL_REG_CTRL, 0);
	write_word(accel, 0, true, false, TAG, 9);
	assert_int_equal(get32(accel->mem), 9);
	assert_int_equal(reg_get64(accel, ACCEL_REG_UNTAGGED), 1);
}

/* A completer of 8-bit tags only uses ST[7:0]; other functions use no tag */
static void completer_kinds(void **state)
{
	struct accel accel;

	assert_int_equal(accel_init(&accel, MEM, PARTITIONS, true, false), 0);
	reg_set(&accel, ACCEL_REG_CTRL, ACCEL_CTRL_INGRESS);
	assert_int_equal(reg_get(&accel, ACCEL_REG_CAPS) & ACCEL_CAPS_ST_EXT,
			 0);
	set_entry(&accel, false, TAG, in_place(ACCEL_OP_DISCARD));
	set_entry(&accel, true, TAG, in_place(ACCEL_OP_DISCARD));
	assert_int_equal(reg_get(&accel, ACCEL_REG_TABLE16 + TAG * 4), 0);
	write_word(&accel, 0, true, false, TAG, 1);
	assert_int_equal(get32(accel.mem), 0);
	write_word(&accel, 0, true, true, 0x1200 | TAG, 2);
	assert_int_equal(get32(accel.mem), 0);
	assert_int_equal(reg_get64(&accel, ACCEL_REG_TAGGED), 2);
	assert_int_equal(reg_get64(&accel, ACCEL_REG_UNTAGGED), 0);
	accel_free(&accel);

	assert_int_equal(accel_init(&accel, MEM, PARTITIONS, false, true), 0);
	reg_set(&accel, ACCEL_REG_CTRL, ACCEL_CTRL_INGRESS);
	assert_int_equal(reg_get(&accel, ACCEL_REG_CTRL), 0);
	set_entry(&accel, false, TAG, in_place(ACCEL_OP_DISCARD));
	write_word(&accel, 0, true, false, TAG, 3);
	assert_int_equal(get32(accel.mem), 3);
	accel_free(&accel);
}

struct refusal {
	const char *name;
	uint32_t entry, event;
	uint64_t offset;
	unsigned int dws;
	bool ep;
};

static const struct refusal refusals[] = {
	{"no such op", ACCEL_ENTRY_VALID | ACCEL_OP_MAX, ACCEL_EVENT_ENTRY,
	 PART, 1, false},
	{"op 255", ACCEL_ENTRY_VALID | 0xff, ACCEL_EVENT_ENTRY, PART, 1, false},
	{"no such partition",
	 ACCEL_ENTRY_VALID | ACCEL_ENTRY_MOVE | PARTITIONS << 8,
	 ACCEL_EVENT_ENTRY, PART, 1, false},
	{"partition 255", ACCEL_ENTRY_VALID | ACCEL_ENTRY_MOVE | 255 << 8,
	 ACCEL_EVENT_ENTRY, PART, 1, false},
	{"narrowing in place", ACCEL_ENTRY_VALID | ACCEL_OP_F32_TO_BF16,
	 ACCEL_EVENT_ENTRY, PART, 1, false},
	{"widening in place", ACCEL_ENTRY_VALID | ACCEL_OP_BF16_ADD_F32,
	 ACCEL_EVENT_ENTRY, PART, 1, false},
	{"widened beyond the end",
	 ACCEL_ENTRY_VALID | ACCEL_ENTRY_MOVE | 2 << 8 | ACCEL_OP_BF16_ADD_F32,
	 ACCEL_EVENT_RANGE, PART + PART / 2 - 4, 2, false},
	{"widened wholly outside",
	 ACCEL_ENTRY_VALID | ACCEL_ENTRY_MOVE | 2 << 8 | ACCEL_OP_BF16_ADD_F32,
	 ACCEL_EVENT_RANGE, PART + PART - 4, 1, false},
	{"over a border", ACCEL_ENTRY_VALID | ACCEL_OP_STORE, ACCEL_EVENT_RANGE,
	 PART + PART - 4, 2, false},
	{"poisoned", ACCEL_ENTRY_VALID | ACCEL_OP_STORE, ACCEL_EVENT_POISON,
	 PART, 1, true},
};

static void refused_whole(void **state)
{
	struct accel *accel = *state;
	static uint8_t before[MEM];
	uint8_t data[8];

	memset(data, 0x42, sizeof(data));
	for (size_t i = 0; i < COUNT(refusals); i++) {
		const struct refusal *r = &refusals[i];
		struct tlp tlp = tagged_tlp(data, r->dws, false, TAG);

		accel_reset(accel);
		reg_set(accel, ACCEL_REG_CTRL, ACCEL_CTRL_INGRESS);
		set_entry(accel, false, TAG, r->entry);
		tlp.ep = r->ep;
		memset(accel->mem, 0x17, MEM);
		memset(before, 0x17, MEM);
		accel_ingress(accel, r->offset, &tlp);
		assert_memory_equal(accel->mem, before, MEM);
		assert_int_equal(reg_get(accel, ACCEL_REG_EVENT), r->event);
		assert_int_equal(reg_get64(accel, ACCEL_REG_DROPPED), 1);
		assert_int_equal(reg_get64(accel, ACCEL_REG_TAGGED), 1);
		assert_int_equal(
			reg_get64(accel, part_reg(1, ACCEL_PART_ERRORS)), 1);
		assert_int_equal(
			reg_get64(accel, part_reg(1, ACCEL_PART_WRITES)), 0);
		assert_int_equal(reg_get64(accel, ACCEL_REG_EVENT_ADDR),
				 r->offset);
		assert_int_equal(reg_get(accel, ACCEL_REG_EVENT_ST),
				 TAG | ACCEL_EVENT_ST_TH);
	}
}

/* The last element that fits is taken */
static void widened_to_the_end(void **state)
{
	struct accel *accel = *state;

	set_entry(accel, false, TAG, move_to(2, ACCEL_OP_BF16_ADD_F32));
	write_word(accel, PART / 2 - 4, true, false, TAG, 0x3f800000);
	assert_int_equal(get32(accel->mem + 3 * PART - 4), 0x3f800000);
	assert_int_equal(reg_get(accel, ACCEL_REG_EVENT), 0);
}

static void first_error_is_kept(void **state)
{
	struct accel *accel = *state;

	set_entry(accel, true, 0x1111, ACCEL_ENTRY_VALID | 0x7f);
	set_entry(accel, false, 0x22, ACCEL_ENTRY_VALID | 0x7f);
	write_word(accel, 0x100, true, true, 0x1111, 0);
	write_word(accel, 0x200, true, false, 0x22, 0);
	assert_int_equal(reg_get64(accel, ACCEL_REG_EVENT_ADDR), 0x100);
	assert_int_equal(reg_get(accel, ACCEL_REG_EVENT_ST),
			 0x1111 | ACCEL_EVENT_ST_EXT | ACCEL_EVENT_ST_TH);
	reg_set(accel, ACCEL_REG_EVENT, ACCEL_EVENT_ENTRY);
	write_word(accel, 0x300, true, false, 0x22, 0);
	assert_int_equal(reg_get64(accel, ACCEL_REG_EVENT_ADDR), 0x300);
	assert_int_equal(reg_get(accel, ACCEL_REG_EVENT_ST),
			 0x22 | ACCEL_EVENT_ST_TH);
}

/* An interrupt only for a bit that becomes set or unmasked */
static void event_interrupts(void **state)
{
	struct accel *accel = *state;
	uint32_t event = 1u << ACCEL_VECTOR_EVENT;

	set_entry(accel, false, TAG, ACCEL_ENTRY_VALID | 0x7f);
	write_word(accel, 0, true, false, TAG, 0);
	assert_int_equal(accel->vectors, 0);
	reg_set(accel, ACCEL_REG_EVENT_MASK, ACCEL_EVENT_ALL);
	assert_int_equal(accel->vectors, event);
	accel->vectors = 0;
	reg_set(accel, ACCEL_REG_EVENT_MASK, ACCEL_EVENT_ALL);
	write_word(accel, 0, true, false, TAG, 0);
	assert_int_equal(accel->vectors, 0);
	reg_set(accel, ACCEL_REG_EVENT, ACCEL_EVENT_ALL);
	assert_int_equal(reg_get(accel, ACCEL_REG_EVENT), 0);
	write_word(accel, 0, true, false, TAG, 0);
	assert_int_equal(accel->vectors, event);
}

static void tag_counters(void **state)
{
	struct accel *accel = *state;
	uint8_t data[12] = {0};
	struct tlp tlp = tagged_tlp(data, 3, true, 0xbeef);

	set_entry(accel, true, 0xbeef, in_place(ACCEL_OP_STORE));
	tlp.last_be = 0x1;
	accel_ingress(accel, 0, &tlp);
	accel_ingress(accel, 64, &tlp);
	write_word(accel, 0, true, false, 0xef, 0); /* unknown, counted too */
	reg_set(accel, ACCEL_REG_TAG_SELECT, 0xbeef | ACCEL_TAG_SELECT_EXT);
	assert_int_equal(reg_get64(accel, ACCEL_REG_TAG_WRITES), 2);
	assert_int_equal(reg_get64(accel, ACCEL_REG_TAG_BYTES), 24);
	reg_set(accel, ACCEL_REG_TAG_SELECT, 0xef);
	assert_int_equal(reg_get64(accel, ACCEL_REG_TAG_WRITES), 1);
	assert_int_equal(reg_get64(accel, ACCEL_REG_TAG_BYTES), 4);
	reg_set(accel, ACCEL_REG_CTRL, ACCEL_CTRL_INGRESS | ACCEL_CTRL_CLEAR);
	assert_int_equal(reg_get(accel, ACCEL_REG_CTRL), ACCEL_CTRL_INGRESS);
	assert_int_equal(reg_get64(accel, ACCEL_REG_TAG_WRITES), 0);
	assert_int_equal(reg_get64(accel, ACCEL_REG_TAGGED), 0);
	assert_int_equal(reg_get64(accel, part_reg(0, ACCEL_PART_WRITES)), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		accel_test(untagged_is_stored),
		accel_test(unknown_is_stored),
		accel_test(name_spaces_are_apart),
		accel_test(disabled_ingress),
		cmocka_unit_test(completer_kinds),
		accel_test(refused_whole),
		accel_test(widened_to_the_end),
		accel_test(first_error_is_kept),
		accel_test(event_interrupts),
		accel_test(tag_counters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
