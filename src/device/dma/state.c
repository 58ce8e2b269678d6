// SPDX-License-Identifier: BSD-3-Clause
#include "device/dma/engine.h"

void dma_reset(struct dma *dma)
{
	dma->ctrl = 0;
	dma->status = 0;
	dma->ring = 0;
	dma->order = 0;
	dma->head = 0;
	dma->tail = 0;
	dma->event = (struct event){0};
	for (unsigned int i = 0; i < DMA_COUNTERS; i++)
		dma->count[i] = 0;
	dma->latch = (struct regs_latch){0};
	dma->job = (struct dma_job){0};
}

bool dma_busy(const struct dma *dma)
{
	return dma->job.state != DMA_JOB_NONE ||
	       (dma->ctrl & DMA_CTRL_ENABLE &&
		!(dma->status & DMA_STATUS_ERROR) && dma->head != dma->tail);
}

void dma_interrupt(struct dma *dma, uint32_t bits)
{
	if (event_set(&dma->event, bits))
		pcie_function_msix(&dma->fn, DMA_VECTOR_RING);
}
