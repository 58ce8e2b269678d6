/* SPDX-License-Identifier: BSD-3-Clause */
/* Completions of queue pairs */
#ifndef DEVICE_CONNECTX_TRANSPORT_CQE_H
#define DEVICE_CONNECTX_TRANSPORT_CQE_H

#include <stdbool.h>
#include <stdint.h>

#include "device/connectx/object/cq.h"

struct cx_hca;
struct cx_qp;

/**
 * struct cx_datagram - fields of a datagram's CQE
 * @qpn:	sender's queue pair
 * @slid:	LID of its port
 * @sl:		service level
 * @grh:	the first 40 bytes hold a GRH
 */
struct cx_datagram {
	uint32_t qpn;
	uint16_t slid;
	uint8_t sl;
	bool grh;
};

/*
 * Complete the message of @qp: write a CQE if requested. These functions fail
 * the queue pair if its completion queue accepts no more CQEs.
 */
void cx_cqe_sent(struct cx_hca *hca, struct cx_qp *qp);

/**
 * cx_cqe_received() - complete the receive WQE under way
 * @hca:	device
 * @qp:		queue pair of the receive WQE
 * @opcode:	CX_CQE_RESP_*
 * @bytes:	received
 * @imm:	immediate data or key
 * @solicited:	the sender requested an event
 * @datagram:	NULL: not a datagram
 */
void cx_cqe_received(struct cx_hca *hca, struct cx_qp *qp,
		     enum cx_cqe_opcode opcode, uint32_t bytes, uint32_t imm,
		     bool solicited, const struct cx_datagram *datagram);

/* Complete the send or receive WQE with index @counter with an error */
void cx_cqe_error(struct cx_hca *hca, struct cx_qp *qp, bool send,
		  uint16_t counter, uint8_t send_opcode,
		  enum cx_syndrome syndrome);

#endif /* DEVICE_CONNECTX_TRANSPORT_CQE_H */
