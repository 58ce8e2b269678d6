/* SPDX-License-Identifier: BSD-3-Clause */
/* Lists of queue pairs: which have work, which wait for a time */
#ifndef DEVICE_CONNECTX_TRANSPORT_SCHEDULER_H
#define DEVICE_CONNECTX_TRANSPORT_SCHEDULER_H

#include <stdint.h>

#include "device/connectx/engines.h"

struct cx_hca;

/* Once, before any QP */
void cx_scheduler_init(struct cx_scheduler *scheduler);

/* @qp has work: behind the others that have. It leaves any waiting list. */
void cx_scheduler_ready(struct cx_hca *hca, struct cx_qp *qp);

/* In no list any more */
void cx_scheduler_remove(struct cx_hca *hca, struct cx_qp *qp);

/*
 * Wait: for the ACK timeout 4.096 us * 2^@exponent (0: for ever), for the RNR
 * timer @code, or for the next look at the receive queue, if there is one more.
 */
void cx_scheduler_wait_ack(struct cx_hca *hca, struct cx_qp *qp,
			   unsigned int exponent);
void cx_scheduler_wait_rnr(struct cx_hca *hca, struct cx_qp *qp,
			   unsigned int code);
void cx_scheduler_wait_flush(struct cx_hca *hca, struct cx_qp *qp);

/* Make ready whose time has come, and ask to be called for the next one. */
void cx_scheduler_wake(struct cx_hca *hca);

/* Return: the queue pair whose turn it is, taken out, or NULL. */
struct cx_qp *cx_scheduler_next(struct cx_hca *hca);

#endif /* DEVICE_CONNECTX_TRANSPORT_SCHEDULER_H */
