// SPDX-License-Identifier: BSD-3-Clause
/*
 * Beats to TLPs, with values worked out by hand from PG054, PG213 and 683059.
 * tests/cli/wave.sh has the usual case of each stream.
 */
#include "tests/capture/wave_file.h"

#define S7_64 \
	"m_axis_rx_tvalid:1 m_axis_rx_tlast:1 m_axis_rx_tkeep:8 m_axis_rx_tuser:22 m_axis_rx_tdata:64"
#define S7_128 "m_axis_rx_tvalid:1 m_axis_rx_tuser:22 m_axis_rx_tdata:128"
#define CQ_128                                                     \
	"m_axis_cq_tvalid:1 m_axis_cq_tlast:1 m_axis_cq_tuser:88 " \
	"m_axis_cq_tdata:128"
#define AVST                                                                     \
	"rx_st_valid:1 rx_st_sop:1 rx_st_eop:1 rx_st_tlp_abort:1 rx_st_empty:3 " \
	"rx_st_hdr:128 rx_st_data:256"
#define READ "000000010200070ff0002000"

/* A write of 4 KiB to 0x1000 whose payload is 0: 510 equal beats without a time */
static void equal_beats_count(void **state)
{
	struct capture_reader *r;
	struct capture_packet p;

	define(S7_64);
	sample(0, "1 0 ff 0 010000ff40000000");
	sample(1, "1 0 ff 0 0000000000001000");
	sample(2, "1 0 ff 0 0000000000000000");
	sample(513, "1 1 0f 0 0000000000000000");
	sample(514, "0 0 00 0 0000000000000000");
	r = open_wave(NULL, NULL);
	assert_int_equal(capture_next(r, &p), 1);
	assert_int_equal(p.len, 12 + 4096);
	assert_int_equal(p.orig_len, p.len);
	assert_memory_equal(p.data, "\x40\0\0\0\1\0\0\xff\0\0\x10\0\0\0\0", 15);
	assert_int_equal(p.dir, CAPTURE_DOWN);
	assert_false(p.rebuilt);
	assert_true(p.timed);
	expect_end(r);
}

/* Neither a first 1 nor x to 1 is an edge, values are those before it */
static void clock_rises(void **state)
{
	struct capture_reader *r;

	define("m_axis_rx_tvalid:1 m_axis_rx_tlast:1 m_axis_rx_tkeep:8 "
	       "m_axis_rx_tdata:64 clk:1");
	sample(0, "1 1 ff ffffffffffffffff 1");
	sample(1, "1 0 ff 0200070f00000001 x");
	sample(2, "1 0 ff 0200070f00000001 1");
	sample(3, "1 0 ff 0200070f00000001 0");
	sample(4, "1 1 0f 00000000f0002000 1");
	sample(5, "1 1 0f 00000000f0002000 0");
	sample(6, "0 0 00 0000000000000000 1");
	sample(7, "0 0 00 0000000000000000 0");
	r = open_wave("s7-rx:", "clk");
	expect_tlp(r, READ, 0);
	expect_end(r);
}

static void s7_faults(void **state)
{
	struct capture_reader *r;

	define(S7_64);
	/* The first TLP began before; then a wrong digest, and poison without EP */
	sample(0, "1 1 0f 0 1111111122222222");
	sample(1, "1 0 ff 0 0200070f00000001");
	sample(2, "1 1 0f 1 00000000f0002000");
	sample(3, "1 0 ff 0 0200070f00000001");
	sample(4, "1 1 0f 2 00000000f0002000");
	/* tkeep with a gap, unknown data, unknown data that tkeep leaves out */
	sample(5, "1 0 ff 0 0200070f00000001");
	sample(6, "1 1 f0 0 00000000f0002000");
	sample(7, "1 0 ff 0 0200070f0000000x");
	sample(8, "1 1 0f 0 00000000f0002000");
	sample(9, "1 0 ff 0 0200070f00000001");
	sample(10, "1 1 0f 0 xxxxxxxxf0002000");
	sample(11, "x 1 0f 0 xxxxxxxxf0002000");
	sample(12, "1 0 ff 0 0200070f00000001");
	sample(13, "0 1 0f 0 00000000f0002000");
	r = open_wave(NULL, NULL);
	expect_damage(r, "begins within a TLP");
	expect_tlp(r, READ, 0);
	expect_damage(r, "rx_ecrc_err");
	expect_tlp(r, READ, 0);
	expect_damage(r, "rx_err_fwd");
	expect_damage(r, "not the end of a DW");
	expect_damage(r, "unknown bits");
	expect_tlp(r, READ, 0);
	expect_damage(r, "ends within a TLP");
	expect_end(r);
}

/* tuser: is_sof 14:10, is_eof 21:17 */
static void s7_128_faults(void **state)
{
	struct capture_reader *r;

	define(S7_128);
	/* A start in the upper half; another start before the end; an end alone */
	sample(0, "1 006000 0200070f00000001xxxxxxxxxxxxxxxx");
	sample(1, "1 004000 00000000f00020000200070f00000001");
	sample(2, "1 364000 00000000f00020000200070f00000001");
	sample(3, "1 260000 000000000000000000000000f0002000");
	/* An end at byte 5; a start at byte 4; a TLP of 8 bytes */
	sample(4, "1 2a4000 00000000f00020000200070f00000001");
	sample(5, "1 005000 00000000f00020000200070f00000001");
	sample(6, "1 3e6000 0200070f000000010000000000000000");
	sample(7, "0 000000 0");
	r = open_wave(NULL, NULL);
	expect_damage(r, "no end");
	/* A fault of the same beat comes after its TLP */
	expect_tlp(r, READ, 0);
	expect_damage(r, "no end");
	expect_damage(r, "belongs to no TLP");
	expect_damage(r, "not the end of a DW");
	expect_damage(r, "neither byte 0 nor 8");
	expect_damage(r, "within its header");
	expect_end(r);
}

static void s7_tx(void **state)
{
	struct capture_reader *r;
	struct capture_packet p;

	/* A completion; a beat that is not taken; the completion, discontinued */
	define("s_axis_tx_tvalid:1 s_axis_tx_tready:1 s_axis_tx_tlast:1 "
	       "s_axis_tx_tkeep:16 s_axis_tx_tuser:4 s_axis_tx_tdata:128");
	sample(0, "1 1 1 ffff 0 0102030402000700010000044a000001");
	sample(1, "1 0 1 ffff 0 0102030402000700010000044a000001");
	sample(2, "1 1 1 ffff 8 0102030402000700010000044a000001");
	sample(3, "0 1 0 0000 0 0");
	r = open_wave("s7-tx", NULL);
	assert_int_equal(capture_next(r, &p), 1);
	assert_int_equal(p.dir, CAPTURE_UP);
	assert_memory_equal(p.data, "\x4a\0\0\1\1\0\0\4\2\0\7\0\1\2\3\4", 16);
	expect_damage(r, "tx_src_dsc");
	expect_end(r);
}

/* Descriptors of PG213; bit 40 of tuser is sop, bit 41 discontinue */
static void cq_forms(void **state)
{
	struct capture_reader *r;
	struct capture_packet p;

	define(CQ_128);
	/* A read with hints: the ST takes the place of the byte enables, PH 1, ST c3 */
	sample(0, "1 1 186d000000000f 008200070200000100000001f0002000");
	/* FetchAdd (4) of 1 DW with TC 5, attributes 2; I/O read (2) */
	sample(1, "1 0 1000000000f 2a8200330200200100000000f0002000");
	sample(2, "1 1 f00 00000000000000000000000011223344");
	sample(3, "1 1 10000000003 00000004010010010000000000001f00");
	/* A message (12), code 20, local (4) */
	sample(4, "1 1 10000000000 00042000010060000000000000000000");
	/* Vendor-defined (13); no length; discontinued */
	sample(5, "1 1 10000000000 00047e00010068000000000000000000");
	sample(6, "1 1 1000000000f 008200070200000000000000f0002000");
	sample(7, "1 1 3000000000f 008200070200000100000000f0002000");
	/* A second start, a beat of no TLP, a payload that is short, or too long */
	sample(8, "1 0 1000000000f 008200070200000100000000f0002000");
	sample(9, "1 1 1000000000f 008200070200000100000000f0002000");
	sample(10, "1 1 0 008200070200000100000000f0002000");
	sample(11, "1 0 100000000ff 008200000100080600000000f0000100");
	sample(12, "1 1 ffff00 04040404030303030202020201010101");
	sample(13, "1 0 1000000000f 008200070200000100000000f0002000");
	sample(14, "1 1 0 ffffffffffffffffffffffffffffffff");
	sample(15, "0 0 0 0");
	r = open_wave("us-cq", NULL);
	assert_int_equal(capture_next(r, &p), 1);
	assert_true(p.rebuilt);
	assert_int_equal(p.len, 16);
	assert_memory_equal(p.data, "\x20\1\0\1\2\0\7\xc3\0\0\0\1\xf0\0\x20\1",
			    16);
	expect_tlp(r, "4c5020010200330ff000200044332211", 0);
	expect_tlp(r, "020000010100040300001f00", 0);
	expect_tlp(r, "34000000010000200000000000000000", 0);
	expect_damage(r, "cannot be rebuilt");
	expect_damage(r, "no TLP has");
	expect_damage(r, "discontinue");
	expect_tlp(r, READ, 0);
	expect_damage(r, "no end");
	expect_damage(r, "belongs to no TLP");
	expect_tlp(r,
		   "40000006010000fff0000100"
		   "01010101020202020303030304040404",
		   0);
	expect_tlp(r, READ "ffffffffffffffffffffffffffffffff", 0);
	expect_end(r);
}

/* The payload is on lane 2, and the stream is that of the other form */
static void cq_wrong_place(void **state)
{
	struct capture_reader *r;

	define(CQ_128);
	sample(0, "1 0 100000000ff 008200000100080200000000f0000108");
	sample(1, "1 1 ff0000 08070605040302010000000000000000");
	sample(2, "0 0 0 0");
	r = open_wave("us-cq", NULL);
	expect_damage(r, "byte_en does not fit");
	expect_end(r);
	r = open_wave("us-cq-aligned", NULL);
	expect_tlp(r, "40000002010000fff00001080102030405060708", 0);
	expect_end(r);
}

static void avst_faults(void **state)
{
	struct capture_reader *r;

	define(AVST);
	/* An abort; a digest that the block has removed; a wrong header */
	sample(0, "1 1 1 1 0 000000010200070ff000200000000000 0");
	sample(1, "1 1 1 0 0 000080010200070ff000200000000000 0");
	sample(2, "1 1 1 0 0 ff0080010200070ff000200000000000 0");
	/* A write that another one cuts; a file that ends in a payload */
	sample(3, "1 1 0 0 0 40000010010000fff000010000000000 0");
	sample(4, "1 1 1 0 7 400000010100000ff000010000000000 78563412");
	sample(5, "1 0 0 0 0 0 0");
	sample(6,
	       "1 1 0 0 0 4000000a010000fff000010000000000 "
	       "0807060504030201000000000000000000000000000000000000000000000000");
	r = open_wave(NULL, NULL);
	expect_damage(r, "tlp_abort");
	expect_tlp(r, "000080010200070ff0002000", 4);
	expect_damage(r, "holds no header");
	expect_tlp(r, "400000010100000ff000010012345678", 0);
	expect_damage(r, "no end");
	expect_damage(r, "belongs to no TLP");
	expect_tlp(r,
		   "4000000a010000fff0000100000000000000000000000000"
		   "0000000000000000000000000102030405060708",
		   8);
	expect_damage(r, "ends within a TLP");
	expect_end(r);
}

/* A write that begins in the upper segment of a beat and ends in the lower one of the next,
 * where a read follows */
static void avst_segments(void **state)
{
	struct capture_reader *r;

	define("p0_rx_st_valid_o:2 p0_rx_st_sop_o:2 p0_rx_st_eop_o:2 "
	       "p0_rx_st_empty_o:4 p0_rx_st_hdr_o:256 p0_rx_st_data_o:256");
	sample(0,
	       "2 2 0 0 "
	       "4000000501000aff200000000000000000000000000000000000000000000000 "
	       "0d0d0d0d0c0c0c0c0b0b0b0b0a0a0a0a00000000000000000000000000000000");
	sample(1,
	       "3 2 3 3 "
	       "000000010200070ff000200000000000000000010200070ff000300000000000 "
	       "000000000000000000000000000000000000000000000000000000000e0e0e0e");
	sample(2, "0 0 0 0 0 0");
	r = open_wave("avst:p0", NULL);
	expect_tlp(r,
		   "4000000501000aff20000000"
		   "0a0a0a0a0b0b0b0b0c0c0c0c0d0d0d0d0e0e0e0e",
		   0);
	expect_tlp(r, READ, 0);
	expect_end(r);
}

/* Signals that cannot be those of the stream. tests/cli/wave.sh has missing ones */
static void widths_are_checked(void **state)
{
	static const struct {
		const char *signals, *fault;
	} rows[] = {
		{"m_axis_rx_tvalid:128 m_axis_rx_tuser:22 m_axis_rx_tdata:128",
		 "has more than one bit"},
		{"m_axis_rx_tvalid:1 m_axis_rx_tuser:22 m_axis_rx_tdata:256",
		 "tdata has not 64 or 128 bits"},
		{"m_axis_rx_tvalid:1 m_axis_rx_tuser:21 m_axis_rx_tdata:128",
		 "fewer than 22 bits"},
		{"m_axis_cq_tvalid:2 m_axis_cq_tlast:1 m_axis_cq_tuser:88 "
		 "m_axis_cq_tdata:128",
		 "has more than one bit"},
		{"m_axis_cq_tvalid:1 m_axis_cq_tlast:1 m_axis_cq_tuser:52 "
		 "m_axis_cq_tdata:128",
		 "fewer than 53 bits"},
		{"rx_st_valid:9 rx_st_sop:9 rx_st_eop:9 rx_st_empty:9 "
		 "rx_st_hdr:1152 rx_st_data:288",
		 "valid has not 1 to 8 bits"},
	};
	struct capture_reader *r;
	char error[256];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		define(rows[i].signals);
		assert_int_equal(capture_open_memory(wave, wave_len, &r), 0);
		assert_int_equal(capture_resolve_streams(r, error,
							 sizeof(error)),
				 -ENOENT);
		assert_non_null(strstr(error, rows[i].fault));
		capture_free(r);
	}
}

/* A row of names or of radixes that is too long ends the file, with its line */
static void long_rows_are_reported(void **state)
{
	const size_t len = 513 * 1024;

	for (unsigned int i = 0; i < 2; i++) {
		struct capture_reader *r;
		char error[256];

		wave_len = 0;
		say("Sample in Buffer,m_axis_rx_tvalid%s", i ? "\n" : "");
		memset(wave + wave_len, '0', len);
		wave_len += len;
		say("\nSample in Buffer,a\n0,0\n,,,\n");
		assert_int_equal(capture_open_memory(wave, wave_len, &r), 0);
		assert_int_equal(
			capture_resolve_streams(r, error, sizeof(error)), 0);
		expect_damage(r, "a row is longer than 512 KiB");
		assert_int_equal(capture_damage(r)->line, 1 + i);
		expect_end(r);
	}
}

/* Without a stream, no row is read */
static void failed_choice_ends(void **state)
{
	struct capture_reader *r;
	char error[256];

	wave_len = 0;
	say("Sample in Buffer,a_tvalid\n,\n");
	assert_int_equal(capture_open_memory(wave, wave_len, &r), 0);
	assert_int_equal(capture_resolve_streams(r, error, sizeof(error)),
			 -ENOENT);
	expect_end(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_beats_count),
		cmocka_unit_test(clock_rises),
		cmocka_unit_test(s7_faults),
		cmocka_unit_test(s7_128_faults),
		cmocka_unit_test(s7_tx),
		cmocka_unit_test(cq_forms),
		cmocka_unit_test(cq_wrong_place),
		cmocka_unit_test(avst_faults),
		cmocka_unit_test(avst_segments),
		cmocka_unit_test(widths_are_checked),
		cmocka_unit_test(long_rows_are_reported),
		cmocka_unit_test(failed_choice_ends),
	};

	return cmocka_run_group_tests_name("capture-wave", tests, NULL, NULL);
}
