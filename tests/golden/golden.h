/* SPDX-License-Identifier: BSD-3-Clause */
/* Reader of tests/golden/tlp.txt, for tests and fuzzers' seeds */
#ifndef TESTS_GOLDEN_H
#define TESTS_GOLDEN_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <opentph/tlp.h>

struct golden {
	char name[64];
	uint8_t bytes[TLP_MAX_SIZE];
	size_t len;
	char text[256];
};

/*
 * Return: 1 and the next entry; 0 end of the file; -1 a line makes no sense, in
 * which case it is printed.
 */
int golden_next(FILE *file, struct golden *entry);

#endif /* TESTS_GOLDEN_H */
