/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Event queues (drivers/net/ethernet/mellanox/mlx5/core/eq.c): a ring of
 * 64-byte entries in guest memory, and an MSI-X vector that is raised when
 * software has armed the queue.
 */
#ifndef DEVICE_CONNECTX_OBJECT_EQ_H
#define DEVICE_CONNECTX_OBJECT_EQ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "device/connectx/command.h"
#include "device/connectx/object/buffer.h"
#include "device/connectx/object/object.h"

#define CX_EQE_SIZE 64u

/*
 * Event types (enum mlx5_event of include/linux/mlx5/device.h) that do not
 * concern an object; the headers of objects have the others.
 */
enum cx_event {
	CX_EVENT_COMPLETION = 0x00,
	CX_EVENT_COMMAND = 0x0a,
};

/* States of an EQ (status of its context) */
enum cx_eq_status {
	CX_EQ_OK = 0x0,
	CX_EQ_WRITE_FAILURE = 0xa,
};

/* Whether it is armed (st of its context) */
enum cx_eq_armed {
	CX_EQ_ARMED = 0x9,
	CX_EQ_FIRED = 0xa,
};

/**
 * struct cx_eq - an event queue
 * @object:	number; completion queues hold it
 * @ring:	entries
 * @uar:	page of its doorbells
 * @vector:	MSI-X vector
 * @log_size:	log2 of the number of entries
 * @mask:	event types that it wants, one bit each; 0: completions
 * @produced:	entries written, 24 bits
 * @consumed:	entries that software has consumed, 24 bits
 * @armed:	the next entry raises the vector
 * @status:	entries are written only if it is CX_EQ_OK
 */
struct cx_eq {
	struct cx_object object;
	struct cx_buffer ring;
	uint32_t uar, vector;
	unsigned int log_size;
	uint64_t mask[4];
	uint32_t produced, consumed;
	bool armed;
	enum cx_eq_status status;
};

/**
 * cx_eq_event() - post an event on each queue that wants its type
 * @hca:	device
 * @type:	event type
 * @subtype:	0, or a subtype of the type
 * @data:	data at offset 0x20 of the entry
 * @len:	length of @data, 0..28
 *
 * Sends only posted writes, so it may be called from everywhere.
 */
void cx_eq_event(struct cx_hca *hca, uint8_t type, uint8_t subtype,
		 const void *data, size_t len);

/* Return: true if a queue wants events of @type. */
bool cx_eq_wants(const struct cx_hca *hca, uint8_t type);

/* Post a completion event of @cqn on @eqn, which must exist. */
void cx_eq_completion(struct cx_hca *hca, uint32_t eqn, uint32_t cqn);

/*
 * Handle a doorbell on page @uar: number << 24 | consumer counter; @arm: raise
 * the vector if there are entries beyond it, or at the next entry.
 */
void cx_eq_doorbell(struct cx_hca *hca, uint32_t uar, bool arm, uint32_t value);

/* Free all queues. */
void cx_eqs_free(struct cx_hca *hca);

cx_handler cx_create_eq, cx_destroy_eq, cx_query_eq;

#endif /* DEVICE_CONNECTX_OBJECT_EQ_H */
