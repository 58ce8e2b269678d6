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
 * struct cx_datagram - of a datagram's CQE
 * @qpn:	of the sender
 * @slid:	of its port
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
 * The message of @qp ended: a CQE if it was asked for. These functions fail the
 * queue pair where its completion queue takes no more.
 */
void cx_cqe_sent(struct cx_hca *hca, struct cx_qp *qp);

/**
 * cx_cqe_received() - the receive WQE under way ended
 * @hca:	device
 * @qp:		queue pair of the receive WQE
 * @opcode:	CX_CQE_RESP_*
 * @bytes:	received
 * @imm:	immediate data or key
 * @solicited:	the sender asked for an event
 * @datagram:	NULL: it was none
 */
void cx_cqe_received(struct cx_hca *hca, struct cx_qp *qp,
		     enum cx_cqe_opcode opcode, uint32_t bytes, uint32_t imm,
		     bool solicited, const struct cx_datagram *datagram);

/* An error of the WQE with index @counter, of the send queue or a receive one
 */
void cx_cqe_error(struct cx_hca *hca, struct cx_qp *qp, bool send,
		  uint16_t counter, uint8_t send_opcode,
		  enum cx_syndrome syndrome);

#endif /* DEVICE_CONNECTX_TRANSPORT_CQE_H */
