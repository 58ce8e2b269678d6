// SPDX-License-Identifier: BSD-3-Clause
/*
 * fuzz-seeds [-f] FILE DIR [CAPTURE]: each entry of a file in the form of
 * tests/golden/tlp.txt becomes a file in DIR, with -f after a byte for the
 * framing; or with CAPTURE each eight entries become one capture.
 */
#include <stdbool.h>
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

/* Close the capture and open the next DIR/CAPTURE-N */
static int next_capture(const char *dir, const char *name,
			struct capture_writer **writer)
{
	static unsigned int n;
	char path[4096];

	if (capture_close(*writer))
		return -1;
	*writer = NULL;
	snprintf(path, sizeof(path), "%s/%s-%u", dir, name, ++n);
	if (capture_create(path, CAPTURE_LINKTYPE_USER0, writer))
		return -1;
	return capture_add_interface(*writer, "dn0", "downstream port");
}

/* Long TLPs, and many in one file, only slow the fuzzer down */
static int write_captures(FILE *file, const char *dir, const char *name)
{
	struct capture_writer *writer = NULL;
	static struct golden entry;
	uint64_t ns = 0;
	int ret, failed = 0;

	while (!failed && (ret = golden_next(file, &entry)) == 1) {
		if (entry.len >= 64)
			continue;
		if (ns % 8 == 0)
			failed = next_capture(dir, name, &writer);
		if (!failed)
			failed = capture_write(writer, 0, ns % 2, ns + 1,
					       entry.bytes, entry.len, NULL, 0);
		ns++;
	}
	return capture_close(writer) || failed || ret;
}

static int write_seeds(FILE *file, const char *dir, bool framing)
{
	static struct golden entry;
	int ret;

	while ((ret = golden_next(file, &entry)) == 1)
		if (write_seed(dir, &entry, framing))
			return -1;
	return ret;
}

int main(int argc, char **argv)
{
	const bool framing = argc > 1 && !strcmp(argv[1], "-f");
	FILE *file;
	int ret;

	argc -= framing;
	argv += framing;
	if (argc < 3)
		return 2;
	file = fopen(argv[1], "r");
	if (!file) {
		perror(argv[1]);
		return 1;
	}
	if (argc > 3)
		ret = write_captures(file, argv[2], argv[3]);
	else
		ret = write_seeds(file, argv[2], framing);
	fclose(file);
	return ret ? 1 : 0;
}
