// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/tap/reader.h"

#include <errno.h>

static uint32_t reg(const struct tap_reader *reader, uint32_t offset)
{
	return reader->access->read(reader->device, offset);
}

/* Return: the DW at @offset after the position that is read next */
static uint32_t peek(const struct tap_reader *reader, uint32_t offset)
{
	uint32_t place = (reader->read + offset) & (reader->size - 1);

	return reg(reader, ACCEL_TAP_WINDOW + place);
}

int tap_reader_open(struct tap_reader *reader, const struct tap_access *access,
		    void *device)
{
	uint32_t log2;

	reader->access = access;
	reader->device = device;
	log2 = reg(reader, ACCEL_REG_TAP_LOG2);
	if (log2 < 4 || log2 > 31 || 1u << log2 > ACCEL_TAP_WINDOW_SIZE)
		return -ENODEV;
	reader->size = 1u << log2;
	reader->read = reader->write = reg(reader, ACCEL_REG_TAP_READ);
	return 0;
}

static uint32_t put_dw(uint8_t *to, uint32_t dw)
{
	to[0] = (uint8_t)dw;
	to[1] = (uint8_t)(dw >> 8);
	to[2] = (uint8_t)(dw >> 16);
	to[3] = (uint8_t)(dw >> 24);
	return 4;
}

int tap_reader_next(struct tap_reader *reader, struct tap_record *ret_record)
{
	uint32_t info, kept, room, size, offset;

	if (reader->read == reader->write)
		reader->write = reg(reader, ACCEL_REG_TAP_WRITE);
	room = reader->write - reader->read;
	if (!room)
		return 0;
	/* Both are untrusted: a record lies between the two positions */
	if (room > reader->size || room % 16)
		return -EBADMSG;
	info = peek(reader, ACCEL_TAP_INFO);
	kept = (info & ACCEL_TAP_INFO_KEPT) >> 16;
	size = ACCEL_TAP_TLP + (kept + 15) / 16 * 16;
	if (size > room || kept > (info & ACCEL_TAP_INFO_LENGTH))
		return -EBADMSG;
	ret_record->tx = info & ACCEL_TAP_INFO_TX;
	ret_record->cut = info & ACCEL_TAP_INFO_CUT;
	ret_record->loss = info & ACCEL_TAP_INFO_LOSS;
	ret_record->length = info & ACCEL_TAP_INFO_LENGTH;
	ret_record->kept = kept;
	ret_record->sequence = peek(reader, ACCEL_TAP_SEQUENCE);
	ret_record->time = peek(reader, ACCEL_TAP_TIME) |
			   (uint64_t)peek(reader, ACCEL_TAP_TIME + 4) << 32;
	for (offset = 0; offset < size - ACCEL_TAP_TLP;)
		offset += put_dw(ret_record->data + offset,
				 peek(reader, ACCEL_TAP_TLP + offset));
	reader->read += size;
	reader->access->write(reader->device, ACCEL_REG_TAP_READ, reader->read);
	return 1;
}
