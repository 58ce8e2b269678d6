// SPDX-License-Identifier: BSD-3-Clause
/* Registers of the accelerator, and the data of writes */
#include <endian.h>
#include <string.h>

#include <opentph/hw/accel.h>

#include "cli/sim/sim.h"

uint32_t sim_accel_read(const struct sim *sim, uint64_t reg)
{
	return host_read32(sim->host, sim->accel, sim->regs.bar,
			   sim->regs.offset + reg);
}

uint64_t sim_accel_read64(const struct sim *sim, uint64_t reg)
{
	return host_read64(sim->host, sim->accel, sim->regs.bar,
			   sim->regs.offset + reg);
}

static bool is_f32(unsigned int op)
{
	return op == ACCEL_OP_ADD_F32 || op == ACCEL_OP_MAX_F32 ||
	       op == ACCEL_OP_F32_TO_BF16;
}

void sim_fill(const struct sim *sim, uint8_t *data)
{
	size_t size = sim->op == ACCEL_OP_BF16_ADD_F32 ? 2 : 4;

	for (size_t i = 0; (i + 1) * size <= sim->bytes; i++) {
		uint32_t value = i + 1;
		float real = value;

		if (is_f32(sim->op) || size == 2)
			memcpy(&value, &real, sizeof(value));
		value = htole32(size == 2 ? value >> 16 : value);
		memcpy(data + i * size, &value, size);
	}
}
