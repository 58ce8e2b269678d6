// SPDX-License-Identifier: BSD-3-Clause
#include "device/regs.h"

#include <endian.h>
#include <string.h>

#include "device/enables.h"

static const struct regs_range *find(const struct regs *regs, uint64_t offset)
{
	for (unsigned int i = 0; i < regs->n; i++) {
		const struct regs_range *r = &regs->ranges[i];

		if (offset >= r->offset && offset - r->offset < r->size)
			return r;
	}
	return NULL;
}

static uint32_t value_of(const struct regs_range *r, void *dev, uint32_t offset)
{
	uint32_t value = r->fixed;

	if (r->read)
		return r->read(dev, offset);
	if (r->state)
		memcpy(&value, (const uint8_t *)dev + r->state, sizeof(value));
	return value;
}

void regs_read(const struct regs *regs, void *dev, uint64_t offset, void *buf,
	       size_t len)
{
	for (size_t i = 0; i + 4 <= len; i += 4) {
		const struct regs_range *r = find(regs, offset + i);
		uint32_t value = 0;

		if (r)
			value = htole32(
				value_of(r, dev, (uint32_t)(offset + i)));
		memcpy((uint8_t *)buf + i, &value, sizeof(value));
	}
}

void regs_write(const struct regs *regs, void *dev, uint64_t offset,
		const struct tlp *tlp)
{
	for (size_t dw = 0; dw < tlp->length; dw++) {
		uint64_t at = offset + dw * 4;
		const struct regs_range *r = find(regs, at);
		uint32_t value;

		if (!r || !r->write || enables_of_dw(tlp, dw) != ENABLES_ALL)
			continue;
		memcpy(&value, tlp->payload + dw * 4, sizeof(value));
		r->write(dev, (uint32_t)at, le32toh(value));
	}
}

uint32_t regs_read64(struct regs_latch *latch, uint32_t offset, uint64_t value)
{
	if (offset & 4) {
		if (latch->valid && latch->offset == offset - 4)
			return latch->high;
		return (uint32_t)(value >> 32);
	}
	*latch = (struct regs_latch){offset, (uint32_t)(value >> 32), true};
	return (uint32_t)value;
}

void regs_write64(uint64_t *reg, uint32_t offset, uint32_t value)
{
	unsigned int shift = offset & 4 ? 32 : 0;

	*reg &= ~((uint64_t)UINT32_MAX << shift);
	*reg |= (uint64_t)value << shift;
}
