// SPDX-License-Identifier: BSD-3-Clause
#include <errno.h>

#include "device/dma/engine.h"

enum dma_desc_code dma_hint(const struct dma *dma, struct pcie_hint *ret_hint)
{
	const struct dma_job *job = &dma->job;
	const struct pcie_tph_want want = {
		.width = job->flags & DMA_DESC_ST_EXT ? 16 : 8,
		.ph = job->ph,
		.st = job->st_index,
	};

	*ret_hint = (struct pcie_hint){0};
	if (!(job->flags & DMA_DESC_TH))
		return DMA_CODE_OK;
	switch (pcie_function_hint(&dma->fn, &want, ret_hint)) {
	case 0:
		return DMA_CODE_OK;
	case -EACCES:
		return job->flags & DMA_DESC_TH_REQUIRED ? DMA_CODE_HINT
							 : DMA_CODE_OK;
	default:
		return DMA_CODE_INVALID;
	}
}
