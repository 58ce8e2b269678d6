// SPDX-License-Identifier: BSD-3-Clause
/* Any file: reading it ends, and every packet can be looked at */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "analyze/match/field.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void look_at(const struct wire *wire)
{
	static volatile uint64_t sum;
	struct field_value value;

	for (size_t i = 0; i < wire->packet.len; i++)
		sum += wire->packet.data[i];
	for (const char *c = wire->packet.link; *c; c++)
		if (*c < ' ' || *c > '~')
			abort();
	if (wire->error) {
		if (!*wire_error(wire))
			abort();
		return;
	}
	for (size_t i = 0; i < fields_count; i++)
		sum += fields[i].get(wire, &value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static int fd = -1;
	static char path[64];
	struct capture_reader *reader;
	struct wire wire;
	int ret;

	if (fd < 0) {
		fd = memfd_create("fuzz", MFD_CLOEXEC);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	if (ftruncate(fd, 0) || pwrite(fd, data, len, 0) != (ssize_t)len)
		return 0;
	if (capture_open(path, &reader))
		return 0;
	while ((ret = wire_next(reader, &wire)) == 1)
		look_at(&wire);
	/* A file in memory can be read, and what has ended stays so */
	if (ret || wire_next(reader, &wire))
		abort();
	capture_free(reader);
	return 0;
}
