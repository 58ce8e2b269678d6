// SPDX-License-Identifier: BSD-3-Clause
/* Digits of values of signals */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "capture/wave/value.h"

enum { BINARY, OCTAL, HEX, DECIMAL };

static bool put(struct value *value, int form, const char *digits, size_t n)
{
	if (form == BINARY)
		return value_binary(value, digits, n);
	if (form == DECIMAL)
		return value_decimal(value, digits, n);
	return value_digits(value, digits, n, form == OCTAL ? 3 : 4);
}

/* The bits of a value, from the highest */
static const char *text_of(const struct value *value)
{
	static char text[VALUE_MAX_WIDTH + 1];

	for (unsigned int i = 0; i < value->width; i++) {
		bool x = false;
		const unsigned int at = value->width - 1 - i;
		const uint32_t bit = value_get(value, at, 1, &x);

		text[i] = x ? 'x' : bit ? '1' : '0';
	}
	text[value->width] = '\0';
	return text;
}

/* IEEE 1364: missing digits are 0, or x or z if the first digit is that */
static void digits_are_read(void **state)
{
	static const struct {
		int form;
		unsigned int width;
		const char *digits, *want;
	} rows[] = {
		{BINARY, 1, "1", "1"},
		{BINARY, 1, "z", "x"},
		{BINARY, 4, "1", "0001"},
		{BINARY, 4, "x1", "xxx1"},
		{BINARY, 4, "0x", "000x"},
		{BINARY, 4, "Z", "xxxx"},
		{BINARY, 3, "11010", "010"},
		{BINARY, 12, "10110", "000000010110"},
		{BINARY, 9, "110010110", "110010110"},
		{BINARY, 16, "1100101111110001", "1100101111110001"},
		{BINARY, 16, "x100101111110001", "x100101111110001"},
		{BINARY, 17, "01100101111110001", "01100101111110001"},
		{HEX, 12, "a5F", "101001011111"},
		{HEX, 10, "a5f", "1001011111"},
		{HEX, 12, "x", "xxxxxxxxxxxx"},
		{HEX, 12, "5x", "00000101xxxx"},
		{OCTAL, 6, "71", "111001"},
		{OCTAL, 4, "71", "1001"},
		{DECIMAL, 8, "200", "11001000"},
		{DECIMAL, 8, "-1", "11111111"},
		{DECIMAL, 4, "-8", "1000"},
		{DECIMAL, 36, "68719476735",
		 "111111111111111111111111111111111111"},
		{DECIMAL, 66, "36893488147419103233",
		 "100000000000000000000000000000000000000000000000000000000000000001"},
		{BINARY, 2, "", NULL},
		{BINARY, 9, "100000002", NULL},
		{BINARY, 9, "2", NULL},
		{OCTAL, 9, "8", NULL},
		{HEX, 9, "0g", NULL},
		{DECIMAL, 9, "1x", NULL},
		{DECIMAL, 9, "-", NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *digits = rows[i].digits;
		struct value value;

		assert_int_equal(value_init(&value, rows[i].width), 0);
		for (unsigned int at = 0; at < value.width; at++)
			assert_true(value_has_x(&value, at, 1));
		/* Digits of an earlier value do not stay */
		value_binary(&value, "x1", 2);
		assert_int_equal(put(&value, rows[i].form, digits,
				     strlen(digits)),
				 !!rows[i].want);
		value_commit(&value);
		if (rows[i].want)
			assert_string_equal(text_of(&value), rows[i].want);
		else
			assert_true(value_has_x(&value, 0, value.width));
		value_free(&value);
	}
}

/* Any text of 0, 1 and x of any width */
static void binary_digits_stay(void **state)
{
	unsigned int seed = 1;

	for (int round = 0; round < 20000; round++) {
		const unsigned int width = 1 + rand_r(&seed) % 300;
		const bool any_x = rand_r(&seed) % 2;
		char digits[301] = "";
		struct value value;

		for (unsigned int i = 0; i < width; i++)
			digits[i] = "01x"[rand_r(&seed) % (2 + any_x)];
		assert_int_equal(value_init(&value, width), 0);
		assert_true(value_binary(&value, digits, width));
		value_commit(&value);
		assert_string_equal(text_of(&value), digits);
		value_free(&value);
	}
}

static void pieces_are_read(void **state)
{
	struct value value;
	bool x = false;

	assert_int_equal(value_init(&value, 70), 0);
	assert_true(value_digits(&value, "3f123456789abcdef0", 18, 4));
	value_commit(&value);
	assert_int_equal(value_get(&value, 0, 32, &x), 0x9abcdef0);
	assert_int_equal(value_get(&value, 20, 12, &x), 0x9ab);
	assert_int_equal(value_get(&value, 64, 32, &x), 0x3f);
	assert_int_equal(value_get(&value, 69, 1, &x), 1);
	assert_int_equal(value_get(&value, 70, 8, &x), 0);
	assert_int_equal(value_get(&value, 4000, 8, &x), 0);
	assert_int_equal(*value_at(&value, 1, 1, &x), 0xde);
	assert_false(x);
	assert_true(value_digits(&value, "3fx23456789abcdef0", 18, 4));
	value_commit(&value);
	value_get(&value, 56, 4, &x);
	assert_false(x);
	value_get(&value, 59, 2, &x);
	assert_true(x);
	value_free(&value);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digits_are_read),
		cmocka_unit_test(binary_digits_stay),
		cmocka_unit_test(pieces_are_read),
	};

	return cmocka_run_group_tests_name("capture-wave-value", tests, NULL,
					   NULL);
}
