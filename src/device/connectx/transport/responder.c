// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/transport/responder.h"

#include <errno.h>

#include "device/connectx/hca.h"
#include "device/connectx/layout.h"
#include "device/connectx/port.h"
#include "device/connectx/transport/cqe.h"
#include "device/connectx/transport/message.h"
#include "device/connectx/transport/pagefault.h"
#include "device/connectx/transport/qp_fail.h"
#include "device/connectx/transport/rq.h"

#define PSN_MASK    0xffffffu
#define CX_GID_GUID CX_FIELD(8, 63, 0) /* lower half of a GID */

bool cx_responder_ready(const struct cx_qp *qp)
{
	return qp->state == CX_QP_RTR || qp->state == CX_QP_RTS ||
	       qp->state == CX_QP_SQER;
}

bool cx_responder_is_here(const struct cx_hca *hca, uint32_t lid,
			  const uint8_t *gid)
{
	return lid == CX_LID &&
	       (!gid || cx_get(gid, CX_GID_GUID) == cx_port_guid(hca));
}

static struct cx_qp *find(struct cx_hca *hca, const struct cx_qp *qp)
{
	const uint8_t *gid = qp->context + CX_FIELD_OFFSET(CX_QPC_RGID);
	struct cx_qp *peer;

	if (!cx_responder_is_here(hca, cx_get(qp->context, CX_QPC_RLID),
				  cx_get(qp->context, CX_QPC_GRH) ? gid : NULL))
		return NULL;
	peer = cx_qp_find(hca, qp->remote_qpn);
	if (!peer || peer->service != qp->service ||
	    peer->remote_qpn != qp->object.id || !cx_responder_ready(peer))
		return NULL;
	if (cx_qp_is_reliable(qp) &&
	    cx_get(peer->context, CX_QPC_NEXT_RCV_PSN) !=
		    cx_get(qp->context, CX_QPC_NEXT_SEND_PSN))
		return NULL;
	return peer;
}

/* SRQ @srqn if @peer may use it, or NULL */
static struct cx_srq *find_xrc_srq(const struct cx_hca *hca,
				   const struct cx_qp *peer, uint32_t srqn)
{
	struct cx_srq *srq = cx_srq_find(hca, srqn);

	return srq && cx_srq_is_xrc(srq) &&
			       srq->xrcd == cx_get(peer->context, CX_QPC_XRCD)
		       ? srq
		       : NULL;
}

bool cx_responder_find(struct cx_hca *hca, struct cx_qp *qp,
		       struct cx_target *ret_target,
		       enum cx_progress *ret_progress)
{
	struct cx_qp *peer = find(hca, qp);
	struct cx_srq *srq;

	if (!peer) {
		*ret_progress = cx_message_lost(hca, qp);
		return false;
	}
	if (qp->service != CX_QP_XRC) {
		*ret_target = (struct cx_target){peer, peer->srq, peer->pd};
		return true;
	}
	srq = find_xrc_srq(hca, peer, qp->transport.message.srqn);
	if (!srq) {
		*ret_progress = cx_responder_nak(hca, qp, peer,
						 CX_SYNDROME_REMOTE_INVAL_REQ,
						 CX_EVENT_WQ_INVAL_REQ);
		return false;
	}
	*ret_target = (struct cx_target){peer, srq, srq->pd};
	return true;
}

/* Packets of @qp's message: IBA_MTU_* (1 is 256 bytes) */
static uint32_t packets(const struct cx_qp *qp)
{
	const unsigned int shift = 7 + cx_get(qp->context, CX_QPC_MTU);
	const uint64_t length = qp->transport.message.length;

	return length ? (length + (1u << shift) - 1) >> shift : 1;
}

void cx_responder_acknowledge(struct cx_hca *hca, struct cx_qp *qp,
			      struct cx_qp *peer)
{
	const uint32_t psn =
		cx_get(qp->context, CX_QPC_NEXT_SEND_PSN) + packets(qp);

	cx_set(qp->context, CX_QPC_NEXT_SEND_PSN, psn & PSN_MASK);
	cx_set(qp->context, CX_QPC_LAST_ACKED_PSN, (psn - 1) & PSN_MASK);
	cx_set(peer->context, CX_QPC_NEXT_RCV_PSN, psn & PSN_MASK);
	cx_port_count(&hca->port.received, qp, qp->transport.message.length);
	if (peer->state == CX_QP_RTR && !peer->transport.established) {
		peer->transport.established = true;
		cx_qp_event(hca, CX_EVENT_COMM_EST, peer->object.id);
	}
}

enum cx_progress cx_responder_nak(struct cx_hca *hca, struct cx_qp *qp,
				  struct cx_qp *peer, enum cx_syndrome syndrome,
				  int event)
{
	if (!cx_qp_is_reliable(qp))
		return CX_PROGRESS_DONE;
	if (event && peer->state != CX_QP_ERR) {
		peer->state = CX_QP_ERR;
		cx_qp_event(hca, event, peer->object.id);
		cx_qp_flush(hca, peer);
	}
	return cx_message_fail(hca, qp, syndrome);
}

void cx_responder_fail(struct cx_hca *hca, struct cx_qp *peer,
		       enum cx_syndrome syndrome)
{
	peer->transport.receive.taken = false;
	cx_cqe_error(hca, peer, false, peer->transport.receive.counter, 0,
		     syndrome);
	if (peer->state == CX_QP_ERR)
		return;
	peer->state = CX_QP_ERR;
	cx_qp_flush(hca, peer);
}

bool cx_responder_take(struct cx_hca *hca, struct cx_qp *qp,
		       const struct cx_target *target,
		       enum cx_progress *ret_progress)
{
	struct cx_qp *peer = target->qp;
	const struct cx_receive *receive = &peer->transport.receive;
	int ret = 0;

	/* The last message was not completed, and this one names another SRQ */
	if (receive->taken && receive->srq != target->srq) {
		*ret_progress = cx_responder_nak(hca, qp, peer,
						 CX_SYNDROME_REMOTE_INVAL_REQ,
						 CX_EVENT_WQ_INVAL_REQ);
		return false;
	}
	if (!receive->taken)
		ret = cx_rq_take(hca, peer, target->srq);
	switch (ret) {
	case 0:
		return true;
	case -EAGAIN:
		*ret_progress = cx_message_rnr(hca, qp, peer);
		return false;
	case -EINVAL: /* malformed */
		cx_responder_fail(hca, peer, CX_SYNDROME_LOCAL_QP_OP);
		*ret_progress = cx_responder_nak(hca, qp, peer,
						 CX_SYNDROME_REMOTE_OP, 0);
		return false;
	default:
		cx_qp_catastrophe(hca, peer);
		*ret_progress = cx_responder_nak(hca, qp, peer,
						 CX_SYNDROME_REMOTE_OP, 0);
		return false;
	}
}

enum cx_progress cx_responder_stopped(struct cx_hca *hca, struct cx_qp *qp,
				      struct cx_qp *peer, int err,
				      const struct cx_stop *stop, bool receive)
{
	if (err == -EFAULT && cx_page_fault(hca, qp, stop))
		return CX_PROGRESS_WAIT;
	if (receive) {
		cx_responder_fail(hca, peer, CX_SYNDROME_LOCAL_PROT);
		return cx_responder_nak(hca, qp, peer, CX_SYNDROME_REMOTE_OP,
					0);
	}
	if (err == -EIO)
		return cx_responder_nak(hca, qp, peer, CX_SYNDROME_REMOTE_OP,
					CX_EVENT_WQ_CATAS);
	return cx_responder_nak(hca, qp, peer, CX_SYNDROME_REMOTE_ACCESS,
				CX_EVENT_WQ_ACCESS);
}
