// SPDX-License-Identifier: BSD-3-Clause
/*
 * Atomics of 8 bytes. The model does one operation at a time, so they are
 * atomic.
 */
#include <errno.h>

#include "device/connectx/hca.h"
#include "device/connectx/layout.h"
#include "device/connectx/transport/message.h"
#include "device/connectx/transport/operation.h"
#include "device/connectx/transport/responder.h"
#include "device/connectx/transport/wqe.h"

#define SIZE 8u

/* Convert the value at @p to the responder's byte order, and back */
static uint64_t value(const struct cx_hca *hca, uint64_t raw)
{
	return cx_caps_get(hca, CX_CAPS_ATOMIC, CX_ATOMIC_MODE) ? le64toh(raw)
								: be64toh(raw);
}

/* Return: 0; -EIO */
static int compute(struct cx_hca *hca, const struct cx_message *m,
		   uint64_t addr, uint64_t *ret_old)
{
	uint64_t raw, old, new;

	if (pcie_function_read(&hca->fn, addr, &raw, SIZE))
		return -EIO;
	*ret_old = raw;
	old = value(hca, raw);
	if (m->opcode == CX_OP_ATOMIC_FA)
		new = old + m->swap_add;
	else
		new = old == m->compare ? m->swap_add : old;
	raw = value(hca, new); /* its own inverse */
	return pcie_function_write(&hca->fn, addr, &raw, SIZE, NULL) < 0 ? -EIO
									 : 0;
}

/* Return: 0; -errno of cx_scatter_copy(), with @stop filled */
static int access_remote(struct cx_hca *hca, uint32_t pd,
			 const struct cx_message *m, uint64_t *ret_old,
			 struct cx_stop *stop)
{
	struct cx_span span;

	*stop = (struct cx_stop){.key = m->rkey, .addr = m->raddr, .len = SIZE};
	switch (cx_mkey_translate(hca, m->rkey, pd, CX_REMOTE_ATOMIC, m->raddr,
				  SIZE, &span)) {
	case CX_MKEY_OK:
		/* The address is aligned, but the key's pages may not be */
		return span.len < SIZE ? -EACCES
				       : compute(hca, m, span.addr, ret_old);
	case CX_MKEY_ABSENT:
		return -EFAULT;
	default:
		return -EACCES;
	}
}

enum cx_progress cx_run_atomic(struct cx_hca *hca, struct cx_qp *qp,
			       uint64_t *budget)
{
	struct cx_message *m = &qp->transport.message;
	const struct cx_end here = {&m->local, qp->pd, CX_LOCAL_WRITE};
	struct cx_scatter list = {.n = 1};
	const struct cx_end from = {.list = &list};
	enum cx_progress progress;
	struct cx_target target;
	struct cx_stop stop;
	uint64_t old, moved, whole = UINT64_MAX;
	struct cx_qp *peer;
	int ret;

	if (!cx_responder_find(hca, qp, &target, &progress))
		return progress;
	peer = target.qp;
	if (!cx_get(peer->context, CX_QPC_RAE) || m->raddr % SIZE)
		return cx_responder_nak(hca, qp, peer,
					CX_SYNDROME_REMOTE_INVAL_REQ,
					CX_EVENT_WQ_INVAL_REQ);
	/*
	 * An atomic must not be repeated: check everything that may fail first
	 */
	ret = cx_scatter_check(hca, &here, SIZE, budget, &stop);
	if (ret)
		return cx_message_stopped(hca, qp, ret, &stop);
	ret = access_remote(hca, target.pd, m, &old, &stop);
	if (ret)
		return cx_responder_stopped(hca, qp, peer, ret, &stop, false);
	list.segments[0] =
		(struct cx_segment){.data = (const uint8_t *)&old, .len = SIZE};
	ret = cx_scatter_copy(hca, &here, &from, SIZE, &whole, &moved, &stop);
	if (ret)
		return cx_message_stopped(hca, qp, ret, &stop);
	cx_responder_acknowledge(hca, qp, peer);
	return CX_PROGRESS_DONE;
}
