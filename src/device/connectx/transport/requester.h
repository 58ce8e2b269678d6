/* SPDX-License-Identifier: BSD-3-Clause */
/* The sending side of a queue pair */
#ifndef DEVICE_CONNECTX_TRANSPORT_REQUESTER_H
#define DEVICE_CONNECTX_TRANSPORT_REQUESTER_H

#include <stdbool.h>
#include <stdint.h>

struct cx_hca;
struct cx_qp;

/**
 * cx_requester_run() - do a turn of the send queue
 * @hca:	device
 * @qp:		queue pair; the turn ends when it leaves RTS
 * @wqes:	limit on WQEs
 * @budget:	limit on bytes; pieces below CX_PIECE_MIN count as this size
 *
 * Return: true if it needs another turn.
 */
bool cx_requester_run(struct cx_hca *hca, struct cx_qp *qp, unsigned int wqes,
		      uint64_t budget);

#endif /* DEVICE_CONNECTX_TRANSPORT_REQUESTER_H */
