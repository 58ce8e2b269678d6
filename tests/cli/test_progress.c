// SPDX-License-Identifier: BSD-3-Clause
/* The progress line while a file is read */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "cli/progress.h"

#define SECOND 1000000000ull
#define MIB    (1ull << 20)

static void line_tells_what_is_left(void **state)
{
	static const struct {
		uint64_t total, done, now_ns;
		const char *line;
	} rows[] = {
		/* A quarter in 3 s: 9 s are left */
		{400 * MIB, 100 * MIB, 10 * SECOND,
		 "tph dump: a: 100 of 400 MiB, 25 %, 0:09 left"},
		/* 1 % in 10 s: 990 s */
		{100 * MIB, MIB, 17 * SECOND,
		 "tph dump: a: 1 of 100 MiB, 1 %, 16:30 left"},
		{100 * MIB, 100 * MIB, 17 * SECOND,
		 "tph dump: a: 100 of 100 MiB, 100 %, 0:00 left"},
		/* The end of a pipe, or of a growing file, is unknown */
		{0, 100 * MIB, 10 * SECOND, "tph dump: a: 100 MiB, 3 s"},
		{MIB, 2 * MIB, 10 * SECOND, "tph dump: a: 2 MiB, 3 s"},
		{MIB, 0, 10 * SECOND, "tph dump: a: 0 MiB, 3 s"},
	};
	char line[160];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct progress progress = {.label = "tph dump: a",
					    .total = rows[i].total,
					    .start_ns = 7 * SECOND};

		progress_format(&progress, rows[i].done, rows[i].now_ns, line,
				sizeof(line));
		assert_string_equal(line, rows[i].line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(line_tells_what_is_left),
	};

	return cmocka_run_group_tests_name("cli-progress", tests, NULL, NULL);
}
