/* SPDX-License-Identifier: BSD-3-Clause */
/* Source data, and the expected effect of a write on memory */
#ifndef GUEST_ORACLE_ORACLE_H
#define GUEST_ORACLE_ORACLE_H

#include <stddef.h>
#include <stdint.h>

#include <opentph/accel.h>

/* Pseudo random bytes, the same for the same @seed */
void data_bytes(uint64_t seed, void *buf, size_t len);
/* Floats of both signs and many magnitudes, no NaN or infinity */
void data_f32(uint64_t seed, void *buf, size_t len);
/* The same as bfloat16 */
void data_bf16(uint64_t seed, void *buf, size_t len);

/**
 * oracle_apply() - apply the expected effect of a write to memory
 * @op:		operation
 * @mem:	memory, modified; @mem[0] is the place of the data's offset 0
 * @offset:	offset of the data, in bytes of the source
 * @data:	source
 * @len:	bytes
 *
 * A plain loop over the source data. Only store and xor change elements that
 * @offset, @len do not cover completely.
 */
void oracle_apply(enum accel_op op, uint8_t *mem, uint64_t offset,
		  const uint8_t *data, size_t len);

#endif /* GUEST_ORACLE_ORACLE_H */
