// SPDX-License-Identifier: BSD-3-Clause
/* WQEs of shared receive queues (drivers/infiniband/hw/mlx5/srq.c) */
#include "device/connectx/object/srq.h"

#include <errno.h>

#include "device/connectx/hca.h"
#include "device/connectx/object/qp.h"

#define POSTED CX_FIELD(0, 15, 0) /* of the doorbell record */

struct cx_srq *cx_srq_find(const struct cx_hca *hca, uint32_t srqn)
{
	return (struct cx_srq *)cx_table_find(&hca->srqs, srqn);
}

static uint16_t left(const struct cx_srq *srq)
{
	return srq->posted - srq->taken;
}

static int fail(struct cx_hca *hca, struct cx_srq *srq)
{
	srq->failed = true;
	cx_qp_event(hca, CX_EVENT_SRQ_CATAS, srq->object.id);
	return -EIO;
}

/* Read the number of posted WQEs. Return: 0; -EIO */
static int look(struct cx_hca *hca, struct cx_srq *srq)
{
	uint8_t record[4];

	if (pcie_function_read(&hca->fn, srq->dbr, record, sizeof(record)))
		return fail(hca, srq);
	srq->posted = cx_get(record, POSTED);
	return left(srq) > 1u << srq->log_size ? fail(hca, srq) : 0;
}

void cx_srq_limit(struct cx_hca *hca, struct cx_srq *srq)
{
	if (srq->failed || left(srq) >= srq->limit || look(hca, srq) ||
	    left(srq) >= srq->limit)
		return;
	srq->limit = 0;
	cx_qp_event(hca, CX_EVENT_SRQ_LIMIT, srq->object.id);
}

int cx_srq_take(struct cx_hca *hca, struct cx_srq *srq,
		uint8_t wqe[CX_WQE_SIZE_MAX], uint32_t *ret_len,
		uint16_t *ret_index)
{
	const uint32_t len = (1u << srq->shift) - CX_SRQ_NEXT_SIZE;
	const uint64_t at = (uint64_t)srq->next << srq->shift;
	uint8_t segment[CX_SRQ_NEXT_SIZE];
	uint16_t next;

	if (srq->failed)
		return -EIO;
	if (!left(srq)) {
		int ret = look(hca, srq);

		if (ret)
			return ret;
		if (!left(srq))
			return -EAGAIN;
	}
	if (cx_buffer_read(&srq->buffer, &hca->fn, at, segment,
			   sizeof(segment)) ||
	    cx_buffer_read(&srq->buffer, &hca->fn, at + sizeof(segment), wqe,
			   len))
		return fail(hca, srq);
	next = cx_get(segment, CX_SRQ_NEXT);
	if (next >> srq->log_size)
		return fail(hca, srq);
	*ret_len = len;
	*ret_index = srq->next;
	srq->next = next;
	srq->taken++;
	cx_srq_limit(hca, srq);
	return 0;
}
