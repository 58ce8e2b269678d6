// SPDX-License-Identifier: BSD-3-Clause
/* Creation, end and query of queue pairs (drivers/infiniband/hw/mlx5/qp.c) */
#include <string.h>

#include "device/connectx/hca.h"
#include "device/connectx/object/memory.h"
#include "device/connectx/object/qp.h"
#include "device/connectx/transport/transport.h"
#include "ground.h"

#define CONTEXT_AT 0x18	 /* of CREATE_QP and QUERY_QP's answer */
#define PAGES_AT   0x110 /* of CREATE_QP */
#define STRIDE_MIN 4	 /* log2 of the bytes for log_rq_stride 0 */
#define STRIDE_MAX 10
#define WQEBB_LOG  6
#define DBR_ALIGN  8

/* rq_type (linux/mlx5/qp.h) */
enum rq_type {
	RQ_OWN = 0,
	RQ_SHARED = 1,
	RQ_NONE = 3,
};

static const bool services[256] = {
	[CX_QP_RC] = true,	[CX_QP_UC] = true,  [CX_QP_UD] = true,
	[CX_QP_XRC] = true,	[CX_QP_QP0] = true, [CX_QP_QP1] = true,
	[CX_QP_REG_UMR] = true,
};

/* Objects that a context names; see is_none() */
static const struct {
	size_t table; /* in struct cx_hca */
	uint32_t field;
} named[] = {
	{offsetof(struct cx_hca, pds), CX_QPC_PD},
	{offsetof(struct cx_hca, uars), CX_QPC_UAR},
	{offsetof(struct cx_hca, cqs), CX_QPC_CQN_SND},
	{offsetof(struct cx_hca, cqs), CX_QPC_CQN_RCV},
	{offsetof(struct cx_hca, xrcds), CX_QPC_XRCD},
};

#define NAMED (ARRAY_SIZE(named))

static struct cx_object *named_object(struct cx_hca *hca, size_t i,
				      const uint8_t *context)
{
	const struct cx_table *table =
		(const struct cx_table *)((char *)hca + named[i].table);

	return cx_table_find(table, cx_get(context, named[i].field));
}

/*
 * The driver's own QP for UMRs has no domain (create_kernel_qp()), and a QP
 * without a send queue has no page for doorbells (create_xrc_tgt_qp()).
 */
static bool is_none(size_t i, const uint8_t *context)
{
	if (cx_get(context, named[i].field))
		return false;
	switch (named[i].field) {
	case CX_QPC_PD:
		return cx_get(context, CX_QPC_ST) == CX_QP_REG_UMR;
	case CX_QPC_UAR:
		return cx_get(context, CX_QPC_NO_SQ);
	default:
		return true;
	}
}

static bool all_there(struct cx_hca *hca, const uint8_t *context)
{
	const struct cx_srq *srq;

	for (size_t i = 0; i < NAMED; i++)
		if (!is_none(i, context) && !named_object(hca, i, context))
			return false;
	if (cx_get(context, CX_QPC_RQ_TYPE) != RQ_SHARED)
		return true;
	srq = cx_srq_find(hca, cx_get(context, CX_QPC_SRQN));
	/* XRC queue pairs name any SRQ, and do not use it */
	return srq &&
	       (!cx_srq_is_xrc(srq) || cx_get(context, CX_QPC_ST) == CX_QP_XRC);
}

static void hold_all(struct cx_hca *hca, const struct cx_qp *qp, int n)
{
	for (size_t i = 0; i < NAMED; i++) {
		struct cx_object *object = named_object(hca, i, qp->context);

		if (object)
			object->users += n;
	}
	if (qp->srq)
		qp->srq->object.users += n;
}

static enum cx_status check(struct cx_hca *hca, const struct cx_command *cmd)
{
	const uint8_t *context = cmd->in + CONTEXT_AT;
	const unsigned int rq_type = cx_get(context, CX_QPC_RQ_TYPE);

	if (!services[cx_get(context, CX_QPC_ST)] ||
	    (rq_type != RQ_OWN && rq_type != RQ_SHARED && rq_type != RQ_NONE))
		return CX_BAD_PARAM;
	/* Without a capability: signatures, scatter-to-CQE, umem objects */
	if (cx_get(context, CX_QPC_SIGNATURE) ||
	    cx_get(context, CX_QPC_CS_REQ) || cx_get(context, CX_QPC_CS_RES) ||
	    cx_get(context, CX_QPC_DBR_UMEM) ||
	    cx_get(cmd->in, CX_CREATE_QP_UMEM) ||
	    cx_get(context, CX_QPC_DBR) % DBR_ALIGN)
		return CX_BAD_PARAM;
	/* XRC receives only by SRQs */
	if (rq_type == RQ_OWN && cx_get(context, CX_QPC_ST) == CX_QP_XRC)
		return CX_BAD_PARAM;
	if (rq_type == RQ_OWN &&
	    cx_get(context, CX_QPC_LOG_RQ_STRIDE) + STRIDE_MIN > STRIDE_MAX)
		return CX_BAD_PARAM;
	return all_there(hca, context) ? CX_OK : CX_BAD_RESOURCE;
}

/* The receive queue precedes the send queue. Return: bytes of both */
static uint64_t set_queues(struct cx_qp *qp)
{
	uint64_t size = 0;

	if (cx_get(qp->context, CX_QPC_RQ_TYPE) == RQ_OWN) {
		qp->rq = (struct cx_wq){
			.log_size = cx_get(qp->context, CX_QPC_LOG_RQ_SIZE),
			.shift = STRIDE_MIN +
				 cx_get(qp->context, CX_QPC_LOG_RQ_STRIDE),
			.exists = true,
		};
		size = 1ull << (qp->rq.log_size + qp->rq.shift);
	}
	if (!cx_get(qp->context, CX_QPC_NO_SQ)) {
		qp->sq = (struct cx_wq){
			.at = size,
			.log_size = cx_get(qp->context, CX_QPC_LOG_SQ_SIZE),
			.shift = WQEBB_LOG,
			.exists = true,
		};
		size += 1ull << (qp->sq.log_size + qp->sq.shift);
	}
	return size;
}

/* Copies of fields that are read often */
static void decode(struct cx_hca *hca, struct cx_qp *qp)
{
	const uint8_t *context = qp->context;

	qp->service = cx_get(context, CX_QPC_ST);
	qp->send_cq = cx_cq_find(hca, cx_get(context, CX_QPC_CQN_SND));
	qp->recv_cq = cx_cq_find(hca, cx_get(context, CX_QPC_CQN_RCV));
	qp->srq = cx_get(context, CX_QPC_RQ_TYPE) == RQ_SHARED
			  ? cx_srq_find(hca, cx_get(context, CX_QPC_SRQN))
			  : NULL;
	qp->uar = cx_get(context, CX_QPC_UAR);
	qp->dbr = cx_get(context, CX_QPC_DBR);
	qp->pd = cx_get(context, CX_QPC_PD);
	qp->user_index = cx_get(context, CX_QPC_USER_INDEX);
	qp->remote_qpn = cx_get(context, CX_QPC_REMOTE_QPN);
	qp->q_key = cx_get(context, CX_QPC_Q_KEY);
}

static void discard(struct cx_hca *hca, struct cx_qp *qp)
{
	cx_buffer_free(hca, &qp->buffer);
	cx_memory_put(hca, qp, 1, sizeof(*qp));
}

enum cx_status cx_create_qp(struct cx_hca *hca, struct cx_command *cmd)
{
	enum cx_status status = check(hca, cmd);
	struct cx_qp *qp;
	uint64_t size;

	if (status != CX_OK)
		return status;
	qp = cx_memory_get(hca, 1, sizeof(*qp));
	if (!qp)
		return CX_NO_RESOURCES;
	memcpy(qp->context, cmd->in + CONTEXT_AT, CX_QPC_SIZE);
	decode(hca, qp);
	size = set_queues(qp);
	if (size)
		status = cx_buffer_status(cx_buffer_init(
			hca, &qp->buffer, cmd->in + PAGES_AT,
			cmd->in_len - PAGES_AT,
			cx_get(qp->context, CX_QPC_LOG_PAGE_SIZE),
			cx_get(qp->context, CX_QPC_PAGE_OFFSET), size));
	if (status == CX_OK && cx_table_add(&hca->qps, &qp->object))
		status = CX_NO_RESOURCES;
	if (status != CX_OK) {
		discard(hca, qp);
		return status;
	}
	hold_all(hca, qp, 1);
	cx_set(cmd->out, CX_CREATE_QPN, qp->object.id);
	return CX_OK;
}

static void release(struct cx_hca *hca, struct cx_qp *qp)
{
	cx_transport_set_state(hca, qp, CX_QP_RST);
	cx_table_remove(&hca->qps, &qp->object);
	hold_all(hca, qp, -1);
	discard(hca, qp);
}

enum cx_status cx_destroy_qp(struct cx_hca *hca, struct cx_command *cmd)
{
	struct cx_qp *qp = cx_qp_find(hca, cx_get(cmd->in, CX_DESTROY_QPN));

	if (!qp)
		return CX_BAD_RESOURCE;
	if (qp->object.users)
		return CX_RESOURCE_BUSY;
	release(hca, qp);
	return CX_OK;
}

enum cx_status cx_query_qp(struct cx_hca *hca, struct cx_command *cmd)
{
	const struct cx_qp *qp = cx_qp_find(hca, cx_get(cmd->in, CX_QUERY_QPN));
	uint8_t *context = cmd->out + CONTEXT_AT;

	if (!qp)
		return CX_BAD_RESOURCE;
	memcpy(context, qp->context, CX_QPC_SIZE);
	cx_set(context, CX_QPC_STATE, qp->state);
	cx_set(context, CX_QPC_SW_SQ, qp->transport.sq_pi);
	cx_set(context, CX_QPC_HW_SQ, qp->transport.sq_ci);
	cx_set(context, CX_QPC_HW_RQ, qp->transport.rq_ci);
	return CX_OK;
}

void cx_qps_free(struct cx_hca *hca)
{
	struct cx_object *object;
	uint32_t id = 0;

	while ((object = cx_table_from(&hca->qps, id))) {
		id = object->id;
		release(hca, (struct cx_qp *)object);
	}
	cx_table_free(&hca->qps);
}
