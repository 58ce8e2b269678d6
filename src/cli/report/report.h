/* SPDX-License-Identifier: BSD-3-Clause */
/* Cases of the demonstration, judged by captures */
#ifndef CLI_REPORT_REPORT_H
#define CLI_REPORT_REPORT_H

#include <stdio.h>
#include <json-c/json.h>

#include "analyze/count/summary.h"
#include "cli/input.h"

/**
 * struct report_case - a case
 * @run:	name of its run
 * @in:		the guest's JSON object
 * @faults:	findings of the guest, then of the capture
 * @skipped:	reason why the case did not run, or NULL
 * @rule:	index of its first rule; one for each window
 * @seen:	captured TLPs of each window
 * @nwindows:	number of address ranges that only this case writes to
 */
struct report_case {
	const char *run;
	struct json_object *in, *faults;
	const char *skipped;
	size_t rule;
	struct summary *seen;
	size_t nwindows;
};

struct report {
	struct input_options input;
	struct report_case *cases;
	size_t ncases;
};

/**
 * report_add() - add a run
 * @report:	report, zero at first
 * @run:	name of the run; must outlive @report
 * @cases:	output of the guest's tph-demo, one object on each line
 * @capture:	capture file
 * @link:	the link to the completer, must outlive the call
 * @sent:	the link to the requester or NULL, likewise
 *
 * Return: 0; -errno after a message to stderr.
 */
int report_add(struct report *report, const char *run, const char *cases,
	       const char *capture, const char *link, const char *sent);

/* Return: number of faults of the case. */
size_t report_case_faults(const struct report_case *c);

/* Return: the whole report; the caller releases it by json_object_put(). */
struct json_object *report_json(const struct report *report);

/* Print tables for people. */
void report_print(const struct report *report, FILE *out);

void report_free(struct report *report);

#endif /* CLI_REPORT_REPORT_H */
