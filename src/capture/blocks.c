// SPDX-License-Identifier: BSD-3-Clause
/* The frame of pcapng: one block after the other */
#include "blocks.h"

#include <errno.h>

#include "pcapng.h"

int blocks_malformed(struct blocks *blocks, const char *what)
{
	blocks->damage.offset = blocks->stream.offset;
	blocks->damage.what = what;
	blocks->error = -EPROTO;
	return blocks->error;
}

static int ends_early(struct blocks *blocks)
{
	return blocks_malformed(blocks, "the file ends in a block");
}

int blocks_fill(struct blocks *blocks, size_t want)
{
	blocks->error = stream_fill(&blocks->stream, want);
	return blocks->error;
}

/* Pass over a block, which may be larger than the buffer */
static int skip(struct blocks *blocks, size_t size)
{
	while (size) {
		size_t n;
		int ret = blocks_fill(blocks, 1);

		if (ret)
			return ret;
		n = stream_available(&blocks->stream);
		if (!n)
			return ends_early(blocks);
		if (n > size)
			n = size;
		stream_consume(&blocks->stream, n);
		size -= n;
	}
	return 0;
}

static bool is_known(uint32_t type)
{
	return type == PCAPNG_SECTION || type == PCAPNG_INTERFACE ||
	       type == PCAPNG_ENHANCED_PACKET || type == PCAPNG_SIMPLE_PACKET;
}

int blocks_next(struct blocks *blocks, struct block *block)
{
	struct stream *stream = &blocks->stream;
	struct section *s = &blocks->section;
	const uint8_t *p;
	int ret;

again:
	ret = blocks_fill(blocks, PCAPNG_OVERHEAD);
	if (ret)
		return ret;
	if (!stream_available(stream))
		return 0;
	if (stream_available(stream) < PCAPNG_OVERHEAD)
		return ends_early(blocks);
	p = stream_data(stream);
	block->type = section_u32(s, p);
	/* A section header says itself in which byte order its length is */
	if (block->type == PCAPNG_SECTION)
		section_set_order(s, p + PCAPNG_HEAD);
	block->size = section_u32(s, p + 4);
	if (block->size < PCAPNG_OVERHEAD || block->size % 4)
		return blocks_malformed(blocks,
					"a block has an impossible length");
	if (!is_known(block->type)) {
		ret = skip(blocks, block->size);
		if (ret)
			return ret;
		goto again;
	}
	if (block->size > STREAM_BUFFER)
		return blocks_malformed(blocks, "a block is larger than 1 MiB");
	ret = blocks_fill(blocks, block->size);
	if (ret)
		return ret;
	if (stream_available(stream) < block->size)
		return ends_early(blocks);
	p = stream_data(stream);
	if (section_u32(s, p + block->size - PCAPNG_TAIL) != block->size)
		return blocks_malformed(
			blocks, "the two lengths of a block are not the same");
	block->body = p + PCAPNG_HEAD;
	block->body_len = block->size - PCAPNG_OVERHEAD;
	return 1;
}
