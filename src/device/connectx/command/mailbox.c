// SPDX-License-Identifier: BSD-3-Clause
/*
 * Chains of mailbox blocks. Blocks are numbered, so that a loop is detected at
 * the first block that is reached again.
 */
#include "device/connectx/command/cmdq.h"
#include "device/connectx/hca.h"

#define PIECE	    32u	   /* blocks per step */
#define ALIGN	    0x1ffu /* pointers have no bits 8:0 */
#define TAIL	    CX_FIELD_OFFSET(CX_BLOCK_NEXT)
#define TAIL_SIZE   (CX_BLOCK_SIZE - TAIL)
#define IN_TAIL(id) ((id)-CX_FIELD(TAIL, 0, 0))

void cx_chain_start(struct cx_chain *chain, uint64_t first, uint32_t len)
{
	chain->next = first;
	chain->at = 0;
	chain->n = len > CX_CMD_INLINE ? (len - CX_CMD_INLINE + CX_BLOCK_DATA -
					  1) / CX_BLOCK_DATA
				       : 0;
}

/* Check the fields after a block's data, and go to the next block. */
static enum cx_delivery advance(struct cx_job *job, const uint8_t *tail)
{
	struct cx_chain *chain = &job->chain;

	if (cx_get(tail, IN_TAIL(CX_BLOCK_TOKEN)) !=
	    cx_get(job->entry, CX_CMD_TOKEN))
		return CX_DELIVERY_TOKEN;
	if (cx_get(tail, IN_TAIL(CX_BLOCK_NUM)) != chain->at)
		return CX_DELIVERY_BLOCK_NUM;
	chain->next = cx_get(tail, IN_TAIL(CX_BLOCK_NEXT));
	chain->at++;
	return CX_DELIVERED;
}

/* Bytes of the message in the current block */
static uint32_t bytes_in(uint32_t len, uint32_t block)
{
	const uint32_t left = len - CX_CMD_INLINE - block * CX_BLOCK_DATA;

	return left < CX_BLOCK_DATA ? left : CX_BLOCK_DATA;
}

static enum cx_delivery fetch_block(struct cx_hca *hca, struct cx_job *job)
{
	struct cx_chain *chain = &job->chain;
	const uint32_t at = chain->at;
	uint8_t block[CX_BLOCK_SIZE];
	enum cx_delivery ret;

	if (!chain->next)
		return CX_DELIVERY_IN_LEN;
	if (chain->next & ALIGN)
		return CX_DELIVERY_IN_ALIGN;
	if (pcie_function_read(&hca->fn, chain->next, block, sizeof(block)))
		return CX_DELIVERY_FW;
	ret = advance(job, block + TAIL);
	if (ret == CX_DELIVERED)
		memcpy(job->in + CX_CMD_INLINE + at * CX_BLOCK_DATA, block,
		       bytes_in(job->in_len, at));
	return ret;
}

static enum cx_delivery reserve_block(struct cx_hca *hca, struct cx_job *job)
{
	struct cx_chain *chain = &job->chain;
	uint8_t tail[TAIL_SIZE];

	if (!chain->next)
		return CX_DELIVERY_OUT_LEN;
	if (chain->next & ALIGN)
		return CX_DELIVERY_OUT_ALIGN;
	if (pcie_function_read(&hca->fn, chain->next + TAIL, tail,
			       sizeof(tail)))
		return CX_DELIVERY_FW;
	job->blocks[chain->at] = chain->next;
	return advance(job, tail);
}

static enum cx_delivery store_block(struct cx_hca *hca, struct cx_job *job)
{
	const uint32_t at = job->chain.at++;

	return pcie_function_write(&hca->fn, job->blocks[at],
				   job->out + CX_CMD_INLINE +
					   at * CX_BLOCK_DATA,
				   bytes_in(job->out_len, at), NULL) < 0
		       ? CX_DELIVERY_FW
		       : CX_DELIVERED;
}

static enum cx_delivery walk(struct cx_hca *hca, struct cx_job *job,
			     enum cx_delivery (*step)(struct cx_hca *hca,
						      struct cx_job *job))
{
	enum cx_delivery ret = CX_DELIVERED;

	for (uint32_t i = 0; i < PIECE && ret == CX_DELIVERED; i++) {
		if (job->chain.at == job->chain.n)
			break;
		ret = step(hca, job);
	}
	return ret;
}

enum cx_delivery cx_mailbox_fetch(struct cx_hca *hca, struct cx_job *job)
{
	return walk(hca, job, fetch_block);
}

enum cx_delivery cx_mailbox_reserve(struct cx_hca *hca, struct cx_job *job)
{
	return walk(hca, job, reserve_block);
}

enum cx_delivery cx_mailbox_store(struct cx_hca *hca, struct cx_job *job)
{
	return walk(hca, job, store_block);
}
