// SPDX-License-Identifier: BSD-3-Clause
/* tph stat: count the TLPs of a capture */
#include "cli/stat/stat.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/match/match.h"
#include "cli/command.h"
#include "cli/input.h"
#include "cli/options.h"
#include "cli/stat/gnuplot.h"

/* Rows that are shown, and the number as text */
#define TOP	 20
#define TEXT(n)	 #n
#define VALUE(n) TEXT(n)

struct stat_options {
	bool json;
	struct input_options input;
	const char *plot;
	struct stat_view view;
	struct match match;
};

static const char usage[] =
	"Usage: tph stat [OPTION]... FILE [FIELD=VALUE]...\n"
	"Count the TLPs of a capture. FILE may be -.\n"
	"\n"
	"  --by TABLE,...  link, requester, st, type (all of them)\n"
	"  --top N         rows of a table, 0: all (" VALUE(
		TOP) ")\n"
		     "  --flit          treat all TLPs as flit-mode TLPs\n"
		     "  --plot FILE     draw rates and latencies to FILE, a PNG (by gnuplot)\n"
		     "  --json          print all rows as JSON\n"
		     "  --help          show this help\n" INPUT_USAGE;

/* Names as the tables' headings, in lower case */
static int take_by(void *run, const char *value)
{
	struct stat_options *options = run;
	const char *text = value;
	unsigned int tables = 0;
	size_t len;

	for (;; text += len + 1) {
		unsigned int by = 0;

		len = strcspn(text, ",");
		while (by < TRAFFIC_MAX &&
		       (strncasecmp(traffic_heading(by, 0), text, len) ||
			traffic_heading(by, 0)[len]))
			by++;
		if (by == TRAFFIC_MAX) {
			fprintf(stderr,
				"tph stat: --by %s: the tables are link, requester, st and type\n",
				value);
			return TPH_EXIT_USAGE;
		}
		tables |= 1u << by;
		if (!text[len])
			break;
	}
	options->view.tables = tables;
	return -1;
}

static int take_top(void *run, const char *value)
{
	struct stat_options *options = run;

	if (strspn(value, "0123456789") != strlen(value) || !*value ||
	    strlen(value) > 9) {
		fprintf(stderr, "tph stat: --top %s is not a number\n", value);
		return TPH_EXIT_USAGE;
	}
	options->view.top = strtoul(value, NULL, 10);
	return -1;
}

/* A TLP that is not counted may still complete a counted request */
static int take(struct stat_counts *counts, const struct stat_options *options,
		const struct packet *packet)
{
	struct tally_row *const *rows = NULL;

	if (!unreadable_count(&counts->unreadable, packet))
		return 0;
	if (match_holds(&options->match, packet)) {
		rows = traffic_add(&counts->traffic, packet);
		counts->cut += packet->missing && !packet->raw.header_only;
	}
	return stat_join_add(&counts->join, packet, rows);
}

/* Return: 0; -errno. */
static int count(struct stat_counts *counts, const struct stat_options *options,
		 struct capture_reader *reader)
{
	const bool all = !options->match.count;
	struct packet packet;
	int ret = 0;

	while (!ret && (ret = input_read(reader, &packet)) == 1) {
		ret = 0;
		if (all && traffic_repeat(&counts->traffic, &packet.raw)) {
			unreadable_count_raw(&counts->unreadable, &packet.raw);
			continue;
		}
		packet_decode(&packet);
		ret = take(counts, options, &packet);
	}
	stat_join_finish(&counts->join);
	traffic_finish(&counts->traffic);
	counts->skipped = capture_skipped(reader);
	return ret;
}

/* Shows the counts even if the file ended early. Return: as main() */
static int show(const struct stat_counts *counts,
		const struct stat_options *options, const char *path)
{
	int ret = options->json ? stat_json(counts, &options->view, stdout)
				: stat_print(counts, &options->view, stdout);

	if (ret) {
		fprintf(stderr, "tph stat: %s\n", strerror(-ret));
		return TPH_EXIT_USAGE;
	}
	unreadable_report(&counts->unreadable, "stat", path);
	return unreadable_any(&counts->unreadable) ? TPH_EXIT_BROKEN
						   : TPH_EXIT_OK;
}

/* Return: as main() */
static int draw(const struct stat_counts *counts,
		const struct stat_options *options, const char *path)
{
	int ret = stat_plot(counts, path, options->plot);

	if (!ret)
		return TPH_EXIT_OK;
	fflush(stdout);
	fprintf(stderr, "tph stat: %s: %s\n", options->plot,
		ret == -ECHILD	  ? "gnuplot failed"
		: ret == -ENODATA ? "not drawn: no TLP has a time"
				  : strerror(-ret));
	return TPH_EXIT_USAGE;
}

static int stat_file(const struct stat_options *options, const char *path)
{
	struct stat_counts counts = {0};
	struct capture_reader *reader;
	int status = TPH_EXIT_USAGE, ret;

	ret = input_open("stat", path, &options->input, &reader);
	if (ret)
		return input_status(ret);
	ret = traffic_init(&counts.traffic, options->plot);
	if (!ret)
		ret = stat_join_init(&counts.join);
	if (!ret) {
		ret = count(&counts, options, reader);
		status = show(&counts, options, path);
		if (options->plot && status != TPH_EXIT_USAGE &&
		    draw(&counts, options, path))
			status = TPH_EXIT_USAGE;
	}
	if (ret) {
		fflush(stdout);
		fprintf(stderr, "tph stat: %s: %s\n", path, strerror(-ret));
		status = TPH_EXIT_USAGE;
	}
	stat_join_free(&counts.join);
	traffic_free(&counts.traffic);
	capture_free(reader);
	return status;
}

/* Fails before a long run, not after it. Return: 0; -errno after a message. */
static int can_draw(void)
{
	int ret = gnuplot_check();

	if (ret == -ENOENT)
		fprintf(stderr,
			"tph stat: --plot needs the program gnuplot (package gnuplot-nox)\n");
	else if (ret)
		fprintf(stderr, "tph stat: gnuplot does not run: %s\n",
			strerror(-ret));
	return ret;
}

int cmd_stat(int argc, char **argv)
{
	struct stat_options o = {
		.view = {.tables = (1u << TRAFFIC_MAX) - 1, .top = TOP},
	};
	const struct option_row rows[] = {
		{"by", .take = take_by},   {"top", .take = take_top},
		INPUT_ROWS(o.input),	   {"plot", .text = &o.plot},
		{"json", .flag = &o.json}, {NULL},
	};
	const struct options options = {usage, rows, &o, 1, INT_MAX};
	int status = options_parse(&options, argc, argv);

	if (status >= 0)
		return status;
	if (input_conditions(&o.match, argv + optind + 1, "stat"))
		return TPH_EXIT_USAGE;
	if (o.plot && can_draw())
		return TPH_EXIT_USAGE;
	o.input.json = o.json;
	return stat_file(&o, argv[optind]);
}
