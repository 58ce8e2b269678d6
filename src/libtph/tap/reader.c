// SPDX-License-Identifier: BSD-3-Clause
#include "libtph/tap/reader.h"

#include <errno.h>
#include <string.h>

#include "ground.h"

/* Value of all registers of a device that is gone */
#define ONES UINT32_MAX

int tap_get(const struct tap_reader *reader, uint32_t offset,
	    uint32_t *ret_value)
{
	uint32_t value;
	int ret = reader->access->read(reader->device, offset, &value,
				       sizeof(value));

	if (!ret)
		*ret_value = load_le32(&value);
	return ret;
}

int tap_get64(const struct tap_reader *reader, uint32_t offset,
	      uint64_t *ret_value)
{
	uint64_t value;
	int ret = reader->access->read(reader->device, offset, &value,
				       sizeof(value));

	if (!ret)
		*ret_value = load_le64(&value);
	return ret;
}

int tap_reader_open(struct tap_reader *reader, const struct tap_access *access,
		    void *device)
{
	uint32_t log2, read;
	int ret;

	memset(reader, 0, offsetof(struct tap_reader, bytes));
	reader->access = access;
	reader->device = device;
	ret = tap_get(reader, ACCEL_REG_TAP_LOG2, &log2);
	if (!ret)
		ret = tap_get(reader, ACCEL_REG_TAP_READ, &read);
	if (ret)
		return ret;
	if (log2 < 4 || log2 > 31 || 1u << log2 > ACCEL_TAP_WINDOW_SIZE)
		return -EPROTO;
	reader->size = 1u << log2;
	reader->block = TAP_BLOCK;
	reader->read = reader->write = read;
	return 0;
}

/* Return: 0 the device is there, and its tap is as it was set; an error */
static int check_device(const struct tap_reader *reader)
{
	uint32_t id, ctrl;
	int ret = tap_get(reader, ACCEL_REG_ID, &id);

	if (!ret)
		ret = tap_get(reader, ACCEL_REG_TAP_CTRL, &ctrl);
	if (ret)
		return ret;
	if (id == ONES || ctrl == ONES)
		return -ENODEV;
	return reader->watched && ctrl != reader->ctrl ? -ECONNRESET : 0;
}

/* A contradiction, unless the device is gone or was reset. Return: an error */
static int contradicts(struct tap_reader *reader, const char *wrong)
{
	int ret = check_device(reader);

	if (ret)
		return ret;
	reader->wrong = wrong;
	return -EBADMSG;
}

/* Learn how far the device has written. Return: as tap_reader_next() */
static int look(struct tap_reader *reader)
{
	uint32_t room;
	int ret = tap_get(reader, ACCEL_REG_TAP_WRITE, &reader->write);

	if (ret)
		return ret;
	room = reader->write - reader->read;
	if (room > reader->size || room % 16)
		return contradicts(reader, "a position of its tap");
	if (room)
		return 1;
	/* After a reset nothing would ever come */
	return reader->watched ? check_device(reader) : 0;
}

/* Read @len bytes from the position, around the end of the ring */
static int copy(struct tap_reader *reader, uint8_t *to, uint32_t len)
{
	const uint32_t place = reader->read & (reader->size - 1);
	const uint32_t first = min(len, reader->size - place);
	int ret;

	ret = reader->access->read(reader->device, ACCEL_TAP_WINDOW + place, to,
				   first);
	if (!ret && len > first)
		ret = reader->access->read(reader->device, ACCEL_TAP_WINDOW,
					   to + first, len - first);
	return ret;
}

/* Fetch a block, and give its room back. Return: as tap_reader_next() */
static int fetch(struct tap_reader *reader)
{
	uint8_t *to;
	uint32_t len;
	int ret;

	if (reader->read == reader->write) {
		/* WRITE moves when a record is whole */
		if (reader->at < reader->fill)
			return contradicts(reader, "the length of a record");
		ret = look(reader);
		if (ret <= 0)
			return ret;
	}
	memmove(reader->bytes, reader->bytes + reader->at,
		reader->fill - reader->at);
	reader->fill -= reader->at;
	reader->at = 0;
	to = reader->bytes + reader->fill;
	len = min_t(uint32_t, reader->write - reader->read, reader->block);
	ret = copy(reader, to, len);
	/* If the device has gone meanwhile, the last bytes are ones at least */
	if (!ret && load_le32(to + len - 4) == ONES)
		ret = check_device(reader);
	if (ret)
		return ret;
	reader->read += len;
	reader->fill += len;
	ret = reader->access->write(reader->device, ACCEL_REG_TAP_READ,
				    reader->read);
	return ret ? ret : 1;
}

/* Return: 1; an error. @ret_record is set only then. */
static int parse(struct tap_reader *reader, const uint8_t *bytes,
		 struct tph_tap_record *ret_record)
{
	const uint32_t info = load_le32(bytes + ACCEL_TAP_INFO);
	struct tph_tap_record record = {
		.sent = info & ACCEL_TAP_INFO_TX,
		.sequence = load_le32(bytes + ACCEL_TAP_SEQUENCE),
		.time = load_le64(bytes + ACCEL_TAP_TIME),
		.length = FIELD_GET(ACCEL_TAP_INFO_LENGTH, info),
		.kept = FIELD_GET(ACCEL_TAP_INFO_KEPT, info),
		.data = bytes + ACCEL_TAP_TLP,
	};

	if (!(info & ACCEL_TAP_INFO_CUT) != (record.kept == record.length) ||
	    !record.length)
		return contradicts(reader, "the length of a TLP");
	record.lost = reader->joins ? !!(info & ACCEL_TAP_INFO_LOSS)
				    : record.sequence - reader->sequence;
	if (!reader->joins && (record.lost >> 31 ||
			       !(info & ACCEL_TAP_INFO_LOSS) != !record.lost))
		return contradicts(reader, "the number of a TLP");
	if (record.time < reader->time)
		return contradicts(reader, "the time of a TLP");
	reader->joins = false;
	reader->sequence = record.sequence + 1;
	reader->time = record.time;
	*ret_record = record;
	return 1;
}

int tap_reader_next(struct tap_reader *reader,
		    struct tph_tap_record *ret_record)
{
	size_t have, size = ACCEL_TAP_TLP;
	const uint8_t *bytes;
	uint32_t info, kept;
	int ret;

	for (;;) {
		have = reader->fill - reader->at;
		bytes = reader->bytes + reader->at;
		if (have >= ACCEL_TAP_TLP) {
			info = load_le32(bytes + ACCEL_TAP_INFO);
			kept = FIELD_GET(ACCEL_TAP_INFO_KEPT, info);
			size = ACCEL_TAP_TLP + (kept + 15) / 16 * 16;
			if (kept > FIELD_GET(ACCEL_TAP_INFO_LENGTH, info))
				return contradicts(reader,
						   "the length of a TLP");
		}
		if (have >= size)
			break;
		ret = fetch(reader);
		if (ret <= 0)
			return ret;
	}
	reader->at += size;
	return parse(reader, bytes, ret_record);
}
