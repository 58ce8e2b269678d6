// SPDX-License-Identifier: BSD-3-Clause
/* VCD in all its forms, whole, in pieces and damaged */
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/capture/wave_file.h"

/* Reads one after the other: a TLP is two beats */
static void make_reads(unsigned int n)
{
	define("m_axis_rx_tvalid:1 m_axis_rx_tlast:1 m_axis_rx_tkeep:8 "
	       "m_axis_rx_tdata:64");
	for (unsigned int i = 0; i < n; i++) {
		char text[64];

		snprintf(text, sizeof(text), "1 0 ff 0200%02x0f00000001",
			 i & 0xff);
		sample(2 * i, text);
		snprintf(text, sizeof(text), "1 1 0f 00000000%08x", i * 4);
		sample(2 * i + 1, text);
	}
}

static void expect_reads(struct capture_reader *r, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		char text[64];

		snprintf(text, sizeof(text), "000000010200%02x0f%08x", i & 0xff,
			 i * 4);
		expect_tlp(r, text, 0);
	}
	expect_end(r);
}

static void write_pieces(int fd, unsigned int seed)
{
	size_t n;

	for (size_t at = 0; at < wave_len; at += n) {
		n = 1 + rand_r(&seed) % 700;
		if (n > wave_len - at)
			n = wave_len - at;
		if (write(fd, wave + at, n) != (ssize_t)n)
			_exit(1);
	}
	_exit(0);
}

/* Words are cut anywhere by the reads of a pipe */
static void pieces_are_joined(void **state)
{
	make_reads(3000);
	for (unsigned int seed = 0; seed < 20; seed++) {
		struct capture_reader *r;
		char path[32];
		int fd[2], status;
		pid_t pid;

		assert_int_equal(pipe(fd), 0);
		pid = fork();
		assert_true(pid >= 0);
		if (!pid)
			write_pieces(fd[1], seed);
		close(fd[1]);
		snprintf(path, sizeof(path), "/dev/fd/%d", fd[0]);
		assert_int_equal(capture_open(path, &r), 0);
		close(fd[0]);
		expect_reads(r, 3000);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_int_equal(status, 0);
	}
}

/* Ranges, scopes, aliases, escaped names, other kinds of values, sections, comments */
static void forms_are_read(void **state)
{
	struct capture_reader *r;
	const struct capture_stream *streams;
	struct capture_packet p;

	wave_len = 0;
	say("  $date $end $version x y $end\n$comment $var $end\n"
	    "$timescale\t10 ps $end $scope module top $end\n"
	    "$scope begin \\in $end $var wire 1 aa m_axis_rx_tvalid $end\n"
	    "$var wire 64 bb \\m_axis_rx_tdata [63:0] $end\n"
	    "$var reg 1 cc m_axis_rx_tlast[0] $end $var wire 8 dd m_axis_rx_tkeep[7:0] $end\n"
	    "$var real 64 ee m_axis_rx_tready $end $scope module sub $end\n"
	    "$var wire 1 aa m_axis_rx_tvalid $end $var wire 64 bb m_axis_rx_tdata $end\n"
	    "$var wire 1 cc m_axis_rx_tlast $end $var wire 8 dd m_axis_rx_tkeep $end\n"
	    "$upscope $end $upscope $end $var string 1 ff text $end\n"
	    "$var wire 1 toolongacode other $end $enddefinitions $end\n"
	    "#7 $dumpvars 1aa 0cc bx bb b11111111 dd r1.5 ee stext ff 1toolongacode $end\n"
	    "B");
	/* 0200070f 00000001, whose first zeroes are missing */
	say("10000000000000011100001111");
	say("%032d", 1);
	say(" bb\n#8\n$comment 1aa\n #9 $end b");
	say("11110000000000000010000000000000 bb 1cc b1111 dd #8\n#9\n0aa");
	assert_int_equal(capture_open_memory(wave, wave_len, &r), 0);
	assert_int_equal(capture_streams(r, &streams), 1);
	assert_string_equal(streams[0].kind, "s7-rx");
	assert_string_equal(streams[0].name, "top.in");
	assert_int_equal(streams[0].width, 64);
	assert_int_equal(capture_next(r, &p), 1);
	assert_int_equal(p.len, 12);
	assert_memory_equal(p.data, "\0\0\0\1\2\0\7\x0f\xf0\0\x20\0", 12);
	assert_string_equal(p.link, "top.in");
	assert_int_equal(p.ns, 0);
	expect_end(r);
}

static void faults_are_reported(void **state)
{
	static const struct {
		const char *text, *what;
	} rows[] = {
		{"#1\n?\n#2\n", "neither a change of a value nor a time"},
		{"#1\nb12 A\n#2\n", "other digits"},
		{"#1\nb1\n", "without the code"},
		{"#1\n1\n#2\n", "without the code"},
		{"#2\n#1\n", "the time falls"},
		{"#99999999999999999999\n", "exceeds 64 bits"},
		{"#x\n", "neither a change"},
	};
	struct capture_reader *r;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		make_reads(0);
		say("%s", rows[i].text);
		r = open_wave(NULL, NULL);
		expect_damage(r, rows[i].what);
		expect_end(r);
	}
	/* Wrong words are reported once, and reading goes on */
	make_reads(1);
	say("a e c d\n#2\n0A\n");
	r = open_wave(NULL, NULL);
	expect_damage(r, "neither a change");
	expect_tlp(r, "000000010200000f00000000", 0);
	expect_end(r);
}

static void definitions_are_checked(void **state)
{
	static const char *const files[] = {
		"$timescale 1 parsec $end",
		"$var wire 1 a b $end what",
		"$var wire",
		"$scope module a $end",
	};
	struct capture_reader *r;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		wave_len = 0;
		say("%s", files[i]);
		assert_int_equal(capture_open_memory(wave, wave_len, &r), 0);
		expect_damage(r, i == 0	  ? "unit of $timescale"
				 : i == 1 ? "is not one of them"
					  : "ends within its definitions");
		expect_end(r);
	}
	wave_len = 0;
	for (int i = 0; i < 300; i++)
		say("$scope module a $end ");
	assert_int_equal(capture_open_memory(wave, wave_len, &r), 0);
	expect_damage(r, "255 scopes");
	expect_end(r);
}

/* Values of a code have one width: those of valid are too few bits for data */
static void widths_of_a_code_agree(void **state)
{
	struct capture_reader *r;
	char error[256];

	wave_len = 0;
	say("$var wire 1 A rx_st_valid $end $var wire 1 B rx_st_sop $end\n"
	    "$var wire 1 C rx_st_eop $end $var wire 3 D rx_st_empty $end\n"
	    "$var wire 128 E rx_st_hdr $end $var wire 1024 A rx_st_data $end\n"
	    "$enddefinitions $end\n#0\n1A\n1B\n0C\n#1\n");
	vector("40000010010000fff000010000000000", 'E');
	say("#2\n");
	assert_int_equal(capture_open_memory(wave, wave_len, &r), 0);
	assert_int_equal(capture_resolve_streams(r, error, sizeof(error)),
			 -ENOENT);
	assert_non_null(strstr(error, "different widths"));
	capture_free(r);
}

/* Each beginning of a file, and each of its bytes changed */
static void any_file_is_safe(void **state)
{
	struct capture_packet p;
	size_t all;

	make_reads(4);
	all = wave_len;
	for (size_t i = 0; i < 2 * all; i++) {
		struct capture_reader *r;
		const size_t at = i % all;
		const char kept = wave[at];
		unsigned int events = 0;
		int ret;

		/* Heap memory of the exact size */
		char *copy = malloc(i < all ? at + 1 : all);

		assert_non_null(copy);
		wave[at] ^= i < all ? 0 : 0x11;
		memcpy(copy, wave, i < all ? at + 1 : all);
		wave[at] = kept;
		ret = capture_open_memory(copy, i < all ? at + 1 : all, &r);
		if (!ret) {
			while ((ret = capture_next(r, &p)) != 0) {
				assert_true(ret == 1 || ret == -EPROTO);
				assert_true(++events < 5000);
			}
			capture_free(r);
		}
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_joined),
		cmocka_unit_test(forms_are_read),
		cmocka_unit_test(faults_are_reported),
		cmocka_unit_test(definitions_are_checked),
		cmocka_unit_test(widths_of_a_code_agree),
		cmocka_unit_test(any_file_is_safe),
	};

	return cmocka_run_group_tests_name("capture-wave-vcd", tests, NULL,
					   NULL);
}
