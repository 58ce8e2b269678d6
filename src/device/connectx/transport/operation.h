/* SPDX-License-Identifier: BSD-3-Clause */
/* Handlers of messages at the sending side */
#ifndef DEVICE_CONNECTX_TRANSPORT_OPERATION_H
#define DEVICE_CONNECTX_TRANSPORT_OPERATION_H

#include <stdint.h>

#include "device/connectx/transport/message.h"

struct cx_hca;
struct cx_qp;

/* Do a part of @qp's message, and deduct its pieces from *@budget */
typedef enum cx_progress cx_operation(struct cx_hca *hca, struct cx_qp *qp,
				      uint64_t *budget);

/* ---- connected.c ---- */

cx_operation cx_run_send, cx_run_write, cx_run_read;

/* ---- ud.c ---- */

cx_operation cx_run_datagram;

/* ---- atomic.c ---- */

cx_operation cx_run_atomic;

#endif /* DEVICE_CONNECTX_TRANSPORT_OPERATION_H */
