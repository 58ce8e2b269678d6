/* SPDX-License-Identifier: BSD-3-Clause */
/* The blocks of a pcapng file, whatever is in them */
#ifndef CAPTURE_BLOCKS_H
#define CAPTURE_BLOCKS_H

#include "section.h"
#include "stream.h"

/**
 * struct blocks - a file on its way through
 * @section:	what the blocks so far have said; its byte order is kept here
 * @error:	0 or the -errno that ended it
 * @message:	what was wrong and at which byte
 * @stream:	the file; the block at hand has not been consumed
 */
struct blocks {
	struct section section;
	int error;
	char message[160];
	struct stream stream;
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
 * @blocks:	file
 * @block:	the block; it stays at hand until @block->size bytes are
 * consumed
 *
 * Return: 1 a block; 0 end of the file; -EPROTO malformed, with a message;
 * -errno of read(2), likewise.
 */
int blocks_next(struct blocks *blocks, struct block *block);

/* Read until @want bytes are at hand. Return: 0 or -errno, with a message */
int blocks_fill(struct blocks *blocks, size_t want);

/* End it with a message about the block at hand. Return: -EPROTO */
int blocks_malformed(struct blocks *blocks, const char *what);

#endif /* CAPTURE_BLOCKS_H */
