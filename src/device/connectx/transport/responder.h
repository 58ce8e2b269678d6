/* SPDX-License-Identifier: BSD-3-Clause */
/* The receiving side of a queue pair */
#ifndef DEVICE_CONNECTX_TRANSPORT_RESPONDER_H
#define DEVICE_CONNECTX_TRANSPORT_RESPONDER_H

#include "device/connectx/object/qp.h"
#include "device/connectx/transport/message.h"

/* Return: true if this port has @lid, and @gid if that is not NULL */
bool cx_responder_is_here(const struct cx_hca *hca, uint32_t lid,
			  const uint8_t *gid);

/* Return: true if @qp accepts messages in its state */
bool cx_responder_ready(const struct cx_qp *qp);

/**
 * struct cx_target - the receiver of a message
 * @qp:		responder
 * @srq:	source of its receive WQEs; NULL: its own queue
 * @pd:		protection domain of the remote keys
 */
struct cx_target {
	struct cx_qp *qp;
	struct cx_srq *srq;
	uint32_t pd;
};

/**
 * cx_responder_find() - find the receiver of a connected queue pair's message
 * @hca:	device
 * @qp:		requester
 * @ret_target:	responder
 * @ret_progress: on failure, the state of the message
 *
 * The responder must be at this port, of the same service, connected to @qp,
 * and expect the packet that @qp sends next (the latter not for UC); otherwise
 * the message is lost. Every XRC message must name an SRQ of the responder's
 * XRC domain, or it is refused; domain and receive WQEs come from the SRQ,
 * since the queue pair's domain does not belong to the application
 * (create_xrc_tgt_qp()).
 *
 * Return: true if found; otherwise false.
 */
bool cx_responder_find(struct cx_hca *hca, struct cx_qp *qp,
		       struct cx_target *ret_target,
		       enum cx_progress *ret_progress);

/*
 * Count the packets of an arrived message on both sides. @peer raises an event
 * if it is not in RTS yet.
 */
void cx_responder_acknowledge(struct cx_hca *hca, struct cx_qp *qp,
			      struct cx_qp *peer);

/*
 * Take a receive WQE of @target for @qp's message, if none is under way.
 * Return: true: there is one; false: *@ret_progress is the state of the
 * message.
 */
bool cx_responder_take(struct cx_hca *hca, struct cx_qp *qp,
		       const struct cx_target *target,
		       enum cx_progress *ret_progress);

/**
 * cx_responder_nak() - refuse @qp's message at @peer
 * @hca:	device
 * @qp:		requester
 * @peer:	responder
 * @syndrome:	syndrome of @qp's CQE
 * @event:	event that @peer raises when it goes to ERR; 0: a CQE reported
 *		it
 *
 * UC drops the message instead, and both continue.
 *
 * Return: CX_PROGRESS_FAILED, CX_PROGRESS_DONE.
 */
enum cx_progress cx_responder_nak(struct cx_hca *hca, struct cx_qp *qp,
				  struct cx_qp *peer, enum cx_syndrome syndrome,
				  int event);

/*
 * End @peer's receive WQE under way with an error CQE; @peer goes to ERR.
 */
void cx_responder_fail(struct cx_hca *hca, struct cx_qp *peer,
		       enum cx_syndrome syndrome);

/**
 * cx_responder_stopped() - handle a copy that stopped at @peer's side
 * @hca:	device
 * @qp:		requester
 * @peer:	responder
 * @err:	error of cx_scatter_copy()
 * @stop:	place of the failure
 * @receive:	at a receive WQE, not at a remote key
 *
 * Return: CX_PROGRESS_WAIT for the page, CX_PROGRESS_FAILED, CX_PROGRESS_DONE.
 */
enum cx_progress cx_responder_stopped(struct cx_hca *hca, struct cx_qp *qp,
				      struct cx_qp *peer, int err,
				      const struct cx_stop *stop, bool receive);

#endif /* DEVICE_CONNECTX_TRANSPORT_RESPONDER_H */
