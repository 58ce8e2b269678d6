// SPDX-License-Identifier: BSD-3-Clause
/*
 * The accelerator in its hierarchy: tags that the engine sends select its
 * operations. Also for the RTL: test-device-accel-function accel-rtl
 */
#include <errno.h>
#include <linux/pci_regs.h>

#include "tests/device/host.h"

#define TAG   5 /* entry of the engine's ST table */
#define WORDS 1024u

static uint32_t accel_reg(struct host *host, uint32_t offset)
{
	return host_get(host, host->accel_regs + offset);
}

static void accel_set(struct host *host, uint32_t offset, uint32_t value)
{
	host_set(host, host->accel_regs + offset, value);
}

/* Copy @len bytes from DATA_AT to @offset of device memory with a hint. */
static void tagged_copy(struct host *host, uint64_t offset, uint32_t len,
			uint32_t flags)
{
	struct dma_desc desc = host_desc(DATA_AT, host->accel_mem + offset, len,
					 DMA_DESC_TH | flags);
	struct dma_desc *slot;

	desc.st_index = htole16(TAG);
	desc.ph = 2;
	host_ring(host, 2);
	slot = host_submit(host, &desc);
	host_run(host);
	assert_int_equal(le32toh(slot->status), DMA_DESC_DONE);
}

static void fill(struct host *host)
{
	for (uint32_t i = 0; i < WORDS; i++)
		put32(host_at(host, DATA_AT + i * 4), i * 3 + 1);
}

/* Word @i of device memory is @factor times the sent word */
static void check_words(struct host *host, uint64_t offset, uint32_t factor)
{
	uint8_t buf[WORDS * 4];

	assert_int_equal(pcie_root_mem_read(host->root,
					    host->accel_mem + offset, buf,
					    sizeof(buf)),
			 TLP_CPL_SC);
	for (uint32_t i = 0; i < WORDS; i++)
		assert_int_equal(get32(buf + i * 4), (i * 3 + 1) * factor);
}

static void tag_selects_the_operation(void **state)
{
	struct host *host = *state;

	fill(host);
	host_tph_entry(host, TAG, 0x42);
	host_tph(host, PCIE_TPH_ON, PCIE_TPH_DEVICE_SPECIFIC);
	accel_set(host, ACCEL_REG_CTRL, ACCEL_CTRL_INGRESS);
	accel_set(host, ACCEL_REG_TABLE8 + 0x42 * 4,
		  ACCEL_ENTRY_VALID | ACCEL_OP_ADD_U32);
	accel_set(host, ACCEL_REG_TABLE8 + 0x43 * 4,
		  ACCEL_ENTRY_VALID | ACCEL_OP_DISCARD);
	for (uint32_t n = 1; n <= 3; n++) {
		tagged_copy(host, 0x2000, WORDS * 4, 0);
		check_words(host, 0x2000, n);
	}
	host_tph_entry(host, TAG, 0x43);
	tagged_copy(host, 0x2000, WORDS * 4, 0);
	check_words(host, 0x2000, 3);
	host_tph_entry(host, TAG, 0x44); /* unknown: stored */
	tagged_copy(host, 0x2000, WORDS * 4, 0);
	check_words(host, 0x2000, 1);
	/* 4096 bytes in TLPs of 256 */
	assert_int_equal(accel_reg(host, ACCEL_REG_TAGGED), 4 * 16);
	assert_int_equal(accel_reg(host, ACCEL_REG_UNKNOWN), 16);
	assert_int_equal(accel_reg(host, ACCEL_REG_LINK_BYTES), 5 * 4096);
}

/* A completer of 8-bit tags looks at the lower half of a tag */
static void wide_tag_moves(void **state)
{
	struct host *host = *state;

	fill(host);
	host_tph_entry(host, TAG, 0x1234);
	host_tph(host, PCIE_TPH_ON_EXT, PCIE_TPH_DEVICE_SPECIFIC);
	accel_set(host, ACCEL_REG_CTRL, ACCEL_CTRL_INGRESS);
	accel_set(host, ACCEL_REG_TABLE16 + 0x1234 * 4,
		  ACCEL_ENTRY_VALID | ACCEL_ENTRY_MOVE | 3 << 8 |
			  ACCEL_OP_STORE);
	accel_set(host, ACCEL_REG_TABLE8 + 0x34 * 4,
		  ACCEL_ENTRY_VALID | ACCEL_OP_DISCARD);
	tagged_copy(host, 0x800, WORDS * 4, DMA_DESC_ST_EXT);
	if (host_accel->st16)
		check_words(host, 0x30800, 1); /* partitions of 64 KiB */
	else
		assert_int_equal(host_get(host, host->accel_mem + 0x300800), 0);
	assert_int_equal(host_get(host, host->accel_mem + 0x800), 0);
}

static void event_interrupts(void **state)
{
	struct host *host = *state;

	host_tph_entry(host, TAG, 0x42);
	host_tph(host, PCIE_TPH_ON, PCIE_TPH_DEVICE_SPECIFIC);
	accel_set(host, ACCEL_REG_EVENT_MASK, ACCEL_EVENT_ALL);
	accel_set(host, ACCEL_REG_CTRL, ACCEL_CTRL_INGRESS);
	accel_set(host, ACCEL_REG_TABLE8 + 0x42 * 4, ACCEL_ENTRY_VALID | 0x50);
	tagged_copy(host, 0x1f00, 1024, 0);
	assert_int_equal(host->irqs[IRQ_ACCEL + ACCEL_VECTOR_EVENT], 1);
	assert_int_equal(accel_reg(host, ACCEL_REG_EVENT), ACCEL_EVENT_ENTRY);
	assert_int_equal(accel_reg(host, ACCEL_REG_DROPPED), 4);
	assert_int_equal(host_get64(host,
				    host->accel_regs + ACCEL_REG_EVENT_ADDR),
			 0x1f00);
}

static void pass_interrupts(void **state)
{
	struct host *host = *state;

	fill(host);
	assert_int_equal(pcie_root_mem_write(host->root, host->accel_mem,
					     host_at(host, DATA_AT), WORDS * 4),
			 0);
	accel_set(host, ACCEL_REG_PASS_DST, 0x10000);
	accel_set(host, ACCEL_REG_PASS_LEN, 0x8000);
	accel_set(host, ACCEL_REG_PASS_OP, ACCEL_OP_ADD_U32);
	assert_int_equal(accel_reg(host, ACCEL_REG_PASS_STATUS),
			 ACCEL_PASS_BUSY);
	/* Registers answer between the pieces */
	for (int i = 0; i < 7; i++)
		assert_true(host_steps(host, 1));
	assert_int_equal(accel_reg(host, ACCEL_REG_PASS_STATUS),
			 ACCEL_PASS_BUSY);
	host_run(host);
	assert_int_equal(accel_reg(host, ACCEL_REG_PASS_STATUS),
			 ACCEL_PASS_DONE);
	check_words(host, 0x10000, 1);
	assert_int_equal(host->irqs[IRQ_ACCEL + ACCEL_VECTOR_PASS], 1);
	assert_int_equal(host->irqs[IRQ_ACCEL + ACCEL_VECTOR_EVENT], 0);
}

static void reset_ends_a_pass(void **state)
{
	struct host *host = *state;
	uint32_t control = host->accel->config.express + PCI_EXP_DEVCTL;
	uint32_t bars[PCIE_BARS];

	host_set(host, host->accel_mem, 0x1234);
	accel_set(host, ACCEL_REG_PASS_DST, 0x20000);
	accel_set(host, ACCEL_REG_PASS_LEN, 0x8000);
	accel_set(host, ACCEL_REG_PASS_OP, ACCEL_OP_STORE);
	assert_true(host_steps(host, 2));
	for (unsigned int i = 0; i < PCIE_BARS; i++)
		bars[i] = host_config_get(host, host->accel,
					  PCI_BASE_ADDRESS_0 + i * 4, 4);
	host_config_set(host, host->accel, control, 2, PCI_EXP_DEVCTL_BCR_FLR);
	host_run(host);
	for (unsigned int i = 0; i < PCIE_BARS; i++)
		host_config_set(host, host->accel, PCI_BASE_ADDRESS_0 + i * 4,
				4, bars[i]);
	host_config_set(host, host->accel, PCI_COMMAND, 2,
			PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	assert_int_equal(host_get(host, host->accel_mem), 0);
	assert_int_equal(host_get(host, host->accel_mem + 0x20000), 0);
	assert_int_equal(accel_reg(host, ACCEL_REG_PASS_STATUS),
			 ACCEL_PASS_IDLE);
	assert_int_equal(host->irqs[IRQ_ACCEL + ACCEL_VECTOR_PASS], 0);
}

/* The whole register BAR, as long reads and with 8-byte accesses */
static void registers_by_any_size(void **state)
{
	struct host *host = *state;
	uint8_t buf[4096];

	host_set(host, host->accel_mem, 1);
	for (uint32_t at = 0; at < ACCEL_REGS_SIZE; at += sizeof(buf))
		assert_int_equal(pcie_root_mem_read(host->root,
						    host->accel_regs + at, buf,
						    sizeof(buf)),
				 TLP_CPL_SC);
	assert_int_equal(
		host_get64(host, host->accel_regs + ACCEL_REG_UNTAGGED), 1);
	put32(buf, 0x89abcd00);
	put32(buf + 4, 0x12);
	pcie_root_mem_write(host->root, host->accel_regs + ACCEL_REG_PASS_DST,
			    buf, 8);
	assert_int_equal(host_get64(host,
				    host->accel_regs + ACCEL_REG_PASS_DST),
			 0x1289abcd00);
	/* Bytes and words of a register are ignored */
	pcie_root_mem_write(host->root,
			    host->accel_regs + ACCEL_REG_PASS_DST + 1, buf, 2);
	assert_int_equal(host_get64(host,
				    host->accel_regs + ACCEL_REG_PASS_DST),
			 0x1289abcd00);
}

static void bad_parameters(void **state)
{
	static const struct {
		const char *model;
		struct device_params params;
	} bad[] = {
		{"accel", {.name = NULL}},
		{"accel", {.name = ""}},
		{"accel", {.name = "a name that is longer than what fits"}},
		{"accel", {.name = "a", .tph_completer = 2}},
		{"accel", {.name = "a", .max_payload = 100}},
		{"accel", {.name = "a", .max_payload = 8192}},
		{"accel", {.name = "a", .memory = 12345}},
		{"accel", {.name = "a", .partitions = 65}},
		{"dma", {.name = "d", .memory = 4096}},
		{"dma", {.name = "d", .max_payload = 64}},
		{"dma", {.name = "d", .st_entries = 65}},
		{"dma", {.name = "d", .st_entries = -2}},
	};
	struct pcie_function *fn;

	for (size_t i = 0; i < COUNT(bad); i++)
		assert_int_equal(device_model_find(bad[i].model)
					 ->create(&bad[i].params, &fn),
				 -EINVAL);
	assert_null(device_model_find("toaster"));
	assert_null(device_model_find(""));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		host_test(tag_selects_the_operation),
		host_test(wide_tag_moves),
		host_test(event_interrupts),
		host_test(pass_interrupts),
		host_test(reset_ends_a_pass),
		host_test(registers_by_any_size),
		cmocka_unit_test(bad_parameters),
	};

	if (host_choose(argc, argv))
		return 2;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
