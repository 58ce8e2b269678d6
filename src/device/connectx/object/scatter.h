/* SPDX-License-Identifier: BSD-3-Clause */
/* Scatter and gather lists, and the one routine that moves data */
#ifndef DEVICE_CONNECTX_OBJECT_SCATTER_H
#define DEVICE_CONNECTX_OBJECT_SCATTER_H

#include <stdbool.h>
#include <stdint.h>

#include "device/connectx/object/mkey.h"

struct cx_hca;

/*
 * A piece is charged as if it had at least so many bytes: what it takes to find
 * it and to begin a request does not depend on its length.
 */
#define CX_PIECE_MIN 512u

/* A WQE of 1 KiB has so many units of 16 bytes */
#define CX_SEGMENTS_MAX 64u

/**
 * struct cx_segment - bytes at one place
 * @data:	they are here, in a WQE; NULL: by key
 * @addr:	virtual address
 * @key:	memory key
 * @len:	bytes
 */
struct cx_segment {
	const uint8_t *data;
	uint64_t addr;
	uint32_t key;
	uint32_t len;
};

/**
 * struct cx_scatter - a list of them, and how far it was used
 * @n:		segments
 * @at, @offset: next byte
 */
struct cx_scatter {
	uint32_t n;
	uint32_t at, offset;
	struct cx_segment segments[CX_SEGMENTS_MAX];
};

/**
 * struct cx_end - one end of a copy
 * @list:	where; it is advanced
 * @pd:		protection domain that keys are checked for
 * @access:	what for
 */
struct cx_end {
	struct cx_scatter *list;
	uint32_t pd;
	enum cx_access access;
};

/**
 * struct cx_stop - why a copy came to a halt
 * @at_source:	at which end
 * @key, @addr, @len: what could not be accessed
 */
struct cx_stop {
	bool at_source;
	uint32_t key;
	uint64_t addr;
	uint64_t len;
};

/**
 * cx_scatter_parse() - data segments of a WQE
 * @wqe:	data segments; inline ones stay where they are
 * @len:	bytes of them, a multiple of 16, at most 1024
 * @receive:	a segment with the terminating key ends the list, and inline
 *		data makes no sense
 * @list:	the list, to its start
 * @ret_length:	bytes of data
 *
 * A segment of length 0 stands for 2 GiB (pagefault_data_segments() of the
 * kernel's hw/mlx5/odp.c says so).
 *
 * Return: 0; -EINVAL inline data beyond the end.
 */
int cx_scatter_parse(const uint8_t *wqe, uint32_t len, bool receive,
		     struct cx_scatter *list, uint64_t *ret_length);

/* Back to the first byte; forward by @len bytes, which are there */
void cx_scatter_rewind(struct cx_scatter *list);
void cx_scatter_skip(struct cx_scatter *list, uint64_t len);

/**
 * cx_scatter_check() - would an access succeed
 * @hca:	device
 * @end:	which; it is not advanced
 * @len:	bytes from its next one on
 * @budget:	of the turn: CX_PIECE_MIN is deducted for each piece, down to 0;
 *		it does not stop the check
 * @ret_stop:	where not
 *
 * Return: 0; -EACCES protection; -EFAULT a page is not present.
 */
int cx_scatter_check(struct cx_hca *hca, const struct cx_end *end, uint64_t len,
		     uint64_t *budget, struct cx_stop *ret_stop);

/* Deduct a piece of @len bytes from the turn's @budget, down to 0. */
void cx_scatter_charge(uint64_t *budget, uint64_t len);

/**
 * cx_scatter_copy() - move data
 * @hca:	device, in its run call
 * @to, @from:	ends; advanced by what was moved, also on failure
 * @len:	bytes, at most what both have left
 * @budget:	of the turn: each piece is deducted, and it ends early at 0
 * @ret_moved:	bytes moved, set also on failure; fewer than @len without one:
 *		the budget is used up
 * @ret_stop:	where it failed
 *
 * Writes carry the hints of the key that they go by.
 *
 * Return: 0; -EACCES protection; -EFAULT a page is not present; -EIO a request
 * on the link failed.
 */
int cx_scatter_copy(struct cx_hca *hca, const struct cx_end *to,
		    const struct cx_end *from, uint64_t len, uint64_t *budget,
		    uint64_t *ret_moved, struct cx_stop *ret_stop);

#endif /* DEVICE_CONNECTX_OBJECT_SCATTER_H */
