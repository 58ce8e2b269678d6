/* SPDX-License-Identifier: BSD-3-Clause */
/* The receiving side of a queue pair */
#ifndef DEVICE_CONNECTX_TRANSPORT_RESPONDER_H
#define DEVICE_CONNECTX_TRANSPORT_RESPONDER_H

#include "device/connectx/object/qp.h"
#include "device/connectx/transport/message.h"

/* Is this the port with @lid, and with @gid if that is not NULL */
bool cx_responder_is_here(const struct cx_hca *hca, uint32_t lid,
			  const uint8_t *gid);

/* Whether @qp takes messages in its state */
bool cx_responder_ready(const struct cx_qp *qp);

/**
 * struct cx_target - who hears a message
 * @qp:		responder
 * @srq:	where its receive WQEs are; NULL: in its own queue
 * @pd:		protection domain of the remote keys
 */
struct cx_target {
	struct cx_qp *qp;
	struct cx_srq *srq;
	uint32_t pd;
};

/**
 * cx_responder_find() - who hears the message of a connected queue pair
 * @hca:	device
 * @qp:		requester
 * @ret_target:	responder
 * @ret_progress: what became of the message otherwise
 *
 * It must be at this port, of the same service, connected to @qp, and expect
 * the packet that @qp sends next (the latter not for UC); else the message is
 * lost. Every XRC message names an SRQ of the responder's XRC domain, else it
 * is refused; domain and receive WQEs are those of the SRQ, since the queue
 * pair's domain is none of the application's (create_xrc_tgt_qp()).
 *
 * Return: true; false.
 */
bool cx_responder_find(struct cx_hca *hca, struct cx_qp *qp,
		       struct cx_target *ret_target,
		       enum cx_progress *ret_progress);

/*
 * The message arrived: both sides count its packets. @peer says so if it is not
 * in RTS yet.
 */
void cx_responder_acknowledge(struct cx_hca *hca, struct cx_qp *qp,
			      struct cx_qp *peer);

/*
 * Take a receive WQE of @target for @qp's message, if none is under way. Return:
 * true: there is one; false: *@ret_progress is what became of the message.
 */
bool cx_responder_take(struct cx_hca *hca, struct cx_qp *qp,
		       const struct cx_target *target,
		       enum cx_progress *ret_progress);

/**
 * cx_responder_nak() - @peer refuses @qp's message
 * @hca:	device
 * @qp:		requester
 * @peer:	responder
 * @syndrome:	of @qp's CQE
 * @event:	which @peer raises, going to ERR; 0: it did so by a CQE
 *
 * UC drops the message instead: then both go on.
 *
 * Return: CX_PROGRESS_FAILED, CX_PROGRESS_DONE.
 */
enum cx_progress cx_responder_nak(struct cx_hca *hca, struct cx_qp *qp,
				  struct cx_qp *peer, enum cx_syndrome syndrome,
				  int event);

/*
 * @peer's receive WQE under way ends with an error CQE, and it goes to ERR.
 */
void cx_responder_fail(struct cx_hca *hca, struct cx_qp *peer,
		       enum cx_syndrome syndrome);

/**
 * cx_responder_stopped() - a copy stopped at @peer's side
 * @hca:	device
 * @qp:		requester
 * @peer:	responder
 * @err:	of cx_scatter_copy()
 * @stop:	where
 * @receive:	at a receive WQE, not at a remote key
 *
 * Return: CX_PROGRESS_WAIT for the page, CX_PROGRESS_FAILED, CX_PROGRESS_DONE.
 */
enum cx_progress cx_responder_stopped(struct cx_hca *hca, struct cx_qp *qp,
				      struct cx_qp *peer, int err,
				      const struct cx_stop *stop, bool receive);

#endif /* DEVICE_CONNECTX_TRANSPORT_RESPONDER_H */
