/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Configuration spaces on their way to libpci: in parts, because text and libpci need
 * 18 KiB for each function of 4096 bytes; and without the zeros at their end, because
 * libpci needs most of the time, and most of a configuration space is zeros
 */
#ifndef HOST_INPUT_DUMP_H
#define HOST_INPUT_DUMP_H

#include <stdio.h>

#include "host/input/input.h"

#define DUMP_CONFIG_SIZE 0x1000
#define DUMP_ROW	 16
#define DUMP_PART	 1024

/**
 * struct dump - the part that libpci reads next
 * @host:	machine to fill
 * @file:	in libpci's form
 * @path:	of @file
 * @parts:	its functions
 * @count:	functions in @file
 */
struct dump {
	struct tph_host *host;
	FILE *file;
	char path[32];
	struct pcilib_part parts[DUMP_PART];
	size_t count;
};

/* Start a dump for @host. Return: 0; -ENOMEM, -EMFILE, ... */
int dump_open(struct dump *dump, struct tph_host *host);

/* The next function. Return: 0; errors of pcilib_dump() for those before it. */
int dump_function(struct dump *dump, struct host_address address);

/* The next @n bytes of the function, up to DUMP_ROW, up to DUMP_CONFIG_SIZE of all */
void dump_row(struct dump *dump, const uint8_t *bytes, unsigned int n);

/* The end. Return: @err if it is not 0; else as dump_function(). */
int dump_close(struct dump *dump, int err);

#endif /* HOST_INPUT_DUMP_H */
