// SPDX-License-Identifier: BSD-3-Clause
/* The mark of rebuilt headers through a pcapng file */
#include "tests/capture/file.h"

static const uint8_t tlp[] = {0, 0, 0, 1, 1, 0, 7, 0xf, 0xfe, 0xdc, 0x10, 0};

/* Marked packets between others; some lack bytes */
static void write_packets(struct capture_writer *writer)
{
	for (unsigned int i = 0; i < 8; i++) {
		const struct capture_packet packet = {
			.dir = i & 4 ? CAPTURE_UP : CAPTURE_DIR_UNKNOWN,
			.rebuilt = i & 1,
			.ns = i,
			.data = tlp,
			.len = sizeof(tlp),
			.orig_len = sizeof(tlp) + (i & 2 ? 0x90000000u : 0),
		};

		assert_int_equal(
			capture_write_packet(writer, 0, &packet, NULL, 0), 0);
	}
}

static void check_packets(uint64_t most)
{
	struct capture_reader *r;
	struct capture_packet p;

	assert_int_equal(capture_open(path, &r), 0);
	for (unsigned int i = 0; i < 8; i++) {
		assert_int_equal(capture_next(r, &p), 1);
		assert_int_equal(p.rebuilt, i & 1);
		assert_int_equal(p.dir,
				 i & 4 ? CAPTURE_UP : CAPTURE_DIR_UNKNOWN);
		assert_int_equal(p.ns, i);
		assert_int_equal(p.len, sizeof(tlp));
		assert_int_equal(p.orig_len, sizeof(tlp) + (i & 2 ? most : 0));
	}
	assert_int_equal(capture_next(r, &p), 0);
	capture_free(r);
}

static void mark_is_kept(void **state)
{
	struct capture_writer *writer;

	for (int live = 0; live < 2; live++) {
		assert_int_equal(capture_create(path, CAPTURE_LINKTYPE_USER0,
						&writer),
				 0);
		assert_int_equal(capture_add_interface(writer, "a", NULL), 0);
		if (live)
			assert_int_equal(capture_go_live(writer, false), 0);
		write_packets(writer);
		assert_int_equal(capture_close(writer), 0);
		/* Numbers of missing bytes have 31 bits */
		check_packets(0x7fffffff);
	}
}

/* As other programs write it: the comment first, or another one */
static void any_order_is_read(void **state)
{
	static const char mark[] =
		"OpenTPH: header rebuilt from a descriptor; TD and EP are not known";

	for (unsigned int i = 0; i < 3; i++) {
		struct capture_reader *r;
		struct capture_packet p;
		size_t len = strlen(mark) - (i == 2), at;

		file.big = false;
		start();
		put(0x0a0d0d0a, 4), put(28, 4), put(0x1a2b3c4d, 4), put(1, 4);
		put(UINT64_MAX, 8), put(28, 4);
		put(1, 4), put(20, 4), put(147, 4), put(0, 4), put(20, 4);
		at = file.len;
		put(6, 4), put(0, 4), put(0, 4), put(0, 8), put(12, 4);
		put(12, 4), put_bytes(tlp, 12);
		if (i == 1)
			put(2, 2), put(4, 2), put(2, 4);
		put(1, 2), put(len, 2);
		put_bytes(mark, len), put_zeroes(-len & 3);
		if (i != 1)
			put(2, 2), put(4, 2), put(2, 4);
		put(0, 4);
		len = file.len + 4 - at;
		put(len, 4);
		memcpy(file.bytes + at + 4, file.bytes + file.len - 4, 4);
		assert_int_equal(open_file(&r), 0);
		assert_int_equal(capture_next(r, &p), 1);
		assert_int_equal(p.rebuilt, i != 2);
		assert_int_equal(p.dir, CAPTURE_DOWN);
		assert_int_equal(capture_next(r, &p), 0);
		capture_free(r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mark_is_kept),
		cmocka_unit_test(any_order_is_read),
	};

	return cmocka_run_group_tests_name("capture-rebuilt", tests, make_file,
					   remove_file);
}
