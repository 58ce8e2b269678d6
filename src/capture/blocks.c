// SPDX-License-Identifier: BSD-3-Clause
/* Blocks of pcapng, and resynchronization after damage */
#include "capture/blocks.h"

#include <errno.h>

static const char ends_early[] = "the file ends in a block";

/* From here on, the start of the next block is unknown */
static int lose(struct capture_reader *reader, const char *what)
{
	struct blocks *blocks = reader->state;

	blocks->lost = true;
	return reader_damage(reader, what, 1);
}

/* Skip a block that is larger than the buffer */
static int skip(struct capture_reader *reader, size_t size)
{
	struct stream *stream = &reader->stream;
	uint64_t offset = stream->offset;

	while (size) {
		int ret = stream_fill(stream, 1);
		size_t n = stream_available(stream);

		if (ret)
			return ret;
		if (!n) {
			reader_damage(reader, ends_early, 0);
			reader->damage.offset = offset;
			return -EPROTO;
		}
		if (n > size)
			n = size;
		stream_consume(stream, n);
		size -= n;
	}
	return 0;
}

static bool is_known(uint32_t type)
{
	return type == PCAPNG_ENHANCED_PACKET || type == PCAPNG_SECTION ||
	       type == PCAPNG_INTERFACE || type == PCAPNG_SIMPLE_PACKET;
}

/*
 * Skip a block of another kind that is larger than the buffer. Its second
 * length is checked first, since skipped bytes cannot be searched again; in a
 * pipe the first one must be trusted.
 */
static int skip_large(struct capture_reader *reader, size_t size)
{
	struct stream *stream = &reader->stream;
	struct blocks *blocks = reader->state;
	uint8_t tail[PCAPNG_TAIL];
	int ret;

	ret = stream_peek(stream, stream->offset + size - sizeof(tail), tail,
			  sizeof(tail));
	if (ret == -ENODATA)
		return lose(reader, ends_early);
	if (ret && ret != -ESPIPE)
		return ret;
	if (!ret && section_u32(&blocks->section, tail) != size)
		return lose(reader,
			    "the two lengths of a block are not the same");
	return skip(reader, size);
}

/*
 * The interface is not checked: its description may have been lost.
 *
 * Return: bytes of a block that may begin at @p, else 0
 */
static size_t plausible(const struct section *s, const uint8_t *p, size_t len)
{
	const uint8_t *body = p + PCAPNG_HEAD;
	struct section order = *s;
	uint32_t type = section_u32(s, p);
	size_t size, least;

	if (!is_known(type))
		return 0;
	if (type == PCAPNG_SECTION) {
		section_set_order(&order, body);
		if (section_u32(&order, body) != PCAPNG_MAGIC)
			return 0;
		least = PCAPNG_SECTION_BODY;
	} else if (type == PCAPNG_INTERFACE) {
		least = PCAPNG_INTERFACE_BODY;
	} else if (type == PCAPNG_SIMPLE_PACKET) {
		least = PCAPNG_SIMPLE_BODY;
	} else if (len < PCAPNG_OVERHEAD + PCAPNG_ENHANCED_BODY) {
		return 0;
	} else {
		least = section_u32(s, body + 12);
		if (least > CAPTURE_MAX_LEN)
			return 0;
		least += PCAPNG_ENHANCED_BODY;
	}
	size = section_u32(&order, p + 4);
	if (size < PCAPNG_OVERHEAD + least || size % 4 || size > STREAM_MAX)
		return 0;
	return size;
}

/* Search the next start of a block. Return: 0, also at the end; or -errno */
static __attribute__((noinline)) int find_block(struct capture_reader *reader)
{
	const size_t least = PCAPNG_OVERHEAD + PCAPNG_ENHANCED_BODY;
	struct stream *stream = &reader->stream;
	struct blocks *blocks = reader->state;
	const struct section *s = &blocks->section;

	for (;; stream_consume(stream, 1)) {
		size_t size;
		int ret = stream_fill(stream, least);

		if (ret)
			return ret;
		if (stream_available(stream) < PCAPNG_OVERHEAD)
			break;
		size = plausible(s, stream_data(stream),
				 stream_available(stream));
		if (!size)
			continue;
		ret = stream_fill(stream, size);
		if (ret)
			return ret;
		if (stream_available(stream) >= size &&
		    !memcmp(stream_data(stream) + 4,
			    stream_data(stream) + size - PCAPNG_TAIL,
			    PCAPNG_TAIL))
			break;
	}
	if (stream_available(stream) < PCAPNG_OVERHEAD)
		stream_consume(stream, stream_available(stream));
	blocks->lost = false;
	return 0;
}

int blocks_next(struct capture_reader *reader, struct block *block)
{
	struct stream *stream = &reader->stream;
	struct blocks *blocks = reader->state;
	struct section *s = &blocks->section;
	uint32_t type, size;
	const uint8_t *p;
	int ret;

again:
	ret = blocks->lost ? find_block(reader) : 0;
	if (!ret)
		ret = stream_fill(stream, PCAPNG_OVERHEAD);
	if (ret)
		return ret;
	if (!stream_available(stream))
		return 0;
	if (stream_available(stream) < PCAPNG_OVERHEAD)
		return lose(reader, ends_early);
	p = stream_data(stream);
	type = section_u32(s, p);
	/* A section header defines the byte order of its own length */
	if (type == PCAPNG_SECTION)
		section_set_order(s, p + PCAPNG_HEAD);
	size = section_u32(s, p + 4);
	if (size < PCAPNG_OVERHEAD || size % 4)
		return lose(reader, "a block has an impossible length");
	if (size > STREAM_MAX) {
		if (is_known(type))
			return lose(reader, "a block is larger than 1 MiB");
		ret = skip_large(reader, size);
		if (ret)
			return ret;
		goto again;
	}
	ret = stream_fill(stream, size);
	if (ret)
		return ret;
	if (stream_available(stream) < size)
		return lose(reader, ends_early);
	p = stream_data(stream);
	if (section_u32(s, p + size - PCAPNG_TAIL) != size)
		return lose(reader,
			    "the two lengths of a block are not the same");
	if (!is_known(type)) {
		stream_consume(stream, size);
		goto again;
	}
	*block = (struct block){
		.type = type,
		.size = size,
		.body = p + PCAPNG_HEAD,
		.body_len = size - PCAPNG_OVERHEAD,
	};
	return 1;
}
