/* SPDX-License-Identifier: BSD-3-Clause */
/* TLPs of a busy pair of links, for a capture */
#ifndef BENCH_RECORDS_H
#define BENCH_RECORDS_H

#include <stddef.h>
#include <stdint.h>

#include <opentph/tlp.h>

#include "capture/capture.h"

#define RECORDS 1024

/**
 * struct record - a captured TLP
 * @link:	0 or 1
 * @dir:	direction
 * @len:	bytes
 * @bytes:	TLP
 */
struct record {
	int link;
	enum capture_dir dir;
	size_t len;
	uint8_t bytes[TLP_MAX_HEADER + 256];
};

/**
 * records_make() - make a series of TLPs that can be repeated
 * @records:	RECORDS of them: of eight TLPs six are posted writes with hints,
 *		one a read, one the completion of that read; four requesters, 16
 *		STs, some of 16 bits
 * @payload:	bytes of each payload, at most 256
 *
 * Return: 0; -errno of tlp_encode().
 */
int records_make(struct record *records, size_t payload);

/* Time of the @n-th TLP, ns since the epoch */
static inline uint64_t record_ns(uint64_t n)
{
	return 1700000000000000000 + 8 * n;
}

/**
 * records_save() - write a capture that repeats the series
 * @records:	series
 * @count:	total number of TLPs
 * @path:	file to create
 *
 * Return: 0; -errno of capture_write() and others.
 */
int records_save(const struct record *records, uint64_t count,
		 const char *path);

#endif /* BENCH_RECORDS_H */
