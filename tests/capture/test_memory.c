// SPDX-License-Identifier: BSD-3-Clause
/* A capture in memory is read as the same bytes in a file */
#include "tests/capture/pcapng.h"

/* Packets and damage are the same, and in the same order */
static void same_reading(void)
{
	struct capture_reader *a = NULL, *b = NULL;
	struct capture_packet p = {0}, q = {0};
	const int opened = open_file(&a);
	int ret;

	assert_int_equal(capture_open_memory(file.bytes, file.len, &b), opened);
	while (!opened) {
		ret = capture_next(a, &p);
		assert_int_equal(capture_next(b, &q), ret);
		if (!ret)
			break;
		if (ret != 1) {
			assert_int_equal(ret, -EPROTO);
			assert_string_equal(capture_damage(b)->what,
					    capture_damage(a)->what);
			assert_int_equal(capture_damage(b)->offset,
					 capture_damage(a)->offset);
			continue;
		}
		assert_int_equal(q.number, p.number);
		assert_int_equal(q.offset, p.offset);
		assert_int_equal(q.ns, p.ns);
		assert_int_equal(q.len, p.len);
		assert_memory_equal(q.data, p.data, p.len);
	}
	capture_free(a);
	capture_free(b);
}

static void memory_reads_like_a_file(void **state)
{
	struct capture_reader *r = NULL;
	size_t len;

	for (int big = 0; big < 2; big++) {
		start();
		section(big);
		interface("a", 9);
		packet(0, 7, 0x11223344, 1);
		packet(0, 8, 0x55667788, 2);
		len = file.len;
		for (size_t i = 0; i < len; i++) {
			file.bytes[i] ^= 0x40;
			same_reading();
			file.bytes[i] ^= 0x40;
			file.len = i;
			same_reading();
			file.len = len;
		}
	}
	/* Its end is looked up: there, wrong, beyond the file */
	for (size_t i = 0; i < 3; i++) {
		const size_t size = 2 * 1024 * 1024;

		start();
		section(false);
		interface("a", 9);
		put(0x99, 4), put(size, 4), put_zeroes(size - 12);
		put(i == 1 ? 12 : size, 4);
		packet(0, 7, 0x11223344, 1);
		if (i == 2)
			file.len = size;
		same_reading();
	}
	assert_int_equal(capture_open_memory("\1\2\3\4", 4, &r), -EPROTO);
	assert_null(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_reads_like_a_file),
	};

	return cmocka_run_group_tests_name("capture-memory", tests, make_file,
					   remove_file);
}
