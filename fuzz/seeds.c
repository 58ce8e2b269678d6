// SPDX-License-Identifier: BSD-3-Clause
/*
 * fuzz-seeds [-f] FILE DIR [CAPTURE]: each entry of a file in the form of
 * tests/golden/tlp.txt becomes a file in DIR, with -f behind a byte that tells
 * its framing; or with CAPTURE all of them become one capture.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/capture.h"
#include "tests/golden/golden.h"

static int write_seed(const char *dir, const struct golden *entry, bool framing)
{
	char path[4096];
	FILE *out;
	size_t n;

	snprintf(path, sizeof(path), "%s/%s%s", dir, entry->flit ? "flit-" : "",
		 entry->name);
	out = fopen(path, "wb");
	if (!out)
		return -1;
	if (framing)
		fputc(entry->flit, out);
	n = fwrite(entry->bytes, 1, entry->len, out);
	return fclose(out) || n != entry->len;
}

int main(int argc, char **argv)
{
	struct capture_writer *writer = NULL;
	static struct golden entry;
	char path[4096];
	int ret, failed = 0;
	bool framing;
	uint64_t ns = 0;
	FILE *file;

	framing = argc > 1 && !strcmp(argv[1], "-f");
	argc -= framing;
	argv += framing;
	if (argc < 3)
		return 2;
	file = fopen(argv[1], "r");
	if (!file) {
		perror(argv[1]);
		return 1;
	}
	if (argc > 3) {
		snprintf(path, sizeof(path), "%s/%s", argv[2], argv[3]);
		if (capture_create(path, CAPTURE_LINKTYPE_USER0, &writer))
			return 1;
		capture_add_interface(writer, "dn0", "downstream port");
	}
	while ((ret = golden_next(file, &entry)) == 1 && !failed) {
		/* Long ones only slow the fuzzer down */
		if (writer && entry.len < 64)
			failed = capture_write(writer, 0, ns++ % 2, ns,
					       entry.bytes, entry.len, NULL, 0);
		else if (!writer)
			failed = write_seed(argv[2], &entry, framing);
	}
	fclose(file);
	return capture_close(writer) || ret || failed;
}
