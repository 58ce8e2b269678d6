/* SPDX-License-Identifier: BSD-3-Clause */
/* Options and findings of tph check */
#ifndef CLI_CHECK_CHECK_H
#define CLI_CHECK_CHECK_H

#include "analyze/match/expect.h"
#include "cli/input.h"

/* Most faulty packets kept */
#define CHECK_MAX_BAD 3

/* A packet that is not a TLP, or a damaged place */
struct check_bad {
	char where[PLACE_TEXT];
	const char *what;
};

/**
 * struct check - one run
 * @verbose:	show rules that hold too
 * @input:	options about the input
 * @json:	print JSON
 * @expect:	rules and their findings
 * @packets:	packets read
 * @malformed:	packets that are not TLPs
 * @damaged:	unreadable parts of the capture
 * @bad:	the first malformed packets and damaged places
 * @bad_count:	number of them
 */
struct check {
	bool verbose, json;
	struct input_options input;
	struct expect expect;
	uint64_t packets, malformed, damaged;
	struct check_bad bad[CHECK_MAX_BAD];
	unsigned int bad_count;
};

/* Return: true if all rules hold and all packets are TLPs */
static inline bool check_holds(const struct check *check)
{
	return expect_holds(&check->expect) && !check->malformed &&
	       !check->damaged;
}

/* The result as one JSON object */
void check_json(const struct check *check, FILE *out);

#endif /* CLI_CHECK_CHECK_H */
