/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Protocol buffers' wire format: each function appends to @p, which has room,
 * and returns its new end.
 */
#ifndef ANALYZE_PERFETTO_WIRE_H
#define ANALYZE_PERFETTO_WIRE_H

#include "ground.h"

enum wire_type {
	WIRE_VARINT = 0,
	WIRE_FIXED64 = 1,
	WIRE_LEN = 2,
};

/* Most bytes of a varint, and of a tag of fields up to 2047 */
#define WIRE_VARINT_MAX 10
#define WIRE_TAG_MAX	2

static inline uint8_t *wire_varint(uint8_t *p, uint64_t v)
{
	for (; v >= 0x80; v >>= 7)
		*p++ = v | 0x80;
	*p++ = v;
	return p;
}

static inline uint8_t *wire_tag(uint8_t *p, unsigned int field,
				enum wire_type type)
{
	return wire_varint(p, field << 3 | type);
}

static inline uint8_t *wire_uint(uint8_t *p, unsigned int field, uint64_t v)
{
	return wire_varint(wire_tag(p, field, WIRE_VARINT), v);
}

static inline uint8_t *wire_fixed64(uint8_t *p, unsigned int field, uint64_t v)
{
	p = wire_tag(p, field, WIRE_FIXED64);
	store_le64(p, v);
	return p + sizeof(v);
}

static inline uint8_t *wire_bytes(uint8_t *p, unsigned int field,
				  const void *bytes, size_t len)
{
	p = wire_varint(wire_tag(p, field, WIRE_LEN), len);
	memcpy(p, bytes, len);
	return p + len;
}

static inline uint8_t *wire_text(uint8_t *p, unsigned int field,
				 const char *text)
{
	return wire_bytes(p, field, text, strlen(text));
}

/* Begin a message of at most 127 bytes */
static inline uint8_t *wire_begin_short(uint8_t *p, unsigned int field)
{
	return wire_tag(p, field, WIRE_LEN) + 1;
}

/* End the message whose wire_begin_short() returned @begin */
static inline uint8_t *wire_end_short(uint8_t *begin, uint8_t *p)
{
	begin[-1] = p - begin;
	return p;
}

/* Begin a message of at most 16383 bytes */
static inline uint8_t *wire_begin(uint8_t *p, unsigned int field)
{
	return wire_tag(p, field, WIRE_LEN) + 2;
}

/*
 * End the message whose wire_begin() returned @begin. Its length always has two
 * bytes; readers accept leading zeros.
 */
static inline uint8_t *wire_end(uint8_t *begin, uint8_t *p)
{
	begin[-2] = (p - begin) | 0x80;
	begin[-1] = (p - begin) >> 7;
	return p;
}

#endif /* ANALYZE_PERFETTO_WIRE_H */
