/* SPDX-License-Identifier: BSD-3-Clause */
/* Declarations that the files of tph follow share */
#ifndef CLI_FOLLOW_FOLLOW_H
#define CLI_FOLLOW_FOLLOW_H

#include "analyze/count/latency.h"
#include "analyze/join/join.h"
#include "analyze/join/kept.h"
#include "analyze/match/match.h"
#include "cli/dump/dump.h"
#include "cli/input.h"

/* Most completions kept for -v and --json, for all outstanding requests */
#define FOLLOW_COMPLETIONS 65536

/**
 * struct follow_totals - counts of all requests
 * @states:	requests by enum join_state
 * @errors:	completed requests with an error status
 * @misfits:	requests with a completion that does not fit
 * @early:	requests with completions before them in the capture
 * @unexpected:	completions without a request
 * @untimed:	other completed requests with an unknown latency
 * @first:	times to the first completion of completed requests
 * @last:	times to their last completion
 */
struct follow_totals {
	uint64_t states[JOIN_STATES];
	uint64_t errors, misfits, early, unexpected, untimed;
	struct latency first, last;
};

/**
 * struct follow - a run
 * @json:	print JSON, one object on each line
 * @verbose:	show the completions too
 * @input:	options about the input
 * @match:	requests, and unexpected completions, to show
 * @dump:	form in which packets are printed
 * @width:	columns of the longest request so far
 * @kept:	packets of the outstanding requests
 * @first_ns:	time of the capture's first packet
 * @totals:	counts of the requests shown
 */
struct follow {
	bool json, verbose;
	struct input_options input;
	struct match match;
	struct dump dump;
	int width;
	struct kept kept;
	uint64_t first_ns;
	struct follow_totals totals;
};

/**
 * struct follow_form - functions that print
 * @request:	print a request that ended
 * @unexpected:	print a completion without a request
 * @totals:	print the totals at the end
 */
struct follow_form {
	void (*request)(struct follow *follow,
			const struct join_request *request);
	void (*unexpected)(struct follow *follow, const struct packet *packet);
	void (*totals)(const struct follow *follow);
};

/* Return: name of a completion status */
static inline const char *follow_status(unsigned int status)
{
	return field_find("status")->value_name(status);
}

extern const struct follow_form follow_text, follow_json;

#endif /* CLI_FOLLOW_FOLLOW_H */
