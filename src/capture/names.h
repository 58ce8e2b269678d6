/* SPDX-License-Identifier: BSD-3-Clause */
/* Names of devices in the order in which they first appear */
#ifndef CAPTURE_NAMES_H
#define CAPTURE_NAMES_H

#include <stddef.h>

/* More than real logs have; further devices have no name */
#define NAMES_MAX 4096

/* Zero it first */
struct names {
	unsigned int count;
	struct name {
		unsigned int number;
		char text[];
	} * slots[2 * NAMES_MAX];
};

/**
 * names_find() - find a name or add it
 * @names:	names
 * @text:	characters
 * @len:	number of characters
 * @ret_number:	1 for the first name; 0 without a name
 *
 * Return: the name, valid until names_free(); "" if the table is full.
 */
const char *names_find(struct names *names, const char *text, size_t len,
		       unsigned int *ret_number);

void names_free(struct names *names);

#endif /* CAPTURE_NAMES_H */
