// SPDX-License-Identifier: BSD-3-Clause
/*
 * Two captures for the sources of analyzer files: the link of an accelerator in our fabric,
 * and every form of request to it.
 */
#include <stdio.h>

#include "capture/capture.h"
#include "tests/device/support.h"
#include "tests/rtl/replay_source.h"
#include "tests/rtl/s7/record.h"

struct forms {
	struct capture_writer *writer;
	uint64_t n;
};

static void write_one(void *ctx, const uint8_t *bytes, size_t len)
{
	struct forms *forms = ctx;

	assert_int_equal(capture_write(forms->writer, 0, CAPTURE_DOWN,
				       forms->n++ * 8, bytes, len, NULL, 0),
			 0);
}

/* Directed and random requests to BARs below 4 GiB, then to some above */
static void record_forms(const char *path, unsigned int n)
{
	struct forms forms = {.n = 0};

	assert_int_equal(
		capture_create(path, CAPTURE_LINKTYPE_USER0, &forms.writer), 0);
	assert_int_equal(capture_add_interface(forms.writer, "accel", NULL), 0);
	for (unsigned int high = 0; high < 2; high++) {
		const struct replay_options options = {
			.memory = 1 << 18,
			.partitions = 16,
			.max_payload = 256,
			.high = high,
		};
		struct replay_sink sink = {.take = write_one, .ctx = &forms};
		struct replay *replay;

		assert_int_equal(replay_create(&options, &replay), 0);
		sink.replay = replay;
		replay_cases(&sink);
		replay_random(&sink, 5 + high, n);
		replay_free(replay);
	}
	assert_int_equal(capture_close(forms.writer), 0);
}

int main(int argc, char **argv)
{
	unsigned int n = 0;

	if (argc != 4 || sscanf(argv[3], "%u", &n) != 1) {
		fprintf(stderr, "Usage: %s FABRIC FORMS N\n", argv[0]);
		return 2;
	}
	record_fabric(argv[1]);
	record_forms(argv[2], n);
	return 0;
}
