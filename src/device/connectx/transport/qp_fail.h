/* SPDX-License-Identifier: BSD-3-Clause */
/* Queue pairs that fail, below all parts of the transport that find it out */
#ifndef DEVICE_CONNECTX_TRANSPORT_QP_FAIL_H
#define DEVICE_CONNECTX_TRANSPORT_QP_FAIL_H

struct cx_hca;
struct cx_qp;

/* @qp went to ERR: its message is given up, and both queues are flushed. */
void cx_qp_flush(struct cx_hca *hca, struct cx_qp *qp);

/* To ERR without a WQE to blame: an event instead of a CQE */
void cx_qp_catastrophe(struct cx_hca *hca, struct cx_qp *qp);

#endif /* DEVICE_CONNECTX_TRANSPORT_QP_FAIL_H */
