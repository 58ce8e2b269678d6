/* SPDX-License-Identifier: BSD-3-Clause */
/* Shared receive queues: lists of WQEs, linked by their first segment */
#ifndef OPENTPH_CONNECTX_SRQ_H
#define OPENTPH_CONNECTX_SRQ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "device/connectx/buffer.h"
#include "device/connectx/command.h"
#include "device/connectx/object.h"

struct cx_cq;
struct cx_hca;

#define CX_SRQC_SIZE	 64
#define CX_WQE_SIZE_MAX	 1024 /* of any WQE; max_wqe_sz_sq, max_wqe_sz_rq */
#define CX_SRQ_NEXT_SIZE 16   /* segment before the data segments */

/**
 * struct cx_srq - shared receive queue
 * @object:	number; users are queue pairs
 * @context:	SRQ context as the commands left it
 * @buffer:	the WQEs
 * @log_size:	log2 of their number
 * @shift:	log2 of the bytes of a WQE: 5..10 (CX_WQE_SIZE_MAX)
 * @pd:		protection domain of the data segments
 * @xrcd:	XRC domain; 0: it is no XRC SRQ
 * @cq:		of an XRC SRQ, else NULL
 * @dbr:	bus address of the doorbell record: WQEs posted, of 16 bits
 * @posted:	as last seen there
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
	uint32_t pd, xrcd;
	struct cx_cq *cq;
	uint64_t dbr;
	uint16_t posted, taken, next, limit;
	bool failed;
};

/**
 * cx_srq_take() - take the next WQE
 * @hca:	device
 * @srq:	shared receive queue
 * @wqe:	room for one: its data segments, without the segment before them
 * @ret_len:	bytes of them
 * @ret_index:	its index, wqe_counter of the CQE
 *
 * Raises the limit event. Runs in cx_run().
 *
 * Return: 0; -EAGAIN none is posted (RNR); -EIO the queue failed, or its memory
 * cannot be read.
 */
int cx_srq_take(struct cx_hca *hca, struct cx_srq *srq,
		uint8_t wqe[CX_WQE_SIZE_MAX], uint32_t *ret_len,
		uint16_t *ret_index);

/* Raise the limit event if fewer WQEs are left than it says. Runs in cx_run().
 */
void cx_srq_limit(struct cx_hca *hca, struct cx_srq *srq);

/* Return: the queue or NULL. */
struct cx_srq *cx_srq_find(const struct cx_hca *hca, uint32_t srqn);

cx_handler cx_create_srq, cx_destroy_srq, cx_query_srq, cx_arm_srq;

/* Reset of the device: all queues go */
void cx_srqs_free(struct cx_hca *hca);

#endif /* OPENTPH_CONNECTX_SRQ_H */
