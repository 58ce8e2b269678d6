// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/transport/message.h"

#include <errno.h>

#include "device/connectx/hca.h"
#include "device/connectx/layout.h"
#include "device/connectx/object/qp.h"
#include "device/connectx/transport/cqe.h"
#include "device/connectx/transport/pagefault.h"
#include "device/connectx/transport/qp_fail.h"
#include "device/connectx/transport/scheduler.h"
#include "device/connectx/transport/sq.h"

#define RNR_FOR_EVER 7

enum cx_progress cx_message_fail(struct cx_hca *hca, struct cx_qp *qp,
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

enum cx_progress cx_message_stopped(struct cx_hca *hca, struct cx_qp *qp,
				    int err, const struct cx_stop *stop)
{
	if (err == -EFAULT && cx_page_fault(hca, qp, stop))
		return CX_PROGRESS_WAIT;
	return cx_message_fail(hca, qp, CX_SYNDROME_LOCAL_PROT);
}

enum cx_progress cx_message_lost(struct cx_hca *hca, struct cx_qp *qp)
{
	struct cx_message *m = &qp->transport.message;

	if (!cx_qp_is_reliable(qp))
		return CX_PROGRESS_DONE;
	/* The message is sent again as a whole */
	m->done = 0;
	cx_scatter_rewind(&m->local);
	cx_scheduler_wait_ack(hca, qp, cx_get(qp->context, CX_QPC_ACK_TIMEOUT));
	return CX_PROGRESS_WAIT;
}

enum cx_progress cx_message_rnr(struct cx_hca *hca, struct cx_qp *qp,
				const struct cx_qp *peer)
{
	struct cx_transport *t = &qp->transport;

	if (!cx_qp_is_reliable(qp))
		return CX_PROGRESS_DONE;
	if (cx_get(qp->context, CX_QPC_RNR_RETRY) != RNR_FOR_EVER) {
		if (!t->rnr_left)
			return cx_message_fail(hca, qp,
					       CX_SYNDROME_RNR_RETRY_EXC);
		t->rnr_left--;
	}
	cx_scheduler_wait_rnr(hca, qp,
			      cx_get(peer->context, CX_QPC_MIN_RNR_NAK));
	return CX_PROGRESS_WAIT;
}
