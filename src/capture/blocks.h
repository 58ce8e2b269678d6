/* SPDX-License-Identifier: BSD-3-Clause */
/* The blocks of a pcapng file, of any type */
#ifndef CAPTURE_BLOCKS_H
#define CAPTURE_BLOCKS_H

#include "capture/reader.h"
#include "capture/section.h"

/**
 * struct blocks - what is known of a pcapng file
 * @section:	what the blocks so far have said; its byte order is kept here
 * @lost:	the byte at hand is not the beginning of a block
 */
struct blocks {
	struct section section;
	bool lost;
};

/* A block whose frame is sound */
struct block {
	uint32_t type;
	size_t size;
	const uint8_t *body;
	size_t body_len;
};

/**
 * blocks_next() - find the next block that matters
 * @reader:	file; its state is a struct blocks
 * @block:	the block; it stays at hand until @block->size bytes are
 *		consumed
 *
 * Return: 1 a block; 0 end of the file; -EPROTO malformed; -errno of read(2).
 */
int blocks_next(struct capture_reader *reader, struct block *block);

#endif /* CAPTURE_BLOCKS_H */
