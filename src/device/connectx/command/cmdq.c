// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/command/cmdq.h"

#include <stdlib.h>

#include "device/connectx/hca.h"
#include "device/connectx/health.h"
#include "device/connectx/object/eq.h"

#define TYPE_PCI_CMD 7
#define OWNER_HW     1
#define SLOTS	     (1u << CX_CMDQ_LOG_SIZE)
#define OUT_AT	     (CX_CMD_ENTRY_SIZE / 2) /* of the output in an entry */
#define IN_AT	     (OUT_AT - CX_CMD_INLINE)
#define LOW_ADDR     0xfffff000u
#define INTERFACE(v) ((v) >> 8 & 7)

void cx_cmdq_set_high(struct cx_hca *hca, uint32_t value)
{
	hca->cmdq.addr = (uint32_t)hca->cmdq.addr | (uint64_t)value << 32;
}

void cx_cmdq_set_low(struct cx_hca *hca, uint32_t value)
{
	struct cx_cmdq *cmdq = &hca->cmdq;

	cmdq->addr = (cmdq->addr >> 32 << 32) | (value & LOW_ADDR);
	cmdq->interface = INTERFACE(value);
	cmdq->addr_set = true;
}

void cx_cmdq_ring(struct cx_hca *hca, uint32_t slots)
{
	if (!hca->cmdq.addr_set)
		return;
	hca->cmdq.rung |= slots;
	pcie_function_kick(&hca->fn);
}

static uint64_t entry_addr(const struct cx_hca *hca, unsigned int slot)
{
	return hca->cmdq.addr + slot * CX_CMD_ENTRY_SIZE;
}

static void drop(struct cx_job *job)
{
	free(job->in);
	free(job->out);
	free(job->blocks);
	*job = (struct cx_job){0};
}

/* Return the entry: write its output, then its ownership. */
static void finish(struct cx_hca *hca, enum cx_delivery status)
{
	struct cx_job *job = &hca->cmdq.job;
	const uint64_t at = entry_addr(hca, job->slot);
	const unsigned int slot = job->slot;
	const bool event = job->event;
	uint8_t data[4];

	if (status == CX_DELIVERED)
		pcie_function_write(&hca->fn, at + OUT_AT, job->out,
				    CX_CMD_INLINE, NULL);
	cx_set(job->entry, CX_CMD_STATUS_OWN, status << 1);
	pcie_function_write(&hca->fn, at + CX_CMD_ENTRY_SIZE - 1,
			    job->entry + CX_CMD_ENTRY_SIZE - 1, 1, NULL);
	drop(job);
	if (!event)
		return;
	cx_set(data, CX_FIELD(0, 31, 0), 1u << slot);
	cx_eq_event(hca, CX_EVENT_COMMAND, 0, data, sizeof(data));
}

/* Return: delivery status of the entry itself */
static enum cx_delivery check(const struct cx_job *job)
{
	if (cx_get(job->entry, CX_CMD_TYPE) != TYPE_PCI_CMD)
		return CX_DELIVERY_TYPE;
	if (cx_get(job->entry, CX_CMD_RSVD0) ||
	    cx_get(job->entry, CX_CMD_RSVD1))
		return CX_DELIVERY_RESERVED;
	if (job->in_len < CX_CMD_MIN || job->in_len > CX_CMD_MAX)
		return CX_DELIVERY_IN_LEN;
	if (job->out_len < CX_CMD_MIN || job->out_len > CX_CMD_MAX)
		return CX_DELIVERY_OUT_LEN;
	return CX_DELIVERED;
}

/* Return: true if there is room for @job */
static bool allocate(struct cx_job *job)
{
	struct cx_chain chain;

	cx_chain_start(&chain, 0, job->out_len);
	/* The inline part of the entry is always complete */
	job->in = malloc(job->in_len > CX_CMD_INLINE ? job->in_len
						     : CX_CMD_INLINE);
	job->out = calloc(1, job->out_len > CX_CMD_INLINE ? job->out_len
							  : CX_CMD_INLINE);
	job->blocks = calloc(chain.n + 1, sizeof(*job->blocks));
	return job->in && job->out && job->blocks;
}

/* Start after the entry taken last, so that no entry waits for ever. */
static unsigned int next_slot(struct cx_cmdq *cmdq)
{
	unsigned int slot = cmdq->last;

	do
		slot = (slot + 1) % SLOTS;
	while (!(cmdq->rung & 1u << slot));
	return slot;
}

static void take(struct cx_hca *hca)
{
	struct cx_cmdq *cmdq = &hca->cmdq;
	struct cx_job *job = &cmdq->job;
	const unsigned int slot = next_slot(cmdq);
	enum cx_delivery status;
	int ret;

	cmdq->rung &= ~(1u << slot);
	cmdq->last = slot;
	ret = pcie_function_read(&hca->fn, entry_addr(hca, slot), job->entry,
				 sizeof(job->entry));
	if (ret) {
		cx_health_dma_failed(hca, ret);
		return;
	}
	/* A doorbell for an entry that software owns is ignored */
	if (!(cx_get(job->entry, CX_CMD_STATUS_OWN) & OWNER_HW))
		return;
	job->slot = slot;
	job->event = cx_eq_wants(hca, CX_EVENT_COMMAND);
	job->in_len = cx_get(job->entry, CX_CMD_INLEN);
	job->out_len = cx_get(job->entry, CX_CMD_OUTLEN);
	status = check(job);
	if (status == CX_DELIVERED && !allocate(job))
		status = CX_DELIVERY_FW;
	if (status != CX_DELIVERED) {
		finish(hca, status);
		return;
	}
	memcpy(job->in, job->entry + IN_AT, CX_CMD_INLINE);
	cx_chain_start(&job->chain, cx_get(job->entry, CX_CMD_IN_PTR),
		       job->in_len);
	job->phase = CX_JOB_FETCH;
}

static void next_phase(struct cx_job *job)
{
	static const uint32_t out_ptr = CX_CMD_OUT_PTR;

	job->phase++;
	cx_chain_start(&job->chain, cx_get(job->entry, out_ptr), job->out_len);
}

static void execute(struct cx_hca *hca)
{
	struct cx_job *job = &hca->cmdq.job;

	cx_command_execute(hca, job->in, job->in_len, job->out, job->out_len);
	/* DISABLE_HCA must not end itself */
	next_phase(job);
}

static void step(struct cx_hca *hca,
		 enum cx_delivery (*walk)(struct cx_hca *hca,
					  struct cx_job *job))
{
	struct cx_job *job = &hca->cmdq.job;
	const enum cx_delivery status = walk(hca, job);

	if (status != CX_DELIVERED)
		finish(hca, status);
	else if (job->chain.at < job->chain.n)
		return;
	else if (job->phase == CX_JOB_STORE)
		finish(hca, CX_DELIVERED);
	else
		next_phase(job);
}

bool cx_cmdq_run(struct cx_hca *hca)
{
	struct cx_cmdq *cmdq = &hca->cmdq;

	switch (cmdq->job.phase) {
	case CX_JOB_NONE:
		if (cmdq->rung)
			take(hca);
		break;
	case CX_JOB_FETCH:
		step(hca, cx_mailbox_fetch);
		break;
	case CX_JOB_RESERVE:
		step(hca, cx_mailbox_reserve);
		break;
	case CX_JOB_EXECUTE:
		execute(hca);
		break;
	case CX_JOB_STORE:
		step(hca, cx_mailbox_store);
		break;
	}
	return cmdq->rung || cmdq->job.phase != CX_JOB_NONE;
}

void cx_cmdq_reset(struct cx_hca *hca)
{
	drop(&hca->cmdq.job);
	hca->cmdq = (struct cx_cmdq){0};
}
