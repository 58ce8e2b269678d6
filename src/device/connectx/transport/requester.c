// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/transport/requester.h"

#include <errno.h>

#include "device/connectx/hca.h"
#include "device/connectx/layout.h"
#include "device/connectx/object/qp.h"
#include "device/connectx/transport/cqe.h"
#include "device/connectx/transport/message.h"
#include "device/connectx/transport/operation.h"
#include "device/connectx/transport/qp_fail.h"
#include "device/connectx/transport/sq.h"
#include "device/connectx/transport/umr.h"
#include "device/connectx/transport/wqe.h"

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

	return syndrome ? cx_message_fail(hca, qp, syndrome) : CX_PROGRESS_DONE;
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

/* Return: true if there is a message to process */
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
			cx_message_fail(hca, qp,
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
		cx_message_fail(hca, qp, syndrome);
		return false;
	}
	renew_retries(qp);
	return true;
}

static void end(struct cx_hca *hca, struct cx_qp *qp)
{
	const struct cx_message *m = &qp->transport.message;

	/* The responder counts messages that arrive */
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
