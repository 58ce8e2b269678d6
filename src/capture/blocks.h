/* SPDX-License-Identifier: BSD-3-Clause */
/* The blocks of a pcapng file, of any type */
#ifndef CAPTURE_BLOCKS_H
#define CAPTURE_BLOCKS_H

#include "capture/reader.h"
#include "capture/section.h"

/**
 * struct blocks - state of a pcapng file
 * @section:	byte order and interfaces from the blocks so far
 * @lost:	the current byte is not the start of a block
 */
struct blocks {
	struct section section;
	bool lost;
};

/* A block with consistent lengths */
struct block {
	uint32_t type;
	size_t size;
	const uint8_t *body;
	size_t body_len;
};

/**
 * blocks_next() - find the next block of a known type
 * @reader:	file; its state is a struct blocks
 * @block:	the block; it stays at hand until @block->size bytes are
 *		consumed
 *
 * Return: 1 a block; 0 end of the file; -EPROTO malformed; -errno of read(2).
 */
int blocks_next(struct capture_reader *reader, struct block *block);

#endif /* CAPTURE_BLOCKS_H */
