/* SPDX-License-Identifier: BSD-3-Clause */
/* Reader of tests/golden/tlp.txt and tlp-flit.txt, for tests and fuzzers' seeds */
#ifndef TESTS_GOLDEN_GOLDEN_H
#define TESTS_GOLDEN_GOLDEN_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <opentph/tlp.h>

/**
 * struct golden - an entry
 * @name:	unique
 * @flit:	the bytes are laid out as in flit mode
 * @broken:	names of the rules that the TLP breaks, in the order of the rules,
 *		a blank between them; "" if it breaks none
 * @bytes:	the TLP on the wire
 * @len:	bytes there
 * @text:	as tlp_format() gives it, or "error NAME" of decoding
 */
struct golden {
	char name[64];
	bool flit;
	char broken[256];
	uint8_t bytes[TLP_MAX_SIZE];
	size_t len;
	char text[512];
};

/*
 * Return: 1 and the next entry; 0 end of the file; -1 a line makes no sense, in
 * which case it is printed.
 */
int golden_next(FILE *file, struct golden *entry);

#endif /* TESTS_GOLDEN_GOLDEN_H */
