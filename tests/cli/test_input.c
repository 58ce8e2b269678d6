// SPDX-License-Identifier: BSD-3-Clause
/* Captures and conditions that a command line names */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "cli/input.h"
#include "cli/progress.h"
#include "tests/analyze/packets.h"

static const struct input_options plain, flit = {.flit = true};

static void arguments_are_conditions(void **state)
{
	struct packet write = tagged(5, "dn0", 0xfe800100, 0x5a);
	static char *const some[] = {"type=MWr", "st=0x5a", NULL};
	static char *const other[] = {"type=MWr", "st=0x5b", NULL};
	static char *const wrong[] = {"type=MWr", "st", NULL};
	static char *const none[] = {NULL};
	struct match match = {0};

	assert_int_equal(input_conditions(&match, none, "test"), 0);
	assert_true(match_holds(&match, &write));
	assert_int_equal(input_conditions(&match, some, "test"), 0);
	assert_true(match_holds(&match, &write));
	match = (struct match){0};
	assert_int_equal(input_conditions(&match, other, "test"), 0);
	assert_false(match_holds(&match, &write));
	assert_int_equal(input_conditions(&match, wrong, "test"), -EINVAL);
}

/* Write a capture with one TLP: MRd of 1 DW from 01:00.0 at 0x1000 */
static void write_capture(char *path)
{
	static const uint8_t read[] = {0, 0, 0, 1, 1, 0, 0, 0xf, 0, 0, 0x10, 0};
	struct capture_writer *w;

	close(mkstemp(path));
	assert_int_equal(capture_create(path, 147, &w), 0);
	capture_add_interface(w, "dn0", NULL);
	capture_write(w, 0, CAPTURE_UP, 1, read, sizeof(read), NULL, 0);
	assert_int_equal(capture_close(w), 0);
}

static void files_are_opened(void **state)
{
	char path[] = "/tmp/tph-test-input-XXXXXX";
	struct capture_reader *reader;
	struct packet packet;

	write_capture(path);
	assert_int_equal(input_open("test", path, &plain, &reader), 0);
	assert_int_equal(input_next(reader, &packet), 1);
	assert_int_equal(packet.error, 0);
	assert_int_equal(packet.tlp.type, TLP_MRD);
	assert_int_equal(packet.tlp.addr, 0x1000);
	assert_false(packet.raw.flit);
	assert_int_equal(input_next(reader, &packet), 0);
	capture_free(reader);

	assert_int_equal(input_open("test", path, &flit, &reader), 0);
	assert_int_equal(input_next(reader, &packet), 1);
	assert_true(packet.raw.flit);
	capture_free(reader);
	unlink(path);
	assert_int_equal(input_open("test", path, &plain, &reader), -ENOENT);
}

static void progress_follows_packets(void **state)
{
	char path[] = "/tmp/tph-test-input-XXXXXX";
	struct capture_reader *reader;
	struct packet packet;

	write_capture(path);
	assert_int_equal(input_open("test", path, &plain, &reader), 0);
	progress_line = (struct progress){.on = true, .shown = true};
	assert_int_equal(input_next(reader, &packet), 1);
	assert_int_equal(progress_line.calls, 1);
	assert_true(progress_line.shown);
	assert_int_equal(input_next(reader, &packet), 0);
	assert_int_equal(progress_line.calls, 1);
	assert_false(progress_line.shown);
	capture_free(reader);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arguments_are_conditions),
		cmocka_unit_test(files_are_opened),
		cmocka_unit_test(progress_follows_packets),
	};

	return cmocka_run_group_tests_name("cli-input", tests, NULL, NULL);
}
