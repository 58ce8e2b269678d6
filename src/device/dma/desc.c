// SPDX-License-Identifier: BSD-3-Clause
#include <endian.h>

#include "device/dma/engine.h"

#define FLAGS \
	(DMA_DESC_TH | DMA_DESC_ST_EXT | DMA_DESC_TH_REQUIRED | DMA_DESC_IRQ)
#define PH_MAX 3

_Static_assert(sizeof(struct dma_desc) == DMA_DESC_SIZE, "layout");

static bool reserved_clear(const struct dma_desc *desc)
{
	uint64_t any = desc->reserved2[0] | desc->reserved2[1];

	for (size_t i = 0; i < sizeof(desc->reserved); i++)
		any |= desc->reserved[i];
	return !any;
}

static bool valid(const struct dma_job *job)
{
	if (!job->len || job->len > DMA_DESC_LEN_MAX)
		return false;
	if (job->src > UINT64_MAX - (job->len - 1) ||
	    job->dst > UINT64_MAX - (job->len - 1))
		return false;
	if (job->flags & ~(uint32_t)FLAGS || job->ph > PH_MAX)
		return false;
	/* ST_EXT and TH_REQUIRED need TH */
	return job->flags & DMA_DESC_TH ||
	       !(job->flags & (DMA_DESC_ST_EXT | DMA_DESC_TH_REQUIRED));
}

enum dma_desc_code dma_desc_parse(const struct dma_desc *desc,
				  struct dma_job *job)
{
	job->src = le64toh(desc->src);
	job->dst = le64toh(desc->dst);
	job->len = le32toh(desc->len);
	job->flags = le32toh(desc->flags);
	job->st_index = le16toh(desc->st_index);
	job->ph = desc->ph;
	job->done = 0;
	return valid(job) && reserved_clear(desc) ? DMA_CODE_OK
						  : DMA_CODE_INVALID;
}
