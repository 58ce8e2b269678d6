// SPDX-License-Identifier: BSD-3-Clause
/*
 * Commands of shared receive queues as of ISSI 1: RMPs, and XRC SRQs
 * (drivers/infiniband/hw/mlx5/srq_cmd.c). Both share one number space, as the
 * driver has one table for them.
 */
#include <stdlib.h>
#include <string.h>

#include "device/connectx/hca.h"
#include "device/connectx/object/cq.h"
#include "device/connectx/object/srq.h"
#include "device/connectx/transport/rq.h"
#include "ground.h"

#define PAGES_AT    0x110 /* of both CREATE commands */
#define SHIFT_MIN   5	  /* one segment besides the first */
#define SHIFT_MAX   10
#define DBR_ALIGN   4
#define ARM_XRC_SRQ 1 /* MLX5_ARM_XRC_SRQ_IN_OP_MOD_XRC_SRQ */

/* MODIFY_RMP's whole bitmask, which includes CX_MODIFY_RMP_LWM */
#define BITMASK CX_FIELD(0x10, 63, 0)

/* States of the context: MLX5_RMPC_STATE_*, MLX5_XRC_SRQC_STATE_* */
enum {
	RMP_READY = 0x1,
	RMP_ERROR = 0x3,
	XRC_SRQ_GOOD = 0x0,
	XRC_SRQ_ERROR = 0x1,
};

/* Places of fields that both kinds have; @zero: unsupported fields */
struct kind {
	uint32_t at, size;
	uint32_t state, log_size, log_stride, dbr, log_page_size, page_offset;
	uint32_t lwm, pd;
	uint32_t zero[5];
	unsigned int stride_min; /* log2 of the bytes for stride 0 */
	unsigned int good, error;
};

static const struct kind rmp = {
	.at = 0x20,
	.size = 0xf0,
	.state = CX_RMPC_STATE,
	.log_size = CX_RMPC_LOG_SIZE,
	.log_stride = CX_RMPC_LOG_STRIDE,
	.dbr = CX_RMPC_DBR,
	.log_page_size = CX_RMPC_LOG_PAGE_SIZE,
	.page_offset = CX_RMPC_PAGE_OFFSET,
	.lwm = CX_RMPC_LWM,
	.pd = CX_RMPC_PD,
	.zero = {CX_RMPC_SIGNATURE, CX_RMPC_CYCLIC, CX_RMPC_WQ_TYPE,
		 CX_RMPC_DBR_UMEM, CX_RMPC_WQ_UMEM},
	.good = RMP_READY,
	.error = RMP_ERROR,
};

static const struct kind xrc_srq = {
	.at = 0x10,
	.size = 0x40,
	.state = CX_XRC_SRQC_STATE,
	.log_size = CX_XRC_SRQC_LOG_SIZE,
	.log_stride = CX_XRC_SRQC_LOG_STRIDE,
	.dbr = CX_XRC_SRQC_DBR,
	.log_page_size = CX_XRC_SRQC_LOG_PAGE_SIZE,
	.page_offset = CX_XRC_SRQC_PAGE_OFFSET,
	.lwm = CX_XRC_SRQC_LWM,
	.pd = CX_XRC_SRQC_PD,
	.zero = {CX_XRC_SRQC_SIGNATURE, CX_XRC_SRQC_CYCLIC,
		 CX_XRC_SRQC_DBR_UMEM},
	.stride_min = 4,
	.good = XRC_SRQ_GOOD,
	.error = XRC_SRQ_ERROR,
};

static const struct kind *kind_of(const struct cx_srq *srq)
{
	return cx_srq_is_xrc(srq) ? &xrc_srq : &rmp;
}

static struct cx_srq *find(const struct cx_hca *hca, const struct kind *kind,
			   uint32_t number)
{
	struct cx_srq *srq = cx_srq_find(hca, number);

	return srq && kind_of(srq) == kind ? srq : NULL;
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

static enum cx_status check(const struct cx_hca *hca, const struct kind *kind,
			    const uint8_t *context)
{
	const unsigned int log_size = cx_get(context, kind->log_size);
	const unsigned int shift =
		kind->stride_min + cx_get(context, kind->log_stride);

	for (size_t i = 0; i < ARRAY_SIZE(kind->zero); i++)
		if (kind->zero[i] && cx_get(context, kind->zero[i]))
			return CX_BAD_PARAM;
	if (cx_get(context, kind->state) != kind->good ||
	    log_size > cx_caps_get(hca, CX_CAPS_GENERAL, CX_CAP_LOG_SRQ_SIZE) ||
	    shift < SHIFT_MIN || shift > SHIFT_MAX ||
	    cx_get(context, kind->lwm) > 1u << log_size ||
	    cx_get(context, kind->dbr) % DBR_ALIGN)
		return CX_BAD_PARAM;
	return cx_table_find(&hca->pds, cx_get(context, kind->pd))
		       ? CX_OK
		       : CX_BAD_RESOURCE;
}

/* Set the members of both kinds; @rest has the others. */
static enum cx_status create(struct cx_hca *hca, const struct cx_command *cmd,
			     const struct kind *kind, const struct cx_srq *rest,
			     struct cx_srq **ret_srq)
{
	const uint8_t *context = cmd->in + kind->at;
	enum cx_status status = check(hca, kind, context);
	struct cx_srq *srq;

	if (status != CX_OK)
		return status;
	srq = calloc(1, sizeof(*srq));
	if (!srq)
		return CX_NO_RESOURCES;
	*srq = *rest;
	memcpy(srq->context, context, kind->size);
	srq->log_size = cx_get(context, kind->log_size);
	srq->shift = kind->stride_min + cx_get(context, kind->log_stride);
	srq->pd = cx_get(context, kind->pd);
	srq->dbr = cx_get(context, kind->dbr);
	srq->limit = cx_get(context, kind->lwm);
	status = cx_buffer_status(cx_buffer_init(
		hca, &srq->buffer, cmd->in + PAGES_AT, cmd->in_len - PAGES_AT,
		cx_get(context, kind->log_page_size),
		cx_get(context, kind->page_offset),
		1ull << (srq->log_size + srq->shift)));
	if (status == CX_OK && cx_table_add(&hca->srqs, &srq->object))
		status = CX_NO_RESOURCES;
	if (status != CX_OK) {
		cx_buffer_free(hca, &srq->buffer);
		free(srq);
		return status;
	}
	hold_all(hca, srq, 1);
	*ret_srq = srq;
	return CX_OK;
}

enum cx_status cx_create_rmp(struct cx_hca *hca, struct cx_command *cmd)
{
	const struct cx_srq rest = {0};
	struct cx_srq *srq;
	const enum cx_status status = create(hca, cmd, &rmp, &rest, &srq);

	if (status == CX_OK)
		cx_set(cmd->out, CX_CREATE_RMPN, srq->object.id);
	return status;
}

enum cx_status cx_create_xrc_srq(struct cx_hca *hca, struct cx_command *cmd)
{
	const uint8_t *context = cmd->in + xrc_srq.at;
	const struct cx_srq rest = {
		.xrcd = cx_get(context, CX_XRC_SRQC_XRCD),
		.cq = cx_cq_find(hca, cx_get(context, CX_XRC_SRQC_CQN)),
		.user_index = cx_get(context, CX_XRC_SRQC_USER_INDEX),
	};
	struct cx_srq *srq;
	enum cx_status status;

	if (cx_get(cmd->in, CX_CREATE_XRC_SRQ_UMEM))
		return CX_BAD_PARAM;
	if (!rest.cq || !cx_table_find(&hca->xrcds, rest.xrcd))
		return CX_BAD_RESOURCE;
	status = create(hca, cmd, &xrc_srq, &rest, &srq);
	if (status != CX_OK)
		return status;
	if (cx_get(context, CX_XRC_SRQC_INDEX_IS_NUMBER) ||
	    srq->user_index == CX_USER_INDEX_NONE)
		srq->user_index = srq->object.id;
	cx_set(cmd->out, CX_CREATE_XRC_SRQN, srq->object.id);
	return CX_OK;
}

static void release(struct cx_hca *hca, struct cx_srq *srq)
{
	cx_table_remove(&hca->srqs, &srq->object);
	hold_all(hca, srq, -1);
	cx_buffer_free(hca, &srq->buffer);
	free(srq);
}

static enum cx_status destroy(struct cx_hca *hca, struct cx_srq *srq)
{
	if (!srq)
		return CX_BAD_RESOURCE;
	if (srq->object.users)
		return CX_RESOURCE_BUSY;
	cx_rq_forget(hca, srq);
	release(hca, srq);
	return CX_OK;
}

enum cx_status cx_destroy_rmp(struct cx_hca *hca, struct cx_command *cmd)
{
	return destroy(hca, find(hca, &rmp, cx_get(cmd->in, CX_DESTROY_RMPN)));
}

enum cx_status cx_destroy_xrc_srq(struct cx_hca *hca, struct cx_command *cmd)
{
	return destroy(hca, find(hca, &xrc_srq,
				 cx_get(cmd->in, CX_DESTROY_XRC_SRQN)));
}

static enum cx_status query(const struct cx_srq *srq, uint8_t *out)
{
	const struct kind *kind;

	if (!srq)
		return CX_BAD_RESOURCE;
	kind = kind_of(srq);
	memcpy(out + kind->at, srq->context, kind->size);
	cx_set(out + kind->at, kind->state,
	       srq->failed ? kind->error : kind->good);
	cx_set(out + kind->at, kind->lwm, srq->limit);
	return CX_OK;
}

enum cx_status cx_query_rmp(struct cx_hca *hca, struct cx_command *cmd)
{
	const struct cx_srq *srq =
		find(hca, &rmp, cx_get(cmd->in, CX_QUERY_RMPN));
	const enum cx_status status = query(srq, cmd->out);

	if (status != CX_OK)
		return status;
	cx_set(cmd->out + rmp.at, CX_RMPC_HW_COUNTER, srq->taken);
	cx_set(cmd->out + rmp.at, CX_RMPC_SW_COUNTER, srq->posted);
	return CX_OK;
}

enum cx_status cx_query_xrc_srq(struct cx_hca *hca, struct cx_command *cmd)
{
	const struct cx_srq *srq =
		find(hca, &xrc_srq, cx_get(cmd->in, CX_QUERY_XRC_SRQN));
	const enum cx_status status = query(srq, cmd->out);

	if (status == CX_OK)
		cx_set(cmd->out + xrc_srq.at, CX_XRC_SRQC_COUNT,
		       (uint16_t)(srq->posted - srq->taken));
	return status;
}

static enum cx_status arm(struct cx_hca *hca, struct cx_srq *srq,
			  uint32_t limit)
{
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

/* Only the limit can be changed. */
enum cx_status cx_modify_rmp(struct cx_hca *hca, struct cx_command *cmd)
{
	struct cx_srq *srq = find(hca, &rmp, cx_get(cmd->in, CX_MODIFY_RMPN));
	const uint8_t *context = cmd->in + rmp.at;

	if (cx_get(cmd->in, CX_MODIFY_RMP_STATE) != RMP_READY ||
	    cx_get(context, CX_RMPC_STATE) != RMP_READY ||
	    cx_get(cmd->in, BITMASK) != cx_get(cmd->in, CX_MODIFY_RMP_LWM))
		return CX_BAD_PARAM;
	if (!srq)
		return CX_BAD_RESOURCE;
	return arm(hca, srq,
		   cx_get(cmd->in, CX_MODIFY_RMP_LWM)
			   ? cx_get(context, CX_RMPC_LWM)
			   : srq->limit);
}

enum cx_status cx_arm_xrc_srq(struct cx_hca *hca, struct cx_command *cmd)
{
	if (cx_get(cmd->in, CX_IN_OP_MOD) != ARM_XRC_SRQ)
		return CX_BAD_PARAM;
	return arm(hca, find(hca, &xrc_srq, cx_get(cmd->in, CX_ARM_XRC_SRQN)),
		   cx_get(cmd->in, CX_ARM_LWM));
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
