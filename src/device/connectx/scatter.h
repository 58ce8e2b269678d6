/* SPDX-License-Identifier: BSD-3-Clause */
/* Scatter and gather lists, and the one routine that moves data */
#ifndef OPENTPH_CONNECTX_SCATTER_H
#define OPENTPH_CONNECTX_SCATTER_H

#include <stdbool.h>
#include <stdint.h>

/* A WQE of 63 units of 16 bytes has at most so many */
#define CX_SEGMENTS_MAX 63u

/**
 * struct cx_segment - bytes at one place
 * @data:	they are in the WQE; NULL: by key
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

#endif /* OPENTPH_CONNECTX_SCATTER_H */
