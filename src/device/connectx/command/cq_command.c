// SPDX-License-Identifier: BSD-3-Clause
/* Commands of completion queues (drivers/infiniband/hw/mlx5/cq.c) */
#include <stdlib.h>
#include <string.h>

#include "device/connectx/hca.h"
#include "device/connectx/object/cq.h"

#define CONTEXT_AT 0x10	 /* of CREATE_CQ, MODIFY_CQ and QUERY_CQ's answer */
#define PAGES_AT   0x110 /* of CREATE_CQ and MODIFY_CQ */
#define DBR_ALIGN  8

/* cqe_sz: CQE_STRIDE_* of linux/mlx5/cq.h; padding has no capability */
#define CQE_SIZE_MAX  1 /* 128 bytes */
#define CQE_SHIFT_MIN 6

/* op_mod and field select of MODIFY_CQ */
enum modify {
	MODIFY_FIELDS = 0,
	MODIFY_RESIZE = 1, /* MLX5_CQ_OPMOD_RESIZE */
};
enum modify_field { /* MLX5_CQ_MODIFY_* */
		    MODIFY_PERIOD = 1 << 0,
		    MODIFY_COUNT = 1 << 1,
		    MODIFY_OVERRUN = 1 << 2,
};
#define MODIFY_RESIZE_MASK 7u	/* MLX5_MODIFY_CQ_MASK_* */
#define RESIZE_OPCODE	   0x16 /* MLX5_CQE_OPCODE_RESIZE */

/* Values of the context's status and st (linux/mlx5/mlx5_ifc.h, cqc) */
#define STATUS_OVERFLOW 0x9
#define ST_SOLICITED	0x6
#define ST_ARMED	0x9
#define ST_FIRED	0xa

/* The ring that a context and the following list of pages describe */
static enum cx_status ring(struct cx_hca *hca, struct cx_buffer *buffer,
			   unsigned int log_size, unsigned int shift,
			   const struct cx_command *cmd)
{
	const uint8_t *context = cmd->in + CONTEXT_AT;

	return cx_buffer_status(cx_buffer_init(
		hca, buffer, cmd->in + PAGES_AT, cmd->in_len - PAGES_AT,
		cx_get(context, CX_CQC_LOG_PAGE_SIZE),
		cx_get(context, CX_CQC_PAGE_OFFSET),
		1ull << (log_size + shift)));
}

static uint64_t log_size_max(const struct cx_hca *hca)
{
	return cx_caps_get(hca, CX_CAPS_GENERAL, CX_CAP_LOG_CQ_SIZE);
}

static enum cx_status check(struct cx_hca *hca, const struct cx_command *cmd)
{
	const uint8_t *context = cmd->in + CONTEXT_AT;

	if (cx_get(cmd->in, CX_CREATE_CQ_UMEM) ||
	    cx_get(context, CX_CQC_DBR_UMEM) ||
	    cx_get(context, CX_CQC_COMPRESSION) ||
	    cx_get(context, CX_CQC_CQE_SIZE) > CQE_SIZE_MAX ||
	    cx_get(context, CX_CQC_DBR) % DBR_ALIGN)
		return CX_BAD_PARAM;
	if (cx_get(context, CX_CQC_LOG_SIZE) > log_size_max(hca))
		return CX_LIMIT;
	if (!cx_table_find(&hca->uars, cx_get(context, CX_CQC_UAR)) ||
	    !cx_table_find(&hca->eqs, cx_get(context, CX_CQC_EQN)))
		return CX_BAD_RESOURCE;
	return CX_OK;
}

enum cx_status cx_create_cq(struct cx_hca *hca, struct cx_command *cmd)
{
	const uint8_t *context = cmd->in + CONTEXT_AT;
	enum cx_status status = check(hca, cmd);
	struct cx_cq *cq;

	if (status != CX_OK)
		return status;
	cq = calloc(1, sizeof(*cq));
	if (!cq)
		return CX_NO_RESOURCES;
	memcpy(cq->context, context, CX_CQC_SIZE);
	cq->log_size = cx_get(context, CX_CQC_LOG_SIZE);
	cq->shift = CQE_SHIFT_MIN + cx_get(context, CX_CQC_CQE_SIZE);
	cq->uar = cx_get(context, CX_CQC_UAR);
	cq->dbr = cx_get(context, CX_CQC_DBR);
	cq->ignore_overrun = cx_get(context, CX_CQC_OI);
	status = ring(hca, &cq->buffer, cq->log_size, cq->shift, cmd);
	if (status == CX_OK && cx_table_add(&hca->cqs, &cq->object))
		status = CX_NO_RESOURCES;
	if (status != CX_OK) {
		cx_buffer_free(hca, &cq->buffer);
		free(cq);
		return status;
	}
	cq->eq = cx_table_find(&hca->eqs, cx_get(context, CX_CQC_EQN));
	cq->eq->users++;
	cx_table_find(&hca->uars, cq->uar)->users++;
	cx_set(cmd->out, CX_CREATE_CQN, cq->object.id);
	return CX_OK;
}

static void release(struct cx_hca *hca, struct cx_cq *cq)
{
	cx_table_remove(&hca->cqs, &cq->object);
	cq->eq->users--;
	cx_table_find(&hca->uars, cq->uar)->users--;
	cx_buffer_free(hca, &cq->buffer);
	free(cq);
}

enum cx_status cx_destroy_cq(struct cx_hca *hca, struct cx_command *cmd)
{
	struct cx_cq *cq = cx_cq_find(hca, cx_get(cmd->in, CX_DESTROY_CQN));

	if (!cq)
		return CX_BAD_RESOURCE;
	if (cq->object.users)
		return CX_RESOURCE_BUSY;
	release(hca, cq);
	return CX_OK;
}

enum cx_status cx_query_cq(struct cx_hca *hca, struct cx_command *cmd)
{
	static const uint8_t states[] = {
		[CX_CQ_NOT_ARMED] = ST_FIRED,
		[CX_CQ_ARMED] = ST_ARMED,
		[CX_CQ_ARMED_SOLICITED] = ST_SOLICITED,
	};
	const struct cx_cq *cq = cx_cq_find(hca, cx_get(cmd->in, CX_QUERY_CQN));
	uint8_t *context = cmd->out + CONTEXT_AT;

	if (!cq)
		return CX_BAD_RESOURCE;
	memcpy(context, cq->context, CX_CQC_SIZE);
	cx_set(context, CX_CQC_STATUS, cq->failed ? STATUS_OVERFLOW : 0);
	cx_set(context, CX_CQC_ST, states[cq->arm]);
	cx_set(context, CX_CQC_PRODUCER, cq->producer);
	cx_set(context, CX_CQC_CONSUMER, cq->consumer);
	cx_set(context, CX_CQC_NOTIFIED, cq->notified);
	cx_set(context, CX_CQC_SOLICITED, cq->solicited);
	return CX_OK;
}

static void copy(struct cx_cq *cq, const struct cx_command *cmd,
		 enum cx_field field)
{
	cx_set(cq->context, field, cx_get(cmd->in + CONTEXT_AT, field));
}

static enum cx_status modify_fields(struct cx_cq *cq,
				    const struct cx_command *cmd)
{
	const uint64_t select = cx_get(cmd->in, CX_MODIFY_CQ_SELECT);

	if (select & ~(uint64_t)(MODIFY_PERIOD | MODIFY_COUNT | MODIFY_OVERRUN))
		return CX_BAD_PARAM;
	if (select & MODIFY_PERIOD)
		copy(cq, cmd, CX_CQC_PERIOD);
	if (select & MODIFY_COUNT)
		copy(cq, cmd, CX_CQC_MAX_COUNT);
	if (select & MODIFY_OVERRUN) {
		copy(cq, cmd, CX_CQC_OI);
		cq->ignore_overrun = cx_get(cq->context, CX_CQC_OI);
	}
	return CX_OK;
}

/*
 * The last CQE of the old ring announces the new one, where numbers and owner
 * bits continue (copy_resize_cqes()).
 */
static enum cx_status resize(struct cx_hca *hca, struct cx_cq *cq,
			     const struct cx_command *cmd)
{
	const uint8_t *context = cmd->in + CONTEXT_AT;
	const unsigned int log_size = cx_get(context, CX_CQC_LOG_SIZE);
	uint8_t cqe[CX_CQE_SIZE] = {0};
	struct cx_buffer buffer = {0};
	enum cx_status status;

	if (cx_get(cmd->in, CX_MODIFY_CQ_SELECT) != MODIFY_RESIZE_MASK ||
	    cx_get(cmd->in, CX_CREATE_CQ_UMEM) ||
	    cx_get(context, CX_CQC_CQE_SIZE) + CQE_SHIFT_MIN != cq->shift)
		return CX_BAD_PARAM;
	if (log_size > log_size_max(hca))
		return CX_LIMIT;
	if (cq->failed)
		return CX_BAD_RESOURCE_STATE;
	status = ring(hca, &buffer, log_size, cq->shift, cmd);
	if (status != CX_OK)
		return status;
	if (!cx_cq_has_room(hca, cq,
			    1u << (log_size < cq->log_size ? log_size
							   : cq->log_size))) {
		cx_buffer_free(hca, &buffer);
		return CX_BAD_SIZE;
	}
	cx_set(cqe, CX_CQE_SEND_OPCODE, RESIZE_OPCODE);
	cx_set(cqe, CX_CQE_OP_OWN, CX_CQE_RESIZE << 4);
	if (cx_cq_post(hca, cq, cqe)) {
		cx_buffer_free(hca, &buffer);
		return CX_BAD_RESOURCE_STATE;
	}
	cx_buffer_free(hca, &cq->buffer);
	cq->buffer = buffer;
	cq->log_size = log_size;
	copy(cq, cmd, CX_CQC_LOG_SIZE);
	copy(cq, cmd, CX_CQC_LOG_PAGE_SIZE);
	copy(cq, cmd, CX_CQC_PAGE_OFFSET);
	return CX_OK;
}

enum cx_status cx_modify_cq(struct cx_hca *hca, struct cx_command *cmd)
{
	struct cx_cq *cq = cx_cq_find(hca, cx_get(cmd->in, CX_MODIFY_CQN));

	if (!cq)
		return CX_BAD_RESOURCE;
	switch (cx_get(cmd->in, CX_IN_OP_MOD)) {
	case MODIFY_FIELDS:
		return modify_fields(cq, cmd);
	case MODIFY_RESIZE:
		return resize(hca, cq, cmd);
	default:
		return CX_BAD_PARAM;
	}
}

void cx_cqs_free(struct cx_hca *hca)
{
	struct cx_object *object;
	uint32_t id = 0;

	while ((object = cx_table_from(&hca->cqs, id))) {
		id = object->id;
		release(hca, (struct cx_cq *)object);
	}
	cx_table_free(&hca->cqs);
}
