/* SPDX-License-Identifier: BSD-3-Clause */
/* The rest of an input; zeros after its end */
#ifndef FUZZ_INPUT_H
#define FUZZ_INPUT_H

#include <stddef.h>
#include <stdint.h>

struct input {
	const uint8_t *data;
	size_t len;
};

/* Up to 8 bytes, little-endian */
static inline uint64_t input_take(struct input *in, unsigned int bytes)
{
	uint64_t v = 0;

	for (unsigned int i = 0; i < bytes && in->len; i++, in->len--)
		v |= (uint64_t)*in->data++ << 8 * i;
	return v;
}

#endif /* FUZZ_INPUT_H */
