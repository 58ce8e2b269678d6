// SPDX-License-Identifier: BSD-3-Clause
#include "device/dma/engine.h"
#include "ground.h"

#define RING_ALIGN 64

static uint32_t read_id(void *dev, uint32_t offset)
{
	return DMA_ID_MAGIC;
}

static uint32_t read_version(void *dev, uint32_t offset)
{
	return DMA_VERSION;
}

static uint32_t read_ctrl(void *dev, uint32_t offset)
{
	const struct dma *dma = dev;

	return dma->ctrl;
}

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

/* Return: the ring may be set anew */
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

static uint32_t read_order(void *dev, uint32_t offset)
{
	const struct dma *dma = dev;

	return dma->order;
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

static uint32_t read_head(void *dev, uint32_t offset)
{
	const struct dma *dma = dev;

	return dma->head;
}

static uint32_t read_tail(void *dev, uint32_t offset)
{
	const struct dma *dma = dev;

	return dma->tail;
}

static void write_tail(void *dev, uint32_t offset, uint32_t value)
{
	struct dma *dma = dev;

	dma->tail = value;
	if (dma_busy(dma))
		pcie_function_kick(&dma->fn);
}

static uint32_t read_int_status(void *dev, uint32_t offset)
{
	const struct dma *dma = dev;

	return dma->event.status;
}

static void write_int_status(void *dev, uint32_t offset, uint32_t value)
{
	struct dma *dma = dev;

	event_clear(&dma->event, value);
}

static uint32_t read_int_mask(void *dev, uint32_t offset)
{
	const struct dma *dma = dev;

	return dma->event.mask;
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

static const struct regs_range ranges[] = {
	{DMA_REG_ID, 4, read_id, NULL},
	{DMA_REG_VERSION, 4, read_version, NULL},
	{DMA_REG_CTRL, 4, read_ctrl, write_ctrl},
	{DMA_REG_STATUS, 4, read_status, NULL},
	{DMA_REG_RING_LO, 8, read_ring, write_ring},
	{DMA_REG_RING_ORDER, 4, read_order, write_order},
	{DMA_REG_HEAD, 4, read_head, NULL},
	{DMA_REG_TAIL, 4, read_tail, write_tail},
	{DMA_REG_INT_STATUS, 4, read_int_status, write_int_status},
	{DMA_REG_INT_MASK, 4, read_int_mask, write_int_mask},
	{DMA_REG_TLPS, DMA_COUNTERS * 8, read_counter, NULL},
};

const struct regs dma_regs = {ranges, ARRAY_SIZE(ranges)};
