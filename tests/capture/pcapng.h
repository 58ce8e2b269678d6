/* SPDX-License-Identifier: BSD-3-Clause */
/* Blocks of pcapng in the file that a test makes */
#ifndef TESTS_CAPTURE_PCAPNG_H
#define TESTS_CAPTURE_PCAPNG_H

#include "tests/capture/file.h"

static inline void section(bool big)
{
	file.big = big;
	put(0x0a0d0d0a, 4), put(28, 4), put(0x1a2b3c4d, 4);
	put(1, 2), put(0, 2), put(-1ull, 8), put(28, 4);
}

/* Times in units of @tsresol; 0: the option is left out */
static inline void interface(const char *name, int tsresol)
{
	size_t size =
		12 + 8 + 4 + (strlen(name) + 3) / 4 * 4 + (tsresol ? 8 : 0);

	put(1, 4), put(size, 4), put(147, 2), put(0, 2), put(0, 4);
	put(2, 2), put(strlen(name), 2), put_text(name);
	if (tsresol)
		put(9, 2), put(1, 2), put(tsresol, 1), put_zeroes(3);
	put(size, 4);
}

/* A packet of one DW; @dir as in epb_flags, 0: the option is left out */
static inline void packet(uint32_t n, uint64_t stamp, uint32_t data, int dir)
{
	size_t size = 12 + 20 + 4 + (dir ? 12 : 0);

	put(6, 4), put(size, 4), put(n, 4), put(stamp >> 32, 4), put(stamp, 4);
	put(4, 4), put(4, 4), put(data, 4);
	if (dir)
		put(2, 2), put(4, 2), put(dir, 4), put(0, 4);
	put(size, 4);
}

#endif /* TESTS_CAPTURE_PCAPNG_H */
