/* SPDX-License-Identifier: BSD-3-Clause */
/* Send queues */
#ifndef DEVICE_CONNECTX_TRANSPORT_SQ_H
#define DEVICE_CONNECTX_TRANSPORT_SQ_H

#include <stdbool.h>

#include "device/connectx/object/cq.h"

struct cx_hca;
struct cx_qp;

/**
 * cx_sq_next() - parse the next WQE into @qp->transport.message
 * @hca:	device
 * @qp:		queue pair
 * @ret_syndrome: 0, or the syndrome of a faulty WQE; set if the function
 *		returns 0
 *
 * Return: 0; -EAGAIN no WQE is posted; -EIO the queue cannot be read, or more
 * is posted than it has room for.
 */
int cx_sq_next(struct cx_hca *hca, struct cx_qp *qp,
	       enum cx_syndrome *ret_syndrome);

/* Consume the WQE of the finished message. */
void cx_sq_pop(struct cx_qp *qp);

/*
 * Complete posted WQEs as flushed, at most *@n, which are deducted.
 * Return: true if more is left.
 */
bool cx_sq_flush(struct cx_hca *hca, struct cx_qp *qp, unsigned int *n);

#endif /* DEVICE_CONNECTX_TRANSPORT_SQ_H */
