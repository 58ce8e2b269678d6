/* SPDX-License-Identifier: BSD-3-Clause */
/* Scatter and gather lists, and the one routine that moves data */
#ifndef DEVICE_CONNECTX_OBJECT_SCATTER_H
#define DEVICE_CONNECTX_OBJECT_SCATTER_H

#include <stdbool.h>
#include <stdint.h>

#include "device/connectx/object/mkey.h"

struct cx_hca;

/*
 * A piece is charged as if it had at least this number of bytes: the work to
 * find it and to begin a request does not depend on its length.
 */
#define CX_PIECE_MIN 512u

/* Units of 16 bytes in a WQE of 1 KiB */
#define CX_SEGMENTS_MAX 64u

/**
 * struct cx_segment - bytes at one place
 * @data:	the bytes in a WQE; NULL: by key
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
 * struct cx_scatter - a list of segments, and the position in it
 * @n:		number of segments
 * @at, @offset: next byte
 */
struct cx_scatter {
	uint32_t n;
	uint32_t at, offset;
	struct cx_segment segments[CX_SEGMENTS_MAX];
};

/**
 * struct cx_end - one end of a copy
 * @list:	list, which is advanced
 * @pd:		protection domain that keys are checked for
 * @access:	kind of access
 */
struct cx_end {
	struct cx_scatter *list;
	uint32_t pd;
	enum cx_access access;
};

/**
 * struct cx_stop - place where a copy stopped
 * @at_source:	at the source, not the destination
 * @key, @addr, @len: inaccessible range
 */
struct cx_stop {
	bool at_source;
	uint32_t key;
	uint64_t addr;
	uint64_t len;
};

/**
 * cx_scatter_parse() - parse the data segments of a WQE
 * @wqe:	data segments; inline data stay in place
 * @len:	length of the segments, a multiple of 16, at most 1024
 * @receive:	a segment with the terminating key ends the list, and inline
 *		data are invalid
 * @list:	the list, at its start
 * @ret_length:	bytes of data
 *
 * A segment of length 0 has 2 GiB (see pagefault_data_segments() in the
 * kernel's hw/mlx5/odp.c).
 *
 * Return: 0; -EINVAL inline data beyond the end.
 */
int cx_scatter_parse(const uint8_t *wqe, uint32_t len, bool receive,
		     struct cx_scatter *list, uint64_t *ret_length);

/* Go back to the first byte; go forward by @len existing bytes */
void cx_scatter_rewind(struct cx_scatter *list);
void cx_scatter_skip(struct cx_scatter *list, uint64_t len);

/**
 * cx_scatter_check() - check whether an access would succeed
 * @hca:	device
 * @end:	end to check, which is not advanced
 * @len:	bytes from its position
 * @budget:	budget of the turn: CX_PIECE_MIN is deducted for each piece,
 *		down to 0; it does not stop the check
 * @ret_stop:	place of the failure
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
 * @to, @from:	ends; advanced by the moved bytes, also on failure
 * @len:	bytes, at most the rest of both
 * @budget:	budget of the turn: each piece is deducted, and the copy ends at
 *		0
 * @ret_moved:	bytes moved, also set on failure; fewer than @len without a
 *		failure if the budget is used up
 * @ret_stop:	place of the failure
 *
 * Writes carry the hints of their destination's key.
 *
 * Return: 0; -EACCES protection; -EFAULT a page is not present; -EIO a request
 * on the link failed.
 */
int cx_scatter_copy(struct cx_hca *hca, const struct cx_end *to,
		    const struct cx_end *from, uint64_t len, uint64_t *budget,
		    uint64_t *ret_moved, struct cx_stop *ret_stop);

#endif /* DEVICE_CONNECTX_OBJECT_SCATTER_H */
