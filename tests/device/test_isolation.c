// SPDX-License-Identifier: BSD-3-Clause
/*
 * For any entries and writes, memory changes only where the oracle expects it,
 * and the counters match.
 */
#include "tests/device/accel_support.h"
#include "tests/device/oracle.h"

static struct oracle *oracle_new(void)
{
	struct oracle *o = calloc(1, sizeof(*o));

	assert_non_null(o);
	o->partitions = PARTITIONS;
	o->part_bytes = PART;
	o->ingress = true;
	o->mem = calloc(1, MEM);
	assert_non_null(o->mem);
	return o;
}

static void oracle_free(struct oracle *o)
{
	free(o->mem);
	free(o);
}

/* Mostly valid, sometimes random */
static uint32_t random_entry(struct rng *rng)
{
	if (!rng_below(rng, 8))
		return (uint32_t)(rng_next(rng) >> 32) &
		       (ACCEL_ENTRY_VALID | ACCEL_ENTRY_MOVE |
			ACCEL_ENTRY_PARTITION | ACCEL_ENTRY_OP);
	return ACCEL_ENTRY_VALID | (rng_below(rng, 2) ? ACCEL_ENTRY_MOVE : 0) |
	       rng_below(rng, PARTITIONS) << 8 | rng_below(rng, ACCEL_OP_MAX);
}

static void retag(struct accel *accel, struct oracle *o, struct rng *rng)
{
	/* Few tags, so that they repeat */
	uint16_t st = (uint16_t)rng_below(rng, 8);
	uint32_t entry = random_entry(rng);

	if (rng_below(rng, 2)) {
		st = (uint16_t)(st * 0x1111);
		set_entry(accel, true, st, entry);
		o->table16[st] = entry;
	} else {
		set_entry(accel, false, st, entry);
		o->table8[st] = entry;
	}
}

static struct tlp random_write(struct rng *rng, uint8_t *data,
			       uint64_t *ret_offset)
{
	unsigned int dws = 1 + rng_below(rng, rng_below(rng, 4) ? 16 : 1024);
	uint16_t st = (uint16_t)rng_below(rng, 8);
	bool ext = rng_below(rng, 2);
	struct tlp tlp = tagged_tlp(data, dws, ext, ext ? st * 0x1111 : st);

	for (unsigned int i = 0; i < dws * 4; i += 4)
		put32(data + i, (uint32_t)(rng_next(rng) >> 32));
	tlp.th = rng_below(rng, 8);
	tlp.ep = !rng_below(rng, 32);
	if (rng_below(rng, 2))
		tlp.first_be = (uint8_t)rng_below(rng, 16);
	if (dws > 1 && rng_below(rng, 2))
		tlp.last_be = (uint8_t)rng_below(rng, 16);
	/* Inside the BAR, as PCIe guarantees; across partition borders too */
	*ret_offset = rng_below(rng, (MEM - dws * 4) / 4 + 1) * 4;
	return tlp;
}

static void same_counters(struct accel *accel, const struct oracle *o)
{
	const uint64_t want[] = {o->untagged, o->tagged,    o->unknown,
				 o->dropped,  o->partial,   o->link_bytes,
				 o->mem_read, o->mem_write, o->cycles};

	for (unsigned int i = 0; i < COUNT(want); i++)
		assert_int_equal(reg_get64(accel, ACCEL_REG_UNTAGGED + i * 8),
				 want[i]);
	for (unsigned int p = 0; p < 64; p++)
		for (unsigned int c = 0; c < 4; c++)
			assert_int_equal(
				reg_get64(accel, ACCEL_REG_PART +
							 p * ACCEL_PART_STRIDE +
							 c * 8),
				o->part[p][c]);
}

static void memory_as_the_oracle(void **state)
{
	struct accel *accel = *state;
	struct oracle *o = oracle_new();
	struct rng rng = {0x7e57};
	static uint8_t data[4096];

	for (int i = 0; i < 20000; i++) {
		struct tlp tlp;
		uint64_t offset;

		if (!rng_below(&rng, 4))
			retag(accel, o, &rng);
		tlp = random_write(&rng, data, &offset);
		accel_ingress(accel, offset, &tlp);
		oracle_write(o, offset, &tlp);
		if (memcmp(accel->mem, o->mem, MEM))
			fail_msg("write %d differs", i);
	}
	same_counters(accel, o);
	/* The run has reached every case */
	assert_true(o->untagged && o->tagged && o->unknown && o->dropped &&
		    o->partial);
	oracle_free(o);
}

/* One write changes one partition, and without MOVE only the addressed bytes */
static void effect_is_confined(void **state)
{
	struct accel *accel = *state;
	static uint8_t before[MEM], data[4096];
	struct rng rng = {0x150};

	for (int i = 0; i < 20000; i++) {
		uint32_t entry = random_entry(&rng);
		uint64_t offset, low, high;
		struct tlp tlp = random_write(&rng, data, &offset);

		tlp.th = true;
		tlp.st_ext = false;
		set_entry(accel, false, tlp.st & 0xff, entry);
		low = offset;
		high = offset + tlp.length * 4u;
		if (entry & ACCEL_ENTRY_VALID && entry & ACCEL_ENTRY_MOVE) {
			low = (entry >> 8 & 0xff) * (uint64_t)PART;
			high = low + PART;
			if (low >= MEM)
				low = high = 0;
		}
		memcpy(before, accel->mem, MEM);
		accel_ingress(accel, offset, &tlp);
		assert_memory_equal(accel->mem, before, low);
		assert_memory_equal(accel->mem + high, before + high,
				    MEM - high);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		accel_test(memory_as_the_oracle),
		accel_test(effect_is_confined),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
