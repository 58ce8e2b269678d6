// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/transport/transport.h"

#include "device/connectx/hca.h"
#include "device/connectx/layout.h"
#include "device/connectx/transport/qp_fail.h"
#include "device/connectx/transport/requester.h"
#include "device/connectx/transport/rq.h"
#include "device/connectx/transport/scheduler.h"
#include "device/connectx/transport/sq.h"

/* Limits of a turn */
#define WQES  16u
#define BYTES 65536u

/* All XRC queue pairs name an SRQ; a sending one takes no WQEs from it. */
static bool is_initiator(const struct cx_qp *qp)
{
	return qp->service == CX_QP_XRC && qp->sq.exists;
}

/*
 * Flush both queues. Return: true if more is left; otherwise the queue pair is
 * checked again from time to time, as only the doorbell record announces
 * receive WQEs.
 */
static bool flush(struct cx_hca *hca, struct cx_qp *qp)
{
	struct cx_transport *t = &qp->transport;
	unsigned int left = WQES;
	bool more = cx_sq_flush(hca, qp, &left);

	more |= cx_rq_flush(hca, qp, &left);
	if (left < WQES)
		t->flush_step = 0;
	if (more)
		return true;
	if (qp->srq && !t->last_wqe && !is_initiator(qp)) {
		t->last_wqe = true;
		cx_qp_event(hca, CX_EVENT_SRQ_LAST_WQE, qp->object.id);
	}
	if (qp->rq.exists && !qp->srq)
		cx_scheduler_wait_flush(hca, qp);
	return false;
}

static bool turn(struct cx_hca *hca, struct cx_qp *qp)
{
	unsigned int wqes = WQES;

	switch (qp->state) {
	case CX_QP_RTS:
		return cx_requester_run(hca, qp, WQES, BYTES);
	case CX_QP_SQER:
		return cx_sq_flush(hca, qp, &wqes);
	case CX_QP_ERR:
		return flush(hca, qp);
	default:
		return false;
	}
}

bool cx_transport_run(struct cx_hca *hca)
{
	struct cx_qp *qp = cx_scheduler_next(hca);

	if (qp && turn(hca, qp))
		cx_scheduler_ready(hca, qp);
	cx_scheduler_wake(hca);
	return !TAILQ_EMPTY(&hca->scheduler.ready);
}

void cx_sq_doorbell(struct cx_hca *hca, uint32_t uar, uint32_t dw0,
		    uint32_t dw1)
{
	struct cx_qp *qp = cx_qp_find(hca, dw1 >> 8);
	struct cx_transport *t;

	if (!qp || qp->uar != uar)
		return;
	t = &qp->transport;
	t->rung = true;
	/* A queue pair that waits continues to wait */
	if (qp->state < CX_QP_RTS || t->faulted ||
	    (t->queue && qp->state != CX_QP_ERR))
		return;
	cx_scheduler_ready(hca, qp);
	pcie_function_kick(&hca->fn);
}

static void reset(struct cx_hca *hca, struct cx_qp *qp)
{
	cx_scheduler_remove(hca, qp);
	memset(&qp->transport, 0, sizeof(qp->transport));
}

static void ready(struct cx_hca *hca, struct cx_qp *qp)
{
	/* Drivers may have posted before */
	qp->transport.rung = true;
	if (!qp->transport.faulted && !qp->transport.queue)
		cx_scheduler_ready(hca, qp);
}

void cx_transport_set_state(struct cx_hca *hca, struct cx_qp *qp,
			    enum cx_qp_state state)
{
	static void (*const enter[])(struct cx_hca *, struct cx_qp *) = {
		[CX_QP_RST] = reset,
		[CX_QP_RTS] = ready,
		[CX_QP_ERR] = cx_qp_flush,
	};

	qp->state = state;
	if (enter[state])
		enter[state](hca, qp);
}
