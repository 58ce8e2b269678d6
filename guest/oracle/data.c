// SPDX-License-Identifier: BSD-3-Clause
/* Source data */
#include <string.h>

#include "guest/oracle/oracle.h"

/* xorshift64* (Vigna 2016) */
static uint64_t next_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 0x2545f4914f6cdd1dull;
}

void data_bytes(uint64_t seed, void *buf, size_t len)
{
	uint64_t state = seed * 2 + 1;
	uint8_t *p = buf;

	for (size_t i = 0; i < len; i++)
		p[i] = next_random(&state) >> 56;
}

void data_f32(uint64_t seed, void *buf, size_t len)
{
	uint64_t state = seed * 2 + 1;
	uint8_t *p = buf;

	for (size_t i = 0; i + 4 <= len; i += 4) {
		uint64_t r = next_random(&state);
		/* sign, exponent 2^-8..2^7, all of the mantissa */
		uint32_t bits = (r >> 63) << 31 | (119 + (r >> 40) % 16) << 23 |
				(r & 0x7fffff);

		memcpy(p + i, &bits, 4);
	}
}

void data_bf16(uint64_t seed, void *buf, size_t len)
{
	uint64_t state = seed * 2 + 1;
	uint8_t *p = buf;

	for (size_t i = 0; i + 2 <= len; i += 2) {
		uint64_t r = next_random(&state);
		uint16_t bits = (r >> 63) << 15 | (119 + (r >> 40) % 16) << 7 |
				(r & 0x7f);

		memcpy(p + i, &bits, 2);
	}
}
