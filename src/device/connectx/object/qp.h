/* SPDX-License-Identifier: BSD-3-Clause */
/* Queue pairs: contexts and states; transport.h moves their data */
#ifndef OPENTPH_CONNECTX_QP_H
#define OPENTPH_CONNECTX_QP_H

#include <stdbool.h>
#include <stdint.h>

#include "device/connectx/command.h"
#include "device/connectx/object/buffer.h"
#include "device/connectx/object/cq.h"
#include "device/connectx/object/object.h"
#include "device/connectx/object/srq.h"
#include "device/connectx/transport/transport.h"

struct cx_hca;

#define CX_QPC_SIZE 0xe8

/* MLX5_QP_STATE_* of linux/mlx5/qp.h */
enum cx_qp_state {
	CX_QP_RST = 0,
	CX_QP_INIT = 1,
	CX_QP_RTR = 2,
	CX_QP_RTS = 3,
	CX_QP_SQER = 4,
	CX_QP_SQD = 5, /* no command leads there */
	CX_QP_ERR = 6,
};

/* Service type: MLX5_QP_ST_* of linux/mlx5/qp.h */
enum cx_qp_service {
	CX_QP_RC = 0x0,
	CX_QP_UC = 0x1,
	CX_QP_UD = 0x2,
	CX_QP_XRC = 0x3,
	CX_QP_QP0 = 0x7,
	CX_QP_QP1 = 0x8,
	CX_QP_REG_UMR = 0xc,
};

/**
 * struct cx_wq - a ring of work requests
 * @at:		of its first byte in the queue pair's buffer
 * @log_size:	log2 of its units
 * @shift:	log2 of the bytes of a unit
 * @exists:	there is one; the rest is 0 otherwise
 *
 * Unit @i lies at @at + ((@i & (size - 1)) << @shift), see cx_wq_read().
 */
struct cx_wq {
	uint64_t at;
	unsigned int log_size, shift;
	bool exists;
};

/**
 * struct cx_qp - queue pair
 * @object:	number
 * @context:	QP context as the commands left it; read what is not below by
 *		cx_get(qp->context, CX_QPC_...). Its state and counters are
 *		those of the last command; QUERY_QP puts the present ones in.
 * @service:	service type
 * @state:	state
 * @buffer:	receive queue, send queue after it
 * @rq:		receive queue, units are WQEs
 * @sq:		send queue, units are WQEBBs of 64 bytes
 * @send_cq, @recv_cq: where it completes; NULL: nowhere
 * @srq:	NULL: @rq is used
 * @uar:	page on which its doorbells count
 * @dbr:	bus address of the doorbell record: counters of receive and send
 *		queue, BE32 each
 * @pd, @remote_qpn, @user_index, @q_key: as in the context
 * @transport:	what the transport knows of it
 */
struct cx_qp {
	struct cx_object object;
	uint8_t context[CX_QPC_SIZE];
	enum cx_qp_service service;
	enum cx_qp_state state;
	struct cx_buffer buffer;
	struct cx_wq rq, sq;
	struct cx_cq *send_cq, *recv_cq;
	struct cx_srq *srq;
	uint32_t uar;
	uint64_t dbr;
	uint32_t pd, remote_qpn, user_index, q_key;
	struct cx_transport transport;
};

/* Messages are acknowledged, and sent again until they are. */
static inline bool cx_qp_is_reliable(const struct cx_qp *qp)
{
	return qp->service == CX_QP_RC || qp->service == CX_QP_XRC;
}

/* Return: the queue pair or NULL. */
struct cx_qp *cx_qp_find(const struct cx_hca *hca, uint32_t qpn);

/**
 * cx_wq_read() - read units of a ring, over its end at its start
 * @hca:	device
 * @qp:		queue pair
 * @wq:		its rq or sq
 * @index:	first unit, cut to the ring's size
 * @data:	where they go
 * @len:	bytes, at most the ring's
 *
 * Return: 0; -errno of pcie_function_read().
 */
int cx_wq_read(struct cx_hca *hca, const struct cx_qp *qp,
	       const struct cx_wq *wq, uint32_t index, void *data,
	       uint32_t len);

/*
 * Change the state and tell the transport: cx_transport_reset() and so on. The
 * transport itself, when it fails a queue pair, may set @qp->state.
 */
void cx_qp_set_state(struct cx_hca *hca, struct cx_qp *qp,
		     enum cx_qp_state state);

/* Events about a queue pair or SRQ (MLX5_EVENT_TYPE_* of linux/mlx5/device.h)
 */
enum cx_qp_event {
	CX_EVENT_COMM_EST = 0x02,
	CX_EVENT_WQ_CATAS = 0x05,
	CX_EVENT_WQ_INVAL_REQ = 0x10,
	CX_EVENT_WQ_ACCESS = 0x11,
	CX_EVENT_SRQ_CATAS = 0x12,
	CX_EVENT_SRQ_LAST_WQE = 0x13,
	CX_EVENT_SRQ_LIMIT = 0x14,
};

/* Raise @event about queue pair or SRQ @number. */
void cx_qp_event(struct cx_hca *hca, enum cx_qp_event event, uint32_t number);

cx_handler cx_create_qp, cx_destroy_qp, cx_query_qp;
/* All transitions; what each may is in a table, by opcode. */
cx_handler cx_modify_qp;

/* Reset of the device: all queue pairs go */
void cx_qps_free(struct cx_hca *hca);

#endif /* OPENTPH_CONNECTX_QP_H */
