/* SPDX-License-Identifier: BSD-3-Clause */
/* Values of signals: bits that are 0, 1 or unknown */
#ifndef CAPTURE_WAVE_VALUE_H
#define CAPTURE_WAVE_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ground.h"

/* Most bits of a signal that is read */
#define VALUE_MAX_WIDTH 4096

/**
 * struct value - a signal now, and after the changes of the current time
 * @width:	bits
 * @bytes:	bytes that hold them
 * @any_x:	some bit of @now is unknown (x or z)
 * @next_any_x:	some bit of @next is unknown
 * @changed:	@next was written and value_commit() not called yet
 * @now:	bits, bit 0 in bit 0 of the first byte. After the last byte, as in the
 *		other three, are 8 that can be read and are 0
 * @now_x:	mask of the unknown bits, valid with @any_x
 * @next:	as @now
 * @next_x:	as @now_x, valid with @next_any_x
 */
struct value {
	unsigned int width, bytes;
	bool any_x, next_any_x, changed;
	uint8_t *now, *now_x, *next, *next_x;
};

/* All bits are unknown at first. Return: 0; -ENOMEM */
int value_init(struct value *value, unsigned int width);

void value_free(struct value *value);

/*
 * The functions that write @next take digits from the most significant one. Missing
 * digits are 0, or as the first digit if that is x or z; surplus ones are dropped.
 * Return: false if a character is not a digit; then all bits are unknown
 */
bool value_binary(struct value *value, const char *digits, size_t n);

/* @bits of a digit: 3 octal, 4 hexadecimal */
bool value_digits(struct value *value, const char *digits, size_t n,
		  unsigned int bits);

/* May begin with "-" */
bool value_decimal(struct value *value, const char *digits, size_t n);

void value_unknown(struct value *value);

/* @next becomes @now. */
void value_commit(struct value *value);

/* Return: true if one of @n bits from bit @at is unknown */
bool value_has_x(const struct value *value, unsigned int at, unsigned int n);

/* Return: @n bits from bit @at, at most 32; 0 beyond the width. Sets *@x if unknown */
static inline uint32_t value_get(const struct value *value, unsigned int at,
				 unsigned int n, bool *x)
{
	if (at >= value->width)
		return 0;
	if (value->any_x && value_has_x(value, at, n))
		*x = true;
	return (load_le64(value->now + at / 8) >> at % 8) &
	       (((uint64_t)1 << n) - 1);
}

/* Return: the bytes from byte @at, of which @n must be within the width */
static inline const uint8_t *value_at(const struct value *value,
				      unsigned int at, unsigned int n, bool *x)
{
	if (value->any_x && value_has_x(value, at * 8, n * 8))
		*x = true;
	return value->now + at;
}

#endif /* CAPTURE_WAVE_VALUE_H */
