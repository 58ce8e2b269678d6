// SPDX-License-Identifier: BSD-3-Clause
/* Captures that are cut or damaged */
#include <sys/wait.h>

#include "tests/capture/pcapng.h"

/* 28 bytes of section, 36 of interface, 48 of packet */
static void small_file(void)
{
	start();
	section(false);
	interface("a", 9);
	packet(0, 1, 0x11223344, 2);
}

static void malformed_blocks_are_located(void **state)
{
	/* The damage, then the number of packets and other damaged places */
	static const struct {
		size_t at;
		uint32_t value; /* little-endian, overwrites the bytes */
		const char *message;
		int packets, damaged;
	} rows[] = {
		/* Lengths of blocks: the packet has lost its interface */
		{32, 8, "byte 28: a block has an impossible length", 0, 1},
		{32, 0, "byte 28: a block has an impossible length", 0, 1},
		{32, 37, "byte 28: a block has an impossible length", 0, 1},
		{32, 32, "byte 28: the two lengths of a block are not the same",
		 0, 1},
		{60, 40, "byte 28: the two lengths of a block are not the same",
		 0, 1},
		{68, 0xfffffffc, "byte 64: a block is larger than 1 MiB", 0, 0},
		{68, 52, "byte 64: the file ends in a block", 0, 0},
		/* Options: the interface still exists */
		{44, 0x01000002, "byte 28: an option is longer than its block",
		 1, 0},
		{52, 0x00020009, "byte 28: if_tsresol is not 1 byte", 1, 0},
		{52, 0x0004000e, "byte 28: if_tsoffset is not 8 bytes", 1, 0},
		{96, 0x01000002, "byte 64: an option is longer than its block",
		 0, 0},
		/* Packets */
		{72, 1,
		 "byte 64: packet of an interface that has not been described",
		 0, 0},
		{72, -1u,
		 "byte 64: packet of an interface that has not been described",
		 0, 0},
		{84, 17, "byte 64: a packet is longer than its block", 0, 0},
		{84, -1u, "byte 64: a packet is longer than its block", 0, 0},
		/* A block of another kind */
		{64, 0x7777, NULL, 0, 0},
	};
	struct capture_packet p;
	int damaged;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct capture_reader *r = NULL;

		small_file();
		for (int b = 0; b < 4; b++)
			file.bytes[rows[i].at + b] = rows[i].value >> 8 * b;
		assert_int_equal(open_file(&r), 0);
		if (rows[i].message) {
			assert_int_equal(capture_next(r, &p), -EPROTO);
			assert_string_equal(message(r), rows[i].message);
		}
		assert_int_equal(read_all(r, &damaged), rows[i].packets);
		assert_int_equal(damaged, rows[i].damaged);
		capture_free(r);
	}
}

/* The flags would be the length of the block */
static void flags_may_be_cut(void **state)
{
	struct capture_reader *r = NULL;
	struct capture_packet p;

	start();
	section(false);
	interface("a", 9);
	put(6, 4), put(40, 4), put(0, 4), put(0, 8), put(4, 4), put(4, 4);
	put(0, 4), put(2, 2), put(4, 2), put(40, 4);
	assert_int_equal(open_file(&r), 0);
	assert_int_equal(capture_next(r, &p), -EPROTO);
	assert_string_equal(message(r),
			    "byte 64: an option is longer than its block");
	assert_int_equal(capture_next(r, &p), 0);
	capture_free(r);
}

/* Damage between two good packets loses neither of them */
static void reader_finds_its_way_back(void **state)
{
	static const size_t sizes[] = {1, 3, 4, 17, 1000, 3000001};
	struct capture_packet p;

	for (size_t i = 0; i < 3 * sizeof(sizes) / sizeof(sizes[0]); i++) {
		size_t size = sizes[i / 3], here;
		struct capture_reader *r = NULL;

		small_file();
		here = file.len;
		/* Nothing, something, bytes that look like packets without an end
		 */
		for (size_t n = 0; n < size; n++)
			file.bytes[file.len++] = i % 3 == 1 ? n * 7 + 1 : 0;
		for (size_t n = 0; i % 3 == 2 && n + 8 <= size; n += 4)
			memcpy(&file.bytes[here + n],
			       n % 8 ? "\4\0\1\0" : "\6\0\0\0", 4);
		packet(0, 2, 0x55667788, 1);
		assert_int_equal(open_file(&r), 0);
		assert_int_equal(capture_next(r, &p), 1);
		assert_int_equal(p.ns, 1);
		assert_int_equal(capture_next(r, &p), -EPROTO);
		assert_int_equal(capture_damage(r)->offset, here);
		assert_int_equal(capture_next(r, &p), 1);
		assert_int_equal(p.ns, 2);
		assert_int_equal(p.number, 2);
		assert_int_equal(p.offset, here + size);
		assert_int_equal(capture_next(r, &p), 0);
		capture_free(r);
	}
}

/* A new section is found in the other byte order too */
static void sections_are_found_again(void **state)
{
	struct capture_reader *r = NULL;
	struct capture_packet p;

	small_file();
	put_zeroes(6);
	section(true);
	interface("b", 9);
	packet(0, 5, 0, 1);
	put_zeroes(2);
	/* Interface and simple packet are found too */
	interface("c", 9);
	put_zeroes(2);
	put(3, 4), put(20, 4), put(2, 4), put(0x5566, 4), put(20, 4);
	assert_int_equal(open_file(&r), 0);
	assert_int_equal(capture_next(r, &p), 1);
	assert_int_equal(capture_next(r, &p), -EPROTO);
	assert_int_equal(capture_next(r, &p), 1);
	assert_string_equal(p.link, "b");
	assert_int_equal(p.ns, 5);
	assert_int_equal(capture_next(r, &p), -EPROTO);
	assert_int_equal(capture_next(r, &p), -EPROTO);
	assert_int_equal(capture_next(r, &p), 1);
	assert_int_equal(p.len, 2);
	assert_int_equal(capture_next(r, &p), 0);
	capture_free(r);
}

/* Broken blocks that are not used must not hide others */
static void unknown_blocks_are_not_believed(void **state)
{
	static const uint32_t sizes[] = {64, 3000012, 0x40000000};
	struct capture_packet p;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct capture_reader *r = NULL;

		small_file();
		put(0x7777, 4), put(sizes[i], 4);
		for (size_t n = 0; n < 3000012 / 48 + 1; n++)
			packet(0, 5, 0, 1);
		assert_int_equal(open_file(&r), 0);
		assert_int_equal(capture_next(r, &p), 1);
		assert_int_equal(capture_next(r, &p), -EPROTO);
		assert_int_equal(capture_damage(r)->offset, 112);
		assert_int_equal(capture_next(r, &p), 1);
		assert_int_equal(p.offset, 120);
		capture_free(r);
	}
}

static void short_bodies_are_located(void **state)
{
	static const struct {
		uint32_t type;
		const char *message;
	} rows[] = {
		{0x0a0d0d0a, "byte 64: section header is too short"},
		{1, "byte 64: interface description is too short"},
		{3, "byte 64: packet block is too short"},
		{6, "byte 64: packet block is too short"},
	};
	struct capture_packet p;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct capture_reader *r = NULL;

		start();
		section(false);
		interface("a", 9);
		put(rows[i].type, 4), put(12, 4), put(12, 4);
		assert_int_equal(open_file(&r), 0);
		assert_int_equal(capture_next(r, &p), -EPROTO);
		assert_string_equal(message(r), rows[i].message);
		capture_free(r);
	}
}

static void wrong_sections_are_refused(void **state)
{
	struct capture_reader *r = NULL;
	struct capture_packet p;

	/* The first one: the file is not opened at all */
	start();
	section(false);
	file.bytes[8] = 0;
	assert_int_equal(open_file(&r), -EPROTO);
	start();
	section(true);
	file.bytes[13] = 2;
	assert_int_equal(open_file(&r), -EPROTO);
	start();
	interface("a", 9);
	assert_int_equal(open_file(&r), -EPROTO);
	start();
	assert_int_equal(open_file(&r), -EPROTO);
	assert_null(r);
	assert_int_equal(capture_open("/nonexistent/x", &r), -ENOENT);
	assert_int_equal(capture_open("/tmp", &r), -EISDIR);
	assert_null(r);

	/* A bad version in a later section */
	small_file();
	section(false);
	file.bytes[file.len - 28 + 12] = 9;
	assert_int_equal(open_file(&r), 0);
	assert_int_equal(capture_next(r, &p), 1);
	assert_int_equal(capture_next(r, &p), -EPROTO);
	assert_string_equal(
		message(r),
		"byte 112: section is of an unknown version of pcapng");
	capture_free(r);

	/* Interfaces end with their section */
	small_file();
	section(false);
	packet(0, 0, 0, 0);
	assert_int_equal(open_file(&r), 0);
	assert_int_equal(capture_next(r, &p), 1);
	assert_int_equal(capture_next(r, &p), -EPROTO);
	assert_string_equal(
		message(r),
		"byte 140: packet of an interface that has not been described");
	capture_free(r);
}

static void every_cut_is_noticed(void **state)
{
	size_t whole;

	small_file();
	whole = file.len;
	/* A file shorter than the magic might be text */
	for (size_t len = 4; len < whole; len++) {
		struct capture_reader *r = NULL;
		struct capture_packet p;
		int ret;

		small_file();
		file.len = len;
		ret = open_file(&r);
		assert_int_equal(ret, len < 28 ? -EPROTO : 0);
		if (ret)
			continue;
		/* A file may end between two blocks */
		ret = capture_next(r, &p);
		assert_int_equal(ret, len == 28 || len == 64 ? 0 : -EPROTO);
		capture_free(r);
	}
}

/* A file that another program truncates ends there, for a reader that is ahead */
static void file_may_shrink(void **state)
{
	struct capture_reader *r = NULL;
	struct capture_packet p;
	int packets = 0, ret;

	small_file();
	while (file.len < sizeof(file.bytes) - 48)
		packet(0, 1, 0x11223344, 2);
	assert_int_equal(open_file(&r), 0);
	assert_int_equal(capture_next(r, &p), 1);
	assert_int_equal(truncate(path, 28 + 36 + 48 + 20), 0);
	while ((ret = capture_next(r, &p)) == 1) {
		assert_int_equal(p.data[0], 0x44);
		packets++;
	}
	/* Those that were read already, and no others */
	assert_in_range(packets, 1, file.len / 48 - 2);
	if (ret) {
		assert_int_equal(ret, -EPROTO);
		assert_non_null(strstr(message(r), "the file ends in a block"));
	}
	assert_int_equal(capture_next(r, &p), 0);
	capture_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(malformed_blocks_are_located),
		cmocka_unit_test(flags_may_be_cut),
		cmocka_unit_test(reader_finds_its_way_back),
		cmocka_unit_test(sections_are_found_again),
		cmocka_unit_test(unknown_blocks_are_not_believed),
		cmocka_unit_test(short_bodies_are_located),
		cmocka_unit_test(wrong_sections_are_refused),
		cmocka_unit_test(every_cut_is_noticed),
		cmocka_unit_test(file_may_shrink),
	};

	return cmocka_run_group_tests_name("capture-reader-damage", tests,
					   make_file, remove_file);
}
