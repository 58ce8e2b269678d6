/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Configuration spaces on their way to libpci: in parts, because text and libpci need
 * 18 KiB for each function of 4096 bytes
 */
#ifndef HOST_INPUT_DUMP_H
#define HOST_INPUT_DUMP_H

#include <stdio.h>

#include "host/host.h"

#define DUMP_CONFIG_SIZE 0x1000
#define DUMP_ROW	 16
#define DUMP_PART	 1024

/**
 * struct dump - the part that libpci reads next
 * @host:	machine to fill
 * @file:	in libpci's form
 * @path:	of @file
 * @addresses:	of its functions
 * @count:	functions in @file
 */
struct dump {
	struct tph_host *host;
	FILE *file;
	char path[32];
	struct host_address addresses[DUMP_PART];
	size_t count;
};

/* Start a dump for @host. Return: 0; -ENOMEM, -EMFILE, ... */
int dump_open(struct dump *dump, struct tph_host *host);

/* The next function. Return: 0; errors of pcilib_dump() for those before it. */
int dump_function(struct dump *dump, struct host_address address);

/* Up to DUMP_ROW @bytes of the function; @offset + @n <= DUMP_CONFIG_SIZE */
void dump_row(struct dump *dump, unsigned int offset, const uint8_t *bytes,
	      unsigned int n);

/* The end. Return: @err if it is not 0; else as dump_function(). */
int dump_close(struct dump *dump, int err);

#endif /* HOST_INPUT_DUMP_H */
