// SPDX-License-Identifier: BSD-3-Clause
/* Messages of connected queue pairs */

#include "device/connectx/hca.h"
#include "device/connectx/layout.h"
#include "device/connectx/transport/cqe.h"
#include "device/connectx/transport/message.h"
#include "device/connectx/transport/operation.h"
#include "device/connectx/transport/responder.h"
#include "device/connectx/transport/rq.h"
#include "device/connectx/transport/wqe.h"

/*
 * Move the rest of @qp's message, as far as *@budget allows. Return: 0 all was
 * moved; 1 the budget is used up; otherwise as cx_scatter_copy().
 */
static int transfer(struct cx_hca *hca, struct cx_qp *qp,
		    const struct cx_end *to, const struct cx_end *from,
		    uint64_t *budget, struct cx_stop *stop)
{
	struct cx_message *m = &qp->transport.message;
	const uint64_t left = m->length - m->done;
	uint64_t moved;
	int ret = cx_scatter_copy(hca, to, from, left, budget, &moved, stop);

	m->done += moved;
	if (ret)
		return ret;
	return m->done < m->length;
}

/* The remote range of @m, from its next byte */
static void remote_list(const struct cx_message *m, struct cx_scatter *list)
{
	list->n = 1;
	list->segments[0] = (struct cx_segment){
		.addr = m->raddr + m->done,
		.key = m->rkey,
		.len = m->length - m->done,
	};
	cx_scatter_rewind(list);
}

/* Complete the receive WQE of the message successfully. */
static void received(struct cx_hca *hca, struct cx_qp *qp, struct cx_qp *peer)
{
	const struct cx_message *m = &qp->transport.message;

	peer->transport.receive.taken = false;
	cx_cqe_received(hca, peer, m->work->response, m->length, m->imm,
			m->solicited, NULL);
}

/* SEND_INVAL: invalidate a key of @pd. Return: true if that is allowed */
static bool invalidate(struct cx_hca *hca, uint32_t pd, uint32_t key)
{
	struct cx_mkey *mkey = cx_mkey_find(hca, key);

	if (!mkey || mkey->variant != (key & 0xff) || mkey->free ||
	    mkey->pd != pd || !cx_get(mkey->context, CX_MKC_EN_RINVAL))
		return false;
	cx_set(mkey->context, CX_MKC_FREE, 1);
	mkey->free = true;
	return true;
}

enum cx_progress cx_run_send(struct cx_hca *hca, struct cx_qp *qp,
			     uint64_t *budget)
{
	struct cx_message *m = &qp->transport.message;
	struct cx_receive *receive;
	enum cx_progress progress;
	struct cx_target target;
	struct cx_stop stop;
	struct cx_qp *peer;
	int ret;

	if (!cx_responder_find(hca, qp, &target, &progress))
		return progress;
	peer = target.qp;
	/* The peer was reset after the message began */
	if (m->done && !peer->transport.receive.taken)
		return cx_message_lost(hca, qp);
	if (!cx_responder_take(hca, qp, &target, &progress))
		return progress;
	receive = &peer->transport.receive;
	if (!m->done)
		cx_scatter_rewind(&receive->list);
	if (m->length > receive->room) {
		/* UC drops the message, and the next message uses the WQE */
		if (cx_qp_is_reliable(qp))
			cx_responder_fail(hca, peer, CX_SYNDROME_LOCAL_LENGTH);
		return cx_responder_nak(hca, qp, peer,
					CX_SYNDROME_REMOTE_INVAL_REQ, 0);
	}
	ret = transfer(hca, qp,
		       &(struct cx_end){&receive->list, cx_rq_pd(peer),
					CX_LOCAL_WRITE},
		       &(struct cx_end){&m->local, qp->pd, CX_LOCAL_READ},
		       budget, &stop);
	if (ret > 0)
		return CX_PROGRESS_MORE;
	if (ret)
		return stop.at_source ? cx_message_stopped(hca, qp, ret, &stop)
				      : cx_responder_stopped(hca, qp, peer, ret,
							     &stop, true);
	if (m->work->response == CX_CQE_RESP_SEND_INV &&
	    !invalidate(hca, target.pd, m->imm)) {
		cx_responder_fail(hca, peer, CX_SYNDROME_LOCAL_ACCESS);
		return cx_responder_nak(hca, qp, peer,
					CX_SYNDROME_REMOTE_ACCESS, 0);
	}
	cx_responder_acknowledge(hca, qp, peer);
	received(hca, qp, peer);
	return CX_PROGRESS_DONE;
}

/* WRITE and READ at the responder */
struct remote_access {
	uint32_t enabled;
	enum cx_access there, here;
};

/* Check that both ends of the remote range are accessible and present. */
static bool in_range(const struct cx_hca *hca, const struct cx_message *m,
		     uint32_t pd, enum cx_access access)
{
	const uint64_t last = m->raddr + m->length - 1;
	struct cx_span span;

	return !m->length ||
	       (last >= m->raddr &&
		cx_mkey_translate(hca, m->rkey, pd, access, m->raddr, 1,
				  &span) != CX_MKEY_DENIED &&
		cx_mkey_translate(hca, m->rkey, pd, access, last, 1, &span) !=
			CX_MKEY_DENIED);
}

/*
 * Check access to @target at the message's remote address. Return: true; false:
 * *@ret_progress is the state of the message.
 */
static bool remote_allowed(struct cx_hca *hca, struct cx_qp *qp,
			   const struct cx_target *target,
			   const struct remote_access *access,
			   enum cx_progress *ret_progress)
{
	struct cx_qp *peer = target->qp;

	if (!cx_get(peer->context, access->enabled)) {
		*ret_progress = cx_responder_nak(hca, qp, peer,
						 CX_SYNDROME_REMOTE_INVAL_REQ,
						 CX_EVENT_WQ_INVAL_REQ);
		return false;
	}
	if (in_range(hca, &qp->transport.message, target->pd, access->there))
		return true;
	*ret_progress = cx_responder_nak(
		hca, qp, peer, CX_SYNDROME_REMOTE_ACCESS, CX_EVENT_WQ_ACCESS);
	return false;
}

static enum cx_progress remote(struct cx_hca *hca, struct cx_qp *qp,
			       const struct remote_access *access,
			       uint64_t *budget)
{
	const bool writes = access->here == CX_LOCAL_READ;
	struct cx_message *m = &qp->transport.message;
	enum cx_progress progress;
	struct cx_target target;
	struct cx_scatter list;
	struct cx_end here, there;
	struct cx_stop stop;
	struct cx_qp *peer;
	int ret;

	if (!cx_responder_find(hca, qp, &target, &progress))
		return progress;
	peer = target.qp;
	if (!m->done && !remote_allowed(hca, qp, &target, access, &progress))
		return progress;
	remote_list(m, &list);
	here = (struct cx_end){&m->local, qp->pd, access->here};
	there = (struct cx_end){&list, target.pd, access->there};
	ret = transfer(hca, qp, writes ? &there : &here,
		       writes ? &here : &there, budget, &stop);
	if (ret > 0)
		return CX_PROGRESS_MORE;
	if (ret && stop.at_source == writes)
		return cx_message_stopped(hca, qp, ret, &stop);
	if (ret)
		return cx_responder_stopped(hca, qp, peer, ret, &stop, false);
	if (m->work->response &&
	    !cx_responder_take(hca, qp, &target, &progress))
		return progress;
	cx_responder_acknowledge(hca, qp, peer);
	if (m->work->response)
		received(hca, qp, peer);
	return CX_PROGRESS_DONE;
}

enum cx_progress cx_run_write(struct cx_hca *hca, struct cx_qp *qp,
			      uint64_t *budget)
{
	static const struct remote_access access = {CX_QPC_RWE, CX_REMOTE_WRITE,
						    CX_LOCAL_READ};

	return remote(hca, qp, &access, budget);
}

enum cx_progress cx_run_read(struct cx_hca *hca, struct cx_qp *qp,
			     uint64_t *budget)
{
	static const struct remote_access access = {CX_QPC_RRE, CX_REMOTE_READ,
						    CX_LOCAL_WRITE};

	return remote(hca, qp, &access, budget);
}
