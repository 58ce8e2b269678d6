// SPDX-License-Identifier: BSD-3-Clause
/* Classic pcap, made by hand: byte orders, units of time, damage */
#include "tests/capture/file.h"

#define SECONDS 1700000000u

/* A file of USER0 with a snap length of 64 */
static void header(bool big, uint32_t magic)
{
	file.big = big;
	start();
	put(magic, 4), put(2, 2), put(4, 2), put(0, 8), put(64, 4);
	put(147, 4);
}

static void record(uint32_t seconds, uint32_t fraction, uint32_t len,
		   uint32_t orig_len)
{
	put(seconds, 4), put(fraction, 4), put(len, 4), put(orig_len, 4);
	for (uint32_t i = 0; i < len; i++)
		put(i + 1, 1);
}

static void both_orders_and_units(void **state)
{
	static const struct {
		bool big;
		uint32_t magic, fraction;
	} rows[] = {
		{false, 0xa1b2c3d4, 123456},
		{true, 0xa1b2c3d4, 123456},
		{false, 0xa1b23c4d, 123456000},
		{true, 0xa1b23c4d, 123456000},
	};
	struct capture_packet p;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct capture_reader *r = NULL;

		header(rows[i].big, rows[i].magic);
		record(SECONDS, rows[i].fraction, 12, 12);
		record(0xffffffff, 0, 5, 300);
		assert_int_equal(open_file(&r), 0);
		assert_int_equal(capture_next(r, &p), 1);
		assert_int_equal(p.number, 1);
		assert_int_equal(p.offset, 24);
		assert_int_equal(p.line, 0);
		assert_int_equal(p.linktype, 147);
		assert_int_equal(p.ns, 1700000000123456000);
		assert_int_equal(p.dir, CAPTURE_DIR_UNKNOWN);
		assert_string_equal(p.link, "");
		assert_true(p.timed);
		assert_false(p.flit);
		assert_false(p.header_only);
		assert_int_equal(p.len, 12);
		assert_int_equal(p.orig_len, 12);
		assert_memory_equal(p.data, "\1\2\3\4\5\6\7\10\11\12\13\14",
				    12);
		assert_int_equal(capture_next(r, &p), 1);
		assert_int_equal(p.number, 2);
		assert_int_equal(p.offset, 24 + 28);
		assert_int_equal(p.ns, 4294967295000000000);
		assert_int_equal(p.len, 5);
		assert_int_equal(p.orig_len, 300);
		assert_int_equal(capture_next(r, &p), 0);
		capture_free(r);
	}
}

/* The upper bits announce a frame check sequence */
static void link_type_is_masked(void **state)
{
	struct capture_reader *r = NULL;
	struct capture_packet p;

	header(true, 0xa1b2c3d4);
	file.bytes[20] = 0x24;
	file.bytes[23] = 148;
	record(SECONDS, 0, 4, 4);
	assert_int_equal(open_file(&r), 0);
	assert_int_equal(capture_next(r, &p), 1);
	assert_int_equal(p.linktype, 148);
	assert_true(p.flit);
	capture_free(r);
}

static void wrong_headers_are_refused(void **state)
{
	struct capture_reader *r = NULL;

	header(false, 0xa1b2c3d4);
	/* A file shorter than the magic might be text */
	for (file.len = 4; file.len < 24; file.len++)
		assert_int_equal(open_file(&r), -EPROTO);
	header(true, 0xa1b2c3d4);
	file.bytes[5] = 3;
	assert_int_equal(open_file(&r), -EPROTO);
	/* A patched libpcap's format, with longer records */
	header(false, 0xa1b2cd34);
	assert_int_equal(open_file(&r), -EPROTO);
	assert_null(r);
	header(false, 0xa1b2c3d4);
	assert_int_equal(open_file(&r), 0);
	assert_int_equal(capture_next(r, &(struct capture_packet){0}), 0);
	capture_free(r);
}

/* The second of four records is damaged, at byte 24 + 32; later records are not
 */
static void damage_is_passed_over(void **state)
{
	static const struct {
		size_t at;
		uint32_t value;
		const char *message;
	} rows[] = {
		{8, 0, "byte 56: a packet has no bytes"},
		{8, 0x40001, "byte 56: a packet is larger than 256 KiB"},
		{8, 0xffffffff, "byte 56: a packet is larger than 256 KiB"},
		{8, 17, "byte 56: a packet is longer than it was on the wire"},
		{4, 1000000,
		 "byte 56: the time of a packet is out of its range"},
		{12, 15, "byte 56: a packet is longer than it was on the wire"},
	};

	for (size_t i = 0; i < 2 * sizeof(rows) / sizeof(rows[0]); i++) {
		struct capture_reader *r = NULL;
		struct capture_packet p, before;
		size_t len;

		header(i % 2, 0xa1b2c3d4);
		for (int n = 0; n < 4; n++)
			record(SECONDS + n, 0, 16, 16);
		len = file.len;
		file.len = 56 + rows[i / 2].at;
		put(rows[i / 2].value, 4);
		file.len = len;
		assert_int_equal(open_file(&r), 0);
		assert_int_equal(capture_next(r, &p), 1);
		memcpy(&before, &p, sizeof(p));
		assert_int_equal(capture_next(r, &p), -EPROTO);
		assert_string_equal(message(r), rows[i / 2].message);
		assert_memory_equal(&p, &before, sizeof(p));
		for (int n = 2; n < 4; n++) {
			assert_int_equal(capture_next(r, &p), 1);
			assert_int_equal(p.number, n);
			assert_int_equal(p.offset, 24 + n * 32);
			assert_int_equal(p.ns, (SECONDS + n) * 1000000000ull);
		}
		assert_int_equal(capture_next(r, &p), 0);
		capture_free(r);
	}
}

/* Bytes too many, of any number, as one run of them */
static void reader_finds_its_way_back(void **state)
{
	static const size_t sizes[] = {1, 3, 15, 16, 17, 5000, 2500000};

	for (size_t i = 0; i < 3 * sizeof(sizes) / sizeof(sizes[0]); i++) {
		size_t size = sizes[i / 3], here;
		struct capture_reader *r = NULL;
		struct capture_packet p;

		header(false, 0xa1b23c4d);
		record(SECONDS, 0, 16, 16);
		here = file.len;
		/* The third kind looks like a large record at each byte */
		for (size_t n = 0; n < size; n++)
			put(i % 3 == 0 ? 0 : i % 3 == 1 ? 0xff : 1, 1);
		/* Not of this year, and longer than the snap length */
		record(7, 0, 16, 16);
		record(SECONDS, 0, 65, 65);
		record(SECONDS, 1, 64, 65);
		record(SECONDS, 2, 16, 16);
		assert_int_equal(open_file(&r), 0);
		assert_int_equal(capture_next(r, &p), 1);
		assert_int_equal(capture_next(r, &p), -EPROTO);
		assert_int_equal(capture_damage(r)->offset, here);
		assert_int_equal(capture_next(r, &p), 1);
		assert_int_equal(p.offset, here + size + 32 + 81);
		assert_int_equal(p.ns, SECONDS * 1000000000ull + 1);
		assert_int_equal(capture_next(r, &p), 1);
		assert_int_equal(capture_next(r, &p), 0);
		capture_free(r);
	}
}

static void every_cut_is_noticed(void **state)
{
	for (size_t cut = 0; cut < 64; cut++) {
		struct capture_reader *r = NULL;
		int damaged;

		header(false, 0xa1b2c3d4);
		record(SECONDS, 0, 16, 16);
		record(SECONDS, 0, 16, 16);
		file.len -= cut;
		assert_int_equal(open_file(&r), 0);
		assert_int_equal(read_all(r, &damaged), (64 - cut) / 32);
		assert_int_equal(damaged, cut % 32 != 0);
		if (damaged)
			assert_string_equal(message(r) + strlen("byte 56: "),
					    "the file ends in a packet");
		capture_free(r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_orders_and_units),
		cmocka_unit_test(link_type_is_masked),
		cmocka_unit_test(wrong_headers_are_refused),
		cmocka_unit_test(damage_is_passed_over),
		cmocka_unit_test(reader_finds_its_way_back),
		cmocka_unit_test(every_cut_is_noticed),
	};

	return cmocka_run_group_tests_name("capture-pcap", tests, make_file,
					   remove_file);
}
