/* SPDX-License-Identifier: BSD-3-Clause */
/* Failures and waits of a message at the sending side */
#ifndef DEVICE_CONNECTX_TRANSPORT_MESSAGE_H
#define DEVICE_CONNECTX_TRANSPORT_MESSAGE_H

#include "device/connectx/object/cq.h"

struct cx_hca;
struct cx_qp;
struct cx_stop;

/* State of a message */
enum cx_progress {
	CX_PROGRESS_MORE,   /* the turn's budget is used up */
	CX_PROGRESS_DONE,   /* it ended */
	CX_PROGRESS_WAIT,   /* for a time or a page */
	CX_PROGRESS_FAILED, /* it ended with an error CQE */
};

/*
 * End the message with an error CQE; the queue pair goes to ERR, or to SQER
 * without connection or acknowledgements (IBA 10.3.1.7). Return:
 * CX_PROGRESS_FAILED.
 */
enum cx_progress cx_message_fail(struct cx_hca *hca, struct cx_qp *qp,
				 enum cx_syndrome syndrome);

/*
 * Handle a copy that stopped with @err at the requester's side. Return:
 * CX_PROGRESS_WAIT for the page, CX_PROGRESS_FAILED.
 */
enum cx_progress cx_message_stopped(struct cx_hca *hca, struct cx_qp *qp,
				    int err, const struct cx_stop *stop);

/*
 * Handle a missing answer: wait for the ACK timeout; the message of a service
 * without acknowledgements ends. Return: CX_PROGRESS_WAIT, CX_PROGRESS_DONE.
 */
enum cx_progress cx_message_lost(struct cx_hca *hca, struct cx_qp *qp);

/*
 * @peer has no receive WQE: wait for its RNR timer as often as allowed. Return:
 * CX_PROGRESS_WAIT, CX_PROGRESS_FAILED, CX_PROGRESS_DONE (dropped).
 */
enum cx_progress cx_message_rnr(struct cx_hca *hca, struct cx_qp *qp,
				const struct cx_qp *peer);

#endif /* DEVICE_CONNECTX_TRANSPORT_MESSAGE_H */
