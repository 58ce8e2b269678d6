// SPDX-License-Identifier: BSD-3-Clause
/* Files made by hand: byte orders, sections, times, and every malformed kind */
#include <sys/wait.h>

#include "ground.h"
#include "tests/capture/pcapng.h"

static void both_orders_in_one_file(void **state)
{
	struct capture_reader *r = NULL;
	struct capture_packet p = {0};

	start();
	for (int big = 0; big < 2; big++) {
		section(big);
		interface("a", 9);
		interface("b", 9);
		packet(1, 0x100000002, 0x11223344, 2);
		packet(0, 7, 0, 1);
	}
	packet(0, 7, 0, 0);
	packet(0, 7, 0, 3);
	assert_int_equal(open_file(&r), 0);
	for (unsigned int big = 0; big < 2; big++) {
		assert_int_equal(capture_next(r, &p), 1);
		assert_int_equal(p.number, 2 * big + 1);
		assert_int_equal(p.interface, 2 * big + 1);
		assert_string_equal(p.link, "b");
		assert_int_equal(p.ns, 0x100000002);
		assert_int_equal(p.dir, CAPTURE_DOWN);
		assert_int_equal(p.len, 4);
		assert_int_equal(p.data[0], big ? 0x11 : 0x44);
		assert_int_equal(p.offset,
				 (file.len - 36 - 48) / 2 * big + 28 + 2 * 36);
		assert_int_equal(p.line, 0);
		assert_true(p.timed);
		assert_false(p.header_only);
		assert_int_equal(capture_next(r, &p), 1);
		assert_int_equal(p.interface, 2 * big);
		assert_string_equal(p.link, "a");
		assert_int_equal(p.dir, CAPTURE_UP);
	}
	for (int i = 0; i < 2; i++) {
		assert_int_equal(capture_next(r, &p), 1);
		assert_int_equal(p.dir, CAPTURE_DIR_UNKNOWN);
	}
	assert_int_equal(capture_next(r, &p), 0);
	capture_free(r);
}

/* USER1, 3, ... are links in flit mode, and any link on request */
static void framing_is_told(void **state)
{
	static const struct {
		int linktype;
		bool flit, tlps;
	} rows[] = {
		{146, false, false}, {147, false, true}, {148, true, true},
		{149, false, true},  {162, true, true},	 {163, false, false},
	};

	for (size_t i = 0; i < 2 * sizeof(rows) / sizeof(rows[0]); i++) {
		struct capture_reader *r = NULL;
		struct capture_packet p = {0};

		start();
		section(false);
		interface("a", 9);
		file.bytes[28 + 8] = rows[i / 2].linktype;
		packet(0, 1, 0, 0);
		assert_int_equal(open_file(&r), 0);
		if (i % 2)
			capture_assume_flit(r);
		assert_int_equal(capture_next(r, &p), 1);
		assert_int_equal(p.linktype, rows[i / 2].linktype);
		assert_int_equal(p.flit, i % 2 || rows[i / 2].flit);
		assert_int_equal(capture_has_tlps(p.linktype),
				 rows[i / 2].tlps);
		capture_free(r);
	}
}

static void times_have_units(void **state)
{
	static const struct {
		int tsresol;
		uint64_t stamp, ns;
	} rows[] = {
		{0, 1700000000000001, 1700000000000001000}, /* us */
		{6, 1, 1000},
		{3, 1, 1000000},
		{9, 123, 123},
		{12, 123456, 123},
		{27, 5000000000000000000, 5},
		{40, -1ull, 0},
		{0x80, 3, 3000000000},
		{0x80 | 10, 512, 500000000},
		{0x80 | 32, 0x180000000, 1500000000},
		{0x80 | 127, -1ull, 0},
	};
	struct capture_reader *r = NULL;
	struct capture_packet p = {0};
	const size_t n = sizeof(rows) / sizeof(rows[0]);

	start();
	section(false);
	for (size_t i = 0; i < n; i++)
		interface("", rows[i].tsresol);
	for (size_t i = 0; i < n; i++)
		packet(i, rows[i].stamp, 0, 0);
	/* An offset of -1 s */
	put(1, 4), put(32 + 8, 4), put(147, 2), put(0, 6);
	put(14, 2), put(8, 2), put(-1ull, 8), put(0, 4), put(0, 4), put(40, 4);
	packet(n, 3000000, 0, 0);

	assert_int_equal(open_file(&r), 0);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(capture_next(r, &p), 1);
		if (p.ns != rows[i].ns)
			fail_msg("tsresol %#x: %llu ns, not %llu",
				 rows[i].tsresol, (unsigned long long)p.ns,
				 (unsigned long long)rows[i].ns);
	}
	assert_int_equal(capture_next(r, &p), 1);
	assert_int_equal(p.ns, 2000000000);
	assert_int_equal(capture_next(r, &p), 0);
	capture_free(r);
}

/* 2^64 ns are 584 years: more is damage, not another time */
static void times_do_not_wrap(void **state)
{
	static const struct {
		int tsresol;
		uint64_t stamp;
	} rows[] = {
		{6, 18446744073709552}, /* us */
		{6, -1ull},
		{3, 18446744073710},
		{0x80, 18446744074}, /* s */
		{0x80 | 10, -1ull},
	};
	struct capture_reader *r = NULL;
	struct capture_packet p = {0};
	const size_t n = sizeof(rows) / sizeof(rows[0]);

	start();
	section(false);
	for (size_t i = 0; i < n; i++)
		interface("", rows[i].tsresol);
	for (size_t i = 0; i < n; i++) {
		packet(i, rows[i].stamp, 0, 0);
		packet(i, rows[i].stamp - 1, 0, 0);
	}
	assert_int_equal(open_file(&r), 0);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(capture_next(r, &p), -EPROTO);
		assert_non_null(
			strstr(message(r),
			       "the time of a packet is out of its range"));
		/* The last time that fits, if any, is accepted */
		assert_int_equal(capture_next(r, &p),
				 rows[i].stamp == -1ull ? -EPROTO : 1);
	}
	assert_int_equal(capture_next(r, &p), 0);
	capture_free(r);
}

static void other_blocks_are_passed_over(void **state)
{
	struct capture_reader *r = NULL;
	struct capture_packet p = {0};

	start();
	section(false);
	put(5, 4), put(16, 4), put(1, 4), put(16, 4);
	interface("a", 9);
	/* Larger than the reader's buffer */
	put(0x80000001, 4), put(3000012, 4), put_zeroes(3000000);
	put(3000012, 4);
	packet(0, 1, 0, 0);
	/* Simple Packet Block of two bytes */
	put(3, 4), put(20, 4), put(2, 4), put(0x5566, 4), put(20, 4);
	assert_int_equal(open_file(&r), 0);
	assert_int_equal(capture_next(r, &p), 1);
	assert_int_equal(p.ns, 1);
	assert_int_equal(capture_next(r, &p), 1);
	assert_int_equal(p.number, 2);
	assert_int_equal(p.ns, 0);
	assert_false(p.timed);
	assert_int_equal(p.len, 2);
	assert_memory_equal(p.data, "\x66\x55", 2);
	assert_int_equal(capture_next(r, &p), 0);
	capture_free(r);
}

/* Wherever the flags are among the options */
static void flags_are_found(void **state)
{
	enum {
		COMMENT = 1,
		FLAGS = 2,
	};
	/* Codes, lengths and values; an option is 8 bytes long */
	static const struct {
		uint16_t code[2], len[2];
		size_t size;
		enum capture_dir dir;
	} rows[] = {
		{{0}, {0}, 0, CAPTURE_DIR_UNKNOWN},
		{{0}, {0}, 4, CAPTURE_DIR_UNKNOWN},
		{{FLAGS}, {4}, 8, CAPTURE_UP},
		{{FLAGS, FLAGS}, {4, 4}, 16, CAPTURE_UP},
		{{COMMENT, FLAGS}, {3, 4}, 16, CAPTURE_UP},
		{{FLAGS, FLAGS}, {2, 4}, 16, CAPTURE_DIR_UNKNOWN},
		{{0, FLAGS}, {4, 4}, 16, CAPTURE_DIR_UNKNOWN},
		{{COMMENT, COMMENT}, {4, 4}, 16, CAPTURE_DIR_UNKNOWN},
	};
	struct capture_reader *r = NULL;
	struct capture_packet p;

	start();
	for (int big = 0; big < 2; big++) {
		section(big);
		interface("a", 9);
		for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
			const size_t size = 12 + 20 + 4 + rows[i].size;

			put(6, 4), put(size, 4), put(0, 4), put(i, 8);
			put(4, 4), put(4, 4), put(0, 4);
			for (size_t o = 0; o * 8 < rows[i].size; o++) {
				put(rows[i].code[o], 2);
				put(rows[i].len[o], 2);
				if (rows[i].size > 4)
					put(1, 4);
			}
			put(size, 4);
		}
	}
	assert_int_equal(open_file(&r), 0);
	for (int big = 0; big < 2; big++)
		for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
			assert_int_equal(capture_next(r, &p), 1);
			assert_int_equal(p.dir, rows[i].dir);
			assert_int_equal(p.len, 4);
		}
	assert_int_equal(capture_next(r, &p), 0);
	capture_free(r);
}

/* They come from outside and reach terminals and JSON */
static void names_are_made_printable(void **state)
{
	struct capture_reader *r = NULL;
	struct capture_packet p = {0};

	start();
	section(false);
	interface("a\033[2J\xff\n~ ", 9);
	packet(0, 1, 0, 0);
	assert_int_equal(open_file(&r), 0);
	assert_int_equal(capture_next(r, &p), 1);
	assert_string_equal(p.link, "a?[2J??~ ");
	capture_free(r);
}

/* 28 bytes of section, 36 of interface, 48 of packet */
static void small_file(void)
{
	start();
	section(false);
	interface("a", 9);
	packet(0, 1, 0x11223344, 2);
}

/*
 * Fields that cannot be checked ahead are trusted. @cut: bytes cut off the end
 */
static int read_pipe(size_t cut)
{
	int fds[2], in = dup(STDIN_FILENO), damaged, packets;
	struct capture_reader *r = NULL;
	pid_t pid;

	small_file();
	put(0x7777, 4), put(3000012, 4), put_zeroes(3000000), put(3000012, 4);
	packet(0, 2, 0, 1);
	assert_int_equal(pipe(fds), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		size_t done = 0;

		while (done < file.len - cut)
			done += write(fds[1], file.bytes + done,
				      file.len - cut - done);
		_exit(0);
	}
	close(fds[1]);
	dup2(fds[0], STDIN_FILENO);
	assert_int_equal(capture_open("-", &r), 0);
	packets = read_all(r, &damaged);
	if (damaged) {
		assert_int_equal(damaged, 1);
		assert_string_equal(message(r),
				    "byte 112: the file ends in a block");
	}
	capture_free(r);
	dup2(in, STDIN_FILENO);
	close(in);
	close(fds[0]);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	return packets - damaged;
}

static void pipes_are_read(void **state)
{
	assert_int_equal(read_pipe(0), 2);
	assert_int_equal(read_pipe(48), 1);
	assert_int_equal(read_pipe(48 + 4), 1 - 1);
}

static void memory_is_bounded(void **state)
{
	struct capture_reader *r = NULL;
	struct capture_packet p;

	start();
	section(false);
	for (int i = 0; i < 65537; i++)
		interface("", 0);
	assert_int_equal(open_file(&r), 0);
	assert_int_equal(capture_next(r, &p), -EPROTO);
	assert_non_null(strstr(message(r), "too many interfaces"));
	capture_free(r);

	start();
	section(false);
	interface("a", 9);
	put(6, 4), put(32 + 262148, 4), put_zeroes(12), put(262148, 4);
	put(262148, 4), put_zeroes(262148), put(32 + 262148, 4);
	assert_int_equal(open_file(&r), 0);
	assert_int_equal(capture_next(r, &p), -EPROTO);
	assert_string_equal(message(r),
			    "byte 64: a packet is larger than 256 KiB");
	capture_free(r);
	capture_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_orders_in_one_file),
		cmocka_unit_test(framing_is_told),
		cmocka_unit_test(times_have_units),
		cmocka_unit_test(times_do_not_wrap),
		cmocka_unit_test(other_blocks_are_passed_over),
		cmocka_unit_test(flags_are_found),
		cmocka_unit_test(names_are_made_printable),
		cmocka_unit_test(pipes_are_read),
		cmocka_unit_test(memory_is_bounded),
	};

	return cmocka_run_group_tests_name("capture-reader", tests, make_file,
					   remove_file);
}
