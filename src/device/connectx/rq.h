/* SPDX-License-Identifier: BSD-3-Clause */
/* Receive work requests */
#ifndef OPENTPH_CONNECTX_RQ_H
#define OPENTPH_CONNECTX_RQ_H

#include <stdbool.h>
#include <stdint.h>

struct cx_hca;
struct cx_qp;

/* Return: protection domain of its data segments. */
uint32_t cx_rq_pd(const struct cx_qp *qp);

/**
 * cx_rq_take() - take the next receive WQE of a queue pair
 * @hca:	device
 * @qp:		queue pair; @qp->transport.receive is filled
 *
 * Return: 0; -EAGAIN none is posted; -EINVAL it is malformed, and taken; -EIO
 * it cannot be read, or more are posted than there are.
 */
int cx_rq_take(struct cx_hca *hca, struct cx_qp *qp);

/*
 * Complete what is posted, at most *@n WQEs, which are deducted, as flushed.
 * Return: true if more is left.
 */
bool cx_rq_flush(struct cx_hca *hca, struct cx_qp *qp, unsigned int *n);

#endif /* OPENTPH_CONNECTX_RQ_H */
