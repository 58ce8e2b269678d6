// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/iseg.h"

#include <byteswap.h>

#include "device/connectx/command/cmdq.h"
#include "device/connectx/hca.h"
#include "ground.h"

#define CMDIF_REV 5

/* Offsets */
enum {
	FW_REV = 0x0,
	CMDIF_FW_SUB = 0x4,
	CMDQ_HIGH = 0x10,
	CMDQ_LOW = 0x14,
	DOORBELL = 0x18,
	HEALTH = 0x200,
	HEALTH_SIZE = 0x40,
	TIMER_HIGH = 0x1000,
	TIMER_LOW = 0x1004,
	HEALTH_COUNTER = 0x1010,
};

/* Registers of struct regs are little-endian */
static uint32_t big(uint32_t value)
{
	return bswap_32(value);
}

static uint32_t read_fw_rev(void *dev, uint32_t offset)
{
	return big(CX_FW_MINOR << 16 | CX_FW_MAJOR);
}

static uint32_t read_cmdif(void *dev, uint32_t offset)
{
	return big(CMDIF_REV << 16 | CX_FW_SUBMINOR);
}

static uint32_t read_cmdq_high(void *dev, uint32_t offset)
{
	const struct cx_hca *hca = dev;

	return big(hca->cmdq.addr >> 32);
}

static void write_cmdq_high(void *dev, uint32_t offset, uint32_t value)
{
	cx_cmdq_set_high(dev, big(value));
}

static uint32_t read_cmdq_low(void *dev, uint32_t offset)
{
	const struct cx_hca *hca = dev;

	return big((uint32_t)hca->cmdq.addr | hca->cmdq.interface << 8 |
		   CX_CMDQ_LOG_SIZE << 4 | CX_CMDQ_LOG_STRIDE);
}

static void write_cmdq_low(void *dev, uint32_t offset, uint32_t value)
{
	cx_cmdq_set_low(dev, big(value));
}

static void write_doorbell(void *dev, uint32_t offset, uint32_t value)
{
	cx_cmdq_ring(dev, big(value));
}

static uint32_t read_health(void *dev, uint32_t offset)
{
	return big(cx_health_read(dev, offset - HEALTH));
}

/* Nanoseconds; software reads the high half again and compares. */
static uint32_t read_timer(void *dev, uint32_t offset)
{
	const struct cx_hca *hca = dev;
	const uint64_t now = pcie_function_now(&hca->fn);

	return big(offset == TIMER_HIGH ? now >> 32 : now);
}

static uint32_t read_counter(void *dev, uint32_t offset)
{
	return big(cx_health_counter(dev));
}

static const struct regs_range ranges[] = {
	{FW_REV, 4, .read = read_fw_rev},
	{CMDIF_FW_SUB, 4, .read = read_cmdif},
	{CMDQ_HIGH, 4, .read = read_cmdq_high, .write = write_cmdq_high},
	{CMDQ_LOW, 4, .read = read_cmdq_low, .write = write_cmdq_low},
	{DOORBELL, 4, .write = write_doorbell},
	{HEALTH, HEALTH_SIZE, .read = read_health},
	{TIMER_HIGH, 8, .read = read_timer},
	{HEALTH_COUNTER, 4, .read = read_counter},
};

const struct regs cx_iseg = {ranges, ARRAY_SIZE(ranges)};
