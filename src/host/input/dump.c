// SPDX-License-Identifier: BSD-3-Clause
#include "host/input/dump.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "error/error.h"
#include "host/input/input.h"

int dump_open(struct dump *dump, struct tph_host *host)
{
	int fd = memfd_create("dump", MFD_CLOEXEC);

	if (fd < 0)
		return error_fail(-errno, "memfd: %s", strerror(errno));
	dump->file = fdopen(fd, "w");
	if (!dump->file) {
		close(fd);
		return error_fail(-ENOMEM, "out of memory");
	}
	snprintf(dump->path, sizeof(dump->path), "/proc/self/fd/%d", fd);
	dump->host = host;
	dump->count = 0;
	return 0;
}

/* libpci reads what there is so far */
static int flush(struct dump *dump)
{
	int ret;

	if (!dump->count)
		return 0;
	if (fflush(dump->file) || ferror(dump->file))
		return error_fail(-ENOSPC, "no memory for the dump");
	ret = pcilib_dump(dump->host, dump->path, dump->addresses, dump->count);
	dump->count = 0;
	rewind(dump->file);
	if (!ret && ftruncate(fileno(dump->file), 0))
		ret = error_fail(-errno, "memfd: %s", strerror(errno));
	return ret;
}

int dump_function(struct dump *dump, struct host_address address)
{
	int ret = dump->count == DUMP_PART ? flush(dump) : 0;
	size_t n = dump->count;

	if (ret)
		return ret;
	dump->addresses[dump->count++] = address;
	fprintf(dump->file, "\n%04zx:%02zx:%02zx.%zx \n", n >> 16,
		n >> 8 & 0xff, n >> 3 & 0x1f, n & 7);
	return 0;
}

void dump_row(struct dump *dump, unsigned int offset, const uint8_t *bytes,
	      unsigned int n)
{
	fprintf(dump->file, "%02x:", offset);
	for (unsigned int i = 0; i < n; i++)
		fprintf(dump->file, " %02x", bytes[i]);
	putc('\n', dump->file);
}

int dump_close(struct dump *dump, int err)
{
	if (!err)
		err = flush(dump);
	fclose(dump->file);
	return err;
}
