// SPDX-License-Identifier: BSD-3-Clause
/* tph dump: print the TLPs of a capture */
#include "dump.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"

#define BOLD  "\033[1;32m"
#define RED   "\033[31m"
#define RESET "\033[0m"

/* Bytes shown of a packet that is no TLP */
#define HEX_BYTES 20

struct dump {
	bool json, colour;
	uint64_t packets, malformed;
	uint64_t first_ns;
};

static void usage(FILE *out)
{
	fprintf(out, "Usage: tph dump [--json] FILE\n"
		     "Print the TLPs of a pcapng capture, one a line. "
		     "FILE may be -.\n");
}

/* Only where somebody looks at it, and not if he asked for none (no-color.org)
 */
static bool want_colour(void)
{
	const char *no_color = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && !(no_color && *no_color);
}

/* The hints, which are what one looks for, stand out */
static void print_tlp(const struct dump *dump, const struct wire *wire)
{
	char text[512], *hints, *end;

	tlp_format(&wire->tlp, text, sizeof(text));
	hints = dump->colour ? strstr(text, "TH+") : NULL;
	end = hints ? strstr(hints, " ST 0x") : NULL;
	if (!end) {
		puts(text);
		return;
	}
	end += strlen(" ST 0x");
	end += strcspn(end, " ");
	printf("%.*s" BOLD "%.*s" RESET "%s\n", (int)(hints - text), text,
	       (int)(end - hints), hints, end);
}

static void print_malformed(const struct dump *dump, const struct wire *wire)
{
	const struct capture_packet *packet = &wire->packet;

	printf("%smalformed: %s; %zu bytes at byte %" PRIu64 " of the file:",
	       dump->colour ? RED : "", wire_error(wire), packet->len,
	       packet->offset);
	for (size_t i = 0; i < packet->len && i < HEX_BYTES; i++)
		printf("%s%02x", i % 4 ? "" : " ", packet->data[i]);
	printf("%s%s\n", packet->len > HEX_BYTES ? " ..." : "",
	       dump->colour ? RESET : "");
}

/* Times may run backwards between links */
static void print_time(const struct dump *dump, uint64_t ns)
{
	bool before = ns < dump->first_ns;
	uint64_t d = before ? dump->first_ns - ns : ns - dump->first_ns;

	printf(" %s%" PRIu64 ".%09" PRIu64, before ? "-" : "", d / 1000000000,
	       d % 1000000000);
}

static int print_packet(struct dump *dump, const struct wire *wire)
{
	if (!dump->packets++)
		dump->first_ns = wire->packet.ns;
	dump->malformed += !!wire->error;
	if (dump->json)
		return dump_json(stdout, wire);
	printf("%6" PRIu64, wire->packet.number);
	print_time(dump, wire->packet.ns);
	printf(" %-8s %c ", wire->packet.link,
	       wire->packet.dir == CAPTURE_UP ? '^' : 'v');
	if (wire->error)
		print_malformed(dump, wire);
	else
		print_tlp(dump, wire);
	return 0;
}

static int dump_file(struct dump *dump, const char *path)
{
	struct capture_reader *reader;
	int status = TPH_EXIT_OK, ret;
	struct wire wire;

	if (wire_open("dump", path, false, &reader))
		return TPH_EXIT_USAGE;
	while ((ret = wire_next(reader, &wire)) == 1) {
		ret = print_packet(dump, &wire);
		if (ret || ferror(stdout))
			break;
	}
	if (ret < 0) {
		fflush(stdout);
		fprintf(stderr, "tph dump: %s: %s\n", path, strerror(-ret));
		status = TPH_EXIT_BROKEN;
	}
	if (dump->malformed) {
		fflush(stdout);
		fprintf(stderr,
			"tph dump: %s: %" PRIu64 " of %" PRIu64
			" packets are malformed\n",
			path, dump->malformed, dump->packets);
		status = TPH_EXIT_BROKEN;
	}
	capture_free(reader);
	return status;
}

int cmd_dump(int argc, char **argv)
{
	static const struct option options[] = {
		{"json", no_argument, NULL, 'j'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	struct dump dump = {.colour = want_colour()};
	int c;

	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (c) {
		case 'j':
			dump.json = true;
			break;
		case 'h':
			usage(stdout);
			return TPH_EXIT_OK;
		default:
			usage(stderr);
			return TPH_EXIT_USAGE;
		}
	}
	if (argc - optind != 1) {
		usage(stderr);
		return TPH_EXIT_USAGE;
	}
	return dump_file(&dump, argv[optind]);
}
