// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/object/qp.h"

#include <errno.h>

#include "device/connectx/hca.h"
#include "device/connectx/object/eq.h"

#define EVENT_AT   0x20 /* of the data of an EQE */
#define EVENT_SIZE 28

struct cx_qp *cx_qp_find(const struct cx_hca *hca, uint32_t qpn)
{
	return (struct cx_qp *)cx_table_find(&hca->qps, qpn);
}

int cx_wq_read(struct cx_hca *hca, const struct cx_qp *qp,
	       const struct cx_wq *wq, uint32_t index, void *data, uint32_t len)
{
	const uint64_t size = 1ull << (wq->log_size + wq->shift);
	const uint64_t at = ((uint64_t)index << wq->shift) & (size - 1);
	const uint32_t first = len < size - at ? len : (uint32_t)(size - at);
	int ret;

	if (len > size)
		return -EINVAL;
	ret = cx_buffer_read(&qp->buffer, &hca->fn, wq->at + at, data, first);
	if (ret || first == len)
		return ret;
	return cx_buffer_read(&qp->buffer, &hca->fn, wq->at,
			      (uint8_t *)data + first, len - first);
}

void cx_qp_event(struct cx_hca *hca, enum cx_qp_event event, uint32_t number)
{
	uint8_t eqe[CX_EQE_SIZE] = {0};

	cx_set(eqe, CX_EQE_QP_NUMBER, number);
	cx_eq_event(hca, event, 0, eqe + EVENT_AT, EVENT_SIZE);
}
