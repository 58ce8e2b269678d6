// SPDX-License-Identifier: BSD-3-Clause
/*
 * Captures of real hardware, of the public repository NetTLP/captured: its
 * folders root-complex/ and x520/ below the one that OPENTPH_CAPTURES names.
 * Skipped without it.
 */
#include <dirent.h>

#include <opentph/tlp.h>

#include "tests/capture/file.h"

#define SKIPPED 77

static const char *captures;

/* Return: packets of a file, all of which must be TLPs, whole or cut */
static int decode_all(const char *dir, const char *name)
{
	struct capture_reader *r;
	struct capture_packet p;
	char full[4096];
	int n = 0, ret;

	snprintf(full, sizeof(full), "%s/%s", dir, name);
	assert_int_equal(capture_open(full, &r), 0);
	while ((ret = capture_next(r, &p)) == 1) {
		struct tlp t;
		ssize_t size = tlp_parse(p.data, p.len, TLP_NON_FLIT, &t);

		if (size < 0 || (size_t)size != p.orig_len || t.reserved)
			fail_msg("%s: packet %llu: %zd of %zu bytes", full,
				 (unsigned long long)p.number, size,
				 p.orig_len);
		n++;
	}
	assert_int_equal(ret, 0);
	assert_int_equal(capture_skipped(r), 0);
	capture_free(r);
	return n;
}

static void real_captures_decode(void **state)
{
	static const char *const folders[] = {"root-complex", "x520"};
	int files = 0, packets = 0;

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		struct dirent *entry;
		char dir[2048];
		DIR *d;

		snprintf(dir, sizeof(dir), "%s/%s", captures, folders[i]);
		d = opendir(dir);
		assert_non_null(d);
		while ((entry = readdir(d))) {
			if (!strstr(entry->d_name, ".pcap"))
				continue;
			packets += decode_all(dir, entry->d_name);
			files++;
		}
		closedir(d);
	}
	assert_int_equal(files, 14);
	assert_int_equal(packets, 1005);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(real_captures_decode),
	};

	captures = getenv("OPENTPH_CAPTURES");
	if (!captures)
		return SKIPPED;
	return cmocka_run_group_tests_name("capture-real", tests, NULL, NULL);
}
