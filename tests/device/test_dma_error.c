// SPDX-License-Identifier: BSD-3-Clause
/*
 * Errors of the DMA engine: bad rings, bad addresses, stop and
 * reset in the middle.
 */
#include <linux/pci_regs.h>

#include "tests/device/host.h"

#define NOWHERE 0x40000000ull /* neither memory nor a BAR */

static uint32_t reg(struct host *host, uint32_t offset)
{
	return host_get(host, host->dma_regs + offset);
}

static void set(struct host *host, uint32_t offset, uint32_t value)
{
	host_set(host, host->dma_regs + offset, value);
}

/* The engine still works after the test. */
static void still_alive(struct host *host)
{
	struct dma_desc desc = host_desc(DATA_AT, OUT_AT + 0x30000, 64, 0);
	struct dma_desc *slot;

	memset(host_at(host, DATA_AT), 0x3c, 64);
	host_ring(host, 3);
	slot = host_submit(host, &desc);
	host_run(host);
	assert_int_equal(le32toh(slot->status), DMA_DESC_DONE);
	assert_memory_equal(host_at(host, OUT_AT + 0x30000),
			    host_at(host, DATA_AT), 64);
}

static void misset_rings(void **state)
{
	struct host *host = *state;
	static const struct {
		uint64_t ring;
		uint32_t order, tail;
	} bad[] = {
		{RING_AT, 0, 1},
		{RING_AT, 13, 1},
		{RING_AT, 0xffffffff, 1},
		{RING_AT, 32, 1},
		{RING_AT, 2, 4},
		{RING_AT, 2, 0xffffffff},
		{RING_AT, 12, 4096},
		{NOWHERE, 2, 1},
		{0xfffffffffffffc00, 12, 1}, /* wraps */
		{0, 2, 1},
	};

	for (size_t i = 0; i < COUNT(bad); i++) {
		set(host, DMA_REG_CTRL, DMA_CTRL_RESET);
		set(host, DMA_REG_RING_LO, (uint32_t)bad[i].ring);
		set(host, DMA_REG_RING_HI, (uint32_t)(bad[i].ring >> 32));
		set(host, DMA_REG_RING_ORDER, bad[i].order);
		set(host, DMA_REG_CTRL, DMA_CTRL_ENABLE);
		host->nseen = 0;
		set(host, DMA_REG_TAIL, bad[i].tail);
		host_run(host);
		assert_int_equal(reg(host, DMA_REG_STATUS), DMA_STATUS_ERROR);
		assert_int_equal(reg(host, DMA_REG_INT_STATUS), DMA_INT_ERROR);
		assert_int_equal(host->nseen, 0);
		/* The error stays until a reset */
		set(host, DMA_REG_TAIL, 0);
		set(host, DMA_REG_CTRL, 0);
		set(host, DMA_REG_CTRL, DMA_CTRL_ENABLE);
		set(host, DMA_REG_TAIL, 1);
		host_run(host);
		assert_int_equal(reg(host, DMA_REG_STATUS), DMA_STATUS_ERROR);
	}
	still_alive(host);
	assert_int_equal(reg(host, DMA_REG_STATUS), 0);
}

/* A bad descriptor ends; the next one is taken */
static void bad_descriptors(void **state)
{
	struct host *host = *state;
	struct dma_desc good = host_desc(DATA_AT, OUT_AT, 8, 0);
	struct dma_desc bad[] = {
		host_desc(DATA_AT, OUT_AT, 0, 0),
		host_desc(DATA_AT, OUT_AT, 1 << 25, 0),
		host_desc(DATA_AT, OUT_AT, 8, 0x100),
		host_desc(NOWHERE, OUT_AT, 8, 0),
		host_desc(UINT64_MAX, OUT_AT, 1, 0),
	};
	static const enum dma_desc_code want[] = {DMA_CODE_INVALID,
						  DMA_CODE_INVALID,
						  DMA_CODE_INVALID,
						  DMA_CODE_READ, DMA_CODE_READ};

	host_ring(host, 4);
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct dma_desc *slot = host_submit(host, &bad[i]);
		struct dma_desc *next = host_submit(host, &good);

		set(host, DMA_REG_INT_STATUS, DMA_INT_ERROR);
		host_run(host);
		assert_int_equal(le32toh(slot->status),
				 DMA_DESC_DONE | want[i]);
		assert_int_equal(le32toh(slot->done), 0);
		assert_int_equal(le32toh(next->status), DMA_DESC_DONE);
		assert_int_equal(reg(host, DMA_REG_INT_STATUS), DMA_INT_ERROR);
		assert_int_equal(reg(host, DMA_REG_STATUS), 0);
	}
}

/* The source ends in the middle: data read before have arrived */
static void source_ends(void **state)
{
	struct host *host = *state;
	struct dma_desc desc =
		host_desc(HOST_BASE + HOST_SIZE - 0x2000, OUT_AT, 0x4000, 0);
	struct dma_desc *slot;

	host_ring(host, 2);
	slot = host_submit(host, &desc);
	host_run(host);
	assert_int_equal(le32toh(slot->status), DMA_DESC_DONE | DMA_CODE_READ);
	assert_int_equal(le32toh(slot->done), 0x2000);
}

/* Nothing lands after this point. */
static void quiet_from_here(struct host *host)
{
	memset(host_at(host, OUT_AT), 0x99, 0x10000);
	host_run(host);
	for (unsigned int i = 0; i < 0x10000; i++)
		assert_int_equal(*(uint8_t *)host_at(host, OUT_AT + i), 0x99);
}

static struct dma_desc *start_long(struct host *host)
{
	struct dma_desc desc = host_desc(DATA_AT, OUT_AT, 0x10000, 0), *slot;

	host_ring(host, 3);
	slot = host_submit(host, &desc);
	assert_true(host_steps(host, 3));
	assert_int_equal(reg(host, DMA_REG_STATUS), DMA_STATUS_BUSY);
	return slot;
}

static void disable_stops(void **state)
{
	struct host *host = *state;
	struct dma_desc *slot = start_long(host), *next;
	struct dma_desc desc = host_desc(DATA_AT, OUT_AT + 0x20000, 8, 0);

	next = host_submit(host, &desc);
	set(host, DMA_REG_CTRL, 0);
	assert_int_equal(reg(host, DMA_REG_STATUS), DMA_STATUS_BUSY);
	quiet_from_here(host);
	assert_int_equal(le32toh(slot->status),
			 DMA_DESC_DONE | DMA_CODE_STOPPED);
	assert_int_equal(le32toh(slot->done), 3 * 4096);
	assert_int_equal(reg(host, DMA_REG_STATUS), 0);
	assert_int_equal(le32toh(next->status), 0);
	/* Continues with the next descriptor */
	set(host, DMA_REG_CTRL, DMA_CTRL_ENABLE);
	host_run(host);
	assert_int_equal(le32toh(next->status), DMA_DESC_DONE);
}

/* Enabling it at once does not revive the descriptor */
static void stop_is_not_undone(void **state)
{
	struct host *host = *state;
	struct dma_desc *slot = start_long(host), *next;
	struct dma_desc desc = host_desc(DATA_AT, OUT_AT + 0x20000, 8, 0);

	next = host_submit(host, &desc);
	set(host, DMA_REG_CTRL, 0);
	set(host, DMA_REG_CTRL, DMA_CTRL_ENABLE);
	quiet_from_here(host);
	assert_int_equal(le32toh(slot->status),
			 DMA_DESC_DONE | DMA_CODE_STOPPED);
	assert_int_equal(le32toh(next->status), DMA_DESC_DONE);
}

static void register_reset_stops(void **state)
{
	struct host *host = *state;
	struct dma_desc *slot = start_long(host);

	set(host, DMA_REG_INT_MASK, 3);
	set(host, DMA_REG_CTRL, DMA_CTRL_RESET | DMA_CTRL_ENABLE);
	host->nseen = 0;
	quiet_from_here(host);
	assert_int_equal(host->nseen, 0);
	assert_int_equal(slot->status, 0);
	for (uint32_t at = DMA_REG_CTRL; at < 0x80; at += 4)
		assert_int_equal(reg(host, at), 0);
	still_alive(host);
}

static void function_reset_stops(void **state)
{
	struct host *host = *state;
	struct dma_desc *slot = start_long(host);

	pcie_function_reset(host->dma);
	host->nseen = 0;
	quiet_from_here(host);
	assert_int_equal(host->nseen, 0);
	assert_int_equal(slot->status, 0);
	assert_int_equal(pcie_function_tph_enable(host->dma), PCIE_TPH_OFF);
}

/* The status is written when the engine may write again */
static void bus_master_off(void **state)
{
	struct host *host = *state;
	struct dma_desc *slot = start_long(host), *next;
	struct dma_desc desc = host_desc(DATA_AT, OUT_AT + 0x20000, 8, 0);

	next = host_submit(host, &desc);
	host_config_set(host, host->dma, PCI_COMMAND, 2, PCI_COMMAND_MEMORY);
	host->nseen = 0;
	quiet_from_here(host);
	assert_int_equal(host->nseen, 0);
	assert_int_equal(slot->status, 0);
	assert_int_equal(reg(host, DMA_REG_STATUS), DMA_STATUS_BUSY);
	host_config_set(host, host->dma, PCI_COMMAND, 2,
			PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	host_run(host);
	assert_int_equal(le32toh(slot->status),
			 DMA_DESC_DONE | DMA_CODE_MASTER);
	assert_int_equal(le32toh(slot->done), 3 * 4096);
	assert_int_equal(le32toh(next->status), DMA_DESC_DONE);
	assert_int_equal(reg(host, DMA_REG_STATUS), 0);
}

/* A doorbell without Bus Master Enable waits, and is not an error */
static void bus_master_off_at_doorbell(void **state)
{
	struct host *host = *state;
	struct dma_desc desc = host_desc(DATA_AT, OUT_AT, 8, 0), *slot;

	host_ring(host, 2);
	host_config_set(host, host->dma, PCI_COMMAND, 2, PCI_COMMAND_MEMORY);
	slot = host_submit(host, &desc);
	host_run(host);
	assert_int_equal(reg(host, DMA_REG_STATUS), DMA_STATUS_BUSY);
	host_config_set(host, host->dma, PCI_COMMAND, 2,
			PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	host_run(host);
	assert_int_equal(le32toh(slot->status), DMA_DESC_DONE);
}

/* A descriptor that copies onto the engine's own doorbell, ring and registers
 */
static void onto_itself(void **state)
{
	struct host *host = *state;
	struct dma_desc regs = host_desc(DATA_AT, host->dma_regs, 0x100, 0);
	struct dma_desc ring = host_desc(DATA_AT, RING_AT, 0x800, 0);
	struct dma_desc back = host_desc(host->dma_regs, OUT_AT, 0x100, 0);

	memset(host_at(host, DATA_AT), 0xff, 0x1000);
	host_ring(host, 5);
	host_submit(host, &back);
	host_submit(host, &regs);
	host_submit(host, &ring);
	host_submit(host, &ring);
	host_run(host);
	still_alive(host);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		host_test(misset_rings),
		host_test(bad_descriptors),
		host_test(source_ends),
		host_test(disable_stops),
		host_test(stop_is_not_undone),
		host_test(register_reset_stops),
		host_test(function_reset_stops),
		host_test(bus_master_off),
		host_test(bus_master_off_at_doorbell),
		host_test(onto_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
