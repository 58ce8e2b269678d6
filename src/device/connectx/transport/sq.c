// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/transport/sq.h"

#include <errno.h>

#include "device/connectx/hca.h"
#include "device/connectx/layout.h"
#include "device/connectx/object/qp.h"
#include "device/connectx/transport/cqe.h"
#include "device/connectx/transport/wqe.h"

#define UNIT	 16u
#define DBR_SEND 4u /* offset of the send queue's counter */

static uint16_t wqebbs(uint32_t bytes)
{
	return (bytes + CX_WQEBB - 1) / CX_WQEBB;
}

static uint16_t posted(const struct cx_transport *t)
{
	return t->sq_pi - t->sq_ci;
}

/* Read software's producer index. Return: 0; -EIO. */
static int look(struct cx_hca *hca, struct cx_qp *qp)
{
	struct cx_transport *t = &qp->transport;
	uint32_t producer;

	if (!t->rung)
		return 0;
	t->rung = false;
	if (pcie_function_read(&hca->fn, qp->dbr + DBR_SEND, &producer,
			       sizeof(producer)))
		return -EIO;
	t->sq_pi = be32toh(producer);
	if (posted(t) <= 1u << qp->sq.log_size)
		return 0;
	t->sq_pi = t->sq_ci;
	return -EIO;
}

/* Fetch WQEs if necessary. Return: number of WQEBBs from @sq_ci in @wqes;
 * -EIO */
static int fetch(struct cx_hca *hca, struct cx_qp *qp, uint16_t need)
{
	struct cx_transport *t = &qp->transport;
	const uint16_t skip = t->sq_ci - t->wqes_at;
	uint32_t have = t->wqes_len / CX_WQEBB, len;

	if (skip < have && have - skip >= need)
		return have - skip;
	len = posted(t) * CX_WQEBB;
	if (len > CX_FETCH_MAX)
		len = CX_FETCH_MAX;
	t->wqes_len = 0;
	if (cx_wq_read(hca, qp, &qp->sq, t->sq_ci, t->wqes, len))
		return -EIO;
	t->wqes_at = t->sq_ci;
	t->wqes_len = len;
	return len / CX_WQEBB;
}

static const uint8_t *wqe(const struct cx_transport *t)
{
	return t->wqes + (uint16_t)(t->sq_ci - t->wqes_at) * CX_WQEBB;
}

int cx_sq_next(struct cx_hca *hca, struct cx_qp *qp,
	       enum cx_syndrome *ret_syndrome)
{
	struct cx_transport *t = &qp->transport;
	uint32_t bytes;
	int ret;

	if (!qp->sq.exists) {
		t->rung = false;
		return -EAGAIN;
	}
	ret = look(hca, qp);
	if (ret)
		return ret;
	if (!posted(t))
		return -EAGAIN;
	ret = fetch(hca, qp, 1);
	if (ret < 0)
		return ret;
	bytes = cx_get(wqe(t), CX_CTRL_DS) * UNIT;
	if (ret < wqebbs(bytes) && wqebbs(bytes) <= posted(t)) {
		ret = fetch(hca, qp, wqebbs(bytes));
		if (ret < 0)
			return ret;
	}
	t->message.counter = t->sq_ci;
	if (bytes && wqebbs(bytes) <= posted(t)) {
		*ret_syndrome = cx_wqe_parse(qp, wqe(t), bytes, &t->message);
	} else {
		/* The start of the next WQE is unknown */
		cx_wqe_parse(qp, wqe(t), UNIT, &t->message);
		*ret_syndrome = CX_SYNDROME_LOCAL_QP_OP;
	}
	return 0;
}

void cx_sq_pop(struct cx_qp *qp)
{
	struct cx_transport *t = &qp->transport;

	t->sq_ci += wqebbs(t->message.bytes);
	t->message.work = NULL;
}

bool cx_sq_flush(struct cx_hca *hca, struct cx_qp *qp, unsigned int *n)
{
	struct cx_transport *t = &qp->transport;
	enum cx_syndrome syndrome;

	while (*n) {
		if (cx_sq_next(hca, qp, &syndrome))
			return false;
		--*n;
		cx_cqe_error(hca, qp, true, t->message.counter,
			     t->message.opcode, CX_SYNDROME_WR_FLUSH);
		cx_sq_pop(qp);
	}
	return t->rung || posted(t);
}
