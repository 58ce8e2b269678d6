// SPDX-License-Identifier: BSD-3-Clause
/* tph check: compare a capture with expectations */
#include "cli/check/check.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/input.h"
#include "cli/options.h"

static const char usage[] =
	"Usage: tph check [OPTION]... FILE EXPECTATIONS\n"
	"Compare a capture with rules, one on each line:\n"
	"  [else] SELECTOR=VALUE... : REQUIREMENT=VALUE...\n"
	"  span NAME from SELECTOR=VALUE... [to SELECTOR=VALUE...]\n"
	"  -v, --verbose   show rules that hold too\n"
	"      --flit      treat all TLPs as flit-mode TLPs\n"
	"      --json      print a JSON object\n"
	"Exit status: 0 all rules hold, 1 a rule is broken, 2 bad input.\n" INPUT_USAGE;

/* Return: 0, or -errno after a message */
static int read_rules(const char *path, struct expect *expect)
{
	FILE *file = strcmp(path, "-") ? fopen(path, "r") : stdin;
	unsigned int number = 0;
	char *line = NULL, error[512];
	size_t size = 0;
	ssize_t len;
	int ret = 0;

	if (!file) {
		ret = -errno;
		fprintf(stderr, "tph check: %s: %s\n", path, strerror(-ret));
		return ret;
	}
	errno = 0;
	while (!ret && (len = getline(&line, &size, file)) > 0) {
		number++;
		if (memchr(line, 0, len)) {
			ret = -EINVAL;
			snprintf(error, sizeof(error),
				 "a NUL byte; rules are plain text");
		} else {
			ret = expect_add(expect, line, number, error,
					 sizeof(error));
		}
		if (ret)
			fprintf(stderr, "tph check: %s:%u: %s\n", path, number,
				error);
	}
	/* getline() returns -1 for lack of memory too */
	if (!ret && !feof(file)) {
		ret = errno ? -errno : -EIO;
		fprintf(stderr, "tph check: %s: cannot be read: %s\n", path,
			strerror(-ret));
	}
	/* A file without rules is a mistake, not a success */
	if (!ret && !expect->count) {
		ret = -EINVAL;
		fprintf(stderr, "tph check: %s: no rules in this file\n", path);
	}
	free(line);
	if (file != stdin)
		fclose(file);
	return ret;
}

static void note_bad(struct check *check, const struct packet *packet)
{
	struct check_bad *bad;

	if (packet->damage)
		check->damaged++;
	else
		check->malformed++;
	if (check->bad_count == CHECK_MAX_BAD)
		return;
	bad = &check->bad[check->bad_count++];
	place_text(packet, bad->where, sizeof(bad->where));
	bad->what = packet_error(packet);
}

/* Return: 0, or -errno after a message */
static int read_capture(const char *path, struct check *check)
{
	struct capture_reader *reader;
	struct packet packet;
	int ret = input_open("check", path, &check->input, &reader);

	if (ret)
		return ret;
	while ((ret = input_next(reader, &packet)) == 1) {
		check->packets += !packet.damage;
		if (packet.error)
			note_bad(check, &packet);
		else
			expect_feed(&check->expect, &packet);
	}
	if (ret)
		fprintf(stderr, "tph check: %s: %s\n", path, strerror(-ret));
	capture_free(reader);
	return ret;
}

static void print_text(const struct check *check)
{
	const struct expect *expect = &check->expect;

	expect_report(expect, check->verbose, stdout);
	if (check->malformed)
		printf("%" PRIu64 " packets are not TLPs\n", check->malformed);
	if (check->damaged)
		printf("the capture is damaged at %" PRIu64 " place%s\n",
		       check->damaged, check->damaged == 1 ? "" : "s");
	for (unsigned int i = 0; i < check->bad_count; i++)
		printf("  %s: %s\n", check->bad[i].where, check->bad[i].what);
	if (check_holds(check))
		printf("%zu %s for %" PRIu64 " TLPs\n", expect->count,
		       expect->count == 1 ? "rule holds" : "rules hold",
		       check->packets);
}

int cmd_check(int argc, char **argv)
{
	struct check check = {0};
	const struct option_row rows[] = {
		{"verbose", 'v', .flag = &check.verbose},
		INPUT_ROWS(check.input),
		{"json", .flag = &check.json},
		{0},
	};
	const struct options options = {usage, rows, NULL, 2, 2};
	int ret, status = options_parse(&options, argc, argv);

	if (status >= 0)
		return status;
	check.input.json = check.json;
	ret = read_rules(argv[optind + 1], &check.expect);
	if (!ret)
		ret = read_capture(argv[optind], &check);
	status = input_status(ret);
	if (!ret) {
		if (check.json)
			check_json(&check, stdout);
		else
			print_text(&check);
		status = check_holds(&check) ? TPH_EXIT_OK : TPH_EXIT_BROKEN;
	}
	expect_free(&check.expect);
	return status;
}
