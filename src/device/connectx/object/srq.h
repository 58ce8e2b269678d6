/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Shared receive queues: lists of WQEs, linked by their first segment. RMPs
 * belong to queue pairs; messages name XRC SRQs.
 */
#ifndef DEVICE_CONNECTX_OBJECT_SRQ_H
#define DEVICE_CONNECTX_OBJECT_SRQ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "device/connectx/command.h"
#include "device/connectx/object/buffer.h"
#include "device/connectx/object/object.h"

struct cx_cq;
struct cx_hca;

#define CX_SRQC_SIZE	 0xf0 /* of an RMP; an XRC SRQ's is shorter */
#define CX_WQE_SIZE_MAX	 1024 /* for all WQEs; max_wqe_sz_sq, max_wqe_sz_rq */
#define CX_SRQ_NEXT_SIZE 16   /* segment before the data segments */

/* Index of software that only uses CQEs of version 0 (MLX5_IB_DEFAULT_UIDX) */
#define CX_USER_INDEX_NONE 0xffffffu

/**
 * struct cx_srq - shared receive queue
 * @object:	number; users are queue pairs
 * @context:	RMP or XRC SRQ context as set by commands
 * @buffer:	the WQEs
 * @log_size:	log2 of their number
 * @shift:	log2 of the bytes of a WQE: 5..10 (CX_WQE_SIZE_MAX)
 * @pd:		protection domain of the data segments
 * @cq:		completion queue of an XRC SRQ; NULL: it is an RMP, which uses
 *		the CQs of its queue pairs
 * @xrcd:	XRC domain of an XRC SRQ, whose queue pairs may use it
 * @user_index:	index of an XRC SRQ in CQEs
 * @dbr:	bus address of the doorbell record: number of posted WQEs, 16
 *		bits
 * @posted:	last value read there
 * @taken:	WQEs taken
 * @next:	index of the next WQE of the list
 * @limit:	raise an event when fewer WQEs are left; 0: not armed
 * @failed:	the list led outside of the queue
 */
struct cx_srq {
	struct cx_object object;
	uint8_t context[CX_SRQC_SIZE];
	struct cx_buffer buffer;
	unsigned int log_size, shift;
	uint32_t pd, xrcd, user_index;
	struct cx_cq *cq;
	uint64_t dbr;
	uint16_t posted, taken, next, limit;
	bool failed;
};

/**
 * cx_srq_take() - take the next WQE
 * @hca:	device
 * @srq:	shared receive queue
 * @wqe:	room for the data segments of one WQE, without the first segment
 * @ret_len:	length of the data segments
 * @ret_index:	its index, wqe_counter of the CQE
 *
 * Raises the limit event. Runs in the run call.
 *
 * Return: 0; -EAGAIN no WQE is posted (RNR); -EIO the queue failed, or its
 * memory cannot be read.
 */
int cx_srq_take(struct cx_hca *hca, struct cx_srq *srq,
		uint8_t wqe[CX_WQE_SIZE_MAX], uint32_t *ret_len,
		uint16_t *ret_index);

/* Raise the limit event if fewer WQEs are left. Runs in the run call. */
void cx_srq_limit(struct cx_hca *hca, struct cx_srq *srq);

/* Return: the queue or NULL. */
struct cx_srq *cx_srq_find(const struct cx_hca *hca, uint32_t srqn);

static inline bool cx_srq_is_xrc(const struct cx_srq *srq)
{
	return srq->cq;
}

cx_handler cx_create_rmp, cx_destroy_rmp, cx_query_rmp, cx_modify_rmp;
cx_handler cx_create_xrc_srq, cx_destroy_xrc_srq, cx_query_xrc_srq;
cx_handler cx_arm_xrc_srq;

/* Reset of the device: free all queues */
void cx_srqs_free(struct cx_hca *hca);

#endif /* DEVICE_CONNECTX_OBJECT_SRQ_H */
