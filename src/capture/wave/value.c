// SPDX-License-Identifier: BSD-3-Clause
#include "capture/wave/value.h"

#include <errno.h>
#include <stdlib.h>

/* Bytes after the last one, for loads of 64 bits */
#define PAD 8

int value_init(struct value *value, unsigned int width)
{
	const unsigned int bytes = (width + 7) / 8;
	uint8_t *memory = calloc(4, bytes + PAD);

	if (!memory)
		return -ENOMEM;
	*value = (struct value){
		.width = width,
		.bytes = bytes,
		.now = memory,
		.now_x = memory + (bytes + PAD),
		.next = memory + 2 * (bytes + PAD),
		.next_x = memory + 3 * (bytes + PAD),
	};
	value_unknown(value);
	value_commit(value);
	return 0;
}

void value_free(struct value *value)
{
	free(value->now);
}

static uint8_t top_mask(const struct value *value)
{
	return 0xff >> (7 - (value->width - 1) % 8);
}

/* Bits above the width are 0 */
static void trim(const struct value *value, uint8_t *bits)
{
	bits[value->bytes - 1] &= top_mask(value);
}

void value_unknown(struct value *value)
{
	memset(value->next, 0, value->bytes);
	memset(value->next_x, 0xff, value->bytes);
	trim(value, value->next_x);
	value->next_any_x = true;
	value->changed = true;
}

void value_commit(struct value *value)
{
	memcpy(value->now, value->next, value->bytes);
	if (value->next_any_x)
		memcpy(value->now_x, value->next_x, value->bytes);
	value->any_x = value->next_any_x;
	value->changed = false;
}

static void put_bit(struct value *value, unsigned int at, bool bit, bool x)
{
	if (at >= value->width)
		return;
	value->next[at / 8] |= (uint8_t)(bit << at % 8);
	value->next_x[at / 8] |= (uint8_t)(x << at % 8);
}

static void clear(struct value *value)
{
	memset(value->next, 0, value->bytes);
	memset(value->next_x, 0, value->bytes);
	value->next_any_x = false;
	value->changed = true;
}

static bool is_x(char c)
{
	c |= 0x20;
	return c == 'x' || c == 'z';
}

/* Return: value of a digit with @bits bits, or -1 */
static int digit(char c, unsigned int bits)
{
	int n = -1;

	if (c >= '0' && c <= '9')
		n = c - '0';
	else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		n = (c | 0x20) - 'a' + 10;
	return n < 1 << bits ? n : -1;
}

bool value_digits(struct value *value, const char *digits, size_t n,
		  unsigned int bits)
{
	const bool x = n && is_x(digits[0]);
	unsigned int at = 0;

	clear(value);
	if (!n) {
		value_unknown(value);
		return false;
	}
	for (size_t i = n; i-- && at < value->width; at += bits) {
		const int d = digit(digits[i], bits);

		if (d < 0 && !is_x(digits[i])) {
			value_unknown(value);
			return false;
		}
		value->next_any_x |= d < 0;
		for (unsigned int b = 0; b < bits; b++)
			put_bit(value, at + b, d > 0 && d >> b & 1, d < 0);
	}
	for (; x && at < value->width; at++)
		put_bit(value, at, false, true);
	return true;
}

/* Eight binary digits. Return: false if there are others */
static inline bool eight(const char *p, uint8_t *ret_byte)
{
	const uint64_t text = load_le64(p);

	if ((text & 0xfefefefefefefefe) != 0x3030303030303030)
		return false;
	/* The sum has the lowest bit of byte i in bit 63 - i, without carries */
	*ret_byte = ((text & 0x0101010101010101) * 0x8040201008040201) >> 56;
	return true;
}

bool value_binary(struct value *value, const char *digits, size_t n)
{
	const char *end = digits + n;
	size_t left = n < value->width ? n : value->width;
	unsigned int byte = 0, bit = 0;

	for (; left >= 8; left -= 8)
		if (!eight(end -= 8, &value->next[byte++]))
			return value_digits(value, digits, n, 1);
	if (byte < value->bytes)
		memset(value->next + byte, 0, value->bytes - byte);
	for (; bit < left; bit++) {
		const char c = *--end;

		if (c != '0' && c != '1')
			return value_digits(value, digits, n, 1);
		value->next[byte] |= (uint8_t)((c & 1) << bit);
	}
	if (!n)
		return value_digits(value, digits, n, 1);
	value->next_any_x = false;
	value->changed = true;
	return true;
}

static void negate(struct value *value)
{
	unsigned int carry = 1;

	for (unsigned int i = 0; i < value->bytes; i++) {
		carry += (uint8_t)~value->next[i];
		value->next[i] = carry;
		carry >>= 8;
	}
}

bool value_decimal(struct value *value, const char *digits, size_t n)
{
	const bool negative = n && digits[0] == '-';

	clear(value);
	for (size_t i = negative; i < n; i++) {
		unsigned int carry = (unsigned char)digits[i] - '0';

		if (carry > 9)
			break;
		for (unsigned int b = 0; b < value->bytes; b++) {
			carry += value->next[b] * 10;
			value->next[b] = carry;
			carry >>= 8;
		}
		if (i + 1 < n)
			continue;
		if (negative)
			negate(value);
		trim(value, value->next);
		return true;
	}
	value_unknown(value);
	return false;
}

bool value_has_x(const struct value *value, unsigned int at, unsigned int n)
{
	for (unsigned int i = at; i < at + n && i < value->width; i++)
		if (value->now_x[i / 8] >> i % 8 & 1)
			return true;
	return false;
}
