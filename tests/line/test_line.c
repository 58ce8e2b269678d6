// SPDX-License-Identifier: BSD-3-Clause
/* Numbers and bytes as printf() writes them, and lines without room */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdlib.h>

#include <cmocka.h>

#include "line/line.h"

/* All kinds of pieces; the text of them is below */
static void put_all(struct line *line)
{
	static const uint8_t bytes[] = {0x00, 0x0f, 0xf0, 0xff, 0x12};
	size_t from;

	line_text(line, "a text ");
	line_char(line, '|');
	line_dec(line, 0, 1);
	line_char(line, '|');
	line_dec(line, 17, 6);
	line_dec(line, UINT64_MAX, 6);
	line_char(line, '|');
	line_dec_zero(line, 12, 9);
	line_dec_zero(line, 1234, 2);
	line_char(line, '|');
	line_hex(line, 0, 1);
	line_hex(line, 0xab, 4);
	line_hex(line, 0xfedcba9876543210, 2);
	line_char(line, '|');
	line_hex_bytes(line, bytes, sizeof(bytes));
	line_bdf(line, 0xa1fd);
	from = line_len(line);
	line_text(line, "dn0");
	line_pad(line, from, 5);
	line_pad(line, from, 2);
	line_text(line, "");
	line_printf(line, "%s-%d|", "printf", -1);
}

static const char all[] =
	"a text |0|    1718446744073709551615|0000000121234|"
	"000abfedcba9876543210|000ff0ff12a1:1f.5dn0  printf--1|";

static void text_in_memory(void **state)
{
	char buf[sizeof(all)];
	struct line line = {.buf = buf, .size = sizeof(buf)};

	put_all(&line);
	assert_int_equal(line_len(&line), sizeof(all) - 1);
	assert_memory_equal(buf, all, sizeof(all) - 1);
}

/* The length is that of the whole text */
static void text_is_cut(void **state)
{
	char buf[sizeof(all)];

	for (size_t size = 0; size < sizeof(all); size++) {
		struct line line = {.buf = size ? buf : NULL, .size = size};

		memset(buf, '#', sizeof(buf));
		put_all(&line);
		assert_int_equal(line_len(&line), sizeof(all) - 1);
		assert_int_equal(line.len, size ? size - 1 : 0);
		assert_memory_equal(buf, all, line.len);
		for (size_t i = size; i < sizeof(buf); i++)
			assert_int_equal(buf[i], '#');
	}
}

/* A file gets all of the text, however small the room is */
static void text_in_a_file(void **state)
{
	for (size_t size = 1; size < sizeof(all) + 2; size++) {
		char buf[sizeof(all) + 2], *text = NULL;
		size_t len;
		struct line line = {.buf = buf,
				    .size = size,
				    .out = open_memstream(&text, &len)};

		assert_non_null(line.out);
		put_all(&line);
		assert_int_equal(line_len(&line), sizeof(all) - 1);
		line_char(&line, '\n');
		line_flush(&line);
		fclose(line.out);
		assert_int_equal(len, sizeof(all));
		assert_memory_equal(text, all, sizeof(all) - 1);
		assert_int_equal(text[len - 1], '\n');
		free(text);
	}
}

/* Nothing reaches the file before the end of the line */
static void line_is_written_as_a_whole(void **state)
{
	char buf[64], *text = NULL, *room;
	size_t len;
	struct line line = {.buf = buf,
			    .size = sizeof(buf),
			    .out = open_memstream(&text, &len)};

	assert_non_null(line.out);
	line_text(&line, "one ");
	room = line_room(&line, 40);
	memcpy(room, "two", 3);
	line_took(&line, 3);
	fflush(line.out);
	assert_int_equal(len, 0);
	/* 7 and 60 bytes are too many */
	room = line_room(&line, 60);
	fflush(line.out);
	assert_int_equal(len, 7);
	assert_ptr_equal(room, buf);
	line_char(&line, '\n');
	line_flush(&line);
	fclose(line.out);
	assert_string_equal(text, "one two\n");
	free(text);
}

static void digits_as_printf(void **state)
{
	char buf[64], expected[64];

	for (unsigned int shift = 0; shift < 64; shift++)
		for (int near = -1; near <= 1; near++)
			for (unsigned int digits = 1; digits <= 16; digits++) {
				struct line line = {.buf = buf,
						    .size = sizeof(buf)};
				uint64_t n = (UINT64_C(1) << shift) + near;

				line_hex(&line, n, digits);
				line_char(&line, ' ');
				line_dec(&line, n, digits);
				buf[line.len] = '\0';
				snprintf(expected, sizeof(expected),
					 "%0*" PRIx64 " %*" PRIu64, digits, n,
					 digits, n);
				assert_string_equal(buf, expected);
			}
}

/* More than are placed at once */
static void many_bytes(void **state)
{
	uint8_t bytes[256];
	char buf[2 * sizeof(bytes) + 1], expected[8];
	struct line line = {.buf = buf, .size = sizeof(buf)};

	for (unsigned int i = 0; i < sizeof(bytes); i++)
		bytes[i] = i;
	line_hex_bytes(&line, bytes, sizeof(bytes));
	assert_int_equal(line.len, 2 * sizeof(bytes));
	for (unsigned int i = 0; i < sizeof(bytes); i++) {
		snprintf(expected, sizeof(expected), "%02x", i);
		assert_memory_equal(buf + 2 * i, expected, 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_in_memory),
		cmocka_unit_test(text_is_cut),
		cmocka_unit_test(text_in_a_file),
		cmocka_unit_test(line_is_written_as_a_whole),
		cmocka_unit_test(digits_as_printf),
		cmocka_unit_test(many_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
