// SPDX-License-Identifier: BSD-3-Clause
/*
 * make-capture GOLDEN FILE: a capture of all entries of a golden file, 1 us
 * apart, in turns down on link "up" and up on link "dn0".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/capture.h"
#include "tests/golden/golden.h"

static int begin(const char *path, bool flit,
		 struct capture_writer **ret_writer)
{
	if (capture_create(path, CAPTURE_LINKTYPE_USER0 + flit, ret_writer))
		return -1;
	capture_add_interface(*ret_writer, "up", NULL);
	capture_add_interface(*ret_writer, "dn0", NULL);
	return 0;
}

int main(int argc, char **argv)
{
	struct capture_writer *writer = NULL;
	static struct golden entry;
	uint64_t ns = 1700000000000000000;
	unsigned int n = 0;
	FILE *file;
	int ret;

	if (argc != 3)
		return 2;
	file = fopen(argv[1], "r");
	if (!file)
		return 1;
	while ((ret = golden_next(file, &entry)) == 1) {
		/* All entries of a file have the same framing */
		if (!writer && begin(argv[2], entry.flit, &writer))
			return 1;
		capture_write(writer, n % 2, n % 2 ? CAPTURE_UP : CAPTURE_DOWN,
			      ns, entry.bytes, entry.len, NULL, 0);
		ns += 1000;
		n++;
	}
	fclose(file);
	return capture_close(writer) || ret;
}
