// SPDX-License-Identifier: BSD-3-Clause
/* Rings of CQEs and their events (include/linux/mlx5/cq.h) */
#include "device/connectx/object/cq.h"

#include <errno.h>

#include "device/connectx/hca.h"
#include "device/connectx/object/eq.h"

#define COUNTER	   0xffffffu /* consumer indices have 24 bits */
#define HALF	   0x800000u
#define CQ_ERROR   0x04 /* MLX5_EVENT_TYPE_CQ_ERROR */
#define EVENT_AT   0x20 /* of the data of an EQE */
#define EVENT_SIZE 12

/* Doorbell: first DW */
#define DB_NUMBER    CX_FIELD(0, 29, 28)
#define DB_SOLICITED CX_FIELD(0, 24, 24)
#define DB_CONSUMER  CX_FIELD(0, 23, 0)

/* MLX5_CQ_ERROR_SYNDROME_* of linux/mlx5/mlx5_ifc.h */
enum cq_error {
	OVERRUN = 1,
	ACCESS_VIOLATION = 2,
};

struct cx_cq *cx_cq_find(const struct cx_hca *hca, uint32_t cqn)
{
	return (struct cx_cq *)cx_table_find(&hca->cqs, cqn);
}

static void notify(struct cx_hca *hca, struct cx_cq *cq)
{
	cq->arm = CX_CQ_NOT_ARMED;
	cq->notified = cq->producer;
	cq->events++;
	cx_eq_completion(hca, cq->eq->id, cq->object.id);
}

/* No more CQEs are written */
static int fail(struct cx_hca *hca, struct cx_cq *cq, enum cq_error error)
{
	uint8_t eqe[CX_EQE_SIZE] = {0};

	cq->failed = true;
	cx_set(eqe, CX_EQE_CQ_ERR_CQN, cq->object.id);
	cx_set(eqe, CX_EQE_CQ_ERR_SYNDROME, error);
	cx_eq_event(hca, CQ_ERROR, 0, eqe + EVENT_AT, EVENT_SIZE);
	return error == OVERRUN ? -EOVERFLOW : -EIO;
}

bool cx_cq_has_room(struct cx_hca *hca, struct cx_cq *cq, uint32_t room)
{
	uint8_t record[4];

	if (((cq->producer - cq->consumer) & COUNTER) < room)
		return true;
	if (pcie_function_read(&hca->fn, cq->dbr, record, sizeof(record)))
		return false;
	cq->consumer = cx_get(record, DB_CONSUMER);
	return ((cq->producer - cq->consumer) & COUNTER) < room;
}

int cx_cq_post(struct cx_hca *hca, struct cx_cq *cq, uint8_t cqe[CX_CQE_SIZE])
{
	const uint32_t size = 1u << cq->log_size;
	const unsigned int op_own = cx_get(cqe, CX_CQE_OP_OWN);
	const unsigned int opcode = op_own >> 4;
	uint64_t at = (uint64_t)(cq->producer & (size - 1)) << cq->shift;

	if (cq->failed)
		return -EIO;
	if (!cq->ignore_overrun && !cx_cq_has_room(hca, cq, size))
		return fail(hca, cq, OVERRUN);
	/* Software expects the other value after each wrap of the ring. */
	cx_set(cqe, CX_CQE_OP_OWN,
	       (op_own & ~CX_CQE_OWNER) | (cq->producer >> cq->log_size & 1));
	at += (1u << cq->shift) - CX_CQE_SIZE;
	if (cx_buffer_write(&cq->buffer, &hca->fn, at, cqe, CX_CQE_SIZE))
		return fail(hca, cq, ACCESS_VIOLATION);
	cq->producer++;
	if (op_own & CX_CQE_SOLICITED || opcode == CX_CQE_REQ_ERR ||
	    opcode == CX_CQE_RESP_ERR)
		cq->solicited = cq->producer;
	if (cq->arm == CX_CQ_ARMED ||
	    (cq->arm == CX_CQ_ARMED_SOLICITED && cq->solicited == cq->producer))
		notify(hca, cq);
	return 0;
}

/*
 * CQEs that arrived before the doorbell, but after the consumer index and after
 * the last event, raise the event at once.
 */
static bool late(const struct cx_cq *cq, uint32_t consumer)
{
	const uint32_t last =
		cq->arm == CX_CQ_ARMED ? cq->producer : cq->solicited;
	const uint32_t ahead = (last - consumer) & COUNTER;

	return ahead && ahead < HALF && (int32_t)(last - cq->notified) > 0;
}

void cx_cq_doorbell(struct cx_hca *hca, uint32_t uar, uint32_t dw0,
		    uint32_t dw1)
{
	struct cx_cq *cq = cx_cq_find(hca, dw1 & COUNTER);
	const uint32_t be = htobe32(dw0);

	if (!cq || cq->uar != uar || cq->failed ||
	    cx_get(&be, DB_NUMBER) != (cq->events & 3))
		return;
	cq->arm =
		cx_get(&be, DB_SOLICITED) ? CX_CQ_ARMED_SOLICITED : CX_CQ_ARMED;
	if (late(cq, cx_get(&be, DB_CONSUMER)))
		notify(hca, cq);
}
