// SPDX-License-Identifier: BSD-3-Clause
/* Numbers of packets that a pcapng capture lost (epb_dropcount) */
#include "tests/capture/file.h"

static const uint8_t tlp[] = {0, 0, 0, 1, 1, 0, 7, 0xf, 0xfe, 0xdc, 0x10, 0};

/* A section with one interface */
static void put_start(bool big)
{
	file.big = big;
	start();
	put(0x0a0d0d0a, 4), put(28, 4), put(0x1a2b3c4d, 4);
	put(1, 2), put(0, 2);
	put(UINT64_MAX, 8), put(28, 4);
	put(1, 4), put(20, 4), put(147, 2), put(0, 6);
	put(20, 4);
}

/* A packet whose options are flags, before or after a number of @size bytes */
static void put_packet(uint64_t lost, int size, bool flags_first)
{
	const unsigned int len = 56 + 4 + size;

	put(6, 4), put(len, 4), put(0, 4), put(0, 8), put(12, 4), put(12, 4);
	put_bytes(tlp, sizeof(tlp));
	if (flags_first)
		put(2, 2), put(4, 2), put(2, 4);
	put(4, 2), put(size, 2), put(lost, size);
	if (!flags_first)
		put(2, 2), put(4, 2), put(2, 4);
	put(0, 4), put(len, 4);
}

static void next_has(struct capture_reader *r, uint64_t lost)
{
	struct capture_packet p;

	assert_int_equal(capture_next(r, &p), 1);
	assert_int_equal(p.lost, lost);
	assert_int_equal(p.dir, CAPTURE_DOWN);
	assert_int_equal(p.len, sizeof(tlp));
}

static void counts_are_read(void **state)
{
	for (int big = 0; big < 2; big++) {
		struct capture_reader *r;
		struct capture_packet p;

		put_start(big);
		put_packet(0x100000002, 8, true);
		put_packet(3, 8, false);
		/* A number has 8 bytes */
		put_packet(4, 4, true);
		put_packet(0, 8, true);
		assert_int_equal(open_file(&r), 0);
		next_has(r, 0x100000002);
		next_has(r, 3);
		next_has(r, 0);
		next_has(r, 0);
		assert_int_equal(capture_next(r, &p), 0);
		capture_free(r);
	}
}

static void counts_are_written(void **state)
{
	const struct capture_packet packet = {
		.dir = CAPTURE_DOWN,
		.data = tlp,
		.len = sizeof(tlp),
		.orig_len = sizeof(tlp),
	};
	struct capture_writer *writer;
	struct capture_reader *r;

	assert_int_equal(capture_create(path, CAPTURE_LINKTYPE_USER0, &writer),
			 0);
	assert_int_equal(capture_add_interface(writer, "a", NULL), 0);
	assert_int_equal(capture_note_loss(writer, 2), 0);
	assert_int_equal(capture_note_loss(writer, 5), 0);
	for (int i = 0; i < 2; i++)
		assert_int_equal(
			capture_write_packet(writer, 0, &packet, NULL, 0), 0);
	assert_int_equal(capture_close(writer), 0);
	assert_int_equal(capture_open(path, &r), 0);
	next_has(r, 7);
	next_has(r, 0);
	capture_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_are_read),
		cmocka_unit_test(counts_are_written),
	};

	return cmocka_run_group_tests_name("capture-losses", tests, make_file,
					   remove_file);
}
