// SPDX-License-Identifier: BSD-3-Clause
/* What is counted in a window of addresses */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "analyze/count/summary.h"
#include "tests/analyze/packets.h"

static const struct summary_window window = {
	.link = "dn0",
	.type = TLP_MWR,
	.addr = 0xfe800000,
	.size = 0x1000,
};

static bool add(struct summary *s, const struct summary_window *w,
		struct packet packet)
{
	return summary_add(s, w, &packet);
}

static void window_decides(void **state)
{
	static const struct summary_window everywhere = {.type = TLP_TYPE_MAX,
							 .size = UINT64_MAX};
	static const struct summary_window top = {
		.type = TLP_MWR, .addr = 0xfffffffffffff000, .size = 0x1000};
	struct summary s = {0};

	assert_true(add(&s, &window, tagged(1, "dn0", 0xfe800000, 1)));
	assert_true(add(&s, &window, tagged(1, "dn0", 0xfe800ffc, 1)));
	assert_false(add(&s, &window, tagged(1, "dn0", 0xfe801000, 1)));
	assert_false(add(&s, &window, tagged(1, "dn0", 0xfe7ffffc, 1)));
	assert_false(add(&s, &window, tagged(1, "up", 0xfe800000, 1)));
	assert_int_equal(s.tlps, 2);
	assert_true(add(&s, &everywhere, tagged(1, "up", 0, 1)));
	assert_false(add(&s, &everywhere, completion(1, "up")));
	assert_true(add(&s, &top, tagged(1, "up", 0xfffffffffffffffc, 1)));
	assert_int_equal(s.tlps, 4);
}

static void hints_are_collected(void **state)
{
	struct summary s = {0};
	struct packet packet;

	add(&s, &window, untagged(5, "dn0", 0xfe800000));
	assert_int_equal(s.with_th, 0);
	assert_int_equal(s.widths, 0);
	assert_int_equal(s.phs, 0);
	add(&s, &window, tagged(6, "dn0", 0xfe800100, 0x5a));
	add(&s, &window, tagged(7, "dn0", 0xfe800200, 0x5a));
	assert_int_equal(s.widths, SUMMARY_WIDTH_8);
	packet = tagged(8, "dn0", 0xfe800300, 0x1234);
	packet.tlp.st_ext = true;
	packet.tlp.ph = 0;
	add(&s, &window, packet);
	assert_int_equal(s.tlps, 4);
	assert_int_equal(s.with_th, 3);
	assert_int_equal(s.bytes, 4 * 256);
	assert_int_equal(s.first_ns, 5000);
	assert_int_equal(s.last_ns, 8000);
	assert_int_equal(s.widths, SUMMARY_WIDTH_8 | SUMMARY_WIDTH_16);
	assert_int_equal(s.phs, 1 << 2 | 1 << 0);
	assert_int_equal(s.st_count, 2);
	assert_int_equal(s.st[0], 0x5a);
	assert_int_equal(s.st[1], 0x1234);
}

static void many_tags_are_counted(void **state)
{
	struct summary s = {0};

	for (unsigned int i = 0; i < 600; i++)
		add(&s, &window, tagged(i, "dn0", 0xfe800000, i % 256));
	assert_int_equal(s.st_count, 256);
	for (unsigned int i = 0; i < SUMMARY_MAX_ST; i++)
		assert_int_equal(s.st[i], i);
}

/* Return: packets that are not TLPs */
static uint64_t summarize(const char *path,
			  const struct summary_window *windows,
			  struct summary *summaries, size_t count)
{
	struct capture_reader *reader;
	uint64_t malformed = 0;
	struct packet packet;
	int ret;

	assert_int_equal(capture_open(path, &reader), 0);
	while ((ret = packet_next(reader, &packet)) == 1) {
		malformed += !!packet.error;
		for (size_t i = 0; i < count && !packet.error; i++)
			summary_add(&summaries[i], &windows[i], &packet);
	}
	assert_int_equal(ret, 0);
	capture_free(reader);
	return malformed;
}

static void file_is_summarized(void **state)
{
	static const uint8_t write[] = {0x40, 1,    0, 1, 3, 0, 0x5a, 0xf,
					0xfe, 0x80, 0, 2, 1, 2, 3,    4};
	struct summary_window windows[2] = {window, window};
	struct summary s[2] = {0};
	char path[] = "/tmp/tph-test-summary-XXXXXX";
	struct capture_writer *w;

	close(mkstemp(path));
	assert_int_equal(capture_create(path, 147, &w), 0);
	capture_add_interface(w, "dn0", NULL);
	capture_add_interface(w, "up", NULL);
	capture_write(w, 0, CAPTURE_UP, 1, write, sizeof(write), NULL, 0);
	capture_write(w, 0, CAPTURE_UP, 1, write, sizeof(write) - 1, NULL, 0);
	capture_write(w, 1, CAPTURE_UP, 1, write, sizeof(write), NULL, 0);
	assert_int_equal(capture_close(w), 0);
	windows[1].link = NULL;
	assert_int_equal(summarize(path, windows, s, 2), 1);
	assert_int_equal(s[0].tlps, 1);
	assert_int_equal(s[1].tlps, 2);
	assert_int_equal(s[1].st[0], 0x5a);
	assert_int_equal(s[1].phs, 1 << 2);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(window_decides),
		cmocka_unit_test(hints_are_collected),
		cmocka_unit_test(many_tags_are_counted),
		cmocka_unit_test(file_is_summarized),
	};

	return cmocka_run_group_tests_name("analyze-summary", tests, NULL,
					   NULL);
}
