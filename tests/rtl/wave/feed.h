/* SPDX-License-Identifier: BSD-3-Clause */
/* Captures for the programs that write VCD: TLPs that go down a link */
#ifndef TESTS_RTL_WAVE_FEED_H
#define TESTS_RTL_WAVE_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <opentph/tlp.h>

/* TLPs after which the stream is at rest for some time */
#define FEED_BURST 500

/**
 * struct feed_options - the command line: [-r] [-d] CAPTURE VCD
 * @rough:	gaps between beats, and back-pressure
 * @damage:	some TLPs come damaged first
 * @capture, @vcd: files
 */
struct feed_options {
	bool rough, damage;
	const char *capture, *vcd;
};

/* Return: 0; -1 after a message */
int feed_options(int argc, char **argv, struct feed_options *ret_options);

/**
 * struct feed - takes the TLPs
 * @wants:	the stream can carry it; others are skipped
 * @take:	called for each of the rest in turn, @bytes as on the wire
 * @rest:	called after FEED_BURST of them, and at the end
 * @ctx:	for @take and @rest
 */
struct feed {
	bool (*wants)(const struct tlp *tlp);
	void (*take)(void *ctx, const struct tlp *tlp, const uint8_t *bytes,
		     size_t len);
	void (*rest)(void *ctx);
	void *ctx;
};

/*
 * Hand over the TLPs of a capture that go down, or have no direction; the hard IP keeps
 * configuration requests. Prints their number. Return: 0; -1 after a message
 */
int feed_run(const struct feed *feed, const char *path);

#endif /* TESTS_RTL_WAVE_FEED_H */
