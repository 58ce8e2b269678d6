// SPDX-License-Identifier: BSD-3-Clause
/*
 * Datagrams. Management datagrams (QP0 and QP1) complete and are dropped: there
 * is no subnet manager, and the port is active without one.
 */

#include "device/connectx/hca.h"
#include "device/connectx/layout.h"
#include "device/connectx/port.h"
#include "device/connectx/transport/cqe.h"
#include "device/connectx/transport/message.h"
#include "device/connectx/transport/operation.h"
#include "device/connectx/transport/responder.h"
#include "device/connectx/transport/rq.h"
#include "device/connectx/transport/wqe.h"

#define GRH_SIZE      40u
#define GRH_VERSION   6u
#define GRH_NEXT_IBA  0x1bu
#define BTH_DETH_ICRC 24u /* counted by the payload length besides the data */
#define QKEY_OWN      0x80000000u

/* Global Route Header (IBA 8.3) */
enum {
	GRH_IPVER = CX_FIELD(0, 31, 28),
	GRH_TCLASS = CX_FIELD(0, 27, 20),
	GRH_FLOW_LABEL = CX_FIELD(0, 19, 0),
	GRH_PAYLEN = CX_FIELD(4, 31, 16),
	GRH_NEXT = CX_FIELD(4, 15, 8),
	GRH_HOP_LIMIT = CX_FIELD(4, 7, 0),
	GRH_SGID_HIGH = CX_FIELD(8, 63, 0),
	GRH_SGID_LOW = CX_FIELD(16, 63, 0),
	GRH_DGID_HIGH = CX_FIELD(24, 63, 0),
	GRH_DGID_LOW = CX_FIELD(32, 63, 0),
};

static void make_grh(const struct cx_hca *hca, const struct cx_message *m,
		     uint8_t *grh)
{
	cx_set(grh, GRH_IPVER, GRH_VERSION);
	cx_set(grh, GRH_TCLASS, cx_get(m->av, CX_AV_TCLASS));
	cx_set(grh, GRH_FLOW_LABEL, cx_get(m->av, CX_AV_FLOW_LABEL));
	cx_set(grh, GRH_PAYLEN, m->length + BTH_DETH_ICRC);
	cx_set(grh, GRH_NEXT, GRH_NEXT_IBA);
	cx_set(grh, GRH_HOP_LIMIT, cx_get(m->av, CX_AV_HOP_LIMIT));
	cx_set(grh, GRH_SGID_HIGH, CX_GID_PREFIX);
	cx_set(grh, GRH_SGID_LOW, cx_port_guid(hca));
	cx_set(grh, GRH_DGID_HIGH, cx_get(m->av, CX_AV_DGID_HIGH));
	cx_set(grh, GRH_DGID_LOW, cx_get(m->av, CX_AV_DGID_LOW));
}

static bool has_grh(const uint8_t *av)
{
	return cx_get(av, CX_AV_EXTENDED) && cx_get(av, CX_AV_GRH);
}

/* Return: the destination queue pair of @qp's message, or NULL */
static struct cx_qp *find(struct cx_hca *hca, const struct cx_qp *qp)
{
	const uint8_t *av = qp->transport.message.av;
	uint32_t qkey = cx_get(av, CX_AV_QKEY);
	const uint8_t *gid = av + CX_FIELD_OFFSET(CX_AV_DGID_HIGH);
	struct cx_qp *peer;

	if (!cx_responder_is_here(hca, cx_get(av, CX_AV_RLID),
				  has_grh(av) ? gid : NULL))
		return NULL;
	if (qkey & QKEY_OWN)
		qkey = qp->q_key;
	peer = cx_qp_find(hca, cx_get(av, CX_AV_DQPN));
	return peer && peer->service == CX_QP_UD && cx_responder_ready(peer) &&
			       peer->q_key == qkey
		       ? peer
		       : NULL;
}

/* Scatter GRH and data. Return: as cx_scatter_copy() */
static int scatter(struct cx_hca *hca, struct cx_qp *qp, struct cx_qp *peer,
		   uint64_t *budget, struct cx_stop *stop)
{
	struct cx_message *m = &qp->transport.message;
	const struct cx_end from = {&m->local, qp->pd, CX_LOCAL_READ};
	const struct cx_end to = {&peer->transport.receive.list, cx_rq_pd(peer),
				  CX_LOCAL_WRITE};
	uint8_t grh[GRH_SIZE] = {0};
	struct cx_scatter list = {.n = 1};
	const struct cx_end head = {.list = &list};
	uint64_t moved;
	int ret = 0;

	/* Without a GRH the first 40 bytes stay unchanged */
	if (has_grh(m->av)) {
		make_grh(hca, m, grh);
		list.segments[0] =
			(struct cx_segment){.data = grh, .len = GRH_SIZE};
		ret = cx_scatter_copy(hca, &to, &head, GRH_SIZE, budget, &moved,
				      stop);
	} else {
		cx_scatter_skip(to.list, GRH_SIZE);
	}
	return ret ? ret
		   : cx_scatter_copy(hca, &to, &from, m->length, budget, &moved,
				     stop);
}

static void deliver(struct cx_hca *hca, struct cx_qp *qp, struct cx_qp *peer,
		    uint64_t *budget)
{
	struct cx_message *m = &qp->transport.message;
	const struct cx_datagram datagram = {
		.qpn = qp->object.id,
		.slid = CX_LID,
		.sl = cx_get(m->av, CX_AV_SL),
		.grh = has_grh(m->av),
	};
	const struct cx_target target = {.qp = peer, .srq = peer->srq};
	struct cx_receive *receive = &peer->transport.receive;
	enum cx_progress progress;
	struct cx_stop stop;

	/* No WQE: the datagram is dropped */
	if (!cx_responder_take(hca, qp, &target, &progress))
		return;
	if (m->length + GRH_SIZE > receive->room) {
		cx_responder_fail(hca, peer, CX_SYNDROME_LOCAL_LENGTH);
		return;
	}
	if (scatter(hca, qp, peer, budget, &stop)) {
		cx_responder_fail(hca, peer, CX_SYNDROME_LOCAL_PROT);
		return;
	}
	receive->taken = false;
	cx_port_count(&hca->port.received, peer, m->length);
	cx_cqe_received(hca, peer, m->work->response, m->length + GRH_SIZE,
			m->imm, m->solicited, &datagram);
}

enum cx_progress cx_run_datagram(struct cx_hca *hca, struct cx_qp *qp,
				 uint64_t *budget)
{
	struct cx_message *m = &qp->transport.message;
	const struct cx_end from = {&m->local, qp->pd, CX_LOCAL_READ};
	/* One packet: it is sent as a whole or not at all */
	uint64_t whole = UINT64_MAX, spent;
	struct cx_stop stop;
	struct cx_qp *peer;
	int ret;

	if (m->length > CX_MTU)
		return cx_message_fail(hca, qp, CX_SYNDROME_LOCAL_LENGTH);
	if (m->length > *budget)
		return CX_PROGRESS_MORE;
	ret = cx_scatter_check(hca, &from, m->length, &whole, &stop);
	if (ret)
		return cx_message_stopped(hca, qp, ret, &stop);
	peer = qp->service == CX_QP_UD ? find(hca, qp) : NULL;
	if (peer)
		deliver(hca, qp, peer, &whole);
	spent = UINT64_MAX - whole;
	*budget -= spent < *budget ? spent : *budget;
	return CX_PROGRESS_DONE;
}
