// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/transport/wqe.h"

#include "device/connectx/layout.h"
#include "device/connectx/object/qp.h"
#include "ground.h"

#define UNIT	     16u
#define AV_SIZE	     48u
#define AV_BASE_SIZE 16u
#define ATOMIC_SIZE  8u

#define RC	 (1u << CX_QP_RC | 1u << CX_QP_XRC)
#define CONNECT	 (RC | 1u << CX_QP_UC)
#define DATAGRAM (1u << CX_QP_UD | 1u << CX_QP_QP0 | 1u << CX_QP_QP1)
#define UMR	 (1u << CX_QP_RC | 1u << CX_QP_UC | 1u << CX_QP_REG_UMR)
#define ALL	 (CONNECT | DATAGRAM | 1u << CX_QP_REG_UMR)

static const struct cx_work works[] = {
	{CX_OP_NOP, ALL, .kind = CX_WORK_NOP},
	{CX_OP_SEND, CONNECT, .data = true, .response = CX_CQE_RESP_SEND,
	 .kind = CX_WORK_SEND},
	{CX_OP_SEND_IMM, CONNECT, .data = true,
	 .response = CX_CQE_RESP_SEND_IMM, .kind = CX_WORK_SEND},
	{CX_OP_SEND_INVAL, RC, .data = true, .response = CX_CQE_RESP_SEND_INV,
	 .kind = CX_WORK_SEND},
	{CX_OP_SEND, DATAGRAM, .data = true, .response = CX_CQE_RESP_SEND,
	 .kind = CX_WORK_DATAGRAM},
	{CX_OP_SEND_IMM, DATAGRAM, .data = true,
	 .response = CX_CQE_RESP_SEND_IMM, .kind = CX_WORK_DATAGRAM},
	{CX_OP_WRITE, CONNECT, .raddr = true, .data = true,
	 .kind = CX_WORK_WRITE},
	{CX_OP_WRITE_IMM, CONNECT, .raddr = true, .data = true,
	 .response = CX_CQE_RESP_WR_IMM, .kind = CX_WORK_WRITE},
	{CX_OP_READ, RC, .raddr = true, .data = true, .into = true,
	 .kind = CX_WORK_READ},
	{CX_OP_ATOMIC_CS, RC, .raddr = true, .atomic = true, .data = true,
	 .into = true, .kind = CX_WORK_ATOMIC},
	{CX_OP_ATOMIC_FA, RC, .raddr = true, .atomic = true, .data = true,
	 .into = true, .kind = CX_WORK_ATOMIC},
	{CX_OP_UMR, UMR, .kind = CX_WORK_UMR},
};

static const struct cx_work *find(uint8_t opcode, enum cx_qp_service service)
{
	for (size_t i = 0; i < ARRAY_SIZE(works); i++)
		if (works[i].opcode == opcode &&
		    works[i].services & 1u << service)
			return &works[i];
	return NULL;
}

/* Return: the next @size bytes, or NULL if the WQE ends too early */
static const uint8_t *take(const uint8_t **at, const uint8_t *end, size_t size)
{
	const uint8_t *p = *at;

	if ((size_t)(end - p) < size)
		return NULL;
	*at += size;
	return p;
}

/* Address vector: only the base part, or all (mlx5_wqe_datagram_seg) */
static const uint8_t *take_av(const uint8_t **at, const uint8_t *end)
{
	if (end - *at < (ptrdiff_t)AV_BASE_SIZE)
		return NULL;
	return take(at, end,
		    cx_get(*at, CX_AV_EXTENDED) ? AV_SIZE : AV_BASE_SIZE);
}

static enum cx_syndrome parse_data(const struct cx_qp *qp, const uint8_t *at,
				   const uint8_t *end, struct cx_message *m)
{
	const unsigned int log_max = cx_get(qp->context, CX_QPC_LOG_MSG_MAX);

	if (cx_scatter_parse(at, end - at, false, &m->local, &m->length))
		return CX_SYNDROME_LOCAL_QP_OP;
	if (m->work->into)
		for (uint32_t i = 0; i < m->local.n; i++)
			if (m->local.segments[i].data)
				return CX_SYNDROME_LOCAL_QP_OP;
	if (m->work->atomic) {
		if (m->length < ATOMIC_SIZE)
			return CX_SYNDROME_LOCAL_LENGTH;
		m->length = ATOMIC_SIZE;
	}
	return m->length > 1ull << log_max ? CX_SYNDROME_LOCAL_LENGTH
					   : CX_SYNDROME_NONE;
}

enum cx_syndrome cx_wqe_parse(const struct cx_qp *qp, const uint8_t *wqe,
			      uint32_t len, struct cx_message *m)
{
	const uint8_t *at = wqe + UNIT, *end = wqe + len, *p;

	m->opcode = cx_get(wqe, CX_CTRL_OPCODE);
	m->bytes = len;
	m->signaled = cx_get(wqe, CX_CTRL_CE) & 2;
	m->solicited = cx_get(wqe, CX_CTRL_SE);
	m->imm = cx_get(wqe, CX_CTRL_IMM);
	m->wqe = wqe;
	m->length = 0;
	m->done = 0;
	m->local.n = 0;
	m->work = find(m->opcode, qp->service);
	if (!m->work)
		return CX_SYNDROME_LOCAL_QP_OP;
	if (DATAGRAM & 1u << qp->service && m->work->data) {
		m->av = take_av(&at, end);
		if (!m->av)
			return CX_SYNDROME_LOCAL_QP_OP;
	}
	if (qp->service == CX_QP_XRC && m->work->data) {
		p = take(&at, end, UNIT);
		if (!p)
			return CX_SYNDROME_LOCAL_QP_OP;
		m->srqn = cx_get(p, CX_XRC_SRQN);
	}
	if (m->work->raddr) {
		p = take(&at, end, UNIT);
		if (!p)
			return CX_SYNDROME_LOCAL_QP_OP;
		m->raddr = cx_get(p, CX_RADDR_ADDR);
		m->rkey = cx_get(p, CX_RADDR_KEY);
	}
	if (m->work->atomic) {
		p = take(&at, end, UNIT);
		if (!p)
			return CX_SYNDROME_LOCAL_QP_OP;
		m->swap_add = cx_get(p, CX_ATOMIC_SWAP_ADD);
		m->compare = cx_get(p, CX_ATOMIC_COMPARE);
	}
	return m->work->data ? parse_data(qp, at, end, m) : CX_SYNDROME_NONE;
}
