// SPDX-License-Identifier: BSD-3-Clause
/* tph report: the demonstration's verdict */
#include "cli/report/report.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/options.h"

static const char usage[] =
	"Usage: tph report [OPTION]... NAME=CASES,CAPTURE,LINK[,SENT]...\n"
	"Judge the cases of the guest's tph-demo by a capture of their run.\n"
	"\n"
	"      --json FILE  write the report as JSON too\n"
	"      --flit      treat all TLPs as flit-mode TLPs\n"
	"\n"
	"CASES is the output of tph-demo, CAPTURE the capture of that run, LINK the\n"
	"name of the link to the accelerator, SENT the name of the link to the\n"
	"importer, for cases that check both.\n"
	"Exit status: 0 no case fails, 1 a case fails, 2 bad input.\n" INPUT_USAGE;

/* Split NAME=CASES,CAPTURE,LINK[,SENT] in place */
static int add_run(struct report *report, char *arg)
{
	char *cases = strchr(arg, '='), *capture, *link, *sent;

	capture = cases ? strchr(cases, ',') : NULL;
	link = capture ? strchr(capture + 1, ',') : NULL;
	if (!link) {
		fprintf(stderr,
			"tph report: \"%s\" is not NAME=CASES,CAPTURE,LINK\n",
			arg);
		return -EINVAL;
	}
	*cases++ = *capture++ = *link++ = '\0';
	sent = strchr(link, ',');
	if (sent)
		*sent++ = '\0';
	return report_add(report, arg, cases, capture, link, sent);
}

static int write_json(const struct report *report, const char *path)
{
	struct json_object *json = report_json(report);
	int ret = json_object_to_file_ext(path, json, JSON_C_TO_STRING_PRETTY);

	if (ret)
		fprintf(stderr, "tph report: %s: %s\n", path,
			json_util_get_last_err());
	json_object_put(json);
	return ret;
}

int cmd_report(int argc, char **argv)
{
	struct report report = {0};
	const char *json = NULL;
	const struct option_row rows[] = {
		{"json", .text = &json},
		INPUT_ROWS(report.input),
		{0},
	};
	const struct options options = {usage, rows, NULL, 1, INT_MAX};
	int ret = 0, status = options_parse(&options, argc, argv);

	if (status >= 0)
		return status;
	status = TPH_EXIT_OK;
	for (int i = optind; i < argc && !ret; i++)
		ret = add_run(&report, argv[i]);
	if (!ret && json)
		ret = write_json(&report, json);
	if (!ret) {
		report_print(&report, stdout);
		for (size_t i = 0; i < report.ncases; i++)
			if (report_case_faults(&report.cases[i]))
				status = TPH_EXIT_BROKEN;
	}
	report_free(&report);
	return ret ? input_status(ret) : status;
}
