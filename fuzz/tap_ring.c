// SPDX-License-Identifier: BSD-3-Clause
/*
 * A device with a tap that answers with any values, which change from one access to the
 * next: each record lies within the bytes that the reader fetched, numbers and times go
 * up, and reading ends when the device has said nothing more.
 */
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "libtph/tap/priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Most records of one input: a device can repeat itself for ever */
#define RECORDS 64

/**
 * struct device - the device
 * @data, @len: answers that are still to come
 * @ring:	bytes of the window; answers change them
 * @regs:	registers of the tap as they were written, for those that have to hold
 */
struct device {
	const uint8_t *data;
	size_t len;
	uint8_t ring[4096];
	uint32_t regs[0x140 / 4];
};

static uint32_t load(const uint8_t *p)
{
	uint32_t value;

	memcpy(&value, p, sizeof(value));
	return le32toh(value);
}

static void store(uint8_t *p, uint32_t value)
{
	value = htole32(value);
	memcpy(p, &value, sizeof(value));
}

static size_t at_most(size_t len, size_t limit)
{
	return len < limit ? len : limit;
}

static uint32_t take(struct device *device, size_t bytes)
{
	uint32_t value = 0;

	for (; bytes && device->len; bytes--, device->len--)
		value = value << 8 | *device->data++;
	return value;
}

static uint32_t read_dw(struct device *device, uint32_t offset)
{
	uint8_t *place = device->ring + offset % sizeof(device->ring);
	const uint32_t kind = offset < ACCEL_TAP_WINDOW ? 0 : take(device, 1);

	if (offset % 4 || offset >= ACCEL_TAP_WINDOW + ACCEL_TAP_WINDOW_SIZE)
		abort();
	/* Most of the ring is as it was, else no record would ever be valid */
	if (kind > 250)
		store(place, take(device, 4));
	if (offset >= ACCEL_TAP_WINDOW)
		return load(place);
	switch (offset) {
	case ACCEL_REG_ID:
		return ACCEL_ID_MAGIC;
	case ACCEL_REG_VERSION:
		return ACCEL_VERSION;
	case ACCEL_REG_CAPS:
		return ACCEL_CAPS_TAP;
	case ACCEL_REG_TAP_LOG2:
		return 12;
	case ACCEL_REG_TAP_WRITE:
		/* A step forward, or anything */
		if (take(device, 1) < 250)
			device->regs[offset / 4] += take(device, 1) * 16;
		else
			device->regs[offset / 4] = take(device, 4);
		return device->regs[offset / 4];
	}
	return offset < 0x140 ? device->regs[offset / 4] : 0;
}

static int fuzz_read(void *ctx, uint32_t offset, void *buf, size_t len)
{
	struct device *device = ctx;

	if (!len || len % 4 || len > TAP_BLOCK)
		abort();
	for (size_t i = 0; i < len; i += 4)
		store((uint8_t *)buf + i, read_dw(device, offset + i));
	return 0;
}

static int fuzz_write(void *ctx, uint32_t offset, uint32_t value)
{
	struct device *device = ctx;

	if (offset == ACCEL_REG_TAP_CTRL)
		value &= ~ACCEL_TAP_CTRL_CLEAR;
	if (offset >= 0x100 && offset < 0x140)
		device->regs[offset / 4] = value;
	return 0;
}

static void check(const struct tap_reader *reader,
		  const struct tph_tap_record *record, uint64_t time)
{
	volatile uint8_t sum = 0;

	if (record->data < reader->bytes ||
	    record->data + record->kept > reader->bytes + reader->fill ||
	    record->kept > record->length || !record->length ||
	    record->time < time)
		abort();
	for (uint32_t i = 0; i < record->kept; i++)
		sum += record->data[i];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const struct tap_access access = {fuzz_read, fuzz_write};
	static struct device device;
	struct tph_tap *tap = calloc(1, sizeof(*tap));
	struct tph_tap_record record;
	uint32_t expected = 0;
	uint64_t time = 0;
	int ret = 0;

	if (!tap)
		return 0;
	memset(&device, 0, sizeof(device));
	/* The first bytes are the ring, the others its changes */
	memcpy(device.ring, data, at_most(len, sizeof(device.ring)));
	device.data = data + at_most(len, sizeof(device.ring) / 8);
	device.len = len - at_most(len, sizeof(device.ring) / 8);
	tap->fd = -1;
	if (tap_identify(tap, &access, &device) ||
	    tph_tap_start(tap, &(struct tph_tap_filter){.th = len % 2}))
		abort();
	for (unsigned int n = 0; n < RECORDS; n++) {
		ret = tph_tap_next(tap, &record);
		if (ret < 0)
			break;
		if (!ret && !device.len)
			break;
		if (!ret)
			continue;
		check(&tap->reader, &record, time);
		if (record.sequence - record.lost != expected)
			abort();
		expected = record.sequence + 1;
		time = record.time;
	}
	if (ret < 0 && ret != -EBADMSG && ret != -ENODEV && ret != -ECONNRESET)
		abort();
	tph_tap_close(tap);
	return 0;
}
