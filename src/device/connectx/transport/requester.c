// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/transport/requester.h"

#include <errno.h>

#include "device/connectx/hca.h"
#include "device/connectx/layout.h"
#include "device/connectx/object/qp.h"
#include "device/connectx/transport/cqe.h"
#include "device/connectx/transport/pagefault.h"
#include "device/connectx/transport/qp_fail.h"
#include "device/connectx/transport/scheduler.h"
#include "device/connectx/transport/sq.h"
#include "device/connectx/transport/umr.h"
#include "device/connectx/transport/wqe.h"

#define RNR_FOR_EVER 7

enum cx_progress cx_requester_fail(struct cx_hca *hca, struct cx_qp *qp,
				   enum cx_syndrome syndrome)
{
	struct cx_transport *t = &qp->transport;

	cx_cqe_error(hca, qp, true, t->message.counter, t->message.opcode,
		     syndrome);
	cx_sq_pop(qp);
	t->fault_failed = false;
	if (qp->state == CX_QP_ERR)
		return CX_PROGRESS_FAILED;
	if (cx_qp_is_reliable(qp) || qp->service == CX_QP_REG_UMR) {
		qp->state = CX_QP_ERR;
		cx_qp_flush(hca, qp);
	} else {
		qp->state = CX_QP_SQER;
		cx_scheduler_ready(hca, qp);
	}
	return CX_PROGRESS_FAILED;
}

enum cx_progress cx_requester_stopped(struct cx_hca *hca, struct cx_qp *qp,
				      int err, const struct cx_stop *stop)
{
	if (err == -EFAULT && cx_page_fault(hca, qp, stop))
		return CX_PROGRESS_WAIT;
	return cx_requester_fail(hca, qp, CX_SYNDROME_LOCAL_PROT);
}

enum cx_progress cx_requester_lost(struct cx_hca *hca, struct cx_qp *qp)
{
	struct cx_message *m = &qp->transport.message;

	if (!cx_qp_is_reliable(qp))
		return CX_PROGRESS_DONE;
	/* It is sent again as a whole */
	m->done = 0;
	cx_scatter_rewind(&m->local);
	cx_scheduler_wait_ack(hca, qp, cx_get(qp->context, CX_QPC_ACK_TIMEOUT));
	return CX_PROGRESS_WAIT;
}

enum cx_progress cx_requester_rnr(struct cx_hca *hca, struct cx_qp *qp,
				  const struct cx_qp *peer)
{
	struct cx_transport *t = &qp->transport;

	if (!cx_qp_is_reliable(qp))
		return CX_PROGRESS_DONE;
	if (cx_get(qp->context, CX_QPC_RNR_RETRY) != RNR_FOR_EVER) {
		if (!t->rnr_left)
			return cx_requester_fail(hca, qp,
						 CX_SYNDROME_RNR_RETRY_EXC);
		t->rnr_left--;
	}
	cx_scheduler_wait_rnr(hca, qp,
			      cx_get(peer->context, CX_QPC_MIN_RNR_NAK));
	return CX_PROGRESS_WAIT;
}

static enum cx_progress run_nop(struct cx_hca *hca, struct cx_qp *qp,
				uint64_t *budget)
{
	return CX_PROGRESS_DONE;
}

static enum cx_progress run_umr(struct cx_hca *hca, struct cx_qp *qp,
				uint64_t *budget)
{
	const struct cx_message *m = &qp->transport.message;
	const enum cx_syndrome syndrome =
		cx_umr(hca, qp, m->wqe, m->bytes, budget);

	return syndrome ? cx_requester_fail(hca, qp, syndrome)
			: CX_PROGRESS_DONE;
}

static cx_operation *const operations[] = {
	[CX_WORK_NOP] = run_nop,
	[CX_WORK_SEND] = cx_run_send,
	[CX_WORK_DATAGRAM] = cx_run_datagram,
	[CX_WORK_WRITE] = cx_run_write,
	[CX_WORK_READ] = cx_run_read,
	[CX_WORK_ATOMIC] = cx_run_atomic,
	[CX_WORK_UMR] = run_umr,
};

static void renew_retries(struct cx_qp *qp)
{
	qp->transport.ack_left = cx_get(qp->context, CX_QPC_RETRY_COUNT);
	qp->transport.rnr_left = cx_get(qp->context, CX_QPC_RNR_RETRY);
}

/* Return: there is a message to be worked on */
static bool begin(struct cx_hca *hca, struct cx_qp *qp, unsigned int *wqes,
		  uint64_t budget)
{
	struct cx_transport *t = &qp->transport;
	enum cx_syndrome syndrome;
	int ret;

	/* The wait for an answer is over */
	if (t->message.work && t->expired) {
		t->expired = false;
		if (!t->ack_left--) {
			cx_requester_fail(hca, qp,
					  CX_SYNDROME_TRANSPORT_RETRY_EXC);
			return false;
		}
	}
	if (t->message.work)
		return true;
	if (!*wqes || !budget)
		return false;
	ret = cx_sq_next(hca, qp, &syndrome);
	if (ret) {
		if (ret != -EAGAIN)
			cx_qp_catastrophe(hca, qp);
		return false;
	}
	--*wqes;
	if (syndrome) {
		cx_requester_fail(hca, qp, syndrome);
		return false;
	}
	renew_retries(qp);
	return true;
}

static void end(struct cx_hca *hca, struct cx_qp *qp)
{
	const struct cx_message *m = &qp->transport.message;

	/* What arrives the responder counts */
	if (m->work->data)
		cx_port_count(&hca->port.sent, qp, m->length);
	qp->transport.fault_failed = false;
	cx_cqe_sent(hca, qp);
	cx_sq_pop(qp);
}

bool cx_requester_run(struct cx_hca *hca, struct cx_qp *qp, unsigned int wqes,
		      uint64_t budget)
{
	struct cx_transport *t = &qp->transport;

	while (qp->state == CX_QP_RTS) {
		if (!begin(hca, qp, &wqes, budget))
			break;
		switch (operations[t->message.work->kind](hca, qp, &budget)) {
		case CX_PROGRESS_DONE:
			/* A message to itself filled its own CQ. */
			if (qp->state == CX_QP_ERR)
				return false;
			end(hca, qp);
			break;
		case CX_PROGRESS_MORE:
			return true;
		case CX_PROGRESS_WAIT:
		case CX_PROGRESS_FAILED:
			return false;
		}
	}
	return qp->state == CX_QP_RTS && (t->rung || t->sq_pi != t->sq_ci);
}
