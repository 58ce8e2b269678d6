/* SPDX-License-Identifier: BSD-3-Clause */
/* The blocks of a pcapng file, of any type */
#ifndef CAPTURE_BLOCKS_H
#define CAPTURE_BLOCKS_H

#include "capture/pcapng_format.h"
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

/*
 * blocks_next() without a call for the usual block: a packet that is buffered
 * as a whole. @big is the byte order of the section. Return: true if @block is one
 */
static inline __attribute__((always_inline)) bool
blocks_packet(const struct capture_reader *reader, bool big,
	      struct block *block)
{
	const struct stream *stream = &reader->stream;
	const struct blocks *blocks = reader->state;
	const uint8_t *p = stream_data(stream);
	const size_t have = stream_available(stream);
	uint32_t size;

	if (blocks->lost || have < PCAPNG_OVERHEAD ||
	    order_u32(big, p) != PCAPNG_ENHANCED_PACKET)
		return false;
	size = order_u32(big, p + 4);
	if (size < PCAPNG_OVERHEAD || size % 4 || size > STREAM_MAX ||
	    size > have || order_u32(big, p + size - PCAPNG_TAIL) != size)
		return false;
	block->type = PCAPNG_ENHANCED_PACKET;
	block->size = size;
	block->body = p + PCAPNG_HEAD;
	block->body_len = size - PCAPNG_OVERHEAD;
	return true;
}

#endif /* CAPTURE_BLOCKS_H */
