// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/transport/qp_fail.h"

#include "device/connectx/hca.h"
#include "device/connectx/object/qp.h"
#include "device/connectx/transport/scheduler.h"

void cx_qp_flush(struct cx_hca *hca, struct cx_qp *qp)
{
	struct cx_transport *t = &qp->transport;

	t->message.work = NULL;
	t->rung = true;
	t->expired = false;
	t->faulted = false;
	t->fault_failed = false;
	t->flush_step = 0;
	cx_scheduler_ready(hca, qp);
}

void cx_qp_catastrophe(struct cx_hca *hca, struct cx_qp *qp)
{
	if (qp->state == CX_QP_ERR)
		return;
	qp->state = CX_QP_ERR;
	cx_qp_event(hca, CX_EVENT_WQ_CATAS, qp->object.id);
	cx_qp_flush(hca, qp);
}
