// SPDX-License-Identifier: BSD-3-Clause
/*
 * The expected result, computed from the source data only. Shares only the names
 * of the operations with the device model.
 */
#include "guest/oracle/oracle.h"

#include <math.h>
#include <string.h>

static uint32_t get32(const uint8_t *p)
{
	return p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24;
}

static void put32(uint8_t *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = v >> 8 * i;
}

static float getf(const uint8_t *p)
{
	uint32_t bits = get32(p);
	float f;

	memcpy(&f, &bits, 4);
	return f;
}

static void putf(uint8_t *p, float f)
{
	uint32_t bits;

	memcpy(&bits, &f, 4);
	put32(p, bits);
}

/* The float whose upper half is @half */
static float widen(uint16_t half)
{
	uint32_t bits = (uint32_t)half << 16;
	float f;

	memcpy(&f, &bits, 4);
	return f;
}

/*
 * Round a finite float to the nearer of its two bfloat16 neighbours, or to the one
 * with an even last bit if both are equally near. Distances are exact in double.
 */
static uint16_t narrow(float f)
{
	uint32_t bits;
	uint16_t towards_zero, away;
	double down, up;

	memcpy(&bits, &f, 4);
	towards_zero = bits >> 16;
	away = towards_zero + 1;
	down = fabs((double)f - (double)widen(towards_zero));
	up = fabs((double)widen(away) - (double)f);
	if (down != up)
		return down < up ? towards_zero : away;
	return towards_zero % 2 ? away : towards_zero;
}

static void element(enum accel_op op, uint8_t *mem, const uint8_t *data)
{
	uint16_t half;

	switch (op) {
	case ACCEL_OP_ADD_U32:
		put32(mem, get32(mem) + get32(data));
		break;
	case ACCEL_OP_ADD_F32:
		putf(mem, getf(mem) + getf(data));
		break;
	case ACCEL_OP_MAX_U32:
		if (get32(data) > get32(mem))
			memcpy(mem, data, 4);
		break;
	case ACCEL_OP_MAX_F32:
		if (getf(data) > getf(mem))
			memcpy(mem, data, 4);
		break;
	case ACCEL_OP_F32_TO_BF16:
		half = narrow(getf(data));
		mem[0] = half & 0xff;
		mem[1] = half >> 8;
		break;
	case ACCEL_OP_BF16_ADD_F32:
		putf(mem, getf(mem) + widen(data[0] | data[1] << 8));
		break;
	default:
		break;
	}
}

static void elements(enum accel_op op, uint8_t *mem, uint64_t offset,
		     const uint8_t *data, size_t len)
{
	size_t from = op == ACCEL_OP_BF16_ADD_F32 ? 2 : 4;
	size_t to = op == ACCEL_OP_F32_TO_BF16 ? 2 : 4;
	uint64_t first = (offset + from - 1) / from;
	uint64_t end = (offset + len) / from;

	for (uint64_t i = first; i < end; i++)
		element(op, mem + i * to, data + (i * from - offset));
}

void oracle_apply(enum accel_op op, uint8_t *mem, uint64_t offset,
		  const uint8_t *data, size_t len)
{
	switch (op) {
	case ACCEL_OP_STORE:
		memcpy(mem + offset, data, len);
		break;
	case ACCEL_OP_XOR:
		for (size_t i = 0; i < len; i++)
			mem[offset + i] ^= data[i];
		break;
	case ACCEL_OP_DISCARD:
		break;
	default:
		elements(op, mem, offset, data, len);
	}
}
