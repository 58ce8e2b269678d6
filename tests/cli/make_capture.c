// SPDX-License-Identifier: BSD-3-Clause
/*
 * make-capture GOLDEN FILE: a capture of all entries of a golden file, 1 us
 * apart, in turns down on link "up" and up on link "dn0".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/capture.h"
#include "golden.h"

int main(int argc, char **argv)
{
	struct capture_writer *writer;
	static struct golden entry;
	uint64_t ns = 1700000000000000000;
	unsigned int n = 0;
	FILE *file;
	int ret;

	if (argc != 3)
		return 2;
	file = fopen(argv[1], "r");
	if (!file || capture_create(argv[2], CAPTURE_LINKTYPE_USER0, &writer))
		return 1;
	capture_add_interface(writer, "up", NULL);
	capture_add_interface(writer, "dn0", NULL);
	while ((ret = golden_next(file, &entry)) == 1) {
		capture_write(writer, n % 2,
			      n % 2 ? CAPTURE_UP : CAPTURE_DOWN, ns,
			      entry.bytes, entry.len, NULL, 0);
		ns += 1000;
		n++;
	}
	fclose(file);
	return capture_close(writer) || ret;
}
