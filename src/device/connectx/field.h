/* SPDX-License-Identifier: BSD-3-Clause */
/* Named fields of big-endian structures */
#ifndef DEVICE_CONNECTX_FIELD_H
#define DEVICE_CONNECTX_FIELD_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

/*
 * A field as one number: byte offset of its DW (its QW, if a bit is above 31),
 * highest and lowest bit. Bit 0 is the least significant bit.
 */
#define CX_FIELD(offset, msb, lsb) ((offset) << 12 | (msb) << 6 | (lsb))
#define CX_FIELD_OFFSET(field)	   ((field) >> 12)

static inline uint64_t cx_field_mask(uint32_t field)
{
	const unsigned int width = (field >> 6 & 63) - (field & 63) + 1;

	return width == 64 ? UINT64_MAX : (1ull << width) - 1;
}

/* Value of @field in the structure at @p, which need not be aligned */
static inline uint64_t cx_get(const void *p, uint32_t field)
{
	const uint8_t *at = (const uint8_t *)p + (field >> 12);
	uint64_t qw;
	uint32_t dw;

	if ((field >> 6 & 63) > 31) {
		memcpy(&qw, at, sizeof(qw));
		qw = be64toh(qw);
	} else {
		memcpy(&dw, at, sizeof(dw));
		qw = be32toh(dw);
	}
	return qw >> (field & 63) & cx_field_mask(field);
}

/* Change only @field; excess bits of @value are dropped. */
static inline void cx_set(void *p, uint32_t field, uint64_t value)
{
	const uint64_t mask = cx_field_mask(field) << (field & 63);
	uint8_t *at = (uint8_t *)p + (field >> 12);
	uint64_t qw;
	uint32_t dw;

	value = value << (field & 63) & mask;
	if ((field >> 6 & 63) > 31) {
		memcpy(&qw, at, sizeof(qw));
		qw = htobe64((be64toh(qw) & ~mask) | value);
		memcpy(at, &qw, sizeof(qw));
	} else {
		memcpy(&dw, at, sizeof(dw));
		dw = htobe32((be32toh(dw) & (uint32_t)~mask) | (uint32_t)value);
		memcpy(at, &dw, sizeof(dw));
	}
}

#endif /* DEVICE_CONNECTX_FIELD_H */
