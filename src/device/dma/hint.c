/* SPDX-License-Identifier: BSD-3-Clause */
#include "device/dma/engine.h"

/* Requester Enable, sec 7.9.13.3 */
static bool enabled(const struct pcie_function *fn, bool ext)
{
	enum pcie_tph_enable enable = pcie_function_tph_enable(fn);

	return enable == PCIE_TPH_ON_EXT || (enable == PCIE_TPH_ON && !ext);
}

enum dma_desc_code dma_hint(const struct dma *dma, struct pcie_hint *ret_hint)
{
	const struct dma_job *job = &dma->job;
	enum pcie_tph_mode mode = pcie_function_tph_mode(&dma->fn);
	bool ext = job->flags & DMA_DESC_ST_EXT;
	uint16_t st = 0;

	*ret_hint = (struct pcie_hint){0};
	if (!(job->flags & DMA_DESC_TH))
		return DMA_CODE_OK;
	if (mode == PCIE_TPH_DEVICE_SPECIFIC &&
	    pcie_function_tph_entry(&dma->fn, job->st_index, &st))
		return DMA_CODE_INVALID;
	/* Other modes are not in the capability: nothing says which tag to send
	 */
	if ((mode != PCIE_TPH_DEVICE_SPECIFIC && mode != PCIE_TPH_NO_ST) ||
	    !enabled(&dma->fn, ext))
		return job->flags & DMA_DESC_TH_REQUIRED ? DMA_CODE_HINT
							 : DMA_CODE_OK;
	*ret_hint = (struct pcie_hint){
		.th = true,
		.st_ext = ext,
		.ph = job->ph,
		.st = ext ? st : st & 0xff,
	};
	return DMA_CODE_OK;
}
