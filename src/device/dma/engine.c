// SPDX-License-Identifier: BSD-3-Clause
#include "device/dma/engine.h"

#include <errno.h>

#define PIECE 4096 /* bytes per step */

static void end(struct dma_job *job, enum dma_desc_code code)
{
	job->state = DMA_JOB_ENDED;
	job->code = code;
}

/* At most one piece: hints do not change within a step. */
static enum dma_desc_code send(struct dma *dma, const uint8_t *data,
			       uint32_t len)
{
	struct dma_job *job = &dma->job;
	struct pcie_hint hint;
	enum dma_desc_code code = dma_hint(dma, &hint);
	int tlps;

	if (code != DMA_CODE_OK)
		return code;
	tlps = pcie_function_write(&dma->fn, job->dst + job->done, data, len,
				   &hint);
	if (tlps < 0)
		return tlps == -EACCES ? DMA_CODE_MASTER : DMA_CODE_INVALID;
	job->done += len;
	dma->count[DMA_COUNT_TLPS] += (unsigned int)tlps;
	dma->count[DMA_COUNT_BYTES] += len;
	if (hint.th)
		dma->count[DMA_COUNT_HINTED] += (unsigned int)tlps;
	else if (job->flags & DMA_DESC_TH)
		dma->count[DMA_COUNT_UNHINTED] += (unsigned int)tlps;
	return DMA_CODE_OK;
}

/* Move the bytes up to the next 4 KiB boundary of the destination. */
static void move(struct dma *dma)
{
	struct dma_job *job = &dma->job;
	uint64_t dst = job->dst + job->done;
	uint32_t mps = (uint32_t)pcie_function_max_payload(&dma->fn);
	uint32_t left = job->len - job->done;
	uint32_t len = PIECE - (uint32_t)(dst & (PIECE - 1)), n;
	uint8_t room[PIECE];
	const void *where;
	const uint8_t *data;
	int err;

	if (len > left)
		len = left;
	err = pcie_function_fetch(&dma->fn, job->src + job->done, room, len,
				  &where);
	if (err) {
		end(job, err == -EACCES ? DMA_CODE_MASTER : DMA_CODE_READ);
		return;
	}
	data = where;
	for (uint32_t at = 0; at < len; at += n) {
		enum dma_desc_code code;

		/* After the first one, TLPs start at multiples of their size */
		n = mps - (uint32_t)((dst + at) & (mps - 1));
		if (n == mps || n > len - at)
			n = len - at;
		code = send(dma, data + at, n);
		if (code != DMA_CODE_OK) {
			end(job, code);
			return;
		}
	}
	if (job->done == job->len)
		end(job, DMA_CODE_OK);
}

bool dma_step(struct dma *dma)
{
	struct dma_job *job = &dma->job;

	if (job->state == DMA_JOB_NONE && dma_ring_take(dma))
		return false;
	if (job->state == DMA_JOB_RUNNING) {
		if (job->stop)
			end(job, DMA_CODE_STOPPED);
		else
			move(dma);
	}
	/* If Bus Master Enable is clear, wait until software sets it again */
	if (job->state == DMA_JOB_ENDED && dma_ring_give(dma))
		return false;
	return dma_busy(dma);
}
