/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files with samples of signals, in which a reader finds streams of TLPs. Others include
 * it by capture.h.
 */
#ifndef CAPTURE_SAMPLES_H
#define CAPTURE_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct capture_reader;

/**
 * struct capture_stream - a stream of TLPs in a file with samples of signals
 * @kind:	name of its kind, "s7-rx" for example
 * @name:	start of its signals' names, or ""
 * @width:	bits of the data of a beat
 */
struct capture_stream {
	const char *kind, *name;
	unsigned int width;
};

/* Return: true if the file has samples of signals, which streams are found in */
bool capture_has_streams(const struct capture_reader *reader);

/* Return: name of kind @n of streams; NULL if there are fewer */
const char *capture_stream_kind(unsigned int n);

/**
 * capture_select_stream() - read a stream of a file with samples of signals
 * @reader:	reader, before its first packet
 * @stream:	KIND:PREFIX, where signals have the PREFIX in their names: scopes, or the
 *		start of the last name. KIND alone: of all scopes
 *
 * Each stream is an interface. Without a call, the only stream is read.
 *
 * Return: 0; -EINVAL no such kind; -EOPNOTSUPP the file has no samples; -E2BIG more than
 * 32 streams; -ENOMEM.
 */
int capture_select_stream(struct capture_reader *reader, const char *stream);

/**
 * capture_clock() - take samples at the rising edges of a signal
 * @reader:	reader, before its first packet
 * @name:	name of the signal, with as many of its scopes as are needed
 *
 * Values are those just before the edge. Without a clock, each time unit is a sample.
 *
 * Return: 0; -EINVAL the name is empty or too long; -EOPNOTSUPP not a VCD; -ENOMEM.
 */
int capture_clock(struct capture_reader *reader, const char *name);

/**
 * capture_resolve_streams() - find the selected streams
 * @reader:	reader, before its first packet
 * @error:	the reason of -ENOENT and -EEXIST; else ""
 * @size:	bytes at @error, at least 1
 *
 * Reads the names of the signals. For files of other formats it does nothing.
 *
 * Return: 0; -ENOENT a stream or the clock is missing; -EEXIST a name fits several;
 * -ENOMEM; -errno of read(2).
 */
int capture_resolve_streams(struct capture_reader *reader, char *error,
			    size_t size);

/**
 * capture_streams() - streams of a file with samples of signals
 * @reader:	reader, before its first packet
 * @ret_streams: array that lives as long as the reader
 *
 * Return: entries of the array, at most 256; 0 also for files of other formats.
 */
size_t capture_streams(struct capture_reader *reader,
		       const struct capture_stream **ret_streams);

/**
 * capture_count_samples() - count the samples up to the end of the file
 * @reader:	reader, before its first packet; only capture_free() may follow
 * @error:	as for capture_resolve_streams()
 * @size:	bytes at @error, at least 1
 * @ret_samples: number of samples, with the clock of capture_clock()
 *
 * Return: 0; -EPROTO the signals are not described, see capture_damage(); -EOPNOTSUPP
 * the file has no samples; else as capture_resolve_streams().
 */
int capture_count_samples(struct capture_reader *reader, char *error,
			  size_t size, uint64_t *ret_samples);

/*
 * Return: name of a signal that may be the clock, in a VCD that is read without one; NULL
 * if there is none. Valid until the reader is closed.
 */
const char *capture_clock_hint(const struct capture_reader *reader);

#endif /* CAPTURE_SAMPLES_H */
