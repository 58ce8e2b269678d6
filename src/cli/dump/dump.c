// SPDX-License-Identifier: BSD-3-Clause
/* tph dump: print the TLPs of a capture */
#include "cli/dump/dump.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/match/match.h"
#include "analyze/packet/verdict.h"
#include "cli/command.h"
#include "cli/input.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/unreadable.h"
#include "ground.h"

/* Options and findings of a run */
struct run {
	struct dump dump;
	struct match match;
	struct input_options input;
	uint64_t limit, printed;
	struct unreadable unreadable;
	uint64_t broken, bad_ecrc;
};

static const char usage[] =
	"Usage: tph dump [OPTION]... FILE [FIELD=VALUE]...\n"
	"Print the TLPs of a capture that match all FIELD=VALUE, one on each line. FILE is\npcapng, pcap, VCD, CSV, text with header logs or hex, or - for standard input.\n"
	"  -v, --verbose   explain each field; -vv: show the payload too\n"
	"  -x, --hex       show the payload\n"
	"  -t, --text      print the TLP alone, as tph make reads it\n"
	"  -n, --count N   stop after N packets\n"
	"      --flit      treat all TLPs as flit-mode TLPs\n"
	"      --json      print a JSON object for each packet, one on each line\n"
	"      --fields    list the fields and their values\n" INPUT_USAGE;

static void print_packet(struct run *run, const struct packet *packet)
{
	run->printed++;
	if (run->input.json) {
		dump_json(&run->dump, packet);
		return;
	}
	dump_line(&run->dump, packet);
	if (run->dump.verbose && !packet->error)
		dump_detail(&run->dump, packet);
}

static void count(struct run *run, const struct packet *packet)
{
	if (!unreadable_count(&run->unreadable, packet))
		return;
	run->broken += !!tlp_malformed(&packet->tlp, NULL);
	run->bad_ecrc += verdict_ecrc(packet) == VERDICT_ECRC_BAD;
}

/* Return: enum tph_exit, after messages about faults */
static int summarize(const struct run *run, const char *path, int error)
{
	const struct {
		uint64_t count;
		const char *what;
	} rows[] = {
		{run->broken, "packets break rules of the specification"},
		{run->bad_ecrc, "packets have a wrong ECRC"},
	};
	int status = error || unreadable_any(&run->unreadable) ? TPH_EXIT_BROKEN
							       : TPH_EXIT_OK;

	unreadable_report(&run->unreadable, "dump", path);
	if (error)
		fprintf(stderr, "tph dump: %s: %s\n", path, strerror(-error));
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!rows[i].count)
			continue;
		fprintf(stderr, "tph dump: %s: %" PRIu64 " of %" PRIu64 " %s\n",
			path, rows[i].count, run->unreadable.packets,
			rows[i].what);
		status = TPH_EXIT_BROKEN;
	}
	return status;
}

static int dump_file(struct run *run, const char *path)
{
	struct capture_reader *reader;
	struct packet packet;
	static char text[DUMP_ROOM];
	struct line line = {.buf = text, .size = sizeof(text), .out = stdout};
	int ret;

	progress_output_follows();
	ret = input_open("dump", path, &run->input, &reader);
	if (ret)
		return input_status(ret);
	/* The line is the buffer */
	setvbuf(stdout, NULL, _IONBF, 0);
	input_output(reader, &line);
	run->dump.line = &line;
	run->dump.style = style_of(stdout);
	while ((ret = input_next(reader, &packet)) == 1) {
		count(run, &packet);
		if (match_holds(&run->match, &packet))
			print_packet(run, &packet);
		if ((run->limit && run->printed == run->limit) ||
		    ferror(stdout))
			break;
	}
	line_flush(&line);
	run->unreadable.skipped = capture_skipped(reader);
	ret = summarize(run, path, ret < 0 ? ret : 0);
	capture_free(reader);
	return ret;
}

/* For people, and for shell completion, which uses the words */
static int list_fields(void *run, const char *value)
{
	static const char *const kinds[] = {
		[FIELD_NUMBER] = "number", [FIELD_HEX] = "number",
		[FIELD_FLAG] = "0 1",	   [FIELD_BDF] = "bus:device.function",
		[FIELD_TEXT] = "name",	   [FIELD_TIME] = "seconds",
	};
	const char *name, *before;

	for (size_t i = 0; i < fields_count; i++) {
		const struct field *field = &fields[i];

		printf("%s", field->name);
		if (field->kind != FIELD_NAME)
			printf(" %s", kinds[field->kind]);
		before = "";
		for (unsigned int n = 0;
		     field->kind == FIELD_NAME && (name = field->value_name(n));
		     n++) {
			if (strcmp(name, before))
				printf(" %s", name);
			before = name;
		}
		putchar('\n');
	}
	return TPH_EXIT_OK;
}

int cmd_dump(int argc, char **argv)
{
	struct run run = {0};
	const struct option_row rows[] = {
		{"verbose", 'v', .count = &run.dump.verbose},
		{"hex", 'x', .flag = &run.dump.hex},
		{"text", 't', .flag = &run.dump.bare},
		{"count", 'n', .number = &run.limit},
		INPUT_ROWS(run.input),
		{"json", .flag = &run.input.json},
		{"fields", .take = list_fields, .bare = true},
		{0},
	};
	const struct options options = {usage, rows, &run, 1, INT_MAX};
	int status = options_parse(&options, argc, argv);

	if (status >= 0)
		return status;
	if (input_conditions(&run.match, argv + optind + 1, "dump"))
		return TPH_EXIT_USAGE;
	return dump_file(&run, argv[optind]);
}
