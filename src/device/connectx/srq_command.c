/* SPDX-License-Identifier: BSD-3-Clause */
/* Commands of shared receive queues (drivers/infiniband/hw/mlx5/srq_cmd.c) */
#include <stdlib.h>
#include <string.h>

#include "device/connectx/cq.h"
#include "device/connectx/hca.h"
#include "device/connectx/srq.h"

#define CONTEXT_AT 0x10	 /* of CREATE_SRQ and QUERY_SRQ's answer */
#define PAGES_AT   0x110 /* of CREATE_SRQ */
#define STRIDE_MIN 4	 /* log2 of the bytes that log_rq_stride 0 means */
#define SHIFT_MIN  5	 /* one segment besides the first */
#define SHIFT_MAX  10
#define DBR_ALIGN  4
#define ARM_SRQ	   1   /* MLX5_ARM_RQ_IN_OP_MOD_SRQ */
#define STATE_ERR  0x1 /* of the context */

/* Objects that the context names; a number of 0 names none */
static bool names(const struct cx_table *table, uint32_t number)
{
	return !number || cx_table_find(table, number);
}

static void hold(const struct cx_table *table, uint32_t number, int n)
{
	struct cx_object *object = cx_table_find(table, number);

	if (object)
		object->users += n;
}

static void hold_all(struct cx_hca *hca, const struct cx_srq *srq, int n)
{
	hold(&hca->pds, srq->pd, n);
	hold(&hca->xrcds, srq->xrcd, n);
	if (srq->cq)
		srq->cq->object.users += n;
}

static enum cx_status check(struct cx_hca *hca, const uint8_t *context)
{
	const unsigned int shift =
		STRIDE_MIN + cx_get(context, CX_SRQC_LOG_STRIDE);

	if (shift < SHIFT_MIN || shift > SHIFT_MAX ||
	    cx_get(context, CX_SRQC_SIGNATURE) ||
	    cx_get(context, CX_SRQC_DBR) % DBR_ALIGN)
		return CX_BAD_PARAM;
	if (cx_get(context, CX_SRQC_LWM) >
	    1u << cx_get(context, CX_SRQC_LOG_SIZE))
		return CX_BAD_PARAM;
	if (!cx_table_find(&hca->pds, cx_get(context, CX_SRQC_PD)) ||
	    !names(&hca->xrcds, cx_get(context, CX_SRQC_XRCD)) ||
	    !names(&hca->cqs, cx_get(context, CX_SRQC_CQN)))
		return CX_BAD_RESOURCE;
	return CX_OK;
}

enum cx_status cx_create_srq(struct cx_hca *hca, struct cx_command *cmd)
{
	const uint8_t *context = cmd->in + CONTEXT_AT;
	enum cx_status status = check(hca, context);
	struct cx_srq *srq;

	if (status != CX_OK)
		return status;
	srq = calloc(1, sizeof(*srq));
	if (!srq)
		return CX_NO_RESOURCES;
	memcpy(srq->context, context, CX_SRQC_SIZE);
	srq->log_size = cx_get(context, CX_SRQC_LOG_SIZE);
	srq->shift = STRIDE_MIN + cx_get(context, CX_SRQC_LOG_STRIDE);
	srq->pd = cx_get(context, CX_SRQC_PD);
	srq->xrcd = cx_get(context, CX_SRQC_XRCD);
	srq->cq = cx_cq_find(hca, cx_get(context, CX_SRQC_CQN));
	srq->dbr = cx_get(context, CX_SRQC_DBR);
	srq->limit = cx_get(context, CX_SRQC_LWM);
	status = cx_buffer_status(cx_buffer_init(
		hca, &srq->buffer, cmd->in + PAGES_AT, cmd->in_len - PAGES_AT,
		cx_get(context, CX_SRQC_LOG_PAGE_SIZE),
		cx_get(context, CX_SRQC_PAGE_OFFSET),
		1ull << (srq->log_size + srq->shift)));
	if (status == CX_OK && cx_table_add(&hca->srqs, &srq->object))
		status = CX_NO_RESOURCES;
	if (status != CX_OK) {
		cx_buffer_free(hca, &srq->buffer);
		free(srq);
		return status;
	}
	hold_all(hca, srq, 1);
	cx_set(cmd->out, CX_CREATE_SRQN, srq->object.id);
	return CX_OK;
}

static void release(struct cx_hca *hca, struct cx_srq *srq)
{
	cx_table_remove(&hca->srqs, &srq->object);
	hold_all(hca, srq, -1);
	cx_buffer_free(hca, &srq->buffer);
	free(srq);
}

enum cx_status cx_destroy_srq(struct cx_hca *hca, struct cx_command *cmd)
{
	struct cx_srq *srq = cx_srq_find(hca, cx_get(cmd->in, CX_DESTROY_SRQN));

	if (!srq)
		return CX_BAD_RESOURCE;
	if (srq->object.users)
		return CX_RESOURCE_BUSY;
	release(hca, srq);
	return CX_OK;
}

enum cx_status cx_query_srq(struct cx_hca *hca, struct cx_command *cmd)
{
	const struct cx_srq *srq =
		cx_srq_find(hca, cx_get(cmd->in, CX_QUERY_SRQN));
	uint8_t *context = cmd->out + CONTEXT_AT;

	if (!srq)
		return CX_BAD_RESOURCE;
	memcpy(context, srq->context, CX_SRQC_SIZE);
	cx_set(context, CX_SRQC_STATE, srq->failed ? STATE_ERR : 0);
	cx_set(context, CX_SRQC_LWM, srq->limit);
	cx_set(context, CX_SRQC_COUNT, (uint16_t)(srq->posted - srq->taken));
	return CX_OK;
}

enum cx_status cx_arm_srq(struct cx_hca *hca, struct cx_command *cmd)
{
	struct cx_srq *srq = cx_srq_find(hca, cx_get(cmd->in, CX_ARM_SRQN));
	const uint32_t limit = cx_get(cmd->in, CX_ARM_LWM);

	if (cx_get(cmd->in, CX_IN_OP_MOD) != ARM_SRQ)
		return CX_BAD_PARAM;
	if (!srq)
		return CX_BAD_RESOURCE;
	if (srq->failed)
		return CX_BAD_RESOURCE_STATE;
	if (limit > 1u << srq->log_size)
		return CX_BAD_PARAM;
	srq->limit = limit;
	cx_srq_limit(hca, srq);
	return CX_OK;
}

void cx_srqs_free(struct cx_hca *hca)
{
	struct cx_object *object;
	uint32_t id = 0;

	while ((object = cx_table_from(&hca->srqs, id))) {
		id = object->id;
		release(hca, (struct cx_srq *)object);
	}
	cx_table_free(&hca->srqs);
}
