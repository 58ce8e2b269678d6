/* SPDX-License-Identifier: BSD-3-Clause */
/* Options and findings of tph check */
#ifndef CLI_CHECK_CHECK_H
#define CLI_CHECK_CHECK_H

#include "analyze/match/expect.h"

/* Packets kept that are not TLPs */
#define CHECK_MAX_BAD 3

/* A packet that is not a TLP, or a damaged place */
struct check_bad {
	char where[PLACE_TEXT];
	const char *what;
};

/**
 * struct check - one run
 * @verbose:	rules that hold are shown too
 * @flit:	all TLPs are of flit mode
 * @json:	for machines
 * @expect:	rules and their findings
 * @packets:	packets read
 * @malformed:	packets that are not TLPs
 * @damaged:	places where the capture makes no sense
 * @bad:	the first of those two
 * @bad_count:	number of them
 */
struct check {
	bool verbose, flit, json;
	struct expect expect;
	uint64_t packets, malformed, damaged;
	struct check_bad bad[CHECK_MAX_BAD];
	unsigned int bad_count;
};

/* Return: true if everything is as expected */
static inline bool check_holds(const struct check *check)
{
	return expect_holds(&check->expect) && !check->malformed &&
	       !check->damaged;
}

/* The result as one JSON object */
void check_json(const struct check *check, FILE *out);

#endif /* CLI_CHECK_CHECK_H */
