// SPDX-License-Identifier: BSD-3-Clause
/*
 * The RTL behind the interface of functions, beside the C model with the same sizes: the
 * same requests of any alignment and length have the same data, interrupts and counters.
 * Streams of TLPs clock by clock are for tests/rtl.
 */
#include <errno.h>

#include "tests/device/host.h"

#define PART	(1u << 20)
#define WRITES	3000
#define TAGS	8u
#define DWS_MAX 1024u

static const struct host_accel models[2] = {
	{"accel", false, false, 16 * PART, 16},
	{"accel-rtl", true, false, 16 * PART, 16},
};

/* The same hierarchy with either model */
struct both {
	struct host *host[2];
	struct rng rng;
	uint32_t entry[TAGS];
};

static int setup(void **state)
{
	static struct both both;

	both = (struct both){.rng = {0x5eed}};
	for (unsigned int i = 0; i < 2; i++) {
		host_accel = &models[i];
		if (host_setup((void **)&both.host[i]))
			return -1;
	}
	*state = &both;
	return 0;
}

static int teardown(void **state)
{
	struct both *both = *state;

	for (unsigned int i = 0; i < 2; i++)
		host_teardown((void **)&both->host[i]);
	return 0;
}

static uint32_t roll(struct both *both, uint32_t n)
{
	return rng_below(&both->rng, n);
}

/* Each interrupt follows its write at once */
static void compare_interrupts(struct both *both)
{
	for (unsigned int i = 0; i < ACCEL_MSIX_VECTORS; i++)
		assert_int_equal(both->host[0]->irqs[IRQ_ACCEL + i],
				 both->host[1]->irqs[IRQ_ACCEL + i]);
}

static void write_both(struct both *both, unsigned int bar, uint64_t offset,
		       const struct tlp *tlp)
{
	for (unsigned int i = 0; i < 2; i++) {
		struct pcie_function *fn = both->host[i]->accel;

		fn->ops->write(fn, bar, offset, tlp);
	}
	compare_interrupts(both);
}

static void compare(struct both *both, unsigned int bar, uint64_t offset,
		    size_t len)
{
	uint8_t data[2][4096];

	for (unsigned int i = 0; i < 2; i++) {
		struct pcie_function *fn = both->host[i]->accel;

		assert_int_equal(fn->ops->read(fn, bar, offset, data[i], len),
				 TLP_CPL_SC);
	}
	assert_memory_equal(data[0], data[1], len);
}

static void set_reg(struct both *both, uint32_t offset, uint32_t value)
{
	uint8_t data[4];
	const struct tlp tlp = write_tlp(data, 1);

	put32(data, value);
	write_both(both, ACCEL_BAR_REGS, offset, &tlp);
}

/* Mostly a valid operation and partition */
static uint32_t random_entry(struct both *both)
{
	uint32_t entry = roll(both, 12) | roll(both, 18) << 8;

	if (roll(both, 2))
		entry |= ACCEL_ENTRY_MOVE;
	return roll(both, 10) ? entry | ACCEL_ENTRY_VALID : entry;
}

static void change_entry(struct both *both)
{
	uint32_t tag = roll(both, TAGS);

	both->entry[tag] = random_entry(both);
	set_reg(both, ACCEL_REG_TABLE8 + tag * 4, both->entry[tag]);
}

static uint8_t random_enables(struct both *both)
{
	return roll(both, 2) ? 0xf : (uint8_t)roll(both, 16);
}

static struct tlp random_tlp(struct both *both, uint8_t *data, unsigned int dws)
{
	struct tlp tlp = write_tlp(data, dws);

	for (unsigned int i = 0; i < dws; i++) {
		uint32_t word = (uint32_t)rng_next(&both->rng);

		/* Numbers near each other, whose sums are not one of the two */
		put32(data + i * 4,
		      roll(both, 2) ? word : word >> 9 | 0x3f800000);
	}
	tlp.th = roll(both, 8);
	tlp.st = (uint16_t)roll(both, TAGS + 1);
	tlp.st_ext = tlp.th && !roll(both, 4);
	if (tlp.st_ext)
		tlp.st |= (uint16_t)(roll(both, 256) << 8);
	tlp.ep = !roll(both, 32);
	tlp.first_be = random_enables(both);
	tlp.last_be = dws > 1 ? random_enables(both) : 0;
	return tlp;
}

/* Memory that a write of @len bytes at @offset can have reached in @partition */
static void compare_memory(struct both *both, unsigned int partition,
			   uint64_t offset, size_t len)
{
	const uint64_t inside = offset % PART;
	const uint64_t places[] = {inside, inside / 2 & ~3ull, inside * 2};

	for (size_t i = 0; i < COUNT(places); i++)
		if (places[i] + len <= PART)
			compare(both, ACCEL_BAR_MEM,
				(uint64_t)partition * PART + places[i], len);
}

static void random_write(struct both *both)
{
	static const uint32_t pages[] = {0, 0x7f000, 0xff000};
	uint8_t data[DWS_MAX * 4];
	uint32_t at = roll(both, 16) ? roll(both, 24) : roll(both, 1024);
	uint32_t room = DWS_MAX - at;
	uint32_t most = roll(both, 32) ? 24 : DWS_MAX;
	uint32_t dws = 1 + roll(both, room < most ? room : most);
	uint32_t partition = roll(both, 2) * 15;
	uint64_t offset = partition * PART + pages[roll(both, 3)] + at * 4;
	const struct tlp tlp = random_tlp(both, data, dws);
	uint32_t entry = both->entry[tlp.st % TAGS];

	write_both(both, ACCEL_BAR_MEM, offset, &tlp);
	compare_memory(both, partition, offset, dws * 4);
	if (entry & ACCEL_ENTRY_MOVE && (entry >> 8 & 0xff) < 16)
		compare_memory(both, entry >> 8 & 0xff, offset, dws * 4);
	compare(both, ACCEL_BAR_REGS, ACCEL_REG_EVENT, 8);
	compare(both, ACCEL_BAR_REGS, ACCEL_REG_EVENT_ADDR, 12);
}

static void compare_counters(struct both *both)
{
	/* All but CYCLES, which are clocks */
	compare(both, ACCEL_BAR_REGS, ACCEL_REG_UNTAGGED,
		ACCEL_REG_CYCLES - ACCEL_REG_UNTAGGED);
	compare(both, ACCEL_BAR_REGS, ACCEL_REG_PART,
		ACCEL_PARTITIONS_MAX * ACCEL_PART_STRIDE);
	compare(both, ACCEL_BAR_REGS, ACCEL_REG_TABLE8, 4 * 256);
	for (uint32_t tag = 0; tag <= TAGS; tag++) {
		set_reg(both, ACCEL_REG_TAG_SELECT, tag);
		compare(both, ACCEL_BAR_REGS, ACCEL_REG_TAG_WRITES, 16);
	}
}

static void same_writes(void **state)
{
	struct both *both = *state;

	set_reg(both, ACCEL_REG_CTRL, ACCEL_CTRL_INGRESS);
	set_reg(both, ACCEL_REG_EVENT_MASK, ACCEL_EVENT_ALL);
	for (unsigned int i = 0; i < WRITES; i++) {
		if (!roll(both, 8))
			change_entry(both);
		if (!roll(both, 8))
			set_reg(both, ACCEL_REG_EVENT, roll(both, 32));
		if (!roll(both, 64))
			set_reg(both, ACCEL_REG_EVENT_MASK, roll(both, 64));
		random_write(both);
	}
	compare_counters(both);
	assert_true(both->host[0]->irqs[IRQ_ACCEL + ACCEL_VECTOR_EVENT] > 20);
}

/* Writes of registers of any length, some in part, some poisoned */
static void same_registers(void **state)
{
	static const uint32_t places[] = {
		ACCEL_REG_CTRL,	    ACCEL_REG_EVENT, ACCEL_REG_TAG_SELECT,
		ACCEL_REG_PASS_SRC, ACCEL_REG_PART,  ACCEL_REG_TABLE8,
	};
	struct both *both = *state;
	uint8_t data[16 * 4];

	set_reg(both, ACCEL_REG_EVENT_MASK, ACCEL_EVENT_ALL);
	for (unsigned int i = 0; i < WRITES; i++) {
		uint32_t at = places[roll(both, COUNT(places))];
		uint32_t dws = 1 + roll(both, 16);
		struct tlp tlp = random_tlp(both, data, dws);

		/* PASS_OP would start a pass */
		if (at == ACCEL_REG_PASS_SRC && dws > 4) {
			tlp.length = 4;
			tlp.last_be = 0xf;
		}
		if (at == ACCEL_REG_TAG_SELECT && dws > 8) {
			tlp.length = 8;
			tlp.last_be = 0xf;
		}
		write_both(both, ACCEL_BAR_REGS, at, &tlp);
		if (!(i % 16))
			set_reg(both, ACCEL_REG_EVENT, ACCEL_EVENT_ALL);
		compare(both, ACCEL_BAR_REGS, ACCEL_REG_OPS, 0x34);
		compare(both, ACCEL_BAR_REGS, ACCEL_REG_TAG_SELECT, 0x40);
		compare(both, ACCEL_BAR_REGS, ACCEL_REG_TABLE8, 64);
	}
	assert_true(both->host[0]->irqs[IRQ_ACCEL + ACCEL_VECTOR_EVENT] > 20);
}

/* Passes, valid and refused, and the reset of one that runs */
static void same_passes(void **state)
{
	struct both *both = *state;
	uint8_t data[DWS_MAX * 4];

	for (uint64_t at = 0; at < 4 * sizeof(data); at += sizeof(data)) {
		struct tlp tlp = random_tlp(both, data, DWS_MAX);

		tlp.th = tlp.ep = false;
		write_both(both, ACCEL_BAR_MEM, at, &tlp);
	}
	for (unsigned int i = 0; i < 60; i++) {
		set_reg(both, ACCEL_REG_PASS_SRC, roll(both, 0x2000) * 2);
		set_reg(both, ACCEL_REG_PASS_DST, roll(both, 0x4000) * 2);
		set_reg(both, ACCEL_REG_PASS_LEN, roll(both, 0x800) * 2);
		set_reg(both, ACCEL_REG_PASS_OP, roll(both, 10));
		host_run(both->host[0]);
		host_run(both->host[1]);
		compare_interrupts(both);
		compare(both, ACCEL_BAR_REGS, ACCEL_REG_PASS_STATUS, 4);
		set_reg(both, ACCEL_REG_EVENT, ACCEL_EVENT_ALL);
		for (uint64_t at = 0; at < 0xa000; at += 4096)
			compare(both, ACCEL_BAR_MEM, at, 4096);
	}
	compare_counters(both);
	assert_true(both->host[0]->irqs[IRQ_ACCEL + ACCEL_VECTOR_PASS] >= 60);

	set_reg(both, ACCEL_REG_PASS_LEN, 0x8000);
	set_reg(both, ACCEL_REG_PASS_OP, ACCEL_OP_STORE);
	for (unsigned int i = 0; i < 2; i++)
		both->host[i]->accel->ops->reset(both->host[i]->accel);
	compare_counters(both);
	compare(both, ACCEL_BAR_REGS, ACCEL_REG_PASS_SRC, 0x1c);
	for (uint64_t at = 0; at < 0xa000; at += 4096)
		compare(both, ACCEL_BAR_MEM, at, 4096);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(same_writes, setup, teardown),
		cmocka_unit_test_setup_teardown(same_registers, setup,
						teardown),
		cmocka_unit_test_setup_teardown(same_passes, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
