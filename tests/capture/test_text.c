// SPDX-License-Identifier: BSD-3-Clause
/* TLPs in text: hex of any spacing, dumps, header logs, and errors
 */
#include "tests/capture/text_file.h"

static void any_spacing_will_do(void **state)
{
	static const char *const texts[] = {
		READ,
		READ "\n",
		READ "\r\n",
		"0x" READ,
		"00 00 00 01 01 00 05 0f fe dc 10 00",
		"00:00:00:01:01:00:05:0f:fe:dc:10:00",
		"00-00-00-01-01-00-05-0f-fe-dc-10-00",
		"0000_0001 0100_050f fedc_1000",
		"00000001 0100050f fedc1000",
		"0x00000001 0x0100050F 0XFEDC1000",
		"{0x00000001, 0x0100050f, 0xfedc1000};",
		"0x00, 0x00, 0x00, 0x01, 0x01, 0x00, 0x05, 0x0f, 0xfe, 0xdc, "
		"0x10, 0x00,",
		"\\x00\\x00\\x00\\x01\\x01\\x00\\x05\\x0f\\xfe\\xdc\\x10\\x00",
		"\t0000 0001\t0100 050f\tfedc 1000\t",
		READ " # a read",
		READ "#",
		"00000001\n0100050f\nfedc1000",
		"00000001 # DW0\n# of a read\n0100050f\nfedc1000\n",
		/* xxd, tcpdump, hexdump */
		"00000000: 0000 0001 0100 050f fedc 1000            "
		"  .....#..01..\n",
		"00000000: 0000 0001 0100 050f  #: a ....\n"
		"00000008: fedc 1000            ....\n",
		"0000: 00 00 00 01 01 00 05 0f fe dc 10 00",
		"\t0x0000:  0000 0001 0100 050f fedc 1000  ............\n",
		"00000000  00 00 00 01 01 00 05 0f  fe dc 10 00      "
		"        |.#.:.......|\n0000000c\n",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		EXPECT(texts[i], {1, 0, READ});
}

static void tlps_end_by_themselves(void **state)
{
	EXPECT(READ "\n" WRITE "\n\n" READ, {1, 0, READ}, {2, 25, WRITE},
	       {4, 67, READ});
	/* Over lines, of which one has the end of it */
	EXPECT("40000002 010005ff\nfedc1000\n01020304 05060708\n" READ,
	       {1, 0, WRITE}, {4, 45, READ});
	/* More bytes than belong to it */
	EXPECT(READ "ff\n" READ "\n", {1, 0, READ}, {1, 0, "!" SURPLUS},
	       {2, 27, READ});
	EXPECT(READ READ "\n", {1, 0, READ}, {1, 0, "!" SURPLUS});
	EXPECT(READ "ff\nfoo\n" READ "\n", {1, 0, READ}, {1, 0, "!" SURPLUS},
	       {2, 27, "!" NOT_HEX}, {3, 31, READ});
	/* Ended early: by a blank line, other text, a whole one, the end */
	EXPECT("40000002\n\n" READ "\n", {1, 0, "40000002"}, {3, 10, READ});
	EXPECT("40000002\n  # or that\n" READ "\n", {1, 0, "40000002"},
	       {3, 21, READ});
	EXPECT("40000002 010005ff fedc1000 01020304\n" READ "\n",
	       {1, 0, "40000002010005fffedc100001020304"}, {2, 36, READ});
	EXPECT("40000002", {1, 0, "40000002"});
	/* The end of a reserved type is unknown: it ends with the line */
	EXPECT("7f000000 00000000\n" READ "\n", {1, 0, "7f00000000000000"},
	       {2, 18, READ});
}

static void dumps_have_places(void **state)
{
	/* A place of 0 begins another TLP */
	EXPECT("0000: 4000 0002 0100 05ff\n0000: 0000 0001 0100 050f\n"
	       "0008: fedc 1000\n",
	       {1, 0, "40000002010005ff"}, {2, 26, READ});
	/* A reserved type ends with its rows */
	EXPECT("0000: 7f000000 00000000\n0008: 01020304\n\n" READ,
	       {1, 0, "7f0000000000000001020304"}, {4, 40, READ});
	/* Rows too many, which is said once */
	EXPECT("0000: 0000 0001 0100 050f fedc 1000 ffff\n0010: 0000\n"
	       "0020: 0000\n" READ,
	       {1, 0, READ}, {1, 0, "!" SURPLUS}, {4, 63, READ});
	EXPECT("0000: 0000 0001 0100 050f fedc 1000\n0010: 0000\n0020: 0000\n",
	       {1, 0, READ}, {2, 36, "!" SURPLUS});
	/* From the middle of a file */
	EXPECT("0100: 0000 0001 0100 050f\n0108: fedc 1000\n", {1, 0, READ});
	/* Rows that are alike: a write of 18 DW */
	EXPECT("00000000  40 00 00 12 01 00 05 ff  fe dc 10 00 01 02 03 04  "
	       "|@...............|\n"
	       "00000010  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  "
	       "|................|\n*\n"
	       "00000050  0a 0b 0c 0d                                       "
	       "|....|\n00000054\n",
	       {1, 0,
		"40000012010005fffedc100001020304"
		"00000000000000000000000000000000"
		"00000000000000000000000000000000"
		"00000000000000000000000000000000"
		"00000000000000000000000000000000"
		"0a0b0c0d"});
	/* A star with nothing to repeat, or for ever */
	EXPECT("0000: 4000 0012\n*\n00f0: 0102\n", {1, 0, "400000120102"});
	EXPECT(READ "\n*\n", {1, 0, READ}, {2, 25, "!" NOT_HEX});
}

static void mistakes_are_located(void **state)
{
	EXPECT(READ "\nfoo\n" READ "\n", {1, 0, READ}, {2, 25, "!" NOT_HEX},
	       {3, 29, READ});
	EXPECT(READ "\n000\n", {1, 0, READ},
	       {2, 25,
		"!"
		"a hex number has an odd number of digits"});
	EXPECT(READ "\n0x\n", {1, 0, READ},
	       {2, 25,
		"!"
		"a hex number has an odd number of digits"});
	EXPECT(READ "\n00 \\ 00\n", {1, 0, READ}, {2, 25, "!" NOT_HEX});
	/* Once for adjacent lines */
	EXPECT(READ "\nfoo\nbar\n" READ "\nbaz", {1, 0, READ},
	       {2, 25, "!" NOT_HEX}, {4, 33, READ}, {5, 58, "!" NOT_HEX});
	/* Text with some hex in it is not an error */
	EXPECT("A read:\n" READ "\nand no more\n", {2, 8, READ});
	EXPECT("just words\n", {1, 0,
				"!"
				"this text contains no TLP"});
	EXPECT("\n", {1, 0,
		      "!"
		      "this text contains no TLP"});
	EXPECT("# only that\n", {1, 0,
				 "!"
				 "this text contains no TLP"});
}

static void long_lines_are_passed_over(void **state)
{
	static const size_t sizes[] = {65535, 65536, 65537, 3000000};

	for (size_t i = 0; i < 2 * sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct capture_reader *r = NULL;
		struct capture_packet p;
		size_t size = sizes[i / 2];

		start();
		memset(file.bytes, ' ', size);
		file.len = size;
		if (i % 2)
			put_bytes("\n" READ "\n", 26);
		assert_int_equal(open_file(&r), 0);
		if (size > 65535) {
			assert_int_equal(capture_next(r, &p), -EPROTO);
			assert_string_equal(
				message(r),
				"line 1: a line is longer than 64 KiB");
			assert_int_equal(capture_damage(r)->offset, 0);
		}
		if (i % 2) {
			assert_int_equal(capture_next(r, &p), 1);
			assert_int_equal(p.line, 2);
			assert_int_equal(p.offset, size + 1);
		} else if (size == 65535) {
			assert_int_equal(capture_next(r, &p), -EPROTO);
		}
		assert_int_equal(capture_next(r, &p), 0);
		capture_free(r);
	}
}

/* Its OHC-B makes a flit-mode read of 3 DW one of 4 */
static void framing_is_told(void **state)
{
	static const char text[] = "03020001 01000005 fedc1000\n00001234\n";
	struct capture_reader *r = open_text(text);
	struct capture_packet p;

	capture_assume_flit(r);
	assert_int_equal(capture_next(r, &p), 1);
	assert_true(p.flit);
	assert_int_equal(p.linktype, CAPTURE_LINKTYPE_USER1);
	assert_int_equal(p.len, 16);
	assert_int_equal(capture_next(r, &p), 0);
	capture_free(r);
}

/* More devices than are remembered: the others have no name */
static void names_are_bounded(void **state)
{
	struct capture_reader *r = NULL;
	struct capture_packet p;
	char line[80];

	start();
	for (int i = 0; i < 2 * 4097; i++) {
		sprintf(line, "%04x:00:00.0: TLP Header: 0x1 0x2 0x3 0x4\n",
			i % 4097);
		put_bytes(line, strlen(line));
	}
	assert_int_equal(open_file(&r), 0);
	for (int i = 0; i < 2 * 4097; i++) {
		int n = i % 4097;

		assert_int_equal(capture_next(r, &p), 1);
		sprintf(line, "%04x:00:00.0", n);
		assert_string_equal(p.link, n < 4096 ? line : "");
		assert_int_equal(p.interface, n < 4096 ? n + 1 : 0);
	}
	capture_free(r);
}

static void bytes_are_no_text(void **state)
{
	struct capture_reader *r = NULL;

	for (int byte = 0; byte < 32; byte++) {
		start_text(READ "\n");
		if (strchr("\t\n\v\f\r\033", byte) && byte)
			continue;
		file.bytes[20] = byte;
		assert_int_equal(open_file(&r), -EPROTO);
	}
	assert_null(r);
}

/* TLPs of a pipe are returned as soon as they arrive */
static void pipes_are_not_waited_for(void **state)
{
	struct capture_reader *r = NULL;
	struct capture_packet p;
	int fds[2], in;

	assert_int_equal(pipe(fds), 0);
	in = dup(STDIN_FILENO);
	dup2(fds[0], STDIN_FILENO);
	assert_int_equal(write(fds[1], READ "\n0000", 29), 29);
	assert_int_equal(capture_open("-", &r), 0);
	assert_int_equal(capture_next(r, &p), 1);
	assert_string_equal(hex_of(&p), READ);
	assert_int_equal(write(fds[1], READ + 4, 20), 20);
	close(fds[1]);
	assert_int_equal(capture_next(r, &p), 1);
	assert_string_equal(hex_of(&p), READ);
	assert_int_equal(capture_next(r, &p), 0);
	capture_free(r);
	dup2(in, STDIN_FILENO);
	close(in);
	close(fds[0]);
}

/* Output of LeechCore; its characters include digits, # and blanks */
static void leechcore_is_read(void **state)
{
	static const char text[] =
		"\nRX: MWr32:  Len: 002 ReqID: 0100 BE_FL: ff Tag: 5a Addr: f0000102\n"
		"0000    40 01 00 02 01 00 5a ff  f0 00 01 02 01 02 03 04   @.#...12........\n"
		"0010    35 36 37 38                                        5678\n"
		"\nTX: MRd32:  Len: 001 ReqID: 0100 BE_FL: 0f Tag: 07 Addr: f0000100\n"
		"0000    00 00 00 01 01 00 07 0f  f0 00 01 00               ............\n"
		"other words\n"
		"RX: TLP???: TypeFmt: 34 dwLen: 000\n"
		"0000    34 00 00 00 01 00 00 20  00 00 00 00 00 00 00 00\n";
	static const struct {
		enum capture_dir dir;
		unsigned int line;
		const char *hex;
	} rows[] = {
		{CAPTURE_DOWN, 3, "4001000201005afff00001020102030435363738"},
		{CAPTURE_UP, 7, "000000010100070ff0000100"},
		{CAPTURE_DOWN, 10, "34000000010000200000000000000000"},
	};
	struct capture_reader *r = open_text(text);
	struct capture_packet p;

	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(capture_next(r, &p), 1);
		assert_string_equal(hex_of(&p), rows[i].hex);
		assert_int_equal(p.line, rows[i].line);
		assert_int_equal(p.dir, rows[i].dir);
	}
	assert_int_equal(capture_next(r, &p), 0);
	capture_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_spacing_will_do),
		cmocka_unit_test(tlps_end_by_themselves),
		cmocka_unit_test(dumps_have_places),
		cmocka_unit_test(mistakes_are_located),
		cmocka_unit_test(long_lines_are_passed_over),
		cmocka_unit_test(framing_is_told),
		cmocka_unit_test(names_are_bounded),
		cmocka_unit_test(bytes_are_no_text),
		cmocka_unit_test(pipes_are_not_waited_for),
		cmocka_unit_test(leechcore_is_read),
	};

	return cmocka_run_group_tests_name("capture-text", tests, make_file,
					   remove_file);
}
