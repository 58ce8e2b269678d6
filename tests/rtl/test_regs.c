// SPDX-License-Identifier: BSD-3-Clause
/*
 * The RTL's registers are the C model's, after each access and each write to memory.
 */
#include "tests/rtl/regs_rig.h"

#define STEPS	    300000
#define TAGS	    6 /* few, so that counters are soon busy again */
#define PAYLOAD_DWS 1024

static uint8_t payload[PAYLOAD_DWS * 4];

static uint32_t below(struct rig *rig, uint32_t n)
{
	return rng_below(&rig->rng, n);
}

/* All registers, by name or not, and counters of all tags */
static void compare_all(struct rig *rig)
{
	for (uint32_t offset = 0; offset < 0x100; offset += 4)
		rig_read(rig, offset);
	for (uint32_t n = 0; n < ACCEL_PARTITIONS_MAX; n++)
		for (uint32_t at = 0; at < ACCEL_PART_STRIDE; at += 4)
			rig_read(rig,
				 ACCEL_REG_PART + n * ACCEL_PART_STRIDE + at);
	for (uint32_t tag = 0; tag < ACCEL_TAGS_8; tag++) {
		rig_read(rig, ACCEL_REG_TABLE8 + tag * 4);
		rig_look_up(rig, (uint8_t)tag);
		rig_write(rig, ACCEL_REG_TAG_SELECT, tag);
		for (uint32_t at = 0; at < 16; at += 4)
			rig_read(rig, ACCEL_REG_TAG_WRITES + at);
	}
	for (uint32_t offset = 0; offset < ACCEL_REGS_SIZE; offset += 0x3fc)
		rig_read(rig, offset);
}

static void random_ingress(struct rig *rig)
{
	struct tlp tlp;
	uint32_t most = below(rig, 8) ? 8 : PAYLOAD_DWS;
	uint64_t offset = below(rig, REGS_BENCH_MEMORY / 4) * 4ull;

	tlp = write_tlp(payload, 1 + below(rig, most));
	if (!below(rig, 4))
		tlp.first_be = below(rig, 16) & 0xf;
	if (!below(rig, 4) && tlp.length > 1)
		tlp.last_be = below(rig, 16) & 0xf;
	tlp.th = below(rig, 8);
	if (tlp.th) {
		tlp.st = (uint16_t)below(rig, TAGS);
		tlp.st_ext = !below(rig, 4);
		if (tlp.st_ext)
			tlp.st |= (uint16_t)(below(rig, 256) << 8);
	}
	tlp.ep = !below(rig, 16);
	/* Some beyond memory, of which a few look like the start of it */
	if (!below(rig, 16))
		offset += (uint64_t)REGS_BENCH_MEMORY << below(rig, 23);
	rig_ingress(rig, offset, &tlp);
}

static uint32_t random_entry(struct rig *rig)
{
	uint32_t entry = below(rig, ACCEL_OP_MAX + 1) |
			 below(rig, REGS_BENCH_PARTITIONS + 1) << 8 |
			 below(rig, 2) * ACCEL_ENTRY_MOVE |
			 !!below(rig, 4) * ACCEL_ENTRY_VALID;

	/* Reserved bits, and fields of ones */
	return below(rig, 8) ? entry : (uint32_t)rng_next(&rig->rng);
}

/* Values as software writes them, and any */
static uint32_t random_value(struct rig *rig, uint32_t offset)
{
	if (!below(rig, 8))
		return (uint32_t)rng_next(&rig->rng);
	switch (offset) {
	case ACCEL_REG_CTRL:
		return !!below(rig, 8) * ACCEL_CTRL_INGRESS |
		       !below(rig, 16) * ACCEL_CTRL_CLEAR;
	case ACCEL_REG_TAG_SELECT:
		return below(rig, TAGS + 1) |
		       !below(rig, 8) * ACCEL_TAG_SELECT_EXT;
	case ACCEL_REG_PASS_SRC:
	case ACCEL_REG_PASS_DST:
		return below(rig, REGS_BENCH_MEMORY / 4) * 4;
	case ACCEL_REG_PASS_LEN:
		return below(rig, 128) * 4;
	case ACCEL_REG_PASS_OP:
		return below(rig, ACCEL_OP_MAX + 1);
	case ACCEL_REG_PASS_SRC + 4:
	case ACCEL_REG_PASS_DST + 4:
		return (uint32_t)!below(rig, 8) << below(rig, 32);
	default:
		return below(rig, 32);
	}
}

static const uint32_t registers[] = {
	ACCEL_REG_ID,
	ACCEL_REG_CAPS,
	ACCEL_REG_OPS,
	ACCEL_REG_CTRL,
	ACCEL_REG_EVENT,
	ACCEL_REG_EVENT,
	ACCEL_REG_EVENT_MASK,
	ACCEL_REG_EVENT_MASK,
	ACCEL_REG_EVENT_ADDR,
	ACCEL_REG_EVENT_ADDR + 4,
	ACCEL_REG_EVENT_ST,
	ACCEL_REG_BUILD,
	ACCEL_REG_TAG_SELECT,
	ACCEL_REG_TAG_WRITES,
	ACCEL_REG_TAG_WRITES + 4,
	ACCEL_REG_TAG_BYTES,
	ACCEL_REG_TAG_BYTES + 4,
	ACCEL_REG_PASS_SRC,
	ACCEL_REG_PASS_SRC + 4,
	ACCEL_REG_PASS_DST,
	ACCEL_REG_PASS_DST + 4,
	ACCEL_REG_PASS_LEN,
	ACCEL_REG_PASS_OP,
	ACCEL_REG_PASS_OP,
	ACCEL_REG_PASS_STATUS,
	ACCEL_REG_TABLE16,
};

static uint32_t random_register(struct rig *rig)
{
	switch (below(rig, 4)) {
	case 0:
		return ACCEL_REG_UNTAGGED + below(rig, ACCEL_COUNTERS * 2) * 4;
	case 1:
		return ACCEL_REG_PART +
		       below(rig, (REGS_BENCH_PARTITIONS + 1) *
					  ACCEL_PART_STRIDE / 4) *
			       4;
	case 2:
		return ACCEL_REG_TABLE8 + below(rig, TAGS) * 4;
	default:
		return registers[below(rig, COUNT(registers))];
	}
}

static void random_write(struct rig *rig)
{
	uint32_t offset = random_register(rig);

	if (offset >= ACCEL_REG_TABLE8)
		rig_write(rig, offset, random_entry(rig));
	else
		rig_write(rig, offset, random_value(rig, offset));
}

static void random_step(struct rig *rig)
{
	uint32_t kind = below(rig, 32);

	if (kind < 12)
		random_ingress(rig);
	else if (kind < 20)
		rig_read(rig, random_register(rig));
	else if (kind < 26)
		random_write(rig);
	else if (kind < 29)
		rig_look_up(rig, (uint8_t)below(rig, TAGS));
	else if (kind < 30)
		rig_poison(rig);
	else
		rig_pass_end(rig);
}

static void run(bool tph)
{
	struct rig rig;

	rig_create(&rig, tph);
	compare_all(&rig);
	for (unsigned int i = 0; i < STEPS; i++) {
		random_step(&rig);
		if (!below(&rig, STEPS / 16))
			rig_reset(&rig);
		if (!below(&rig, STEPS / 16))
			compare_all(&rig);
	}
	compare_all(&rig);
	rig_reset(&rig);
	compare_all(&rig);
	rig_free(&rig);
}

static void test_completer(void **state)
{
	run(true);
}

/* INGRESS cannot be set */
static void test_no_completer(void **state)
{
	run(false);
}

/* The most that a commit can carry, until counters have more than 32 bits */
static void test_large_counts(void **state)
{
	const struct regs_bench_commit most = {
		.valid = true,
		.kind = 1,
		.tag = 0xa5,
		.partial = 0xfff,
		.bytes = 0x1fff,
		.lands = true,
		.counts = true,
		.landed = 0x1fff,
		.read = 0x3fff - 255,
		.written = 0x3fff - 255,
		.partition = 2,
	};
	const uint64_t n = (1u << 20) + 1;
	struct rig rig;
	uint64_t *count = rig.model.count, *part;

	rig_create(&rig, true);
	rig_write(&rig, ACCEL_REG_TAG_SELECT, 0xa5);
	for (uint64_t i = 0; i < n; i++) {
		rig.read = 255;
		rig.in.commit = most;
		rig.in.busy = true;
		rig_clock(&rig);
		rig.in.busy = true;
		rig.written = 255;
		rig_clock(&rig);
	}
	part = rig.model.part[2];
	count[ACCEL_COUNT_TAGGED] = n;
	count[ACCEL_COUNT_PARTIAL] = n * most.partial;
	count[ACCEL_COUNT_LINK_BYTES] = n * most.bytes;
	count[ACCEL_COUNT_MEM_READ] = n * 0x3fff;
	count[ACCEL_COUNT_MEM_WRITE] = n * 0x3fff;
	part[ACCEL_PART_COUNT_WRITES] = n;
	part[ACCEL_PART_COUNT_BYTES] = n * most.landed;
	part[ACCEL_PART_COUNT_ELEMENTS] = n * most.landed;
	rig.model.tags[0xa5].writes = n;
	rig.model.tags[0xa5].bytes = n * most.bytes;
	accel_event(&rig.model, ACCEL_EVENT_PARTIAL);
	assert_true(count[ACCEL_COUNT_LINK_BYTES] >> 32);
	compare_all(&rig);
	rig_free(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_completer),
		cmocka_unit_test(test_no_completer),
		cmocka_unit_test(test_large_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
