// SPDX-License-Identifier: BSD-3-Clause
/*
 * hold-memfd SOCKET TEXT: stands in for "tph export --hold", with a file of memory
 * instead of a dma-buf. Prints a line when clients may connect, and runs until it is
 * killed.
 */
#include <err.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cli/export/hold.h"

int main(int argc, char **argv)
{
	int fd = memfd_create("held", MFD_CLOEXEC), ret;
	struct pollfd client = {.events = POLLIN};
	struct hold hold;
	size_t len;

	if (argc != 3)
		errx(2, "SOCKET TEXT");
	len = strlen(argv[2]);
	if (fd < 0 || write(fd, argv[2], len) != (ssize_t)len)
		err(1, "memfd");
	ret = hold_open(&hold, argv[1]);
	if (ret)
		errx(1, "%s: %s", argv[1], strerror(-ret));
	client.fd = hold.sock;
	puts("ready");
	fflush(stdout);
	while (poll(&client, 1, -1) > 0)
		hold_serve(&hold, fd);
	return 1;
}
