// SPDX-License-Identifier: BSD-3-Clause
#include "tests/libtph/ring.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "ground.h"

enum {
	ID = 0x000 / 4,
	VERSION = 0x004 / 4,
	CAPS = 0x008 / 4,
	CTRL = 0x100 / 4,
	LOG2 = 0x104 / 4,
	SNAP = 0x108 / 4,
	KHZ = 0x10c / 4,
	WRITE = 0x120 / 4,
	READ = 0x124 / 4,
	LOST = 0x128 / 4,
	TIME = 0x130 / 4,
};

static uint32_t size_of(const struct ring *ring)
{
	return 1u << ring->regs[LOG2];
}

void ring_reset(struct ring *ring)
{
	const uint32_t log2 = ring->regs[LOG2], khz = ring->regs[KHZ];

	memset(ring->regs, 0, sizeof(ring->regs));
	ring->regs[ID] = 0x41485054;
	ring->regs[VERSION] = 1;
	ring->regs[CAPS] = 4 | 17 << 8 | 1 << 19;
	ring->regs[LOG2] = log2;
	ring->regs[KHZ] = khz;
	ring->regs[SNAP] = 0x1ff0;
	ring->sequence = 0;
	ring->lost = false;
}

void ring_init(struct ring *ring, uint32_t log2)
{
	memset(ring, 0, sizeof(*ring));
	ring->bytes = calloc(1, 1u << log2);
	ring->regs[LOG2] = log2;
	ring_reset(ring);
}

void ring_free(struct ring *ring)
{
	free(ring->bytes);
	ring->bytes = NULL;
}

void ring_poke(struct ring *ring, uint32_t position, uint32_t value)
{
	store_le32(ring->bytes + position % size_of(ring), value);
}

void ring_take(struct ring *ring, bool sent, uint64_t time, const void *tlp,
	       uint32_t len)
{
	const uint32_t kept = min(len, ring->regs[SNAP]);
	const uint32_t padded = (kept + 15) / 16 * 16;
	const uint32_t at = ring->regs[WRITE];
	uint32_t sequence;

	if (!(ring->regs[CTRL] & 1))
		return;
	sequence = ring->sequence++;
	if (16 + padded > size_of(ring) - (at - ring->regs[READ])) {
		ring->lost = true;
		ring->regs[LOST]++;
		return;
	}
	ring_poke(ring, at,
		  len | (sent ? 0x2000 : 0) | (kept < len ? 0x4000 : 0) |
			  (ring->lost ? 0x8000 : 0) | kept << 16);
	ring_poke(ring, at + 4, sequence);
	ring_poke(ring, at + 8, (uint32_t)time);
	ring_poke(ring, at + 12, (uint32_t)(time >> 32));
	for (uint32_t i = 0; i < padded; i++)
		ring->bytes[(at + 16 + i) % size_of(ring)] =
			i < kept ? ((const uint8_t *)tlp)[i] : 0;
	ring->lost = false;
	ring->regs[WRITE] = at + 16 + padded;
}

static uint32_t read_dw(struct ring *ring, uint32_t offset)
{
	if (ring->gone_after && !--ring->gone_after)
		ring->gone = true;
	if (ring->gone)
		return UINT32_MAX;
	if (offset / 4 < RING_REGS)
		return ring->regs[offset / 4];
	if (offset >= 0x40000 && offset - 0x40000 < size_of(ring))
		return load_le32(ring->bytes + offset - 0x40000);
	return 0;
}

static int ring_read(void *device, uint32_t offset, void *buf, size_t len)
{
	struct ring *ring = device;

	if (ring->unmapped)
		raise(SIGBUS);
	if (ring->error)
		return ring->error;
	ring->wide = max_t(uint32_t, ring->wide, len);
	for (size_t i = 0; i < len; i += 4) {
		ring->reads++;
		store_le32((uint8_t *)buf + i, read_dw(ring, offset + i));
	}
	return 0;
}

static int ring_write(void *device, uint32_t offset, uint32_t value)
{
	struct ring *ring = device;
	uint32_t n = offset / 4;

	if (ring->unmapped)
		raise(SIGBUS);
	if (ring->error)
		return ring->error;
	if (ring->gone || n >= RING_REGS)
		return 0;
	if (n == CTRL) {
		if (value & 2) {
			ring->regs[READ] = ring->regs[WRITE] = 0;
			ring->regs[LOST] = ring->sequence = 0;
			ring->lost = false;
		}
		value &= ~(ring->stuck | 2);
	} else if (n == READ) {
		value &= ~15u;
	} else if (n == SNAP) {
		value &= 0x1ff0;
	} else if (n >= 0x110 / 4 && n < 0x120 / 4) {
		value &= n % 2 ? UINT32_MAX : ~3u;
	} else {
		return 0;
	}
	ring->regs[n] = value;
	return 0;
}

const struct tap_access ring_access = {ring_read, ring_write};

struct tph_tap *ring_tap(struct ring *ring)
{
	struct tph_tap *tap = calloc(1, sizeof(*tap));

	tap->fd = -1;
	strcpy(tap->bdf, "0000:03:00.0");
	if (tap_identify(tap, &ring_access, ring)) {
		tph_tap_close(tap);
		return NULL;
	}
	return tap;
}
