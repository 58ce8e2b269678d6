// SPDX-License-Identifier: BSD-3-Clause
#include "device/dma/engine.h"
#include "ground.h"

#define RING_ALIGN 64

static void write_ctrl(void *dev, uint32_t offset, uint32_t value)
{
	struct dma *dma = dev;

	if (value & DMA_CTRL_RESET) {
		dma_reset(dma);
		return;
	}
	dma->ctrl = value & DMA_CTRL_ENABLE;
	/* Enabling it again does not undo the stop */
	if (!dma->ctrl)
		dma->job.stop = dma->job.state != DMA_JOB_NONE;
	if (dma_busy(dma))
		pcie_function_kick(&dma->fn);
}

static uint32_t read_status(void *dev, uint32_t offset)
{
	const struct dma *dma = dev;

	return dma->status | (dma_busy(dma) ? DMA_STATUS_BUSY : 0);
}

/* Return: true if the ring may be changed */
static bool ring_free(const struct dma *dma)
{
	return !(dma->ctrl & DMA_CTRL_ENABLE) && dma->job.state == DMA_JOB_NONE;
}

static uint32_t read_ring(void *dev, uint32_t offset)
{
	const struct dma *dma = dev;

	return (uint32_t)(dma->ring >> (offset & 4 ? 32 : 0));
}

static void write_ring(void *dev, uint32_t offset, uint32_t value)
{
	struct dma *dma = dev;

	if (!ring_free(dma))
		return;
	regs_write64(&dma->ring, offset, value);
	dma->ring &= ~(uint64_t)(RING_ALIGN - 1);
}

static void write_order(void *dev, uint32_t offset, uint32_t value)
{
	struct dma *dma = dev;

	if (!ring_free(dma))
		return;
	dma->order = value;
	dma->head = 0;
	dma->tail = 0;
}

static void write_tail(void *dev, uint32_t offset, uint32_t value)
{
	struct dma *dma = dev;

	dma->tail = value;
	if (dma_busy(dma))
		pcie_function_kick(&dma->fn);
}

static void write_int_status(void *dev, uint32_t offset, uint32_t value)
{
	struct dma *dma = dev;

	event_clear(&dma->event, value);
}

static void write_int_mask(void *dev, uint32_t offset, uint32_t value)
{
	struct dma *dma = dev;

	if (event_unmask(&dma->event, value & (DMA_INT_DONE | DMA_INT_ERROR)))
		pcie_function_msix(&dma->fn, DMA_VECTOR_RING);
}

static uint32_t read_counter(void *dev, uint32_t offset)
{
	struct dma *dma = dev;

	return regs_read64(&dma->latch, offset,
			   dma->count[(offset - DMA_REG_TLPS) / 8]);
}

#define STATE(member) .state = offsetof(struct dma, member)

static const struct regs_range ranges[] = {
	{DMA_REG_ID, 4, .fixed = DMA_ID_MAGIC},
	{DMA_REG_VERSION, 4, .fixed = DMA_VERSION},
	{DMA_REG_CTRL, 4, STATE(ctrl), .write = write_ctrl},
	{DMA_REG_STATUS, 4, .read = read_status},
	{DMA_REG_RING_LO, 8, .read = read_ring, .write = write_ring},
	{DMA_REG_RING_ORDER, 4, STATE(order), .write = write_order},
	{DMA_REG_HEAD, 4, STATE(head)},
	{DMA_REG_TAIL, 4, STATE(tail), .write = write_tail},
	{DMA_REG_INT_STATUS, 4, STATE(event.status), .write = write_int_status},
	{DMA_REG_INT_MASK, 4, STATE(event.mask), .write = write_int_mask},
	{DMA_REG_TLPS, DMA_COUNTERS * 8, .read = read_counter},
};

const struct regs dma_regs = {ranges, ARRAY_SIZE(ranges)};
