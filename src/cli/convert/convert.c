// SPDX-License-Identifier: BSD-3-Clause
/* tph convert: write the TLPs of a capture in another form */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyze/match/match.h"
#include "analyze/packet/reframe.h"
#include "cli/command.h"
#include "cli/convert/sink.h"
#include "cli/input.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/unreadable.h"

/* Most left-out packets that are reported one by one */
#define MAX_NAMED 10

/**
 * struct run - a conversion
 * @sink:	output
 * @path:	input
 * @match:	packets to convert
 * @input:	options about the input
 * @limit:	most packets to write, 0: all
 * @unreadable:	packets read, and packets that are not TLPs
 * @written:	packets written so far
 * @lost:	packets left out because the other framing cannot express them
 * @digests:	digests left out because the framing changed
 * @error:	0 or the error that ended the run
 */
struct run {
	struct sink sink;
	const char *path;
	struct match match;
	struct input_options input;
	uint64_t limit;
	struct unreadable unreadable;
	uint64_t written, lost, digests;
	int error;
};

static const char usage[] =
	"Usage: tph convert [OPTION]... FILE [FIELD=VALUE]...\n"
	"Write the TLPs of a capture that match all FIELD=VALUE to another capture.\n"
	"  -w, --write FILE     output file; - (the default) is standard output\n"
	"  -F, --format FORMAT  pcapng (the default), pcap, hex or perfetto (the\n"
	"                       default for FILE.pftrace)\n"
	"  -l, --link TYPE      user0 ... user15 (odd: flit mode) or nettlp; default: the\n"
	"                       type of FILE, user0 or user1\n"
	"  -n, --count N        stop after N packets\n"
	"      --flit           treat all TLPs of FILE as flit-mode TLPs\n"
	"      --help           show this help\n"
	"FILE may be pcapng, pcap, text with header logs or hex, or - for standard input.\n" INPUT_USAGE;

static void leave_out(struct run *run, const struct packet *packet,
		      const char *why)
{
	char position[PACKET_POSITION];
	uint64_t all = run->unreadable.malformed.count +
		       run->unreadable.damaged.count + run->lost;

	if (all > MAX_NAMED)
		return;
	progress_clear();
	fprintf(stderr, "tph convert: %s: %s: %s%s\n", run->path,
		packet_position(packet, position, sizeof(position)), why,
		all == MAX_NAMED ? "; further ones are not shown" : "");
}

/* The rest of the payload after a header of another size */
static void put_payload(const struct capture_packet *raw, const struct tlp *tlp,
			size_t from, struct capture_packet *out, uint8_t *bytes)
{
	size_t all = tlp_has_data(tlp->type) ? tlp->length * 4u : 0;
	size_t there = raw->len > from ? raw->len - from : 0;
	size_t len = there < all ? there : all;

	memcpy(bytes + out->len, raw->data + from, len);
	out->orig_len = out->len + all;
	out->len += len;
}

/* Return: NULL, else the reason why the packet cannot be written */
static const char *frame(struct run *run, const struct packet *packet,
			 struct capture_packet *out)
{
	static uint8_t bytes[TLP_MAX_SIZE];
	size_t header = tlp_header_size(&packet->tlp);
	const char *lost;
	struct tlp tlp;

	*out = packet->raw;
	if (out->header_only) {
		out->len = header;
		out->orig_len = header + packet->missing;
	}
	out->flit = sink_wants_flit(&run->sink, &packet->raw);
	if (out->flit == packet->tlp.flit)
		return NULL;
	lost = reframe(&packet->tlp, &tlp);
	if (lost)
		return lost;
	out->len = tlp_encode_header(&tlp, bytes, sizeof(bytes));
	out->data = bytes;
	if (packet->raw.header_only)
		out->orig_len = tlp_size(&tlp);
	else
		put_payload(&packet->raw, &tlp, header, out, bytes);
	run->digests += packet->tlp.td;
	return NULL;
}

static void take(struct run *run, const struct packet *packet)
{
	struct capture_packet out;
	const char *lost;

	if (!unreadable_count(&run->unreadable, packet)) {
		leave_out(run, packet, packet_error(packet));
		return;
	}
	if (!match_holds(&run->match, packet)) {
		run->error = sink_pass(&run->sink, packet);
		return;
	}
	lost = frame(run, packet, &out);
	if (lost) {
		run->lost++;
		leave_out(run, packet, lost);
		return;
	}
	run->error = sink_write(&run->sink, packet, &out);
	run->written += !run->error;
}

/* Return: enum tph_exit, after messages about left-out packets */
static int summarize(const struct run *run, int error)
{
	int status = error || unreadable_any(&run->unreadable) ? TPH_EXIT_BROKEN
							       : TPH_EXIT_OK;

	unreadable_report(&run->unreadable, "convert", run->path);
	if (error)
		fprintf(stderr, "tph convert: %s: %s\n", run->path,
			strerror(-error));
	if (run->lost) {
		fprintf(stderr,
			"tph convert: %s: %" PRIu64 " of %" PRIu64
			" packets cannot be expressed in the other framing and are left out\n",
			run->path, run->lost, run->unreadable.packets);
		status = TPH_EXIT_BROKEN;
	}
	if (run->digests)
		fprintf(stderr,
			"tph convert: %s: %" PRIu64
			" digests are left out: they belong to the other framing\n",
			run->path, run->digests);
	return status;
}

static int cannot_write(const struct run *run, int error)
{
	progress_clear();
	fprintf(stderr, "tph convert: %s: %s\n",
		strcmp(run->sink.path, "-") ? run->sink.path
					    : "standard output",
		strerror(-error));
	return TPH_EXIT_USAGE;
}

/* The reader of a pipe gets all packets so far */
static void before_wait(void *arg)
{
	struct run *run = arg;

	if (!run->error)
		run->error = sink_flush(&run->sink);
}

/* Opening the input for writing would truncate it */
static bool is_own_input(const struct run *run)
{
	struct stat in, out;

	return strcmp(run->path, "-") && strcmp(run->sink.path, "-") &&
	       !stat(run->path, &in) && !stat(run->sink.path, &out) &&
	       in.st_dev == out.st_dev && in.st_ino == out.st_ino;
}

static int convert(struct run *run)
{
	struct capture_reader *reader;
	int ret, closed;
	struct packet packet;

	if (is_own_input(run)) {
		fprintf(stderr,
			"tph convert: %s is also the input: name another file\n",
			run->sink.path);
		return TPH_EXIT_USAGE;
	}
	ret = input_open("convert", run->path, &run->input, &reader);
	if (ret)
		return input_status(ret);
	ret = sink_open(&run->sink);
	if (ret) {
		capture_free(reader);
		return cannot_write(run, ret);
	}
	capture_before_wait(reader, before_wait, run);
	while (!run->error && (ret = input_next(reader, &packet)) == 1) {
		take(run, &packet);
		if (run->limit && run->written == run->limit)
			break;
	}
	run->unreadable.skipped = capture_skipped(reader);
	/* The names of links belong to the reader */
	closed = sink_close(&run->sink);
	capture_free(reader);
	if (run->error || closed)
		return cannot_write(run, run->error ? run->error : closed);
	return summarize(run, ret < 0 ? ret : 0);
}

static int bad_value(const char *option, const char *value,
		     const char *expected)
{
	fprintf(stderr, "tph convert: --%s %s: expected %s\n", option, value,
		expected);
	return TPH_EXIT_USAGE;
}

static int take_format(void *run, const char *value)
{
	struct sink *sink = &((struct run *)run)->sink;

	sink->format = sink_find_format(value);
	return sink->format ? -1
			    : bad_value("format", value,
					"pcapng, pcap, hex or perfetto");
}

static int take_link(void *run, const char *value)
{
	struct sink *sink = &((struct run *)run)->sink;

	sink->linktype = sink_find_linktype(value);
	return sink->linktype >= 0
		       ? -1
		       : bad_value("link", value, "user0 to user15 or nettlp");
}

int cmd_convert(int argc, char **argv)
{
	struct run run = {
		.sink = {.path = "-", .linktype = SINK_KEEP},
	};
	const struct option_row rows[] = {
		{"write", 'w', .text = &run.sink.path},
		{"format", 'F', .take = take_format},
		{"link", 'l', .take = take_link},
		{"count", 'n', .number = &run.limit},
		INPUT_ROWS(run.input),
		{0},
	};
	const struct options options = {usage, rows, &run, 1, INT_MAX};
	int status = options_parse(&options, argc, argv);

	if (status >= 0)
		return status;
	run.path = argv[optind];
	if (!run.sink.format)
		run.sink.format = sink_guess_format(run.sink.path);
	if (input_conditions(&run.match, argv + optind + 1, "convert"))
		return TPH_EXIT_USAGE;
	if (sink_is_binary(&run.sink) && !strcmp(run.sink.path, "-") &&
	    isatty(STDOUT_FILENO)) {
		fprintf(stderr,
			"tph convert: standard output is a terminal; use -w FILE or --format hex\n");
		return TPH_EXIT_USAGE;
	}
	return convert(&run);
}
