/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The transport: QPs with work take turns, a bounded piece each. Every message
 * stays on this port (loopback); what is addressed elsewhere is lost, as on a
 * wire with nobody at its end.
 */
#ifndef OPENTPH_CONNECTX_TRANSPORT_H
#define OPENTPH_CONNECTX_TRANSPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include "device/connectx/command.h"
#include "device/connectx/object/scatter.h"

struct cx_hca;
struct cx_qp;
struct cx_srq;
struct cx_work;

#define CX_WQEBB     64u   /* unit of the send queue */
#define CX_FETCH_MAX 2048u /* bytes of WQEs that are fetched at once */

/* Values of the ACK timeout and of the RNR timer (5 bits each) */
#define CX_TIMERS 32
/* Looks at queue pairs in error, each after twice the time, one second in all */
#define CX_FLUSH_STEPS 8

TAILQ_HEAD(cx_qp_list, cx_qp);

/**
 * struct cx_scheduler - what is to be done, and when
 * @ready:	QPs with work
 * @ack:	QPs that nobody answered, by the exponent of their timeout
 * @rnr:	QPs whose peer had no receive WQE, by the value of its timer
 * @flush:	QPs in error: the doorbell record of their receive queue is all
 *		that tells of new WQEs, so it is looked at from time to time
 * @waiting:	QPs in the latter three
 *
 * All QPs of a waiting list wait equally long, so that its first is the next
 * one.
 */
struct cx_scheduler {
	struct cx_qp_list ready;
	struct cx_qp_list ack[CX_TIMERS], rnr[CX_TIMERS], flush[CX_FLUSH_STEPS];
	unsigned int waiting;
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

/* Once, before any QP */
void cx_scheduler_init(struct cx_scheduler *scheduler);

/**
 * cx_transport_run() - do one bounded piece of work
 * @hca:	device, in its run call
 *
 * The next QP has its turn: at most 16 WQEs and 64 KiB of data. Asks to be
 * called again (pcie_function_wake_at()) where QPs wait for a time.
 *
 * Return: true if more is left.
 */
bool cx_transport_run(struct cx_hca *hca);

/*
 * A doorbell at offset 0x800 or 0x900 of UAR page @uar: the first 8 bytes of a
 * control segment. Comes from register writes: only noted.
 */
void cx_sq_doorbell(struct cx_hca *hca, uint32_t uar, uint32_t dw0,
		    uint32_t dw1);

/*
 * After a change of @qp->state. Reset: to RST and before the QP is freed,
 * forget everything. Ready: to RTS, look at the send queue. Error: to ERR by
 * software, flush both queues.
 */
void cx_transport_reset(struct cx_hca *hca, struct cx_qp *qp);
void cx_transport_ready(struct cx_hca *hca, struct cx_qp *qp);
void cx_transport_error(struct cx_hca *hca, struct cx_qp *qp);

/* PAGE_FAULT_RESUME */
cx_handler cx_page_fault_resume;

#endif /* OPENTPH_CONNECTX_TRANSPORT_H */
