/* SPDX-License-Identifier: BSD-3-Clause */
/* Completion queues */
#ifndef DEVICE_CONNECTX_OBJECT_CQ_H
#define DEVICE_CONNECTX_OBJECT_CQ_H

#include <stdbool.h>
#include <stdint.h>

#include "device/connectx/command.h"
#include "device/connectx/object/buffer.h"
#include "device/connectx/object/object.h"

struct cx_hca;

#define CX_CQC_SIZE 64
#define CX_CQE_SIZE 64

/* Upper half of the last byte of a CQE (MLX5_CQE_* of linux/mlx5/cq.h) */
enum cx_cqe_opcode {
	CX_CQE_REQ = 0,
	CX_CQE_RESP_WR_IMM = 1,
	CX_CQE_RESP_SEND = 2,
	CX_CQE_RESP_SEND_IMM = 3,
	CX_CQE_RESP_SEND_INV = 4,
	CX_CQE_RESIZE = 5,
	CX_CQE_REQ_ERR = 13,
	CX_CQE_RESP_ERR = 14,
	CX_CQE_INVALID = 15,
};

/* Lower half: owner, and whether the sender requested an event */
#define CX_CQE_OWNER	 0x01
#define CX_CQE_SOLICITED 0x02

/* Syndrome of an error CQE (MLX5_CQE_SYNDROME_* of linux/mlx5/cq.h) */
enum cx_syndrome {
	CX_SYNDROME_NONE = 0,
	CX_SYNDROME_LOCAL_LENGTH = 0x01,
	CX_SYNDROME_LOCAL_QP_OP = 0x02,
	CX_SYNDROME_LOCAL_PROT = 0x04,
	CX_SYNDROME_WR_FLUSH = 0x05,
	CX_SYNDROME_MW_BIND = 0x06,
	CX_SYNDROME_BAD_RESP = 0x10,
	CX_SYNDROME_LOCAL_ACCESS = 0x11,
	CX_SYNDROME_REMOTE_INVAL_REQ = 0x12,
	CX_SYNDROME_REMOTE_ACCESS = 0x13,
	CX_SYNDROME_REMOTE_OP = 0x14,
	CX_SYNDROME_TRANSPORT_RETRY_EXC = 0x15,
	CX_SYNDROME_RNR_RETRY_EXC = 0x16,
	CX_SYNDROME_REMOTE_ABORTED = 0x22,
};

enum cx_cq_arm {
	CX_CQ_NOT_ARMED,
	CX_CQ_ARMED,	       /* for the next CQE */
	CX_CQ_ARMED_SOLICITED, /* for a solicited CQE or an error */
};

/**
 * struct cx_cq - completion queue
 * @object:	number; users are queue pairs (once per direction) and SRQs
 * @context:	CQ context as set by commands
 * @buffer:	the ring
 * @log_size:	log2 of the number of CQEs
 * @shift:	log2 of a CQE's bytes: 6 or 7; of 128 the upper half is used
 * @eq:		queue for its events; it counts the CQ as a user
 * @uar:	page of its doorbells
 * @dbr:	bus address of the doorbell record: consumer index, arm
 * @ignore_overrun: the driver promises room (oi)
 * @failed:	an overrun happened; nothing is written any more
 * @producer:	CQEs written, over all passes
 * @consumer:	last known consumer index, 24 bits
 * @notified:	@producer at the last event
 * @solicited:	number of the last solicited CQE, plus 1
 * @arm:	whether the next CQE raises an event
 * @events:	events raised; a doorbell is obeyed only if its command number
 *		has the lower 2 bits, so that a late doorbell does not arm
 */
struct cx_cq {
	struct cx_object object;
	uint8_t context[CX_CQC_SIZE];
	struct cx_buffer buffer;
	unsigned int log_size, shift;
	struct cx_object *eq;
	uint32_t uar;
	uint64_t dbr;
	bool ignore_overrun, failed;
	uint32_t producer, consumer, notified, solicited;
	enum cx_cq_arm arm;
	uint32_t events;
};

/**
 * cx_cq_post() - write a CQE
 * @hca:	device
 * @cq:		completion queue
 * @cqe:	the CQE; its last byte has opcode << 4, and CX_CQE_SOLICITED if
 *		the sender requested an event; the owner bit is added
 *
 * Raises the completion event if armed for it. Runs in the run call.
 *
 * Return: 0; -EOVERFLOW no room: the queue failed, its error event was raised,
 * and the queue pairs that complete here must fail (the caller fails its own);
 * -EIO it failed before; -errno of pcie_function_write().
 */
int cx_cq_post(struct cx_hca *hca, struct cx_cq *cq, uint8_t cqe[CX_CQE_SIZE]);

/*
 * Return: true if fewer than @room CQEs wait for software, by the doorbell
 * record. Runs in the run call.
 */
bool cx_cq_has_room(struct cx_hca *hca, struct cx_cq *cq, uint32_t room);

/* Return: the queue or NULL. */
struct cx_cq *cx_cq_find(const struct cx_hca *hca, uint32_t cqn);

/*
 * Handle a CQ doorbell (UAR offset 0x20) on page @uar: command number, command
 * and consumer index in @dw0, CQ in @dw1. Called from register writes.
 */
void cx_cq_doorbell(struct cx_hca *hca, uint32_t uar, uint32_t dw0,
		    uint32_t dw1);

cx_handler cx_create_cq, cx_destroy_cq, cx_query_cq, cx_modify_cq;

/* Reset of the device: free all queues */
void cx_cqs_free(struct cx_hca *hca);

#endif /* DEVICE_CONNECTX_OBJECT_CQ_H */
