/* SPDX-License-Identifier: BSD-3-Clause */
/* Failures of queue pairs, for all parts of the transport */
#ifndef DEVICE_CONNECTX_TRANSPORT_QP_FAIL_H
#define DEVICE_CONNECTX_TRANSPORT_QP_FAIL_H

struct cx_hca;
struct cx_qp;

/* Drop the message of @qp, which went to ERR, and flush both queues. */
void cx_qp_flush(struct cx_hca *hca, struct cx_qp *qp);

/* Go to ERR without a faulty WQE: raise an event instead of a CQE */
void cx_qp_catastrophe(struct cx_hca *hca, struct cx_qp *qp);

#endif /* DEVICE_CONNECTX_TRANSPORT_QP_FAIL_H */
