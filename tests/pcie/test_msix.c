// SPDX-License-Identifier: BSD-3-Clause
/* MSI-X: the table, pending bits and masks (sec 6.1.4) */
#include <errno.h>
#include <stdlib.h>

#include "tests/pcie/rig.h"

#define A 0x0300

#define TABLE (A_BASE + 0x10000 + RAM_TABLE)
#define PBA   (A_BASE + 0x10000 + RAM_PBA)

static void poke(struct rig *rig, uint64_t addr, uint32_t value)
{
	const uint8_t bytes[4] = {value, value >> 8, value >> 16, value >> 24};

	assert_int_equal(pcie_root_mem_write(rig->root, addr, bytes, 4), 0);
}

static uint32_t peek(struct rig *rig, uint64_t addr)
{
	uint8_t bytes[4];

	assert_int_equal(pcie_root_mem_read(rig->root, addr, bytes, 4), 0);
	return bytes[0] | bytes[1] << 8 | bytes[2] << 16 |
	       (uint32_t)bytes[3] << 24;
}

static void msix_enable(struct rig *rig, unsigned int flags)
{
	pcie_root_config_write(rig->root, A, RAM_MSIX + 2, 2, flags);
}

static void vectors_are_written(void **state)
{
	struct rig *rig = *state;

	poke(rig, TABLE + 0x10, 0xfee01004);
	poke(rig, TABLE + 0x18, 0x00004123);
	poke(rig, TABLE + 0x1c, 0);
	msix_enable(rig, 0x8000);
	rig_forget(rig);
	assert_int_equal(pcie_function_msix(&rig->a.fn, 1), 0);
	expect_tlp(rig, 0, "a", UP, "40000001 0300000f fee01004 23410000");
	expect_tlps(rig, 2);
	assert_int_equal(rig->interrupts, 1);
	assert_int_equal(rig->interrupt_requester, A);
	assert_int_equal(rig->interrupt_addr, 0xfee01004);
	assert_int_equal(rig->interrupt_data, 0x4123);
	assert_int_equal(rig->a.writes, 0); /* the model saw nothing */

	assert_int_equal(pcie_function_msix(&rig->a.fn, RAM_VECTORS), -EINVAL);
	msix_enable(rig, 0);
	assert_int_equal(pcie_function_msix(&rig->a.fn, 1), -EAGAIN);
	assert_int_equal(peek(rig, PBA), 0); /* disabled: nothing pends */
}

static void masked_vectors_pend(void **state)
{
	struct rig *rig = *state;

	poke(rig, TABLE + 0x20, 0xfee02000);
	poke(rig, TABLE + 0x28, 0x55);
	msix_enable(rig, 0x8000);
	assert_int_equal(peek(rig, TABLE + 0x2c), 1); /* masked by reset */
	assert_int_equal(pcie_function_msix(&rig->a.fn, 2), -EAGAIN);
	assert_int_equal(peek(rig, PBA), 4);
	poke(rig, PBA, 0xff); /* read-only */
	assert_int_equal(peek(rig, PBA), 4);
	assert_int_equal(rig->interrupts, 0);
	poke(rig, TABLE + 0x2c, 0);
	assert_int_equal(rig->interrupts, 1);
	assert_int_equal(rig->interrupt_data, 0x55);
	assert_int_equal(peek(rig, PBA), 0);
	poke(rig, TABLE + 0x2c, 1);
	poke(rig, TABLE + 0x2c, 0);
	assert_int_equal(rig->interrupts, 1); /* once only */
}

static void masked_functions_pend(void **state)
{
	struct rig *rig = *state;

	poke(rig, TABLE, 0xfee03000);
	poke(rig, TABLE + 0xc, 0);
	msix_enable(rig, 0xc000);
	assert_int_equal(pcie_function_msix(&rig->a.fn, 0), -EAGAIN);
	assert_int_equal(peek(rig, PBA), 1);
	msix_enable(rig, 0x8000);
	assert_int_equal(rig->interrupts, 1);
	assert_int_equal(rig->interrupt_addr, 0xfee03000);
	assert_int_equal(peek(rig, PBA), 0);
	/* no Bus Master Enable: no writes */
	pcie_root_config_write(rig->root, A, 4, 2, 2);
	assert_int_equal(pcie_function_msix(&rig->a.fn, 0), -EAGAIN);
	assert_int_equal(rig->interrupts, 1);
}

static void table_has_its_bits(void **state)
{
	struct rig *rig = *state;

	poke(rig, TABLE, 0xffffffff);
	poke(rig, TABLE + 0x4, 0xffffffff);
	poke(rig, TABLE + 0x8, 0xffffffff);
	poke(rig, TABLE + 0xc, 0xffffffff);
	assert_int_equal(peek(rig, TABLE), 0xfffffffc);
	assert_int_equal(peek(rig, TABLE + 0x4), 0xffffffff);
	assert_int_equal(peek(rig, TABLE + 0x8), 0xffffffff);
	assert_int_equal(peek(rig, TABLE + 0xc), 1);
	assert_int_equal(
		pcie_root_mem_write(rig->root, TABLE + 0x9, "\x11\x22", 2), 0);
	assert_int_equal(peek(rig, TABLE + 0x8), 0xff2211ff);
	pcie_function_reset(&rig->a.fn);
	assert_int_equal(rig->a.fn.msix.entry[0][0], 0);
	assert_int_equal(rig->a.fn.msix.entry[0][3], 1);
}

/* An access that begins before the table and ends after it */
static void accesses_are_cut_at_the_table(void **state)
{
	struct rig *rig = *state;
	const uint64_t at = TABLE - 6;
	uint8_t data[6 + 0x30 + 7], back[sizeof(data)];

	for (unsigned int i = 0; i < sizeof(data); i++)
		data[i] = 0x80 + i;
	memset(rig->a.regs, 0xee, sizeof(rig->a.regs));
	pcie_root_mem_write(rig->root, at, data, sizeof(data));
	assert_int_equal(rig->a.writes, 2);
	assert_memory_equal(rig->a.regs + RAM_TABLE - 8,
			    "\xee\xee\x80\x81\x82\x83\x84\x85", 8);
	for (unsigned int i = 0; i < 0x30; i++)
		assert_int_equal(rig->a.regs[RAM_TABLE + i], 0xee);
	assert_memory_equal(rig->a.regs + RAM_TABLE + 0x30, data + 6 + 0x30, 7);
	assert_int_equal(rig->a.regs[RAM_TABLE + 0x37], 0xee);
	assert_int_equal(pcie_function_msix_entry(&rig->a.fn, 0)[1],
			 0x8d8c8b8a);
	assert_int_equal(pcie_function_msix_entry(&rig->a.fn, 2)[2],
			 0xb1b0afae);
	assert_null(pcie_function_msix_entry(&rig->a.fn, RAM_VECTORS));
	pcie_root_mem_read(rig->root, at, back, sizeof(back));
	assert_int_equal(rig->a.reads, 2);
	/* a last DW of its own keeps its enables */
	pcie_root_mem_write(rig->root, TABLE + 0x2c, "\1\0\0\0\x11\x22\x33", 7);
	assert_memory_equal(rig->a.regs + RAM_TABLE + 0x30, "\x11\x22\x33\xb9",
			    4);
	assert_memory_equal(back, data, 6);
	assert_memory_equal(back + 6 + 4, data + 6 + 4, 8);
	assert_memory_equal(back + 6 + 0x30, data + 6 + 0x30, 7);
}

#define TEST(_name) \
	cmocka_unit_test_setup_teardown(_name, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(vectors_are_written),	     TEST(masked_vectors_pend),
		TEST(masked_functions_pend),	     TEST(table_has_its_bits),
		TEST(accesses_are_cut_at_the_table),
	};

	return cmocka_run_group_tests_name("pcie-msix", tests, NULL, NULL);
}
