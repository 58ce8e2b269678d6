/* SPDX-License-Identifier: BSD-3-Clause */
/* Taps: write the TLPs of links to a capture file */
#ifndef FABRIC_TAPS_H
#define FABRIC_TAPS_H

#include "fabric/hierarchy.h"

struct taps;

/**
 * taps_open() - write the TLPs of links to a capture file
 * @h:		hierarchy; outlives the taps
 * @path:	file, "-" is standard output
 * @links:	names of links, comma separated; NULL: all
 * @drop:	as capture_go_live()
 * @ret_taps:	the taps; untouched on failure
 * @error:	message on failure, FABRIC_ERROR_MAX bytes
 *
 * Return: 0; -EINVAL unknown link; -ENOMEM; -errno of the file.
 */
int taps_open(struct hierarchy *h, const char *path, const char *links,
	      bool drop, struct taps **ret_taps, char *error);

/*
 * Start to write out buffered packets, for readers that follow the file.
 * Return: 0; -errno of the first write that failed.
 */
int taps_flush(struct taps *taps);

/* Return: packets that were dropped because the reader is too slow. */
uint64_t taps_lost(const struct taps *taps);

/*
 * Remove the taps, close the file. @taps may be NULL. Return: as
 * capture_close().
 */
int taps_close(struct taps *taps);

#endif /* FABRIC_TAPS_H */
