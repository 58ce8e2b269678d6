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
#define CX_FETCH_MAX 2048u /* bytes of WQEs fetched at once */

/* MLX5_QP_STATE_* of linux/mlx5/qp.h */
enum cx_qp_state {
	CX_QP_RST = 0,
	CX_QP_INIT = 1,
	CX_QP_RTR = 2,
	CX_QP_RTS = 3,
	CX_QP_SQER = 4,
	CX_QP_SQD = 5, /* no command leads to this state */
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
 * @at:		offset of its first byte in the queue pair's buffer
 * @log_size:	log2 of the number of units
 * @shift:	log2 of the bytes of a unit
 * @exists:	the ring exists; otherwise the other members are 0
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
 * @work:	its operation; NULL: no message is under way
 * @opcode:	opcode of the WQE
 * @counter:	index of the WQE, not reduced to the ring's size
 * @bytes:	size of the WQE
 * @signaled, @solicited: from the control segment
 * @imm:	immediate data or key, as in the WQE
 * @length:	bytes of data
 * @done:	bytes moved
 * @raddr, @rkey: remote address
 * @srqn:	number of the remote SRQ, for XRC
 * @swap_add, @compare: operands of an atomic
 * @av:		address vector of a datagram, in @wqe
 * @wqe:	the whole WQE
 * @local:	local data
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
 * @taken:	a receive WQE is under way
 * @srq:	SRQ that it came from; NULL: the queue pair's own queue
 * @counter:	its index
 * @room:	its size in bytes
 * @list:	its data segments
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
 * @link, @queue: place in a list of the scheduler; @queue NULL: not in a list
 * @deadline:	end of the wait in a waiting list, ns
 * @rung:	the doorbell record of the send queue must be read
 * @expired:	no answer arrived in time
 * @established: the event of a message in RTR was raised
 * @last_wqe:	the event that no more SRQ WQEs are taken was raised
 * @faulted:	waits for PAGE_FAULT_RESUME
 * @fault_failed: PAGE_FAULT_RESUME reported that the page stays absent
 * @fault:	number of the page fault
 * @ack_left, @rnr_left: remaining retries
 * @flush_step:	number of checks of the receive queue
 * @sq_pi, @sq_ci: producer and consumer of the send queue, in WQEBBs
 * @rq_ci:	consumer of the receive queue, in WQEs
 * @message:	message to send
 * @receive:	destination of the received message
 * @wqes:	fetched WQEs: @wqes_len bytes, beginning with WQEBB @wqes_at
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
 * @context:	QP context as set by commands; read other fields than those
 *		below by cx_get(qp->context, CX_QPC_...). Its state and counters
 *		are those of the last command; QUERY_QP inserts the current
 *		ones.
 * @service:	service type
 * @state:	state
 * @buffer:	receive queue, send queue after it
 * @rq:		receive queue, units are WQEs
 * @sq:		send queue, units are WQEBBs of 64 bytes
 * @send_cq, @recv_cq: completion queues or NULL
 * @srq:	NULL: @rq is used
 * @uar:	page of its doorbells
 * @dbr:	bus address of the doorbell record: counters of receive and send
 *		queue, BE32 each
 * @pd, @remote_qpn, @user_index, @q_key: as in the context
 * @transport:	state of the transport
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

/* Return: true if messages are acknowledged, and sent again until then. */
static inline bool cx_qp_is_reliable(const struct cx_qp *qp)
{
	return qp->service == CX_QP_RC || qp->service == CX_QP_XRC;
}

/* Return: the queue pair or NULL. */
struct cx_qp *cx_qp_find(const struct cx_hca *hca, uint32_t qpn);

/**
 * cx_wq_read() - read units of a ring, wrapping at its end
 * @hca:	device
 * @qp:		queue pair
 * @wq:		its rq or sq
 * @index:	first unit, reduced to the ring's size
 * @data:	destination
 * @len:	bytes, at most the ring's
 *
 * Return: 0; -errno of pcie_function_read().
 */
int cx_wq_read(struct cx_hca *hca, const struct cx_qp *qp,
	       const struct cx_wq *wq, uint32_t index, void *data,
	       uint32_t len);

/* Events of a queue pair or SRQ (MLX5_EVENT_TYPE_* of linux/mlx5/device.h) */
enum cx_qp_event {
	CX_EVENT_COMM_EST = 0x02,
	CX_EVENT_WQ_CATAS = 0x05,
	CX_EVENT_WQ_INVAL_REQ = 0x10,
	CX_EVENT_WQ_ACCESS = 0x11,
	CX_EVENT_SRQ_CATAS = 0x12,
	CX_EVENT_SRQ_LAST_WQE = 0x13,
	CX_EVENT_SRQ_LIMIT = 0x14,
};

/* Raise @event for queue pair or SRQ @number. */
void cx_qp_event(struct cx_hca *hca, enum cx_qp_event event, uint32_t number);

cx_handler cx_create_qp, cx_destroy_qp, cx_query_qp;
/* All transitions; a table by opcode has their fields. */
cx_handler cx_modify_qp;

/* Reset of the device: free all queue pairs */
void cx_qps_free(struct cx_hca *hca);

#endif /* DEVICE_CONNECTX_OBJECT_QP_H */
