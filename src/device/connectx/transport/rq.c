// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/transport/rq.h"

#include <errno.h>

#include "device/connectx/hca.h"
#include "device/connectx/object/qp.h"
#include "device/connectx/object/scatter.h"
#include "device/connectx/transport/cqe.h"

uint32_t cx_rq_pd(const struct cx_qp *qp)
{
	const struct cx_srq *srq = qp->transport.receive.srq;

	return srq ? srq->pd : qp->pd;
}

/* Return: number of WQEs posted and not taken; -EIO. */
static int posted(struct cx_hca *hca, const struct cx_qp *qp)
{
	uint32_t producer;
	uint16_t n;

	if (pcie_function_read(&hca->fn, qp->dbr, &producer, sizeof(producer)))
		return -EIO;
	n = be32toh(producer) - qp->transport.rq_ci;
	return n > 1u << qp->rq.log_size ? -EIO : n;
}

/* Return: 0; -EAGAIN; -EIO */
static int take_own(struct cx_hca *hca, struct cx_qp *qp, uint8_t *wqe,
		    uint32_t *ret_len)
{
	struct cx_transport *t = &qp->transport;
	int n;

	if (!qp->rq.exists)
		return -EAGAIN;
	n = posted(hca, qp);
	if (n <= 0)
		return n ? n : -EAGAIN;
	*ret_len = 1u << qp->rq.shift;
	if (cx_wq_read(hca, qp, &qp->rq, t->rq_ci, wqe, *ret_len))
		return -EIO;
	t->receive.counter = t->rq_ci++;
	return 0;
}

int cx_rq_take(struct cx_hca *hca, struct cx_qp *qp, struct cx_srq *srq)
{
	struct cx_receive *receive = &qp->transport.receive;
	uint8_t wqe[CX_WQE_SIZE_MAX];
	uint32_t len;
	int ret;

	if (srq)
		ret = cx_srq_take(hca, srq, wqe, &len, &receive->counter);
	else
		ret = take_own(hca, qp, wqe, &len);
	if (ret)
		return ret;
	receive->taken = true;
	receive->srq = srq;
	return cx_scatter_parse(wqe, len, true, &receive->list, &receive->room);
}

void cx_rq_forget(struct cx_hca *hca, const struct cx_srq *srq)
{
	struct cx_qp *qp;

	/* Only WQEs of XRC SRQs have no users. */
	if (!cx_srq_is_xrc(srq))
		return;
	for (uint32_t id = 0;
	     (qp = (struct cx_qp *)cx_table_from(&hca->qps, id));
	     id = qp->object.id + 1)
		if (qp->transport.receive.srq == srq) {
			qp->transport.receive.taken = false;
			qp->transport.receive.srq = NULL;
		}
}

bool cx_rq_flush(struct cx_hca *hca, struct cx_qp *qp, unsigned int *n)
{
	struct cx_transport *t = &qp->transport;
	int left;

	if (t->receive.taken && *n) {
		t->receive.taken = false;
		--*n;
		cx_cqe_error(hca, qp, false, t->receive.counter, 0,
			     CX_SYNDROME_WR_FLUSH);
	}
	if (!qp->rq.exists || qp->srq)
		return t->receive.taken;
	left = posted(hca, qp);
	if (left < 0)
		return false;
	for (; left && *n; left--, --*n)
		cx_cqe_error(hca, qp, false, t->rq_ci++, 0,
			     CX_SYNDROME_WR_FLUSH);
	return t->receive.taken || left;
}
