// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/transport/cqe.h"

#include "device/connectx/hca.h"
#include "device/connectx/layout.h"
#include "device/connectx/object/qp.h"
#include "device/connectx/transport/qp_fail.h"

/* GRH in the buffer (MLX5_GRH_IN_BUFFER of the kernel's hw/mlx5/cq.c) */
#define GRH_IN_BUFFER 1

/* XRC SRQ of the receive WQE that completes, or NULL */
static const struct cx_srq *xrc_srq(const struct cx_qp *qp)
{
	const struct cx_srq *srq = qp->transport.receive.srq;

	return srq && cx_srq_is_xrc(srq) ? srq : NULL;
}

static struct cx_cq *recv_cq(const struct cx_qp *qp)
{
	return xrc_srq(qp) ? xrc_srq(qp)->cq : qp->recv_cq;
}

static uint32_t recv_index(const struct cx_qp *qp)
{
	return xrc_srq(qp) ? xrc_srq(qp)->user_index : qp->user_index;
}

/*
 * Common fields. CQE version 1: the place of version 0's SRQ number has the
 * user index of the queue pair or XRC SRQ.
 */
static void common(uint8_t *cqe, const struct cx_qp *qp, uint32_t user_index,
		   enum cx_cqe_opcode opcode, uint16_t counter, bool solicited)
{
	cx_set(cqe, CX_CQE_SRQN, user_index);
	cx_set(cqe, CX_CQE_QPN, qp->object.id);
	cx_set(cqe, CX_CQE_WQE_COUNTER, counter);
	cx_set(cqe, CX_CQE_OP_OWN,
	       opcode << 4 | (solicited ? CX_CQE_SOLICITED : 0));
}

/* Time of the internal timer; error CQEs have other fields in its place. */
static void stamp(const struct cx_hca *hca, uint8_t *cqe)
{
	const uint64_t now = pcie_function_now(&hca->fn);

	cx_set(cqe, CX_CQE_TIME_HIGH, now >> 32);
	cx_set(cqe, CX_CQE_TIME_LOW, (uint32_t)now);
}

static void post(struct cx_hca *hca, struct cx_qp *qp, struct cx_cq *cq,
		 uint8_t *cqe)
{
	if (cq && cx_cq_post(hca, cq, cqe))
		cx_qp_catastrophe(hca, qp);
}

void cx_cqe_sent(struct cx_hca *hca, struct cx_qp *qp)
{
	const struct cx_message *m = &qp->transport.message;
	uint8_t cqe[CX_CQE_SIZE] = {0};

	if (!m->signaled)
		return;
	common(cqe, qp, qp->user_index, CX_CQE_REQ, m->counter, false);
	stamp(hca, cqe);
	cx_set(cqe, CX_CQE_BYTES, m->length);
	cx_set(cqe, CX_CQE_SEND_OPCODE, m->opcode);
	post(hca, qp, qp->send_cq, cqe);
}

void cx_cqe_received(struct cx_hca *hca, struct cx_qp *qp,
		     enum cx_cqe_opcode opcode, uint32_t bytes, uint32_t imm,
		     bool solicited, const struct cx_datagram *datagram)
{
	uint8_t cqe[CX_CQE_SIZE] = {0};

	common(cqe, qp, recv_index(qp), opcode, qp->transport.receive.counter,
	       solicited);
	stamp(hca, cqe);
	cx_set(cqe, CX_CQE_BYTES, bytes);
	if (opcode != CX_CQE_RESP_SEND)
		cx_set(cqe, CX_CQE_IMM, imm);
	if (datagram) {
		cx_set(cqe, CX_CQE_SLID, datagram->slid);
		cx_set(cqe, CX_CQE_SL, datagram->sl);
		cx_set(cqe, CX_CQE_RQPN, datagram->qpn);
		if (datagram->grh)
			cx_set(cqe, CX_CQE_GRH, GRH_IN_BUFFER);
	}
	post(hca, qp, recv_cq(qp), cqe);
}

void cx_cqe_error(struct cx_hca *hca, struct cx_qp *qp, bool send,
		  uint16_t counter, uint8_t send_opcode,
		  enum cx_syndrome syndrome)
{
	uint8_t cqe[CX_CQE_SIZE] = {0};

	common(cqe, qp, send ? qp->user_index : recv_index(qp),
	       send ? CX_CQE_REQ_ERR : CX_CQE_RESP_ERR, counter, false);
	cx_set(cqe, CX_CQE_SYNDROME, syndrome);
	cx_set(cqe, CX_CQE_SEND_OPCODE, send_opcode);
	post(hca, qp, send ? qp->send_cq : recv_cq(qp), cqe);
}
