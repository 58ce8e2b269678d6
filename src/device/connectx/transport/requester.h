/* SPDX-License-Identifier: BSD-3-Clause */
/* The sending side of a queue pair */
#ifndef DEVICE_CONNECTX_TRANSPORT_REQUESTER_H
#define DEVICE_CONNECTX_TRANSPORT_REQUESTER_H

#include <stdbool.h>

#include "device/connectx/object/cq.h"
#include "device/connectx/object/scatter.h"
#include "device/connectx/transport/operation.h"

/**
 * cx_requester_run() - a turn of the send queue
 * @hca:	device
 * @qp:		queue pair; stops when it leaves RTS
 * @wqes:	WQEs at most
 * @budget:	bytes at most, pieces below CX_PIECE_MIN counted as that
 *
 * Return: true if it wants another turn.
 */
bool cx_requester_run(struct cx_hca *hca, struct cx_qp *qp, unsigned int wqes,
		      uint64_t budget);

/*
 * The message ends with an error CQE; the queue pair goes to ERR, one without
 * connection or acknowledgements to SQER (IBA 10.3.1.7). Return:
 * CX_PROGRESS_FAILED.
 */
enum cx_progress cx_requester_fail(struct cx_hca *hca, struct cx_qp *qp,
				   enum cx_syndrome syndrome);

/*
 * A copy stopped with @err at our side. Return: CX_PROGRESS_WAIT for the page,
 * CX_PROGRESS_FAILED.
 */
enum cx_progress cx_requester_stopped(struct cx_hca *hca, struct cx_qp *qp,
				      int err, const struct cx_stop *stop);

/*
 * Nobody answers: wait for the ACK timeout, unless the service has none: then
 * the message ended. Return: CX_PROGRESS_WAIT, CX_PROGRESS_DONE.
 */
enum cx_progress cx_requester_lost(struct cx_hca *hca, struct cx_qp *qp);

/*
 * @peer has no receive WQE: wait for its RNR timer as often as allowed. Return:
 * CX_PROGRESS_WAIT, CX_PROGRESS_FAILED, CX_PROGRESS_DONE (dropped).
 */
enum cx_progress cx_requester_rnr(struct cx_hca *hca, struct cx_qp *qp,
				  const struct cx_qp *peer);

#endif /* DEVICE_CONNECTX_TRANSPORT_REQUESTER_H */
