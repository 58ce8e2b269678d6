// SPDX-License-Identifier: BSD-3-Clause
/*
 * Each operation on landing, with results worked out by hand.
 */
#include "tests/device/accel_support.h"

#define TAG 0x5a

struct op_case {
	const char *name;
	enum accel_op op;
	uint32_t memory[2], data[2], want[2];
	/* of both DWs */
	uint64_t read, written, elements;
};

static const struct op_case same_width[] = {
	{"store",
	 ACCEL_OP_STORE,
	 {0x11111111, 0x22222222},
	 {0x01020304, 0xffffffff},
	 {0x01020304, 0xffffffff},
	 0,
	 8,
	 0},
	{"add u32", ACCEL_OP_ADD_U32, {1, 0xffffffff}, {2, 2}, {3, 1}, 8, 8, 2},
	/* 1.5 + 2.25 = 3.75; 2^24 + 1 = 2^24, tie to even */
	{"add f32",
	 ACCEL_OP_ADD_F32,
	 {0x3fc00000, 0x4b800000},
	 {0x40100000, 0x3f800000},
	 {0x40700000, 0x4b800000},
	 8,
	 8,
	 2},
	{"max u32",
	 ACCEL_OP_MAX_U32,
	 {0x7fffffff, 5},
	 {0x80000000, 4},
	 {0x80000000, 5},
	 8,
	 8,
	 2},
	/* -1 and -2; NaN and -inf */
	{"max f32",
	 ACCEL_OP_MAX_F32,
	 {0xbf800000, 0x7fc00000},
	 {0xc0000000, 0xff800000},
	 {0xbf800000, 0xff800000},
	 8,
	 8,
	 2},
	{"xor",
	 ACCEL_OP_XOR,
	 {0xff00ff00, 0x12345678},
	 {0x0ff00ff0, 0x12345678},
	 {0xf0f0f0f0, 0},
	 8,
	 8,
	 8},
	{"discard", ACCEL_OP_DISCARD, {7, 8}, {9, 9}, {7, 8}, 0, 0, 0},
};

static void fill(struct accel *accel, uint64_t offset, const uint32_t *words)
{
	put32(accel->mem + offset, words[0]);
	put32(accel->mem + offset + 4, words[1]);
}

static void check_cost(struct accel *accel, const struct op_case *c,
		       unsigned int partition)
{
	uint32_t part = ACCEL_REG_PART + partition * ACCEL_PART_STRIDE;
	bool lands = c->written;

	assert_int_equal(reg_get64(accel, ACCEL_REG_MEM_READ), c->read);
	assert_int_equal(reg_get64(accel, ACCEL_REG_MEM_WRITE), c->written);
	assert_int_equal(reg_get64(accel, ACCEL_REG_CYCLES),
			 (c->read > 0) + lands);
	assert_int_equal(reg_get64(accel, part + ACCEL_PART_WRITES), lands);
	assert_int_equal(reg_get64(accel, part + ACCEL_PART_BYTES),
			 lands ? 8 : 0);
	assert_int_equal(reg_get64(accel, part + ACCEL_PART_ELEMENTS),
			 c->elements);
	assert_int_equal(reg_get64(accel, ACCEL_REG_TAGGED), 1);
	assert_int_equal(reg_get64(accel, ACCEL_REG_LINK_BYTES), 8);
	assert_int_equal(reg_get64(accel, ACCEL_REG_DROPPED), 0);
	assert_int_equal(reg_get(accel, ACCEL_REG_EVENT), 0);
}

static void one_case(struct accel *accel, const struct op_case *c, bool move)
{
	uint64_t at = 2 * PART + 0x40, lands = move ? 5 * PART + 0x40 : at;
	uint8_t data[8];
	struct tlp tlp = tagged_tlp(data, 2, false, TAG);

	accel_reset(accel);
	reg_set(accel, ACCEL_REG_CTRL, ACCEL_CTRL_INGRESS);
	set_entry(accel, false, TAG,
		  move ? move_to(5, c->op) : in_place(c->op));
	put32(data, c->data[0]);
	put32(data + 4, c->data[1]);
	fill(accel, lands, c->memory);
	accel_ingress(accel, at, &tlp);
	assert_int_equal(get32(accel->mem + lands), c->want[0]);
	assert_int_equal(get32(accel->mem + lands + 4), c->want[1]);
	check_cost(accel, c, move ? 5 : 2);
}

static void same_width_in_place(void **state)
{
	for (size_t i = 0; i < COUNT(same_width); i++)
		one_case(*state, &same_width[i], false);
}

static void same_width_moved(void **state)
{
	for (size_t i = 0; i < COUNT(same_width); i++)
		one_case(*state, &same_width[i], true);
}

/* Two f32 at 0x40 of partition 2 become two bf16 at 0x20 of partition 5 */
static void f32_to_bf16(void **state)
{
	struct accel *accel = *state;
	static const struct op_case c = {
		.read = 0, .written = 4, .elements = 2};
	uint8_t data[8];
	struct tlp tlp = tagged_tlp(data, 2, false, TAG);

	set_entry(accel, false, TAG, move_to(5, ACCEL_OP_F32_TO_BF16));
	put32(data, 0x3f818000);
	put32(data + 4, 0xc2280000);
	memset(accel->mem + 5 * PART, 0xee, PART);
	accel_ingress(accel, 2 * PART + 0x40, &tlp);
	assert_int_equal(get16(accel->mem + 5 * PART + 0x1e), 0xeeee);
	assert_int_equal(get16(accel->mem + 5 * PART + 0x20), 0x3f82);
	assert_int_equal(get16(accel->mem + 5 * PART + 0x22), 0xc228);
	assert_int_equal(get16(accel->mem + 5 * PART + 0x24), 0xeeee);
	check_cost(accel, &c, 5);
}

/* Four bf16 at 0x40 of partition 2 are added to four f32 at 0x80 of 5 */
static void bf16_add_f32(void **state)
{
	struct accel *accel = *state;
	static const struct op_case c = {
		.read = 16, .written = 16, .elements = 4};
	static const uint32_t memory[] = {0x3f800000, 0, 0x7f800000,
					  0x4b800000};
	static const uint16_t in[] = {0x4000, 0x8000, 0xff80, 0x3f80};
	/* 1 + 2; +0 + -0; inf - inf; 2^24 + 1 */
	static const uint32_t want[] = {0x40400000, 0, 0x7fc00000, 0x4b800000};
	uint8_t data[8];
	struct tlp tlp = tagged_tlp(data, 2, false, TAG);

	set_entry(accel, false, TAG, move_to(5, ACCEL_OP_BF16_ADD_F32));
	for (int i = 0; i < 4; i++) {
		put16(data + i * 2, in[i]);
		put32(accel->mem + 5 * PART + 0x80 + i * 4, memory[i]);
	}
	accel_ingress(accel, 2 * PART + 0x40, &tlp);
	for (int i = 0; i < 4; i++)
		assert_int_equal(get32(accel->mem + 5 * PART + 0x80 + i * 4),
				 want[i]);
	check_cost(accel, &c, 5);
}

/* 260 bytes read and written over a port of 64: 5 cycles each */
static void cycles_round_up(void **state)
{
	struct accel *accel = *state;
	uint8_t data[260] = {0};
	struct tlp tlp = tagged_tlp(data, 65, false, TAG);

	set_entry(accel, false, TAG, in_place(ACCEL_OP_ADD_U32));
	accel_ingress(accel, 0, &tlp);
	assert_int_equal(reg_get64(accel, ACCEL_REG_CYCLES), 10);
}

struct enable_case {
	enum accel_op op;
	unsigned int dws, first, last;
	uint8_t want[12]; /* memory of ones after a write of twos */
	unsigned int partial;
};

static const struct enable_case enables[] = {
	{ACCEL_OP_STORE, 3, 0xc, 0x1, {1, 1, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1}, 0},
	{ACCEL_OP_STORE, 1, 0x5, 0x0, {2, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1}, 0},
	{ACCEL_OP_STORE, 1, 0x0, 0x0, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, 0},
	{ACCEL_OP_XOR, 2, 0x8, 0x3, {1, 1, 1, 3, 3, 3, 1, 1, 1, 1, 1, 1}, 0},
	{ACCEL_OP_ADD_U32,
	 3,
	 0xe,
	 0x7,
	 {1, 1, 1, 1, 3, 3, 3, 3, 1, 1, 1, 1},
	 2},
	{ACCEL_OP_ADD_U32,
	 3,
	 0xf,
	 0x7,
	 {3, 3, 3, 3, 3, 3, 3, 3, 1, 1, 1, 1},
	 1},
	{ACCEL_OP_ADD_U32,
	 2,
	 0x8,
	 0xf,
	 {1, 1, 1, 1, 3, 3, 3, 3, 1, 1, 1, 1},
	 1},
	{ACCEL_OP_MAX_U32,
	 1,
	 0xf,
	 0x0,
	 {2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1},
	 0},
	{ACCEL_OP_MAX_U32,
	 2,
	 0xf,
	 0x0,
	 {2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1},
	 0},
	{ACCEL_OP_MAX_U32,
	 2,
	 0x0,
	 0x1,
	 {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
	 1},
	{ACCEL_OP_DISCARD,
	 2,
	 0x8,
	 0x1,
	 {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
	 0},
};

static void byte_enables(void **state)
{
	struct accel *accel = *state;
	uint8_t data[12];

	memset(data, 2, sizeof(data));
	for (size_t i = 0; i < COUNT(enables); i++) {
		const struct enable_case *c = &enables[i];
		struct tlp tlp = tagged_tlp(data, c->dws, false, TAG);

		accel_reset(accel);
		reg_set(accel, ACCEL_REG_CTRL, ACCEL_CTRL_INGRESS);
		set_entry(accel, false, TAG, in_place(c->op));
		tlp.first_be = (uint8_t)c->first;
		tlp.last_be = (uint8_t)c->last;
		memset(accel->mem + PART, 1, 12);
		accel_ingress(accel, PART, &tlp);
		assert_memory_equal(accel->mem + PART, c->want, 12);
		assert_int_equal(reg_get64(accel, ACCEL_REG_PARTIAL),
				 c->partial);
		assert_int_equal(reg_get(accel, ACCEL_REG_EVENT),
				 c->partial ? ACCEL_EVENT_PARTIAL : 0);
	}
}

/* Bytes 3..9 of three DWs: of the six bf16 in them two are whole, two in part
 */
static void half_enabled_pairs(void **state)
{
	struct accel *accel = *state;
	uint8_t data[12];
	struct tlp tlp = tagged_tlp(data, 3, false, TAG);

	set_entry(accel, false, TAG, move_to(1, ACCEL_OP_BF16_ADD_F32));
	for (int i = 0; i < 6; i++)
		put16(data + i * 2, 0x3f80);
	tlp.first_be = 0x8;
	tlp.last_be = 0x1;
	accel_ingress(accel, 0, &tlp);
	for (int i = 0; i < 6; i++)
		assert_int_equal(get32(accel->mem + PART + i * 4),
				 i == 2 || i == 3 ? 0x3f800000 : 0);
	assert_int_equal(reg_get64(accel, ACCEL_REG_PARTIAL), 2);
	assert_int_equal(reg_get64(accel, ACCEL_REG_MEM_WRITE), 8);
}

/* An f32 with a missing byte leaves its bf16 unchanged */
static void half_enabled_f32(void **state)
{
	struct accel *accel = *state;
	uint8_t data[8];
	struct tlp tlp = tagged_tlp(data, 2, false, TAG);

	set_entry(accel, false, TAG, move_to(1, ACCEL_OP_F32_TO_BF16));
	put32(data, 0x3f800000);
	put32(data + 4, 0x40000000);
	tlp.first_be = 0xe;
	accel_ingress(accel, 8, &tlp);
	assert_int_equal(get16(accel->mem + PART + 4), 0);
	assert_int_equal(get16(accel->mem + PART + 6), 0x4000);
	assert_int_equal(reg_get64(accel, ACCEL_REG_PARTIAL), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		accel_test(same_width_in_place), accel_test(same_width_moved),
		accel_test(f32_to_bf16),	 accel_test(bf16_add_f32),
		accel_test(cycles_round_up),	 accel_test(byte_enables),
		accel_test(half_enabled_pairs),	 accel_test(half_enabled_f32),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
