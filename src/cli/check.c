// SPDX-License-Identifier: BSD-3-Clause
/* tph check: compare a capture with expectations */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "expect.h"

/* What was seen besides the rules */
struct check {
	uint64_t packets, malformed, first_malformed;
	const char *first_error;
};

static void usage(FILE *out)
{
	fprintf(out, "Usage: tph check [--json] FILE EXPECTATIONS\n"
		     "Compare a pcapng capture with rules, one a line:\n"
		     "  [else] SELECTOR=VALUE... : REQUIREMENT=VALUE...\n"
		     "Exit status: 0 all hold, 1 broken, 2 bad input.\n");
}

/* Return: 0, or -errno after a message */
static int read_rules(const char *path, struct expect *expect)
{
	FILE *file = strcmp(path, "-") ? fopen(path, "r") : stdin;
	unsigned int number = 0;
	char *line = NULL, error[512];
	size_t size = 0;
	int ret = 0;

	if (!file) {
		ret = -errno;
		fprintf(stderr, "tph check: %s: %s\n", path, strerror(-ret));
		return ret;
	}
	while (!ret && getline(&line, &size, file) > 0) {
		ret = expect_add(expect, line, ++number, error, sizeof(error));
		if (ret)
			fprintf(stderr, "tph check: %s:%u: %s\n", path, number,
				error);
	}
	if (!ret && ferror(file)) {
		ret = -EIO;
		fprintf(stderr, "tph check: %s: cannot be read\n", path);
	}
	/* Nothing expected is a mistake, not a success */
	if (!ret && !expect->count) {
		ret = -EINVAL;
		fprintf(stderr, "tph check: %s: has no rules\n", path);
	}
	free(line);
	if (file != stdin)
		fclose(file);
	return ret;
}

/* Return: 0, or -errno after a message */
static int read_capture(const char *path, struct expect *expect,
			struct check *check)
{
	struct capture_reader *reader;
	struct wire wire;
	int ret = wire_open("check", path, false, &reader);

	if (ret)
		return ret;
	while ((ret = wire_next(reader, &wire)) == 1) {
		check->packets++;
		if (!wire.error) {
			expect_feed(expect, &wire);
		} else if (!check->malformed++) {
			check->first_malformed = wire.packet.number;
			check->first_error = wire_error(&wire);
		}
	}
	if (ret)
		fprintf(stderr, "tph check: %s: %s\n", path, strerror(-ret));
	capture_free(reader);
	return ret;
}

static struct json_object *rule_json(const struct expect_rule *rule)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "line",
			       json_object_new_int64(rule->line));
	json_object_object_add(object, "rule",
			       json_object_new_string(rule->text));
	json_object_object_add(
		object, "holds",
		json_object_new_boolean(expect_rule_holds(rule)));
	json_object_object_add(object, "count",
			       json_object_new_uint64(rule->count));
	json_object_object_add(object, "total",
			       json_object_new_uint64(rule->bytes));
	json_object_object_add(object, "broken",
			       json_object_new_uint64(rule->broken));
	return object;
}

static void print_json(const struct expect *expect, const struct check *check,
		       bool holds)
{
	struct json_object *object = json_object_new_object();
	struct json_object *rules = json_object_new_array();

	for (size_t i = 0; i < expect->count; i++)
		json_object_array_add(rules, rule_json(&expect->rules[i]));
	json_object_object_add(object, "holds", json_object_new_boolean(holds));
	json_object_object_add(object, "packets",
			       json_object_new_uint64(check->packets));
	json_object_object_add(object, "malformed",
			       json_object_new_uint64(check->malformed));
	json_object_object_add(object, "rules", rules);
	printf("%s\n",
	       json_object_to_json_string_ext(object, JSON_C_TO_STRING_PRETTY));
	json_object_put(object);
}

static void print_text(const struct expect *expect, const struct check *check,
		       bool holds)
{
	expect_report(expect, stdout);
	if (check->malformed)
		printf("%" PRIu64 " packets are no TLPs; packet %" PRIu64
		       ": %s\n",
		       check->malformed, check->first_malformed,
		       check->first_error);
	if (holds)
		printf("%zu %s by %" PRIu64 " TLPs\n", expect->count,
		       expect->count == 1 ? "rule is kept" : "rules are kept",
		       check->packets);
}

static int check_file(const char *path, const char *expectations, bool json)
{
	struct expect expect = {0};
	struct check check = {0};
	int status = TPH_EXIT_USAGE;
	bool holds;

	if (!read_rules(expectations, &expect) &&
	    !read_capture(path, &expect, &check)) {
		holds = expect_holds(&expect) && !check.malformed;
		if (json)
			print_json(&expect, &check, holds);
		else
			print_text(&expect, &check, holds);
		status = holds ? TPH_EXIT_OK : TPH_EXIT_BROKEN;
	}
	expect_free(&expect);
	return status;
}

int cmd_check(int argc, char **argv)
{
	static const struct option options[] = {
		{"json", no_argument, NULL, 'j'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	bool json = false;
	int c;

	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (c) {
		case 'j':
			json = true;
			break;
		case 'h':
			usage(stdout);
			return TPH_EXIT_OK;
		default:
			usage(stderr);
			return TPH_EXIT_USAGE;
		}
	}
	if (argc - optind != 2) {
		usage(stderr);
		return TPH_EXIT_USAGE;
	}
	return check_file(argv[optind], argv[optind + 1], json);
}
