/* SPDX-License-Identifier: BSD-3-Clause */
/* The blocks of a pcapng file, whatever is in them */
#ifndef CAPTURE_BLOCKS_H
#define CAPTURE_BLOCKS_H

#include "capture.h"
#include "section.h"
#include "stream.h"

/**
 * struct blocks - a file on its way through
 * @section:	what the blocks so far have said; its byte order is kept here
 * @error:	0 or the -errno that ended it
 * @damage:	what was wrong and at which byte
 * @stream:	the file; the block at hand has not been consumed
 */
struct blocks {
	struct section section;
	int error;
	struct capture_damage damage;
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
 * Return: 1 a block; 0 end of the file; -EPROTO malformed, see
 * @blocks->damage; -errno of read(2).
 */
int blocks_next(struct blocks *blocks, struct block *block);

/* Read until @want bytes are at hand. Return: 0 or -errno */
int blocks_fill(struct blocks *blocks, size_t want);

/* Say what is wrong with the block at hand. Return: -EPROTO */
int blocks_malformed(struct blocks *blocks, const char *what);

#endif /* CAPTURE_BLOCKS_H */
