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
 * TLPs do not share a time stamp if *@turns changes between them. The thread that
 * sends TLPs reads it.
 */
void taps_set_turns(struct taps *taps, const unsigned int *turns);

/*
 * Start to write out buffered packets, for readers that follow the file. Any
 * thread may call it, and it never waits. Return: 0; -errno of the first write
 * that failed.
 */
int taps_flush(struct taps *taps);

/* The same, and wait until they are written. */
int taps_drain(struct taps *taps);

/*
 * Return: packets that were dropped because the reader is too slow. Any thread
 * may call it.
 */
uint64_t taps_lost(const struct taps *taps);

/* capture_hurry(): any thread may call it, while others wait in a tap. */
void taps_hurry(struct taps *taps);

/*
 * Remove the taps, close the file. @taps may be NULL. Return: as
 * capture_close().
 */
int taps_close(struct taps *taps);

#endif /* FABRIC_TAPS_H */
