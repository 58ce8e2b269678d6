/* SPDX-License-Identifier: BSD-3-Clause */
/* Queue pairs: contexts and states; transport/ moves their data */
#ifndef DEVICE_CONNECTX_OBJECT_QP_H
#define DEVICE_CONNECTX_OBJECT_QP_H

#include <stdbool.h>
#include <stdint.h>

#include "device/connectx/command.h"
#include "device/connectx/engines.h"
#include "device/connectx/object/buffer.h"
#include "device/connectx/object/cq.h"
#include "device/connectx/object/object.h"
#include "device/connectx/object/scatter.h"
#include "device/connectx/object/srq.h"

struct cx_hca;
struct cx_work;

#define CX_QPC_SIZE  0xe8
#define CX_WQEBB     64u   /* unit of the send queue */
#define CX_FETCH_MAX 2048u /* bytes of WQEs that are fetched at once */

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
 * struct cx_message - the send WQE under way
 * @work:	what it does; NULL: none is under way
 * @opcode:	of the WQE
 * @counter:	its index, not cut to the ring's size
 * @bytes:	its size
 * @signaled, @solicited: from the control segment
 * @imm:	immediate data or key, as in the WQE
 * @length:	bytes of data
 * @done:	bytes moved
 * @raddr, @rkey: remote address
 * @srqn:	XRC: number of the remote SRQ
 * @swap_add, @compare: operands of an atomic
 * @av:		address vector of a datagram, in @wqe
 * @wqe:	the whole of it
 * @local:	its data
 */
struct cx_message {
	const struct cx_work *work;
	uint8_t opcode;
	uint16_t counter;
	uint32_t bytes;
	bool signaled, solicited;
	uint32_t imm;
	uint64_t length, done;
	uint64_t raddr;
	uint32_t rkey, srqn;
	uint64_t swap_add, compare;
	const uint8_t *av, *wqe;
	struct cx_scatter local;
};

/**
 * struct cx_receive - the receive WQE under way
 * @taken:	there is one
 * @srq:	SRQ that it came from; NULL: the queue pair's own queue
 * @counter:	its index
 * @room:	bytes it has
 * @list:	where they are
 */
struct cx_receive {
	bool taken;
	struct cx_srq *srq;
	uint16_t counter;
	uint64_t room;
	struct cx_scatter list;
};

/**
 * struct cx_transport - private part of a QP; zeroed is its reset state
 * @link, @queue: place in a list of the scheduler; @queue NULL: in none
 * @deadline:	end of the wait in a waiting list, ns
 * @rung:	the doorbell record of the send queue is to be read
 * @expired:	nobody answered in time
 * @established: it was told that a message came before software knew (RTR)
 * @last_wqe:	it was told that no more SRQ WQEs are taken
 * @faulted:	waits for PAGE_FAULT_RESUME
 * @fault_failed: which said that the page will not come
 * @fault:	its number
 * @ack_left, @rnr_left: retries that are left
 * @flush_step:	how often the receive queue is looked at
 * @sq_pi, @sq_ci: producer and consumer of the send queue, in WQEBBs
 * @rq_ci:	consumer of the receive queue, in WQEs
 * @message:	what it sends
 * @receive:	where to what it receives goes
 * @wqes:	what was fetched: @wqes_len bytes, the first of them those of
 *		WQEBB @wqes_at
 *
 * The next packets of each direction are in the context (CX_QPC_NEXT_SEND_PSN,
 * CX_QPC_NEXT_RCV_PSN).
 */
struct cx_transport {
	TAILQ_ENTRY(cx_qp) link;
	struct cx_qp_list *queue;
	uint64_t deadline;
	bool rung, expired, established, last_wqe;
	bool faulted, fault_failed;
	uint32_t fault;
	uint8_t ack_left, rnr_left, flush_step;
	uint16_t sq_pi, sq_ci, rq_ci;
	uint16_t wqes_at;
	uint32_t wqes_len;
	struct cx_message message;
	struct cx_receive receive;
	uint8_t wqes[CX_FETCH_MAX];
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

#endif /* DEVICE_CONNECTX_OBJECT_QP_H */
