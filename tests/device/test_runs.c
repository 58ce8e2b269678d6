// SPDX-License-Identifier: BSD-3-Clause
/*
 * A run of writes has the effect of its writes one at a time.
 */
#include "tests/device/accel_support.h"
#include "tests/device/oracle.h"
#include "tests/device/twin.h"

#define TAG 0x21

/* struct shape - of an accelerator, and the runs it gets */
struct shape {
	unsigned int partitions, part_bytes;
	bool tph_ext;
	int runs;
};

static const struct shape shapes[] = {
	{8, 4096, true, 6000},
	{8, 4096, false, 2000},
	{2, 65536, true, 1500},
	{1, 32768, true, 1500},
};

/* The payloads, from any of 64 DWs on */
static uint8_t data[(1 << 17) + 64 * 4];

static struct oracle *oracle_new(const struct shape *shape)
{
	struct oracle *o = calloc(1, sizeof(*o));

	assert_non_null(o);
	o->partitions = shape->partitions;
	o->part_bytes = shape->part_bytes;
	o->mem = calloc(shape->partitions, shape->part_bytes);
	assert_non_null(o->mem);
	return o;
}

/* The value of CTRL, entries and the mask of events */
static void program(struct twin *twin, struct oracle *o, struct rng *rng)
{
	uint16_t st = (uint16_t)rng_below(rng, 4);
	uint32_t entry = (rng_below(rng, 16) ? ACCEL_ENTRY_VALID : 0) |
			 (rng_below(rng, 2) ? ACCEL_ENTRY_MOVE : 0) |
			 rng_below(rng, o->partitions + 1) << 8 |
			 rng_below(rng, ACCEL_OP_MAX + 1);

	twin_set(twin, ACCEL_REG_TABLE8 + 4 * st, entry);
	o->table8[st] = entry;
	if (twin->run.tph_ext) {
		entry ^= rng_below(rng, ACCEL_OP_MAX);
		twin_set(twin, ACCEL_REG_TABLE16 + 4 * (st << 8), entry);
		o->table16[st << 8] = entry;
	}
	o->ingress = rng_below(rng, 16);
	twin_set(twin, ACCEL_REG_CTRL, o->ingress ? ACCEL_CTRL_INGRESS : 0);
	twin_set(twin, ACCEL_REG_EVENT, rng_below(rng, 32));
	twin_set(twin, ACCEL_REG_EVENT_MASK, rng_below(rng, 32));
}

/* Sizes that divide partitions and sizes that do not */
static unsigned int random_dws(struct rng *rng)
{
	static const unsigned int usual[] = {1, 2, 16, 32, 64, 128, 1024};

	return rng_below(rng, 2) ? usual[rng_below(rng, COUNT(usual))]
				 : 1 + rng_below(rng, 1024);
}

static struct tlp random_tlp(struct rng *rng, bool tph_ext)
{
	bool ext = rng_below(rng, 2);
	uint16_t st = (uint16_t)rng_below(rng, 5);
	unsigned int at = rng_below(rng, 64) * 4;
	struct tlp tlp = tagged_tlp(data + at, random_dws(rng), ext,
				    ext && tph_ext ? (uint16_t)(st << 8) : st);

	tlp.th = rng_below(rng, 8);
	return tlp;
}

/* The oracle ignores ST[15:8] only if all its tags have 8 bits */
static void oracle_run(struct oracle *o, uint64_t offset, struct tlp tlp,
		       unsigned int n, bool tph_ext)
{
	tlp.st_ext = tlp.st_ext && tph_ext;
	for (; n; n--, offset += tlp.length * 4u)
		oracle_write(o, offset, &tlp), tlp.payload += tlp.length * 4u;
}

static void same_as_oracle(const struct accel *accel, const struct oracle *o,
			   int run)
{
	const uint64_t want[] = {o->untagged, o->tagged,    o->unknown,
				 o->dropped,  o->partial,   o->link_bytes,
				 o->mem_read, o->mem_write, o->cycles};

	if (memcmp(accel->count, want, sizeof(want)) ||
	    memcmp(accel->part, o->part, sizeof(o->part)) ||
	    memcmp(accel->mem, o->mem, accel->size))
		fail_msg("run %d differs from the oracle", run);
}

static void one_shape(const struct shape *shape, struct rng *rng)
{
	uint64_t size = (uint64_t)shape->partitions * shape->part_bytes;
	struct oracle *o = oracle_new(shape);
	struct twin twin;

	assert_int_equal(
		twin_init(&twin, size, shape->partitions, shape->tph_ext), 0);
	for (int i = 0; i < shape->runs; i++) {
		struct tlp tlp;
		unsigned int most, n;
		uint64_t offset;
		const char *difference;

		if (!rng_below(rng, 4))
			program(&twin, o, rng);
		tlp = random_tlp(rng, shape->tph_ext);
		most = (unsigned int)(size / (tlp.length * 4u));
		n = 1 +
		    rng_below(rng, rng_below(rng, 2) && most > 40 ? 40 : most);
		offset = rng_below(rng,
				   (uint32_t)(size - n * tlp.length * 4u) / 4 +
					   1) *
			 4u;
		difference = twin_write(&twin, offset, &tlp, n, UINT64_MAX);
		if (difference)
			fail_msg("run %d: %s", i, difference);
		oracle_run(o, offset, tlp, n, shape->tph_ext);
		same_as_oracle(&twin.run, o, i);
	}
	assert_null(twin_memory_differs(&twin));
	assert_true(o->untagged && o->tagged && o->unknown && o->dropped);
	twin_free(&twin);
	free(o->mem);
	free(o);
}

/* Also at the ends of partitions, with tags of both widths, INGRESS off and
 * masked events */
static void as_single_writes(void **state)
{
	struct rng rng = {0x52756e};

	for (size_t i = 0; i < sizeof(data); i += 8) {
		uint64_t random = rng_next(&rng);

		memcpy(data + i, &random, 8);
	}
	for (size_t i = 0; i < COUNT(shapes); i++)
		one_shape(&shapes[i], &rng);
}

/* Payloads in the accelerator's own memory, some of them its destination */
static void own_memory(void **state)
{
	struct rng rng = {0x6f776e};
	struct twin twin;

	assert_int_equal(twin_init(&twin, MEM, 2, true), 0);
	twin_set(&twin, ACCEL_REG_CTRL, ACCEL_CTRL_INGRESS);
	for (size_t i = 0; i < MEM; i++)
		twin.run.mem[i] = twin.single.mem[i] = (uint8_t)rng_next(&rng);
	for (int i = 0; i < 5000; i++) {
		struct tlp tlp =
			tagged_tlp(NULL, 1 + rng_below(&rng, 64), false, TAG);
		unsigned int n = 1 + rng_below(&rng, 16);
		uint32_t room = MEM / 2 - n * tlp.length * 4;
		uint32_t src = rng_below(&rng, room / 4) * 4;
		uint32_t dst = rng_below(&rng, 2)
				       ? src + rng_below(&rng, 64) * 4
				       : rng_below(&rng, room);
		const char *difference;

		twin_set(&twin, ACCEL_REG_TABLE8 + 4 * TAG,
			 ACCEL_ENTRY_VALID | ACCEL_ENTRY_MOVE |
				 rng_below(&rng, ACCEL_OP_MAX));
		difference = twin_write(&twin, dst & ~3u, &tlp, n, src);
		if (!difference)
			difference = twin_memory_differs(&twin);
		if (difference)
			fail_msg("run %d: %s", i, difference);
	}
	twin_free(&twin);
}

/* A write's payload is the data that the one before it stored */
static void stored_data_move_on(void **state)
{
	struct accel *accel = *state;
	struct tlp tlp = write_tlp(accel->mem, 4);
	unsigned int n = 4;
	uint64_t offset = 16;

	memset(accel->mem, 0x77, 16);
	while (n) {
		unsigned int done = accel_ingress_run(accel, offset, &tlp, n);

		n -= done;
		offset += done * 16;
		tlp.payload += done * 16;
	}
	for (unsigned int i = 0; i < 80; i++)
		assert_int_equal(accel->mem[i], 0x77);
	assert_int_equal(accel->mem[80], 0);
}

/* All of a partition at once, and not beyond */
static void whole_pieces(void **state)
{
	struct accel *accel = *state;
	struct tlp tlp = tagged_tlp(data, 16, false, TAG);

	set_entry(accel, false, TAG, in_place(ACCEL_OP_XOR));
	assert_int_equal(accel_ingress_run(accel, 0, &tlp, 64), 64);
	assert_int_equal(accel_ingress_run(accel, PART - 640, &tlp, 64), 10);
	set_entry(accel, false, TAG, move_to(5, ACCEL_OP_F32_TO_BF16));
	assert_int_equal(accel_ingress_run(accel, 0, &tlp, 65), 64);
	set_entry(accel, false, TAG, move_to(5, ACCEL_OP_BF16_ADD_F32));
	assert_int_equal(accel_ingress_run(accel, 0, &tlp, 64), 32);
	assert_int_equal(accel_ingress_run(accel, PART / 2, &tlp, 32), 1);
	assert_int_equal(reg_get64(accel, ACCEL_REG_DROPPED), 1);
	assert_int_equal(reg_get64(accel, ACCEL_REG_TAGGED),
			 64 + 10 + 64 + 32 + 1);
	assert_int_equal(reg_get(accel, ACCEL_REG_EVENT), ACCEL_EVENT_RANGE);
	assert_int_equal(reg_get64(accel, ACCEL_REG_EVENT_ADDR), PART / 2);
}

/* 260 bytes read and written over a port of 64: 5 cycles each, of each write */
static void cycles_of_each(void **state)
{
	struct accel *accel = *state;
	struct tlp tlp = tagged_tlp(data, 65, false, TAG);

	set_entry(accel, false, TAG, in_place(ACCEL_OP_ADD_U32));
	assert_int_equal(accel_ingress_run(accel, 0, &tlp, 7), 7);
	assert_int_equal(reg_get64(accel, ACCEL_REG_CYCLES), 70);
	assert_int_equal(reg_get64(accel, ACCEL_REG_MEM_READ), 7 * 260);
	assert_int_equal(reg_get64(accel, ACCEL_REG_LINK_BYTES), 7 * 260);
	assert_int_equal(reg_get64(accel, ACCEL_REG_PART + ACCEL_PART_WRITES),
			 7);
	assert_int_equal(reg_get64(accel, ACCEL_REG_PART + ACCEL_PART_ELEMENTS),
			 7 * 65);
	reg_set(accel, ACCEL_REG_TAG_SELECT, TAG);
	assert_int_equal(reg_get64(accel, ACCEL_REG_TAG_WRITES), 7);
	assert_int_equal(reg_get64(accel, ACCEL_REG_TAG_BYTES), 7 * 260);
}

/* Each write that is dropped is an event of its own */
static void stops_for_interrupts(void **state)
{
	struct accel *accel = *state;
	struct tlp tlp = tagged_tlp(data, 16, false, TAG);

	set_entry(accel, false, TAG, ACCEL_ENTRY_VALID | ACCEL_OP_MAX);
	reg_set(accel, ACCEL_REG_EVENT_MASK, ACCEL_EVENT_ENTRY);
	assert_int_equal(accel_ingress_run(accel, 64, &tlp, 8), 1);
	assert_int_equal(accel->vectors, 1u << ACCEL_VECTOR_EVENT);
	assert_int_equal(reg_get64(accel, ACCEL_REG_EVENT_ADDR), 64);
	assert_int_equal(reg_get64(accel, ACCEL_REG_DROPPED), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_single_writes),
		cmocka_unit_test(own_memory),
		accel_test(stored_data_move_on),
		accel_test(whole_pieces),
		accel_test(cycles_of_each),
		accel_test(stops_for_interrupts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
