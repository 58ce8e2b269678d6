/* SPDX-License-Identifier: BSD-3-Clause */
/* Receive work requests */
#ifndef DEVICE_CONNECTX_TRANSPORT_RQ_H
#define DEVICE_CONNECTX_TRANSPORT_RQ_H

#include <stdbool.h>
#include <stdint.h>

struct cx_hca;
struct cx_qp;
struct cx_srq;

/* Return: protection domain of the data segments of the WQE under way. */
uint32_t cx_rq_pd(const struct cx_qp *qp);

/**
 * cx_rq_take() - take the next receive WQE of a queue pair
 * @hca:	device
 * @qp:		queue pair; @qp->transport.receive is filled
 * @srq:	source of the WQE; NULL: its own queue
 *
 * Return: 0; -EAGAIN no WQE is posted; -EINVAL it is malformed, and taken; -EIO
 * it cannot be read, or more WQEs are posted than the queue has.
 */
int cx_rq_take(struct cx_hca *hca, struct cx_qp *qp, struct cx_srq *srq);

/*
 * Prepare the removal of @srq, which has no queue pairs as users: its WQEs
 * under way are dropped without a completion, and their messages will find no
 * SRQ.
 */
void cx_rq_forget(struct cx_hca *hca, const struct cx_srq *srq);

/*
 * Complete posted WQEs as flushed, at most *@n, which are deducted.
 * Return: true if more is left.
 */
bool cx_rq_flush(struct cx_hca *hca, struct cx_qp *qp, unsigned int *n);

#endif /* DEVICE_CONNECTX_TRANSPORT_RQ_H */
