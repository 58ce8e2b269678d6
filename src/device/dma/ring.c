// SPDX-License-Identifier: BSD-3-Clause
#include <endian.h>
#include <errno.h>

#include "device/dma/engine.h"

/* Return: true if the ring is set up and TAIL lies inside it */
static bool valid(const struct dma *dma)
{
	uint64_t size;

	if (dma->order < 1 || dma->order > DMA_RING_ORDER_MAX)
		return false;
	size = 1ull << dma->order;
	return dma->tail < size &&
	       dma->ring <= UINT64_MAX - (size * DMA_DESC_SIZE - 1);
}

static int fail(struct dma *dma)
{
	dma->status |= DMA_STATUS_ERROR;
	dma_interrupt(dma, DMA_INT_ERROR);
	return -EIO;
}

int dma_ring_take(struct dma *dma)
{
	struct dma_job job = {0};
	struct dma_desc desc;
	int err;

	if (!(dma->ctrl & DMA_CTRL_ENABLE) || dma->status & DMA_STATUS_ERROR ||
	    dma->head == dma->tail)
		return -EAGAIN;
	if (!valid(dma))
		return fail(dma);
	job.at = dma->ring + (uint64_t)dma->head * DMA_DESC_SIZE;
	err = pcie_function_read(&dma->fn, job.at, &desc, sizeof(desc));
	if (err == -EACCES)
		return err;
	if (err)
		return fail(dma);
	job.code = dma_desc_parse(&desc, &job);
	job.state = job.code == DMA_CODE_OK ? DMA_JOB_RUNNING : DMA_JOB_ENDED;
	dma->job = job;
	return 0;
}

int dma_ring_give(struct dma *dma)
{
	struct dma_job *job = &dma->job;
	uint32_t done = htole32(job->done);
	uint32_t status = htole32(DMA_DESC_DONE | job->code);
	uint32_t bits = 0;
	int ret;

	/* Write the status last: a reader that sees it also sees the rest */
	ret = pcie_function_write(&dma->fn,
				  job->at + offsetof(struct dma_desc, done),
				  &done, sizeof(done), NULL);
	if (ret >= 0)
		ret = pcie_function_write(
			&dma->fn, job->at + offsetof(struct dma_desc, status),
			&status, sizeof(status), NULL);
	if (ret < 0)
		return ret;
	dma->head = (dma->head + 1) & ((1u << dma->order) - 1);
	if (job->flags & DMA_DESC_IRQ)
		bits |= DMA_INT_DONE;
	if (job->code != DMA_CODE_OK)
		bits |= DMA_INT_ERROR;
	job->state = DMA_JOB_NONE;
	dma_interrupt(dma, bits);
	return 0;
}
