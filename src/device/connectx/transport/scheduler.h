/* SPDX-License-Identifier: BSD-3-Clause */
/* Lists of queue pairs that have work, or wait for a time */
#ifndef DEVICE_CONNECTX_TRANSPORT_SCHEDULER_H
#define DEVICE_CONNECTX_TRANSPORT_SCHEDULER_H

#include <stdint.h>

#include "device/connectx/engines.h"

struct cx_hca;

/* To be called once, before any QP exists */
void cx_scheduler_init(struct cx_scheduler *scheduler);

/* Append @qp to the QPs with work. It leaves any waiting list. */
void cx_scheduler_ready(struct cx_hca *hca, struct cx_qp *qp);

/* Remove from all lists */
void cx_scheduler_remove(struct cx_hca *hca, struct cx_qp *qp);

/*
 * Wait for the ACK timeout 4.096 us * 2^@exponent (0: for ever), for the RNR
 * timer
 * @code, or for the next check of the receive queue, if another one is due.
 */
void cx_scheduler_wait_ack(struct cx_hca *hca, struct cx_qp *qp,
			   unsigned int exponent);
void cx_scheduler_wait_rnr(struct cx_hca *hca, struct cx_qp *qp,
			   unsigned int code);
void cx_scheduler_wait_flush(struct cx_hca *hca, struct cx_qp *qp);

/* Make QPs ready whose time has come, and request a call for the next one. */
void cx_scheduler_wake(struct cx_hca *hca);

/* Remove the next queue pair with work. Return: the queue pair or NULL. */
struct cx_qp *cx_scheduler_next(struct cx_hca *hca);

#endif /* DEVICE_CONNECTX_TRANSPORT_SCHEDULER_H */
